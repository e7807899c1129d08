//! The error of a call: what kind it is, and what the provider said.
//!
//! ```text
//! GET /v1/customers/{customer}: 404 resource_missing: No such customer (request req_1)
//! ```
//!
//! It never holds a credential, and names the URL's template instead of the URL. The body is kept as it came.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::operation::ErrorShape;
use super::transport::BoxError;

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The request could not be written: a value that has no form on the wire. Nothing was sent.
    Encode,
    /// The client has no credentials that the operation takes. Nothing was sent.
    Auth,
    /// The connection failed, or the answer broke off.
    Transport,
    /// The call took longer than it may.
    Timeout,
    /// The provider answered with an error.
    Api,
    /// The provider's answer is not what its description says.
    Decode,
}

/// The error of a call.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    method: String,
    path: String,
    message: Option<String>,
    code: Option<String>,
    request_id: Option<String>,
    response: Option<(StatusCode, HeaderMap, Bytes)>,
    typed: Option<Box<dyn Any + Send + Sync>>,
    source: Option<BoxError>,
}

impl Error {
    pub(super) fn new(kind: Kind, method: &str, path: &str, message: impl Into<String>) -> Error {
        Error(Box::new(Inner {
            kind,
            method: method.to_owned(),
            path: path.to_owned(),
            message: Some(message.into()),
            code: None,
            request_id: None,
            response: None,
            typed: None,
            source: None,
        }))
    }

    pub(super) fn caused_by(mut self, source: impl Into<BoxError>) -> Error {
        self.0.source = Some(source.into());
        self
    }

    pub(super) fn with_response(
        mut self,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        shape: &ErrorShape,
    ) -> Error {
        self.0.request_id = shape.request_id(&headers);
        if self.0.kind == Kind::Api {
            let json = serde_json::from_slice::<Value>(&body).unwrap_or_default();
            self.0.code = shape.code(&json);
            self.0.message = shape.message(&json);
        }
        self.0.response = Some((status, headers, body));
        self
    }

    pub(super) fn with_typed(mut self, typed: Option<Box<dyn Any + Send + Sync>>) -> Error {
        self.0.typed = typed;
        self
    }

    /// What kind of error it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The answer's status, where there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|(status, _, _)| *status)
    }

    /// The provider's code: `resource_missing`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's message; for an error on this side, what went wrong.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The provider's id of the request, to ask its support about.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The body as the type that the description has for this status; the method's documentation names it.
    pub fn body<T: 'static>(&self) -> Option<&T> {
        self.0.typed.as_ref()?.downcast_ref()
    }

    /// The body as it came; empty where there was no answer.
    pub fn raw_body(&self) -> &[u8] {
        self.0.response.as_ref().map_or(&[], |(_, _, body)| body)
    }

    /// The answer's headers.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|(_, headers, _)| headers)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.method, self.0.path)?;
        if let Some(status) = self.status() {
            write!(f, ": {}", status.as_u16())?;
        }
        if let Some(code) = self.code() {
            write!(f, " {}", one_line(code))?;
        }
        match (self.message(), self.status().and_then(|status| status.canonical_reason())) {
            (Some(message), _) => write!(f, ": {}", one_line(message))?,
            (None, Some(reason)) => write!(f, " {reason}")?,
            (None, None) => write!(f, ": {:?} error", self.0.kind)?,
        }
        self.request_id().map_or(Ok(()), |id| write!(f, " (request {})", one_line(id)))
    }
}

/// What a provider sent must not forge a line of a log, nor fill it.
fn one_line(text: &str) -> String {
    text.chars().take(500).map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// The same line as `Display`, and the body's size: a body may hold what nobody should log.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}, \"{self}\", {} bytes of body)", self.0.kind, self.raw_body().len())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
