//! Idempotency keys: by them a provider knows that a request is one that it has seen.
//!
//! ```text
//! POST /v1/payment_intents
//! Idempotency-Key: 3f0c6b1e-8a52-4d1c-9b7e-0f4a5d2c6e19
//! ```
//!
//! A key belongs to a call and not to an attempt: it is made once, before the first, so that the attempts that follow
//! ask for the same thing. A key that the caller gave, in whatever way, is left as it is.

use super::clock::Clock;

/// Which requests of an API carry an idempotency key, and in which header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The header.
    pub header: &'static str,
    /// The methods whose requests get a key when the caller gave none.
    pub methods: &'static [&'static str],
}

impl Idempotency {
    /// The usual header, which no request gets by itself.
    pub const USUAL: Idempotency = Idempotency {
        header: "idempotency-key",
        methods: &[],
    };
}

/// A new key: a random UUID (RFC 9562, version 4).
pub(super) fn new_key(clock: &dyn Clock) -> String {
    let random = (u128::from(clock.random()) << 64) | u128::from(clock.random());
    // Version 4 and variant 10, where the RFC has them.
    let bits = (random & !(0xF000 << 64) & !(0xC000 << 48)) | (0x4000 << 64) | (0x8000 << 48);
    let text = format!("{bits:032x}");
    let (mut key, mut rest) = (String::with_capacity(36), text.as_str());
    for length in [8, 4, 4, 4] {
        let (group, after) = rest.split_at(length);
        key.push_str(group);
        key.push('-');
        rest = after;
    }
    key + rest
}

/// Whether requests of this method may be sent twice with the effect of once (RFC 9110, section 9.2.2).
pub(super) fn is_idempotent(method: &str) -> bool {
    matches!(
        method,
        "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE" | "QUERY"
    )
}
