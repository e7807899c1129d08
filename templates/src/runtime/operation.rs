//! Operations and APIs as data, and the functions that read a response.
//!
//! ```text
//! Operation::new("GET", "/v1/customers/{customer}", json).security(&[&["bearerAuth"]])
//! ```

use std::any::Any;

use bytes::Bytes;

use super::decode::{DecodeError, read_json};
use super::error_shape::ErrorShape;
use super::idempotency::Idempotency;
use super::response::Response;
use super::retry::{LimitRules, RetryRules};
use super::values::Decode;

/// Alternatives of security schemes, each a set that is needed together.
pub type Security = &'static [&'static [&'static str]];

/// Reads a typed error body, where it is one.
pub type ErrorDecoder = fn(&[u8]) -> Result<Box<dyn Any + Send + Sync>, DecodeError>;

/// Error bodies by status: `404`, `4` for 4XX, or [`DEFAULT`].
pub type ErrorTable = &'static [(u16, ErrorDecoder)];

/// Any status that no other row is for.
pub const DEFAULT: u16 = 0;

/// What an operation is, whatever it returns.
#[derive(Clone, Copy, Debug)]
pub struct OperationData {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) server: Option<&'static str>,
    pub(super) security: Option<Security>,
    pub(super) errors: ErrorTable,
    /// The scopes that a token needs: alternatives, each a set with spaces between.
    #[cfg(feature = "oauth")]
    pub(super) scopes: &'static [&'static str],
    /// Whether its calls get an idempotency key; else its method decides.
    pub(super) keyed: Option<bool>,
    pub(super) key_header: Option<&'static str>,
    /// `Accept`
    pub(super) accept: &'static str,
    /// `Content-Type` of calls without a body.
    pub(super) content_type: Option<&'static str>,
    pub(super) defaults: &'static [ParameterDefault],
    /// Whether a redirect is what it returns.
    pub(super) redirects: bool,
    /// Whether it may be repeated without a key; else its method decides.
    pub(super) repeatable: Option<bool>,
}

/// An operation that returns a `T`; `X` is how else its response can be read.
pub struct Operation<T, X = ()> {
    pub(super) operation_data: OperationData,
    pub(super) decode: fn(&Response) -> Result<T, DecodeError>,
    pub(super) other: X,
}

impl Operation<()> {
    /// An operation whose responses have no body that anybody describes.
    pub const fn empty(method: &'static str, path: &'static str) -> Self {
        Operation::new(method, path, empty).accept("*/*")
    }
}

impl<T> Operation<T> {
    /// An operation by its method, path template and the function that reads its response.
    pub const fn new(
        method: &'static str,
        path: &'static str,
        decode: fn(&Response) -> Result<T, DecodeError>,
    ) -> Self {
        let operation_data = OperationData {
            method,
            path,
            server: None,
            security: None,
            errors: &[],
            #[cfg(feature = "oauth")]
            scopes: &[],
            keyed: None,
            key_header: None,
            accept: "application/json",
            content_type: None,
            defaults: &[],
            redirects: false,
            repeatable: None,
        };
        Operation {
            operation_data,
            decode,
            other: (),
        }
    }

    /// Its own server.
    #[must_use]
    pub const fn server(mut self, url: &'static str) -> Self {
        self.operation_data.server = Some(url);
        self
    }

    /// Its own security.
    #[must_use]
    pub const fn security(mut self, alternatives: Security) -> Self {
        self.operation_data.security = Some(alternatives);
        self
    }

    /// Error bodies that other operations do not have.
    #[must_use]
    pub const fn errors(mut self, table: ErrorTable) -> Self {
        self.operation_data.errors = table;
        self
    }

    /// The scopes that a token needs for it: alternatives, each a set with spaces between.
    #[cfg(feature = "oauth")]
    #[must_use]
    pub const fn scopes(mut self, alternatives: &'static [&'static str]) -> Self {
        self.operation_data.scopes = alternatives;
        self
    }

    /// Whether its calls get an idempotency key, whatever the method.
    #[must_use]
    pub const fn keyed(mut self, keyed: bool) -> Self {
        self.operation_data.keyed = Some(keyed);
        self
    }

    /// Its own header for idempotency keys.
    #[must_use]
    pub const fn key_header(mut self, header: &'static str) -> Self {
        self.operation_data.key_header = Some(header);
        self
    }

    /// The media types that it responds with, where JSON is not the only one.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.operation_data.accept = media_types;
        self
    }

    /// The media type that it is called with although it has no body.
    #[must_use]
    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        self.operation_data.content_type = Some(media_type);
        self
    }

    /// Parameters that are sent with these values where nobody gives others.
    #[must_use]
    pub const fn defaults(mut self, defaults: &'static [ParameterDefault]) -> Self {
        self.operation_data.defaults = defaults;
        self
    }

    /// A redirect is a success, and is not followed.
    #[must_use]
    pub const fn redirects(mut self) -> Self {
        self.operation_data.redirects = true;
        self
    }

    /// Whether it may be sent twice with the effect of once, whatever the method.
    #[must_use]
    pub const fn repeatable(mut self, repeatable: bool) -> Self {
        self.operation_data.repeatable = Some(repeatable);
        self
    }
}

