//! What the variants of a union are called: what distinguishes each from the others.
//!
//! ```text
//! oneOf: [{type: integer}, {type: object}]                                 →   object
//! oneOf: [{enum: [now]}, {type: integer}]                                  →   now
//! oneOf: [{properties: {type: {const: card}}}, {properties: {type: {const: bank}}}]   →   card, bank
//! oneOf: [{required: [iban]}, {required: [number]}]                        →   iban, number
//! oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: object}}]  →   text list, object list
//! ```
//!
//! Invariants: each variant has one name, and no two the same one. Optional keys count last, so a new one changes no name that
//! something else gives. What nothing distinguishes has a number: two objects with the same keys.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use heck::ToSnakeCase;

use super::Lowering;
use super::unions::is_word;
use crate::document::model::{JsonType, SchemaId};
use crate::ir::JsonKind;

/// A property with this many values names a variant; more values make a sentence.
const FEW: usize = 2;

/// What is known of a variant before it has a type.
struct Features<'s> {
    title: Option<&'s str>,
    /// The values of properties that have a few, in the order of the alphabet.
    tags: BTreeMap<&'s str, Vec<String>>,
    /// The only value, where the schema is one text.
    text: Option<String>,
    kind: Option<JsonKind>,
    required: BTreeSet<&'s str>,
    /// All keys, the required ones among them.
    keys: BTreeSet<&'s str>,
    /// What the items of a list are.
    items: Option<JsonKind>,
    /// What the properties are; of a list its items.
    types: BTreeMap<&'s str, JsonKind>,
}

impl<'s> Lowering<'_, 's> {
    /// A name for each variant, in order.
    pub(super) fn variant_names(&self, variants: &[SchemaId]) -> Vec<String> {
        let all: Vec<Features<'s>> = variants.iter().map(|id| self.features(*id)).collect();
        let mut names: Vec<Option<String>> = vec![None; variants.len()];
        for found in [
            titles(&all),
            tags(&all),
            kinds(&all),
            keys(&all, |variant| &variant.required),
            keys(&all, |variant| &variant.keys),
            empty(&all),
            lists(&all),
            property_types(&all),
            without_own_keys(&all),
        ] {
            for (name, found) in names.iter_mut().zip(found) {
                *name = name.take().or(found);
            }
        }
        // Where two sources give one name, neither distinguishes.
        let single = counts(names.iter().flatten().map(|name| name.to_snake_case()));
        let named = names.into_iter().enumerate();
        named
            .map(|(position, name)| {
                let name = name.filter(|name| single.get(&name.to_snake_case()) == Some(&1));
                name.unwrap_or_else(|| format!("variant {}", position + 1))
            })
            .collect()
    }

    fn features(&self, id: SchemaId) -> Features<'s> {
        let schema = self.schema(id);
        let merged = self.merged(id);
        let text = self
            .texts(id)
            .and_then(|texts| <[String; 1]>::try_from(texts).ok());
        Features {
            title: schema.and_then(|schema| schema.title),
            tags: self.tag_values(id).into_iter().collect(),
            text: text.map(|[text]| text).filter(|text| is_word(text)),
            kind: schema.and_then(|schema| {
                let is_object = !merged.properties.is_empty();
                match schema.types.as_slice() {
                    [] if is_object => Some(JsonKind::Object),
                    [] if self.texts(id).is_some() => Some(JsonKind::String),
                    [ty] | [ty, JsonType::Null] | [JsonType::Null, ty] => {
                        super::unions::kind_of(*ty)
                    }
                    _ => None,
                }
            }),
            required: merged.required.into_iter().collect(),
            keys: merged.properties.iter().map(|(name, _)| *name).collect(),
            items: schema
                .and_then(|schema| schema.items)
                .and_then(|items| self.only_kind(items)),
            types: merged
                .properties
                .iter()
                .filter_map(|(name, property)| Some((*name, self.kind_within(*property)?)))
                .collect(),
        }
    }

    /// The one JSON type of a schema's values; of a list that of its items.
    fn kind_within(&self, id: SchemaId) -> Option<JsonKind> {
        match self.only_kind(id)? {
            JsonKind::Array => self.only_kind(self.schema(id)?.items?),
            kind => Some(kind),
        }
    }

    /// The one JSON type of a schema's values.
    fn only_kind(&self, id: SchemaId) -> Option<JsonKind> {
        match self.kinds_of_schema(id).as_slice() {
            [kind] => Some(*kind),
            _ => None,
        }
    }
}

