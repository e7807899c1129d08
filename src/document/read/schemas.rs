//! Nodes to [`Schema`]s: takes what waits in the arena, one by one, until nothing is left.
//!
//! ```text
//! { type: object, properties: { id: { type: string } } } → Schema { types: [Object], properties: [id → #1], … }
//! ```
//!
//! Invariants: one pass over the keys of each node; a keyword of the wrong type is left out with a warning, the schema
//! stays; no recursion.

use super::arena::Waiting;
use super::fields::extension_key;
use super::types::settle;
use super::{DocumentReader, Version};
use crate::diagnostics::Code;
use crate::document::model::{Schema, SchemaId};
use crate::source::{Entry, Node, Value};

impl<'s> DocumentReader<'s, '_> {
    /// Registers `components.schemas` or `definitions`, so that they have the first ids and their names.
    pub(crate) fn register_components(&mut self, entries: &'s [Entry]) -> Vec<(&'s str, SchemaId)> {
        let mut components = Vec::with_capacity(entries.len());
        for entry in entries {
            let id = self.schema(&entry.node);
            self.component_ids.insert(&entry.key, id);
            self.anchors.add(&entry.node, id);
            components.push((&*entry.key, id));
        }
        components
    }

    /// Reads every schema that waits, and those that these lead to.
    pub(super) fn read_schemas(&mut self) {
        while let Some(waiting) = self.schemas.next() {
            let schema = match waiting {
                Waiting::Node(node) => self.read_schema(node),
                Waiting::Parameter(node) => self.read_parameter_schema(node),
                Waiting::Synthesised(schema) => *schema,
                // Never handed out twice; the cursor moves with every push.
                Waiting::Read => return,
            };
            self.schemas.push(schema);
        }
    }

    fn read_schema(&mut self, node: &'s Node) -> Schema<'s> {
        let mut schema = Schema::any(node);
        match &node.value {
            Value::Object(object) => object
                .entries()
                .iter()
                .for_each(|entry| self.keyword(&mut schema, entry)),
            // 3.1, 4.8.24: `true` and `false` are schemas.
            Value::Bool(valid) => schema.never = !valid,
            Value::Null => {}
            _ => self.wrong_type(node, "a schema", "an object"),
        }
        self.alternatives_as_items(&mut schema);
        settle(&mut schema);
        self.reference_among_others(&mut schema);
        schema
    }

    /// Up to 3.0 `items` is one schema. A list of them without `type: array` is how Slack's 2.0, which has no `anyOf`, says
    /// that a value is one of several: among the values there are objects and texts.
    fn alternatives_as_items(&mut self, schema: &mut Schema<'s>) {
        let lists =
            schema.types.is_empty() && schema.items.is_none() && !schema.prefix_items.is_empty();
        if lists && self.version < Version::V3_1 && schema.any_of.is_empty() {
            let message = "`items` is a list without `type: array`; it is read as `anyOf`";
            self.warn(Code::WrongType, schema.node.span, message);
            schema.any_of = std::mem::take(&mut schema.prefix_items);
        }
    }

    /// From 3.1 on, what stands beside a `$ref` counts: `{ $ref: A, properties: … }` says what `allOf: [{ $ref: A }]`
    /// with these properties says (JSON Schema 2020-12, 8.2.3.1), and is given that form. In 3.0 it is ignored.
    fn reference_among_others(&mut self, schema: &mut Schema<'s>) {
        let adds = !schema.properties.is_empty()
            || !schema.all_of.is_empty()
            || !schema.any_of.is_empty()
            || !schema.one_of.is_empty();
        if self.version >= Version::V3_1 && adds && schema.reference.is_some() {
            let reference = schema.reference.take();
            let part = self.synthesised(Schema {
                reference,
                ..Schema::any(schema.node)
            });
            schema.all_of.insert(0, part);
        }
    }

    /// A parameter of 2.0 that is not a body carries its schema's keywords itself (2.0, Parameter Object).
    fn read_parameter_schema(&mut self, node: &'s Node) -> Schema<'s> {
        let mut schema = Schema::any(node);
        let entries = node.as_object().map_or(&[][..], |object| object.entries());
        for entry in entries.iter().filter(|entry| !of_parameter(&entry.key)) {
            self.keyword(&mut schema, entry);
        }
        settle(&mut schema);
        schema
    }
}

/// Keys that speak of the parameter and not of its schema.
fn of_parameter(key: &str) -> bool {
    matches!(
        key,
        "name" | "in" | "description" | "required" | "schema" | "content" | "$ref" | "deprecated"
    ) || (extension_key(key) && key != "x-nullable")
}
