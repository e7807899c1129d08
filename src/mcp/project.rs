//! A config, or specifications, to catalogues that are read again when a file changed.
//!
//! ```text
//! fetchwright.toml: [client.stripe] include = ["POST /v1/refunds"]
//!   →   stripe: a catalogue of the selection, one of the whole specification
//! ```
//!
//! A config or a specification that is broken while the server runs leaves the last catalogues as they were; every result then
//! contains a note, until the file is repaired.
//!
//! Invariants: nothing is written; with a config, no specification, overlay or `$ref` outside of the config's folder is shown.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::SystemTime;

use super::catalogue::Catalogue;
use super::find::{Entry as EntryText, Index};
use crate::config::{Config, Job, Outcome};
use crate::settings::{Selector, Settings};
use crate::source::Input;

/// Gives a client's specification as it was before: as the last commit has it.
pub type OldVersion = fn(&Job) -> Result<Input, String>;

/// Catalogues of single operations outside of the selection that are kept.
const KEPT: usize = 32;

/// Threads that read specifications at once.
const TOGETHER: usize = 2;

/// What the server knows.
pub struct Project {
    origin: Origin,
    pub(super) old_version: OldVersion,
    state: Mutex<State>,
    /// What is known while everything is read for the first time.
    early: Mutex<Early>,
    early_changed: Condvar,
}

/// What is known of the clients before they have types.
#[derive(Default)]
struct Early {
    /// How many clients there are; `None` until the config is read, and once everything is.
    clients: Option<usize>,
    briefs: Vec<Brief>,
    /// The files that are being read. Once one of them changed, what was read of it is not shown.
    stamps: Stamps,
}

/// A client's operations as soon as they have names.
#[derive(Clone, Debug)]
pub(super) struct Brief {
    pub client: String,
    pub entries: Arc<Vec<EntryText>>,
    pub index: Arc<Index>,
    /// Methods of the client by operation, where not all are selected.
    pub selected: Option<Arc<HashMap<String, String>>>,
}

/// What was named at the start.
#[derive(Debug)]
pub(super) enum Origin {
    Config(PathBuf),
    Specifications(Vec<PathBuf>),
}

#[derive(Default)]
struct State {
    config: Stamps,
    clients: Vec<Entry>,
    problem: Option<String>,
    is_read: bool,
}

struct Entry {
    job: Job,
    stamps: Stamps,
    loaded: Option<Arc<Loaded>>,
    problem: Option<String>,
    added: VecDeque<(String, Arc<Catalogue>)>,
}

/// What is known of one client.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The client as it is generated.
    pub selected: Arc<Catalogue>,
    /// What it would be with everything selected; the same where nothing is left out.
    pub whole: Arc<Catalogue>,
}

/// A client as one call sees it.
#[derive(Clone)]
pub(super) struct ClientView {
    pub name: String,
    pub job: Job,
    pub loaded: Option<Arc<Loaded>>,
    pub problem: Option<String>,
}

/// All clients as one call sees them.
pub(super) struct View {
    pub clients: Vec<ClientView>,
    pub problem: Option<String>,
}

/// The files that something was read from, as they were.
type Stamps = Vec<(PathBuf, Option<(u64, SystemTime)>)>;

impl Project {
    /// The clients of a config.
    pub fn of_config(config: PathBuf, old_version: OldVersion) -> Project {
        Project {
            origin: Origin::Config(config),
            old_version,
            state: Mutex::default(),
            early: Mutex::default(),
            early_changed: Condvar::new(),
        }
    }

    /// Specifications without a config.
    pub fn of_specifications(specifications: Vec<PathBuf>, old_version: OldVersion) -> Project {
        Project {
            origin: Origin::Specifications(specifications),
            old_version,
            state: Mutex::default(),
            early: Mutex::default(),
            early_changed: Condvar::new(),
        }
    }

