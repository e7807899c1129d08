//! Circles in which no value stands: `A: { $ref: B }, B: { $ref: A }`, or `A: { allOf: [{ $ref: A }] }`.
//!
//! Recursion through properties and items is legal and stays. A circle through `$ref` and `allOf` alone describes
//! nothing; one `$ref` of it is cut, so that whoever follows or flattens comes to an end. `report_broken` reports it.

use crate::document::{Broken, Document, SchemaId};

/// How far the search is with a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    /// On the path that is being followed.
    Open,
    Done,
}

/// A schema on the path, and which of its parts is next.
struct Step {
    id: SchemaId,
    next: usize,
}

/// Cuts every circle that is reached.
pub(super) fn cut(document: &mut Document<'_>, reached: &[bool]) {
    let mut marks = vec![Mark::New; document.schemas.len()];
    for (id, _) in (0u32..).map(SchemaId).zip(reached).filter(|(_, reached)| **reached) {
        search(document, id, &mut marks);
    }
}

/// Depth first, on a path of its own instead of the call stack.
fn search(document: &mut Document<'_>, start: SchemaId, marks: &mut [Mark]) {
    if mark(marks, start) != Mark::New {
        return;
    }
    set(marks, start, Mark::Open);
    let mut path = vec![Step { id: start, next: 0 }];
    while let Some(step) = path.last_mut() {
        let part = part(document, step.id, step.next);
        step.next += 1;
        match part {
            None => {
                set(marks, step.id, Mark::Done);
                path.pop();
            }
            Some(id) => match mark(marks, id) {
                Mark::New => {
                    set(marks, id, Mark::Open);
                    path.push(Step { id, next: 0 });
                }
                Mark::Open => cut_circle(document, &path, id),
                Mark::Done => {}
            },
        }
    }
}

/// The `index`-th of a schema's parts: its `$ref`'s target, then its `allOf`.
fn part(document: &Document<'_>, id: SchemaId, index: usize) -> Option<SchemaId> {
    let schema = document.schema(id)?;
    let target = schema.reference.and_then(|reference| reference.target);
    match (index, target) {
        // A `$ref` without a target still takes the first turn; an id that is done leads to nothing new.
        (0, target) => target.or_else(|| schema.all_of.first().copied()),
        (index, _) => schema.all_of.get(index - 1).copied(),
    }
}

/// Cuts the last `$ref` on the circle that goes from `entry` to the end of the path. Inline schemas form a tree, so
/// there is one.
fn cut_circle(document: &mut Document<'_>, path: &[Step], entry: SchemaId) {
    let start = path.iter().position(|step| step.id == entry).unwrap_or(0);
    for step in path.iter().skip(start).rev() {
        let Some(schema) = document.schemas.get_mut(step.id.0 as usize) else { continue };
        // Only where the path went on through the `$ref` and not through the `allOf`.
        if let (Some(reference), 1) = (schema.reference.as_mut().filter(|r| r.target.is_some()), step.next) {
            reference.target = None;
            reference.broken = Some(Broken::Circular);
            return;
        }
    }
}

fn mark(marks: &[Mark], id: SchemaId) -> Mark {
    marks.get(id.0 as usize).copied().unwrap_or(Mark::Done)
}

fn set(marks: &mut [Mark], id: SchemaId, value: Mark) {
    if let Some(mark) = marks.get_mut(id.0 as usize) {
        *mark = value;
    }
}
