//! Query, header and cookie parameters of the operations.

use super::runtime::*;

params! {
    /// Parameters of [`list_calendars`](super::Client::list_calendars).
    pub struct ListCalendarsParams {
        /// How many calendars a page has; at most 250.
        #[query("maxResults")]
        pub max_results: Option<i32>,
        /// The `nextPageToken` of the page before.
        #[query("pageToken")]
        pub page_token: Option<String>,
        /// Whether hidden calendars are listed as well.
        #[query("showHidden")]
        pub show_hidden: Option<bool>,
    }

    /// Parameters of [`get_token_info`](super::Client::get_token_info).
    pub struct GetTokenInfoParams {
        /// The access token to look at.
        pub access_token: Option<String>,
        /// The ID token to look at.
        pub id_token: Option<String>,
    }
}
