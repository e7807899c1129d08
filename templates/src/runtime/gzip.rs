//! Compressed responses: asks for gzip, and decompresses what comes, chunk by chunk.
//!
//! ```text
//! Accept-Encoding: gzip   →   Content-Encoding: gzip   →   the body as it was, without that header and `content-length`
//! ```
//!
//! No more than a piece of 64 KiB is held, however large a small response becomes; limits count what was decompressed. A
//! part of a response (`Range`) is neither asked for nor read in this way: its bytes begin anywhere.

use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use flate2::write::MultiGzDecoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderValue, RANGE};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::Frame;

use super::body::Body;
use super::boxed::BoxError;
use super::logs;
use super::transport_errors::Permanent;

/// The request, which asks for gzip unless its own headers ask for something else.
pub(super) fn asking(mut request: Request<Body>) -> Request<Body> {
    let headers = request.headers_mut();
    if !headers.contains_key(RANGE) {
        headers
            .entry(ACCEPT_ENCODING)
            .or_insert(HeaderValue::from_static("gzip"));
    }
    request
}

/// The response with its body as it was before it was compressed.
pub(super) fn decompressed(mut response: Response<Body>) -> Response<Body> {
    // The response of a HEAD has the headers of another one's body.
    let is_empty = http_body::Body::is_end_stream(response.body());
    let is_part = response.status() == StatusCode::PARTIAL_CONTENT;
    if is_empty || is_part || !is_gzip(response.headers()) {
        return response;
    }
    logs::decompressing(response.headers());
    let headers = response.headers_mut();
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    response.map(|body| {
        Body::streamed(Decompressed {
            body,
            decoder: MultiGzDecoder::new(Vec::new()),
            compressed: Bytes::new(),
            stage: Stage::Before,
        })
    })
}

/// The first byte of gzip.
const MAGIC: u8 = 0x1f;

/// Whether gzip is the only encoding. `x-gzip` is its old name (RFC 9110, section 8.4.1.3).
fn is_gzip(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    let first = encodings.next().and_then(|value| value.to_str().ok());
    let is_gzip = |name: &str| {
        let name = name.trim();
        name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip")
    };
    first.is_some_and(is_gzip) && encodings.next().is_none()
}

/// A compressed body while it is read.
struct Decompressed {
    body: Body,
    /// What it has decompressed lies in its `Vec` until it is taken out, after each step.
    decoder: MultiGzDecoder<Vec<u8>>,
    /// What of the last chunk is left.
    compressed: Bytes,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing came: a body without a byte is one.
    Before,
    Within,
    Ended,
}

impl Decompressed {
    /// Decompresses some of what is there.
    fn step(&mut self) -> Result<(), BoxError> {
        let read = self.decoder.write(&self.compressed);
        let read = read.map_err(|error| Permanent(broken(&error)))?;
        if read == 0 {
            return Err(Permanent(broken(&"it does not go on")).into());
        }
        self.compressed.advance(read);
        if self.compressed.is_empty() {
            // An event of a stream is there before the next one is sent.
            let flushed = self.decoder.flush();
            flushed.map_err(|error| Permanent(broken(&error)))?;
        }
        Ok(())
    }

    fn taken(&mut self) -> Option<Bytes> {
        let bytes = std::mem::take(self.decoder.get_mut());
        (!bytes.is_empty()).then(|| bytes.into())
    }
}

fn broken(why: &dyn std::fmt::Display) -> BoxError {
    format!("the response is no valid gzip: {why}").into()
}

impl http_body::Body for Decompressed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while self.stage != Stage::Ended {
            if self.compressed.is_empty() {
                match ready!(self.body.poll_chunk(cx)) {
                    Some(Ok(chunk)) => self.compressed = chunk,
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => {
                        let was = std::mem::replace(&mut self.stage, Stage::Ended);
                        // Another attempt may receive all of it.
                        if was == Stage::Within && self.decoder.try_finish().is_err() {
                            let error = "the compressed response breaks off or is damaged";
                            return Poll::Ready(Some(Err(error.into())));
                        }
                    }
                }
            } else {
                let outcome = match std::mem::replace(&mut self.stage, Stage::Within) {
                    // A short text would look like the beginning of a header.
                    Stage::Before if self.compressed.first() != Some(&MAGIC) => {
                        Err(Permanent(broken(&"it does not begin as one")).into())
                    }
                    _ => self.step(),
                };
                if let Err(error) = outcome {
                    self.stage = Stage::Ended;
                    return Poll::Ready(Some(Err(error)));
                }
            }
            if let Some(bytes) = self.taken() {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.stage == Stage::Ended
    }
}
