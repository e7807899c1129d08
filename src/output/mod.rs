//! Source to files: formats it, lays it out, and puts it on the disk whole or not at all.
//!
//! ```text
//! emit::Source   →   [File { path: "src/lib.rs", contents: "…" }, …]   →   written, checked or compared
//! ```
//!
//! Invariants: nothing is written outside of the output folder; a folder that holds what fetchwright did not write is
//! left alone; a failure leaves what was there before.

mod cargo_toml;
mod disk;
mod features;
mod format;
mod layout;
mod list;
mod nested;
mod runtime;

pub use disk::{Changes, Folder, replace};
pub use runtime::SharedParts;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::emit::Source;
use crate::settings::Layout;

/// A file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// Its text.
    pub contents: String,
}

/// Formats a client and lays it out in files.
pub fn lay_out(source: Source, layout: Layout, diagnostics: &mut Diagnostics) -> Option<Vec<File>> {
    if !source.tests.is_empty() && layout != Layout::Crate {
        let message = "tests are written for a crate only";
        diagnostics
            .report(Diagnostic::error(Code::Config, message).help("choose the layout `crate`"));
        return None;
    }
    or_defect(layout::lay_out(source, layout), diagnostics)
}

/// Lays out the runtime that the clients of a config share.
pub fn lay_out_runtime(
    parts: &SharedParts,
    layout: Layout,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<File>> {
    or_defect(runtime::shared(parts, layout), diagnostics)
}

fn or_defect(
    files: Result<Vec<File>, syn::Error>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<File>> {
    match files {
        Ok(files) => Some(files.into_iter().map(marked).collect()),
        Err(error) => {
            let message = format!("what was written is not Rust: {error}");
            let help = "this is a defect of fetchwright; please report it with the specification";
            diagnostics.report(Diagnostic::error(Code::Defect, message).help(help));
            None
        }
    }
}

/// The first line marks a file as generated, so that tools and reviewers skip it.
fn marked(file: File) -> File {
    let comment = if file.path.ends_with(".rs") {
        "//"
    } else {
        "#"
    };
    let contents = format!(
        "{comment} {} {}. Do not edit.\n{}",
        list::MARK,
        env!("CARGO_PKG_VERSION"),
        file.contents
    );
    File { contents, ..file }
}
