//! A response with its whole body.
//!
//! ```text
//! let response = client.fetch(Method::GET, "/v1/anything").await?;
//! response.status(), response.headers(), response.body()
//! ```

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::decode::{DecodeError, from_json};

/// A response with its whole body, whatever its status.
#[derive(Clone, PartialEq)]
pub struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Response {
    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Its body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// That the body cannot be read because of its content encoding, where it still has one.
    pub(super) fn encoded(&self) -> Option<String> {
        let encoding = self.headers.get(CONTENT_ENCODING)?.to_str().ok()?;
        let is_plain = encoding.is_empty() || encoding.eq_ignore_ascii_case("identity");
        let encoding: String = encoding.chars().take(40).collect();
        (!is_plain).then(|| {
            format!(
                "the response has the content encoding `{encoding}`, which this client does not read; the feature `gzip` of \
                 the runtime reads gzip"
            )
        })
    }

    /// Its body as a type of the client, or any that serde reads.
    ///
    /// # Errors
    /// It is no JSON of this type; the error has the path in the JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        from_json(&self.body)
    }
}

/// A value, and the response that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct WithResponse<T> {
    /// The value.
    pub value: T,
    pub(super) response: Response,
}

impl<T> WithResponse<T> {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// The body that the value was read from.
    pub fn body(&self) -> &Bytes {
        &self.response.body
    }
}

/// Its status and size: a body may hold what nobody should log.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Response({}, {} bytes of body)",
            self.status.as_u16(),
            self.body.len()
        )
    }
}
