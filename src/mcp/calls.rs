//! A tool and its arguments to text.
//!
//! ```text
//! find {query: "send mail"}              →   - resend: POST /emails → Client::send_email "Send an email"
//! operation {operation: "POST /emails"}  →   signature, snippet, behaviour, errors, types
//! ```
//!
//! Invariant: every text is bounded, and contains a note when it is made of files that changed since.

use std::fmt::Write as _;
use std::sync::Arc;

use super::catalogue::{Catalogue, Other};
use super::pages::{self, Found, Selected};
use super::project::{Brief, ClientView, Loaded, Project, View};
use super::{quote, runtime_page};
use crate::config::{Job, Lock};
use crate::diff::{self, Report, Surface};
use crate::settings::Selector;

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Operations, types and events by words.
    Find,
    /// One operation.
    Operation,
    /// One type.
    Type,
    /// One event.
    Event,
    /// What changed since the code was last accepted.
    Changes,
    /// The line of the config and the command that add operations.
    Add,
}

/// What a tool is called with.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Words, or a name.
    pub text: String,
    /// Several names.
    pub several: Vec<String>,
    /// The client, where there are several.
    pub client: Option<String>,
    /// How much is shown, from 0 to 3.
    pub depth: Option<u64>,
}

/// How many operations a search gives.
const FOUND: usize = 8;

/// Types and events that a search gives beside them.
const OTHERS: usize = 3;

/// The score from which on they are shown.
const SURE: f32 = 0.45;

/// Characters of an argument.
const ARGUMENT: usize = 400;

/// The text for a call, or why there is none.
pub fn call(project: &Project, tool: Tool, arguments: &Arguments) -> Result<String, String> {
    let arguments = Arguments {
        text: arguments.text.chars().take(ARGUMENT).collect(),
        several: arguments
            .several
            .iter()
            .take(50)
            .map(|one| one.chars().take(ARGUMENT).collect())
            .collect(),
        ..arguments.clone()
    };
    if tool == Tool::Find
        && let Some(briefs) = project.briefs()
        && let Some(text) = find_early(&briefs, arguments.client.as_deref(), &arguments.text)
    {
        return Ok(text);
    }
    let view = project.view();
    let clients = chosen(&view, arguments.client.as_deref())?;
    let text = match tool {
        Tool::Find => Ok(find(&clients, &arguments.text)),
        Tool::Operation => operation(project, &clients, &arguments),
        Tool::Type => type_of(&clients, &arguments),
        Tool::Event => event(project, &clients, &arguments),
        Tool::Changes => changes(project, &clients),
        Tool::Add => add(project, &clients, &arguments.several),
    };
    let warnings = warnings(&view, &clients);
    match text {
        Ok(text) => Ok(format!("{warnings}{text}")),
        Err(text) => Err(format!("{warnings}{text}")),
    }
}

