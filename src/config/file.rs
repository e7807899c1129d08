//! `fetchwright.toml` to jobs.
//!
//! ```toml
//! [client.stripe]
//! spec = "specs/stripe.yaml"
//! out = "src/stripe"
//! layout = "module"
//! include = ["POST /v1/checkout/sessions"]
//! ```
//!
//! Paths are relative to the file. A key or value that is not known is an error that points at it and names the nearest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fetchwright_runtime::vendor::{FEATURES, find_feature};

use super::Job;
use super::runtime::{self, Dependency, RuntimeSettings, SharedRuntime};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::document::schemes;
use crate::formats::{FORMATS, StringFormat};
use crate::providers::{self, Choice, Provider};
use crate::settings::{
    Directions, FloatType, Formats, IntegerType, Layout, OperationNaming, Package, Selector,
    Settings,
};
use crate::source::{Entry, Input, Node, Sources, Span, Value};

/// What a config asks for.
#[derive(Debug, Default)]
pub(super) struct Clients {
    /// The clients.
    pub(super) jobs: Vec<Job>,
    /// The runtime that they share.
    pub(super) runtime: Option<SharedRuntime>,
}

/// What `names.operations` may be instead of a table.
const OPERATION_NAMING: &[(&str, OperationNaming)] = &[
    ("auto", OperationNaming::Auto),
    ("operation-id", OperationNaming::OperationId),
    ("method-and-path", OperationNaming::MethodAndPath),
];

/// Reads a config file; its sources are given back for the places of diagnostics.
pub(super) fn read(
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> (Option<Sources>, Option<Clients>) {
    let sources = Sources::load_config(Input::Path(path.to_owned()), diagnostics);
    let base = path.parent().unwrap_or(Path::new(""));
    let mut reader = ConfigReader { base, diagnostics };
    let jobs = sources
        .root()
        .map(|root| reader.clients(root))
        .unwrap_or_default();
    let jobs = (!diagnostics.has_errors()).then_some(jobs);
    (Some(sources), jobs)
}

/// A key of a table, and the reader of its value.
type Key<T> = (&'static str, fn(&mut ConfigReader<'_>, &Entry, &mut T));

/// A client while its table is read.
#[derive(Default)]
struct JobDraft {
    specs: Vec<String>,
    source: Option<String>,
    overlays: Vec<String>,
    ref_roots: Vec<String>,
    provider: Choice,
    out: Option<String>,
    settings: Settings,
}

/// `[client.NAME]`
const CLIENT: &[Key<JobDraft>] = &[
    ("spec", |it, entry, to| {
        let specs = it.one_or_more(entry).into_iter();
        to.specs = specs.map(str::to_owned).collect();
    }),
    ("source", |it, entry, to| to.source = it.text(entry)),
    ("overlays", |it, entry, to| to.overlays = it.owned(entry)),
    ("provider", |it, entry, to| to.provider = it.provider(entry)),
    ("ref-roots", |it, entry, to| to.ref_roots = it.owned(entry)),
    ("out", |it, entry, to| to.out = it.text(entry)),
    ("name", |it, entry, to| to.settings.name = it.text(entry)),
    ("layout", |it, entry, to| {
        it.choose(entry, LAYOUTS, &mut to.settings.layout)
    }),
    ("include", |it, entry, to| {
        to.settings.include = it.selectors(entry)
    }),
    ("exclude", |it, entry, to| {
        to.settings.exclude = it.selectors(entry)
    }),
    ("strict", |it, entry, to| {
        to.settings.strict = it.flag(entry)
    }),
    ("tests", |it, entry, to| to.settings.tests = it.flag(entry)),
    ("raw-brackets", |it, entry, to| {
        to.settings.raw_brackets = it.flag(entry)
    }),
    ("wasm", |it, entry, to| to.settings.wasm = it.flag(entry)),
    ("headers", |it, entry, to| {
        to.settings.headers = it.pairs(entry)
    }),
    ("webhooks", |it, entry, to| {
        to.settings.webhooks = it.webhook_scheme(entry)
    }),
    ("formats", |it, entry, to| {
        to.settings.formats = it.formats(entry)
    }),
    ("serde", |it, entry, to| {
        let choices = [("used", Directions::Used), ("both", Directions::Both)];
        it.choose(entry, &choices, &mut to.settings.directions)
    }),
    ("derives", |it, entry, to| {
        to.settings.derives = it.derives(entry)
    }),
    ("package", |it, entry, to| {
        to.settings.package = it.package(entry)
    }),
    ("names", |it, entry, to| it.names(entry, &mut to.settings)),
];

