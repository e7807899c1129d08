//! What a user chooses for one client: plain data, filled by the config file, the builder or the command line.

use std::collections::BTreeSet;

pub use crate::formats::Format;
use crate::formats::StringFormat;

/// How one client is generated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Name of the client: the crate's name, and what its docs call it. `None`: from the specification's title.
    pub name: Option<String>,
    /// Shape of the output.
    pub layout: Layout,
    /// What the `Cargo.toml` of a crate states about it.
    pub package: Package,
    /// Which operations; empty: all.
    pub include: Vec<Selector>,
    /// Which operations not.
    pub exclude: Vec<Selector>,
    /// The signature scheme of its webhooks, in place of what the specification defines.
    pub webhooks: Option<String>,
    /// Headers that every request carries, in place of what the specification or its provider declares.
    pub headers: Vec<(String, String)>,
    /// Every warning is an error.
    pub strict: bool,
    /// Whether a selector that selects nothing is a warning.
    pub tolerant: bool,
    /// Whether a crate gets tests: a call of every operation, and a round trip of every type.
    pub tests: bool,
    /// Whether names in queries and forms keep their brackets, for servers that do not decode them.
    pub raw_brackets: bool,
    /// Whether it works where wasm runs in a host too: a browser, node.
    pub wasm: bool,
    /// Where its runtime is.
    pub runtime: RuntimeLocation,
    /// The features of the runtime that it has beside those that its operations use.
    pub runtime_features: Vec<&'static str>,
    /// Which Rust type a `format` becomes.
    pub formats: Formats,
    /// What methods are named after.
    pub operation_naming: OperationNaming,
    /// Method names by operationId or `METHOD /path`.
    pub operation_names: Vec<(String, String)>,
    /// Type names by component key or derived name.
    pub type_names: Vec<(String, String)>,
    /// Field names by `TYPE.PROPERTY`: the type's name or its component's key.
    pub field_names: Vec<(String, String)>,
    /// Variant names by `TYPE.VALUE`, or `TYPE.VARIANT` for a union.
    pub variant_names: Vec<(String, String)>,
    /// Which of reading and writing types have.
    pub directions: Directions,
    /// Traits that types derive beside the usual ones, by their name or a pattern with `*`.
    pub derives: Vec<(String, Vec<String>)>,
}

/// What a crate's `Cargo.toml` states about it; where a value is `None`, a person may write it there.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Package {
    /// `version`; `None`: 0.1.0.
    pub version: Option<String>,
    /// `edition`; `None`: 2024.
    pub edition: Option<String>,
    /// `license`: an SPDX expression.
    pub license: Option<String>,
    /// `publish`
    pub publish: Option<bool>,
}

/// Which of `Deserialize` and `Serialize` types have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Directions {
    /// What the client needs: `Serialize` for what it sends, `Deserialize` for what it receives.
    #[default]
    Used,
    /// Both, for users who cache, log or forward what they receive.
    Both,
}

/// What methods are named after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OperationNaming {
    /// The `operationId`; method and path where it only repeats these.
    #[default]
    Auto,
    /// The `operationId` always.
    OperationId,
    /// Method and path always.
    MethodAndPath,
}

/// The shape of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layout {
    /// A crate that builds by itself.
    #[default]
    Crate,
    /// A folder to drop into a crate.
    Module,
    /// One file, for `include!`.
    File,
}

/// Where a client finds its runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RuntimeLocation {
    /// In itself: a copy of the parts that it uses.
    #[default]
    Own,
    /// In a module of the crate that holds the client, by its path from there: `super::fetchwright_runtime`.
    Module(String),
    /// In a crate that the client depends on.
    Crate {
        /// Where cargo finds it: `path = "../runtime"`, `version = "0.1"`.
        source: String,
        /// Whether it is a copy with what the clients need, which has no feature for it.
        is_copy: bool,
    },
}

/// Chooses operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// `createCustomer`
    OperationId(String),
    /// `POST /v1/customers`
    Operation {
        /// Upper case.
        method: String,
        /// The template as the specification writes it.
        path: String,
    },
    /// `/v1/customers/**`: `*` matches one segment, `**` for any number.
    Path(String),
    /// `tag:Customers`
    Tag(String),
    /// `event:charge.*`: events of webhooks by name; `*` matches any characters.
    Event(String),
    /// `schema:customer`: a component. Included, its type is written; excluded, what refers to it keeps raw JSON.
    Schema(String),
}

impl Selector {
    /// Reads a selector: `tag:NAME`, `event:NAME`, `schema:NAME`, `METHOD /path`, a path with `*` and `**`, else an operationId.
    pub fn parse(text: &str) -> Selector {
        let text = text.trim();
        if let Some(schema) = text.strip_prefix("schema:") {
            return Selector::Schema(schema.trim().to_owned());
        }
        if let Some(event) = text.strip_prefix("event:") {
            return Selector::Event(event.trim().to_owned());
        }
        match (text.strip_prefix("tag:"), text.split_once(' ')) {
            (Some(tag), _) => Selector::Tag(tag.trim().to_owned()),
            (None, Some((method, path))) if path.trim_start().starts_with('/') => {
                Selector::Operation {
                    method: method.to_ascii_uppercase(),
                    path: path.trim().to_owned(),
                }
            }
            _ if text.starts_with('/') => Selector::Path(text.to_owned()),
            _ => Selector::OperationId(text.to_owned()),
        }
    }
}

/// Which Rust type represents a `format`.
///
/// ```
/// use fetchwright::settings::{Format, Formats};
///
/// let formats = Formats::default().plain(Format::DateTime).typed(Format::Uri);
/// assert!(!formats.is_typed(Format::DateTime) && formats.is_typed(Format::Uuid));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    /// The keys whose type is not the default.
    changed: BTreeSet<&'static str>,
    /// `int32`, `int64`, …: their own widths, or `i64` for all.
    pub integers: IntegerType,
    /// `float`: `f64` keeps every digit that a server sends.
    pub float: FloatType,
}

impl Formats {
    /// Values of the format are plain strings, or `f64` where they are numbers.
    #[must_use]
    pub fn plain(self, format: Format) -> Formats {
        self.with(format, false)
    }

    /// Values of the format have a type of their own.
    #[must_use]
    pub fn typed(self, format: Format) -> Formats {
        self.with(format, true)
    }

    fn with(mut self, format: Format, typed: bool) -> Formats {
        if let Some(choice) = StringFormat::of(format).and_then(|row| row.choice.as_ref()) {
            match typed == choice.is_usual {
                true => self.changed.remove(choice.key),
                false => self.changed.insert(choice.key),
            };
        }
        self
    }

    /// Whether values of the format have a type of their own.
    pub fn is_typed(&self, format: Format) -> bool {
        let choice = StringFormat::of(format).and_then(|row| row.choice.as_ref());
        choice.is_none_or(|choice| choice.is_usual != self.changed.contains(choice.key))
    }
}

/// For integer formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntegerType {
    /// `i32` for int32, `i64` for int64, `u32`, `u64`, …
    #[default]
    Sized,
    /// `i64` for all.
    I64,
}

/// For `float`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FloatType {
    /// `f64`
    #[default]
    F64,
    /// `f32`
    F32,
}
