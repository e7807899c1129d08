//! Two layers of facts to one.
//!
//! ```text
//! the specification's  {errors: {code: /code}}
//! the provider file's  {errors: {code: /error, message: /text}, retry: {…}}
//!                  →   {errors: {code: /code, message: /text}, retry: {…}}
//! ```
//!
//! Objects are merged at every depth; of any other two values the higher one counts. Exceptions: the rules of `pagination`
//! and the names in `secrets` are joined, a `scheme` of webhooks is one value, and `null` or `false` removes a key.

use crate::source::{Entry, Node, Object, Room, Value};

const EXTENSION: &str = "x-fetchwright";

/// A copy without the facts about the provider itself and without the sources of all facts.
pub(super) fn without_sources(facts: &Node) -> Node {
    let mut copy = cleaned(facts);
    if let Value::Object(object) = &mut copy.value {
        object.change_entries(|entries| entries.retain(|entry| &*entry.key != "provider"));
    }
    copy
}

/// Recursive: a tree is never deeper than the limit.
fn cleaned(node: &Node) -> Node {
    let value = match &node.value {
        Value::Object(object) => {
            let kept = object.entries().iter();
            let kept = kept.filter(|entry| &*entry.key != "x-source");
            let entries = kept.map(|entry| Entry {
                node: cleaned(&entry.node),
                ..entry.clone()
            });
            Value::Object(Object::new(entries.collect()))
        }
        Value::Array(items) => Value::Array(items.iter().map(cleaned).collect()),
        other => other.clone(),
    };
    Node {
        span: node.span,
        value,
    }
}

/// Puts facts below what a specification's root states under `x-fetchwright`; `false` if the tree has no room for them.
pub(super) fn lay_below(root: &mut Node, facts: Node, room: &mut Room) -> bool {
    let Value::Object(object) = &mut root.value else {
        return true;
    };
    if !room.holds(&facts, 2) {
        return false;
    }
    let known = object.position(EXTENSION);
    match known.and_then(|position| object.value_mut(position)) {
        Some(higher) => merge(higher, facts, ""),
        None => {
            let added = Entry {
                key: EXTENSION.into(),
                key_span: facts.span,
                node: facts,
            };
            object.change_entries(|entries| entries.push(added));
        }
    }
    true
}

/// Completes a value with that of a lower layer. Recursive: a tree is never deeper than the limit.
fn merge(higher: &mut Node, lower: Node, key: &str) {
    match (&mut higher.value, lower.value) {
        (Value::Object(object), Value::Object(lower)) if key != "scheme" => {
            merge_objects(object, lower)
        }
        (_, lower_value) if key == "pagination" || key == "secrets" => {
            let lower = Node {
                span: lower.span,
                value: lower_value,
            };
            let mut joined = items(
                std::mem::replace(&mut higher.value, Value::Null),
                higher.span,
            );
            joined.extend(items(lower.value, lower.span));
            higher.value = Value::Array(joined);
        }
        _ => {}
    }
}

fn merge_objects(object: &mut Object, lower: Object) {
    for entry in lower.entries() {
        let known = object.position(&entry.key);
        match known.and_then(|position| object.value_mut(position)) {
            Some(known) => merge(known, entry.node.clone(), &entry.key),
            None => object.change_entries(|entries| entries.push(entry.clone())),
        }
    }
    object.change_entries(|entries| {
        entries.retain(|entry| {
            let removes = matches!(entry.node.value, Value::Null | Value::Bool(false));
            !(removes && lower.get(&entry.key).is_some())
        });
    });
}

/// The items of a list, or the one value that represents a list of one.
fn items(value: Value, span: crate::source::Span) -> Vec<Node> {
    match value {
        Value::Array(items) => items,
        Value::Null | Value::Bool(false) => Vec::new(),
        value => vec![Node { span, value }],
    }
}
