//! Whether a schema allows a value: the keywords of JSON Schema that specifications of APIs use.

use std::cell::Cell;

use super::pattern::Pattern;
use super::shape::number;
use super::{Json, Samples};
use crate::document::{Additional, JsonType, Schema, SchemaId};
use crate::formats;
use crate::source::Node;
use crate::work::VALUE;

/// So many schemas are looked at for one value; a value that costs more counts as not allowed.
const STEPS: u32 = 200_000;

impl<'s> Samples<'_, 's> {
    /// Whether a schema allows a value.
    pub fn allows(&self, id: SchemaId, value: &Json) -> bool {
        Check {
            samples: self,
            steps: Cell::new(STEPS),
        }
        .fits(id, value, &[])
    }
}

struct Check<'c, 'a, 's> {
    samples: &'c Samples<'a, 's>,
    steps: Cell<u32>,
}

impl<'s> Check<'_, '_, 's> {
    /// `open` are the schemas that already speak of this value: one that comes back adds nothing.
    fn fits(&self, id: SchemaId, value: &Json, open: &[SchemaId]) -> bool {
        let selection = self.samples.selection;
        if *value == Json::Null
            && selection
                .document
                .schema(id)
                .is_some_and(|schema| schema.nullable)
        {
            return true;
        }
        let id = selection.target(id);
        let (Some(schema), Some(left)) = (
            selection.document.schema(id),
            self.steps.get().checked_sub(1),
        ) else {
            return false;
        };
        self.steps.set(left);
        let cost = VALUE * (1 + open.len() as u64 + schema.enumeration.len() as u64);
        if !selection.spend(cost + size(schema, value), id) {
            return false;
        }
        if open.contains(&id) {
            return true;
        }
        let open = &[open, &[id]].concat();
        let fits = |id: &&SchemaId| self.fits(**id, value, open);
        !schema.never
            && schema.all_of.iter().all(|part| fits(&part))
            && (schema.any_of.is_empty() || schema.any_of.iter().any(|branch| fits(&branch)))
            && (schema.one_of.is_empty() || schema.one_of.iter().filter(fits).count() == 1)
            && self.own(schema, value)
    }

    fn own(&self, schema: &Schema<'s>, value: &Json) -> bool {
        let is = |node: &Node| Json::from(node).equals(value);
        let listed =
            schema.enumeration.is_empty() || schema.enumeration.iter().any(|node| is(node));
        let typed = schema.types.is_empty() || schema.types.iter().any(|ty| is_type(*ty, value));
        listed
            && typed
            && schema.constant.is_none_or(is)
            && match value {
                Json::Null | Json::Bool(_) => true,
                Json::Number(text) => is_number(schema, text),
                Json::String(text) => self.is_text(schema, text),
                Json::Array(items) => self.is_array(schema, items),
                Json::Object(entries) => self.is_object(schema, entries),
            }
    }

    /// Whether the limits of one schema allow a text.
    fn is_text(&self, schema: &Schema<'s>, text: &str) -> bool {
        let pattern = schema
            .node
            .get("pattern")
            .and_then(Node::as_str)
            .and_then(Pattern::parse);
        within(schema, "minLength", "maxLength", text.chars().count())
            && pattern.is_none_or(|pattern| {
                let matches = pattern.matches(text);
                let work = &self.samples.selection.document.work;
                work.spend(pattern.steps(), schema.node.span) && matches
            })
            && schema
                .format
                .is_none_or(|format| formats::is_of(format, text))
    }

    fn is_array(&self, schema: &Schema<'s>, items: &[Json]) -> bool {
        let unique = schema.node.get("uniqueItems").and_then(Node::as_bool) == Some(true);
        let repeated =
            |(at, item): (usize, &Json)| items.iter().take(at).any(|other| other.equals(item));
        within(schema, "minItems", "maxItems", items.len())
            && !(unique && items.iter().enumerate().any(repeated))
            && items.iter().enumerate().all(|(index, item)| {
                let of = schema.prefix_items.get(index).copied().or(schema.items);
                of.is_none_or(|of| self.fits(of, item, &[]))
            })
    }