/// The clients that a call is about.
fn chosen<'v>(view: &'v View, client: Option<&str>) -> Result<Vec<&'v ClientView>, String> {
    let all = || view.clients.iter();
    let names = || {
        all()
            .map(|client| client.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    if view.clients.is_empty() {
        let problem = view
            .problem
            .as_deref()
            .unwrap_or("the config has no client");
        return Err(format!(
            "There is no client to look at: {problem}\nRepair the file and ask again; the server reads it anew.\n"
        ));
    }
    let chosen: Vec<&ClientView> = match client {
        None => all().collect(),
        Some(wanted) => all()
            .filter(|client| client.name.eq_ignore_ascii_case(wanted.trim()))
            .collect(),
    };
    match chosen.is_empty() {
        true => Err(format!(
            "There is no client {}; there are: {}.\n",
            quote::quoted(client.unwrap_or_default(), 60),
            names()
        )),
        false => Ok(chosen),
    }
}

/// What is wrong with the files, before what they gave when they were right.
fn warnings(view: &View, clients: &[&ClientView]) -> String {
    let mut text = String::new();
    if let Some(problem) = &view.problem {
        let _ = writeln!(
            text,
            "WARNING: the config has an error, so this is from before it changed:\n{problem}\n"
        );
    }
    for client in clients {
        if let Some(problem) = &client.problem {
            let state = match client.loaded {
                Some(_) => "so this is from before it changed",
                None => "so there is nothing of it",
            };
            let _ = writeln!(
                text,
                "WARNING: client `{}` cannot be generated, {state}:\n{problem}\n",
                client.name
            );
        }
    }
    text
}

fn loaded<'v>(
    clients: &[&'v ClientView],
) -> impl Iterator<Item = (&'v ClientView, &'v Arc<Loaded>)> {
    let clients: Vec<&ClientView> = clients.to_vec();
    clients
        .into_iter()
        .filter_map(|client| Some((client, client.loaded.as_ref()?)))
}

fn find(clients: &[&ClientView], question: &str) -> String {
    let mut hits: Vec<Found> = Vec::new();
    let mut others: Vec<Found> = Vec::new();
    for (client, loaded) in loaded(clients) {
        let whole = &loaded.whole;
        for (at, score) in whole.find(question, FOUND) {
            let selected = loaded.selected.operation(&request(whole, at));
            // What is selected is named as the code names it.
            let (catalogue, at) = match selected {
                Some(at) => (&loaded.selected, at),
                None => (whole, at),
            };
            let Some((operation, facts)) = catalogue.both(at) else {
                continue;
            };
            let (what, text) = pages::operation_line(
                &operation.request(),
                &operation.rust,
                operation.deprecated,
                facts.headline(),
            );
            hits.push(Found {
                client: client.name.clone(),
                what,
                text,
                is_selected: selected.is_some(),
                score,
            });
        }
        for (other, score) in whole
            .find_others(question, OTHERS)
            .into_iter()
            .filter(|(_, score)| *score > SURE)
        {
            let is_selected = match other {
                Other::Type(at) => whole
                    .surface
                    .types
                    .get(at)
                    .is_some_and(|ty| loaded.selected.surface.named(&ty.rust).is_some()),
                Other::Event(at) => whole
                    .surface
                    .events
                    .get(at)
                    .is_some_and(|event| loaded.selected.event(&event.wire).is_some()),
            };
            let what = pages::other_line(whole, other);
            others.push(Found {
                client: client.name.clone(),
                what,
                text: String::new(),
                is_selected,
                score,
            });
        }
    }
    best(question, hits, others)
}

/// The best of what was found in all clients.
fn best(question: &str, mut hits: Vec<Found>, mut others: Vec<Found>) -> String {
    let best_first = |left: &Found, right: &Found| right.score.total_cmp(&left.score);
    hits.sort_by(best_first);
    hits.truncate(FOUND);
    others.sort_by(best_first);
    others.truncate(OTHERS);
    hits.extend(others);
    pages::found(question, &hits)
}

/// The same while the specifications are read for the first time: what the stage of the names gave.
fn find_early(briefs: &[Brief], client: Option<&str>, question: &str) -> Option<String> {
    let is_chosen = |brief: &&Brief| {
        client.is_none_or(|client| brief.client.eq_ignore_ascii_case(client.trim()))
    };
    let mut hits: Vec<Found> = Vec::new();
    for brief in briefs.iter().filter(is_chosen) {
        for (at, score) in brief.index.find(question, FOUND) {
            let Some(entry) = brief.entries.get(at) else {
                continue;
            };
            let place = format!("{} {}", entry.method, entry.path);
            let selected = brief.selected.as_ref().map(|selected| selected.get(&place));
            let rust = match selected {
                Some(Some(rust)) => rust,
                _ => entry.names.first()?,
            };
            let text = entry
                .summary
                .as_deref()
                .or(entry.description.as_deref())
                .unwrap_or_default();
            let (what, text) = pages::operation_line(&place, rust, entry.deprecated, text);
            hits.push(Found {
                client: brief.client.clone(),
                what,
                text,
                is_selected: selected.is_none_or(|found| found.is_some()),
                score,
            });
        }
    }
    (!hits.is_empty()).then(|| best(question, hits, Vec::new()))
}

/// What the specification has and the client does not.
struct Unselected<'v> {
    client: &'v ClientView,
    loaded: &'v Loaded,
    /// Where it is in the whole specification.
    at: usize,
    /// What adds it to the selection.
    selector: &'v str,
}

/// Writes the page of an operation or of an event.
type Page = fn(&Catalogue, usize, &Selected, u64) -> String;

impl Unselected<'_> {
    /// Its page, as the code will be with its line in the config, and not as it would be with all of the specification.
    fn page(
        &self,
        project: &Project,
        find: impl Fn(&Catalogue) -> Option<usize>,
        page: Page,
        depth: u64,
    ) -> String {
        let selectors = [self.selector.to_owned()];
        let how = how_to_add(&self.client.job, &self.client.name, &selectors);
        let added = project.with(&self.client.name, self.selector);
        let found = added
            .as_deref()
            .and_then(|added| Some((added, find(added)?)));
        let (catalogue, at) = found.unwrap_or((&self.loaded.whole, self.at));
        page(catalogue, at, &Selected::No(how), depth)
    }
}

