//! The snippets that `fetchwright mcp` gives for the operations and events of the samples compile as they are.
//!
//! `tests/mcp.rs` looks whether the file is current: `FETCHWRIGHT_UPDATE=1 cargo test --features mcp --test mcp` writes it.
#![allow(
    dead_code,
    clippy::print_stdout,
    reason = "they are compiled and not called"
)]

include!("snippets/all.rs");
