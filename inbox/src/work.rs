//! Workers: claimed jobs to the ends of their attempts.
//!
//! ```text
//! claim as many as there are free slots ──► one task each ──► all ends that wait, in one commit ──► slots are free again
//! ```
//!
//! Invariants: a slot is free once the end of its attempt is committed, so that claims come in batches; a store's future
//! is never dropped half way, because its connection is in a transaction; a shutdown gives claims back without counting.

use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinSet;
use tracing::Instrument;

use crate::error::{Error, with_sources};
use crate::handler::{AnyHandler, Context, HandlerResult, Outcome, Shared};
use crate::inbox::{Inbox, Inner, SYSTEM};
use crate::store::{Claim, ClaimRequest, Claimed, Finish, LEFTOVERS, To};

/// Without a wake-up a process looks for work so often. A little more than a second, so that an idle process sends at
/// most one query a second, with those for leftovers.
const POLL: Duration = Duration::from_millis(1_060);
/// Processes that start together do not poll together.
const POLL_JITTER: Duration = Duration::from_millis(70);
/// While there is more to claim, so many slots should be free, or so much time has passed.
const GATHER: Duration = Duration::from_millis(2);
/// Claims that find little follow each other no faster, so that they find more under load.
const COOLDOWN: Duration = Duration::from_millis(10);
/// So many ends are committed at once.
const GROUP: usize = 512;
/// Ends of attempts are tried again so often if the database fails. After that the lease expires.
const TRIES: u32 = 10;
/// Undecodable events are dead letters after so many attempts: another version of the program may read them.
const UNDECODABLE: u32 = 5;
/// Longer errors are cut.
const LONGEST_ERROR: usize = 2_000;
/// How often retention is applied.
const TIDY: Duration = Duration::from_secs(3_600);
/// How often leftovers are looked for.
const SWEEP: Duration = Duration::from_secs(30);

/// An attempt that has ended and still occupies its slot.
struct Ended {
    finish: Finish,
    _slot: OwnedSemaphorePermit,
}

/// Runs workers until `shutdown` is ready.
pub(crate) async fn run(
    inner: Arc<Inner>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let slots = Arc::new(Semaphore::new(inner.settings.workers));
    let (ends, ended) = mpsc::channel(inner.settings.workers.max(1) * 2);
    let gathered = Arc::new(Notify::new());
    let finisher = tokio::spawn(finish(Arc::clone(&inner), ended, Arc::clone(&gathered)));
    // They end with this future, also where it is dropped.
    let mut beside = JoinSet::new();
    beside.spawn(sweep(Arc::clone(&inner)));
    beside.spawn(tidy(Arc::clone(&inner)));
    for (name, source) in &inner.sources {
        if let Some(every) = source.recover_every {
            beside.spawn(recover(Arc::clone(&inner), name.clone(), every));
        }
    }
    let mut running = Running {
        tasks: JoinSet::new(),
        claims: HashMap::new(),
    };
    let mut shutdown = std::pin::pin!(shutdown);
    let mut failures = 0;
    loop {
        running.reap();
        let limit = tokio::select! {
            biased;
            () = &mut shutdown => break,
            limit = free_slots(&slots, inner.settings.workers, &gathered) => limit,
        };
        let claimed_at = Instant::now();
        let request = ClaimRequest {
            limit,
            lease: inner.settings.longest_timeout + inner.settings.lease_margin,
        };
        let (more, pause) = match inner.store.as_store().claim(request).await {
            Ok(claimed) => {
                failures = 0;
                let more = claimed.len() >= limit;
                for claimed in claimed {
                    running.start(&inner, claimed, &slots, &ends).await;
                }
                (more, POLL + POLL_JITTER.mul_f64(fastrand::f64()))
            }
            Err(error) => {
                failures += 1;
                tracing::warn!(error = %with_sources(&error), failures, "the inbox cannot claim work");
                (false, Duration::from_secs(1 << failures.min(4)))
            }
        };
        if more {
            continue;
        }
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            () = inner.wake.notified(), if failures == 0 => {}
            () = tokio::time::sleep(inner.next_due(pause)) => {}
        }
        tokio::time::sleep(COOLDOWN.saturating_sub(claimed_at.elapsed())).await;
    }
    beside.abort_all();
    running.stop(&inner, ends).await;
    finisher.await.map_err(Error::database)
}

