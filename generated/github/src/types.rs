//! What is sent and what comes back.

use super::runtime::*;

object! {
    /// A repository with all its settings.
    pub struct FullRepository {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Owner and name, separated by a slash.
        pub full_name: String,
        /// Whether it is read-only.
        pub archived: bool,
        /// Address to clone over HTTPS.
        pub clone_url: String,
        /// Time of creation.
        pub created_at: DateTime,
        /// Name of the default branch.
        pub default_branch: String,
        /// Short text.
        pub description: Option<String>,
        /// Whether GitHub has disabled it.
        pub disabled: bool,
        pub events_url: String,
        /// Whether it is a fork.
        pub fork: bool,
        pub forks: i64,
        /// Number of forks.
        pub forks_count: i64,
        pub git_url: String,
        pub has_discussions: bool,
        pub has_downloads: bool,
        pub has_issues: bool,
        pub has_pages: bool,
        pub has_projects: bool,
        pub has_wiki: bool,
        /// Web site.
        pub homepage: Option<String>,
        pub hooks_url: String,
        /// Address of the web page.
        pub html_url: String,
        pub issues_url: String,
        /// Main language.
        pub language: Option<String>,
        pub languages_url: String,
        /// The license.
        pub license: Option<License>,
        pub mirror_url: Option<String>,
        pub network_count: i64,
        pub open_issues: i64,
        /// Number of open issues and pull requests.
        pub open_issues_count: i64,
        /// The owner.
        pub owner: SimpleUser,
        /// Whether it is private.
        pub private: bool,
        pub pulls_url: String,
        /// Time of the latest push.
        pub pushed_at: DateTime,
        pub releases_url: String,
        /// Size in kilobytes.
        pub size: i64,
        /// Address to clone over SSH.
        pub ssh_url: String,
        /// Number of stars.
        pub stargazers_count: i64,
        pub subscribers_count: i64,
        pub svn_url: String,
        pub tags_url: String,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Address in the API.
        pub url: String,
        pub watchers: i64,
        pub watchers_count: i64,
        pub allow_auto_merge: Option<bool>,
        pub allow_forking: Option<bool>,
        pub allow_merge_commit: Option<bool>,
        pub allow_rebase_merge: Option<bool>,
        pub allow_squash_merge: Option<bool>,
        pub allow_update_branch: Option<bool>,
        pub code_of_conduct: Option<CodeOfConduct>,
        pub delete_branch_on_merge: Option<bool>,
        /// Whether new repositories can be made from it.
        pub is_template: Option<bool>,
        pub merge_commit_message: Option<MergeCommitMessage>,
        pub merge_commit_title: Option<MergeCommitTitle>,
        /// The organization it belongs to.
        pub organization: Option<SimpleUser>,
        /// The repository it was forked from.
        pub parent: Option<Repository>,
        /// What the caller may do.
        pub permissions: Option<Permissions>,
        pub security_and_analysis: Option<SecurityAndAnalysis>,
        /// The repository at the root of its forks.
        pub source: Option<Repository>,
        pub squash_merge_commit_message: Option<SquashMergeCommitMessage>,
        pub squash_merge_commit_title: Option<SquashMergeCommitTitle>,
        /// The repository it was made from.
        pub template_repository: Option<Repository>,
        /// Topics.
        pub topics: Option<Vec<String>>,
        /// Who can see it.
        pub visibility: Option<String>,
        pub web_commit_signoff_required: Option<bool>,
    }

    /// A license.
    pub struct License {
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        pub key: String,
        pub spdx_id: Option<String>,
        /// Address in the API.
        pub url: Option<String>,
        /// Address of the web page.
        pub html_url: Option<String>,
    }

    /// A user or organization in brief.
    pub struct SimpleUser {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Login name.
        pub login: String,
        /// Address of the picture.
        pub avatar_url: String,
        pub events_url: String,
        pub followers_url: String,
        pub following_url: String,
        pub gists_url: String,
        pub gravatar_id: Option<String>,
        /// Address of the web page.
        pub html_url: String,
        pub organizations_url: String,
        pub received_events_url: String,
        pub repos_url: String,
        /// Whether the user works for GitHub.
        pub site_admin: bool,
        pub starred_url: String,
        pub subscriptions_url: String,
        /// Kind of account.
        #[wire("type")]
        pub r#type: String,
        /// Address in the API.
        pub url: String,
        /// Public e-mail address.
        pub email: Option<String>,
        /// Name.
        pub name: Option<String>,
        pub starred_at: Option<String>,
    }

    /// The code of conduct.
    pub struct CodeOfConduct {
        /// Name.
        pub name: String,
        /// Address of the web page.
        pub html_url: Option<String>,
        pub key: String,
        /// Address in the API.
        pub url: String,
    }

