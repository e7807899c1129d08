//! One run of the pipeline to plain data about a client.
//!
//! ```text
//! POST /emails   →   Client::send_email(&SendEmailRequest), "Send an email", sent again with its key, resend.yaml:120
//! ```
//!
//! The Rust names and types are those of [`diff::surface`], which reads them from the code that is written.
//!
//! Invariant: `operations` and `events` are in the order of those of the surface.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use fetchwright_runtime::vendor::with_needs;

use super::find::{Entry, Index};
use crate::config::{Job, Outcome};
use crate::diff::{self, Surface};
use crate::ir::lower::{NamedOperation, named_operations};
use crate::ir::{Api, Framing, TypeKind};
use crate::names::Names;
use crate::pipeline::{Client, Stage};
use crate::resolve::Selection;
use crate::settings::{Layout, Settings};
use crate::source::{Node, Sources, Span};

/// What there is to know about a client.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// The client as a whole.
    pub about: About,
    /// What code can depend on.
    pub surface: Surface,
    /// The specification's text about each operation.
    pub(super) operations: Vec<Facts>,
    /// Its text about types, by their Rust names.
    pub(super) types: HashMap<String, TypeFacts>,
    /// Its text about each event.
    pub(super) events: Vec<Option<String>>,
    /// JSON pointers to the code in an error's body.
    pub(super) error_code: Vec<String>,
    operation_index: Index,
    other_index: Index,
}

/// A client as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Its name in the config.
    pub client: String,
    /// The API's title.
    pub title: String,
    /// The specification's version.
    pub version: String,
    /// The specification's file.
    pub specification: String,
    /// SHA-256 of its files, the first 16 hexadecimal digits.
    pub digest: String,
    /// How code names the client: `stripe`, `crate::stripe`.
    pub root: String,
    /// The provider whose facts apply.
    pub provider: Option<String>,
    /// The features of the runtime that the client has.
    pub features: BTreeSet<&'static str>,
    /// Those of them that the config asks for.
    pub asked_features: Vec<&'static str>,
}

/// What the specification and its provider say of an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub summary: Option<String>,
    pub description: Option<String>,
    /// The header of its idempotency key.
    pub key_header: Option<String>,
    /// Whether it may be sent twice with the effect of once, where that is stated.
    pub repeatable: Option<bool>,
    pub is_paged: bool,
    pub stream: Option<Stream>,
    /// For each alternative the security schemes with their scopes.
    pub scopes: Vec<String>,
    /// `externalDocs`.
    pub docs_url: Option<String>,
    /// The line in its file.
    pub place: String,
}

/// An operation's response item by item.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub is_events: bool,
    /// The property of the body that asks for it.
    pub asked_by: Option<String>,
}

/// The specification's text about a type.
#[derive(Clone, Debug, Default)]
pub(super) struct TypeFacts {
    pub docs: Option<String>,
    /// By the members' Rust names.
    pub members: HashMap<String, String>,
}

/// What was found of the kinds beside operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    Type(usize),
    Event(usize),
}

impl Catalogue {
    /// Runs a job. `None` where the specification cannot be generated; the outcome has the reason.
    pub fn of(job: &Job) -> (Outcome, Option<Catalogue>) {
        Catalogue::shown_early(job, &mut |_| {})
    }

    /// The same, and shows the operations as soon as they are selected, which is long before they have types.
    pub(super) fn shown_early(
        job: &Job,
        show: &mut (dyn FnMut(Vec<Entry>) + Send),
    ) -> (Outcome, Option<Catalogue>) {
        let mut made: Option<Catalogue> = None;
        let (outcome, is_made) = job.looked_at(&mut |stage| match stage {
            Stage::Selection(selection) => show(early_entries(selection, &job.settings)),
            Stage::Client(client) => made = Some(Catalogue::observe(client, &job.settings)),
            _ => {}
        });
        let mut catalogue = made.filter(|_| is_made);
        if let (Some(catalogue), Some(sources)) = (&mut catalogue, &outcome.sources) {
            catalogue.complete(job, &outcome, sources);
        }
        (outcome, catalogue)
    }

