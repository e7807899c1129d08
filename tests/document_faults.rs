//! Specifications in which each part in turn is of another type, or away: nothing panics, whatever is read of the rest.

use fetchwright::diagnostics::Diagnostics;
use fetchwright::document;
use fetchwright::resolve;
use fetchwright::settings::Settings;
use fetchwright::source::{Input, Sources};
use serde_json::{Value, json};

fn openapi() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1", "description": "D" },
        "servers": [{ "url": "https://{r}.io", "variables": { "r": { "default": "eu", "enum": ["eu"] } } }],
        "tags": [{ "name": "t", "description": "d" }],
        "security": [{ "key": [] }],
        "paths": { "/a/{id}": {
            "parameters": [{ "$ref": "#/components/parameters/Id" }],
            "servers": [{ "url": "/" }],
            "post": {
                "operationId": "a", "tags": ["t"], "deprecated": true, "summary": "s",
                "parameters": [{ "in": "query", "name": "q", "style": "form", "explode": true, "required": true,
                    "content": { "application/json": { "schema": { "type": "object" } } } }],
                "requestBody": { "required": true, "content": { "multipart/form-data": {
                    "schema": { "$ref": "#/components/schemas/Pet" },
                    "encoding": { "a": { "contentType": "x/y", "style": "form", "explode": true } },
                    "examples": { "e": { "value": 1 } } } } },
                "responses": { "200": { "$ref": "#/components/responses/Ok" }, "4XX": { "description": "" } },
                "security": [{ "oauth": ["r"] }, {}]
            }
        } },
        "webhooks": { "w": { "post": { "requestBody": { "content": {} } } } },
        "components": {
            "parameters": { "Id": { "in": "path", "name": "id", "required": true, "schema": { "type": "string" } } },
            "responses": { "Ok": { "description": "d", "content": { "application/json": { "schema": {
                "$ref": "#/components/schemas/Cat" } } } } },
            "schemas": {
                "Pet": { "type": ["object", "null"], "required": ["kind"], "properties": { "kind": { "enum": ["a"] } },
                    "discriminator": { "propertyName": "kind", "mapping": { "c": "Cat" } } },
                "Cat": { "allOf": [{ "$ref": "#/components/schemas/Pet" }], "title": "t", "default": {}, "examples": [1] },
                "Any": { "anyOf": [true, { "prefixItems": [{}], "items": false }], "oneOf": [{ "const": 1 }] },
                "Map": { "additionalProperties": { "$dynamicRef": "#x" }, "patternProperties": { "a": {} } }
            },
            "securitySchemes": {
                "key": { "type": "apiKey", "in": "header", "name": "k" },
                "oauth": { "type": "oauth2", "flows": { "implicit": { "scopes": { "r": "R" } } } }
            }
        }
    })
}

fn swagger() -> Value {
    json!({
        "swagger": "2.0", "info": { "title": "T", "version": "1" },
        "host": "a.io", "basePath": "/v1", "schemes": ["https"], "consumes": ["a/b"], "produces": ["c/d"],
        "paths": { "/a/{id}": { "post": {
            "parameters": [
                { "in": "path", "name": "id", "required": true, "type": "string" },
                { "in": "formData", "name": "f", "type": "file", "required": true },
                { "in": "formData", "name": "l", "type": "array", "items": { "type": "string" }, "collectionFormat": "multi" },
                { "$ref": "#/parameters/Q" }
            ],
            "responses": { "200": { "description": "", "schema": { "$ref": "#/definitions/Pet" } } }
        }, "put": { "parameters": [{ "in": "body", "name": "b", "schema": { "type": "object" } }] } } },
        "parameters": { "Q": { "in": "query", "name": "q", "type": "integer", "collectionFormat": "tsv" } },
        "definitions": {
            "Pet": { "discriminator": "kind", "properties": { "kind": { "type": "string", "x-nullable": true } } },
            "Cat": { "allOf": [{ "$ref": "#/definitions/Pet" }] }
        },
        "securityDefinitions": { "o": { "type": "oauth2", "flow": "accessCode", "scopes": { "r": "R" } } }
    })
}

/// Every pointer into a value, itself included.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(entries) => entries
            .iter()
            .for_each(|(k, v)| pointers(v, format!("{at}/{}", escaped(k)), found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, v)| pointers(v, format!("{at}/{i}"), found)),
        _ => {}
    }
    found.push(at);
}

fn try_to_read(description: &Value) {
    let mut diagnostics = Diagnostics::default();
    let input = Input::Text {
        name: "test.json".to_owned(),
        bytes: description.to_string().into_bytes(),
    };
    let sources = Sources::load(input, &mut diagnostics);
    if let Some(document) = document::read(&sources, &mut diagnostics)
        && let Some(selection) = resolve::select(&document, &Settings::default(), &mut diagnostics)
    {
        selection
            .schemas()
            .for_each(|id| assert!(document.schema(selection.target(id)).is_some()));
    }
}

fn with_every_fault(description: &Value) {
    let mut places = Vec::new();
    pointers(description, String::new(), &mut places);
    let faults = [
        json!(null),
        json!(true),
        json!(7),
        json!("text"),
        json!([[]]),
        json!({ "$ref": "#" }),
        json!({ "": {} }),
    ];
    for span in &places {
        for fault in &faults {
            let mut broken = description.clone();
            if let Some(part) = broken.pointer_mut(span) {
                *part = fault.clone();
            }
            try_to_read(&broken);
        }
    }
}

#[test]
fn openapi_with_any_part_of_another_type() {
    with_every_fault(&openapi());
}

#[test]
fn swagger_with_any_part_of_another_type() {
    with_every_fault(&swagger());
}
