//! Verified deliveries to typed events.
//!
//! ```text
//! pub enum Event { EmailSent(Box<types::EmailSentEvent>), Other(UnknownEvent) }
//! event_set! { Event { EmailSent(types::EmailSentEvent) = "email.sent" } }
//!   →   mod events { pub struct EmailSent; }              // the event as a type, for handlers
//! secrets.receive::<Event>(&delivery)                     // Verified<Event>, or NotAnEvent
//! ```
//!
//! An event that the specification does not know is kept whole and is no error. One that it knows and that has another
//! shape is an error that holds the event's id and body, because it was verified all the same; among several events it is
//! kept whole with the error beside it, and the others are read.

use std::fmt;

use serde_json::value::RawValue;

use super::super::{Decode, DecodeError, Json, from_json, read_json};
use super::delivery::Delivery;
use super::handshake::WebhookResponse;
use super::pointer::{pick, pick_text};
use super::refusal::{Reason, Refusal};
use super::scheme::{Batch, FieldLocation, Scheme};
use super::secrets::{Secrets, Verified};
use super::verify::batch_items;

/// The events of a provider: what `event_set!` reads.
pub trait EventSet: Sized {
    /// The names that are known.
    const NAMES: &'static [&'static str];

    /// Reads the event of a name.
    fn read(name: &str, json: &[u8]) -> Result<Self, DecodeError>;

    /// The event's name.
    fn name(&self) -> &str;

    /// The event that is kept as JSON.
    fn other(event: UnknownEvent) -> Self;

    /// What is kept as JSON of this event, if it is not typed.
    fn unknown(&self) -> Option<&UnknownEvent>;
}

/// One event of a provider, for handlers.
pub trait EventKind {
    /// The events that it is one of.
    type Set: EventSet;
    /// What it holds.
    type Payload;
    /// Its name.
    const NAME: &'static str;

    /// What an event holds, if it is this one.
    fn payload(event: Self::Set) -> Option<Self::Payload>;
}

/// An event that the specification does not know, or that has another shape than it defines.
#[derive(Clone, PartialEq)]
pub struct UnknownEvent {
    /// Its name; empty if the delivery has none.
    pub name: String,
    /// All of it. A body that is no JSON is a string of it.
    pub json: Json,
    /// Why it could not be decoded, if the specification knows its name.
    pub error: Option<Box<DecodeError>>,
}

/// Without the event's content, because it is logged.
impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownEvent")
            .field("name", &self.name)
            .field("bytes", &self.json.as_str().len())
            .field("error", &self.error)
            .finish()
    }
}

impl UnknownEvent {
    /// Keeps JSON as it is.
    pub fn read(name: &str, json: &[u8]) -> Result<UnknownEvent, DecodeError> {
        from_json(json).map(|json| UnknownEvent {
            name: name.to_owned(),
            json,
            error: None,
        })
    }

    /// Keeps an event that could not be decoded.
    fn undecoded(name: String, body: &[u8], error: DecodeError) -> UnknownEvent {
        let raw: Result<Box<RawValue>, _> = serde_json::from_slice(body);
        let text = || Json::new(&String::from_utf8_lossy(body));
        UnknownEvent {
            name,
            json: raw
                .and_then(|raw| Json::new(&raw))
                .or_else(|_| text())
                .unwrap_or_default(),
            error: Some(Box::new(error)),
        }
    }
}

/// Reads the content of an event: all of it, or the value at a pointer.
pub fn read_payload<T: for<'de> Decode<'de>>(
    json: &[u8],
    pointer: &str,
) -> Result<Box<T>, DecodeError> {
    // A missing value is read as `null`, so that the error names the missing field.
    let object = match pointer {
        "" => json,
        _ => pick(json, pointer)
            .ok()
            .flatten()
            .map_or(b"null".as_slice(), |object| object.get().as_bytes()),
    };
    read_json(object).map(Box::new)
}

/// A delivery that gives no event.
#[derive(Clone, Debug)]
pub enum NotAnEvent {
    /// It is not verified. The reason is for the logs.
    Refused(Refusal),
    /// The delivery is verified and checks whether the endpoint exists: send this response.
    Handshake(WebhookResponse),
    /// It is verified and has another shape than the specification defines.
    Unreadable(Box<Unreadable>),
}

impl NotAnEvent {
    /// The response to send: the refusal's status alone, or the handshake's response, or 500, so that the provider
    /// sends the delivery again. If you have stored the unreadable delivery, respond with 200 instead.
    pub fn response(&self) -> WebhookResponse {
        match self {
            NotAnEvent::Refused(refusal) => WebhookResponse::empty(refusal.status()),
            NotAnEvent::Handshake(response) => response.clone(),
            NotAnEvent::Unreadable(_) => WebhookResponse::empty(500),
        }
    }
}

impl fmt::Display for NotAnEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAnEvent::Refused(refusal) => refusal.fmt(f),
            NotAnEvent::Handshake(_) => f.write_str("the delivery is a handshake"),
            NotAnEvent::Unreadable(unreadable) => unreadable.fmt(f),
        }
    }
}

impl std::error::Error for NotAnEvent {}

/// A verified event of another shape than the specification defines: of another version of the API, or of a specification that
/// is wrong. It can be stored and read later.
#[derive(Clone)]
pub struct Unreadable {
    /// The event's id, for the log.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// The whole body.
    pub body: Vec<u8>,
    /// What is wrong, and where.
    pub error: DecodeError,
}

/// Without the body, because it is logged.
impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unreadable")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("bytes", &self.body.len())
            .field("error", &self.error)
            .finish()
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.as_deref().unwrap_or("without an id");
        write!(
            f,
            "verified event {id} of type `{}` cannot be read: {}",
            self.name, self.error
        )
    }
}

