//! What sends a request, and how it reports that it could not.
//!
//! ```text
//! Client::builder(auth).transport(|request: Request<Body>| Ok(Response::new(Body::from("{}"))))   // a test's
//! Client::builder(auth).transport(Tower::new(service))                                            // any tower::Service
//! ```
//!
//! A transport gives the response as soon as its headers are there; the engine reads the body within its limits. Whether
//! the server can have seen a request that failed decides if it may be sent again, so a transport that knows that it did
//! not returns [`NotSent`](super::NotSent), and one that knows that another attempt would fail in the same way [`Permanent`](super::Permanent).

use http::{Request, Response};

use super::body::Body;
use super::boxed::{BoxError, BoxFuture};

/// Carries requests.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the response once its headers are there, whatever its status. Dropping the future stops
    /// the work.
    ///
    /// # Errors
    /// Where there is no response; [`NotSent`](super::NotSent) where the server surely saw nothing of the request,
    /// [`Permanent`](super::Permanent) where another
    /// attempt is of no use. Both may be any error among the causes of the one that is returned.
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