/// A parameter that must be sent, and the value that it has where nobody gives another: its name and the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterDefault {
    /// Of the query.
    Query(&'static str, &'static str),
    /// A header; one of the client goes before it.
    Header(&'static str, &'static str),
    /// A cookie.
    Cookie(&'static str, &'static str),
    /// A header that is set once for the client, or by the call: it has no default.
    Required(&'static str),
}

/// What all operations have in common.
#[derive(Debug)]
pub struct Api {
    pub(super) name: &'static str,
    pub(super) server: &'static str,
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) security: Option<Security>,
    pub(super) errors: ErrorTable,
    pub(super) shape: ErrorShape,
    pub(super) retry: RetryRules,
    pub(super) limit: LimitRules,
    pub(super) idempotency: Idempotency,
    pub(super) secrets: &'static [&'static str],
    /// Whether names in queries and forms keep their brackets.
    pub(super) raw_brackets: bool,
}

impl Api {
    /// An API by its name (for the `User-Agent`) and its server.
    pub const fn new(name: &'static str, server: &'static str) -> Api {
        Api {
            name,
            server,
            headers: &[],
            security: None,
            errors: &[],
            shape: ErrorShape::USUAL,
            retry: RetryRules::USUAL,
            limit: LimitRules::USUAL,
            idempotency: Idempotency::USUAL,
            secrets: &[],
            raw_brackets: false,
        }
    }

    /// Headers that every request carries, unless [`Builder::header`](super::Builder::header) or the call replaces them.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Api {
        self.headers = headers;
        self
    }

    /// The security of operations that have none of their own.
    #[must_use]
    pub const fn security(mut self, alternatives: Security) -> Api {
        self.security = Some(alternatives);
        self
    }

    /// The error bodies that most operations have.
    #[must_use]
    pub const fn errors(mut self, table: ErrorTable) -> Api {
        self.errors = table;
        self
    }

    /// Where an error body holds what.
    #[must_use]
    pub const fn shape(mut self, shape: ErrorShape) -> Api {
        self.shape = shape;
        self
    }

    /// Which failures are worth another attempt.
    #[must_use]
    pub const fn retry(mut self, rules: RetryRules) -> Api {
        self.retry = rules;
        self
    }

    /// How it reports too many requests.
    #[must_use]
    pub const fn limit(mut self, rules: LimitRules) -> Api {
        self.limit = rules;
        self
    }

    /// Which requests carry an idempotency key.
    #[must_use]
    pub const fn idempotency(mut self, idempotency: Idempotency) -> Api {
        self.idempotency = idempotency;
        self
    }

    /// Names of properties and parameters whose values are secret.
    #[must_use]
    pub const fn secrets(mut self, names: &'static [&'static str]) -> Api {
        self.secrets = names;
        self
    }

    /// Its server does not decode the names in queries and forms: they keep their brackets.
    #[must_use]
    pub const fn raw_brackets(mut self) -> Api {
        self.raw_brackets = true;
        self
    }

    /// The row for a status: the operation's first, then the API's; an exact one before a range before the default.
    pub(super) fn typed_error(
        &self,
        own: ErrorTable,
        status: u16,
        body: &[u8],
    ) -> Option<Result<Box<dyn Any + Send + Sync>, DecodeError>> {
        if body.is_empty() {
            return None;
        }
        let wanted = [status, status / 100, DEFAULT];
        let mut rows = wanted.iter().flat_map(|key| {
            own.iter()
                .chain(self.errors)
                .filter(move |(row, _)| row == key)
        });
        // The row for the status has the reason why nothing fits.
        let first = rows.next()?.1(body);
        if first.is_ok() {
            return Some(first);
        }
        let other = rows.find_map(|(_, decode)| decode(body).ok());
        Some(other.map_or(first, Ok))
    }
}

/// Reads a typed error body.
pub fn error<T: for<'de> Decode<'de> + Send + Sync + 'static>(
    body: &[u8],
) -> Result<Box<dyn Any + Send + Sync>, DecodeError> {
    let typed: T = read_json(body)?;
    Ok(Box::new(typed))
}

/// A response of JSON. No body at all is an object without properties, where the type allows that.
pub fn json<T: for<'de> Decode<'de>>(response: &Response) -> Result<T, DecodeError> {
    if response.body().is_empty() {
        return read_json(b"{}").map_err(|_| DecodeError::without_body::<T>());
    }
    read_json(response.body())
}

/// A response of JSON, or none.
pub fn optional_json<T: for<'de> Decode<'de>>(
    response: &Response,
) -> Result<Option<T>, DecodeError> {
    if response.body().is_empty() {
        Ok(None)
    } else {
        read_json(response.body()).map(Some)
    }
}

/// A response whose body does not matter.
pub fn empty(_response: &Response) -> Result<(), DecodeError> {
    Ok(())
}

/// A response of text; what is not UTF-8 is replaced.
pub fn text(response: &Response) -> Result<String, DecodeError> {
    Ok(String::from_utf8_lossy(response.body()).into_owned())
}

/// A response of bytes.
pub fn bytes(response: &Response) -> Result<Bytes, DecodeError> {
    Ok(response.body().clone())
}
