//! Values of JSON, read liberally: what can be understood is read, whatever its JSON type.
//!
//! ```text
//! String ← 17         i64 ← "17", 3.0, 3e0         f64 ← "-0.02"         bool ← "true", 1
//! Vec<T> ← null, [null]         BTreeMap<String, T> ← null, [], {"a": null}
//! ```
//!
//! A whole number with a fraction of zero is an integer (as JSON Schema defines), so `3.0` is read strictly too. Everything
//! else that is not of its type is read unless the client reads strictly.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Unexpected, Visitor,
};

use super::reading;

/// A type that is read from JSON. What serde reads strictly (texts, numbers, lists, maps) is read liberally in here.
pub trait Decode<'de>: Deserialize<'de> {
    /// Reads it.
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// What `null` is among the items of a list or map; without a value the item is left out.
    fn null() -> Option<Self> {
        None
    }
}

/// Reads a value with [`Decode`].
pub(super) struct Value<T>(PhantomData<T>);

impl<T> Value<T> {
    pub(super) const SEED: Value<T> = Value(PhantomData);
}

impl<'de, T: Decode<'de>> DeserializeSeed<'de> for Value<T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode(deserializer)
    }
}

impl<'de> Decode<'de> for serde_json::Value {
    fn null() -> Option<Self> {
        Some(serde_json::Value::Null)
    }
}

impl<'de> Decode<'de> for () {}

impl<'de> Decode<'de> for String {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if reading::is_careful() {
            return exact_text(deserializer);
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl TextVisitor {
    fn liberally<E: Error>(self, text: String, found: Unexpected<'_>) -> Result<String, E> {
        match reading::liberally() {
            true => Ok(text),
            false => Err(E::invalid_type(found, &self)),
        }
    }
}

impl Visitor<'_> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        self.liberally(value.to_string(), Unexpected::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        self.liberally(value.to_string(), Unexpected::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        self.liberally(value.to_string(), Unexpected::Unsigned(value))
    }

    /// Its digits are lost, so a fraction or a large number is only read where its text is at hand.
    fn visit_f64<E: Error>(self, value: f64) -> Result<String, E> {
        Err(E::invalid_type(Unexpected::Float(value), &self))
    }
}

/// A text, or a number or truth value as it is written.
fn exact_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let raw = Raw::deserialize(deserializer)?;
    let is_scalar = |start: &u8| matches!(start, b't' | b'f' | b'-' | b'0'..=b'9');
    if raw.0.as_bytes().first().is_some_and(is_scalar) && reading::liberally() {
        return Ok(raw.0.into_owned());
    }
    let mut inner = serde_json::Deserializer::from_str(&raw.0);
    inner.deserialize_any(TextVisitor).map_err(|error| {
        let message = error.to_string();
        let message = message
            .rsplit_once(" at line ")
            .map_or(&*message, |(message, _)| message);
        reading::within(&raw.0, 0, message.to_owned(), None)
    })
}

/// JSON as it is written; a part of the text wherever that is possible.
pub(super) struct Raw<'de>(pub(super) Cow<'de, str>);

/// How serde_json names what is JSON already; tests see to it that this stays so. Its own types copy, or cannot be read from
/// what is no text.
const RAW: &str = "$serde_json::private::RawValue";

impl<'de> Deserialize<'de> for Raw<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw<'de>, A::Error> {
        map.next_key::<IgnoredAny>()?;
        map.next_value_seed(RawText)
    }
}

struct RawText;

