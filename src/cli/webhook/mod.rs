//! `fetchwright webhook`: deliveries checked, signed, sent, taken, kept and sent again.
//!
//! ```text
//! verify    a delivery         →  valid (exit 0), or why not (exit 1)
//! sign      a body             →  the headers that its provider would send
//! trigger   events of a spec   →  signed deliveries to a receiver
//! listen    deliveries         →  shown, forwarded, kept
//! replay    kept deliveries    →  a receiver
//! events    a spec             →  the names of its events
//! ```
//!
//! The cryptography is that of the generated clients. Invariants: no secret is printed; bodies are bytes and are never
//! parsed before they are forwarded or checked; a delivery that cannot be stored, checked or sent costs itself.

mod arguments;
mod catalogue;
mod change;
mod delivery;
mod endpoint;
mod events;
mod ids;
mod listen;
mod page;
mod payload;
mod replay;
mod secret;
mod send;
mod show;
mod sign;
mod specification;
mod store;
mod tamper;
mod trigger;
mod verify;

pub(super) use arguments::WebhookCommand;
pub(super) use secret::Secret;

use std::fmt;

use super::{FAILED, USAGE, say};

/// Why a command ends early.
#[derive(Debug)]
pub(in crate::cli) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The error has been shown.
    const SHOWN: Failure = Failure {
        code: FAILED,
        message: String::new(),
    };

    pub(in crate::cli) fn new(message: impl Into<String>) -> Failure {
        Failure {
            code: FAILED,
            message: message.into(),
        }
    }

    /// What was asked for makes no sense.
    pub(in crate::cli) fn usage(message: impl Into<String>) -> Failure {
        Failure {
            code: USAGE,
            message: message.into(),
        }
    }

    /// Shows it, and gives the exit code.
    pub(in crate::cli) fn shown(self) -> u8 {
        if !self.message.is_empty() {
            say(&format!("error: {self}"));
        }
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Runs one of the commands and gives the exit code.
pub(super) fn run(command: &WebhookCommand) -> u8 {
    let code = match command {
        WebhookCommand::Verify(arguments) => verify::run(arguments),
        WebhookCommand::Sign(arguments) => sign::run(arguments),
        WebhookCommand::Trigger(arguments) => trigger::run(arguments),
        WebhookCommand::Listen(arguments) => listen::run(arguments),
        WebhookCommand::Replay(arguments) => replay::run(arguments),
        WebhookCommand::Events(arguments) => events::run(arguments),
    };
    code.unwrap_or_else(Failure::shown)
}
