//! A discriminator's property, where it can have only one value.
//!
//! ```text
//! Event: oneOf [Created, Deleted], discriminator kind {created: Created}; Created {kind: string, name}
//!   →   Created { constants: kind = "created", fields: name }
//! ```
//!
//! A description often says of the property no more than that it is a string. The union knows better: without this, a
//! variant would be sent with whatever its user left in the field.

use std::collections::HashMap;

use crate::ir::{Constant, Decide, Type, TypeId, TypeKind, Types};

/// Makes constants of the properties by which unions know their variants.
pub(super) fn fix(types: &mut Types) {
    for (id, tag) in tags(types) {
        let Some((field, value)) = tag else { continue };
        if let Some(TypeKind::Object(object)) = types.0.get_mut(id.0 as usize).map(|def| &mut def.kind)
            && let Some(position) = object.fields.iter().position(|known| known.wire == field)
        {
            object.fields.remove(position);
            object.constants.push((field, Constant::String(value)));
        }
    }
}

/// For each variant its only tag; none where unions know it by several.
fn tags(types: &Types) -> HashMap<TypeId, Option<(String, String)>> {
    let mut tags: HashMap<TypeId, Option<(String, String)>> = HashMap::new();
    for (_, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else { continue };
        for variant in &union.variants {
            let (Type::Named(id), Decide::Tag { field, values }) = (&variant.ty, &variant.decide) else { continue };
            let tag = match values.as_slice() {
                [value] => Some((field.clone(), value.clone())),
                _ => None,
            };
            tags.entry(*id)
                .and_modify(|known| *known = known.take().filter(|known| Some(known) == tag.as_ref()))
                .or_insert(tag);
        }
    }
    tags
}
