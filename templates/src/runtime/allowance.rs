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
    /// Milliseconds since 1970 (Linear).
    EpochMilliseconds,
    /// The date and time at which it ends, as RFC 3339 writes them (Anthropic).
    Rfc3339,
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
    let at = |epoch: f64| {
        SystemTime::UNIX_EPOCH
            .checked_add(duration(epoch))
            .map_or(LONGEST, |date| until(date, headers, calendar))
    };
    let reset = match meaning {
        Reset::Epoch => at(number(reset)?),
        Reset::EpochMilliseconds => at(number(reset)? / 1000.0),
        Reset::Rfc3339 => at(rfc3339(reset)?),
        Reset::Seconds => duration(number(reset)?),
        Reset::Duration => with_units(reset)?,
    };
    // A fraction of a request is none.
    Some(Allowance {
        remaining: remaining as u64,
        reset: reset.min(LONGEST),
    })
}

/// Seconds since 1970 of `2026-10-21T07:28:00.5Z` (RFC 3339, section 5.6).
fn rfc3339(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (clock, offset) = time.split_at(time.find(['Z', 'z', '+', '-'])?);
    let seconds = |clock: &str| {
        let mut parts = clock.splitn(3, ':').map(number);
        let (hours, minutes) = (parts.next()??, parts.next()??);
        Some(hours * 3600.0 + minutes * 60.0 + parts.next().unwrap_or(Some(0.0))?)
    };
    let offset = match offset.split_at(1) {
        ("+", ahead) => seconds(ahead)?,
        ("-", behind) => -seconds(behind)?,
        _ => 0.0,
    };
    // A year begins in March, so that the leap day is its last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    Some(days as f64 * 86_400.0 + seconds(clock)? - offset)
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
