//! The inbox itself: sources and handlers, put together and opened.
//!
//! ```text
//! let inbox = Inbox::sqlite("shop.db").source("stripe", verify).on("stripe", "invoice.paid", json, handle).open().await?;
//! let response = inbox.receive("stripe", &headers, body).await;   // from any server
//! inbox.run(shutdown).await?;
//! ```
//!
//! Invariants: nothing unverified is stored; a response of 2xx is sent after the commit and for nothing else.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri, header};
use tokio::sync::Notify;
use tracing::{Instrument, Span};

use crate::clock::Millis;
use crate::delivery::{
    Delivery, Event, Refused, Verified, hash, hex, pack, storable_id, storable_kind,
};
use crate::error::{BoxError, Error, with_sources};
use crate::handler::{AnyHandler, Context, Handler, HandlerResult, outbox};
use crate::metrics::{Counts, What};
use crate::recover::{Ask, Page, Recover};
use crate::store::{Finish, NewDelivery, Origin, Store, Stored, To};

/// If storage takes longer, the provider is asked to repeat the delivery.
const INTAKE_TIMEOUT: Duration = Duration::from_secs(8);
/// Seconds, in `Retry-After`.
const RETRY_AFTER: u32 = 10;
/// Counts are written so often, if there are any.
const FLUSH: Duration = Duration::from_secs(10);
/// What OpenTelemetry calls the system of a queue.
pub(crate) const SYSTEM: &str = "fetchwright_inbox";
/// So many events are accepted in one delivery.
const MOST_EVENTS: usize = 1_000;

type Verify = dyn Fn(&HeaderMap, &[u8]) -> Result<Verified, Refused> + Send + Sync;
type Handshake = dyn Fn(&Uri) -> Result<Response<Bytes>, Refused> + Send + Sync;

/// What an inbox consists of, before it is opened.
pub struct Builder {
    place: Place,
    sources: HashMap<String, Source>,
    handlers: HashMap<String, Handlers>,
    settings: Settings,
    wall: fn() -> Millis,
    creates: bool,
    problem: Option<String>,
}

enum Place {
    #[cfg(feature = "sqlite")]
    Sqlite(std::path::PathBuf),
    #[cfg(feature = "postgres")]
    Postgres(Result<crate::store::postgres::Connect, Error>),
}

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) workers: usize,
    pub(crate) grace: Duration,
    pub(crate) longest_timeout: Duration,
    pub(crate) lease_margin: Duration,
    pub(crate) body_limit: usize,
    pub(crate) body_time: Duration,
    pub(crate) memory: usize,
    pub(crate) keep_bodies: Duration,
    pub(crate) keep_keys: Duration,
    #[cfg(feature = "postgres")]
    listens: bool,
}

/// A provider's endpoint.
pub struct Source {
    verify: Arc<Verify>,
    secret_headers: Vec<HeaderName>,
    handshake: Option<Arc<Handshake>>,
    pub(crate) recover: Option<Arc<Recover>>,
    pub(crate) recover_every: Option<Duration>,
}

impl Source {
    /// A source whose requests `verify` verifies. It runs before anything is stored.
    pub fn new(
        verify: impl Fn(&HeaderMap, &[u8]) -> Result<Verified, Refused> + Send + Sync + 'static,
    ) -> Source {
        Source {
            verify: Arc::new(verify),
            secret_headers: Vec::new(),
            handshake: None,
            recover: None,
            recover_every: None,
        }
    }

