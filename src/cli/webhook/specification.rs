//! The specification that events are taken from.

use std::path::PathBuf;

use fetchwright_runtime::webhooks::Scheme;

use super::Failure;
use crate::cli::arguments::MessageFormat;
use crate::cli::{download, show};
use crate::config::Outcome;
use crate::document::{self, Document, schemes};
use crate::providers::{self, Choice};
use crate::source::{Input, Sources};

/// Loads a path, a URL or standard input, with overlays on it. What is wrong has been shown.
pub(super) fn load(spec: &str, overlays: &[PathBuf]) -> Result<Sources, Failure> {
    let mut outcome = Outcome::default();
    let overlays: Vec<Input> = overlays.iter().cloned().map(Input::Path).collect();
    match download::input(spec) {
        Ok(input) => {
            let choice = Choice::Recognise;
            let loaded = providers::load(input, &choice, &overlays, &mut outcome.diagnostics);
            outcome.sources = Some(loaded.0);
        }
        Err(diagnostic) => outcome.diagnostics.report(diagnostic),
    }
    if outcome.diagnostics.has_errors() {
        show(&outcome, MessageFormat::Human);
    }
    match outcome.diagnostics.has_errors() {
        true => Err(Failure::SHOWN),
        false => outcome.sources.ok_or(Failure::SHOWN),
    }
}

/// Reads the specification. Warnings are of no use here: `generate` shows them.
pub(super) fn read(sources: &Sources) -> Result<Document<'_>, Failure> {
    let mut outcome = Outcome::default();
    let document = document::read(sources, &mut outcome.diagnostics);
    document.ok_or_else(|| {
        show(&outcome, MessageFormat::Human);
        Failure::SHOWN
    })
}

/// The scheme with which the provider of a specification signs its webhooks: the one that `x-fetchwright` states, else the
/// built-in one that is called like a part of the API's host (`stripe` of `api.stripe.com`).
pub(super) fn scheme(document: &Document<'_>) -> Option<Scheme> {
    let reported = document.extension.webhooks.scheme.clone();
    reported.or_else(|| schemes::like_host(document))
}
