//! Subtypes by `allOf` to `mapping` entries.
//!
//! ```text
//! Pet: { discriminator: petType }    Cat: { allOf: [{ $ref: Pet }, …] }    →    Pet.mapping: [("Cat", Cat)]
//! ```
//!
//! 2.0 knows subtypes in no other way, and 3.x keeps it (3.1, 4.8.25.4): a base with a discriminator and no `oneOf` or
//! `anyOf` may be any component that includes it. What the specification maps itself is left as it is.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::document::model::{Document, Schema, SchemaId};

/// Which components include which schema by `allOf`, in the order of the components.
type Subtypes = HashMap<SchemaId, Vec<SchemaId>>;

/// So many entries are added to one document, each of which is a variant of a type. Specifications have some hundreds; a
/// chain of bases made for the purpose would have the square of its length.
const MOST: usize = 50_000;

/// Completes the mapping of every base.
pub(super) fn add_subtypes(document: &mut Document<'_>, diagnostics: &mut Diagnostics) {
    let ids = (0u32..).map(SchemaId).zip(&document.schemas);
    let bases: Vec<_> = ids
        .filter(|(_, schema)| is_base(schema))
        .map(|(id, _)| id)
        .collect();
    let subtypes = if bases.is_empty() {
        Subtypes::new()
    } else {
        direct_subtypes(document)
    };
    let mut left = MOST;
    for base in bases {
        let found = descendants(base, &subtypes);
        if found.len() > left {
            diagnostics.report(too_many(document, base));
            return;
        }
        left -= found.len();
        add_to(document, base, &found);
    }
}

fn add_to(document: &mut Document<'_>, base: SchemaId, subtypes: &[SchemaId]) {
    let valued: Vec<_> = subtypes
        .iter()
        .filter_map(|id| Some((value_of(document, *id)?, *id)))
        .collect();
    let schema = document.schemas.get_mut(base.0 as usize);
    if let Some(discriminator) = schema.and_then(|schema| schema.discriminator.as_mut()) {
        let mapped: HashSet<_> = discriminator.mapping.iter().map(|(_, id)| *id).collect();
        discriminator
            .mapping
            .extend(valued.into_iter().filter(|(_, id)| !mapped.contains(id)));
    }
}

fn too_many(document: &Document<'_>, base: SchemaId) -> Diagnostic {
    let warning = Diagnostic::warning(
        Code::TooLarge,
        "from here on, subtypes are too many to be looked for",
    );
    match document
        .schema(base)
        .and_then(|schema| schema.discriminator.as_ref())
    {
        Some(discriminator) => warning.at(discriminator.span),
        None => warning,
    }
}

fn is_base(schema: &Schema<'_>) -> bool {
    schema.discriminator.is_some() && schema.one_of.is_empty() && schema.any_of.is_empty()
}

fn direct_subtypes(document: &Document<'_>) -> Subtypes {
    let mut subtypes = Subtypes::new();
    for (_, id) in &document.components {
        let members = document
            .schema(*id)
            .map_or(&[][..], |schema| &schema.all_of);
        for base in members
            .iter()
            .filter_map(|member| base_behind(document, *member))
        {
            subtypes.entry(base).or_default().push(*id);
        }
    }
    subtypes
}

/// What a part refers to, through components that are no more than another name.
fn base_behind(document: &Document<'_>, part: SchemaId) -> Option<SchemaId> {
    const NAMES: usize = 10;
    let behind = |id: SchemaId| document.schema(id)?.reference?.target;
    let first = behind(part)?;
    std::iter::successors(Some(first), |id| behind(*id))
        .take(NAMES)
        .last()
}

/// Subtypes and their subtypes, each once, nearest first.
fn descendants(base: SchemaId, subtypes: &Subtypes) -> Vec<SchemaId> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([base]);
    let mut next = vec![base];
    while !next.is_empty() {
        let children = next
            .iter()
            .filter_map(|id| subtypes.get(id))
            .flatten()
            .copied();
        next = children.filter(|id| seen.insert(*id)).collect();
        found.extend(&next);
    }
    found
}

/// What the property holds for a subtype: what the subtype declares in `x-discriminator-value` (or Azure's word for it), or
/// its component key.
fn value_of<'s>(document: &Document<'s>, id: SchemaId) -> Option<&'s str> {
    let schema = document.schema(id)?;
    let declared = ["x-discriminator-value", "x-ms-discriminator-value"]
        .iter()
        .find_map(|key| schema.node.get(key)?.as_str());
    declared.or(schema.component)
}
