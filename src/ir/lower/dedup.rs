//! Which inline schemas become one type, and what each is named after.
//!
//! ```text
//! createOrder {line_items: [{…}]}                               →   ["create_order", "line_item"]
//! tax_id_collection: {enabled} in the bodies of four operations →   ["tax_id_collection"], one type
//! createOrder {billing: {address}, shipping: {address}}         →   ["create_order", "address"], one type
//! ```
//!
//! An inline schema is named after the operation or component that it is in and the way to it. Schemas of one shape become
//! one type only where one name fits every place:
//!
//! - **in the whole API**, where at least [`MANY`] operations, components or such types have the shape below the same words:
//!   those words are its name, and no operation is part of it. Of several shapes below the same words the one with most
//!   places has the name; the others are tried with one word more.
//! - **within one operation or component**, where two places end in the same word: its name and that word.
//!
//! What is inside of a shared type is named after that type. Components are never merged: their names are the API's own
//! words. Two types have one shape if their kinds, names and field types are the same, and so on downwards;
//! their `description` may differ, the first one stays. Shapes are found by refining a partition until it holds still (Moore's
//! algorithm), so cycles need no special care.
//!
//! Names are decided for the whole specification. A selection has the names of the whole, so that a type keeps its name
//! whatever else is selected.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::singular::singular;
use crate::ir::{Api, NameSource, TypeDef, TypeId, TypeKind, Types};

/// So many owners make a shape one of the API's own.
const MANY: usize = 2;

/// So many properties of one object with one type are its elements.
const ALIKE: usize = 3;

/// Words that declare nothing without the one before them.
const VAGUE: &[&str] = &[
    "",
    "at",
    "attributes",
    "by",
    "from",
    "id",
    "ids",
    "in",
    "of",
    "on",
    "to",
    "config",
    "content",
    "data",
    "item",
    "items",
    "object",
    "options",
    "params",
    "properties",
    "result",
    "results",
    "type",
    "types",
    "value",
    "values",
    "kind",
    "meta",
    "info",
    "details",
    "variant",
    // What a variant is called whose JSON type tells it from the others.
    "text",
    "list",
    "number",
    "integer",
    "bool",
];

/// The words of inline types by the way to them.
#[derive(Debug, Default)]
pub(super) struct InlineNames(HashMap<Vec<String>, Vec<String>>);

/// What inline types are named after, all of an API together. `components` are the names that are taken.
pub(super) fn inline_names(types: &Types, components: &[&str]) -> InlineNames {
    let classes = classes(types);
    let mut places: Vec<Place<'_>> = types
        .iter()
        .zip(&classes)
        .filter_map(|((_, def), class)| match &def.name {
            NameSource::Inline { path, words } => Some(Place {
                path,
                words,
                class: *class,
                parent: None,
                shared: None,
                size: size(def),
                is_mergeable: !matches!(def.kind, TypeKind::Responses(_)),
            }),
            NameSource::Component(_) => None,
        })
        .collect();
    places.sort_by_key(|place| (place.path.len(), place.path));
    places.dedup_by(|later, earlier| later.path == earlier.path);
    let positions: HashMap<&[String], usize> = places
        .iter()
        .enumerate()
        .map(|(position, place)| (place.path, position))
        .collect();
    for place in &mut places {
        place.parent = (1..place.path.len())
            .rev()
            .find_map(|length| positions.get(&place.path[..length]).copied());
    }
    let mut taken: HashSet<String> = components.iter().map(|key| key.to_snake_case()).collect();
    taken.insert(String::new());
    let mut sharing = Sharing {
        places,
        names: Vec::new(),
    };
    sharing.share_in_the_api(&taken);
    sharing.share_among_siblings(components, &taken);
    sharing.share_within_owners(Place::local_words);
    sharing.share_within_owners(Place::last_word);
    sharing.without_clashes(components)
}

