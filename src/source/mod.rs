//! Bytes to trees: reads JSON, YAML and TOML into [`Node`]s that know their file and their bytes.
//!
//! ```text
//! {"openapi": "3.1.0"}   →   Object[ "openapi"@0:1..10 → String("3.1.0")@0:12..19 ]@0:0..20
//! ```
//!
//! Knows files, text and JSON References, nothing of OpenAPI. Invariants: every byte of input is bounded in size and depth;
//! a tree never holds a key twice; nothing panics on any input; only [`Sources`] touches the disk.

mod builder;
mod json;
mod limits;
mod node;
mod reading;
mod reference;
mod sources;
mod text;
mod toml;
mod yaml;

pub use limits::{Limits, Room};
pub use node::{Entry, FileId, Node, Object, Span, Value};
pub use reference::{FollowError, at, escaped};
pub use sources::{Format, Input, Joined, Position, Sources};
