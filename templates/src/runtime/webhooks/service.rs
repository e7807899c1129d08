//! An endpoint as a `tower::Service`, which most servers take.
//!
//! ```text
//! EndpointService::new(endpoint, 1024 * 1024)              // Service<http::Request<B>>, B: any body
//! ```
//!
//! The body is read raw, before any parser, and no further than the limit.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use tower_service::Service;

use super::dispatch::{Endpoint, into_http};
use super::handshake::WebhookResponse;

/// An endpoint for any server.
#[derive(Clone)]
pub struct EndpointService {
    endpoint: Endpoint,
    limit: usize,
}

impl EndpointService {
    /// An endpoint whose bodies may have so many bytes.
    pub fn new(endpoint: Endpoint, limit: usize) -> Self {
        EndpointService { endpoint, limit }
    }
}

impl<B> Service<http::Request<B>> for EndpointService
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
{
    type Response = http::Response<super::super::Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let EndpointService { endpoint, limit } = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let response = match read(body, limit).await {
                Ok(body) => endpoint(http::Request::from_parts(parts, body)).await,
                Err(status) => into_http(WebhookResponse::empty(status)),
            };
            Ok(response.map(super::super::Body::from))
        })
    }
}

/// All of a body up to a limit; else the status to respond with.
pub(super) async fn read<B: http_body::Body>(body: B, limit: usize) -> Result<Bytes, u16> {
    let mut body = Box::pin(body);
    let mut bytes = Vec::new();
    while let Some(frame) = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let Ok(mut data) = frame.map_err(|_| 400u16)?.into_data() else {
            continue;
        };
        if bytes.len().saturating_add(data.remaining()) > limit {
            return Err(413);
        }
        bytes.extend_from_slice(&data.copy_to_bytes(data.remaining()));
    }
    Ok(bytes.into())
}
