//! What a server checks: whether it takes more or fewer values than before.

use super::{Comparison, Subject};
use crate::diff::codes::Code;
use crate::diff::limits::BETWEEN;
use crate::diff::surface::Limits;
use crate::source::Span;

impl Comparison<'_> {
    /// The same for values whose Rust types may differ: then that is reported, and not the type and format in JSON.
    pub(super) fn limits_of_types(
        &mut self,
        rust: &str,
        name: &str,
        (old, new): (&Limits, &Limits),
        is_same: bool,
        positions: (Option<Span>, Option<Span>),
    ) {
        let without_types = |limits: &Limits| -> Limits {
            let is_other = |(keyword, _): &&(String, String)| {
                !keyword.ends_with("type") && !keyword.ends_with("format")
            };
            limits.iter().filter(is_other).cloned().collect()
        };
        match is_same {
            true => self.limits(rust, name, old, new, positions),
            false => self.limits(
                rust,
                name,
                &without_types(old),
                &without_types(new),
                positions,
            ),
        }
    }

    /// Compares the limits of a value that is sent.
    pub(super) fn limits(
        &mut self,
        rust: &str,
        name: &str,
        old: &Limits,
        new: &Limits,
        positions: (Option<Span>, Option<Span>),
    ) {
        let find = |limits: &Limits, keyword: &str| {
            let found = limits.iter().find(|(known, _)| known == keyword);
            found.map(|(_, value)| value.clone())
        };
        let mut keywords: Vec<&String> =
            old.iter().chain(new).map(|(keyword, _)| keyword).collect();
        keywords.sort();
        keywords.dedup();
        for keyword in keywords {
            let (before, after) = (find(old, keyword), find(new, keyword));
            if before == after {
                continue;
            }
            let Some(code) = code(keyword, before.as_deref(), after.as_deref()) else {
                continue;
            };
            let message = match (&before, &after) {
                (Some(before), Some(after)) => {
                    format!("`{keyword}` of `{name}` is {after} and was {before}")
                }
                (None, Some(after)) => format!("`{keyword}` of `{name}` is {after}"),
                _ => format!("`{keyword}` of `{name}` is gone"),
            };
            let subject = Subject {
                rust,
                old: before.as_deref().unwrap_or_default(),
                new: after.as_deref().unwrap_or_default(),
                before: positions.0,
                after: positions.1,
            };
            self.report(code, message, &subject);
        }
    }
}

/// What a changed keyword means; `None` for what states the same in other words.
fn code(keyword: &str, old: Option<&str>, new: Option<&str>) -> Option<Code> {
    let last = keyword.rsplit('.').next().unwrap_or(keyword);
    // An empty pattern takes every text.
    let (old, new) = match last {
        "pattern" => (
            old.filter(|value| *value != "\"\""),
            new.filter(|value| *value != "\"\""),
        ),
        _ => (old, new),
    };
    match last {
        "default" => Some(Code::DefaultChanged),
        "pattern" | "format" | "multipleOf" => Some(match (old, new) {
            (None, None) => return None,
            (_, None) => Code::LimitLoosened,
            (None, Some(_)) if last != "format" => Code::LimitTightened,
            _ => Code::PatternChanged,
        }),
        "type" | "enum" => set(old, new),
        "uniqueItems" => match (old == Some("true"), new == Some("true")) {
            (false, true) => Some(Code::LimitTightened),
            (true, false) => Some(Code::LimitLoosened),
            _ => None,
        },
        _ => bound(last, old, new),
    }
}

/// `maxLength`, `minimum`, …; in 3.0 `exclusiveMaximum` is true or false.
fn bound(keyword: &str, old: Option<&str>, new: Option<&str>) -> Option<Code> {
    let declared = |value: Option<&str>| value.filter(|value| *value != "false").map(str::to_owned);
    // Every text and list has at least nothing.
    let is_size = matches!(keyword, "minLength" | "minItems" | "minProperties");
    let declared = |value: Option<&str>| declared(value).filter(|value| !(is_size && value == "0"));
    let (old, new) = (declared(old), declared(new));
    let is_upper = keyword.starts_with("max") || keyword == "exclusiveMaximum";
    match (&old, &new) {
        (None, None) => None,
        (None, Some(_)) => Some(Code::LimitTightened),
        (Some(_), None) => Some(Code::LimitLoosened),
        (Some(old), Some(new)) => match (old.parse::<f64>(), new.parse::<f64>()) {
            (Ok(old), Ok(new)) if old == new => None,
            (Ok(old), Ok(new)) if (new < old) == is_upper => Some(Code::LimitTightened),
            (Ok(_), Ok(_)) => Some(Code::LimitLoosened),
            _ => (old != new).then_some(Code::PatternChanged),
        },
    }
}

/// A list of what is allowed: without one everything is.
fn set(old: Option<&str>, new: Option<&str>) -> Option<Code> {
    let (Some(old), Some(new)) = (old, new) else {
        return Some(match new {
            Some(_) => Code::LimitTightened,
            None => Code::LimitLoosened,
        });
    };
    let list = |text: &str| {
        text.split(BETWEEN)
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let (old, new) = (list(old), list(new));
    // A number may be an integer.
    let holds = |list: &[String], value: &String| {
        list.contains(value) || value == "integer" && list.iter().any(|known| known == "number")
    };
    match (
        old.iter().all(|value| holds(&new, value)),
        new.iter().all(|value| holds(&old, value)),
    ) {
        (true, true) => None,
        (true, false) => Some(Code::LimitLoosened),
        (false, true) => Some(Code::LimitTightened),
        (false, false) => Some(Code::PatternChanged),
    }
}

#[cfg(test)]
mod tests {
    use super::code;
    use crate::diff::codes::Code;

    #[test]
    fn a_limit_takes_more_or_fewer_values() {
        let (tight, loose, other) = (
            Some(Code::LimitTightened),
            Some(Code::LimitLoosened),
            Some(Code::PatternChanged),
        );
        for (keyword, old, new, expected) in [
            ("maxLength", Some("20"), Some("10"), tight),
            ("maxLength", Some("20"), Some("30"), loose),
            ("maxLength", None, Some("30"), tight),
            ("minimum", Some("1"), Some("0"), loose),
            ("minimum", Some("1"), Some("1.0"), None),
            ("items.maximum", Some("1"), None, loose),
            ("minLength", None, Some("0"), None),
            ("exclusiveMinimum", Some("false"), Some("true"), tight),
            ("exclusiveMaximum", Some("5"), Some("4"), tight),
            ("pattern", None, Some("\"^a\""), tight),
            ("pattern", Some("\"^b\""), Some("\"^a\""), other),
            ("pattern", Some("\"^b\""), None, loose),
            ("uniqueItems", Some("false"), None, None),
            ("uniqueItems", None, Some("true"), tight),
            ("type", Some("integer"), Some("number"), loose),
            ("type", Some("string | integer"), Some("string"), tight),
            ("type", Some("string"), Some("boolean"), other),
            ("default", Some("1"), None, Some(Code::DefaultChanged)),
        ] {
            assert_eq!(
                code(keyword, old, new),
                expected,
                "{keyword} {old:?} {new:?}"
            );
        }
    }
}
