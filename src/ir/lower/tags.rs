//! A discriminator's property, where it can have only one value.
//!
//! ```text
//! Event: oneOf [Created, Deleted], discriminator kind {created: Created}; Created {kind: string, name}
//!   →   Created { constants: kind = "created", fields: name }
//! ```
//!
//! A specification often states about the property no more than that it is a string. The union knows better: without this, a
//! variant would be sent with whatever its user left in the field. A variant that does not have the property gets it, if
//! it is in such unions only: elsewhere nobody asks for it. One that others include keeps the field where it is
//! elsewhere, because there it may be one of these.

use std::collections::{HashMap, HashSet};

use crate::ir::{Api, Constant, Type, TypeId, TypeKind, Types, VariantMatcher};

/// Makes constants of the properties by which unions know their variants.
pub(super) fn fix(api: &mut Api, bases: &HashSet<TypeId>) {
    let elsewhere = used_without_a_tag(api);
    for (id, tag) in tags(&api.types) {
        let Some((field, value)) = tag else { continue };
        let constant = constant_for(&api.types, id, &field, value);
        if let Some(TypeKind::Object(object)) =
            api.types.0.get_mut(id.0 as usize).map(|def| &mut def.kind)
            && let Some(constant) = constant
        {
            if let Some((_, known)) = object
                .constants
                .iter_mut()
                .find(|(known, _)| *known == field)
            {
                // It may be that of a base.
                *known = constant;
                continue;
            }
            match object.fields.iter().position(|known| known.wire == field) {
                Some(_) if bases.contains(&id) && elsewhere.contains(&id) => continue,
                Some(position) => drop(object.fields.remove(position)),
                None if elsewhere.contains(&id) => continue,
                None => {}
            }
            object.constants.push((field, constant));
        }
    }
}

/// The value as the field has it; none where the field has no such values.
fn constant_for(types: &Types, id: TypeId, field: &str, value: String) -> Option<Constant> {
    let of = |id: TypeId| types.0.get(id.0 as usize).map(|def| &def.kind);
    let Some(TypeKind::Object(object)) = of(id) else {
        return None;
    };
    let fixed = object
        .constants
        .iter()
        .find(|(known, _)| known == field)
        .map(|(_, constant)| constant);
    let ty = object
        .fields
        .iter()
        .find(|known| known.wire == field)
        .map(|known| &known.ty);
    let first = match ty {
        None => fixed,
        Some(Type::Integer(_) | Type::Float { .. }) => {
            return value.parse().ok().map(Constant::Integer);
        }
        Some(Type::Bool) => return value.parse().ok().map(Constant::Bool),
        Some(Type::Named(id)) => match of(*id) {
            Some(TypeKind::Enum(values)) => values.values.first().map(|value| &value.wire),
            _ => None,
        },
        _ => None,
    };
    match first {
        Some(Constant::Integer(_)) => value.parse().ok().map(Constant::Integer),
        Some(Constant::Bool(_)) => value.parse().ok().map(Constant::Bool),
        _ => Some(Constant::String(value)),
    }
}

/// Types that are where no union knows them by a tag.
fn used_without_a_tag(api: &mut Api) -> HashSet<TypeId> {
    let mut found: HashSet<TypeId> = api.wanted.iter().copied().collect();
    let mut visit = |id: &mut TypeId| {
        found.insert(*id);
    };
    api.operations
        .iter_mut()
        .for_each(|operation| operation.each_named(&mut visit));
    for def in &mut api.types.0 {
        match &mut def.kind {
            TypeKind::Union(union) => {
                let untagged = union
                    .variants
                    .iter_mut()
                    .filter(|variant| !matches!(variant.decide, VariantMatcher::Tag { .. }));
                untagged.for_each(|variant| variant.ty.each_named(&mut visit));
            }
            kind => kind.each_named(&mut visit),
        }
    }
    found
}

/// For each variant its only tag; none where unions know it by several.
fn tags(types: &Types) -> HashMap<TypeId, Option<(String, String)>> {
    let mut tags: HashMap<TypeId, Option<(String, String)>> = HashMap::new();
    for (_, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else {
            continue;
        };
        for variant in &union.variants {
            let (Type::Named(id), VariantMatcher::Tag { field, values }) =
                (&variant.ty, &variant.decide)
            else {
                continue;
            };
            let tag = match values.as_slice() {
                [value] => Some((field.clone(), value.clone())),
                _ => None,
            };
            tags.entry(*id)
                .and_modify(|known| {
                    *known = known.take().filter(|known| Some(known) == tag.as_ref())
                })
                .or_insert(tag);
        }
    }
    tags
}
