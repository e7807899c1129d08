//! `format: date-time` and `date`: chrono's types.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

pub use chrono::NaiveDate;
use chrono::{NaiveTime, Utc};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::object::Field;
use super::reading;
use super::values::{Decode, read_parsed};

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

impl<'de> Decode<'de> for DateTime {}

/// A moment without an offset is one of UTC, and a date is its first moment, unless reading is strict.
impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_parsed(deserializer, |text| match text.parse() {
            Ok(moment) => Ok(moment),
            Err(error) => match without_offset(text).filter(|_| reading::liberally()) {
                Some(moment) => Ok(moment),
                None => Err(invalid(text, "a date and time", &error)),
            },
        })
    }
}

/// `2020-01-01T12:00:00`, with a space for the `T`, without seconds, or a date alone.
fn without_offset(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, "00:00"));
    let date: NaiveDate = date.parse().ok()?;
    let time: NaiveTime = time.parse().ok()?;
    Some(DateTime(date.and_time(time).and_utc()))
}

/// A date; of a date and time its date, unless reading is strict.
impl<'de> Decode<'de> for NaiveDate {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = |text: &str| text.parse::<NaiveDate>();
        read_parsed(deserializer, |text| match date(text) {
            Ok(date) => Ok(date),
            Err(error) => {
                let (first, _) = text.trim().split_once(['T', 't', ' ']).unwrap_or_default();
                match date(first) {
                    Ok(date) if reading::liberally() => Ok(date),
                    _ => Err(invalid(text, "a date", &error)),
                }
            }
        })
    }
}

fn invalid(text: &str, expected: &str, error: &chrono::ParseError) -> String {
    format!("invalid value: string {text:?} ({error}), expected {expected}")
}
