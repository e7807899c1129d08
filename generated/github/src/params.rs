//! Query, header and cookie parameters of the operations.

use super::runtime::*;
use super::types::{
    Direction, ListIssuesForRepositorySort, ListIssuesForRepositoryState,
    ListRepositoriesForAuthenticatedUserType, ListRepositoriesForAuthenticatedUserVisibility,
    ListRepositoriesForUserType, Sort,
};

params! {
    /// Parameters of [`get_repository`](super::Client::get_repository) and 7 other operations.
    pub struct XGitHubApiVersionParams {
        /// Date of the API version to use. GitHub picks its default when it is left out.
        #[header("X-GitHub-Api-Version")]
        pub x_git_hub_api_version: Option<String>,
    }

    /// Parameters of [`list_issues_for_repository`](super::Client::list_issues_for_repository).
    pub struct ListIssuesForRepositoryParams {
        /// Number of a milestone, `*` for any or `none` for issues without one.
        pub milestone: Option<String>,
        /// State of the issues.
        pub state: Option<ListIssuesForRepositoryState>,
        /// Login of the assignee, `*` for any or `none` for issues nobody is assigned to.
        pub assignee: Option<String>,
        /// Login of the author.
        pub creator: Option<String>,
        /// Login of a user who is mentioned.
        pub mentioned: Option<String>,
        /// Label names separated by commas.
        pub labels: Option<String>,
        /// What to sort by.
        pub sort: Option<ListIssuesForRepositorySort>,
        /// Order of the results.
        pub direction: Option<Direction>,
        /// Only what was updated at this time or later.
        pub since: Option<DateTime>,
        /// Results per page, at most 100.
        pub per_page: Option<i64>,
        /// Number of the page, counted from 1.
        pub page: Option<i64>,
        /// Date of the API version to use. GitHub picks its default when it is left out.
        #[header("X-GitHub-Api-Version")]
        pub x_git_hub_api_version: Option<String>,
    }

    /// Parameters of [`list_issue_comments`](super::Client::list_issue_comments).
    pub struct ListIssueCommentsParams {
        /// Only what was updated at this time or later.
        pub since: Option<DateTime>,
        /// Results per page, at most 100.
        pub per_page: Option<i64>,
        /// Number of the page, counted from 1.
        pub page: Option<i64>,
        /// Date of the API version to use. GitHub picks its default when it is left out.
        #[header("X-GitHub-Api-Version")]
        pub x_git_hub_api_version: Option<String>,
    }

    /// Parameters of [`list_releases`](super::Client::list_releases) and another operation.
    pub struct ListParams {
        /// Results per page, at most 100.
        pub per_page: Option<i64>,
        /// Number of the page, counted from 1.
        pub page: Option<i64>,
        /// Date of the API version to use. GitHub picks its default when it is left out.
        #[header("X-GitHub-Api-Version")]
        pub x_git_hub_api_version: Option<String>,
    }

    /// Parameters of [`list_repositories_for_authenticated_user`](super::Client::list_repositories_for_authenticated_user).
    pub struct ListRepositoriesForAuthenticatedUserParams {
        /// Only repositories anybody can see, or only private ones.
        pub visibility: Option<ListRepositoriesForAuthenticatedUserVisibility>,
        /// How the user is tied to the repository. Takes `owner`, `collaborator` and `organization_member`, separated by commas.
        pub affiliation: Option<String>,
        /// Which repositories to return. Cannot be used together with `visibility` or `affiliation`.
        #[query("type")]
        pub r#type: Option<ListRepositoriesForAuthenticatedUserType>,
        /// What to sort by.
        pub sort: Option<Sort>,
        /// Order of the results. Ascending for `full_name`, otherwise descending.
        pub direction: Option<Direction>,
        /// Results per page, at most 100.
        pub per_page: Option<i64>,
        /// Number of the page, counted from 1.
        pub page: Option<i64>,
        /// Only what was updated at this time or later.
        pub since: Option<DateTime>,
        /// Only what was updated before this time.
        pub before: Option<DateTime>,
        /// Date of the API version to use. GitHub picks its default when it is left out.
        #[header("X-GitHub-Api-Version")]
        pub x_git_hub_api_version: Option<String>,
    }

    /// Parameters of [`list_repositories_for_user`](super::Client::list_repositories_for_user).
    pub struct ListRepositoriesForUserParams {
        /// Which repositories to return.
        #[query("type")]
        pub r#type: Option<ListRepositoriesForUserType>,
        /// What to sort by.
        pub sort: Option<Sort>,
        /// Order of the results. Ascending for `full_name`, otherwise descending.
        pub direction: Option<Direction>,
        /// Results per page, at most 100.
        pub per_page: Option<i64>,
        /// Number of the page, counted from 1.
        pub page: Option<i64>,
        /// Date of the API version to use. GitHub picks its default when it is left out.
        #[header("X-GitHub-Api-Version")]
        pub x_git_hub_api_version: Option<String>,
    }
}
