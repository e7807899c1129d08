//! Changes that somebody looked at and accepts: a file with a reason for each.
//!
//! ```toml
//! [[accept]]
//! code = "default-changed"
//! rust = "params::ListProductsParams::limit"     # or operation = "GET /products", or both
//! reason = "We always send a limit."
//! until = "2027-03-31"
//! ```
//!
//! Invariants: an entry without a code, a reason, or a place is an error with its position; one that is out of date accepts
//! nothing, and is reported; so is one that accepts nothing because there is no such change.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{Code, Finding};
use crate::diagnostics::{Code as Kind, Diagnostic, Diagnostics, nearest};
use crate::source::{Input, Node, Sources, Span};

/// What is accepted.
#[derive(Debug, Default)]
pub struct Accepted {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    code: Code,
    operation: Option<String>,
    rust: Option<String>,
    until: Option<Date>,
    /// `fetchwright-accept.toml:3`
    position: String,
    /// Whether there was such a change.
    is_used: bool,
}

/// A day: `2027-03-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i64,
    month: i64,
    day: i64,
}

impl Accepted {
    /// Reads an accept file; its sources are given back for the positions of diagnostics.
    pub fn read(input: Input, diagnostics: &mut Diagnostics) -> (Sources, Accepted) {
        let sources = Sources::load_config(input, diagnostics);
        let mut accepted = Accepted::default();
        let entries = sources.root().and_then(Node::as_object);
        for entry in entries.map_or(&[][..], |object| object.entries()) {
            if &*entry.key != "accept" {
                let message = format!("`{}` is not known here", entry.key);
                let wrong = Diagnostic::error(Kind::Config, message).at(entry.key_span);
                diagnostics.report(wrong.help("the file has only `[[accept]]`"));
                continue;
            }
            for node in entry.node.as_array().unwrap_or_default() {
                let at = sources.position(node.span);
                let position = format!("{}:{}", at.file, at.line);
                accepted
                    .entries
                    .extend(read_entry(node, position, diagnostics));
            }
        }
        (sources, accepted)
    }

    /// The findings that are not accepted, and how many are.
    pub fn filter(&mut self, findings: Vec<Finding>, today: Date) -> (Vec<Finding>, usize) {
        let all = findings.len();
        let mut open = Vec::new();
        for finding in findings {
            let mut is_accepted = false;
            for entry in self
                .entries
                .iter_mut()
                .filter(|entry| entry.is_about(&finding))
            {
                entry.is_used = true;
                is_accepted |= !entry.is_over(today);
            }
            if !is_accepted {
                open.push(finding);
            }
        }
        let accepted = all - open.len();
        (open, accepted)
    }

    /// What is wrong with entries, once all findings were filtered.
    pub fn remarks(&self, today: Date) -> Vec<String> {
        let remark = |entry: &Entry| {
            let what = match (entry.is_used, entry.is_over(today)) {
                (true, true) => "is out of date, and the change is still there",
                (false, _) => "accepts nothing: there is no such change; remove it",
                (true, false) => return None,
            };
            Some(format!(
                "{}: the entry for `{}` {what}",
                entry.position,
                entry.code.as_str()
            ))
        };
        self.entries.iter().filter_map(remark).collect()
    }
}

impl Entry {
    fn is_about(&self, finding: &Finding) -> bool {
        let is_or_none = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == found)
        };
        self.code == finding.code
            && is_or_none(&self.operation, finding.operation.as_deref())
            && is_or_none(&self.rust, Some(&finding.rust))
    }

    fn is_over(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

const KEYS: [&str; 5] = ["code", "operation", "rust", "reason", "until"];

fn read_entry(node: &Node, position: String, diagnostics: &mut Diagnostics) -> Option<Entry> {
    let mut wrong = |message: String, at: Span, help: &str| {
        diagnostics.report(Diagnostic::error(Kind::Config, message).at(at).help(help));
    };
    let object = node.as_object()?;
    for entry in object.entries() {
        if !KEYS.contains(&&*entry.key) {
            let help = format!("there are {}", KEYS.join(", "));
            wrong(
                format!("`{}` is not known here", entry.key),
                entry.key_span,
                &help,
            );
        }
    }
    let text = |key: &str| {
        let text = object.get(key).and_then(Node::as_str).map(str::to_owned);
        text.filter(|text| !text.trim().is_empty())
    };
    let name = text("code");
    let known = Code::ALL.iter().map(|code| code.as_str().to_owned());
    let code = Code::ALL
        .iter()
        .find(|code| Some(code.as_str()) == name.as_deref());
    let Some(code) = code else {
        let at = object.get("code").map_or(node.span, |node| node.span);
        let near = nearest(name.as_deref().unwrap_or_default(), known);
        let help = match near.is_empty() {
            true => "docs/diff.md lists the codes".to_owned(),
            false => format!("did you mean {}?", near.join(" or ")),
        };
        wrong("an entry needs the code of a change".to_owned(), at, &help);
        return None;
    };
    if text("reason").is_none() {
        let help = "explain why the change is harmless: `reason = \"…\"`";
        wrong("an entry needs a reason".to_owned(), node.span, help);
    }
    let (operation, rust) = (text("operation"), text("rust"));
    if operation.is_none() && rust.is_none() {
        let help = "name the `operation` or the `rust` path, as the report does";
        wrong("an entry needs a place".to_owned(), node.span, help);
    }
    let until = object.get("until");
    let date = until.and_then(Node::as_str).and_then(Date::parse);
    if let (Some(until), None) = (until, date) {
        let help = "write it as a text: `until = \"2027-03-31\"`";
        wrong("this is no date".to_owned(), until.span, help);
    }
    Some(Entry {
        code: *code,
        operation,
        rust,
        until: date,
        position,
        is_used: false,
    })
}

impl Date {
    /// Reads `2027-03-31`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-').map(|part| {
            let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<i64>().ok().filter(|_| is_number)
        });
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let is_day = (1..=12).contains(&month) && (1..=31).contains(&day) && text.len() == 10;
        (parts.next().is_none() && is_day).then_some(Date { year, month, day })
    }

    /// The day in UTC.
    pub fn today() -> Date {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = since.map_or(0, |since| since.as_secs());
        Date::of_day(i64::try_from(seconds / 86_400).unwrap_or(0))
    }

    /// The day so many days after 1970-01-01 (Howard Hinnant, `civil_from_days`, for days from then on).
    fn of_day(days: i64) -> Date {
        let shifted = days + 719_468;
        let era = shifted / 146_097;
        let day_of_era = shifted % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        Date {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_are_dates() {
        let date = |text: &str| Date::parse(text).unwrap();
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (20_787, "2026-11-30"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(Date::of_day(days), date(expected), "{days}");
        }
        assert!(date("2026-12-31") < date("2027-01-01") && date("2026-02-01") > date("2026-01-31"));
        for wrong in [
            "2026-13-01",
            "2026-1-1",
            "26-01-01",
            "2026-01-01-01",
            "+026-01-01",
            "",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}
