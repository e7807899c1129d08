//! Servers, credentials and fixed headers to what a specification itself would declare.
//!
//! ```text
//! x-fetchwright:
//!   servers: [{name: production, url: https://api.acme.com}]  →   servers: [{url: https://api.acme.com, description: production}]
//!   credentials: {token: {type: http, scheme: bearer}}        →   components: {securitySchemes: {token: …}}, security: [{token: []}]
//!   headers: {Acme-Version: {pointer: /info/version, …}}      →   x-fetchwright: {headers: {Acme-Version: '2026-10-28'}}
//! ```
//!
//! A security scheme is added only if the specification has none. Its own schemes win, key by key, except for the prefix of a header, which OpenAPI cannot state.

use super::events::child;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Entry, Node, Object, Span, Value, at};

/// Puts the facts where a specification has them.
pub(super) fn expand(root: &mut Node, diagnostics: &mut Diagnostics) {
    servers(root);
    credentials(root);
    headers(root, diagnostics);
}

fn fact(root: &Node, key: &str) -> Option<Node> {
    let fact = root.get("x-fetchwright")?.get(key)?;
    fact.as_object().map(|_| fact.clone())
}

fn entries(node: &Node) -> &[Entry] {
    node.as_object().map_or(&[], Object::entries)
}

fn text(span: Span, text: &str) -> Node {
    let value = Value::String(text.into());
    Node { span, value }
}

fn object(span: Span, entries: Vec<(&str, Node)>) -> Node {
    let entries = entries.into_iter().map(|(key, node)| Entry {
        key: key.into(),
        key_span: node.span,
        node,
    });
    let value = Value::Object(Object::new(entries.collect()));
    Node { span, value }
}

fn set(node: &mut Node, key: &str, value: Node) {
    if let Value::Object(object) = &mut node.value {
        object.change_entries(|entries| {
            entries.retain(|entry| &*entry.key != key);
            entries.push(Entry {
                key: key.into(),
                key_span: value.span,
                node: value,
            });
        });
    }
}

/// The object under a key, which is made if it is missing.
fn made<'n>(node: &'n mut Node, key: &str, span: Span) -> Option<&'n mut Node> {
    if node.get(key).is_none() {
        set(node, key, object(span, Vec::new()));
    }
    child(node, key)
}

/// Named servers, the default first.
fn servers(root: &mut Node) {
    let extension = root.get("x-fetchwright");
    let Some(named) = extension.and_then(|facts| facts.get("servers")).cloned() else {
        return;
    };
    let Some(servers) = named.as_array() else {
        return;
    };
    let path = path_of_servers(root);
    let urls: Vec<(String, &Node)> = servers
        .iter()
        .filter_map(|server| {
            let url = server.get("url")?.as_str()?;
            let has_path = url
                .split_once("://")
                .is_some_and(|(_, rest)| rest.contains('/'));
            let path = if has_path { "" } else { path.as_str() };
            Some((format!("{url}{path}"), server))
        })
        .collect();
    if root.get("swagger").is_some() {
        if let Some((url, server)) = urls.first() {
            let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
            let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
            let span = server.span;
            set(root, "host", text(span, host));
            set(root, "basePath", text(span, path));
            let schemes = Value::Array(vec![text(span, scheme)]);
            set(
                root,
                "schemes",
                Node {
                    span,
                    value: schemes,
                },
            );
        }
        return;
    }
    let nodes = urls.iter().map(|(url, server)| {
        let mut described = vec![("url", text(server.span, url))];
        described.extend(server.get("name").map(|name| ("description", name.clone())));
        object(server.span, described)
    });
    let value = Value::Array(nodes.collect());
    let span = named.span;
    set(root, "servers", Node { span, value });
}

/// The path of the specification's first server, which servers without a path keep.
fn path_of_servers(root: &Node) -> String {
    let base = root.get("basePath").and_then(Node::as_str);
    let first = root
        .get("servers")
        .and_then(Node::as_array)
        .and_then(<[Node]>::first);
    let url = first
        .and_then(|server| server.get("url"))
        .and_then(Node::as_str);
    let path = base.or_else(|| {
        let rest = url.map(|url| url.split_once("://").map_or(url, |(_, rest)| rest))?;
        rest.find('/').and_then(|at| rest.get(at..))
    });
    path.unwrap_or_default().trim_end_matches('/').to_owned()
}

