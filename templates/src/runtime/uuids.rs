//! `format: uuid`: the `uuid` crate's type.

pub use uuid::Uuid;

use super::object::Field;

impl Field for Uuid {
    fn empty() -> Self {
        Uuid::default()
    }
}
