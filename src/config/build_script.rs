//! What a build script asks for: a builder, and what cargo is told.

use std::fmt;
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::{Job, Outcome, SharedRuntime, dependencies, file};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::diff::Surface;
use crate::hidden;
use crate::output::{Folder, SharedParts};
use crate::providers::Choice;
use crate::settings::{Directions, Formats, Layout, OperationNaming, Package, Selector, Settings};
use crate::source::Input;

/// What a build script asks for.
#[derive(Clone, Debug)]
pub struct Config {
    jobs: Vec<Job>,
    runtime: Option<SharedRuntime>,
    config_file: Option<PathBuf>,
    on_breaking: Option<OnBreaking>,
}

impl Config {
    /// A client of the description at a path.
    pub fn new(spec: impl Into<PathBuf>) -> Config {
        let settings = Settings {
            layout: Layout::File,
            ..Settings::default()
        };
        Config {
            jobs: vec![Job::new(Input::Path(spec.into()), settings)],
            runtime: None,
            config_file: None,
            on_breaking: None,
        }
    }

    /// One client of several specifications of an API.
    pub fn of_several<P: Into<PathBuf>>(specs: impl IntoIterator<Item = P>) -> Config {
        let inputs = specs.into_iter().map(|spec| Input::Path(spec.into()));
        let input = Input::of(inputs.collect());
        Config::new("").each(|job| job.input = input.clone())
    }

    /// The clients of a config file; paths in it are relative to it.
    ///
    /// Errors where the file cannot be read or has a key or a value that is not known.
    pub fn from_file(path: impl Into<PathBuf>) -> Result<Config, Error> {
        let path = path.into();
        let mut diagnostics = Diagnostics::default();
        let (sources, clients) = file::read(&path, &mut diagnostics);
        match clients {
            Some(file::Clients { jobs, runtime }) => Ok(Config {
                jobs,
                runtime,
                config_file: Some(path),
                on_breaking: None,
            }),
            None => Err(Error::of(Outcome {
                sources,
                diagnostics,
                ..Outcome::default()
            })),
        }
    }

    /// The clients.
    pub fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// The copy of the runtime that the clients share.
    pub fn runtime(&self) -> Option<&SharedRuntime> {
        self.runtime.as_ref()
    }

    /// A feature of the runtime that the client has beside those that its operations use: `limits`, `hooks`; see
    /// docs/config.md. One that the runtime does not have is ignored.
    #[must_use]
    pub fn runtime_feature(self, name: &str) -> Config {
        let known = fetchwright_runtime::vendor::find_feature(name);
        self.each(|job| {
            job.settings
                .runtime_features
                .extend(known.map(|feature| feature.name))
        })
    }

    /// The folder that the output goes to.
    #[must_use]
    pub fn out_dir(self, path: impl Into<PathBuf>) -> Config {
        let path = path.into();
        self.each(|job| job.out = Some(path.clone()))
    }

    /// The client's name; the file's name is made of it.
    #[must_use]
    pub fn name(self, name: &str) -> Config {
        self.each(|job| job.settings.name = Some(name.to_owned()))
    }

    /// An overlay on the description; several are applied in the order in which they are named.
    #[must_use]
    pub fn overlay(self, path: impl Into<PathBuf>) -> Config {
        let path = path.into();
        self.each(|job| job.overlays.push(Input::Path(path.clone())))
    }

    /// The provider whose facts apply, instead of the one that the specification's servers name.
    #[must_use]
    pub fn provider(self, name: &str) -> Config {
        self.each(|job| job.provider = Choice::Named(name.to_owned()))
    }

    /// No provider's facts apply: only what the specification and the overlays say counts.
    #[must_use]
    pub fn without_provider(self) -> Config {
        self.each(|job| job.provider = Choice::Off)
    }

