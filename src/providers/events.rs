//! Rules for the events of webhooks to the events of one specification.
//!
//! ```text
//! event-names: [/…/enabled_events/items/enum]   event-component: prefix   events: {charge.dispute.*: dispute}
//!   →   events: {charge.captured: charge, charge.dispute.closed: dispute}
//! ```
//!
//! A provider declares its events in a list of names. `events` states what each contains: by name, by a pattern with `*`, or,
//! with `event-component: prefix`, by the component that is called like the name without its last segment. The rules are
//! for every version of the specification, so an event whose component is missing in this one is left out.
//!
//! The work is the number of names times the number of patterns, which are few.

use std::collections::BTreeMap;

use crate::source::{Entry, Node, Object, Value, at};
use crate::stars;

/// Writes the events that the rules mean in this specification as `events`, without patterns.
pub(super) fn expand(root: &mut Node) {
    let Some(events) = expanded(root) else { return };
    let Some(webhooks) = child(root, "x-fetchwright").and_then(|node| child(node, "webhooks"))
    else {
        return;
    };
    let span = webhooks.span;
    if let Value::Object(object) = &mut webhooks.value {
        object.change_entries(|entries| {
            entries.retain(|entry| &*entry.key != "events");
            entries.push(Entry {
                key: "events".into(),
                key_span: span,
                node: Node {
                    span,
                    value: Value::Object(Object::new(events)),
                },
            });
        });
    }
}

/// The events; `None` if there is no rule to expand.
fn expanded(root: &Node) -> Option<Vec<Entry>> {
    let rules = root.get("x-fetchwright")?.get("webhooks")?;
    let written = rules.get("events").and_then(Node::as_object);
    let written = written.map_or(&[][..], Object::entries);
    let has_patterns = written.iter().any(|entry| entry.key.contains('*'));
    let names = names(root, rules);
    if names.is_empty() && !has_patterns {
        return None;
    }
    let mut events: BTreeMap<&str, Entry> = BTreeMap::new();
    for entry in written.iter().filter(|entry| !entry.key.contains('*')) {
        events.insert(&entry.key, entry.clone());
    }
    let by_prefix = rules.get("event-component").and_then(Node::as_str) == Some("prefix");
    for name in names {
        let Some(text) = name.as_str().filter(|text| !text.contains('*')) else {
            continue;
        };
        if events.contains_key(text) {
            continue;
        }
        let prefix = || text.rsplit_once('.').filter(|_| by_prefix);
        let component = pattern(written, text)
            .map(|entry| entry.node.clone())
            .or_else(|| {
                prefix().map(|(prefix, _)| Node {
                    span: name.span,
                    value: Value::String(prefix.into()),
                })
            });
        let Some(component) = component else { continue };
        if component
            .as_str()
            .is_some_and(|key| has_component(root, key))
        {
            let entry = Entry {
                key: text.into(),
                key_span: name.span,
                node: component,
            };
            events.insert(text, entry);
        }
    }
    Some(events.into_values().collect())
}

/// The names of all events: the list at the first pointer that leads to one.
fn names<'r>(root: &'r Node, rules: &Node) -> &'r [Node] {
    let pointers = match rules.get("event-names").map(|node| (&node.value, node)) {
        Some((Value::Array(items), _)) => items.as_slice(),
        Some((_, node)) => std::slice::from_ref(node),
        None => return &[],
    };
    let mut lists = pointers
        .iter()
        .filter_map(|pointer| at(root, pointer.as_str()?)?.as_array());
    lists.next().unwrap_or(&[])
}

/// The pattern that fits a name and has most characters beside its `*`s.
fn pattern<'e>(written: &'e [Entry], name: &str) -> Option<&'e Entry> {
    let patterns = written.iter().filter(|entry| entry.key.contains('*'));
    let fitting = patterns.filter(|entry| stars::matches(&entry.key, name));
    fitting.max_by_key(|entry| {
        entry
            .key
            .chars()
            .filter(|character| *character != '*')
            .count()
    })
}

/// Whether a specification has a component schema: 3.x or 2.0.
fn has_component(root: &Node, key: &str) -> bool {
    let schemas = root
        .get("components")
        .and_then(|components| components.get("schemas"));
    let schemas = schemas.or_else(|| root.get("definitions"));
    schemas.is_some_and(|schemas| schemas.get(key).is_some())
}

pub(super) fn child<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let Value::Object(object) = &mut node.value else {
        return None;
    };
    object.value_mut(object.position(key)?)
}

/// Fits the rules of a provider file to a specification: removes the events whose component it does not have, and where it states
/// nothing of webhooks itself, a selection keeps only the events that hold what it reaches.
pub(super) fn fit(facts: &mut Node, root: &Node) {
    let Some(webhooks) = child(facts, "webhooks") else {
        return;
    };
    let own = root
        .get("x-fetchwright")
        .and_then(|facts| facts.get("webhooks"));
    let span = webhooks.span;
    if let (Value::Object(rules), None) = (&mut webhooks.value, own)
        && rules.get("select").is_none()
    {
        let node = Node {
            span,
            value: Value::String("reached".into()),
        };
        rules.change_entries(|entries| {
            entries.push(Entry {
                key: "select".into(),
                key_span: span,
                node,
            });
        });
    }
    let Some(events) = child(webhooks, "events") else {
        return;
    };
    if let Value::Object(object) = &mut events.value {
        object.change_entries(|entries| {
            entries.retain(|entry| {
                let component = entry.node.as_str();
                entry.key.contains('*') || component.is_some_and(|key| has_component(root, key))
            });
        });
    }
}
