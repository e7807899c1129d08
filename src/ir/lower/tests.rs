//! What small schemas become, as printed ir: a table for each module of `lower`.
//!
//! ```text
//! R: {type: object, required: [id], properties: {id: {type: string}}}   →   R = {id: String}
//! ```
//!
//! `R` is what the only operation returns. Inline types are printed by the words that they are named after.

use crate::diagnostics::Diagnostics;
use crate::ir::{
    Api, Constant, JsonKind, NameSource, ResponseBody, Type, TypeDef, TypeId, TypeKind,
    VariantMatcher,
};
use crate::settings::Settings;
use crate::source::{Input, Sources};
use crate::{document, resolve};

/// The types of an API, a line each.
struct Printer<'a>(&'a Api);

impl Printer<'_> {
    fn name(&self, id: TypeId) -> String {
        match self.0.types.get(id).map(|def| &def.name) {
            Some(NameSource::Component(key)) => key.clone(),
            Some(NameSource::Inline { words, .. }) => words
                .iter()
                .filter(|word| !word.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("."),
            None => "?".to_owned(),
        }
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::List(inner) => format!("[{}]", self.ty(inner)),
            Type::Map(inner) => format!("{{*: {}}}", self.ty(inner)),
            Type::Optional(inner) => format!("{}|null", self.ty(inner)),
            Type::Expandable(inner) => format!("Expandable({})", self.ty(inner)),
            Type::Named(id) => self.name(*id),
            Type::Integer(width) => format!("{width:?}"),
            Type::Float { single: false } => "F64".to_owned(),
            Type::Format(format) => format!("{format:?}"),
            other => format!("{other:?}"),
        }
    }

    fn kind(&self, kind: &TypeKind) -> String {
        match kind {
            TypeKind::Object(object) => {
                let fields = object.fields.iter().map(|field| {
                    let absent = if field.required { "" } else { "?" };
                    let null = if field.nullable { "|null" } else { "" };
                    format!("{}{absent}: {}{null}", field.wire, self.ty(&field.ty))
                });
                let constants = object.constants.iter().map(|(wire, value)| match value {
                    Constant::String(text) => format!("{wire} = '{text}'"),
                    other => format!("{wire} = {other}"),
                });
                let rest = object
                    .additional
                    .iter()
                    .map(|ty| format!("*: {}", self.ty(ty)));
                let all: Vec<String> = fields.chain(constants).chain(rest).collect();
                format!("{{{}}}", all.join(", "))
            }
            TypeKind::Enum(values) => {
                let values = values.values.iter().map(|value| value.wire.to_string());
                format!("enum {}", values.collect::<Vec<_>>().join(" | "))
            }
            TypeKind::Union(union) => {
                let variants = union.variants.iter().map(|variant| {
                    let name = variant
                        .name
                        .as_deref()
                        .map_or(String::new(), |name| format!("{name}: "));
                    format!(
                        "{name}{} if {}",
                        self.ty(&variant.ty),
                        matcher(&variant.decide)
                    )
                });
                format!("union {}", variants.collect::<Vec<_>>().join(" | "))
            }
            TypeKind::Alias(ty) => self.ty(ty),
            TypeKind::Responses(variants) => format!("{} responses", variants.len()),
        }
    }

    fn types(&self) -> String {
        let line =
            |(id, def): (TypeId, &TypeDef)| format!("{} = {}", self.name(id), self.kind(&def.kind));
        let mut lines: Vec<String> = self.0.types.iter().map(line).collect();
        lines.sort();
        // A type without a name of its own is written where it is used.
        if let Some(ResponseBody::Json(ty)) = self.0.operations.first().map(|it| &it.response_body)
            && !matches!(ty, Type::Named(_))
        {
            lines.insert(0, format!("R = {}", self.ty(ty)));
        }
        lines.join("\n")
    }
}

