//! Which operation an error, a log or a hook speaks of.
//!
//! ```text
//! GET /v1/customers/{customer}
//! ```

use std::borrow::Cow;

/// Which request an error speaks of: never its values.
#[derive(Clone, Debug)]
pub(super) struct OperationLabel {
    pub(super) method: Cow<'static, str>,
    pub(super) path: Cow<'static, str>,
}
