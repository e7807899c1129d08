//! 2.0's `in: body` and `in: formData` to a [`Body`].
//!
//! ```text
//! [{ in: formData, name: file, type: file, required: true }]
//!     → multipart/form-data of a schema { types: [Object], properties: [file → string/binary], required: [file] }
//! ```

use crate::diagnostics::Code;
use crate::document::model::{Body, Encoding, JsonType, Location, MediaType, Property, Schema};
use crate::document::read::DocumentReader;
use crate::source::Node;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl<'s> DocumentReader<'s, '_> {
    /// The one parameter that is the body, under what `consumes` states.
    pub(super) fn swagger2_body(&mut self, operation: &'s Node, node: &'s Node) -> Body<'s> {
        let consumes = self.media_types_of(operation, "consumes");
        let consumes = if consumes.is_empty() {
            vec!["application/json"]
        } else {
            consumes
        };
        let schema = node.get("schema").map(|schema| self.schema(schema));
        let media_type = |name| MediaType {
            name,
            schema,
            item_schema: None,
            encoding: Vec::new(),
            example: None,
            span: node.span,
        };
        Body {
            required: self.flag_of(node, "required"),
            description: self.text_of(node, "description"),
            content: consumes.into_iter().map(media_type).collect(),
            span: node.span,
        }
    }

    /// The fields of a form as properties of one object; `None` where there are none.
    pub(super) fn swagger2_form(
        &mut self,
        operation: &'s Node,
        fields: &[&'s Node],
    ) -> Option<Body<'s>> {
        let first = fields.first()?;
        let mut schema = Schema {
            types: vec![JsonType::Object],
            ..Schema::any(first)
        };
        let mut encoding = Vec::new();
        for field in fields {
            self.add_field(&mut schema, &mut encoding, field);
        }
        let required = !schema.required.is_empty();
        let is_file = |node: &Node| node.get("type").and_then(Node::as_str) == Some("file");
        let file = fields
            .iter()
            .any(|field| is_file(field) || field.get("items").is_some_and(is_file));
        let names = form_media_types(&self.media_types_of(operation, "consumes"), file);
        let id = Some(self.synthesised(schema));
        let media_type = |name| MediaType {
            name,
            schema: id,
            item_schema: None,
            encoding: encoding.clone(),
            example: None,
            span: first.span,
        };
        let content = names.into_iter().map(media_type).collect();
        Some(Body {
            required,
            description: None,
            content,
            span: first.span,
        })
    }

    fn add_field(
        &mut self,
        schema: &mut Schema<'s>,
        encoding: &mut Vec<Encoding<'s>>,
        field: &'s Node,
    ) {
        let Some(name) = self.text_of(field, "name") else {
            self.warn(Code::MissingField, field.span, "a parameter has no `name`");
            return;
        };
        if schema
            .properties
            .iter()
            .any(|property| property.name == name)
        {
            self.warn(
                Code::DuplicateKey,
                field.span,
                format!("the form field `{name}` is declared twice"),
            );
            return;
        }
        schema.properties.push(Property {
            name,
            schema: self.parameter_schema(field),
            span: field.span,
        });
        if self.flag_of(field, "required") {
            schema.required.push(name);
        }
        if field.get("type").and_then(Node::as_str) == Some("array") {
            // A form is written like a query (2.0, Parameter Object, `collectionFormat`).
            let (style, explode) = self.collection(field, Location::Query);
            encoding.push(Encoding {
                property: name,
                content_type: None,
                style: Some(style),
                explode: Some(explode),
            });
        }
    }
}

/// Which forms: those that `consumes` names; a file only goes into a multipart one.
fn form_media_types<'s>(consumes: &[&'s str], file: bool) -> Vec<&'s str> {
    if file {
        return vec![MULTIPART];
    }
    let named: Vec<_> = consumes
        .iter()
        .copied()
        .filter(|name| name.starts_with(FORM) || name.starts_with(MULTIPART))
        .collect();
    if named.is_empty() { vec![FORM] } else { named }
}
