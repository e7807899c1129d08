//! What the error of a transport means for another attempt.
//!
//! ```text
//! NotSent(error)      the server saw nothing of the request: any request may be sent again
//! Permanent(error)    another attempt would fail in the same way
//! Stale(error)        the server closed a connection that was idle: an idempotent request goes out again at once
//! ```
//!
//! A mark counts wherever it is among the causes of an error, so a stack of layers may wrap it.

use std::time::Duration;
use std::{error, fmt, io};

use super::boxed::BoxError;

/// The server saw nothing of the request: there was no connection, or it ended before anything was written. A call that
/// fails so is repeated whatever its method.
///
/// A transport of your own wraps such an error:
///
/// ```text
/// Err(error) if error.is_connect() => Err(NotSent(error.into()).into()),
/// ```
///
/// A refused connection needs no mark: an I/O error of the kind `ConnectionRefused` among the causes is one wherever it comes
/// from, as with reqwest and any stack of tower's layers.
#[derive(Debug)]
pub struct NotSent(pub BoxError);

/// Whether an error means that the server saw nothing of the request.
pub(super) fn is_unsent(error: &(dyn error::Error + 'static)) -> bool {
    let refused = |error: &(dyn error::Error + 'static)| {
        error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    };
    let is_unsent = |error: &(dyn error::Error + 'static)| error.is::<NotSent>() || refused(error);
    #[cfg(feature = "http2")]
    let is_unsent =
        |error: &(dyn error::Error + 'static)| error.is::<Unprocessed>() || is_unsent(error);
    std::iter::successors(Some(error), |error| error.source()).any(is_unsent)
}

/// The server declares that it did not process the request (HTTP/2: a refused stream, or one behind the last that it
/// processes before it closes the connection): as good as if nothing had been sent.
#[cfg(feature = "http2")]
#[derive(Debug)]
pub struct Unprocessed(pub BoxError);

#[cfg(feature = "http2")]
impl fmt::Display for Unprocessed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server did not process the request")
    }
}

#[cfg(feature = "http2")]
impl error::Error for Unprocessed {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// Another attempt would fail in the same way: the URL's scheme is not known, the TLS handshake failed, the caller's own
/// body ended in an error.
#[derive(Debug)]
pub struct Permanent(pub BoxError);

impl fmt::Display for Permanent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl error::Error for Permanent {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.source()
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent")
    }
}

impl error::Error for NotSent {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// The connection had carried another request before, and ended before a response began: most likely the server closed it
/// while the request was on its way. An idempotent request is sent again at once, which is no attempt of its own.
#[derive(Debug)]
pub struct Stale(pub BoxError);

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl error::Error for Stale {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.source()
    }
}

/// There was no connection within this time.
#[derive(Clone, Copy, Debug)]
pub struct ConnectTimeout(pub Duration);

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no connection within {:?}", self.0)
    }
}

impl error::Error for ConnectTimeout {}