impl<'de> DeserializeSeed<'de> for RawText {
    type Value = Raw<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for RawText {
    type Value = Raw<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Raw<'de>, E> {
        Ok(Raw(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw<'de>, E> {
        Ok(Raw(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw<'de>, E> {
        Ok(Raw(Cow::Owned(text)))
    }
}

/// A number or truth value: what it is of a value of its own JSON type, and of a text.
trait Scalar: Sized {
    const NAME: &'static str;

    fn of_bool(_value: bool) -> Option<Self> {
        None
    }

    fn of_i64(_value: i64) -> Option<Self> {
        None
    }

    fn of_u64(_value: u64) -> Option<Self> {
        None
    }

    fn of_f64(_value: f64) -> Option<Self> {
        None
    }

    fn of_text(text: &str) -> Option<Self>;

    /// Whether a number is not its own JSON type.
    const IS_BOOL: bool = false;
}

macro_rules! integers {
    ($($ty:ident),*) => {$(
        impl Scalar for $ty {
            const NAME: &'static str = stringify!($ty);

            #[inline]
            fn of_i64(value: i64) -> Option<Self> {
                value.try_into().ok()
            }

            #[inline]
            fn of_u64(value: u64) -> Option<Self> {
                value.try_into().ok()
            }

            fn of_f64(value: f64) -> Option<Self> {
                // Whole numbers of `f64` up to 2^64 are integers of 128 bits.
                let whole = value.fract() == 0.0 && value.abs() < 1.9e19;
                whole.then_some(value as i128)?.try_into().ok()
            }

            fn of_text(text: &str) -> Option<Self> {
                let text = text.trim();
                text.parse()
                    .ok()
                    .or_else(|| Self::of_f64(text.parse().ok()?))
            }
        }
        impl<'de> Decode<'de> for $ty {
            #[inline]
            fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(ScalarVisitor(PhantomData))
            }
        }
    )*};
}

integers!(i32, i64, u32, u64);

macro_rules! floats {
    ($($ty:ident),*) => {$(
        impl Scalar for $ty {
            const NAME: &'static str = stringify!($ty);

            #[inline]
            fn of_i64(value: i64) -> Option<Self> {
                Some(value as $ty)
            }

            #[inline]
            fn of_u64(value: u64) -> Option<Self> {
                Some(value as $ty)
            }

            #[inline]
            fn of_f64(value: f64) -> Option<Self> {
                Some(value as $ty)
            }

            fn of_text(text: &str) -> Option<Self> {
                text.trim().parse().ok().filter(|value: &$ty| value.is_finite())
            }
        }
        impl<'de> Decode<'de> for $ty {
            #[inline]
            fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(ScalarVisitor(PhantomData))
            }
        }
    )*};
}

floats!(f32, f64);

impl Scalar for bool {
    const NAME: &'static str = "a boolean";
    const IS_BOOL: bool = true;

    #[inline]
    fn of_bool(value: bool) -> Option<Self> {
        Some(value)
    }

    fn of_i64(value: i64) -> Option<Self> {
        Self::of_u64(value.try_into().ok()?)
    }

    fn of_u64(value: u64) -> Option<Self> {
        match value {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn of_text(text: &str) -> Option<Self> {
        text.trim().to_ascii_lowercase().parse().ok()
    }
}

impl<'de> Decode<'de> for bool {
    #[inline]
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor(PhantomData))
    }
}

/// Wider than the numbers of serde_json: its text is read.
impl<'de> Decode<'de> for i128 {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(deserializer)?;
        let text = raw.0.trim_matches('"');
        let quoted = text.len() < raw.0.len();
        integer(text)
            .filter(|_| !quoted || reading::liberally())
            .ok_or_else(|| D::Error::custom("invalid value, expected an integer of 128 bits"))
    }
}

/// A whole number, also with a fraction of zero or an exponent: `1.0`, `1e3`.
fn integer(text: &str) -> Option<i128> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let zeros = usize::try_from(exponent)
        .ok()?
        .checked_sub(fraction.len())
        .filter(|zeros| *zeros < 40)?;
    format!("{whole}{fraction}{}", "0".repeat(zeros))
        .parse()
        .ok()
}

struct ScalarVisitor<T>(PhantomData<T>);

impl<T: Scalar> ScalarVisitor<T> {
    fn liberally<E: Error>(self, value: Option<T>, found: Unexpected<'_>) -> Result<T, E> {
        match value {
            Some(value) if reading::liberally() => Ok(value),
            _ => Err(E::invalid_type(found, &self)),
        }
    }

    #[inline]
    fn number<E: Error>(self, value: Option<T>, found: Unexpected<'_>) -> Result<T, E> {
        match value {
            Some(value) if !T::IS_BOOL => Ok(value),
            value if T::IS_BOOL => self.liberally(value, found),
            _ => Err(E::invalid_value(found, &self)),
        }
    }
}

impl<T: Scalar> Visitor<'_> for ScalarVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::NAME)
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        T::of_bool(value).ok_or_else(|| E::invalid_type(Unexpected::Bool(value), &self))
    }

    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.number(T::of_i64(value), Unexpected::Signed(value))
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.number(T::of_u64(value), Unexpected::Unsigned(value))
    }

    #[inline]
    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        self.number(T::of_f64(value), Unexpected::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.liberally(T::of_text(text), Unexpected::Str(text))
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Box<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(Box::new)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Option<T> {
    #[inline]
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }

    fn null() -> Option<Self> {
        Some(None)
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Decode<'de>> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    #[inline]
    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::decode(deserializer).map(Some)
    }
}

/// An item of a list or map.
struct Item<T>(PhantomData<T>);

impl<'de, T: Decode<'de>> DeserializeSeed<'de> for Item<T> {
    type Value = Option<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

/// What `null` is among the items: an item, or nothing.
fn null_item<'de, T: Decode<'de>, E: Error>(
    expected: &dyn serde::de::Expected,
) -> Result<Option<T>, E> {
    match T::null() {
        None if !reading::liberally() => Err(E::invalid_type(Unexpected::Unit, expected)),
        null => Ok(null),
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Vec<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Decode<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let _level = reading::enter()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Item(PhantomData))? {
            match item {
                Some(item) => items.push(item),
                None => items.extend(null_item::<T, A::Error>(&"an item")?),
            }
        }
        Ok(items)
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
        match reading::liberally() {
            true => Ok(Vec::new()),
            false => Err(E::invalid_type(Unexpected::Unit, &self)),
        }
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for BTreeMap<String, T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MapVisitor(PhantomData))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Decode<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let _level = reading::enter()?;
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = match map.next_value_seed(Item(PhantomData))? {
                Some(value) => Some(value),
                None => null_item::<T, A::Error>(&"a value")?,
            };
            entries.extend(value.map(|value| (key, value)));
        }
        Ok(entries)
    }

    /// PHP writes an empty map as an empty list.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None if reading::liberally() => Ok(BTreeMap::new()),
            _ => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        match reading::liberally() {
            true => Ok(BTreeMap::new()),
            false => Err(E::invalid_type(Unexpected::Unit, &self)),
        }
    }
}

/// Reads a value from a string. An error has the position of the string, and not of what follows it.
#[allow(dead_code, reason = "not every client has such a type")]
pub(super) fn read_parsed<'de, D, T>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(ParsedVisitor(parse))
}

#[allow(dead_code, reason = "not every client has such a type")]
struct ParsedVisitor<F>(F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> Visitor<'de> for ParsedVisitor<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}
