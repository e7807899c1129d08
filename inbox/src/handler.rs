//! What a handler is, what it receives and what it returns.
//!
//! ```text
//! Handler::new("invoice.paid", json::<Invoice>, |invoice, cx| async move {
//!     Ok(commit(move |tx| { tx.execute("UPDATE orders SET paid = 1 WHERE id = ?", [invoice.order])?; Ok(()) }))
//! })
//! .lane(|invoice| invoice.order.clone())
//! ```
//!
//! Invariants: a handler that writes within the inbox's transaction has its effect exactly once; every other handler runs
//! at least once and has [`Context::event_id`] as idempotency key. A panic and a timeout are retries.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::delivery::{Delivery, storable_id, time};
use crate::error::BoxError;
use crate::store::{Claimed, NewDelivery, Origin};

/// What becomes of the event.
#[derive(Debug)]
pub enum Outcome {
    /// It is handled.
    Done,
    /// It is tried again after the backoff. A returned error is the same.
    Retry(String),
    /// It is tried again after this time, and the attempt does not count.
    Later(Duration),
    /// It is a dead letter: it waits for a person, who replays or discards it.
    Dead(String),
    /// It is handled if this commits; see [`commit`].
    #[cfg(feature = "sqlite")]
    Commit(Effect),
}

/// What a handler returns. `?` converts every error.
pub type HandlerResult = Result<Outcome, BoxError>;

/// What a handler writes in the inbox's SQLite transaction.
#[cfg(feature = "sqlite")]
pub struct Effect(pub(crate) Box<Write>);

#[cfg(feature = "sqlite")]
type Write = dyn FnOnce(&SqliteTransaction<'_>) -> Result<(), BoxError> + Send;

#[cfg(feature = "sqlite")]
impl std::fmt::Debug for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Effect")
    }
}

/// Writes in the SQLite transaction that also commits "done": both happen, or neither. It runs after the handler, on the
/// thread that writes, and blocks every other write of the inbox meanwhile: it should only write. An error rolls it back
/// and is a retry.
#[cfg(feature = "sqlite")]
pub fn commit(
    effect: impl FnOnce(&SqliteTransaction<'_>) -> Result<(), BoxError> + Send + 'static,
) -> Outcome {
    Outcome::Commit(Effect(Box::new(effect)))
}

/// The transaction that ends an attempt: a `rusqlite::Connection` on which it is open. Do not commit or roll it back.
#[cfg(feature = "sqlite")]
pub struct SqliteTransaction<'c> {
    pub(crate) connection: &'c rusqlite::Connection,
    pub(crate) now: i64,
}

#[cfg(feature = "sqlite")]
impl std::ops::Deref for SqliteTransaction<'_> {
    type Target = rusqlite::Connection;

    fn deref(&self) -> &rusqlite::Connection {
        self.connection
    }
}

/// The transaction that ends an attempt: a `tokio_postgres::Client` on which it is open. Do not commit or roll it back.
#[cfg(feature = "postgres")]
#[derive(Clone)]
pub struct PostgresTransaction {
    pub(crate) client: Arc<deadpool_postgres::Object>,
    pub(crate) now: i64,
}

#[cfg(feature = "postgres")]
impl std::ops::Deref for PostgresTransaction {
    type Target = tokio_postgres::Client;

    fn deref(&self) -> &tokio_postgres::Client {
        &self.client
    }
}

/// Everything about an attempt except for the event itself.
#[derive(Clone)]
pub struct Context {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) claimed: Claimed,
    pub(crate) enqueued: Mutex<Vec<NewDelivery>>,
    #[cfg(feature = "postgres")]
    pub(crate) postgres: Option<Arc<crate::store::postgres::Postgres>>,
    #[cfg(feature = "postgres")]
    pub(crate) transaction: tokio::sync::Mutex<Option<Arc<deadpool_postgres::Object>>>,
}

impl Context {
    /// The delivery as it was received: headers and signed bytes.
    pub fn delivery(&self) -> &Delivery {
        &self.shared.claimed.delivery
    }

    /// The provider's id of the event: the idempotency key of every call that the handler makes.
    pub fn event_id(&self) -> &str {
        &self.delivery().event_id
    }

    /// Which attempt this is, from 1.
    pub fn attempt(&self) -> u32 {
        u32::try_from(self.shared.claimed.claim.attempt).unwrap_or(u32::MAX)
    }

    /// The newest event time that was received in this lane, this event included.
    pub fn newest_in_lane(&self) -> Option<SystemTime> {
        self.shared.claimed.newest.map(time)
    }

