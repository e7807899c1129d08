//! The headers with which servers ask clients to wait, valid and invalid.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::super::allowance::{Allowance, Reset, allowance};
use super::super::delays::retry_after;

/// Wed, 21 Oct 2015 07:28:00 GMT
const NOW: u64 = 1_445_412_480;

fn calendar() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
}

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let header = |(name, value): &(&str, &str)| {
        (
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        )
    };
    lines.iter().map(header).collect()
}

fn after(lines: &[(&str, &str)]) -> Option<f64> {
    retry_after(&headers(lines), calendar()).map(|duration| duration.as_secs_f64())
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    assert_eq!(after(&[("retry-after", "30")]), Some(30.0));
    assert_eq!(after(&[("retry-after", " 0 ")]), Some(0.0));
    assert_eq!(after(&[("retry-after", "1.5")]), Some(1.5));
    assert_eq!(
        after(&[("retry-after", "Wed, 21 Oct 2015 07:30:00 GMT")]),
        Some(120.0)
    );
    // The two forms that RFC 9110, section 5.6.7, calls obsolete.
    assert_eq!(
        after(&[("retry-after", "Wednesday, 21-Oct-15 07:30:00 GMT")]),
        Some(120.0)
    );
    assert_eq!(
        after(&[("retry-after", "Wed Oct 21 07:30:00 2015")]),
        Some(120.0)
    );
    assert_eq!(
        after(&[("retry-after", "Wed, 21 Oct 2015 07:00:00 GMT")]),
        Some(0.0),
        "in the past"
    );
}

#[test]
fn a_date_is_measured_from_the_responses_own() {
    let lines = [
        ("retry-after", "Fri, 01 Jan 2100 00:00:10 GMT"),
        ("date", "Fri, 01 Jan 2100 00:00:00 GMT"),
    ];
    assert_eq!(after(&lines), Some(10.0));
}

#[test]
fn milliseconds_win() {
    assert_eq!(
        after(&[("retry-after-ms", "1500.5"), ("retry-after", "60")]),
        Some(1.5005)
    );
    assert_eq!(
        after(&[("retry-after-ms", "soon"), ("retry-after", "60")]),
        Some(60.0)
    );
}

#[test]
fn what_cannot_be_read_is_not_there() {
    for value in [
        "",
        "soon",
        "-1",
        "NaN",
        "inf",
        "30 s",
        "Wed, 99 Oct 2015 07:30:00 GMT",
        "\u{e9}",
    ] {
        assert_eq!(after(&[("retry-after", value)]), None, "{value}");
    }
    assert_eq!(after(&[]), None);
}

#[test]
fn no_wait_is_longer_than_a_year() {
    let longest = Some(365.0 * 86_400.0);
    assert_eq!(after(&[("retry-after", "999999999")]), longest);
    let far = [("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")];
    assert_eq!(after(&far), longest);
    assert_eq!(after(&[("retry-after-ms", "999999999999")]), longest);
    assert_eq!(after(&[("retry-after", "18446744073709551616")]), longest);
    assert_eq!(after(&[("retry-after", "1e300")]), longest);
    assert_eq!(
        left("0", "1e30", Reset::Epoch),
        longest.map(|longest| (0, longest))
    );
    assert_eq!(
        left("0", "99999999999999999999h", Reset::Duration),
        longest.map(|longest| (0, longest))
    );
}

fn left(remaining: &str, reset: &str, meaning: Reset) -> Option<(u64, f64)> {
    let headers = headers(&[("remaining", remaining), ("reset", reset)]);
    let found: Option<Allowance> = allowance(&headers, ("remaining", "reset"), meaning, calendar());
    found.map(|found| (found.remaining, found.reset.as_secs_f64()))
}

#[test]
fn a_reset_has_five_meanings() {
    assert_eq!(
        left("7", &(NOW + 90).to_string(), Reset::Epoch),
        Some((7, 90.0))
    );
    assert_eq!(
        left("0", &(NOW - 1).to_string(), Reset::Epoch),
        Some((0, 0.0))
    );
    assert_eq!(left("7", "90", Reset::Seconds), Some((7, 90.0)));
    assert_eq!(left("7", "0.25", Reset::Seconds), Some((7, 0.25)));
    assert_eq!(left("7", "1s", Reset::Duration), Some((7, 1.0)));
    assert_eq!(left("7", "6m0s", Reset::Duration), Some((7, 360.0)));
    assert_eq!(left("7", "120ms", Reset::Duration), Some((7, 0.12)));
    assert_eq!(left("7", "1h1m1.5s", Reset::Duration), Some((7, 3661.5)));
    let milliseconds = (NOW * 1000 + 1500).to_string();
    assert_eq!(
        left("7", &milliseconds, Reset::EpochMilliseconds),
        Some((7, 1.5))
    );
}

/// Python's `datetime.fromisoformat(text).timestamp()` gives the numbers.
#[test]
fn a_reset_may_be_a_date() {
    for (text, epoch) in [
        ("2015-10-21T07:29:30Z", 1445412570.0),
        ("2015-10-21T09:58:00.5+02:30", 1445412480.5),
        ("2016-02-29T00:00:00.25Z", 1456704000.25),
        ("2016-03-01 00:00:00-08:00", 1456819200.0),
        ("2015-12-31t23:59:59z", 1451606399.0),
        ("2000-02-29T00:00:00Z", 951782400.0),
    ] {
        let seconds = left("7", text, Reset::Rfc3339).map(|(_, reset)| reset);
        let expected = f64::max(0.0, epoch - NOW as f64);
        assert_eq!(seconds, Some(expected), "{text}");
    }
    for text in [
        "2025-01-01",
        "2025-13-01T00:00:00Z",
        "2025-01-01T00:00:00",
        "T:Z",
        "2025-01-01T00Z",
    ] {
        assert_eq!(left("7", text, Reset::Rfc3339), None, "{text}");
    }
}

#[test]
fn half_a_rate_limit_is_none() {
    for (remaining, reset) in [
        ("", "90"),
        ("7", ""),
        ("x", "90"),
        ("-1", "90"),
        ("7", "soon"),
        ("7", "-1"),
    ] {
        for meaning in [
            Reset::Epoch,
            Reset::EpochMilliseconds,
            Reset::Seconds,
            Reset::Duration,
            Reset::Rfc3339,
        ] {
            assert_eq!(
                left(remaining, reset, meaning),
                None,
                "{remaining} {reset} {meaning:?}"
            );
        }
    }
    for reset in ["5", "m", "5x", "1s 2m", "1..2s"] {
        assert_eq!(left("7", reset, Reset::Duration), None, "{reset}");
    }
}