fn operation(
    project: &Project,
    clients: &[&ClientView],
    arguments: &Arguments,
) -> Result<String, String> {
    let named = arguments.text.as_str();
    let depth = arguments.depth.unwrap_or(1);
    for (client, loaded) in loaded(clients) {
        if let Some(at) = loaded.selected.operation(named) {
            let place = request(&loaded.selected, at);
            let selected = selected(project, client, loaded, place);
            return Ok(pages::operation(&loaded.selected, at, &selected, depth));
        }
    }
    for (client, loaded) in loaded(clients) {
        let Some(at) = loaded.whole.operation(named) else {
            continue;
        };
        let place = request(&loaded.whole, at);
        let target = Unselected {
            client,
            loaded,
            at,
            selector: &place,
        };
        let find = |catalogue: &Catalogue| catalogue.operation(&place);
        return Ok(target.page(project, find, pages::operation, depth));
    }
    let near = find(clients, named);
    Err(format!(
        "There is no operation {}. Near it:\n{near}",
        quote::quoted(named, 120)
    ))
}

/// Whether the client has what its selection has: without a config nothing is generated yet.
fn selected(project: &Project, client: &ClientView, loaded: &Loaded, selector: String) -> Selected {
    match project.config() {
        Some(_) => Selected::Yes,
        None => Selected::No(without_config(client, loaded, &[selector])),
    }
}

fn event_name(catalogue: &Catalogue, at: usize) -> String {
    let event = catalogue.surface.events.get(at);
    event.map(|event| event.wire.clone()).unwrap_or_default()
}

fn request(catalogue: &Catalogue, at: usize) -> String {
    catalogue
        .surface
        .operations
        .get(at)
        .map(diff::Operation::request)
        .unwrap_or_default()
}

fn type_of(clients: &[&ClientView], arguments: &Arguments) -> Result<String, String> {
    let named = arguments.text.as_str();
    let depth = arguments.depth.unwrap_or(1);
    // `resend::Client`, as the pages write it, is of one client.
    let of_root = loaded(clients)
        .find(|(_, loaded)| is_below(named, &loaded.selected.about.root))
        .map(|(client, _)| [client]);
    let clients = of_root.as_ref().map_or(clients, |one| one.as_slice());
    let last = named.trim().rsplit("::").next().unwrap_or_default();
    // A schema may have one of these names; its type never has.
    if matches!(last, "Client" | "Error" | "ErrorKind")
        && let Some(text) = runtime_type(clients, named, depth)
    {
        return Ok(text);
    }
    let selected = loaded(clients).map(|(client, loaded)| (client, &loaded.selected));
    for (_, catalogue) in selected {
        if let Some(ty) = catalogue.type_named(named) {
            return Ok(pages::type_page(catalogue, ty, depth));
        }
    }
    for (client, loaded) in loaded(clients) {
        if let Some(ty) = loaded.whole.type_named(named) {
            let mut text = pages::type_page(&loaded.whole, ty, depth);
            let component = ty.component.as_deref().map(|key| format!("schema:{key}"));
            let how = component.map(|selector| how_to_add(&client.job, &client.name, &[selector]));
            let _ = writeln!(
                text,
                "In the project's selection: NO, so the client does not have it yet. {}",
                how.unwrap_or_default()
            );
            return Ok(text);
        }
    }
    if let Some(text) = runtime_type(clients, named, depth) {
        return Ok(text);
    }
    let names = loaded(clients)
        .flat_map(|(_, loaded)| loaded.whole.surface.types.iter().map(|ty| ty.rust.clone()));
    let near = crate::diagnostics::nearest(named.rsplit("::").next().unwrap_or(named), names);
    let near = match near.is_empty() {
        true => "Search with `find`.".to_owned(),
        false => format!("Near it: {}.", near.join(", ")),
    };
    Err(format!(
        "There is no type {}. {near}\n",
        quote::quoted(named, 120)
    ))
}

/// `stripe::types::Mode` is below `stripe`.
fn is_below(named: &str, root: &str) -> bool {
    let rest = named.trim().strip_prefix(root);
    rest.is_some_and(|rest| rest.starts_with("::"))
}

