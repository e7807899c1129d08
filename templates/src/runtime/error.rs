//! The error of a call: its kind, and the details that the provider sent.
//!
//! ```text
//! GET /v1/customers/{customer}: 404 resource_missing: No such customer (request req_1)
//! ```
//!
//! It never holds a credential, and names the URL's template instead of the URL. The body is kept as it came.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::auth::Auth;
use super::boxed::BoxError;
#[cfg(feature = "oauth")]
use super::challenge::insufficient_scope;
use super::decode::DecodeError;
use super::error_shape::{Detail, ErrorFields, ErrorShape};
use super::label::OperationLabel;
use super::response::Response;
use super::retry::FailureClass;

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request could not be written: a value that has no form on the wire. Nothing was sent.
    Encode,
    /// The client has no credentials that the operation takes. Nothing was sent.
    Auth,
    /// A hook refused the request. Nothing was sent.
    Hook,
    /// The connection failed, or the response broke off or is too large.
    Transport,
    /// It took longer than it may.
    Timeout(Timeout),
    /// Too many requests: the provider refused the call, or, without a status, this client's own limit did.
    RateLimited,
    /// The provider responded with an error.
    Api,
    /// The provider's response does not match its specification.
    Decode,
    /// The pages of a list go in a circle, do not end, or lead to another server.
    Pages,
}

/// What took longer than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timeout {
    /// Connecting. Nothing was sent.
    Connect,
    /// One attempt, from connecting to the last byte of the response.
    Attempt,
    /// The call with all of its attempts.
    Call,
    /// A stream in which nothing came.
    Idle,
}

/// The error of a call.
///
/// ```text
/// match stripe.retrieve_customer("cus_1").await {
///     Ok(customer) => …,
///     Err(error) if error.code() == Some("resource_missing") => …,        // the provider's word for it
///     Err(error) if error.kind() == ErrorKind::RateLimited => …,               // error.retry_after() is the time to wait
///     Err(error) => return Err(error.into()),                             // any error type: it is a std Error
/// }
/// ```
///
/// [`kind`](Error::kind) is the category of the failure. If there was a response, [`status`](Error::status), [`code`](Error::code),
/// [`message`](Error::message), [`param`](Error::param), [`details`](Error::details) and
/// [`request_id`](Error::request_id) hold the provider's error, and [`body`](Error::body) is its typed body;
/// [`raw_body`](Error::raw_body) and [`headers`](Error::headers) are kept in any case, also of HTML and of nothing.
///
/// When a call fails, the client has already repeated it where that is safe. [`is_retryable`](Error::is_retryable) tells
/// whether the same call may succeed later, and [`was_sent`](Error::was_sent) whether the provider may have acted on it.
///
/// `Display` and `Debug` are one line for a log. They hold neither credentials nor bodies.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    label: OperationLabel,
    message: Option<String>,
    code: Option<String>,
    param: Option<String>,
    details: Vec<Detail>,
    request_id: Option<String>,
    response: Option<Response>,
    maybe_sent: bool,
    class: FailureClass,
    typed: Option<TypedBody>,
    source: Option<BoxError>,
    #[cfg(feature = "oauth")]
    scopes: Vec<String>,
}

impl Error {
    pub(super) fn new(kind: ErrorKind, label: OperationLabel, message: String) -> Error {
        Error(Box::new(Inner {
            kind,
            label,
            message: Some(message),
            code: None,
            param: None,
            details: Vec::new(),
            request_id: None,
            response: None,
            maybe_sent: false,
            class: FailureClass::default(),
            typed: None,
            source: None,
            #[cfg(feature = "oauth")]
            scopes: Vec::new(),
        }))
    }

    pub(super) fn caused_by(mut self, source: impl Into<BoxError>) -> Error {
        self.0.source = Some(source.into());
        self
    }

    /// The server may have seen the request.
    pub(super) fn maybe_sent(mut self) -> Error {
        self.0.maybe_sent = true;
        self
    }

    pub(super) fn with_response(mut self, response: Response, shape: &ErrorShape) -> Error {
        self.0.request_id = shape.request_id(&response.headers);
        if self.0.kind != ErrorKind::Decode {
            let ErrorFields {
                code,
                message,
                param,
                request_id,
                details,
            } = shape.read(&response.body);
            self.0.request_id = self.0.request_id.take().or(request_id);
            (self.0.code, self.0.message, self.0.param, self.0.details) =
                (code, message, param, details);
        }
        // What is no text was read as if it were one.
        if self.0.kind != ErrorKind::Decode && std::str::from_utf8(&response.body).is_err() {
            self.0.message = response.encoded().or(self.0.message);
        }
        self.0.response = Some(response);
        self.maybe_sent()
    }

    /// What it means for another attempt. A provider reports too many requests by its own
    /// rules, and not by status 429 alone.
    pub(super) fn classified(mut self, class: FailureClass) -> Error {
        if class.limited {
            self.0.kind = ErrorKind::RateLimited;
        }
        self.0.class = class;
        self
    }

    pub(super) fn class(&self) -> FailureClass {
        self.0.class
    }

    /// Takes the client's credentials out of what is shown: a provider may send them back, and a transport name them.
    pub(super) fn hiding(mut self, auth: &Auth) -> Error {
        let Inner {
            message,
            code,
            param,
            details,
            request_id,
            ..
        } = &mut *self.0;
        let details = details
            .iter_mut()
            .flat_map(|detail| [&mut detail.code, &mut detail.message, &mut detail.field]);
        for text in [message, code, param, request_id]
            .into_iter()
            .chain(details)
            .flatten()
        {
            *text = auth.hide(text);
        }
        self
    }

