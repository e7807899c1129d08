//! `oneOf`, `anyOf` and several types: the type that they are.
//!
//! ```text
//! oneOf: [Card {object: const card}, Bank {object: const bank}]   →   Tag("object" = "card"), Tag("object" = "bank")
//! anyOf: [string, integer]                                        →   Json(String), Json(Integer)
//! oneOf: [{enum: [a]}, {enum: [b]}]                               →   an open enum of a and b
//! ```
//!
//! A discriminator declares how a variant is recognised; else what is proved about it does (`decide`). Where nothing can be
//! proved, a variant can be sent; what comes in is then kept as raw JSON.

use std::collections::HashSet;

use super::matchers::{Candidate, Decision, decide};
use super::schemas::constant_of;
use super::{Combined, Context, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::model::{Additional, Discriminator, JsonType, Schema, SchemaId};
use crate::ir::{
    Constant, Enum, EnumValue, Format, JsonKind, Type, TypeId, TypeKind, Types, Union, Variant,
    VariantMatcher, Width,
};
use crate::source::{Node, Value};

/// Removes what is in a union the union itself: all that it takes, the other variants take.
pub(super) fn without_themselves(types: &mut Types) {
    let selves: Vec<(usize, HashSet<usize>)> = types
        .iter()
        .enumerate()
        .filter_map(|(position, (id, def))| {
            let TypeKind::Union(union) = &def.kind else {
                return None;
            };
            let variants = union.variants.iter().enumerate();
            let selves: HashSet<usize> = variants
                .filter(|(_, variant)| named(types, &variant.ty) == Some(id))
                .map(|(at, _)| at)
                .collect();
            (!selves.is_empty()).then_some((position, selves))
        })
        .collect();
    for (position, selves) in selves {
        if let Some(TypeKind::Union(union)) = types.0.get_mut(position).map(|def| &mut def.kind) {
            let mut at = 0..;
            union
                .variants
                .retain(|_| at.next().is_none_or(|at| !selves.contains(&at)));
        }
    }
}

/// The named type that a type is, aliases aside.
fn named(types: &Types, ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    // An alias of itself ends too.
    for _ in 0..types.0.len() {
        let Type::Named(id) = ty else { return None };
        match types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Alias(of)) => ty = of,
            _ => return Some(*id),
        }
    }
    None
}

/// What variants are that are one type in Rust.
enum OneType {
    Plain(Type),
    /// An open enum.
    Enum(Vec<EnumValue>),
}