/// An inline type where it is.
struct Place<'t> {
    /// The way to it.
    path: &'t [String],
    /// The same in words; empty where a step has none.
    words: &'t [String],
    class: u64,
    /// The inline type around it.
    parent: Option<usize>,
    /// The name that it shares.
    shared: Option<usize>,
    /// How many fields or values it has.
    size: usize,
    is_mergeable: bool,
}

/// What a place is inside of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Owner<'t> {
    /// An operation or a component.
    Root(&'t str),
    /// A shared type.
    Shared(usize),
}

struct Sharing<'t> {
    /// Those around others before these.
    places: Vec<Place<'t>>,
    /// The words of each shared type.
    names: Vec<Vec<String>>,
}

impl<'t> Sharing<'t> {
    fn share_in_the_api(&mut self, taken: &HashSet<String>) {
        let mut taken = taken.clone();
        for length in 1..=3 {
            let mut asking: BTreeMap<Vec<String>, BTreeMap<u64, Vec<usize>>> = BTreeMap::new();
            for (position, place) in self.places.iter().enumerate() {
                if let Some(words) = place.api_words(length).filter(|_| place.shared.is_none()) {
                    let classes = asking.entry(words).or_default();
                    classes.entry(place.class).or_default().push(position);
                }
            }
            let mut found = Vec::new();
            for (words, classes) in asking {
                let Some(positions) = self.most(classes, |sharing, at| sharing.root(at)) else {
                    continue;
                };
                if self.owners(&positions, |sharing, at| sharing.root(at)) >= MANY {
                    found.push((words, positions));
                }
            }
            for (mut words, positions) in found {
                if taken.contains(&words.join("_").to_snake_case()) {
                    // A component is called so, or what two words make is the same.
                    let sent = positions.iter().all(|at| self.is_sent(*at));
                    words.push(if sent { "params" } else { "value" }.to_owned());
                }
                if taken.insert(words.join("_").to_snake_case()) {
                    self.give(words, &positions);
                }
            }
        }
        self.keep_in_their_owner();
    }

    /// What only ever is inside of a few shared types is no type of the whole API.
    fn keep_in_their_owner(&mut self) {
        for _ in 0..8 {
            let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (position, place) in self.places.iter().enumerate() {
                if let Some(shared) = place.shared {
                    members.entry(shared).or_default().push(position);
                }
            }
            let few: Vec<usize> = members
                .values()
                .filter(|positions| self.owners(positions, |sharing, at| sharing.owner(at)) < MANY)
                .flatten()
                .copied()
                .collect();
            if few.is_empty() {
                return;
            }
            for position in few {
                if let Some(place) = self.places.get_mut(position) {
                    place.shared = None;
                }
            }
        }
    }

