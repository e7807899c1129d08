//! `format: byte`: bytes here, base64 on the wire (RFC 4648, section 4).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::object::Field;
use super::values::{Decode, read_parsed};

/// Bytes that are base64 on the wire. What comes in may lack its padding, use the alphabet of
/// URLs, or be broken into lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Vec<u8>);

impl Field for Base64 {
    fn empty() -> Self {
        Base64::default()
    }
}
impl<'de> Decode<'de> for Base64 {}

impl<T: Into<Vec<u8>>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Base64(bytes.into())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_parsed(deserializer, |text| {
            let mut text = text.to_owned();
            // Lines as MIME has them (RFC 2045, section 6.8).
            text.retain(|sign| !sign.is_ascii_whitespace());
            let read = STANDARD.decode(&text).or_else(|error| {
                let others = [STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
                others
                    .iter()
                    .find_map(|engine| engine.decode(&text).ok())
                    .ok_or(error)
            });
            read.map(Base64).map_err(|error| error.to_string())
        })
    }
}
