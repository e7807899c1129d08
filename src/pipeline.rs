//! The stages in their order: the table of contents of the generator.
//!
//! ```text
//! source ──► document ──► resolve ──► ir ──► analyze ──► names ──► emit ──► output
//! ```
//!
//! There is one run for everything that is shown of it: whoever calls [`generate`] may observe what each stage gives, as
//! `--print`, `inspect` and the `corpus` example do.

use std::panic::resume_unwind;
use std::{io, thread};

use crate::analyze::{self, Facts};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::document::{self, Document};
use crate::emit;
use crate::ir::{self, Api};
use crate::names::{self, Names};
use crate::output::{self, File};
use crate::resolve::{self, Selection};
use crate::settings::Settings;
use crate::source::{Sources, Span};

/// What a stage gave.
#[derive(Clone, Copy)]
pub enum Stage<'r, 'd, 's> {
    /// The specification in its normal form.
    Document(&'d Document<'s>),
    /// What is selected of it.
    Selection(&'r Selection<'d, 's>),
    /// Plain data.
    Ir(&'r Api),
    /// Facts about it.
    Facts(&'r Facts),
    /// Its names.
    Names(&'r Api, &'r Names),
    /// The client's items, and all that they were made of.
    Client(Client<'r, 'd, 's>),
    /// The files.
    Output(&'r [File]),
}

/// A client before it is laid out, beside what the stages before it gave.
#[derive(Clone, Copy)]
pub struct Client<'r, 'd, 's> {
    /// What is selected of the specification.
    pub selection: &'r Selection<'d, 's>,
    /// Plain data.
    pub api: &'r Api,
    /// Facts about it.
    pub facts: &'r Facts,
    /// Its names.
    pub names: &'r Names,
    /// Its items.
    pub source: &'r emit::Source,
}

/// Sees what the stages give. It runs where they do, on a deep stack.
pub type Observer<'o> = dyn FnMut(Stage<'_, '_, '_>) + Send + 'o;

/// Writes a client for the specification that `sources` hold. `None` where an error was reported; with
/// [`Settings::strict`] every warning is one.
pub fn generate(
    sources: &Sources,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
    observe: &mut Observer<'_>,
) -> Option<Vec<File>> {
    run(sources, settings, diagnostics, observe, true)
}

/// The same stages but the last one, for whoever only looks at the client and needs no files, which take about half of the
/// time. `false` where an error was reported.
pub fn look(
    sources: &Sources,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
    observe: &mut Observer<'_>,
) -> bool {
    run(sources, settings, diagnostics, observe, false).is_some()
}

fn run(
    sources: &Sources,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
    observe: &mut Observer<'_>,
    with_files: bool,
) -> Option<Vec<File>> {
    let files = on_a_deep_stack(|| stages(sources, settings, diagnostics, observe, with_files));
    let files = files.unwrap_or_else(|error| {
        let message = format!("cannot allocate a stack of {} MiB: {error}", STACK >> 20);
        diagnostics.report(Diagnostic::error(Code::TooLarge, message));
        None
    });
    if settings.strict {
        diagnostics.deny_warnings();
    }
    files.filter(|_| !diagnostics.has_errors())
}

/// The stages, from left to right.
fn stages(
    sources: &Sources,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
    observe: &mut Observer<'_>,
    with_files: bool,
) -> Option<Vec<File>> {
    let document = document::read(sources, diagnostics)?;
    observe(Stage::Document(&document));
    let selection = resolve::select(&document, settings, diagnostics)?;
    observe(Stage::Selection(&selection));
    let api = ir::lower::lower(&selection, settings, diagnostics);
    if let Some(span) = document.work.exceeded() {
        diagnostics.report(too_much_work(span));
        return None;
    }
    observe(Stage::Ir(&api));
    let facts = analyze::analyze(&api);
    observe(Stage::Facts(&facts));
    let names = names::assign(&api, settings, diagnostics);
    observe(Stage::Names(&api, &names));
    let source = emit::emit(&api, &facts, &names, settings, diagnostics);
    observe(Stage::Client(Client {
        selection: &selection,
        api: &api,
        facts: &facts,
        names: &names,
        source: &source,
    }));
    if !with_files {
        return Some(Vec::new());
    }
    let files = output::lay_out(source, settings.layout, diagnostics)?;
    observe(Stage::Output(&files));
    Some(files)
}

/// The error where a specification asks for more work than it may.
fn too_much_work(span: Span) -> Diagnostic {
    let message = "the specification causes more work than one of its size may; it ran out here";
    let help = "select fewer operations with `include`, or leave a schema out with `exclude = [\"schema:NAME\"]`";
    Diagnostic::error(Code::TooLarge, message)
        .at(span)
        .help(help)
}

/// Bytes of stack. Only what is used of them is ever taken.
const STACK: usize = 512 << 20;

/// A specification's schemas are followed as deep as they refer to each other, and the stack of a main thread is no larger
/// than 1 MiB on some systems.
pub(crate) fn on_a_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        Ok(worker.join().unwrap_or_else(|defect| resume_unwind(defect)))
    })
}