    /// Lists what the provider has sent, for [`Inbox::recover`].
    pub fn recover<F>(mut self, list: impl Fn(Ask) -> F + Send + Sync + 'static) -> Source
    where
        F: Future<Output = Result<Page, BoxError>> + Send + 'static,
    {
        self.recover = Some(Arc::new(move |ask| Box::pin(list(ask))));
        self
    }

    /// Workers recover about so often; among all processes one does it. Without it, only [`Inbox::recover`] does.
    pub fn recover_every(mut self, every: Duration) -> Source {
        self.recover_every = Some(every.max(Duration::from_millis(10)));
        self
    }

    /// Responds to GET, with which some providers (Meta) ask for the endpoint before they send.
    pub fn handshake(
        mut self,
        respond: impl Fn(&Uri) -> Result<Response<Bytes>, Refused> + Send + Sync + 'static,
    ) -> Source {
        self.handshake = Some(Arc::new(respond));
        self
    }

    /// A header that carries a secret (GitLab's `X-Gitlab-Token`) and is not stored.
    pub fn secret_header(mut self, name: HeaderName) -> Source {
        self.secret_headers.push(name);
        self
    }
}

#[derive(Default)]
struct Handlers {
    by_kind: HashMap<String, AnyHandler>,
    other: Option<AnyHandler>,
}

impl Builder {
    fn new(place: Place) -> Builder {
        let settings = Settings {
            workers: 64,
            grace: Duration::from_secs(30),
            longest_timeout: Duration::ZERO,
            lease_margin: Duration::from_secs(30),
            body_limit: 2 << 20,
            body_time: Duration::from_secs(10),
            memory: 64 << 20,
            keep_bodies: Duration::from_secs(30 * 86_400),
            keep_keys: Duration::from_secs(90 * 86_400),
            #[cfg(feature = "postgres")]
            listens: true,
        };
        let (sources, handlers) = (HashMap::new(), HashMap::new());
        Builder {
            place,
            sources,
            handlers,
            settings,
            wall: crate::clock::wall_clock,
            creates: true,
            problem: None,
        }
    }

    /// Adds a provider's endpoint: `verify` verifies its requests.
    pub fn source(
        self,
        name: impl Into<String>,
        verify: impl Fn(&HeaderMap, &[u8]) -> Result<Verified, Refused> + Send + Sync + 'static,
    ) -> Builder {
        self.source_with(name, Source::new(verify))
    }

    /// Adds a provider's endpoint with options.
    pub fn source_with(mut self, name: impl Into<String>, source: Source) -> Builder {
        let name = name.into();
        let fits = !name.is_empty() && name.len() <= 100 && !name.contains(['/', '\0']);
        if !fits || self.sources.contains_key(&name) {
            self.problem.get_or_insert(format!(
                "`{name}` is no name for a source, or the name is taken"
            ));
        }
        self.sources.insert(name, source);
        self
    }

    /// Handles events of a type: `decode` reads the event, for example [`json`](crate::json).
    pub fn on<E, D, H, F>(self, source: &str, kind: &str, decode: D, handle: H) -> Builder
    where
        E: Send + 'static,
        D: Fn(&Delivery) -> Result<E, BoxError> + Send + Sync + 'static,
        H: Fn(E, Context) -> F + Send + Sync + 'static,
        F: Future<Output = HandlerResult> + Send + 'static,
    {
        self.handler(source, Handler::new(kind, decode, handle))
    }

    /// Handles events with options: lane, timeout, attempts.
    pub fn handler<E: Send + 'static>(mut self, source: &str, handler: Handler<E>) -> Builder {
        self.settings.longest_timeout = self.settings.longest_timeout.max(handler.rules.timeout);
        let (kinds, handler) = handler.erase();
        let handlers = self.handlers.entry(source.to_owned()).or_default();
        for kind in kinds {
            if handlers
                .by_kind
                .insert(kind.clone(), handler.clone())
                .is_some()
            {
                self.problem
                    .get_or_insert(format!("`{source}` has two handlers of `{kind}`"));
            }
        }
        self
    }

    /// Handles every event of a source that no other handler handles. Without it such events are kept, unhandled.
    pub fn on_other<H, F>(mut self, source: &str, handle: H) -> Builder
    where
        H: Fn(Delivery, Context) -> F + Send + Sync + 'static,
        F: Future<Output = HandlerResult> + Send + 'static,
    {
        let handler = Handler::new("", crate::handler::raw, handle);
        self.settings.longest_timeout = self.settings.longest_timeout.max(handler.rules.timeout);
        self.handlers.entry(source.to_owned()).or_default().other = Some(handler.erase().1);
        self
    }

    /// Runs the jobs of a queue of the outbox, which handlers fill with [`Context::enqueue`].
    pub fn on_job<E, D, H, F>(self, queue: &str, decode: D, handle: H) -> Builder
    where
        E: Send + 'static,
        D: Fn(&Delivery) -> Result<E, BoxError> + Send + Sync + 'static,
        H: Fn(E, Context) -> F + Send + Sync + 'static,
        F: Future<Output = HandlerResult> + Send + 'static,
    {
        self.handler(&outbox(queue), Handler::new(queue, decode, handle))
    }

