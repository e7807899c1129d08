//! JSON to types, with errors that name the place in the JSON.
//!
//! ```text
//! {"data": [{"id": 7}]}   →   `$.data[0].id`: invalid type: integer `7`, expected a string
//! ```
//!
//! The path costs nothing until decoding fails: only then the text is traversed up to the byte that serde_json reports.
//!
//! Reading is liberal unless a client reads strictly: see `values` for what is understood. An optional value that cannot be
//! read is left out, which costs a second look at a text that has one.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::de::StrRead;
use serde_json::error::Category;

use super::auth::Auth;
use super::reading::{self, Drift, Notes, Outcome, message_of, offset};
use super::redact::{self, Names, string_end};
use super::values::Decode;

/// JSON that does not match the specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub(super) path: String,
    pub(super) expected: &'static str,
    pub(super) message: String,
    pub(super) excerpt: String,
    /// The byte of the text that the excerpt is around.
    pub(super) at: usize,
}

impl DecodeError {
    /// Takes out what only the client knows to be secret: its credentials, which a provider may send back, and the values
    /// of the names that the specification and the user give.
    pub(super) fn hiding(self, auth: &Auth, names: Names<'_>, response: &[u8]) -> DecodeError {
        let hidden = self
            .path
            .split(['.', '[', ']', '\''])
            .any(|name| names.contain(name));
        let message = if hidden {
            without_value(&self.message)
        } else {
            self.message
        };
        let text = response
            .utf8_chunks()
            .next()
            .map_or("", |chunk| chunk.valid());
        let excerpt = match excerpt(text, self.at, Names::USUAL) == self.excerpt {
            true => excerpt(text, self.at, names),
            // Only a part of the response was read, and whether a secret begins before the excerpt is not known any more.
            false if names.are_more() => redact::HIDDEN.to_owned(),
            false => self.excerpt,
        };
        DecodeError {
            message: auth.hide(&message),
            excerpt: auth.hide(&excerpt),
            // A provider may send a credential back as a key.
            path: auth.hide(&self.path),
            ..self
        }
    }

    /// A body was expected, and there is none.
    pub(super) fn without_body<T>() -> DecodeError {
        DecodeError {
            path: "$".to_owned(),
            expected: short_name::<T>(),
            message: "the response has no body".to_owned(),
            excerpt: String::new(),
            at: 0,
        }
    }

    /// Where in the JSON: `$.data[0].id`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The type that was to be read.
    pub fn expected(&self) -> &str {
        self.expected
    }

    /// The same error, seen from what holds the JSON at a pointer of names.
    #[must_use]
    pub fn below(mut self, pointer: &str) -> DecodeError {
        let steps = pointer
            .split('/')
            .skip(1)
            .map(|name| Step::Key(Some(name.replace("~1", "/").replace("~0", "~"))));
        let way = written(&steps.collect::<Vec<_>>());
        self.path = format!("{way}{}", self.path.trim_start_matches('$'));
        self
    }

    /// The text around the place, about 80 bytes; values whose names speak of secrets are left out.
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = shortened(&self.message);
        write!(f, "at {} of {}: {message}", self.path, self.expected)
    }
}

impl std::error::Error for DecodeError {}

/// Reads JSON.
pub fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    read(json, short_name::<T>(), |deserializer| {
        T::deserialize(deserializer)
    })
}

/// Reads JSON whose lists, maps, texts and numbers are read liberally, also where no object is around them.
pub fn read_json<T: for<'de> Decode<'de>>(json: &[u8]) -> Result<T, DecodeError> {
    read(json, short_name::<T>(), |deserializer| {
        T::decode(deserializer)
    })
}

type TextDeserializer<'de> = serde_json::Deserializer<StrRead<'de>>;
type ReadValue<T> = fn(&mut TextDeserializer<'_>) -> Result<T, serde_json::Error>;

/// JSON without the byte order mark that some servers begin it with.
pub(super) fn without_mark(json: &[u8]) -> &[u8] {
    match json.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if rest.starts_with(b"{") || rest.starts_with(b"[") => rest,
        _ => json,
    }
}

fn read<T>(json: &[u8], expected: &'static str, value: ReadValue<T>) -> Result<T, DecodeError> {
    let json = without_mark(json);
    // Validating UTF-8 once is cheaper than once for each string.
    let text = std::str::from_utf8(json)
        .map_err(|error| invalid_utf8(json, error.valid_up_to(), expected))?;
    let (read, outcome) = reading::text(false, || whole(text, value));
    match read {
        Ok(value) if !outcome.drifted => Ok(value),
        Ok(found) => {
            if tracing::enabled!(tracing::Level::DEBUG) {
                // Only now it matters where.
                let (_, outcome) = reading::text(true, || whole(text, value));
                note(text, expected, &outcome.notes);
            }
            Ok(found)
        }
        Err(error) if is_final(&error, &outcome) => {
            Err(describe_outcome(text, &error, &outcome, expected))
        }
        Err(_) => {
            let (read, outcome) = reading::text(true, || whole(text, value));
            let found = read.map_err(|error| describe_outcome(text, &error, &outcome, expected))?;
            note(text, expected, &outcome.notes);
            Ok(found)
        }
    }
}

