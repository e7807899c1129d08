//! Values as text on their way into a URL, a header or a form: serde's data model reduced to what these can express.
//!
//! ```text
//! Customer { name: "Ada", metadata: {"plan": 7} }   →   Map [name: Text "Ada", metadata: Map [plan: Bare 7]]
//! ```
//!
//! Keys keep the order in which they were written, which is the order of the struct; a `serde_json::Value` would sort
//! them. Numbers and booleans are kept as they are written, so that nothing is rounded on the way.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Error;
use serde_json::value::RawValue;

use super::json;

/// A value to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormValue {
    /// Null, or an option without a value.
    Null,
    /// Text.
    Text(String),
    /// A number or a boolean, as JSON writes it.
    Bare(String),
    /// A list.
    List(Vec<FormValue>),
    /// Names and values, in order.
    Map(Vec<(String, FormValue)>),
    /// A value without a text form, stored elsewhere under this number: see `multipart`.
    Slot(u32),
}

/// The name under which a [`FormValue::Slot`] passes through serde.
pub(super) const SLOT: &str = "$fetchwright::slot";

/// How serde_json names what is JSON already; tests see to it that this stays so.
const RAW: &str = "$serde_json::private::RawValue";
const NUMBER: &str = "$serde_json::private::Number";

impl FormValue {
    /// Any value that serde can write. Errors where the value itself does, or a map's key is no text.
    pub fn of(value: &(impl Serialize + ?Sized)) -> Result<FormValue, Error> {
        value.serialize(Writer)
    }

    /// As JSON.
    pub(super) fn to_json(&self) -> String {
        // A tree of texts always is JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As JSON whose characters are all visible ASCII: what else there is, is written as its code.
    pub(super) fn to_ascii_json(&self) -> String {
        let json = self.to_json();
        let mut ascii = String::with_capacity(json.len());
        for sign in json.chars() {
            if matches!(sign, ' '..='~') {
                ascii.push(sign);
            } else {
                let mut units = [0; 2];
                for unit in sign.encode_utf16(&mut units) {
                    ascii.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
        ascii
    }

    /// The text of a value that is neither a list nor a map; of these, their JSON.
    pub(super) fn scalar(&self) -> Cow<'_, str> {
        match self {
            FormValue::Null => Cow::Borrowed(""),
            FormValue::Text(text) | FormValue::Bare(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_json()),
        }
    }
}

impl From<&str> for FormValue {
    fn from(text: &str) -> FormValue {
        FormValue::Text(text.to_owned())
    }
}

impl Serialize for FormValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            FormValue::Null => serializer.serialize_unit(),
            FormValue::Text(text) => serializer.serialize_str(text),
            FormValue::Bare(text) => RawValue::from_string(text.clone())
                .map_err(S::Error::custom)?
                .serialize(serializer),
            FormValue::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items
                    .iter()
                    .try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            FormValue::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries
                    .iter()
                    .try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
            FormValue::Slot(_) => Err(S::Error::custom("a file has no form as JSON")),
        }
    }
}

impl<'de> Deserialize<'de> for FormValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FormValueVisitor)
    }
}

/// Reads JSON in its order.
struct FormValueVisitor;

