//! Responses that come item by item: server-sent events and JSON lines, as a typed stream.
//!
//! ```text
//! let mut chunks = client.create_chat_completion(&body).stream();
//! while let Some(chunk) = chunks.next().await {
//!     print!("{}", chunk?.text);
//! }
//! ```
//!
//! The request is sent when the first item is asked for. Until the response's headers are there it is a call like any other,
//! with its time and attempts; behind them nothing is repeated, and the stream may take as long as it likes, but for
//! [`ItemStream::idle_timeout`]. An error ends the stream. So does an event with the data `[DONE]`, which is no item. One
//! item may be as large as a response may be for the client.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_TYPE;

use super::boxed::BoxFuture;
use super::call::Call;
use super::client::ClientInner;
use super::decode::{DecodeError, read_json};
use super::draft::RequestDraft;
use super::engine;
use super::error::{Error, ErrorKind};
use super::frames::{Frames, Framing, ServerEvent};
use super::incoming::Incoming;
use super::operation::Operation;
use super::pointer;
use super::response::Response;
use super::values::Decode;

const EVENTS: &str = "text/event-stream";

/// What a [`Call`] has whose response can come item by item: [`Call::stream`].
pub struct Streamed<I> {
    framing: Framing,
    asked_by: Option<&'static str>,
    read: ReadItem<I>,
}

/// Reads the data of an event, or a line.
pub type ReadItem<I> = fn(&ServerEvent) -> Result<I, DecodeError>;

/// An item of JSON.
pub fn json_item<I: for<'de> Decode<'de>>(event: &ServerEvent) -> Result<I, DecodeError> {
    read_json(event.data.as_bytes())
}

/// The event itself, for streams whose data has no type.
pub fn event_item(event: &ServerEvent) -> Result<ServerEvent, DecodeError> {
    Ok(event.clone())
}

impl<T> Operation<T> {
    /// Its response can be a stream of server-sent events.
    pub const fn events<I>(self, read: ReadItem<I>) -> Operation<T, Streamed<I>> {
        self.streamed(Framing::Events, read)
    }

    /// Its response can be JSON, an item to a line.
    pub const fn lines<I>(self, read: ReadItem<I>) -> Operation<T, Streamed<I>> {
        self.streamed(Framing::Lines, read)
    }

    const fn streamed<I>(self, framing: Framing, read: ReadItem<I>) -> Operation<T, Streamed<I>> {
        let other = Streamed {
            framing,
            asked_by: None,
            read,
        };
        Operation {
            operation_data: self.operation_data,
            decode: self.decode,
            other,
        }
    }
}

impl<T, I> Operation<T, Streamed<I>> {
    /// This property of the body is set to `true` to ask for the stream.
    #[must_use]
    pub const fn asked_by(mut self, property: &'static str) -> Self {
        self.other.asked_by = Some(property);
        self
    }
}

impl<T, P, I> Call<T, P, Streamed<I>> {
    /// The response item by item, as a `Stream`. If the request body has a boolean for streaming, it is set to `true`.
    pub fn stream(mut self) -> ItemStream<I> {
        if let Some(property) = self.other.asked_by {
            match self
                .draft
                .body
                .whole()
                .and_then(|body| with_true(body, property))
            {
                Some(body) => self.draft.body = body.into(),
                None => {
                    self = self.refuse(format!(
                        "the body is no object that could ask for a stream by `{property}`"
                    ))
                }
            }
        }
        let accepted = match self.other.framing {
            Framing::Events => EVENTS,
            Framing::Lines => {
                "application/jsonl, application/x-ndjson, application/json-seq, */*;q=0.5"
            }
        };
        // Before the call's own headers, so that these win.
        self.draft
            .parts
            .headers
            .insert(0, ("accept".to_owned(), accepted.to_owned()));
        let (core, framing) = (self.core, self.other.framing);
        let frames = Frames::new(framing, core.0.settings.body_limit);
        ItemStream {
            frames,
            read: self.other.read,
            last: ServerEvent::default(),
            idle: None,
            state: State::Opening(Box::pin(open(core, self.draft, framing))),
        }
    }
}

/// JSON of an object in which a property is `true`, whatever it was; the rest stays byte for byte.
fn with_true(body: &Bytes, property: &str) -> Option<Bytes> {
    let text = std::str::from_utf8(body).ok()?;
    let pointer = format!("/{}", property.replace('~', "~0").replace('/', "~1"));
    if let Some(value) = pointer::find(body, &pointer).ok()? {
        let at = value.as_ptr() as usize - text.as_ptr() as usize;
        return Some(
            [text.get(..at)?, "true", text.get(at + value.len()..)?]
                .concat()
                .into(),
        );
    }
    let inside = text.trim_start().strip_prefix('{')?;
    let comma = if inside.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    let key = serde_json::to_string(property).ok()?;
    Some(format!("{{{key}:true{comma}{inside}").into())
}