    fn observe(client: Client<'_, '_, '_>, settings: &Settings) -> Catalogue {
        let Client { api, names, .. } = client;
        let surface = diff::surface(client, settings);
        let events = api.webhooks.iter().flat_map(|hooks| &hooks.events);
        let mut catalogue = Catalogue {
            about: About {
                client: surface.client.clone(),
                title: api.title.clone(),
                version: api.version.clone(),
                root: client.source.manifest.name.replace('-', "_"),
                features: with_needs(client.source.manifest.features.iter().copied()),
                asked_features: settings.runtime_features.clone(),
                ..About::default()
            },
            operations: api
                .operations
                .iter()
                .map(|operation| facts(api, operation))
                .collect(),
            types: type_facts(api, names),
            events: events.map(|event| event.docs.clone()).collect(),
            error_code: error_code(api),
            surface,
            ..Catalogue::default()
        };
        catalogue.index(&entries(api, names));
        catalogue
    }

    fn index(&mut self, operations: &[Entry]) {
        let types = self.surface.types.iter().map(|ty| Entry {
            names: vec![ty.rust.clone()],
            ..Entry::default()
        });
        let events = self
            .surface
            .events
            .iter()
            .zip(&self.events)
            .map(|(event, docs)| Entry {
                names: vec![event.wire.clone()],
                tag: Some("event webhook".to_owned()),
                summary: docs.clone(),
                ..Entry::default()
            });
        let others: Vec<Entry> = types.chain(events).collect();
        self.operation_index = Index::new(operations);
        self.other_index = Index::new(&others);
    }

    /// Whether a search gives the same before the client is generated as after it.
    #[cfg(test)]
    pub(super) fn is_known_early(job: &Job) -> bool {
        let (mut early, mut late) = (Vec::new(), Vec::new());
        let observed = job.looked_at(&mut |stage| match stage {
            Stage::Selection(selection) => early = early_entries(selection, &job.settings),
            Stage::Names(api, names) => late = entries(api, names),
            _ => {}
        });
        observed.1 && !late.is_empty() && early == late
    }

    /// What is known of the files after the run.
    fn complete(&mut self, job: &Job, outcome: &Outcome, sources: &Sources) {
        let about = &mut self.about;
        about.provider = outcome
            .provider
            .as_ref()
            .map(|found| found.provider.name.to_owned());
        if job.settings.layout != Layout::Crate {
            about.root = module(job, &about.client);
        }
        let path = job.input.path();
        about.specification = match path {
            Some(path) => path.display().to_string().replace('\\', "/"),
            None => sources.name(crate::source::FileId(0)).to_owned(),
        };
        about.digest = digest(sources.paths());
        for (operation, facts) in self.surface.operations.iter().zip(&mut self.operations) {
            let node = declared(sources, &operation.path, &operation.method);
            facts.scopes = scopes(sources, node);
            let url = node.and_then(|node| node.get("externalDocs")?.get("url")?.as_str());
            facts.docs_url = url.filter(|url| is_web(url)).map(str::to_owned);
            facts.place = place(sources, operation.position);
        }
    }

    /// An operation, and its facts.
    pub(super) fn both(&self, at: usize) -> Option<(&diff::Operation, &Facts)> {
        Some((self.surface.operations.get(at)?, self.operations.get(at)?))
    }

    /// Operations by words, the best first, with scores.
    pub fn find(&self, question: &str, limit: usize) -> Vec<(usize, f32)> {
        self.operation_index.find(question, limit)
    }

    /// Types and events by words, the best first.
    pub(super) fn find_others(&self, question: &str, limit: usize) -> Vec<(Other, f32)> {
        let types = self.surface.types.len();
        let found = self.other_index.find(question, limit).into_iter();
        found
            .map(|(at, score)| match at.checked_sub(types) {
                Some(event) => (Other::Event(event), score),
                None => (Other::Type(at), score),
            })
            .collect()
    }

