//! Bytes of a stream to the events or lines in it, however the bytes are cut into chunks.
//!
//! ```text
//! "data: a\nda", "ta: b\n\n"   →   ServerEvent { event: "message", data: "a\nb" }      server-sent events
//! "{\"n\":1}\n{\"n\"", ":2}"   →   {"n":1}, {"n":2}                              JSON lines
//! ```
//!
//! Events are read as WHATWG HTML specifies (section 9.2.6, "Interpreting an event stream"): lines end with CR, LF or CRLF, text
//! that is not UTF-8 is replaced, an event that the stream breaks off in is no item ([`Frames::unfinished`] reports it).
//! What is held is bounded.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};

/// An event of a stream of server-sent events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerEvent {
    /// Its type; `message` by default.
    pub event: String,
    /// Its data; several lines are joined with line feeds.
    pub data: String,
    /// The last id that the stream gave: with the header `Last-Event-ID` a stream goes on behind it.
    pub id: String,
    /// How long to wait before reconnecting, if the stream sets it.
    pub retry: Option<Duration>,
}

/// How a stream is cut into items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// `text/event-stream`
    Events,
    /// A JSON text to a line: `application/jsonl`, `application/x-ndjson`, `application/json-seq`.
    Lines,
}

/// An event or a line is larger than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// Cuts a stream into items.
#[derive(Debug)]
pub(super) struct Frames {
    framing: Framing,
    limit: usize,
    lines: Lines,
    /// The event that is being read.
    event: ServerEvent,
    has_data: bool,
    begun: bool,
}

impl Frames {
    /// No line and no event may have more than `limit` bytes.
    pub(super) fn new(framing: Framing, limit: usize) -> Frames {
        let lines = Lines {
            cr_ends: framing == Framing::Events,
            ..Lines::default()
        };
        Frames {
            framing,
            limit,
            lines,
            event: ServerEvent::default(),
            has_data: false,
            begun: false,
        }
    }

    /// Takes in a chunk.
    pub(super) fn push(&mut self, chunk: Bytes) {
        self.lines.push(chunk);
    }

    /// There are no more chunks.
    pub(super) fn finish(&mut self) {
        self.lines.finished = true;
    }

    /// Whether all was taken in; then [`Frames::next`] gives what is left.
    pub(super) fn is_finished(&self) -> bool {
        self.lines.finished
    }

    /// The data, as far as it came, of an event that the stream ended in.
    pub(super) fn unfinished(&mut self) -> Option<&str> {
        if self.framing == Framing::Lines {
            return None;
        }
        let line = self.lines.held.split();
        if !line.is_empty() {
            self.line_of_event(&line);
        }
        let is_inside = self.has_data || !self.event.event.is_empty();
        is_inside.then_some(&*self.event.data)
    }

    /// The next item that is there in full.
    pub(super) fn next(&mut self) -> Result<Option<ServerEvent>, TooLong> {
        while let Some(line) = self.lines.next() {
            if line.len().saturating_add(self.event.data.len()) > self.limit {
                return Err(TooLong);
            }
            let item = match self.framing {
                Framing::Events => self.line_of_event(&line),
                Framing::Lines => line_of_json(&line),
            };
            if item.is_some() {
                return Ok(item);
            }
        }
        if self.lines.held() > self.limit {
            Err(TooLong)
        } else {
            Ok(None)
        }
    }

    fn line_of_event(&mut self, line: &[u8]) -> Option<ServerEvent> {
        // "Strip one leading U+FEFF BYTE ORDER MARK character, if any."
        let first = !std::mem::replace(&mut self.begun, true);
        let line = if first {
            line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
        } else {
            line
        };
        if line.is_empty() {
            return self.dispatch();
        }
        let line = String::from_utf8_lossy(line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.event),
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.event.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.event.retry = value
                    .parse()
                    .ok()
                    .map(Duration::from_millis)
                    .or(self.event.retry);
            }
            _ => {}
        }
        None
    }

    /// The event, if it has data. Id and retry hold for those behind it too.
    fn dispatch(&mut self) -> Option<ServerEvent> {
        let kind = std::mem::take(&mut self.event.event);
        let data = std::mem::take(&mut self.event.data);
        let event = if kind.is_empty() {
            "message".to_owned()
        } else {
            kind
        };
        std::mem::take(&mut self.has_data).then(|| ServerEvent {
            event,
            data,
            ..self.event.clone()
        })
    }
}

/// A line of JSON; RFC 7464 puts a record separator before it.
fn line_of_json(line: &[u8]) -> Option<ServerEvent> {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_matches(['\u{1e}', '\u{feff}', ' ', '\t', '\r', '\n']);
    (!text.is_empty()).then(|| ServerEvent {
        data: text.to_owned(),
        ..ServerEvent::default()
    })
}

/// Bytes to lines.
#[derive(Debug, Default)]
struct Lines {
    /// Whether a CR ends a line by itself.
    cr_ends: bool,
    held: BytesMut,
    chunk: Bytes,
    finished: bool,
    /// The line before ended with a CR, so that an LF here belongs to it.
    after_cr: bool,
}

impl Lines {
    fn push(&mut self, chunk: Bytes) {
        if self.chunk.is_empty() {
            self.chunk = chunk;
        } else {
            // Only a caller that does not take all lines first comes here.
            self.chunk = [&self.chunk[..], &chunk[..]].concat().into();
        }
    }

    fn held(&self) -> usize {
        self.held.len()
    }

    fn next(&mut self) -> Option<Bytes> {
        if std::mem::take(&mut self.after_cr) && !self.skip_line_feed() {
            return None;
        }
        let is_end = |byte: &u8| *byte == b'\n' || self.cr_ends && *byte == b'\r';
        let Some(at) = self.chunk.iter().position(is_end) else {
            self.held.extend_from_slice(&self.chunk);
            self.chunk.clear();
            // An event stream's last line needs its end; JSON's does not.
            let last = self.finished && !self.cr_ends && !self.held.is_empty();
            return last.then(|| self.held.split().freeze());
        };
        let line = self.chunk.split_to(at);
        self.after_cr = self.chunk.first() == Some(&b'\r');
        self.chunk.advance(1);
        if self.held.is_empty() {
            return Some(line);
        }
        self.held.extend_from_slice(&line);
        Some(self.held.split().freeze())
    }

    /// Whether the LF behind a CR was there to be skipped, or cannot be.
    fn skip_line_feed(&mut self) -> bool {
        match self.chunk.first() {
            None => {
                self.after_cr = true;
                false
            }
            Some(b'\n') => {
                self.chunk.advance(1);
                true
            }
            Some(_) => true,
        }
    }
}
