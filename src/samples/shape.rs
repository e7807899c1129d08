//! All that is declared about one value: a schema, what it refers to, and all parts of its `allOf`, side by side.

use std::collections::HashSet;

use super::{Direction, Samples};
use crate::document::{Additional, Discriminator, JsonType, Schema, SchemaId};

/// What one value must be like.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape<'a, 's> {
    /// Every schema that speaks of the value; none has a reference that leads somewhere.
    pub parts: Vec<(SchemaId, &'a Schema<'s>)>,
    /// Properties whose text states which variant it is.
    pub tags: Vec<(&'s str, String)>,
    /// Unions of which a variant was chosen: the schema, and whether it is its `oneOf`.
    pub chosen: Vec<(SchemaId, bool)>,
}

/// A choice that is still to be made.
pub(super) struct Choice<'a, 's> {
    pub schema: SchemaId,
    pub one_of: bool,
    pub branches: &'a [SchemaId],
    pub discriminator: Option<&'a Discriminator<'s>>,
}

impl<'a, 's> Samples<'a, 's> {
    /// What several schemas declare of one value.
    pub(super) fn shape(&self, ids: &[SchemaId]) -> Shape<'a, 's> {
        let mut shape = Shape::default();
        ids.iter().for_each(|id| self.add(&mut shape, *id, None));
        shape
    }

    fn add(&self, shape: &mut Shape<'a, 's>, id: SchemaId, heir: Option<SchemaId>) {
        let id = self.selection.target(id);
        let Some(schema) = self.selection.document.schema(id) else {
            return;
        };
        if shape.parts.iter().any(|(known, _)| *known == id) {
            return;
        }
        shape.parts.push((id, schema));
        if let Some(discriminator) = &schema.discriminator
            && schema.one_of.is_empty()
            && schema.any_of.is_empty()
        {
            let text = heir.and_then(|heir| self.tag(discriminator, heir));
            let text = text.or_else(|| {
                discriminator
                    .mapping
                    .first()
                    .map(|(value, _)| (*value).to_owned())
            });
            shape
                .tags
                .extend(text.map(|text| (discriminator.property, text)));
        }
        schema
            .all_of
            .iter()
            .for_each(|part| self.add(shape, *part, heir.or(Some(id))));
    }

    /// The text by which a discriminator knows a schema: `mapping`, else the component's name (3.1, 4.8.25).
    fn tag(&self, discriminator: &Discriminator<'s>, id: SchemaId) -> Option<String> {
        let id = self.selection.target(id);
        let mapped = discriminator
            .mapping
            .iter()
            .find(|(_, schema)| self.selection.target(*schema) == id);
        let component = || {
            self.selection
                .document
                .schema(id)
                .and_then(|schema| schema.component)
        };
        mapped
            .map(|(value, _)| *value)
            .or_else(component)
            .map(str::to_owned)
    }

    /// The first union of which no variant was chosen. A variant that is among the parts chose itself.
    pub(super) fn choice(&self, shape: &Shape<'a, 's>) -> Option<Choice<'a, 's>> {
        let is_part = |id: &SchemaId| {
            shape
                .parts
                .iter()
                .any(|(known, _)| *known == self.selection.target(*id))
        };
        shape.parts.iter().find_map(|(id, schema)| {
            let unions = [(true, &schema.one_of[..]), (false, &schema.any_of[..])];
            unions.into_iter().find_map(|(one_of, branches)| {
                let open = !branches.is_empty()
                    && !shape.chosen.contains(&(*id, one_of))
                    && !branches.iter().any(is_part);
                open.then_some(Choice {
                    schema: *id,
                    one_of,
                    branches,
                    discriminator: schema.discriminator.as_ref(),
                })
            })
        })
    }

    /// The shape with one variant of a union.
    pub(super) fn with_branch(
        &self,
        shape: &Shape<'a, 's>,
        choice: &Choice<'a, 's>,
        branch: SchemaId,
    ) -> Shape<'a, 's> {
        let mut shape = shape.clone();
        shape.chosen.push((choice.schema, choice.one_of));
        self.add(&mut shape, branch, None);
        if let Some(discriminator) = choice.discriminator
            && let Some(text) = self.tag(discriminator, branch)
        {
            shape
                .tags
                .retain(|(property, _)| *property != discriminator.property);
            // Where the variant declares its own value, that one counts.
            if !self.has_constant(&shape, discriminator.property) {
                shape.tags.push((discriminator.property, text));
            }
        }
        shape
    }