    /// A repository.
    pub struct Repository {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Owner and name, separated by a slash.
        pub full_name: String,
        /// Whether it is read-only.
        ///
        /// Default: `false`.
        pub archived: bool,
        /// Address to clone over HTTPS.
        pub clone_url: String,
        /// Time of creation.
        pub created_at: Option<DateTime>,
        /// Name of the default branch.
        pub default_branch: String,
        /// Short text.
        pub description: Option<String>,
        /// Whether GitHub has disabled it.
        pub disabled: bool,
        pub events_url: String,
        /// Whether it is a fork.
        pub fork: bool,
        pub forks: i64,
        /// Number of forks.
        pub forks_count: i64,
        pub git_url: String,
        /// Default: `true`.
        pub has_downloads: bool,
        /// Default: `true`.
        pub has_issues: bool,
        pub has_pages: bool,
        /// Default: `true`.
        pub has_projects: bool,
        /// Default: `true`.
        pub has_wiki: bool,
        /// Web site.
        pub homepage: Option<String>,
        pub hooks_url: String,
        /// Address of the web page.
        pub html_url: String,
        pub issues_url: String,
        /// Main language.
        pub language: Option<String>,
        pub languages_url: String,
        /// The license.
        pub license: Option<License>,
        pub mirror_url: Option<String>,
        pub open_issues: i64,
        /// Number of open issues and pull requests.
        pub open_issues_count: i64,
        /// The owner.
        pub owner: SimpleUser,
        /// Whether it is private.
        ///
        /// Default: `false`.
        pub private: bool,
        pub pulls_url: String,
        /// Time of the latest push.
        pub pushed_at: Option<DateTime>,
        pub releases_url: String,
        /// Size in kilobytes.
        pub size: i64,
        /// Address to clone over SSH.
        pub ssh_url: String,
        /// Number of stars.
        pub stargazers_count: i64,
        pub svn_url: String,
        pub tags_url: String,
        /// Time of the latest change.
        pub updated_at: Option<DateTime>,
        /// Address in the API.
        pub url: String,
        pub watchers: i64,
        pub watchers_count: i64,
        /// Default: `false`.
        pub allow_auto_merge: Option<bool>,
        pub allow_forking: Option<bool>,
        /// Default: `true`.
        pub allow_merge_commit: Option<bool>,
        /// Default: `true`.
        pub allow_rebase_merge: Option<bool>,
        /// Default: `true`.
        pub allow_squash_merge: Option<bool>,
        /// Default: `false`.
        pub allow_update_branch: Option<bool>,
        /// Default: `false`.
        pub delete_branch_on_merge: Option<bool>,
        /// Default: `false`.
        pub has_discussions: Option<bool>,
        /// Whether new repositories can be made from it.
        ///
        /// Default: `false`.
        pub is_template: Option<bool>,
        pub merge_commit_message: Option<MergeCommitMessage>,
        pub merge_commit_title: Option<MergeCommitTitle>,
        pub network_count: Option<i64>,
        /// The organization it belongs to.
        pub organization: Option<SimpleUser>,
        /// What the caller may do.
        pub permissions: Option<Permissions>,
        pub squash_merge_commit_message: Option<SquashMergeCommitMessage>,
        pub squash_merge_commit_title: Option<SquashMergeCommitTitle>,
        pub subscribers_count: Option<i64>,
        /// Topics.
        pub topics: Option<Vec<String>>,
        /// Who can see it.
        ///
        /// Default: `"public"`.
        pub visibility: Option<String>,
        /// Default: `false`.
        pub web_commit_signoff_required: Option<bool>,
    }

    /// What the caller may do.
    pub struct Permissions {
        pub admin: bool,
        pub pull: bool,
        pub push: bool,
        pub maintain: Option<bool>,
        pub triage: Option<bool>,
    }

    /// Security features of a repository.
    pub struct SecurityAndAnalysis {
        pub advanced_security: Option<SecurityAndAnalysisAdvancedSecurity>,
        pub secret_scanning: Option<SecurityAndAnalysisAdvancedSecurity>,
        pub secret_scanning_push_protection: Option<SecurityAndAnalysisAdvancedSecurity>,
    }

    pub struct SecurityAndAnalysisAdvancedSecurity {
        pub status: Option<Status>,
    }

    /// Body of most failed requests.
    pub struct BasicError {
        /// Page that explains the error.
        pub documentation_url: Option<String>,
        /// Readable text.
        pub message: Option<String>,
        /// Status code as a string.
        pub status: Option<String>,
        /// Address of the page.
        pub url: Option<String>,
    }
}

object! {
    /// An issue or a pull request seen as an issue.
    pub struct Issue {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Number within the repository.
        pub number: i64,
        /// Title.
        pub title: String,
        /// First user who is assigned.
        pub assignee: Option<SimpleUser>,
        /// How the author is tied to the repository.
        pub author_association: AuthorAssociation,
        /// Time of closing.
        pub closed_at: Option<DateTime>,
        /// Number of comments.
        pub comments: i64,
        pub comments_url: String,
        /// Time of creation.
        pub created_at: DateTime,
        pub events_url: String,
        /// Address of the web page.
        pub html_url: String,
        /// Labels.
        pub labels: Vec<IssueLabelsItem>,
        pub labels_url: String,
        /// Whether the conversation is locked.
        pub locked: bool,
        /// The milestone.
        pub milestone: Option<Milestone>,
        pub repository_url: String,
        /// State.
        pub state: String,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Address in the API.
        pub url: String,
        /// The author.
        pub user: Option<SimpleUser>,
        /// Why the conversation is locked.
        pub active_lock_reason: Option<String>,
        /// Users who are assigned.
        pub assignees: Option<Vec<SimpleUser>>,
        /// Text in Markdown.
        pub body: Option<String>,
        /// Text as HTML, if asked for by the media type.
        pub body_html: Option<String>,
        /// Text without markup, if asked for by the media type.
        pub body_text: Option<String>,
        /// Who closed it.
        pub closed_by: Option<SimpleUser>,
        /// Whether it is a draft.
        pub draft: Option<bool>,
        /// The app that acted for the user.
        pub performed_via_github_app: Option<Integration>,
        /// Present if the issue is a pull request.
        pub pull_request: Option<IssuePullRequest>,
        /// Number of reactions.
        pub reactions: Option<Reactions>,
        pub repository: Option<Repository>,
        /// Why it was closed or opened again.
        pub state_reason: Option<IssueStateReason>,
        pub timeline_url: Option<String>,
    }

    pub struct IssueLabelsItemVariant2 {
        /// Six hex digits without the hash sign.
        pub color: Option<String>,
        pub default: Option<bool>,
        /// Short text.
        pub description: Option<String>,
        /// Unique number.
        pub id: Option<i64>,
        /// Name.
        pub name: Option<String>,
        /// Id in the GraphQL API.
        pub node_id: Option<String>,
        /// Address in the API.
        pub url: Option<String>,
    }

    /// A milestone.
    pub struct Milestone {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Number within the repository.
        pub number: i64,
        /// Title.
        pub title: String,
        /// Time of closing.
        pub closed_at: Option<DateTime>,
        pub closed_issues: i64,
        /// Time of creation.
        pub created_at: DateTime,
        pub creator: Option<SimpleUser>,
        /// Short text.
        pub description: Option<String>,
        /// When it is due.
        pub due_on: Option<DateTime>,
        /// Address of the web page.
        pub html_url: String,
        pub labels_url: String,
        pub open_issues: i64,
        /// State.
        ///
        /// Default: `"open"`.
        pub state: State,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Address in the API.
        pub url: String,
    }

