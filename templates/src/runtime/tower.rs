//! A transport from any `tower::Service`: a stack of layers around an HTTP client.
//!
//! ```text
//! Client::builder(auth).transport(Tower::new(ServiceBuilder::new().layer(metrics).service(client)))
//! ```

use std::sync::{Mutex, PoisonError};

use bytes::Buf;
use http::{Request, Response};
use tower_service::Service;

use super::body::Body;
use super::boxed::{BoxError, BoxFuture};
use super::transport::Transport;
use super::transport_errors::NotSent;

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
