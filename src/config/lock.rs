//! The lock file next to a config, and the accept file beside it: what code could depend on when somebody last looked.
//!
//! ```text
//! fetchwright.lock   +   the client as it is now   →   the changes that break code and that nobody accepted
//! ```
//!
//! A client that the lock file does not have is added to it; one that it has stays as it is, so that a change is reported until
//! it is accepted. Both files are data: nothing in them is run.

use std::io;
use std::path::{Path, PathBuf};

use super::Outcome;
use crate::diff::{self, Accepted, Date, Finding, Severity, Surface, lock};
use crate::output;
use crate::source::{Input, Span};

/// The name of the lock file.
const LOCK: &str = "fetchwright.lock";

/// The name of the accept file.
pub const ACCEPT: &str = "fetchwright-accept.toml";

/// The files of one config.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    surfaces: Vec<Surface>,
    accepted: Accepted,
    is_changed: bool,
}

/// A change that breaks code.
#[derive(Debug)]
pub struct Breaking {
    /// What changed, and what to do.
    pub message: String,
    /// Where the new version describes it.
    pub position: Option<Span>,
}

impl Lock {
    /// Reads both files, where they are there.
    ///
    /// Errors with what is wrong with them.
    pub fn open(folder: &Path) -> Result<Lock, Box<Outcome>> {
        let mut outcome = Outcome::default();
        let found = &mut outcome.diagnostics;
        let mut opened = Lock {
            folder: folder.to_owned(),
            surfaces: Vec::new(),
            accepted: Accepted::default(),
            is_changed: false,
        };
        if opened.path().exists() {
            opened.surfaces = lock::read(Input::Path(opened.path()), found).unwrap_or_default();
        }
        if opened.accept_path().exists() {
            let (sources, accepted) = Accepted::read(Input::Path(opened.accept_path()), found);
            opened.accepted = accepted;
            outcome.sources = Some(sources);
        }
        match outcome.diagnostics.has_errors() {
            true => Err(Box::new(outcome)),
            false => Ok(opened),
        }
    }

    /// The lock file.
    pub fn path(&self) -> PathBuf {
        self.folder.join(LOCK)
    }

    /// The accept file.
    pub fn accept_path(&self) -> PathBuf {
        self.folder.join(ACCEPT)
    }

    /// The config as one names it in a command.
    pub fn config_name(&self) -> String {
        self.folder.join("fetchwright.toml").display().to_string()
    }

    /// A client as it was.
    pub fn surface(&self, client: &str) -> Option<&Surface> {
        self.surfaces
            .iter()
            .find(|surface| surface.client == client)
    }

    /// What changed since, without what is accepted, and how many changes are.
    pub fn open_changes(&mut self, findings: Vec<Finding>) -> (Vec<Finding>, usize) {
        self.accepted.filter(findings, Date::today())
    }

    /// What is wrong with the accept file, once all clients were compared.
    pub fn remarks(&self) -> Vec<String> {
        self.accepted.remarks(Date::today())
    }

    /// The changes of a client that break code; `None` for a client that is new, which is added.
    pub fn breaking(&mut self, surface: Surface) -> Option<Vec<Breaking>> {
        let Some(old) = self.surface(&surface.client) else {
            self.surfaces.push(surface);
            self.is_changed = true;
            return None;
        };
        let findings = diff::compare(old, &surface);
        let (findings, _) = self.open_changes(findings);
        let breaks = |finding: &&Finding| finding.code.severity() >= Severity::DoesNotCompile;
        Some(findings.iter().filter(breaks).map(breaking).collect())
    }

    /// Writes the lock file, if a client is new.
    pub fn save(&mut self) -> io::Result<()> {
        if !self.is_changed {
            return Ok(());
        }
        self.surfaces
            .sort_by(|left, right| left.client.cmp(&right.client));
        output::replace(&self.path(), lock::write(&self.surfaces).as_bytes())
    }
}

fn breaking(finding: &Finding) -> Breaking {
    let operation = finding.operation.as_deref().unwrap_or("the client");
    Breaking {
        message: format!(
            "{} [{}] {operation}, {}: {}",
            finding.code.severity().words(),
            finding.code.as_str(),
            finding.rust,
            finding.message
        ),
        position: finding.new,
    }
}
