//! The order of a specification's keys decides nothing: with the keys of every object in reverse the output is the same.

use fetchwright::config::{Job, Outcome};
use fetchwright::source::{Input, Node, Value};

/// The first file that is another when the specification's keys come in reverse. `None` too for a specification that is split
/// over several files.
pub fn difference(job: &Job, outcome: &Outcome) -> Option<String> {
    let sources = outcome.sources.as_ref()?;
    let root = sources.root().filter(|_| sources.paths().count() == 1)?;
    let mut text = String::new();
    reversed(root, &mut text);
    let input = Input::Text {
        name: "reversed.json".to_owned(),
        bytes: text.into_bytes(),
    };
    let other = Job::new(input, job.settings.clone()).run();
    let (ours, theirs) = (
        outcome.files.as_deref().unwrap_or_default(),
        other.files.as_deref().unwrap_or_default(),
    );
    let changed = ours
        .iter()
        .find(|file| !theirs.contains(file))
        .map(|file| file.path.clone());
    changed.or((ours.len() != theirs.len()).then(|| "the list of files".to_owned()))
}

/// JSON text of a tree, the keys of its objects from last to first.
fn reversed(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => quoted(text, out),
        Value::Array(items) => list('[', ']', items.iter(), out, reversed),
        Value::Object(object) => list(
            '{',
            '}',
            object.entries().iter().rev(),
            out,
            |entry, out| {
                quoted(&entry.key, out);
                out.push(':');
                reversed(&entry.node, out);
            },
        ),
    }
}

fn list<T>(
    open: char,
    close: char,
    items: impl Iterator<Item = T>,
    out: &mut String,
    write: impl Fn(T, &mut String),
) {
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
