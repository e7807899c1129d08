//! Nodes to [`Schema`]s: takes what waits in the arena, one by one, until nothing is left.
//!
//! ```text
//! { type: object, properties: { id: { type: string } } } → Schema { types: [Object], properties: [id → #1], … }
//! ```
//!
//! Invariants: one pass over the keys of each node; a keyword of the wrong type is left out with a warning, the schema
//! stays; no recursion.

use super::arena::{Bindings, Waiting};
use super::fields::extension_key;
use super::types::settle;
use super::{DocumentReader, Version};
use crate::diagnostics::Code;
use crate::document::model::{Additional, Schema, SchemaId};
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
                Waiting::Node(node, bindings) => {
                    self.bindings = bindings;
                    let schema = self.read_schema(node);
                    self.bindings = Bindings::default();
                    schema
                }
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
        let template = self.bound_template(node);
        if let Some((template, bindings)) = template {
            self.bindings = bindings;
            for entry in template
                .as_object()
                .map_or(&[][..], |object| object.entries())
            {
                self.keyword(&mut schema, entry);
            }
        }
        match &node.value {
            Value::Object(object) => object
                .entries()
                .iter()
                .filter(|entry| template.is_none() || &*entry.key != "$ref")
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

    /// A `$ref` beside definitions that bind the `$dynamicRef`s of what it leads to (JSON Schema 2020-12, 8.2.3.2): the
    /// schema is a copy of that, in which these lead elsewhere.
    ///
    /// ```text
    /// Page:    { items: { $dynamicRef: "#item" } }
    /// PetPage: { $ref: Page, $defs: { item: { $dynamicAnchor: item, $ref: Pet } } }   →   PetPage { items: Pet }
    /// ```
    fn bound_template(&mut self, node: &'s Node) -> Option<(&'s Node, Bindings)> {
        let reference = node.get("$ref")?.as_str()?;
        let definitions = node.get("$defs")?.as_object()?.entries();
        let bound: Vec<(&'s str, &'s Node)> = definitions
            .iter()
            .filter_map(|entry| Some((entry.node.get("$dynamicAnchor")?.as_str()?, &entry.node)))
            .collect();
        if bound.is_empty() {
            return None;
        }
        let template = self.step_to(reference, node).ok()?;
        let bound = bound
            .into_iter()
            .map(|(name, node)| (name, self.schema(node)))
            .collect();
        Some((template, self.schemas.bind(bound)))
    }

    /// Up to 3.0 `items` is one schema. A list of them without `type: array` is how Slack's 2.0, which has no `anyOf`, states
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

    /// From 3.1 on, what is next to a `$ref` counts: `{ $ref: A, properties: … }` states what `allOf: [{ $ref: A }]`
    /// with these properties states (JSON Schema 2020-12, 8.2.3.1), and is given that form. In 3.0 it is ignored.
    fn reference_among_others(&mut self, schema: &mut Schema<'s>) {
        let adds = !schema.properties.is_empty()
            || !schema.required.is_empty()
            || !schema.enumeration.is_empty()
            || schema.constant.is_some()
            || schema.items.is_some()
            || matches!(schema.additional, Additional::Of(_))
            || !schema.conditional.is_empty()
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
