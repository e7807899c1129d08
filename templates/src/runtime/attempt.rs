//! One attempt of a call, as logs and hooks name it.
//!
//! ```text
//! attempt 2 of GET /v1/customers/{customer}
//! ```

use super::label::OperationLabel;

/// One attempt of a call.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub(super) label: OperationLabel,
    pub(super) number: u32,
}

impl Attempt {
    /// Which attempt of its call it is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The request's method.
    pub fn method(&self) -> &str {
        &self.label.method
    }

    /// The path as the specification has it, without values: `/v1/customers/{customer}`.
    pub fn template(&self) -> &str {
        &self.label.path
    }
}
