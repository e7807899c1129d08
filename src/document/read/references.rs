//! `$ref` to what it points at.
//!
//! ```text
//! { $ref: "#/components/parameters/limit" } → the parameter's node, over any number of `$ref`s in any file
//! ```
//!
//! For objects that are not schemas the chain is followed to its end, and what is wrong is reported at the `$ref`, since
//! the part is needed now. A schema's `$ref` goes one step and is reported by `resolve`, if something wanted reaches it.

use super::DocumentReader;
use super::fields::scalar;
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
            Ok(target) => (Some(self.schema(target)), None),
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

    /// What a reference that stands in the file of `from` points at.
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
