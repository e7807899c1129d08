//! Objects: a table beside a plain struct makes it one that serde reads and writes.
//!
//! ```text
//! /// A customer.
//! #[derive(Clone, Debug, PartialEq)]
//! pub struct Customer {
//!     pub id: String,
//!     pub parent: Option<String>,
//!     pub r#type: Option<String>,
//! }
//! object! {
//!     Customer: Deserialize + Serialize {
//!         required: id;                        // must be there
//!         nullable: parent;                    // None is sent as null
//!         optional: r#type = "type";           // may be absent or null; None is not sent
//!         constant: "object" = "customer";     // is always sent and never read
//!         additional: Json;                    // keeps the keys that are no fields
//!     }
//! }
//! ```
//!
//! The table lists each field once, in this order of groups, with its name in JSON where that is another. Unknown keys
//! are no error. All structs share one visitor, which keeps them cheap to compile: serde's derive costs five times as
//! much.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::reading::{self, error_within};
use super::values::{Decode, Raw, Value};

/// What a field of an object can be.
pub trait Field: Sized {
    /// What it holds before its value is known. No user sees it: `new` takes what is required, and reading an object without
    /// it is an error.
    #[doc(hidden)]
    fn empty() -> Self;

    /// Whether there is nothing to send.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Types whose default is what a field holds before its value is known.
macro_rules! field {
    ($($ty:ty),*) => {
        $(impl Field for $ty {
            fn empty() -> Self {
                Self::default()
            }
        })*
    };
}

field!(String, bool, i32, i64, u32, u64, f32, f64, i128);

impl<T> Field for Vec<T> {
    fn empty() -> Self {
        Vec::new()
    }
}
impl<T> Field for BTreeMap<String, T> {
    fn empty() -> Self {
        BTreeMap::new()
    }
}
impl<T: Field> Field for Box<T> {
    fn empty() -> Self {
        Box::new(T::empty())
    }

    fn is_absent(&self) -> bool {
        T::is_absent(self)
    }
}
impl<T> Field for Option<T> {
    fn empty() -> Self {
        None
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// An object that is read field by field: the required ones first.
pub trait Object: Field {
    /// The names of the fields that must be there.
    const REQUIRED: &'static [&'static str];

    /// The names of the fields that may be absent.
    const OPTIONAL: &'static [&'static str];

    /// Names whose value is always the same.
    const CONSTANTS: &'static [&'static str];

    /// Reads the value of the field at `index`.
    fn set<'de, A: MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error>;

    /// Reads a value that belongs to no field.
    fn set_other<'de, A: MapAccess<'de>>(
        &mut self,
        _key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        map.next_value::<IgnoredAny>().map(drop)
    }

    /// Whether keys that belong to no field are kept.
    const KEEPS_OTHERS: bool = false;
}

/// A bit for each required field; no API is known to have more. Presence of further ones is not checked.
type Bits = [u64; 4];

/// The bits of so many fields.
const fn first_bits(count: usize) -> Bits {
    let mut bits = [0; 4];
    let mut index = 0;
    while index < count && index < 64 * bits.len() {
        bits[index / 64] |= 1 << (index % 64);
        index += 1;
    }
    bits
}

/// Reads an object.
pub fn read_object<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Reads the value of a field.
#[inline]
pub fn read_field<'de, A: MapAccess<'de>, T: Decode<'de>>(
    field: &mut T,
    map: &mut A,
) -> Result<(), A::Error> {
    *field = map.next_value_seed(Value::SEED)?;
    Ok(())
}

/// Reads a value that is kept under its key.
pub fn read_other<'de, A: MapAccess<'de>, T: Decode<'de>>(
    others: &mut BTreeMap<String, T>,
    key: &str,
    map: &mut A,
) -> Result<(), A::Error> {
    others.insert(key.to_owned(), map.next_value_seed(Value::SEED)?);
    Ok(())
}

/// A field whose JSON is at hand.
struct FieldText<'de>(&'de str);

impl<'de> MapAccess<'de> for FieldText<'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        _: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        seed.deserialize(&mut serde_json::Deserializer::from_str(self.0))
    }
}

