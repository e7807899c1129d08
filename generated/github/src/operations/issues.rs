//! Issues and comments.

use super::super::params::{
    ListIssueCommentsParams, ListIssuesForRepositoryParams, XGitHubApiVersionParams,
};
use super::super::runtime::*;
use super::super::types::{
    CreateIssueCommentRequest, CreateIssueRequest, Issue, IssueComment, UpdateIssueRequest,
};
use super::super::{Client, PAGES};

impl Client {
    /// List the issues of a repository. `GET /repos/{owner}/{repo}/issues`
    ///
    /// Returns issues one page at a time. Pull requests are issues too and carry a `pull_request` field.
    pub fn list_issues_for_repository(
        &self,
        owner: &str,
        repo: &str,
    ) -> Call<Vec<Issue>, ListIssuesForRepositoryParams, Paged<Issue>> {
        self.call(Operation::new("GET", "/repos/{owner}/{repo}/issues", json).pages(PAGES, ""))
            .path(owner)
            .path(repo)
    }

    /// Create an issue. `POST /repos/{owner}/{repo}/issues`
    ///
    /// Opens an issue. Labels, assignees and the milestone are dropped silently if the caller may not push.
    pub fn create_issue(
        &self,
        owner: &str,
        repo: &str,
        body: &CreateIssueRequest,
    ) -> Call<Issue, XGitHubApiVersionParams> {
        self.call(Operation::new("POST", "/repos/{owner}/{repo}/issues", json))
            .path(owner)
            .path(repo)
            .json(body)
    }

    /// Get an issue. `GET /repos/{owner}/{repo}/issues/{issue_number}`
    ///
    /// Looks up one issue or pull request by its number.
    pub fn get_issue(
        &self,
        owner: &str,
        repo: &str,
        issue_number: i64,
    ) -> Call<Issue, XGitHubApiVersionParams> {
        self.call(Operation::new(
            "GET",
            "/repos/{owner}/{repo}/issues/{issue_number}",
            json,
        ))
        .path(owner)
        .path(repo)
        .path(issue_number)
    }

    /// Update an issue. `PATCH /repos/{owner}/{repo}/issues/{issue_number}`
    ///
    /// Changes the fields that are sent. A field that is left out stays, a field that is null is cleared.
    pub fn update_issue(
        &self,
        owner: &str,
        repo: &str,
        issue_number: i64,
        body: Option<&UpdateIssueRequest>,
    ) -> Call<Issue, XGitHubApiVersionParams> {
        self.call(Operation::new(
            "PATCH",
            "/repos/{owner}/{repo}/issues/{issue_number}",
            json,
        ))
        .path(owner)
        .path(repo)
        .path(issue_number)
        .maybe(body, |call, body| call.json(body))
    }

    /// List the comments of an issue. `GET /repos/{owner}/{repo}/issues/{issue_number}/comments`
    ///
    /// Returns comments in the order of their ids, one page at a time.
    pub fn list_issue_comments(
        &self,
        owner: &str,
        repo: &str,
        issue_number: i64,
    ) -> Call<Vec<IssueComment>, ListIssueCommentsParams, Paged<IssueComment>> {
        self.call(
            Operation::new(
                "GET",
                "/repos/{owner}/{repo}/issues/{issue_number}/comments",
                json,
            )
            .pages(PAGES, ""),
        )
        .path(owner)
        .path(repo)
        .path(issue_number)
    }

    /// Create a comment. `POST /repos/{owner}/{repo}/issues/{issue_number}/comments`
    ///
    /// Adds a comment to an issue or a pull request.
    pub fn create_issue_comment(
        &self,
        owner: &str,
        repo: &str,
        issue_number: i64,
        body: &CreateIssueCommentRequest,
    ) -> Call<IssueComment, XGitHubApiVersionParams> {
        self.call(Operation::new(
            "POST",
            "/repos/{owner}/{repo}/issues/{issue_number}/comments",
            json,
        ))
        .path(owner)
        .path(repo)
        .path(issue_number)
        .json(body)
    }
}