    /// A GitHub app.
    pub struct Integration {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Time of creation.
        pub created_at: DateTime,
        /// Short text.
        pub description: Option<String>,
        /// Events that are sent.
        pub events: Vec<String>,
        pub external_url: String,
        /// Address of the web page.
        pub html_url: String,
        /// The owner.
        pub owner: Option<SimpleUser>,
        /// What the app may do.
        pub permissions: IntegrationPermissions,
        /// Time of the latest change.
        pub updated_at: DateTime,
        pub client_id: Option<String>,
        pub installations_count: Option<i64>,
        pub slug: Option<String>,
    }

    /// What the app may do.
    #[additional(String)]
    pub struct IntegrationPermissions {
        pub checks: Option<String>,
        pub contents: Option<String>,
        pub deployments: Option<String>,
        pub issues: Option<String>,
        pub metadata: Option<String>,
    }
}

object! {
    /// Present if the issue is a pull request.
    pub struct IssuePullRequest {
        /// Address of the diff.
        pub diff_url: Option<String>,
        /// Address of the web page.
        pub html_url: Option<String>,
        /// Address of the patch.
        pub patch_url: Option<String>,
        /// Address in the API.
        pub url: Option<String>,
        /// Time of the merge.
        pub merged_at: Option<DateTime>,
    }

    /// Number of reactions by kind.
    pub struct Reactions {
        #[wire("+1")]
        pub plus_1: i64,
        #[wire("-1")]
        pub minus_1: i64,
        pub confused: i64,
        pub eyes: i64,
        pub heart: i64,
        pub hooray: i64,
        pub laugh: i64,
        pub rocket: i64,
        pub total_count: i64,
        /// Address in the API.
        pub url: String,
    }

    /// Body of a 422 answer.
    pub struct ValidationError {
        /// Page that explains the error.
        pub documentation_url: String,
        /// Readable text.
        pub message: String,
        /// The fields that were refused.
        pub errors: Option<Vec<ValidationErrorErrorsItem>>,
    }

    pub struct ValidationErrorErrorsItem {
        /// Machine-readable reason, such as `missing_field` or `already_exists`.
        pub code: String,
        /// The field at fault.
        pub field: Option<String>,
        /// Position of the item at fault.
        pub index: Option<i64>,
        /// Readable reason.
        pub message: Option<String>,
        /// The kind of object at fault.
        pub resource: Option<String>,
        /// The value that was refused.
        pub value: Option<ValidationErrorErrorsItemValue>,
    }

    /// A new issue.
    #[flow(out)]
    pub struct CreateIssueRequest {
        /// Title.
        pub title: CreateIssueRequestMilestone,
        /// Login of one assignee. Better use `assignees`.
        pub assignee: Nullable<String>,
        /// Logins of the assignees.
        pub assignees: Option<Vec<String>>,
        /// Text in Markdown.
        pub body: Option<String>,
        /// Label names or objects.
        pub labels: Option<Vec<LabelsItem>>,
        /// Number of the milestone.
        pub milestone: Nullable<CreateIssueRequestMilestone>,
    }
}

object! {
    #[flow(out)]
    pub struct LabelsItemVariant2 {
        /// Six hex digits without the hash sign.
        pub color: Nullable<String>,
        /// Short text.
        pub description: Nullable<String>,
        /// Unique number.
        pub id: Option<i64>,
        /// Name.
        pub name: Option<String>,
    }

    /// Body of a 503 answer.
    pub struct ServiceUnavailableError {
        /// Machine-readable reason.
        pub code: Option<String>,
        /// Page that explains the error.
        pub documentation_url: Option<String>,
        /// Readable text.
        pub message: Option<String>,
    }

    /// Issue fields to change.
    #[flow(out)]
    pub struct UpdateIssueRequest {
        /// Login of one assignee. Better use `assignees`.
        pub assignee: Nullable<String>,
        /// Logins of all assignees from now on. An empty list removes everybody.
        pub assignees: Option<Vec<String>>,
        /// Text in Markdown. Null empties it.
        pub body: Nullable<String>,
        /// All labels from now on. An empty list removes them.
        pub labels: Option<Vec<LabelsItem>>,
        /// Number of the milestone. Null takes the issue out of its milestone.
        pub milestone: Nullable<CreateIssueRequestMilestone>,
        /// Opens or closes the issue.
        pub state: Option<State>,
        /// Why the state changes.
        pub state_reason: Nullable<UpdateIssueRequestStateReason>,
        /// Title.
        pub title: Nullable<CreateIssueRequestMilestone>,
    }

    /// A comment on an issue.
    pub struct IssueComment {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// How the author is tied to the repository.
        pub author_association: AuthorAssociation,
        /// Time of creation.
        pub created_at: DateTime,
        /// Address of the web page.
        pub html_url: String,
        pub issue_url: String,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Address in the API.
        pub url: String,
        /// The author.
        pub user: Option<SimpleUser>,
        /// Text in Markdown.
        pub body: Option<String>,
        /// Text as HTML, if asked for by the media type.
        pub body_html: Option<String>,
        /// Text without markup, if asked for by the media type.
        pub body_text: Option<String>,
        /// The app that acted for the user.
        pub performed_via_github_app: Option<Integration>,
        /// Number of reactions.
        pub reactions: Option<Reactions>,
    }

    /// A new comment.
    #[flow(out)]
    pub struct CreateIssueCommentRequest {
        /// Text in Markdown.
        pub body: String,
    }

    /// A published version.
    pub struct Release {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: Option<String>,
        /// Files of the release.
        pub assets: Vec<ReleaseAsset>,
        pub assets_url: String,
        /// The author.
        pub author: SimpleUser,
        /// Time of creation.
        pub created_at: DateTime,
        /// Whether it is a draft.
        pub draft: bool,
        /// Address of the web page.
        pub html_url: String,
        /// Whether it is a prerelease.
        pub prerelease: bool,
        /// Time of publication.
        pub published_at: Option<DateTime>,
        /// Name of the tag.
        pub tag_name: String,
        pub tarball_url: Option<String>,
        /// Branch or commit the tag is made from.
        pub target_commitish: String,
        /// URI template to upload files to.
        pub upload_url: String,
        /// Address in the API.
        pub url: String,
        pub zipball_url: Option<String>,
        /// Text in Markdown.
        pub body: Option<String>,
        /// Text as HTML, if asked for by the media type.
        pub body_html: Option<String>,
        /// Text without markup, if asked for by the media type.
        pub body_text: Option<String>,
        pub discussion_url: Option<String>,
        pub mentions_count: Option<i64>,
        /// Number of reactions.
        pub reactions: Option<Reactions>,
    }