async fn open(core: ClientInner, draft: RequestDraft, framing: Framing) -> Result<Incoming, Error> {
    let incoming = Incoming::open(core, draft).await?;
    // WHATWG HTML, section 9.2.2: anything else is no stream of events. Read as one, it would look like an empty one.
    let media_type = incoming
        .response
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media_type
        .unwrap_or(EVENTS)
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    match framing == Framing::Lines || essence.eq_ignore_ascii_case(EVENTS) {
        true => Ok(incoming),
        false => Err(incoming.no_stream().await),
    }
}

/// A response item by item: [`Call::stream`]. It is a `Stream`, and can be read without a crate for these:
/// `while let Some(item) = items.next().await { … }`.
///
/// An error ends it, and so does the event `[DONE]`. It may take as long as it likes, but for
/// [`ItemStream::idle_timeout`]; nothing is repeated once the response's headers are there.
#[must_use = "nothing is sent until an item is asked for"]
pub struct ItemStream<I> {
    frames: Frames,
    read: ReadItem<I>,
    last: ServerEvent,
    idle: Option<Duration>,
    state: State,
}

enum State {
    Opening(BoxFuture<'static, Result<Incoming, Error>>),
    Open(Box<Incoming>),
    Ended,
}

impl<I> ItemStream<I> {
    /// The next item; `None` at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    /// How long the server may send nothing at all, not even a comment; usually as long as it likes.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.idle = Some(idle);
        self
    }

    /// The event of the last item: its type, its id, and when to ask again.
    pub fn last_event(&self) -> &ServerEvent {
        &self.last
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        let outcome = ready!(self.poll_item(cx));
        if !matches!(outcome, Some(Ok(_))) {
            self.state = State::Ended;
        }
        Poll::Ready(outcome)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            let open = match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Opening(opening) => {
                    match ready!(opening.as_mut().poll(cx)) {
                        Ok(mut open) => {
                            open.idle = self.idle;
                            self.state = State::Open(Box::new(open));
                        }
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                    continue;
                }
                State::Open(open) => open,
            };
            match self.frames.next() {
                Ok(Some(event)) if event.data == "[DONE]" => return Poll::Ready(None),
                Ok(Some(event)) => {
                    self.last = event;
                    return Poll::Ready(Some(open.item(&self.last, self.read)));
                }
                Ok(None) => {}
                Err(_) => return Poll::Ready(Some(Err(open.too_long()))),
            }
            if self.frames.is_finished() {
                return Poll::Ready(None);
            }
            match ready!(open.poll_chunk(cx)) {
                Some(Ok(chunk)) => self.frames.push(chunk),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => self.frames.finish(),
            }
        }
    }
}

impl Incoming {
    /// An item, or an error in its place: an event of the type `error`, or JSON that holds one.
    fn item<I>(&self, event: &ServerEvent, read: ReadItem<I>) -> Result<I, Error> {
        let as_response = || Response {
            body: event.data.clone().into(),
            ..self.response.clone()
        };
        let is_error = event.event == "error";
        match engine::decoded(&self.core.0.settings, || read(event)) {
            Ok(item) if !is_error => Ok(item),
            Err(error) if !is_error && !holds_error(event.data.as_bytes()) => Err(
                engine::undecoded(&self.core, self.draft.label.clone(), as_response(), error),
            ),
            _ => Err(engine::refused(
                &self.core.0.settings,
                &self.draft,
                as_response(),
            )),
        }
    }

    /// The error of a response that is not a stream.
    async fn no_stream(self) -> Error {
        let settings = &self.core.0.settings;
        let response = match self.body.collect(settings.body_limit).await {
            Ok(body) => Response {
                body,
                ..self.response
            },
            Err(error) => return engine::failed(&self.draft.label, error),
        };
        if holds_error(&response.body) {
            return engine::refused(settings, &self.draft, response);
        }
        let error = self.draft.label.error(
            ErrorKind::Decode,
            "the response came whole, and not as a stream of events",
        );
        error.with_response(response, &settings.api.shape)
    }

    fn too_long(&self) -> Error {
        let limit = self.core.0.settings.body_limit;
        self.draft
            .label
            .error(
                ErrorKind::Transport,
                format!("an item is larger than {limit} bytes"),
            )
            .maybe_sent()
    }
}

/// `{"error": {…}}`
fn holds_error(json: &[u8]) -> bool {
    matches!(pointer::find(json, "/error"), Ok(Some(error)) if error != "null")
}

impl<I> Unpin for ItemStream<I> {}

impl<I> Stream for ItemStream<I> {
    type Item = Result<I, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<I> fmt::Debug for ItemStream<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").finish_non_exhaustive()
    }
}
