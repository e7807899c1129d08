//! What goes over the wire around the values: media types, headers that the specification fixes, and what has no body.
//!
//! ```text
//! 200: {image/png, application/json}, 400: {application/problem+json}
//!   →   Accept: application/json, image/png;q=0.5, application/problem+json;q=0.5
//! parameters: [{name: revision, in: header, required: true, schema: {default: v2}}]   →   revision: v2, unless given
//! ```

use std::collections::BTreeMap;

use super::Lowering;
use super::operations::{MediaKind, essence, media_kind, successes};
use crate::document::model::{
    self, Additional, Document, JsonType, MediaType, Operation, Parameter, Response, Schema,
    SchemaId, Status,
};
use crate::ir::{self, ParameterDefault};
use crate::resolve::Selection;
use crate::source::{Node, Value};

/// From so many operations on, what nearly all of them require is a matter of the client.
const FEW: usize = 3;

/// Headers that nearly all operations require and that have no default, in lower case.
pub(super) fn client_headers(selection: &Selection<'_, '_>) -> Vec<String> {
    let document = selection.document;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut operations = 0;
    for operation in selection.operations() {
        operations += 1;
        let required = operation.parameters.iter().filter(|parameter| {
            parameter.required
                && parameter.location == model::Location::Header
                && only_value(document, selection, parameter).is_none()
        });
        for parameter in required {
            *counts
                .entry(parameter.name.to_ascii_lowercase())
                .or_default() += 1;
        }
    }
    let is_common = |count: usize| operations >= FEW && count * 10 >= operations * 9;
    counts
        .into_iter()
        .filter(|(_, count)| is_common(*count))
        .map(|(name, _)| name)
        .collect()
}

/// The value that a parameter has where nobody gives another: its default, or the only one that its schema allows.
fn only_value(
    document: &Document<'_>,
    selection: &Selection<'_, '_>,
    parameter: &Parameter<'_>,
) -> Option<String> {
    let id = parameter.schema?;
    let target = selection.target(id);
    let own = document.schema(id);
    let schemas = || own.into_iter().chain(document.schema(target));
    let node = schemas()
        .find_map(|schema| schema.default)
        .or_else(|| schemas().find_map(only))?;
    scalar(node)
}

fn only<'s>(schema: &Schema<'s>) -> Option<&'s Node> {
    match (schema.constant, schema.enumeration.as_slice()) {
        (Some(constant), _) => Some(constant),
        (None, [only]) => Some(only),
        _ => None,
    }
}