    /// A file of a release.
    pub struct ReleaseAsset {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// File name.
        pub name: String,
        /// Address to download from.
        pub browser_download_url: String,
        /// Media type.
        pub content_type: String,
        /// Time of creation.
        pub created_at: DateTime,
        /// Number of downloads.
        pub download_count: i64,
        /// Text shown in place of the name.
        pub label: Option<String>,
        /// Size in bytes.
        pub size: i64,
        /// State.
        pub state: ReleaseAssetState,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Who uploaded it.
        pub uploader: Option<SimpleUser>,
        /// Address in the API.
        pub url: String,
    }

    /// The profile as the user sees it.
    pub struct PrivateUser {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Login name.
        pub login: String,
        /// Name.
        pub name: Option<String>,
        /// Address of the picture.
        pub avatar_url: String,
        /// Text about the user.
        pub bio: Option<String>,
        /// Web site.
        pub blog: Option<String>,
        pub collaborators: i64,
        /// Employer.
        pub company: Option<String>,
        /// Time of creation.
        pub created_at: DateTime,
        pub disk_usage: i64,
        /// Public e-mail address.
        pub email: Option<String>,
        pub events_url: String,
        /// Number of followers.
        pub followers: i64,
        pub followers_url: String,
        /// Number of users followed.
        pub following: i64,
        pub following_url: String,
        pub gists_url: String,
        pub gravatar_id: Option<String>,
        /// Whether the user looks for work.
        pub hireable: Option<bool>,
        /// Address of the web page.
        pub html_url: String,
        /// Place.
        pub location: Option<String>,
        pub organizations_url: String,
        pub owned_private_repos: i64,
        pub private_gists: i64,
        pub public_gists: i64,
        /// Number of public repositories.
        pub public_repos: i64,
        pub received_events_url: String,
        pub repos_url: String,
        /// Whether the user works for GitHub.
        pub site_admin: bool,
        pub starred_url: String,
        pub subscriptions_url: String,
        pub total_private_repos: i64,
        /// Whether a second factor is switched on.
        pub two_factor_authentication: bool,
        /// Kind of account.
        #[wire("type")]
        pub r#type: String,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Address in the API.
        pub url: String,
        pub business_plus: Option<bool>,
        pub ldap_dn: Option<String>,
        /// The paid plan.
        pub plan: Option<Plan>,
        pub suspended_at: Option<DateTime>,
        /// User name on Twitter.
        pub twitter_username: Option<String>,
    }

    /// The paid plan.
    pub struct Plan {
        /// Name.
        pub name: String,
        pub collaborators: i64,
        pub private_repos: i64,
        pub space: i64,
    }

    /// The profile as everybody sees it.
    pub struct PublicUser {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Login name.
        pub login: String,
        /// Name.
        pub name: Option<String>,
        /// Address of the picture.
        pub avatar_url: String,
        /// Text about the user.
        pub bio: Option<String>,
        /// Web site.
        pub blog: Option<String>,
        /// Employer.
        pub company: Option<String>,
        /// Time of creation.
        pub created_at: DateTime,
        /// Public e-mail address.
        pub email: Option<String>,
        pub events_url: String,
        /// Number of followers.
        pub followers: i64,
        pub followers_url: String,
        /// Number of users followed.
        pub following: i64,
        pub following_url: String,
        pub gists_url: String,
        pub gravatar_id: Option<String>,
        /// Whether the user looks for work.
        pub hireable: Option<bool>,
        /// Address of the web page.
        pub html_url: String,
        /// Place.
        pub location: Option<String>,
        pub organizations_url: String,
        pub public_gists: i64,
        /// Number of public repositories.
        pub public_repos: i64,
        pub received_events_url: String,
        pub repos_url: String,
        /// Whether the user works for GitHub.
        pub site_admin: bool,
        pub starred_url: String,
        pub subscriptions_url: String,
        /// Kind of account.
        #[wire("type")]
        pub r#type: String,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Address in the API.
        pub url: String,
        pub collaborators: Option<i64>,
        pub disk_usage: Option<i64>,
        pub owned_private_repos: Option<i64>,
        /// The paid plan.
        pub plan: Option<Plan>,
        pub private_gists: Option<i64>,
        pub suspended_at: Option<DateTime>,
        pub total_private_repos: Option<i64>,
        /// User name on Twitter.
        pub twitter_username: Option<String>,
    }

    /// Profile fields to change.
    #[flow(out)]
    pub struct UpdateAuthenticatedUserRequest {
        /// Text about the user.
        pub bio: Option<String>,
        /// Web site.
        pub blog: Option<String>,
        /// Employer.
        pub company: Option<String>,
        /// E-mail address shown to others.
        pub email: Option<String>,
        /// Whether the user looks for work.
        pub hireable: Option<bool>,
        /// Place.
        pub location: Option<String>,
        /// Name.
        pub name: Option<String>,
        /// User name on Twitter. Null removes it.
        pub twitter_username: Nullable<String>,
    }

    /// An e-mail address.
    pub struct Email {
        /// The address.
        pub email: String,
        /// Whether it is the main address.
        pub primary: bool,
        /// Whether the user has confirmed it.
        pub verified: bool,
        /// `public`, `private` or null.
        pub visibility: Option<String>,
    }