/// Waits until slots are free: half of them, or any after a moment.
async fn free_slots(slots: &Arc<Semaphore>, all: usize, gathered: &Notify) -> usize {
    loop {
        let free = slots.available_permits();
        if free * 2 >= all {
            return free;
        }
        let timed_out = tokio::time::timeout(GATHER, gathered.notified())
            .await
            .is_err();
        if timed_out && slots.available_permits() > 0 {
            return slots.available_permits();
        }
        if timed_out {
            // All slots are busy, perhaps for a long time.
            drop(slots.acquire().await);
        }
    }
}

struct Running {
    tasks: JoinSet<i64>,
    claims: HashMap<i64, Held>,
}

/// What has to be known to give a claim back.
struct Held {
    claim: Claim,
    source: String,
    keeps_lane: bool,
}

impl Running {
    async fn start(
        &mut self,
        inner: &Arc<Inner>,
        claimed: Claimed,
        slots: &Arc<Semaphore>,
        ends: &mpsc::Sender<Ended>,
    ) {
        // Never waits: so many were claimed as slots were free.
        let Ok(slot) = Arc::clone(slots).acquire_owned().await else {
            return;
        };
        let id = claimed.claim.id;
        let delivery = &claimed.delivery;
        let handler = inner.handler(&delivery.source, &delivery.kind);
        let held = Held {
            claim: claimed.claim.clone(),
            source: delivery.source.clone(),
            keeps_lane: handler.is_some_and(|handler| handler.rules.blocks_lane),
        };
        self.claims.insert(id, held);
        let (inner, ends) = (Arc::clone(inner), ends.clone());
        self.tasks.spawn(async move {
            if let Some(finish) = attempt(&inner, claimed).await {
                let _ = ends
                    .send(Ended {
                        finish,
                        _slot: slot,
                    })
                    .await;
            }
            id
        });
    }

    /// Forgets the attempts that have ended.
    fn reap(&mut self) {
        while let Some(ended) = self.tasks.try_join_next() {
            if let Ok(id) = ended {
                self.claims.remove(&id);
            }
        }
    }

    /// Waits for running attempts, and releases the claims of those that do not end in time.
    async fn stop(mut self, inner: &Arc<Inner>, ends: mpsc::Sender<Ended>) {
        let all = async {
            while let Some(ended) = self.tasks.join_next().await {
                if let Ok(id) = ended {
                    self.claims.remove(&id);
                }
            }
        };
        let _ = tokio::time::timeout(inner.settings.grace, all).await;
        self.tasks.shutdown().await;
        drop(ends);
        let given_back = self.claims.into_values().map(|held| Finish {
            claim: held.claim,
            source: held.source,
            to: To::Later {
                delay: Duration::ZERO,
            },
            took: Duration::ZERO,
            keeps_lane: held.keeps_lane,
            enqueue: Vec::new(),
        });
        let given_back: Vec<_> = given_back.collect();
        if !given_back.is_empty() {
            end_all(inner, given_back).await;
        }
    }
}

/// Commits the ends of attempts, as many at once as wait.
async fn finish(inner: Arc<Inner>, mut ended: mpsc::Receiver<Ended>, gathered: Arc<Notify>) {
    let mut group = Vec::new();
    while ended.recv_many(&mut group, GROUP).await > 0 {
        let (finished, slots): (Vec<_>, Vec<_>) = group
            .drain(..)
            .map(|ended| (ended.finish, ended._slot))
            .unzip();
        end_all(&inner, finished).await;
        drop(slots);
        gathered.notify_one();
    }
}

async fn end_all(inner: &Inner, finished: Vec<Finish>) {
    for finish in &finished {
        inner.note_end(finish);
    }
    let frees_lane = finished
        .iter()
        .any(|finish| finish.claim.lane.is_some() || !finish.enqueue.is_empty());
    // The store takes the ends, so each try needs a copy.
    let mut tries = 0;
    let result = loop {
        let copies = finished.iter().map(copy).collect();
        match inner.store.as_store().finish(copies).await {
            Err(error) if tries < TRIES => {
                tries += 1;
                tracing::warn!(error = %with_sources(&error), "the inbox cannot commit the ends of attempts");
                tokio::time::sleep(Duration::from_millis(100 << tries.min(6))).await;
            }
            result => break result,
        }
    };
    match result {
        Ok(ended) => {
            let lost = ended.iter().filter(|ended| !**ended).count();
            if lost > 0 {
                tracing::warn!(lost, "leases had ended before their attempts");
            }
        }
        Err(error) => {
            tracing::error!(error = %with_sources(&error), "ends of attempts are lost; their leases expire")
        }
    }
    if frees_lane {
        inner.wake.notify_one();
    }
}

