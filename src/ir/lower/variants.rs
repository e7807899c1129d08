//! The schemas of a `oneOf` or `anyOf` that are variants: what says null, or no more than another one, is none.
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

    /// Whether a variant is what `null` is said beside: not null itself, and an object where that one says object.
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
