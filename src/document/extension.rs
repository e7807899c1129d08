//! What OpenAPI cannot say: `x-fetchwright`, typed.
//!
//! ```text
//! x-fetchwright:                       ApiExtension { errors: ErrorRules {
//!   errors:                              code: ["/error/code"], message: ["/error/message"],
//!     code: /error/code          →       request_id: ["request-id"] } }
//!     message: /error/message
//!     request-id: request-id
//! ```
//!
//! Every key that is read stands in [`SECTIONS`]; any other key is warned about. `docs/x-fetchwright.md` describes each.

/// `x-fetchwright` at the root of a description: what holds for the whole API.
#[derive(Clone, Debug, Default)]
pub struct ApiExtension<'s> {
    /// `errors`
    pub errors: ErrorRules<'s>,
}

/// Where an error body holds what: JSON pointers (RFC 6901), tried in order, and names of headers.
#[derive(Clone, Debug, Default)]
pub struct ErrorRules<'s> {
    /// `code`: the machine-readable code.
    pub code: Vec<&'s str>,
    /// `message`: what a person reads.
    pub message: Vec<&'s str>,
    /// `request-id`: the headers that may hold the request's id.
    pub request_id: Vec<&'s str>,
}

/// A part of `x-fetchwright` and the keys that it may have.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// As diagnostics and the docs call it.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
}

/// At the root of the description.
pub const API: Section = Section { name: "x-fetchwright", keys: &["errors"] };
/// `errors`
pub const ERRORS: Section = Section { name: "x-fetchwright: errors", keys: &["code", "message", "request-id"] };

/// All of them.
pub const SECTIONS: &[Section] = &[API, ERRORS];