fn copy(finish: &Finish) -> Finish {
    Finish {
        claim: finish.claim.clone(),
        source: finish.source.clone(),
        to: finish.to.clone(),
        took: finish.took,
        keeps_lane: finish.keeps_lane,
        enqueue: finish.enqueue.clone(),
    }
}

async fn sweep(inner: Arc<Inner>) {
    loop {
        let mut pause = SWEEP;
        match inner.store.as_store().sweep(inner.handled()).await {
            Ok(0) => {}
            Ok(freed) => {
                tracing::debug!(freed, "the inbox let waiting events in");
                inner.wake.notify_one();
                if freed >= LEFTOVERS {
                    pause = Duration::from_secs(1);
                }
            }
            Err(error) => {
                tracing::warn!(error = %with_sources(&error), "the inbox cannot look for leftovers")
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Applies retention, now and then.
async fn tidy(inner: Arc<Inner>) {
    let inbox = Inbox { inner };
    loop {
        tokio::time::sleep(TIDY.mul_f64(0.5 + fastrand::f64())).await;
        if let Err(error) = inbox.tidy().await {
            tracing::warn!(error = %with_sources(&error), "the inbox cannot apply its retention");
        }
    }
}

/// Recovers a source, again and again.
async fn recover(inner: Arc<Inner>, source: String, every: Duration) {
    let inbox = Inbox { inner };
    loop {
        let recovery = async {
            if inbox.begins_recovery(&source, every).await? {
                inbox.recover(&source).await?;
            }
            Ok::<_, Error>(())
        };
        // A list of a user may panic.
        match AssertUnwindSafe(recovery).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(source, error = %with_sources(&error), "the inbox cannot recover")
            }
            Err(panic) => {
                tracing::warn!(source, error = %panic_text(&*panic), "the inbox cannot recover")
            }
        }
        tokio::time::sleep(every).await;
    }
}

/// Runs one attempt. Returns its end, or nothing if the end is committed already.
async fn attempt(inner: &Arc<Inner>, claimed: Claimed) -> Option<Finish> {
    let started = Instant::now();
    let delivery = &claimed.delivery;
    let Some(handler) = inner.handler(&delivery.source, &delivery.kind) else {
        return Some(end(&claimed, To::NoHandler, false, started));
    };
    if let Some(to) = before(handler, &claimed) {
        let keeps_lane = handler.rules.blocks_lane && matches!(to, To::Dead { .. });
        return Some(end(&claimed, to, keeps_lane, started));
    }
    let span = tracing::info_span!(
        "process",
        otel.name = %format_args!("process {}", delivery.source),
        otel.kind = "consumer",
        otel.status_code = tracing::field::Empty,
        messaging.system = SYSTEM,
        messaging.operation.name = "process",
        messaging.operation.type = "process",
        messaging.destination.name = %delivery.source,
        messaging.message.id = %delivery.event_id,
        messaging.message.body.size = delivery.body.len(),
        inbox.kind = %delivery.kind,
        inbox.attempt = claimed.claim.attempt,
        error.type = tracing::field::Empty,
    );
    let shared = Arc::new(Shared {
        claimed,
        enqueued: Mutex::default(),
        #[cfg(feature = "postgres")]
        postgres: inner.store.postgres(),
        #[cfg(feature = "postgres")]
        transaction: tokio::sync::Mutex::default(),
    });
    let ended = async {
        let result = call(handler, &shared).await;
        commit(inner, handler, &shared, result, started).await
    };
    let ended = ended.instrument(span.clone()).await;
    let error = match ended.as_ref().map(|finish| &finish.to) {
        Some(To::Retry { .. }) => "retry",
        Some(To::Dead { .. }) => "dead",
        _ => return ended,
    };
    span.record("error.type", error);
    span.record("otel.status_code", "ERROR");
    ended
}

/// What can be decided without the handler.
fn before(handler: &AnyHandler, claimed: &Claimed) -> Option<To> {
    let attempts = handler.rules.attempts;
    if claimed.claim.attempt > i64::from(attempts) {
        // The attempts before were counted and never ended.
        let reason = format!(
            "no result after {attempts} attempts: the process died or lost its lease each time"
        );
        return Some(To::Dead { reason });
    }
    if !claimed.has_body {
        return Some(To::Dead {
            reason: "retention has removed the body".to_owned(),
        });
    }
    if claimed.claim.lane.is_some() {
        return None;
    }
    handler.lane_of(&claimed.delivery).map(To::HasLane)
}

/// Calls the handler within its time. The result is an error for a panic, a timeout and an event that cannot be decoded.
async fn call(handler: &AnyHandler, shared: &Arc<Shared>) -> Result<HandlerResult, Undecodable> {
    let context = Context {
        shared: Arc::clone(shared),
    };
    let start = || (handler.start)(&shared.claimed.delivery, context);
    let future = match std::panic::catch_unwind(AssertUnwindSafe(start)) {
        Ok(Ok(future)) => future,
        Ok(Err(error)) => return Err(Undecodable(with_sources(&*error))),
        Err(panic) => return Ok(Err(panic_text(&*panic).into())),
    };
    let caught = AssertUnwindSafe(future).catch_unwind();
    Ok(
        match tokio::time::timeout(handler.rules.timeout, caught).await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => Err(panic_text(&*panic).into()),
            Err(_) => Err(format!("timed out after {:?}", handler.rules.timeout).into()),
        },
    )
}

struct Undecodable(String);

/// `panicked: index out of bounds`
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a text"))
}

