//! `format: uri`, where the config asks for `url::Url`.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::object::Field;
use super::values::{Decode, read_parsed};

/// A URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url(pub url::Url);

impl<'de> Decode<'de> for Url {}

impl Field for Url {
    fn empty() -> Self {
        // The one text that is known to be a URL; `Url` has no other way to make one without a possible error.
        url::Url::parse("about:blank")
            .map(Url)
            .unwrap_or_else(|_| Url::empty())
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_parsed(deserializer, |text| {
            let read = text.parse().map(Url);
            read.map_err(|error: url::ParseError| error.to_string())
        })
    }
}
