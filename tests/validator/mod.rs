//! Specifications as JSON Schemas for an independent validator.

use fetchwright::samples::Direction;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// A specification with all of its schemas in a form that the validator understands, for values that go one way.
pub struct Schemas {
    schemas: Value,
    draft: Draft,
}

impl Schemas {
    pub fn new(root: &Value, direction: Direction) -> Schemas {
        let draft = match root["openapi"].as_str() {
            Some(version) if !version.starts_with("3.0") => Draft::Draft202012,
            _ => Draft::Draft4,
        };
        Schemas {
            schemas: schema_for(root, root, direction),
            draft,
        }
    }

    /// The validator of the schema at a JSON pointer.
    pub fn of(&self, pointer: &str) -> Result<Validator, String> {
        let mut schema = json!({ "$ref": format!("#{}", pointer.replace('%', "%25").replace('{', "%7B").replace('}', "%7D")) });
        for part in [
            "components",
            "definitions",
            "parameters",
            "responses",
            "paths",
        ] {
            if self.schemas[part].is_object() {
                schema[part] = self.schemas[part].clone();
            }
        }
        jsonschema::options()
            .with_draft(self.draft)
            .build(&schema)
            .map_err(|error| error.to_string())
    }
}

/// A key as a step of a JSON pointer.
pub fn step(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The whole specification as a JSON Schema that the validator understands, for values that go one way.
fn schema_for(root: &Value, node: &Value, direction: Direction) -> Value {
    match node {
        Value::Array(items) => items
            .iter()
            .map(|item| schema_for(root, item, direction))
            .collect(),
        Value::Object(entries) => {
            let mut entries: Map<String, Value> = entries.clone();
            // These hold values and not schemas.
            for key in ["example", "examples", "default", "x-examples"] {
                entries.remove(key);
            }
            owe_only_what_travels(root, &mut entries, direction);
            for (key, value) in &mut entries {
                match (key.as_str(), &mut *value) {
                    ("enum" | "const" | "required", _) => {}
                    // Names are here and not keywords.
                    ("properties", Value::Object(properties)) => {
                        properties
                            .values_mut()
                            .for_each(|property| *property = schema_for(root, property, direction));
                    }
                    _ => *value = schema_for(root, value, direction),
                }
            }
            allow_null(&mut entries);
            Value::Object(entries)
        }
        other => other.clone(),
    }
}

/// `required` without `readOnly` properties in what is sent, and without `writeOnly` ones in what comes back.
fn owe_only_what_travels(root: &Value, entries: &mut Map<String, Value>, direction: Direction) {
    let flag = if direction == Direction::Out {
        "readOnly"
    } else {
        "writeOnly"
    };
    let marked = |property: &Value| {
        let target = property["$ref"]
            .as_str()
            .and_then(|text| root.pointer(text.trim_start_matches('#')));
        property[flag] == true || target.is_some_and(|target| target[flag] == true)
    };
    let (Some(Value::Object(properties)), Some(Value::Array(required))) =
        (entries.get("properties"), entries.get("required"))
    else {
        return;
    };
    let is_needed = |name: &&Value| {
        !name
            .as_str()
            .and_then(|name| properties.get(name))
            .is_some_and(&marked)
    };
    let required: Vec<Value> = required.iter().filter(is_needed).cloned().collect();
    entries.remove("required");
    if !required.is_empty() {
        entries.insert("required".to_owned(), Value::Array(required));
    }
}

/// 3.0's `nullable`.
fn allow_null(entries: &mut Map<String, Value>) {
    if entries.get("nullable") != Some(&Value::Bool(true)) {
        return;
    }
    if let Some(Value::String(ty)) = entries.get("type").cloned() {
        entries.insert("type".to_owned(), json!([ty, "null"]));
    }
    if let Some(Value::Array(values)) = entries.get_mut("enum") {
        values.push(Value::Null);
    }
}
