//! `allOf` flattened: every property that an object has in the end, whichever part it comes from.
//!
//! ```text
//! allOf: [{required: [id], properties: {id}}, {properties: {name}}]   →   id (required), name
//! ```
//!
//! A property that several parts describe is taken from the last of them that states something; where several state that it is
//! an object, it has the properties of all. Where a part is itself a `oneOf` or `anyOf` of objects, the properties of its
//! variants become optional ones, and so do those of `then`, `else` and `dependentSchemas`: what is lost is that they exclude
//! each other. What variants declare of a property that nothing else describes are alternatives: it is any of them. Of an
//! object that something else describes, they declare more.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use crate::document::model::{Additional, JsonType, Schema, SchemaId};

/// An object's properties, all parts together.
#[derive(Default)]
pub(super) struct Merged<'s> {
    /// The required ones first, in the order of `required`, the others by their names.
    pub properties: Vec<(&'s str, SchemaId)>,
    /// In the order in which the parts name them, each once.
    pub required: Vec<&'s str>,
    pub additional: Option<Additional>,
    /// Where a property is, as long as they are not in order.
    positions: HashMap<&'s str, usize>,
    /// What other parts declare of a property.
    overruled: HashMap<&'s str, Vec<SchemaId>>,
    /// What variants declare of a property that no part describes, each once, the one in `properties` too.
    alternatives: HashMap<&'s str, Vec<SchemaId>>,
    /// What variants declare of a property that a part describes.
    details: HashMap<&'s str, Vec<SchemaId>>,
}

/// Units of work for a property that is merged.
const PROPERTY: u64 = 10;

/// The schemas on the way to the one that is merged, and what those that were merged require.
#[derive(Default)]
struct MergePath<'s> {
    path: Vec<SchemaId>,
    required: HashMap<SchemaId, Vec<&'s str>>,
}

impl<'s> Merged<'s> {
    /// What must be there and is not described.
    pub fn undescribed(&self) -> impl Iterator<Item = &'s str> {
        // With a type for other keys it is among these.
        let are_fields = !matches!(self.additional, Some(Additional::Any | Additional::Of(_)));
        let known: HashSet<&str> = self.properties.iter().map(|(name, _)| *name).collect();
        self.required
            .iter()
            .copied()
            .filter(move |name| are_fields && !known.contains(name))
    }

    /// The source of a property's type: one schema, or alternatives.
    pub fn described_by(&self, name: &str, schema: SchemaId) -> Vec<SchemaId> {
        self.alternatives
            .get(name)
            .cloned()
            .unwrap_or_else(|| vec![schema])
    }

    /// Whether a property is what its schema declares, whichever variant a value is.
    pub fn is_certain(&self, name: &str) -> bool {
        !self.alternatives.contains_key(name)
    }

    /// What all parts declare of a property, the last of them last.
    fn declarations_of(&self, name: &str, last: SchemaId) -> impl Iterator<Item = SchemaId> {
        self.overruled
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .chain([last])
    }

    /// Whether other keys have a type.
    fn has_values(&self) -> bool {
        matches!(self.additional, Some(Additional::Of(_)))
    }

    /// What a variant declares about other keys holds for that variant only.
    fn merge_additional(&mut self, additional: Additional, certain: bool) {
        match additional {
            Additional::Unspecified => {}
            _ if certain => self.additional = Some(additional),
            Additional::Denied => {}
            Additional::Any | Additional::Of(_) => {
                self.additional = self.additional.or(Some(Additional::Any))
            }
        }
    }

    fn known(&mut self, name: &str) -> Option<&mut SchemaId> {
        let position = *self.positions.get(name)?;
        self.properties.get_mut(position).map(|(_, schema)| schema)
    }

    fn add(&mut self, name: &'s str, schema: SchemaId) {
        self.positions.insert(name, self.properties.len());
        self.properties.push((name, schema));
    }

    /// The keys of `properties` have no order of their own, the items of `required` do.
    fn put_in_order(&mut self) {
        let mut seen = HashSet::new();
        self.required.retain(|name| seen.insert(*name));
        let positions: HashMap<&str, usize> = self.required.iter().copied().zip(0..).collect();
        let position = |name: &str| positions.get(name).copied().unwrap_or(usize::MAX);
        self.properties
            .sort_by_key(|(name, _)| (position(name), *name));
        self.positions.clear();
    }
}

