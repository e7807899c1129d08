//! How long a server asks to wait: headers to a duration.
//!
//! ```text
//! Retry-After: 30                                             30 s
//! Retry-After: Wed, 21 Oct 2015 07:28:00 GMT    →             until then, by the answer's own `Date`
//! retry-after-ms: 1500                                        1.5 s
//! x-ratelimit-remaining: 0, x-ratelimit-reset: 1760000000     until then, where the API counts in the epoch's seconds
//! ```
//!
//! What cannot be read is as if it were not there. A date is measured from the answer's `Date` where it has one, so that
//! a wrong clock on this side does no harm.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

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

/// What the headers of a rate limit say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowance {
    /// How many requests are left.
    pub(super) remaining: u64,
    /// How long until there are new ones.
    pub(super) reset: Duration,
}

/// `retry-after-ms`, else `Retry-After` (RFC 9110, section 10.2.3): the former is more precise, and who sends both means it.
pub(super) fn retry_after(headers: &HeaderMap, calendar: SystemTime) -> Option<Duration> {
    if let Some(milliseconds) = text(headers, "retry-after-ms").and_then(number) {
        return Some(duration(milliseconds / 1000.0));
    }
    let written = text(headers, "retry-after")?;
    match number(written) {
        Some(seconds) => Some(duration(seconds)),
        None => Some(until(
            httpdate::parse_http_date(written).ok()?,
            headers,
            calendar,
        )),
    }
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
            .map_or(Duration::MAX, |date| until(date, headers, calendar)),
        Reset::Seconds => duration(number(reset)?),
        Reset::Duration => with_units(reset)?,
    };
    // A fraction of a request is none.
    Some(Allowance {
        remaining: remaining as u64,
        reset,
    })
}

fn until(date: SystemTime, headers: &HeaderMap, calendar: SystemTime) -> Duration {
    let now = text(headers, "date")
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or(calendar);
    date.duration_since(now).unwrap_or_default()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Not negative, and finite.
fn number(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// What is too long to be written is as long as can be.
fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
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