/// The text of a value that is written in the same way in every style.
fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a text can be the value of a header.
fn fits_header(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The media type as it is sent, with its parameters; a boundary is another one each time.
pub(super) fn sent(media: &str) -> String {
    let parameters = media.split(';').skip(1).map(str::trim).filter(|parameter| {
        !parameter.is_empty() && !parameter.to_ascii_lowercase().starts_with("boundary=")
    });
    let whole = std::iter::once(essence(media).as_str())
        .chain(parameters)
        .collect::<Vec<_>>()
        .join("; ");
    if fits_header(&whole) {
        whole
    } else {
        essence(media)
    }
}

/// 204, 205 and 304 have no body, and neither has the response to HEAD, whatever is declared (RFC 9110, section 6.4.1).
pub(super) fn may_have_body(operation: &Operation<'_>, status: Status) -> bool {
    operation.method != "HEAD" && !matches!(status, Status::Exact(204 | 205 | 304))
}

/// Whether a response states where something is. One with a body of JSON and no `Location` is an error instead: the
/// resource has moved, and the body contains the reason.
pub(super) fn is_redirect(response: &Response<'_>) -> bool {
    let is_status = match response.status {
        Status::Exact(status) => (300..=399).contains(&status) && status != 304,
        Status::Range(digit) => digit == 3,
        Status::Default => false,
    };
    let has_location = response
        .headers
        .iter()
        .any(|name| name.eq_ignore_ascii_case("location"));
    let has_json = response
        .content
        .iter()
        .any(|media| media_kind(media.name) == MediaKind::Json && media.schema.is_some());
    is_status && (has_location || !has_json)
}

impl<'s> Lowering<'_, 's> {
    /// What a header of the protocol has to be: the default or the only value of a parameter that is called so.
    pub(super) fn declared_header(&self, operation: &Operation<'s>, name: &str) -> Option<String> {
        let parameter = operation
            .protocol_headers
            .iter()
            .find(|parameter| parameter.name.eq_ignore_ascii_case(name))?;
        only_value(self.document, self.selection, parameter).filter(|text| fits_header(text))
    }

    /// The media types that an operation responds with: those that its type is read from, then the others with less weight.
    /// `None` where it is JSON alone.
    pub(super) fn accept(&self, operation: &Operation<'s>) -> Option<String> {
        if let Some(declared) = self.declared_header(operation, "accept") {
            return Some(declared).filter(|declared| declared != "application/json");
        }
        let (mut read, mut others) = (Vec::new(), Vec::new());
        let with_body = |response: &&Response<'s>| may_have_body(operation, response.status);
        let mut succeeded = Vec::new();
        for response in successes(&operation.responses).filter(with_body) {
            succeeded.push(response.status);
            let chosen = self.chosen_response(response);
            for media in &response.content {
                let is_read = chosen.is_some_and(|chosen| self.is_read_alike(chosen, media));
                let list = if is_read { &mut read } else { &mut others };
                list.push(sent(media.name));
            }
            // The one that is preferred goes first.
            if let Some(chosen) = chosen.map(|chosen| sent(chosen.name)) {
                read.sort_by_key(|name| *name != chosen);
            }
        }
        let failed = operation
            .responses
            .iter()
            .filter(|response| !succeeded.contains(&response.status))
            .filter(with_body);
        others.extend(
            failed
                .flat_map(|response| &response.content)
                .map(|media| sent(media.name)),
        );
        let accept = weighted(read, others);
        match accept.as_str() {
            "" => Some("*/*".to_owned()),
            "application/json" => None,
            _ => Some(accept),
        }
    }

    /// Parameters that must be sent, and that a caller may leave out: they become optional.
    pub(super) fn defaults(
        &self,
        operation: &Operation<'s>,
        parameters: &mut [ir::Parameter],
        key: Option<&str>,
    ) -> Vec<ParameterDefault> {
        let mut defaults = Vec::new();
        for parameter in parameters.iter_mut().filter(|parameter| parameter.required) {
            // The runtime makes a key for each call.
            if key == Some(&parameter.wire) {
                parameter.required = false;
                continue;
            }
            let declared = operation.parameters.iter().find(|declared| {
                declared.name == parameter.wire
                    && super::words::location(declared.location) == parameter.location
            });
            let value = declared
                .filter(|declared| !declared.json)
                .and_then(|declared| only_value(self.document, self.selection, declared));
            let of_client = parameter.location == ir::Location::Header
                && self
                    .client_headers
                    .contains(&parameter.wire.to_ascii_lowercase());
            if value.is_none() && !of_client {
                continue;
            }
            parameter.required = false;
            if value.is_none() {
                let about = "Set it once for the client, with `Builder::header`, or here.";
                let docs = parameter.docs.take().filter(|docs| !docs.trim().is_empty());
                parameter.docs =
                    Some(docs.map_or(about.to_owned(), |docs| format!("{docs}\n\n{about}")));
            }
            defaults.push(ParameterDefault {
                location: parameter.location,
                wire: parameter.wire.clone(),
                value,
            });
        }
        defaults
    }

    /// Whether a body's schema allows no property: there is nothing that a caller could give.
    pub(super) fn holds_nothing(&self, id: SchemaId) -> bool {
        let Some(schema) = self.schema(id) else {
            return false;
        };
        if schema.never {
            return true;
        }
        let is_object = schema
            .types
            .iter()
            .all(|ty| matches!(ty, JsonType::Object | JsonType::Null));
        if !is_object || !schema.enumeration.is_empty() || schema.constant.is_some() {
            return false;
        }
        let variants = || schema.one_of.iter().chain(&schema.any_of);
        if variants().next().is_some() {
            return schema.properties.is_empty()
                && variants().all(|variant| self.holds_nothing(*variant));
        }
        let merged = self.merged(id);
        let is_closed = match merged.additional {
            Some(Additional::Any | Additional::Of(_)) => false,
            Some(Additional::Denied) => true,
            Some(Additional::Unspecified) | None => {
                !merged.properties.is_empty() || self.allows_no_property(id)
            }
        };
        is_closed
            && merged
                .properties
                .iter()
                .all(|(_, property)| self.is_read_only(*property))
    }

    /// Whether a body must have properties that a caller gives.
    pub(super) fn requires_properties(&self, media: &MediaType<'s>) -> bool {
        let Some(id) = media.schema else { return false };
        let merged = self.merged(id);
        let is_read_only = |name: &&str| {
            merged
                .properties
                .iter()
                .any(|(known, property)| known == name && self.is_read_only(*property))
        };
        merged.required.iter().any(|name| !is_read_only(name))
    }

    /// `maxProperties: 0`, of the schema or of a part of it.
    fn allows_no_property(&self, id: SchemaId) -> bool {
        let Some(schema) = self.schema(id) else {
            return false;
        };
        let parts = schema.all_of.iter().filter_map(|part| self.schema(*part));
        std::iter::once(schema).chain(parts).any(|schema| {
            let most = schema.node.get("maxProperties").and_then(Node::as_i64);
            most == Some(0)
        })
    }

    /// Whether a response in one media type is read as one in another is.
    fn is_read_alike(&self, chosen: &MediaType<'s>, other: &MediaType<'s>) -> bool {
        let (kind, of_other) = (media_kind(chosen.name), media_kind(other.name));
        let target = |media: &MediaType<'s>| media.schema.map(|id| self.selection.target(id));
        chosen.name == other.name
            || kind == of_other && (kind != MediaKind::Json || target(chosen) == target(other))
    }

    fn is_read_only(&self, id: SchemaId) -> bool {
        let own = self.document.schema(id);
        own.into_iter()
            .chain(self.schema(id))
            .any(|schema| schema.read_only)
    }
}

/// `application/json, image/png;q=0.5`
fn weighted(read: Vec<String>, others: Vec<String>) -> String {
    let has_read = !read.is_empty();
    let mut listed: Vec<String> = Vec::new();
    for name in read {
        if !listed.contains(&name) {
            listed.push(name);
        }
    }
    let mut known = listed.clone();
    for name in others {
        if known.contains(&name) {
            continue;
        }
        listed.push(match has_read && !name.contains("q=") {
            true => format!("{name};q=0.5"),
            false => name.clone(),
        });
        known.push(name);
    }
    listed.join(", ")
}
