//! How many requests are left of a rate limit, by the headers of a response.
//!
//! ```text
//! x-ratelimit-remaining: 0, x-ratelimit-reset: 1760000000     none until then, where the API counts in the epoch's seconds
//! ```

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::delays::{LONGEST, duration, number, text, until};

/// What the reset of a rate limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// Seconds since 1970: the time at which it ends (GitHub, SendGrid).
    Epoch,
    /// Seconds until it ends (Resend, and the IETF's draft).
    Seconds,
    /// The duration until it ends, with units: `6m0s`, `120ms` (OpenAI).
    Duration,
}

/// The values of rate limit headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowance {
    /// How many requests are left.
    pub(super) remaining: u64,
    /// How long until there are new ones.
    pub(super) reset: Duration,
}

/// What is left of a rate limit, by the headers that hold it and what its reset is counted in.
pub(super) fn allowance(
    headers: &HeaderMap,
    (remaining, reset): (&str, &str),
    meaning: Reset,
    calendar: SystemTime,
) -> Option<Allowance> {
    let remaining = number(text(headers, remaining)?)?;
    let reset = text(headers, reset)?;
    let reset = match meaning {
        Reset::Epoch => SystemTime::UNIX_EPOCH
            .checked_add(duration(number(reset)?))
            .map_or(LONGEST, |date| until(date, headers, calendar)),
        Reset::Seconds => duration(number(reset)?),
        Reset::Duration => with_units(reset)?,
    };
    // A fraction of a request is none.
    Some(Allowance {
        remaining: remaining as u64,
        reset: reset.min(LONGEST),
    })
}

/// As Go writes durations: `1h2m3.5s`, `120ms`.
fn with_units(text: &str) -> Option<Duration> {
    let (mut rest, mut sum) = (text, 0.0);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit() && sign != '.')?;
        let (count, after) = rest.split_at(digits);
        let letters = after
            .find(|sign: char| sign.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let seconds = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        sum += number(count)? * seconds;
        rest = after;
    }
    (!text.is_empty()).then(|| duration(sum))
}