    /// Properties of one object that all have the same type are its elements: each of `capabilities` is a `capability`.
    fn share_among_siblings(&mut self, components: &[&str], taken: &HashSet<String>) {
        let components: HashSet<&str> = components.iter().copied().collect();
        let mut asking: BTreeMap<(&'t [String], u64), Vec<usize>> = BTreeMap::new();
        for (position, place) in self.places.iter().enumerate() {
            let Some((_, around)) = place.path.split_last() else {
                continue;
            };
            let is_field = match place.parent.and_then(|parent| self.places.get(parent)) {
                Some(parent) => {
                    parent.path == around
                        && (around.len() > 1 || components.contains(self.root(position)))
                }
                None => around.len() == 1 && components.contains(self.root(position)),
            };
            if is_field && place.shared.is_none() && place.is_mergeable {
                asking
                    .entry((around, place.class))
                    .or_default()
                    .push(position);
            }
        }
        // Those around others first: what is inside of these is named after them.
        let mut asking: Vec<_> = asking
            .into_iter()
            .filter(|(_, positions)| positions.len() >= ALIKE)
            .collect();
        asking.sort_by_key(|((around, _), positions)| {
            (around.len(), std::cmp::Reverse(positions.len()), *around)
        });
        let mut named: HashSet<Vec<String>> = HashSet::new();
        for (_, positions) in asking {
            let Some(first) = positions.first().and_then(|at| self.places.get(*at)) else {
                continue;
            };
            let around = match first.parent {
                Some(parent) => self.words_of(parent),
                None => nonempty(first.words.get(..1).unwrap_or_default()),
            };
            let one = around
                .split_last()
                .map(|(last, before)| [before, &[singular(&last.to_snake_case())]].concat());
            let is_new = |words: &Vec<String>| {
                let joined = words.join("_").to_snake_case();
                joined != around.join("_").to_snake_case() && !taken.contains(&joined)
            };
            let value = [around.clone(), vec!["value".to_owned()]].concat();
            let words = one.filter(is_new).unwrap_or(value);
            if named.insert(words.clone()) {
                self.give(words, &positions);
            }
        }
    }

    /// Shares types of one operation, component or shared type, by the words that `words` gives.
    fn share_within_owners(&mut self, words: fn(&Place<'t>) -> Option<Vec<String>>) {
        type Relative<'t> = (Owner<'t>, Vec<String>);
        let mut asking: BTreeMap<Relative<'t>, BTreeMap<u64, Vec<usize>>> = BTreeMap::new();
        for (position, place) in self.places.iter().enumerate() {
            if let Some(words) = words(place).filter(|_| place.shared.is_none()) {
                let classes = asking.entry((self.owner(position), words)).or_default();
                classes.entry(place.class).or_default().push(position);
            }
        }
        let mut found = Vec::new();
        for ((owner, words), classes) in asking {
            let way = |sharing: &Self, at: usize| sharing.way_from(at, &owner);
            let in_full = match &owner {
                Owner::Root(root) => vec![(*root).to_owned()],
                Owner::Shared(shared) => self.names.get(*shared).cloned().unwrap_or_default(),
            };
            let nearest = classes
                .iter()
                .flat_map(|(class, positions)| positions.iter().map(move |at| (*class, *at)))
                .find(|(_, at)| way(self, *at) == words)
                .map(|(class, _)| class);
            let Some(positions) = self.most(classes, way) else {
                continue;
            };
            let class = positions
                .first()
                .and_then(|at| self.places.get(*at))
                .map(|place| place.class);
            // Another type that is right here has this name.
            let is_free = nearest.is_none() || nearest == class;
            if is_free && self.owners(&positions, way) >= 2 {
                found.push(([in_full, words].concat(), positions));
            }
        }
        found
            .into_iter()
            .for_each(|(words, positions)| self.give(words, &positions));
    }

    /// The class with most owners; of two the smaller one, because adding a property must not take a name from others.
    fn most<O: Ord>(
        &self,
        classes: BTreeMap<u64, Vec<usize>>,
        owner: impl Fn(&Self, usize) -> O,
    ) -> Option<Vec<usize>> {
        classes.into_values().max_by_key(|positions| {
            let first = positions.first().copied().unwrap_or_default();
            let size = self.places.get(first).map_or(0, |place| place.size);
            let turn = std::cmp::Reverse((size, first));
            (self.owners(positions, &owner), turn)
        })
    }

    fn owners<O: Ord>(&self, positions: &[usize], owner: impl Fn(&Self, usize) -> O) -> usize {
        let owners: BTreeSet<O> = positions.iter().map(|at| owner(self, *at)).collect();
        owners.len()
    }

    fn give(&mut self, words: Vec<String>, positions: &[usize]) {
        let shared = self.names.len();
        self.names.push(words);
        for position in positions {
            if let Some(place) = self.places.get_mut(*position) {
                place.shared = Some(shared);
            }
        }
    }

    /// Whether a place is in the parameters or the body of an operation.
    fn is_sent(&self, position: usize) -> bool {
        let step = self
            .places
            .get(position)
            .and_then(|place| place.path.get(1));
        step.is_some_and(|step| step != "response" && step != "error")
    }

    fn root(&self, position: usize) -> &'t str {
        self.places
            .get(position)
            .and_then(|place| place.path.first())
            .map_or("", String::as_str)
    }

