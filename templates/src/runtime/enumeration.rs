//! Open enums: the values that the specification lists, and any other.
//!
//! ```text
//! pub enum Status { Open, Closed, Other(String) }
//! open_enum! { Status { Open = "open", Closed = "closed" } }
//!
//! pub enum Size { Small, Large, Other(i64) }
//! integer_enum! { Size { Small = 1, Large = 2 } }
//! ```
//!
//! A value that the provider adds later is kept, sent back as it came, and never an error.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// An enum of strings.
pub trait TextEnum: Sized {
    /// The value of a text.
    fn from_text(text: Cow<'_, str>) -> Self;
}

/// An enum of integers.
pub trait IntegerEnum: Sized {
    /// The value of a number.
    fn from_integer(number: i64) -> Self;
}

/// Reads an enum of strings.
pub fn read_text<'de, D: Deserializer<'de>, T: TextEnum>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

/// Reads an enum of integers.
pub fn read_integer<'de, D: Deserializer<'de>, T: IntegerEnum>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_i64(IntegerVisitor(PhantomData))
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
}

struct IntegerVisitor<T>(PhantomData<T>);

impl<T: IntegerEnum> Visitor<'_> for IntegerVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::from_integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        i64::try_from(number)
            .map(T::from_integer)
            .map_err(E::custom)
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
        impl runtime::Field for $name {}
        impl Default for $name {
            fn default() -> Self {
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
        impl<'de> runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::read_text(deserializer)
            }
        }
    };
}

/// Gives an enum of integers its values; see the module.
#[macro_export]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The values that the specification lists.
            pub const VALUES: &'static [$name] = &[$($name::$variant),*];

            /// The value in JSON.
            pub fn as_i64(self) -> i64 {
                match self {
                    $($name::$variant => $value,)*
                    $name::Other(number) => number,
                }
            }
        }
        impl runtime::IntegerEnum for $name {
            fn from_integer(number: i64) -> Self {
                match number {
                    $($value => $name::$variant,)*
                    other => $name::Other(other),
                }
            }
        }
        impl runtime::Field for $name {}
        impl Default for $name {
            fn default() -> Self {
                $name::Other(0)
            }
        }
        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                runtime::IntegerEnum::from_integer(number)
            }
        }
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse::<i64>().map(Self::from)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.as_i64().fmt(f)
            }
        }
        impl runtime::serde::Serialize for $name {
            fn serialize<S: runtime::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }
        impl<'de> runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                runtime::read_integer(deserializer)
            }
        }
    };
}
