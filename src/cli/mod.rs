//! Arguments to library calls, outcomes to text and an exit code.
//!
//! ```text
//! fetchwright generate stripe.yaml -o stripe   →   config::Job::run, output::Folder::apply, exit 0
//! ```
//!
//! Exit codes: 0 done, 1 the input or the generation failed, 2 wrong usage, 3 `--check` found stale output,
//! or `diff` a change of the level that was chosen.

mod add;
mod arguments;
mod auth;
mod diff;
mod download;
mod generate;
#[cfg(feature = "inbox")]
mod inbox;
mod init;
mod inspect;
#[cfg(feature = "mcp")]
mod mcp;
mod providers;
mod update;
mod webhook;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::config::Outcome;
use crate::diagnostics::draw;
use crate::hidden;
use arguments::{Arguments, Command, MessageFormat};

const FAILED: u8 = 1;
const USAGE: u8 = 2;
const STALE: u8 = 3;

/// Runs the command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let code = crate::pipeline::on_a_deep_stack(|| run(arguments.command))
        .unwrap_or_else(|error| usage(&error.to_string()));
    ExitCode::from(code)
}

fn run(command: Command) -> u8 {
    match command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Add(arguments) => add::run(&arguments),
        Command::Update(arguments) => update::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Providers(arguments) => providers::run(&arguments),
        #[cfg(feature = "inbox")]
        Command::Inbox(command) => inbox::run(&command),
        #[cfg(feature = "mcp")]
        Command::Mcp(arguments) => mcp::run(&arguments),
        Command::Webhook(command) => webhook::run(&command),
        Command::Auth(command) => auth::run(&command),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "fetchwright",
                &mut io::stdout(),
            );
            0
        }
    }
}

/// Wrong usage, in clap's format.
fn usage(message: &str) -> u8 {
    say(&format!(
        "error: {message}\n\nFor more information, try 'fetchwright help'."
    ));
    USAGE
}

/// Shows what was found, on standard error.
fn show(outcome: &Outcome, format: MessageFormat) {
    let text = match format {
        MessageFormat::Human => outcome.drawn(io::stderr().is_terminal()),
        MessageFormat::Json => {
            let found = outcome.diagnostics.all().iter();
            found
                .map(|found| draw::json(found, outcome.sources.as_ref()) + "\n")
                .collect()
        }
    };
    if !text.is_empty() {
        eprintln!("{}", text.trim_end());
    }
}

/// Writes to standard output; a reader that went away is no error. Text of a specification or of a request is part of it,
/// so hidden characters are escaped.
fn print(text: &str) {
    drop(io::stdout().write_all(hidden::escape(text).as_bytes()));
}

/// Shows the current step, on a terminal only.
fn progress(message: &str) {
    if io::stderr().is_terminal() {
        say(message);
    }
}

/// Writes a line to standard error, with hidden characters escaped.
fn say(message: &str) {
    eprintln!("{}", hidden::escape(message));
}
