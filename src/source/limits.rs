//! How large, how deep and how many: a specification is untrusted input, and every bound on it is here.

use super::node::{Node, Value};

/// The bounds on what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of all files together, and of all text that YAML's aliases repeat.
    pub total_bytes: u64,
    /// Files that one specification reaches.
    pub files: usize,
    /// Values in all files together, with every alias of YAML expanded.
    pub nodes: usize,
    /// Arrays and objects within each other. It also keeps every traversal over a tree, and its drop, off the stack's end.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 256 * 1024 * 1024,
            total_bytes: 1024 * 1024 * 1024,
            files: 20_000,
            nodes: 5_000_000,
            depth: 200,
        }
    }
}

/// What is left of the limits while files are read.
#[derive(Debug)]
pub(super) struct Budget {
    pub nodes: usize,
    pub bytes: u64,
    pub depth: usize,
}

impl Budget {
    pub fn of(limits: &Limits) -> Self {
        Budget {
            nodes: limits.nodes,
            bytes: limits.total_bytes,
            depth: limits.depth,
        }
    }

    /// Takes nodes out of the budget, if it still has them.
    pub fn spend_nodes(&mut self, nodes: usize) -> bool {
        let left = self.nodes.checked_sub(nodes);
        self.nodes = left.unwrap_or(0);
        left.is_some()
    }

    /// Takes bytes out of the budget, if it still has them.
    pub fn spend_bytes(&mut self, bytes: u64) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(0);
        left.is_some()
    }
}

/// What may still be added to a tree that was read.
#[derive(Debug)]
pub struct Room {
    nodes: usize,
    depth: usize,
}

impl Room {
    pub(super) fn of(budget: &Budget) -> Self {
        Room {
            nodes: budget.nodes,
            depth: budget.depth,
        }
    }

    pub(super) fn nodes(&self) -> usize {
        self.nodes
    }

    /// Whether a value may be added below so many others; if so, it counts from now on.
    pub fn holds(&mut self, node: &Node, below: usize) -> bool {
        let (nodes, depth) = extent(node);
        match self.nodes.checked_sub(nodes) {
            Some(left) if below + depth <= self.depth => {
                self.nodes = left;
                true
            }
            _ => false,
        }
    }
}

/// How many values there are in one, and how deep they are within each other.
fn extent(node: &Node) -> (usize, usize) {
    let (mut nodes, mut deepest) = (0, 0);
    let mut waiting = vec![(node, 1)];
    while let Some((node, depth)) = waiting.pop() {
        nodes += 1;
        deepest = deepest.max(depth);
        match &node.value {
            Value::Array(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(object) => {
                waiting.extend(
                    object
                        .entries()
                        .iter()
                        .map(|entry| (&entry.node, depth + 1)),
                );
            }
            _ => {}
        }
    }
    (nodes, deepest)
}
