//! Words of a user to the operations that they mean.
//!
//! ```text
//! "refund a payment"   →   POST /v1/refunds, POST /v1/charges/{charge}/refund, …
//! ```
//!
//! Every entry is a bag of stems, each with the weight of the best field that has it: name and path, summary, tag, `description`.
//! A question is matched in both directions: how much of it an entry has, and how much of the entry's own name it asks for, so
//! that "send an email" is `send_email` and not `send_batch_emails`. What the question wants done (create, list, read, change,
//! delete) is compared with what the method and path do. Rare words count more than common ones.
//!
//! Invariants: the order depends on nothing but the entries and the question; the work is bounded by the number of entries
//! times [`QUERY_WORDS`].

use std::collections::{BTreeMap, HashMap, HashSet};

use super::words::{self, Action, Wanted};

/// So many words of a question count.
const QUERY_WORDS: usize = 24;

/// So many words of a text count.
const TEXT_WORDS: usize = 60;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Upper case; empty for what is no operation.
    pub method: String,
    /// The template; empty for what is no operation.
    pub path: String,
    /// Its names: in Rust, in the specification.
    pub names: Vec<String>,
    /// What groups it.
    pub tag: Option<String>,
    /// A sentence about it.
    pub summary: Option<String>,
    /// More about it.
    pub description: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// Entries that were made ready to be searched.
#[derive(Debug, Default)]
pub struct Index {
    documents: Vec<Document>,
    /// How much a stem tells.
    rarity: HashMap<String, f32>,
}

#[derive(Debug)]
struct Document {
    /// Stems, each with the weight of the best field that has it.
    stems: HashMap<String, f32>,
    /// The stems of its own name, with how much each belongs to it: what its path is inside of belongs less.
    own: HashMap<String, f32>,
    /// What it does.
    action: Option<Action>,
    /// The verbs of its own name and of its path's end.
    verbs: HashSet<String>,
    /// How specific its path is.
    depth: usize,
    deprecated: bool,
}

impl Index {
    /// Makes entries ready.
    pub fn new(entries: &[Entry]) -> Index {
        let documents: Vec<Document> = entries.iter().map(document).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for stem in documents.iter().flat_map(|document| document.stems.keys()) {
            *counts.entry(stem).or_insert(0) += 1;
        }
        let all = documents.len() as f32;
        let rarity = counts
            .into_iter()
            .map(|(stem, count)| (stem.to_owned(), 1.0 + (1.0 + all / count as f32).ln()))
            .collect();
        Index { documents, rarity }
    }

    /// The entries that fit, by their positions, the best first, with a score from 0 to about 1.
    pub fn find(&self, question: &str, limit: usize) -> Vec<(usize, f32)> {
        let query = self.query(question);
        let mut found: Vec<(usize, f32)> = self
            .documents
            .iter()
            .enumerate()
            .map(|(at, document)| (at, self.score(&query, document)))
            .filter(|(_, score)| *score > 0.0)
            .collect();
        found.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        found.truncate(limit);
        found
    }

    fn query(&self, question: &str) -> Query {
        let question = words::phrases(question);
        let all = words::split(&question);
        let wanted = words::wanted(&all);
        let verb_at = all.iter().position(|word| !words::is_common(word));
        let mut terms: Vec<Term> = Vec::new();
        for (at, word) in all.iter().take(QUERY_WORDS).enumerate() {
            if words::is_common(word) {
                continue;
            }
            let stem = words::stem(word);
            let is_known = |term: &Term| {
                term.alternatives
                    .first()
                    .is_some_and(|(known, _)| *known == stem)
            };
            if terms.iter().any(is_known) {
                continue;
            }
            let mut alternatives = self.alternatives(word, &stem);
            let neighbours =
                [at.checked_sub(1), Some(at + 1)].map(|at| all.get(at?).map(String::as_str));
            alternatives.extend(self.compounds(word, neighbours));
            let rarity = alternatives
                .iter()
                .find_map(|(stem, _)| self.rarity.get(stem))
                .copied()
                .unwrap_or_else(|| 1.0 + (1.0 + self.documents.len() as f32).ln());
            let is_verb = Some(at) == verb_at;
            let weight = match is_verb && words::action(word).is_some() {
                true => rarity * VERB,
                false => rarity,
            };
            terms.push(Term {
                alternatives,
                weight,
                is_verb,
            });
        }
        Query { terms, wanted }
    }

