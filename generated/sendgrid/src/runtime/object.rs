//! Objects: a plain struct to one that serde reads and writes.
//!
//! ```text
//! object! {
//!     /// A customer.
//!     #[flow(in, out)]
//!     pub struct Customer {
//!         pub id: String,                          // must be there
//!         #[wire("type")]
//!         pub kind: Option<String>,                // may be absent or null; None is not sent
//!         #[wire("parent", null)]
//!         pub parent: Option<String>,              // must be there; None is sent as null
//!     }
//! }
//! ```
//!
//! It holds any number of them. `#[flow(in)]`, which may be left out, makes it readable,
//! `#[flow(out)]` writable, `#[flow(in, out)]` both. `#[constant("object" = "customer")]` is always sent and never
//! asked for; `#[additional(Json)]` keeps what comes beside the fields. Unknown keys are no error. All structs share one
//! visitor, which is what keeps them cheap to compile: serde's derive costs five times as much.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap};

/// What a field of an object can be.
pub trait Field: Default {
    /// Whether it may be absent.
    const OPTIONAL: bool = false;

    /// Whether there is nothing to send.
    fn is_absent(&self) -> bool {
        false
    }
}

impl Field for String {}
impl Field for bool {}
impl Field for i32 {}
impl Field for i64 {}
impl Field for u32 {}
impl Field for u64 {}
impl Field for f32 {}
impl Field for f64 {}
impl<T> Field for Vec<T> {}
impl<T> Field for BTreeMap<String, T> {}
impl<T: Field> Field for Box<T> {
    const OPTIONAL: bool = T::OPTIONAL;

    fn is_absent(&self) -> bool {
        T::is_absent(self)
    }
}
impl<T> Field for Option<T> {
    const OPTIONAL: bool = true;

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// An object that is read field by field.
pub trait Object: Default {
    /// The names on the wire, and whether each may be absent.
    const FIELDS: &'static [(&'static str, bool)];

    /// Names on the wire whose value is always the same.
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

    /// The fields that must be there, a bit each.
    const REQUIRED: Bits = required(Self::FIELDS);
}

/// A bit for each of so many fields; no API is known to have more. Presence of further ones is not checked.
type Bits = [u64; 8];

const fn required(mut fields: &[(&str, bool)]) -> Bits {
    let mut bits = [0; 8];
    let mut index = 0;
    while let [(_, optional), rest @ ..] = fields {
        if !*optional && index < 64 * bits.len() {
            bits[index / 64] |= 1 << (index % 64);
        }
        (fields, index) = (rest, index + 1);
    }
    bits
}

/// Reads an object.
pub fn read_object<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Writes a field, unless there is nothing to send.
pub fn write_field<M: SerializeMap, T: Field + Serialize>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    if value.is_absent() {
        Ok(())
    } else {
        map.serialize_entry(name, value)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        let mut missing = T::REQUIRED;
        let other = T::KEEPS_OTHERS.then(String::new);
        let mut keys = Keys {
            fields: T::FIELDS,
            constants: T::CONSTANTS,
            expected: 0,
            other,
        };
        while let Some(index) = map.next_key_seed(&mut keys)? {
            match &keys.other {
                _ if index < T::FIELDS.len() => {
                    object.set(index, &mut map)?;
                    if let Some(word) = missing.get_mut(index / 64) {
                        *word &= !(1 << (index % 64));
                    }
                }
                Some(key) if index == OTHER => object.set_other(key, &mut map)?,
                _ => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        first(&missing).map_or(Ok(object), |index| {
            Err(A::Error::missing_field(
                T::FIELDS.get(index).map_or("", |(name, _)| name),
            ))
        })
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
    fields: &'static [(&'static str, bool)],
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
        let index = match self.fields.get(self.expected) {
            Some((name, _)) if *name == key => self.expected,
            _ => self.search(key),
        };
        if index < CONSTANT {
            self.expected = index + 1;
        }
        Ok(index)
    }
}

