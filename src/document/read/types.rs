//! `type`, and what represents it where it is missing.
//!
//! ```text
//! type: [string, "null"] → [String, Null]     properties: {…} → [Object]     enum: [a, null] → [String, Null]
//! ```

use super::DocumentReader;
use crate::diagnostics::Code;
use crate::document::model::{Additional, JsonType, Schema};
use crate::source::{Node, Value};

impl<'s> DocumentReader<'s, '_> {
    /// `type`: one name or, from 3.1 on, several.
    pub(super) fn types(&mut self, schema: &mut Schema<'s>, node: &'s Node) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| self.type_name(schema, item)),
            // An empty value in YAML, or `type: null` without the quotes.
            Value::Null => {}
            _ => self.type_name(schema, node),
        }
    }

    fn type_name(&mut self, schema: &mut Schema<'s>, node: &'s Node) {
        let found = match &node.value {
            // `type: [string, null]` without the quotes, in YAML.
            Value::Null => Some(JsonType::Null),
            _ => match self.text(node, "type") {
                Some("any") | None => None,
                Some("file") => Some(binary(schema)),
                Some(name) => self.json_type(node, name),
            },
        };
        if let Some(found) = found.filter(|found| !schema.types.contains(found)) {
            schema.types.push(found);
        }
    }

    fn json_type(&mut self, node: &'s Node, name: &str) -> Option<JsonType> {
        let known = JsonType::named(name);
        if known.is_some() {
            return known;
        }
        self.warn(
            Code::UnknownValue,
            node.span,
            format!("the type `{name}` is not known"),
        );
        JsonType::named(&name.to_ascii_lowercase())
    }
}

/// 2.0's `type: file`.
fn binary(schema: &mut Schema<'_>) -> JsonType {
    schema.format = Some("binary");
    JsonType::String
}

impl JsonType {
    fn named(name: &str) -> Option<JsonType> {
        Some(match name {
            "null" => JsonType::Null,
            "boolean" => JsonType::Boolean,
            "integer" => JsonType::Integer,
            "number" => JsonType::Number,
            "string" => JsonType::String,
            "array" => JsonType::Array,
            "object" => JsonType::Object,
            _ => return None,
        })
    }

    /// The type of a value.
    fn of(node: &Node) -> JsonType {
        match &node.value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(text) if text.contains(['.', 'e', 'E']) => JsonType::Number,
            Value::Number(_) => JsonType::Integer,
            Value::String(_) => JsonType::String,
            Value::Array(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
        }
    }
}

/// Settles `types`, `format` and `nullable` once all keywords are known.
pub(super) fn settle(schema: &mut Schema<'_>) {
    content_as_format(schema);
    schema.nullable |= schema.types.contains(&JsonType::Null) || permits_null(schema);
    if schema.types.is_empty() && schema.reference.is_none() {
        infer(schema);
    }
    if schema.nullable && !schema.types.is_empty() && !schema.types.contains(&JsonType::Null) {
        schema.types.push(JsonType::Null);
    }
}

/// What 3.0 declares with `format: byte` and `format: binary`, 3.1 declares in the words of JSON Schema (3.1, 4.8.14.3, and
/// JSON Schema 2020-12, validation, section 8).
fn content_as_format(schema: &mut Schema<'_>) {
    let text = |key: &str| schema.node.get(key).and_then(Node::as_str);
    if schema.format.is_some()
        || !schema
            .types
            .iter()
            .all(|ty| matches!(ty, JsonType::String | JsonType::Null))
    {
        return;
    }
    let format = match (text("contentEncoding"), text("contentMediaType")) {
        (Some(encoding), _) => encoding.eq_ignore_ascii_case("base64").then_some("byte"),
        (None, Some(media_type)) => is_binary(media_type).then_some("binary"),
        (None, None) => None,
    };
    if let Some(format) = format {
        take_for_text(schema, format);
    }
}

/// States of a schema what `type: string` and a format state.
pub(super) fn take_for_text(schema: &mut Schema<'_>, format: &'static str) {
    schema.format = Some(format);
    if schema.types.is_empty() {
        schema.types.push(JsonType::String);
    }
}

/// Whether content of a media type cannot be a text.
pub(super) fn is_binary(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let (kind, of) = essence.split_once('/').unwrap_or((&essence, ""));
    match kind {
        "audio" | "font" | "image" | "video" => !of.ends_with("+xml") && !of.ends_with("+json"),
        "application" => matches!(of, "octet-stream" | "pdf" | "zip" | "gzip"),
        _ => false,
    }
}

fn permits_null(schema: &Schema<'_>) -> bool {
    let constant = schema.constant.into_iter();
    schema
        .enumeration
        .iter()
        .copied()
        .chain(constant)
        .any(|value| matches!(value.value, Value::Null))
}

/// The type that the other keywords only make sense for.
fn infer(schema: &mut Schema<'_>) {
    let combined =
        !schema.all_of.is_empty() || !schema.any_of.is_empty() || !schema.one_of.is_empty();
    let maps = matches!(schema.additional, Additional::Any | Additional::Of(_)) && !combined;
    if let Some(constant) = schema.constant {
        schema.types.push(JsonType::of(constant));
    } else if !schema.enumeration.is_empty() {
        schema.types = types_of(&schema.enumeration);
    } else if !schema.properties.is_empty() || maps {
        schema.types.push(JsonType::Object);
    } else if schema.items.is_some() || !schema.prefix_items.is_empty() {
        schema.types.push(JsonType::Array);
    }
}

fn types_of(values: &[&Node]) -> Vec<JsonType> {
    let mut types = Vec::new();
    for found in values.iter().map(|value| JsonType::of(value)) {
        if !types.contains(&found) {
            types.push(found);
        }
    }
    types
}