    /// The operation that a text names: `POST /v1/customers`, an operationId, a method of the client.
    pub fn operation(&self, named: &str) -> Option<usize> {
        let named = named.trim();
        let plain = |name: &str| name.trim_start_matches("r#").to_lowercase();
        let wanted = named.trim_start_matches("Client::").trim_end_matches("()");
        let key = diff::Operation {
            method: named.split(' ').next().unwrap_or_default().to_uppercase(),
            path: named
                .split_once(' ')
                .map(|(_, path)| path.trim().to_owned())
                .unwrap_or_default(),
            ..diff::Operation::default()
        }
        .key();
        let operations = &self.surface.operations;
        let by_place = operations
            .iter()
            .position(|operation| operation.key() == key);
        let by_id = || {
            operations
                .iter()
                .position(|operation| operation.id.as_deref() == Some(named))
        };
        let by_name = || {
            operations
                .iter()
                .position(|operation| plain(&operation.rust) == plain(wanted))
        };
        by_place.or_else(by_id).or_else(by_name)
    }

    /// The type that a text names: its Rust name with or without a path, its component's key.
    pub(super) fn type_named(&self, named: &str) -> Option<&diff::Type> {
        let named = named.trim();
        let last = named.rsplit("::").next().unwrap_or(named);
        let types = &self.surface.types;
        let is_alike = |name: &str| name.eq_ignore_ascii_case(last);
        self.surface
            .named(last)
            .or_else(|| {
                types
                    .iter()
                    .find(|ty| ty.component.as_deref() == Some(named))
            })
            .or_else(|| types.iter().find(|ty| is_alike(&ty.rust)))
    }

    /// The event that a text names: its name in deliveries, or its variant.
    pub(super) fn event(&self, named: &str) -> Option<usize> {
        let named = named.trim().trim_start_matches("event:");
        let variant = named.rsplit("::").next().unwrap_or(named);
        let events = &self.surface.events;
        let by_wire = events.iter().position(|event| event.wire == named);
        by_wire.or_else(|| events.iter().position(|event| event.rust == variant))
    }
}

impl Facts {
    /// The summary, or else the `description`.
    pub fn headline(&self) -> &str {
        let text = self.summary.as_deref().or(self.description.as_deref());
        text.unwrap_or_default()
    }
}

/// The operations as they are searched, from what the selection alone gives.
fn early_entries(selection: &Selection<'_, '_>, settings: &Settings) -> Vec<Entry> {
    let operations = named_operations(selection, settings);
    let methods = crate::names::methods(operations.iter().map(|known| {
        [
            known.name.as_str(),
            known.operation.method.as_str(),
            known.path.as_str(),
        ]
    }));
    let entry = |(known, method): (NamedOperation<'_, '_>, String)| {
        let NamedOperation {
            operation, path, ..
        } = known;
        Entry {
            method: operation.method.clone(),
            path,
            names: std::iter::once(method)
                .chain(operation.id.map(str::to_owned))
                .collect(),
            tag: operation.tags.first().map(|tag| (*tag).to_owned()),
            summary: operation.summary.map(str::to_owned),
            description: operation.description.map(str::to_owned),
            deprecated: operation.deprecated,
        }
    };
    operations.into_iter().zip(methods).map(entry).collect()
}