    /// The nearest type around a place that is shared, else its operation or component.
    fn owner(&self, position: usize) -> Owner<'t> {
        self.ancestors(position)
            .find_map(|place| place.shared)
            .map_or(Owner::Root(self.root(position)), Owner::Shared)
    }

    /// The words from an owner to a place.
    fn way_from(&self, position: usize, owner: &Owner<'t>) -> Vec<String> {
        let start = match owner {
            Owner::Root(_) => 1,
            Owner::Shared(shared) => self
                .ancestors(position)
                .find(|place| place.shared == Some(*shared))
                .map_or(1, |place| place.path.len()),
        };
        let words = self
            .places
            .get(position)
            .map_or(&[][..], |place| place.words);
        nonempty(words.get(start..).unwrap_or_default())
    }

    /// The types around a place, the nearest first.
    fn ancestors(&self, position: usize) -> impl Iterator<Item = &Place<'t>> {
        let parent = |place: &Place<'t>| place.parent.and_then(|parent| self.places.get(parent));
        let first = self.places.get(position).and_then(parent);
        std::iter::successors(first, move |place| parent(place))
    }

    /// The words of each place. Where two shapes would have one name, what is shared goes first, then what has fewer words;
    /// the other is named after the whole way to it.
    fn without_clashes(&self, components: &[&str]) -> InlineNames {
        let mut owners: HashMap<String, (u64, Vec<String>)> = HashMap::new();
        let taken: HashSet<String> = components
            .iter()
            .map(|key| key.to_upper_camel_case())
            .collect();
        let mut places: Vec<(Vec<String>, &Place<'t>)> = (0..self.places.len())
            .map(|position| self.words_of(position))
            .zip(&self.places)
            .collect();
        places.sort_by_key(|(words, place)| {
            (words.first() == place.path.first(), words.len(), place.path)
        });
        let mut named = HashMap::new();
        for (words, place) in places {
            let name = words.join(" ").to_upper_camel_case();
            let words = match owners.get(&name) {
                Some((class, known)) if *class == place.class && known.first() == words.first() => {
                    known.clone()
                }
                None if !taken.contains(&name) => {
                    owners.insert(name, (place.class, words.clone()));
                    words
                }
                _ => {
                    let longer = |word: String| [words.clone(), vec![word]].concat();
                    // The way to it names an operation, which a shared type must not.
                    let way = (words.first() == place.path.first()).then(|| place.path.to_vec());
                    let numbered = (2..=u32::MAX).map(|number| longer(number.to_string()));
                    let mut candidates = way
                        .into_iter()
                        .chain([longer("value".to_owned())])
                        .chain(numbered);
                    let name = |words: &Vec<String>| words.join(" ").to_upper_camel_case();
                    let is_free = |words: &Vec<String>| {
                        let name = name(words);
                        !owners.contains_key(&name) && !taken.contains(&name)
                    };
                    let words = candidates.find(is_free).unwrap_or_default();
                    let owner = (place.class, words.clone());
                    owners.entry(name(&words)).or_insert(owner);
                    words
                }
            };
            named.insert(place.path.to_vec(), words);
        }
        InlineNames(named)
    }

    /// What a place is named after.
    fn words_of(&self, position: usize) -> Vec<String> {
        let Some(place) = self.places.get(position) else {
            return Vec::new();
        };
        let own_name = |place: &Place<'t>| place.shared.and_then(|shared| self.names.get(shared));
        if let Some(words) = own_name(place) {
            return words.clone();
        }
        let around = self
            .ancestors(position)
            .find_map(|around| own_name(around).map(|words| (words, around.path.len())));
        match around {
            Some((words, length)) => {
                let rest = nonempty(place.words.get(length..).unwrap_or_default());
                [words.clone(), rest].concat()
            }
            None => nonempty(place.words),
        }
    }
}

