//! `format: decimal`, where the config asks for `rust_decimal`.

pub use rust_decimal::Decimal;

use super::object::Field;

impl Field for Decimal {
    fn empty() -> Self {
        Decimal::default()
    }
}
