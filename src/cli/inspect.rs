//! `fetchwright inspect`: what a specification holds, and what a selection of it would cost.

use std::collections::BTreeMap;

use super::arguments::{InspectArguments, MessageFormat};
use super::{FAILED, download, print, show};
use crate::analyze::weight::{self, Weight};
use crate::config::{Job, Outcome};
use crate::diagnostics::draw::quoted;
use crate::document::{Document, SecurityKind};
use crate::ir::{Api, NameSource};
use crate::names::Names;
use crate::output::File;
use crate::pipeline::Stage;
use crate::providers::Choice;
use crate::resolve::Selection;
use crate::settings::{Selector, Settings};
use crate::source::Input;

/// What is shown.
#[derive(Default)]
struct Inspection {
    title: String,
    version: String,
    bytes: usize,
    operations: Vec<(String, String, Option<String>, Option<String>)>,
    tags: BTreeMap<String, usize>,
    /// The selectors of events, and whether each is selected.
    events: Vec<(String, bool)>,
    auth: Vec<(String, String)>,
    media_types: BTreeMap<String, usize>,
    schemas: usize,
    types: usize,
    lines: usize,
    /// The part of the lines that is the runtime.
    runtime: usize,
    /// What reaches most through itself alone.
    heaviest: Vec<Heavy>,
    /// Components outside of the selection, and how many references name them.
    stops_before: Vec<(String, usize)>,
}

/// A type without which others would not be there.
struct Heavy {
    /// What holds it: `Error.payment_intent`.
    held_by: String,
    /// The component's key, or the type's name.
    name: String,
    /// Whether a selector can leave it out.
    is_component: bool,
    types: usize,
    lines: usize,
}

/// So many of the heaviest types are shown.
const SHOWN: usize = 8;

/// Reads a specification and shows what it holds.
pub(super) fn run(arguments: &InspectArguments) -> u8 {
    let mut outcome = Outcome::default();
    let input = match download::input(&arguments.spec) {
        Ok(input) => input,
        Err(diagnostic) => {
            outcome.diagnostics.report(diagnostic);
            show(&outcome, MessageFormat::Human);
            return FAILED;
        }
    };
    let mut settings = Settings::default();
    settings
        .include
        .extend(arguments.include.iter().map(|text| Selector::parse(text)));
    settings
        .exclude
        .extend(arguments.exclude.iter().map(|text| Selector::parse(text)));
    let overlays = arguments.overlay.iter().cloned().map(Input::Path).collect();
    let mut inspection = Inspection::default();
    let job = Job {
        input: arguments
            .ref_root
            .iter()
            .cloned()
            .fold(input, Input::with_root),
        source: None,
        overlays,
        provider: Choice::Recognise,
        out: None,
        settings,
    };
    let outcome = job.observed(&mut |stage| inspection.observe(stage));
    let (Some(sources), Some(_)) = (&outcome.sources, &outcome.files) else {
        show(&outcome, MessageFormat::Human);
        return FAILED;
    };
    inspection.bytes = sources.bytes();
    print(&if arguments.json {
        json(&inspection)
    } else {
        human(&inspection)
    });
    0
}

impl Inspection {
    /// Takes from each stage what is shown of it.
    fn observe(&mut self, stage: Stage<'_, '_, '_>) {
        match stage {
            Stage::Document(document) => {
                self.title = document.title.to_owned();
                self.version = document.version.to_owned();
                self.auth = auth(document);
            }
            Stage::Selection(selection) => self.observe_selection(selection),
            Stage::Names(api, names) => self.heaviest = heaviest(api, names),
            Stage::Output(files) => {
                self.lines = lines(files, "");
                self.runtime = lines(files, "src/runtime/");
            }
            Stage::Facts(facts) => self.types = facts.used_types(),
            Stage::Ir(_) | Stage::Client(_) => {}
        }
    }

