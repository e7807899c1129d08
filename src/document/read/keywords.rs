//! The keywords of a schema, each into its field (3.1, 4.8.24; 3.0, 4.7.24; JSON Schema 2020-12).

use super::DocumentReader;
use super::fields::{present, scalar};
use crate::diagnostics::Code;
use crate::document::model::{
    Additional, Broken, Discriminator, Property, Reference, Schema, SchemaId,
};
use crate::source::{Entry, Node, Value};

impl<'s> DocumentReader<'s, '_> {
    /// Takes one entry of a schema's object into the schema; unknown keys stay reachable through `Schema::node`.
    pub(super) fn keyword(&mut self, schema: &mut Schema<'s>, entry: &'s Entry) {
        let node = &entry.node;
        match &*entry.key {
            "$ref" => self.reference(schema, node),
            "$dynamicRef" | "$recursiveRef" => self.dynamic_reference(schema, node),
            "type" => self.types(schema, node),
            "nullable" | "x-nullable" => {
                schema.nullable |= self.flag(node, &entry.key).unwrap_or(false)
            }
            "format" if schema.format.is_none() => schema.format = self.text(node, "format"),
            "title" => schema.title = self.text(node, "title"),
            "description" => schema.description = self.text(node, "description"),
            "default" => schema.default = Some(node),
            "example" => schema.example = Some(node),
            "examples" if schema.example.is_none() => schema.example = first_example(node),
            "enum" => schema.enumeration = self.items(node, "enum").iter().collect(),
            "const" => schema.constant = Some(node),
            "deprecated" => schema.deprecated = self.flag(node, "deprecated").unwrap_or(false),
            "readOnly" => schema.read_only = self.flag(node, "readOnly").unwrap_or(false),
            "writeOnly" => schema.write_only = self.flag(node, "writeOnly").unwrap_or(false),
            "properties" => schema.properties = self.properties(node),
            "required" => schema.required = self.required(node),
            "additionalProperties" => schema.additional = self.additional(node),
            "patternProperties" => self.pattern_properties(schema, node),
            "items" => self.items_schema(schema, node),
            "prefixItems" => schema.prefix_items = self.schemas(node, "prefixItems"),
            "contentSchema" => schema.content = Some(self.schema(node)),
            "allOf" => schema.all_of = self.schemas(node, "allOf"),
            "anyOf" => schema.any_of = self.schemas(node, "anyOf"),
            "oneOf" => schema.one_of = self.schemas(node, "oneOf"),
            "then" | "else" => schema.conditional.push(self.schema(node)),
            "dependentSchemas" => {
                let entries = self.entries(node, "dependentSchemas");
                schema
                    .conditional
                    .extend(entries.iter().map(|entry| self.schema(&entry.node)));
            }
            "discriminator" => schema.discriminator = self.discriminator(node),
            _ => {}
        }
    }

    fn reference(&mut self, schema: &mut Schema<'s>, node: &'s Node) {
        match node.as_str() {
            Some(text) => schema.reference = Some(self.schema_reference(node, text)),
            None if matches!(node.value, Value::Null) => {}
            None => self.wrong_type(node, "`$ref`", "a string"),
        }
    }

    /// A reference to what binds its anchor, else to the component that has the anchor.
    fn dynamic_reference(&mut self, schema: &mut Schema<'s>, node: &'s Node) {
        let Some(text) = self.text(node, "$dynamicRef") else {
            return;
        };
        let bound = text
            .strip_prefix('#')
            .and_then(|name| self.schemas.bound(self.bindings, name));
        let target = bound.or_else(|| self.anchors.target(text, node));
        if target.is_none() && !text.starts_with("#/") {
            schema.reference = Some(Reference {
                text,
                span: node.span,
                target: None,
                broken: Some(Broken::Unbound),
            });
            return;
        }
        match target {
            Some(_) => {
                schema.reference = Some(Reference {
                    text,
                    span: node.span,
                    target,
                    broken: None,
                });
            }
            None => self.reference(schema, node),
        }
    }

    fn schemas(&mut self, node: &'s Node, what: &str) -> Vec<SchemaId> {
        let items = self.items(node, what);
        items.iter().map(|item| self.schema(item)).collect()
    }

    fn properties(&mut self, node: &'s Node) -> Vec<Property<'s>> {
        let entries = match self.shared_properties(node) {
            Some(shared) => self.entries(shared, "properties"),
            None => self.entries(node, "properties"),
        };
        entries.iter().map(|entry| self.property(entry)).collect()
    }

    fn property(&mut self, entry: &'s Entry) -> Property<'s> {
        Property {
            name: &entry.key,
            schema: self.schema(&entry.node),
            span: entry.key_span,
        }
    }

    /// `properties: { $ref: "./shared.yml" }`: not in the standard, but split specifications do it. A property that is
    /// called `$ref` has an object for its value, never text.
    fn shared_properties(&mut self, node: &'s Node) -> Option<&'s Node> {
        node.get("$ref")?.as_str()?;
        self.followed(node)
    }

    fn required(&mut self, node: &'s Node) -> Vec<&'s str> {
        if matches!(node.value, Value::Bool(_)) {
            let message = "`required` is a boolean; it belongs to the object, as a list of its required properties";
            self.warn(Code::WrongType, node.span, message);
            return Vec::new();
        }
        self.texts(node, "required")
    }

    fn additional(&mut self, node: &'s Node) -> Additional {
        match &node.value {
            Value::Bool(true) => Additional::Any,
            Value::Bool(false) => Additional::Denied,
            Value::Object(object) if object.entries().is_empty() => Additional::Any,
            Value::Object(_) => Additional::Of(self.schema(node)),
            Value::Null => Additional::Unspecified,
            _ => {
                self.wrong_type(node, "`additionalProperties`", "a schema or a boolean");
                Additional::Unspecified
            }
        }
    }

    /// One pattern and nothing else makes a map; which keys it takes is for the server to check. Beside properties, keys
    /// that are neither may have any value.
    fn pattern_properties(&mut self, schema: &mut Schema<'s>, node: &'s Node) {
        let open = !matches!(schema.additional, Additional::Of(_) | Additional::Any);
        let beside =
            schema.additional != Additional::Denied && schema.node.get("properties").is_some();
        match self.entries(node, "patternProperties") {
            [entry] if open && !beside => schema.additional = self.additional(&entry.node),
            [_, ..] if open => schema.additional = Additional::Any,
            _ => {}
        }
    }

    /// An array is a tuple: 3.1 before it was called `prefixItems`, and a common mistake in 3.0.
    fn items_schema(&mut self, schema: &mut Schema<'s>, node: &'s Node) {
        match &node.value {
            Value::Array(_) => schema.prefix_items = self.schemas(node, "items"),
            Value::Null => {}
            _ => schema.items = Some(self.schema(node)),
        }
    }

    /// From 3.0 on an object; in 2.0 the property's name alone.
    fn discriminator(&mut self, node: &'s Node) -> Option<Discriminator<'s>> {
        if let Some(property) = node.as_str() {
            return Some(Discriminator {
                property,
                mapping: Vec::new(),
                default: None,
                span: node.span,
            });
        }
        if matches!(node.value, Value::Null) || !self.is_object(node, "`discriminator`") {
            return None;
        }
        let Some(property) = self.text_of(node, "propertyName") else {
            self.warn(
                Code::MissingField,
                node.span,
                "`discriminator` has no `propertyName`",
            );
            return None;
        };
        let entries = self.entries_of(node, "mapping");
        let mapping = entries
            .iter()
            .filter_map(|entry| Some((&*entry.key, self.mapped(&entry.node)?)))
            .collect();
        let default = present(node, "defaultMapping").and_then(|node| self.mapped(node));
        Some(Discriminator {
            property,
            mapping,
            default,
            span: node.span,
        })
    }

    /// A value of `mapping`: a component's name before a reference, where it could be both (3.1, 4.8.25.4).
    fn mapped(&mut self, node: &'s Node) -> Option<SchemaId> {
        let text = self.text(node, "mapping")?;
        if let Some(id) = self.component_ids.get(text) {
            return Some(*id);
        }
        match self.step_to(text, node) {
            Ok(target) => Some(self.schema(target)),
            Err(broken) => {
                let (code, message) = broken.words(text);
                self.warn(code, node.span, message);
                None
            }
        }
    }
}

/// The first of an array of values (3.1), or of a map of them (a common mistake).
fn first_example(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::Array(items) => items.first(),
        Value::Object(object) => object
            .entries()
            .first()
            .map(|entry| entry.node.get("value").unwrap_or(&entry.node)),
        _ => scalar(node).map(|_| node),
    }
}