impl<'s> Lowering<'_, 's> {
    /// Whether any variant is more than a list of required keys.
    pub(super) fn has_typed_variant(&self, schema: &Schema<'s>) -> bool {
        schema
            .one_of
            .iter()
            .chain(&schema.any_of)
            .any(|variant| self.has_content(*variant))
    }

    /// Whether each variant has the properties that are next to `oneOf` or `anyOf`, the one that decides aside. Else they
    /// would be lost in a union.
    pub(super) fn variants_have_its_properties(&self, schema: &Schema<'s>) -> bool {
        let decides = schema
            .discriminator
            .as_ref()
            .map(|discriminator| discriminator.property);
        let own = || {
            schema
                .properties
                .iter()
                .map(|property| property.name)
                .filter(|name| Some(*name) != decides)
        };
        own().next().is_none()
            || decides.is_some()
                && self.variants(schema).iter().all(|variant| {
                    let merged = self.merged(*variant);
                    own().all(|name| merged.properties.iter().any(|(known, _)| *known == name))
                })
    }

    /// The type of `oneOf` or `anyOf`.
    pub(super) fn union(&mut self, id: SchemaId, schema: &Schema<'s>, at: &Context) -> Type {
        let variants = self.variants(schema);
        match variants.as_slice() {
            [] => return Type::Json,
            [one] => return self.type_of(*one, at),
            _ => {}
        }
        if schema.node.get("x-expansionResources").is_some()
            && let Some(expandable) = self.expandable(&variants, at)
        {
            return expandable;
        }
        match self.one_type(&variants) {
            Some(OneType::Plain(ty)) => return ty,
            Some(OneType::Enum(values)) => {
                return self.define(id, at, |_, _| TypeKind::Enum(Enum { values }));
            }
            None => {}
        }
        let variants = self.without_narrower_texts(variants);
        if schema.discriminator.is_none() && self.are_alike(&variants) {
            let merged = self.merged(id);
            return self.define(id, at, |lowering, at| {
                TypeKind::Object(lowering.fields(&merged, at))
            });
        }
        if schema.reference.is_none() && schema.fixed_name().is_none() {
            let types = self.variant_types(&variants, at);
            if let [one] = types.as_slice() {
                return one.clone();
            }
        }
        let discriminator = schema.discriminator.clone();
        self.define(id, at, |lowering, at| {
            lowering.union_kind(id, &variants, discriminator.as_ref(), at)
        })
    }

    /// The type of what is any of several schemas.
    pub(super) fn any_of(&mut self, alternatives: &[SchemaId], at: &Context) -> Type {
        let is_null = |id: &SchemaId| {
            self.schema(*id)
                .is_some_and(|schema| schema.types.as_slice() == [JsonType::Null])
        };
        let variants: Vec<SchemaId> = alternatives
            .iter()
            .copied()
            .filter(|id| !is_null(id))
            .collect();
        let Some(first) = variants.first().copied() else {
            return Type::Json;
        };
        let combined = Combined::Any(variants.clone());
        match self.one_type(&variants) {
            Some(OneType::Plain(ty)) => return ty,
            Some(OneType::Enum(values)) => {
                return self.define_of(combined, first, at, |_| TypeKind::Enum(Enum { values }));
            }
            None => {}
        }
        let variants = self.without_narrower_texts(variants);
        match self.variant_types(&variants, at).as_slice() {
            [one] => one.clone(),
            types if types.contains(&Type::Json) => Type::Json,
            _ => self.define_of(combined, first, at, |lowering| {
                lowering.union_kind(first, &variants, None, at)
            }),
        }
    }

    /// Strings, numbers and the like in one schema: `type: [string, integer]`.
    pub(super) fn union_of_json_types(
        &mut self,
        id: SchemaId,
        schema: &Schema<'s>,
        types: &[JsonType],
        at: &Context,
    ) -> Type {
        self.define(id, at, |lowering, at| {
            let mut variants = Vec::new();
            for ty in types {
                let lowered = match ty {
                    JsonType::Object => lowering.object_within(id, &at.child("object"), None),
                    _ => lowering.of_json_type(*ty, id, schema, at),
                };
                variants.extend(kind_of(*ty).map(|kind| Variant {
                    name: None,
                    ty: lowered,
                    decide: VariantMatcher::Json(kind),
                }));
            }
            sort_integers_first(&mut variants);
            TypeKind::Union(Union { variants })
        })
    }

    fn variant_types(&mut self, variants: &[SchemaId], at: &Context) -> Vec<Type> {
        let mut types = Vec::new();
        for (variant, name) in variants.iter().zip(self.variant_names(variants)) {
            let ty = self.type_of(*variant, &variant_context(&name, at));
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        types
    }

    /// Stripe's `x-expansionResources`: an id, or the object where the caller asked for it.
    fn expandable(&mut self, variants: &[SchemaId], at: &Context) -> Option<Type> {
        let is_string = |lowering: &Self, id: SchemaId| {
            lowering
                .schema(id)
                .is_some_and(|schema| schema.types.as_slice() == [JsonType::String])
        };
        let objects: Vec<SchemaId> = variants
            .iter()
            .copied()
            .filter(|id| !is_string(self, *id))
            .collect();
        if objects.len() == variants.len() {
            return None;
        }
        let inner = match objects.as_slice() {
            [] => return None,
            [one] => self.type_of(*one, at),
            // Which of several it is the caller states when decoding.
            _ => Type::Json,
        };
        Some(Type::Expandable(Box::new(inner)))
    }

    /// Variants that are one type in Rust: strings and open enums, integers and numbers.
    fn one_type(&self, variants: &[SchemaId]) -> Option<OneType> {
        let schemas: Vec<&Schema<'s>> = self.with_nested(variants);
        let all = |types: &[JsonType]| {
            schemas.iter().all(|schema| {
                let mut own = schema
                    .types
                    .iter()
                    .filter(|ty| **ty != JsonType::Null)
                    .peekable();
                own.peek().is_some() && own.all(|ty| types.contains(ty)) && schema.all_of.is_empty()
            })
        };
        let plain = if all(&[JsonType::Integer]) {
            Type::Integer(Width::I64)
        } else if all(&[JsonType::Integer, JsonType::Number]) {
            return Some(OneType::Plain(Type::Float { single: false }));
        } else if all(&[JsonType::String]) {
            Type::String
        } else {
            return None;
        };
        let values = known_values(&schemas);
        // Any text may be one that is not listed, but a number beside a list is any number.
        let listed = schemas
            .iter()
            .all(|schema| schema.constant.is_some() || !schema.enumeration.is_empty());
        let is_enum = if plain == Type::String {
            !values.is_empty()
        } else {
            listed
        };
        Some(if is_enum {
            OneType::Enum(values)
        } else {
            OneType::Plain(plain)
        })
    }

    fn union_kind(
        &mut self,
        id: SchemaId,
        variants: &[SchemaId],
        discriminator: Option<&Discriminator<'s>>,
        at: &Context,
    ) -> TypeKind {
        let mut candidates = Vec::new();
        for (variant, name) in variants.iter().zip(self.variant_names(variants)) {
            let candidate = self.candidate(*variant, &variant_context(&name, at));
            if candidates.iter().all(|known: &Candidate<'s>| {
                known.ty != candidate.ty || known.name != candidate.name
            }) {
                candidates.push(candidate);
            }
        }
        let decisions = match discriminator {
            Some(discriminator) => self.by_discriminator(&candidates, discriminator),
            None => decide(&candidates.iter().collect::<Vec<_>>()),
        };
        let is_undecided = |decision: &&Decision| decision.decide == VariantMatcher::Never;
        let undecided = decisions.iter().filter(is_undecided).count();
        if undecided > 0 {
            let message = format!(
                "in `{}`, {undecided} of {} variants cannot be distinguished; received values stay raw JSON",
                self.type_name(id, at),
                decisions.len()
            );
            let mut warning = Diagnostic::warning(Code::RawJson, message);
            warning.span = self.schema(id).map(|schema| schema.node.span);
            self.diagnostics.report(warning);
        }
        let mut decided: Vec<(Candidate<'s>, Decision)> =
            candidates.into_iter().zip(decisions).collect();
        decided.sort_by_key(|(_, decision)| decision.turn);
        let of_candidate = |(candidate, Decision { decide, .. })| {
            let Candidate { name, ty, .. } = candidate;
            Variant { name, ty, decide }
        };
        let mut variants: Vec<Variant> = decided.into_iter().map(of_candidate).collect();
        sort_integers_first(&mut variants);
        TypeKind::Union(Union { variants })
    }

    fn candidate(&mut self, id: SchemaId, at: &Context) -> Candidate<'s> {
        let ty = self.type_of(id, at);
        let schema = self.schema(id);
        let inline = schema.is_some_and(|schema| schema.fixed_name().is_none());
        let name = match schema.and_then(|schema| schema.title) {
            Some(title) if inline => Some(title.to_owned()),
            _ if inline && matches!(ty, Type::Named(_)) => at.last().cloned(),
            _ => None,
        };
        let merged = self.merged(id);
        let element = match (&ty, schema, merged.additional) {
            (Type::List(held) | Type::Map(held), ..) if **held == Type::Json => {
                Some(Candidate::anything(id))
            }
            (Type::List(_), Some(schema), _) => schema
                .items
                .or(schema.prefix_items.first().copied())
                .map(|items| self.candidate(items, &at.item())),
            (Type::Map(_), _, Some(Additional::Of(values))) => {
                Some(self.candidate(values, &at.item()))
            }
            _ => None,
        };
        let element = element.map(Box::new);
        let is_enum = match &ty {
            Type::Named(id) => self
                .types
                .get(id.0 as usize)
                .is_some_and(|def| matches!(def.kind, TypeKind::Enum(_))),
            _ => false,
        };
        Candidate {
            schema: self.selection.target(id),
            name,
            kinds: self.kinds(id, &ty),
            element,
            is_enum,
            ty,
            properties: merged.properties.iter().map(|(name, _)| *name).collect(),
            tags: self.tag_values(id),
            types: merged
                .properties
                .iter()
                .map(|(name, property)| {
                    (
                        *name,
                        self.kinds_of_all(&merged.described_by(name, *property)),
                    )
                })
                .collect(),
            required: merged.required.into_iter().collect(),
        }
    }

    /// The JSON types that a schema's values may have.
    fn kinds(&self, id: SchemaId, ty: &Type) -> Vec<JsonKind> {
        match ty {
            Type::Json => Vec::new(),
            Type::String => vec![JsonKind::String],
            Type::Bool => vec![JsonKind::Boolean],
            Type::Integer(_) => vec![JsonKind::Integer],
            Type::Float { .. } | Type::Format(Format::DecimalNumber) => vec![JsonKind::Number],
            Type::Format(_) => vec![JsonKind::String],
            Type::List(_) => vec![JsonKind::Array],
            Type::Map(_) => vec![JsonKind::Object],
            Type::Optional(inner) => self.kinds(id, inner),
            Type::Expandable(_) => vec![JsonKind::String, JsonKind::Object],
            Type::Named(type_id) => {
                self.kinds_of_named(id, self.types.get(type_id.0 as usize).map(|def| &def.kind))
            }
        }
    }

    fn kinds_of_named(&self, id: SchemaId, kind: Option<&TypeKind>) -> Vec<JsonKind> {
        match kind {
            Some(TypeKind::Object(_)) => vec![JsonKind::Object],
            Some(TypeKind::Enum(values)) => match values.values.first().map(|value| &value.wire) {
                Some(Constant::Integer(_)) => vec![JsonKind::Integer],
                _ => vec![JsonKind::String],
            },
            Some(TypeKind::Union(union)) => {
                let mut kinds = Vec::new();
                for variant in &union.variants {
                    let own = match variant.decide {
                        VariantMatcher::Json(kind) => kind,
                        _ => JsonKind::Object,
                    };
                    if !kinds.contains(&own) {
                        kinds.push(own);
                    }
                }
                kinds
            }
            // It is being lowered right now: what its schema declares about itself.
            _ => self.kinds_of_schema(id),
        }
    }

    pub(super) fn kinds_of_schema(&self, id: SchemaId) -> Vec<JsonKind> {
        let types = self
            .schema(id)
            .map(|schema| schema.types.as_slice())
            .unwrap_or_default();
        types.iter().filter_map(|ty| kind_of(*ty)).collect()
    }

    /// The JSON types of any of several schemas; none where one has no known type.
    fn kinds_of_all(&self, ids: &[SchemaId]) -> Vec<JsonKind> {
        let kinds: Vec<Vec<JsonKind>> = ids.iter().map(|id| self.kinds_of_schema(*id)).collect();
        if kinds.iter().any(Vec::is_empty) {
            Vec::new()
        } else {
            kinds.concat()
        }
    }

    /// Properties that have a few known strings as values, the required ones first.
    pub(super) fn tag_values(&self, id: SchemaId) -> Vec<(&'s str, Vec<String>)> {
        let merged = self.merged(id);
        let mut tags = Vec::new();
        for (name, property) in &merged.properties {
            let alternatives = merged.described_by(name, *property);
            let texts: Option<Vec<Vec<String>>> =
                alternatives.iter().map(|id| self.texts(*id)).collect();
            let mut seen = HashSet::new();
            let each_once = |texts: Vec<Vec<String>>| {
                texts
                    .into_iter()
                    .flatten()
                    .filter(|text| seen.insert(text.clone()))
                    .collect::<Vec<_>>()
            };
            tags.extend(texts.map(each_once).map(|texts| (*name, texts)));
        }
        tags
    }

    /// The strings, whole numbers and truth values that a schema's value is one of, as text.
    pub(super) fn texts(&self, id: SchemaId) -> Option<Vec<String>> {
        let schema = self.schema(self.without_null(id))?;
        let nodes: Vec<&Node> = schema
            .constant
            .into_iter()
            .chain(schema.enumeration.iter().copied())
            .collect();
        let texts: Vec<String> = nodes.iter().filter_map(|node| text_of(node)).collect();
        (!texts.is_empty() && texts.len() == nodes.len()).then_some(texts)
    }

    /// Of `anyOf: [{const: card}, {type: "null"}]` the first: null distinguishes nothing.
    fn without_null(&self, id: SchemaId) -> SchemaId {
        let Some(schema) = self.schema(id) else {
            return id;
        };
        match self.variants(schema).as_slice() {
            [one] if schema.properties.is_empty() => *one,
            _ => id,
        }
    }

    fn by_discriminator(
        &self,
        candidates: &[Candidate<'s>],
        discriminator: &Discriminator<'s>,
    ) -> Vec<Decision> {
        let rest = decide(&candidates.iter().collect::<Vec<_>>());
        candidates
            .iter()
            .zip(rest)
            .map(|(candidate, otherwise)| {
                let values = self.discriminator_values(candidate, discriminator);
                let is_default = discriminator
                    .default
                    .is_some_and(|id| self.selection.target(id) == candidate.schema);
                if is_default {
                    // 3.2, 4.25.1: what the property declares about no other, and what does not have it.
                    Decision::at_once(VariantMatcher::Json(JsonKind::Object))
                } else if values.is_empty() {
                    otherwise
                } else {
                    Decision::at_once(VariantMatcher::Tag {
                        field: discriminator.property.to_owned(),
                        values,
                    })
                }
            })
            .collect()
    }

    /// `mapping`, else the values that the property may have, else the component's name (OpenAPI 3.1, 4.8.25).
    fn discriminator_values(
        &self,
        candidate: &Candidate<'s>,
        discriminator: &Discriminator<'s>,
    ) -> Vec<String> {
        let mapped: Vec<String> = discriminator
            .mapping
            .iter()
            .filter(|(_, schema)| self.selection.target(*schema) == candidate.schema)
            .map(|(value, _)| (*value).to_owned())
            .collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let declared = candidate
            .tags
            .iter()
            .find(|(name, _)| *name == discriminator.property);
        match declared {
            Some((_, values)) => values.clone(),
            None => {
                let component = self
                    .schema(candidate.schema)
                    .and_then(|schema| schema.component);
                component.map(str::to_owned).into_iter().collect()
            }
        }
    }
}

