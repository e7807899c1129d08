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
//! Lists and maps are known by what they hold: `items(json(string))`, `values(json(integer))`, where every item must fit; one
//! that holds nothing fits each of these.
//!
//! The JSON is looked at once; the first variant whose mark fits is decoded, and an error in it is an error that names the
//! place inside. What fits no mark is kept in `Other`. Reading a union needs serde_json, whose raw values it is made of.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};

use super::json::Json;
use super::reading::{self, error_within};
use super::redact::string_end;
use super::values::{Decode, Raw};

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
    /// A list whose items fit.
    Items(&'static Mark),
    /// An object whose values fit.
    Values(&'static Mark),
    /// Nothing.
    Never,
}

/// Reads the JSON of a union, and finds the first of its marks that fits.
pub fn read_union<'de, D: Deserializer<'de>>(
    deserializer: D,
    marks: &[Mark],
) -> Result<(Cow<'de, str>, Option<usize>), D::Error> {
    let json = Raw::deserialize(deserializer)?.0;
    let found = find(&json, marks);
    Ok((json, found))
}

/// Decodes the JSON of the variant that was found.
pub fn read_variant<T: for<'j> Decode<'j>, E: Error>(json: &str, variant: &str) -> Result<T, E> {
    reading::variant(json, || {
        T::decode(&mut serde_json::Deserializer::from_str(json))
            .map_err(|error| error_within(json, Some(variant), &error))
    })
}

/// Keeps the JSON of no variant that can be found.
pub fn read_unknown<E: Error>(json: &str) -> Result<Json, E> {
    reading::variant(json, || {
        serde_json::from_str(json).map_err(|error| error_within(json, None, &error))
    })
}

/// The first mark that fits; none for raw JSON.
fn find(json: &str, marks: &[Mark]) -> Option<usize> {
    let entries: Vec<Entry<'_>> = if json.starts_with('{') {
        Entries::of(json).collect()
    } else {
        Vec::new()
    };
    marks.iter().position(|mark| fits(mark, json, &entries))
}

fn fits(mark: &Mark, json: &str, entries: &[Entry<'_>]) -> bool {
    let value = |wanted: &str| {
        entries
            .iter()
            .find(|entry| entry.has_key(wanted))
            .map(|entry| entry.value)
    };
    match mark {
        // What is no string is compared as it is written: numbers, truth values.
        Mark::Tag(key, texts) => value(key)
            .map(|value| text_of(value).unwrap_or(Cow::Borrowed(value)))
            .is_some_and(|text| texts.contains(&&*text)),
        Mark::Has(wanted) => !entries.is_empty() && wanted.iter().all(|key| value(key).is_some()),
        Mark::Json(kind) => is_kind(json, kind),
        Mark::Typed(key, kind) => value(key).is_some_and(|value| is_kind(value, kind)),
        Mark::Items(mark) => json.starts_with('[') && all_fit(mark, json),
        Mark::Values(mark) => json.starts_with('{') && all_fit(mark, json),
        Mark::Never => false,
    }
}

/// Whether everything in a list or map fits; null is no item.
fn all_fit(mark: &Mark, json: &str) -> bool {
    let mark = std::slice::from_ref(mark);
    Entries::of(json)
        .map(|entry| entry.value)
        .all(|value| value == "null" || find(value, mark).is_some())
}

fn text_of(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        return serde_json::from_str(json).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inner))
}

fn is_kind(json: &str, kind: &str) -> bool {
    match json.as_bytes().first() {
        Some(b'"') => kind == "string",
        Some(b'{') => kind == "object",
        Some(b'[') => kind == "array",
        Some(b't' | b'f') => kind == "boolean",
        Some(b'-' | b'0'..=b'9') => kind == "number" || (kind == "integer" && is_integer(json)),
        _ => false,
    }
}

/// Whether a number is whole and not larger than an integer can be: `1.0` and `1e3` are.
fn is_integer(json: &str) -> bool {
    let is_whole = |number: f64| number.fract() == 0.0 && number.abs() < 9e18;
    json.parse::<i64>().is_ok() || json.parse().is_ok_and(is_whole)
}

/// A key of an object and its value, as they are written; items of lists have no key.
struct Entry<'j> {
    key: &'j str,
    value: &'j str,
}

impl Entry<'_> {
    fn has_key(&self, wanted: &str) -> bool {
        text_of(self.key).is_some_and(|key| key == wanted)
    }
}

/// What is in an object or a list, one after the other. The text is known to be JSON.
struct Entries<'j> {
    json: &'j str,
    at: usize,
    is_object: bool,
}

impl<'j> Entries<'j> {
    fn of(json: &'j str) -> Self {
        Entries {
            json,
            at: 1,
            is_object: json.starts_with('{'),
        }
    }

    /// Passes blanks, and the signs between values.
    fn skip_separators(&mut self) {
        let rest = self.json.as_bytes().get(self.at..).unwrap_or_default();
        let is_separator = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b':');
        self.at += rest.iter().take_while(|byte| is_separator(byte)).count();
    }

    /// The value that begins here; none at the end.
    fn value(&mut self) -> Option<&'j str> {
        self.skip_separators();
        let start = self.at;
        let bytes = self.json.as_bytes();
        let mut depth = 0_usize;
        loop {
            match bytes.get(self.at)? {
                b'"' => self.at = string_end(bytes, self.at + 1),
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => return None,
                b'}' | b']' => depth -= 1,
                _ => {
                    // A number, `true`, `false`, `null`, or what is between values.
                    let ends = |byte: &u8| {
                        matches!(byte, b',' | b'}' | b']' | b'{' | b'[' | b'"')
                            || (depth == 0 && byte.is_ascii_whitespace())
                    };
                    let rest = bytes.get(self.at + 1..)?;
                    self.at += rest.iter().take_while(|byte| !ends(byte)).count();
                }
            }
            self.at += 1;
            if depth == 0 {
                return self.json.get(start..self.at);
            }
        }
    }
}

impl<'j> Iterator for Entries<'j> {
    type Item = Entry<'j>;

    fn next(&mut self) -> Option<Entry<'j>> {
        let key = match self.is_object {
            true => self.value()?,
            false => "",
        };
        let value = self.value()?;
        Some(Entry { key, value })
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
    (items($mark:ident $by:tt)) => { runtime::Mark::Items(&runtime::mark!($mark $by)) };
    (values($mark:ident $by:tt)) => { runtime::Mark::Values(&runtime::mark!($mark $by)) };
}

/// Makes an enum of several types readable and writable; see the module.
#[macro_export]
macro_rules! union {
    ($name:ident: $first:ident $(+ $second:ident)? { $($table:tt)* } $(From { $($variant:ident($ty:ty)),* $(,)? })?) => {
        impl runtime::Field for $name {
            fn empty() -> Self {
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
        impl<'de> runtime::Decode<'de> for $name {}
        impl<'de> runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[allow(clippy::enum_variant_names, reason = "they are those of the union")]
                enum Index { $($variant,)* }
                let (json, found) = runtime::read_union(deserializer, &[$(runtime::mark!($mark $by)),*])?;
                $(if found == Some(Index::$variant as usize) {
                    return runtime::read_variant(&json, stringify!($variant)).map($name::$variant);
                })*
                runtime::read_unknown(&json).map($name::Other)
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