    /// The config, if there is one.
    pub(super) fn config(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Config(config) => Some(config),
            Origin::Specifications(_) => None,
        }
    }

    /// The clients, read again where a file changed.
    pub(super) fn view(&self) -> View {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.refresh(&mut state);
        let clients = state.clients.iter().map(|entry| ClientView {
            name: name(&entry.job),
            job: entry.job.clone(),
            loaded: entry.loaded.clone(),
            problem: entry.problem.clone(),
        });
        View {
            clients: clients.collect(),
            problem: state.problem.clone(),
        }
    }

    /// The operations of all clients, while everything is read for the first time; `None` where it is read.
    pub(super) fn briefs(&self) -> Option<Vec<Brief>> {
        let mut early = self.early.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match early.clients {
                None => return None,
                Some(_) if is_stale(&early.stamps) => return None,
                Some(clients) if early.briefs.len() == clients => {
                    return Some(early.briefs.clone());
                }
                Some(_) => {
                    early = self
                        .early_changed
                        .wait(early)
                        .unwrap_or_else(PoisonError::into_inner)
                }
            }
        }
    }

    fn change_early(&self, change: impl FnOnce(&mut Early)) {
        change(&mut self.early.lock().unwrap_or_else(PoisonError::into_inner));
        self.early_changed.notify_all();
    }

    /// A client as it would be with one selector more.
    pub(super) fn with(&self, client: &str, selector: &str) -> Option<Arc<Catalogue>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = state
            .clients
            .iter_mut()
            .find(|entry| name(&entry.job) == client)?;
        if let Some((_, known)) = entry.added.iter().find(|(known, _)| known == selector) {
            return Some(known.clone());
        }
        let mut job = entry.job.clone();
        job.settings.include.push(Selector::parse(selector));
        job.settings.tolerant = true;
        job.settings.strict = false;
        let made = Arc::new(Catalogue::of(&job).1?);
        entry.added.push_back((selector.to_owned(), made.clone()));
        if entry.added.len() > KEPT {
            entry.added.pop_front();
        }
        Some(made)
    }

    fn refresh(&self, state: &mut State) {
        let is_first = !state.is_read;
        if is_first || is_stale(&state.config) {
            self.read_origin(state);
            state.is_read = true;
        }
        let clients = Some(state.clients.len()).filter(|clients| is_first && *clients > 0);
        let inputs = state.clients.iter().flat_map(|entry| inputs(&entry.job));
        let stamps = state.config.iter().cloned().chain(stamps(inputs)).collect();
        self.change_early(|early| {
            *early = Early {
                clients,
                stamps,
                ..Early::default()
            };
        });
        let _end = EndOfEarly(self);
        self.read_stale(state, is_first);
    }

    /// Reads the clients whose files changed.
    fn read_stale(&self, state: &mut State, is_first: bool) {
        let root = self.config().map(|config| folder(config).canonicalize());
        let root = match root {
            None => None,
            Some(Ok(root)) => Some(root),
            Some(Err(error)) => {
                state.problem = Some(format!("the config's folder cannot be read: {error}"));
                return;
            }
        };
        let mut stale: Vec<&mut Entry> = state
            .clients
            .iter_mut()
            .filter(|entry| entry.stamps.is_empty() || is_stale(&entry.stamps))
            .collect();
        for some in stale.chunks_mut(TOGETHER) {
            std::thread::scope(|scope| {
                for entry in some {
                    scope.spawn(|| {
                        let show = |brief| self.change_early(|early| early.briefs.push(brief));
                        let is_shown = entry.read(root.as_deref(), is_first.then_some(&show));
                        if !is_shown && is_first {
                            // Whoever waits for it gets what all of it gives.
                            self.change_early(|early| early.clients = None);
                        }
                    });
                }
            });
        }
    }

    /// The jobs. What is wrong with a config leaves the clients as they were.
    fn read_origin(&self, state: &mut State) {
        let jobs = match &self.origin {
            Origin::Specifications(paths) => {
                paths.iter().map(|path| of_specification(path)).collect()
            }
            Origin::Config(path) => {
                state.config = stamps(std::iter::once(path.as_path()));
                match Config::from_file(path) {
                    Ok(config) => config.jobs().to_vec(),
                    Err(error) => {
                        state.problem = Some(described(error.outcome()));
                        return;
                    }
                }
            }
        };
        state.problem = None;
        let mut known = std::mem::take(&mut state.clients);
        state.clients = jobs
            .into_iter()
            .map(|job| {
                let at = known
                    .iter()
                    .position(|entry| name(&entry.job) == name(&job));
                let before = at.map(|at| known.swap_remove(at));
                let loaded = before.and_then(|before| before.loaded);
                Entry {
                    job,
                    stamps: Stamps::new(),
                    loaded,
                    problem: None,
                    added: VecDeque::new(),
                }
            })
            .collect();
    }
}

