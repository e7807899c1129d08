//! Puts a tree together from what a reader meets, one piece after the other, without recursion.
//!
//! ```text
//! open_object, key "a", add 1, close   →   {"a": 1}
//! ```
//!
//! Invariants: no tree is deeper than the limit, so traversing it may recurse; no more nodes than the limit; a key that
//! occurs twice is kept once and remembered in `repeated`.

use super::limits::Budget;
use super::node::{Entry, FileId, Node, Object, Span, Value};
use crate::diagnostics::{Code, Diagnostic};

/// So many repeated keys are reported; a hostile file has millions.
const REPORTED: usize = 100;

/// A tree in the making.
pub(super) struct Builder<'b> {
    file: FileId,
    pub budget: &'b mut Budget,
    open: Vec<Open>,
    repeated: Vec<Diagnostic>,
}

/// An array or an object that is not closed yet.
struct Open {
    start: usize,
    container: Container,
}

enum Container {
    Array(Vec<Node>),
    Object {
        entries: Vec<Entry>,
        key: Option<(Box<str>, Span)>,
    },
}

/// What a reader is inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    Array,
    Object,
}

impl<'b> Builder<'b> {
    pub fn new(file: FileId, budget: &'b mut Budget) -> Self {
        Builder {
            file,
            budget,
            open: Vec::new(),
            repeated: Vec::new(),
        }
    }

    /// A range of this file.
    pub fn span(&self, start: usize, end: usize) -> Span {
        span_in(self.file, start, end)
    }

    pub fn inside(&self) -> Inside {
        match self.open.last().map(|open| &open.container) {
            None => Inside::Nothing,
            Some(Container::Array(_)) => Inside::Array,
            Some(Container::Object { .. }) => Inside::Object,
        }
    }

    pub fn open_array(&mut self, start: usize) -> Result<(), Diagnostic> {
        self.open(start, Container::Array(Vec::new()))
    }

    pub fn open_object(&mut self, start: usize) -> Result<(), Diagnostic> {
        self.open(
            start,
            Container::Object {
                entries: Vec::new(),
                key: None,
            },
        )
    }

    fn open(&mut self, start: usize, container: Container) -> Result<(), Diagnostic> {
        if self.open.len() >= self.budget.depth {
            return Err(too_deep(self.budget.depth).at(self.span(start, start + 1)));
        }
        self.open.push(Open { start, container });
        Ok(())
    }

    /// Whether a key is here whose value is still to come.
    pub fn has_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                container: Container::Object { key: Some(_), .. },
                ..
            })
        )
    }

    /// The key of the next value.
    pub fn key(&mut self, text: Box<str>, key_span: Span) {
        if let Some(Open {
            container: Container::Object { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = Some((text, key_span));
        }
    }

    /// Drops a key whose value is not wanted.
    pub fn forget_key(&mut self) {
        if let Some(Open {
            container: Container::Object { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = None;
        }
    }

    /// Puts a value into the innermost open array or object; gives it back where none is open: it is the root.
    pub fn add(&mut self, node: Node) -> Result<Option<Node>, Diagnostic> {
        if !self.budget.spend_nodes(1) {
            return Err(too_many().at(node.span));
        }
        match self.open.last_mut().map(|open| &mut open.container) {
            None => return Ok(Some(node)),
            Some(Container::Array(items)) => items.push(node),
            Some(Container::Object { entries, key }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry {
                        key,
                        key_span,
                        node,
                    });
                }
            }
        }
        Ok(None)
    }

    /// Closes the innermost array or object. Its value is still to be added.
    pub fn close(&mut self, end: usize) -> Option<Node> {
        let Open { start, container } = self.open.pop()?;
        let value = match container {
            Container::Array(items) => Value::Array(items),
            Container::Object { entries, .. } => Value::Object(self.object(entries)),
        };
        Some(Node {
            span: self.span(start, end.max(start)),
            value,
        })
    }

    fn object(&mut self, entries: Vec<Entry>) -> Object {
        let repeated = &mut self.repeated;
        Object::unique(entries, |entry| {
            if repeated.len() < REPORTED {
                repeated.push(twice(entry));
            }
        })
    }

    /// The keys that occur twice, in the order of the file.
    pub fn repeated(mut self) -> Vec<Diagnostic> {
        self.repeated.sort_by_key(|diagnostic| diagnostic.span);
        self.repeated
    }
}

pub(super) fn span_in(file: FileId, start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        file,
        start: offset(start),
        end: offset(end),
    }
}

fn twice(entry: &Entry) -> Diagnostic {
    Diagnostic::error(
        Code::DuplicateKey,
        format!("the key `{}` occurs twice in one object", entry.key),
    )
    .at(entry.key_span)
    .help("remove or rename one of the two")
}

pub(super) fn too_deep(depth: usize) -> Diagnostic {
    Diagnostic::error(Code::TooLarge, format!("nested deeper than {depth} levels"))
}

pub(super) fn too_many() -> Diagnostic {
    Diagnostic::error(Code::TooLarge, "more values than a specification may have")
        .help("aliases of YAML count as often as they are used")
}
