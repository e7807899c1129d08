//! One field of a JSON body, without reading the rest into memory.
//!
//! ```text
//! pick({"data": {"id": "a", "n": 7}}, "/data/n")   →   7
//! ```
//!
//! A duplicate key on the way is an error: two readers could see two different values, and only one was signed.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

/// The JSON at a pointer (RFC 6901), as it is written.
pub(super) fn pick<'j>(
    json: &'j [u8],
    pointer: &str,
) -> Result<Option<&'j RawValue>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let picked = Step(pointer).deserialize(&mut deserializer)?;
    deserializer.end().map(|()| picked)
}

/// The text at a pointer: a string's content, a number or a truth value as it is written; `null` is not there.
pub(super) fn pick_text<'j>(
    json: &'j [u8],
    pointer: &str,
) -> Result<Option<Cow<'j, str>>, serde_json::Error> {
    match pick(json, pointer)? {
        Some(value) => scalar(value),
        None => Ok(None),
    }
}

fn scalar(value: &RawValue) -> Result<Option<Cow<'_, str>>, serde_json::Error> {
    let json = value.get();
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str::<Borrowed<'_>>(json).map(|text| Some(text.0)),
        Some(b'{' | b'[') => Err(serde_json::Error::custom(
            "a field that is signed is no text",
        )),
        _ => Ok((json != "null").then_some(Cow::Borrowed(json))),
    }
}

/// Text that is borrowed where it has no escapes.
struct Borrowed<'j>(Cow<'j, str>);

impl<'de> Deserialize<'de> for Borrowed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Borrowed<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Borrowed<'de>, E> {
                Ok(Borrowed(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Borrowed<'de>, E> {
                Ok(Borrowed(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// What is left of the way.
struct Step<'p>(&'p str);

impl<'p> Step<'p> {
    /// The next key, and the way behind it.
    fn split(&self) -> (Cow<'p, str>, Step<'p>) {
        let rest = self.0.strip_prefix('/').unwrap_or(self.0);
        let (key, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let key = if key.contains('~') {
            Cow::Owned(key.replace("~1", "/").replace("~0", "~"))
        } else {
            key.into()
        };
        (key, Step(after))
    }
}

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.0.is_empty() {
            true => <&RawValue>::deserialize(deserializer).map(Some),
            false => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Step<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (wanted, _) = self.split();
        let mut found = None;
        while let Some(here) = map.next_key_seed(IsKey(&wanted))? {
            match (here, &found) {
                (false, _) => map.next_value::<IgnoredAny>().map(drop)?,
                (true, None) => found = Some(map.next_value_seed(self.split().1)?),
                (true, Some(_)) => {
                    return Err(A::Error::custom("a signed key occurs twice"));
                }
            }
        }
        Ok(found.flatten())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (wanted, rest) = self.split();
        let Ok(index) = wanted.parse::<usize>() else {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(None);
        };
        for _ in 0..index {
            if seq.next_element::<IgnoredAny>()?.is_none() {
                return Ok(None);
            }
        }
        let found = seq.next_element_seed(rest)?.flatten();
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Whether a key is the wanted one.
struct IsKey<'k>(&'k str);

impl<'de> DeserializeSeed<'de> for IsKey<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for IsKey<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}
