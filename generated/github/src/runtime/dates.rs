//! `format: date-time` and `date`: chrono's types.

pub use chrono::NaiveDate;
use chrono::Utc;

use super::object::Field;

/// A moment, in UTC.
pub type DateTime = chrono::DateTime<Utc>;

impl Field for DateTime {}
impl Field for NaiveDate {}