    /// The stems that a word may be found as, with how sure that is: itself, words of the same meaning, words that begin
    /// alike, and, where nothing else is there, words that are spelled nearly so.
    fn alternatives(&self, word: &str, stem: &str) -> Vec<(String, f32)> {
        let mut found = vec![(stem.to_owned(), 1.0)];
        for (synonym, sure) in words::synonyms(word) {
            found.push((words::stem(synonym), sure));
        }
        let is_known = self.rarity.contains_key(stem);
        let mut near: Vec<(String, f32)> = Vec::new();
        for known in self.rarity.keys() {
            if let Some(sure) = words::likeness(stem, known, is_known) {
                near.push((known.clone(), sure));
            }
        }
        near.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        near.truncate(6);
        found.extend(near);
        found
    }

    /// Words that are written as one elsewhere: "single send" is `singlesends`.
    fn compounds(&self, word: &str, [before, after]: [Option<&str>; 2]) -> Vec<(String, f32)> {
        let joined = [
            before.map(|before| format!("{before}{word}")),
            after.map(|after| format!("{word}{after}")),
        ];
        let stems = joined.into_iter().flatten().map(|word| words::stem(&word));
        stems
            .filter(|stem| self.rarity.contains_key(stem))
            .map(|stem| (stem, 1.0))
            .collect()
    }

    fn rarity(&self, stem: &str) -> f32 {
        self.rarity.get(stem).copied().unwrap_or(1.0)
    }

    fn score(&self, query: &Query, document: &Document) -> f32 {
        let (mut all, mut met) = (0.0, 0.0);
        let mut asked: HashSet<&str> = HashSet::new();
        for term in &query.terms {
            all += term.weight;
            let mut best = 0.0_f32;
            for (stem, sure) in &term.alternatives {
                if let Some(weight) = document.stems.get(stem) {
                    asked.insert(stem);
                    best = best.max(sure * weight);
                }
            }
            met += term.weight * best;
        }
        if all == 0.0 || met == 0.0 {
            return 0.0;
        }
        let (mut own, mut own_met) = (0.0, 0.0);
        for (stem, weight) in &document.own {
            let rarity = self.rarity(stem) * weight;
            own += rarity;
            if asked.contains(stem.as_str()) {
                own_met += rarity;
            }
        }
        let covered = met / all;
        let fits = match own > 0.0 {
            true => own_met / own,
            false => 0.0,
        };
        let mut score = covered * (OWN_BASE + (1.0 - OWN_BASE) * fits);
        score *= factor(query, document);
        score *= 1.0 / (1.0 + DEPTH * document.depth as f32);
        if document.deprecated {
            score *= 0.8;
        }
        score
    }
}

const OWN_BASE: f32 = 0.55;
const DEPTH: f32 = 0.03;
/// How much the parts of a path count that another part is inside of.
const AROUND: f32 = 0.3;
/// From here on another word counts as the verb itself.
const SURE: f32 = 0.9;
const VERB: f32 = 0.45;

