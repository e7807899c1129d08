//! Schemas to JSON values that they allow: what tests send, and what a provider might response.
//!
//! ```text
//! { type: object, required: [id], properties: { id: { type: string, format: uuid }, size: { example: 3 } } }
//!   Fill::Required → {"id":"0191e5a4-…"}      Fill::All → {"id":"0191e5a4-…","size":3}
//! ```
//!
//! A stage beside `ir::lower` and reads what `resolve` selected, because the ir has no limits and no examples. Examples and
//! defaults that the schema allows come first; else a value is made from its constants, formats and limits. `shape` brings
//! together what `allOf` and references declare about one value, `make` makes it, `check` returns whether the schema allows it.
//!
//! Invariants: the same schema gives the same value; cycles, depth and work are bounded; [`Sample::valid`] is what `check`
//! found and not a hope.

mod check;
mod json;
mod make;
mod pattern;
mod shape;
#[cfg(test)]
mod tests;

pub use json::Json;

use crate::document::SchemaId;
use crate::resolve::Selection;
use crate::source::Node;
use make::Maker;

/// Which way a value goes: it decides about `readOnly` and `writeOnly` (OpenAPI 3.0, 4.7.24.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Sent: nothing that is `readOnly`.
    Out,
    /// Received: nothing that is `writeOnly`.
    In,
}

/// How much of an object is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// What must be there.
    Required,
    /// What may be there too, down to a few levels.
    All,
}

/// A value that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The value.
    pub json: Json,
    /// Whether the schema allows it. `false` where the schema contradicts itself, or asks for more than is known here.
    pub valid: bool,
}

/// Makes values for the schemas of a selection.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a, 's> {
    selection: &'a Selection<'a, 's>,
    direction: Direction,
    fill: Fill,
}

impl<'a, 's> Samples<'a, 's> {
    /// For values that go one way.
    pub fn new(selection: &'a Selection<'a, 's>, direction: Direction, fill: Fill) -> Self {
        Samples {
            selection,
            direction,
            fill,
        }
    }

    /// A value of a schema.
    pub fn of(&self, id: SchemaId) -> Sample {
        self.like(id, None)
    }

    /// A value of a schema, made from an example that is next to it (of a media type, of a parameter), where the
    /// schema allows that.
    pub fn like(&self, id: SchemaId, example: Option<&Node>) -> Sample {
        let json = Maker::new(*self).make(&self.shape(&[id]), example);
        let valid = self.allows(id, &json);
        Sample { json, valid }
    }
}
