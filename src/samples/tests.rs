//! What is made for small schemas, one behaviour each.

use super::{Direction, Fill, Sample, Samples};
use crate::diagnostics::Diagnostics;
use crate::document;
use crate::resolve;
use crate::settings::Settings;
use crate::source::{Input, Sources};

/// The value of the component `A` among these component schemas.
fn sample(schemas: &str, direction: Direction, fill: Fill) -> Sample {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
         description: Done.\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}\n\
         components:\n  schemas:\n{indented}"
    );
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(
        Input::Text {
            name: "test.yaml".to_owned(),
            bytes: text.into_bytes(),
        },
        &mut diagnostics,
    );
    let document = document::read(&sources, &mut diagnostics).expect("it is a specification");
    let selection = resolve::select(&document, &Settings::default(), &mut diagnostics)
        .expect("it has an operation");
    let (_, id) = document
        .components
        .iter()
        .find(|(key, _)| *key == "A")
        .expect("there is a component A");
    Samples::new(&selection, direction, fill).of(*id)
}

/// What is sent with everything, which the schema must allow.
fn all(schemas: &str) -> String {
    let sample = sample(schemas, Direction::Out, Fill::All);
    assert!(sample.valid, "{} of {schemas}", sample.json);
    sample.json.to_string()
}

#[test]
fn examples_and_defaults_come_first_where_they_are_allowed() {
    assert_eq!(all("A: {type: integer, example: 7, minimum: 5}"), "7");
    assert_eq!(
        all("A: {type: integer, example: 3, default: 6, minimum: 5}"),
        "6"
    );
    assert_eq!(all("A: {type: integer, example: '7', minimum: 5}"), "5");
    assert_eq!(
        all("A: {type: string, format: date, example: today}"),
        "\"2024-01-01\""
    );
}

#[test]
fn an_example_is_completed_and_cleaned() {
    let schema = "A: {type: object, required: [a, b], example: {a: x, stray: 1, id: 2}, properties: \
                  {a: {type: string}, b: {type: boolean}, id: {type: integer, readOnly: true}, c: {type: string}}}";
    assert_eq!(all(schema), r#"{"a":"x","b":true,"c":"text"}"#);
    assert_eq!(
        sample(schema, Direction::Out, Fill::Required)
            .json
            .to_string(),
        r#"{"a":"x","b":true}"#
    );
    assert_eq!(
        sample(schema, Direction::In, Fill::Required)
            .json
            .to_string(),
        r#"{"a":"x","id":2,"b":true}"#
    );
}

#[test]
fn a_variant_that_states_null_is_null() {
    let to_itself = "A: {type: object, required: [n], properties: {n: {anyOf: [{$ref: '#/components/schemas/A'}, \
                     {type: object, nullable: true}]}}}";
    assert_eq!(all(to_itself), r#"{"n":null}"#);
}

#[test]
fn an_example_is_cleaned_in_maps_and_variants_too() {
    let of = "{type: object, properties: {a: {type: string}}}";
    let map = format!(
        "A: {{type: object, example: {{k: {{a: x, stray: 1}}}}, additionalProperties: {of}}}"
    );
    assert_eq!(all(&map), r#"{"k":{"a":"x"}}"#);
    let other = "{type: object, properties: {a: {type: string}, b: {type: boolean}}}";
    let union = format!("A: {{example: {{a: x, b: true, stray: 1}}, anyOf: [{of}, {other}]}}");
    assert_eq!(all(&union), r#"{"a":"x","b":true}"#);
}

#[test]
fn limits_are_kept() {
    assert_eq!(all("A: {type: string, minLength: 6}"), "\"textxx\"");
    assert_eq!(all("A: {type: string, maxLength: 2}"), "\"te\"");
    assert_eq!(all("A: {type: string, pattern: '^[A-Z]{3}$'}"), "\"AAA\"");
    assert_eq!(
        all("A: {type: number, exclusiveMinimum: 0, maximum: 0.5}"),
        "0.5"
    );
    assert_eq!(
        all("A: {type: integer, minimum: 10, maximum: 20, multipleOf: 7}"),
        "14"
    );
    assert_eq!(
        all("A: {type: array, minItems: 3, uniqueItems: true, items: {type: string}}"),
        r#"["text","1text","2text"]"#
    );
    assert_eq!(
        all("A: {type: object, minProperties: 2, additionalProperties: {type: boolean}}"),
        r#"{"key":true,"key1":true}"#
    );
}

#[test]
fn all_parts_count() {
    let parts = "A: {allOf: [{$ref: '#/components/schemas/B'}, {required: [b], properties: {b: {maximum: 3}}}]}\n\
                 B: {type: object, properties: {b: {type: integer, minimum: 3}}}";
    assert_eq!(all(parts), r#"{"b":3}"#);
}

#[test]
fn the_first_variant_that_can_be_is_taken() {
    let impossible = "A: {oneOf: [{type: string, minLength: 5, maxLength: 2}, {type: integer}]}";
    assert_eq!(all(impossible), "1");
    // Both variants allow what the first one is made of, so only the second has a value of its own.
    assert_eq!(all("A: {oneOf: [{type: integer}, {type: number}]}"), "1.5");
    assert_eq!(all("A: {anyOf: [{type: 'null'}, {type: boolean}]}"), "true");
    let required = "A: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}";
    assert_eq!(
        sample(required, Direction::Out, Fill::Required)
            .json
            .to_string(),
        r#"{"a":"text"}"#
    );
}

#[test]
fn a_discriminator_states_which_variant_it_is() {
    let variants = "A: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], \
                    discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat'}}}\n\
                    Cat: {type: object, required: [kind], properties: {kind: {type: string}}}\n\
                    Dog: {type: object, required: [kind, bark], properties: {kind: {type: string}, bark: {type: string}}}";
    assert_eq!(all(variants), r#"{"kind":"feline"}"#);
    let heir = "A: {allOf: [{$ref: '#/components/schemas/Pet'}]}\n\
                Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}";
    assert_eq!(all(heir), r#"{"kind":"A"}"#);
}

#[test]
fn cycles_end() {
    assert_eq!(
        all(
            "A: {type: object, properties: {next: {$ref: '#/components/schemas/A'}, list: {type: array, items: {$ref: '#/components/schemas/A'}}}}"
        ),
        r#"{"list":[{}],"next":{}}"#
    );
    let endless = sample(
        "A: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}",
        Direction::Out,
        Fill::All,
    );
    assert!(!endless.valid);
    let wide: String = (0..20)
        .map(|n| {
            format!(
                "{0}: {{type: object, properties: {{{1}}}}}\n",
                if n == 0 {
                    "A".to_owned()
                } else {
                    format!("S{n}")
                },
                (1..20)
                    .map(|m| format!("p{m}: {{$ref: '#/components/schemas/S{m}'}}"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        })
        .collect();
    assert!(all(&wide).len() < 200_000);
}

#[test]
fn a_schema_that_contradicts_itself_has_no_valid_value() {
    assert!(
        !sample(
            "A: {type: string, minLength: 5, maxLength: 2}",
            Direction::Out,
            Fill::All
        )
        .valid
    );
    assert!(!sample("A: {type: integer, enum: [a]}", Direction::Out, Fill::All).valid);
    assert!(!sample("A: false", Direction::Out, Fill::All).valid);
}