    /// The response, if there was one, whatever its status.
    pub(super) fn into_response(mut self) -> Result<Response, Error> {
        self.0.response.take().ok_or(self)
    }

    pub(super) fn with_typed(mut self, typed: Option<TypedBody>) -> Error {
        self.0.typed = typed;
        self
    }

    /// Names the scopes, where the provider refused a token because it lacks one: those of its challenge, else those that the
    /// operation needs.
    #[cfg(feature = "oauth")]
    pub(super) fn needing(mut self, declared: &[&str]) -> Error {
        let challenge = self.headers().and_then(insufficient_scope);
        let codes = self.details().iter().map(|detail| &detail.code);
        let mut codes = std::iter::once(&self.0.code).chain(codes).flatten();
        let is_named = codes.any(|code| code.to_ascii_lowercase().contains("scope"));
        let named = challenge.as_ref().and_then(|it| it.parameter("scope"));
        self.0.scopes = match named {
            Some(scopes) => vec![scopes.to_owned()],
            None if challenge.is_some() || is_named => {
                declared.iter().map(|set| (*set).to_owned()).collect()
            }
            None => Vec::new(),
        };
        self
    }

    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The response's status, where there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// The provider's code: `resource_missing`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The scopes that the token needs, if the provider reports a missing one: alternatives, each a set with spaces between.
    #[cfg(feature = "oauth")]
    pub fn needed_scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// The provider's message; for an error on this side, what went wrong.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The parameter or field that is wrong, as the provider calls it: `customer`.
    pub fn param(&self) -> Option<&str> {
        self.0.param.as_deref()
    }

    /// The list of problems, if the provider sends one; otherwise empty.
    pub fn details(&self) -> &[Detail] {
        &self.0.details
    }

    /// The provider's id of the request, to ask its support about.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Whether the server may have seen the request: only where this is `false` did it surely not act on it.
    pub fn was_sent(&self) -> bool {
        self.0.maybe_sent
    }

    /// Whether the same request may succeed later: the provider is busy or failing, or there was no response. Whether
    /// repeating is safe is another question: see [`Error::was_sent`].
    pub fn is_retryable(&self) -> bool {
        self.0.class.temporary
    }

    /// How long the provider asks to wait before the same request is sent again: by `Retry-After`, `retry-after-ms`, or
    /// the end of its rate limit. There is such an error when that is longer than the time that the call had left, or the
    /// last attempt was made.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.class.wait
    }

    /// The body as the type that the specification has for this status; the method's documentation names it.
    ///
    /// # Errors
    /// There is no body of a declared type, it is of another type, or it cannot be decoded: [`BodyError`] distinguishes these.
    pub fn body<T: 'static>(&self) -> Result<&T, BodyError<'_>> {
        match &self.0.typed {
            None => Err(BodyError::None),
            Some(Ok(body)) => body.downcast_ref().ok_or(BodyError::OtherType),
            Some(Err(error)) => Err(BodyError::Undecoded(error)),
        }
    }

    /// The body as it came; empty where there was no response.
    pub fn raw_body(&self) -> &[u8] {
        self.0
            .response
            .as_ref()
            .map_or(&[], |response| &response.body)
    }

    /// The response's headers.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }
}

/// A typed error body, or why there is none.
pub(super) type TypedBody = Result<Box<dyn Any + Send + Sync>, DecodeError>;

/// Why an error has no body of a type: [`Error::body`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError<'e> {
    /// There was no response, it has no body, or the specification has no type for its status.
    None,
    /// It is of another type that the specification has for its status.
    OtherType,
    /// It differs from the specification, at this path.
    Undecoded(&'e DecodeError),
}

impl fmt::Display for BodyError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BodyError::None => f.write_str("there is no body of a described type"),
            BodyError::OtherType => f.write_str("the body is of another type"),
            BodyError::Undecoded(error) => error.fmt(f),
        }
    }
}

impl StdError for BodyError<'_> {}

impl OperationLabel {
    pub(super) fn error(&self, kind: ErrorKind, message: impl Into<String>) -> Error {
        Error::new(kind, self.clone(), message.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.label.method, self.0.label.path)?;
        if let Some(status) = self.status() {
            write!(f, ": {}", status.as_u16())?;
        }
        if let Some(code) = self.code() {
            write!(f, " {}", one_line(code))?;
        }
        match (
            self.message(),
            self.status().and_then(|status| status.canonical_reason()),
        ) {
            (Some(message), _) => write!(f, ": {}", one_line(message))?,
            (None, Some(reason)) => write!(f, " {reason}")?,
            (None, None) => write!(f, ": {:?} error", self.0.kind)?,
        }
        #[cfg(feature = "oauth")]
        if !self.0.scopes.is_empty() {
            write!(
                f,
                "; it needs the scope {}",
                one_line(&self.0.scopes.join(", or "))
            )?;
        }
        self.request_id()
            .map_or(Ok(()), |id| write!(f, " (request {})", one_line(id)))
    }
}

/// What a provider sent must not forge a line of a log, nor fill it.
fn one_line(text: &str) -> String {
    text.chars()
        .take(500)
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect()
}

/// The same line as `Display`, and the body's size: a body may hold what nobody should log.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Error({:?}, \"{self}\", {} bytes of body)",
            self.0.kind,
            self.raw_body().len()
        )
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
