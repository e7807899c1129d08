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

use std::path::Path;

use fetchwright_runtime::vendor::{FEATURES, find_feature};

use super::Job;
use super::runtime::{self, Dependency, RuntimeSettings, SharedRuntime};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::providers::{self, Choice, Provider};
use crate::settings::{
    ByteType, DateType, DecimalType, FloatType, Formats, IntegerType, Layout, OperationNaming,
    PasswordType, Selector, Settings, UriType, UuidType,
};
use crate::source::{Entry, Input, Node, Sources};

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
                "client" => jobs.extend(
                    entries(&entry.node)
                        .iter()
                        .filter_map(|client| self.job(client)),
                ),
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
        let (mut spec, mut out, mut overlays, mut ref_roots) = (None, None, Vec::new(), Vec::new());
        let (mut provider, mut source) = (Choice::default(), None);
        for entry in entries(&client.node) {
            match &*entry.key {
                "spec" => spec = self.text(entry),
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
                "headers" => settings.headers = self.pairs(&entry.node),
                "webhooks" => settings.webhooks = self.text(entry),
                "formats" => settings.formats = self.formats(&entry.node),
                "names" => self.names(&entry.node, &mut settings),
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
                        "names",
                        "webhooks",
                    ],
                ),
            }
        }
        let Some(spec) = spec else {
            let message = format!("client `{}` has no `spec`", client.key);
            self.diagnostics.report(
                Diagnostic::error(Code::Config, message)
                    .at(client.key_span)
                    .help("name the description: `spec = \"api.yaml\"`"),
            );
            return None;
        };
        let overlays = overlays
            .into_iter()
            .map(|overlay| Input::Path(self.base.join(overlay)))
            .collect();
        let out = out.map(|out| self.base.join(out));
        let input = Input::Path(self.base.join(spec));
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

    fn formats(&mut self, node: &Node) -> Formats {
        let mut formats = Formats::default();
        for entry in entries(node) {
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

    fn names(&mut self, node: &Node, settings: &mut Settings) {
        for entry in entries(node) {
            if &*entry.key == "operations" && entry.node.as_str().is_some() {
                self.choose(entry, OPERATION_NAMING, &mut settings.operation_naming);
                continue;
            }
            let pairs = self.pairs(&entry.node);
            match &*entry.key {
                "operations" => self.operation_names(entry, pairs, settings),
                "types" => settings.type_names = pairs,
                _ => self.unknown(entry, &["operations", "types"]),
            }
        }
    }

    fn pairs(&mut self, node: &Node) -> Vec<(String, String)> {
        let pairs = entries(node).iter();
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

    fn choose<T: Copy>(&mut self, entry: &Entry, choices: &[(&str, T)], chosen: &mut T) {
        match entry
            .node
            .as_str()
            .and_then(|text| choices.iter().find(|(name, _)| *name == text))
        {
            Some((_, choice)) => *chosen = *choice,
            None => {
                let names: Vec<String> = choices
                    .iter()
                    .map(|(name, _)| format!("\"{name}\""))
                    .collect();
                self.wrong(entry, &format!("one of {}", names.join(", ")));
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
        let diagnostic =
            Diagnostic::error(Code::Config, format!("`{}` is not known here", entry.key))
                .at(entry.key_span);
        let near = nearest(&entry.key, known.iter().map(|name| (*name).to_owned()));
        let help = match near.first() {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are `{}`", known.join("`, `")),
        };
        self.diagnostics.report(diagnostic.help(help));
    }
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