    fn observe_selection(&mut self, selection: &Selection<'_, '_>) {
        for operation in selection.operations() {
            let tag = operation.tags.first().map(|tag| (*tag).to_owned());
            let of = tag.clone().unwrap_or_else(|| "(none)".to_owned());
            *self.tags.entry(of).or_insert(0) += 1;
            let contents = operation
                .body
                .iter()
                .map(|body| &body.content)
                .chain(operation.responses.iter().map(|response| &response.content));
            for media in contents.flatten() {
                *self.media_types.entry(media.name.to_owned()).or_insert(0) += 1;
            }
            self.operations.push((
                operation.method.clone(),
                operation.path.to_owned(),
                operation.id.map(str::to_owned),
                tag,
            ));
        }
        self.events = events(selection);
        self.schemas = selection.schemas().count();
        self.stops_before = selection
            .stops_before()
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count))
            .collect();
    }
}

/// Each event as `include = ["event:NAME"]` names it, and whether it is selected.
fn events(selection: &Selection<'_, '_>) -> Vec<(String, bool)> {
    let (webhooks, rules) = (
        &selection.document.webhooks,
        &selection.document.extension.webhooks.events,
    );
    let webhooks = webhooks.iter().enumerate().map(|(index, webhook)| {
        let name = webhook.extension.event.unwrap_or(webhook.path);
        (name.to_owned(), selection.webhooks.contains(&index))
    });
    let rules = rules
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.name.to_owned(), selection.events.contains(&index)));
    webhooks.chain(rules).collect()
}

fn lines(files: &[File], folder: &str) -> usize {
    files
        .iter()
        .filter(|file| file.path.starts_with(folder))
        .map(|file| file.contents.lines().count())
        .sum()
}

/// The types that bring most others along.
fn heaviest(api: &Api, names: &Names) -> Vec<Heavy> {
    let weights = weight::weights(api)
        .into_iter()
        .filter(|weight| weight.types > 1)
        .take(SHOWN);
    weights
        .filter_map(|weight| {
            let component = match &api.types.get(weight.id)?.name {
                NameSource::Component(key) => Some(key.clone()),
                NameSource::Inline { .. } => None,
            };
            Some(Heavy {
                held_by: held_by(&weight, api, names),
                is_component: component.is_some(),
                name: component.unwrap_or_else(|| names.of(weight.id).to_owned()),
                types: weight.types,
                lines: weight.lines,
            })
        })
        .collect()
}

fn held_by(weight: &Weight, api: &Api, names: &Names) -> String {
    match weight.holders.as_slice() {
        [] => "operations".to_owned(),
        [one] => {
            let member = api
                .types
                .get(*one)
                .and_then(|def| weight::member_of(def, weight.id));
            format!(
                "{}{}",
                names.of(*one),
                member
                    .map(|member| format!(".{member}"))
                    .unwrap_or_default()
            )
        }
        many => format!("{} types", many.len()),
    }
}

fn auth(document: &Document<'_>) -> Vec<(String, String)> {
    let kind = |kind: &SecurityKind<'_>| match kind {
        SecurityKind::ApiKey { location, name, .. } => {
            format!(
                "key in the {} `{name}`",
                format!("{location:?}").to_lowercase()
            )
        }
        SecurityKind::Basic => "user and password".to_owned(),
        SecurityKind::Bearer => "bearer token".to_owned(),
        SecurityKind::OAuth2 { .. } => "OAuth 2.0 bearer token".to_owned(),
        SecurityKind::Other(other) => format!("{other} (not sent)"),
    };
    document
        .security_schemes
        .iter()
        .map(|scheme| (scheme.name.to_owned(), kind(&scheme.kind)))
        .collect()
}

fn human(inspection: &Inspection) -> String {
    let Inspection {
        title,
        version,
        bytes,
        operations,
        tags,
        auth,
        media_types,
        schemas,
        types,
        lines,
        ..
    } = inspection;
    let mut text = format!(
        "{title} {version}: {} KiB, {} operations, {schemas} schemas\n",
        bytes / 1024,
        operations.len()
    );
    let runtime = inspection.runtime;
    text.push_str(&format!(
        "client: {types} types, {lines} lines ({runtime} of the runtime)\n"
    ));
    text.push_str(&cost(inspection));
    text.push_str("\noperations\n");
    for (method, path, id, _) in operations {
        text.push_str(&format!(
            "  {method:7} {path}  {}\n",
            id.as_deref().unwrap_or_default()
        ));
    }
    text.push_str("\ntags\n");
    tags.iter()
        .for_each(|(tag, count)| text.push_str(&format!("  {count:5}  {tag}\n")));
    if !inspection.events.is_empty() {
        text.push_str("\nevents (`-`: not selected; --include 'event:NAME' selects one)\n");
    }
    for (name, is_selected) in &inspection.events {
        let mark = if *is_selected { ' ' } else { '-' };
        text.push_str(&format!("  {mark} {name}\n"));
    }
    text.push_str("\nauth\n");
    auth.iter()
        .for_each(|(name, kind)| text.push_str(&format!("  {name}: {kind}\n")));
    text.push_str("\nmedia types\n");
    media_types
        .iter()
        .for_each(|(name, count)| text.push_str(&format!("  {count:5}  {name}\n")));
    text
}

