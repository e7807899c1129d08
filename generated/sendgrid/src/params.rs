//! Query, header and cookie parameters of the operations.

use super::runtime::*;
use super::types::{GetStatsAggregatedBy, ListTemplatesGenerations};

params! {
    /// Parameters of [`list_lists`](super::Client::list_lists).
    pub struct ListListsParams {
        /// Lists per page.
        pub page_size: Option<i64>,
        /// Token of the wanted page, taken from the link to it in `_metadata`.
        pub page_token: Option<String>,
    }

    /// Parameters of [`get_list`](super::Client::get_list).
    pub struct GetListParams {
        /// Whether to add a sample of contacts.
        pub contact_sample: Option<bool>,
    }

    /// Parameters of [`delete_list`](super::Client::delete_list).
    pub struct DeleteListParams {
        /// Whether to delete the contacts too, in a background job.
        pub delete_contacts: Option<bool>,
    }

    /// Parameters of [`get_stats`](super::Client::get_stats).
    pub struct GetStatsParams {
        /// Act for this subuser with the key of the parent account.
        #[header("on-behalf-of")]
        pub on_behalf_of: Option<String>,
        /// Most entries to return.
        pub limit: Option<i64>,
        /// Entries to skip.
        pub offset: Option<i64>,
        /// Length of the period each entry covers.
        pub aggregated_by: Option<GetStatsAggregatedBy>,
        /// First day, written `YYYY-MM-DD`.
        pub start_date: String,
        /// Last day, written `YYYY-MM-DD`; today when left out.
        pub end_date: Option<String>,
    }

    /// Parameters of [`list_templates`](super::Client::list_templates).
    pub struct ListTemplatesParams {
        /// Which kinds of template to return.
        pub generations: Option<ListTemplatesGenerations>,
        /// Templates per page.
        pub page_size: i64,
        /// Token of the wanted page, taken from the link to it in `_metadata`.
        pub page_token: Option<String>,
        /// Act for this subuser with the key of the parent account.
        #[header("on-behalf-of")]
        pub on_behalf_of: Option<String>,
    }
}
