//! Signature schemes of webhooks: those that are built in, and those that a specification describes.
//!
//! ```text
//! x-fetchwright: { webhooks: { scheme: stripe } }                       →   Scheme { name: "stripe", … }
//! x-fetchwright: { webhooks: { scheme: { like: stripe, name: acme } } } →   the same under another name
//! ```
//!
//! Both are the same YAML and go the same way. Invariants: every built-in scheme reads without a warning; a scheme with a
//! mistake is none, so that nothing is verified by half of it.

use fetchwright_runtime::webhooks::Scheme;

use super::model::Document;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Entry, Format, Input, Limits, Node, Sources};

mod read;

/// The text of the built-in schemes.
const BUILT_IN: &str = include_str!("built-in.yaml");

/// A built-in scheme by its name or another that it has: `hubspot`, `hubspot-v3`, `hubspot_v3`.
pub fn built_in(name: &str) -> Option<Scheme> {
    let sources = built_in_sources();
    let wanted = name.trim().to_ascii_lowercase().replace('_', "-");
    let all = entries(sources.root()?);
    let entry = all
        .iter()
        .find(|entry| names_of(entry).any(|known| known == wanted))?;
    read::scheme(&entry.node, &entry.key, &mut Diagnostics::default())
}

/// The names of all built-in schemes, in the order in which they are described.
pub fn built_in_names() -> Vec<String> {
    let sources = built_in_sources();
    let all = sources.root().map(entries).unwrap_or_default();
    all.iter().map(|entry| entry.key.to_string()).collect()
}

/// The built-in scheme that is called like a part of the API's host: `stripe` of `api.stripe.com`. It is a guess.
pub fn like_host(document: &Document<'_>) -> Option<Scheme> {
    let servers = document.servers.iter().map(|server| server.url.as_str());
    servers.flat_map(parts_of_host).find_map(built_in)
}

fn parts_of_host(url: &str) -> impl Iterator<Item = &str> {
    let host = url
        .split_once("://")
        .map_or("", |(_, rest)| rest)
        .split(['/', ':'])
        .next()
        .unwrap_or_default();
    host.split('.')
}

/// A scheme as a specification gives it: the name of a built-in one, or its own.
pub fn scheme(node: &Node, diagnostics: &mut Diagnostics) -> Option<Scheme> {
    let Some(name) = node.as_str() else {
        let name = node.get("name").and_then(Node::as_str).unwrap_or("webhook");
        return read::scheme(node, name, diagnostics);
    };
    let found = built_in(name);
    if found.is_none() {
        let near = nearest(name, built_in_names().into_iter());
        let help = near.first().map_or_else(
            || format!("known are {}", built_in_names().join(", ")),
            |near| format!("did you mean {near}?"),
        );
        let message = format!("there is no signature scheme `{name}`");
        diagnostics.report(
            Diagnostic::warning(Code::Extension, message)
                .at(node.span)
                .help(help),
        );
    }
    found
}

fn built_in_sources() -> Sources {
    let input = Input::Text {
        name: "built-in.yaml".to_owned(),
        bytes: BUILT_IN.as_bytes().to_vec(),
    };
    Sources::load_within(
        input,
        Format::Specification,
        Limits::default(),
        &mut Diagnostics::default(),
    )
}

fn entries(node: &Node) -> &[Entry] {
    node.as_object().map_or(&[], |object| object.entries())
}

fn names_of(entry: &Entry) -> impl Iterator<Item = &str> {
    let also = entry
        .node
        .get("also")
        .and_then(Node::as_array)
        .unwrap_or_default();
    std::iter::once(&*entry.key).chain(also.iter().filter_map(Node::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_scheme_reads_without_a_warning() {
        let sources = built_in_sources();
        let all = entries(sources.root().unwrap());
        assert!(all.len() > 25);
        for entry in all {
            let mut diagnostics = Diagnostics::default();
            let scheme = read::scheme(&entry.node, &entry.key, &mut diagnostics);
            assert!(
                diagnostics.all().is_empty(),
                "{}: {:?}",
                entry.key,
                diagnostics.all()
            );
            assert_eq!(scheme.unwrap().name, &*entry.key);
        }
    }

    #[test]
    fn names_have_no_case_and_take_either_stroke() {
        assert_eq!(built_in("HubSpot").unwrap().name, "hubspot-v3");
        assert_eq!(
            built_in("standard_webhooks").unwrap().name,
            "standard-webhooks"
        );
        assert_eq!(built_in("nobody"), None);
    }
}