/// Reads a field by itself: an optional one that cannot be read is left as it is, and noted.
fn read_carefully<'de, A: MapAccess<'de>>(
    map: &mut A,
    required: bool,
    set: impl FnOnce(&mut FieldText<'de>) -> Result<(), serde_json::Error>,
) -> Result<(), A::Error> {
    let Cow::Borrowed(json) = map.next_value::<Raw<'de>>()?.0 else {
        // Only a text is read carefully, and all of it can be borrowed.
        return Err(A::Error::custom("a copy of a value is not read"));
    };
    match set(&mut FieldText(json)) {
        Ok(()) => {
            reading::note_liberal(json);
            Ok(())
        }
        Err(error) if !required && reading::leave_out(json, &error) => Ok(()),
        Err(error) => Err(error_within(json, None, &error)),
    }
}

/// An object that is being written; it keeps its first error until the end, so that each field is one plain call.
pub struct WriteObject<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> WriteObject<S> {
    /// Begins.
    pub fn new(serializer: S) -> Self {
        WriteObject(serializer.serialize_map(None))
    }

    /// Writes a field.
    pub fn write<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if let Ok(map) = &mut self.0
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// Writes a field, unless there is nothing to send.
    #[inline]
    pub fn write_optional<T: Field + Serialize>(&mut self, name: &'static str, value: &T) {
        if !value.is_absent() {
            self.write(name, value);
        }
    }

    /// Writes what is beside the fields.
    pub fn write_all<T: Serialize>(&mut self, entries: &BTreeMap<String, T>) {
        for (name, value) in entries {
            if let Ok(map) = &mut self.0
                && let Err(error) = map.serialize_entry(name, value)
            {
                self.0 = Err(error);
            }
        }
    }

    /// Ends it.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let _level = reading::enter()?;
        let careful = reading::is_careful();
        let mut object = T::empty();
        let mut missing = const { first_bits(T::REQUIRED.len()) };
        let mut keys = Keys {
            required: T::REQUIRED,
            optional: T::OPTIONAL,
            constants: T::CONSTANTS,
            expected: 0,
            other: T::KEEPS_OTHERS.then(String::new),
        };
        let fields = T::REQUIRED.len() + T::OPTIONAL.len();
        while let Some(index) = map.next_key_seed(&mut keys)? {
            match &keys.other {
                _ if index < fields => {
                    if careful {
                        let required = index < T::REQUIRED.len();
                        read_carefully(&mut map, required, |json| object.set(index, json))?;
                    } else {
                        object.set(index, &mut map)?;
                    }
                    if let Some(word) = missing.get_mut(index / 64) {
                        *word &= !(1 << (index % 64));
                    }
                }
                Some(key) if index == OTHER && careful => {
                    read_carefully(&mut map, false, |json| object.set_other(key, json))?
                }
                Some(key) if index == OTHER => object.set_other(key, &mut map)?,
                _ => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        match first(&missing).and_then(|index| T::REQUIRED.get(index)) {
            Some(name) => Err(A::Error::missing_field(name)),
            None => Ok(object),
        }
    }
}

/// The place of the first bit.
fn first(bits: &Bits) -> Option<usize> {
    let word = bits.iter().position(|word| *word != 0)?;
    Some(64 * word + bits.get(word)?.trailing_zeros() as usize)
}

/// The index of a key that belongs to no field.
const OTHER: usize = usize::MAX;
/// The index of a key whose value is always the same.
const CONSTANT: usize = usize::MAX - 1;

/// Finds the field of each key; many come in the order of the struct, so the next one is tried first.
struct Keys {
    required: &'static [&'static str],
    optional: &'static [&'static str],
    constants: &'static [&'static str],
    expected: usize,
    /// The last key that belongs to no field, if these are kept.
    other: Option<String>,
}

impl<'de> DeserializeSeed<'de> for &mut Keys {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Keys {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E>(self, key: &str) -> Result<usize, E> {
        let index = match self.name(self.expected) {
            Some(name) if *name == key => self.expected,
            _ => self.search(key),
        };
        if index < CONSTANT {
            self.expected = index + 1;
        }
        Ok(index)
    }
}

impl Keys {
    #[inline]
    fn name(&self, index: usize) -> Option<&&'static str> {
        self.required
            .get(index)
            .or_else(|| self.optional.get(index.wrapping_sub(self.required.len())))
    }

    #[cold]
    fn search(&mut self, key: &str) -> usize {
        if self.constants.contains(&key) {
            return CONSTANT;
        }
        self.required
            .iter()
            .chain(self.optional)
            .position(|name| *name == key)
            .unwrap_or_else(|| {
                if let Some(other) = &mut self.other {
                    key.clone_into(other);
                }
                OTHER
            })
    }
}

