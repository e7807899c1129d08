//! Which components of a further file are those of files before it, and what the others are called.
//!
//! ```text
//! known Error {message}, Page {items: $ref Item}, Item {id}
//! file  Error {message}            → Error        the same, so one type
//!       Item {id, name}            → alerts_Item  another one
//!       Page {items: $ref Item}    → alerts_Page  the same text, but it refers to another one
//! ```
//!
//! Two components are one if they are equal, `description` and examples aside, and so is what they refer to. All are taken for one
//! at first; each that turns out not to be is taken out until nothing changes, so cycles need no care.

use std::collections::{BTreeMap, BTreeSet};

use super::{Layout, add_entry};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Object, Room, Span, Value};

/// A section and a key in it.
type Key = (&'static str, String);

/// The components of the joined tree that have one name in their files.
#[derive(Default)]
pub(super) struct Known {
    /// The keys in the tree, by the key in their file; only where that is not the same.
    renamed: BTreeMap<Key, Vec<String>>,
}

/// What becomes of the components of one file.
pub(super) struct Plan {
    /// The keys in the joined tree, where they are not those of the file.
    pub(super) names: BTreeMap<Key, String>,
    /// Components that another file has already.
    pub(super) same: BTreeSet<Key>,
    pub(super) shared: usize,
    /// Components that differ from those of the same name, with their places.
    pub(super) renamed: Vec<(String, Span)>,
}

impl Known {
    /// Decides what becomes of each component of a file.
    pub(super) fn plan(&mut self, root: &Node, other: &Node, layout: &Layout, label: &str) -> Plan {
        let known: BTreeMap<&str, &Object> = layout.sections(root).into_iter().collect();
        let matches = self.matches(&known, other, layout);
        let mut plan = Plan {
            names: BTreeMap::new(),
            same: BTreeSet::new(),
            shared: 0,
            renamed: Vec::new(),
        };
        for (section, components) in layout.sections(other) {
            for entry in components.entries() {
                let key = (section, entry.key.to_string());
                let is_taken = |name: &str| {
                    known
                        .get(section)
                        .is_some_and(|known| known.get(name).is_some())
                };
                match matches.get(&key) {
                    Some(name) => {
                        plan.shared +=
                            usize::from(section == "schemas" || section == "definitions");
                        plan.same.insert(key.clone());
                        if *name != key.1 {
                            plan.names.insert(key, name.clone());
                        }
                    }
                    None if is_taken(&key.1) => {
                        let wanted = format!("{label}_{}", key.1);
                        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
                        let free =
                            |name: &String| !is_taken(name) && components.get(name).is_none();
                        let name = std::iter::once(wanted.clone()).chain(numbered).find(free);
                        let name = name.unwrap_or(wanted);
                        plan.renamed.push((key.1.clone(), entry.key_span));
                        self.renamed
                            .entry(key.clone())
                            .or_default()
                            .push(name.clone());
                        plan.names.insert(key, name);
                    }
                    None => {}
                }
            }
        }
        plan
    }

    /// The key in the joined tree of each component that is there already.
    fn matches(
        &self,
        known: &BTreeMap<&str, &Object>,
        other: &Node,
        layout: &Layout,
    ) -> BTreeMap<Key, String> {
        let mut refused: BTreeSet<(Key, String)> = BTreeSet::new();
        let mut matches = BTreeMap::new();
        for (section, components) in layout.sections(other) {
            for entry in components.entries() {
                let key = (section, entry.key.to_string());
                if let Some(name) = self.next_match(&key, &entry.node, known, layout, &refused) {
                    matches.insert(key, name);
                }
            }
        }
        loop {
            let wrong: Vec<Key> = matches
                .iter()
                .filter(|(key, name)| !refers_to_matches(key, name, known, other, layout, &matches))
                .map(|(key, _)| key.clone())
                .collect();
            if wrong.is_empty() {
                return matches;
            }
            for key in wrong {
                if let Some(name) = matches.remove(&key) {
                    refused.insert((key.clone(), name));
                }
                let node = component(other, layout, &key);
                let next =
                    node.and_then(|node| self.next_match(&key, node, known, layout, &refused));
                if let Some(name) = next {
                    matches.insert(key, name);
                }
            }
        }
    }

    /// The first component of the tree that is equal, references aside, and was not refused.
    fn next_match(
        &self,
        key: &Key,
        node: &Node,
        known: &BTreeMap<&str, &Object>,
        layout: &Layout,
        refused: &BTreeSet<(Key, String)>,
    ) -> Option<String> {
        let renamed = self.renamed.get(key).into_iter().flatten();
        let mut candidates = std::iter::once(&key.1).chain(renamed);
        let found = candidates.find(|name| {
            let candidate = known.get(key.0).and_then(|section| section.get(name));
            !refused.contains(&(key.clone(), (*name).clone()))
                && candidate.is_some_and(|candidate| is_equal(candidate, node, layout))
        });
        found.cloned()
    }
}

impl Plan {
    /// One warning for a file: its components are not named as in the file.
    pub(super) fn report(&self, file: &str, diagnostics: &mut Diagnostics) {
        const NAMED: usize = 5;
        let Some((_, first)) = self.renamed.first() else {
            return;
        };
        let named = self.renamed.iter().take(NAMED);
        let named: Vec<String> = named.map(|(key, _)| format!("`{key}`")).collect();
        let more = match self.renamed.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "`{file}` has {}{more}, which other files have in another form; here they are named after the file",
            named.join(", ")
        );
        diagnostics.report(
            Diagnostic::warning(Code::Renamed, message)
                .at(*first)
                .help("choose other names under `names.types` in the config"),
        );
    }
}

