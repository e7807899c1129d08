//! Trees to specifications: reads OpenAPI 2.0, 3.0, 3.1 and 3.2 into the one normal form of [`model`].
//!
//! ```text
//! openapi: 3.0.0                          Document {
//! paths:                                    operations: [Operation { method: "GET", path: "/pets/{id}",
//!   /pets/{id}:                       →       parameters: [Parameter { name: "id", location: Path, schema: #0, … }],
//!     get:                                    responses: [] }],
//!       parameters: [{ $ref: … }]           schemas: [#0 string] }
//! ```
//!
//! A stage between `source`, which knows trees and JSON References, and `resolve`, which chooses what is wanted. `read`
//! holds the reader of 3.x and all that the versions share; `swagger2` holds what 2.0 declares differently.
//!
//! Invariants: every `$ref` outside of schemas has been followed; every schema node is read once, whatever points at it,
//! so cycles are legal; a mistake costs the part it is in, with a warning; everything is in the order of the
//! keys; every id that is in a [`Document`] is an index of [`Document::schemas`].

pub mod extension;
pub mod model;
pub mod oauth;
mod read;
pub mod schemes;
mod swagger2;
#[cfg(test)]
mod tests;

pub use model::*;

use crate::diagnostics::Diagnostics;
use crate::source::Sources;
use read::{DocumentReader, Version};

/// Reads the root of `sources`; `None` where it is no specification at all, which is reported as an error.
pub fn read<'s>(sources: &'s Sources, diagnostics: &mut Diagnostics) -> Option<Document<'s>> {
    let root = sources.root()?;
    let version = Version::detect(root, diagnostics)?;
    let reader = DocumentReader::new(sources, diagnostics, version);
    match version {
        Version::V2 => reader.swagger2(root),
        Version::V3_0 | Version::V3_1 | Version::V3_2 => reader.openapi3(root),
    }
}
