//! What a new version of a specification does to code that uses the client, and to programs that run with the old one.
//!
//! ```text
//! old: POST /pets {name, tag?}      new: POST /pets {name, tag}
//!   →   request-field-became-required   CreatePet.tag   does not compile   breaks the old client
//! ```
//!
//! [`surface`] keeps of a run of the pipeline what code and server can depend on; a lock file keeps it beside the
//! config. [`compare()`] takes two surfaces and gives findings. Both sides are matched by position in the specification
//! (method and path, then property by property), and the Rust names of what was matched are compared: so a renamed type is
//! one change, and not all that it holds.
//!
//! Invariants: severity and wire effect follow from a finding's code; a surface that was written and read again compares
//! as before; the findings do not depend on the order of anything in a specification but `required`.

mod accept;
mod build;
mod codes;
mod compare;
mod limits;
pub mod lock;
mod policies;
mod report;
mod rust_api;
mod surface;
mod types_text;

use crate::source::Span;

pub use accept::{Accepted, Date};
pub use build::surface;
pub use codes::{Code, Severity, Wire};
pub use compare::compare;
pub use report::Report;
pub use surface::{Body, Credential, Kind, Limits, Member, Operation, Policies, Surface, Type};

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What kind of change.
    pub code: Code,
    /// The operation that it is about, the first of several: `POST /pets`.
    pub operation: Option<String>,
    /// How many other operations it is about.
    pub others: usize,
    /// Where code meets it: `types::Pet::tag`, `Client::create_pet`.
    pub rust: String,
    /// What changed, in a sentence without a full stop.
    pub message: String,
    /// Code that it affects.
    pub example: String,
    /// What to do.
    pub remedy: String,
    /// Where the old version describes it; `None` where that is not known, as in a lock file.
    pub old: Option<Span>,
    /// Where the new version describes it.
    pub new: Option<Span>,
}

/// The part of a version that has to grow (semver.org), for the crate that is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing that code sees.
    Patch,
    /// More than before.
    Minor,
    /// Code that was written before may not work.
    Major,
}

impl Bump {
    /// What findings ask for.
    pub fn of(findings: &[Finding]) -> Bump {
        let worst = findings.iter().map(|finding| finding.code.severity()).max();
        match worst {
            None | Some(Severity::None) => Bump::Patch,
            Some(Severity::Added | Severity::Deprecated) => Bump::Minor,
            Some(_) => Bump::Major,
        }
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }
}
