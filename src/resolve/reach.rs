//! From the schemas of operations to all that they lead to.
//!
//! ```text
//! [Order]  →  Order, Order.items, Item, …
//! ```
//!
//! A base that is reached only as a part of an `allOf` lends its properties; its discriminator's subtypes are not
//! wanted for that: whoever wants `Cat` and so `allOf: [Pet]` does not want `Dog`.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::document::{Additional, Broken, Document, Schema, SchemaId};

/// How far a schema is wanted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Not,
    /// Its properties are part of another schema.
    AsPart,
    /// Values of it are sent or received.
    AsValue,
}

/// By schema: whether it is reached from `roots`.
pub(super) fn reach(document: &Document<'_>, roots: &[SchemaId]) -> Vec<bool> {
    let mut reached = vec![Reach::Not; document.schemas.len()];
    let mut waiting: Vec<_> = roots.iter().map(|id| (*id, Reach::AsValue)).collect();
    while let Some((id, how)) = waiting.pop() {
        let (Some(known), Some(schema)) = (reached.get_mut(id.0 as usize), document.schema(id)) else { continue };
        if *known < how {
            *known = how;
            push_next(schema, how, &mut waiting);
        }
    }
    reached.into_iter().map(|how| how != Reach::Not).collect()
}

fn push_next(schema: &Schema<'_>, how: Reach, waiting: &mut Vec<(SchemaId, Reach)>) {
    let additional = match schema.additional {
        Additional::Of(id) => Some(id),
        Additional::Unspecified | Additional::Denied | Additional::Any => None,
    };
    let values = schema.properties.iter().map(|property| property.schema).chain(schema.items).chain(additional);
    let values = values.chain(schema.prefix_items.iter().chain(&schema.any_of).chain(&schema.one_of).copied());
    waiting.extend(values.map(|id| (id, Reach::AsValue)));
    waiting.extend(schema.all_of.iter().map(|id| (*id, Reach::AsPart)));
    waiting.extend(schema.reference.and_then(|reference| reference.target).map(|id| (id, how)));
    if let (Reach::AsValue, Some(discriminator)) = (how, &schema.discriminator) {
        waiting.extend(discriminator.mapping.iter().map(|(_, id)| (*id, Reach::AsValue)));
    }
}

/// Reports every `$ref` that is reached and leads nowhere, or in a circle.
pub(super) fn report_broken(document: &Document<'_>, reached: &[bool], cut: &[bool], diagnostics: &mut Diagnostics) {
    for ((schema, reached), cut) in document.schemas.iter().zip(reached).zip(cut) {
        let Some(reference) = schema.reference.filter(|_| *reached) else { continue };
        if let Some(broken) = reference.broken.or(cut.then_some(Broken::Circular)) {
            let (code, message) = broken.words(reference.text);
            let help = "what uses it is kept as raw JSON";
            diagnostics.report(Diagnostic::warning(code, message).at(reference.place).help(help));
        }
    }
}