    /// So many handlers run at once in a process. 64 unless set.
    pub fn workers(mut self, workers: usize) -> Builder {
        self.settings.workers = workers.max(1);
        self
    }

    /// At a shutdown handlers may run on for so long; then their claims are given back. 30 seconds unless set.
    pub fn grace(mut self, grace: Duration) -> Builder {
        self.settings.grace = grace;
        self
    }

    /// A lease outlives the longest handler's timeout by so much. 30 seconds unless set: so long an event waits whose
    /// process was killed, beside that timeout.
    pub fn lease_margin(mut self, margin: Duration) -> Builder {
        self.settings.lease_margin = margin;
        self
    }

    /// The largest body that [`router`](Inbox::router) reads, in bytes. 2 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Builder {
        self.settings.body_limit = bytes;
        self
    }

    /// The longest time in which a body has to arrive. 10 seconds unless set.
    pub fn body_time(mut self, time: Duration) -> Builder {
        self.settings.body_time = time;
        self
    }

    /// The memory of all bodies that are being read at once, in bytes. 64 MiB unless set.
    pub fn memory(mut self, bytes: usize) -> Builder {
        self.settings.memory = bytes;
        self
    }

    /// How long headers and bodies of finished deliveries are kept, and how long their keys, by which duplicates are
    /// recognised. 30 and 90 days unless set; Stripe sends an event again for 30 days.
    pub fn keep(mut self, bodies: Duration, keys: Duration) -> Builder {
        self.settings.keep_bodies = bodies;
        self.settings.keep_keys = keys.max(bodies);
        self
    }

    /// Postgres: whether to send and receive notifications. Turn it off behind PgBouncer in transaction mode, where only
    /// polling works.
    #[cfg(feature = "postgres")]
    pub fn listen(mut self, listens: bool) -> Builder {
        self.settings.listens = listens;
        self
    }

    /// Opens only an inbox that is there already: without it, a database gets the inbox's tables.
    pub fn existing(mut self) -> Builder {
        self.creates = false;
        self
    }

    /// Replaces the machine's clock, in milliseconds since 1970. For tests.
    #[doc(hidden)]
    pub fn wall_clock(mut self, wall: fn() -> i64) -> Builder {
        self.wall = wall;
        self
    }

    /// Connects, migrates the database and starts what stores deliveries.
    pub async fn open(self) -> Result<Inbox, Error> {
        if let Some(problem) = self.problem {
            return Err(Error::Settings(problem));
        }
        let known =
            |source: &&String| self.sources.contains_key(*source) || source.starts_with("outbox/");
        if let Some(source) = self.handlers.keys().find(|source| !known(source)) {
            return Err(Error::Settings(format!(
                "there are handlers of `{source}`, and no source of this name"
            )));
        }
        let without_list =
            |source: &Source| source.recover_every.is_some() && source.recover.is_none();
        if let Some((name, _)) = self.sources.iter().find(|(_, source)| without_list(source)) {
            return Err(Error::Settings(format!(
                "`{name}` has a schedule of recovery, and no list to recover from"
            )));
        }
        let wake = Arc::new(Notify::new());
        let store = match self.place {
            #[cfg(feature = "sqlite")]
            Place::Sqlite(path) => AnyStore::Sqlite(
                crate::store::sqlite::Sqlite::open(&path, self.wall, self.creates).await?,
            ),
            #[cfg(feature = "postgres")]
            Place::Postgres(connect) => {
                let handlers = self.settings.workers.min(16);
                let wake = self.settings.listens.then(|| Arc::clone(&wake));
                AnyStore::Postgres(
                    crate::store::postgres::Postgres::open(connect?, handlers, wake, self.creates)
                        .await?,
                )
            }
        };
        let inner = Inner {
            store,
            sources: self.sources,
            handlers: self.handlers,
            settings: self.settings,
            wake,
            counts: Counts::default(),
            due: Mutex::new(None),
        };
        let inner = Arc::new(inner);
        tokio::spawn(flush_counts(Arc::downgrade(&inner)));
        Ok(Inbox { inner })
    }
}