impl Place<'_> {
    /// The last words of the way to it that a type of the whole API may be named after, one more for each `length`.
    fn api_words(&self, length: usize) -> Option<Vec<String>> {
        if !self.is_mergeable {
            return None;
        }
        if self.path.get(1).is_some_and(|step| step == "error") && self.path.len() == 3 {
            let status = self.words.last()?;
            return match length {
                1 => Some(vec!["error body".to_owned()]),
                2 if status != "error" => Some(vec![status.clone(), "error".to_owned()]),
                _ => None,
            };
        }
        let start = match self.path.get(1).map(String::as_str) {
            Some("response") => 2,
            Some("error") => 3,
            _ => 1,
        };
        last_words(&nonempty(self.words.get(start..)?), length)
    }

    /// Of `billing_address` and `shipping_address` the `address`.
    fn last_word(&self) -> Option<Vec<String>> {
        let words = nonempty(self.words.get(1..)?);
        let is_error = self.path.get(1).is_some_and(|step| step == "error");
        let last = words.last().filter(|_| self.is_mergeable && !is_error)?;
        let spoken = last.to_snake_case();
        let (_, word) = spoken.rsplit_once('_')?;
        last_words(&[word.to_owned()], 1)
    }

    /// The last words of the way to it that its operation or component may share.
    fn local_words(&self) -> Option<Vec<String>> {
        if !self.is_mergeable {
            return None;
        }
        if self.path.get(1).is_some_and(|step| step == "error") && self.path.len() == 3 {
            return Some(vec!["error".to_owned()]);
        }
        let words = nonempty(self.words.get(1..)?);
        (1..=3).find_map(|length| last_words(&words, length))
    }
}

/// So many steps from the end, if they declare something and no fewer do.
fn last_words(words: &[String], length: usize) -> Option<Vec<String>> {
    let start = words.len().checked_sub(length)?;
    let last = words.get(start..)?;
    let first = last.first()?.to_snake_case();
    let is_vague = VAGUE.contains(&first.as_str())
        || first.starts_with("variant_")
        || !first.contains(|sign: char| sign.is_alphabetic())
        || first.len() < 2;
    (!is_vague).then(|| last.to_vec())
}

/// Without the steps that have no words.
fn nonempty(words: &[String]) -> Vec<String> {
    words
        .iter()
        .filter(|word| !word.is_empty())
        .cloned()
        .collect()
}

fn size(def: &TypeDef) -> usize {
    match &def.kind {
        TypeKind::Object(object) => object.fields.len(),
        TypeKind::Enum(values) => values.values.len(),
        TypeKind::Union(union) => union.variants.len(),
        TypeKind::Alias(_) | TypeKind::Responses(_) => 0,
    }
}

/// Gives inline types their words, and makes one type of those with one shape and the same words.
pub(super) fn dedup(api: &mut Api, names: &InlineNames) {
    for def in &mut api.types.0 {
        if let NameSource::Inline { path, words } = &mut def.name {
            *words = match names.0.get(path) {
                Some(decided) => decided.clone(),
                None => nonempty(words),
            };
        }
    }
    let classes = classes(&api.types);
    let mut first_of: HashMap<(u64, Vec<String>), TypeId> = HashMap::new();
    let mut kept: Vec<TypeDef> = Vec::new();
    let mut moved: Vec<TypeId> = Vec::with_capacity(api.types.0.len());
    for (def, class) in std::mem::take(&mut api.types).0.into_iter().zip(classes) {
        let words = match &def.name {
            NameSource::Inline { words, .. } => words.clone(),
            NameSource::Component(_) => Vec::new(),
        };
        let id = *first_of
            .entry((class, words))
            .or_insert(TypeId(kept.len() as u32));
        moved.push(id);
        if kept.len() == id.0 as usize {
            kept.push(def);
        }
    }
    let mut follow = |id: &mut TypeId| *id = moved.get(id.0 as usize).copied().unwrap_or(*id);
    kept.iter_mut()
        .for_each(|def| def.kind.each_named(&mut follow));
    each_root(api, &mut follow);
    api.types = Types(kept);
    drop_unused(api);
}

