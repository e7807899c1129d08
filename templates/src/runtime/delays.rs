//! How long a server asks to wait: headers to a duration.
//!
//! ```text
//! Retry-After: 30                                             30 s
//! Retry-After: Wed, 21 Oct 2015 07:28:00 GMT    →             until then, by the response's own `Date`
//! retry-after-ms: 1500                                        1.5 s
//! ```
//!
//! What cannot be read is as if it were not there. A date is measured from the response's `Date` where it has one, so that
//! a wrong clock on this side does no harm.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

/// `retry-after-ms`, else `Retry-After` (RFC 9110, section 10.2.3): the former is more precise, and who sends both means it.
pub(super) fn retry_after(headers: &HeaderMap, calendar: SystemTime) -> Option<Duration> {
    if let Some(milliseconds) = text(headers, "retry-after-ms").and_then(number) {
        return Some(duration(milliseconds / 1000.0).min(LONGEST));
    }
    let written = text(headers, "retry-after")?;
    match number(written) {
        Some(seconds) => Some(duration(seconds).min(LONGEST)),
        None => Some(until(
            httpdate::parse_http_date(written).ok()?,
            headers,
            calendar,
        )),
    }
}

pub(super) fn until(date: SystemTime, headers: &HeaderMap, calendar: SystemTime) -> Duration {
    let now = text(headers, "date")
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or(calendar);
    date.duration_since(now).unwrap_or_default().min(LONGEST)
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Not negative, and finite.
pub(super) fn number(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// What is too long to be written is as long as can be.
pub(super) fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

/// No server asks to wait longer: who adds a wait to the time of a clock, or sleeps for so long, must not panic.
pub(super) const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