impl Keys {
    #[cold]
    fn search(&mut self, key: &str) -> usize {
        if self.constants.contains(&key) {
            return CONSTANT;
        }
        self.fields
            .iter()
            .position(|(name, _)| *name == key)
            .unwrap_or_else(|| {
                if let Some(other) = &mut self.other {
                    key.clone_into(other);
                }
                OTHER
            })
    }
}

/// The name of a field on the wire: its own, unless it says another.
#[allow(unused_macros, reason = "not every client has a use for it")]
macro_rules! wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal $($null:ident)?) => {
        $wire
    };
}

/// Declares objects; see the module.
#[allow(unused_macros, reason = "not every client has a use for it")]
macro_rules! object {
    (@flow [] $($declared:tt)*) => { object!(@in $($declared)*); };
    (@flow [(in)] $($declared:tt)*) => { object!(@in $($declared)*); };
    (@flow [(out)] $($declared:tt)*) => { object!(@out $($declared)*); };
    (@flow [(in, out)] $($declared:tt)*) => { object!(@in $($declared)*); object!(@out $($declared)*); };
    (@in $name:ident [$($key:literal = $value:literal,)*] [$($additional:ty)?] $($field:ident [$($wire:tt)*] $ty:ty,)*) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read_object(deserializer)
            }
        }
        impl Object for $name {
            const CONSTANTS: &'static [&'static str] = &[$($key),*];
            const FIELDS: &'static [(&'static str, bool)] = &[$((wire_name!($field $($wire)*), <$ty as Field>::OPTIONAL)),*];
            #[allow(unused_variables, reason = "an object may have no fields")]
            fn set<'de, A: serde::de::MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
                #[allow(dead_code, non_camel_case_types, clippy::enum_variant_names, reason = "the names of the fields, if there are any")]
                enum Index { $($field,)* }
                $(if index == Index::$field as usize {
                    self.$field = map.next_value()?;
                    return Ok(());
                })*
                Ok(())
            }
            $(
                const KEEPS_OTHERS: bool = true;
                fn set_other<'de, A: serde::de::MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
                    self.additional.insert(key.to_owned(), map.next_value::<$additional>()?);
                    Ok(())
                }
            )?
        }
    };
    (@out $name:ident [$($key:literal = $value:literal,)*] [$($additional:ty)?] $($field:ident [$($wire:tt)*] $ty:ty,)*) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "an object may have no fields")]
                let mut map = serializer.serialize_map(None)?;
                $(serde::ser::SerializeMap::serialize_entry(&mut map, $key, &$value)?;)*
                $(object!(@write map self.$field, wire_name!($field $($wire)*), $($wire)*);)*
                $(
                    for (key, value) in &self.additional {
                        let value: &$additional = value;
                        serde::ser::SerializeMap::serialize_entry(&mut map, key, value)?;
                    }
                )?
                serde::ser::SerializeMap::end(map)
            }
        }
    };
    (@write $map:ident $self:ident.$field:ident, $name:expr, $wire:literal $null:ident) => {
        serde::ser::SerializeMap::serialize_entry(&mut $map, $name, &$self.$field)?
    };
    (@write $map:ident $self:ident.$field:ident, $name:expr, $($wire:literal)?) => {
        write_field(&mut $map, $name, &$self.$field)?
    };
    ($(
        $(#[doc = $doc:expr])*
        $(#[flow $flow:tt])?
        $(#[constant($key:literal = $value:literal)])*
        $(#[additional($additional:ty)])?
        pub struct $name:ident {
            $($(#[doc = $field_doc:expr])* $(#[wire($wire:literal $(, $null:ident)?)])? pub $field:ident: $ty:ty,)*
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $ty,)*
            $(
                /// What comes beside the fields.
                pub additional: std::collections::BTreeMap<String, $additional>,
            )?
        }
        impl Field for $name {}
        object!(@flow [$($flow)?] $name [$($key = $value,)*] [$($additional)?] $($field [$($wire $($null)?)?] $ty,)*);
    )*};
}