/// Commits in the handler's transaction where there is one.
async fn commit(
    inner: &Arc<Inner>,
    handler: &AnyHandler,
    shared: &Arc<Shared>,
    result: Result<HandlerResult, Undecodable>,
    started: Instant,
) -> Option<Finish> {
    let claimed = &shared.claimed;
    #[cfg(feature = "postgres")]
    let transaction = shared.transaction.lock().await.take();
    let (to, attempts) = match result {
        Ok(Ok(Outcome::Done)) => {
            let mut finish = end(claimed, To::Done, false, started);
            finish.enqueue = std::mem::take(
                &mut *shared
                    .enqueued
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner),
            );
            #[cfg(feature = "postgres")]
            if let (Some(client), Some(store)) = (transaction, inner.store.postgres()) {
                return commit_postgres(inner, handler, claimed, &store, client, finish, started)
                    .await;
            }
            return Some(finish);
        }
        #[cfg(feature = "sqlite")]
        Ok(Ok(Outcome::Commit(effect))) => {
            return commit_sqlite(inner, handler, shared, effect, started).await;
        }
        Ok(Ok(Outcome::Retry(error))) => (
            To::Retry {
                delay: Duration::ZERO,
                error,
            },
            handler.rules.attempts,
        ),
        Ok(Ok(Outcome::Later(delay))) => (To::Later { delay }, handler.rules.attempts),
        Ok(Ok(Outcome::Dead(reason))) => (To::Dead { reason }, handler.rules.attempts),
        Ok(Err(error)) => (
            To::Retry {
                delay: Duration::ZERO,
                error: with_sources(&*error),
            },
            handler.rules.attempts,
        ),
        Err(Undecodable(error)) => {
            let error = format!("the event cannot be decoded: {error}");
            (
                To::Retry {
                    delay: Duration::ZERO,
                    error,
                },
                handler.rules.attempts.min(UNDECODABLE),
            )
        }
    };
    #[cfg(feature = "postgres")]
    if let Some(client) = transaction {
        give_up(client).await;
    }
    Some(failed(handler, claimed, to, attempts, started))
}