fn matcher(matcher: &VariantMatcher) -> String {
    match matcher {
        VariantMatcher::Tag { field, values } => format!("{field}={}", values.join("/")),
        VariantMatcher::Has(keys) => format!("has {}", keys.join("+")),
        VariantMatcher::Json(kind) => word(*kind),
        VariantMatcher::Typed { field, kind } => format!("{field} is {}", word(*kind)),
        VariantMatcher::Items(inner) => format!("items {}", self::matcher(inner)),
        VariantMatcher::Values(inner) => format!("values {}", self::matcher(inner)),
        VariantMatcher::Never => "never".to_owned(),
    }
}

fn word(kind: JsonKind) -> String {
    format!("{kind:?}").to_lowercase()
}

/// The types of an API whose only operation, `getR`, returns the component `R`.
fn printed(schemas: &str) -> String {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        "openapi: 3.1.0
info: {{title: X, version: '1'}}
paths:
  /r:
    get:
      operationId: getR
      responses: {{'200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/R'}}}}}}}}}}
components:
  schemas:
{indented}"
    );
    let diagnostics = &mut Diagnostics::default();
    let input = Input::Text {
        name: "api.yaml".into(),
        bytes: text.into_bytes(),
    };
    let settings = Settings::default();
    let sources = Sources::load(input, diagnostics);
    let document = document::read(&sources, diagnostics).expect("it is a specification");
    let selection =
        resolve::select(&document, &settings, diagnostics).expect("there is an operation");
    Printer(&super::lower(&selection, &settings, diagnostics)).types()
}

