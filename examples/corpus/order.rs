//! What the order of keys decides: the order of the output, and the name where two ask for the same one.
//!
//! The keys of every object are reversed, and the lines of both outputs compared, whatever their order.

use std::collections::BTreeMap;

use fetchwright::config::{Job, Outcome};
use fetchwright::output::File;
use fetchwright::source::{Input, Node, Value};

/// How many lines of the output differ when the description's keys come in reverse.
pub fn differences(job: &Job, outcome: &Outcome) -> String {
    let Some(sources) = &outcome.sources else { return "not read".to_owned() };
    let Some(root) = sources.root().filter(|_| sources.paths().count() == 1) else {
        return "left out, it is split over several files".to_owned();
    };
    let mut text = String::new();
    reversed(root, &mut text);
    let input = Input::Text { name: "reversed.json".to_owned(), bytes: text.into_bytes() };
    let other = Job::new(input, job.settings.clone()).run();
    let (ours, theirs) = (words(outcome.files.as_deref()), words(other.files.as_deref()));
    let all: usize = ours.values().sum();
    let missing: usize =
        ours.iter().map(|(word, count)| count.saturating_sub(theirs.get(word).copied().unwrap_or(0))).sum();
    format!("{missing} of {all} words differ")
}

/// Every word and how often it stands in the output: lines are filled, so they do not compare.
fn words(files: Option<&[File]>) -> BTreeMap<&str, usize> {
    let mut words = BTreeMap::new();
    let own = files.unwrap_or_default().iter().filter(|file| !file.path.contains("runtime/"));
    for word in own.flat_map(|file| file.contents.split(|sign: char| sign.is_whitespace() || ",(){}".contains(sign))) {
        *words.entry(word).or_insert(0) += 1;
    }
    words.remove("");
    words
}

/// JSON text of a tree, the keys of its objects from last to first.
fn reversed(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => quoted(text, out),
        Value::Array(items) => list('[', ']', items.iter(), out, reversed),
        Value::Object(object) => list('{', '}', object.entries().iter().rev(), out, |entry, out| {
            quoted(&entry.key, out);
            out.push(':');
            reversed(&entry.node, out);
        }),
    }
}

fn list<T>(open: char, close: char, items: impl Iterator<Item = T>, out: &mut String, write: impl Fn(T, &mut String)) {
    out.push(open);
    for (position, item) in items.enumerate() {
        if position > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(close);
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            sign if sign < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(sign))),
            sign => out.push(sign),
        }
    }
    out.push('"');
}
