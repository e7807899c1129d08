//! Values whose type the description leaves open, or whose absence means something.

use std::fmt;
use std::io;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::value::RawValue;

use super::decode::{DecodeError, from_json};
use super::object::Field;
use super::reading;
use super::values::Decode;

/// Any JSON, kept as its text until somebody wants to know more.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The JSON of a value. Errors where a map has keys that are no strings.
    pub fn new(value: &impl Serialize) -> Result<Json, serde_json::Error> {
        RawValue::from_string(to_text(value)?).map(Json)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Reads it as a type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        from_json(self.as_str().as_bytes())
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.as_str() == "null"
    }
}

impl Field for Json {}

impl Default for Json {
    fn default() -> Self {
        Json(RawValue::NULL.to_owned())
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        reading::measure(json.get())?;
        Ok(Json(json))
    }
}

impl<'de> Decode<'de> for Json {
    fn null() -> Option<Self> {
        Some(Json::default())
    }
}

/// JSON that is sent: whole numbers have no fraction, since readers of integers refuse `3.0`.
pub(super) fn to_text(value: &(impl Serialize + ?Sized)) -> Result<String, serde_json::Error> {
    let mut text = Vec::with_capacity(128);
    value.serialize(&mut serde_json::Serializer::with_formatter(
        &mut text,
        WholeNumbers,
    ))?;
    String::from_utf8(text).map_err(serde_json::Error::custom)
}

/// Writes JSON as serde_json does, but for floats that are whole.
struct WholeNumbers;

impl Formatter for WholeNumbers {
    fn write_f32<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        match is_whole(value.into()) {
            true => write!(writer, "{}", value + 0.0),
            false => CompactFormatter.write_f32(writer, value),
        }
    }

    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        match is_whole(value) {
            // A negative zero becomes zero.
            true => write!(writer, "{}", value + 0.0),
            false => CompactFormatter.write_f64(writer, value),
        }
    }
}

/// Whether serde_json would write `.0`: larger numbers have an exponent.
fn is_whole(value: f64) -> bool {
    value.fract() == 0.0 && value.abs() < 1e16
}

/// A field with three states: not there, null, or a value. A PATCH says with null what it removes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// The id of an object, or the object itself where the request asked for it to be expanded.
///
/// The object stays raw JSON until [`Expandable::decode`]: a program that never looks at it does not pay for it.
pub struct Expandable<T> {
    json: Json,
    object: PhantomData<fn() -> T>,
}

impl<T> Expandable<T> {
    /// The id: the value itself, or the object's `id`.
    pub fn id(&self) -> Option<String> {
        match self.json.decode::<serde_json::Value>().ok()? {
            serde_json::Value::String(id) => Some(id),
            serde_json::Value::Object(object) => Some(object.get("id")?.as_str()?.to_owned()),
            _ => None,
        }
    }

    /// Whether it is more than an id.
    pub fn is_expanded(&self) -> bool {
        self.json.as_str().starts_with('{')
    }

    /// The JSON as it came.
    pub fn as_json(&self) -> &Json {
        &self.json
    }
}

impl<T: DeserializeOwned> Expandable<T> {
    /// Reads the object; an error where it was not expanded.
    pub fn decode(&self) -> Result<T, DecodeError> {
        self.json.decode()
    }
}

impl<T> From<&str> for Expandable<T> {
    fn from(id: &str) -> Self {
        Expandable {
            json: Json::new(&id).unwrap_or_default(),
            object: PhantomData,
        }
    }
}

impl<T> Clone for Expandable<T> {
    fn clone(&self) -> Self {
        Expandable {
            json: self.json.clone(),
            object: PhantomData,
        }
    }
}

impl<T> Default for Expandable<T> {
    fn default() -> Self {
        Expandable {
            json: Json::default(),
            object: PhantomData,
        }
    }
}

impl<T> PartialEq for Expandable<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl<T> fmt::Debug for Expandable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.json.fmt(f)
    }
}

impl<T> Field for Expandable<T> {}
impl<'de, T> Decode<'de> for Expandable<T> {}

impl<T> Serialize for Expandable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Expandable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Expandable {
            json: Json::deserialize(deserializer)?,
            object: PhantomData,
        })
    }
}
