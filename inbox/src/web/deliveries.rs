//! `POST /{source}`: the bytes of a delivery to its response.
//!
//! Invariants: a body is bounded in size and in time, and all bodies that are being read are bounded together, so that
//! neither one huge delivery nor many slow senders use up the memory. A sender that is slow costs its connection and the
//! bytes that it has sent, and nothing else: it occupies no slot that others need.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::post;
use bytes::{Bytes, BytesMut};
use http::{StatusCode, header};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::inbox::{Inbox, empty, unavailable};

/// Permits are kibibytes.
const UNIT: usize = 1024;

/// What bodies may use.
#[derive(Clone)]
struct Limits {
    body: usize,
    time: Duration,
    memory: Arc<Semaphore>,
}

#[derive(Clone)]
struct Intake {
    inbox: Inbox,
    limits: Limits,
}

impl Inbox {
    /// The endpoint of every source, at `/{source}`: `Router::new().nest("/webhooks", inbox.router())`.
    pub fn router(&self) -> Router {
        let settings = &self.inner.settings;
        let memory = Arc::new(Semaphore::new((settings.memory / UNIT).max(1)));
        let limits = Limits {
            body: settings.body_limit,
            time: settings.body_time,
            memory,
        };
        let intake = Intake {
            inbox: self.clone(),
            limits,
        };
        Router::new()
            .route("/{source}", post(receive).get(handshake))
            .with_state(intake)
    }
}

async fn receive(
    State(intake): State<Intake>,
    Path(source): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let announced = parts.headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > intake.limits.body as u64) {
        return empty(StatusCode::PAYLOAD_TOO_LARGE).map(Body::from);
    }
    if !intake.inbox.has_source(&source) {
        return empty(StatusCode::NOT_FOUND).map(Body::from);
    }
    let (body, _memory) =
        match tokio::time::timeout(intake.limits.time, read(body, &intake.limits)).await {
            Ok(Ok(read)) => read,
            Ok(Err(StatusCode::SERVICE_UNAVAILABLE)) => return unavailable().map(Body::from),
            Ok(Err(status)) => return empty(status).map(Body::from),
            Err(_) => return empty(StatusCode::REQUEST_TIMEOUT).map(Body::from),
        };
    intake
        .inbox
        .receive(&source, &parts.headers, body)
        .await
        .map(Body::from)
}

async fn handshake(
    State(intake): State<Intake>,
    Path(source): Path<String>,
    request: Request,
) -> Response {
    intake
        .inbox
        .handshake(&source, request.uri())
        .map(Body::from)
}

/// Reads a body, with the memory that it uses.
async fn read(
    mut body: Body,
    limits: &Limits,
) -> Result<(Bytes, Vec<OwnedSemaphorePermit>), StatusCode> {
    let (mut bytes, mut memory) = (BytesMut::new(), Vec::new());
    let mut paid = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > limits.body {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        bytes.extend_from_slice(&data);
        let needed = bytes.len().div_ceil(UNIT) - paid;
        if needed > 0 {
            let units = u32::try_from(needed).map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
            let permit = Arc::clone(&limits.memory).try_acquire_many_owned(units);
            memory.push(permit.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?);
            paid += needed;
        }
    }
    Ok((bytes.freeze(), memory))
}
