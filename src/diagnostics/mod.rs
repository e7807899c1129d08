//! Diagnostics as data: what is wrong, where, and what to do about it.
//!
//! Every stage reports through [`Diagnostics`]; nothing prints. A [`Diagnostic`] has a stable [`Code`], a message, the
//! [`Span`] it points at and, where one is known, a line of help. Drawing it for a terminal or as
//! a line of JSON is done in `draw`, by whoever owns the terminal.
//!
//! Invariants: an error means that the wanted output cannot be written; a warning means that it can, and describes what is
//! different from what the specification asks for.

use std::collections::HashSet;

use crate::source::Span;

mod code;
pub mod draw;
mod nearest;

pub use code::Code;
pub(crate) use nearest::nearest;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The output differs from what the specification asks for.
    Warning,
    /// There is no output.
    Error,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of thing it is; stable, documented in `docs/diagnostics.md`.
    pub code: Code,
    /// One sentence, without a full stop, that names what was found.
    pub message: String,
    /// What it points at; `None` only where there is no input yet (a missing file, a read-only disk).
    pub span: Option<Span>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error of a kind.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            code,
            message: message.into(),
            span: None,
            help: None,
        }
    }

    /// A warning of a kind.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::error(code, message)
        }
    }

    /// Points at a place.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        Diagnostic {
            span: Some(span),
            ..self
        }
    }

    /// States what to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Diagnostic {
            help: Some(help.into()),
            ..self
        }
    }
}

/// What was found so far, in the order in which it was found, until it is sorted.
#[derive(Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    reported: HashSet<(Code, Option<Span>, String)>,
}

impl Diagnostics {
    /// Adds one, unless the same message exists for the same place.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if self
            .reported
            .insert((diagnostic.code, diagnostic.span, diagnostic.message.clone()))
        {
            self.found.push(diagnostic);
        }
    }

    /// Whether an error is among them.
    pub fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All of them.
    pub fn all(&self) -> &[Diagnostic] {
        &self.found
    }

    /// In the order of the files, what points at none of them last.
    pub fn sort(&mut self) {
        self.found
            .sort_by_key(|diagnostic| (diagnostic.span.is_none(), diagnostic.span));
    }

    /// `--strict`: every warning becomes an error.
    pub fn deny_warnings(&mut self) {
        for diagnostic in &mut self.found {
            diagnostic.severity = Severity::Error;
        }
    }
}