    /// A repository as lists show it.
    pub struct MinimalRepository {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Owner and name, separated by a slash.
        pub full_name: String,
        /// Short text.
        pub description: Option<String>,
        pub events_url: String,
        /// Whether it is a fork.
        pub fork: bool,
        pub hooks_url: String,
        /// Address of the web page.
        pub html_url: String,
        pub issues_url: String,
        pub languages_url: String,
        /// The owner.
        pub owner: SimpleUser,
        /// Whether it is private.
        pub private: bool,
        pub pulls_url: String,
        pub releases_url: String,
        pub tags_url: String,
        /// Address in the API.
        pub url: String,
        pub allow_forking: Option<bool>,
        /// Whether it is read-only.
        pub archived: Option<bool>,
        /// Address to clone over HTTPS.
        pub clone_url: Option<String>,
        /// Time of creation.
        pub created_at: Option<DateTime>,
        /// Name of the default branch.
        pub default_branch: Option<String>,
        pub delete_branch_on_merge: Option<bool>,
        /// Whether GitHub has disabled it.
        pub disabled: Option<bool>,
        pub forks: Option<i64>,
        /// Number of forks.
        pub forks_count: Option<i64>,
        pub git_url: Option<String>,
        pub has_discussions: Option<bool>,
        pub has_downloads: Option<bool>,
        pub has_issues: Option<bool>,
        pub has_pages: Option<bool>,
        pub has_projects: Option<bool>,
        pub has_wiki: Option<bool>,
        /// Web site.
        pub homepage: Option<String>,
        /// Whether new repositories can be made from it.
        pub is_template: Option<bool>,
        /// Main language.
        pub language: Option<String>,
        /// The license.
        pub license: Option<MinimalRepositoryLicense>,
        pub mirror_url: Option<String>,
        pub network_count: Option<i64>,
        pub open_issues: Option<i64>,
        /// Number of open issues and pull requests.
        pub open_issues_count: Option<i64>,
        /// What the caller may do.
        pub permissions: Option<MinimalRepositoryPermissions>,
        /// Time of the latest push.
        pub pushed_at: Option<DateTime>,
        /// Size in kilobytes.
        pub size: Option<i64>,
        /// Address to clone over SSH.
        pub ssh_url: Option<String>,
        /// Number of stars.
        pub stargazers_count: Option<i64>,
        pub subscribers_count: Option<i64>,
        pub svn_url: Option<String>,
        /// Topics.
        pub topics: Option<Vec<String>>,
        /// Time of the latest change.
        pub updated_at: Option<DateTime>,
        /// Who can see it.
        pub visibility: Option<String>,
        pub watchers: Option<i64>,
        pub watchers_count: Option<i64>,
        pub web_commit_signoff_required: Option<bool>,
    }

    /// The license.
    pub struct MinimalRepositoryLicense {
        pub key: Option<String>,
        /// Name.
        pub name: Option<String>,
        /// Id in the GraphQL API.
        pub node_id: Option<String>,
        pub spdx_id: Option<String>,
        /// Address in the API.
        pub url: Option<String>,
    }

    /// What the caller may do.
    pub struct MinimalRepositoryPermissions {
        pub admin: Option<bool>,
        pub maintain: Option<bool>,
        pub pull: Option<bool>,
        pub push: Option<bool>,
        pub triage: Option<bool>,
    }

    /// An issue was opened.
    #[constant("action" = "opened")]
    pub struct IssuesOpenedEvent {
        /// The issue.
        pub issue: WebhookIssue,
        /// Where it happened.
        pub repository: WebhookRepository,
        /// Who caused the event.
        pub sender: WebhookUser,
        /// The app installation, for deliveries to an app.
        pub installation: Option<WebhookInstallation>,
        /// The organization the repository belongs to.
        pub organization: Option<WebhookOrganization>,
    }

    /// An issue.
    pub struct WebhookIssue {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Number within the repository.
        pub number: i64,
        /// Title.
        pub title: String,
        /// Why the conversation is locked.
        pub active_lock_reason: Option<WebhookIssueActiveLockReason>,
        /// Users who are assigned.
        pub assignees: Vec<Option<PushRepositoryOwner>>,
        /// How the author is tied to the repository.
        pub author_association: WebhookIssueAuthorAssociation,
        /// Text in Markdown.
        pub body: Option<String>,
        /// Time of closing.
        pub closed_at: Option<DateTime>,
        /// Number of comments.
        pub comments: i64,
        pub comments_url: String,
        /// Time of creation.
        pub created_at: DateTime,
        /// Address of the web page.
        pub html_url: String,
        /// The milestone.
        pub milestone: Option<WebhookIssueMilestone>,
        pub repository_url: String,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Address in the API.
        pub url: String,
        /// The author.
        pub user: Option<PushRepositoryOwner>,
        /// First user who is assigned.
        pub assignee: Option<PushRepositoryOwner>,
        /// Whether it is a draft.
        pub draft: Option<bool>,
        /// Labels.
        pub labels: Option<Vec<WebhookIssueLabelsItem>>,
        /// Whether the conversation is locked.
        pub locked: Option<bool>,
        /// State.
        pub state: Option<State>,
        /// Why it was closed or opened again.
        pub state_reason: Option<String>,
    }

    pub struct PushRepositoryOwner {
        /// Unique number.
        pub id: i64,
        /// Login name.
        pub login: String,
        /// Address of the picture.
        pub avatar_url: Option<String>,
        /// Public e-mail address.
        pub email: Option<String>,
        /// Address of the web page.
        pub html_url: Option<String>,
        /// Name.
        pub name: Option<String>,
        /// Id in the GraphQL API.
        pub node_id: Option<String>,
        /// Kind of account.
        #[wire("type")]
        pub r#type: Option<PushRepositoryOwnerType>,
        /// Address in the API.
        pub url: Option<String>,
    }

    /// The milestone.
    pub struct WebhookIssueMilestone {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Number within the repository.
        pub number: i64,
        /// Title.
        pub title: String,
        /// Short text.
        pub description: Option<String>,
        /// State.
        pub state: State,
        /// When it is due.
        pub due_on: Option<DateTime>,
        /// Address of the web page.
        pub html_url: String,
        /// Address in the API.
        pub url: String,
        /// Time of creation.
        pub created_at: DateTime,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Time of closing.
        pub closed_at: Option<DateTime>,
        pub open_issues: i64,
        pub closed_issues: i64,
    }

    pub struct WebhookIssueLabelsItem {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Six hex digits without the hash sign.
        pub color: String,
        pub default: bool,
        /// Short text.
        pub description: Option<String>,
        /// Address in the API.
        pub url: String,
    }

