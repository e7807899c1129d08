//! A base with a discriminator: any of the schemas that include it, or itself.
//!
//! ```text
//! Pet {petType, name}, discriminator petType; Dog: allOf [Pet, {bark}]
//!   →   Pet = Tag("petType" = "Dog") Dog {name, bark} | Json(Object) PetBase {petType, name, and what else comes}
//! ```
//!
//! Which schemas include it, the document knows (`Discriminator::mapping`). Who includes the base gets its properties and
//! nothing of this (`merge`).

use std::collections::HashMap;

use super::{Combined, Context, Lowering};
use crate::document::model::{Schema, SchemaId};
use crate::ir::{Decide, JsonKind, Object, Type, TypeKind, Union, Variant};

/// A subtype and the values by which the discriminator knows it.
pub(super) struct Subtype {
    values: Vec<String>,
    schema: SchemaId,
}

impl<'s> Lowering<'_, 's> {
    /// The object that a schema is among other things; its own name is taken by the union.
    pub(super) fn object_within(&mut self, id: SchemaId, at: &Context, additional: Option<Type>) -> Type {
        let merged = self.merged(id);
        if merged.properties.is_empty() {
            return Type::Map(Box::new(Type::Json));
        }
        self.define_of(Combined::All(vec![id]), id, at, |lowering| {
            let fields = lowering.fields(&merged, at);
            TypeKind::Object(Object { additional: additional.or(fields.additional.clone()), ..fields })
        })
    }

    /// The schemas that say that they are this one and more (3.1, 4.8.25.4), by what its discriminator is for them.
    pub(super) fn subtypes(&self, id: SchemaId, schema: &Schema<'s>) -> Vec<Subtype> {
        let mut subtypes: Vec<Subtype> = Vec::new();
        if !schema.one_of.is_empty() || !schema.any_of.is_empty() {
            return subtypes; // a union, which says itself what it is of
        }
        let own = self.selection.target(id);
        let mut positions: HashMap<SchemaId, usize> = HashMap::new();
        for (value, subtype) in schema.discriminator.iter().flat_map(|discriminator| &discriminator.mapping) {
            let subtype = self.selection.target(*subtype);
            if subtype == own || !self.selection.reaches(subtype) {
                continue;
            }
            match positions.get(&subtype).and_then(|position| subtypes.get_mut(*position)) {
                Some(known) => known.values.push((*value).to_owned()),
                None => {
                    positions.insert(subtype, subtypes.len());
                    subtypes.push(Subtype { values: vec![(*value).to_owned()], schema: subtype });
                }
            }
        }
        subtypes
    }

    /// A base with its subtypes. What is none of them is the base itself: it may say so in the property or leave that
    /// out, and what else a subtype has that is not known is kept.
    pub(super) fn base(&mut self, id: SchemaId, schema: &Schema<'s>, subtypes: &[Subtype], at: &Context) -> Type {
        let field = schema.discriminator.as_ref().map(|discriminator| discriminator.property).unwrap_or_default();
        self.define(id, at, |lowering, at| {
            let of_subtype = |subtype: &Subtype| Variant {
                name: None,
                ty: lowering.type_of(subtype.schema, at),
                decide: Decide::Tag { field: field.to_owned(), values: subtype.values.clone() },
            };
            let mut variants: Vec<Variant> = subtypes.iter().map(of_subtype).collect();
            let ty = lowering.object_within(id, &at.child("base"), Some(Type::Json));
            variants.push(Variant { name: Some("base".to_owned()), ty, decide: Decide::Json(JsonKind::Object) });
            TypeKind::Union(Union { variants })
        })
    }
}
