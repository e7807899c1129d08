//! `allOf` flattened: every property that an object has in the end, whichever part it comes from.
//!
//! ```text
//! allOf: [{required: [id], properties: {id}}, {properties: {name}}]   →   id (required), name
//! ```
//!
//! A property that several parts describe is taken from the last of them that says something; where several say that it is
//! an object, it has the properties of all. Where a part is itself a
//! `oneOf` or `anyOf` of objects, the properties of its variants become optional ones: nothing is lost, but that they
//! exclude each other.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use crate::document::model::{Additional, Schema, SchemaId};

/// An object's properties, all parts together.
#[derive(Default)]
pub(super) struct Merged<'s> {
    /// The required ones first, in the order of `required`, the others by their names.
    pub properties: Vec<(&'s str, SchemaId)>,
    /// In the order in which the parts name them, each once.
    pub required: Vec<&'s str>,
    /// What other parts say of a property.
    pub overruled: Vec<(&'s str, SchemaId)>,
    pub additional: Option<Additional>,
}

impl<'s> Merged<'s> {
    /// What must be there and is not described.
    pub fn undescribed(&self) -> impl Iterator<Item = &'s str> {
        // With a type for other keys it stands among these.
        let are_fields = !matches!(self.additional, Some(Additional::Any | Additional::Of(_)));
        let known: HashSet<&str> = self.properties.iter().map(|(name, _)| *name).collect();
        self.required.iter().copied().filter(move |name| are_fields && !known.contains(name))
    }

    /// The keys of `properties` have no order of their own, the items of `required` do.
    fn put_in_order(&mut self) {
        let mut seen = HashSet::new();
        self.required.retain(|name| seen.insert(*name));
        let positions: HashMap<&str, usize> = self.required.iter().copied().zip(0..).collect();
        let position = |name: &str| positions.get(name).copied().unwrap_or(usize::MAX);
        self.properties.sort_by_key(|(name, _)| (position(name), *name));
    }
}

impl<'s> Lowering<'_, 's> {
    /// All properties of an object.
    pub(super) fn merged(&self, id: SchemaId) -> Merged<'s> {
        let mut merged = Merged::default();
        self.merge_into(&mut merged, id, true, &mut HashSet::new());
        merged.put_in_order();
        merged
    }

    /// All properties of several objects.
    pub(super) fn merged_of(&self, ids: &[SchemaId]) -> Merged<'s> {
        let mut merged = Merged::default();
        let mut seen = HashSet::new();
        ids.iter().for_each(|id| self.merge_into(&mut merged, *id, true, &mut seen));
        merged.put_in_order();
        merged
    }

    /// The objects that parts say a property is, where none of them has the properties of all.
    pub(super) fn objects_of(&self, merged: &Merged<'s>, name: &str, last: SchemaId) -> Option<Vec<SchemaId>> {
        let overruled = merged.overruled.iter().filter(|(known, _)| *known == name).map(|(_, id)| *id);
        let mut ids: Vec<SchemaId> = Vec::new();
        for id in overruled.chain([last]).map(|id| self.selection.target(id)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let names = |id: SchemaId| self.merged(id).properties.iter().map(|(name, _)| *name).collect::<HashSet<_>>();
        let known = names(last);
        let is_object = |id: &SchemaId| {
            self.schema(*id).is_some_and(|schema| schema.one_of.is_empty() && schema.any_of.is_empty())
                && !self.merged(*id).properties.is_empty()
        };
        (ids.iter().all(is_object) && ids.iter().any(|id| !names(*id).is_subset(&known))).then_some(ids)
    }

    fn merge_into(&self, merged: &mut Merged<'s>, id: SchemaId, certain: bool, seen: &mut HashSet<SchemaId>) {
        let id = self.selection.target(id);
        let Some(schema) = self.schema(id) else { return };
        if !seen.insert(id) {
            return;
        }
        for part in &schema.all_of {
            self.merge_into(merged, *part, certain, seen);
        }
        for property in &schema.properties {
            self.merge_property(merged, property.name, property.schema);
        }
        if certain {
            merged.required.extend(&schema.required);
        }
        if schema.additional != Additional::Unspecified {
            merged.additional = Some(schema.additional);
        }
        // A discriminator's variants name this schema as their base: they are its subtypes, not its parts.
        if schema.discriminator.is_none() {
            for variant in schema.any_of.iter().chain(&schema.one_of) {
                self.merge_into(merged, *variant, false, seen);
            }
        }
    }

    fn merge_property(&self, merged: &mut Merged<'s>, name: &'s str, schema: SchemaId) {
        match merged.properties.iter_mut().find(|(known, _)| *known == name) {
            Some(known) if self.says_something(schema) => {
                merged.overruled.push((name, std::mem::replace(&mut known.1, schema)));
            }
            Some(_) => {}
            None => merged.properties.push((name, schema)),
        }
    }

    /// Whether a schema has more than a description.
    pub(super) fn says_something(&self, id: SchemaId) -> bool {
        self.schema(id).is_some_and(|schema| !is_trivial(schema))
    }
}

/// Whether a schema allows everything: no more than a description or an example.
pub(super) fn is_trivial(schema: &Schema<'_>) -> bool {
    let annotations_only = schema.types.is_empty()
        && schema.enumeration.is_empty()
        && schema.constant.is_none()
        && schema.items.is_none()
        && schema.format.is_none()
        && !schema.never;
    let no_object = schema.properties.is_empty()
        && matches!(schema.additional, Additional::Unspecified | Additional::Any | Additional::Denied);
    annotations_only && no_object && schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty()
}