/// Compares all rows of a table, and shows all that differ at once.
fn check(rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(schemas, expected)| (schemas, expected, printed(schemas)))
        .filter(|(_, expected, found)| found != *expected)
        .map(|(schemas, expected, found)| {
            format!("{schemas}\nexpected:\n{expected}\nfound:\n{found}\n")
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn schemas() {
    check(&[
        (
            "R: {type: object, required: [b, a], properties: {a: {type: string}, b: {type: integer}, c: {type: [boolean, 'null']}}}",
            "R = {b: I64, a: String, c?: Bool|null}",
        ),
        (
            "R: {type: object, additionalProperties: {type: number}}",
            "R = {*: F64}",
        ),
        (
            "R: {type: object, required: [kind], properties: {kind: {const: x}, at: {type: string, format: date-time}}}",
            "R = {at?: DateTime, kind = 'x'}",
        ),
        (
            "R: {type: object, properties: {n: {type: integer, format: int32}, u: {type: integer, minimum: 0, maximum: 18446744073709551615}}}",
            "R = {n?: I32, u?: U64}",
        ),
        (
            "R: {type: array, items: {type: [string, 'null']}}",
            "R = [String|null]",
        ),
        (
            "R: {type: object, properties: {line_items: {type: array, items: {type: object, properties: {n: {type: integer}}}}}}",
            "R = {line_items?: [R.line_item]}\nR.line_item = {n?: I64}",
        ),
        (
            "R: {enum: [a, b, 1]}",
            "R = union String if string | I64 if integer",
        ),
    ]);
}

#[test]
fn merge() {
    check(&[
        (
            "R: {allOf: [{required: [id], properties: {id: {type: string}}}, {properties: {name: {type: string}}}]}",
            "R = {id: String, name?: String}",
        ),
        (
            "R: {allOf: [{$ref: '#/components/schemas/Base'}], required: [id], properties: {own: {type: boolean}}}\nBase: {properties: {id: {type: string}}}",
            "R = {id: String, own?: Bool}",
        ),
        (
            // Both say that it is an object: it has the properties of both.
            "R: {allOf: [{properties: {o: {type: object, properties: {a: {type: string}}}}}, {properties: {o: {type: object, properties: {b: {type: string}}}}}]}",
            "R = {o?: R.o}\nR.o = {a?: String, b?: String}",
        ),
    ]);
}

#[test]
fn unions_and_matchers() {
    check(&[
        (
            "R: {oneOf: [{type: string}, {type: integer}, {type: boolean}]}",
            "R = union String if string | I64 if integer | Bool if boolean",
        ),
        (
            "R: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]}\nCard: {type: object, required: [type], properties: {type: {const: card}}}\nBank: {type: object, required: [type], properties: {type: {const: bank}}}",
            "Bank = {type = 'bank'}\nCard = {type = 'card'}\nR = union Card if type=card | Bank if type=bank",
        ),
        (
            "R: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}\nA: {type: object, required: [iban], properties: {iban: {type: string}}}\nB: {type: object, required: [number], properties: {number: {type: string}}}",
            "A = {iban: String}\nB = {number: String}\nR = union A if has iban | B if has number",
        ),
        (
            "R: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: t, mapping: {x: '#/components/schemas/A', y: '#/components/schemas/B'}}}\nA: {type: object, properties: {t: {type: string}, a: {type: string}}}\nB: {type: object, properties: {t: {type: string}, b: {type: string}}}",
            "A = {a?: String, t = 'x'}\nB = {b?: String, t = 'y'}\nR = union A if t=x | B if t=y",
        ),
        // A union that is one of its own variants.
        (
            "R: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/R'}], discriminator: {propertyName: t, mapping: {x: '#/components/schemas/A', y: '#/components/schemas/B', z: '#/components/schemas/R'}}}\nA: {type: object, properties: {t: {type: string}, a: {type: string}}}\nB: {type: object, properties: {t: {type: string}, b: {type: string}}}",
            "A = {a?: String, t = 'x'}\nB = {b?: String, t = 'y'}\nR = union A if t=x | B if t=y",
        ),
        ("R: {anyOf: [{enum: [a]}, {enum: [b]}]}", "R = enum a | b"),
        (
            "R: {anyOf: [{type: string}, {type: 'null'}]}",
            "R = String|null",
        ),
        ("R: {oneOf: [{type: integer}, {type: number}]}", "R = F64"),
    ]);
}

#[test]
fn variant_names() {
    check(&[
        (
            "R: {oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: object, properties: {a: {type: string}}}}]}",
            "R = union [String] if items string | [R.item] if items object\nR.item = {a?: String}",
        ),
        (
            "R: {oneOf: [{type: object, required: [l], properties: {l: {type: array, items: {type: string}}}}, {type: object, required: [l], properties: {l: {type: array, items: {type: integer}}}}, {type: string}]}",
            "R = union text l: R.text l if never | integer l: R.integer l if never | String if string\nR.integer l = {l: [I64]}\nR.text l = {l: [String]}",
        ),
        (
            "R: {oneOf: [{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}, {type: object, properties: {a: {type: string}}}, {type: string}]}",
            "R = union a: R.a if never | plain: R.plain if never | String if string\nR.a = {a: String, b?: String}\nR.plain = {a?: String}",
        ),
    ]);
}

#[test]
fn subtypes() {
    check(&[(
        "R: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\nDog: {allOf: [{$ref: '#/components/schemas/R'}, {properties: {bark: {type: string}}}]}",
        "Dog = {bark?: String, kind = 'Dog'}\nR = union Dog if kind=Dog | base: R.base if object\nR.base = {kind?: String, *: Json}",
    )]);
}

#[test]
fn dedup() {
    check(&[
        (
            // Inline schemas of one shape within an operation are one type, under the words that both places share.
            "R: {type: object, properties: {from_address: {type: object, properties: {city: {type: string}}}, to_address: {type: object, properties: {city: {type: string}}}}}",
            "R = {from_address?: R.address, to_address?: R.address}\nR.address = {city?: String}",
        ),
        (
            // Components are never merged: their names are the API's own words.
            "R: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}\nA: {type: object, properties: {x: {type: string}}}\nB: {type: object, properties: {x: {type: string}}}",
            "A = {x?: String}\nB = {x?: String}\nR = {a?: A, b?: B}",
        ),
    ]);
}