/// Drops types that nothing mentions: parts of what was merged.
fn drop_unused(api: &mut Api) {
    let mut waiting: Vec<TypeId> = Vec::new();
    each_root(api, &mut |id| waiting.push(*id));
    let mut is_used = vec![false; api.types.0.len()];
    while let Some(id) = waiting.pop() {
        let position = id.0 as usize;
        if let (Some(used @ false), Some(def)) =
            (is_used.get_mut(position), api.types.0.get_mut(position))
        {
            *used = true;
            def.kind.each_named(&mut |id| waiting.push(*id));
        }
    }
    let mut next = 0;
    let moved: Vec<TypeId> = is_used
        .iter()
        .map(|used| {
            let id = TypeId(next);
            next += u32::from(*used);
            id
        })
        .collect();
    let mut used = is_used.into_iter();
    api.types.0.retain(|_| used.next().unwrap_or(false));
    let mut follow = |id: &mut TypeId| *id = moved.get(id.0 as usize).copied().unwrap_or(*id);
    for def in &mut api.types.0 {
        def.kind.each_named(&mut follow);
    }
    each_root(api, &mut follow);
}

/// What an API mentions outside of its types.
fn each_root(api: &mut Api, visit: &mut dyn FnMut(&mut TypeId)) {
    for operation in &mut api.operations {
        operation.each_named(visit);
    }
    api.wanted.iter_mut().for_each(&mut *visit);
    let events = api
        .webhooks
        .iter_mut()
        .flat_map(|webhooks| &mut webhooks.events);
    events.for_each(|event| event.ty.each_named(visit));
}
/// A class for each type; types of one class are one type.
fn classes(types: &Types) -> Vec<u64> {
    let locals: Vec<(u64, Vec<TypeId>)> = types.iter().map(|(id, def)| local(id, def)).collect();
    let mut classes: Vec<u64> = locals.iter().map(|(hash, _)| *hash).collect();
    let mut count = distinct(&classes);
    loop {
        let refined: Vec<u64> = locals
            .iter()
            .map(|(hash, children)| refine(*hash, children, &classes))
            .collect();
        let refined_count = distinct(&refined);
        classes = refined;
        if refined_count == count {
            return classes;
        }
        count = refined_count;
    }
}

fn distinct(classes: &[u64]) -> usize {
    classes.iter().collect::<HashSet<_>>().len()
}

/// What a type is by itself, and the types it mentions.
fn local(id: TypeId, def: &TypeDef) -> (u64, Vec<TypeId>) {
    let mut hasher = DefaultHasher::new();
    if matches!(def.name, NameSource::Component(_)) || matches!(def.kind, TypeKind::Responses(_)) {
        id.hash(&mut hasher);
    }
    let mut kind = def.kind.clone();
    let mut children = Vec::new();
    kind.each_named(&mut |id| {
        children.push(*id);
        *id = TypeId(0);
    });
    forget_docs(&mut kind);
    kind.hash(&mut hasher);
    (hasher.finish(), children)
}

fn refine(local: u64, children: &[TypeId], classes: &[u64]) -> u64 {
    let mut hasher = DefaultHasher::new();
    local.hash(&mut hasher);
    for child in children {
        classes.get(child.0 as usize).hash(&mut hasher);
    }
    hasher.finish()
}

fn forget_docs(kind: &mut TypeKind) {
    match kind {
        TypeKind::Object(object) => object.fields.iter_mut().for_each(|field| field.docs = None),
        TypeKind::Enum(values) => values.values.iter_mut().for_each(|value| value.docs = None),
        TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Responses(_) => {}
    }
}
