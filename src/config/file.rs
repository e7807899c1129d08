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
use crate::providers::{self, Choice, Provider};
use crate::settings::{
    ByteType, DateType, DecimalType, Directions, FloatType, Formats, IntegerType, Layout,
    OperationNaming, Package, PasswordType, Selector, Settings, UriType, UuidType,
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
                    self.choose(
                        entry,
                        &[
                            ("crate", Layout::Crate),
                            ("module", Layout::Module),
                            ("file", Layout::File),
                        ],
                        &mut layout,
                    );
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

    fn job(&mut self, client: &Entry) -> Option<Job> {
        let mut settings = Settings {
            name: Some(client.key.to_string()),
            ..Settings::default()
        };
        let (mut specs, mut out, mut overlays, mut ref_roots) =
            (Vec::new(), None, Vec::new(), Vec::new());
        let (mut provider, mut source) = (Choice::default(), None);
        for entry in self.table(client) {
            match &*entry.key {
                "spec" => specs = self.one_or_more(entry),
                "source" => source = self.text(entry),
                "overlays" => overlays = self.texts(entry),
                "provider" => provider = self.provider(entry),
                "ref-roots" => ref_roots = self.texts(entry),
                "out" => out = self.text(entry),
                "name" => settings.name = self.text(entry),
                "layout" => self.choose(
                    entry,
                    &[
                        ("crate", Layout::Crate),
                        ("module", Layout::Module),
                        ("file", Layout::File),
                    ],
                    &mut settings.layout,
                ),
                "include" => settings.include = self.selectors(entry),
                "exclude" => settings.exclude = self.selectors(entry),
                "strict" => settings.strict = self.flag(entry),
                "tests" => settings.tests = self.flag(entry),
                "raw-brackets" => settings.raw_brackets = self.flag(entry),
                "wasm" => settings.wasm = self.flag(entry),
                "headers" => settings.headers = self.pairs(entry),
                "webhooks" => settings.webhooks = self.webhook_scheme(entry),
                "formats" => settings.formats = self.formats(entry),
                "serde" => self.choose(
                    entry,
                    &[("used", Directions::Used), ("both", Directions::Both)],
                    &mut settings.directions,
                ),
                "derives" => settings.derives = self.derives(entry),
                "package" => settings.package = self.package(entry),
                "names" => self.names(entry, &mut settings),
                _ => self.unknown(
                    entry,
                    &[
                        "spec",
                        "source",
                        "overlays",
                        "provider",
                        "ref-roots",
                        "out",
                        "name",
                        "layout",
                        "include",
                        "exclude",
                        "headers",
                        "strict",
                        "tests",
                        "raw-brackets",
                        "wasm",
                        "formats",
                        "serde",
                        "derives",
                        "package",
                        "names",
                        "webhooks",
                    ],
                ),
            }
        }
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
                "date-time" => self.choose(
                    entry,
                    &[("chrono", DateType::Chrono), ("string", DateType::String)],
                    &mut formats.date_time,
                ),
                "date" => self.choose(
                    entry,
                    &[("chrono", DateType::Chrono), ("string", DateType::String)],
                    &mut formats.date,
                ),
                "uuid" => self.choose(
                    entry,
                    &[("uuid", UuidType::Uuid), ("string", UuidType::String)],
                    &mut formats.uuid,
                ),
                "byte" => self.choose(
                    entry,
                    &[("base64", ByteType::Base64), ("string", ByteType::String)],
                    &mut formats.byte,
                ),
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
                "decimal" => {
                    self.choose(
                        entry,
                        &[
                            ("plain", DecimalType::Plain),
                            ("rust_decimal", DecimalType::RustDecimal),
                        ],
                        &mut formats.decimal,
                    );
                }
                "uri" => self.choose(
                    entry,
                    &[("string", UriType::String), ("url", UriType::Url)],
                    &mut formats.uri,
                ),
                "password" => self.choose(
                    entry,
                    &[
                        ("secret", PasswordType::Secret),
                        ("string", PasswordType::String),
                    ],
                    &mut formats.password,
                ),
                _ => self.unknown(
                    entry,
                    &[
                        "date-time",
                        "date",
                        "uuid",
                        "byte",
                        "integers",
                        "float",
                        "decimal",
                        "uri",
                        "password",
                    ],
                ),
            }
        }
        formats
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
        for entry in self.table(table) {
            match &*entry.key {
                "version" => package.version = self.version(entry),
                "edition" => package.edition = self.edition(entry),
                "license" => package.license = self.text(entry),
                "publish" => package.publish = Some(self.flag(entry)),
                _ => self.unknown(entry, &["version", "edition", "license", "publish"]),
            }
        }
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
            let help = "write it as it stands in `#[derive(…)]`: `Eq`, `schemars::JsonSchema`";
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
