//! One client to write, and what comes of it.

use std::path::{Path, PathBuf};

use super::counts::Counts;
use super::dependencies::{cargo_add, manifest_above, missing};
use crate::diagnostics::{Diagnostics, draw};
use crate::diff::{self, Surface};
use crate::output::{Changes, File, Folder, SharedParts};
use crate::pipeline::{self, Observer, Stage};
use crate::providers::{self, Choice, Recognition};
use crate::settings::{Layout, Settings};
use crate::source::{Input, Sources};

/// One client to write.
#[derive(Clone, Debug)]
pub struct Job {
    /// The specification.
    pub input: Input,
    /// The URL from which the specification was downloaded, for `fetchwright update`.
    pub source: Option<String>,
    /// Overlays on it, in the order in which they are applied.
    pub overlays: Vec<Input>,
    /// Which provider file applies.
    pub provider: Choice,
    /// Where it goes; `None`: where build scripts write.
    pub out: Option<PathBuf>,
    /// How it is generated.
    pub settings: Settings,
}

/// A job's outcome: what was read, what there is to write, and what was found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The specification's files, for the places of diagnostics.
    pub sources: Option<Sources>,
    /// The output, where there was no error.
    pub files: Option<Vec<File>>,
    /// What of the runtime the client uses, where that is shared with others.
    pub parts: SharedParts,
    /// The provider whose facts apply.
    pub provider: Option<Recognition>,
    /// What the client contains, and what its selection leaves out.
    pub counts: Counts,
    /// What was found.
    pub diagnostics: Diagnostics,
}

impl Job {
    /// A job without overlays that is not written anywhere yet.
    pub fn new(input: Input, settings: Settings) -> Job {
        Job {
            input,
            source: None,
            overlays: Vec::new(),
            provider: Choice::default(),
            out: None,
            settings,
        }
    }

    /// Reads the specification and generates the client; writes nothing.
    pub fn run(&self) -> Outcome {
        self.observed(&mut |_| {})
    }

    /// The same, and shows what each stage gives.
    pub fn observed(&self, observe: &mut Observer<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        let sources = self.read(&mut outcome);
        let found = &mut outcome.diagnostics;
        let parts = &mut outcome.parts;
        let counts = &mut outcome.counts;
        parts.wasm = self.settings.wasm;
        outcome.files = pipeline::generate(&sources, &self.settings, found, &mut |stage| {
            if let Stage::Client(client) = stage {
                parts.features.clone_from(&client.source.manifest.features);
            }
            counts.observe(&stage);
            observe(stage);
        });
        outcome.diagnostics.sort();
        outcome.sources = Some(sources);
        outcome
    }

    /// Shows what each stage gives, and makes no files, which takes half of the time. `false` where there is no client.
    pub fn looked_at(&self, observe: &mut Observer<'_>) -> (Outcome, bool) {
        let mut outcome = Outcome::default();
        let sources = self.read(&mut outcome);
        let is_made = pipeline::look(&sources, &self.settings, &mut outcome.diagnostics, observe);
        outcome.diagnostics.sort();
        outcome.sources = Some(sources);
        (outcome, is_made)
    }

    /// The same, with what code can depend on in the client; `None` where there is none.
    pub fn surface(&self) -> (Outcome, Option<Surface>) {
        let mut surface = None;
        let outcome = self.observed(&mut |stage| {
            if let Stage::Client(client) = stage {
                surface = Some(diff::surface(client, &self.settings));
            }
        });
        let surface = surface.filter(|_| outcome.files.is_some());
        (outcome, surface)
    }

    /// The specification, completed by the facts about its provider and by the overlays.
    fn read(&self, outcome: &mut Outcome) -> Sources {
        let (sources, provider) = providers::load(
            self.input.clone(),
            &self.provider,
            &self.overlays,
            &mut outcome.diagnostics,
        );
        outcome.provider = provider;
        sources
    }

    /// The command that adds what the crate lacks that the output is part of; `None`: the output is a crate, or nothing is missing.
    pub fn cargo_add(&self, outcome: &Outcome) -> Option<String> {
        let folder = self.out.as_deref()?;
        if self.settings.layout == Layout::Crate {
            return None;
        }
        let manifest = manifest_above(folder);
        let missing = missing(&outcome.counts.dependencies, manifest.as_deref());
        Some(cargo_add(&missing)).filter(|command| !command.is_empty())
    }

    /// The folder that the output belongs into.
    pub fn folder(&self) -> Option<Folder> {
        folder(self.out.as_deref(), self.settings.layout)
    }
}

/// The folder that output belongs into; without one that of a build script.
pub(super) fn folder(out: Option<&Path>, layout: Layout) -> Option<Folder> {
    let out = match out {
        Some(out) => out.to_owned(),
        None => PathBuf::from(std::env::var_os("OUT_DIR")?),
    };
    Some(match layout {
        Layout::Crate | Layout::Module => Folder::owned(out),
        Layout::File => Folder::shared(out),
    })
}

impl Outcome {
    /// Compares the output with a folder.
    pub fn changes(&mut self, folder: &Folder) -> Option<Changes> {
        folder.changes(self.files.as_deref()?, &mut self.diagnostics)
    }

    /// Everything that was found, for a person.
    pub fn drawn(&self, colour: bool) -> String {
        self.diagnostics
            .all()
            .iter()
            .map(|found| draw::human(found, self.sources.as_ref(), colour))
            .collect::<Vec<_>>()
            .join("\n")
    }
}
