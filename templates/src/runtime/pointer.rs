//! Parts of JSON by their place, without reading the rest into anything.
//!
//! ```text
//! {"data": [{"id": "a"}], "has_more": true}   /has_more   →   true
//! ```
//!
//! The text is validated while it is traversed: invalid JSON is an error, never a missing part.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::decode::{self, DecodeError};

/// The JSON at a pointer (RFC 6901) through objects; `None` where there is none.
pub(super) fn find<'j>(json: &'j [u8], pointer: &str) -> Result<Option<&'j str>, DecodeError> {
    let text = std::str::from_utf8(json)
        .map_err(|error| decode::invalid_utf8(json, error.valid_up_to(), "a page"))?;
    let whole: &RawValue =
        serde_json::from_str(text).map_err(|error| decode::describe(text, &error, "a page"))?;
    let mut found = whole.get();
    for step in pointer.split('/').skip(1) {
        let name = step.replace("~1", "/").replace("~0", "~");
        match read(found, Member(&name))? {
            Some(value) => found = value.get(),
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// Reads JSON with a seed.
pub(super) fn read<'j, S: DeserializeSeed<'j>>(
    json: &'j str,
    seed: S,
) -> Result<S::Value, DecodeError> {
    let mut reader = serde_json::Deserializer::from_str(json);
    seed.deserialize(&mut reader)
        .map_err(|error| decode::describe(json, &error, "a page"))
}

/// The value of a member of an object; null has none.
struct Member<'k>(&'k str);

impl<'j> DeserializeSeed<'j> for Member<'_> {
    type Value = Option<&'j RawValue>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'j> Visitor<'j> for Member<'_> {
    type Value = Option<&'j RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.0)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_wanted) = map.next_key_seed(Is(self.0))? {
            if is_wanted {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Whether a key is the wanted one.
struct Is<'k>(&'k str);

impl<'j> DeserializeSeed<'j> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}