    /// A repository.
    pub struct WebhookRepository {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Owner and name, separated by a slash.
        pub full_name: String,
        /// The owner.
        pub owner: WebhookUser,
        /// Whether it is private.
        ///
        /// Default: `false`.
        pub private: bool,
        /// Address of the web page.
        pub html_url: String,
        /// Short text.
        pub description: Option<String>,
        /// Whether it is a fork.
        pub fork: bool,
        /// Address in the API.
        pub url: String,
        /// Address to clone over SSH.
        pub ssh_url: String,
        /// Address to clone over HTTPS.
        pub clone_url: String,
        /// Main language.
        pub language: Option<String>,
        /// Name of the default branch.
        pub default_branch: String,
        /// Whether it is read-only.
        ///
        /// Default: `false`.
        pub archived: bool,
        /// Time of the latest push.
        pub pushed_at: Option<DateTime>,
        /// Time of creation.
        pub created_at: Option<DateTime>,
        /// Time of the latest change.
        pub updated_at: Option<DateTime>,
        /// Topics.
        pub topics: Option<Vec<String>>,
        /// Who can see it.
        ///
        /// Default: `"public"`.
        pub visibility: Option<String>,
    }

    /// A user, bot or organization.
    pub struct WebhookUser {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Login name.
        pub login: String,
        /// Address of the picture.
        pub avatar_url: String,
        pub gravatar_id: Option<String>,
        /// Address in the API.
        pub url: String,
        /// Address of the web page.
        pub html_url: String,
        /// Kind of account.
        #[wire("type")]
        pub r#type: String,
        /// Whether the user works for GitHub.
        pub site_admin: bool,
        /// Public e-mail address.
        pub email: Option<String>,
        /// Name.
        pub name: Option<String>,
    }

    /// An app installation.
    pub struct WebhookInstallation {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
    }

    /// An organization.
    pub struct WebhookOrganization {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Login name.
        pub login: String,
        /// Address in the API.
        pub url: String,
        pub repos_url: String,
        pub events_url: String,
        pub hooks_url: String,
        pub issues_url: String,
        pub members_url: String,
        pub public_members_url: String,
        /// Address of the picture.
        pub avatar_url: String,
        /// Short text.
        pub description: Option<String>,
    }

    /// A webhook was made.
    pub struct PingEvent {
        /// The webhook.
        pub hook: Option<Hook>,
        /// Id of the webhook.
        pub hook_id: Option<i64>,
        /// The organization the repository belongs to.
        pub organization: Option<WebhookOrganization>,
        /// Where it happened.
        pub repository: Option<WebhookRepository>,
        /// Who caused the event.
        pub sender: Option<WebhookUser>,
        /// A saying.
        pub zen: Option<String>,
    }

    /// A webhook.
    #[constant("name" = "web")]
    pub struct Hook {
        /// Unique number.
        pub id: i64,
        /// Whether deliveries are sent.
        pub active: bool,
        /// Where and how deliveries are sent.
        pub config: HookConfig,
        /// Time of creation.
        pub created_at: DateTime,
        /// Events that are sent.
        pub events: Vec<String>,
        /// Kind of webhook, such as `Repository`.
        #[wire("type")]
        pub r#type: String,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Id of the app, for the webhook of an app.
        pub app_id: Option<i64>,
        /// Address of the list of deliveries.
        pub deliveries_url: Option<String>,
        /// The latest answer to the webhook.
        pub last_response: Option<HookResponse>,
        /// Address to ask for a ping.
        pub ping_url: Option<String>,
        /// Address to ask for a test delivery.
        pub test_url: Option<String>,
        /// Address in the API.
        pub url: Option<String>,
    }

    /// Where and how deliveries are sent.
    pub struct HookConfig {
        /// Media type.
        pub content_type: Option<String>,
        /// `1` switches off the check of the certificate.
        pub insecure_ssl: Option<HookConfigInsecureSsl>,
        /// Masked secret of the webhook.
        pub secret: Option<String>,
        /// Address deliveries are sent to.
        pub url: Option<String>,
    }

    /// The latest answer to the webhook.
    pub struct HookResponse {
        /// Status code.
        pub code: Option<i64>,
        /// State in words.
        pub status: Option<String>,
        /// Readable text.
        pub message: Option<String>,
    }

    /// A pull request was closed.
    #[constant("action" = "closed")]
    pub struct PullRequestClosedEvent {
        /// Number within the repository.
        pub number: i64,
        /// The pull request.
        pub pull_request: WebhookPullRequest,
        /// Where it happened.
        pub repository: WebhookRepository,
        /// Who caused the event.
        pub sender: WebhookUser,
        /// The app installation, for deliveries to an app.
        pub installation: Option<WebhookInstallation>,
        /// The organization the repository belongs to.
        pub organization: Option<WebhookOrganization>,
    }

    /// A pull request.
    pub struct WebhookPullRequest {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Number within the repository.
        pub number: i64,
        /// Title.
        pub title: String,
        /// Address in the API.
        pub url: String,
        /// Address of the web page.
        pub html_url: String,
        /// Address of the diff.
        pub diff_url: String,
        /// Address of the patch.
        pub patch_url: String,
        pub issue_url: String,
        /// State.
        pub state: State,
        /// Whether the conversation is locked.
        pub locked: bool,
        /// The author.
        pub user: WebhookUser,
        /// Text in Markdown.
        pub body: Option<String>,
        /// Labels.
        pub labels: Vec<WebhookPullRequestLabelsItem>,
        /// The milestone.
        pub milestone: Option<WebhookMilestone>,
        /// Time of creation.
        pub created_at: DateTime,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Time of closing.
        pub closed_at: Option<DateTime>,
        /// Time of the merge.
        pub merged_at: Option<DateTime>,
        /// Id of the merge commit, or of the trial merge.
        pub merge_commit_sha: Option<String>,
        /// First user who is assigned.
        pub assignee: Option<WebhookUser>,
        /// Where the changes come from.
        pub head: WebhookPullRequestBase,
        /// Where the changes go.
        pub base: WebhookPullRequestBase,
        /// How the author is tied to the repository.
        pub author_association: WebhookIssueAuthorAssociation,
        /// Whether it was merged.
        pub merged: bool,
        /// Whether it can be merged. Null while GitHub still works it out.
        pub mergeable: Option<bool>,
        /// Who merged it.
        pub merged_by: Option<WebhookUser>,
        /// Number of comments.
        pub comments: i64,
        pub review_comments: i64,
        pub commits: i64,
        pub additions: i64,
        pub deletions: i64,
        pub changed_files: i64,
        /// Users who are assigned.
        pub assignees: Option<Vec<WebhookUser>>,
        /// Whether it is a draft.
        pub draft: Option<bool>,
        /// Users and teams asked for a review.
        pub requested_reviewers: Option<Vec<WebhookUser>>,
    }

