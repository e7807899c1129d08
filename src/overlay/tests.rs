//! What becomes of a tree under overlays, one behaviour each.

use super::load;
use crate::diagnostics::{Diagnostics, Severity};
use crate::source::{Input, Node, Sources, Value};

fn text(name: &str, text: &str) -> Input {
    Input::Text {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

fn applied(description: &str, overlays: &[&str]) -> (Sources, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let overlays: Vec<Input> = overlays
        .iter()
        .map(|overlay| text("overlay.yaml", overlay))
        .collect();
    let sources = load(text("api.yaml", description), &overlays, &mut diagnostics);
    (sources, diagnostics)
}

/// An overlay of one action.
fn one(action: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: T, version: '1'}}\nactions:\n- {action}\n")
}

/// A tree as JSON.
fn json(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(","))
        }
        Value::Object(object) => {
            let entries = object
                .entries()
                .iter()
                .map(|entry| format!("{:?}:{}", entry.key, json(&entry.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

fn result(description: &str, overlays: &[&str]) -> String {
    let (sources, diagnostics) = applied(description, overlays);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    json(sources.root().unwrap())
}

fn reported(description: &str, action: &str) -> Vec<String> {
    let (sources, diagnostics) = applied(description, &[&one(action)]);
    let line = |found: &crate::diagnostics::Diagnostic| {
        let position = sources.position(found.span.unwrap());
        let severity = if found.severity == Severity::Error {
            "error"
        } else {
            "warning"
        };
        format!(
            "{severity} {} {}:{}:{}",
            found.code.as_str(),
            position.file,
            position.line,
            position.column
        )
    };
    diagnostics.all().iter().map(line).collect()
}

#[test]
fn objects_are_merged_and_lists_are_added_to() {
    let update = one("{target: $.a, update: {b: {d: 2, c: 3}, l: [2], new: x}}");
    assert_eq!(
        result("{a: {b: {c: 1}, l: [1], s: 1}}", &[&update]),
        r#"{"a":{"b":{"c":3,"d":2},"l":[1,2],"new":"x","s":1}}"#
    );
    assert_eq!(
        result("{a: [{n: 1}]}", &[&one("{target: $.a, update: {n: 2}}")]),
        r#"{"a":[{"n":1},{"n":2}]}"#
    );
    assert_eq!(
        result("{a: [1]}", &[&one("{target: $.a, update: [2, 3]}")]),
        r#"{"a":[1,2,3]}"#
    );
    assert_eq!(
        result("{a: 1}", &[&one("{target: $, update: {a: [1]}}")]),
        r#"{"a":[1]}"#
    );
    assert_eq!(
        result("{a: x}", &[&one("{target: $.a, update: z}")]),
        r#"{"a":"z"}"#
    );
}

#[test]
fn every_match_is_changed() {
    assert_eq!(
        result(
            "{a: {x: {}, y: {x: {}}}}",
            &[&one("{target: '$..x', update: {n: 1}}")]
        ),
        r#"{"a":{"x":{"n":1},"y":{"x":{"n":1}}}}"#
    );
    assert_eq!(
        result(
            "[1, 2, 3, 4]",
            &[&one("{target: '$[?@ > 1 && @ < 4]', remove: true}")]
        ),
        "[1,4]"
    );
    assert_eq!(
        result(
            "{a: {x: {x: 1}}, x: 2, b: 3}",
            &[&one("{target: '$..x', remove: true}")]
        ),
        r#"{"a":{},"b":3}"#
    );
}

#[test]
fn removal_wins_over_an_update_and_an_action_without_either_does_nothing() {
    assert_eq!(
        result(
            "{a: {}}",
            &[&one("{target: $.a, remove: true, update: {b: 1}}")]
        ),
        "{}"
    );
    assert_eq!(
        result("{a: {}}", &[&one("{target: $.a, description: later}")]),
        r#"{"a":{}}"#
    );
}

#[test]
fn overlays_and_actions_are_applied_in_order() {
    let first = one("{target: $, update: {a: {b: 1}}}\n- {target: $.a, update: {c: 2}}");
    let second = one("{target: $.a.b, remove: true}");
    assert_eq!(result("{}", &[&first, &second]), r#"{"a":{"c":2}}"#);
}

#[test]
fn what_is_wrong_is_reported_where_it_is() {
    assert_eq!(
        reported("{a: 1}", "{target: $.b, remove: true}"),
        ["warning unmatched-target overlay.yaml:4:12"]
    );
    assert_eq!(
        reported("{a: 1}", "{target: a, remove: true}"),
        ["error overlay overlay.yaml:4:12"]
    );
    assert_eq!(
        reported("{a: 1}", "{remove: true}"),
        ["error overlay overlay.yaml:4:3"]
    );
    assert_eq!(
        reported("{a: 1}", "{target: $, remove: true}"),
        ["error overlay overlay.yaml:4:12"]
    );
    assert_eq!(
        reported("{a: 1}", "{target: $, remove: maybe}"),
        ["error overlay overlay.yaml:4:23"]
    );
    assert_eq!(
        reported("{a: {}}", "{target: $.a, update: 1}"),
        ["error overlay overlay.yaml:4:12"]
    );
    assert_eq!(
        reported("{a: 1}", "{target: $.a, update: {}}"),
        ["error overlay overlay.yaml:4:12"]
    );
    assert_eq!(reported("{a: 1}", "5"), ["error overlay overlay.yaml:4:3"]);
    let (_, diagnostics) = applied("{a: 1}", &["overlay: 2.0.0\nactions: []\n"]);
    assert!(
        diagnostics.all()[0].message.contains("version"),
        "{:?}",
        diagnostics.all()
    );
    let (_, diagnostics) = applied("{a: 1}", &["openapi: 3.1.0\n"]);
    assert!(
        diagnostics.all()[0].message.contains("not an overlay"),
        "{:?}",
        diagnostics.all()
    );
}

#[test]
fn places_and_references_stay_right() {
    let (sources, _) = applied(
        "{components: {a: {type: string}}, paths: {x: {}}}",
        &[&one(
            "{target: $.paths.x, update: {$ref: '#/components/a'}}",
        )],
    );
    let node = sources
        .root()
        .unwrap()
        .get("paths")
        .unwrap()
        .get("x")
        .unwrap()
        .get("$ref")
        .unwrap();
    assert_eq!(sources.position(node.span).file, "overlay.yaml");
    assert_eq!(sources.text(node.span), "'#/components/a'");
    let target = sources
        .follow(node.as_str().unwrap(), node.span.file)
        .unwrap();
    assert_eq!(json(target), r#"{"type":"string"}"#);
}

#[test]
fn an_update_cannot_outgrow_the_limits() {
    let deep = |levels: usize| format!("{}1{}", "{a: ".repeat(levels), "}".repeat(levels));
    let action = format!(
        "{{target: '{}', update: {}}}",
        format_args!("$..a[?@ == 1]"),
        deep(3)
    );
    // Each level of the specification is within the limits, and so is the update, but not one below the other.
    let (sources, diagnostics) = applied(
        &deep(195),
        &[
            &one(&action),
            &one(&format!("{{target: '$..a', update: {}}}", deep(150))),
        ],
    );
    assert!(
        diagnostics
            .all()
            .iter()
            .any(|found| found.code.as_str() == "too-large"),
        "{:?}",
        diagnostics.all()
    );
    assert!(sources.root().is_some());
}
