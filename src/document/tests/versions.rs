use super::read;
use crate::document::model::{Location, Style};

#[test]
fn versions_are_read_as_text_or_number() {
    for head in [
        "swagger: '2.0'",
        "swagger: 2.0",
        "openapi: 3.0.3",
        "openapi: 3.0",
        "openapi: 3.1.0",
        "openapi: 3.2.0",
    ] {
        let outcome = read(&format!(
            "{head}\ninfo: {{title: T, version: 1.0}}\npaths: {{}}"
        ));
        assert_eq!(outcome.codes(), [""; 0], "{head}");
        assert_eq!(
            (outcome.document().title, outcome.document().version),
            ("T", "1.0")
        );
    }
}

#[test]
fn other_versions_are_an_error_at_their_place() {
    for head in [
        "swagger: '1.2'",
        "openapi: 4.0.0",
        "openapi: [3]",
        "openapi: 2.0",
    ] {
        let outcome = read(head);
        assert!(outcome.document.is_none());
        assert_eq!(outcome.codes(), ["unknown-version"], "{head}");
    }
}

#[test]
fn what_is_no_specification_is_an_error() {
    for text in ["[]", "name: x", "just text"] {
        let outcome = read(text);
        assert!(outcome.document.is_none() && outcome.has_error());
        assert_eq!(outcome.codes(), ["not-a-spec"], "{text}");
    }
}

#[test]
fn paths_may_be_absent_from_3_1_on() {
    let info = "info: {title: T, version: '1'}";
    assert_eq!(
        read(&format!("openapi: 3.1.0\n{info}\ncomponents: {{}}")).codes(),
        [""; 0]
    );
    assert_eq!(
        read(&format!("openapi: 3.0.0\n{info}")).codes(),
        ["missing-field"]
    );
}

#[test]
fn what_3_2_adds_is_read() {
    let outcome = read(
        "openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /a:
    query: {responses: {}}
    additionalOperations:
      COPY: {responses: {}}
    get:
      parameters:
        - name: criteria
          in: querystring
          content: {application/x-www-form-urlencoded: {schema: {type: object}}}
      responses:
        200: {description: '', content: {text/event-stream: {itemSchema: {type: object}}}}
",
    );
    assert_eq!(outcome.codes(), [""; 0]);
    let operations = &outcome.document().operations;
    let methods: Vec<&str> = operations
        .iter()
        .map(|operation| &*operation.method)
        .collect();
    assert_eq!(methods, ["GET", "QUERY", "COPY"]);
    let criteria = &operations[0].parameters[0];
    assert_eq!(
        (criteria.location, criteria.style, criteria.explode),
        (Location::Query, Style::Form, true)
    );
    assert!(operations[0].responses[0].content[0].item_schema.is_some());
}

#[test]
fn methods_of_3_2_that_cannot_be_sent_are_named_where_they_are() {
    let outcome = read(
        "openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /a:
    additionalOperations:
      POST: {responses: {}}
      'NO METHOD': {responses: {}}
",
    );
    assert_eq!(outcome.codes(), ["left-out", "left-out"]);
    assert!(outcome.document().operations.is_empty());
}

#[test]
fn in_3_1_the_keys_of_3_2_mean_nothing() {
    let head =
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {query: {responses: {}}}}";
    assert!(read(head).document().operations.is_empty());
}