impl Secrets {
    /// Verifies a delivery and reads its event.
    pub fn receive<E: EventSet>(&self, delivery: &Delivery<'_>) -> Result<Verified<E>, NotAnEvent> {
        let verified = self.verified(delivery)?;
        let (name, id) = self.name_and_id::<E>(delivery, delivery.body);
        match E::read(&name, delivery.body) {
            Ok(value) => Ok(Verified {
                value,
                secret: verified.secret,
                sent: verified.sent,
                id,
            }),
            Err(error) => Err(NotAnEvent::Unreadable(Box::new(Unreadable {
                id,
                name,
                body: delivery.body.to_vec(),
                error,
            }))),
        }
    }

    /// Verifies a delivery and reads all its events, for providers that send several at once. One that cannot be decoded
    /// does not affect the others: it is kept whole as `Other`, with its [`error`](UnknownEvent::error).
    pub fn receive_all<E: EventSet>(
        &self,
        delivery: &Delivery<'_>,
    ) -> Result<Vec<Verified<E>>, NotAnEvent> {
        let verified = self.verified(delivery)?;
        let items = match &self.scheme.batch {
            Some(batch) => self.items(delivery, batch)?,
            None => vec![delivery.body],
        };
        let event = |item: &[u8]| {
            let (name, id) = self.name_and_id::<E>(delivery, item);
            let read = E::read(&name, item);
            Verified {
                value: read
                    .unwrap_or_else(|error| E::other(UnknownEvent::undecoded(name, item, error))),
                secret: verified.secret,
                sent: verified.sent,
                id,
            }
        };
        Ok(items.into_iter().map(event).collect())
    }

    fn items<'d>(
        &self,
        delivery: &Delivery<'d>,
        batch: &Batch,
    ) -> Result<Vec<&'d [u8]>, NotAnEvent> {
        let items = batch_items(delivery.body, batch).map_err(|reason| self.refused(reason))?;
        Ok(items
            .into_iter()
            .map(|item| item.get().as_bytes())
            .collect())
    }

    fn refused(&self, reason: Reason) -> NotAnEvent {
        NotAnEvent::Refused(Refusal {
            scheme: self.scheme.name.clone(),
            reason,
            hint: self.scheme.hint.clone(),
            only_the_time: false,
        })
    }

    fn verified<'d>(&self, delivery: &Delivery<'d>) -> Result<Verified<&'d [u8]>, NotAnEvent> {
        let verified = self.verify(delivery).map_err(NotAnEvent::Refused)?;
        match self.handshake(&verified) {
            Some(response) => Err(NotAnEvent::Handshake(response)),
            None => Ok(verified),
        }
    }

    fn name_and_id<E: EventSet>(
        &self,
        delivery: &Delivery<'_>,
        json: &[u8],
    ) -> (String, Option<String>) {
        let name = event_name::<E>(&self.scheme, delivery, json);
        (name, at(&self.scheme.id, delivery, json))
    }
}

/// `issues.opened`, or `ping` if the action is absent or irrelevant.
fn event_name<E: EventSet>(scheme: &Scheme, delivery: &Delivery<'_>, json: &[u8]) -> String {
    let name = at(&scheme.event, delivery, json).unwrap_or_default();
    let Some(action) = at(&scheme.action, delivery, json) else {
        return name;
    };
    let whole = format!("{name}.{action}");
    let only_name = E::NAMES.contains(&&*name) && !E::NAMES.contains(&&*whole);
    if only_name { name } else { whole }
}

/// The value at a place; in an item of a batch pointers begin at the item.
fn at(place: &Option<FieldLocation>, delivery: &Delivery<'_>, json: &[u8]) -> Option<String> {
    match place.as_ref()? {
        FieldLocation::Header(names) => super::signature::any_header(delivery, names)
            .ok()?
            .map(str::to_owned),
        FieldLocation::Pointer(pointer) | FieldLocation::Number(pointer) => {
            pick_text(json, pointer).ok()?.map(Into::into)
        }
        FieldLocation::Item(_) => None,
    }
}

/// Makes an enum the events of a provider; see the module.
#[macro_export]
macro_rules! event_set {
    ($name:ident { $($variant:ident($payload:ty) = $wire:literal $(at $pointer:literal)?),* $(,)? }) => {
        impl EventSet for $name {
            const NAMES: &'static [&'static str] = &[$($wire),*];
            fn read(name: &str, json: &[u8]) -> Result<Self, runtime::DecodeError> {
                match name {
                    $($wire => read_payload(json, concat!($($pointer)?)).map($name::$variant),)*
                    _ => UnknownEvent::read(name, json).map($name::Other),
                }
            }
            fn name(&self) -> &str {
                match self {
                    $($name::$variant(_) => $wire,)*
                    $name::Other(event) => &event.name,
                }
            }
            fn other(event: UnknownEvent) -> Self {
                $name::Other(event)
            }
            fn unknown(&self) -> Option<&UnknownEvent> {
                match self {
                    $name::Other(event) => Some(event),
                    #[allow(unreachable_patterns, reason = "a set may have no event")]
                    _ => None,
                }
            }
        }
        /// The events as types, for handlers.
        pub mod events {
            #[allow(unused_imports, reason = "a payload may be a type of the language")]
            use super::*;
            $(
                #[doc = concat!("`", $wire, "`")]
                #[derive(Clone, Copy, Debug)]
                pub struct $variant;
                impl EventKind for $variant {
                    type Set = super::$name;
                    type Payload = $payload;
                    const NAME: &'static str = $wire;
                    fn payload(event: super::$name) -> core::option::Option<$payload> {
                        match event {
                            super::$name::$variant(payload) => core::option::Option::Some(*payload),
                            _ => core::option::Option::None,
                        }
                    }
                }
            )*
        }
    };
}