/// Whoever waits for what is known early stops waiting, also after a panic.
struct EndOfEarly<'p>(&'p Project);

impl Drop for EndOfEarly<'_> {
    fn drop(&mut self) {
        self.0.change_early(|early| *early = Early::default());
    }
}

impl Entry {
    /// Reads the client; where that fails, the last one is kept. Returns whether its operations were shown as soon as they
    /// had names.
    fn read(&mut self, root: Option<&Path>, show: Option<&(dyn Fn(Brief) + Sync)>) -> bool {
        self.added.clear();
        let own: Vec<PathBuf> = inputs(&self.job).into_iter().map(Path::to_owned).collect();
        self.stamps = stamps(own.iter().map(PathBuf::as_path));
        if let Some(outside) = root.and_then(|root| own.iter().find(|path| !is_inside(root, path)))
        {
            self.refuse(outside);
            return false;
        }
        let whole = is_selective(&self.job.settings).then(|| {
            let mut job = self.job.clone();
            job.settings.include.clear();
            job.settings.exclude.clear();
            job.settings.strict = false;
            job
        });
        let early = EarlyClient::new(name(&self.job), whole.is_some(), show);
        let ((outcome, selected), whole) = std::thread::scope(|scope| {
            let early = &early;
            let whole = whole.as_ref().map(|job| {
                scope.spawn(|| Catalogue::shown_early(job, &mut |entries| early.whole(entries)))
            });
            let is_whole = whole.is_none();
            let selected = Catalogue::shown_early(&self.job, &mut |entries| match is_whole {
                true => early.whole(entries),
                false => early.selected(entries),
            });
            (selected, whole.and_then(|whole| whole.join().ok()))
        });
        let read: Vec<PathBuf> = outcome
            .sources
            .iter()
            .flat_map(|sources| sources.paths().map(Path::to_owned))
            .collect();
        self.stamps = stamps(own.iter().chain(&read).map(PathBuf::as_path));
        if let Some(outside) = root.and_then(|root| read.iter().find(|path| !is_inside(root, path)))
        {
            self.refuse(outside);
            return false;
        }
        match selected {
            Some(selected) => {
                let selected = Arc::new(selected);
                let whole = whole.and_then(|(_, whole)| whole).map(Arc::new);
                let whole = whole.unwrap_or_else(|| selected.clone());
                self.loaded = Some(Arc::new(Loaded { selected, whole }));
                self.problem = None;
            }
            None => self.problem = Some(described(&outcome)),
        }
        early.is_shown()
    }

    fn refuse(&mut self, outside: &Path) {
        self.loaded = None;
        self.problem = Some(outside_of_project(outside));
    }
}

/// What was shown of a client that is being read.
struct EarlyClient<'s> {
    client: String,
    is_selective: bool,
    show: Option<&'s (dyn Fn(Brief) + Sync)>,
    known: Mutex<EarlyParts>,
}

#[derive(Default)]
struct EarlyParts {
    whole: Option<(Arc<Vec<EntryText>>, Arc<Index>)>,
    selected: Option<Arc<HashMap<String, String>>>,
    is_shown: bool,
}

