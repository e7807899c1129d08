//! Two surfaces to findings.
//!
//! `operations` matches the calls and traverses from each into its types, `types` compares two types and what they hold,
//! `limits` compares what a server checks, `policies` compares what calls do on their own, `client` compares what belongs to no
//! call.

mod client;
mod limits;
mod operations;
mod policies;
mod types;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::codes::Code;
use super::surface::{Operation, Surface, Type};
use super::{Finding, types_text};
use crate::source::Span;

/// What a change means for code and for requests, the worst first; what is the same for several operations is one finding.
pub fn compare(old: &Surface, new: &Surface) -> Vec<Finding> {
    let mut comparison = Comparison {
        old,
        new,
        findings: Vec::new(),
        seen: BTreeSet::new(),
        matched: BTreeMap::new(),
        operation: None,
    };
    comparison.operations();
    comparison.client();
    comparison.unmatched_types();
    let mut findings = without_repetition(comparison.findings);
    count_operations(&mut findings, old, new);
    findings.sort_by(|left, right| order(left).cmp(&order(right)));
    findings
}

fn order(finding: &Finding) -> impl Ord + '_ {
    (
        std::cmp::Reverse((finding.code.severity(), finding.code.wire())),
        finding.operation.as_deref(),
        finding.code,
        finding.rust.as_str(),
        finding.message.as_str(),
    )
}

/// The way in which a type is used where it is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Parameters,
    Request,
    Response,
    /// A response too, whose body is read only by whoever looks at the error.
    Error,
}

struct Comparison<'c> {
    old: &'c Surface,
    new: &'c Surface,
    findings: Vec<Finding>,
    /// Pairs of types that were compared.
    seen: BTreeSet<(&'c str, &'c str, Role)>,
    /// For each old type the new ones in its places.
    matched: BTreeMap<&'c str, BTreeSet<&'c str>>,
    /// The call that is being looked at, in the old and in the new version.
    operation: Option<&'c Operation>,
}

/// What a finding is made of beside its code and message.
#[derive(Default)]
struct Subject<'t> {
    /// Where code meets it.
    rust: &'t str,
    /// Its name, type or value before.
    old: &'t str,
    /// And after.
    new: &'t str,
    /// Where the old version describes it.
    before: Option<Span>,
    /// Where the new version describes it.
    after: Option<Span>,
}

impl<'c> Comparison<'c> {
    /// Adds a finding about the operation at hand.
    fn report(&mut self, code: Code, message: String, subject: &Subject<'_>) {
        let operation = self.operation.map(Operation::request);
        let at = operation.clone().unwrap_or_default();
        let inside = ["Client::", "types::", "params::", "auth::"]
            .iter()
            .find_map(|module| subject.rust.strip_prefix(module))
            .unwrap_or(subject.rust);
        let ty = inside.split("::").next().unwrap_or_default();
        let fill = |text: &str| {
            text.replace("{rust}", inside)
                .replace("{type}", ty)
                .replace("{old}", subject.old)
                .replace("{new}", subject.new)
                .replace("{at}", &at)
                .replace("{client}", &self.new.client)
        };
        self.findings.push(Finding {
            code,
            operation,
            others: 0,
            rust: subject.rust.to_owned(),
            message,
            example: fill(code.example()),
            remedy: fill(code.remedy()),
            old: subject.before,
            new: subject.after,
        });
    }

    /// Compares the named types in two texts, and returns whether the rest is the same.
    fn pair(&mut self, old: &'c str, new: &'c str, role: Role) -> bool {
        let is_named = |left: &str, right: &str| {
            self.old.named(left).is_some() && self.new.named(right).is_some()
        };
        let pairing = types_text::pair(old, new, is_named);
        for (left, right) in &pairing.pairs {
            self.types(left, right, role);
        }
        pairing.is_same
    }

    /// What was in a place that is gone is matched with nothing, and so is what only it holds: the place is reported.
    fn gone(&mut self, text: &'c str) {
        for ty in reached_from(self.old, vec![text]) {
            self.matched.entry(&ty.rust).or_default();
        }
    }

    /// Old types that no place of the new version was matched with.
    fn unmatched_types(&mut self) {
        self.operation = None;
        for ty in &self.old.types {
            let is_gone = self.new.named(&ty.rust).is_none();
            if is_gone && !self.matched.contains_key(&*ty.rust) {
                let message = format!("`{}` is gone", ty.rust);
                self.report(
                    Code::TypeRemoved,
                    message,
                    &Subject {
                        rust: &ty.path(),
                        old: &ty.rust,
                        before: ty.position,
                        ..Subject::default()
                    },
                );
            }
        }
    }
}

/// A type that is sent and received is compared in both ways; of two findings about the same the worse one stays.
fn without_repetition(findings: Vec<Finding>) -> Vec<Finding> {
    let mut best: HashMap<(String, String), Finding> = HashMap::new();
    let mut order = Vec::new();
    for finding in findings {
        // What the whole API demands is one change.
        let is_general = matches!(
            finding.code,
            Code::SecurityChanged
                | Code::SecurityRelaxed
                | Code::ScopesChanged
                | Code::ScopesRelaxed
                | Code::IdempotencyRemoved
                | Code::IdempotencyAdded
                | Code::IdempotencyHeader
                | Code::PaginationChanged
        );
        let rust = match is_general {
            true => String::new(),
            false => finding.rust.clone(),
        };
        let key = (rust, aspect(&finding));
        let weight = |finding: &Finding| (finding.code.severity(), finding.code.wire());
        match best.get_mut(&key) {
            Some(known) if weight(known) < weight(&finding) => *known = finding,
            Some(known) => known.others += usize::from(is_general),
            None => {
                order.push(key.clone());
                best.insert(key, finding);
            }
        }
    }
    order
        .into_iter()
        .filter_map(|key| best.remove(&key))
        .collect()
}

