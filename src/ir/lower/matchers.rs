//! How the variants of a union are distinguished when they come in, by what is proved about them.
//!
//! ```text
//! {object: const card, …}, {object: const bank, …}   →   Tag("object" = "card"), Tag("object" = "bank")
//! string, array                                      →   Json(String), Json(Array)
//! [string], [integer]                                →   Items(Json(String)), Items(Json(Integer))
//! {x, y}, {x, y, width}, {node}                      →   Has("width"), then Has("x"), else the last
//! ```
//!
//! In this order: a property whose values are apart, a JSON type that no other variant has, a required key that no other
//! variant knows, a required property whose JSON type is another in every other variant. Lists are distinguished by their
//! items, maps by their values. Then, in turn, required keys of which each object that is left does not know one. The last
//! object that is left over is what any other object is that has its required keys. Of texts or numbers the one that takes
//! any covers all. If nothing can be proved, it is `Never`. Knows schemas only by what `unions` found out about them.

use std::collections::HashSet;

use crate::document::model::SchemaId;
use crate::ir::{Format, JsonKind, Type, VariantMatcher, Width};

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
    /// What a list or a map holds.
    pub element: Option<Box<Candidate<'s>>>,
    /// Whether it is an open enum, which takes any value of its JSON type.
    pub is_enum: bool,
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
    /// What anything is.
    pub fn anything(schema: SchemaId) -> Self {
        Candidate {
            schema,
            name: None,
            ty: Type::Json,
            kinds: Vec::new(),
            properties: Vec::new(),
            required: HashSet::new(),
            types: Vec::new(),
            tags: Vec::new(),
            element: None,
            is_enum: false,
        }
    }

    fn is_object(&self) -> bool {
        self.kinds.as_slice() == [JsonKind::Object]
    }

    fn is_list(&self) -> bool {
        matches!(self.ty, Type::List(_))
    }

    fn is_map(&self) -> bool {
        matches!(self.ty, Type::Map(_))
    }

    /// Of a text or number how much it takes of its JSON type; none where that may be less than all.
    fn generality(&self) -> Option<u8> {
        match &self.ty {
            Type::String | Type::Bool | Type::Float { .. } => Some(4),
            Type::Integer(Width::I64) => Some(3),
            Type::Named(_) if self.is_enum => Some(2),
            Type::Format(Format::Password) | Type::Integer(Width::I128 | Width::U64) => Some(1),
            _ => None,
        }
    }
}