/// An open inbox. Clones share it.
#[derive(Clone)]
pub struct Inbox {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: AnyStore,
    pub(crate) sources: HashMap<String, Source>,
    handlers: HashMap<String, Handlers>,
    pub(crate) settings: Settings,
    /// There may be work.
    pub(crate) wake: Arc<Notify>,
    pub(crate) counts: Counts,
    /// When the next job of this process is due that waits for a retry.
    due: Mutex<Option<Instant>>,
}

/// One of the two databases.
pub(crate) enum AnyStore {
    #[cfg(feature = "sqlite")]
    Sqlite(Arc<crate::store::sqlite::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Arc<crate::store::postgres::Postgres>),
}

impl AnyStore {
    pub(crate) fn as_store(&self) -> &dyn Store {
        match self {
            #[cfg(feature = "sqlite")]
            AnyStore::Sqlite(store) => &**store,
            #[cfg(feature = "postgres")]
            AnyStore::Postgres(store) => &**store,
        }
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn sqlite(&self) -> Option<Arc<crate::store::sqlite::Sqlite>> {
        match self {
            AnyStore::Sqlite(store) => Some(Arc::clone(store)),
            #[cfg(feature = "postgres")]
            AnyStore::Postgres(_) => None,
        }
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn postgres(&self) -> Option<Arc<crate::store::postgres::Postgres>> {
        match self {
            #[cfg(feature = "sqlite")]
            AnyStore::Sqlite(_) => None,
            AnyStore::Postgres(store) => Some(Arc::clone(store)),
        }
    }
}

/// Why a request was not accepted.
#[derive(Debug)]
enum Rejected {
    NoSource,
    Refused(Refused),
    Handshake(Response<Bytes>),
    TooMany,
    Storage(Error),
}

impl Inbox {
    /// An inbox in a SQLite file, for one machine. Put your own tables into the same file, so that handlers can write them
    /// in the inbox's transaction.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(path: impl Into<std::path::PathBuf>) -> Builder {
        Builder::new(Place::Sqlite(path.into()))
    }

    /// An inbox in Postgres, without TLS, for any number of processes.
    #[cfg(feature = "postgres")]
    pub fn postgres(url: &str) -> Builder {
        let config = url.parse::<tokio_postgres::Config>();
        let connect =
            config.map(|config| crate::store::postgres::connect(config, tokio_postgres::NoTls));
        Builder::new(Place::Postgres(connect.map_err(Error::database)))
    }

    /// An inbox in Postgres with a TLS connector, for example of `tokio-postgres-rustls`.
    #[cfg(feature = "postgres")]
    pub fn postgres_with<T>(config: tokio_postgres::Config, tls: T) -> Builder
    where
        T: tokio_postgres::tls::MakeTlsConnect<tokio_postgres::Socket>
            + Clone
            + Send
            + Sync
            + 'static,
        T::Stream: Send + Sync,
        T::TlsConnect: Send + Sync,
        <T::TlsConnect as tokio_postgres::tls::TlsConnect<tokio_postgres::Socket>>::Future: Send,
    {
        Builder::new(Place::Postgres(Ok(crate::store::postgres::connect(
            config, tls,
        ))))
    }

    /// Verifies a request, stores its events and commits; then returns the response for the provider. `body` must be the
    /// raw bytes. [`router`](Inbox::router) does this behind a path; use this with any other server.
    pub async fn receive(&self, source: &str, headers: &HeaderMap, body: Bytes) -> Response<Bytes> {
        let span = tracing::info_span!(
            "send",
            otel.name = %format_args!("send {source}"),
            otel.kind = "producer",
            messaging.system = SYSTEM,
            messaging.operation.name = "send",
            messaging.operation.type = "send",
            messaging.destination.name = source,
            messaging.message.id = tracing::field::Empty,
            messaging.batch.message_count = tracing::field::Empty,
            messaging.message.body.size = body.len(),
            error.type = tracing::field::Empty,
        );
        let response = self
            .respond(source, headers, body, &span)
            .instrument(span.clone())
            .await;
        if !response.status().is_success() {
            span.record("error.type", response.status().as_str());
        }
        response
    }

    async fn respond(
        &self,
        source: &str,
        headers: &HeaderMap,
        body: Bytes,
        span: &Span,
    ) -> Response<Bytes> {
        match self.accept(source, headers, body, span).await {
            Ok(()) => empty(StatusCode::OK),
            Err(Rejected::NoSource) => empty(StatusCode::NOT_FOUND),
            Err(Rejected::TooMany) => empty(StatusCode::PAYLOAD_TOO_LARGE),
            Err(Rejected::Handshake(response)) => response,
            Err(Rejected::Refused(refused)) => {
                self.inner.counts.add(source, What::Refused, 1);
                tracing::warn!(source, error = %with_sources(&*refused.cause), "a delivery is refused");
                empty(refused.status)
            }
            Err(Rejected::Storage(error)) => {
                self.inner.counts.add(source, What::Failed, 1);
                tracing::error!(source, error = %with_sources(&error), "a delivery cannot be stored");
                unavailable()
            }
        }
    }

    /// The response to a GET of a source's endpoint.
    pub fn handshake(&self, source: &str, uri: &Uri) -> Response<Bytes> {
        let Some(respond) = self
            .inner
            .sources
            .get(source)
            .and_then(|source| source.handshake.as_ref())
        else {
            let known = self.has_source(source);
            return empty(if known {
                StatusCode::METHOD_NOT_ALLOWED
            } else {
                StatusCode::NOT_FOUND
            });
        };
        respond(uri).unwrap_or_else(|refused| {
            tracing::warn!(source, error = %with_sources(&*refused.cause), "a handshake is refused");
            empty(refused.status)
        })
    }

    pub(crate) fn has_source(&self, source: &str) -> bool {
        self.inner.sources.contains_key(source)
    }

    async fn accept(
        &self,
        source: &str,
        headers: &HeaderMap,
        body: Bytes,
        span: &Span,
    ) -> Result<(), Rejected> {
        let (name, found) = self
            .inner
            .sources
            .get_key_value(source)
            .ok_or(Rejected::NoSource)?;
        let verify = AssertUnwindSafe(|| (found.verify)(headers, &body));
        let verified = catch_unwind(verify).map_err(|panic| {
            let text = format!("the verifier {}", crate::work::panic_text(&*panic));
            Rejected::Storage(Error::Settings(text))
        })?;
        match verified.map_err(Rejected::Refused)? {
            Verified::Handshake(response) => Err(Rejected::Handshake(response)),
            Verified::Events(events) if events.len() > MOST_EVENTS => Err(Rejected::TooMany),
            Verified::Events(events) => {
                match &events[..] {
                    [event] => span.record("messaging.message.id", event.id.as_deref()),
                    events => span.record("messaging.batch.message_count", events.len()),
                };
                let stored = self
                    .insert(name, headers, body, events, Origin::Received)
                    .await;
                stored.map(drop).map_err(Rejected::Storage)
            }
        }
    }

    /// Stores events that are verified.
    pub(crate) async fn insert(
        &self,
        source: &str,
        headers: &HeaderMap,
        body: Bytes,
        events: Vec<Event>,
        origin: Origin,
    ) -> Result<Vec<Stored>, Error> {
        let (name, found) = self
            .inner
            .sources
            .get_key_value(source)
            .ok_or(Error::Closed)?;
        let packed = pack(headers, &found.secret_headers);
        let deliveries = events
            .into_iter()
            .map(|event| self.inner.new_delivery(name, event, &packed, &body, origin));
        let inserts = deliveries.map(|delivery| self.inner.store.as_store().insert(delivery));
        let inserts = futures_util::future::try_join_all(inserts);
        let stored = tokio::time::timeout(INTAKE_TIMEOUT, inserts).await;
        let stored = stored.map_err(|_| Error::Database("no result in time".into()))??;
        let new = stored
            .iter()
            .filter(|stored| **stored == Stored::New)
            .count();
        let what = if origin == Origin::Recovered {
            What::Recovered
        } else {
            What::Received
        };
        self.inner.counts.add(name, what, new);
        self.inner
            .counts
            .add(name, What::Duplicate, stored.len() - new);
        if stored.iter().any(|stored| *stored != Stored::Duplicate) {
            self.inner.wake_all();
        }
        Ok(stored)
    }

    /// Runs workers in this process until `shutdown` is ready and the running handlers have ended.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
        crate::work::run(Arc::clone(&self.inner), shutdown).await
    }
}