    /// A folder below which a `$ref` may read files, beside that of the description.
    #[must_use]
    pub fn ref_root(self, path: impl Into<PathBuf>) -> Config {
        let path = path.into();
        self.each(|job| job.input = job.input.clone().with_root(path.clone()))
    }

    /// The shape of the output.
    #[must_use]
    pub fn layout(self, layout: Layout) -> Config {
        self.each(|job| job.settings.layout = layout)
    }

    /// Operations that are wanted: `createCustomer`, `POST /v1/customers`, `/v1/customers/**`, `tag:Customers`.
    #[must_use]
    pub fn include(self, selector: &str) -> Config {
        self.each(|job| job.settings.include.push(Selector::parse(selector)))
    }

    /// Operations that are not wanted.
    #[must_use]
    pub fn exclude(self, selector: &str) -> Config {
        self.each(|job| job.settings.exclude.push(Selector::parse(selector)))
    }

    /// The Rust type for each format.
    #[must_use]
    pub fn formats(self, formats: Formats) -> Config {
        self.each(|job| job.settings.formats = formats.clone())
    }

    /// What methods are named after.
    #[must_use]
    pub fn operation_naming(self, naming: OperationNaming) -> Config {
        self.each(|job| job.settings.operation_naming = naming)
    }

    /// Another name for a method, by operationId or `METHOD /path`.
    #[must_use]
    pub fn operation_name(self, operation: &str, name: &str) -> Config {
        self.each(|job| {
            job.settings
                .operation_names
                .push((operation.to_owned(), name.to_owned()))
        })
    }

    /// Another name for a type, by its component's key or the name that it would have.
    #[must_use]
    pub fn type_name(self, component: &str, name: &str) -> Config {
        self.each(|job| {
            job.settings
                .type_names
                .push((component.to_owned(), name.to_owned()))
        })
    }

    /// Another name for a field: `field_name("Customer.created", "created_at")`.
    #[must_use]
    pub fn field_name(self, field: &str, name: &str) -> Config {
        self.each(|job| {
            let names = &mut job.settings.field_names;
            names.push((field.to_owned(), name.to_owned()));
        })
    }

    /// Another name for a variant of an enum, by its value, or of a union.
    #[must_use]
    pub fn variant_name(self, variant: &str, name: &str) -> Config {
        self.each(|job| {
            let names = &mut job.settings.variant_names;
            names.push((variant.to_owned(), name.to_owned()));
        })
    }

    /// What the `Cargo.toml` of a crate says of it.
    #[must_use]
    pub fn package(self, package: Package) -> Config {
        self.each(|job| job.settings.package = package.clone())
    }

    /// Which of `Deserialize` and `Serialize` types have.
    #[must_use]
    pub fn serde(self, directions: Directions) -> Config {
        self.each(|job| job.settings.directions = directions)
    }

    /// A trait that types derive beside the usual ones: `derive("Create*", "Hash")`, `derive("*", "schemars::JsonSchema")`.
    #[must_use]
    pub fn derive(self, types: &str, derived: &str) -> Config {
        self.each(|job| {
            let derives = &mut job.settings.derives;
            derives.push((types.to_owned(), vec![derived.to_owned()]));
        })
    }

    /// Whether the client, where it is a crate, gets tests: a call of every operation, and a round trip of every type.
    #[must_use]
    pub fn tests(self, tests: bool) -> Config {
        self.each(|job| job.settings.tests = tests)
    }

    /// Whether names in queries and forms keep their brackets, for servers that do not decode them.
    #[must_use]
    pub fn raw_brackets(self, raw: bool) -> Config {
        self.each(|job| job.settings.raw_brackets = raw)
    }

    /// Whether the client works on `wasm32-unknown-unknown` too, with the `fetch` of its host.
    #[must_use]
    pub fn wasm(self, wasm: bool) -> Config {
        self.each(|job| job.settings.wasm = wasm)
    }

