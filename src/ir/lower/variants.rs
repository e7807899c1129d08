//! The schemas of a `oneOf` or `anyOf` that are variants: what states null, or no more than another one, is none.
//!
//! ```text
//! anyOf: [{$ref: Author}, {nullable: true}]                  →   [Author]
//! oneOf: [{type: number}, {type: string}, {enum: [INF]}]     →   [number, string]
//! ```

use std::collections::HashSet;

use super::Lowering;
use crate::document::model::{JsonType, Schema, SchemaId};

impl<'a, 's> Lowering<'a, 's> {
    /// The variants without null, and without what only unsets a value.
    pub(super) fn variants(&self, schema: &Schema<'s>) -> Vec<SchemaId> {
        let mut found = Vec::new();
        let all = || schema.one_of.iter().chain(&schema.any_of);
        for variant in all() {
            let Some(target) = self.schema(*variant) else {
                continue;
            };
            let only_null = target.types.as_slice() == [JsonType::Null]
                || (target.is_nullable_and_no_more()
                    && all().count() == 2
                    && all().any(|other| self.is_beside(*other, target)));
            if !only_null && !self.unsets(*variant) && !found.contains(variant) {
                found.push(*variant);
            }
        }
        found
    }

    /// Whether a variant is what `null` is declared beside: not null itself, and an object where that one states object.
    fn is_beside(&self, id: SchemaId, null: &Schema<'s>) -> bool {
        let is_object =
            |schema: &Schema<'s>| !schema.properties.is_empty() || !schema.all_of.is_empty();
        self.schema(id)
            .is_some_and(|schema| !schema.nullable && (null.types.is_empty() || is_object(schema)))
    }

    /// The variants without lists of texts, where another one takes any text.
    pub(super) fn without_narrower_texts(&self, mut variants: Vec<SchemaId>) -> Vec<SchemaId> {
        let is_any_text = |id: &SchemaId| {
            self.schema(*id).is_some_and(|schema| {
                schema
                    .types
                    .iter()
                    .all(|ty| matches!(ty, JsonType::String | JsonType::Null))
                    && schema.types.contains(&JsonType::String)
                    && schema.enumeration.is_empty()
                    && schema.constant.is_none()
                    && schema.format.is_none()
            })
        };
        let lists_texts = |id: &SchemaId| {
            let values = self
                .schema(*id)
                .map_or(&[][..], |schema| &schema.enumeration);
            !values.is_empty() && values.iter().all(|value| value.as_str().is_some())
        };
        if variants.iter().any(is_any_text) {
            variants.retain(|id| !lists_texts(id));
        }
        variants
    }

    /// Whether inline objects have the same keys and types, the values of enums aside: a person writes one struct for them.
    pub(super) fn are_alike(&self, variants: &[SchemaId]) -> bool {
        let mut shapes = variants.iter().map(|id| self.shape_of_object(*id));
        match shapes.next().flatten() {
            Some(first) => shapes.all(|shape| shape.as_ref() == Some(&first)),
            None => false,
        }
    }

    /// The keys of an inline object, which of them it requires, and their types; none for anything else.
    fn shape_of_object(&self, id: SchemaId) -> Option<String> {
        let schema = self.schema(id)?;
        let is_plain_object = schema.fixed_name().is_none()
            && schema.one_of.is_empty()
            && schema.any_of.is_empty()
            && schema.conditional.is_empty()
            && schema.types.iter().all(|ty| *ty == JsonType::Object);
        let merged = self.merged(id);
        if !is_plain_object || merged.properties.is_empty() {
            return None;
        }
        let mut shape = format!("{:?}", merged.additional);
        for (name, property) in &merged.properties {
            let required = merged.required.contains(name);
            shape.push_str(&format!(
                " {name:?} {required} {}",
                self.shape_of(*property)?
            ));
        }
        Some(shape)
    }

    /// The type of a property; none where it is too much to compare.
    fn shape_of(&self, id: SchemaId) -> Option<String> {
        let schema = self.schema(id)?;
        if let Some(name) = schema.fixed_name() {
            return Some(format!("named {name:?}"));
        }
        let is_plain = schema.one_of.is_empty()
            && schema.any_of.is_empty()
            && schema.all_of.is_empty()
            && schema.properties.is_empty();
        if !is_plain
            || schema
                .items
                .is_some_and(|items| self.schema(items).is_none())
        {
            return None;
        }
        let is_text = schema
            .constant
            .into_iter()
            .chain(schema.enumeration.iter().copied())
            .all(|value| value.as_str().is_some());
        let types = match schema.types.is_empty() && is_text && schema.constant.is_some() {
            true => vec![JsonType::String],
            false => schema.types.clone(),
        };
        let items = match schema.items {
            Some(items) => self.shape_of(items)?,
            None => String::new(),
        };
        (is_text && !types.is_empty()).then(|| format!("{types:?} {:?} [{items}]", schema.format))
    }

    /// The variants, and those of the unions among them, each once.
    pub(super) fn with_nested(&self, variants: &[SchemaId]) -> Vec<&'a Schema<'s>> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut waiting: Vec<SchemaId> = variants.iter().rev().copied().collect();
        while let Some(id) = waiting.pop() {
            let Some(schema) = self
                .schema(id)
                .filter(|_| seen.insert(self.selection.target(id)))
            else {
                continue;
            };
            let inner = if schema.types.is_empty() {
                self.variants(schema)
            } else {
                Vec::new()
            };
            if inner.is_empty() {
                found.push(schema);
            }
            waiting.extend(inner.into_iter().rev());
        }
        found
    }
}
