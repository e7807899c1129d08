//! What sends a request, and how it reports that it could not.
//!
//! ```text
//! Client::builder(auth).transport(|request: Request<Body>| Ok(Response::new(Body::from("{}"))))   // a test's
//! Client::builder(auth).transport(Tower::new(service))                                            // any tower::Service
//! ```
//!
//! A transport gives the response as soon as its headers are there; the engine reads the body within its limits. Whether
//! the server can have seen a request that failed decides if it may be sent again, so a transport that knows that it did
//! not wraps its error in [`NotSent`].

use std::time::Duration;
use std::{error, fmt};

use http::{Request, Response};

use super::body::Body;
use super::boxed::{BoxError, BoxFuture};

/// Carries requests.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the response once its headers are there, whatever its status. Dropping the future stops
    /// the work.
    ///
    /// # Errors
    /// Where there is no response; [`NotSent`] where the server surely saw nothing of the request.
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>>;
}

/// A function is a transport too: one that responds at once, without a socket.
impl<F> Transport for F
where
    F: Fn(Request<Body>) -> Result<Response<Body>, BoxError> + Send + Sync + 'static,
{
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(std::future::ready(self(request)))
    }
}

/// How the usual transport makes its connections, and how long it keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// How long name look-up, TCP and TLS may take together.
    pub connect_timeout: Duration,
    /// How long a connection waits for another request before it is closed.
    pub idle_timeout: Duration,
}

impl Default for Connections {
    /// 10 seconds to connect. 4 seconds idle: node and others close a connection after 5, and a request that is sent at that
    /// moment is lost.
    fn default() -> Connections {
        Connections {
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(4),
        }
    }
}

/// The server saw nothing of the request: there was no connection, or it ended before anything was written.
#[derive(Debug)]
pub struct NotSent(pub BoxError);

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

/// There was no connection within this time.
#[derive(Clone, Copy, Debug)]
pub struct ConnectTimeout(pub Duration);

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no connection within {:?}", self.0)
    }
}

impl error::Error for ConnectTimeout {}
