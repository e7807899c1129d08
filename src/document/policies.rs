//! An API's rules for repeated requests and rate limits: `retry`, `idempotency` and `rate-limit` of
//! `x-fetchwright`, typed.
//!
//! ```text
//! x-fetchwright:                              Policies {
//!   retry: {statuses: [409, 5XX]}       →       retry: RetryRules { statuses: Some([409, 5]), … },
//!   idempotency: {header: Idempotency-Key,      idempotency: IdempotencyRules { header: "Idempotency-Key",
//!     methods: [POST]}                            methods: ["POST"] } }
//! ```

use super::extension::Section;

/// What holds for the whole API.
#[derive(Clone, Debug, Default)]
pub struct Policies<'s> {
    /// `retry`
    pub retry: RetryRules<'s>,
    /// `idempotency`
    pub idempotency: IdempotencyRules<'s>,
    /// `rate-limit`
    pub rate_limit: LimitRules<'s>,
}

/// Which failures are worth another attempt.
#[derive(Clone, Debug, Default)]
pub struct RetryRules<'s> {
    /// `statuses`: 503, or 5 for `5XX`.
    pub statuses: Option<Vec<u16>>,
    /// `not-processed`: those that mean that nothing was done.
    pub not_processed: Option<Vec<u16>>,
    /// `header`: the one that decides, with `true` or `false`.
    pub header: Option<&'s str>,
    /// `never`: codes after which no other attempt succeeds.
    pub never: Vec<&'s str>,
}

/// Which requests carry an idempotency key.
#[derive(Clone, Debug, Default)]
pub struct IdempotencyRules<'s> {
    /// `header`
    pub header: Option<&'s str>,
    /// `methods`: in upper case.
    pub methods: Vec<String>,
    /// `only: declared`: of these methods, only operations that declare the header.
    pub only_declared: bool,
    /// `paths`: of these methods, only operations that a selector chooses; empty: all.
    pub paths: Vec<&'s str>,
}

/// How the API reports too many requests.
#[derive(Clone, Debug, Default)]
pub struct LimitRules<'s> {
    /// `remaining` and `reset`: pairs of headers.
    pub headers: Vec<(&'s str, &'s str)>,
    /// `reset-in`
    pub reset: Reset,
    /// `statuses`: those besides 429 that may mean it.
    pub statuses: Vec<u16>,
    /// `messages`: parts of messages that mean it.
    pub messages: Vec<&'s str>,
    /// `pause`: seconds to wait at least after such a message.
    pub pause: u32,
}

/// What the reset of a limit is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reset {
    /// Seconds since 1970.
    Epoch,
    /// Seconds from now.
    #[default]
    Seconds,
    /// A duration from now, with units: `6m0s`.
    Duration,
}

impl Reset {
    /// All of them with their names.
    pub const ALL: &'static [(&'static str, Reset)] = &[
        ("epoch", Reset::Epoch),
        ("seconds", Reset::Seconds),
        ("duration", Reset::Duration),
    ];
}

/// What an operation declares about itself.
#[derive(Clone, Debug, Default)]
pub struct OperationPolicies<'s> {
    /// `idempotency`: whether its calls get a key.
    pub keyed: Option<bool>,
    /// `idempotency: {header: …}`: its own header.
    pub key_header: Option<&'s str>,
    /// `repeatable`: whether it may be sent twice with the effect of once.
    pub repeatable: Option<bool>,
}

/// `retry`
pub const RETRY: Section = Section {
    name: "x-fetchwright: retry",
    keys: &["after", "header", "never", "not-processed", "statuses"],
};
/// `idempotency`
pub const IDEMPOTENCY: Section = Section {
    name: "x-fetchwright: idempotency",
    keys: &[
        "body",
        "header",
        "lifetime",
        "max-length",
        "methods",
        "only",
        "paths",
    ],
};
/// `idempotency` of an operation
pub const OPERATION_IDEMPOTENCY: Section = Section {
    name: "x-fetchwright of an operation: idempotency",
    keys: &["header"],
};
/// `rate-limit`
pub const RATE_LIMIT: Section = Section {
    name: "x-fetchwright: rate-limit",
    keys: &[
        "limit",
        "messages",
        "pause",
        "remaining",
        "reset",
        "reset-in",
        "statuses",
    ],
};
