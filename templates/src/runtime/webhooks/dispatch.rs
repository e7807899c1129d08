//! Handlers by event, and providers by name.
//!
//! ```text
//! let stripe = Handlers::<stripe::webhooks::Event>::new()
//!     .on::<CheckoutSessionCompleted>(|event| Box::pin(async move { … }))
//!     .otherwise(|event| Box::pin(async move { … }))
//!     .endpoint(secrets);
//! let providers = Providers::new().provider("stripe", stripe).provider("github", github);
//! providers.respond(request).await                          // POST /webhooks/stripe
//! ```
//!
//! An [`Endpoint`] is a function over the types of `http`, which all clients share, so that one [`Providers`] takes the
//! endpoints of any number of them.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use super::delivery::Delivery;
use super::events::{EventKind, EventSet, NotAnEvent, UnknownEvent, Unreadable};
use super::handshake::WebhookResponse;
use super::secrets::{Secrets, Verified};

/// Why an event could not be handled; the provider gets 500 and sends it again.
pub type HandlerError = Box<dyn Error + Send + Sync>;

/// What a handler gives: `Box::pin(async move { … })`.
pub type Handling = Pin<Box<dyn Future<Output = Result<(), HandlerError>> + Send>>;

/// From a request with its whole body to its response.
pub type Endpoint = Arc<
    dyn Fn(http::Request<Bytes>) -> Pin<Box<dyn Future<Output = http::Response<Bytes>> + Send>>
        + Send
        + Sync,
>;

type Handler<E> = Box<dyn Fn(Verified<E>) -> Handling + Send + Sync>;

/// What is done with the events of a provider.
pub struct Handlers<E> {
    by_name: HashMap<&'static str, Handler<E>>,
    otherwise: Option<Handler<E>>,
    problem: Box<dyn Fn(&Problem) + Send + Sync>,
    base: Option<String>,
    token: Option<String>,
}

/// Why a delivery was not handled, for the logs.
#[derive(Debug)]
pub enum Problem {
    /// It gave no event.
    NotAnEvent(NotAnEvent),
    /// Its handler failed.
    Handler {
        /// The event's id.
        id: Option<String>,
        /// Its name.
        name: String,
        /// Why.
        error: HandlerError,
    },
}

impl<E: EventSet + Send + 'static> Default for Handlers<E> {
    fn default() -> Self {
        Handlers::new()
    }
}

