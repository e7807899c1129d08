//! Bodies of several parts: `multipart/form-data` (RFC 7578), `multipart/mixed` and `multipart/related` (RFC 2046, 2387).
//!
//! ```text
//! File::new("cat.png", "image/png", bytes)   →   Content-Disposition: form-data; name="image"; filename="cat.png"
//! ```
//!
//! Parts stand in the order of the struct's fields. Only those of a form have names: elsewhere the order says which is
//! which.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher, RandomState};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::call::Call;
use super::object::Field;
use super::wire::{SLOT, Wire};

/// A file to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its name, as the provider sees it.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its content.
    pub content: Bytes,
}

impl File {
    /// A file by its name, media type and content.
    pub fn new(name: impl Into<String>, content_type: impl Into<String>, content: impl Into<Bytes>) -> File {
        File { name: name.into(), content_type: content_type.into(), content: content.into() }
    }
}

impl Field for File {}

thread_local! {
    /// The files of the body that this thread is writing: serde hands on values only, and a file is none.
    static FILES: RefCell<Option<Vec<File>>> = const { RefCell::new(None) };
}

/// A body as values, and the files that its slots stand for.
fn collected(body: &(impl Serialize + ?Sized)) -> Result<(Wire, Vec<File>), serde_json::Error> {
    let outer = FILES.replace(Some(Vec::new()));
    let values = Wire::of(body);
    let files = FILES.replace(outer).unwrap_or_default();
    Ok((values?, files))
}

/// In a body of several parts a file is a part; anywhere else it is its content as base64.
impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let slot = FILES.with_borrow_mut(|files| {
            let files = files.as_mut()?;
            files.push(self.clone());
            u32::try_from(files.len() - 1).ok()
        });
        match slot {
            Some(slot) => serializer.serialize_unit_variant(SLOT, slot, SLOT),
            None => serializer.serialize_str(&STANDARD.encode(&self.content)),
        }
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let content = String::deserialize(deserializer)?;
        Ok(File::new("", "", content))
    }
}

impl<T, P> Call<T, P> {
    /// A body of `multipart/form-data`: a part for each property, one for each item of a list.
    pub fn multipart(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.multipart_as("multipart/form-data", &[], body)
    }

    /// A body of several parts in another media type, or with media types for some of its properties: a part for each
    /// property, one for each item of a list.
    pub fn multipart_as(
        self,
        media_type: &str,
        content_types: &[(&str, &str)],
        body: &(impl Serialize + ?Sized),
    ) -> Self {
        match collected(body) {
            Ok((Wire::Map(entries), files)) => {
                let boundary = boundary();
                let is_form = media_type == "multipart/form-data";
                let mut parts = Parts { boundary: &boundary, is_form, content_types, files: &files, out: Vec::new() };
                entries.iter().for_each(|(name, value)| parts.property(name, value));
                let body = parts.finish();
                self.bytes(&format!("{media_type}; boundary={boundary}"), body)
            }
            Ok(_) => self.refuse("a multipart body is made of properties".to_owned()),
            Err(error) => self.refuse(format!("the body: {error}")),
        }
    }
}

/// Long enough that no content holds it by chance.
fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("fetchwright-{:016x}{:016x}", random(), random())
}

/// The parts as they are written.
struct Parts<'b> {
    boundary: &'b str,
    is_form: bool,
    content_types: &'b [(&'b str, &'b str)],
    files: &'b [File],
    out: Vec<u8>,
}

impl Parts<'_> {
    fn property(&mut self, name: &str, value: &Wire) {
        let chosen = self.content_types.iter().find(|(property, _)| *property == name).map(|(_, media)| *media);
        match value {
            Wire::Null => {}
            Wire::List(items) => items.iter().for_each(|item| self.property(name, item)),
            Wire::Map(_) => self.part(name, None, chosen.or(Some("application/json")), value.to_json().as_bytes()),
            Wire::Slot(slot) => self.file(name, *slot, chosen),
            // OpenAPI 3.1, 4.8.15: the default for what is neither a file nor an object is `text/plain`, which
            // RFC 7578, section 4.4, gives a part that says nothing.
            Wire::Text(text) if chosen.is_some_and(is_json) => {
                self.part(name, None, chosen, Wire::from(&**text).to_json().as_bytes());
            }
            Wire::Text(text) | Wire::Bare(text) => self.part(name, None, chosen, text.as_bytes()),
        }
    }

    fn file(&mut self, name: &str, slot: u32, chosen: Option<&str>) {
        let Some(file) = self.files.get(slot as usize) else { return };
        let own = Some(file.content_type.as_str()).filter(|media| !media.is_empty());
        let content_type = own.or(chosen).unwrap_or("application/octet-stream");
        self.part(name, Some(&file.name), Some(content_type), &file.content);
    }

    fn part(&mut self, name: &str, file_name: Option<&str>, content_type: Option<&str>, content: &[u8]) {
        let mut head = format!("--{}\r\n", self.boundary);
        let file_name = file_name.map(|name| format!("; filename=\"{}\"", quoted(name)));
        match (self.is_form, file_name) {
            (true, file_name) => head.push_str(&format!(
                "Content-Disposition: form-data; name=\"{}\"{}\r\n",
                quoted(name),
                file_name.unwrap_or_default()
            )),
            (false, Some(file_name)) => head.push_str(&format!("Content-Disposition: attachment{file_name}\r\n")),
            (false, None) => {}
        }
        if let Some(content_type) = content_type {
            head.push_str(&format!("Content-Type: {}\r\n", content_type.replace(['\r', '\n'], "")));
        }
        self.out.extend_from_slice(head.as_bytes());
        self.out.extend_from_slice(b"\r\n");
        self.out.extend_from_slice(content);
        self.out.extend_from_slice(b"\r\n");
    }

    fn finish(mut self) -> Bytes {
        self.out.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        self.out.into()
    }
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// As browsers do (WHATWG HTML, "Multipart form data"): RFC 7578 leaves it open.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
