use super::super::model::{Additional, Broken, JsonType};
use super::{Outcome, read, read_schemas};

fn types(outcome: &Outcome, name: &str) -> Vec<JsonType> {
    outcome.component(name).types.clone()
}

#[test]
fn types_are_read_and_inferred() {
    let outcome = read_schemas(
        "One: {type: string}
Two: {type: [string, 'null']}
Properties: {properties: {a: {}}}
Map: {additionalProperties: {type: string}}
List: {items: {}}
Enum: {enum: [1, 2, null]}
Const: {const: a}
None: {}
Combined: {oneOf: [{type: string}], additionalProperties: true}
Odd: {type: String}
Any: {type: any}
File: {type: file}",
    );
    use JsonType::{Array, Integer, Null, Object, String};
    assert_eq!(types(&outcome, "One"), [String]);
    assert_eq!(types(&outcome, "Two"), [String, Null]);
    assert_eq!(types(&outcome, "Properties"), [Object]);
    assert_eq!(types(&outcome, "Map"), [Object]);
    assert_eq!(types(&outcome, "List"), [Array]);
    assert_eq!(types(&outcome, "Enum"), [Integer, Null]);
    assert_eq!(types(&outcome, "Const"), [String]);
    assert_eq!(types(&outcome, "None"), []);
    assert_eq!(types(&outcome, "Combined"), []);
    assert_eq!(types(&outcome, "Odd"), [String]);
    assert_eq!(types(&outcome, "Any"), []);
    assert_eq!(outcome.component("File").format, Some("binary"));
    assert_eq!(outcome.codes(), ["unknown-value"]);
}

#[test]
fn null_is_recorded_also_where_there_is_no_type() {
    let outcome = read_schemas(
        "Typed: {type: string, nullable: true}
Reference: {$ref: '#/components/schemas/Typed', nullable: true}
Wrapper: {nullable: true, allOf: [{$ref: '#/components/schemas/Typed'}]}
Enum: {type: string, enum: [a, null]}
Not: {type: string}",
    );
    assert_eq!(types(&outcome, "Typed"), [JsonType::String, JsonType::Null]);
    assert_eq!(types(&outcome, "Enum"), [JsonType::String, JsonType::Null]);
    for name in ["Typed", "Reference", "Wrapper", "Enum"] {
        assert!(outcome.component(name).nullable, "{name}");
    }
    assert!(types(&outcome, "Wrapper").is_empty() && !outcome.component("Not").nullable);
}

