//! `format: uuid`: the `uuid` crate's type.

pub use uuid::Uuid;

use super::object::Field;
use super::values::Decode;

impl Field for Uuid {
    fn empty() -> Self {
        Uuid::default()
    }
}
impl<'de> Decode<'de> for Uuid {}
