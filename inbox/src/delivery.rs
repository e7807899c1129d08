//! What a source makes of a request, and what a handler receives.
//!
//! ```
//! use fetchwright_inbox::{Event, Verified};
//! let verified: Verified = Event::new("evt_1", "invoice.paid").at(std::time::UNIX_EPOCH).into();
//! ```
//!
//! Invariants: texts of outside are bounded and free of NUL before they reach a database; headers that carry credentials
//! are not kept.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::clock::{Millis, millis};
use crate::error::BoxError;

/// Longer event ids are replaced by their hash, so that an index can hold them.
const LONGEST_ID: usize = 500;
/// Longer event types are cut.
const LONGEST_KIND: usize = 200;

/// One event of a delivery whose signature was verified.
#[derive(Clone)]
pub struct Event {
    pub(crate) id: Option<String>,
    pub(crate) kind: String,
    pub(crate) time: Option<Millis>,
    pub(crate) body: Option<Bytes>,
    pub(crate) id_is_signed: bool,
}

/// Without the body: a log of events has no data of customers.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

impl Event {
    /// An event with its id, which the signature covers, and its type.
    pub fn new(id: impl Into<String>, kind: impl Into<String>) -> Event {
        Event {
            id: Some(id.into()),
            kind: kind.into(),
            time: None,
            body: None,
            id_is_signed: true,
        }
    }

    /// An event of a provider that sends no id: the hash of its bytes is its id.
    pub fn without_id(kind: impl Into<String>) -> Event {
        Event {
            id: None,
            kind: kind.into(),
            time: None,
            body: None,
            id_is_signed: true,
        }
    }

    /// The signature does not cover the id (GitHub, Shopify): anybody who has captured a delivery can send it again under
    /// another id. The same bytes then are a duplicate too.
    pub fn unsigned_id(mut self) -> Event {
        self.id_is_signed = false;
        self
    }

    /// When it happened, by the provider's clock.
    pub fn at(mut self, time: SystemTime) -> Event {
        self.time = Some(time.duration_since(UNIX_EPOCH).map_or(0, millis));
        self
    }

    /// [`at`](Event::at) in seconds since 1970, as Stripe sends it.
    pub fn at_unix(self, seconds: i64) -> Event {
        let seconds = u64::try_from(seconds).unwrap_or(0);
        self.at(UNIX_EPOCH
            .checked_add(Duration::from_secs(seconds))
            .unwrap_or(UNIX_EPOCH))
    }

    /// The part of the request body that is this event, where a delivery has several.
    pub fn body(mut self, body: impl Into<Bytes>) -> Event {
        self.body = Some(body.into());
        self
    }
}

/// What a verified request holds.
#[derive(Debug)]
pub enum Verified {
    /// Events; most providers send one.
    Events(Vec<Event>),
    /// The provider asks whether the endpoint is there. The response is sent, and nothing is stored.
    Handshake(Response<Bytes>),
}

impl From<Event> for Verified {
    fn from(event: Event) -> Verified {
        Verified::Events(vec![event])
    }
}

/// A request that is not verified. The cause goes to the log, and the sender receives only the status.
#[derive(Debug)]
pub struct Refused {
    pub(crate) status: StatusCode,
    pub(crate) cause: BoxError,
}

impl Refused {
    /// Refuses with 401.
    pub fn new(cause: impl Into<BoxError>) -> Refused {
        Refused {
            status: StatusCode::UNAUTHORIZED,
            cause: cause.into(),
        }
    }

    /// Refuses with another status of 4xx.
    pub fn with_status(status: StatusCode, cause: impl Into<BoxError>) -> Refused {
        let status = if status.is_client_error() {
            status
        } else {
            StatusCode::UNAUTHORIZED
        };
        Refused {
            status,
            cause: cause.into(),
        }
    }
}

impl<E: Into<BoxError>> From<E> for Refused {
    fn from(cause: E) -> Refused {
        Refused::new(cause)
    }
}

/// A stored delivery of one event, as a handler receives it.
#[derive(Clone)]
pub struct Delivery {
    pub(crate) id: i64,
    pub(crate) source: String,
    pub(crate) event_id: String,
    pub(crate) kind: String,
    pub(crate) event_time: Option<Millis>,
    pub(crate) received_at: Millis,
    pub(crate) headers: Vec<u8>,
    pub(crate) body: Bytes,
}

/// Without headers and body: a log of deliveries has no data of customers.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id)
            .field("source", &self.source)
            .field("event_id", &self.event_id)
            .field("kind", &self.kind)
            .field("event_time", &self.event_time)
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

impl Delivery {
    /// Its number in the inbox.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The source's name.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The provider's id of the event.
    pub fn event_id(&self) -> &str {
        &self.event_id
    }

