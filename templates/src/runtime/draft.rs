//! What a call has collected of its request, before an attempt writes it.
//!
//! ```text
//! retrieve_customer("cus_1").timeout(…)   →   RequestDraft { path: ["cus_1"], timeout: Some(…), … }
//! ```

use std::fmt;
use std::time::Duration;

use super::body::Body;
use super::form_value::FormValue;
use super::label::OperationLabel;
use super::operation::OperationData;
use super::retry::Retry;

/// Where the parameters of a call are collected.
#[derive(Clone, Default)]
pub struct Parts {
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) cookies: Vec<String>,
    /// The first value that could not be written.
    pub(super) error: Option<String>,
}

/// Names no value: each may be secret.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

/// What is sent, without its type.
pub(super) struct RequestDraft {
    pub(super) operation_data: OperationData,
    pub(super) label: OperationLabel,
    /// The path and query of a request to an endpoint outside of the specification.
    pub(super) own: Option<String>,
    /// The path at the server's origin, where the provider named it.
    pub(super) target: Option<String>,
    pub(super) path: Vec<FormValue>,
    pub(super) parts: Parts,
    pub(super) body: Body,
    pub(super) content_type: Option<String>,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) max_redirects: Option<u32>,
}