/// The client itself, or a type of the runtime: of the first client that has it.
fn runtime_type(clients: &[&ClientView], named: &str, depth: u64) -> Option<String> {
    let mut catalogues = loaded(clients).map(|(_, loaded)| &loaded.selected);
    if named.trim().rsplit("::").next() == Some("Client") {
        return Some(runtime_page::client_page(catalogues.next()?, depth));
    }
    let feature = runtime_page::feature_with(named)?;
    let all: Vec<&Arc<Catalogue>> = catalogues.collect();
    let has = all
        .iter()
        .find(|catalogue| catalogue.about.features.contains(feature));
    runtime_page::runtime_page(has.or(all.first())?, named, depth)
}

fn event(
    project: &Project,
    clients: &[&ClientView],
    arguments: &Arguments,
) -> Result<String, String> {
    let named = arguments.text.as_str();
    let depth = arguments.depth.unwrap_or(1);
    for (client, loaded) in loaded(clients) {
        if let Some(at) = loaded.selected.event(named) {
            let selector = format!("event:{}", event_name(&loaded.selected, at));
            let selected = selected(project, client, loaded, selector);
            return Ok(pages::event_page(&loaded.selected, at, &selected, depth));
        }
    }
    for (client, loaded) in loaded(clients) {
        if let Some(at) = loaded.whole.event(named) {
            let wire = event_name(&loaded.whole, at);
            let selector = format!("event:{wire}");
            let target = Unselected {
                client,
                loaded,
                at,
                selector: &selector,
            };
            let find = |catalogue: &Catalogue| catalogue.event(&wire);
            return Ok(target.page(project, find, pages::event_page, depth));
        }
    }
    let names: Vec<String> = loaded(clients)
        .flat_map(|(_, loaded)| {
            loaded
                .whole
                .surface
                .events
                .iter()
                .map(|event| event.wire.clone())
        })
        .collect();
    let near = crate::diagnostics::nearest(named, names.iter().cloned());
    let known: Vec<String> = names
        .iter()
        .take(30)
        .map(|name| quote::quoted(name, 60))
        .collect();
    let near = match (near.is_empty(), known.is_empty()) {
        (_, true) => "The specification has no events.".to_owned(),
        (false, _) => format!("Near it: {}.", quote::line(&near.join(", "), 300)),
        (true, false) => format!("There are {}: {}.", names.len(), known.join(", ")),
    };
    Err(format!(
        "There is no event {}. {near}\n",
        quote::quoted(named, 120)
    ))
}

/// What changed since the lock file, else since the last commit.
fn changes(project: &Project, clients: &[&ClientView]) -> Result<String, String> {
    let Some(config) = project.config() else {
        return Err("Changes need a fetchwright.toml: they are between its fetchwright.lock, or the last commit, and now.\n".to_owned());
    };
    let folder = config.parent().unwrap_or(std::path::Path::new(""));
    let mut lock = Lock::open(folder).map_err(|_| {
        "fetchwright.lock or the accept file cannot be read; `fetchwright diff` reports why.\n"
            .to_owned()
    })?;
    let mut text = String::new();
    for (client, loaded) in loaded(clients) {
        let (old, since) = match lock.surface(&client.name) {
            Some(surface) => (surface.clone(), "fetchwright.lock"),
            None => match committed(project, client) {
                Ok(surface) => (surface, "the last commit"),
                Err(error) => {
                    let _ = writeln!(
                        text,
                        "{}: there is nothing to compare with: {}",
                        client.name,
                        quote::line(&error, 200)
                    );
                    continue;
                }
            },
        };
        let (findings, accepted) = lock.open_changes(diff::compare(&old, &loaded.selected.surface));
        let report = Report {
            client: &client.name,
            findings: &findings,
            accepted,
            old: None,
            new: None,
        };
        let _ = writeln!(
            text,
            "# Since {since}\n{}\n",
            quote::line(&report.summary(), 300)
        );
        // The messages quote the specification.
        if !findings.is_empty() {
            text.push_str(&quote::block(&report.text(), pages::budget(1)));
        }
    }
    if text.is_empty() {
        text.push_str("There is no client to compare.\n");
    }
    Ok(pages::capped(text, pages::budget(1)))
}

fn committed(project: &Project, client: &ClientView) -> Result<Surface, String> {
    let input = (project.old_version)(&client.job)?;
    let job = Job {
        input,
        ..client.job.clone()
    };
    job.surface()
        .1
        .ok_or_else(|| "the committed specification gives no client".to_owned())
}

