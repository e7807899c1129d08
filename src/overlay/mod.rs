//! OpenAPI Overlay 1.0: changes to a description that stand beside it.
//!
//! ```text
//! target: $.paths['/pets'].get                          /pets:
//! update: {x-fetchwright: {…}, summary: All pets}   →     get: {operationId: listPets, summary: All pets, x-fetchwright: {…}}
//! ```
//!
//! Stands between `source`, which reads trees, and `document`, which sees only what came out. `read` makes actions of an
//! overlay's tree, `path` finds what an action means, `change` does it to the tree. Only the description's first file is
//! changed: a target does not look behind a `$ref`.
//!
//! Invariants: overlays are applied in order, and so are their actions; a changed tree keeps within the limits of a read
//! one; what comes out of an overlay keeps its place there, and its references are those of the description.

mod change;
mod path;
mod read;
#[cfg(test)]
mod tests;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Input, Sources};
use read::{Action, Change};

/// Reads a description and applies overlays to it, in their order.
///
/// A description that is itself an overlay stands for the one that it `extends`; its own actions come first. What is
/// wrong with an overlay is reported as an error: the description without it is not what was asked for.
pub fn load(input: Input, overlays: &[Input], diagnostics: &mut Diagnostics) -> Sources {
    let sources = Sources::load(input.clone(), diagnostics);
    let Some((reference, span)) = sources.root().and_then(read::extended) else {
        return with(sources, overlays, diagnostics);
    };
    match base(&input, reference) {
        Some(base) => {
            let sources = with(Sources::load(base, diagnostics), &[input], diagnostics);
            with(sources, overlays, diagnostics)
        }
        None => {
            let message =
                format!("the overlay extends `{reference}`, which is not a file on this machine");
            let help = "name the description, and the overlay with `--overlay` or `overlays`";
            diagnostics.report(
                Diagnostic::error(Code::Overlay, message)
                    .at(span)
                    .help(help),
            );
            sources
        }
    }
}

/// A description with overlays applied; as it was, where it could not be read.
fn with(mut sources: Sources, overlays: &[Input], diagnostics: &mut Diagnostics) -> Sources {
    if sources.root().is_some() {
        overlays
            .iter()
            .for_each(|overlay| apply(&mut sources, overlay.clone(), diagnostics));
    }
    sources
}

/// The description that an overlay names, relative to it; remote ones are not read.
fn base(overlay: &Input, reference: &str) -> Option<Input> {
    let Input::Path(path) = overlay else {
        return None;
    };
    let is_local = !reference.contains(':') && !reference.starts_with('/') && !reference.is_empty();
    is_local.then(|| {
        Input::Path(
            path.parent()
                .unwrap_or(std::path::Path::new(""))
                .join(reference),
        )
    })
}

fn apply(sources: &mut Sources, overlay: Input, diagnostics: &mut Diagnostics) {
    let Some(file) = sources.read_overlay(overlay, diagnostics) else {
        return;
    };
    let actions = sources
        .root_of(file)
        .and_then(|root| read::actions(root, diagnostics));
    for action in actions.unwrap_or_default() {
        run(sources, &action, diagnostics);
    }
    sources.read_new_links();
}

fn run(sources: &mut Sources, action: &Action, diagnostics: &mut Diagnostics) {
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
        let message = format!("the target `{}` matches nothing", action.text);
        let help = "a target speaks of the description's first file as it stands, and does not look behind a `$ref`";
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