/// A JSON type in a name.
fn word(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::String => "text",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::Boolean => "bool",
        JsonKind::Array => "list",
        JsonKind::Object => "object",
    }
}

/// How often each comes.
fn counts<T: std::hash::Hash + Eq>(all: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

fn titles(all: &[Features<'_>]) -> Vec<Option<String>> {
    let title = |variant: &Features<'_>| variant.title.map(str::to_owned);
    all.iter().map(title).collect()
}

/// The values of a property that no other variant has of it.
fn tags(all: &[Features<'_>]) -> Vec<Option<String>> {
    let values = all.iter().flat_map(|variant| &variant.tags);
    let pairs = values.flat_map(|(key, values)| values.iter().map(move |value| (*key, value)));
    let count = counts(pairs);
    let name = |variant: &Features<'_>| {
        let (_, values) = variant.tags.iter().find(|(key, values)| {
            let is_own = |value: &String| is_word(value) && count.get(&(**key, value)) == Some(&1);
            values.len() <= FEW && values.iter().all(is_own)
        })?;
        Some(values.join(" or "))
    };
    all.iter().map(name).collect()
}

/// The JSON type, or the one value, where no other variant is of this type.
fn kinds(all: &[Features<'_>]) -> Vec<Option<String>> {
    let count = counts(all.iter().filter_map(|variant| variant.kind));
    let name = |variant: &Features<'_>| {
        if let Some(text) = &variant.text {
            return Some(text.clone());
        }
        let kind = variant.kind.filter(|kind| count.get(kind) == Some(&1))?;
        Some(word(kind).to_owned())
    };
    all.iter().map(name).collect()
}

/// The first key that no other variant has.
fn keys<'s>(
    all: &[Features<'s>],
    of: for<'v> fn(&'v Features<'s>) -> &'v BTreeSet<&'s str>,
) -> Vec<Option<String>> {
    let count = counts(all.iter().flat_map(&of));
    let name = |variant: &Features<'s>| {
        let own = of(variant).iter().find(|key| count.get(key) == Some(&1));
        own.map(|key| (*key).to_owned())
    };
    all.iter().map(name).collect()
}

/// An object without keys among others.
fn empty(all: &[Features<'_>]) -> Vec<Option<String>> {
    let is_empty =
        |variant: &Features<'_>| variant.kind == Some(JsonKind::Object) && variant.keys.is_empty();
    let is_single = all.iter().filter(|it| is_empty(it)).count() == 1;
    let name = |variant| (is_single && is_empty(variant)).then(|| "empty".to_owned());
    all.iter().map(name).collect()
}

/// One of several lists, by what its items are.
fn lists(all: &[Features<'_>]) -> Vec<Option<String>> {
    let items = |variant: &Features<'_>| {
        let is_list = variant.kind == Some(JsonKind::Array);
        variant.items.filter(|_| is_list)
    };
    let count = counts(all.iter().filter_map(items));
    let name = |variant| {
        let kind = items(variant).filter(|kind| count.get(kind) == Some(&1))?;
        Some(format!("{} list", word(kind)))
    };
    all.iter().map(name).collect()
}

/// The first property that is of another JSON type than in every other variant that has it.
fn property_types(all: &[Features<'_>]) -> Vec<Option<String>> {
    let pairs = |variant: &Features<'_>| -> Vec<(String, JsonKind)> {
        let types = variant.types.iter();
        types
            .map(|(key, kind)| ((*key).to_owned(), *kind))
            .collect()
    };
    let count = counts(all.iter().flat_map(pairs));
    let name = |variant| {
        let mut own = pairs(variant).into_iter();
        let (key, kind) = own.find(|pair| count.get(pair) == Some(&1))?;
        Some(format!("{} {key}", word(kind)))
    };
    all.iter().map(name).collect()
}

/// The one object all of whose keys others have, too.
fn without_own_keys(all: &[Features<'_>]) -> Vec<Option<String>> {
    let count = counts(all.iter().flat_map(|variant| variant.keys.iter().copied()));
    let has_none = |variant: &Features<'_>| {
        let is_shared = |key: &&str| count.get(*key).is_some_and(|times| *times > 1);
        !variant.keys.is_empty() && variant.keys.iter().all(is_shared)
    };
    let is_single = all.iter().filter(|it| has_none(it)).count() == 1;
    let name = |variant| (is_single && has_none(variant)).then(|| "plain".to_owned());
    all.iter().map(name).collect()
}
