//! fetchwright reads an OpenAPI description and writes the thin, typed Rust client that you would have written by hand.
//!
//! ```text
//! source ──► document ──► resolve ──► ir ──► analyze ──► names ──► emit ──► output
//! ```
//!
//! [`generate`] is the table of contents: each stage takes what the one before it gives. From a build script, begin with
//! [`Config`].

pub mod analyze;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostics;
pub mod document;
pub mod emit;
mod hidden;
pub mod ir;
pub mod names;
pub mod output;
pub mod overlay;
pub mod providers;
pub mod resolve;
pub mod samples;
pub mod settings;
pub mod source;

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::{io, thread};

pub use config::{Config, Error};
use diagnostics::{Code, Diagnostic, Diagnostics};
use settings::Settings;
use source::Sources;

/// Writes a client for the description that `sources` hold. `None` where an error was reported; with
/// [`Settings::strict`] every warning is one.
pub fn generate(
    sources: &Sources,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<output::File>> {
    generate_client(sources, settings, diagnostics).map(|(files, _)| files)
}

/// The files of a client, and the features of the runtime that it uses.
type Client = (Vec<output::File>, BTreeSet<&'static str>);

fn generate_client(
    sources: &Sources,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Option<Client> {
    let client =
        on_a_deep_stack(|| stages(sources, settings, diagnostics)).unwrap_or_else(|error| {
            let message = format!("a stack of {} MiB is not to be had: {error}", STACK >> 20);
            diagnostics.report(Diagnostic::error(Code::TooLarge, message));
            None
        });
    if settings.strict {
        diagnostics.deny_warnings();
    }
    client.filter(|_| !diagnostics.has_errors())
}

/// Bytes of stack. Only what is used of them is ever taken.
const STACK: usize = 512 << 20;

/// A description's schemas are followed as deep as they refer to each other, and the stack of a main thread is no larger
/// than 1 MiB on some systems.
fn on_a_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        Ok(worker.join().unwrap_or_else(|defect| resume_unwind(defect)))
    })
}

/// The stages, from left to right.
fn stages(sources: &Sources, settings: &Settings, diagnostics: &mut Diagnostics) -> Option<Client> {
    let document = document::read(sources, diagnostics)?;
    let selection = resolve::select(&document, settings, diagnostics)?;
    let api = ir::lower::lower(&selection, settings, diagnostics);
    let facts = analyze::analyze(&api);
    let names = names::assign(&api, settings, diagnostics);
    let client = emit::emit(&api, &facts, &names, settings);
    let files = output::lay_out(&client, settings.layout, diagnostics)?;
    Some((files, client.manifest.features))
}
