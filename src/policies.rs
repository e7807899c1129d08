//! What an API declares about requests that are sent again, or too often: `retry`, `idempotency` and `rate-limit` of
//! `x-fetchwright`, typed. What it does not say is as usual.
//!
//! ```text
//! x-fetchwright:                              Policies {
//!   retry: {statuses: [409, 5XX]}       →       retry: RetryRules { statuses: Some([409, 5]), … },
//!   idempotency: {header: Idempotency-Key,      idempotency: IdempotencyRules { header: "Idempotency-Key",
//!     methods: [POST]}                            methods: ["POST"] } }
//! ```
//!
//! `document` reads them, `ir` holds them, and `emit` writes those of the runtime from them.

/// What holds for the whole API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policies {
    /// `retry`
    pub retry: RetryRules,
    /// `idempotency`
    pub idempotency: IdempotencyRules,
    /// `rate-limit`
    pub rate_limit: LimitRules,
}

/// Which failures are worth another attempt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetryRules {
    /// `statuses`: 503, or 5 for `5XX`.
    pub statuses: Option<Vec<u16>>,
    /// `not-processed`: those that mean that nothing was done.
    pub not_processed: Option<Vec<u16>>,
    /// `header`: the one that decides, with `true` or `false`.
    pub header: Option<String>,
    /// `never`: codes after which no other attempt succeeds.
    pub never: Vec<String>,
}

/// Which requests carry an idempotency key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IdempotencyRules {
    /// `header`
    pub header: Option<String>,
    /// `methods`: in upper case.
    pub methods: Vec<String>,
    /// `only: declared`: of these methods, only operations that declare the header.
    pub only_declared: bool,
    /// `paths`: of these methods, only operations that a selector chooses; empty: all.
    pub paths: Vec<String>,
    /// `body`: a pointer to the property of a request body that takes the key.
    pub body: Option<String>,
    /// `lifetime`: for how many seconds the provider knows a key.
    pub lifetime: u32,
    /// `max-length`: how many characters a key may have; 0: it is not known.
    pub max_length: u32,
}

/// How the API reports too many requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LimitRules {
    /// `remaining` and `reset`: pairs of headers.
    pub headers: Vec<(String, String)>,
    /// `reset-in`
    pub reset: Reset,
    /// `statuses`: those besides 429 that may mean it.
    pub statuses: Vec<u16>,
    /// `messages`: parts of messages that say so.
    pub messages: Vec<String>,
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
    /// Milliseconds since 1970.
    EpochMilliseconds,
    /// A date and time as RFC 3339 writes them.
    Rfc3339,
}

impl Reset {
    /// All of them with their names.
    pub const ALL: &'static [(&'static str, Reset)] = &[
        ("epoch", Reset::Epoch),
        ("seconds", Reset::Seconds),
        ("duration", Reset::Duration),
        ("epoch-milliseconds", Reset::EpochMilliseconds),
        ("rfc3339", Reset::Rfc3339),
    ];
}

/// What an operation declares about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OperationPolicies {
    /// `idempotency`: whether its calls get a key.
    pub keyed: Option<bool>,
    /// `idempotency: {header: …}`: its own header.
    pub key_header: Option<String>,
    /// `repeatable`: whether it may be sent twice with the effect of once.
    pub repeatable: Option<bool>,
}

impl RetryRules {
    /// The keys that it is read from.
    pub const KEYS: &[&str] = &["header", "never", "not-processed", "statuses"];
}

impl IdempotencyRules {
    /// The header that most APIs use.
    pub const USUAL_HEADER: &str = "Idempotency-Key";

    /// The keys that it is read from.
    pub const KEYS: &[&str] = &[
        "body",
        "header",
        "lifetime",
        "max-length",
        "methods",
        "only",
        "paths",
    ];
}

impl OperationPolicies {
    /// The keys that it is read from.
    pub const KEYS: &[&str] = &["header"];
}

impl LimitRules {
    /// The keys that it is read from.
    pub const KEYS: &[&str] = &[
        "messages",
        "pause",
        "remaining",
        "reset",
        "reset-in",
        "statuses",
    ];
}