/// How to recognise each candidate by what is proved of all of them.
pub(super) fn decide(candidates: &[&Candidate<'_>]) -> Vec<Decision> {
    let tag = best_tag(candidates);
    let mut decisions: Vec<Decision> = candidates
        .iter()
        .enumerate()
        .map(|(position, candidate)| {
            Decision::at_once(decide_one(candidates, position, candidate, tag.as_ref()))
        })
        .collect();
    decide_by_elements(candidates, &mut decisions, |found| found.is_list());
    decide_by_elements(candidates, &mut decisions, |found| found.is_map());
    decide_in_turn(candidates, &mut decisions);
    decide_leftover(candidates, &mut decisions);
    decisions
}

/// Of several lists or maps: by what they hold.
fn decide_by_elements(
    candidates: &[&Candidate<'_>],
    decisions: &mut [Decision],
    is_container: fn(&Candidate<'_>) -> bool,
) {
    let open = |at: &usize| {
        decisions
            .get(*at)
            .is_some_and(|decision| decision.decide == VariantMatcher::Never)
    };
    let places: Vec<usize> = (0..candidates.len())
        .filter(|at| candidates.get(*at).is_some_and(|found| is_container(found)))
        .filter(open)
        .collect();
    let elements: Vec<&Candidate<'_>> = places
        .iter()
        .filter_map(|at| candidates.get(*at)?.element.as_deref())
        .collect();
    if elements.len() < 2 || elements.len() < places.len() {
        return;
    }
    for (at, Decision { decide, turn }) in places.iter().zip(decide(&elements)) {
        let (Some(decision), Some(candidate)) = (decisions.get_mut(*at), candidates.get(*at))
        else {
            continue;
        };
        let holds_anything = candidate
            .element
            .as_ref()
            .is_some_and(|element| element.ty == Type::Json);
        *decision = match (decide, candidate.is_list()) {
            // What fits no other one.
            (VariantMatcher::Never, true) if holds_anything => Decision {
                decide: VariantMatcher::Json(JsonKind::Array),
                turn: usize::MAX,
            },
            (VariantMatcher::Never, _) => continue,
            (element, true) => Decision {
                decide: VariantMatcher::Items(Box::new(element)),
                turn,
            },
            (element, false) => Decision {
                decide: VariantMatcher::Values(Box::new(element)),
                turn,
            },
        };
    }
}

/// So many required keys are asked for of the object that is left over.
const MOST_KEYS: usize = 4;

/// One object without a mark is what an object is that has none of the others' marks.
fn decide_leftover(candidates: &[&Candidate<'_>], decisions: &mut [Decision]) {
    let mut unmarked = decisions
        .iter_mut()
        .zip(candidates)
        .filter(|(decision, _)| decision.decide == VariantMatcher::Never);
    let (Some((decision, candidate)), None) = (unmarked.next(), unmarked.next()) else {
        return;
    };
    if !candidate.is_object() {
        return;
    }
    let mut required: Vec<String> = candidate
        .required
        .iter()
        .filter(|key| candidate.properties.contains(key))
        .map(|key| (*key).to_owned())
        .collect();
    required.sort();
    let element = candidate.element.as_deref();
    let matcher = match (
        required.is_empty(),
        element.map(|held| held.kinds.as_slice()),
    ) {
        // Of more keys nobody reads the list, and what has none of the others' marks is hardly anything else.
        (false, _) if required.len() <= MOST_KEYS => VariantMatcher::Has(required),
        (true, Some([kind])) => VariantMatcher::Values(Box::new(VariantMatcher::Json(*kind))),
        _ => VariantMatcher::Json(JsonKind::Object),
    };
    *decision = Decision {
        decide: matcher,
        turn: usize::MAX,
    };
}

/// Of objects that are left over, one after the other: the first whose required keys no other one knows all of. Behind it,
/// that one does not matter any more: `{x, y, width}` before `{x, y}`.
fn decide_in_turn(candidates: &[&Candidate<'_>], decisions: &mut [Decision]) {
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
                .filter_map(|other| candidates.get(*other).copied());
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
    candidates: &[&Candidate<'_>],
    position: usize,
    candidate: &Candidate<'_>,
    tag: Option<&BestTag<'_>>,
) -> VariantMatcher {
    let others = || {
        candidates
            .iter()
            .enumerate()
            .filter(move |(other, _)| *other != position)
            .map(|(_, other)| *other)
    };
    if let Some(tag) = tag
        && let Some((_, values)) = candidate.tags.iter().find(|(name, _)| *name == tag.name)
        && !values
            .iter()
            .any(|value| tag.repeated.contains(value.as_str()))
    {
        return VariantMatcher::Tag {
            field: tag.name.to_owned(),
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
    if matches!(kind, JsonKind::Object | JsonKind::Array) {
        return VariantMatcher::Never;
    }
    // Of several texts or numbers the first that accepts most covers all.
    let best = candidates
        .iter()
        .enumerate()
        .filter(|(_, other)| other.kinds.as_slice() == [*kind])
        .filter_map(|(at, other)| Some((other.generality()?, std::cmp::Reverse(at))))
        .max();
    match best {
        Some((_, std::cmp::Reverse(at))) if at == position => VariantMatcher::Json(*kind),
        _ => VariantMatcher::Never,
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

/// A property that distinguishes variants.
struct BestTag<'s> {
    name: &'s str,
    /// Values that are in several variants, which it does not distinguish.
    repeated: HashSet<&'s str>,
}

/// How good a property is for telling variants apart: a name, not prose; more variants; a usual name; values like
/// identifiers.
type TagRank = (bool, usize, bool, bool);

/// Names of properties that declare what an object is.
const TAG_NAMES: [&str; 7] = ["type", "kind", "object", "code", "issue", "event", "status"];

/// The property that distinguishes variants best: at least two have it, with values that are in no other one.
fn best_tag<'c>(candidates: &[&'c Candidate<'_>]) -> Option<BestTag<'c>> {
    let mut best: Option<(TagRank, BestTag<'c>)> = None;
    let mut seen = HashSet::new();
    for (name, _) in candidates.iter().flat_map(|candidate| &candidate.tags) {
        let name: &'c str = name;
        if !seen.insert(name) {
            continue;
        }
        if let Some((rank, tag)) = ranked(candidates, name)
            && best.as_ref().is_none_or(|(most, _)| rank > *most)
        {
            best = Some((rank, tag));
        }
    }
    best.map(|(_, tag)| tag)
}

fn ranked<'c>(candidates: &[&'c Candidate<'_>], name: &'c str) -> Option<(TagRank, BestTag<'c>)> {
    let mut all: Vec<&'c [String]> = Vec::new();
    for candidate in candidates {
        match candidate.tags.iter().find(|(other, _)| *other == name) {
            Some((_, values)) => all.push(values),
            // A variant that has the property with any value could be taken for another.
            None if candidate.properties.contains(&name) => return None,
            None => {}
        }
    }
    let mut seen: HashSet<&'c str> = HashSet::new();
    let mut repeated: HashSet<&'c str> = HashSet::new();
    for values in &all {
        let own: HashSet<&'c str> = values.iter().map(String::as_str).collect();
        repeated.extend(own.iter().filter(|value| seen.contains(*value)));
        seen.extend(own);
    }
    let is_apart = |values: &&&[String]| {
        values
            .iter()
            .all(|value| !repeated.contains(value.as_str()))
    };
    let apart = all.iter().filter(is_apart).count();
    // One alone is distinguished from the others only if these have the property, too.
    if apart == 0 || all.len() < 2 {
        return None;
    }
    let values = || all.iter().flat_map(|values| values.iter());
    let is_prose = values().any(|value| value.contains(char::is_whitespace));
    let is_identifier = |value: &String| {
        value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte))
    };
    let is_usual = TAG_NAMES.contains(&name.to_ascii_lowercase().as_str());
    let rank = (!is_prose, apart, is_usual, values().all(is_identifier));
    Some((rank, BestTag { name, repeated }))
}
