//! Claims about the signed-in user.

use super::super::Client;
use super::super::runtime::*;
use super::super::types::UserInfo;

impl Client {
    /// Read the signed-in user. `GET /v1/userinfo`
    ///
    /// Returns the claims that the scopes of the access token allow. Key accounts by `sub`; an e-mail address may change.
    pub fn get_user_info(&self) -> Call<UserInfo> {
        self.call(
            Operation::new("GET", "/v1/userinfo", json)
                .server("https://openidconnect.googleapis.com"),
        )
    }
}
