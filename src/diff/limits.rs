//! What a schema demands of a value beside its Rust type: what a server checks and the compiler does not.
//!
//! ```text
//! {type: string, maxLength: 20, default: a}   →   default = "a", maxLength = 20, type = string
//! ```
//!
//! A reference, the parts of an `allOf` and the items of a list are followed; properties are not, because each has its own.

use crate::diff::surface::Limits;
use crate::document::{Schema, SchemaId};
use crate::resolve::Selection;
use crate::samples::Json;
use crate::work::SCHEMA;

/// The keywords that are compared as they are.
const KEYWORDS: &[&str] = &[
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// What is between the types or values of a list.
pub(super) const BETWEEN: &str = " | ";

/// Parts of parts, and items of items, are followed so deep.
const DEEPEST: usize = 6;

/// The limits of a schema.
pub(super) fn of_schema(selection: &Selection<'_, '_>, id: SchemaId) -> Limits {
    let mut found = Limits::new();
    collect(selection, id, "", 0, &mut found);
    found.sort();
    // Of what several parts declare, the first in order stays.
    found.dedup_by(|later, first| later.0 == first.0);
    found
}

fn collect(
    selection: &Selection<'_, '_>,
    id: SchemaId,
    prefix: &str,
    depth: usize,
    found: &mut Limits,
) {
    if depth > DEEPEST || !selection.spend(SCHEMA, id) {
        return;
    }
    let target = selection.target(id);
    let own = selection.document.schema(id);
    let other = selection.document.schema(target).filter(|_| target != id);
    for schema in own.into_iter().chain(other) {
        own_limits(schema, prefix, found);
        for part in &schema.all_of {
            collect(selection, *part, prefix, depth + 1, found);
        }
        if let Some(items) = schema.items {
            collect(
                selection,
                items,
                &format!("{prefix}items."),
                depth + 1,
                found,
            );
        }
        // `anyOf: [X, null]` demands what X does.
        for variants in [&schema.any_of, &schema.one_of] {
            if let [one, other] = variants.as_slice() {
                let is_null = |id: &SchemaId| is_null(selection, *id);
                match (is_null(one), is_null(other)) {
                    (true, false) => collect(selection, *other, prefix, depth + 1, found),
                    (false, true) => collect(selection, *one, prefix, depth + 1, found),
                    _ => {}
                }
            }
        }
    }
}

fn is_null(selection: &Selection<'_, '_>, id: SchemaId) -> bool {
    let schema = selection.document.schema(selection.target(id));
    schema.is_some_and(|schema| {
        schema.nullable
            && schema
                .types
                .iter()
                .all(|ty| *ty == crate::document::JsonType::Null)
            && schema.properties.is_empty()
            && schema.any_of.is_empty()
            && schema.one_of.is_empty()
    })
}

fn own_limits(schema: &Schema<'_>, prefix: &str, found: &mut Limits) {
    for keyword in KEYWORDS {
        if let Some(value) = schema.node.get(keyword) {
            found.push((format!("{prefix}{keyword}"), Json::from(value).to_string()));
        }
    }
    let types: Vec<String> = schema
        .types
        .iter()
        .filter(|ty| **ty != crate::document::JsonType::Null)
        .map(|ty| format!("{ty:?}").to_lowercase())
        .collect();
    if !types.is_empty() {
        found.push((format!("{prefix}type"), types.join(BETWEEN)));
    }
    // Values of an enum with a type are its members; these are the others.
    let listed = schema.enumeration.iter().chain(&schema.constant);
    let values: Vec<Json> = listed
        .map(|node| Json::from(*node))
        .filter(|value| *value != Json::Null)
        .collect();
    let is_in_enum = |value: &Json| match value {
        Json::String(_) => true,
        Json::Number(number) => number.parse::<i64>().is_ok(),
        _ => false,
    };
    if !values.iter().all(is_in_enum) {
        let values: Vec<String> = values.iter().map(Json::to_string).collect();
        found.push((format!("{prefix}enum"), values.join(BETWEEN)));
    }
}
