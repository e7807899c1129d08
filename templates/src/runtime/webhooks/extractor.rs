//! A verified event as an argument of an axum handler.
//!
//! ```text
//! async fn hook(Incoming(event): Incoming<Event>) { … }     // State: where a `Secrets` comes from
//! ```
//!
//! It takes the raw body before any parser, and a refusal responds with its status alone.

use std::sync::Arc;

use axum_core::extract::{FromRef, FromRequest, Request};
use axum_core::response::{IntoResponse, Response};

use super::delivery::Delivery;
use super::dispatch::into_http;
use super::events::{EventSet, NotAnEvent};
use super::refusal::{Reason, Refusal};
use super::secrets::{Secrets, Verified};
use super::service::read;

/// A verified event.
#[derive(Clone, Debug)]
pub struct Incoming<E>(pub Verified<E>);

/// All verified events of a delivery, for providers that send several at once.
#[derive(Clone, Debug)]
pub struct IncomingBatch<E>(pub Vec<Verified<E>>);

/// A delivery that gives no event. As a response it is a status, or the response to a handshake; it contains the reason for the
/// logs.
#[derive(Debug)]
pub struct Rejection(pub NotAnEvent);

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        into_http(self.0.response()).map(axum_core::body::Body::from)
    }
}

impl<S, E> FromRequest<S> for Incoming<E>
where
    S: Send + Sync,
    E: EventSet,
    Arc<Secrets>: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let secrets = Arc::<Secrets>::from_ref(state);
        received(request, &secrets, |delivery| secrets.receive(delivery))
            .await
            .map(Incoming)
    }
}

impl<S, E> FromRequest<S> for IncomingBatch<E>
where
    S: Send + Sync,
    E: EventSet,
    Arc<Secrets>: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let secrets = Arc::<Secrets>::from_ref(state);
        received(request, &secrets, |delivery| secrets.receive_all(delivery))
            .await
            .map(IncomingBatch)
    }
}

/// Reads the raw body within the limit, and receives what it holds. Schemes that sign the URL get the one of the header
/// `Host` with https.
async fn received<T>(
    request: Request,
    secrets: &Secrets,
    receive: impl FnOnce(&Delivery<'_>) -> Result<T, NotAnEvent>,
) -> Result<T, Rejection> {
    let (parts, body) = request.into_parts();
    let body = read(body, secrets.limit())
        .await
        .map_err(|status| too_large(secrets, status))?;
    let request = http::Request::from_parts(parts, body);
    let url = super::dispatch::url(None, &request);
    let delivery = Delivery::new(request.headers(), request.body())
        .method(request.method().as_str())
        .url(&url);
    receive(&delivery).map_err(Rejection)
}

fn too_large(secrets: &Secrets, status: u16) -> Rejection {
    let limit = secrets.limit();
    let reason = match status {
        413 => Reason::BodyTooLarge { limit },
        _ => Reason::Malformed {
            what: "body".to_owned(),
            why: "broke off",
        },
    };
    let scheme = secrets.scheme();
    Rejection(NotAnEvent::Refused(Refusal {
        scheme: scheme.name.clone(),
        reason,
        hint: scheme.hint.clone(),
        only_the_time: false,
    }))
}
