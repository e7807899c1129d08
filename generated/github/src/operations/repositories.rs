//! Repositories.

use super::super::params::{
    ListRepositoriesForAuthenticatedUserParams, ListRepositoriesForUserParams,
    XGitHubApiVersionParams,
};
use super::super::runtime::*;
use super::super::types::{FullRepository, MinimalRepository, Repository};
use super::super::{Client, PAGES};

impl Client {
    /// Get a repository. `GET /repos/{owner}/{repo}`
    ///
    /// Looks up one repository with all its settings.
    pub fn get_repository(
        &self,
        owner: &str,
        repo: &str,
    ) -> Call<FullRepository, XGitHubApiVersionParams> {
        self.call(Operation::new("GET", "/repos/{owner}/{repo}", json))
            .path(owner)
            .path(repo)
    }

    /// List the repositories of the signed-in user. `GET /user/repos`
    ///
    /// Returns the repositories the user can reach, private ones included, one page at a time.
    pub fn list_repositories_for_authenticated_user(
        &self,
    ) -> Call<Vec<Repository>, ListRepositoriesForAuthenticatedUserParams, Paged<Repository>> {
        self.call(Operation::new("GET", "/user/repos", json).pages(PAGES, ""))
    }

    /// List the repositories of a user. `GET /users/{username}/repos`
    ///
    /// Returns the public repositories of a user, one page at a time.
    pub fn list_repositories_for_user(
        &self,
        username: &str,
    ) -> Call<Vec<MinimalRepository>, ListRepositoriesForUserParams, Paged<MinimalRepository>> {
        self.call(Operation::new("GET", "/users/{username}/repos", json).pages(PAGES, ""))
            .path(username)
    }
}
