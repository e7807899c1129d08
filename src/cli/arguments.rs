//! What the command line takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::auth::AuthCommand;
use super::webhook::WebhookCommand;
use crate::settings;

/// Generates thin, typed Rust clients from OpenAPI specifications.
#[derive(Debug, Parser)]
#[command(name = "fetchwright", version, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Generate a client, or all clients of the config
    Generate(GenerateArguments),
    /// Download a provider's specification and generate a client
    Add(AddArguments),
    /// Download the current specifications, show the changes, and generate
    Update(UpdateArguments),
    /// List operations, tags and events of a specification, and the cost of a selection
    Inspect(InspectArguments),
    /// Compare two specifications: what breaks code that uses the client
    Diff(DiffArguments),
    /// Create a commented fetchwright.toml
    Init(InitArguments),
    /// List the built-in facts about providers, with sources
    Providers(ProvidersArguments),
    /// Verify, sign, trigger, receive and replay webhook deliveries
    #[command(subcommand)]
    Webhook(WebhookCommand),
    /// Sign in to a provider, and get access tokens for scripts
    #[command(subcommand)]
    Auth(AuthCommand),
    /// Operate a webhook inbox: list, show, replay, count
    #[cfg(feature = "inbox")]
    #[command(subcommand)]
    Inbox(super::inbox::InboxCommand),
    /// Serve exact operations, types and snippets to coding agents (Model Context Protocol on standard input and output)
    #[cfg(feature = "mcp")]
    Mcp(McpArguments),
    /// Print a script that completes commands in a shell
    #[command(
        after_help = "Examples:\n  fetchwright completions bash > /etc/bash_completion.d/fetchwright\n  fetchwright completions zsh > ~/.zfunc/_fetchwright"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:
  fetchwright generate stripe.yaml -o stripe                    a crate
  fetchwright generate stripe.yaml -o src/stripe --layout module --include 'POST /v1/checkout/sessions'
  fetchwright generate specs/mail.json specs/alerts.json -o sendgrid   one client of both
  fetchwright generate                                          all clients of ./fetchwright.toml
  fetchwright generate --client stripe                          one of them
  fetchwright generate --check                                  exit code 3 if any of them is stale
  curl -s https://example.com/api.json | fetchwright generate - -o api

