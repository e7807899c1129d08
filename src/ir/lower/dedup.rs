//! One copy: inline schemas of one shape become one type.
//!
//! ```text
//! Order.shipping {line1, city}  and  Customer.address {line1, city}   →   one type with two places
//! ```
//!
//! Two types are one when their kinds, wire names and field types are the same, and so on downwards; descriptions may
//! differ, the first one stays. Types with a component's name are never merged: their names are the API's own words.
//! Found by refining a partition until it holds still (Moore's algorithm), so cycles need no special care.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::ir::{Api, NameSource, TypeDef, TypeId, TypeKind, Types};

/// Merges inline types of one shape.
pub(super) fn dedup(api: &mut Api) {
    let classes = classes(&api.types);
    let mut first_of: HashMap<u64, TypeId> = HashMap::new();
    let mut kept: Vec<TypeDef> = Vec::new();
    let mut moved: Vec<TypeId> = Vec::with_capacity(api.types.0.len());
    for (def, class) in std::mem::take(&mut api.types).0.into_iter().zip(classes) {
        let id = *first_of.entry(class).or_insert(TypeId(kept.len() as u32));
        moved.push(id);
        match kept.get_mut(id.0 as usize) {
            Some(first) => add_places(first, def.name),
            None => kept.push(def),
        }
    }
    let mut follow = |id: &mut TypeId| *id = moved.get(id.0 as usize).copied().unwrap_or(*id);
    kept.iter_mut()
        .for_each(|def| def.kind.each_named(&mut follow));
    api.operations
        .iter_mut()
        .for_each(|operation| operation.each_named(&mut follow));
    api.wanted.iter_mut().for_each(&mut follow);
    let events = api
        .webhooks
        .iter_mut()
        .flat_map(|webhooks| &mut webhooks.events);
    events.for_each(|event| event.ty.each_named(&mut follow));
    api.types = Types(kept);
}

fn add_places(def: &mut TypeDef, other: NameSource) {
    if let (NameSource::Places(places), NameSource::Places(more)) = (&mut def.name, other) {
        places.extend(more);
    }
}

/// A class for each type; types of one class are one type.
fn classes(types: &Types) -> Vec<u64> {
    let locals: Vec<(u64, Vec<TypeId>)> = types.iter().map(|(id, def)| local(id, def)).collect();
    let mut classes: Vec<u64> = locals.iter().map(|(hash, _)| *hash).collect();
    let mut count = distinct(&classes);
    loop {
        let refined: Vec<u64> = locals
            .iter()
            .map(|(hash, children)| refine(*hash, children, &classes))
            .collect();
        let refined_count = distinct(&refined);
        classes = refined;
        if refined_count == count {
            return classes;
        }
        count = refined_count;
    }
}

fn distinct(classes: &[u64]) -> usize {
    classes.iter().collect::<HashSet<_>>().len()
}

/// What a type is by itself, and the types it mentions.
fn local(id: TypeId, def: &TypeDef) -> (u64, Vec<TypeId>) {
    let mut hasher = DefaultHasher::new();
    if matches!(def.name, NameSource::Component(_)) || matches!(def.kind, TypeKind::Responses(_)) {
        id.hash(&mut hasher);
    }
    let mut kind = def.kind.clone();
    let mut children = Vec::new();
    kind.each_named(&mut |id| {
        children.push(*id);
        *id = TypeId(0);
    });
    forget_docs(&mut kind);
    kind.hash(&mut hasher);
    (hasher.finish(), children)
}

fn refine(local: u64, children: &[TypeId], classes: &[u64]) -> u64 {
    let mut hasher = DefaultHasher::new();
    local.hash(&mut hasher);
    for child in children {
        classes.get(child.0 as usize).hash(&mut hasher);
    }
    hasher.finish()
}

fn forget_docs(kind: &mut TypeKind) {
    match kind {
        TypeKind::Object(object) => object.fields.iter_mut().for_each(|field| field.docs = None),
        TypeKind::Enum(values) => values.values.iter_mut().for_each(|value| value.docs = None),
        TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Responses(_) => {}
    }
}
