use super::read;

#[test]
fn versions_are_read_as_text_or_number() {
    for head in ["swagger: '2.0'", "swagger: 2.0", "openapi: 3.0.3", "openapi: 3.0", "openapi: 3.1.0", "openapi: 3.2.0"]
    {
        let outcome = read(&format!("{head}\ninfo: {{title: T, version: 1.0}}\npaths: {{}}"));
        assert_eq!(outcome.codes(), [""; 0], "{head}");
        assert_eq!((outcome.document().title, outcome.document().version), ("T", "1.0"));
    }
}

#[test]
fn other_versions_are_an_error_at_their_place() {
    for head in ["swagger: '1.2'", "openapi: 4.0.0", "openapi: [3]", "openapi: 2.0"] {
        let outcome = read(head);
        assert!(outcome.document.is_none());
        assert_eq!(outcome.codes(), ["unknown-version"], "{head}");
    }
}

#[test]
fn what_is_no_description_is_an_error() {
    for text in ["[]", "name: x", "just text"] {
        let outcome = read(text);
        assert!(outcome.document.is_none() && outcome.has_error());
        assert_eq!(outcome.codes(), ["not-a-spec"], "{text}");
    }
}

#[test]
fn paths_may_be_absent_from_3_1_on() {
    let info = "info: {title: T, version: '1'}";
    assert_eq!(read(&format!("openapi: 3.1.0\n{info}\ncomponents: {{}}")).codes(), [""; 0]);
    assert_eq!(read(&format!("openapi: 3.0.0\n{info}")).codes(), ["missing-field"]);
}

#[test]
fn what_3_2_adds_is_named_where_it_stands() {
    let outcome = read(
        "openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /a:
    query: {responses: {}}
    get:
      responses:
        200: {description: '', content: {text/event-stream: {itemSchema: {type: object}}}}
",
    );
    assert_eq!(outcome.codes(), ["unsupported"]);
    let operations = &outcome.document().operations;
    assert_eq!(operations.len(), 1);
    assert!(operations[0].responses[0].content[0].item_schema.is_some());
}