    /// A header that every request carries: a version of the API, for example.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Config {
        self.each(|job| {
            let headers = &mut job.settings.headers;
            headers.push((name.to_owned(), value.to_owned()));
        })
    }

    /// Every warning is an error.
    #[must_use]
    pub fn strict(self, strict: bool) -> Config {
        self.each(|job| job.settings.strict = strict)
    }

    /// The signature scheme of its webhooks by name, in place of what the description says.
    #[must_use]
    pub fn webhooks(self, scheme: &str) -> Config {
        self.each(|job| job.settings.webhooks = Some(scheme.to_owned()))
    }

    /// What happens if a new version of a specification breaks code that uses a client: what code can depend on is compared
    /// with `fetchwright.lock`, which is next to the config, else next to `Cargo.toml`. Commit it. A client that it does not
    /// have is added to it; to accept a change, name it in `fetchwright-accept.toml`, or delete the lock file and build again.
    #[must_use]
    pub fn on_breaking(self, action: OnBreaking) -> Config {
        Config {
            on_breaking: Some(action),
            ..self
        }
    }

    fn each(mut self, change: impl Fn(&mut Job)) -> Config {
        self.jobs.iter_mut().for_each(change);
        self
    }

    /// Generates and writes; tells cargo which files to watch, and shows warnings as cargo's.
    ///
    /// Errors with everything that was found where a client cannot be written; nothing of it is written then.
    pub fn generate(&self) -> Result<(), Error> {
        self.config_file.iter().for_each(|path| watch(path));
        let mut lock = self.lock().map_err(Error)?;
        let mut parts = SharedParts::default();
        for job in &self.jobs {
            let outcome = match &mut lock {
                Some((action, lock)) => compared(job, *action, lock)?,
                None => job.run(),
            };
            parts.add(generate(job, outcome)?);
        }
        if let Some((_, lock)) = lock {
            finish(lock);
        }
        match &self.runtime {
            None => Ok(()),
            Some(runtime) => write(runtime.run(&parts), runtime.folder()).map(drop),
        }
    }

    /// The lock file, where one is wanted, and what happens if it differs.
    fn lock(&self) -> Result<Option<(OnBreaking, Lock)>, Box<Outcome>> {
        let Some(action) = self.on_breaking else {
            return Ok(None);
        };
        let lock = Lock::open(&self.lock_folder())?;
        watch(&lock.path());
        watch(&lock.accept_path());
        Ok(Some((action, lock)))
    }

    /// Where the lock file is: next to the config, else where the build script's package is.
    fn lock_folder(&self) -> PathBuf {
        let of_config = self.config_file.as_ref().and_then(|path| path.parent());
        let of_package = || std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let folder = of_config.map(Path::to_owned).or_else(of_package);
        folder.unwrap_or_default()
    }
}

/// What happens if a new version of a specification breaks code that uses the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBreaking {
    /// Cargo shows a warning.
    Warn,
    /// The build fails.
    Deny,
}

/// Runs a job, and compares its client with the lock file.
fn compared(job: &Job, action: OnBreaking, lock: &mut Lock) -> Result<Outcome, Error> {
    let (mut outcome, surface) = job.surface();
    if let Some(surface) = surface {
        check_changes(action, lock, surface, &mut outcome);
    }
    match outcome.diagnostics.has_errors() {
        true => Err(Error::of(outcome)),
        false => Ok(outcome),
    }
}

/// Writes the lock file, and says what is wrong with the accept file.
fn finish(mut lock: Lock) {
    for remark in lock.remarks() {
        tell_cargo(&format!("warning={remark}"));
    }
    if let Err(error) = lock.save() {
        let path = lock.path();
        tell_cargo(&format!("warning=cannot write {}: {error}", path.display()));
    }
}

