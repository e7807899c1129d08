//! When a delivery was sent, and whether that is fresh.
//!
//! ```text
//! 1767225822, tolerance 300, now 1767226123   →   TooOld { seconds: 301, tolerance: 300 }
//! ```

use super::refusal::Reason;
use super::scheme::TimeUnit;

/// How fresh a delivery must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// How old it may be in seconds; `None`: as old as it likes.
    pub(super) past: Option<u32>,
    /// How far in the future in seconds; `None`: as far as it likes.
    pub(super) future: Option<u32>,
}

/// Seconds since 1970 of a time as it was sent, in milliseconds; `None` where it is none.
pub(super) fn milliseconds(text: &str, unit: TimeUnit) -> Option<i64> {
    match unit {
        TimeUnit::Seconds => whole(text)?.checked_mul(1000),
        TimeUnit::Milliseconds => whole(text),
        TimeUnit::Rfc3339 => rfc3339(text),
    }
}

/// A time as it is sent.
#[cfg(feature = "webhook-signing")]
pub(super) fn written(seconds: i64, unit: TimeUnit) -> String {
    match unit {
        TimeUnit::Seconds => seconds.to_string(),
        TimeUnit::Milliseconds => seconds.saturating_mul(1000).to_string(),
        TimeUnit::Rfc3339 => {
            let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
            let (year, month, day) = civil(days);
            format!(
                "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
                rest / 3600,
                rest / 60 % 60,
                rest % 60
            )
        }
    }
}

/// Whether a time is neither too old nor too new.
pub(super) fn check(sent: i64, now_seconds: i64, freshness: Freshness) -> Result<(), Reason> {
    let age = now_seconds.saturating_mul(1000).saturating_sub(sent);
    let (past, future) = (
        freshness.past.map(u64::from),
        freshness.future.map(u64::from),
    );
    let seconds = age.unsigned_abs().div_ceil(1000);
    match (age > 0, past, future) {
        (true, Some(tolerance), _) if seconds > tolerance => {
            Err(Reason::TooOld { seconds, tolerance })
        }
        (false, _, Some(tolerance)) if seconds > tolerance => {
            Err(Reason::TooNew { seconds, tolerance })
        }
        _ => Ok(()),
    }
}

/// Digits and nothing else.
fn whole(text: &str) -> Option<i64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// RFC 3339 in the two schemes that use it. chrono would read it too, and would then be in every client that has
/// webhooks.
fn rfc3339(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut date = date.splitn(3, '-').map(whole);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone_at);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut clock = clock.splitn(3, ':').map(whole);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let valid = year <= 9999 && (1..=12).contains(&month) && (1..=31).contains(&day);
    let valid = valid
        && hour < 24
        && minute < 60
        && second <= 60
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    // Only what is valid is small enough to be calculated with.
    if !valid {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").get(..3).and_then(whole)?;
    let seconds =
        days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset(zone)?;
    Some(seconds * 1000 + thousandths)
}

/// Seconds east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let seconds = whole(hours).filter(|hours| *hours < 24)? * 3600
        + whole(minutes).filter(|minutes| *minutes < 60)? * 60;
    Some(if zone.starts_with('-') {
        -seconds
    } else {
        seconds
    })
}

/// Days since 1970 of a date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day since 1970 (as above).
#[cfg(feature = "webhook-signing")]
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + shifted.div_euclid(146_097) * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}
