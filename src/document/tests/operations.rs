use super::super::model::Status;
use super::{read, read_paths};

#[test]
fn operations_are_in_order_and_webhooks_are_none() {
    let outcome = read(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /b: {post: {}, get: {}}
  /a: {get: {}}
  x-internal: {get: {}}
webhooks:
  created: {post: {operationId: onCreated}}
",
    );
    let operations: Vec<_> = outcome
        .document()
        .operations
        .iter()
        .map(|o| format!("{} {}", o.method, o.path))
        .collect();
    assert_eq!(operations, ["GET /a", "GET /b", "POST /b"]);
    assert_eq!(outcome.document().webhooks[0].path, "created");
}

#[test]
fn statuses_are_exact_ranges_or_default() {
    let outcome = read_paths(
        "/a:
  get:
    responses: {200: {description: a}, 4xx: {description: b}, default: {description: c}, x-a: 1, OK: {}}",
    );
    let statuses: Vec<_> = outcome
        .operation(0)
        .responses
        .iter()
        .map(|response| response.status)
        .collect();
    assert_eq!(
        statuses,
        [Status::Exact(200), Status::Range(4), Status::Default]
    );
    assert_eq!(outcome.codes(), ["unknown-value"]);
}

#[test]
fn an_operation_id_counts_once() {
    let outcome = read_paths("/a: {get: {operationId: list}}\n/b: {get: {operationId: list}}");
    assert_eq!(
        (outcome.operation(0).id, outcome.operation(1).id),
        (Some("list"), None)
    );
    assert_eq!(outcome.codes(), ["duplicate-operation-id"]);
    assert_eq!(
        outcome.message(),
        "the operationId `list` is used twice, first by `GET /a` on line 4"
    );
}

#[test]
fn a_body_that_is_missing_costs_its_operation_alone() {
    let outcome = read_paths(
        "/a:
  post: {requestBody: {$ref: '#/components/requestBodies/No'}}
  get: {}",
    );
    assert_eq!(outcome.document().operations.len(), 1);
    assert_eq!(outcome.codes(), ["missing-ref", "left-out"]);
}

#[test]
fn a_response_that_is_missing_costs_itself() {
    let outcome =
        read_paths("/a: {get: {responses: {200: {$ref: '#/no'}, 404: {description: no}}}}");
    assert_eq!(outcome.operation(0).responses.len(), 1);
    assert_eq!(outcome.codes(), ["missing-ref"]);
}

#[test]
fn references_that_lead_in_a_circle_are_reported() {
    let outcome = read(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/A'}}}}}
components:
  responses:
    A: {$ref: '#/components/responses/B'}
    B: {$ref: '#/components/responses/A'}
",
    );
    assert_eq!(outcome.codes(), ["circular-ref"]);
}

#[test]
fn path_items_may_be_references() {
    let outcome = read(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a: {$ref: '#/components/pathItems/A', servers: [{url: /own}]}
components: {pathItems: {A: {get: {operationId: a}, servers: [{url: /theirs}]}}}
",
    );
    assert_eq!(outcome.operation(0).id, Some("a"));
    assert_eq!(outcome.operation(0).servers[0].url, "/own");
}

#[test]
fn media_types_carry_schema_encoding_and_example() {
    let outcome = read_paths(
        "/a:
  post:
    requestBody:
      required: true
      content:
        multipart/form-data:
          schema: {type: object}
          encoding: {file: {contentType: image/png, style: form, explode: false}}
          examples: {one: {value: {file: x}}}",
    );
    let body = outcome.operation(0).body.as_ref().expect("it has a body");
    let media_type = &body.content[0];
    assert!(body.required && media_type.schema.is_some() && media_type.example.is_some());
    assert_eq!(
        (
            media_type.encoding[0].property,
            media_type.encoding[0].explode
        ),
        ("file", Some(false))
    );
}

#[test]
fn a_template_is_requested_without_fragment_and_query_variables() {
    let outcome = read_paths(
        "/#X-Target=A: {post: {}}
/a?b=c: {get: {}}
'/a{?q}': {get: {parameters: [{in: query, name: q, schema: {type: string}}]}}
'/a/{id}?x={y}': {get: {parameters: [{in: path, name: id, required: true}, {in: query, name: y}]}}",
    );
    let templates: Vec<_> = outcome
        .document()
        .operations
        .iter()
        .map(|operation| operation.template())
        .collect();
    assert_eq!(templates, ["/", "/a/{id}", "/a?b=c", "/a"]);
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn server_variables_have_a_default() {
    let outcome = read(
        "openapi: 3.0.0
info: {title: T, version: '1'}
servers:
  - {url: 'https://{region}.x.io:{port}/{rest}', variables: {region: {enum: [eu, us]}, port: {default: 443}, rest: {}}}
paths: {}
",
    );
    let defaults: Vec<_> = outcome.document().servers[0]
        .variables
        .iter()
        .map(|variable| variable.default)
        .collect();
    assert_eq!(defaults, ["443", "eu", ""]);
    assert_eq!(outcome.codes(), ["missing-field"]);
}
