//! The reader: one pass over a tree, which fills a [`Document`] part by part.
//!
//! ```text
//! paths → path item → operation ─┬─ parameters ─┐
//!                                ├─ body ───────┼─► schema(node) ─► SchemaId      then: the waiting nodes are read,
//!                                └─ responses ──┘   (the node waits in the arena)        until none is left
//! ```
//!
//! One file for each of OpenAPI's objects; all of them are `impl DocumentReader`. Invariants: a part is built completely or not
//! at all, so that a mistake leaves no debris; schemas are read from a queue and not by recursion, so that no depth of
//! input matters; only `fields` judges the JSON type of a node, and only `references` follows a `$ref`.

use std::collections::HashMap;

use super::model::{Document, Operation, Schema, SchemaId, SecurityScheme};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Sources, Span};

mod anchors;
mod arena;
mod bodies;
mod discriminators;
mod extensions;
mod fields;
mod file_parts;
mod keywords;
mod oauth;
mod operations;
mod origins;
mod parameters;
mod paths;
mod policies;
mod references;
mod responses;
mod root;
mod schemas;
mod security;
mod servers;
mod template;
mod types;
mod version;

use anchors::Anchors;
use arena::{Arena, Bindings};
pub(super) use parameters::{PathItemParameters, merged};
pub(super) use version::Version;

/// What is known while a description is read.
pub(super) struct DocumentReader<'s, 'd> {
    sources: &'s Sources,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) version: Version,
    schemas: Arena<'s>,
    /// What binds the `$dynamicRef`s of the schema that is being read.
    bindings: Bindings,
    anchors: Anchors<'s>,
    /// The component schemas by key; for look-up only, the order is kept in `Document::components`.
    component_ids: HashMap<&'s str, SchemaId>,
    pub(super) security_schemes: Vec<SecurityScheme<'s>>,
    /// Every `operationId` so far and which operation has it.
    operation_ids: HashMap<&'s str, FirstUse<'s>>,
    /// The callbacks of all operations.
    pub(super) callbacks: Vec<Operation<'s>>,
    /// 2.0 only: the root's `consumes` and `produces`.
    pub(super) media_types: MediaTypes<'s>,
}

/// The operation that has an `operationId`.
struct FirstUse<'s> {
    method: String,
    path: &'s str,
    span: Span,
}

/// What 2.0 says at its root for all operations.
#[derive(Clone, Debug, Default)]
pub(super) struct MediaTypes<'s> {
    /// `consumes`
    pub(super) consumes: Vec<&'s str>,
    /// `produces`
    pub(super) produces: Vec<&'s str>,
}

impl<'s, 'd> DocumentReader<'s, 'd> {
    /// A reader that has read nothing yet.
    pub(super) fn new(
        sources: &'s Sources,
        diagnostics: &'d mut Diagnostics,
        version: Version,
    ) -> Self {
        DocumentReader {
            sources,
            diagnostics,
            version,
            schemas: Arena::default(),
            bindings: Bindings::default(),
            anchors: Anchors::default(),
            component_ids: HashMap::new(),
            security_schemes: Vec::new(),
            operation_ids: HashMap::new(),
            callbacks: Vec::new(),
            media_types: MediaTypes::default(),
        }
    }

    /// Reports a warning at a place.
    pub(super) fn warn(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics
            .report(Diagnostic::warning(code, message).at(span));
    }

    /// Reports that a part without which there is no description is of the wrong type.
    pub(super) fn root_error(&mut self, node: &Node, what: &str) {
        let message = format!("{what} is {}, where an object is expected", node.kind());
        self.diagnostics
            .report(Diagnostic::error(Code::WrongType, message).at(node.span));
    }

    /// A place's line, from 1.
    fn line_of(&self, span: Span) -> usize {
        self.sources.position(span).line
    }

    /// Reports a warning at a place, with what to do about it.
    pub(super) fn warn_with_help(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics
            .report(Diagnostic::warning(code, message).at(span).help(help));
    }

    /// The id of the schema that stands at `node`; it is read later, and once.
    pub(super) fn schema(&mut self, node: &'s Node) -> SchemaId {
        self.schemas.id_of(node, self.bindings)
    }

    /// The id of a schema that stands nowhere and was put together by the reader.
    pub(super) fn synthesised(&mut self, schema: Schema<'s>) -> SchemaId {
        self.schemas.add(schema)
    }

    /// The id of the schema that a parameter or header of 2.0 is at the same time.
    pub(super) fn parameter_schema(&mut self, node: &'s Node) -> SchemaId {
        self.schemas.id_of_parameter(node)
    }

    /// Reads what waits and hands over everything.
    pub(super) fn finish(mut self, mut document: Document<'s>) -> Document<'s> {
        self.read_schemas();
        let components = self
            .sources
            .root()
            .map(|root| origins::of_components(root, &self.schemas))
            .unwrap_or_default();
        document.schemas = self.schemas.into_schemas();
        for (name, id) in &document.components {
            if let Some(schema) = document.schemas.get_mut(id.0 as usize) {
                schema.component = Some(name);
            }
        }
        origins::name_schemas(&mut document, &components);
        document.security_schemes = self.security_schemes;
        discriminators::add_subtypes(&mut document, self.diagnostics);
        file_parts::mark(&mut document, self.version);
        document
    }
}