/// What a finding is about, whichever way the type goes.
fn aspect(finding: &Finding) -> String {
    let words = finding.code.as_str().split('-');
    let words: Vec<&str> = words
        .filter(|word| !matches!(*word, "request" | "response" | "required" | "became"))
        .collect();
    match words.join("-").as_str() {
        // One change for the parameters or the body of each operation.
        code @ ("limit-tightened"
        | "limit-loosened"
        | "pattern-changed"
        | "default-changed"
        | "server-changed"
        | "header-changed"
        | "error-removed"
        | "error-added"
        | "error-type-changed"
        | "security-changed"
        | "security-relaxed"
        | "scopes-changed"
        | "scopes-relaxed"
        | "idempotency-removed"
        | "idempotency-added"
        | "idempotency-header-changed"
        | "pagination-changed"
        | "type-split") => {
            format!("{code} {}", finding.message)
        }
        code => code.to_owned(),
    }
}

/// How many other operations a finding about a type is about.
fn count_operations(findings: &mut [Finding], old: &Surface, new: &Surface) {
    let needs_count = |finding: &Finding| {
        finding.operation.is_some()
            && finding.rust.contains("::")
            && !finding.rust.starts_with("Client::")
    };
    if !findings.iter().any(needs_count) {
        return;
    }
    let (before, after) = (Users::of(old), Users::of(new));
    let mut known: HashMap<String, usize> = HashMap::new();
    for finding in findings.iter_mut().filter(|finding| needs_count(finding)) {
        let owner = finding
            .rust
            .rsplit_once("::")
            .map_or("", |(owner, _)| owner);
        let count = |path: &str| {
            let counts = [&before, &after].into_iter();
            counts
                .map(|users| users.count(path))
                .find(|count| *count > 0)
        };
        let users = [finding.rust.as_str(), owner].into_iter().find_map(|path| {
            if let Some(count) = known.get(path) {
                return Some(*count);
            }
            let count = count(path)?;
            known.insert(path.to_owned(), count);
            Some(count)
        });
        finding.others = users.unwrap_or_default().saturating_sub(1);
    }
}

/// Which types and operations hold each type. Most operations of a large API reach most of its types, so this goes from the
/// few types of findings to their operations, and not from each operation to its types.
struct Users {
    /// The types by their paths.
    ids: HashMap<String, usize>,
    /// The types that hold a type.
    holders: Vec<Vec<usize>>,
    /// The operations that mention a type.
    operations: Vec<Vec<usize>>,
}

impl Users {
    fn of(surface: &Surface) -> Users {
        let names: HashMap<&str, usize> = surface
            .types
            .iter()
            .map(|ty| ty.rust.as_str())
            .zip(0..)
            .collect();
        let ids_in = |text: &str| -> Vec<usize> {
            let words = types_text::identifiers(text);
            words.filter_map(|word| names.get(word).copied()).collect()
        };
        let mut holders = vec![Vec::new(); surface.types.len()];
        for (holder, ty) in surface.types.iter().enumerate() {
            for held in held(ty).flat_map(ids_in) {
                if let Some(holders) = holders.get_mut(held) {
                    holders.push(holder);
                }
            }
        }
        let mut operations = vec![Vec::new(); surface.types.len()];
        for (user, operation) in surface.operations.iter().enumerate() {
            for mentioned in mentioned(operation).flat_map(ids_in) {
                if let Some(users) = operations.get_mut(mentioned) {
                    users.push(user);
                }
            }
        }
        let paths = surface.types.iter().map(Type::path);
        Users {
            ids: paths.zip(0..).collect(),
            holders,
            operations,
        }
    }

    /// How many operations reach a type.
    fn count(&self, path: &str) -> usize {
        let mut waiting: Vec<usize> = self.ids.get(path).copied().into_iter().collect();
        let mut seen: BTreeSet<usize> = waiting.iter().copied().collect();
        let mut users: BTreeSet<usize> = BTreeSet::new();
        while let Some(ty) = waiting.pop() {
            users.extend(self.operations.get(ty).into_iter().flatten());
            let holders = self.holders.get(ty).into_iter().flatten();
            waiting.extend(holders.filter(|holder| seen.insert(**holder)));
        }
        users.len()
    }
}

/// The texts of the types that a type holds.
fn held(ty: &Type) -> impl Iterator<Item = &str> {
    let members = ty.members.iter().map(|member| member.ty.as_str());
    members.chain(ty.additional.as_deref())
}

/// The texts of the types that a call mentions.
fn mentioned(operation: &Operation) -> impl Iterator<Item = &str> {
    let body = operation.body.iter().map(|body| &body.ty);
    let errors = operation.errors.iter().map(|(_, ty)| ty);
    let paths = operation
        .path_parameters
        .iter()
        .map(|parameter| &parameter.ty);
    [&operation.result]
        .into_iter()
        .chain(&operation.items)
        .chain(&operation.parameters_type)
        .chain(body)
        .chain(errors)
        .chain(paths)
        .map(String::as_str)
}

/// The types that a call mentions, and those that these hold.
fn reached<'s>(surface: &'s Surface, operation: &'s Operation) -> Vec<&'s Type> {
    reached_from(surface, mentioned(operation).collect())
}

fn reached_from<'s>(surface: &'s Surface, mut waiting: Vec<&'s str>) -> Vec<&'s Type> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut types = Vec::new();
    while let Some(text) = waiting.pop() {
        for word in types_text::identifiers(text) {
            if let Some(ty) = surface.named(word).filter(|ty| found.insert(&ty.rust)) {
                waiting.extend(held(ty));
                types.push(ty);
            }
        }
    }
    types
}
