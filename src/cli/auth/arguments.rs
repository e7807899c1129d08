//! What `fetchwright auth` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::webhook::Secret;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AuthCommand {
    /// Sign in with a browser, or on another device, and store the tokens for programs
    Login(LoginArguments),
    /// Print an access token; it is renewed first if it ends
    Token(TokenArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright auth login --provider google --client-id ID --client-secret env:GOOGLE_CLIENT_SECRET --scope https://www.googleapis.com/auth/calendar
  fetchwright auth login --provider github --client-id ID --scope repo --device
  fetchwright auth login --issuer https://login.example.com --client-id ID --store tokens.json

A client reads the tokens with `FileStore::new(PATH)`. The file can be read by its owner only.")]
pub(in crate::cli) struct LoginArguments {
    #[command(flatten)]
    pub client: ClientArguments,
    /// What the token shall allow; may be repeated [default: those that the provider file names for a sign-in]
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// Sign in on another device: for a machine without a browser
    #[arg(long)]
    pub device: bool,
    /// The port of this machine that the browser comes back to [default: a free one]
    #[arg(long, value_name = "PORT", default_value = "0")]
    pub port: u16,
    /// The path of that address, where the provider has it registered with one
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub path: String,
    /// Show the address instead of opening a browser
    #[arg(long)]
    pub no_browser: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:
  curl -H \"Authorization: Bearer $(fetchwright auth token --provider google --client-id ID --client-secret env:SECRET)\" https://…")]
pub(in crate::cli) struct TokenArguments {
    #[command(flatten)]
    pub client: ClientArguments,
}

/// Which program signs in, and where.
#[derive(Debug, Args)]
pub(in crate::cli) struct ClientArguments {
    /// The provider: see `fetchwright providers`
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// An OpenID provider, which names its endpoints itself
    #[arg(long, value_name = "URL", conflicts_with = "provider")]
    pub issuer: Option<String>,
    /// The client's id
    #[arg(long, value_name = "ID")]
    pub client_id: String,
    /// The client's secret, where it has one: env:NAME, file:PATH, or itself, which everyone sees who may list processes
    #[arg(long, value_name = "SECRET")]
    pub client_secret: Option<Secret>,
    /// A variable of the provider's addresses: tenant=common; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// The authorization endpoint, if not the provider's
    #[arg(long, value_name = "URL")]
    pub authorize_url: Option<String>,
    /// The token endpoint, if not the provider's
    #[arg(long, value_name = "URL")]
    pub token_url: Option<String>,
    /// The device authorization endpoint, if not the provider's
    #[arg(long, value_name = "URL")]
    pub device_url: Option<String>,
    /// Where the tokens are stored [default: fetchwright/tokens/PROVIDER.json among the user's settings]
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
}
