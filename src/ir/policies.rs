//! What an API declares about requests that are sent again, or too often; what it does not declare is as usual.

/// What holds for the whole API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policies {
    /// Which failures are worth another attempt.
    pub retry: RetryRules,
    /// How it reports too many requests.
    pub limit: LimitRules,
    /// The header of idempotency keys.
    pub key_header: Option<String>,
    /// The methods whose requests get a key.
    pub keyed_methods: Vec<String>,
}

/// Which failures are worth another attempt. A status is 503, or 5 for 5XX.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetryRules {
    /// Statuses after which another attempt may succeed.
    pub statuses: Option<Vec<u16>>,
    /// Those that mean that nothing was done.
    pub unprocessed: Option<Vec<u16>>,
    /// The header that decides.
    pub header: Option<String>,
    /// Codes after which no other attempt succeeds.
    pub never: Vec<String>,
}

/// How an API reports too many requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LimitRules {
    /// The headers of what is left and of when there is more.
    pub headers: Vec<(String, String)>,
    /// What the latter is counted in.
    pub reset: Reset,
    /// Statuses beside 429.
    pub statuses: Vec<u16>,
    /// Parts of messages.
    pub messages: Vec<String>,
    /// Seconds.
    pub pause: u32,
}

/// What a reset is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reset {
    /// Seconds since 1970.
    Epoch,
    /// Seconds from now.
    #[default]
    Seconds,
    /// A duration from now, with units.
    Duration,
}

/// Where an operation differs from the API and from its method.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OperationPolicies {
    /// Whether its calls get an idempotency key.
    pub keyed: Option<bool>,
    /// Its own header for it.
    pub key_header: Option<String>,
    /// Whether it may be sent twice with the effect of once.
    pub repeatable: Option<bool>,
}