/// What pulls in what, and where the selection stops.
fn cost(inspection: &Inspection) -> String {
    let mut text = String::new();
    if !inspection.heaviest.is_empty() {
        text.push_str("\nlargest parts (the types and lines that only this part brings in)\n");
    }
    for heavy in &inspection.heaviest {
        let Heavy {
            held_by,
            name,
            is_component,
            types,
            lines,
        } = heavy;
        let way_out = if *is_component {
            format!("  --exclude 'schema:{name}'")
        } else {
            String::new()
        };
        text.push_str(&format!(
            "  {types:5} {lines:6}  {name}, used by {held_by}{way_out}\n"
        ));
    }
    if !inspection.stops_before.is_empty() {
        text.push_str(
            "\noutside the selection, kept as raw JSON (--include 'schema:NAME' adds the type)\n",
        );
    }
    for (name, references) in &inspection.stops_before {
        text.push_str(&format!("  {references:5}  {name}\n"));
    }
    text
}

fn json(inspection: &Inspection) -> String {
    let Inspection {
        title,
        version,
        bytes,
        operations,
        tags,
        auth,
        media_types,
        schemas,
        types,
        lines,
        ..
    } = inspection;
    let counts = |counts: &BTreeMap<String, usize>| {
        counts
            .iter()
            .map(|(name, count)| format!("{}:{count}", quoted(Some(name))))
            .collect::<Vec<_>>()
            .join(",")
    };
    let operations: Vec<String> = operations
        .iter()
        .map(|(method, path, id, tag)| {
            let [method, path, id, tag] = [Some(method), Some(path), id.as_ref(), tag.as_ref()]
                .map(|text| quoted(text.map(String::as_str)));
            format!(r#"{{"method":{method},"path":{path},"operationId":{id},"tag":{tag}}}"#)
        })
        .collect();
    let heaviest = inspection.heaviest.iter().map(|heavy| {
        let Heavy { held_by, name, is_component, types, lines } = heavy;
        let [name, held_by] = [name, held_by].map(|text| quoted(Some(text)));
        format!(r#"{{"name":{name},"heldBy":{held_by},"isComponent":{is_component},"types":{types},"lines":{lines}}}"#)
    });
    let stops_before = inspection
        .stops_before
        .iter()
        .map(|(name, count)| format!("{}:{count}", quoted(Some(name))));
    let events = inspection.events.iter().map(|(name, is_selected)| {
        format!(
            r#"{{"name":{},"selected":{is_selected}}}"#,
            quoted(Some(name))
        )
    });
    let auth: Vec<String> = auth
        .iter()
        .map(|(name, kind)| format!("{}:{}", quoted(Some(name)), quoted(Some(kind))))
        .collect();
    format!(
        "{{\"title\":{},\"version\":{},\"bytes\":{bytes},\"schemas\":{schemas},\"types\":{types},\"lines\":{lines},\"runtimeLines\":{},\"heaviest\":[{}],\"stopsBefore\":{{{}}},\"operations\":[{}],\"tags\":{{{}}},\"events\":[{}],\"auth\":{{{}}},\"mediaTypes\":{{{}}}}}\n",
        quoted(Some(title)),
        quoted(Some(version)),
        inspection.runtime,
        heaviest.collect::<Vec<_>>().join(","),
        stops_before.collect::<Vec<_>>().join(","),
        operations.join(","),
        counts(tags),
        events.collect::<Vec<_>>().join(","),
        auth.join(","),
        counts(media_types),
    )
}