    pub struct WebhookPullRequestLabelsItem {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Address in the API.
        pub url: String,
        /// Short text.
        pub description: Option<String>,
        /// Six hex digits without the hash sign.
        pub color: String,
        pub default: bool,
    }

    /// A milestone.
    pub struct WebhookMilestone {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Number within the repository.
        pub number: i64,
        /// Title.
        pub title: String,
        /// Address in the API.
        pub url: String,
        /// Address of the web page.
        pub html_url: String,
        /// State.
        ///
        /// Default: `"open"`.
        pub state: State,
        /// Short text.
        pub description: Option<String>,
        pub open_issues: i64,
        pub closed_issues: i64,
        /// Time of creation.
        pub created_at: DateTime,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Time of closing.
        pub closed_at: Option<DateTime>,
        /// When it is due.
        pub due_on: Option<DateTime>,
    }

    /// Where the changes come from.
    pub struct WebhookPullRequestBase {
        /// Owner and branch.
        pub label: String,
        /// Name of the branch or tag.
        #[wire("ref")]
        pub r#ref: String,
        /// Commit id.
        pub sha: String,
        /// Owner of the repository.
        pub user: WebhookUser,
        /// The repository.
        pub repo: WebhookPullRequestRepository,
    }

    /// The repository at one end of a pull request.
    pub struct WebhookPullRequestRepository {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Owner and name, separated by a slash.
        pub full_name: String,
        /// The owner.
        pub owner: WebhookUser,
        /// Whether it is private.
        ///
        /// Default: `false`.
        pub private: bool,
        /// Address of the web page.
        pub html_url: String,
        /// Short text.
        pub description: Option<String>,
        /// Whether it is a fork.
        pub fork: bool,
        /// Address in the API.
        pub url: String,
        /// Address to clone over SSH.
        pub ssh_url: String,
        /// Address to clone over HTTPS.
        pub clone_url: String,
        /// Main language.
        pub language: Option<String>,
        /// Name of the default branch.
        pub default_branch: String,
        /// Whether it is read-only.
        ///
        /// Default: `false`.
        pub archived: bool,
        /// Time of the latest push.
        pub pushed_at: Option<DateTime>,
        /// Time of creation.
        pub created_at: Option<DateTime>,
        /// Time of the latest change.
        pub updated_at: Option<DateTime>,
        /// Topics.
        pub topics: Option<Vec<String>>,
        /// Who can see it.
        ///
        /// Default: `"public"`.
        pub visibility: Option<String>,
    }

    /// A pull request was opened.
    #[constant("action" = "opened")]
    pub struct PullRequestOpenedEvent {
        /// Number within the repository.
        pub number: i64,
        /// The pull request.
        pub pull_request: WebhookPullRequest,
        /// Where it happened.
        pub repository: WebhookRepository,
        /// Who caused the event.
        pub sender: WebhookUser,
        /// The app installation, for deliveries to an app.
        pub installation: Option<WebhookInstallation>,
        /// The organization the repository belongs to.
        pub organization: Option<WebhookOrganization>,
    }

    /// Something was pushed.
    pub struct PushEvent {
        /// Commit id after the push. All zeros for a deleted branch.
        pub after: String,
        /// Full name of the branch a new ref starts from.
        pub base_ref: Option<String>,
        /// Commit id before the push. All zeros for a new branch.
        pub before: String,
        /// The commits, up to 2048 of them.
        pub commits: Vec<PushCommit>,
        /// Page that shows the changes.
        pub compare: String,
        /// Whether the branch or tag is new.
        pub created: bool,
        /// Whether it was deleted.
        pub deleted: bool,
        /// Whether history was rewritten.
        pub forced: bool,
        /// The newest commit, null for a deletion.
        pub head_commit: Option<PushCommit>,
        /// Who pushed.
        pub pusher: PushEventPusher,
        /// Full name of the branch or tag, such as `refs/heads/main`.
        #[wire("ref")]
        pub r#ref: String,
        /// Where it happened.
        pub repository: PushRepository,
        /// The app installation, for deliveries to an app.
        pub installation: Option<WebhookInstallation>,
        /// The organization the repository belongs to.
        pub organization: Option<WebhookOrganization>,
        /// Who caused the event.
        pub sender: Option<WebhookUser>,
    }

    /// A pushed commit.
    pub struct PushCommit {
        /// Commit id.
        pub id: String,
        /// Who wrote it.
        pub author: PushCommitAuthor,
        /// Who committed it.
        pub committer: PushCommitAuthor,
        /// Whether the commit is new in this repository.
        pub distinct: bool,
        /// Commit message.
        pub message: String,
        /// Time of the commit.
        pub timestamp: DateTime,
        /// Id of the tree.
        pub tree_id: String,
        /// Address in the API.
        pub url: String,
        /// Files that were added.
        pub added: Option<Vec<String>>,
        /// Files that were changed.
        pub modified: Option<Vec<String>>,
        /// Files that were removed.
        pub removed: Option<Vec<String>>,
    }

    /// Who wrote it.
    pub struct PushCommitAuthor {
        /// Name.
        pub name: String,
        /// E-mail address.
        pub email: Option<String>,
        /// Time.
        pub date: Option<DateTime>,
        /// Login name.
        pub username: Option<String>,
    }
}

object! {
    /// Who pushed.
    pub struct PushEventPusher {
        /// Name.
        pub name: String,
        /// Time.
        pub date: Option<DateTime>,
        /// E-mail address.
        pub email: Option<String>,
        /// Login name.
        pub username: Option<String>,
    }