/// How well what is wanted fits what is done.
fn factor(query: &Query, document: &Document) -> f32 {
    let is_named = query
        .terms
        .iter()
        .filter(|term| term.is_verb)
        .flat_map(|term| &term.alternatives)
        .any(|(stem, sure)| *sure >= SURE && document.verbs.contains(stem));
    let Some(done) = document.action else {
        return 1.0;
    };
    let fits: f32 = match (query.wanted, done) {
        (Wanted::Nothing, _) => 1.0,
        (Wanted::Action(wanted), done) if wanted == done => 1.25,
        (Wanted::Action(Action::Read), Action::List) => 1.1,
        (Wanted::Action(Action::List), Action::Read) => 0.95,
        (Wanted::Action(Action::Create), Action::Update) => 0.95,
        (Wanted::Action(Action::Update), Action::Create) => 0.95,
        (Wanted::Change, Action::Create) => 1.25,
        (Wanted::Change, Action::Update) => 1.2,
        (Wanted::Change, Action::Delete) => 0.7,
        (Wanted::Change, Action::List | Action::Read) => 0.75,
        (Wanted::Look, Action::List) => 1.25,
        (Wanted::Look, Action::Read) => 1.2,
        (Wanted::Look, _) => 0.8,
        (Wanted::Action(_), _) => 0.7,
    };
    // Only a question that contains a word for it asks for a deletion, whatever the path is called.
    let is_safe = done != Action::Delete || query.wanted == Wanted::Action(Action::Delete);
    match is_named && is_safe {
        true => fits.max(1.0) * 1.1,
        false => fits,
    }
}

#[derive(Debug)]
struct Query {
    terms: Vec<Term>,
    wanted: Wanted,
}

#[derive(Debug)]
struct Term {
    /// Stems, and how sure each is; the first is the word's own.
    alternatives: Vec<(String, f32)>,
    weight: f32,
    is_verb: bool,
}

fn document(entry: &Entry) -> Document {
    let mut stems: HashMap<String, f32> = HashMap::new();
    let mut put = |text: &str, weight: f32| {
        for word in words::split(text).into_iter().take(TEXT_WORDS) {
            if words::is_common(&word) && words::action(&word).is_none() {
                continue;
            }
            let known = stems.entry(words::stem(&word)).or_insert(weight);
            *known = known.max(weight);
        }
    };
    let segments: Vec<&str> = entry
        .path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    fn is_parameter(segment: &&str) -> bool {
        segment.starts_with('{')
    }

    for segment in &segments {
        put(segment, if is_parameter(segment) { 0.45 } else { 1.0 });
    }
    for name in &entry.names {
        put(name, 1.0);
    }
    put(entry.summary.as_deref().unwrap_or_default(), 0.9);
    put(entry.tag.as_deref().unwrap_or_default(), 0.6);
    put(entry.description.as_deref().unwrap_or_default(), 0.5);
    let mut own: HashMap<String, f32> = HashMap::new();
    let mut verbs = HashSet::new();
    let literal: Vec<&str> = segments
        .iter()
        .copied()
        .filter(|segment| !is_parameter(segment))
        .collect();
    let mut belongs = |text: &str, weight: f32| {
        for word in words::split(text) {
            if !words::is_common(&word) {
                let known = own.entry(words::stem(&word)).or_insert(weight);
                *known = known.max(weight);
            }
        }
    };
    for (at, segment) in segments.iter().enumerate() {
        let is_around = segments
            .iter()
            .skip(at + 1)
            .any(|later| !is_parameter(later))
            && segments.get(at + 1).is_some_and(is_parameter);
        if !is_parameter(segment) && !is_version(segment) {
            belongs(segment, if is_around { AROUND } else { 1.0 });
        }
    }
    if entry.path.is_empty() {
        entry.names.iter().for_each(|name| belongs(name, 1.0));
    }
    for word in entry
        .names
        .iter()
        .take(1)
        .flat_map(|name| words::split(name).into_iter().take(2))
    {
        if words::action(&word).is_some() {
            verbs.insert(words::stem(&word));
        }
    }
    for word in entry
        .summary
        .iter()
        .flat_map(|text| words::split(text).into_iter().take(1))
    {
        verbs.insert(words::stem(&word));
    }
    if let Some(last) = literal.last().filter(|_| segments.len() > 1) {
        verbs.extend(words::split(last).iter().map(|word| words::stem(word)));
    }
    Document {
        stems,
        own,
        action: words::does(&entry.method, &segments),
        verbs,
        depth: segments.len(),
        deprecated: entry.deprecated,
    }
}

fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}
