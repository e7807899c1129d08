//! Texts of formats: a value of each, and what a value must be like (JSON Schema 2020-12, Validation, 7.3; OpenAPI's
//! registry).

use super::{Json, StringFormat};

/// A text of a format; `nth` makes it another one.
pub(crate) fn sample(format: &str, nth: usize) -> Option<String> {
    if let Some(row) = StringFormat::named(format, Json::String) {
        return (row.sample)(nth);
    }
    Some(match format {
        "time" => format!("03:04:{:02}Z", nth % 60),
        "duration" => format!("PT{}S", nth + 1),
        "iri" => format!("https://example.com/{nth}"),
        "uri-reference" | "iri-reference" => format!("/{nth}"),
        "email" | "idn-email" => format!("user{nth}@example.com"),
        "hostname" | "idn-hostname" => format!("host{nth}.example.com"),
        "ipv4" | "ip" => format!("192.0.2.{}", nth % 256),
        "ipv6" => format!("2001:db8::{:x}", nth % 65_536),
        "json-pointer" => format!("/{nth}"),
        _ => return None,
    })
}

/// Base64 (RFC 4648, section 4) of one to three bytes.
pub(super) const BYTES: [&str; 3] = ["c2FtcGxl", "c2FtcGw=", "c2FtcA=="];

/// Whether a text is of a format; of one that is not known every text is.
pub(crate) fn is_of(format: &str, text: &str) -> bool {
    if let Some(row) = StringFormat::named(format, Json::String) {
        return (row.is_valid)(text);
    }
    match format {
        "email" => {
            text.split_once('@')
                .is_some_and(|(user, host)| !user.is_empty() && is_host(host))
                && is_plain(text)
        }
        "hostname" => is_host(text),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        _ => true,
    }
}

/// RFC 3339, date-time.
pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't'])
        .is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// RFC 3986, with a scheme.
pub(super) fn is_uri(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(scheme, _)| is_scheme(scheme))
        && is_plain(text)
}

/// RFC 3339, full-date.
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let in_range = |text: &str, length: usize, max: u32| {
        digits(text, length).is_some_and(|value| value <= max)
    };
    in_range(year, 4, 9999)
        && in_range(month, 2, 12)
        && in_range(day, 2, days(year, month))
        && *month != "00"
        && *day != "00"
}

fn days(year: &str, month: &str) -> u32 {
    let year: u32 = year.parse().unwrap_or_default();
    match month {
        "02" if year.is_multiple_of(4)
            && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
        {
            29
        }
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    }
}

fn digits(text: &str, length: usize) -> Option<u32> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// RFC 3339, full-time.
fn is_time(text: &str) -> bool {
    let zone = text.find(['Z', 'z', '+', '-']);
    let Some((clock, zone)) = zone.and_then(|at| text.split_at_checked(at)) else {
        return false;
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let is_clock = |text: &str, parts: usize| {
        let limits = [23, 59, 59];
        let fields: Vec<&str> = text.split(':').collect();
        fields.len() == parts
            && fields
                .iter()
                .zip(limits)
                .all(|(field, max)| digits(field, 2).is_some_and(|value| value <= max))
    };
    let is_zone =
        matches!(zone, "Z" | "z") || zone.get(1..).is_some_and(|offset| is_clock(offset, 2));
    is_clock(clock, 3)
        && is_zone
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|sign: char| sign.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// No spaces, and nothing that a URI must escape.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte))
}

pub(super) fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

#[cfg(test)]
mod tests {
    use super::{is_of, sample};

    #[test]
    fn each_sample_is_of_its_format() {
        for format in [
            "date-time",
            "date",
            "uuid",
            "uri",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "byte",
        ] {
            for nth in 0..40 {
                assert!(
                    is_of(format, &sample(format, nth).unwrap()),
                    "{format} {nth}"
                );
            }
        }
    }

    #[test]
    fn what_is_of_no_format_is_refused() {
        let wrong = [
            ("date", "2023-02-29"),
            ("date", "2024-00-01"),
            ("date", "24-01-01"),
            ("date-time", "2024-01-01 00:00:00"),
            ("date-time", "2024-01-01T25:00:00Z"),
            ("date-time", "2024-01-01T05:00:00"),
            ("uuid", "0191e5a4"),
            ("uri", "example"),
            ("email", "user"),
            ("byte", "abc"),
            ("ipv4", "1.2.3"),
        ];
        for (format, text) in wrong {
            assert!(!is_of(format, text), "{format} {text}");
        }
    }
}