/// The line and the command for several operations.
fn add(project: &Project, clients: &[&ClientView], names: &[String]) -> Result<String, String> {
    if names.is_empty() {
        return Err(
            "Name the operations to add, as in {\"operations\": [\"POST /v1/refunds\"]}.\n"
                .to_owned(),
        );
    }
    let mut text = String::new();
    let mut unknown: Vec<&str> = names.iter().map(String::as_str).collect();
    for (client, loaded) in loaded(clients) {
        let mut missing = Vec::new();
        for named in names {
            let Some(selector) = selector(&loaded.whole, named) else {
                continue;
            };
            unknown.retain(|name| name != named);
            if is_selected(&loaded.selected, &selector) && project.config().is_some() {
                let _ = writeln!(
                    text,
                    "{}: {} is selected already.",
                    client.name,
                    quote::line(&selector, 200)
                );
            } else {
                missing.push(selector);
            }
        }
        if !missing.is_empty() {
            let how = match project.config() {
                Some(_) => how_to_add(&client.job, &client.name, &missing),
                None => without_config(client, loaded, &missing),
            };
            let _ = writeln!(text, "{how}");
        }
    }
    for name in unknown {
        let _ = writeln!(
            text,
            "There is no operation or event {}; search with `find`.",
            quote::quoted(name, 120)
        );
    }
    Ok(pages::capped(text, pages::budget(1)))
}

/// What selects what a text names.
fn selector(catalogue: &Catalogue, named: &str) -> Option<String> {
    if let Some(at) = catalogue.operation(named) {
        return Some(request(catalogue, at));
    }
    let at = catalogue.event(named)?;
    Some(format!("event:{}", catalogue.surface.events.get(at)?.wire))
}

fn is_selected(catalogue: &Catalogue, selector: &str) -> bool {
    match selector.strip_prefix("event:") {
        Some(event) => catalogue.event(event).is_some(),
        None => catalogue.operation(selector).is_some(),
    }
}

/// The line of the config and the command.
fn how_to_add(job: &Job, client: &str, more: &[String]) -> String {
    let command = format!("then run `fetchwright generate --client {client}`.");
    let excluded: Vec<String> = job.settings.exclude.iter().map(selector_text).collect();
    if job.settings.include.is_empty() && !excluded.is_empty() {
        return format!(
            "It is left out by this line of [client.{client}] in fetchwright.toml; change it so that it no longer names {}, {command}\n```toml\nexclude = {}\n```",
            quote::line(&more.join(", "), 300),
            toml_list(&excluded)
        );
    }
    let all: Vec<String> = job
        .settings
        .include
        .iter()
        .map(selector_text)
        .chain(more.iter().cloned())
        .collect();
    format!(
        "To add it, make this the `include` of [client.{client}] in fetchwright.toml, {command}\n```toml\ninclude = {}\n```",
        toml_list(&all)
    )
}

/// The same where there is no config.
fn without_config(client: &ClientView, loaded: &Loaded, more: &[String]) -> String {
    let about = &loaded.selected.about;
    let provider = about
        .provider
        .as_deref()
        .map(|name| format!("provider = \"{name}\"\n"))
        .unwrap_or_default();
    format!(
        "There is no fetchwright.toml here. It begins with this; then run `fetchwright generate`.\n```toml\n[client.{name}]\nspec = {spec}\n{provider}out = \"src/{name}\"\nlayout = \"module\"\ninclude = {list}\n```",
        name = client.name,
        spec = quoted_toml(&about.specification),
        list = toml_list(more)
    )
}

fn toml_list(selectors: &[String]) -> String {
    let each: Vec<String> = selectors
        .iter()
        .map(|selector| quoted_toml(&quote::line(selector, 300)))
        .collect();
    match each.len() > 3 {
        true => format!("[\n    {},\n]", each.join(",\n    ")),
        false => format!("[{}]", each.join(", ")),
    }
}

fn quoted_toml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn selector_text(selector: &Selector) -> String {
    match selector {
        Selector::OperationId(id) => id.clone(),
        Selector::Operation { method, path } => format!("{method} {path}"),
        Selector::Path(path) => path.clone(),
        Selector::Tag(tag) => format!("tag:{tag}"),
        Selector::Event(event) => format!("event:{event}"),
        Selector::Schema(schema) => format!("schema:{schema}"),
    }
}
