//! The user behind the token.

use super::super::params::{ListParams, XGitHubApiVersionParams};
use super::super::runtime::*;
use super::super::types::{
    Email, GetAuthenticatedUserResponse, PrivateUser, UpdateAuthenticatedUserRequest,
};
use super::super::{Client, PAGES};

impl Client {
    /// Get the signed-in user. `GET /user`
    ///
    /// Returns the profile of the user behind the token. How much of it depends on the scopes of the token.
    pub fn get_authenticated_user(
        &self,
    ) -> Call<GetAuthenticatedUserResponse, XGitHubApiVersionParams> {
        self.call(Operation::new("GET", "/user", json))
    }

    /// Update the signed-in user. `PATCH /user`
    ///
    /// Changes the profile fields that are sent.
    pub fn update_authenticated_user(
        &self,
        body: Option<&UpdateAuthenticatedUserRequest>,
    ) -> Call<PrivateUser, XGitHubApiVersionParams> {
        self.call(Operation::new("PATCH", "/user", json))
            .maybe(body, |call, body| call.json(body))
    }

    /// List the e-mail addresses of the signed-in user. `GET /user/emails`
    ///
    /// Returns all addresses, private ones included. Needs the `user:email` scope.
    pub fn list_emails_for_authenticated_user(&self) -> Call<Vec<Email>, ListParams, Paged<Email>> {
        self.call(Operation::new("GET", "/user/emails", json).pages(PAGES, ""))
    }
}
