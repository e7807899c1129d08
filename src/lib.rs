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
pub mod work;

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
    let files =
        on_a_deep_stack(|| stages(sources, settings, diagnostics)).unwrap_or_else(|error| {
            let message = format!("a stack of {} MiB is not to be had: {error}", STACK >> 20);
            diagnostics.report(Diagnostic::error(Code::TooLarge, message));
            None
        });
    if settings.strict {
        diagnostics.deny_warnings();
    }
    files.filter(|_| !diagnostics.has_errors())
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
fn stages(
    sources: &Sources,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<output::File>> {
    let document = document::read(sources, diagnostics)?;
    let selection = resolve::select(&document, settings, diagnostics)?;
    let api = ir::lower::lower(&selection, settings, diagnostics);
    if let Some(span) = document.work.exceeded() {
        diagnostics.report(too_much_work(span));
        return None;
    }
    let facts = analyze::analyze(&api);
    let names = names::assign(&api, settings, diagnostics);
    let client = emit::emit(&api, &facts, &names, settings);
    output::lay_out(&client, settings.layout, diagnostics)
}

/// The error where a specification asks for more work than it may.
fn too_much_work(span: source::Span) -> Diagnostic {
    let message = "the specification causes more work than one of its size may; it ran out here";
    let help = "select fewer operations with `include`, or leave a schema out with `exclude = [\"schema:NAME\"]`";
    Diagnostic::error(Code::TooLarge, message)
        .at(span)
        .help(help)
}
