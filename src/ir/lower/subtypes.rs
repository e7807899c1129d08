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
use crate::document::model::{Additional, Schema, SchemaId};
use crate::ir::{Constant, JsonKind, Object, Type, TypeKind, Union, Variant, VariantMatcher};

/// What a base may be.
pub(super) struct Subtypes<'s> {
    /// The discriminator's property.
    property: &'s str,
    /// What the base calls itself there.
    own: &'s str,
    /// What represents other values and none (3.2, 4.25.1); else the base.
    default: Option<SchemaId>,
    each: Vec<Subtype>,
}

/// A subtype and the values by which the discriminator knows it.
struct Subtype {
    values: Vec<String>,
    schema: SchemaId,
}

impl<'s> Lowering<'_, 's> {
    /// The object that a schema is among other things; its own name is taken by the union.
    pub(super) fn object_within(
        &mut self,
        id: SchemaId,
        at: &Context,
        additional: Option<Type>,
    ) -> Type {
        let merged = self.merged(id);
        if merged.properties.is_empty() {
            return match merged.additional {
                Some(Additional::Of(values)) => {
                    Type::Map(Box::new(self.type_of(values, &at.item())))
                }
                _ => Type::Map(Box::new(Type::Json)),
            };
        }
        self.define_of(Combined::Within(id), id, at, |lowering| {
            let fields = lowering.fields(&merged, at);
            TypeKind::Object(Object {
                additional: additional.or(fields.additional.clone()),
                ..fields
            })
        })
    }

    /// The schemas that declare that they are this one and more (3.1, 4.8.25.4), by what its discriminator is for them.
    pub(super) fn subtypes(&self, id: SchemaId, schema: &Schema<'s>) -> Option<Subtypes<'s>> {
        let discriminator = schema.discriminator.as_ref()?;
        if !schema.one_of.is_empty() || !schema.any_of.is_empty() {
            return None; // a union, which has its own variants
        }
        let own = self.selection.target(id);
        let mut each: Vec<Subtype> = Vec::new();
        let mut positions: HashMap<SchemaId, usize> = HashMap::new();
        for (value, subtype) in &discriminator.mapping {
            let subtype = self.selection.target(*subtype);
            if subtype == own || !self.selection.reaches(subtype) {
                continue;
            }
            match positions
                .get(&subtype)
                .and_then(|position| each.get_mut(*position))
            {
                Some(known) => known.values.push((*value).to_owned()),
                None => {
                    positions.insert(subtype, each.len());
                    each.push(Subtype {
                        values: vec![(*value).to_owned()],
                        schema: subtype,
                    });
                }
            }
        }
        each.iter_mut()
            .for_each(|subtype| self.declare(subtype, discriminator.property));
        let default = discriminator.default.map(|id| self.selection.target(id));
        let default = default.filter(|id| each.iter().any(|subtype| subtype.schema == *id));
        let own = schema.component.unwrap_or_default();
        (!each.is_empty()).then_some(Subtypes {
            property: discriminator.property,
            own,
            default,
            each,
        })
    }

    /// Where the mapping has no more than a subtype's name, what it states itself of the property goes before that.
    fn declare(&self, subtype: &mut Subtype, property: &str) {
        let Some(schema) = self.schema(subtype.schema) else {
            return;
        };
        let is_name = matches!(subtype.values.as_slice(), [value] if Some(value.as_str()) == schema.component);
        // Its own words, and not those of a base.
        let inline = schema
            .all_of
            .iter()
            .filter_map(|part| self.document.schemas.get(part.0 as usize));
        let mut declared = std::iter::once(schema)
            .chain(inline)
            .flat_map(|part| &part.properties);
        if let Some(own) = declared
            .find(|known| known.name == property)
            .filter(|_| is_name)
            && let Some(Constant::String(value)) = self.constant(own.schema)
        {
            subtype.values = vec![value];
        }
    }

    /// A base with its subtypes. What is none of them is the base itself: it may have its own value of the property, or leave that
    /// out, and what else a subtype has that is not known is kept.
    pub(super) fn base(&mut self, id: SchemaId, subtypes: &Subtypes<'s>, at: &Context) -> Type {
        self.define(id, at, |lowering, at| {
            // First, so that types of its properties are named after it and not after a subtype.
            let itself = lowering.object_within(id, &at.child("base"), Some(Type::Json));
            lowering.may_be_absent(&itself, subtypes.property);
            let decide = |is_default: bool, values: &[String]| match is_default {
                true => VariantMatcher::Json(JsonKind::Object),
                false => VariantMatcher::Tag {
                    field: subtypes.property.to_owned(),
                    values: values.to_vec(),
                },
            };
            let of_subtype = |subtype: &Subtype| Variant {
                name: None,
                ty: lowering.type_of(subtype.schema, at),
                decide: decide(subtypes.default == Some(subtype.schema), &subtype.values),
            };
            let mut variants: Vec<Variant> = subtypes.each.iter().map(of_subtype).collect();
            lowering.note_bases(subtypes, &variants);
            let decide = decide(subtypes.default.is_none(), &[subtypes.own.to_owned()]);
            variants.push(Variant {
                name: Some("base".to_owned()),
                ty: itself,
                decide,
            });
            variants
                .sort_by_key(|variant| variant.decide == VariantMatcher::Json(JsonKind::Object));
            TypeKind::Union(Union { variants })
        })
    }

    fn may_be_absent(&mut self, ty: &Type, property: &str) {
        let Type::Named(id) = ty else { return };
        if let Some(TypeKind::Object(object)) =
            self.types.get_mut(id.0 as usize).map(|def| &mut def.kind)
        {
            object
                .fields
                .iter_mut()
                .filter(|field| field.wire == property)
                .for_each(|field| field.required = false);
        }
    }

    /// A subtype that others include may be any of these where it is by itself, so that its tag states which.
    fn note_bases(&mut self, subtypes: &Subtypes<'s>, variants: &[Variant]) {
        let known: HashMap<SchemaId, &Variant> = subtypes
            .each
            .iter()
            .map(|subtype| subtype.schema)
            .zip(variants)
            .collect();
        for subtype in &subtypes.each {
            let parts = self
                .schema(subtype.schema)
                .map_or(&[][..], |schema| &schema.all_of);
            for part in parts {
                if let Some(Variant {
                    ty: Type::Named(id),
                    ..
                }) = known.get(&self.selection.target(*part))
                {
                    self.bases.insert(*id);
                }
            }
        }
    }
}
