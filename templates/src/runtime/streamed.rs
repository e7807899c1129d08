//! Responses that come item by item: server-sent events and JSON lines, as a typed stream.
//!
//! ```text
//! let mut chunks = client.create_chat_completion(&body).stream();
//! while let Some(chunk) = chunks.next().await {
//!     print!("{}", chunk?.text);
//! }
//! ```
//!
//! The request is sent when the first item is asked for. Until the response's headers are there it is a call like any
//! other, with its time and attempts. Behind them the stream may take as long as it likes while items come:
//! [`ItemStream::idle_timeout`] bounds the silence, and how long comments and pings alone keep it alive. An item that cannot
//! be decoded is an error, and the next one still arrives; any other error ends the stream. So does an event with the data
//! `[DONE]`, which is no item. A stream that ends inside of an event is an error. One item may be as large as a response
//! may be for the client.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use super::boxed::BoxFuture;
use super::call::Call;
use super::client::ClientInner;
use super::clock::before;
use super::decode::{DecodeError, read_json};
use super::draft::RequestDraft;
use super::engine;
use super::error::{Error, ErrorKind, Timeout};
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
    has_error: bool,
    read: ReadItem<I>,
}

/// Reads the data of an event, or a line; `None` where it is no item.
pub type ReadItem<I> = fn(&ServerEvent) -> Result<Option<I>, DecodeError>;

/// An item of JSON. An event without data, with `null` or of a type that only keeps the stream alive is none.
pub fn json_item<I: for<'de> Decode<'de>>(event: &ServerEvent) -> Result<Option<I>, DecodeError> {
    let is_nothing = matches!(event.data.trim(), "" | "null");
    if is_nothing
        || matches!(
            &*event.event,
            "ping" | "heartbeat" | "keepalive" | "keep-alive"
        )
    {
        return Ok(None);
    }
    read_json(event.data.as_bytes()).map(Some)
}

