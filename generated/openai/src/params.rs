//! Query, header and cookie parameters of the operations.

use super::runtime::*;
use super::types::ListFilesOrder;

params! {
    /// Parameters of [`list_files`](super::Client::list_files).
    pub struct ListFilesParams {
        /// Only files with this purpose.
        pub purpose: Option<String>,
        /// How many files a page has, 1 to 10,000.
        pub limit: Option<i64>,
        /// By the time of creation.
        pub order: Option<ListFilesOrder>,
        /// The id of the last file of the page before.
        pub after: Option<String>,
    }
}
