//! Forms with brackets → JSON.
//!
//! ```text
//! items[0][price]=price_1&metadata[order]=7   →   {"items": [{"price": "price_1"}], "metadata": {"order": "7"}}
//! ```
//!
//! Every value is a text. Depth and the number of values are bounded.

use serde_json::{Map, Value};

/// Deeper names are cut.
const DEEPEST: usize = 10;
/// Further values are left out.
const MOST: usize = 2_000;

/// Reads a query or a form.
pub(crate) fn read(bytes: &[u8]) -> Value {
    let mut root = Map::new();
    for (name, value) in form_urlencoded::parse(bytes).take(MOST) {
        let keys: Vec<&str> = name.split('[').map(|key| key.trim_end_matches(']')).take(DEEPEST).collect();
        insert(&mut root, &keys, &value);
    }
    lists(Value::Object(root))
}

fn insert(into: &mut Map<String, Value>, keys: &[&str], value: &str) {
    let Some((first, rest)) = keys.split_first() else {
        return;
    };
    let key = match first.is_empty() {
        true => into.len().to_string(),
        false => (*first).to_owned(),
    };
    if rest.is_empty() {
        into.insert(key, Value::String(value.to_owned()));
        return;
    }
    let inner = into.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        insert(inner, rest, value);
    }
}

/// An object whose keys are all numbers is a list.
fn lists(value: Value) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let is_list = !object.is_empty() && object.keys().all(|key| key.parse::<usize>().is_ok());
    match is_list {
        true => {
            let mut items: Vec<(usize, Value)> = object
                .into_iter()
                .map(|(key, value)| (key.parse().unwrap_or(usize::MAX), lists(value)))
                .collect();
            items.sort_by_key(|(at, _)| *at);
            Value::Array(items.into_iter().map(|(_, value)| value).collect())
        }
        false => Value::Object(object.into_iter().map(|(key, value)| (key, lists(value))).collect()),
    }
}

/// A text at a JSON pointer; an empty one is none.
pub(crate) fn text<'v>(form: &'v Value, pointer: &str) -> Option<&'v str> {
    form.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A whole number at a JSON pointer.
pub(crate) fn number(form: &Value, pointer: &str) -> Option<i64> {
    text(form, pointer)?.parse().ok()
}

/// Whether there is `true` at a JSON pointer.
pub(crate) fn flag(form: &Value, pointer: &str) -> Option<bool> {
    text(form, pointer)?.parse().ok()
}

/// An object at a JSON pointer, or an empty one.
pub(crate) fn object(form: &Value, pointer: &str) -> Value {
    form.pointer(pointer)
        .filter(|value| value.is_object())
        .cloned()
        .unwrap_or_else(|| Value::Object(Map::new()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_become_objects_and_lists() {
        let form =
            b"items[1][price]=b&items%5B0%5D[price]=a&metadata[order]=7&expand[]=x&expand[]=y&plain=1+2";
        assert_eq!(
            read(form),
            json!({
                "items": [{"price": "a"}, {"price": "b"}],
                "metadata": {"order": "7"},
                "expand": ["x", "y"],
                "plain": "1 2",
            })
        );
    }

    #[test]
    fn a_name_that_is_a_value_and_an_object_does_no_harm() {
        assert_eq!(read(b"a=1&a[b]=2"), json!({"a": "1"}));
        assert_eq!(text(&read(b"[]][=1&=2"), "/a"), None);
    }
}
