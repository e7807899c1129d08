//! Nodes to values: the only place that classifies a node's JSON type.
//!
//! ```text
//! text(`title: 2024`) → "2024"       flag(`deprecated: "true"`) → true, warned       items(`tags: x`) → [], warned
//! ```
//!
//! `null` counts as absent everywhere: an empty value in YAML (`description:`) is one. Scalars are taken as text, since
//! YAML without quotes makes numbers of versions and names.

use super::DocumentReader;
use crate::diagnostics::Code;
use crate::source::{Entry, Node, Value};

/// `x-…`: an extension, which may be in any object (3.1, 4.9).
pub(crate) fn extension_key(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with("X-")
}

/// The text of a scalar.
pub(super) fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text),
        Value::Bool(true) => Some("true"),
        Value::Bool(false) => Some("false"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The value under `key`, unless it is `null`.
pub(super) fn present<'s>(node: &'s Node, key: &str) -> Option<&'s Node> {
    node.get(key)
        .filter(|value| !matches!(value.value, Value::Null))
}

impl<'s> DocumentReader<'s, '_> {
    /// Reports that a node is not what the standard states.
    pub(crate) fn wrong_type(&mut self, node: &Node, what: &str, expected: &str) {
        let message = format!("{what} is {}, where {expected} is expected", node.kind());
        self.warn(Code::WrongType, node.span, message);
    }

    /// Text: a string or another scalar. A `$ref` to one is followed: not in the standard, but split specifications keep
    /// long texts in files of their own.
    pub(crate) fn text(&mut self, node: &'s Node, what: &str) -> Option<&'s str> {
        let text = scalar(node).or_else(|| scalar(self.followed_quietly(node)?));
        if text.is_none() && !matches!(node.value, Value::Null) {
            self.wrong_type(node, &format!("`{what}`"), "a string");
        }
        text
    }

    /// The text under a key.
    pub(crate) fn text_of(&mut self, node: &'s Node, key: &str) -> Option<&'s str> {
        self.text(node.get(key)?, key)
    }

    /// A truth value; `"true"` is one with a warning.
    pub(crate) fn flag(&mut self, node: &'s Node, what: &str) -> Option<bool> {
        match &node.value {
            Value::Bool(value) => Some(*value),
            Value::Null => None,
            value => {
                self.wrong_type(node, &format!("`{what}`"), "a boolean");
                match value {
                    Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
                    Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
                    _ => None,
                }
            }
        }
    }

    /// The truth value under a key; `false` where there is none.
    pub(crate) fn flag_of(&mut self, node: &'s Node, key: &str) -> bool {
        node.get(key)
            .and_then(|value| self.flag(value, key))
            .unwrap_or(false)
    }

    /// The entries of an object.
    pub(crate) fn entries(&mut self, node: &'s Node, what: &str) -> &'s [Entry] {
        match &node.value {
            Value::Object(object) => object.entries(),
            Value::Null => &[],
            _ => {
                self.wrong_type(node, &format!("`{what}`"), "an object");
                &[]
            }
        }
    }

    /// The entries of the object under a key; none where there is no such key.
    pub(crate) fn entries_of(&mut self, node: &'s Node, key: &str) -> &'s [Entry] {
        match self.value_of(node, key) {
            Some(value) => self.entries(value, key),
            None => &[],
        }
    }

    /// The value under a key. A `$ref` in the place of a map or a list (`content: {$ref: …}`) is no part of the standard;
    /// it is followed with a warning.
    fn value_of(&mut self, node: &'s Node, key: &str) -> Option<&'s Node> {
        let value = node.get(key)?;
        let Some(reference) = value.get("$ref").filter(|node| node.as_str().is_some()) else {
            return Some(value);
        };
        let message =
            format!("`{key}` is a `$ref`, which OpenAPI does not have there; it is followed");
        self.warn(Code::WrongType, reference.span, message);
        self.followed(value)
    }

    /// The items of an array.
    pub(crate) fn items(&mut self, node: &'s Node, what: &str) -> &'s [Node] {
        match &node.value {
            Value::Array(items) => items,
            Value::Null => &[],
            _ => {
                self.wrong_type(node, &format!("`{what}`"), "an array");
                &[]
            }
        }
    }

    /// The items of the array under a key; none where there is no such key.
    pub(crate) fn items_of(&mut self, node: &'s Node, key: &str) -> &'s [Node] {
        match self.value_of(node, key) {
            Some(value) => self.items(value, key),
            None => &[],
        }
    }

    /// The texts of an array; other items are left out with a warning.
    pub(crate) fn texts(&mut self, node: &'s Node, what: &str) -> Vec<&'s str> {
        let items = self.items(node, what);
        items
            .iter()
            .filter_map(|item| self.text(item, what))
            .collect()
    }

    /// The texts of the array under a key.
    pub(crate) fn texts_of(&mut self, node: &'s Node, key: &str) -> Vec<&'s str> {
        node.get(key)
            .map(|value| self.texts(value, key))
            .unwrap_or_default()
    }

    /// Whether the node is an object; anything else is reported.
    pub(crate) fn is_object(&mut self, node: &'s Node, what: &str) -> bool {
        let object = node.as_object().is_some();
        if !object {
            self.wrong_type(node, what, "an object");
        }
        object
    }
}
