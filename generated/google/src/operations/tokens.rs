//! Inspection of issued tokens.

use super::super::Client;
use super::super::params::GetTokenInfoParams;
use super::super::runtime::*;
use super::super::types::TokenInfo;

impl Client {
    /// Inspect a token. `GET /tokeninfo`
    ///
    /// Tells what a token is good for. Give exactly one of the two parameters. Meant for debugging: in production, verify an ID token locally against the published keys.
    pub fn get_token_info(&self) -> Call<TokenInfo, GetTokenInfoParams> {
        self.call(
            Operation::new("GET", "/tokeninfo", json)
                .server("https://oauth2.googleapis.com")
                .security(&[]),
        )
    }
}
