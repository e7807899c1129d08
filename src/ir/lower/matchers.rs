//! How the variants of a union are told apart when they come in, by what is proved about them.
//!
//! ```text
//! {object: const card, …}, {object: const bank, …}   →   Tag("object" = "card"), Tag("object" = "bank")
//! string, array                                      →   Json(String), Json(Array)
//! {x, y}, {x, y, width}, {node}                      →   Has("width"), then Has("x"), else the last
//! ```
//!
//! In this order: a property whose values are apart in all variants that have it, a JSON type that no other variant has, a
//! required key that no other variant knows, a required property whose JSON type is another in every other variant. Then, in
//! turn, required keys of which each one that is left does not know one. The last object that is left over is what any other
//! object is. Where nothing can be proved, it is `Never`. Knows schemas only by what `unions` found out about them.

use std::collections::HashSet;

use crate::document::model::SchemaId;
use crate::ir::{JsonKind, Type, VariantMatcher};

/// A variant while it is looked at.
pub(super) struct Candidate<'s> {
    pub schema: SchemaId,
    pub name: Option<String>,
    pub ty: Type,
    pub kinds: Vec<JsonKind>,
    pub properties: Vec<&'s str>,
    pub required: HashSet<&'s str>,
    /// The JSON types that each property may have; none where they are not known.
    pub types: Vec<(&'s str, Vec<JsonKind>)>,
    /// Properties whose values are few and known.
    pub tags: Vec<(&'s str, Vec<String>)>,
}

/// How a variant is recognised, and when it is looked for: behind those of earlier turns.
pub(super) struct Decision {
    pub decide: VariantMatcher,
    pub turn: usize,
}

impl Decision {
    pub fn at_once(decide: VariantMatcher) -> Decision {
        Decision { decide, turn: 0 }
    }
}

impl Candidate<'_> {
    fn is_object(&self) -> bool {
        self.kinds.as_slice() == [JsonKind::Object]
    }
}

