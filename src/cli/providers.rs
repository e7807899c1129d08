//! `fetchwright providers`: what is built in about providers, and where each fact comes from.
//!
//! ```text
//! $ fetchwright providers stripe
//! Stripe (stripe)
//!   servers         https://api.stripe.com
//!   specification   https://raw.githubusercontent.com/stripe/openapi/master/openapi/spec3.json
//!
//! retry
//!   header          Stripe-Should-Retry
//!                   from npm:stripe@23.1.0 esm/RequestSender.js _shouldRetry
//! ```

use std::fmt::Write as _;

use super::arguments::{MessageFormat, ProvidersArguments};
use super::{FAILED, print, show};
use crate::config::Outcome;
use crate::diagnostics::Diagnostics;
use crate::providers::{self, PROVIDERS, Provider};
use crate::samples::Json;
use crate::source::{Entry, Node, Object, Value};

/// Where values begin.
const COLUMN: usize = 18;

pub(super) fn run(arguments: &ProvidersArguments) -> u8 {
    let Some(name) = &arguments.name else {
        print(&if arguments.json { json_list() } else { list() });
        return 0;
    };
    let Some(provider) = Provider::named(name) else {
        let mut outcome = Outcome::default();
        outcome.diagnostics.report(providers::unknown(name));
        show(&outcome, MessageFormat::Human);
        return FAILED;
    };
    let file = provider.read(&mut Diagnostics::default());
    let Some(facts) = file.root().and_then(|root| root.get("x-fetchwright")) else {
        return FAILED;
    };
    print(&match arguments.json {
        true => json(facts) + "\n",
        false => page(provider, facts),
    });
    0
}

/// A line for each provider: its name, and what is known about it.
fn list() -> String {
    let mut text = String::new();
    for provider in PROVIDERS {
        let file = provider.read(&mut Diagnostics::default());
        let Some(facts) = file.root().and_then(|root| root.get("x-fetchwright")) else {
            continue;
        };
        let about = facts.get("provider");
        let title = about
            .and_then(|about| about.get("name"))
            .and_then(Node::as_str);
        let mut sections: Vec<&str> = entries(facts)
            .iter()
            .map(|entry| &*entry.key)
            .filter(|key| !matches!(*key, "provider" | "x-source"))
            .collect();
        if about.is_some_and(|about| about.get("specifications").is_none()) {
            sections.push("(no public specification)");
        }
        let line = format!(
            "{:<16}{:<30}{}",
            provider.name,
            title.unwrap_or_default(),
            sections.join(", ")
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn json_list() -> String {
    let mut text = String::new();
    for provider in PROVIDERS {
        let file = provider.read(&mut Diagnostics::default());
        if let Some(facts) = file.root().and_then(|root| root.get("x-fetchwright")) {
            let name = serde_json::Value::from(provider.name);
            let _ = writeln!(text, "{{\"name\":{name},\"facts\":{}}}", json(facts));
        }
    }
    text
}

/// Everything about one provider.
fn page(provider: &Provider, facts: &Node) -> String {
    let about = facts.get("provider");
    let title = about
        .and_then(|about| about.get("name"))
        .and_then(Node::as_str);
    let mut text = format!("{} ({})\n", title.unwrap_or(provider.name), provider.name);
    let root_sources = facts.get("x-source");
    if let Some(about) = about {
        for entry in entries(about).iter().filter(|entry| &*entry.key != "name") {
            facts_of(&mut text, entry, &source_of(about, &entry.key));
        }
    }
    for section in entries(facts) {
        if matches!(&*section.key, "provider" | "x-source") {
            continue;
        }
        let _ = write!(text, "\n{}\n", section.key);
        match section.node.as_object() {
            Some(object) => {
                for entry in object.entries() {
                    let own = source_of(&section.node, &entry.key);
                    let above = || sources(root_sources.and_then(|all| all.get(&section.key)));
                    let from = if own.is_empty() { above() } else { own };
                    facts_of(&mut text, entry, &from);
                }
            }
            None => {
                let items = section
                    .node
                    .as_array()
                    .unwrap_or(std::slice::from_ref(&section.node));
                for item in items {
                    let from = match sources(item.get("x-source")) {
                        own if own.is_empty() => {
                            sources(root_sources.and_then(|all| all.get(&section.key)))
                        }
                        own => own,
                    };
                    line(&mut text, "", &words(item), &from);
                }
            }
        }
    }
    text
}

fn facts_of(text: &mut String, entry: &Entry, from: &[&str]) {
    if &*entry.key == "x-source" {
        return;
    }
    match (&*entry.key, entry.node.as_array()) {
        ("specifications", Some(items)) => {
            for item in items {
                let url = item.get("url").map(words).unwrap_or_default();
                line(text, "specification", &url, &[]);
            }
        }
        _ => line(text, &entry.key, &words(&entry.node), from),
    }
}

fn line(text: &mut String, key: &str, value: &str, from: &[&str]) {
    let _ = writeln!(text, "  {key:<width$}{value}", width = COLUMN - 2);
    for source in from {
        let _ = writeln!(text, "{:COLUMN$}from {source}", "");
    }
}

/// The sources of a key: those of the key, or those of the whole object.
fn source_of<'n>(object: &'n Node, key: &str) -> Vec<&'n str> {
    match object.get("x-source") {
        Some(all) if all.as_object().is_some() => sources(all.get(key)),
        all => sources(all),
    }
}

fn sources(node: Option<&Node>) -> Vec<&str> {
    let items = node.map(|node| node.as_array().unwrap_or(std::slice::from_ref(node)));
    items
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_str)
        .collect()
}

/// A value as a person reads it: lists with commas, objects as `key: value`.
fn words(node: &Node) -> String {
    match &node.value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => "null".to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let kept = object
                .entries()
                .iter()
                .filter(|entry| &*entry.key != "x-source");
            let pairs = kept.map(|entry| format!("{}: {}", entry.key, words(&entry.node)));
            pairs.collect::<Vec<_>>().join(", ")
        }
    }
}

fn json(node: &Node) -> String {
    Json::from(node).to_string()
}

fn entries(node: &Node) -> &[Entry] {
    node.as_object().map_or(&[], Object::entries)
}