Exit codes: 0 done, 1 the input or the generation failed, 2 wrong usage, 3 --check found stale output.")]
pub(super) struct GenerateArguments {
    /// The specification: a path, an http(s) URL, or - for standard input; several become one client; without it, the clients of the config
    #[arg(value_name = "SPEC|URL|-")]
    pub spec: Vec<String>,
    /// An OpenAPI Overlay on the specification; may be repeated, and is applied in this order
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// The provider whose facts apply, or 'none' [default: recognised by the specification's servers]
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// An additional folder from which a $ref may read files; repeatable
    #[arg(long, value_name = "DIR")]
    pub ref_root: Vec<PathBuf>,
    /// The output folder
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The config file
    #[arg(long, value_name = "FILE", default_value = "fetchwright.toml")]
    pub config: PathBuf,
    /// Only this client of the config; repeatable
    #[arg(long, value_name = "NAME")]
    pub client: Vec<String>,
    /// The layout of the output [default: crate]
    #[arg(long)]
    pub layout: Option<Layout>,
    /// The client's name
    #[arg(long)]
    pub name: Option<String>,
    /// Only these operations: an operationId, 'METHOD /path', a path with * and **, tag:NAME, event:NAME, or schema:NAME for a type; repeatable
    #[arg(long, value_name = "SEL")]
    pub include: Vec<String>,
    /// Not these operations; repeatable
    #[arg(long, value_name = "SEL")]
    pub exclude: Vec<String>,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// Add tests to the crate: `wire` calls every operation at FETCHWRIGHT_BASE_URL, `round_trips` decodes and encodes every type
    #[arg(long)]
    pub tests: bool,
    /// Support wasm32-unknown-unknown too, with the fetch of a browser or node
    #[arg(long)]
    pub wasm: bool,
    /// An additional feature of the runtime: limits, hooks, blocking, testing, …; repeatable
    #[arg(long, value_name = "NAME")]
    pub runtime_feature: Vec<String>,
    /// Write nothing; exit with 3 if the output is stale
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show the changes; with --message-format json one object per line and file
    #[arg(long)]
    pub diff: bool,
    /// The format of diagnostics
    #[arg(long, default_value = "human")]
    pub message_format: MessageFormat,
    /// Print the output of a stage instead of writing files
    #[arg(long, value_name = "STAGE")]
    pub print: Option<Stage>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright inspect stripe.yaml
  fetchwright inspect stripe.yaml --include tag:Customers       what that selection would cost
  fetchwright inspect stripe.yaml --json | jq .operations")]
pub(super) struct InspectArguments {
    /// The specification: a path, an http(s) URL, or - for standard input
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// An OpenAPI Overlay for the specification; repeatable, applied in this order
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// An additional folder from which a $ref may read files; repeatable
    #[arg(long, value_name = "DIR")]
    pub ref_root: Vec<PathBuf>,
    /// Only these operations
    #[arg(long, value_name = "SEL")]
    pub include: Vec<String>,
    /// Not these operations
    #[arg(long, value_name = "SEL")]
    pub exclude: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright diff old.yaml new.yaml
  fetchwright diff git:HEAD~1:specs/stripe.json specs/stripe.json --client stripe
  fetchwright diff stripe                 the stored specification of a client, and the one that its provider publishes now
  fetchwright diff                        all clients of ./fetchwright.toml: fetchwright.lock, else what git has, and what is on the disk
  fetchwright diff old.yaml new.yaml --format markdown --fail-on fails

Exit codes: 0 no change of the level, 1 an input cannot be read, 2 wrong usage, 3 there is such a change.")]
pub(super) struct DiffArguments {
    /// The old version: a path, a URL, git:REV:PATH; or a client of the config
    #[arg(value_name = "OLD|CLIENT")]
    pub old: Option<String>,
    /// The new version, in the same form
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    /// The client of the config whose selection, names and overlays apply to both
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// The config file
    #[arg(long, value_name = "FILE", default_value = "fetchwright.toml")]
    pub config: PathBuf,
    /// An OpenAPI Overlay on both; may be repeated
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// The provider whose facts apply, or 'none' [default: recognised by the specification's servers]
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// Only these operations
    #[arg(long, value_name = "SEL")]
    pub include: Vec<String>,
    /// Not these operations
    #[arg(long, value_name = "SEL")]
    pub exclude: Vec<String>,
    /// Changes that are accepted [default: fetchwright-accept.toml next to the config, if it is there]
    #[arg(long, value_name = "FILE")]
    pub accept: Option<PathBuf>,
    /// The format of the output
    #[arg(long, default_value = "text")]
    pub format: DiffFormat,
    /// The least severity for which the exit code is 3
    #[arg(long, value_name = "LEVEL", default_value = "compile")]
    pub fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum DiffFormat {
    /// Text for a terminal
    Text,
    /// One object with a list `changes`
    Json,
    /// Markdown, for a pull request
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// A severity of a change, the worst first.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailOn {
    /// Code compiles, and its requests are refused
    Fails,
    /// Code compiles, and means something else
    Meaning,
    /// Code does not compile
    Compile,
    /// Something is deprecated
    Deprecated,
    /// There is more than before
    Added,
    /// Never
    Never,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fetchwright init specs/stripe.yaml && fetchwright generate")]
pub(super) struct InitArguments {
    /// The specification
    #[arg(value_name = "SPEC")]
    pub spec: Option<PathBuf>,
}

impl GenerateArguments {
    /// All clients of a config, as without any options.
    pub fn of_config(config: &std::path::Path) -> GenerateArguments {
        GenerateArguments {
            config: config.to_owned(),
            ..GenerateArguments::default()
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright add stripe --include 'POST /v1/checkout/sessions'
  fetchwright add github --include tag:issues --out src/api/github
  fetchwright add paypal --spec checkout_orders_v2.json         a file that you downloaded

It downloads the provider's specification into specs/, adds the client to fetchwright.toml, and generates it. It never
overwrites a file.")]
pub(super) struct AddArguments {
    /// The provider: see `fetchwright providers`
    #[arg(value_name = "PROVIDER")]
    pub provider: String,
    /// Only these operations: an operationId, 'METHOD /path', a path with * and **, tag:NAME, event:NAME, or schema:NAME for a type; repeatable
    #[arg(long, value_name = "SEL")]
    pub include: Vec<String>,
    /// The specification: a file, or another URL [default: the one that the provider publishes]
    #[arg(long, value_name = "FILE|URL")]
    pub spec: Option<String>,
    /// The client's name [default: the provider's]
    #[arg(long)]
    pub name: Option<String>,
    /// The output folder [default: src/NAME]
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The config file
    #[arg(long, value_name = "FILE", default_value = "fetchwright.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright update stripe         shows what changes, and asks before it writes
  fetchwright update --yes          all clients whose specification has a `source`")]
pub(super) struct UpdateArguments {
    /// The client [default: all whose specification has a `source`]
    #[arg(value_name = "CLIENT")]
    pub client: Option<String>,
    /// Write without asking
    #[arg(short, long)]
    pub yes: bool,
    /// The config file
    #[arg(long, value_name = "FILE", default_value = "fetchwright.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright providers                 all providers, with a line each
  fetchwright providers stripe          all facts about one, with their sources and the URL of the specification
  fetchwright providers stripe --json   the same as JSON")]
pub(super) struct ProvidersArguments {
    /// The provider [default: all]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// As JSON; without a name, a line for each provider
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Layout {
    /// A crate of its own
    Crate,
    /// A folder with a module of your crate
    Module,
    /// One file, for include!
    File,
}

impl From<Layout> for settings::Layout {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Crate => settings::Layout::Crate,
            Layout::Module => settings::Layout::Module,
            Layout::File => settings::Layout::File,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// Text with the lines of the specification
    #[default]
    Human,
    /// One JSON object per line
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Stage {
    /// The tree of nodes
    Source,
    /// OpenAPI in its normal form
    Document,
    /// The selected operations
    Resolve,
    /// Operations and types as plain data
    Ir,
    /// Facts about the types
    Analyze,
    /// The identifiers
    Names,
    /// The files
    Output,
}

#[cfg(feature = "mcp")]
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  claude mcp add fetchwright -- fetchwright mcp        Claude Code; other agents: docs/mcp.md
  fetchwright mcp --config api/fetchwright.toml        the clients of another config
  fetchwright mcp stripe.yaml github.json              specifications, before there is a config

It reads the config and its specifications, and reads them again when they change. It writes nothing, uses no network, and
reads no file outside of the config's folder.")]
pub(super) struct McpArguments {
    /// Specifications [default: those of the config]
    #[arg(value_name = "SPEC")]
    pub spec: Vec<PathBuf>,
    /// The config file
    #[arg(long, value_name = "FILE", default_value = "fetchwright.toml")]
    pub config: PathBuf,
}
