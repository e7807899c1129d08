//! Bodies and `Stream`s of bytes, each made of the other.
//!
//! ```text
//! client.upload(Body::from_stream(chunks, Some(length)))              any stream of bytes goes up
//! let mut file = client.download_file("f_1").download().await?;
//! while let Some(chunk) = file.next().await { … }                     a response comes down, chunk by chunk
//! ```
//!
//! No more than a chunk is held, however much goes through.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use http_body::{Frame, SizeHint};

use super::body::Body;
use super::boxed::BoxError;
use super::call::Call;
use super::error::Error;
use super::incoming::Incoming;

impl Body {
    /// A body from a stream of chunks. Where its `length` in bytes is known it is sent as `content-length`, and a stream
    /// of any other length is an error; else the body is sent in chunks.
    pub fn from_stream<S, C, E>(stream: S, length: Option<u64>) -> Body
    where
        S: Stream<Item = Result<C, E>> + Send + 'static,
        C: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Body::streamed(Chunks {
            stream: Box::pin(stream),
            left: length,
        })
    }
}

struct Chunks<S> {
    stream: Pin<Box<S>>,
    /// How many bytes are still to come, where that is known.
    left: Option<u64>,
}

impl<S, C, E> http_body::Body for Chunks<S>
where
    S: Stream<Item = Result<C, E>>,
    C: Into<Bytes>,
    E: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let chunk: Bytes = match ready!(self.stream.as_mut().poll_next(cx)) {
            Some(Ok(chunk)) => chunk.into(),
            Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
            None if self.left.is_some_and(|left| left > 0) => {
                return Poll::Ready(Some(Err(WrongLength.into())));
            }
            None => return Poll::Ready(None),
        };
        if let Some(left) = &mut self.left {
            match left.checked_sub(chunk.len() as u64) {
                Some(rest) => *left = rest,
                None => return Poll::Ready(Some(Err(WrongLength.into()))),
            }
        }
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The stream's length differs from its announced length.
#[derive(Debug)]
struct WrongLength;

impl fmt::Display for WrongLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stream's length differs from its announced length")
    }
}

impl std::error::Error for WrongLength {}

impl Stream for Body {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}

impl<P, X> Call<Bytes, P, X> {
    /// Sends it and gives the response as soon as its headers are there. Its body comes chunk by chunk, of any size, and may
    /// take as long as it likes.
    ///
    /// # Errors
    /// The same as when it is awaited, up to the headers.
    pub async fn download(self) -> Result<Download, Error> {
        let incoming = Incoming::open(self.core, self.draft).await?;
        let head = (incoming.response.status, incoming.response.headers.clone());
        Ok(Download {
            incoming: Some(Box::new(incoming)),
            head,
        })
    }
}

/// A response of bytes, chunk by chunk: [`Call::download`]. It is a `Stream`, and can be read without a crate for these.
/// An error ends it.
pub struct Download {
    incoming: Option<Box<Incoming>>,
    head: (StatusCode, HeaderMap),
}

impl Download {
    /// The response's status.
    pub fn status(&self) -> StatusCode {
        self.head.0
    }

    /// The response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.1
    }

    /// The number of remaining bytes, if the server announced a length.
    pub fn left(&self) -> Option<u64> {
        match &self.incoming {
            Some(incoming) => http_body::Body::size_hint(&incoming.body).exact(),
            None => Some(0),
        }
    }

    /// How long nothing at all may arrive: two minutes by default.
    #[must_use]
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        if let Some(incoming) = &mut self.incoming {
            incoming.idle = idle;
        }
        self
    }

    /// The next chunk; `None` at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let Some(incoming) = &mut self.incoming else {
            return Poll::Ready(None);
        };
        let chunk = ready!(incoming.poll_chunk(cx));
        if !matches!(chunk, Some(Ok(_))) {
            self.incoming = None;
        }
        Poll::Ready(chunk)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.head.0)
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}
