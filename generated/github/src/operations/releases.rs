//! Published versions.

use super::super::params::{ListParams, XGitHubApiVersionParams};
use super::super::runtime::*;
use super::super::types::Release;
use super::super::{Client, PAGES};

impl Client {
    /// List releases. `GET /repos/{owner}/{repo}/releases`
    ///
    /// Returns releases one page at a time. Tags without a release are not part of it.
    pub fn list_releases(
        &self,
        owner: &str,
        repo: &str,
    ) -> Call<Vec<Release>, ListParams, Paged<Release>> {
        self.call(Operation::new("GET", "/repos/{owner}/{repo}/releases", json).pages(PAGES, ""))
            .path(owner)
            .path(repo)
    }

    /// Get the latest release. `GET /repos/{owner}/{repo}/releases/latest`
    ///
    /// Returns the newest release that is neither a draft nor a prerelease.
    pub fn get_latest_release(
        &self,
        owner: &str,
        repo: &str,
    ) -> Call<Release, XGitHubApiVersionParams> {
        self.call(Operation::new(
            "GET",
            "/repos/{owner}/{repo}/releases/latest",
            json,
        ))
        .path(owner)
        .path(repo)
    }
}