#[test]
fn booleans_are_schemas() {
    let outcome = read_schemas(
        "All: true\nNothing: false\nClosed: {type: object, additionalProperties: false}",
    );
    assert!(!outcome.component("All").never && outcome.component("Nothing").never);
    assert_eq!(outcome.component("Closed").additional, Additional::Denied);
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn a_node_is_read_once_and_cycles_are_legal() {
    let outcome = read_schemas(
        "Node: {properties: {next: {$ref: '#/components/schemas/Node'}, same: {$ref: '#/components/schemas/Node'}}}",
    );
    assert_eq!(outcome.document().schemas.len(), 3);
    let next = outcome.schema(outcome.component("Node").properties[0].schema);
    assert_eq!(
        next.reference.and_then(|reference| reference.target),
        Some(outcome.document().components[0].1)
    );
}

#[test]
fn references_lead_anywhere_and_state_why_they_do_not() {
    let outcome = read_schemas(
        "Inner: {$ref: '#/components/schemas/Outer/properties/a%20b'}
Outer: {properties: {a b: {type: string}}}
Missing: {$ref: '#/components/schemas/No'}
Remote: {$ref: 'https://example.com/a.json#/A'}",
    );
    let reference = |name: &str| {
        outcome
            .component(name)
            .reference
            .expect("it is a reference")
    };
    assert_eq!(
        reference("Inner").target,
        Some(outcome.component("Outer").properties[0].schema)
    );
    assert_eq!(reference("Missing").broken, Some(Broken::Missing));
    assert_eq!(reference("Remote").broken, Some(Broken::Remote));
    // Nothing wanted reaches them yet; `resolve` reports them if something does.
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn what_is_beside_a_reference_counts_from_3_1_on() {
    let schemas = "components:
  schemas:
    A: {type: object}
    B: {$ref: '#/components/schemas/A', properties: {x: {}}}
";
    let new = read(&format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{schemas}"
    ));
    let b = new.component("B");
    assert!(b.reference.is_none() && b.properties.len() == 1);
    assert!(
        new.schema(b.all_of[0])
            .reference
            .is_some_and(|reference| reference.target.is_some())
    );
    let old = read(&format!(
        "openapi: 3.0.0\npaths: {{}}\ninfo: {{title: T, version: '1'}}\n{schemas}"
    ));
    assert!(old.component("B").reference.is_some());
}

#[test]
fn a_draft_3_required_is_ignored_with_a_warning() {
    let outcome = read_schemas("A: {properties: {b: {type: string, required: true}}}");
    assert_eq!(outcome.codes(), ["wrong-type"]);
    assert!(outcome.component("A").required.is_empty());
}

#[test]
fn a_mapping_names_components_or_references() {
    let outcome = read_schemas(
        "Pet:
  oneOf: [{$ref: '#/components/schemas/Cat'}]
  discriminator: {propertyName: kind, mapping: {c: Cat, d: '#/components/schemas/Dog', e: Emu}}
Cat: {}
Dog: {}",
    );
    let discriminator = outcome
        .component("Pet")
        .discriminator
        .as_ref()
        .expect("it has one");
    let ids: Vec<_> = outcome
        .document()
        .components
        .iter()
        .map(|(_, id)| *id)
        .collect();
    assert_eq!(discriminator.mapping, [("c", ids[0]), ("d", ids[1])]);
    assert_eq!(outcome.codes(), ["missing-ref"]);
}

#[test]
fn subtypes_by_all_of_complete_the_mapping_of_their_base() {
    let outcome = read_schemas(
        "Pet: {discriminator: {propertyName: kind, mapping: {cat: Cat}}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}], x-discriminator-value: dog}
Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}]}",
    );
    let discriminator = outcome
        .component("Pet")
        .discriminator
        .as_ref()
        .expect("it has one");
    let values: Vec<_> = discriminator
        .mapping
        .iter()
        .map(|(value, _)| *value)
        .collect();
    assert_eq!(values, ["cat", "dog", "Puppy"]);
}

#[test]
fn a_list_of_items_without_a_type_is_a_choice() {
    let mut outcome = read_schemas("A: {items: [{type: string}, {type: object}]}");
    let schema = outcome.component("A");
    assert_eq!(
        (
            schema.any_of.len(),
            schema.prefix_items.len(),
            schema.types.len()
        ),
        (2, 0, 0)
    );
    assert_eq!(outcome.diagnostics.all().len(), 1);
    outcome = read_schemas("A: {type: array, items: [{type: string}, {type: object}]}");
    assert_eq!(outcome.component("A").prefix_items.len(), 2);
}

#[test]
fn tuples_patterns_and_shared_properties_are_understood() {
    let outcome = read_schemas(
        "Tuple: {type: array, items: [{type: string}, {type: integer}]}
Pattern: {type: object, patternProperties: {'^a': {type: string}}}
Shared: {type: object, properties: {$ref: '#/components/schemas/Base/properties'}}
Base: {type: object, properties: {a: {}, $ref: {type: string}}}",
    );
    assert_eq!(outcome.component("Tuple").prefix_items.len(), 2);
    assert!(matches!(
        outcome.component("Pattern").additional,
        Additional::Of(_)
    ));
    assert_eq!(outcome.component("Base").properties.len(), 2);
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn anchors_name_components() {
    let outcome = read_schemas(
        "Tree: {$dynamicAnchor: node, items: {$dynamicRef: '#node'}}
Filter: {$recursiveAnchor: true, items: {$recursiveRef: '#'}}
Anchored: {$anchor: here}
User: {$ref: '#here'}
Lost: {$dynamicRef: '#no'}",
    );
    let target = |id| {
        outcome
            .schema(id)
            .reference
            .and_then(|reference| reference.target)
    };
    let id = |name: &str| {
        outcome
            .document()
            .component(name)
            .expect("it is a component")
    };
    for name in ["Tree", "Filter"] {
        let items = outcome.component(name).items.expect("it has items");
        assert_eq!(target(items), Some(id(name)));
    }
    assert_eq!(target(id("User")), Some(id("Anchored")));
    assert_eq!(
        outcome
            .component("Lost")
            .reference
            .and_then(|reference| reference.broken),
        Some(Broken::Unbound)
    );
}
