//! Faults between the shop and its providers.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::Response;
use http_body::Frame;

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not processed, and the response is this status.
    Before(u16),
    /// It is processed, and the response is an error.
    After,
    /// It is processed, and the connection breaks.
    Broken,
}

impl Fault {
    /// One of them, for this share of requests.
    pub(crate) fn draw(share: f64) -> Option<Fault> {
        let faults = [Fault::Before(500), Fault::Before(429), Fault::After, Fault::Broken];
        (share > 0.0 && fastrand::f64() < share).then(|| faults[fastrand::usize(..faults.len())])
    }
}

/// A response whose body never arrives.
pub(crate) fn broken() -> Response<Body> {
    let mut response = Response::new(Body::new(Breaks));
    response.headers_mut().insert("content-length", 1_000.into());
    response
}

struct Breaks;

impl http_body::Body for Breaks {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::Error::other("the sandbox breaks this connection"))))
    }
}
