//! Bodies of several parts: `multipart/form-data` (RFC 7578), `multipart/mixed` and `multipart/related` (RFC 2046, 2387).
//!
//! ```text
//! File::new("cat.png", "image/png", bytes)   →   Content-Disposition: form-data; name="image"; filename="cat.png"
//! ```
//!
//! Parts are in the order of the struct's fields. Only those of a form have names: elsewhere their order identifies them
//! which. In a form files come after all others: a server that reads part by part then knows what a file is for, and some
//! take nothing behind it (Amazon S3, "Form fields": `file` is the last one).

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

use super::arguments::{Arguments, Custom};
use super::auth::exposed;
use super::body::Body;
use super::boxed::BoxError;
use super::call::Call;
use super::encode::{self, Style};
use super::form_value::{FormValue, SLOT};
use super::object::Field;
use super::random;
use super::response::Response;
use super::values::Decode;

/// A file to send.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Its name, as the provider sees it.
    pub name: String,
    /// Its media type; if empty, the specification's.
    pub content_type: String,
    content: Content,
}

/// Bytes, or a stream that all clones of a file share: the first one that is sent takes it.
#[derive(Clone)]
enum Content {
    Whole(Bytes),
    Once(Arc<Mutex<Option<Body>>>),
}

impl File {
    /// A file by its name, media type and content: bytes, or a [`Body`] that is a stream, which can be sent once.
    pub fn new(
        name: impl Into<String>,
        content_type: impl Into<String>,
        content: impl Into<Body>,
    ) -> File {
        let content = content.into();
        let content = match content.whole() {
            Some(bytes) => Content::Whole(bytes.clone()),
            None => Content::Once(Arc::new(Mutex::new(Some(content)))),
        };
        File {
            name: name.into(),
            content_type: content_type.into(),
            content,
        }
    }

    /// The content, if it is no stream.
    pub fn content(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            Content::Once(_) => None,
        }
    }

    fn take(&self) -> Result<Body, &'static str> {
        match &self.content {
            Content::Whole(bytes) => Ok(Body::from(bytes.clone())),
            Content::Once(body) => body
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take()
                .ok_or("the file is a stream, and was sent before"),
        }
    }
}

impl Default for Content {
    fn default() -> Content {
        Content::Whole(Bytes::new())
    }
}

/// Its size and never its bytes.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Content::Whole(bytes) => write!(f, "{} bytes", bytes.len()),
            Content::Once(_) => f.write_str("a stream"),
        }
    }
}

/// Two files are equal if they share name, media type and content: equal bytes of two buffers are not compared.
impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        let same_content = match (&self.content, &other.content) {
            (Content::Whole(left), Content::Whole(right)) => {
                left.as_ptr() == right.as_ptr() && left.len() == right.len()
            }
            (Content::Once(left), Content::Once(right)) => Arc::ptr_eq(left, right),
            _ => false,
        };
        same_content && self.name == other.name && self.content_type == other.content_type
    }
}

impl Eq for File {}

impl Field for File {
    fn empty() -> Self {
        File::default()
    }
}

thread_local! {
    /// The files of the body that this thread is writing: serde hands on values only, and a file is none.
    static FILES: RefCell<Option<Vec<File>>> = const { RefCell::new(None) };
}

/// A body as values, and the files behind its slots.
fn collected(
    body: &(impl Serialize + ?Sized),
) -> Result<(FormValue, Vec<File>), serde_json::Error> {
    let outer = FILES.replace(Some(Vec::new()));
    let values = exposed(|| FormValue::of(body));
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
            None => match self.content() {
                Some(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
                None => Err(S::Error::custom(
                    "a file that is a stream goes into a body of several parts only",
                )),
            },
        }
    }
}

impl<'de> Decode<'de> for File {}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What is written as base64 is read as base64; a server that does not write it so sends the text itself.
        let content = String::deserialize(deserializer)?;
        let bytes = STANDARD
            .decode(&content)
            .unwrap_or_else(|_| content.into_bytes());
        Ok(File::new("", "", bytes))
    }
}

// As for `Arguments`.
pub use self::MultipartArguments as _;