fn credentials(root: &mut Node) {
    let Some(known) = fact(root, "credentials") else {
        return;
    };
    let schemes = match root.get("swagger").is_some() {
        true => made(root, "securityDefinitions", known.span),
        false => made(root, "components", known.span)
            .and_then(|components| made(components, "securitySchemes", known.span)),
    };
    let Some(schemes) = schemes else { return };
    let mut added = Vec::new();
    let has_own = !entries(schemes).is_empty();
    for entry in entries(&known) {
        // Beside schemes of the specification, others would only be other names for the same credentials.
        let is_missing = schemes.get(&entry.key).is_none();
        if is_missing && (has_own || entry.node.get("type").is_none()) {
            continue;
        }
        added.push(entry);
        if let Some(scheme) = made(schemes, &entry.key, entry.node.span) {
            complete(scheme, &entry.node);
        }
    }
    if !declares_security(root) && !added.is_empty() {
        let alternatives = added.into_iter().map(|entry| {
            let span = entry.key_span;
            let no_scopes = Node {
                span,
                value: Value::Array(Vec::new()),
            };
            object(span, vec![(&*entry.key, no_scopes)])
        });
        let value = Value::Array(alternatives.collect());
        let span = known.span;
        set(root, "security", Node { span, value });
    }
}

/// Adds to a security scheme what it does not declare.
fn complete(scheme: &mut Node, facts: &Node) {
    for entry in entries(facts) {
        match &*entry.key {
            // The root keeps these, and they are no part of a Security Scheme Object.
            "env" | "prefix" | "username" | "password" => {}
            key if scheme.get(key).is_none() => set(scheme, key, entry.node.clone()),
            _ => {}
        }
    }
}

/// Whether a specification declares anywhere which credentials a request needs.
fn declares_security(root: &Node) -> bool {
    let items = root.get("paths").map_or(&[][..], entries).iter();
    let mut operations = items.flat_map(|item| entries(&item.node));
    root.get("security").is_some()
        || operations.any(|operation| operation.node.get("security").is_some())
}

/// Writes the value of each fixed header as text.
fn headers(root: &mut Node, diagnostics: &mut Diagnostics) {
    let Some(known) = fact(root, "headers") else {
        return;
    };
    let mut written = Vec::new();
    for entry in entries(&known) {
        match header(root, entry) {
            Ok(value) => written.push(Entry {
                node: value,
                ..entry.clone()
            }),
            Err(message) => {
                diagnostics.report(Diagnostic::warning(Code::Extension, message).at(entry.key_span))
            }
        }
    }
    if let Some(extension) = child(root, "x-fetchwright") {
        let value = Value::Object(Object::new(written));
        let span = known.span;
        set(extension, "headers", Node { span, value });
    }
}

/// The value of a fixed header: a text, `{value: TEXT}`, or what a pattern finds in the specification.
fn header(root: &Node, entry: &Entry) -> Result<Node, String> {
    let name = &entry.key;
    if entry.node.as_str().is_some() {
        return Ok(entry.node.clone());
    }
    if let Some(value) = entry
        .node
        .get("value")
        .filter(|value| value.as_str().is_some())
    {
        return Ok(value.clone());
    }
    let pointer = entry
        .node
        .get("pointer")
        .and_then(Node::as_str)
        .unwrap_or_default();
    let found = at(root, pointer).filter(|node| node.as_str().is_some());
    let Some(found) = found.filter(|_| !pointer.is_empty()) else {
        return Err(format!(
            "the header `{name}` is not sent: the specification has no text at `{pointer}`"
        ));
    };
    let version = found.as_str().unwrap_or_default();
    let pattern = entry
        .node
        .get("pattern")
        .and_then(Node::as_str)
        .unwrap_or(".*");
    let pattern = regex_lite::Regex::new(&format!("^(?:{pattern})$"));
    let matches = pattern.is_ok_and(|pattern| pattern.is_match(version));
    match matches {
        true => Ok(found.clone()),
        false => Err(format!(
            "the header `{name}` is not sent: its value cannot be read from `{version}`"
        )),
    }
}
