//! Query, header and cookie parameters of the operations.

use super::runtime::*;

params! {
    /// Parameters of [`get_token_info`](super::Client::get_token_info).
    pub struct GetTokenInfoParams {
        /// The access token to look at.
        pub access_token: Option<String>,
        /// The ID token to look at.
        pub id_token: Option<String>,
    }
}