    fn has_constant(&self, shape: &Shape<'a, 's>, property: &str) -> bool {
        let property = self.property(shape, property);
        property
            .parts
            .iter()
            .any(|(_, schema)| schema.constant.is_some() || schema.enumeration.len() == 1)
    }

    /// What is declared about a property's value.
    pub(super) fn property(&self, shape: &Shape<'a, 's>, name: &str) -> Shape<'a, 's> {
        let declared = shape.parts.iter().filter_map(|(_, schema)| {
            let own = schema
                .properties
                .iter()
                .find(|property| property.name == name)
                .map(|property| property.schema);
            own.or(match schema.additional {
                Additional::Of(values) => Some(values),
                Additional::Unspecified | Additional::Denied | Additional::Any => None,
            })
        });
        self.shape(&declared.collect::<Vec<_>>())
    }

    /// What is declared about an array's item.
    pub(super) fn item(&self, shape: &Shape<'a, 's>, index: usize) -> Shape<'a, 's> {
        let declared = shape
            .parts
            .iter()
            .filter_map(|(_, schema)| schema.prefix_items.get(index).copied().or(schema.items));
        self.shape(&declared.collect::<Vec<_>>())
    }

    /// Whether a property travels this way.
    pub(super) fn travels(&self, id: SchemaId) -> bool {
        let beside = self.selection.document.schema(id);
        let target = self.selection.document.schema(self.selection.target(id));
        let any =
            |test: fn(&Schema<'s>) -> bool| beside.is_some_and(test) || target.is_some_and(test);
        match self.direction {
            Direction::Out => !any(|schema| schema.read_only),
            Direction::In => !any(|schema| schema.write_only),
        }
    }
}

impl<'a, 's> Shape<'a, 's> {
    /// How many properties, values and variants its schemas have, which all are looked at.
    pub fn size(&self) -> u64 {
        let of = |schema: &Schema<'s>| {
            schema.properties.len()
                + schema.enumeration.len()
                + schema.one_of.len()
                + schema.any_of.len()
        };
        self.parts.iter().map(|(_, schema)| of(schema) as u64).sum()
    }

    /// The described properties with each schema that describes them, in order, each once.
    pub fn properties(&self) -> Vec<(&'s str, SchemaId)> {
        // A schema names each of its properties once.
        if let [(_, schema)] = self.parts.as_slice() {
            let own = schema.properties.iter();
            return own
                .map(|property| (property.name, property.schema))
                .collect();
        }
        let mut known = HashSet::new();
        let all = self.parts.iter().flat_map(|(_, schema)| &schema.properties);
        all.filter(|property| known.insert(property.name))
            .map(|property| (property.name, property.schema))
            .collect()
    }

    /// Whether a key has a place in it.
    pub fn has_room_for(&self, name: &str) -> bool {
        let known = |schema: &Schema<'_>| {
            schema
                .properties
                .iter()
                .any(|property| property.name == name)
        };
        self.parts
            .iter()
            .all(|(_, schema)| schema.additional != Additional::Denied || known(schema))
    }

    /// The type to make: the first that all parts allow.
    pub fn json_type(&self) -> Option<JsonType> {
        let typed: Vec<&[JsonType]> = self
            .parts
            .iter()
            .map(|(_, schema)| &schema.types[..])
            .filter(|types| !types.is_empty())
            .collect();
        // An integer is a number too.
        let allows = |types: &[JsonType], ty: JsonType| {
            types.contains(&ty) || (ty == JsonType::Integer && types.contains(&JsonType::Number))
        };
        let mut all: Vec<JsonType> = typed
            .iter()
            .flat_map(|types| types.iter().copied())
            .collect();
        all.sort_by_key(|ty| *ty == JsonType::Null);
        let common = all
            .iter()
            .copied()
            .find(|ty| typed.iter().all(|types| allows(types, *ty)));
        common.or(all.first().copied())
    }

    /// A limit of the schemas, as a number: the strictest.
    pub fn limit(&self, key: &str, stricter: fn(f64, f64) -> f64) -> Option<f64> {
        self.parts
            .iter()
            .filter_map(|(_, schema)| number(schema, key))
            .reduce(stricter)
    }

    /// A limit of the schemas, as a count: the strictest.
    pub fn count(&self, key: &str, stricter: fn(f64, f64) -> f64) -> Option<usize> {
        self.limit(key, stricter)
            .filter(|count| *count >= 0.0)
            .map(|count| count as usize)
    }
}

/// A number that is in a schema under a key.
pub(super) fn number(schema: &Schema<'_>, key: &str) -> Option<f64> {
    match &schema.node.get(key)?.value {
        crate::source::Value::Number(text) => {
            text.parse().ok().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    }
}
