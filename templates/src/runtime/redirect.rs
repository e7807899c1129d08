//! Redirects that an operation returns: they are its result, and are not followed.
//!
//! ```text
//! 302 Found, Location: https://files.example.com/a.mp3?signature=…   →   Redirect { status: 302, location: "https://…" }
//! ```

use std::fmt;

use http::header::LOCATION;

use super::decode::DecodeError;
use super::response::Response;

/// Where something is.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The status: 302, …
    pub status: u16,
    /// `Location`, as it was sent; it may be relative to the URL of the request.
    pub location: String,
}

/// Without the query, which may hold a signature.
impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.location.split(['?', '#']).next().unwrap_or_default();
        write!(f, "Redirect({}, {shown})", self.status)
    }
}

/// The redirect that a response is.
pub fn redirect(response: &Response) -> Result<Redirect, DecodeError> {
    let location = response.headers().get(LOCATION);
    let location = location.ok_or_else(without_location)?;
    Ok(Redirect {
        status: response.status().as_u16(),
        location: String::from_utf8_lossy(location.as_bytes()).into_owned(),
    })
}

fn without_location() -> DecodeError {
    DecodeError {
        path: "$".to_owned(),
        expected: "Redirect",
        message: "the response has no header `location`".to_owned(),
        excerpt: String::new(),
        at: 0,
    }
}
