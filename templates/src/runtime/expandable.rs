//! References that a request can ask to expand.
//!
//! ```text
//! "customer": "cus_1"   or   "customer": {"id": "cus_1", …}   →   Expandable<Customer>, whose `id()` is cus_1
//! ```

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::decode::DecodeError;
use super::json::Json;
use super::object::Field;
use super::values::Decode;

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

impl<T> Eq for Expandable<T> {}

impl<T> Hash for Expandable<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.json.hash(state);
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

impl<T> Field for Expandable<T> {
    fn empty() -> Self {
        Expandable {
            json: Json::default(),
            object: PhantomData,
        }
    }
}
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