impl Inner {
    pub(crate) fn handler(&self, source: &str, kind: &str) -> Option<&AnyHandler> {
        let handlers = self.handlers.get(source)?;
        handlers.by_kind.get(kind).or(handlers.other.as_ref())
    }

    /// The sources and types that this process handles; no type means all.
    pub(crate) fn handled(&self) -> Vec<(String, Option<String>)> {
        let of_source = |(source, handlers): (&String, &Handlers)| match handlers.other {
            Some(_) => vec![(source.clone(), None)],
            None => handlers
                .by_kind
                .keys()
                .map(|kind| (source.clone(), Some(kind.clone())))
                .collect(),
        };
        self.handlers.iter().flat_map(of_source).collect()
    }

    fn new_delivery(
        &self,
        source: &str,
        event: Event,
        headers: &[u8],
        body: &Bytes,
        origin: Origin,
    ) -> NewDelivery {
        let body = event.body.unwrap_or_else(|| body.clone());
        let digest = (event.id.is_none() || !event.id_is_signed).then(|| hash(&body));
        let event_id = match (&event.id, &digest) {
            (Some(id), _) => storable_id(id),
            (None, digest) => format!("sha256:{}", hex(digest.as_deref().unwrap_or_default())),
        };
        let kind = storable_kind(&event.kind);
        let delivery = Delivery {
            id: 0,
            source: source.to_owned(),
            event_id,
            kind,
            event_time: event.time,
            received_at: 0,
            headers: headers.to_vec(),
            body,
        };
        let handler = self.handler(source, &delivery.kind);
        NewDelivery {
            lane: handler.and_then(|handler| handler.lane_of(&delivery)),
            source: delivery.source,
            event_id: delivery.event_id,
            kind: delivery.kind,
            event_time: delivery.event_time,
            origin,
            hash: digest,
            headers: delivery.headers,
            body: delivery.body,
            delay: Duration::ZERO,
        }
    }

