//! Values whose type the specification leaves open.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;

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

impl Field for Json {
    fn empty() -> Self {
        Json::default()
    }
}

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

impl Eq for Json {}

impl Hash for Json {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
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
