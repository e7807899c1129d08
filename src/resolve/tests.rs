//! What is selected out of small specifications, one behaviour each.

use super::{Selection, select};
use crate::diagnostics::Diagnostics;
use crate::document::{self, Document};
use crate::settings::{Selector, Settings};
use crate::source::{Input, Sources};

/// Reads YAML; the sources live as long as the test run.
fn read(text: &str) -> &'static Document<'static> {
    let mut diagnostics = Diagnostics::default();
    let input = Input::Text {
        name: "test.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let sources = Sources::load(input, &mut diagnostics);
    let document = document::read(Box::leak(Box::new(sources)), &mut diagnostics)
        .expect("it is a specification");
    Box::leak(Box::new(document))
}

const PETS: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets:
    get: {operationId: listPets, tags: [pets], responses: {200: {$ref: '#/components/responses/Pets'}}}
    post: {operationId: createPet, tags: [pets], requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
  /orders/{id}:
    get: {operationId: getOrder, parameters: [{in: path, name: id, required: true, schema: {type: string}}]}
webhooks: {created: {post: {tags: [hooks]}}}
components:
  responses: {Pets: {description: '', content: {application/json: {schema: {items: {$ref: '#/components/schemas/Pet'}}}}}}
  schemas:
    Pet: {discriminator: {propertyName: kind}, properties: {tag: {$ref: '#/components/schemas/Tag'}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Tag: {additionalProperties: {$ref: '#/components/schemas/Value'}}
    Value: {type: string}
    Unused: {$ref: '#/no'}
";

fn select_from(
    text: &str,
    include: Vec<Selector>,
    exclude: Vec<Selector>,
) -> (Option<Selection<'static, 'static>>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let settings = Settings {
        include,
        exclude,
        ..Settings::default()
    };
    (select(read(text), &settings, &mut diagnostics), diagnostics)
}

fn id(text: &str) -> Selector {
    Selector::OperationId(text.to_owned())
}

fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics
        .all()
        .iter()
        .map(|diagnostic| diagnostic.code.as_str())
        .collect()
}

fn reached<'s>(selection: &Selection<'_, 's>) -> Vec<&'s str> {
    let components = selection.document.components.iter();
    components
        .filter(|(_, id)| selection.reaches(*id))
        .map(|(name, _)| *name)
        .collect()
}

#[test]
fn without_selectors_everything_is_wanted_and_broken_leftovers_are_silent() {
    let (selection, diagnostics) = select_from(PETS, vec![], vec![]);
    let selection = selection.expect("something is selected");
    assert_eq!(
        (selection.operations().count(), selection.webhooks().count()),
        (3, 1)
    );
    assert_eq!(reached(&selection), ["Cat", "Dog", "Pet", "Tag", "Value"]);
    assert_eq!(codes(&diagnostics), [""; 0]);
}

#[test]
fn every_kind_of_selector_selects() {
    let of = |include: Selector| {
        let (selection, _) = select_from(PETS, vec![include], vec![]);
        let selection = selection.expect("something is selected");
        (selection.operations.clone(), selection.webhooks.clone())
    };
    // Operations does not mention webhooks.
    assert_eq!(of(id("getOrder")), (vec![0], vec![0]));
    assert_eq!(of(id("created")), (vec![], vec![0]));
    assert_eq!(of(Selector::Tag("pets".into())), (vec![1, 2], vec![0]));
    assert_eq!(of(Selector::Tag("hooks".into())), (vec![], vec![0]));
    assert_eq!(of(Selector::Path("/orders/*".into())), (vec![0], vec![0]));
    assert_eq!(
        of(Selector::Operation {
            method: "POST".into(),
            path: "/pets".into()
        }),
        (vec![2], vec![0])
    );
    assert_eq!(of(Selector::Event("creat*".into())), (vec![], vec![0]));
}

#[test]
fn what_is_excluded_is_not_wanted() {
    let (selection, _) = select_from(
        PETS,
        vec![Selector::Path("/**".into())],
        vec![Selector::Tag("pets".into())],
    );
    assert_eq!(selection.expect("something is selected").operations, [0]);
}

#[test]
fn a_subtype_does_not_reach_its_siblings() {
    let (selection, _) = select_from(PETS, vec![id("createPet")], vec![]);
    assert_eq!(
        reached(&selection.expect("something is selected")),
        ["Cat", "Pet", "Tag", "Value"]
    );
}

#[test]
fn a_selector_without_a_match_states_what_may_be_meant() {
    let (selection, diagnostics) =
        select_from(PETS, vec![id("createPets"), id("listPets")], vec![]);
    assert!(selection.is_some() && diagnostics.has_errors());
    assert_eq!(codes(&diagnostics), ["unmatched-selector"]);
    let help = diagnostics.all()[0].help.as_deref();
    assert_eq!(help, Some("did you mean `createPet`?"));
}

#[test]
fn nothing_selected_is_an_error() {
    let (selection, diagnostics) = select_from(PETS, vec![], vec![Selector::Path("**".into())]);
    assert!(selection.is_none());
    assert_eq!(codes(&diagnostics), ["no-operations"]);
    let empty = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {}";
    assert_eq!(
        codes(&select_from(empty, vec![], vec![]).1),
        ["no-operations"]
    );
}

fn with_schemas(schemas: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{/a: {{get: {{responses: {{200: {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}}}
components: {{schemas: {schemas}}}
"
    )
}

#[test]
fn chains_are_followed_to_their_end() {
    let (selection, _) = select_from(
        &with_schemas(
            "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/C'}, C: {type: string}}",
        ),
        vec![],
        vec![],
    );
    let selection = selection.expect("something is selected");
    let [a, _, c] = selection.document.components[..] else {
        panic!("three components")
    };
    assert_eq!(selection.target(a.1), c.1);
}

#[test]
fn circles_without_a_value_are_cut_and_reported() {
    for schemas in [
        "{A: {$ref: '#/components/schemas/A'}}",
        "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}",
        "{A: {allOf: [{$ref: '#/components/schemas/A'}]}}",
        "{A: {allOf: [{type: object}, {$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}",
    ] {
        let (selection, diagnostics) = select_from(&with_schemas(schemas), vec![], vec![]);
        assert_eq!(codes(&diagnostics), ["circular-ref"], "{schemas}");
        let selection = selection.expect("something is selected");
        selection
            .schemas()
            .for_each(|id| assert!(selection.reaches(selection.target(id))));
    }
}

#[test]
fn recursion_through_values_is_legal() {
    let schemas = "{A: {properties: {next: {$ref: '#/components/schemas/A'}}, items: {$ref: '#/components/schemas/A'}}}";
    assert_eq!(
        codes(&select_from(&with_schemas(schemas), vec![], vec![]).1),
        [""; 0]
    );
}

#[test]
fn broken_references_that_are_reached_are_reported() {
    let schemas = "{A: {properties: {m: {$ref: '#/no'}, r: {$ref: 'https://a.io/x.json'}, f: {$ref: 'no.yaml'}}}}";
    let (_, diagnostics) = select_from(&with_schemas(schemas), vec![], vec![]);
    assert_eq!(
        codes(&diagnostics),
        ["missing-ref", "missing-ref", "remote-ref"]
    );
}
