//! The value itself: fixed ones, examples, a variant of a union, and what is made from type, format and limits.

use super::pattern::Pattern;
use super::shape::{Choice, Shape};
use super::{Fill, Json, Samples};
use crate::document::{Additional, JsonType, SchemaId};
use crate::formats;
use crate::source::Node;
use crate::work::VALUE;

/// Deeper, a schema must contain itself and has no value.
const DEEP: usize = 24;

/// Deeper, only what must be there is made: a specification can reach all of its schemas from one.
const SHALLOW: usize = 4;

/// So many values make up one sample.
const LARGE: u32 = 4_000;

/// A value while it is made.
pub(super) struct Maker<'a, 's> {
    samples: Samples<'a, 's>,
    /// The schemas of the objects and arrays around the value.
    around: Vec<SchemaId>,
    depth: usize,
    left: u32,
    /// Makes the items of an array that must be unique differ.
    nth: usize,
}

impl<'a, 's> Maker<'a, 's> {
    pub fn new(samples: Samples<'a, 's>) -> Self {
        Maker {
            samples,
            around: Vec::new(),
            depth: 0,
            left: LARGE,
            nth: 0,
        }
    }

    /// A value of a shape, made from an example where that is allowed.
    pub fn make(&mut self, shape: &Shape<'a, 's>, example: Option<&Node>) -> Json {
        let Some(left) = self.left.checked_sub(1).filter(|_| self.depth <= DEEP) else {
            return Json::Null;
        };
        self.left = left;
        let id = shape.parts.first().map(|(id, _)| *id);
        // Each property is looked for among all of them.
        let size = shape.size();
        let cost = VALUE * (1 + size) + size.saturating_mul(size);
        if id.is_some_and(|id| !self.samples.selection.spend(cost, id)) {
            return Json::Null;
        }
        if let Some(fixed) = self.fixed(shape) {
            return fixed;
        }
        if let Some(value) = self.exemplary(shape, example) {
            return value;
        }
        match self.samples.choice(shape) {
            Some(choice) => self.variant(shape, &choice),
            None => self.typed(shape),
        }
    }

    fn allows(&self, shape: &Shape<'a, 's>, value: &Json) -> bool {
        let tagged = |(property, text): &(&str, String)| {
            value.get(property).and_then(Json::as_str) == Some(text)
        };
        let is_object = matches!(value, Json::Object(_));
        shape
            .parts
            .iter()
            .all(|(id, _)| self.samples.allows(*id, value))
            && (!is_object || shape.tags.iter().all(tagged))
    }

    /// `const`, or a value of an `enum` that all parts allow; null last.
    fn fixed(&self, shape: &Shape<'a, 's>) -> Option<Json> {
        let constant = shape
            .parts
            .iter()
            .find_map(|(_, schema)| schema.constant)
            .map(Json::from);
        let listed = shape
            .parts
            .iter()
            .map(|(_, schema)| &schema.enumeration)
            .find(|values| !values.is_empty());
        constant.or_else(|| {
            let mut values: Vec<Json> = listed?.iter().map(|node| Json::from(*node)).collect();
            values.sort_by_key(|value| *value == Json::Null);
            let allowed: Vec<&Json> = values
                .iter()
                .filter(|value| self.allows(shape, value))
                .collect();
            let chosen = allowed.get(self.nth % allowed.len().max(1)).copied();
            chosen.or(values.first()).cloned()
        })
    }

    /// The first example or default that is allowed, with what it lacks, and without what does not travel this way.
    fn exemplary(&mut self, shape: &Shape<'a, 's>, given: Option<&Node>) -> Option<Json> {
        if self.nth > 0 {
            return None;
        }
        let examples = shape.parts.iter().filter_map(|(_, schema)| schema.example);
        let defaults = shape.parts.iter().filter_map(|(_, schema)| schema.default);
        let all: Vec<Json> = given
            .into_iter()
            .chain(examples)
            .chain(defaults)
            .map(Json::from)
            .collect();
        all.into_iter().filter(is_informative).find_map(|example| {
            let adapted = self.adapted(shape, example);
            self.allows(shape, &adapted).then_some(adapted)
        })
    }

