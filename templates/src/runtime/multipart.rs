//! Bodies of `multipart/form-data` (RFC 7578).
//!
//! ```text
//! File::new("cat.png", "image/png", bytes)   →   Content-Disposition: form-data; name="image"; filename="cat.png"
//! ```

use std::hash::{BuildHasher, Hasher, RandomState};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::Value;

use super::call::Call;
use super::object::Field;

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

/// How a file passes through serde on its way into a form.
const MARK: &str = "$fetchwright::file";

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut file = serializer.serialize_struct(MARK, 3)?;
        file.serialize_field(MARK, &self.name)?;
        file.serialize_field("content_type", &self.content_type)?;
        file.serialize_field("content", &STANDARD.encode(&self.content))?;
        file.end()
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
        match serde_json::to_value(body) {
            Ok(Value::Object(entries)) => {
                let boundary = boundary();
                let mut form = Form { boundary: &boundary, out: Vec::new() };
                entries.iter().for_each(|(name, value)| form.property(name, value));
                let body = form.finish();
                self.bytes(&format!("multipart/form-data; boundary={boundary}"), body)
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

struct Form<'b> {
    boundary: &'b str,
    out: Vec<u8>,
}

impl Form<'_> {
    fn property(&mut self, name: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::Array(items) => items.iter().for_each(|item| self.property(name, item)),
            Value::Object(entries) if entries.contains_key(MARK) => self.file(name, value),
            Value::Object(_) => self.part(name, None, Some("application/json"), value.to_string().as_bytes()),
            Value::String(text) => self.part(name, None, None, text.as_bytes()),
            other => self.part(name, None, None, other.to_string().as_bytes()),
        }
    }

    fn file(&mut self, name: &str, file: &Value) {
        let text = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default();
        let content = STANDARD.decode(text("content")).unwrap_or_default();
        let content_type =
            Some(text("content_type")).filter(|media| !media.is_empty()).unwrap_or("application/octet-stream");
        self.part(name, Some(text(MARK)), Some(content_type), &content);
    }

    fn part(&mut self, name: &str, file_name: Option<&str>, content_type: Option<&str>, content: &[u8]) {
        let mut head = format!("--{}\r\nContent-Disposition: form-data; name=\"{}\"", self.boundary, quoted(name));
        if let Some(file_name) = file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        if let Some(content_type) = content_type {
            head.push_str(&format!("\r\nContent-Type: {}", content_type.replace(['\r', '\n'], "")));
        }
        self.out.extend_from_slice(head.as_bytes());
        self.out.extend_from_slice(b"\r\n\r\n");
        self.out.extend_from_slice(content);
        self.out.extend_from_slice(b"\r\n");
    }

    fn finish(mut self) -> Bytes {
        self.out.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        self.out.into()
    }
}

/// As browsers do (WHATWG HTML, "Multipart form data"): RFC 7578 leaves it open.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
