//! Changes to a tree, at ways that a target gave.
//!
//! ```text
//! update {a: {b: 1}} with {a: {c: 2}}   →   {a: {b: 1, c: 2}}
//! update [1] with 2                     →   [1, 2]
//! ```
//!
//! Objects are merged and their own values win; a list gets the update as one more entry, or as its entries where it is
//! a list too; anything else is replaced. Later ways are changed first: so the positions in the earlier ones stay right.
//!
//! Invariants: no value is added that would go over the limits of number and depth, and the tree is still a tree of the
//! same kind of nodes.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Entry, Node, Room, Span, Value};

/// Why a change was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The root cannot be removed.
    Root,
    /// A value of one kind does not take an update of the other.
    Kinds {
        target: &'static str,
        update: &'static str,
    },
    /// The tree would have more values, or be deeper, than it may.
    TooLarge,
}

impl Refusal {
    pub(super) fn diagnostic(self, span: Span) -> Diagnostic {
        match self {
            Refusal::Root => {
                Diagnostic::error(Code::Overlay, "the root cannot be removed").at(span)
            }
            Refusal::Kinds { target, update } => {
                let message = format!("the target is {target} and cannot be updated with {update}");
                Diagnostic::error(Code::Overlay, message)
                    .at(span)
                    .help("remove it, and add it to what holds it")
            }
            Refusal::TooLarge => Diagnostic::error(
                Code::TooLarge,
                "with this update the specification exceeds the limit of size or depth",
            )
            .at(span),
        }
    }
}

/// Removes what is at the ways, which are in order. What is inside of another removed part goes with it.
pub(super) fn remove(root: &mut Node, ways: &[Vec<u32>]) -> Result<(), Refusal> {
    if ways.iter().any(Vec::is_empty) {
        return Err(Refusal::Root);
    }
    let ways: Vec<&[u32]> = ways.iter().map(Vec::as_slice).collect();
    remove_below(root, &ways);
    Ok(())
}

/// Recursive: a tree is never deeper than the limit.
fn remove_below(node: &mut Node, ways: &[&[u32]]) {
    let mut gone = Vec::new();
    for group in ways.chunk_by(|left, right| left.first() == right.first()) {
        let Some(position) = group.first().and_then(|way| way.first()) else {
            continue;
        };
        if group.iter().any(|way| way.len() == 1) {
            gone.push(*position);
        } else if let Some(child) = child_mut(node, *position) {
            let rest: Vec<&[u32]> = group.iter().filter_map(|way| way.get(1..)).collect();
            remove_below(child, &rest);
        }
    }
    let mut position = 0;
    let mut stays = || {
        position += 1;
        gone.binary_search(&(position - 1)).is_err()
    };
    match &mut node.value {
        Value::Array(items) => items.retain(|_| stays()),
        Value::Object(object) if !gone.is_empty() => {
            object.change_entries(|entries| entries.retain(|_| stays()))
        }
        _ => {}
    }
}

fn child_mut(node: &mut Node, position: u32) -> Option<&mut Node> {
    match &mut node.value {
        Value::Array(items) => items.get_mut(position as usize),
        Value::Object(object) => object.value_mut(position as usize),
        _ => None,
    }
}

/// Updates what is at the ways, which are in order.
pub(super) fn update(
    root: &mut Node,
    ways: &[Vec<u32>],
    update: &Node,
    room: &mut Room,
) -> Result<(), Refusal> {
    for way in ways.iter().rev() {
        let target = way
            .iter()
            .try_fold(&mut *root, |node, position| child_mut(node, *position));
        let Some(target) = target else { continue };
        if !room.holds(update, way.len() + 1) {
            return Err(Refusal::TooLarge);
        }
        match (&mut target.value, &update.value) {
            (Value::Object(_), Value::Object(_)) | (Value::Array(_), _) => merge(target, update),
            (Value::Object(_), _) | (_, Value::Object(_) | Value::Array(_)) => {
                return Err(Refusal::Kinds {
                    target: target.kind(),
                    update: update.kind(),
                });
            }
            _ => *target = update.clone(),
        }
    }
    Ok(())
}

/// Recursive: an update is never deeper than the limit.
fn merge(target: &mut Node, update: &Node) {
    match (&mut target.value, &update.value) {
        (Value::Object(object), Value::Object(new)) => {
            let mut added: Vec<Entry> = Vec::new();
            for entry in new.entries() {
                match object
                    .position(&entry.key)
                    .and_then(|position| object.value_mut(position))
                {
                    Some(known) => merge_property(known, &entry.node),
                    None => added.push(entry.clone()),
                }
            }
            if !added.is_empty() {
                object.change_entries(|entries| entries.extend(added));
            }
        }
        (Value::Array(items), Value::Array(new)) => items.extend(new.iter().cloned()),
        (Value::Array(items), _) => items.push(update.clone()),
        _ => *target = update.clone(),
    }
}

/// A list inside of an update replaces nothing: its entries are added. Values of different kinds are replaced.
fn merge_property(known: &mut Node, new: &Node) {
    match (&known.value, &new.value) {
        (Value::Object(_), Value::Object(_)) | (Value::Array(_), Value::Array(_)) => {
            merge(known, new)
        }
        _ => *known = new.clone(),
    }
}