    fn adapted(&mut self, shape: &Shape<'a, 's>, example: Json) -> Json {
        match example {
            Json::Object(entries) => self.adapted_object(shape, entries),
            Json::Array(items) => {
                let adapted = items.into_iter().enumerate().map(|(index, item)| {
                    let shape = self.samples.item(shape, index);
                    self.adapted(&shape, item)
                });
                Json::Array(adapted.collect())
            }
            other => other,
        }
    }

    fn adapted_object(&mut self, shape: &Shape<'a, 's>, entries: Vec<(String, Json)>) -> Json {
        if let Some(choice) = self.samples.choice(shape) {
            return self.adapted_variant(shape, &choice, entries);
        }
        let properties = shape.properties();
        let open = properties.is_empty()
            || shape
                .parts
                .iter()
                .any(|(_, schema)| keeps_others(schema.additional));
        let mut kept = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            match properties.iter().find(|(name, _)| *name == key) {
                Some((_, id)) if !self.samples.travels(*id) => {}
                None if !open => {}
                _ => {
                    let shape = self.samples.property(shape, &key);
                    kept.push((key, self.adapted(&shape, value)));
                }
            }
        }
        self.object(shape, kept)
    }

    /// As the variant that allows it and keeps most of it.
    fn adapted_variant(
        &mut self,
        shape: &Shape<'a, 's>,
        choice: &Choice<'a, 's>,
        entries: Vec<(String, Json)>,
    ) -> Json {
        let given = Json::Object(entries.clone());
        let mut best: Option<(usize, Json)> = None;
        for branch in choice.branches {
            let shape = self.samples.with_branch(shape, choice, *branch);
            if !self.allows(&shape, &given) {
                continue;
            }
            let adapted = self.adapted_object(&shape, entries.clone());
            let kept = entries
                .iter()
                .filter(|(key, _)| adapted.get(key).is_some())
                .count();
            if best.as_ref().is_none_or(|(most, _)| kept > *most) {
                best = Some((kept, adapted));
            }
        }
        best.map_or(given, |(_, adapted)| adapted)
    }

    /// The first variant whose value is allowed: null after others, and last one that is around the value; else the first.
    fn variant(&mut self, shape: &Shape<'a, 's>, choice: &Choice<'a, 's>) -> Json {
        let mut branches = choice.branches.to_vec();
        branches.sort_by_key(|branch| (self.is_around(*branch), self.is_null(*branch)));
        let mut first = None;
        for branch in branches {
            let shape = self.samples.with_branch(shape, choice, branch);
            let value = if self.is_null(branch) {
                Json::Null
            } else {
                self.make(&shape, None)
            };
            if self.allows(&shape, &value) {
                return value;
            }
            first.get_or_insert(value);
        }
        first.unwrap_or(Json::Null)
    }

    fn is_null(&self, id: SchemaId) -> bool {
        let schema = self
            .samples
            .selection
            .document
            .schema(self.samples.selection.target(id));
        schema.is_some_and(|schema| {
            schema.types == [JsonType::Null] || schema.is_nullable_and_no_more()
        })
    }

    fn is_around(&self, id: SchemaId) -> bool {
        self.around.contains(&self.samples.selection.target(id))
    }

    fn typed(&mut self, shape: &Shape<'a, 's>) -> Json {
        match shape.json_type() {
            Some(JsonType::Null) => Json::Null,
            Some(JsonType::Boolean) => Json::Bool(self.nth.is_multiple_of(2)),
            Some(JsonType::Integer) => self.integer(shape),
            Some(JsonType::Number) => self.number(shape),
            Some(JsonType::Array) => self.array(shape),
            Some(JsonType::Object) => self.object(shape, Vec::new()),
            None if shape
                .parts
                .iter()
                .any(|(_, schema)| !schema.required.is_empty()) =>
            {
                self.object(shape, Vec::new())
            }
            Some(JsonType::String) | None => self.text(shape),
        }
    }

    fn integer(&self, shape: &Shape<'a, 's>) -> Json {
        let whole = |number: f64| Json::Number(format!("{number:.0}"));
        self.first_allowed(
            shape,
            self.numbers(shape).into_iter().map(f64::trunc).map(whole),
        )
    }

    fn number(&self, shape: &Shape<'a, 's>) -> Json {
        let numbers = std::iter::once(1.5 + self.nth as f64).chain(self.numbers(shape));
        self.first_allowed(
            shape,
            numbers.map(|number| Json::Number(format!("{number}"))),
        )
    }

    /// Numbers worth trying: one, and those at the limits.
    fn numbers(&self, shape: &Shape<'a, 's>) -> Vec<f64> {
        let nth = self.nth as f64;
        let step = shape
            .limit("multipleOf", f64::max)
            .filter(|step| *step > 0.0)
            .unwrap_or(1.0);
        let low = shape
            .limit("minimum", f64::max)
            .or_else(|| shape.limit("exclusiveMinimum", f64::max));
        let high = shape
            .limit("maximum", f64::min)
            .or_else(|| shape.limit("exclusiveMaximum", f64::min));
        let mut numbers = vec![1.0 + nth, step * (1.0 + nth)];
        if let Some(low) = low {
            numbers.extend([
                low.ceil() + nth,
                (low / step).ceil() * step + nth * step,
                low + step,
                low,
            ]);
        }
        if let Some(high) = high {
            numbers.extend([
                high.floor() - nth,
                (high / step).floor() * step - nth * step,
                high - step,
                high,
            ]);
        }
        if let (Some(low), Some(high)) = (low, high) {
            numbers.push(low + (high - low) / 2.0);
        }
        numbers.push(0.0);
        numbers
    }

    fn text(&self, shape: &Shape<'a, 's>) -> Json {
        let min = shape.count("minLength", f64::max).unwrap_or(0);
        let max = shape.count("maxLength", f64::min).unwrap_or(usize::MAX);
        let formats = shape.parts.iter().filter_map(|(_, schema)| schema.format);
        let formatted = formats.filter_map(|format| formats::sample(format, self.nth));
        let patterns = shape
            .parts
            .iter()
            .filter_map(|(_, schema)| schema.node.get("pattern")?.as_str());
        let matching = patterns.filter_map(|text| {
            let pattern = Pattern::parse(text)?;
            let sample = pattern.sample(min, max);
            let id = shape.parts.first().map(|(id, _)| *id)?;
            let affordable = self.samples.selection.spend(pattern.steps(), id);
            sample.filter(|_| affordable)
        });
        let candidates = formatted.chain(matching).chain([plain(min, max, self.nth)]);
        self.first_allowed(shape, candidates.map(Json::String))
    }

    /// The first that is allowed, else the first.
    fn first_allowed(&self, shape: &Shape<'a, 's>, candidates: impl Iterator<Item = Json>) -> Json {
        let candidates: Vec<Json> = candidates.collect();
        let allowed = candidates.iter().find(|value| self.allows(shape, value));
        allowed
            .or(candidates.first())
            .cloned()
            .unwrap_or(Json::Null)
    }

    fn array(&mut self, shape: &Shape<'a, 's>) -> Json {
        let min = shape.count("minItems", f64::max).unwrap_or(0);
        let max = shape.count("maxItems", f64::min).unwrap_or(usize::MAX);
        let prefixed = shape
            .parts
            .iter()
            .map(|(_, schema)| schema.prefix_items.len())
            .max()
            .unwrap_or(0);
        let again = shape.parts.iter().any(|(id, _)| self.around.contains(id));
        let wanted = if again { 0 } else { prefixed.max(1) };
        let unique = shape.parts.iter().any(|(_, schema)| {
            schema.node.get("uniqueItems").and_then(Node::as_bool) == Some(true)
        });
        let nth = self.nth;
        let mut items: Vec<Json> = Vec::new();
        self.within(shape, |maker| {
            for index in 0..wanted.max(min).min(max).min(LARGE as usize) {
                let of = maker.samples.item(shape, index);
                maker.nth = if unique { nth + index } else { nth };
                let item = maker.make(&of, None);
                if maker.allows(&of, &item) || items.len() < min {
                    items.push(item);
                }
            }
        });
        self.nth = nth;
        Json::Array(items)
    }

    /// An object of what is known already, and of what it lacks.
    fn object(&mut self, shape: &Shape<'a, 's>, known: Vec<(String, Json)>) -> Json {
        let again = shape.parts.iter().any(|(id, _)| self.around.contains(id));
        let all = self.samples.fill == Fill::All && !again && self.depth < SHALLOW;
        let mut entries = known;
        self.within(shape, |maker| {
            maker.described(shape, all, &mut entries);
            maker.required(shape, &mut entries);
            maker.others(shape, all, &mut entries);
        });
        for (property, text) in &shape.tags {
            entries.retain(|(key, _)| key != property);
            entries.push(((*property).to_owned(), Json::String(text.clone())));
        }
        Json::Object(entries)
    }

    fn described(&mut self, shape: &Shape<'a, 's>, all: bool, entries: &mut Vec<(String, Json)>) {
        for (name, id) in shape.properties() {
            let required = shape
                .parts
                .iter()
                .any(|(_, schema)| schema.required.contains(&name));
            let there = entries.iter().any(|(key, _)| key == name);
            if there || !self.samples.travels(id) || !(required || all) {
                continue;
            }
            let of = self.samples.property(shape, name);
            let value = self.make(&of, None);
            if required || (shape.has_room_for(name) && self.allows(&of, &value)) {
                entries.push((name.to_owned(), value));
            }
        }
    }

    /// What must be there without being described.
    fn required(&mut self, shape: &Shape<'a, 's>, entries: &mut Vec<(String, Json)>) {
        let described = shape.properties();
        for name in shape.parts.iter().flat_map(|(_, schema)| &schema.required) {
            let known = described.iter().any(|(known, _)| known == name);
            if !known && !entries.iter().any(|(key, _)| key == name) {
                let of = self.samples.property(shape, name);
                entries.push(((*name).to_owned(), self.make(&of, None)));
            }
        }
    }

    /// An entry of a map, and as many as `minProperties` asks for.
    fn others(&mut self, shape: &Shape<'a, 's>, all: bool, entries: &mut Vec<(String, Json)>) {
        let min = shape.count("minProperties", f64::max).unwrap_or(0);
        let max = shape.count("maxProperties", f64::min).unwrap_or(usize::MAX);
        let is_map = shape.properties().is_empty()
            && shape
                .parts
                .iter()
                .any(|(_, schema)| keeps_others(schema.additional));
        let wanted = if is_map && all {
            entries.len().max(1)
        } else {
            entries.len()
        };
        let described = shape
            .properties()
            .into_iter()
            .filter(|(_, id)| self.samples.travels(*id));
        let mut more: Vec<String> = described.map(|(name, _)| name.to_owned()).collect();
        more.extend(
            (0..min)
                .map(|nth| self.key(shape, nth))
                .chain([self.key(shape, 0)]),
        );
        for name in more {
            let missing = entries.len() < wanted.max(min).min(max);
            let there = entries.iter().any(|(key, _)| *key == name);
            if missing && !there && shape.has_room_for(&name) {
                let of = self.samples.property(shape, &name);
                let value = self.make(&of, None);
                entries.push((name, value));
            }
        }
    }

    /// A key that is not described.
    fn key(&self, shape: &Shape<'a, 's>, nth: usize) -> String {
        let named = shape.parts.iter().find_map(|(_, schema)| {
            let pattern = schema
                .node
                .get("propertyNames")
                .and_then(|names| names.get("pattern")?.as_str());
            let pattern = pattern.or_else(|| {
                let patterns = schema.node.get("patternProperties")?.as_object()?.entries();
                patterns.first().map(|entry| &*entry.key)
            });
            Pattern::parse(pattern?)?.sample(nth, usize::MAX)
        });
        named.unwrap_or_else(|| {
            if nth == 0 {
                "key".to_owned()
            } else {
                format!("key{nth}")
            }
        })
    }

    /// Does something inside of a value.
    fn within(&mut self, shape: &Shape<'a, 's>, inside: impl FnOnce(&mut Self)) {
        let around = self.around.len();
        self.around.extend(shape.parts.iter().map(|(id, _)| *id));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.around.truncate(around);
    }
}

fn keeps_others(additional: Additional) -> bool {
    matches!(additional, Additional::Any | Additional::Of(_))
}

/// An empty example shows nothing, and is no segment of a path.
fn is_informative(example: &Json) -> bool {
    match example {
        Json::Null => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(entries) => !entries.is_empty(),
        Json::Bool(_) | Json::Number(_) => true,
    }
}

/// A text between two lengths.
fn plain(min: usize, max: usize, nth: usize) -> String {
    let text = if nth == 0 {
        "text".to_owned()
    } else {
        format!("{nth}text")
    };
    // What must be longer than this is no test of a client.
    let min = min.min(100_000);
    let padded = format!("{text}{}", "x".repeat(min.saturating_sub(text.len())));
    padded.chars().take(max).collect()
}
