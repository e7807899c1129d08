//! Several specifications of one API to one: the paths and components of all files in the tree of the first.
//!
//! ```text
//! mail.json:   paths: {/mail: …}     components: {schemas: {Error: {message}, Mail: …}}
//! alerts.json: paths: {/alerts: …}   components: {schemas: {Error: {message}, Link: …}}
//!          →   paths: {/mail, /alerts}   components: {schemas: {Error, Mail, Link}}
//! ```
//!
//! Stands between `source`, which reads the files, and `providers` and the user's overlays, which see one specification.
//! `components` decides which components of two files are one; `paths` moves operations with what applies to all operations of
//! their file (servers, security, media types).
//!
//! Invariants: what the first file has stays as it is; equal components become one, descriptions aside; of two different ones
//! with one name the later is named after its file, and every reference in that file follows; a value keeps its place in its
//! file, so a diagnostic points there.

mod components;
mod paths;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::overlay;
use crate::source::{Entry, FileId, Input, Joined, Node, Object, Room, Sources, Value};

/// Where a version keeps its components: `/components/schemas` or `/definitions`.
const SECTIONS_3: &[&str] = &[
    "callbacks",
    "examples",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
];
const SECTIONS_2: &[&str] = &[
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];

/// Reads a specification, or several and joins them.
pub fn read(input: Input, diagnostics: &mut Diagnostics) -> Sources {
    let Input::Several(inputs) = input else {
        return overlay::read(input, diagnostics);
    };
    let labels = labels(&inputs);
    let mut inputs = inputs.into_iter();
    let first = inputs.next().unwrap_or(Input::Several(Vec::new()));
    let mut sources = overlay::read(first, diagnostics);
    let mut join = Join {
        joined: Joined {
            files: 1,
            ..Joined::default()
        },
        known: components::Known::default(),
    };
    for (input, label) in inputs.zip(labels.iter().skip(1)) {
        let Some(file) = sources.read_joined(input, diagnostics) else {
            continue;
        };
        join.add(&mut sources, file, label, diagnostics);
    }
    sources.set_joined(join.joined);
    sources
}

/// What is known after some files were joined.
struct Join {
    joined: Joined,
    known: components::Known,
}

impl Join {
    fn add(
        &mut self,
        sources: &mut Sources,
        file: FileId,
        label: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let (Some(root), Some(other)) = (sources.root(), sources.root_of(file)) else {
            return;
        };
        let layout = match Layout::of_both(root, other) {
            Ok(layout) => layout,
            Err(message) => {
                let message = format!("`{}` {message}", sources.name(file));
                let error = Diagnostic::error(Code::UnknownVersion, message).at(other.span);
                return diagnostics.report(error.help("generate a client for each of them"));
            }
        };
        let mut other = other.clone();
        let plan = self.known.plan(root, &other, &layout, label);
        plan.report(sources.name(file), diagnostics);
        self.joined.files += 1;
        self.joined.shared += plan.shared;
        self.joined.renamed += plan.renamed.len();
        components::rename(&mut other, &plan.names, &layout);
        let defaults = paths::Defaults::of(root, &other);
        let fits = sources.change_root(|root, room| {
            components::add(root, &other, &plan, &layout, room)
                && paths::add(root, &mut other, &defaults, room, diagnostics)
                && add_rest(root, &other, room)
        });
        if fits == Some(false) {
            let message = "the specifications together are larger than a specification may be";
            diagnostics.report(Diagnostic::error(Code::TooLarge, message));
        }
    }
}

/// Where both files have their components.
struct Layout {
    /// The key that holds the sections; none: the root holds them.
    holder: Option<&'static str>,
    sections: &'static [&'static str],
}

impl Layout {
    fn of_both(root: &Node, other: &Node) -> Result<Layout, String> {
        let (version, others) = (version(root), version(other));
        if others.is_empty() {
            return Err("is no OpenAPI specification".to_owned());
        }
        if version != others {
            return Err(format!(
                "is version {others} of OpenAPI, and the first specification is version {version}; one client needs one version"
            ));
        }
        if version != "2.0" {
            return Ok(Layout {
                holder: Some("components"),
                sections: SECTIONS_3,
            });
        }
        for key in ["host", "basePath", "schemes"] {
            if !same(root.get(key), other.get(key)) {
                return Err(format!(
                    "has another `{key}` than the first specification, and Swagger 2.0 has one for all paths"
                ));
            }
        }
        Ok(Layout {
            holder: None,
            sections: SECTIONS_2,
        })
    }

    fn sections<'n>(&self, root: &'n Node) -> Vec<(&'static str, &'n Object)> {
        let holder = self.holder.map_or(Some(root), |key| root.get(key));
        let sections = self.sections.iter();
        sections
            .filter_map(|section| Some((*section, holder?.get(section)?.as_object()?)))
            .collect()
    }

    /// The section of schemas.
    fn schemas(&self) -> &'static str {
        match self.holder {
            Some(_) => "schemas",
            None => "definitions",
        }
    }

    /// `#/components/schemas/`
    fn prefix(&self, section: &str) -> String {
        match self.holder {
            Some(holder) => format!("#/{holder}/{section}/"),
            None => format!("#/{section}/"),
        }
    }
}