    /// The event's type.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// When it happened, by the provider's clock.
    pub fn time(&self) -> Option<SystemTime> {
        self.event_time.map(time)
    }

    /// When it was stored.
    pub fn received_at(&self) -> SystemTime {
        time(self.received_at)
    }

    /// The headers of the request, without those that carry credentials.
    pub fn headers(&self) -> HeaderMap {
        unpack(&self.headers)
    }

    /// The bytes that were signed, or this event's part of them.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

pub(crate) fn time(at: Millis) -> SystemTime {
    UNIX_EPOCH
        .checked_add(Duration::from_millis(u64::try_from(at).unwrap_or(0)))
        .unwrap_or(UNIX_EPOCH)
}

/// The hash of a source's signed bytes.
pub(crate) fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An id that every database can hold and index; different ids stay different.
pub(crate) fn storable_id(id: &str) -> String {
    if id.len() > LONGEST_ID || id.contains('\0') {
        format!("sha256:{}", hex(&hash(id.as_bytes())))
    } else {
        id.to_owned()
    }
}

/// A type that every database can hold.
pub(crate) fn storable_kind(kind: &str) -> String {
    kind.chars()
        .take(LONGEST_KIND)
        .map(|sign| if sign == '\0' { '\u{fffd}' } else { sign })
        .collect()
}

/// Credentials are for the verifier and for nobody who reads the database.
fn carries_credentials(name: &HeaderName) -> bool {
    [
        header::AUTHORIZATION,
        header::PROXY_AUTHORIZATION,
        header::COOKIE,
    ]
    .contains(name)
}

/// Headers as lines of `name: value`, for the database.
pub(crate) fn pack(headers: &HeaderMap, secret: &[HeaderName]) -> Vec<u8> {
    let mut packed = Vec::new();
    for (name, value) in headers
        .iter()
        .filter(|(name, _)| !carries_credentials(name) && !secret.contains(name))
    {
        packed.extend_from_slice(name.as_str().as_bytes());
        packed.extend_from_slice(b": ");
        packed.extend_from_slice(value.as_bytes());
        packed.push(b'\n');
    }
    packed
}

pub(crate) fn unpack(packed: &[u8]) -> HeaderMap {
    let line = |line: &[u8]| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let value = line.get(colon + 2..)?;
        Some((
            HeaderName::from_bytes(&line[..colon]).ok()?,
            HeaderValue::from_bytes(value).ok()?,
        ))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in packed.split(|byte| *byte == b'\n').filter_map(line) {
        headers.append(name, value);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_without_credentials() {
        let mut headers = HeaderMap::new();
        headers.insert("x-github-event", HeaderValue::from_static("push: now"));
        headers.append("x-many", HeaderValue::from_static("1"));
        headers.append("x-many", HeaderValue::from_bytes(b"\xff2").unwrap());
        headers.insert("empty", HeaderValue::from_static(""));
        let open = headers.clone();
        headers.insert("authorization", HeaderValue::from_static("Basic c2VjcmV0"));
        headers.insert("x-gitlab-token", HeaderValue::from_static("secret"));
        let packed = pack(&headers, &[HeaderName::from_static("x-gitlab-token")]);
        assert_eq!(unpack(&packed), open);
    }

    #[test]
    fn what_is_logged_has_no_body() {
        let event = Event::new("evt_1", "invoice.paid").body(&b"ada@example.com"[..]);
        let delivery = Delivery {
            id: 1,
            source: "stripe".to_owned(),
            event_id: "evt_1".to_owned(),
            kind: "invoice.paid".to_owned(),
            event_time: None,
            received_at: 0,
            headers: b"ada@example.com".to_vec(),
            body: Bytes::from_static(b"ada@example.com"),
        };
        let job = crate::Job::bytes("mail", &b"ada@example.com"[..]);
        for logged in [
            format!("{event:?}"),
            format!("{delivery:?}"),
            format!("{job:?}"),
        ] {
            let (text, bytes) = ("ada@example.com", format!("{:?}", b"ada@example.com"));
            assert!(
                !logged.contains(text) && !logged.contains(&bytes),
                "{logged}"
            );
        }
        assert!(format!("{delivery:?}").contains("evt_1"));
    }

    #[test]
    fn ids_are_bounded_and_stay_different() {
        assert_eq!(storable_id("evt_1"), "evt_1");
        let (a, b) = (
            storable_id(&"a".repeat(10_000)),
            storable_id(&"a".repeat(10_001)),
        );
        assert_ne!(a, b);
        assert!(a.len() < 100 && b.len() < 100);
        assert!(!storable_id("a\0b").contains('\0'));
        assert_eq!(storable_kind("a\0b"), "a\u{fffd}b");
        assert_eq!(
            storable_kind(&"ü".repeat(1000)).chars().count(),
            LONGEST_KIND
        );
    }
}