impl<'s> Lowering<'_, 's> {
    /// All properties of an object.
    pub(super) fn merged(&self, id: SchemaId) -> Merged<'s> {
        self.merged_of(&[id])
    }

    /// All properties of several objects.
    pub(super) fn merged_of(&self, ids: &[SchemaId]) -> Merged<'s> {
        self.merged_with(ids, &[])
    }

    /// All properties of several objects, and those that an object has if it is one of others.
    pub(super) fn merged_with(&self, ids: &[SchemaId], variants: &[SchemaId]) -> Merged<'s> {
        let mut merged = Merged::default();
        let mut path = MergePath::default();
        for id in ids {
            let required = self.merge_into(&mut merged, *id, true, &mut path);
            merged.required.extend(required);
        }
        for id in variants {
            self.merge_into(&mut merged, *id, false, &mut path);
        }
        merged.put_in_order();
        merged
    }

    /// What variants declare of an object that a part describes, where they declare more.
    pub(super) fn details_of(
        &self,
        merged: &Merged<'s>,
        name: &str,
        schema: SchemaId,
    ) -> Vec<SchemaId> {
        let is_object = |id: &SchemaId| {
            self.schema(*id).is_some_and(|schema| {
                let other = |ty: &JsonType| !matches!(ty, JsonType::Object | JsonType::Null);
                !schema.types.iter().any(other)
                    && schema.one_of.is_empty()
                    && schema.any_of.is_empty()
            })
        };
        let details = merged.details.get(name).map_or(&[][..], Vec::as_slice);
        let has_properties =
            |id: &&SchemaId| is_object(id) && !self.merged(**id).properties.is_empty();
        match is_object(&schema) {
            true => details.iter().filter(has_properties).copied().collect(),
            false => Vec::new(),
        }
    }

    /// The objects that parts declare a property is, where none of them has the properties of all.
    pub(super) fn objects_of(
        &self,
        merged: &Merged<'s>,
        name: &str,
        last: SchemaId,
    ) -> Option<Vec<SchemaId>> {
        self.objects_among(merged.declarations_of(name, last).collect())
    }

    /// The same of the items of lists.
    pub(super) fn items_of(
        &self,
        merged: &Merged<'s>,
        name: &str,
        last: SchemaId,
    ) -> Option<Vec<SchemaId>> {
        let lists = merged.declarations_of(name, last);
        self.objects_among(
            lists
                .map(|id| self.schema(id)?.items)
                .collect::<Option<_>>()?,
        )
    }

    fn objects_among(&self, all: Vec<SchemaId>) -> Option<Vec<SchemaId>> {
        let mut ids: Vec<SchemaId> = Vec::new();
        for id in all.into_iter().map(|id| self.selection.target(id)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.len() < 2 {
            return None;
        }
        let is_union = |id: SchemaId| {
            self.schema(id)
                .is_none_or(|schema| !schema.one_of.is_empty() || !schema.any_of.is_empty())
        };
        let parts: Vec<Merged<'s>> = ids.iter().map(|id| self.merged(*id)).collect();
        let is_object = |part: &Merged<'s>| !part.properties.is_empty() || part.has_values();
        if ids.iter().any(|id| is_union(*id)) || !parts.iter().all(is_object) {
            return None;
        }
        let last = parts.last()?;
        let known: HashSet<&str> = last.properties.iter().map(|(name, _)| *name).collect();
        let has_more = |part: &Merged<'s>| {
            part.properties
                .iter()
                .any(|(name, _)| !known.contains(name))
                || (part.has_values() && !last.has_values())
        };
        parts.iter().any(has_more).then_some(ids)
    }

    /// Adds the properties of a schema, and gives those that it requires.
    fn merge_into(
        &self,
        merged: &mut Merged<'s>,
        id: SchemaId,
        certain: bool,
        path: &mut MergePath<'s>,
    ) -> Vec<&'s str> {
        let id = self.selection.target(id);
        let Some(schema) = self.schema(id) else {
            return Vec::new();
        };
        if let Some(required) = path.required.get(&id) {
            return required.clone();
        }
        path.required.insert(id, Vec::new());
        path.path.push(id);
        let mut required = Vec::new();
        for part in &schema.all_of {
            required.extend(self.merge_into(merged, *part, certain, path));
        }
        for property in &schema.properties {
            if !self.selection.spend(PROPERTY, id) {
                break;
            }
            match certain {
                true => self.merge_property(merged, property.name, property.schema),
                false => self.merge_alternative(merged, property.name, property.schema),
            }
        }
        required.extend(&schema.required);
        merged.merge_additional(schema.additional, certain);
        for part in &schema.conditional {
            self.merge_into(merged, *part, false, path);
        }
        for variants in [&schema.any_of, &schema.one_of] {
            // For a variant that includes this schema, the others are no parts of it.
            if !variants
                .iter()
                .any(|variant| path.path.contains(&self.selection.target(*variant)))
            {
                let each = variants
                    .iter()
                    .map(|variant| self.merge_into(merged, *variant, false, path));
                required.extend(in_all(each.collect()));
            }
        }
        path.path.pop();
        path.required.insert(id, required.clone());
        required
    }

    fn merge_property(&self, merged: &mut Merged<'s>, name: &'s str, schema: SchemaId) {
        match merged.known(name) {
            None => merged.add(name, schema),
            Some(known) if !self.has_content(schema) || self.is_less_specific(schema, *known) => {}
            Some(known) => {
                let before = std::mem::replace(known, schema);
                match merged.alternatives.remove(name) {
                    Some(alternatives) => {
                        merged.details.entry(name).or_default().extend(alternatives)
                    }
                    None => merged.overruled.entry(name).or_default().push(before),
                }
            }
        }
    }

    fn merge_alternative(&self, merged: &mut Merged<'s>, name: &'s str, schema: SchemaId) {
        let certain = merged.is_certain(name);
        match merged.known(name) {
            None => merged.add(name, schema),
            Some(known) if certain && self.has_content(*known) => {
                merged.details.entry(name).or_default().push(schema);
                return;
            }
            Some(known) if certain => *known = schema,
            Some(_) => {}
        }
        let alternatives = merged.alternatives.entry(name).or_default();
        if !alternatives.contains(&schema) {
            alternatives.push(schema);
        }
    }

    /// Whether a schema gives no more than the type of another one: `{type: array}` beside `{type: array, items: …}`.
    fn is_less_specific(&self, id: SchemaId, than: SchemaId) -> bool {
        let (Some(schema), Some(other)) = (self.schema(id), self.schema(than)) else {
            return false;
        };
        let bare = Schema {
            types: Vec::new(),
            required: Vec::new(),
            ..schema.clone()
        };
        let is_container =
            |ty: &JsonType| matches!(ty, JsonType::Array | JsonType::Object | JsonType::Null);
        bare.allows_everything()
            && schema
                .types
                .iter()
                .all(|ty| is_container(ty) && (other.types.contains(ty) || *ty == JsonType::Null))
    }

    /// Whether a schema has more than a `description`.
    pub(super) fn has_content(&self, id: SchemaId) -> bool {
        self.schema(id)
            .is_some_and(|schema| !schema.allows_everything())
    }
}

/// What every list has.
fn in_all(lists: Vec<Vec<&str>>) -> Vec<&str> {
    let mut lists = lists.into_iter();
    let mut common = lists.next().unwrap_or_default();
    lists.for_each(|list| common.retain(|name| list.contains(name)));
    common
}