fn component<'n>(root: &'n Node, layout: &Layout, key: &Key) -> Option<&'n Node> {
    let sections = layout.sections(root).into_iter();
    let (_, section) = sections
        .into_iter()
        .find(|(section, _)| *section == key.0)?;
    section.get(&key.1)
}

/// Whether all that a component refers to is what its match refers to.
fn refers_to_matches(
    key: &Key,
    name: &str,
    known: &BTreeMap<&str, &Object>,
    other: &Node,
    layout: &Layout,
    matches: &BTreeMap<Key, String>,
) -> bool {
    let here = component(other, layout, key);
    let there = known.get(key.0).and_then(|section| section.get(name));
    let (Some(here), Some(there)) = (here, there) else {
        return false;
    };
    let (mut from, mut to) = (Vec::new(), Vec::new());
    targets(here, layout, &mut from);
    targets(there, layout, &mut to);
    from.len() == to.len()
        && from.iter().zip(&to).all(|(from, to)| {
            let is_known = matches.get(from);
            // What the file refers to and does not have is the same broken reference in both.
            is_known.map_or(
                component(other, layout, from).is_none() && from == to,
                |name| from.0 == to.0 && *name == to.1,
            )
        })
}

/// The components that are referred to, in the order of the tree.
fn targets(node: &Node, layout: &Layout, found: &mut Vec<Key>) {
    targets_below(node, "", layout, found);
}

/// Recursive: a tree is never deeper than the limit.
fn targets_below(node: &Node, holder: &str, layout: &Layout, found: &mut Vec<Key>) {
    match &node.value {
        Value::Object(object) => {
            for entry in object.entries() {
                let text = entry.node.as_str();
                let text = text.filter(|_| &*entry.key == "$ref" || holder == "mapping");
                match text.map(|text| (text, parts(text, layout))) {
                    Some((_, Some((section, key, _)))) => found.push((section, key)),
                    // A mapping may have the name alone.
                    Some((name, None)) if holder == "mapping" => {
                        found.push((layout.schemas(), name.to_owned()));
                    }
                    _ => targets_below(&entry.node, &entry.key, layout, found),
                }
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .for_each(|item| targets_below(item, holder, layout, found));
        }
        _ => {}
    }
}

/// `#/components/schemas/Pet/properties/a` is in the section `schemas`, of the key `Pet`, and goes on with `/properties/a`.
fn parts<'t>(reference: &'t str, layout: &Layout) -> Option<(&'static str, String, &'t str)> {
    layout.sections.iter().find_map(|section| {
        let rest = reference.strip_prefix(layout.prefix(section).as_str())?;
        let end = rest.find('/').unwrap_or(rest.len());
        let (key, behind) = rest.split_at(end);
        let key = key
            .replace("~1", "/")
            .replace("~0", "~")
            .replace("%20", " ");
        Some((*section, key, behind))
    })
}

/// Whether two components are equal, if all that they refer to is. Recursive: a tree is never deeper than the limit.
fn is_equal(left: &Node, right: &Node, layout: &Layout) -> bool {
    match (&left.value, &right.value) {
        (Value::Object(left), Value::Object(right)) => {
            let mut left = left
                .entries()
                .iter()
                .filter(|entry| counts(&entry.key, &entry.node));
            let mut right = right
                .entries()
                .iter()
                .filter(|entry| counts(&entry.key, &entry.node));
            loop {
                match (left.next(), right.next()) {
                    (None, None) => return true,
                    (Some(left), Some(right)) if left.key == right.key => {
                        let texts = (left.node.as_str(), right.node.as_str());
                        let is_equal = match (&*left.key, texts) {
                            ("$ref", (Some(left), Some(right))) => is_alike(left, right, layout),
                            ("mapping", _) => are_mappings_alike(&left.node, &right.node, layout),
                            _ => is_equal(&left.node, &right.node, layout),
                        };
                        if !is_equal {
                            return false;
                        }
                    }
                    _ => return false,
                }
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| is_equal(left, right, layout))
        }
        _ => super::same_value(left, right),
    }
}

/// Two references are alike if they go into components in one way; whether these are one is decided later.
fn is_alike(left: &str, right: &str, layout: &Layout) -> bool {
    match (parts(left, layout), parts(right, layout)) {
        (Some((left, _, behind)), Some((right, _, others))) => left == right && behind == others,
        (None, None) => left == right,
        _ => false,
    }
}

