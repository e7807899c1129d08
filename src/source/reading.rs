//! What reading one text gives: a tree, and what is wrong with it.

use super::node::Node;
use crate::diagnostics::Diagnostic;

/// The outcome of reading one text.
#[derive(Debug)]
pub(super) struct Reading {
    /// The tree; only without faults.
    pub root: Option<Node>,
    /// What is wrong, all of it errors.
    pub faults: Vec<Diagnostic>,
}

impl Reading {
    /// A tree counts only where no key in it was twice.
    pub fn of(root: Result<Node, Diagnostic>, mut repeated: Vec<Diagnostic>) -> Self {
        match root {
            Ok(root) if repeated.is_empty() => Reading {
                root: Some(root),
                faults: Vec::new(),
            },
            Ok(_) => Reading {
                root: None,
                faults: repeated,
            },
            Err(fault) => {
                repeated.push(fault);
                Reading {
                    root: None,
                    faults: repeated,
                }
            }
        }
    }
}
