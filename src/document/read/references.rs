//! `$ref` to what it points at.
//!
//! ```text
//! { $ref: "#/components/parameters/limit" } → the parameter's node, over any number of `$ref`s in any file
//! ```
//!
//! For objects that are not schemas the chain is followed to its end, and what is wrong is reported at the `$ref`, since
//! the part is needed now. A schema's `$ref` goes one step and is reported by `resolve`, if something wanted reaches it.

use super::DocumentReader;
use super::fields::{extension_key, present, scalar};
use crate::diagnostics::Code;
use crate::document::model::{Broken, Reference};
use crate::source::{FollowError, Node};

/// More steps than this are taken for a circle.
const STEPS: usize = 64;

impl<'s> DocumentReader<'s, '_> {
    /// The node itself, or what its `$ref` leads to; `None`, with a warning, where that is nothing.
    pub(crate) fn followed(&mut self, node: &'s Node) -> Option<&'s Node> {
        self.chain(node).last().copied()
    }

    /// The node and all that its `$ref`s lead to, the last one being without; empty, with a warning, where a step fails.
    pub(crate) fn chain(&mut self, node: &'s Node) -> Vec<&'s Node> {
        let mut chain = vec![node];
        let mut at = node;
        while let Some(reference) = reference_of(at) {
            match self.step(reference, at) {
                Ok(next)
                    if chain.len() < STEPS
                        && !chain.iter().any(|seen| std::ptr::eq(*seen, next)) =>
                {
                    at = next
                }
                Ok(_) => return self.broken(reference, Broken::Circular),
                Err(broken) => return self.broken(reference, broken),
            }
            chain.push(at);
        }
        chain
    }

    /// The objects of a chain that declare something, what a `$ref` leads to last; `None` where it leads nowhere or to no
    /// object, which is reported. The standard ignores keys next to their `$ref`, except `summary` and
    /// `description` (3.1, 4.8.23). Specifications use others on purpose, so they apply, with a warning.
    pub(super) fn overlaid(&mut self, node: &'s Node, what: &str) -> Option<Overlaid<'s>> {
        let mut chain = self.chain(node);
        let target = chain.pop()?;
        if !self.is_object(target, what) {
            return None;
        }
        chain.retain(|node| self.has_siblings(node, what));
        chain.push(target);
        Some(Overlaid(chain))
    }

    /// Whether there are keys next to a `$ref`.
    fn has_siblings(&mut self, node: &'s Node, what: &str) -> bool {
        let entries = node.as_object().map_or(&[][..], |object| object.entries());
        let mut beside = entries
            .iter()
            .filter(|entry| &*entry.key != "$ref" && !extension_key(&entry.key))
            .peekable();
        let has_any = beside.peek().is_some();
        if let Some(unusual) =
            beside.find(|entry| !matches!(&*entry.key, "summary" | "description"))
        {
            let message = format!(
                "`{}` is next to the `$ref` of {what}, where OpenAPI ignores it; it overrides the target of the `$ref`",
                unusual.key
            );
            self.warn(Code::UnknownValue, unusual.key_span, message);
        }
        has_any
    }

    /// Like [`DocumentReader::followed`], for what may be missing without a word: examples.
    pub(crate) fn followed_quietly(&self, node: &'s Node) -> Option<&'s Node> {
        let mut at = node;
        for _ in 0..STEPS {
            match reference_of(at) {
                Some(reference) => at = self.step(reference, at).ok()?,
                None => return Some(at),
            }
        }
        None
    }

    /// The reference of a schema, its target waiting to be read.
    pub(super) fn schema_reference(&mut self, node: &'s Node, text: &'s str) -> Reference<'s> {
        let (target, broken) = match self.step_to(text, node) {
            // What binds the `$dynamicRef`s here does not bind those of other components.
            Ok(target) => {
                let bindings = std::mem::take(&mut self.bindings);
                let id = self.schema(target);
                self.bindings = bindings;
                (Some(id), None)
            }
            Err(broken) => (self.anchors.target(text, node), Some(broken)),
        };
        let broken = broken.filter(|_| target.is_none());
        Reference {
            text,
            span: node.span,
            target,
            broken,
        }
    }

    fn step(&self, reference: &'s Node, from: &'s Node) -> Result<&'s Node, Broken> {
        self.step_to(scalar(reference).unwrap_or_default(), from)
    }

    /// What a reference that is in the file of `from` points at.
    pub(super) fn step_to(&self, text: &str, from: &Node) -> Result<&'s Node, Broken> {
        self.sources
            .follow(text, from.span.file)
            .map_err(|error| match error {
                FollowError::Remote { .. } => Broken::Remote,
                FollowError::Missing { .. } => Broken::Missing,
                FollowError::Unreadable { .. } | FollowError::Broken(_) => Broken::Unreadable,
            })
    }

    fn broken(&mut self, reference: &'s Node, broken: Broken) -> Vec<&'s Node> {
        let (code, message) = broken.words(scalar(reference).unwrap_or_default());
        self.warn(code, reference.span, message);
        Vec::new()
    }
}

/// Objects of which the first that has a key is the one whose value counts.
pub(in crate::document) struct Overlaid<'s>(pub(super) Vec<&'s Node>);

impl<'s> Overlaid<'s> {
    /// The object whose value of a key counts; where none has one, what the `$ref`s lead to.
    pub(in crate::document) fn holder(&self, key: &str) -> Option<&'s Node> {
        let Overlaid(chain) = self;
        chain
            .iter()
            .find(|node| present(node, key).is_some())
            .or(chain.last())
            .copied()
    }
}

impl Broken {
    /// The code and the message for a `$ref` that is broken in this way.
    pub(crate) fn words(self, text: &str) -> (Code, String) {
        match self {
            Broken::Missing => (Code::MissingRef, format!("`{text}` points at nothing")),
            Broken::Unreadable => (
                Code::MissingRef,
                format!("the file of `{text}` cannot be read"),
            ),
            Broken::Remote => (
                Code::RemoteRef,
                format!("`{text}` is on another host and is not followed"),
            ),
            Broken::Unbound => (
                Code::MissingRef,
                format!("`{text}` is bound by nobody who refers to this schema"),
            ),
            Broken::Circular => (
                Code::CircularRef,
                format!("`{text}` leads back to itself with nothing in between"),
            ),
        }
    }
}

/// The `$ref` of an object, where it is text.
fn reference_of(node: &Node) -> Option<&Node> {
    node.get("$ref")
        .filter(|reference| reference.as_str().is_some())
}
