use super::super::model::{Location, Style};
use super::{Outcome, read, read_paths};

fn names(outcome: &Outcome) -> Vec<&str> {
    outcome
        .parameters()
        .iter()
        .map(|parameter| parameter.name)
        .collect()
}

#[test]
fn an_operation_has_its_path_items_parameters_and_its_own_win() {
    let outcome = read_paths(
        "/a/{id}:
  parameters:
    - {in: path, name: id, required: true, schema: {type: string}}
    - {in: query, name: limit, description: theirs}
  get:
    parameters: [{in: query, name: limit, description: own}, {in: header, name: limit}]",
    );
    assert_eq!(names(&outcome), ["id", "limit", "limit"]);
    assert_eq!(outcome.parameters()[1].description, Some("own"));
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn style_and_explode_have_the_defaults_of_their_location() {
    let outcome = read_paths(
        "/a/{p}:
  get:
    parameters:
      - {in: path, name: p, required: true}
      - {in: query, name: q}
      - {in: header, name: h}
      - {in: cookie, name: c}
      - {in: query, name: d, style: deepObject}
      - {in: query, name: s, style: simple}",
    );
    let styles: Vec<_> = outcome
        .parameters()
        .iter()
        .map(|p| (p.style, p.explode))
        .collect();
    let expected = [
        Style::Simple,
        Style::Form,
        Style::Simple,
        Style::Form,
        Style::DeepObject,
        Style::Form,
    ];
    assert_eq!(styles, expected.map(|style| (style, style == Style::Form)));
    assert_eq!(outcome.codes(), ["unknown-value"]);
}

#[test]
fn headers_of_the_protocol_are_no_parameters() {
    let outcome = read_paths(
        "/a: {get: {parameters: [{in: header, name: ACCEPT}, {in: header, name: X-A}]}}",
    );
    assert_eq!(names(&outcome), ["X-A"]);
}

#[test]
fn content_makes_json_text() {
    let outcome = read_paths(
        "/a: {get: {parameters: [{in: query, name: q, content: {application/json: {schema: {type: object}}}}]}}",
    );
    assert!(outcome.parameters()[0].json && outcome.parameters()[0].schema.is_some());
}

#[test]
fn path_parameters_follow_the_template() {
    let outcome = read_paths(
        "/{a}/{b}/{a}:
  get:
    parameters: [{in: query, name: q}, {in: path, name: b, required: true}, {in: path, name: a, required: true}]",
    );
    assert_eq!(names(&outcome), ["a", "b", "q"]);
}

#[test]
fn templates_and_parameters_are_made_to_fit() {
    let outcome = read_paths(
        "/{customerId}/{other}:
  get:
    parameters: [{in: path, name: customer_ID, required: true}, {in: path, name: stray, required: true}]",
    );
    assert_eq!(names(&outcome), ["customerId", "other"]);
    assert_eq!(outcome.codes(), ["path-parameter"; 3]);
    let other = &outcome.parameters()[1];
    assert_eq!(
        (other.location, other.required, other.schema),
        (Location::Path, true, None)
    );
}

#[test]
fn braces_that_do_not_match_cost_the_operation() {
    let outcome = read_paths("'/{a': {get: {}}\n'/a}': {get: {}}\n/{a}: {get: {parameters: []}}");
    assert_eq!(outcome.document().operations.len(), 1);
    assert_eq!(outcome.codes(), ["left-out", "left-out", "path-parameter"]);
}

#[test]
fn the_first_of_two_is_kept() {
    let outcome = read_paths(
        "/a: {get: {parameters: [{in: query, name: q, description: first}, {in: query, name: q}]}}",
    );
    assert_eq!(outcome.parameters()[0].description, Some("first"));
    assert_eq!(
        (names(&outcome).len(), outcome.codes()),
        (1, vec!["duplicate-key"])
    );
}

#[test]
fn a_broken_parameter_costs_its_operation_only_where_it_is_required() {
    let outcome = read_paths(
        "/a:
  get: {operationId: kept, parameters: [{in: query, required: false}, {$ref: '#/no'}]}
  post: {parameters: [{name: q, in: nowhere, required: true}]}",
    );
    assert_eq!(outcome.document().operations.len(), 1);
    assert_eq!(
        outcome.codes(),
        ["missing-field", "missing-ref", "unknown-value", "left-out"]
    );
}

#[test]
fn references_are_followed_wherever_they_lead() {
    let outcome = read(
        "openapi: 3.0.0
info: {title: T, version: '1'}
paths:
  /a: {get: {parameters: [{$ref: '#/components/parameters/A'}, {$ref: '#/paths/~1b~1%7Bid%7D/get/parameters/0'}]}}
  /b/{id}: {get: {parameters: [{in: query, name: b}, {in: path, name: id, required: true}]}}
components:
  parameters:
    A: {$ref: '#/components/parameters/B'}
    B: {in: query, name: a, schema: {type: integer}}
",
    );
    assert_eq!(names(&outcome), ["a", "b"]);
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn a_type_beside_the_name_is_meant_for_the_schema() {
    let outcome = read_paths(
        "/a: {get: {parameters: [{in: query, name: q, type: integer, required: true}]}}",
    );
    let schema = outcome.schema(outcome.parameters()[0].schema.expect("it has a schema"));
    assert_eq!(schema.types, [super::super::model::JsonType::Integer]);
    assert_eq!(outcome.codes(), ["wrong-type"]);
}

#[test]
fn variables_of_a_query_are_query_parameters() {
    let outcome = read_paths(
        "'/a/{id}?station={x}&fixed=1':
  get:
    parameters: [{in: path, name: x, required: true}, {in: path, name: id, required: true}]",
    );
    let read: Vec<_> = outcome
        .parameters()
        .iter()
        .map(|p| (p.name, p.location, p.explode))
        .collect();
    assert_eq!(
        read,
        [
            ("id", Location::Path, false),
            ("station", Location::Query, true)
        ]
    );
    assert_eq!(
        (outcome.operation(0).template(), outcome.codes()),
        ("/a/{id}", vec![])
    );
}