    fn is_object(&self, schema: &Schema<'s>, entries: &[(String, Json)]) -> bool {
        let has = |name: &str| entries.iter().any(|(key, _)| key == name);
        let required = |name: &&&str| {
            let known = schema
                .properties
                .iter()
                .find(|property| property.name == **name);
            known.is_none_or(|property| self.samples.travels(property.schema))
        };
        within(schema, "minProperties", "maxProperties", entries.len())
            && schema
                .required
                .iter()
                .filter(required)
                .all(|name| has(name))
            && entries.iter().all(|(key, value)| {
                match schema
                    .properties
                    .iter()
                    .find(|property| property.name == key)
                {
                    Some(property) => self.fits(property.schema, value, &[]),
                    None => match schema.additional {
                        Additional::Unspecified | Additional::Any => true,
                        Additional::Denied => false,
                        Additional::Of(values) => self.fits(values, value, &[]),
                    },
                }
            })
    }
}

/// What comparing a value by itself costs: each key of an object is looked for among the properties, and each item of a list
/// that must be unique is compared with those before it.
fn size(schema: &Schema<'_>, value: &Json) -> u64 {
    let size = match value {
        Json::Object(entries) => {
            entries.len() * (1 + schema.properties.len() / 4 + schema.required.len() / 4)
        }
        Json::Array(items) if schema.node.get("uniqueItems").is_some() => items.len() * items.len(),
        Json::Array(items) => items.len(),
        Json::String(text) => text.len() / 8,
        _ => 0,
    };
    size as u64
}

fn is_type(ty: JsonType, value: &Json) -> bool {
    match (ty, value) {
        (JsonType::Null, Json::Null)
        | (JsonType::Boolean, Json::Bool(_))
        | (JsonType::Number, Json::Number(_))
        | (JsonType::String, Json::String(_))
        | (JsonType::Array, Json::Array(_))
        | (JsonType::Object, Json::Object(_)) => true,
        // JSON Schema 2020-12, 4.2.3: 1.0 is an integer.
        (JsonType::Integer, Json::Number(text)) => text
            .parse::<f64>()
            .is_ok_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

fn within(schema: &Schema<'_>, min: &str, max: &str, length: usize) -> bool {
    let length = length as f64;
    number(schema, min).is_none_or(|min| length >= min)
        && number(schema, max).is_none_or(|max| length <= max)
}

/// Whether the limits of one schema allow a number.
fn is_number(schema: &Schema<'_>, text: &str) -> bool {
    let Ok(value) = text.parse::<f64>() else {
        return false;
    };
    // A boolean up to 3.0, a number of its own from 3.1 on.
    let exclusive = |key: &str| schema.node.get(key).and_then(Node::as_bool) == Some(true);
    let above = |min: f64| value > min || (value == min && !exclusive("exclusiveMinimum"));
    let below = |max: f64| value < max || (value == max && !exclusive("exclusiveMaximum"));
    number(schema, "minimum").is_none_or(above)
        && number(schema, "maximum").is_none_or(below)
        && number(schema, "exclusiveMinimum").is_none_or(|min| value > min)
        && number(schema, "exclusiveMaximum").is_none_or(|max| value < max)
        && number(schema, "multipleOf").is_none_or(|step| step <= 0.0 || is_whole(value / step))
        && is_in_width(schema.format, text, value)
}

/// Division of decimal numbers by 0.01 is never quite exact.
fn is_whole(quotient: f64) -> bool {
    (quotient - quotient.round()).abs() < 1e-9 * quotient.abs().max(1.0)
}

/// The registry's integers are whole, of whichever type they are a format (OpenAPI Format Registry, `int64`).
fn is_in_width(format: Option<&str>, text: &str, value: f64) -> bool {
    let is_within = match format {
        Some("int32") => value.abs() <= f64::from(i32::MAX),
        Some("int64") => text.parse::<i64>().is_ok() || value.abs() < 9e18,
        Some("uint32") => (0.0..=f64::from(u32::MAX)).contains(&value),
        Some("uint64") => value >= 0.0,
        _ => return true,
    };
    is_within && value.fract() == 0.0
}
