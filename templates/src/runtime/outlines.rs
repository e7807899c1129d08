//! The list of a page in its outlines: its length and its first and last item, without reading the others.
//!
//! ```text
//! {"data": [{"id": "a"}, {"id": "b"}]}   /data   →   2 items, the first {"id": "a"}, the last {"id": "b"}
//! ```

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::decode::DecodeError;
use super::pointer;

/// A list in its outlines.
#[derive(Debug, Default)]
pub(super) struct List<'j> {
    pub(super) text: &'j str,
    pub(super) count: u64,
    pub(super) first: Option<&'j str>,
    pub(super) last: Option<&'j str>,
}

/// The list at a pointer; empty where there is none.
pub(super) fn list<'j>(json: &'j [u8], at: &str) -> Result<List<'j>, DecodeError> {
    match pointer::find(json, at)? {
        Some(text) if text != "null" => Ok(List {
            text,
            ..pointer::read(text, Outlines)?
        }),
        _ => Ok(List::default()),
    }
}

/// The text of a string or a number; `None` for an empty string and all else.
pub(super) fn scalar(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => serde_json::from_str::<String>(json)
            .ok()
            .filter(|text| !text.is_empty()),
        b'-' | b'0'..=b'9' => Some(json.to_owned()),
        _ => None,
    }
}

/// The number of items of a list, and its first and last item.
struct Outlines;

impl<'j> DeserializeSeed<'j> for Outlines {
    type Value = List<'j>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<List<'j>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'j> Visitor<'j> for Outlines {
    type Value = List<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut seq: A) -> Result<List<'j>, A::Error> {
        let mut list = List::default();
        while let Some(item) = seq.next_element::<&RawValue>()? {
            list.count += 1;
            list.last = Some(item.get());
            list.first = list.first.or(list.last);
        }
        Ok(list)
    }
}
