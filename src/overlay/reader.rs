//! An overlay's tree to its actions.
//!
//! ```text
//! overlay: 1.0.0
//! actions: [{target: $.info, update: {title: Pets}}]   →   [Action { target: $.info, change: Update({title: Pets}) }]
//! ```
//!
//! One action that is wrong does not hide the others: all that is wrong is reported.

use super::path::{self, Query};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Span, Value};

/// What is changed, and how.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub target: Query,
    /// The target as written.
    pub text: String,
    /// The position of the target.
    pub span: Span,
    pub change: Change,
}

#[derive(Clone, Debug)]
pub(super) enum Change {
    Remove,
    Update(Node),
}

/// The target of `extends`, and its position; `None` if the tree is no overlay or has no `extends`.
pub(super) fn extended(root: &Node) -> Option<(&str, Span)> {
    root.get("overlay")?;
    let extended = root.get("extends")?;
    Some((extended.as_str()?, extended.span))
}

/// The actions of an overlay in order; `None`, which is reported, where the tree is none.
pub(super) fn actions(root: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<Action>> {
    let mut wrong = |message: String, span| {
        diagnostics.report(Diagnostic::error(Code::Overlay, message).at(span))
    };
    let Some(version) = root.get("overlay") else {
        wrong(
            "this is not an overlay: it has no `overlay` key".to_owned(),
            root.span,
        );
        return None;
    };
    // YAML reads `1.0` without quotes as a number.
    let known = matches!(&version.value, Value::String(text) | Value::Number(text) if text.starts_with("1."));
    if !known {
        wrong(
            "this version of Overlay is not known; `1.0.0` is".to_owned(),
            version.span,
        );
        return None;
    }
    let Some(actions) = root.get("actions").and_then(Node::as_array) else {
        wrong(
            "the overlay has no list of `actions`".to_owned(),
            root.get("actions").unwrap_or(root).span,
        );
        return None;
    };
    let mut read = Vec::with_capacity(actions.len());
    for node in actions {
        match action(node) {
            Ok(action) => read.extend(action),
            Err((message, span)) => wrong(message, span),
        }
    }
    Some(read)
}

/// One action; `None` where it changes nothing.
fn action(node: &Node) -> Result<Option<Action>, (String, Span)> {
    if node.as_object().is_none() {
        return Err((
            format!("an action is {}, where an object is expected", node.kind()),
            node.span,
        ));
    }
    let Some(target) = node.get("target") else {
        return Err(("the action has no `target`".to_owned(), node.span));
    };
    let Some(text) = target.as_str() else {
        return Err((
            format!(
                "`target` is {}, where a JSONPath is expected",
                target.kind()
            ),
            target.span,
        ));
    };
    let query = path::parse(text).map_err(|error| {
        (
            format!(
                "`{text}` is no JSONPath: {}, at character {}",
                error.message, error.at
            ),
            target.span,
        )
    })?;
    let is_removal = match node.get("remove") {
        None => false,
        Some(remove) => remove.as_bool().ok_or_else(|| {
            (
                format!(
                    "`remove` is {}, where `true` or `false` is expected",
                    remove.kind()
                ),
                remove.span,
            )
        })?,
    };
    let change = match (is_removal, node.get("update")) {
        (true, _) => Change::Remove,
        (false, Some(update)) => Change::Update(update.clone()),
        (false, None) => return Ok(None),
    };
    Ok(Some(Action {
        target: query,
        text: text.to_owned(),
        span: target.span,
        change,
    }))
}
