//! Unions: one of several types, known by what is in the JSON.
//!
//! ```text
//! pub enum Source {
//!     Card(Box<Card>),
//!     Debit(Box<Debit>),
//!     Id(String),
//!     Denied(Box<Denied>),
//!     Draft(Box<Draft>),
//!     Other(Json),
//! }
//! union! {
//!     Source: Deserialize + Serialize {
//!         Card = tag("object": "card"),      // the key `object` holds `card`
//!         Debit = has("iban"),               // there is a key `iban`
//!         Id = json(string),                 // by JSON type
//!         Denied = typed("error": string),   // the key `error` holds a string
//!         Draft = never(),                   // nothing distinguishes it: only sent
//!     }
//!     From { Card(Card), Debit(Debit), Id(String), Denied(Denied), Draft(Draft) }
//! }
//! ```
//!
//! The JSON is looked at once; the first variant whose mark fits is decoded, and an error in it is an error that names the
//! place inside. What fits no mark is kept in `Other`. Reading a union needs serde_json, whose raw values it is made of.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::decode::within;

/// What a variant is known by.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// An object whose key holds one of these texts.
    Tag(&'static str, &'static [&'static str]),
    /// An object with all of these keys.
    Has(&'static [&'static str]),
    /// A type of JSON: `string`, `integer`, `number`, `boolean`, `array`, `object`.
    Json(&'static str),
    /// An object whose key holds a value of a type of JSON.
    Typed(&'static str, &'static str),
    /// Nothing.
    Never,
}

/// Reads the JSON of a union, and finds the first of its marks that fits.
pub fn read_union<'de, D: Deserializer<'de>>(
    deserializer: D,
    marks: &[Mark],
) -> Result<(Box<RawValue>, Option<usize>), D::Error> {
    let json = Box::<RawValue>::deserialize(deserializer)?;
    let found = find(json.get(), marks).map_err(D::Error::custom)?;
    Ok((json, found))
}

/// Decodes the JSON of the variant that was found.
pub fn read_variant<'de, T: Deserialize<'de>, E: Error>(
    json: &'de RawValue,
    variant: &str,
) -> Result<T, E> {
    serde_json::from_str(json.get()).map_err(|error| within(json.get(), variant, &error))
}

fn find(json: &str, marks: &[Mark]) -> Result<Option<usize>, serde_json::Error> {
    let looked_at = if json.starts_with('{') {
        serde_json::from_str(json)?
    } else {
        Keys::default()
    };
    Ok(marks.iter().position(|mark| fits(mark, json, &looked_at.0)))
}

fn fits(mark: &Mark, json: &str, keys: &[(Cow<'_, str>, &str)]) -> bool {
    let value = |wanted: &str| {
        keys.iter()
            .find(|(key, _)| key == wanted)
            .map(|(_, value)| *value)
    };
    match mark {
        // What is no string is compared as it is written: numbers, truth values.
        Mark::Tag(key, texts) => value(key)
            .map(|value| {
                serde_json::from_str::<Cow<'_, str>>(value).unwrap_or(Cow::Borrowed(value))
            })
            .is_some_and(|text| texts.contains(&&*text)),
        Mark::Has(wanted) => !keys.is_empty() && wanted.iter().all(|key| value(key).is_some()),
        Mark::Json(kind) => is_kind(json, kind),
        Mark::Typed(key, kind) => value(key).is_some_and(|value| is_kind(value, kind)),
        Mark::Never => false,
    }
}

fn is_kind(json: &str, kind: &str) -> bool {
    match json.as_bytes().first() {
        Some(b'"') => kind == "string",
        Some(b'{') => kind == "object",
        Some(b'[') => kind == "array",
        Some(b't' | b'f') => kind == "boolean",
        Some(b'-' | b'0'..=b'9') => {
            kind == "number" || (kind == "integer" && !json.contains(['.', 'e', 'E']))
        }
        _ => false,
    }
}

/// The keys of an object and the text of their values.
#[derive(Default)]
struct Keys<'j>(Vec<(Cow<'j, str>, &'j str)>);

impl<'de> Deserialize<'de> for Keys<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys<'de>, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, value)) = map.next_entry::<Cow<'de, str>, &'de RawValue>()? {
            keys.push((key, value.get()));
        }
        Ok(Keys(keys))
    }
}

/// A [`Mark`] as a union's table states it.
#[macro_export]
macro_rules! mark {
    (never()) => { runtime::Mark::Never };
    (tag($key:literal: $($text:literal),*)) => { runtime::Mark::Tag($key, &[$($text),*]) };
    (has($($key:literal),*)) => { runtime::Mark::Has(&[$($key),*]) };
    (json($kind:ident)) => { runtime::Mark::Json(stringify!($kind)) };
    (typed($key:literal: $kind:ident)) => { runtime::Mark::Typed($key, stringify!($kind)) };
}

/// Makes an enum of several types readable and writable; see the module.
#[macro_export]
macro_rules! union {
    ($name:ident: $first:ident $(+ $second:ident)? { $($table:tt)* } $(From { $($variant:ident($ty:ty)),* $(,)? })?) => {
        impl runtime::Field for $name {}
        impl Default for $name {
            fn default() -> Self {
                $name::Other(runtime::Json::default())
            }
        }
        $($(
            impl From<$ty> for $name {
                fn from(value: $ty) -> Self {
                    $name::$variant(value.into())
                }
            }
        )*)?
        runtime::union!(@$first $name { $($table)* });
        runtime::union!(@$($second)? $name { $($table)* });
    };
    (@ $name:ident $table:tt) => {};
    (@Deserialize $name:ident { $($variant:ident = $mark:ident $by:tt),* $(,)? }) => {
        impl<'de> runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[allow(clippy::enum_variant_names, reason = "they are those of the union")]
                enum Index { $($variant,)* }
                let (json, found) = runtime::read_union(deserializer, &[$(runtime::mark!($mark $by)),*])?;
                $(if found == Some(Index::$variant as usize) {
                    return runtime::read_variant(&json, stringify!($variant)).map($name::$variant);
                })*
                Ok($name::Other(json.into()))
            }
        }
    };
    (@Serialize $name:ident { $($variant:ident = $mark:ident $by:tt),* $(,)? }) => {
        impl runtime::serde::Serialize for $name {
            fn serialize<S: runtime::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $($name::$variant(value) => value.serialize(serializer),)*
                    $name::Other(json) => json.serialize(serializer),
                }
            }
        }
    };
}