/// Bodies of several parts, as the methods of a client write them.
#[doc(hidden)]
pub trait MultipartArguments: Arguments {
    /// A body of several parts in another media type, or with media types or styles for some of its properties: a part for
    /// each property, one for each item of a list.
    fn multipart_as(
        self,
        media_type: &str,
        content_types: &[(&str, &str)],
        styles: &[(&str, Style)],
        body: &(impl Serialize + ?Sized),
    ) -> Self;

    /// A body of `multipart/form-data`: a part for each property, one for each item of a list.
    fn multipart(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.multipart_as("multipart/form-data", &[], &[], body)
    }
}

impl<T, P, X> MultipartArguments for Call<T, P, X> {
    fn multipart_as(
        self,
        media_type: &str,
        content_types: &[(&str, &str)],
        styles: &[(&str, Style)],
        body: &(impl Serialize + ?Sized),
    ) -> Self {
        match compose(media_type, content_types, styles, body) {
            Ok((content_type, body)) => Arguments::body(self, &content_type, body),
            Err(reason) => self.refuse(reason),
        }
    }
}

impl Call<Response, (), Custom> {
    /// A body of `multipart/form-data`: a part for each property, one for each item of a list.
    pub fn multipart(self, body: &(impl Serialize + ?Sized)) -> Self {
        MultipartArguments::multipart(self, body)
    }
}

/// The content type with its boundary, and the body. It is one piece of bytes, unless a file is a stream.
pub(super) fn compose(
    media_type: &str,
    content_types: &[(&str, &str)],
    styles: &[(&str, Style)],
    body: &(impl Serialize + ?Sized),
) -> Result<(String, Body), String> {
    let (values, files) = collected(body).map_err(|error| format!("the body: {error}"))?;
    let FormValue::Map(entries) = values else {
        return Err("a multipart body is made of properties".to_owned());
    };
    let boundary = boundary();
    let is_form = media_type.starts_with("multipart/form-data");
    let mut parts = Parts {
        boundary: &boundary,
        is_form,
        content_types,
        styles,
        files: &files,
        out: Pieces::default(),
    };
    let (of_files, others): (Vec<_>, Vec<_>) = entries
        .iter()
        .partition(|(_, value)| is_form && has_file(value));
    others
        .into_iter()
        .chain(of_files)
        .try_for_each(|(name, value)| parts.property(name, value))?;
    let mut out = parts.out;
    out.text(&format!("--{boundary}--\r\n"));
    Ok((format!("{media_type}; boundary={boundary}"), out.finish()))
}

fn has_file(value: &FormValue) -> bool {
    match value {
        FormValue::List(items) => items.iter().any(has_file),
        value => matches!(value, FormValue::Slot(_)),
    }
}

/// Long enough that no content holds it by chance.
fn boundary() -> String {
    format!("fetchwright-{:016x}{:016x}", random(), random())
}

/// The parts as they are written.
struct Parts<'b> {
    boundary: &'b str,
    is_form: bool,
    content_types: &'b [(&'b str, &'b str)],
    styles: &'b [(&'b str, Style)],
    files: &'b [File],
    out: Pieces,
}

