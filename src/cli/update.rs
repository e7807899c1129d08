//! `fetchwright update`: the current version of a specification in place of the stored one.
//!
//! ```text
//! $ fetchwright update stripe
//! stripe: 2 operations added, 1 removed; 3 schemas added, none removed
//!   + POST /v1/refunds/{refund}/cancel
//!   …
//! POST /v1/refunds
//!   does not compile [operation-removed] …
//! Write specs/stripe.json and generate the client? [y/N]
//! ```
//!
//! The new version is read before anything is written: one that is no specification changes nothing. The file is replaced
//! whole. Without a terminal and without `--yes` nothing is written, and the exit code is that of stale output.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use super::arguments::{MessageFormat, UpdateArguments};
use super::{FAILED, STALE, download, generate, print, show, usage};
use crate::config::{Config, Job, Outcome};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::diff::{self, Report};
use crate::document::{self, Document};
use crate::output;
use crate::source::{Input, Sources};

/// So many lines are shown of each list.
const SHOWN: usize = 20;

pub(super) fn run(arguments: &UpdateArguments) -> u8 {
    let config = match Config::from_file(&arguments.config) {
        Ok(config) => config,
        Err(error) => {
            show(error.outcome(), MessageFormat::Human);
            return FAILED;
        }
    };
    let named = |job: &&Job| {
        let name = job.settings.name.as_deref();
        arguments.client.is_none() || name == arguments.client.as_deref()
    };
    let jobs: Vec<&Job> = config.jobs().iter().filter(named).collect();
    let updatable: Vec<&Job> = jobs
        .iter()
        .copied()
        .filter(|job| job.source.is_some())
        .collect();
    match (&arguments.client, jobs.is_empty(), updatable.is_empty()) {
        (Some(client), true, _) => {
            let known: Vec<&str> = config
                .jobs()
                .iter()
                .filter_map(|job| job.settings.name.as_deref())
                .collect();
            usage(&format!(
                "{} has no client `{client}`; it has {}",
                arguments.config.display(),
                known.join(", ")
            ))
        }
        (_, _, true) => usage(&format!(
            "no client has a `source`, the URL of its specification, in {}",
            arguments.config.display()
        )),
        _ => updatable.iter().fold(0, |worst, job| {
            let code = update(job, arguments).unwrap_or_else(|diagnostic| {
                let mut outcome = Outcome::default();
                outcome.diagnostics.report(diagnostic);
                show(&outcome, MessageFormat::Human);
                FAILED
            });
            if worst == FAILED {
                worst
            } else {
                worst.max(code)
            }
        }),
    }
}

fn update(job: &Job, arguments: &UpdateArguments) -> Result<u8, Diagnostic> {
    let name = job.settings.name.as_deref().unwrap_or_default();
    let (Some(url), Some(path)) = (&job.source, job.input.path()) else {
        return Ok(0);
    };
    if matches!(job.input, Input::Several(_)) {
        let message = format!("`{name}` has several specifications and one `source`");
        let help = "download each of them yourself, and run `fetchwright generate`";
        return Err(Diagnostic::error(Code::Config, message).help(help));
    }
    let new = match download::input(url)? {
        Input::Text { bytes, .. } => bytes,
        Input::Several(_) => return Err(not_a_specification(url)),
        Input::Path(path) | Input::PathWithRoots { path, .. } => {
            std::fs::read(&path).map_err(|error| {
                let message = format!("cannot read {}: {error}", path.display());
                Diagnostic::error(Code::Unreadable, message)
            })?
        }
    };
    let old = std::fs::read(path).unwrap_or_default();
    if old == new {
        print(&format!("{name}: {} is current\n", path.display()));
        return Ok(0);
    }
    let after = contents(&path.display().to_string(), new.clone())
        .ok_or_else(|| not_a_specification(url))?;
    let before = contents(&path.display().to_string(), old.clone()).unwrap_or_default();
    print(&changes(name, &before, &after));
    print(&report(job, path, old, &new));
    if !arguments.yes && !confirmed(path) {
        print("nothing was written\n");
        return Ok(STALE);
    }
    output::replace(path, &new).map_err(|error| {
        let message = format!("cannot write {}: {error}", path.display());
        Diagnostic::error(Code::Unwritable, message)
    })?;
    Ok(generate::client(&arguments.config, name).0)
}

