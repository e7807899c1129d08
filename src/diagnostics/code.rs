//! The kinds of diagnostics, each with a stable name that scripts and configs may rely on.

macro_rules! codes {
    ($($(#[doc = $doc:expr])* $name:ident = $text:literal,)*) => {
        /// The kind of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])* $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The stable name: `missing-ref`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The input cannot be read: no such file, no permission, a refused URL.
    Unreadable = "unreadable",
    /// The input is larger, deeper or slower than the bounds allow.
    TooLarge = "too-large",
    /// The input is not UTF-8.
    InvalidUtf8 = "invalid-utf8",
    /// The input is neither JSON nor YAML (nor TOML, for a config).
    Syntax = "syntax",
    /// A key occurs twice in one object.
    DuplicateKey = "duplicate-key",
    /// A key or a value in the config that is not known.
    Config = "config",
    /// An overlay, or one of its actions, that is not what OpenAPI Overlay states.
    Overlay = "overlay",
    /// A target of an overlay that matches nothing.
    UnmatchedTarget = "unmatched-target",
    /// The document is not an OpenAPI specification.
    NotASpec = "not-a-spec",
    /// A version of OpenAPI that is not known.
    UnknownVersion = "unknown-version",
    /// Something of OpenAPI that is not used.
    Unsupported = "unsupported",
    /// A value of another type than the specification defines.
    WrongType = "wrong-type",
    /// A field that the specification demands is not there.
    MissingField = "missing-field",
    /// A value that the specification does not know.
    UnknownValue = "unknown-value",
    /// A `$ref` that points at nothing.
    MissingRef = "missing-ref",
    /// A `$ref` that leads to itself without a value in between.
    CircularRef = "circular-ref",
    /// A `$ref` to another host; these are not followed.
    RemoteRef = "remote-ref",
    /// Two operations with one `operationId`.
    DuplicateOperationId = "duplicate-operation-id",
    /// A path template and its parameters do not fit.
    PathParameter = "path-parameter",
    /// A server whose URL does not name its host, of a specification that was not read from a URL.
    RelativeServer = "relative-server",
    /// `security` names a scheme that is not declared.
    UnknownSecurityScheme = "unknown-security-scheme",
    /// Webhooks that nobody knows how to verify.
    UnknownWebhookScheme = "unknown-webhook-scheme",
    /// `--include` or `--exclude` that selects nothing.
    UnmatchedSelector = "unmatched-selector",
    /// Nothing to generate.
    NoOperations = "no-operations",
    /// A schema with no Rust type of its own; it is kept as raw JSON.
    RawJson = "raw-json",
    /// An operation that was left out.
    LeftOut = "left-out",
    /// A name that had to give way to another.
    Renamed = "renamed",
    /// A key under `x-fetchwright` that is not known.
    Extension = "extension",
    /// The output folder holds files that fetchwright did not write.
    ForeignFiles = "foreign-files",
    /// The output cannot be written.
    Unwritable = "unwritable",
    /// fetchwright wrote something that is not Rust.
    Defect = "defect",
    /// The output is not what would be written now (`--check`).
    Stale = "stale",
    /// A change after which code does not work as before (`on_breaking`).
    Breaking = "breaking",
}