    /// False if an event with a later time has been received in this lane. Times have seconds with many providers: equal
    /// times does not mention the order.
    pub fn is_newest_in_lane(&self) -> bool {
        self.shared
            .claimed
            .newest
            .is_none_or(|newest| self.delivery().event_time.is_none_or(|own| own >= newest))
    }

    /// The Postgres transaction that also commits "done". The first call opens it.
    #[cfg(feature = "postgres")]
    pub async fn postgres(&self) -> Result<PostgresTransaction, crate::Error> {
        let Some(store) = &self.shared.postgres else {
            return Err(crate::Error::Settings(
                "this inbox is not in Postgres: return commit(…) instead".to_owned(),
            ));
        };
        let mut transaction = self.shared.transaction.lock().await;
        let client = match &*transaction {
            Some(client) => Arc::clone(client),
            None => Arc::clone(transaction.insert(Arc::new(store.begin().await?))),
        };
        Ok(PostgresTransaction {
            client,
            now: crate::store::Store::now(&**store),
        })
    }

    /// Enqueues a job for the handler of `queue` (see [`Builder::on_job`](crate::Builder::on_job)). It is stored in the
    /// transaction that commits "done", and not at all if the attempt fails.
    pub fn enqueue(&self, job: Job) {
        let mut enqueued = self
            .shared
            .enqueued
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let key = job.key.unwrap_or_else(|| {
            format!(
                "{}:{}:{}",
                self.delivery().source,
                self.delivery().event_id,
                enqueued.len()
            )
        });
        enqueued.push(NewDelivery {
            source: outbox(&job.queue),
            event_id: storable_id(&key),
            kind: job.queue,
            event_time: None,
            origin: Origin::Enqueued,
            lane: job.lane,
            hash: None,
            headers: Vec::new(),
            body: job.body,
            delay: job.delay,
        });
    }
}

/// The source of a queue's jobs. No source of a provider has this form.
pub(crate) fn outbox(queue: &str) -> String {
    format!("outbox/{queue}")
}

/// A job of the outbox, for example a mail.
#[derive(Clone)]
pub struct Job {
    queue: String,
    body: Bytes,
    key: Option<String>,
    lane: Option<String>,
    delay: Duration,
}

/// Without the payload.
impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("queue", &self.queue)
            .field("key", &self.key)
            .field("lane", &self.lane)
            .field("delay", &self.delay)
            .finish_non_exhaustive()
    }
}

impl Job {
    /// A job with a payload of JSON.
    pub fn json(
        queue: impl Into<String>,
        payload: &impl Serialize,
    ) -> Result<Job, serde_json::Error> {
        Ok(Job::bytes(queue, serde_json::to_vec(payload)?))
    }

    /// A job with any payload.
    pub fn bytes(queue: impl Into<String>, payload: impl Into<Bytes>) -> Job {
        Job {
            queue: queue.into(),
            body: payload.into(),
            key: None,
            lane: None,
            delay: Duration::ZERO,
        }
    }

    /// A second job of the queue with this key is not stored. Without a key, it is made of the event's id.
    pub fn key(mut self, key: impl Into<String>) -> Job {
        self.key = Some(key.into());
        self
    }

    /// Jobs of one lane run one after the other.
    pub fn lane(mut self, lane: impl AsRef<str>) -> Job {
        self.lane = Some(lane_key(&outbox(&self.queue), lane.as_ref()));
        self
    }

    /// Runs it after this time.
    pub fn after(mut self, delay: Duration) -> Job {
        self.delay = delay;
        self
    }
}

/// The key of a lane in the database.
pub(crate) fn lane_key(source: &str, key: &str) -> String {
    format!("{source}/{}", storable_id(key))
}

type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;
type Start = dyn Fn(&Delivery, Context) -> Result<BoxFuture<HandlerResult>, BoxError> + Send + Sync;
type Decode<E> = dyn Fn(&Delivery) -> Result<E, BoxError> + Send + Sync;
type LaneOf = dyn Fn(&Delivery) -> Option<String> + Send + Sync;

/// A handler of one event type, and how it is run.
pub struct Handler<E> {
    kinds: Vec<String>,
    decode: Arc<Decode<E>>,
    start: Arc<Start>,
    lane: Option<Arc<LaneOf>>,
    pub(crate) rules: Rules,
}

#[derive(Clone)]
pub(crate) struct Rules {
    pub(crate) timeout: Duration,
    pub(crate) attempts: u32,
    pub(crate) backoff: Arc<dyn Fn(u32) -> Duration + Send + Sync>,
    pub(crate) blocks_lane: bool,
}

