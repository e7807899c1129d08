//! `requestBody` and `content` to [`Body`] and [`MediaType`]s (3.1, 4.8.13 to 4.8.15).

use super::DocumentReader;
use super::fields::{extension_key, present};
use crate::diagnostics::Code;
use crate::document::model::{Body, Encoding, MediaType, Style};
use crate::source::{Entry, Node, Value};

impl<'s> DocumentReader<'s, '_> {
    /// The body under `requestBody`; `Err` where there is one and it cannot be read, which is reported.
    pub(super) fn body_of(&mut self, operation: &'s Node) -> Result<Option<Body<'s>>, ()> {
        let Some(node) = present(operation, "requestBody") else {
            return Ok(None);
        };
        let overlaid = self.overlaid(node, "`requestBody`").ok_or(())?;
        let holder = |key: &str| overlaid.holder(key).unwrap_or(node);
        let content = self.content_of(holder("content"));
        if content.is_empty() {
            self.warn(
                Code::MissingField,
                node.span,
                "the request body has no `content`",
            );
            return Ok(None);
        }
        let (required, description) = (
            self.flag_of(holder("required"), "required"),
            self.text_of(holder("description"), "description"),
        );
        Ok(Some(Body {
            required,
            description,
            content,
            span: node.span,
        }))
    }

    /// The media types under `content`.
    pub(super) fn content_of(&mut self, node: &'s Node) -> Vec<MediaType<'s>> {
        let entries = self.entries_of(node, "content");
        entries
            .iter()
            .filter(|entry| !extension_key(&entry.key))
            .filter_map(|entry| self.media_type(entry))
            .collect()
    }

    fn media_type(&mut self, entry: &'s Entry) -> Option<MediaType<'s>> {
        let node = self.followed(&entry.node)?;
        if !matches!(node.value, Value::Null) && !self.is_object(node, "a media type") {
            return None;
        }
        // 3.2 brought it, and specifications of 3.1 that have it mean the same.
        let item_schema = present(node, "itemSchema").map(|schema| self.schema(schema));
        let encoding = self.entries_of(node, "encoding");
        Some(MediaType {
            name: entry.key.trim(),
            schema: present(node, "schema").map(|schema| self.schema(schema)),
            item_schema,
            encoding: encoding
                .iter()
                .filter_map(|entry| self.encoding(entry))
                .collect(),
            example: self.example_of(node),
            span: entry.key_span,
        })
    }

    fn encoding(&mut self, entry: &'s Entry) -> Option<Encoding<'s>> {
        let node = &entry.node;
        if !self.is_object(node, "an encoding") {
            return None;
        }
        Some(Encoding {
            property: &entry.key,
            content_type: self.text_of(node, "contentType"),
            style: self.style_of(node),
            explode: node
                .get("explode")
                .and_then(|explode| self.flag(explode, "explode")),
        })
    }

    /// `example`, or the value of the first of `examples`.
    pub(super) fn example_of(&mut self, node: &'s Node) -> Option<&'s Node> {
        if let Some(example) = node.get("example") {
            return Some(example);
        }
        let first = match &node.get("examples")?.value {
            Value::Object(examples) => &examples.entries().first()?.node,
            Value::Array(examples) => examples.first()?,
            _ => return None,
        };
        let example = self.followed_quietly(first)?;
        example.get("value")
    }

    /// `style`, where it is given and known.
    pub(super) fn style_of(&mut self, node: &'s Node) -> Option<Style> {
        let style = present(node, "style")?;
        let text = self.text(style, "style")?;
        let known = Style::parse(text);
        if known.is_none() {
            self.warn(
                Code::UnknownValue,
                style.span,
                format!("the style `{text}` is not known"),
            );
        }
        known
    }
}
