//! Bodies of requests and responses: whole, or chunk by chunk.
//!
//! ```text
//! Body::from("{}")              whole: can be sent again
//! Body::streamed(any_body)      any `http_body::Body`: can be sent once
//! while let Some(chunk) = body.chunk().await { … }
//! ```
//!
//! It implements `http_body::Body`, so hyper and tower take it as it is.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http_body::{Frame, SizeHint};

use super::boxed::BoxError;
use super::transport_errors::Permanent;

type Chunks = dyn http_body::Body<Data = Bytes, Error = BoxError> + Send + Unpin;

/// A body: whole bytes, or a stream of chunks.
pub struct Body(Content);

enum Content {
    Whole(Bytes),
    Streamed(Box<Chunks>),
}

impl Body {
    /// No body.
    pub const fn empty() -> Body {
        Body(Content::Whole(Bytes::new()))
    }

    /// A body that comes chunk by chunk; what its `size_hint` knows exactly is sent as `content-length`. Pin it with
    /// `Box::pin` if it is not `Unpin`.
    pub fn streamed<B>(body: B) -> Body
    where
        B: http_body::Body<Data: Buf, Error: Into<BoxError>> + Send + Unpin + 'static,
    {
        Body(Content::Streamed(Box::new(Foreign(body))))
    }

    /// The same body once more; `None` where it is a stream, which can be read once.
    pub fn again(&self) -> Option<Body> {
        self.whole()
            .map(|bytes| Body(Content::Whole(bytes.clone())))
    }

    /// The bytes, if it is no stream.
    pub fn whole(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Whole(bytes) => Some(bytes),
            Content::Streamed(_) => None,
        }
    }

    /// The body of a request: what fails in it fails on this side, and would again.
    pub(super) fn outgoing(self) -> Body {
        match self.0 {
            Content::Streamed(chunks) => Body(Content::Streamed(Box::new(Outgoing(chunks)))),
            whole @ Content::Whole(_) => Body(whole),
        }
    }

    /// The next chunk; `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, BoxError>> {
        std::future::poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// Like [`Body::chunk`], for those who write a `Stream` by hand. Trailers are left out.
    pub fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            match ready!(http_body::Body::poll_frame(Pin::new(&mut *self), cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }

    /// All of it, if that is not more than `limit` bytes.
    ///
    /// # Errors
    /// Where it is larger, or breaks off.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, BoxError> {
        // The announced length is only a hint: the buffer grows in steps as data arrives.
        let announced =
            usize::try_from(http_body::Body::size_hint(&self).lower()).unwrap_or(usize::MAX);
        let mut collected = Collected {
            first: Bytes::new(),
            more: BytesMut::new(),
            room: announced.min(limit).min(ROOM),
        };
        while let Some(chunk) = self.chunk().await {
            collected.add(chunk?, limit)?;
        }
        Ok(collected.finish())
    }
}

/// As much room as is made for a body before it comes.
const ROOM: usize = 4 << 20;

impl Default for Body {
    fn default() -> Body {
        Body::empty()
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Body {
        Body(Content::Whole(bytes.into()))
    }
}

/// Its size and never its bytes: a body may hold what nobody should log.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Whole(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Content::Streamed(_) => f.write_str("Body(streamed)"),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.get_mut().0 {
            Content::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::Streamed(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Streamed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Streamed(body) => body.size_hint(),
        }
    }
}

/// A body of another crate, with its chunks and errors in our terms.
struct Foreign<B>(B);

impl<B> http_body::Body for Foreign<B>
where
    B: http_body::Body<Data: Buf, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(cx));
        Poll::Ready(frame.map(|frame| match frame {
            // `Bytes` hands itself out here, so nothing is copied.
            Ok(frame) => Ok(frame.map_data(|mut data| data.copy_to_bytes(data.remaining()))),
            Err(error) => Err(error.into()),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A body that the caller makes.
struct Outgoing(Box<Chunks>);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(cx));
        Poll::Ready(frame.map(|frame| frame.map_err(|error| Permanent(error).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// The response has more bytes than the client accepts. Another attempt would receive as many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge(pub usize);

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response is larger than {} bytes", self.0)
    }
}

impl std::error::Error for TooLarge {}

/// A body as it comes in; most are one piece, which is then not copied.
struct Collected {
    first: Bytes,
    more: BytesMut,
    room: usize,
}

impl Collected {
    fn add(&mut self, data: Bytes, limit: usize) -> Result<(), BoxError> {
        if self.first.len() + self.more.len() + data.len() > limit {
            return Err(TooLarge(limit).into());
        }
        if self.first.is_empty() && self.more.is_empty() {
            self.first = data;
        } else {
            self.more.reserve(std::mem::take(&mut self.room));
            self.more
                .extend_from_slice(&std::mem::take(&mut self.first));
            self.more.extend_from_slice(&data);
        }
        Ok(())
    }

    fn finish(self) -> Bytes {
        if self.more.is_empty() {
            self.first
        } else {
            self.more.freeze()
        }
    }
}