impl<'s> EarlyClient<'s> {
    fn new(
        client: String,
        is_selective: bool,
        show: Option<&'s (dyn Fn(Brief) + Sync)>,
    ) -> EarlyClient<'s> {
        EarlyClient {
            client,
            is_selective,
            show,
            known: Mutex::default(),
        }
    }

    fn whole(&self, entries: Vec<EntryText>) {
        if self.show.is_some() {
            let index = Arc::new(Index::new(&entries));
            self.known(|known| known.whole = Some((Arc::new(entries), index)));
        }
    }

    fn selected(&self, entries: Vec<EntryText>) {
        let methods = entries.into_iter().filter_map(|entry| {
            let place = format!("{} {}", entry.method, entry.path);
            Some((place, entry.names.into_iter().next()?))
        });
        let methods = Arc::new(methods.collect());
        self.known(|known| known.selected = Some(methods));
    }

    fn known(&self, change: impl FnOnce(&mut EarlyParts)) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut known);
        let is_whole = known.selected.is_some() || !self.is_selective;
        if let (Some(show), Some((entries, index)), true) = (self.show, &known.whole, is_whole) {
            show(Brief {
                client: self.client.clone(),
                entries: entries.clone(),
                index: index.clone(),
                selected: known.selected.clone(),
            });
            known.is_shown = true;
        }
    }

    fn is_shown(&self) -> bool {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_shown
    }
}

fn is_selective(settings: &Settings) -> bool {
    !settings.include.is_empty() || !settings.exclude.is_empty()
}

fn name(job: &Job) -> String {
    job.settings.name.clone().unwrap_or_default()
}

/// A specification without a config, as `fetchwright generate SPEC` reads it.
fn of_specification(path: &Path) -> Job {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let settings = Settings {
        name: Some(crate::names::snake(
            &stem.unwrap_or_else(|| "api".to_owned()),
        )),
        ..Settings::default()
    };
    Job::new(Input::Path(path.to_owned()), settings)
}

/// The files that a job names, and the folders below which it may read others.
fn inputs(job: &Job) -> Vec<&Path> {
    let mut paths = Vec::new();
    for input in std::iter::once(&job.input).chain(&job.overlays) {
        push_paths(input, &mut paths);
    }
    paths
}

fn push_paths<'i>(input: &'i Input, paths: &mut Vec<&'i Path>) {
    match input {
        Input::Path(path) => paths.push(path),
        Input::PathWithRoots { path, roots } => {
            paths.push(path);
            paths.extend(roots.iter().map(PathBuf::as_path));
        }
        Input::Several(inputs) => inputs.iter().for_each(|input| push_paths(input, paths)),
        Input::Text { .. } => {}
    }
}

fn folder(config: &Path) -> &Path {
    match config.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether a file is below a folder, with all links followed. One that is not there is nowhere.
fn is_inside(root: &Path, path: &Path) -> bool {
    path.canonicalize()
        .map_or_else(|_| !path.exists(), |path| path.starts_with(root))
}

fn outside_of_project(path: &Path) -> String {
    format!(
        "{} is outside of the config's folder, and this server reads nothing there. Copy it into the project.",
        path.display()
    )
}

fn stamps<'p>(paths: impl Iterator<Item = &'p Path>) -> Stamps {
    paths.map(|path| (path.to_owned(), stamp(path))).collect()
}

fn stamp(path: &Path) -> Option<(u64, SystemTime)> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()?))
}

fn is_stale(stamps: &Stamps) -> bool {
    stamps.iter().any(|(path, known)| stamp(path) != *known)
}

/// What is wrong, without the lines of the file that `draw` shows.
fn described(outcome: &Outcome) -> String {
    let errors = outcome
        .diagnostics
        .all()
        .iter()
        .filter(|found| found.severity == crate::diagnostics::Severity::Error);
    let lines: Vec<String> = errors
        .take(5)
        .map(|found| {
            let place = match (found.span, &outcome.sources) {
                (Some(span), Some(sources)) => {
                    let at = sources.position(span);
                    format!("{}:{}:{}: ", at.file, at.line, at.column)
                }
                _ => String::new(),
            };
            super::quote::line(&format!("{place}{}", found.message), 300)
        })
        .collect();
    match lines.is_empty() {
        true => "the specification gives no client".to_owned(),
        false => lines.join("\n"),
    }
}