/// A variant's place. The elements of a list are those of the union: of `labels` a `label`.
fn variant_context(name: &str, at: &Context) -> Context {
    match name == "list" || name.ends_with(" list") {
        true => at.step(name, ""),
        false => at.child(name),
    }
}

fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(_) => node.as_integer().map(|number| number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// Whether a value states something as a part of a name: no number and no truth value.
pub(super) fn is_word(value: &str) -> bool {
    value.contains(char::is_alphabetic) && value.parse::<bool>().is_err()
}

/// The values of enums of strings or integers, each once.
fn known_values(schemas: &[&Schema<'_>]) -> Vec<EnumValue> {
    let mut seen = HashSet::new();
    let nodes = schemas.iter().flat_map(|schema| {
        schema
            .constant
            .into_iter()
            .chain(schema.enumeration.iter().copied())
    });
    let wires = nodes
        .filter(|node| !matches!(node.value, Value::Null))
        .filter_map(constant_of);
    wires
        .filter(|wire| seen.insert(wire.clone()))
        .map(|wire| EnumValue {
            wire,
            name: None,
            docs: None,
        })
        .collect()
}

pub(super) fn kind_of(ty: JsonType) -> Option<JsonKind> {
    Some(match ty {
        JsonType::Null => return None,
        JsonType::Boolean => JsonKind::Boolean,
        JsonType::Integer => JsonKind::Integer,
        JsonType::Number => JsonKind::Number,
        JsonType::String => JsonKind::String,
        JsonType::Array => JsonKind::Array,
        JsonType::Object => JsonKind::Object,
    })
}

/// An integer is a number too, so it is asked for first.
fn sort_integers_first(variants: &mut [Variant]) {
    fn rank(decide: &VariantMatcher) -> u8 {
        match decide {
            VariantMatcher::Json(JsonKind::Number) => 1,
            VariantMatcher::Json(JsonKind::Object) => 2,
            VariantMatcher::Items(inner) | VariantMatcher::Values(inner) => rank(inner),
            _ => 0,
        }
    }
    variants.sort_by_key(|variant| rank(&variant.decide));
    // Any list is asked for last, where others are known by their items.
    if variants
        .iter()
        .any(|variant| matches!(variant.decide, VariantMatcher::Items(_)))
    {
        let is_any = |variant: &Variant| variant.decide == VariantMatcher::Json(JsonKind::Array);
        variants.sort_by_key(is_any);
    }
}