impl<'de> Visitor<'de> for FormValueVisitor {
    type Value = FormValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<FormValue, E> {
        Ok(FormValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<FormValue, E> {
        Ok(FormValue::Bare(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<FormValue, E> {
        Ok(FormValue::Bare(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<FormValue, E> {
        Ok(FormValue::Bare(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<FormValue, E> {
        number(&value).map_err(E::custom)
    }

    fn visit_str<E>(self, text: &str) -> Result<FormValue, E> {
        Ok(FormValue::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<FormValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(FormValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FormValue, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(FormValue::Map(entries))
    }
}

/// A number as JSON writes it, whole ones without a fraction; what JSON cannot write is null, as with serde_json.
fn number(value: &impl Serialize) -> Result<FormValue, Error> {
    let text = json::to_text(value)?;
    Ok(if text == "null" {
        FormValue::Null
    } else {
        FormValue::Bare(text)
    })
}

/// Makes a [`FormValue`] of what serde gives it.
struct Writer;

/// A list or a map that is being written, and what it is wrapped in.
struct Open {
    items: Vec<FormValue>,
    entries: Vec<(String, FormValue)>,
    key: String,
    variant: Option<&'static str>,
    /// How to read a value that is JSON already.
    is: Option<fn(FormValue) -> Result<FormValue, Error>>,
}

impl Open {
    fn new(variant: Option<&'static str>) -> Open {
        Open {
            items: Vec::new(),
            entries: Vec::new(),
            key: String::new(),
            variant,
            is: None,
        }
    }

    fn item(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.items.push(FormValue::of(value)?);
        Ok(())
    }

    fn entry(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        let value = FormValue::of(value)?;
        match self.is {
            Some(read) => self.items.push(read(value)?),
            None => self.entries.push((key.to_owned(), value)),
        }
        Ok(())
    }

    fn list(self) -> Result<FormValue, Error> {
        Ok(wrapped(self.variant, FormValue::List(self.items)))
    }

    fn map(mut self) -> Result<FormValue, Error> {
        match self.is {
            Some(_) => Ok(self.items.pop().unwrap_or(FormValue::Null)),
            None => Ok(wrapped(self.variant, FormValue::Map(self.entries))),
        }
    }
}

fn wrapped(variant: Option<&'static str>, value: FormValue) -> FormValue {
    match variant {
        Some(name) => FormValue::Map(vec![(name.to_owned(), value)]),
        None => value,
    }
}

fn read_raw(value: FormValue) -> Result<FormValue, Error> {
    serde_json::from_str(&value.scalar())
}

fn read_number(value: FormValue) -> Result<FormValue, Error> {
    Ok(FormValue::Bare(value.scalar().into_owned()))
}

macro_rules! numbers {
    ($($method:ident $ty:ty,)*) => {
        $(fn $method(self, value: $ty) -> Result<FormValue, Error> {
            number(&value)
        })*
    };
}

impl Serializer for Writer {
    type Error = Error;
    type Ok = FormValue;
    type SerializeMap = Open;
    type SerializeSeq = Open;
    type SerializeStruct = Open;
    type SerializeStructVariant = Open;
    type SerializeTuple = Open;
    type SerializeTupleStruct = Open;
    type SerializeTupleVariant = Open;

    numbers! {
        serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_u8 u8,
        serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_i128 i128, serialize_f32 f32, serialize_f64 f64,
    }

    fn serialize_char(self, value: char) -> Result<FormValue, Error> {
        Ok(FormValue::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<FormValue, Error> {
        Ok(FormValue::from(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<FormValue, Error> {
        Ok(FormValue::List(
            value
                .iter()
                .map(|byte| FormValue::Bare(byte.to_string()))
                .collect(),
        ))
    }

    fn serialize_none(self) -> Result<FormValue, Error> {
        Ok(FormValue::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<FormValue, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<FormValue, Error> {
        Ok(FormValue::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<FormValue, Error> {
        Ok(FormValue::Null)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<FormValue, Error> {
        Ok(if name == SLOT {
            FormValue::Slot(index)
        } else {
            FormValue::from(variant)
        })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<FormValue, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<FormValue, Error> {
        Ok(wrapped(Some(variant), FormValue::of(value)?))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Open, Error> {
        Ok(Open::new(None))
    }

    fn serialize_tuple(self, _len: usize) -> Result<Open, Error> {
        Ok(Open::new(None))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Open, Error> {
        Ok(Open::new(None))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open, Error> {
        Ok(Open::new(Some(variant)))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Open, Error> {
        Ok(Open::new(None))
    }

    fn serialize_struct(self, name: &'static str, _len: usize) -> Result<Open, Error> {
        let is: Option<fn(FormValue) -> Result<FormValue, Error>> = match name {
            RAW => Some(read_raw),
            NUMBER => Some(read_number),
            _ => None,
        };
        Ok(Open {
            is,
            ..Open::new(None)
        })
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Open, Error> {
        Ok(Open::new(Some(variant)))
    }
}

macro_rules! open {
    ($($trait:ident $method:ident ($($key:ident)?) $write:ident $end:ident,)*) => {
        $(impl ser::$trait for Open {
            type Error = Error;
            type Ok = FormValue;

            fn $method<T: Serialize + ?Sized>(&mut self, $($key: &'static str,)? value: &T) -> Result<(), Error> {
                self.$write($($key,)? value)
            }

            fn end(self) -> Result<FormValue, Error> {
                self.$end()
            }
        })*
    };
}

open! {
    SerializeSeq serialize_element () item list,
    SerializeTuple serialize_element () item list,
    SerializeTupleStruct serialize_field () item list,
    SerializeTupleVariant serialize_field () item list,
    SerializeStruct serialize_field (key) entry map,
    SerializeStructVariant serialize_field (key) entry map,
}

impl ser::SerializeMap for Open {
    type Error = Error;
    type Ok = FormValue;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = match FormValue::of(key)? {
            FormValue::Text(text) | FormValue::Bare(text) => text,
            _ => return Err(Error::custom("a key must be text")),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        self.entry(&key, value)
    }

    fn end(self) -> Result<FormValue, Error> {
        self.map()
    }
}
