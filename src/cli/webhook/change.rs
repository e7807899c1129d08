//! `--set`: one change of a payload.
//!
//! ```text
//! data.object.amount_total=4200       the number
//! data.object.status=paid             a text
//! data.object.lines.0.id="17"         the text `17`, of the first line
//! data.object.metadata.a\.b=1         the key `a.b`
//! ```
//!
//! Objects on the way are made where they are missing. A value is JSON where it can be read as JSON, and text otherwise;
//! where a text is, a number or a truth value stays a text.

use serde_json::Value;

use super::Failure;
use crate::samples::Json;

/// A change as the command line names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    /// As it was written, for messages.
    pub written: String,
    path: Vec<String>,
    value: String,
}

impl Change {
    /// Reads `path=value`.
    pub(super) fn parse(text: &str) -> Result<Change, Failure> {
        match text.split_once('=') {
            Some((path, value)) if !path.is_empty() => Ok(Change {
                written: path.to_owned(),
                path: steps(path),
                value: value.to_owned(),
            }),
            _ => Err(Failure::usage(format!(
                "`--set {text}` is not PATH=VALUE, such as data.object.amount=4200"
            ))),
        }
    }

    /// Makes the change, and returns whether a value was there before.
    pub(super) fn apply(&self, json: &mut Json) -> Result<bool, Failure> {
        let mut at = json;
        let mut was_there = true;
        for step in &self.path {
            let (next, known) = child(at, step).ok_or_else(|| {
                Failure::usage(format!(
                    "--set {}: `{step}` does not exist in a text, a number or a list",
                    self.written
                ))
            })?;
            was_there &= known;
            at = next;
        }
        *at = match (&*at, serde_json::from_str(&self.value)) {
            (Json::String(_), Ok(Value::Number(_) | Value::Bool(_))) | (_, Err(_)) => {
                Json::String(self.value.clone())
            }
            (_, Ok(value)) => json_of(value),
        };
        Ok(was_there)
    }
}

/// `a.b\.c.0` to `a`, `b.c`, `0`.
fn steps(path: &str) -> Vec<String> {
    let mut steps = vec![String::new()];
    let mut signs = path.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, signs.peek(), steps.last_mut()) {
            ('.', _, _) => steps.push(String::new()),
            ('\\', Some('.' | '\\'), Some(step)) => step.extend(signs.next()),
            (sign, _, Some(step)) => step.push(sign),
            (_, _, None) => {}
        }
    }
    steps
}

/// What is under a step, and whether it was there; `None` where nothing can.
fn child<'j>(json: &'j mut Json, step: &str) -> Option<(&'j mut Json, bool)> {
    if *json == Json::Null {
        *json = Json::Object(Vec::new());
    }
    match json {
        Json::Object(entries) => {
            let position = entries.iter().position(|(key, _)| key == step);
            if position.is_none() {
                entries.push((step.to_owned(), Json::Null));
            }
            let at = position.unwrap_or(entries.len() - 1);
            entries
                .get_mut(at)
                .map(|(_, value)| (value, position.is_some()))
        }
        Json::Array(items) => {
            let at: usize = step.parse().ok()?;
            let was_there = at < items.len();
            if at == items.len() {
                items.push(Json::Null);
            }
            items.get_mut(at).map(|item| (item, was_there))
        }
        _ => None,
    }
}

/// What is at a JSON pointer (RFC 6901).
pub(super) fn at_pointer<'j>(json: &'j mut Json, pointer: &str) -> Option<&'j mut Json> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(json, |at, step| match at {
            Json::Object(entries) => {
                let step = step.replace("~1", "/").replace("~0", "~");
                entries
                    .iter_mut()
                    .find(|(key, _)| *key == step)
                    .map(|(_, value)| value)
            }
            Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
}

/// The text or the number at a JSON pointer.
pub(super) fn text_at(json: &Json, pointer: &str) -> Option<String> {
    match at_pointer(&mut json.clone(), pointer)? {
        Json::String(text) | Json::Number(text) => Some(text.clone()),
        _ => None,
    }
}

fn json_of(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => Json::Number(number.to_string()),
        Value::String(text) => Json::String(text),
        Value::Array(items) => Json::Array(items.into_iter().map(json_of).collect()),
        Value::Object(entries) => Json::Object(
            entries
                .into_iter()
                .map(|(key, value)| (key, json_of(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(json: &str, set: &str) -> String {
        let mut json = json_of(serde_json::from_str(json).unwrap());
        Change::parse(set).unwrap().apply(&mut json).unwrap();
        json.to_string()
    }

    #[test]
    fn values_are_json_or_text() {
        assert_eq!(changed(r#"{"a":1}"#, "a=2"), r#"{"a":2}"#);
        assert_eq!(changed(r#"{"a":1}"#, "a=paid"), r#"{"a":"paid"}"#);
        assert_eq!(changed(r#"{"a":1}"#, "a="), r#"{"a":""}"#);
        assert_eq!(changed(r#"{"a":1}"#, "a=b=c"), r#"{"a":"b=c"}"#);
        assert_eq!(
            changed(r#"{"a":1}"#, r#"a={"b":[null]}"#),
            r#"{"a":{"b":[null]}}"#
        );
    }

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(changed(r#"{"a":"x"}"#, "a=6735"), r#"{"a":"6735"}"#);
        assert_eq!(changed(r#"{"a":"x"}"#, "a=true"), r#"{"a":"true"}"#);
        assert_eq!(changed(r#"{"a":"x"}"#, "a=null"), r#"{"a":null}"#);
        assert_eq!(changed(r#"{"a":"x"}"#, r#"a="y""#), r#"{"a":"y"}"#);
    }

    #[test]
    fn the_way_is_made_where_it_is_missing() {
        assert_eq!(changed("{}", "a.b=1"), r#"{"a":{"b":1}}"#);
        assert_eq!(changed(r#"{"a":null}"#, "a.b=1"), r#"{"a":{"b":1}}"#);
        assert_eq!(changed("{}", r"a\.b\\=1"), r#"{"a.b\\":1}"#);
        assert_eq!(changed("[[1]]", "0.0=2"), "[[2]]");
        assert_eq!(changed("[[1]]", "0.1=2"), "[[1,2]]");
    }

    #[test]
    fn what_cannot_be_set_is_reported() {
        let error = |json: &str, set: &str| {
            let mut json = json_of(serde_json::from_str(json).unwrap());
            Change::parse(set)
                .and_then(|change| change.apply(&mut json))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("{}", "a"),
            "`--set a` is not PATH=VALUE, such as data.object.amount=4200"
        );
        assert_eq!(
            error("{}", "=1"),
            "`--set =1` is not PATH=VALUE, such as data.object.amount=4200"
        );
        assert_eq!(
            error(r#"{"a":1}"#, "a.b=1"),
            "--set a.b: `b` does not exist in a text, a number or a list"
        );
        assert_eq!(
            error("[]", "1=1"),
            "--set 1: `1` does not exist in a text, a number or a list"
        );
    }
}
