//! fetchwright reads an OpenAPI description and writes the thin, typed Rust client that you would have written by hand.
//!
//! ```text
//! source ──► document ──► resolve ──► ir ──► analyze ──► names ──► emit ──► output
//! ```
//!
//! [`pipeline`] is the table of contents: each stage takes what the one before it gives. From a build script, begin with
//! [`Config`].

pub mod analyze;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostics;
pub mod diff;
pub mod document;
pub mod emit;
mod hidden;
pub mod ir;
pub mod join;
pub mod names;
pub mod output;
pub mod overlay;
pub mod pipeline;
pub mod providers;
pub mod resolve;
pub mod samples;
pub mod settings;
pub mod source;
mod stars;
pub mod work;

pub use config::{Config, Error, OnBreaking};
