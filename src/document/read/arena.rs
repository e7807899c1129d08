//! Nodes to ids: gives every schema node its id before it is read, so that cycles are legal and a node is read once.
//!
//! ```text
//! id_of(node A) → #0    id_of(node B) → #1    id_of(node A) → #0    next() → (A), push(schema A), next() → (B), …
//! ```
//!
//! Invariant: schemas are read in the order of their ids, so `schemas.len()` is the id of the next one.

use std::collections::HashMap;

use crate::document::model::{Schema, SchemaId};
use crate::source::Node;

/// What an id was given to.
#[derive(Debug)]
pub(super) enum Waiting<'s> {
    /// A schema.
    Node(&'s Node),
    /// A parameter of 2.0, which carries the keywords of its schema itself.
    Parameter(&'s Node),
    /// Put together by the reader, complete.
    Synthesised(Box<Schema<'s>>),
    /// Read already.
    Read,
}

/// The schemas, read and waiting.
#[derive(Debug, Default)]
pub(super) struct Arena<'s> {
    waiting: Vec<Waiting<'s>>,
    schemas: Vec<Schema<'s>>,
    /// By the node's address: places do not do, since a YAML alias gives two nodes one place.
    ids: HashMap<usize, SchemaId>,
}

impl<'s> Arena<'s> {
    /// The id that a node has already.
    pub(super) fn known(&self, node: &Node) -> Option<SchemaId> {
        self.ids.get(&std::ptr::from_ref(node).addr()).copied()
    }

    pub(super) fn id_of(&mut self, node: &'s Node) -> SchemaId {
        self.known_or_new(node, Waiting::Node(node))
    }

    pub(super) fn id_of_parameter(&mut self, node: &'s Node) -> SchemaId {
        self.known_or_new(node, Waiting::Parameter(node))
    }

    pub(super) fn add(&mut self, schema: Schema<'s>) -> SchemaId {
        self.push_waiting(Waiting::Synthesised(Box::new(schema)))
    }

    fn known_or_new(&mut self, node: &'s Node, waiting: Waiting<'s>) -> SchemaId {
        let address = std::ptr::from_ref(node).addr();
        if let Some(id) = self.ids.get(&address) {
            return *id;
        }
        let id = self.push_waiting(waiting);
        self.ids.insert(address, id);
        id
    }

    fn push_waiting(&mut self, waiting: Waiting<'s>) -> SchemaId {
        // A file holds fewer than 2^32 bytes (places are `u32`), so this saturates only for absurd sets of files; the
        // last id is then shared.
        let id = SchemaId(u32::try_from(self.waiting.len()).unwrap_or(u32::MAX));
        self.waiting.push(waiting);
        id
    }

    /// What is to be read next.
    pub(super) fn next(&mut self) -> Option<Waiting<'s>> {
        let slot = self.waiting.get_mut(self.schemas.len())?;
        Some(std::mem::replace(slot, Waiting::Read))
    }

    /// Adds what was made of the last [`Arena::next`].
    pub(super) fn push(&mut self, schema: Schema<'s>) {
        self.schemas.push(schema);
    }

    pub(super) fn into_schemas(self) -> Vec<Schema<'s>> {
        self.schemas
    }
}
