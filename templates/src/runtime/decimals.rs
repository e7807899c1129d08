//! `format: decimal`, where the config asks for `rust_decimal`.

pub use rust_decimal::Decimal;

use super::object::Field;
use super::values::Decode;

impl Field for Decimal {
    fn empty() -> Self {
        Decimal::default()
    }
}
impl<'de> Decode<'de> for Decimal {}
