//! Cycles without any value: `A: { $ref: B }, B: { $ref: A }`, or `A: { allOf: [{ $ref: A }] }`.
//!
//! Recursion through properties and items is legal. A circle through `$ref` and `allOf` alone describes nothing; one
//! `$ref` of it is cut, so that whoever follows or flattens comes to an end. `reach` reports it.

use crate::document::{Document, SchemaId};

/// How far the search is with a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    /// On the path that is being followed.
    Open,
    Done,
}

/// What the search knows.
struct Search<'d, 's> {
    document: &'d Document<'s>,
    marks: Vec<Mark>,
    cut: Vec<bool>,
}

/// A schema on the path, and which of its parts is next.
struct Step {
    id: SchemaId,
    next: usize,
}

/// By schema: whether its `$ref` is cut, so that no circle is left among the reached ones.
pub(super) fn find(document: &Document<'_>, reached: &[bool]) -> Vec<bool> {
    let count = document.schemas.len();
    let mut search = Search {
        document,
        marks: vec![Mark::New; count],
        cut: vec![false; count],
    };
    for (id, _) in (0u32..)
        .map(SchemaId)
        .zip(reached)
        .filter(|(_, reached)| **reached)
    {
        search.from(id);
    }
    search.cut
}

impl Search<'_, '_> {
    /// Depth first, on a path of its own instead of the call stack.
    fn from(&mut self, start: SchemaId) {
        let mut path = Vec::new();
        self.enter(start, &mut path);
        while let Some(step) = path.last_mut() {
            let (id, part) = (step.id, self.part(step));
            match part {
                None => {
                    self.set(id, Mark::Done);
                    path.pop();
                }
                Some(part) if self.mark(part) == Mark::Open => self.cut_circle(&path, part),
                Some(part) => self.enter(part, &mut path),
            }
        }
    }

    fn enter(&mut self, id: SchemaId, path: &mut Vec<Step>) {
        if self.mark(id) == Mark::New {
            self.set(id, Mark::Open);
            path.push(Step { id, next: 0 });
        }
    }

    /// The next of a schema's parts: its `$ref`'s target, then its `allOf`.
    fn part(&self, step: &mut Step) -> Option<SchemaId> {
        let schema = self.document.schema(step.id)?;
        let target = schema.reference.and_then(|reference| reference.target);
        let part = target.iter().chain(&schema.all_of).nth(step.next).copied();
        step.next += 1;
        part
    }

    /// Cuts the last `$ref` on the circle that goes from `entry` to the end of the path. Inline schemas form a tree, so
    /// there is one.
    fn cut_circle(&mut self, path: &[Step], entry: SchemaId) {
        let start = path.iter().position(|step| step.id == entry).unwrap_or(0);
        let through_reference = path
            .iter()
            .skip(start)
            .rev()
            .find(|step| step.next == 1 && self.has_target(step.id));
        if let Some(cut) = through_reference.and_then(|step| self.cut.get_mut(step.id.0 as usize)) {
            *cut = true;
        }
    }

    fn has_target(&self, id: SchemaId) -> bool {
        self.document
            .schema(id)
            .and_then(|schema| schema.reference?.target)
            .is_some()
    }

    fn mark(&self, id: SchemaId) -> Mark {
        self.marks.get(id.0 as usize).copied().unwrap_or(Mark::Done)
    }

    fn set(&mut self, id: SchemaId, value: Mark) {
        if let Some(mark) = self.marks.get_mut(id.0 as usize) {
            *mark = value;
        }
    }
}