impl Parts<'_> {
    fn property(&mut self, name: &str, value: &FormValue) -> Result<(), String> {
        let style = self.styles.iter().find(|(property, _)| *property == name);
        match style {
            Some((_, style)) if !has_file(value) => {
                self.styled(name, value, *style);
                Ok(())
            }
            _ => self.usual(name, value),
        }
    }

    /// OpenAPI 3.1, 4.8.15.1.2: with a style, a property is written as a query parameter is, and nothing is escaped.
    fn styled(&mut self, name: &str, value: &FormValue, style: Style) {
        match (style, value) {
            (_, FormValue::Null) => {}
            (Style::DeepObject, value) => encode::each_nested(name, value, &mut |name, value| {
                self.part(name, None, None, value.scalar().into_owned());
            }),
            (Style::FormExplode, FormValue::List(items)) => items.iter().for_each(|item| {
                self.part(name, None, None, item.scalar().into_owned());
            }),
            (Style::FormExplode, FormValue::Map(entries)) => {
                entries.iter().for_each(|(key, value)| {
                    self.part(key, None, None, value.scalar().into_owned());
                });
            }
            (style, value) => self.part(name, None, None, encode::plain(value, style)),
        }
    }

    fn usual(&mut self, name: &str, value: &FormValue) -> Result<(), String> {
        let chosen = self
            .content_types
            .iter()
            .find(|(property, _)| *property == name)
            .map(|(_, media)| *media);
        match value {
            FormValue::Null => {}
            FormValue::List(items) => items.iter().try_for_each(|item| self.usual(name, item))?,
            FormValue::Slot(slot) => self.file(name, *slot, chosen)?,
            FormValue::Map(_) => self.part(
                name,
                None,
                chosen.or(Some("application/json")),
                value.to_json(),
            ),
            // OpenAPI 3.1, 4.8.15: what is neither a file nor an object is `text/plain`, and RFC 7578, section 4.4, specifies
            // the same for a part without a type.
            FormValue::Text(_) if chosen.is_some_and(is_json) => {
                self.part(name, None, chosen, value.to_json())
            }
            FormValue::Text(text) | FormValue::Bare(text) => {
                self.part(name, None, chosen, text.clone())
            }
        }
        Ok(())
    }

    fn file(&mut self, name: &str, slot: u32, chosen: Option<&str>) -> Result<(), String> {
        let files = self.files;
        let Some(file) = files.get(slot as usize) else {
            return Ok(());
        };
        let own = Some(file.content_type.as_str()).filter(|media| !media.is_empty());
        let content_type = own.or(chosen).unwrap_or("application/octet-stream");
        let content = file
            .take()
            .map_err(|reason| format!("`{name}`: {reason}"))?;
        self.part(name, Some(&file.name), Some(content_type), content);
        Ok(())
    }

    fn part(
        &mut self,
        name: &str,
        file_name: Option<&str>,
        content_type: Option<&str>,
        content: impl Into<Body>,
    ) {
        let mut head = format!("--{}\r\n", self.boundary);
        let file_name = file_name.map(|name| format!("; filename=\"{}\"", quoted(name)));
        if self.is_form {
            let file_name = file_name.unwrap_or_default();
            head.push_str(&format!(
                "Content-Disposition: form-data; name=\"{}\"{file_name}\r\n",
                quoted(name)
            ));
        } else if let Some(file_name) = file_name {
            head.push_str(&format!("Content-Disposition: attachment{file_name}\r\n"));
        }
        if let Some(content_type) = content_type {
            head.push_str(&format!(
                "Content-Type: {}\r\n",
                content_type.replace(['\r', '\n'], "")
            ));
        }
        self.out.text(&head);
        self.out.text("\r\n");
        self.out.body(content.into());
        self.out.text("\r\n");
    }
}

/// What is sent piece by piece: text and files in turn.
#[derive(Default)]
struct Pieces {
    sealed: VecDeque<Body>,
    open: BytesMut,
}

impl Pieces {
    fn text(&mut self, text: &str) {
        self.open.extend_from_slice(text.as_bytes());
    }

    fn body(&mut self, body: Body) {
        match body.whole() {
            Some(bytes) => self.open.extend_from_slice(bytes),
            None => {
                self.sealed.push_back(self.open.split().freeze().into());
                self.sealed.push_back(body);
            }
        }
    }

    fn finish(mut self) -> Body {
        let last = self.open.split().freeze();
        if self.sealed.is_empty() {
            return last.into();
        }
        self.sealed.push_back(last.into());
        Body::streamed(self)
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while let Some(piece) = self.sealed.front_mut() {
            match piece.poll_chunk(cx) {
                Poll::Ready(None) => drop(self.sealed.pop_front()),
                Poll::Ready(Some(chunk)) => return Poll::Ready(Some(chunk.map(Frame::data))),
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(None)
    }

    /// The length is known where that of every file is.
    fn size_hint(&self) -> SizeHint {
        let exact = self
            .sealed
            .iter()
            .map(|piece| http_body::Body::size_hint(piece).exact());
        exact
            .sum::<Option<u64>>()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// As browsers do (WHATWG HTML, "Multipart form data"): RFC 7578 leaves it open.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