/// How to recognise each candidate by what is proved of all of them.
pub(super) fn decide(candidates: &[Candidate<'_>]) -> Vec<Decision> {
    let tag = best_tag(candidates);
    let mut decisions: Vec<Decision> = candidates
        .iter()
        .enumerate()
        .map(|(position, candidate)| {
            Decision::at_once(decide_one(candidates, position, candidate, tag))
        })
        .collect();
    decide_in_turn(candidates, &mut decisions);
    // One object without a mark is what an object is that has none of the others' marks.
    let mut unmarked = decisions
        .iter_mut()
        .zip(candidates)
        .filter(|(decision, _)| decision.decide == VariantMatcher::Never);
    if let (Some((decision, candidate)), None) = (unmarked.next(), unmarked.next())
        && candidate.is_object()
    {
        decision.decide = VariantMatcher::Json(JsonKind::Object);
    }
    decisions
}

/// Of objects that are left over, one after the other: the first whose required keys no other one knows all of. Behind it,
/// that one does not matter any more: `{x, y, width}` before `{x, y}`.
fn decide_in_turn(candidates: &[Candidate<'_>], decisions: &mut [Decision]) {
    /// Each is compared with each, once for each of them.
    const MOST: usize = 100;
    let is_open = |decision: &Decision| decision.decide == VariantMatcher::Never;
    let open = decisions
        .iter()
        .filter(|decision| is_open(decision))
        .count();
    let turns = if open > MOST { 0 } else { open };
    for turn in 1..=turns {
        let left: Vec<usize> = (0..candidates.len())
            .filter(|at| decisions.get(*at).is_some_and(is_open))
            .collect();
        let found = left.iter().find_map(|at| {
            let others = left
                .iter()
                .filter(|other| *other != at)
                .filter_map(|other| candidates.get(*other));
            let candidate = candidates
                .get(*at)
                .filter(|candidate| candidate.is_object() && left.len() > 1)?;
            Some((*at, keys_apart(candidate, others)?))
        });
        match found.and_then(|(at, keys)| Some((decisions.get_mut(at)?, keys))) {
            Some((decision, keys)) => {
                *decision = Decision {
                    decide: VariantMatcher::Has(keys),
                    turn,
                }
            }
            None => return,
        }
    }
}

/// Required keys of which each other variant does not know one.
fn keys_apart<'c, 's: 'c>(
    candidate: &Candidate<'s>,
    others: impl Iterator<Item = &'c Candidate<'s>>,
) -> Option<Vec<String>> {
    let mut keys: Vec<&str> = Vec::new();
    for other in others {
        if keys.iter().all(|key| other.properties.contains(key)) {
            let required = candidate
                .properties
                .iter()
                .filter(|key| candidate.required.contains(**key));
            keys.push(
                required
                    .copied()
                    .find(|key| !other.properties.contains(key))?,
            );
        }
    }
    Some(keys.into_iter().map(str::to_owned).collect())
}

fn decide_one(
    candidates: &[Candidate<'_>],
    position: usize,
    candidate: &Candidate<'_>,
    tag: Option<&str>,
) -> VariantMatcher {
    let others = || {
        candidates
            .iter()
            .enumerate()
            .filter(move |(other, _)| *other != position)
            .map(|(_, other)| other)
    };
    if let Some(field) = tag
        && let Some((_, values)) = candidate.tags.iter().find(|(name, _)| *name == field)
    {
        return VariantMatcher::Tag {
            field: field.to_owned(),
            values: values.clone(),
        };
    }
    let [kind] = candidate.kinds.as_slice() else {
        return VariantMatcher::Never;
    };
    let alone = others().all(|other| !other.kinds.contains(kind));
    if alone {
        return VariantMatcher::Json(*kind);
    }
    if *kind == JsonKind::Object
        && let Some(key) = own_required_key(candidate, others().collect())
    {
        return VariantMatcher::Has(vec![key]);
    }
    if *kind == JsonKind::Object
        && let Some((field, kind)) = own_property_type(candidate, &others().collect::<Vec<_>>())
    {
        return VariantMatcher::Typed { field, kind };
    }
    // The first of several arrays or strings stands for all: they differ only in what they hold.
    let first = candidates
        .iter()
        .take(position)
        .all(|other| !other.kinds.contains(kind));
    match (first, kind) {
        (true, JsonKind::Object) | (false, _) => VariantMatcher::Never,
        (true, _) => VariantMatcher::Json(*kind),
    }
}

/// A required key that no other variant knows.
fn own_required_key(candidate: &Candidate<'_>, others: Vec<&Candidate<'_>>) -> Option<String> {
    let is_own = |key: &&&str| others.iter().all(|other| !other.properties.contains(*key));
    candidate
        .properties
        .iter()
        .filter(|key| candidate.required.contains(**key))
        .find(is_own)
        .map(|key| (*key).to_owned())
}

/// A required property that is of another JSON type in every variant that knows it.
fn own_property_type(
    candidate: &Candidate<'_>,
    others: &[&Candidate<'_>],
) -> Option<(String, JsonKind)> {
    candidate
        .types
        .iter()
        .filter(|(name, _)| candidate.required.contains(name))
        .find_map(|(name, kinds)| {
            let [kind] = kinds.as_slice() else {
                return None;
            };
            let is_apart = |other: &&Candidate<'_>| match other
                .types
                .iter()
                .find(|(known, _)| known == name)
            {
                Some((_, kinds)) => {
                    !kinds.is_empty() && !kinds.iter().any(|other| overlap(*other, *kind))
                }
                None => true,
            };
            others
                .iter()
                .all(is_apart)
                .then(|| ((*name).to_owned(), *kind))
        })
}

/// Whether one value can be of both types: an integer is a number.
fn overlap(left: JsonKind, right: JsonKind) -> bool {
    const NUMBERS: [JsonKind; 2] = [JsonKind::Integer, JsonKind::Number];
    left == right || (NUMBERS.contains(&left) && NUMBERS.contains(&right))
}

/// The property that tells most variants apart: at least two have it, and no value stands in two of them.
fn best_tag<'s>(candidates: &[Candidate<'s>]) -> Option<&'s str> {
    let mut best: Option<(&'s str, usize)> = None;
    for (name, _) in candidates.iter().flat_map(|candidate| &candidate.tags) {
        let mut seen = HashSet::new();
        let mut count = 0;
        let mut apart = true;
        for candidate in candidates {
            match candidate.tags.iter().find(|(other, _)| other == name) {
                Some((_, values)) => {
                    count += 1;
                    apart &= values.iter().all(|value| seen.insert(value.as_str()));
                }
                // A variant that has the property with any value could be taken for another.
                None => apart &= !candidate.properties.contains(name),
            }
        }
        if apart && count >= 2 && best.is_none_or(|(_, most)| count > most) {
            best = Some((name, count));
        }
    }
    best.map(|(name, _)| name)
}
