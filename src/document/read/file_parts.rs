//! Parts of multipart bodies that are files, in the words of 3.0: `type: string, format: binary`.
//!
//! ```text
//! photo: {}                                                            →   {type: string, format: binary}
//! photo: {type: string}, encoding: {photo: {contentType: image/png}}   →   {type: string, format: binary}
//! ```
//!
//! From 3.1 on a part without a type is bytes (3.1, 4.8.14.3, "Considerations for File Uploads", and 4.8.15.1). What
//! `contentMediaType` states about a schema itself, `types` has read before. A schema that is sent or received as something else
//! too stays as it is.

use std::collections::HashSet;

use super::Version;
use super::types::{is_binary, take_for_text};
use crate::document::model::{Additional, Document, JsonType, MediaType, Schema, SchemaId};

/// Gives the parts of every operation's multipart bodies that are files this format.
pub(super) fn mark(document: &mut Document<'_>, version: Version) {
    let bodies = document
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref());
    let multipart = bodies
        .flat_map(|body| &body.content)
        .filter(|media| is_multipart(media));
    let mut files: Vec<SchemaId> = multipart
        .flat_map(|media| files_of(document, media, version))
        .collect();
    if !files.is_empty() {
        let others = used_otherwise(document);
        files.retain(|id| !others.contains(id));
    }
    for id in files {
        if let Some(schema) = document.schemas.get_mut(id.0 as usize) {
            take_for_text(schema, "binary");
        }
    }
}

fn is_multipart(media: &MediaType<'_>) -> bool {
    media.name.starts_with("multipart/")
}

/// The schemas of all that is sent and received in other ways, with what they lead to.
fn used_otherwise(document: &Document<'_>) -> HashSet<SchemaId> {
    let all = || document.operations.iter().chain(&document.webhooks);
    let bodies = all()
        .filter_map(|operation| operation.body.as_ref())
        .flat_map(|body| &body.content);
    let responses = all()
        .flat_map(|operation| &operation.responses)
        .flat_map(|response| &response.content);
    let content = bodies.filter(|media| !is_multipart(media)).chain(responses);
    let parameters = all()
        .flat_map(|operation| &operation.parameters)
        .filter_map(|parameter| parameter.schema);
    let mut waiting: Vec<SchemaId> = content
        .flat_map(|media| media.schema.into_iter().chain(media.item_schema))
        .chain(parameters)
        .collect();
    let mut found = HashSet::new();
    while let Some(id) = waiting.pop() {
        if let Some(schema) = document
            .schemas
            .get(id.0 as usize)
            .filter(|_| found.insert(id))
        {
            waiting.extend(parts_of(schema));
        }
    }
    found
}

fn parts_of(schema: &Schema<'_>) -> Vec<SchemaId> {
    let lists = [
        &schema.all_of,
        &schema.any_of,
        &schema.one_of,
        &schema.prefix_items,
        &schema.conditional,
    ];
    let values = match schema.additional {
        Additional::Of(values) => Some(values),
        _ => None,
    };
    let one = [
        schema.items,
        schema.content,
        values,
        schema.reference.and_then(|reference| reference.target),
    ];
    let properties = schema.properties.iter().map(|property| property.schema);
    lists
        .into_iter()
        .flatten()
        .copied()
        .chain(one.into_iter().flatten())
        .chain(properties)
        .collect()
}

fn files_of(document: &Document<'_>, media: &MediaType<'_>, version: Version) -> Vec<SchemaId> {
    let mut parts = Vec::new();
    media
        .schema
        .into_iter()
        .for_each(|id| add_properties(document, id, &mut parts, &mut HashSet::new()));
    let items = parts.into_iter().map(|(name, id)| {
        let items = document
            .schemas
            .get(id.0 as usize)
            .and_then(|schema| schema.items);
        (name, items.unwrap_or(id))
    });
    items
        .filter(|(name, id)| is_file(document, media, name, *id, version))
        .map(|(_, id)| id)
        .collect()
}

/// The properties of an object, those of the parts of its `allOf` too.
fn add_properties<'s>(
    document: &Document<'s>,
    id: SchemaId,
    parts: &mut Vec<(&'s str, SchemaId)>,
    seen: &mut HashSet<SchemaId>,
) {
    let Some(schema) = document
        .schemas
        .get(id.0 as usize)
        .filter(|_| seen.insert(id))
    else {
        return;
    };
    parts.extend(
        schema
            .properties
            .iter()
            .map(|property| (property.name, property.schema)),
    );
    let behind = schema.reference.and_then(|reference| reference.target);
    behind
        .iter()
        .chain(&schema.all_of)
        .for_each(|id| add_properties(document, *id, parts, seen));
}

fn is_file(
    document: &Document<'_>,
    media: &MediaType<'_>,
    name: &str,
    id: SchemaId,
    version: Version,
) -> bool {
    let Some(schema) = document
        .schemas
        .get(id.0 as usize)
        .filter(|schema| schema.component.is_none())
    else {
        return false;
    };
    let encoding = media
        .encoding
        .iter()
        .find(|encoding| encoding.property == name);
    let content = encoding.and_then(|encoding| encoding.content_type);
    let mut types = content
        .into_iter()
        .flat_map(|types| types.split(','))
        .peekable();
    match types.peek() {
        Some(_) => types.all(is_binary) && (is_unspecified(schema) || is_plain_text(schema)),
        None => version >= Version::V3_1 && is_unspecified(schema),
    }
}

/// `{type: string}` and no more.
fn is_plain_text(schema: &Schema<'_>) -> bool {
    let texts = schema
        .types
        .iter()
        .all(|ty| matches!(ty, JsonType::String | JsonType::Null));
    texts
        && is_unspecified(&Schema {
            types: Vec::new(),
            ..schema.clone()
        })
}

fn is_unspecified(schema: &Schema<'_>) -> bool {
    schema.reference.is_none() && schema.allows_everything()
}
