//! What the types do not declare although the specification does: counted, so that it can only become less.
//!
//! ```text
//! property {enum: [1, "a"]}  →  Json     one raw property        property {}  →  Json     nothing is lost
//! ```
//!
//! What was cut by a selection is not counted, nor what follows a `$ref` that leads nowhere: the one was asked for,
//! and of the other a warning speaks.

use super::Lowering;
use crate::document::model::{Additional, SchemaId};
use crate::ir::{Type, TypeDef, TypeKind, TypingGaps, VariantMatcher};

impl Lowering<'_, '_> {
    /// Whether a type keeps raw JSON where its schema declares more.
    pub(super) fn is_raw(&self, id: SchemaId, ty: &Type) -> bool {
        // An alias of YAML, or a mistake, may make a circle of lists.
        const DEEP: usize = 16;
        self.is_raw_at(id, ty, DEEP)
    }

    fn is_raw_at(&self, id: SchemaId, ty: &Type, depth: usize) -> bool {
        let target = self.selection.target(id);
        let Some(schema) = self
            .schema(id)
            .filter(|_| depth > 0 && self.selection.reaches(target))
        else {
            return false;
        };
        match ty {
            Type::Json => {
                !schema.allows_everything() && schema.reference.is_none() && !schema.never
            }
            Type::Optional(inner) => self.is_raw_at(id, inner, depth - 1),
            // No type of Rust's is a tuple of any length.
            Type::List(_) if !schema.prefix_items.is_empty() => false,
            Type::List(inner) => schema
                .items
                .is_some_and(|items| self.is_raw_at(items, inner, depth - 1)),
            Type::Map(inner) => match schema.additional {
                Additional::Of(values) => self.is_raw_at(values, inner, depth - 1),
                _ => false,
            },
            _ => false,
        }
    }
}

/// Adds what is seen in the types themselves.
pub(super) fn of_types(typing_gaps: &mut TypingGaps, types: &[TypeDef]) {
    typing_gaps.raw_unions = types
        .iter()
        .filter(|def| has_unknown_variant(&def.kind))
        .count();
}

/// Whether a variant cannot be distinguished from the others when it comes in.
fn has_unknown_variant(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Union(union) if union.variants.iter().any(|variant| variant.decide == VariantMatcher::Never))
}
