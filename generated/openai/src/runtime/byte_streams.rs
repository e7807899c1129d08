//! Bodies and `Stream`s of bytes, each made of the other.
//!
//! ```text
//! client.upload(Body::from_stream(chunks, Some(length)))              any stream of bytes goes up
//! let mut body = client.download("f_1").send_streamed().await?.into_body();
//! while let Some(chunk) = body.chunk().await { … }                    an answer comes down, chunk by chunk
//! ```
//!
//! No more than a chunk is held, however much goes through.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use super::body::Body;
use super::transport::BoxError;

impl Body {
    /// A body from a stream of chunks. Where its `length` in bytes is known it is sent as `content-length`, and a stream
    /// of any other length is an error; else the body is sent in chunks.
    pub fn from_stream<S, C, E>(stream: S, length: Option<u64>) -> Body
    where
        S: Stream<Item = Result<C, E>> + Send + 'static,
        C: Into<Bytes> + 'static,
        E: Into<BoxError> + 'static,
    {
        Body::streamed(Chunks { stream: Box::pin(stream), left: length })
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

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let chunk: Bytes = match ready!(self.stream.as_mut().poll_next(cx)) {
            Some(Ok(chunk)) => chunk.into(),
            Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
            None if self.left.is_some_and(|left| left > 0) => return Poll::Ready(Some(Err(WrongLength.into()))),
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
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A stream that is not as long as it was said to be.
#[derive(Debug)]
struct WrongLength;

impl fmt::Display for WrongLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stream is not as long as it was said to be")
    }
}

impl std::error::Error for WrongLength {}

impl Stream for Body {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}