/// Compares a client with the lock file, and reports what breaks code.
fn check_changes(action: OnBreaking, lock: &mut Lock, surface: Surface, outcome: &mut Outcome) {
    let breaking = lock.breaking(surface);
    let Some(breaking) = breaking else { return };
    let report = |message: String| match action {
        OnBreaking::Warn => Diagnostic::warning(Code::Breaking, message),
        OnBreaking::Deny => Diagnostic::error(Code::Breaking, message),
    };
    let help = format!(
        "see all with `fetchwright diff --config {}`; accept a change in {}, or all by deleting {}",
        lock.config_name(),
        lock.accept_path().display(),
        lock.path().display()
    );
    for change in breaking {
        let found = report(change.message).help(help.clone());
        outcome.diagnostics.report(match change.position {
            Some(position) => found.at(position),
            None => found,
        });
    }
}

fn generate(job: &Job, mut outcome: Outcome) -> Result<SharedParts, Error> {
    if let Some(path) = job.input.path() {
        watch(path);
    }
    let watched = outcome
        .sources
        .iter()
        .flat_map(|sources| sources.paths().skip(1));
    watched.for_each(watch);
    report_missing(job, &mut outcome);
    write(outcome, job.folder()).map(|outcome| outcome.parts)
}

/// The client is part of the crate whose build script runs: each crate that it lacks would be an error for each use.
fn report_missing(job: &Job, outcome: &mut Outcome) {
    let Some(folder) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        return;
    };
    let runs_in_build_script = std::env::var_os("OUT_DIR").is_some();
    if !runs_in_build_script || job.settings.layout == Layout::Crate || outcome.files.is_none() {
        return;
    }
    let manifest = Path::new(&folder).join("Cargo.toml");
    let missing = dependencies::missing(&outcome.counts.dependencies, Some(&manifest));
    if missing.is_empty() {
        return;
    }
    let names: Vec<&str> = missing.iter().map(|dependency| dependency.name).collect();
    let message = format!(
        "the client needs crates that this one does not depend on: {}",
        names.join(", ")
    );
    let help = format!("add them: {}", dependencies::cargo_add(&missing));
    outcome
        .diagnostics
        .report(Diagnostic::error(Code::Config, message).help(help));
    outcome.files = None;
}

/// Writes an outcome, and shows its warnings as cargo's.
fn write(mut outcome: Outcome, folder: Option<Folder>) -> Result<Outcome, Error> {
    let Some(folder) = folder else {
        let message = "there is no folder to write to: `OUT_DIR` is set in build scripts only";
        outcome
            .diagnostics
            .report(Diagnostic::error(Code::Unwritable, message).help("choose one with `out_dir`"));
        return Err(Error::of(outcome));
    };
    let changes = outcome.changes(&folder);
    let done = changes.is_some_and(|changes| folder.apply(&changes, &mut outcome.diagnostics));
    if !done {
        return Err(Error::of(outcome));
    }
    for found in outcome.diagnostics.all() {
        let span = found
            .span
            .zip(outcome.sources.as_ref())
            .map(|(span, sources)| sources.position(span));
        let at = span
            .map(|position| format!("{}:{}:{}: ", position.file, position.line, position.column))
            .unwrap_or_default();
        tell_cargo(&format!("warning={at}{}", found.message));
    }
    Ok(outcome)
}

fn watch(path: &Path) {
    tell_cargo(&format!("rerun-if-changed={}", path.display()));
}

/// Cargo listens to build scripts only. A line feed would begin another instruction.
fn tell_cargo(line: &str) {
    if std::env::var_os("OUT_DIR").is_some() {
        println!("cargo::{}", hidden::escape_line(line));
    }
}

/// Why a client could not be written: every diagnostic, with the lines that they point at.
pub struct Error(Box<Outcome>);

impl Error {
    fn of(outcome: Outcome) -> Error {
        Error(Box::new(outcome))
    }

    /// What was found, as data.
    pub fn outcome(&self) -> &Outcome {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "fetchwright could not write the client\n\n{}",
            self.0.drawn(false)
        )
    }
}

/// As `Display`: it is what `main` shows when a build script fails.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
