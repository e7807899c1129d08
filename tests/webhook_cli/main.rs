//! `fetchwright webhook` from outside: exit codes, what is shown, and what goes over the wire.
#![cfg(feature = "cli")]

mod listen;
mod page;
mod program;
mod schemes;
mod server;
mod trigger;
mod usage;
mod vectors;
