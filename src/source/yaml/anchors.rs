//! What `&anchor` names and `*alias` repeats, and what a copy of it costs.

use crate::diagnostics::Diagnostic;
use crate::source::builder::{too_deep, too_many};
use crate::source::limits::Budget;
use crate::source::{Node, Value};
use std::collections::HashMap;

/// All anchors of a document so far, by the parser's number.
#[derive(Default)]
pub(super) struct Anchors {
    by_number: HashMap<usize, Anchored>,
}

impl Anchors {
    pub fn get(&self, number: usize) -> Option<&Anchored> {
        self.by_number.get(&number)
    }

    pub fn insert(&mut self, number: usize, anchored: Anchored) {
        self.by_number.insert(number, anchored);
    }
}

/// A value with an anchor.
pub(super) struct Anchored {
    pub node: Node,
    size: Size,
}

/// What a copy costs.
#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: u64,
    depth: usize,
}

impl Anchored {
    /// Keeps a copy of a value.
    pub fn of(node: &Node, budget: &mut Budget) -> Result<Self, Diagnostic> {
        let size = Size::of(node);
        size.spend(budget)?;
        Ok(Anchored {
            node: node.clone(),
            size,
        })
    }

    /// A copy to be `depth` levels deep.
    pub fn copy(&self, budget: &mut Budget, depth: usize) -> Result<Node, Diagnostic> {
        if depth + self.size.depth > budget.depth {
            return Err(too_deep(budget.depth));
        }
        self.size.spend(budget)?;
        Ok(self.node.clone())
    }
}

impl Size {
    /// Recursive: a tree is never deeper than the limit.
    fn of(node: &Node) -> Self {
        match &node.value {
            Value::Null | Value::Bool(_) => Size {
                nodes: 1,
                ..Size::default()
            },
            Value::Number(text) | Value::String(text) => Size {
                nodes: 1,
                bytes: text.len() as u64,
                depth: 0,
            },
            Value::Array(items) => items
                .iter()
                .map(Size::of)
                .fold(Size::default(), Size::and)
                .nested(),
            Value::Object(object) => object
                .entries()
                .iter()
                .map(|entry| {
                    Size {
                        bytes: entry.key.len() as u64,
                        ..Size::default()
                    }
                    .and(Size::of(&entry.node))
                })
                .fold(Size::default(), Size::and)
                .nested(),
        }
    }

    fn and(self, other: Size) -> Size {
        Size {
            nodes: self.nodes + other.nodes,
            bytes: self.bytes + other.bytes,
            depth: self.depth.max(other.depth),
        }
    }

    fn nested(self) -> Size {
        Size {
            nodes: self.nodes + 1,
            depth: self.depth + 1,
            ..self
        }
    }

    fn spend(self, budget: &mut Budget) -> Result<(), Diagnostic> {
        if budget.spend_nodes(self.nodes) && budget.spend_bytes(self.bytes) {
            Ok(())
        } else {
            Err(too_many())
        }
    }
}

/// The text of a scalar that is as a key.
pub(super) fn as_key(node: &Node) -> Option<Box<str>> {
    match &node.value {
        Value::Null => Some("null".into()),
        Value::Bool(truth) => Some(truth.to_string().into()),
        Value::Number(text) | Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}