    /// Wakes the workers of this process and of others.
    pub(crate) fn wake_all(&self) {
        self.wake.notify_one();
        #[cfg(feature = "postgres")]
        if let Some(store) = self.store.postgres() {
            store.notify();
        }
    }

    /// Remembers when a retry is due.
    pub(crate) fn note_end(&self, finish: &Finish) {
        let what = match finish.to {
            To::Done => Some(What::Done),
            To::Retry { .. } => Some(What::Retry),
            To::Dead { .. } => Some(What::Dead),
            To::NoHandler => Some(What::NoHandler),
            To::Later { .. } | To::HasLane(_) => None,
        };
        if let Some(what) = what {
            self.counts.add(&finish.source, what, 1);
        }
        let (To::Retry { delay, .. } | To::Later { delay }) = finish.to else {
            return;
        };
        let at = Instant::now() + delay.min(Duration::from_secs(86_400));
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        *due = Some(due.map_or(at, |due| due.min(at)));
    }

    /// How long to sleep: until a retry is due, and no longer than `pause`.
    pub(crate) fn next_due(&self, pause: Duration) -> Duration {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(at) = *due else { return pause };
        let wait = at.saturating_duration_since(Instant::now());
        if wait <= pause {
            *due = None;
        }
        // The store's milliseconds are rounded down.
        pause.min(wait + Duration::from_millis(2))
    }
}

/// Writes counts while the inbox is open.
async fn flush_counts(inner: Weak<Inner>) {
    loop {
        tokio::time::sleep(FLUSH).await;
        let Some(inner) = inner.upgrade() else { return };
        if let Err(error) = inner.counts.flush(inner.store.as_store()).await {
            tracing::debug!(error = %with_sources(&error), "the inbox cannot write its counts");
        }
    }
}

pub(crate) fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

/// 503 with `Retry-After`.
pub(crate) fn unavailable() -> Response<Bytes> {
    let mut response = empty(StatusCode::SERVICE_UNAVAILABLE);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
    response
}
