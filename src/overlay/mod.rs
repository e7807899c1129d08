//! OpenAPI Overlay 1.0: changes to a specification that are next to it.
//!
//! ```text
//! target: $.paths['/pets'].get                          /pets:
//! update: {x-fetchwright: {…}, summary: All pets}   →     get: {operationId: listPets, summary: All pets, x-fetchwright: {…}}
//! ```
//!
//! A stage between `source`, which reads trees, and `document`, which sees only what came out. `reader` makes actions of an
//! overlay's tree, `path` finds what an action means, `change` does it to the tree. Only the specification's first file is
//! changed: a target does not look behind a `$ref`.
//!
//! Invariants: overlays are applied in order, and so are their actions; a changed tree keeps within the limits of a read
//! one; what comes out of an overlay keeps its place there, and its references are those of the specification.

mod change;
mod path;
mod reader;
#[cfg(test)]
mod tests;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Input, Sources};
use reader::{Action, Change};

/// What happens if a target matches nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// A warning: whoever wrote the overlay had this specification before them.
    Reported,
    /// Nothing: the overlay is for many versions of the specification.
    Ignored,
}

/// Reads a specification and applies overlays to it, in their order.
pub fn load(input: Input, overlays: &[Input], diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = read(input, diagnostics);
    for overlay in overlays {
        apply(
            &mut sources,
            overlay.clone(),
            Unmatched::Reported,
            diagnostics,
        );
    }
    sources
}

/// Reads a specification.
///
/// A specification that is itself an overlay represents the one that it `extends`, and its actions are applied.
pub fn read(input: Input, diagnostics: &mut Diagnostics) -> Sources {
    let sources = Sources::load(input.clone(), diagnostics);
    let Some((reference, span)) = sources.root().and_then(reader::extended) else {
        return sources;
    };
    match base(&input, reference) {
        Some(base) => {
            let mut sources = Sources::load(base, diagnostics);
            apply(&mut sources, input, Unmatched::Reported, diagnostics);
            sources
        }
        None => {
            let message = format!(
                "the overlay extends `{reference}`, which is no JSON or YAML file on this machine"
            );
            let help = "name the specification, and the overlay with `--overlay` or `overlays`";
            diagnostics.report(
                Diagnostic::error(Code::Overlay, message)
                    .at(span)
                    .help(help),
            );
            sources
        }
    }
}

/// The specification that an overlay names, relative to it; remote ones are not read.
fn base(overlay: &Input, reference: &str) -> Option<Input> {
    let folder = overlay.path()?.parent().unwrap_or(std::path::Path::new(""));
    // A stranger's overlay must not have any file read and shown.
    let is_specification = [".json", ".yaml", ".yml"]
        .iter()
        .any(|ending| reference.ends_with(ending));
    let is_local = !reference.contains(':') && !reference.starts_with('/') && is_specification;
    is_local.then(|| overlay.with_path(folder.join(reference)))
}

/// Applies an overlay to a specification that was read; gives the overlay's file, if it could be read.
///
/// What is wrong with an overlay is reported as an error: the specification without it is not what was asked for.
pub fn apply(
    sources: &mut Sources,
    overlay: Input,
    unmatched: Unmatched,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    sources.root()?;
    let file = sources.read_overlay(overlay, diagnostics)?;
    let actions = sources
        .root_of(file)
        .and_then(|root| reader::actions(root, diagnostics));
    for action in actions.unwrap_or_default() {
        run(sources, &action, unmatched, diagnostics);
    }
    sources.read_new_links();
    Some(file)
}

fn run(
    sources: &mut Sources,
    action: &Action,
    unmatched: Unmatched,
    diagnostics: &mut Diagnostics,
) {
    let span = action.span;
    let Some(root) = sources.root() else { return };
    let ways = match path::select(&action.target, root) {
        Ok(ways) => ways,
        Err(path::TooMuchWork) => {
            let message = "the target looks at more values than it may";
            return diagnostics.report(Diagnostic::error(Code::TooLarge, message).at(span));
        }
    };
    if ways.is_empty() {
        if unmatched == Unmatched::Ignored {
            return;
        }
        let message = format!("the target `{}` matches nothing", action.text);
        let help =
            "a target applies to the specification's first file only, and does not follow a `$ref`";
        return diagnostics.report(
            Diagnostic::warning(Code::UnmatchedTarget, message)
                .at(span)
                .help(help),
        );
    }
    let outcome = sources.change_root(|root, room| match &action.change {
        Change::Remove => change::remove(root, &ways),
        Change::Update(update) => change::update(root, &ways, update, room),
    });
    if let Some(Err(refusal)) = outcome {
        diagnostics.report(refusal.diagnostic(span));
    }
}