impl<E: EventSet + Send + 'static> Handlers<E> {
    /// None yet: every event is acknowledged and nothing is done.
    pub fn new() -> Self {
        Handlers {
            by_name: HashMap::new(),
            otherwise: None,
            problem: Box::new(|_| {}),
            base: None,
            token: None,
        }
    }

    /// What is done with an event; a second handler of the same event takes the place of the first.
    pub fn on<K: EventKind<Set = E>>(
        mut self,
        handler: impl Fn(Verified<K::Payload>) -> Handling + Send + Sync + 'static,
    ) -> Self {
        let handler = move |event: Verified<E>| {
            let Verified {
                value,
                secret,
                sent,
                id,
            } = event;
            match K::payload(value) {
                Some(value) => handler(Verified {
                    value,
                    secret,
                    sent,
                    id,
                }),
                None => Box::pin(std::future::ready(Ok(()))),
            }
        };
        self.by_name.insert(K::NAME, Box::new(handler));
        self
    }

    /// What is done with all other events: unknown ones, and those that could not be decoded
    /// ([`error`](UnknownEvent::error) of `Other`). If it returns an error, the provider gets 500 and sends the delivery
    /// again; otherwise such an event is acknowledged.
    pub fn otherwise(
        mut self,
        handler: impl Fn(Verified<E>) -> Handling + Send + Sync + 'static,
    ) -> Self {
        self.otherwise = Some(Box::new(handler));
        self
    }

    /// Receives refused deliveries and failed handlers, for the logs. The sender never sees them.
    pub fn problem(mut self, report: impl Fn(&Problem) + Send + Sync + 'static) -> Self {
        self.problem = Box::new(report);
        self
    }

    /// Where the endpoint is for the provider, for schemes that sign the URL: `https://shop.example`. The request's path
    /// and query are put behind it. Without it the header `Host` is taken, with https.
    pub fn base_url(mut self, base: impl Into<String>) -> Self {
        self.base = Some(base.into());
        self
    }

    /// The token that was agreed on for a GET that subscribes.
    pub fn subscription_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Handles an event. One that could not be decoded goes to `otherwise` and to no handler of its name.
    pub fn handle(&self, event: Verified<E>) -> Handling {
        let by_name = match event.unknown() {
            Some(_) => None,
            None => self.by_name.get(event.name()),
        };
        match by_name.or(self.otherwise.as_ref()) {
            Some(handler) => handler(event),
            None => Box::pin(std::future::ready(Ok(()))),
        }
    }

    /// The endpoint of a provider: it verifies, responds to handshakes and handles events in order. An event that fails does
    /// not keep the others of its delivery from being handled; the response is then 500.
    pub fn endpoint(self, secrets: Secrets) -> Endpoint {
        let shared = Arc::new((self, secrets));
        Arc::new(move |request| {
            let shared = Arc::clone(&shared);
            Box::pin(async move { into_http(shared.0.respond(&shared.1, request).await) })
        })
    }

    async fn respond(&self, secrets: &Secrets, request: http::Request<Bytes>) -> WebhookResponse {
        let events = match self.events(secrets, &request) {
            Ok(events) => events,
            Err(response) => return response,
        };
        let mut status = 200;
        for event in events {
            if let Err(problem) = self.handled(event).await {
                (self.problem)(&problem);
                status = 500;
            }
        }
        WebhookResponse::empty(status)
    }

    /// Handles an event, or states why it could not be: a failure affects no other event of the delivery.
    async fn handled(&self, event: Verified<E>) -> Result<(), Problem> {
        let (id, name) = (event.id().map(str::to_owned), event.name().to_owned());
        if self.otherwise.is_none()
            && let Some(UnknownEvent {
                json,
                error: Some(error),
                ..
            }) = event.unknown()
        {
            let (body, error) = (json.as_str().as_bytes().to_vec(), (**error).clone());
            let unreadable = Unreadable {
                id,
                name,
                body,
                error,
            };
            return Err(Problem::NotAnEvent(NotAnEvent::Unreadable(Box::new(
                unreadable,
            ))));
        }
        let handled = self.handle(event).await;
        handled.map_err(|error| Problem::Handler { id, name, error })
    }

    /// The events of a request, or the response if there are none.
    fn events(
        &self,
        secrets: &Secrets,
        request: &http::Request<Bytes>,
    ) -> Result<Vec<Verified<E>>, WebhookResponse> {
        let url = url(self.base.as_deref(), request);
        let delivery = Delivery::new(request.headers(), request.body())
            .method(request.method().as_str())
            .url(&url);
        let subscribes = self
            .token
            .as_deref()
            .and_then(|token| secrets.subscription(&delivery, token));
        if let Some(response) = subscribes {
            return Err(response);
        }
        if request.body().len() > secrets.limit() {
            return Err(WebhookResponse::empty(413));
        }
        secrets.receive_all(&delivery).map_err(|problem| {
            let response = problem.response();
            if !matches!(problem, NotAnEvent::Handshake(_)) {
                (self.problem)(&Problem::NotAnEvent(problem));
            }
            response
        })
    }
}

/// The URL of a request as the provider knows it.
pub(super) fn url(base: Option<&str>, request: &http::Request<Bytes>) -> String {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    // HTTP/2 has the host in the URI (RFC 9113, 8.3.1).
    let named = || {
        request
            .headers()
            .get(http::header::HOST)
            .and_then(|host| host.to_str().ok())
    };
    let host = request
        .uri()
        .authority()
        .map(|host| host.as_str())
        .or_else(named)
        .unwrap_or_default();
    match base {
        Some(base) => format!("{}{path}", base.trim_end_matches('/')),
        None => format!("https://{host}{path}"),
    }
}

/// As an HTTP response.
pub(super) fn into_http(response: WebhookResponse) -> http::Response<Bytes> {
    let mut sent = http::Response::new(Bytes::from(response.body));
    *sent.status_mut() = http::StatusCode::from_u16(response.status)
        .unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    if !response.content_type.is_empty() {
        let value = http::HeaderValue::from_static(response.content_type);
        sent.headers_mut().insert(http::header::CONTENT_TYPE, value);
    }
    sent
}

/// Many providers behind one path: `/webhooks/{provider}`.
#[derive(Clone, Default)]
pub struct Providers {
    endpoints: BTreeMap<String, Endpoint>,
}

impl Providers {
    /// None yet.
    pub fn new() -> Self {
        Providers::default()
    }

    /// A provider by the last part of the path.
    pub fn provider(mut self, name: impl Into<String>, endpoint: Endpoint) -> Self {
        self.endpoints.insert(name.into(), endpoint);
        self
    }

    /// The response to a request; 404 where no provider has the last part of its path.
    pub async fn respond(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        let name = request
            .uri()
            .path()
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        match self.endpoints.get(name) {
            Some(endpoint) => endpoint(request).await,
            None => into_http(WebhookResponse::empty(404)),
        }
    }

    /// All of them as one endpoint.
    pub fn endpoint(self) -> Endpoint {
        let shared = Arc::new(self);
        Arc::new(move |request| {
            let shared = Arc::clone(&shared);
            Box::pin(async move { shared.respond(request).await })
        })
    }
}
