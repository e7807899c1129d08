//! Fields that may be absent, null, or a value, where these mean different things.
//!
//! ```text
//! Nullable::Absent → {}     Nullable::Null → {"note": null}     Nullable::Value("a") → {"note": "a"}
//! ```

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::object::Field;
use super::values::Decode;

/// A field with three states: not there, null, or a value. In a PATCH, null removes the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// It is not sent: what there is stays.
    #[default]
    Absent,
    /// `null` is sent; in a form an empty value.
    Null,
    /// The value is sent.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, where there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Nullable::Value(value) => Some(value),
            Nullable::Absent | Nullable::Null => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Nullable::Value(value)
    }
}

impl<T> Field for Nullable<T> {
    fn empty() -> Self {
        Nullable::Absent
    }

    fn is_absent(&self) -> bool {
        matches!(self, Nullable::Absent)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Nullable::Null, Nullable::Value))
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Nullable<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::decode(deserializer)?.map_or(Nullable::Null, Nullable::Value))
    }

    fn null() -> Option<Self> {
        Some(Nullable::Null)
    }
}
