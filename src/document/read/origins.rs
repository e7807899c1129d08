//! Names for schemas that are no component and have one all the same: what a `$ref` or a component of another kind calls
//! them.
//!
//! ```text
//! {$ref: ./schemas/PetObject.yaml}                  → PetObject       the file's name
//! {$ref: defs.yaml#/components/schemas/Vet}         → Vet             the last step of the fragment
//! components: {responses: {NotFound: {content: …}}} → NotFound        its inline schema
//! components: {schemas: {Pet: {$ref: pet.yaml}}}    → Pet             the component's key
//! ```
//!
//! Such a type is named without regard to the operations that use it, and keeps its name whichever do.

use std::collections::HashSet;

use super::arena::Arena;
use super::fields::present;
use crate::document::model::{Document, SchemaId};
use crate::source::Node;

/// Names of files that are too general for a name of their content.
const VAGUE_FILES: &[&str] = &[
    "body",
    "common",
    "default",
    "definitions",
    "error",
    "index",
    "main",
    "model",
    "models",
    "request",
    "response",
    "root",
    "schema",
    "schemas",
    "types",
];

/// Steps before the one that names a schema.
const HOLDERS: &[&str] = &[
    "$defs",
    "components",
    "definitions",
    "models",
    "schemas",
    "types",
];

/// Components that are no schemas, and what one is called beside a schema of the same key.
const KINDS: &[(&str, &str)] = &[
    ("responses", "response"),
    ("requestBodies", "body"),
    ("parameters", "parameter"),
    ("headers", "header"),
];

/// A schema with the key and the kind of its component.
type Named<'s> = (SchemaId, &'s str, &'static str);

/// The inline schemas of components that are no schemas.
pub(super) fn of_components<'s>(root: &'s Node, arena: &Arena<'s>) -> Vec<Named<'s>> {
    let holders = present(root, "components").into_iter().chain([root]);
    let mut found = Vec::new();
    for holder in holders {
        for (kind, word) in KINDS {
            let entries = holder
                .get(kind)
                .and_then(Node::as_object)
                .map_or(&[][..], |object| object.entries());
            for entry in entries {
                let content = entry
                    .node
                    .get("content")
                    .and_then(Node::as_object)
                    .and_then(|media| media.entries().first())
                    .and_then(|media| media.node.get("schema"));
                let own = entry.node.get("schema");
                let id = own.or(content).and_then(|node| arena.known(node));
                found.extend(id.map(|id| (id, &*entry.key, *word)));
            }
        }
    }
    found
}

/// Gives every schema that has a name without being a component this name.
pub(super) fn name_schemas<'s>(document: &mut Document<'s>, components: &[Named<'s>]) {
    let keys: HashSet<String> = document
        .components
        .iter()
        .map(|(key, _)| key.to_lowercase())
        .collect();
    let mut names: Vec<(SchemaId, String)> = Vec::new();
    for (key, id) in &document.components {
        let mut at = *id;
        // Component keys that are other names for a file.
        for _ in 0..8 {
            let Some(next) = document
                .schema(at)
                .and_then(|schema| schema.reference.as_ref()?.target)
            else {
                break;
            };
            names.push((next, (*key).to_owned()));
            at = next;
        }
    }
    names.extend(components.iter().map(
        |(id, key, kind)| match keys.contains(&key.to_lowercase()) {
            true => (*id, format!("{key} {kind}")),
            false => (*id, (*key).to_owned()),
        },
    ));
    for schema in &document.schemas {
        if let Some(reference) = &schema.reference
            && let Some(target) = reference.target
        {
            let title = document.schema(target).and_then(|schema| schema.title);
            let name = of_reference(reference.text).or(title.filter(|title| is_name(title)));
            // A title does not tell why a schema within this specification is referred to.
            let is_elsewhere =
                !reference.text.starts_with('#') || of_reference(reference.text).is_some();
            names.extend(
                name.filter(|_| is_elsewhere)
                    .map(|name| (target, name.to_owned())),
            );
        }
    }
    for (id, name) in names {
        if let Some(schema) = document.schemas.get_mut(id.0 as usize)
            && schema.component.is_none()
            && schema.origin.is_none()
            && schema.reference.is_none()
        {
            schema.origin = Some(name);
        }
    }
}

/// The name that a reference gives its target.
fn of_reference(text: &str) -> Option<&str> {
    let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
    let mut steps = fragment.rsplit('/').filter(|step| !step.is_empty());
    let Some(last) = steps.next() else {
        let stem = file.rsplit(['/', '\\']).next()?.split('.').next()?;
        return Some(stem).filter(|stem| is_name(stem) && !VAGUE_FILES.contains(stem));
    };
    let names = match steps.next() {
        Some(holder) => HOLDERS.contains(&holder),
        None => !file.is_empty(),
    };
    Some(last).filter(|last| names && is_name(last))
}

/// Whether a text can be a name as it is.
fn is_name(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-' | ' ' | '.'))
}

#[cfg(test)]
mod tests {
    use super::of_reference;

    #[test]
    fn a_reference_names_its_target() {
        let cases = [
            ("./schemas/PetObject.yaml", Some("PetObject")),
            ("models/pet.schema.json", Some("pet")),
            ("models/owner.yaml#/Owner", Some("Owner")),
            ("defs.yaml#/components/schemas/Vet", Some("Vet")),
            ("#/definitions/Vet", Some("Vet")),
            ("schemas/index.yaml", None),
            (
                "#/paths/~1a/get/responses/200/content/application~1json/schema",
                None,
            ),
            ("#/components/schemas/Pet/properties/owner", None),
            ("#/x", None),
        ];
        for (text, name) in cases {
            assert_eq!(of_reference(text), name, "{text}");
        }
    }
}
