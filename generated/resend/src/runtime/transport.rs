//! What carries a request, and what it says when it could not.
//!
//! ```text
//! Client::builder(auth).transport(|request: Request<Body>| Ok(Response::new(Body::from("{}"))))   // a test's
//! Client::builder(auth).transport(Tower::new(service))                                            // any tower::Service
//! ```
//!
//! A transport gives the answer as soon as its headers are there; the engine reads the body within its limits. Whether
//! the server can have seen a request that failed decides if it may be sent again, so a transport that knows that it did
//! not says so with [`NotSent`].

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{error, fmt};

use bytes::Buf;
use http::{Request, Response};
use tower_service::Service;

use super::body::Body;

/// Any error.
pub type BoxError = Box<dyn error::Error + Send + Sync>;

/// A future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries requests.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the answer once its headers are there, whatever its status. Dropping the future stops
    /// the work.
    ///
    /// # Errors
    /// Where there is no answer; [`NotSent`] where the server surely saw nothing of the request.
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>>;
}

/// A function is a transport too: one that answers at once, without a socket.
impl<F> Transport for F
where
    F: Fn(Request<Body>) -> Result<Response<Body>, BoxError> + Send + Sync + 'static,
{
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(std::future::ready(self(request)))
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

/// The first error of a type among an error and its causes.
pub(super) fn cause<'a, T: error::Error + 'static>(
    error: &'a (dyn error::Error + 'static),
) -> Option<&'a T> {
    std::iter::successors(Some(error), |error| error.source())
        .find_map(|error| error.downcast_ref())
}

/// Any `tower::Service` as a transport: a stack of layers around an HTTP client.
///
/// Each request has a clone of the service to itself, as tower asks for.
#[derive(Debug)]
pub struct Tower<S>(Mutex<S>);

impl<S> Tower<S> {
    /// A service as a transport.
    pub fn new(service: S) -> Tower<S> {
        Tower(Mutex::new(service))
    }
}

impl<S, B> Transport for Tower<S>
where
    S: Service<Request<Body>, Response = Response<B>, Error: Into<BoxError>, Future: Send>
        + Clone
        + Send
        + 'static,
    B: http_body::Body<Data: Buf, Error: Into<BoxError>> + Send + Unpin + 'static,
{
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        let mut service = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(async move {
            // A service that does not get ready took no request.
            let ready = std::future::poll_fn(|cx| service.poll_ready(cx)).await;
            ready.map_err(|error| NotSent(error.into()))?;
            let response = service.call(request).await.map_err(Into::into)?;
            Ok(response.map(Body::streamed))
        })
    }
}