/// The end of an attempt that is not done: a retry with its backoff, or the last one.
fn failed(
    handler: &AnyHandler,
    claimed: &Claimed,
    to: To,
    attempts: u32,
    started: Instant,
) -> Finish {
    let attempt = u32::try_from(claimed.claim.attempt).unwrap_or(u32::MAX);
    let to = match to {
        To::Retry { error, .. } if attempt >= attempts => To::Dead {
            reason: bounded(error),
        },
        To::Retry { error, .. } => To::Retry {
            delay: (handler.rules.backoff)(attempt),
            error: bounded(error),
        },
        To::Dead { reason } => To::Dead {
            reason: bounded(reason),
        },
        to => to,
    };
    end(claimed, to, handler.rules.blocks_lane, started)
}

/// An error's text as a database can hold it.
fn bounded(text: String) -> String {
    let signs = text
        .chars()
        .map(|sign| if sign == '\0' { '\u{fffd}' } else { sign });
    signs.take(LONGEST_ERROR).collect()
}

fn end(claimed: &Claimed, to: To, keeps_lane: bool, started: Instant) -> Finish {
    let source = claimed.delivery.source.clone();
    Finish {
        claim: claimed.claim.clone(),
        source,
        to,
        took: started.elapsed(),
        keeps_lane,
        enqueue: Vec::new(),
    }
}

#[cfg(feature = "sqlite")]
async fn commit_sqlite(
    inner: &Arc<Inner>,
    handler: &AnyHandler,
    shared: &Arc<Shared>,
    effect: crate::handler::Effect,
    started: Instant,
) -> Option<Finish> {
    let claimed = &shared.claimed;
    let attempts = handler.rules.attempts;
    let Some(store) = inner.store.sqlite() else {
        let error = "commit(…) writes to SQLite, and this inbox is in Postgres: use cx.postgres()"
            .to_owned();
        return Some(failed(
            handler,
            claimed,
            To::Dead { reason: error },
            attempts,
            started,
        ));
    };
    let mut finish = end(claimed, To::Done, false, started);
    finish.enqueue = std::mem::take(
        &mut *shared
            .enqueued
            .lock()
            .unwrap_or_else(PoisonError::into_inner),
    );
    inner.note_end(&finish);
    let wakes = finish.claim.lane.is_some() || !finish.enqueue.is_empty();
    let write = move |connection: &rusqlite::Connection, now| {
        (effect.0)(&crate::handler::SqliteTransaction { connection, now })
    };
    match store.finish_with(finish, write).await {
        Ok(Ok(())) => {
            if wakes {
                inner.wake.notify_one();
            }
            None
        }
        Ok(Err(error)) => {
            let to = To::Retry {
                delay: Duration::ZERO,
                error: with_sources(&*error),
            };
            Some(failed(handler, claimed, to, attempts, started))
        }
        Err(error) => {
            let to = To::Retry {
                delay: Duration::ZERO,
                error: with_sources(&error),
            };
            Some(failed(handler, claimed, to, attempts, started))
        }
    }
}

#[cfg(feature = "postgres")]
#[allow(clippy::too_many_arguments)]
async fn commit_postgres(
    inner: &Arc<Inner>,
    handler: &AnyHandler,
    claimed: &Claimed,
    store: &crate::store::postgres::Postgres,
    client: Arc<deadpool_postgres::Object>,
    finish: Finish,
    started: Instant,
) -> Option<Finish> {
    let attempts = handler.rules.attempts;
    let Some(client) = Arc::into_inner(client) else {
        let error = "the handler returned and kept its transaction".to_owned();
        return Some(failed(
            handler,
            claimed,
            To::Retry {
                delay: Duration::ZERO,
                error,
            },
            attempts,
            started,
        ));
    };
    inner.note_end(&finish);
    let wakes = finish.claim.lane.is_some() || !finish.enqueue.is_empty();
    match store.finish_in(client, finish).await {
        Ok(()) => {
            if wakes {
                inner.wake.notify_one();
            }
            None
        }
        // If the connection was lost during the commit, the job may be gone. Then this end changes nothing.
        Err(error) => {
            let to = To::Retry {
                delay: Duration::ZERO,
                error: with_sources(&error),
            };
            Some(failed(handler, claimed, to, attempts, started))
        }
    }
}

/// Rolls a handler's transaction back.
#[cfg(feature = "postgres")]
async fn give_up(client: Arc<deadpool_postgres::Object>) {
    // A timed-out handler was dropped, and with it every other owner.
    if let Some(client) = Arc::into_inner(client) {
        crate::store::postgres::roll_back(client).await;
    }
}
