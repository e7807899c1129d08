//! Query, header and cookie parameters of the operations.

use super::runtime::*;

params! {
    /// Parameters of [`list_contacts`](super::Client::list_contacts).
    pub struct ListContactsParams {
        /// Only contacts of this segment.
        pub segment_id: Option<String>,
        /// Items per page.
        pub limit: Option<i64>,
        /// Cursor the page starts after. Not together with `before`.
        pub after: Option<String>,
        /// Cursor the page ends before. Not together with `after`.
        pub before: Option<String>,
    }

    /// Parameters of [`list_domains`](super::Client::list_domains) and another operation.
    pub struct ListParams {
        /// Items per page.
        pub limit: Option<i64>,
        /// Cursor the page starts after. Not together with `before`.
        pub after: Option<String>,
        /// Cursor the page ends before. Not together with `after`.
        pub before: Option<String>,
    }

    /// Parameters of [`send_email`](super::Client::send_email) and another operation.
    pub struct IdempotencyKeyParams {
        /// Key that makes a repeated request send only once.
        #[header("Idempotency-Key")]
        pub idempotency_key: Option<String>,
    }
}
