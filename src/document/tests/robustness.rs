use super::{read, read_paths, read_schemas};

#[test]
fn a_root_of_the_wrong_type_is_an_error() {
    let outcome = read("openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: []");
    assert!(outcome.document.is_none() && outcome.has_error());
    assert_eq!(outcome.codes(), ["wrong-type"]);
}

#[test]
fn a_part_of_the_wrong_type_costs_itself() {
    let outcome = read_schemas(
        "A: {type: object, properties: text, required: id, allOf: {}, enum: 1, additionalProperties: 5, items: 7}
B: [1]
C: {type: 5, $ref: 7, nullable: 'true', discriminator: [], title: {}}",
    );
    assert!(!outcome.has_error() && outcome.component("C").nullable);
    assert!(
        outcome
            .codes()
            .iter()
            .all(|code| ["wrong-type", "unknown-value"].contains(code)),
        "{:?}",
        outcome.codes()
    );
    assert_eq!(outcome.codes().len(), 12);
}

#[test]
fn parts_of_operations_of_the_wrong_type_cost_themselves() {
    let outcome = read_paths(
        "/a:
  get: {parameters: 5, tags: x, responses: [], security: {}, servers: {}, deprecated: 'yes', summary: []}
  put: text
  post: {requestBody: 3}
/b: []
/c: null",
    );
    assert_eq!(outcome.document().operations.len(), 1);
    let left_out = outcome
        .codes()
        .iter()
        .filter(|code| **code == "left-out")
        .count();
    assert_eq!((left_out, outcome.has_error()), (2, false));
}

#[test]
fn what_is_null_is_absent() {
    let outcome = read(
        "openapi: 3.0.0
info: {title: T, version: '1', description: }
servers:
tags:
paths: {/a: {get: {parameters: , requestBody: , responses: {200: {description: , content: }}, security: }}}
components: {schemas: {A: {type: , properties: , required: , enum: , items: , discriminator: }}}
",
    );
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn chains_of_references_are_read_without_recursion() {
    let links: String = (0..5000)
        .map(|n| format!("A{n}: {{$ref: '#/components/schemas/A{}'}}\n", n + 1))
        .collect();
    let outcome = read_schemas(&format!("{links}A5000: {{type: string}}"));
    assert_eq!(outcome.document().schemas.len(), 5001);
}

#[test]
fn texts_may_are_elsewhere() {
    let outcome = read(
        "openapi: 3.1.0\ninfo: {title: T, version: '1', description: {$ref: '#/x-text'}}\nx-text: Long",
    );
    assert_eq!(
        (outcome.document().description, outcome.codes()),
        (Some("Long"), vec![])
    );
}
