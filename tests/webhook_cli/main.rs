//! `fetchwright webhook` from outside: exit codes, what is shown, and what goes over the wire.
#![cfg(feature = "cli")]

mod browser;
mod listen;
mod nginx;
mod page;
mod program;
mod schemes;
mod server;
mod trigger;
mod usage;
mod vectors;
