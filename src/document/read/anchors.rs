//! `$anchor` and its kin to schemas (JSON Schema 2020-12, 8.2.2; 2019-09, 8.2.4.2).
//!
//! ```text
//! Tree: { $dynamicAnchor: node, … { $dynamicRef: "#node" } }        → Tree
//! Pet: { $id: "https://example.com/pet" }  { $ref: "https://example.com/pet" }   → Pet
//! Filter: { $recursiveAnchor: true, … { $recursiveRef: "#" } }      → Filter
//! ```
//!
//! Only the components' own anchors are known, not those of schemas within them.

use std::collections::HashMap;

use crate::document::model::SchemaId;
use crate::source::{Node, Span};

/// A component that has an anchor.
#[derive(Debug)]
struct Anchor<'s> {
    /// Empty for `$recursiveAnchor`, whose references are `#`.
    name: &'s str,
    id: SchemaId,
    span: Span,
}

/// The anchors of the components, in order.
#[derive(Debug, Default)]
pub(super) struct Anchors<'s> {
    found: Vec<Anchor<'s>>,
    /// By `$id`.
    ids: HashMap<&'s str, SchemaId>,
}

impl<'s> Anchors<'s> {
    /// Remembers the anchor of a component, where it has one.
    pub(super) fn add(&mut self, node: &'s Node, id: SchemaId) {
        if let Some(own) = node.get("$id").and_then(Node::as_str) {
            self.ids.entry(own.trim_end_matches('#')).or_insert(id);
        }
        let named = ["$anchor", "$dynamicAnchor"]
            .into_iter()
            .filter_map(|key| node.get(key)?.as_str());
        let recursive = node
            .get("$recursiveAnchor")
            .and_then(Node::as_bool)
            .filter(|anchor| *anchor)
            .map(|_| "");
        self.found.extend(named.chain(recursive).map(|name| Anchor {
            name,
            id,
            span: node.span,
        }));
    }

    /// What `#name` means at `from`: the component around it before any other.
    pub(super) fn target(&self, text: &str, from: &Node) -> Option<SchemaId> {
        let Some(name) = text.strip_prefix('#') else {
            let id = text.trim_end_matches('#');
            return self.ids.get(id).copied();
        };
        let named = || self.found.iter().filter(|anchor| anchor.name == name);
        let around = named().find(|anchor| anchor.holds(from.span));
        around
            .or_else(|| named().next().filter(|_| !name.is_empty()))
            .map(|anchor| anchor.id)
    }
}

impl Anchor<'_> {
    fn holds(&self, span: Span) -> bool {
        self.span.file == span.file && self.span.start <= span.start && span.end <= self.span.end
    }
}