/// A text that holds one value.
fn whole<T>(text: &str, value: ReadValue<T>) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let found = value(&mut deserializer)?;
    deserializer.end()?;
    reading::note_liberal(text);
    Ok(found)
}

/// Whether a second look, which leaves out what cannot be read, would find the same error.
fn is_final(error: &serde_json::Error, outcome: &Outcome) -> bool {
    reading::is_strict() || outcome.too_deep || error.classify() != Category::Data
}

fn describe_outcome(
    text: &str,
    error: &serde_json::Error,
    outcome: &Outcome,
    expected: &'static str,
) -> DecodeError {
    let inner = outcome
        .failed
        .as_ref()
        .and_then(|failed| Some((failed.place_in(text)?, failed.message.as_str())));
    match inner {
        Some((at, message)) => describe_at(text, at, message, expected),
        None => describe(text, error, expected),
    }
}

/// Tells what was not as it should be, or keeps it for the client that tells it.
fn note(text: &str, expected: &'static str, notes: &Notes) {
    for note in &notes.places {
        let path = note
            .place_in(text)
            .map_or_else(|| "$".to_owned(), |place| path_at(text, place));
        reading::tell(Drift {
            path,
            expected,
            unread: note.unread.clone(),
            more: notes.more,
        });
    }
}

/// `Customer` of `stripe::types::Customer`.
fn short_name<T>() -> &'static str {
    let name = std::any::type_name::<T>();
    if name.contains('<') {
        name
    } else {
        name.rsplit("::").next().unwrap_or(name)
    }
}

pub(super) fn invalid_utf8(json: &[u8], at: usize, expected: &'static str) -> DecodeError {
    let before = String::from_utf8_lossy(json.get(..at).unwrap_or_default()).into_owned();
    let message = format!("invalid UTF-8 at byte {at}");
    DecodeError {
        path: path_at(&before, at),
        expected,
        message,
        excerpt: excerpt(&before, at, Names::USUAL),
        at,
    }
}

pub(super) fn describe(
    text: &str,
    error: &serde_json::Error,
    expected: &'static str,
) -> DecodeError {
    let at = offset(text, error.line(), error.column());
    describe_at(text, at, &message_of(error), expected)
}

fn describe_at(text: &str, at: usize, message: &str, expected: &'static str) -> DecodeError {
    let message = match redact::is_secret(text, at, Names::USUAL) {
        true => without_value(message),
        false => message.to_owned(),
    };
    DecodeError {
        path: path_at(text, at),
        expected,
        message,
        excerpt: excerpt(text, at, Names::USUAL),
        at,
    }
}

/// serde's message without the value that it quotes: `invalid type: string "…", expected i64`.
fn without_value(message: &str) -> String {
    let expected = message
        .rsplit_once(", expected ")
        .map(|(_, expected)| format!(", expected {expected}"));
    format!("a value that is not shown{}", expected.unwrap_or_default())
}

/// serde quotes a string whole, however long it is. It is cut where it is shown, after the secrets were taken out.
fn shortened(message: &str) -> String {
    const LIMIT: usize = 300;
    if message.len() <= LIMIT {
        return message.to_owned();
    }
    let start: String = message.chars().take(LIMIT / 2).collect();
    let expected = message
        .rsplit_once(", expected ")
        .map_or("", |(_, expected)| expected);
    format!(
        "{start}…, expected {}",
        expected.chars().take(LIMIT / 2).collect::<String>()
    )
}

fn excerpt(text: &str, at: usize, names: Names<'_>) -> String {
    let start = (0..=at.saturating_sub(40))
        .rev()
        .find(|start| text.is_char_boundary(*start))
        .unwrap_or(0);
    let end = (at.saturating_add(40)..text.len())
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(text.len());
    redact::json(text, start..end, names)
}

/// One step on the way to a value; the key is not known before it was read.
enum Step {
    Key(Option<String>),
    Index(usize),
}

/// The JSONPath of the value that begins at a byte, or else of the innermost one that ends there or holds it: serde_json
/// stops before a list or an object of the wrong type, and after the value for every other error.
fn path_at(text: &str, at: usize) -> String {
    let mut steps: Vec<Step> = Vec::new();
    let bytes = text.as_bytes();
    let mut position = 0;
    while let Some(byte) = bytes.get(position).filter(|_| position < at) {
        match (byte, steps.last_mut()) {
            (b'{', _) => steps.push(Step::Key(None)),
            (b'[', _) => steps.push(Step::Index(0)),
            (b'}' | b']', _) => drop(steps.pop()),
            (b',', Some(Step::Index(index))) => *index += 1,
            (b',', Some(Step::Key(key))) => *key = None,
            (b'"', last) => {
                let end = string_end(bytes, position + 1);
                if let Some(Step::Key(key @ None)) = last {
                    *key = text.get(position + 1..end).map(str::to_owned);
                }
                position = end;
            }
            _ => {}
        }
        position += 1;
    }
    written(&steps)
}

fn written(steps: &[Step]) -> String {
    let mut path = String::from("$");
    for step in steps {
        match step {
            Step::Key(None) => {}
            Step::Key(Some(key))
                if !key.is_empty()
                    && key
                        .chars()
                        .all(|sign| sign.is_alphanumeric() || sign == '_') =>
            {
                path.push_str(&format!(".{key}"))
            }
            Step::Key(Some(key)) => path.push_str(&format!("['{key}']")),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}