/// `3.0`; empty where it is no specification.
fn version(root: &Node) -> String {
    let version = root.get("openapi").or_else(|| root.get("swagger"));
    let text = match version.map(|version| &version.value) {
        Some(Value::String(text) | Value::Number(text)) => text,
        _ => return String::new(),
    };
    let mut parts = text.split('.');
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next());
    format!("{major}.{}", minor.unwrap_or("0"))
}

/// Tags, webhooks and extensions that the first file does not have.
fn add_rest(root: &mut Node, other: &Node, room: &mut Room) -> bool {
    let Value::Object(object) = &mut root.value else {
        return true;
    };
    let Some(others) = other.as_object() else {
        return true;
    };
    for entry in others.entries() {
        let is_extension = entry.key.starts_with("x-");
        let known = object
            .position(&entry.key)
            .and_then(|position| object.value_mut(position));
        let fits = match (&*entry.key, known) {
            ("tags", Some(known)) => add_tags(known, &entry.node, room),
            ("webhooks", Some(known)) => add_entries(known, &entry.node, 2, room),
            ("tags" | "webhooks", None) => add_entry(object, entry, 1, room),
            (_, None) if is_extension => add_entry(object, entry, 1, room),
            _ => true,
        };
        if !fits {
            return false;
        }
    }
    true
}

/// The tags whose names are new.
fn add_tags(known: &mut Node, others: &Node, room: &mut Room) -> bool {
    let Value::Array(known) = &mut known.value else {
        return true;
    };
    let name = |tag: &Node| tag.get("name").and_then(Node::as_str).map(str::to_owned);
    for tag in others.as_array().unwrap_or_default() {
        if known.iter().any(|other| name(other) == name(tag)) {
            continue;
        }
        if !room.holds(tag, 2) {
            return false;
        }
        known.push(tag.clone());
    }
    true
}

/// The entries of an object whose keys are new.
fn add_entries(known: &mut Node, others: &Node, below: usize, room: &mut Room) -> bool {
    let (Value::Object(known), Some(others)) = (&mut known.value, others.as_object()) else {
        return true;
    };
    let new: Vec<&Entry> = others
        .entries()
        .iter()
        .filter(|entry| known.get(&entry.key).is_none())
        .collect();
    if !new.iter().all(|entry| room.holds(&entry.node, below)) {
        return false;
    }
    known.change_entries(|entries| entries.extend(new.into_iter().cloned()));
    true
}

fn add_entry(object: &mut Object, entry: &Entry, below: usize, room: &mut Room) -> bool {
    if !room.holds(&entry.node, below) {
        return false;
    }
    object.change_entries(|entries| entries.push(entry.clone()));
    true
}

/// Whether two values are one, places aside.
fn same(left: Option<&Node>, right: Option<&Node>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => same_value(left, right),
        (None, None) => true,
        _ => false,
    }
}

/// Recursive: a tree is never deeper than the limit.
fn same_value(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Object(left), Value::Object(right)) => {
            left.entries().len() == right.entries().len()
                && left
                    .entries()
                    .iter()
                    .zip(right.entries())
                    .all(|(left, right)| {
                        left.key == right.key && same_value(&left.node, &right.node)
                    })
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same_value(left, right))
        }
        (Value::String(left), Value::String(right))
        | (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Null, Value::Null) => true,
        _ => false,
    }
}

/// What tells the files apart, as words for names: `tsg_mail_v3.json` beside `tsg_alerts_v3.json` is `mail`.
fn labels(inputs: &[Input]) -> Vec<String> {
    let stems: Vec<Vec<String>> = inputs.iter().map(words).collect();
    let shortest = stems.iter().map(Vec::len).min().unwrap_or(0);
    let all_have = |position: &dyn Fn(&[String]) -> Option<String>| {
        let mut words = stems.iter().map(|stem| position(stem));
        let first = words.next().flatten();
        first.is_some() && words.all(|word| word == first)
    };
    let mut front = 0;
    while front + 1 < shortest && all_have(&|stem| stem.get(front).cloned()) {
        front += 1;
    }
    let mut back = 0;
    while front + back + 1 < shortest
        && all_have(&|stem| stem.get(stem.len().checked_sub(back + 1)?).cloned())
    {
        back += 1;
    }
    let kept = stems.iter().map(|stem| {
        let end = stem.len().saturating_sub(back);
        stem.get(front..end).unwrap_or(stem.as_slice()).join("_")
    });
    kept.map(|label| {
        if label.is_empty() {
            "other".to_owned()
        } else {
            label
        }
    })
    .collect()
}

/// The words of a file's name without its ending.
fn words(input: &Input) -> Vec<String> {
    let name = match input {
        Input::Text { name, .. } => name.clone(),
        input => input
            .path()
            .unwrap_or(Path::new(""))
            .to_string_lossy()
            .into_owned(),
    };
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let words = stem.split(|sign: char| !sign.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