/// The name of a field on the wire: its own, unless the table states another.
#[macro_export]
macro_rules! json_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}

/// Makes a struct readable and writable; see the module.
#[macro_export]
macro_rules! object {
    ($name:ident: $first:ident $(+ $second:ident)? { $($table:tt)* }) => {
        runtime::object!(@Field $name { $($table)* });
        runtime::object!(@$first $name { $($table)* });
        runtime::object!(@$($second)? $name { $($table)* });
    };
    (@ $name:ident $table:tt) => {};
    (@Field $name:ident {
        required: $($required:ident $(= $required_wire:literal)?),+;
        $(nullable: $($nullable:ident $(= $nullable_wire:literal)?),+;)?
        $(optional: $($optional:ident $(= $optional_wire:literal)?),+;)?
        $(constant: $($constant:literal = $value:literal),+;)?
        $(additional: $additional:ty;)?
    }) => {
        impl runtime::Field for $name {
            fn empty() -> Self {
                $name {
                    $($required: runtime::Field::empty(),)+
                    $($($nullable: runtime::Field::empty(),)+)?
                    $($($optional: runtime::Field::empty(),)+)?
                    $(additional: std::collections::BTreeMap::<String, $additional>::new(),)?
                }
            }
        }
    };
    (@Field $name:ident $table:tt) => {
        impl runtime::Field for $name {
            fn empty() -> Self {
                Self::default()
            }
        }
    };
    (@Deserialize $name:ident {
        $(required: $($required:ident $(= $required_wire:literal)?),+;)?
        $(nullable: $($nullable:ident $(= $nullable_wire:literal)?),+;)?
        $(optional: $($optional:ident $(= $optional_wire:literal)?),+;)?
        $(constant: $($constant:literal = $value:literal),+;)?
        $(additional: $additional:ty;)?
    }) => {
        impl<'de> runtime::Decode<'de> for $name {}
        impl<'de> runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::read_object(deserializer)
            }
        }
        impl runtime::Object for $name {
            const REQUIRED: &'static [&'static str] =
                &[$($(runtime::json_name!($required $($required_wire)?)),+)?];
            const OPTIONAL: &'static [&'static str] = &[
                $($(runtime::json_name!($nullable $($nullable_wire)?),)+)?
                $($(runtime::json_name!($optional $($optional_wire)?)),+)?
            ];
            const CONSTANTS: &'static [&'static str] = &[$($($constant),+)?];
            #[allow(unused_variables, reason = "an object may have no fields")]
            fn set<'de, A: runtime::serde::de::MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
                #[allow(dead_code, non_camel_case_types, clippy::enum_variant_names, reason = "the names of the fields, if there are any")]
                enum Index { $($($required,)+)? $($($nullable,)+)? $($($optional,)+)? }
                $($(if index == Index::$required as usize { return runtime::read_field(&mut self.$required, map); })+)?
                $($(if index == Index::$nullable as usize { return runtime::read_field(&mut self.$nullable, map); })+)?
                $($(if index == Index::$optional as usize { return runtime::read_field(&mut self.$optional, map); })+)?
                Ok(())
            }
            $(
                const KEEPS_OTHERS: bool = true;
                fn set_other<'de, A: runtime::serde::de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
                    runtime::read_other::<A, $additional>(&mut self.additional, key, map)
                }
            )?
        }
    };
    (@Serialize $name:ident {
        $(required: $($required:ident $(= $required_wire:literal)?),+;)?
        $(nullable: $($nullable:ident $(= $nullable_wire:literal)?),+;)?
        $(optional: $($optional:ident $(= $optional_wire:literal)?),+;)?
        $(constant: $($constant:literal = $value:literal),+;)?
        $(additional: $additional:ty;)?
    }) => {
        impl runtime::serde::Serialize for $name {
            fn serialize<S: runtime::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "an object may have no fields")]
                let mut object = runtime::WriteObject::new(serializer);
                $($(object.write($constant, &$value);)+)?
                $($(object.write(runtime::json_name!($required $($required_wire)?), &self.$required);)+)?
                $($(object.write(runtime::json_name!($nullable $($nullable_wire)?), &self.$nullable);)+)?
                $($(object.write_optional(runtime::json_name!($optional $($optional_wire)?), &self.$optional);)+)?
                $(object.write_all::<$additional>(&self.additional);)?
                object.end()
            }
        }
    };
}