/// The same, from the generated client.
fn entries(api: &Api, names: &Names) -> Vec<Entry> {
    let operations = api.operations.iter().zip(&names.operations);
    let entry =
        |(operation, names): (&crate::ir::Operation, &crate::names::OperationNames)| Entry {
            method: operation.method.clone(),
            path: operation.path.clone(),
            names: std::iter::once(names.method.clone())
                .chain(operation.id.clone())
                .collect(),
            tag: operation.tag.clone(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
        };
    operations.map(entry).collect()
}

fn facts(api: &Api, operation: &crate::ir::Operation) -> Facts {
    let policies = &operation.policies;
    let by_method = api.policies.idempotency.methods.contains(&operation.method);
    let is_keyed = policies
        .keyed
        .unwrap_or(by_method || policies.key_header.is_some());
    let header = policies
        .key_header
        .as_ref()
        .or(api.policies.idempotency.header.as_ref());
    Facts {
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        key_header: header.filter(|_| is_keyed).cloned(),
        repeatable: policies.repeatable,
        is_paged: operation.pages.is_some(),
        stream: operation.stream.as_ref().map(|stream| Stream {
            is_events: stream.framing == Framing::Events,
            asked_by: stream.asked_by.clone(),
        }),
        ..Facts::default()
    }
}

fn type_facts(api: &Api, names: &Names) -> HashMap<String, TypeFacts> {
    let mut all: HashMap<String, TypeFacts> = HashMap::new();
    for (id, def) in api.types.iter() {
        let docs: Vec<Option<&String>> = match &def.kind {
            TypeKind::Object(object) => object
                .fields
                .iter()
                .map(|field| field.docs.as_ref())
                .collect(),
            TypeKind::Enum(values) => values
                .values
                .iter()
                .map(|value| value.docs.as_ref())
                .collect(),
            _ => Vec::new(),
        };
        let members = names.members(id).iter().zip(docs);
        let members = members.filter_map(|(name, docs)| Some((name.clone(), docs?.clone())));
        let facts = TypeFacts {
            docs: def.docs.clone(),
            members: members.collect(),
        };
        all.insert(names.of(id).to_owned(), facts);
    }
    for (operation, own) in api.operations.iter().zip(&names.operations) {
        let Some(name) = &own.parameters_type else {
            continue;
        };
        let members = operation.parameters.iter().zip(&own.fields);
        let members =
            members.filter_map(|(parameter, field)| Some((field.clone(), parameter.docs.clone()?)));
        all.entry(name.clone()).or_default().members.extend(members);
    }
    all
}

fn error_code(api: &Api) -> Vec<String> {
    let shape = api.error_shape.0.iter().find(|(part, _)| *part == "code");
    shape.map(|(_, places)| places.clone()).unwrap_or_default()
}

/// How code names a client that is a module of the crate that it is written into.
fn module(job: &Job, client: &str) -> String {
    let name = client.replace('-', "_");
    let out = job.out.as_deref().unwrap_or(Path::new(""));
    let parts: Vec<String> = out
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    match parts.iter().rposition(|part| part == "src") {
        Some(at) if at + 1 < parts.len() => {
            let below = parts.get(at + 1..).unwrap_or_default().join("::");
            ["crate", below.trim_end_matches(".rs")].join("::")
        }
        _ => ["crate", &name].join("::"),
    }
}

fn digest<'p>(paths: impl Iterator<Item = &'p Path>) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for path in paths {
        // A file that went away was read, and shows itself at the next call.
        context.update(&std::fs::read(path).unwrap_or_default());
    }
    let hash = context.finish();
    let first = hash.as_ref().iter().take(8);
    first.map(|byte| format!("{byte:02x}")).collect()
}

fn place(sources: &Sources, position: Option<Span>) -> String {
    let Some(span) = position else {
        return String::new();
    };
    let at = sources.position(span);
    format!("{}:{}", at.file.replace('\\', "/"), at.line)
}

/// The node of an operation.
fn declared<'s>(sources: &'s Sources, path: &str, method: &str) -> Option<&'s Node> {
    let item = sources.root()?.get("paths")?.get(path)?;
    item.get(&method.to_ascii_lowercase())
}

/// `oauth2: read, write`: the schemes of an operation that ask for scopes.
fn scopes(sources: &Sources, operation: Option<&Node>) -> Vec<String> {
    let own = operation.and_then(|node| node.get("security"));
    let security = own.or_else(|| sources.root()?.get("security"));
    let alternatives = security.and_then(Node::as_array).unwrap_or_default();
    let mut found = Vec::new();
    for entry in alternatives
        .iter()
        .filter_map(Node::as_object)
        .flat_map(|one| one.entries())
    {
        let scopes: Vec<&str> = entry
            .node
            .as_array()
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_str)
            .collect();
        if !scopes.is_empty() {
            found.push(format!("{}: {}", entry.key, scopes.join(", ")));
        }
    }
    found
}

fn is_web(url: &str) -> bool {
    let is_plain =
        |sign: char| sign.is_ascii_graphic() && !matches!(sign, '`' | '"' | '<' | '>' | ')' | '(');
    (url.starts_with("https://") || url.starts_with("http://"))
        && url.len() < 300
        && url.chars().all(is_plain)
}
