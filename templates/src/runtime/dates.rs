//! `format: date-time` and `date`: chrono's types.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

pub use chrono::NaiveDate;
use chrono::Utc;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::object::Field;

/// A moment, in UTC. What comes in is RFC 3339, or close to it as some providers send it: a space for the `T`, an offset
/// without minutes (`2023-10-06 23:47:56.678+00`). What goes out is RFC 3339.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(pub chrono::DateTime<Utc>);

impl Field for DateTime {
    fn empty() -> Self {
        DateTime::default()
    }
}
impl Field for NaiveDate {
    fn empty() -> Self {
        NaiveDate::default()
    }
}

impl Deref for DateTime {
    type Target = chrono::DateTime<Utc>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        DateTime(moment)
    }
}

impl FromStr for DateTime {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read: Result<chrono::DateTime<Utc>, _> = text.parse();
        read.or_else(|error| format!("{text}:00").parse().map_err(|_| error))
            .map(DateTime)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}