impl<E: Send + 'static> Handler<E> {
    /// A handler of an event type: `decode` reads the event from the stored delivery, `handle` handles it.
    pub fn new<D, H, F>(kind: impl Into<String>, decode: D, handle: H) -> Handler<E>
    where
        D: Fn(&Delivery) -> Result<E, BoxError> + Send + Sync + 'static,
        H: Fn(E, Context) -> F + Send + Sync + 'static,
        F: Future<Output = HandlerResult> + Send + 'static,
    {
        let decode = Arc::new(decode);
        let read = Arc::clone(&decode);
        let start = move |delivery: &Delivery,
                          context: Context|
              -> Result<BoxFuture<HandlerResult>, BoxError> {
            let event = read(delivery)?;
            Ok(Box::pin(handle(event, context)))
        };
        let rules = Rules {
            timeout: Duration::from_secs(60),
            attempts: 25,
            backoff: Arc::new(backoff),
            blocks_lane: false,
        };
        Handler {
            kinds: vec![kind.into()],
            decode,
            start: Arc::new(start),
            lane: None,
            rules,
        }
    }

    /// Handles another event type too.
    pub fn or(mut self, kind: impl Into<String>) -> Handler<E> {
        self.kinds.push(kind.into());
        self
    }

    /// Events of one lane are handled one after the other: return the id of the object that they are about.
    pub fn lane<K: AsRef<str>>(
        mut self,
        key: impl Fn(&E) -> K + Send + Sync + 'static,
    ) -> Handler<E> {
        let decode = Arc::clone(&self.decode);
        self.lane = Some(Arc::new(move |delivery| {
            let event = decode(delivery).ok()?;
            Some(lane_key(&delivery.source, key(&event).as_ref()))
        }));
        self
    }

    /// A retry and a dead letter keep their lane: later events of the lane wait until this one is done, replayed or
    /// discarded.
    pub fn block_lane(mut self) -> Handler<E> {
        self.rules.blocks_lane = true;
        self
    }

    /// An attempt that takes longer ends as a retry. 60 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Handler<E> {
        self.rules.timeout = timeout;
        self
    }

    /// After so many attempts the event is a dead letter. 25 unless set.
    pub fn attempts(mut self, attempts: u32) -> Handler<E> {
        self.rules.attempts = attempts.max(1);
        self
    }

    /// How long the attempt that follows number `n` waits.
    pub fn backoff(
        mut self,
        delay: impl Fn(u32) -> Duration + Send + Sync + 'static,
    ) -> Handler<E> {
        self.rules.backoff = Arc::new(delay);
        self
    }

    pub(crate) fn erase(self) -> (Vec<String>, AnyHandler) {
        (
            self.kinds,
            AnyHandler {
                start: self.start,
                lane: self.lane,
                rules: self.rules,
            },
        )
    }
}

/// 1 s, 16 s, 81 s, … (the fourth power of the attempt), ten percent more or less: 25 attempts take three weeks.
fn backoff(attempt: u32) -> Duration {
    let seconds = f64::from(attempt).powi(4).min(7.0 * 86_400.0);
    Duration::from_secs_f64(seconds * (0.9 + 0.2 * fastrand::f64()))
}

/// A handler whose event type is no longer named.
#[derive(Clone)]
pub(crate) struct AnyHandler {
    pub(crate) start: Arc<Start>,
    pub(crate) lane: Option<Arc<LaneOf>>,
    pub(crate) rules: Rules,
}

impl AnyHandler {
    /// The lane of a delivery. A key that panics is none: the handler then fails, and not the intake.
    pub(crate) fn lane_of(&self, delivery: &Delivery) -> Option<String> {
        let lane = self.lane.as_ref()?;
        catch_unwind(AssertUnwindSafe(|| lane(delivery))).unwrap_or(None)
    }
}

/// Reads an event from the body's JSON.
pub fn json<T: DeserializeOwned>(delivery: &Delivery) -> Result<T, BoxError> {
    Ok(serde_json::from_slice(delivery.body())?)
}

/// Reads an event from a part of the body's JSON: `json_at("/data/object")`.
pub fn json_at<T: DeserializeOwned>(
    pointer: impl Into<String>,
) -> impl Fn(&Delivery) -> Result<T, BoxError> + Send + Sync + 'static {
    let pointer = pointer.into();
    move |delivery| {
        let mut body: serde_json::Value = serde_json::from_slice(delivery.body())?;
        let part = body
            .pointer_mut(&pointer)
            .ok_or_else(|| format!("the body has nothing at {pointer}"))?;
        Ok(serde_json::from_value(part.take())?)
    }
}

/// Reads nothing: the event is the delivery.
pub fn raw(delivery: &Delivery) -> Result<Delivery, BoxError> {
    Ok(delivery.clone())
}