    /// A repository in a push.
    pub struct PushRepository {
        /// Unique number.
        pub id: i64,
        /// Id in the GraphQL API.
        pub node_id: String,
        /// Name.
        pub name: String,
        /// Owner and name, separated by a slash.
        pub full_name: String,
        /// The owner.
        pub owner: Option<PushRepositoryOwner>,
        /// Whether it is private.
        pub private: bool,
        /// Address of the web page.
        pub html_url: String,
        /// Short text.
        pub description: Option<String>,
        /// Whether it is a fork.
        pub fork: bool,
        /// Address in the API.
        pub url: String,
        /// Time of creation.
        pub created_at: At,
        /// Time of the latest change.
        pub updated_at: DateTime,
        /// Time of the latest push.
        pub pushed_at: Option<At>,
        /// Name of the default branch.
        pub default_branch: String,
        /// Whether it is read-only.
        ///
        /// Default: `false`.
        pub archived: bool,
        /// Who can see it.
        pub visibility: PushRepositoryVisibility,
        /// Main language.
        pub language: Option<String>,
        /// Topics.
        pub topics: Vec<String>,
        /// Address to clone over HTTPS.
        pub clone_url: String,
        /// Address to clone over SSH.
        pub ssh_url: String,
    }
}

union! {
    pub enum IssueLabelsItem {
        #[json(string)]
        Text(String),
        #[json(object)]
        Variant2(Box<IssueLabelsItemVariant2>),
    }

    /// The value that was refused.
    pub enum ValidationErrorErrorsItemValue {
        #[json(string)]
        Text(String),
        #[json(integer)]
        Integer(i64),
        #[json(array)]
        TextList(Vec<String>),
    }

    /// Title.
    #[flow(out)]
    pub enum CreateIssueRequestMilestone {
        #[json(string)]
        Text(String),
        #[json(integer)]
        Integer(i64),
    }

    #[flow(out)]
    pub enum LabelsItem {
        #[json(string)]
        Text(String),
        #[json(object)]
        Variant2(Box<LabelsItemVariant2>),
    }

    pub enum GetAuthenticatedUserResponse {
        #[has("two_factor_authentication")]
        PrivateUser(Box<PrivateUser>),
        #[json(object)]
        PublicUser(Box<PublicUser>),
    }

    /// `1` switches off the check of the certificate.
    pub enum HookConfigInsecureSsl {
        #[json(string)]
        Text(String),
        #[json(number)]
        Number(f64),
    }

    /// Time of creation.
    pub enum At {
        #[json(integer)]
        Integer(i64),
        #[json(string)]
        DateTime(DateTime),
    }
}

open_enum! {
    pub enum MergeCommitMessage {
        PrBody = "PR_BODY",
        PrTitle = "PR_TITLE",
        Blank = "BLANK",
    }

    pub enum MergeCommitTitle {
        PrTitle = "PR_TITLE",
        MergeMessage = "MERGE_MESSAGE",
    }

    pub enum SquashMergeCommitMessage {
        PrBody = "PR_BODY",
        CommitMessages = "COMMIT_MESSAGES",
        Blank = "BLANK",
    }

    pub enum SquashMergeCommitTitle {
        PrTitle = "PR_TITLE",
        CommitOrPrTitle = "COMMIT_OR_PR_TITLE",
    }

    pub enum Status {
        Enabled = "enabled",
        Disabled = "disabled",
    }

    pub enum ListIssuesForRepositoryState {
        Open = "open",
        Closed = "closed",
        All = "all",
    }

    pub enum ListIssuesForRepositorySort {
        Created = "created",
        Updated = "updated",
        Comments = "comments",
    }

    pub enum Direction {
        Asc = "asc",
        Desc = "desc",
    }

    /// How an author is tied to a repository.
    pub enum AuthorAssociation {
        Collaborator = "COLLABORATOR",
        Contributor = "CONTRIBUTOR",
        FirstTimer = "FIRST_TIMER",
        FirstTimeContributor = "FIRST_TIME_CONTRIBUTOR",
        Mannequin = "MANNEQUIN",
        Member = "MEMBER",
        None = "NONE",
        Owner = "OWNER",
    }

    /// State.
    pub enum State {
        Open = "open",
        Closed = "closed",
    }

    /// Why it was closed or opened again.
    pub enum IssueStateReason {
        Completed = "completed",
        Reopened = "reopened",
        NotPlanned = "not_planned",
    }

    /// Why the state changes.
    pub enum UpdateIssueRequestStateReason {
        Completed = "completed",
        NotPlanned = "not_planned",
        Reopened = "reopened",
    }

    /// State.
    pub enum ReleaseAssetState {
        Uploaded = "uploaded",
        Open = "open",
    }

    pub enum ListRepositoriesForAuthenticatedUserVisibility {
        All = "all",
        Public = "public",
        Private = "private",
    }

    pub enum ListRepositoriesForAuthenticatedUserType {
        All = "all",
        Owner = "owner",
        Public = "public",
        Private = "private",
        Member = "member",
    }

    pub enum Sort {
        Created = "created",
        Updated = "updated",
        Pushed = "pushed",
        FullName = "full_name",
    }

    pub enum ListRepositoriesForUserType {
        All = "all",
        Owner = "owner",
        Member = "member",
    }

    /// Why the conversation is locked.
    pub enum WebhookIssueActiveLockReason {
        Resolved = "resolved",
        OffTopic = "off-topic",
        TooHeated = "too heated",
        Spam = "spam",
    }

    /// Kind of account.
    pub enum PushRepositoryOwnerType {
        Bot = "Bot",
        User = "User",
        Organization = "Organization",
    }

    /// How the author is tied to the repository.
    pub enum WebhookIssueAuthorAssociation {
        Collaborator = "COLLABORATOR",
        Contributor = "CONTRIBUTOR",
        FirstTimer = "FIRST_TIMER",
        FirstTimeContributor = "FIRST_TIME_CONTRIBUTOR",
        Mannequin = "MANNEQUIN",
        Member = "MEMBER",
        None = "NONE",
        Owner = "OWNER",
    }

    /// Who can see it.
    pub enum PushRepositoryVisibility {
        Public = "public",
        Private = "private",
        Internal = "internal",
    }
}