/// `[client.NAME.package]`
const PACKAGE: &[Key<Package>] = &[
    ("version", |it, entry, to| to.version = it.version(entry)),
    ("edition", |it, entry, to| to.edition = it.edition(entry)),
    ("license", |it, entry, to| to.license = it.text(entry)),
    ("publish", |it, entry, to| to.publish = Some(it.flag(entry))),
];

/// Where `layout` is a key.
const LAYOUTS: &[(&str, Layout)] = &[
    ("crate", Layout::Crate),
    ("module", Layout::Module),
    ("file", Layout::File),
];

struct ConfigReader<'a> {
    base: &'a Path,
    diagnostics: &'a mut Diagnostics,
}

impl ConfigReader<'_> {
    fn clients(&mut self, root: &Node) -> Clients {
        let mut jobs = Vec::new();
        let mut settings = RuntimeSettings::default();
        let mut place = root.span;
        for entry in entries(root) {
            match &*entry.key {
                "client" => {
                    let clients = self.table(entry).iter();
                    jobs.extend(clients.filter_map(|client| self.job(client)));
                }
                "runtime" => {
                    place = entry.key_span;
                    settings = self.runtime(entry);
                }
                _ => self.unknown(entry, &["client", "runtime"]),
            }
        }
        if jobs.is_empty() && !self.diagnostics.has_errors() {
            let message = "the config has no client";
            self.diagnostics.report(
                Diagnostic::error(Code::Config, message)
                    .at(root.span)
                    .help("begin with `[client.NAME]`"),
            );
        }
        self.report_shared_folders(root);
        let runtime = runtime::place(&settings, &mut jobs).unwrap_or_else(|(message, help)| {
            self.diagnostics.report(
                Diagnostic::error(Code::Config, message)
                    .at(place)
                    .help(help),
            );
            None
        });
        Clients { jobs, runtime }
    }

    /// Two clients cannot be written to one folder: each would remove what the other wrote.
    fn report_shared_folders(&mut self, root: &Node) {
        let clients = root.get("client").map_or(&[][..], entries);
        let mut known: BTreeMap<PathBuf, &str> = BTreeMap::new();
        for client in clients {
            let Some(out) = client.node.get("out") else {
                continue;
            };
            let Some(text) = out.as_str() else { continue };
            let folder = Path::new(text).components().collect();
            if let Some(other) = known.get(&folder) {
                let message = format!(
                    "the clients `{other}` and `{}` have the same `out`",
                    client.key
                );
                self.diagnostics.report(
                    Diagnostic::error(Code::Config, message)
                        .at(out.span)
                        .help("give each client a folder of its own"),
                );
            } else {
                known.insert(folder, &client.key);
            }
        }
    }

    /// `runtime = "crate"`, or a table.
    fn runtime(&mut self, entry: &Entry) -> RuntimeSettings {
        const MODES: &[(&str, bool)] = &[("vendored", false), ("crate", true)];
        let mut settings = RuntimeSettings::default();
        let mut is_dependency = false;
        if entry.node.as_object().is_none() {
            self.choose(entry, MODES, &mut is_dependency);
        }
        let (mut version, mut path, mut git) = (None, None, Vec::new());
        for entry in entries(&entry.node) {
            match &*entry.key {
                "mode" => self.choose(entry, MODES, &mut is_dependency),
                "out" => settings.out = self.text(entry).map(|out| self.base.join(out)),
                "layout" => {
                    let mut layout = Layout::Crate;
                    self.choose(entry, LAYOUTS, &mut layout);
                    settings.layout = Some(layout);
                }
                "module" => settings.module = self.text(entry),
                "features" => settings.features = self.runtime_features(entry),
                "version" => version = self.text(entry),
                "path" => path = self.text(entry).map(|path| self.base.join(path)),
                "git" | "rev" | "tag" | "branch" => {
                    let text = self.text(entry).unwrap_or_default();
                    git.push(format!("{} = {}", entry.key, quoted(&text)));
                }
                _ => self.unknown(
                    entry,
                    &[
                        "mode", "out", "layout", "module", "features", "version", "path", "git",
                        "rev", "tag", "branch",
                    ],
                ),
            }
        }
        if is_dependency {
            settings.dependency = Some(match (path, version) {
                (Some(path), _) => Dependency::Path(path),
                (None, _) if !git.is_empty() => Dependency::Text(git.join(", ")),
                (None, version) => {
                    let version = version
                        .as_deref()
                        .unwrap_or(fetchwright_runtime::vendor::VERSION);
                    Dependency::Text(format!("version = {}", quoted(version)))
                }
            });
        } else if version.is_some() || path.is_some() || !git.is_empty() {
            let message = "`version`, `path` and `git` are for a runtime that is a dependency";
            self.diagnostics.report(
                Diagnostic::error(Code::Config, message)
                    .at(entry.key_span)
                    .help("add `mode = \"crate\"`, or leave them out"),
            );
        }
        settings
    }

    fn runtime_features(&mut self, entry: &Entry) -> Vec<&'static str> {
        let mut features = Vec::new();
        for name in self.texts(entry) {
            match find_feature(name) {
                Some(feature) => features.push(feature.name),
                None => {
                    let message = format!("the runtime has no feature `{name}`");
                    let known = FEATURES.iter().map(|feature| feature.name.to_owned());
                    let near = nearest(name, known);
                    let help = near.first().map_or_else(
                        || "docs/config.md lists them".to_owned(),
                        |near| format!("did you mean {near}?"),
                    );
                    self.diagnostics.report(
                        Diagnostic::error(Code::Config, message)
                            .at(entry.node.span)
                            .help(help),
                    );
                }
            }
        }
        features
    }

    /// Gives each entry of a table to its key.
    fn keys<T>(&mut self, table: &Entry, keys: &[Key<T>], into: &mut T) {
        for entry in self.table(table) {
            match keys.iter().find(|(key, _)| **key == *entry.key) {
                Some((_, read)) => read(self, entry, into),
                None => {
                    let known: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
                    self.unknown(entry, &known);
                }
            }
        }
    }

    fn job(&mut self, client: &Entry) -> Option<Job> {
        let mut draft = JobDraft::default();
        draft.settings.name = Some(client.key.to_string());
        self.keys(client, CLIENT, &mut draft);
        let JobDraft {
            specs,
            source,
            overlays,
            ref_roots,
            provider,
            out,
            settings,
        } = draft;
        if specs.is_empty() {
            let message = format!("client `{}` has no `spec`", client.key);
            self.diagnostics.report(
                Diagnostic::error(Code::Config, message)
                    .at(client.key_span)
                    .help("name the description: `spec = \"api.yaml\"`"),
            );
            return None;
        }
        let overlays = overlays
            .into_iter()
            .map(|overlay| Input::Path(self.base.join(overlay)))
            .collect();
        let out = out.map(|out| self.base.join(out));
        let specs = specs.into_iter();
        let input = Input::of(
            specs
                .map(|spec| Input::Path(self.base.join(spec)))
                .collect(),
        );
        let roots = ref_roots.into_iter().map(|root| self.base.join(root));
        Some(Job {
            input: roots.fold(input, Input::with_root),
            source,
            overlays,
            provider,
            out,
            settings,
        })
    }

    /// The name of a signature scheme that is built in.
    fn webhook_scheme(&mut self, entry: &Entry) -> Option<String> {
        let name = self.text(entry)?;
        if schemes::built_in(&name).is_none() {
            let message = format!("there is no signature scheme `{name}`");
            let known = schemes::built_in_names();
            let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
            self.report_unknown(message, entry.node.span, &name, &known);
        }
        Some(name)
    }

    /// The name of a provider, or `false`.
    fn provider(&mut self, entry: &Entry) -> Choice {
        match entry.node.as_bool() {
            Some(false) => Choice::Off,
            Some(true) => Choice::Recognise,
            None => {
                let name = self.text(entry).unwrap_or_default();
                if Provider::named(&name).is_none() {
                    self.diagnostics
                        .report(providers::unknown(&name).at(entry.node.span));
                }
                Choice::Named(name)
            }
        }
    }

    fn formats(&mut self, table: &Entry) -> Formats {
        let mut formats = Formats::default();
        for entry in self.table(table) {
            match &*entry.key {
                "integers" => self.choose(
                    entry,
                    &[("sized", IntegerType::Sized), ("i64", IntegerType::I64)],
                    &mut formats.integers,
                ),
                "float" => self.choose(
                    entry,
                    &[("f64", FloatType::F64), ("f32", FloatType::F32)],
                    &mut formats.float,
                ),
                key => formats = self.format(key, entry, formats),
            }
        }
        formats
    }

    /// A key of a string format.
    fn format(&mut self, key: &str, entry: &Entry, formats: Formats) -> Formats {
        let choices = || {
            let choice = |row: &'static StringFormat| Some((row.format, row.choice.as_ref()?));
            FORMATS.iter().filter_map(choice)
        };
        let Some((format, choice)) = choices().find(|(_, choice)| choice.key == key) else {
            let mut keys: Vec<&str> = choices().map(|(_, choice)| choice.key).collect();
            keys.dedup();
            keys.extend(["integers", "float"]);
            self.unknown(entry, &keys);
            return formats;
        };
        let mut typed = choice.is_usual;
        let mut values = [(choice.own, true), (choice.plain, false)];
        if !choice.is_usual {
            values.reverse();
        }
        self.choose(entry, &values, &mut typed);
        match typed {
            true => formats.typed(format),
            false => formats.plain(format),
        }
    }

    fn names(&mut self, table: &Entry, settings: &mut Settings) {
        for entry in self.table(table) {
            if &*entry.key == "operations" && entry.node.as_str().is_some() {
                self.choose(entry, OPERATION_NAMING, &mut settings.operation_naming);
                continue;
            }
            let pairs = self.pairs(entry);
            match &*entry.key {
                "operations" => self.operation_names(entry, pairs, settings),
                "types" => settings.type_names = pairs,
                "fields" => settings.field_names = pairs,
                "variants" => settings.variant_names = pairs,
                _ => self.unknown(entry, &["operations", "types", "fields", "variants"]),
            }
        }
    }

    fn package(&mut self, table: &Entry) -> Package {
        let mut package = Package::default();
        self.keys(table, PACKAGE, &mut package);
        package
    }

    /// A version as cargo takes it: three numbers, and an optional pre-release or build suffix.
    fn version(&mut self, entry: &Entry) -> Option<String> {
        let text = self.text(entry)?;
        let numbers = text.split(['-', '+']).next().unwrap_or_default();
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
        let is_version = numbers.split('.').count() == 3 && numbers.split('.').all(is_number);
        let is_plain = text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b".-+".contains(&it));
        if !is_version || !is_plain {
            let message = format!("`{text}` is no version");
            let diagnostic = Diagnostic::error(Code::Config, message);
            let help = "write three numbers: `1.0.0`";
            self.diagnostics
                .report(diagnostic.at(entry.node.span).help(help));
        }
        Some(text)
    }

    /// What is written needs the edition 2024.
    fn edition(&mut self, entry: &Entry) -> Option<String> {
        let mut edition = None;
        self.choose(entry, &[("2024", Some("2024"))], &mut edition);
        edition.map(str::to_owned)
    }

    /// A list for all types, or one for each pattern.
    fn derives(&mut self, entry: &Entry) -> Vec<(String, Vec<String>)> {
        if entry.node.as_array().is_some() {
            return vec![("*".to_owned(), self.traits(entry))];
        }
        let patterns = self.table(entry).iter();
        patterns
            .map(|pattern| (pattern.key.to_string(), self.traits(pattern)))
            .collect()
    }

    fn traits(&mut self, entry: &Entry) -> Vec<String> {
        let traits = self.texts(entry);
        if let Some(wrong) = traits.iter().find(|path| !is_path(path)) {
            let message = format!("`{wrong}` is no path to a trait");
            let help = "write it as in `#[derive(…)]`: `Eq`, `schemars::JsonSchema`";
            self.diagnostics.report(
                Diagnostic::error(Code::Config, message)
                    .at(entry.node.span)
                    .help(help),
            );
        }
        traits.into_iter().map(str::to_owned).collect()
    }

    fn pairs(&mut self, table: &Entry) -> Vec<(String, String)> {
        let pairs = self.table(table).iter();
        pairs
            .filter_map(|pair| Some((pair.key.to_string(), self.text(pair)?)))
            .collect()
    }

    /// A name for each operation; `"*"` chooses what the others are named after.
    fn operation_names(
        &mut self,
        entry: &Entry,
        mut pairs: Vec<(String, String)>,
        settings: &mut Settings,
    ) {
        let rule = entries(&entry.node).iter().find(|pair| &*pair.key == "*");
        if let Some(rule) = rule {
            self.choose(rule, OPERATION_NAMING, &mut settings.operation_naming);
        }
        pairs.retain(|(key, _)| key != "*");
        settings.operation_names = pairs;
    }

    fn table<'n>(&mut self, entry: &'n Entry) -> &'n [Entry] {
        if entry.node.as_object().is_none() {
            self.wrong(entry, "a table");
        }
        entries(&entry.node)
    }

    fn text(&mut self, entry: &Entry) -> Option<String> {
        let text = entry.node.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(entry, "a string");
        }
        text
    }

    fn flag(&mut self, entry: &Entry) -> bool {
        entry.node.as_bool().unwrap_or_else(|| {
            self.wrong(entry, "`true` or `false`");
            false
        })
    }

    fn selectors(&mut self, entry: &Entry) -> Vec<Selector> {
        self.texts(entry).into_iter().map(Selector::parse).collect()
    }

    fn texts<'n>(&mut self, entry: &'n Entry) -> Vec<&'n str> {
        let texts: Option<Vec<&str>> = entry
            .node
            .as_array()
            .and_then(|items| items.iter().map(Node::as_str).collect());
        if texts.is_none() {
            self.wrong(entry, "a list of strings");
        }
        texts.unwrap_or_default()
    }

    fn owned(&mut self, entry: &Entry) -> Vec<String> {
        self.texts(entry).into_iter().map(str::to_owned).collect()
    }

    /// A text, or a list of texts.
    fn one_or_more<'n>(&mut self, entry: &'n Entry) -> Vec<&'n str> {
        match (&entry.node.value, entry.node.as_str()) {
            (_, Some(text)) => vec![text],
            (Value::Array(_), None) => self.texts(entry),
            _ => {
                self.wrong(entry, "a string");
                Vec::new()
            }
        }
    }

    fn choose<T: Copy>(&mut self, entry: &Entry, choices: &[(&str, T)], chosen: &mut T) {
        let Some(text) = entry.node.as_str() else {
            let names: Vec<String> = choices
                .iter()
                .map(|(name, _)| format!("\"{name}\""))
                .collect();
            return self.wrong(entry, &format!("one of {}", names.join(", ")));
        };
        match choices.iter().find(|(name, _)| *name == text) {
            Some((_, choice)) => *chosen = *choice,
            None => {
                let message = format!("`{text}` is no value of `{}`", entry.key);
                let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                self.report_unknown(message, entry.node.span, text, &known);
            }
        }
    }

    fn wrong(&mut self, entry: &Entry, expected: &str) {
        let message = format!(
            "`{}` is {}, where {expected} is expected",
            entry.key,
            entry.node.kind()
        );
        self.diagnostics
            .report(Diagnostic::error(Code::Config, message).at(entry.node.span));
    }

    fn unknown(&mut self, entry: &Entry, known: &[&str]) {
        let message = format!("`{}` is not known here", entry.key);
        self.report_unknown(message, entry.key_span, &entry.key, known);
    }

    fn report_unknown(&mut self, message: String, span: Span, text: &str, known: &[&str]) {
        let near = nearest(text, known.iter().map(|name| (*name).to_owned()));
        let help = match near.first() {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are `{}`", known.join("`, `")),
        };
        let diagnostic = Diagnostic::error(Code::Config, message);
        self.diagnostics.report(diagnostic.at(span).help(help));
    }
}

/// Whether it is a path of identifiers: `schemars::JsonSchema`.
fn is_path(text: &str) -> bool {
    let is_identifier = |word: &str| {
        let mut signs = word.chars();
        signs.next().is_some_and(unicode_ident::is_xid_start)
            && signs.all(unicode_ident::is_xid_continue)
    };
    text.split("::").all(is_identifier)
}

fn entries(node: &Node) -> &[Entry] {
    node.as_object().map_or(&[], |object| object.entries())
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .filter(|sign| !sign.is_control())
        .flat_map(|sign| match sign {
            '"' | '\\' => vec!['\\', sign],
            sign => vec![sign],
        })
        .collect();
    format!("\"{escaped}\"")
}