/// Two mappings of discriminators are alike if their values are, which may be names alone.
fn are_mappings_alike(left: &Node, right: &Node, layout: &Layout) -> bool {
    let (Some(left), Some(right)) = (left.as_object(), right.as_object()) else {
        return is_equal(left, right, layout);
    };
    let is_name = |text: &str| !text.contains(['/', '#']);
    left.entries().len() == right.entries().len()
        && left
            .entries()
            .iter()
            .zip(right.entries())
            .all(|(left, right)| {
                let is_value_alike = match (left.node.as_str(), right.node.as_str()) {
                    (Some(left), Some(right)) if is_name(left) && is_name(right) => true,
                    (Some(left), Some(right)) => is_alike(left, right, layout),
                    _ => is_equal(&left.node, &right.node, layout),
                };
                left.key == right.key && is_value_alike
            })
}

/// Whether an entry makes a difference: a property of that name is an object.
fn counts(key: &str, node: &Node) -> bool {
    let is_text = matches!(
        node.value,
        Value::String(_) | Value::Number(_) | Value::Bool(_)
    );
    !(is_text && matches!(key, "description" | "example" | "summary" | "title"))
}

/// Gives references, mappings of discriminators and names of security schemes their names in the joined tree.
pub(super) fn rename(node: &mut Node, names: &BTreeMap<Key, String>, layout: &Layout) {
    if names.is_empty() {
        return;
    }
    rename_below(node, "", names, layout);
}

/// Recursive: a tree is never deeper than the limit.
fn rename_below(node: &mut Node, key: &str, names: &BTreeMap<Key, String>, layout: &Layout) {
    match &mut node.value {
        Value::Object(object) => {
            if key == "security" {
                rename_keys(object, names);
            }
            let keys: Vec<Box<str>> = object
                .entries()
                .iter()
                .map(|entry| entry.key.clone())
                .collect();
            for (position, own) in keys.iter().enumerate() {
                let Some(child) = object.value_mut(position) else {
                    continue;
                };
                let renamed = match &child.value {
                    Value::String(text) if &**own == "$ref" || key == "mapping" => {
                        renamed_reference(text, names, layout)
                    }
                    _ => None,
                };
                match renamed {
                    Some(text) => child.value = Value::String(text.into()),
                    None => rename_below(child, own, names, layout),
                }
            }
        }
        // `security` lists the requirements.
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| rename_below(item, key, names, layout)),
        _ => {}
    }
}

fn renamed_reference(text: &str, names: &BTreeMap<Key, String>, layout: &Layout) -> Option<String> {
    if let Some((section, key, behind)) = parts(text, layout) {
        let name = names
            .get(&(section, key))?
            .replace('~', "~0")
            .replace('/', "~1");
        return Some(format!("{}{name}{behind}", layout.prefix(section)));
    }
    // A mapping may have the name alone.
    names.get(&(layout.schemas(), text.to_owned())).cloned()
}

fn rename_keys(object: &mut Object, names: &BTreeMap<Key, String>) {
    object.change_entries(|entries| {
        for entry in entries {
            let sections = ["securitySchemes", "securityDefinitions"];
            let name = sections
                .iter()
                .find_map(|section| names.get(&(*section, entry.key.to_string())));
            if let Some(name) = name {
                entry.key = name.as_str().into();
            }
        }
    });
}

/// Adds the components that are new; `false` where the tree has no room for them.
pub(super) fn add(
    root: &mut Node,
    other: &Node,
    plan: &Plan,
    layout: &Layout,
    room: &mut Room,
) -> bool {
    for (section, components) in layout.sections(other) {
        let Some(target) = section_of(root, section, layout, other.span) else {
            continue;
        };
        for entry in components.entries() {
            let key = (section, entry.key.to_string());
            if plan.same.contains(&key) {
                continue;
            }
            let mut entry = entry.clone();
            if let Some(name) = plan.names.get(&key) {
                entry.key = name.as_str().into();
            }
            if !add_entry(target, &entry, 3, room) {
                return false;
            }
        }
    }
    true
}

/// A section of the tree, made where it is not there.
fn section_of<'n>(
    root: &'n mut Node,
    section: &str,
    layout: &Layout,
    span: Span,
) -> Option<&'n mut Object> {
    let holder = match layout.holder {
        Some(holder) => child_of(root, holder, span)?,
        None => root,
    };
    match &mut child_of(holder, section, span)?.value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// The object under a key, made where it is not there.
fn child_of<'n>(node: &'n mut Node, key: &str, span: Span) -> Option<&'n mut Node> {
    let Value::Object(object) = &mut node.value else {
        return None;
    };
    if object.position(key).is_none() {
        let node = Node {
            span,
            value: Value::Object(Object::default()),
        };
        object.change_entries(|entries| {
            entries.push(crate::source::Entry {
                key: key.into(),
                key_span: span,
                node,
            });
        });
    }
    object
        .position(key)
        .and_then(|position| object.value_mut(position))
}
