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
    /// A schema, and what binds its `$dynamicRef`s.
    Node(&'s Node, Bindings),
    /// A parameter of 2.0, which carries the keywords of its schema itself.
    Parameter(&'s Node),
    /// Put together by the reader, complete.
    Synthesised(Box<Schema<'s>>),
    /// Read already.
    Read,
}

/// Which set of anchors the `$dynamicRef`s of a schema lead to; none is the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Bindings(usize);

/// The schemas, read and waiting.
#[derive(Debug, Default)]
pub(super) struct Arena<'s> {
    waiting: Vec<Waiting<'s>>,
    schemas: Vec<Schema<'s>>,
    /// By the node's address: places do not do, since a YAML alias gives two nodes one place.
    ids: HashMap<(usize, Bindings), SchemaId>,
    /// What the anchors of each set of bindings lead to.
    bound: Vec<Vec<(&'s str, SchemaId)>>,
}

impl<'s> Arena<'s> {
    /// The id that a node has already, wherever its `$dynamicRef`s lead.
    pub(super) fn known(&self, node: &Node) -> Option<SchemaId> {
        let key = (std::ptr::from_ref(node).addr(), Bindings::default());
        self.ids.get(&key).copied()
    }

    pub(super) fn id_of(&mut self, node: &'s Node, bindings: Bindings) -> SchemaId {
        self.known_or_new(node, bindings, Waiting::Node(node, bindings))
    }

    pub(super) fn id_of_parameter(&mut self, node: &'s Node) -> SchemaId {
        self.known_or_new(node, Bindings::default(), Waiting::Parameter(node))
    }

    /// A new set of bindings.
    pub(super) fn bind(&mut self, anchors: Vec<(&'s str, SchemaId)>) -> Bindings {
        self.bound.push(anchors);
        Bindings(self.bound.len())
    }

    /// What an anchor leads to.
    pub(super) fn bound(&self, bindings: Bindings, name: &str) -> Option<SchemaId> {
        let Bindings(number) = bindings;
        let anchors = self.bound.get(number.checked_sub(1)?)?;
        anchors
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, id)| *id)
    }

    pub(super) fn add(&mut self, schema: Schema<'s>) -> SchemaId {
        self.push_waiting(Waiting::Synthesised(Box::new(schema)))
    }

    fn known_or_new(
        &mut self,
        node: &'s Node,
        bindings: Bindings,
        waiting: Waiting<'s>,
    ) -> SchemaId {
        let key = (std::ptr::from_ref(node).addr(), bindings);
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = self.push_waiting(waiting);
        self.ids.insert(key, id);
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