/// The event itself, for streams whose data has no type.
pub fn event_item(event: &ServerEvent) -> Result<Option<ServerEvent>, DecodeError> {
    Ok(Some(event.clone()))
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
            has_error: false,
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

    /// Its items have a property `error`: an item with one is not an error in place of an item.
    #[must_use]
    pub const fn with_error_property(mut self) -> Self {
        self.other.has_error = true;
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
        let (core, other) = (self.core, self.other);
        let frames = Frames::new(other.framing, core.0.settings.body_limit);
        ItemStream {
            frames,
            state: State::Opening(Box::pin(open(core, self.draft, other.framing))),
            other,
            last: ServerEvent::default(),
            idle: IDLE,
            reconnects: Reconnects::default(),
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
    let is_stream = framing == Framing::Lines || essence.eq_ignore_ascii_case(EVENTS);
    let other = || format!("the response is {essence}, and not a stream of events");
    let unreadable = incoming.response.encoded();
    match unreadable.or_else(|| (!is_stream).then(other)) {
        None => Ok(incoming),
        Some(message) => Err(incoming.no_stream(message).await),
    }
}

/// Opens a stream once more, behind the last event that it gave.
async fn reopen(
    core: ClientInner,
    mut draft: RequestDraft,
    framing: Framing,
    last: ServerEvent,
) -> Result<Incoming, Error> {
    let pause = last.retry.unwrap_or(RECONNECT).min(LONGEST_RECONNECT);
    core.0.settings.clock.sleep(pause).await;
    // An id that no header can hold is none.
    if !last.id.is_empty() && HeaderValue::from_str(&last.id).is_ok() {
        let headers = &mut draft.parts.headers;
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case(LAST_EVENT_ID));
        headers.push((LAST_EVENT_ID.to_owned(), last.id));
    }
    open(core, draft, framing).await
}

const LAST_EVENT_ID: &str = "last-event-id";

/// How long a stream waits before it is opened again, where the server does not say it.
const RECONNECT: Duration = Duration::from_secs(1);

/// How long it waits at most, whatever the server asks for.
const LONGEST_RECONNECT: Duration = Duration::from_secs(300);

/// How long a stream may be silent by default.
const IDLE: Duration = Duration::from_secs(120);

/// So many times as long comments and pings alone keep a stream alive.
const WITHOUT_ITEMS: u32 = 5;

/// A response item by item: [`Call::stream`]. It is a `Stream`, and can be read without a crate for these:
/// `while let Some(item) = items.next().await { … }`.
///
/// An item that cannot be decoded is an error of the kind `Decode`, and the next one still arrives. Any other error ends the
/// stream, and so does the event `[DONE]`. It may take as long as it likes, but for [`ItemStream::idle_timeout`]. Nothing is
/// repeated once the response's headers are there, but for [`ItemStream::reconnect`].
#[must_use = "nothing is sent until an item is asked for"]
pub struct ItemStream<I> {
    frames: Frames,
    other: Streamed<I>,
    last: ServerEvent,
    idle: Duration,
    reconnects: Reconnects,
    state: State,
}

/// How often a stream that broke is opened again until an item comes.
#[derive(Default)]
struct Reconnects {
    most: u32,
    left: u32,
}

enum State {
    Opening(BoxFuture<'static, Result<Incoming, Error>>),
    Open(Box<Incoming>),
    Ended,
}

impl<I> ItemStream<I> {
    /// The next item; `None` at the end, and after an error that ends the stream.
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    /// How long the server may send nothing at all, not even a comment: two minutes by default. Comments, blank lines and
    /// pings alone keep the stream alive for five times as long.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// Opens the stream again when the connection breaks or goes silent, up to so many times until another item comes. The
    /// request then carries `Last-Event-ID`, so that a server that knows it goes on behind the last event; it waits as long
    /// as the server asked for by `retry`, else a second. A body that is a stream cannot be sent again.
    pub fn reconnect(mut self, times: u32) -> Self {
        self.reconnects = Reconnects {
            most: times,
            left: times,
        };
        self
    }

    /// The event of the last item: its type, its id, and when to ask again.
    pub fn last_event(&self) -> &ServerEvent {
        &self.last
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        let outcome = ready!(self.poll_item(cx));
        let goes_on = match (&outcome, &self.state) {
            (Some(Ok(_)), _) => true,
            // An item that cannot be decoded costs itself.
            (Some(Err(error)), State::Open(_)) => error.kind() == ErrorKind::Decode,
            _ => false,
        };
        if !goes_on {
            self.state = State::Ended;
        }
        Poll::Ready(outcome)
    }

    /// Whether the stream is opened again after this error.
    fn reconnects(&mut self, error: &Error) -> bool {
        let broke = matches!(
            error.kind(),
            ErrorKind::Transport | ErrorKind::Timeout(Timeout::Idle)
        );
        let may = broke && error.is_retryable() && self.reconnects.left > 0;
        let State::Open(open) = &self.state else {
            return false;
        };
        if !may || open.draft.body.whole().is_none() {
            return false;
        }
        let State::Open(open) = std::mem::replace(&mut self.state, State::Ended) else {
            return false;
        };
        self.reconnects.left -= 1;
        let framing = self.other.framing;
        self.frames = Frames::new(framing, open.core.0.settings.body_limit);
        let Incoming { core, draft, .. } = *open;
        self.state = State::Opening(Box::pin(reopen(core, draft, framing, self.last.clone())));
        true
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            let open = match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Opening(opening) => {
                    match ready!(opening.as_mut().poll(cx)) {
                        Ok(mut open) => {
                            open.idle = self.idle;
                            open.quiet = Some(self.idle.saturating_mul(WITHOUT_ITEMS));
                            self.state = State::Open(Box::new(open));
                        }
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                    continue;
                }
                State::Open(open) => open,
            };
            match self.frames.next() {
                Ok(Some(event)) if event.data.trim() == DONE => return Poll::Ready(None),
                Ok(Some(event)) => {
                    self.last = event;
                    match open.item(&self.last, &self.other).transpose() {
                        Some(item) => {
                            open.came();
                            self.reconnects.left = self.reconnects.most;
                            return Poll::Ready(Some(item));
                        }
                        None => continue,
                    }
                }
                Ok(None) => {}
                Err(_) => return Poll::Ready(Some(Err(open.too_long()))),
            }
            if self.frames.is_finished() {
                match self.frames.unfinished() {
                    Some(data) if data.trim() != DONE => {}
                    _ => return Poll::Ready(None),
                }
            }
            let error = if self.frames.is_finished() {
                open.broken_off()
            } else {
                match ready!(open.poll_chunk(cx)) {
                    Some(Ok(chunk)) => {
                        self.frames.push(chunk);
                        continue;
                    }
                    Some(Err(error)) => error,
                    None => {
                        self.frames.finish();
                        continue;
                    }
                }
            };
            if !self.reconnects(&error) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl Incoming {
    /// An item, `None` for an event that holds none, or the error in its place: an event of the type `error`, or
    /// JSON that holds one.
    fn item<I>(&self, event: &ServerEvent, kind: &Streamed<I>) -> Result<Option<I>, Error> {
        let settings = &self.core.0.settings;
        let data = event.data.as_bytes();
        let response = || Response {
            body: event.data.clone().into(),
            ..self.response.clone()
        };
        let refused = || engine::refused(settings, &self.draft, response());
        // An object whose fields are all optional, and a union, decode from an error too.
        let is_error = event.event == "error"
            || !kind.has_error && holds_error(data)
            || settings.api.shape.reports_failure(data);
        if is_error {
            return Err(engine::classified(settings, refused()));
        }
        match engine::decoded(settings, || (kind.read)(event)) {
            Ok(item) => Ok(item),
            Err(_) if holds_error(data) => Err(engine::classified(settings, refused())),
            Err(error) => {
                let label = self.draft.label.clone();
                Err(engine::undecoded(&self.core, label, response(), error))
            }
        }
    }

    /// The error of a response that is not a stream: its own, or this one, which names its media type or encoding. It may go on without an end,
    /// so what comes within the time of an attempt counts.
    async fn no_stream(self, message: String) -> Error {
        let Incoming {
            core,
            draft,
            response,
            mut body,
            ..
        } = self;
        let settings = &core.0.settings;
        let mut read = BytesMut::new();
        let whole = async {
            while let Some(Ok(chunk)) = body.chunk().await {
                let room = LARGEST.min(settings.body_limit) - read.len();
                read.extend_from_slice(&chunk[..room.min(chunk.len())]);
                if chunk.len() >= room {
                    break;
                }
            }
        };
        let time = engine::attempt_time(settings, &draft);
        let _ = before(settings.clock.alarm(time), whole).await;
        let response = Response {
            body: read.freeze(),
            ..response
        };
        if holds_error(&response.body) {
            return engine::classified(settings, engine::refused(settings, &draft, response));
        }
        let error = draft.label.error(ErrorKind::Decode, message);
        error.with_response(response, &settings.api.shape)
    }

    /// The stream ended where an event was still to be completed.
    fn broken_off(&self) -> Error {
        let error = self
            .draft
            .label
            .error(ErrorKind::Transport, "the stream ended inside of an event");
        engine::classified(&self.core.0.settings, error.maybe_sent())
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

/// The data of the event that ends a stream.
const DONE: &str = "[DONE]";

/// So much of a response that is no stream is kept.
const LARGEST: usize = 1 << 20;

/// `{"error": {…}}`
fn holds_error(json: &[u8]) -> bool {
    let error = pointer::find(json, "/error").ok().flatten();
    error.is_some_and(|error| !matches!(error, "null" | "false" | "\"\"" | "{}" | "[]"))
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
