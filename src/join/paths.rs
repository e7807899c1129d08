//! Paths of a further file in the tree of the first, with what applies to all operations of their file.
//!
//! ```text
//! servers: [{url: https://verify.example.com}]    →   /v2/Services: {servers: [{url: https://verify.example.com}], get: …}
//! paths: {/v2/Services: {get: …}}
//! ```
//!
//! Invariant: an operation is called as its own file declares, whatever the first file has at its root.

use super::{add_entry, same, same_value};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Entry, Node, Object, Room, Span, Value};

const METHODS: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "query", "trace",
];

/// The keys at the root of a file whose values differ from those of the first file.
pub(super) struct Defaults {
    servers: Option<Node>,
    security: Option<Node>,
    consumes: Option<Node>,
    produces: Option<Node>,
}

impl Defaults {
    pub(super) fn of(root: &Node, other: &Node) -> Defaults {
        let differing = |key: &str| match (root.get(key), other.get(key)) {
            (left, right) if same(left, right) => None,
            (_, Some(right)) => Some(right.clone()),
            // No value in the file differs from the first one.
            (Some(_), None) => Some(Node {
                span: other.span,
                value: Value::Array(Vec::new()),
            }),
            (None, None) => None,
        };
        let is_empty = |node: &Node| node.as_array().is_some_and(<[Node]>::is_empty);
        Defaults {
            servers: differing("servers").filter(|node| !is_empty(node)),
            security: differing("security"),
            consumes: differing("consumes").filter(|node| !is_empty(node)),
            produces: differing("produces").filter(|node| !is_empty(node)),
        }
    }
}

/// Adds the paths of a file; `false` where the tree has no room for them.
pub(super) fn add(
    root: &mut Node,
    other: &mut Node,
    defaults: &Defaults,
    room: &mut Room,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some(paths) = value_of(other, "paths") else {
        return true;
    };
    let Value::Object(paths) = std::mem::replace(&mut paths.value, Value::Null) else {
        return true;
    };
    let Value::Object(object) = &mut root.value else {
        return true;
    };
    if object.position("paths").is_none() {
        let span = other.span;
        let node = Node {
            span,
            value: Value::Object(Object::default()),
        };
        object.change_entries(|entries| {
            entries.push(Entry {
                key: "paths".into(),
                key_span: span,
                node,
            });
        });
    }
    let Some(Value::Object(known)) = value_of(root, "paths").map(|node| &mut node.value) else {
        return true;
    };
    for mut entry in paths.entries().to_vec() {
        complete(&mut entry.node, defaults);
        let target = known
            .position(&entry.key)
            .and_then(|position| known.value_mut(position));
        let fits = match target {
            None => add_entry(known, &entry, 2, room),
            Some(target) => add_operations(target, &entry, room, diagnostics),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn value_of<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let Value::Object(object) = &mut node.value else {
        return None;
    };
    object
        .position(key)
        .and_then(|position| object.value_mut(position))
}

/// Gives a path and its operations what their file has at its root.
fn complete(item: &mut Node, defaults: &Defaults) {
    set_default(item, "servers", defaults.servers.as_ref());
    for method in METHODS {
        if let Some(operation) = value_of(item, method) {
            set_default(operation, "security", defaults.security.as_ref());
            set_default(operation, "consumes", defaults.consumes.as_ref());
            set_default(operation, "produces", defaults.produces.as_ref());
        }
    }
}

fn set_default(node: &mut Node, key: &str, value: Option<&Node>) {
    let (Value::Object(object), Some(value)) = (&mut node.value, value) else {
        return;
    };
    if object.get(key).is_none() {
        let entry = Entry {
            key: key.into(),
            key_span: value.span,
            node: value.clone(),
        };
        object.change_entries(|entries| entries.push(entry));
    }
}

/// The operations of a path that another file has too.
fn add_operations(
    target: &mut Node,
    entry: &Entry,
    room: &mut Room,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (Value::Object(known), Some(item)) = (&mut target.value, entry.node.as_object()) else {
        return true;
    };
    for operation in item
        .entries()
        .iter()
        .filter(|operation| METHODS.contains(&&*operation.key))
    {
        let line = format!("{} {}", operation.key.to_uppercase(), entry.key);
        match known.get(&operation.key) {
            None => {
                let mut added = operation.clone();
                inherit(&mut added.node, item);
                if !add_entry(known, &added, 3, room) {
                    return false;
                }
            }
            Some(first) if same_value(first, &operation.node) => {}
            Some(_) => diagnostics.report(ignored(&line, operation.key_span)),
        }
    }
    true
}

/// An operation that moves to a path of another file brings along what applies to its own path.
fn inherit(operation: &mut Node, item: &Object) {
    set_default(operation, "servers", item.get("servers"));
    let shared = item
        .get("parameters")
        .and_then(Node::as_array)
        .unwrap_or_default();
    if shared.is_empty() {
        return;
    }
    let own = value_of(operation, "parameters");
    match own.map(|own| &mut own.value) {
        Some(Value::Array(own)) => {
            let is_new = |parameter: &&Node| !own.iter().any(|known| is_one(known, parameter));
            let new: Vec<Node> = shared.iter().filter(is_new).cloned().collect();
            own.extend(new);
        }
        _ => set_default(operation, "parameters", item.get("parameters")),
    }
}

/// Two parameters are one if name and place are, or the reference is.
fn is_one(left: &Node, right: &Node) -> bool {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    let named = |node: &Node| (text(node, "name"), text(node, "in"), text(node, "$ref"));
    named(left) == named(right)
}

fn ignored(line: &str, span: Span) -> Diagnostic {
    let message = format!("`{line}` is in several files; that of the first one is used");
    Diagnostic::warning(Code::LeftOut, message)
        .at(span)
        .help("generate a client for each file, if they are different APIs")
}
