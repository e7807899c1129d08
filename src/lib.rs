//! fetchwright reads an OpenAPI specification and writes the thin, typed Rust client that you would have written by hand.
//!
//! ```text
//! source ──► document ──► resolve ──► ir ──► analyze ──► names ──► emit ──► output
//! ```
//!
//! [`pipeline`] is the table of contents: each stage takes what the one before it gives. From a build script, begin with
//! [`Config`]; [`pipeline::generate`] is for programs that observe the stages. What a program needs is documented here. The
//! stages themselves are hidden: tests and tools of this project use them, and they may change in any version.

#[doc(hidden)]
pub mod analyze;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostics;
pub mod diff;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod emit;
mod formats;
mod hidden;
mod html;
#[doc(hidden)]
pub mod ir;
pub mod join;
#[cfg(feature = "mcp")]
pub mod mcp;
#[doc(hidden)]
pub mod names;
pub mod output;
#[doc(hidden)]
pub mod overlay;
pub mod pipeline;
mod policies;
pub mod providers;
#[doc(hidden)]
pub mod resolve;
#[doc(hidden)]
pub mod samples;
pub mod settings;
pub mod source;
mod stars;
mod styles;
#[doc(hidden)]
pub mod work;

pub use config::{Config, Error, OnBreaking};
