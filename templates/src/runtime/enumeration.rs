//! Open enums: the values that the specification lists, and any other.
//!
//! ```text
//! pub enum Status { Open, Closed, Other(String) }
//! open_enum! { Status { Open = "open", Closed = "closed" } }
//!
//! pub enum Size { Small, Large, Other(i64) }
//! integer_enum! { Size { Small = 1, Large = 2 } }       // `Size: i128` where a value is wider than 64 bits
//! ```
//!
//! A value that the provider adds later is kept, sent back as it came, and never an error.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::reading;

/// An enum of strings.
pub trait TextEnum: Sized {
    /// The value of a text.
    fn from_text(text: Cow<'_, str>) -> Self;
}

/// Reads an enum of strings.
pub fn read_text<'de, D: Deserializer<'de>, T: TextEnum>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(TextVisitor(PhantomData))
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: TextEnum> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from_text(Cow::Borrowed(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<T, E> {
        Ok(T::from_text(Cow::Owned(text)))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        self.liberally(&value, Unexpected::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.liberally(&value, Unexpected::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.liberally(&value, Unexpected::Unsigned(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        self.liberally(&value, Unexpected::Float(value))
    }
}

impl<T: TextEnum> TextVisitor<T> {
    /// A number or truth value as a text.
    fn liberally<E: Error>(self, value: &dyn fmt::Display, found: Unexpected<'_>) -> Result<T, E> {
        match reading::liberally() {
            true => Ok(T::from_text(Cow::Owned(value.to_string()))),
            false => Err(E::invalid_type(found, &self)),
        }
    }
}

/// Gives an enum of strings its values; see the module.
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The values that the specification lists.
            pub const VALUES: &'static [$name] = &[$($name::$variant),*];

            /// The value in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $value,)*
                    $name::Other(text) => text,
                }
            }
        }
        impl runtime::TextEnum for $name {
            fn from_text(text: std::borrow::Cow<'_, str>) -> Self {
                match &*text {
                    $($value => $name::$variant,)*
                    _ => $name::Other(text.into_owned()),
                }
            }
        }
        impl runtime::Field for $name {
            fn empty() -> Self {
                $name::Other(String::new())
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                runtime::TextEnum::from_text(text.into())
            }
        }
        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl runtime::serde::Serialize for $name {
            fn serialize<S: runtime::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> runtime::Decode<'de> for $name {}
        impl<'de> runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::read_text(deserializer)
            }
        }
    };
}

/// Gives an enum of integers its values; see the module.
#[cfg(feature = "integer-enums")]
#[macro_export]
macro_rules! integer_enum {
    ($name:ident $table:tt) => { runtime::integer_enum! { @i64 as_i64 serialize_i64 $name $table } };
    ($name:ident: i128 $table:tt) => { runtime::integer_enum! { @i128 as_i128 serialize_i128 $name $table } };
    (@$number:ident $as_number:ident $serialize:ident $name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The values that the specification lists.
            pub const VALUES: &'static [$name] = &[$($name::$variant),*];

            /// The value in JSON.
            pub fn $as_number(self) -> $number {
                match self {
                    $($name::$variant => $value,)*
                    $name::Other(number) => number,
                }
            }
        }
        impl runtime::Field for $name {
            fn empty() -> Self {
                $name::Other(0)
            }
        }
        impl From<$number> for $name {
            fn from(number: $number) -> Self {
                match number {
                    $($value => $name::$variant,)*
                    other => $name::Other(other),
                }
            }
        }
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse::<$number>().map(Self::from)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.$as_number().fmt(f)
            }
        }
        impl runtime::serde::Serialize for $name {
            fn serialize<S: runtime::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$serialize(self.$as_number())
            }
        }
        impl<'de> runtime::Decode<'de> for $name {}
        impl<'de> runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$number as runtime::Decode>::decode(deserializer).map(Self::from)
            }
        }
    };
}