/// What the new version does to code that uses the client, as `fetchwright diff` reports it; nothing if one of them has no client.
fn report(job: &Job, path: &Path, old: Vec<u8>, new: &[u8]) -> String {
    let version = |bytes: Vec<u8>| {
        let name = path.display().to_string();
        let mut job = Job {
            input: Input::Text { name, bytes },
            ..job.clone()
        };
        // What is gone is a finding, and no reason to stop.
        job.settings.tolerant = true;
        job.surface()
    };
    let ((old_outcome, old), (new_outcome, new)) = (version(old), version(new.to_vec()));
    let (Some(old), Some(new)) = (old, new) else {
        return String::new();
    };
    let findings = diff::compare(&old, &new);
    let report = Report {
        client: &new.client,
        findings: &findings,
        accepted: 0,
        old: old_outcome.sources.as_ref(),
        new: new_outcome.sources.as_ref(),
    };
    format!("\n{}", report.text())
}

fn not_a_specification(url: &str) -> Diagnostic {
    let name = url.split(['?', '#']).next().unwrap_or(url);
    let message = format!("what {name} contains now is not an OpenAPI specification");
    Diagnostic::error(Code::Unreadable, message).help("the stored specification was not changed")
}

/// What is compared of a specification.
#[derive(Debug, Default, PartialEq, Eq)]
struct Contents {
    operations: BTreeSet<String>,
    schemas: BTreeSet<String>,
}

/// The operations and schemas of a text; `None` if it is no specification.
fn contents(name: &str, bytes: Vec<u8>) -> Option<Contents> {
    let input = Input::Text {
        name: name.to_owned(),
        bytes,
    };
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(input, &mut diagnostics);
    let document: Document<'_> = document::read(&sources, &mut diagnostics)?;
    let operations = document.operations.iter();
    let operations = operations.map(|operation| format!("{} {}", operation.method, operation.path));
    let schemas = document
        .schemas
        .iter()
        .filter_map(|schema| schema.component);
    Some(Contents {
        operations: operations.collect(),
        schemas: schemas.map(str::to_owned).collect(),
    })
}

/// What was added and removed, for a person.
fn changes(name: &str, before: &Contents, after: &Contents) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{name}: {}; {}",
        counted("operation", &before.operations, &after.operations),
        counted("schema", &before.schemas, &after.schemas),
    );
    listed(
        &mut text,
        "+",
        after.operations.difference(&before.operations),
    );
    listed(
        &mut text,
        "-",
        before.operations.difference(&after.operations),
    );
    text
}

fn counted(what: &str, before: &BTreeSet<String>, after: &BTreeSet<String>) -> String {
    let added = after.difference(before).count();
    let removed = before.difference(after).count();
    let plural = if added == 1 { "" } else { "s" };
    format!("{added} {what}{plural} added, {removed} removed")
}

fn listed<'n>(text: &mut String, sign: &str, names: impl Iterator<Item = &'n String>) {
    let names: Vec<&String> = names.collect();
    for name in names.iter().take(SHOWN) {
        let _ = writeln!(text, "  {sign} {name}");
    }
    if names.len() > SHOWN {
        let _ = writeln!(text, "  {sign} {} more", names.len() - SHOWN);
    }
}

/// Asks on a terminal; elsewhere nobody can confirm.
fn confirmed(path: &Path) -> bool {
    if !io::stdin().is_terminal() {
        print("run it with --yes to write\n");
        return false;
    }
    print(&format!(
        "Write {} and generate the client? [y/N] ",
        path.display()
    ));
    drop(io::stdout().flush());
    let mut line = String::new();
    drop(io::stdin().lock().read_line(&mut line));
    matches!(line.trim(), "y" | "Y" | "yes")
}
