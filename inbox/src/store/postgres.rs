//! The inbox in Postgres, for any number of processes.
//!
//! ```text
//! intake ──► one queue ──► two tasks, each: INSERT of all that waits, COMMIT       (group commit)
//! claims ──► UPDATE … FOR UPDATE SKIP LOCKED        ends of attempts ──► DELETE … all at once
//! ```
//!
//! Statements are sent without a name (`query_typed`), in transactions that end before the connection is given back: that
//! works through PgBouncer in transaction mode. Only the insert is prepared, where the inbox listens and so has connections
//! of its own: planning it takes a quarter of its time. NOTIFY is not part of any of these transactions, because it takes a
//! lock of the whole database at the commit; `wake` sends it on a connection of its own.
//!
//! The time is the database's: all machines agree on it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use deadpool_postgres::{
    ClientWrapper, Hook, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{AsyncMessage, Client, Config, Row, Statement};

use super::{
    Change, Claim, ClaimRequest, Claimed, FIRST_OF_FREE_LANES, Finish, Line, NewDelivery,
    OF_RESUMED_SOURCES, ORPHANED_LANES, Origin, SCHEMA, Store, StoreFuture, Stored, To, Value,
    state, token,
};
use crate::clock::{Clock, Millis, millis};
use crate::delivery::Delivery;
use crate::error::{Error, with_sources};

/// So much may wait for the intake.
const QUEUE: usize = 4096;
/// So much is inserted with one statement.
const GROUP: usize = 512;
/// While one inserts, the other collects.
const INSERTERS: usize = 2;
/// A group waits for so many turns of the runtime while it still grows.
const LINGER: usize = 16;
/// Connections for claims, ends of attempts and operation.
const CONNECTIONS: usize = 6;
/// A deadlock or a lost connection is tried again so often.
const TRIES: usize = 4;
/// A claim that finds only jobs of lanes that are held goes on so often.
const ROUNDS: usize = 16;
/// Nobody waits longer for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// `fetchwright-inbox` in the key space of advisory locks.
const MIGRATION_LOCK: i64 = 0x6665_7463_6877_6962;

/// NOTIFY is sent at most so often.
const DEBOUNCE: Duration = Duration::from_millis(50);
/// A lost connection for notifications is opened again after this time.
const RECONNECT: Duration = Duration::from_secs(1);

/// The server ends what it does for a process that was killed.
const NOTICE_THE_END: &str = "SET client_connection_check_interval = '2s'";
/// No statement of the inbox takes so long, except for one that is planned badly.
const GIVE_UP: &str = "SET statement_timeout = '60s'";

const NOW: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8";

type Param<'a> = (&'a (dyn ToSql + Sync), Type);

struct Arriving {
    delivery: NewDelivery,
    sender: oneshot::Sender<Result<Stored, Error>>,
}

pub(crate) struct Postgres {
    intake: mpsc::Sender<Arriving>,
    pool: Pool,
    /// Connections for the transactions of handlers, so that handlers that hang take none from the rest.
    handlers: Pool,
    clock: Arc<Clock>,
    notify: Arc<Notify>,
    listener: Option<JoinHandle<()>>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(listener) = &self.listener {
            listener.abort();
        }
    }
}

/// A connection that wakes somebody for each notification, and the task that does so.
type Listen = dyn Fn(Arc<Notify>) -> StoreFuture<'static, (Client, JoinHandle<()>)> + Send + Sync;

/// A pool of so many connections, which are recycled in this way and begin with these statements.
type OpenPool =
    dyn Fn(usize, RecyclingMethod, &'static [&'static str]) -> Result<Pool, Error> + Send + Sync;

/// Opens connections, with a TLS connector that is no longer named.
pub(crate) struct Connect {
    pool: Box<OpenPool>,
    listen: Box<Listen>,
}

pub(crate) fn connect<T>(config: Config, tls: T) -> Connect
where
    T: tokio_postgres::tls::MakeTlsConnect<tokio_postgres::Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + Sync,
    T::TlsConnect: Send + Sync,
    <T::TlsConnect as tokio_postgres::tls::TlsConnect<tokio_postgres::Socket>>::Future: Send,
{
    let (pool_config, pool_tls) = (config.clone(), tls.clone());
    let pool = move |size, recycling_method, begin: &'static [&'static str]| {
        let begin = Hook::async_fn(move |client: &mut ClientWrapper, _| {
            Box::pin(async move {
                for sql in begin {
                    // Older servers do not have every setting.
                    let _ = client.batch_execute(sql).await;
                }
                Ok(())
            })
        });
        let recycling = ManagerConfig { recycling_method };
        let manager = Manager::from_config(pool_config.clone(), pool_tls.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(size)
            .post_create(begin)
            .runtime(Runtime::Tokio1);
        let pool = pool
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE));
        pool.build().map_err(Error::database)
    };
    let listen = move |wake: Arc<Notify>| -> StoreFuture<'static, (Client, JoinHandle<()>)> {
        let (config, tls) = (config.clone(), tls.clone());
        Box::pin(async move {
            let (client, mut connection) = config.connect(tls).await?;
            let (sender, mut own) = tokio::sync::watch::channel(0);
            let messages = tokio::spawn(async move {
                while let Some(Ok(message)) =
                    poll_fn(|context| connection.poll_message(context)).await
                {
                    if let AsyncMessage::Notification(message) = message
                        && message.process_id() != *own.borrow_and_update()
                    {
                        wake.notify_one();
                    }
                }
            });
            // What this process sends is no news to it.
            let row = client.query_typed("SELECT pg_backend_pid()", &[]).await?;
            let _ = sender.send(row.first().map_or(Ok(0), |row| row.try_get::<_, i32>(0))?);
            client.batch_execute("LISTEN fetchwright_inbox").await?;
            Ok((client, messages))
        })
    };
    Connect {
        pool: Box::new(pool),
        listen: Box::new(listen),
    }
}

/// Listens for notifications and sends them, on one connection. It is opened again when it is lost; meanwhile workers
/// poll.
async fn listen(connect: Connect, wake: Arc<Notify>, notify: Arc<Notify>) {
    loop {
        match (connect.listen)(Arc::clone(&wake)).await {
            Ok((client, messages)) => {
                // What was committed while nobody listened.
                wake.notify_one();
                tokio::select! {
                    () = send_notifications(&client, &notify) => {}
                    _ = messages => {}
                }
            }
            Err(error) => {
                tracing::debug!(error = %with_sources(&error), "the inbox cannot listen, and polls")
            }
        }
        tokio::time::sleep(RECONNECT).await;
    }
}

/// Ends when the connection is lost.
async fn send_notifications(client: &Client, notify: &Notify) {
    loop {
        notify.notified().await;
        if client
            .batch_execute("NOTIFY fetchwright_inbox")
            .await
            .is_err()
        {
            return;
        }
        tokio::time::sleep(DEBOUNCE).await;
    }
}

impl Postgres {
    /// Connects and migrates. `handlers` is how many transactions of handlers may be open at once.
    /// With `wake` it listens for the notifications of other processes.
    pub(crate) async fn open(
        connect: Connect,
        handlers: usize,
        wake: Option<Arc<Notify>>,
        creates: bool,
    ) -> Result<Arc<Postgres>, Error> {
        // Behind PgBouncer a setting would reach connections of others.
        let (own, theirs): (&[_], &[_]) = match wake {
            Some(_) => (&[NOTICE_THE_END, GIVE_UP], &[NOTICE_THE_END]),
            None => (&[], &[]),
        };
        let pool = (connect.pool)(CONNECTIONS + INSERTERS, RecyclingMethod::Fast, own)?;
        // A handler that was aborted may have left its transaction open.
        let rolled_back = RecyclingMethod::Custom("ROLLBACK".to_owned());
        let handlers = (connect.pool)(handlers, rolled_back, theirs)?;
        let mut client = get(&pool).await?;
        migrate(&mut client, creates).await?;
        let clock = Clock::starting_at(database_time(&client).await?);
        let newest = "SELECT received_at FROM inbox_delivery ORDER BY id DESC LIMIT 1";
        if let Some(row) = client.query_typed(newest, &[]).await?.first() {
            clock.advance_to(row.try_get(0)?);
        }
        drop(client);
        let (intake, arriving) = mpsc::channel(QUEUE);
        let clock = Arc::new(clock);
        let arriving = Arc::new(tokio::sync::Mutex::new(arriving));
        for _ in 0..INSERTERS {
            let inserter = Inserter {
                pool: pool.clone(),
                clock: Arc::clone(&clock),
                prepares: wake.is_some(),
            };
            tokio::spawn(insert_all(inserter, Arc::clone(&arriving)));
        }
        let notify = Arc::new(Notify::new());
        let listener = wake.map(|wake| tokio::spawn(listen(connect, wake, Arc::clone(&notify))));
        Ok(Arc::new(Postgres {
            intake,
            pool,
            handlers,
            clock,
            notify,
            listener,
        }))
    }

    /// Wakes workers of other processes, soon: NOTIFY is sent at most once in a while.
    pub(crate) fn notify(&self) {
        self.notify.notify_one();
    }

    pub(crate) async fn client(&self) -> Result<Object, Error> {
        get(&self.pool).await
    }

    /// A connection on which a transaction is open, for a handler.
    pub(crate) async fn begin(&self) -> Result<Object, Error> {
        let client = get(&self.handlers).await?;
        client.batch_execute("BEGIN").await?;
        Ok(client)
    }

    /// Ends an attempt in the transaction that its handler has written in.
    pub(crate) async fn finish_in(&self, client: Object, finish: Finish) -> Result<(), Error> {
        let finished = finish_all(&client, self.clock.now(), std::slice::from_ref(&finish)).await;
        let error = match finished {
            Ok(done) if done == [true] => return Ok(client.batch_execute("COMMIT").await?),
            Ok(_) => Error::LeaseLost,
            Err(error) => error,
        };
        roll_back(client).await;
        Err(error)
    }

    async fn claim(&self, request: ClaimRequest) -> Result<Vec<Claimed>, Error> {
        let (client, now) = (self.client().await?, self.clock.now());
        to_its_end(async move { claim(&client, now, request).await }).await
    }

    async fn finish(&self, finished: Vec<Finish>) -> Result<Vec<bool>, Error> {
        let (pool, clock) = (self.pool.clone(), Arc::clone(&self.clock));
        to_its_end(async move { finish(&pool, &clock, finished).await }).await
    }

    async fn sweep(&self, handled: Vec<(String, Option<String>)>) -> Result<u64, Error> {
        let client = self.client().await?;
        sweep(&client, &self.clock, &handled).await
    }
}

/// Runs a transaction to its end, even if whoever waits for it is gone (a request that is cancelled, a worker that is
/// dropped): its connection goes back to the pool.
async fn to_its_end<T: Send + 'static>(
    transaction: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    tokio::spawn(transaction).await.map_err(Error::database)?
}

async fn finish(pool: &Pool, clock: &Clock, finished: Vec<Finish>) -> Result<Vec<bool>, Error> {
    let mut tries = 0;
    loop {
        let client = get(pool).await?;
        let alone = finished
            .iter()
            .all(|finish| finish.claim.lane.is_none() && finish.to == To::Done);
        let alone = alone && finished.iter().all(|finish| finish.enqueue.is_empty());
        // One statement needs no transaction around it.
        let result = match alone {
            true => finish_done(&client, clock.now(), &finished).await,
            false => {
                client.batch_execute("BEGIN").await?;
                let result = finish_all(&client, clock.now(), &finished).await;
                end(client, result).await
            }
        };
        match result {
            Err(error) if is_deadlock(&error) && tries < TRIES => tries += 1,
            result => return result,
        }
    }
}

async fn get(pool: &Pool) -> Result<Object, Error> {
    pool.get().await.map_err(Error::database)
}

async fn database_time(client: &Client) -> Result<Millis, Error> {
    Ok(client
        .query_typed(NOW, &[])
        .await?
        .first()
        .map_or(Ok(0), |row| row.try_get(0))?)
}

/// Commits, or rolls back and gives the error on.
async fn end<T>(client: Object, result: Result<T, Error>) -> Result<T, Error> {
    match result {
        Ok(value) => {
            client.batch_execute("COMMIT").await?;
            Ok(value)
        }
        Err(error) => {
            roll_back(client).await;
            Err(error)
        }
    }
}

/// A connection that cannot roll back is closed, which rolls back too.
pub(crate) async fn roll_back(client: Object) {
    let rolled_back = tokio::time::timeout(PATIENCE, client.batch_execute("ROLLBACK")).await;
    if !matches!(rolled_back, Ok(Ok(()))) {
        drop(Object::take(client));
    }
}

fn is_deadlock(error: &Error) -> bool {
    let Error::Database(error) = error else {
        return false;
    };
    let Some(error) = error.downcast_ref::<tokio_postgres::Error>() else {
        return false;
    };
    [
        Some(&SqlState::T_R_DEADLOCK_DETECTED),
        Some(&SqlState::T_R_SERIALIZATION_FAILURE),
    ]
    .contains(&error.code())
}

/// Processes that start together wait for each other at the advisory lock, which ends with the transaction.
async fn migrate(client: &mut Client, creates: bool) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    transaction
        .execute_typed(
            "SELECT pg_advisory_xact_lock($1)",
            &[(&MIGRATION_LOCK, Type::INT8)],
        )
        .await?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS inbox_schema (version BIGINT NOT NULL)")
        .await?;
    let found = transaction
        .query_typed("SELECT coalesce(max(version), 0) FROM inbox_schema", &[])
        .await?;
    let found: i64 = found.first().map_or(Ok(0), |row| row.try_get(0))?;
    if found > SCHEMA {
        return Err(Error::NewerSchema {
            found,
            known: SCHEMA,
        });
    }
    if found < 1 && !creates {
        return Err(super::no_inbox());
    }
    if found < 1 {
        transaction
            .batch_execute(include_str!("../../migrations/postgres-1.sql"))
            .await?;
        transaction
            .execute_typed(
                "INSERT INTO inbox_schema VALUES ($1)",
                &[(&SCHEMA, Type::INT8)],
            )
            .await?;
    }
    Ok(transaction.commit().await?)
}

struct Inserter {
    pool: Pool,
    clock: Arc<Clock>,
    /// Whether a prepared statement is still there with the next transaction.
    prepares: bool,
}

/// Inserts what arrives, as much at once as waits.
async fn insert_all(
    inserter: Inserter,
    arriving: Arc<tokio::sync::Mutex<mpsc::Receiver<Arriving>>>,
) {
    loop {
        let mut group = Vec::new();
        if collect(&mut *arriving.lock().await, &mut group).await == 0 {
            return;
        }
        let (deliveries, senders): (Vec<_>, Vec<_>) = group
            .into_iter()
            .map(|arrived| (arrived.delivery, arrived.sender))
            .unzip();
        match inserter.insert(&deliveries).await {
            Ok(stored) => {
                for (sender, stored) in senders.into_iter().zip(stored) {
                    let _ = sender.send(Ok(stored));
                }
            }
            // One statement failed for all; each must not fail because of another one.
            Err(_) if deliveries.len() > 1 => {
                for (sender, delivery) in senders.into_iter().zip(deliveries) {
                    let alone = inserter.insert(&[delivery]).await;
                    let _ =
                        sender
                            .send(alone.map(|stored| {
                                stored.first().copied().unwrap_or(Stored::Duplicate)
                            }));
                }
            }
            Err(error) => senders
                .into_iter()
                .for_each(|sender| drop(sender.send(Err(Error::database(error.to_string()))))),
        }
    }
}

/// What waits, and what becomes ready meanwhile: tasks that the last commit has woken send their next delivery only when
/// they run. An idle runtime returns at once.
async fn collect(arriving: &mut mpsc::Receiver<Arriving>, group: &mut Vec<Arriving>) -> usize {
    let mut collected = arriving.recv_many(group, GROUP).await;
    for _ in 0..LINGER {
        tokio::task::yield_now().await;
        while let (true, Ok(arrived)) = (group.len() < GROUP, arriving.try_recv()) {
            group.push(arrived);
        }
        if group.len() == collected {
            break;
        }
        collected = group.len();
    }
    collected
}

impl Inserter {
    async fn insert(&self, deliveries: &[NewDelivery]) -> Result<Vec<Stored>, Error> {
        let mut tries = 0;
        loop {
            let client = get(&self.pool).await?;
            let statement = match self.prepares {
                true => Some(client.prepare_typed_cached(INSERT, &INSERT_TYPES).await?),
                false => None,
            };
            match insert(&client, statement.as_ref(), self.clock.now(), deliveries).await {
                Err(error) if is_deadlock(&error) && tries < TRIES => tries += 1,
                result => return result,
            }
        }
    }
}

const INSERT: &str = "WITH new AS (\
     INSERT INTO inbox_delivery \
       (source, event_id, kind, event_time, origin, lane, hash, headers, body, received_at) \
     SELECT i.*, $10 FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::text[], \
                                 $7::bytea[], $8::bytea[], $9::bytea[]) AS i \
     ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING id, source, event_id, kind, lane), \
   job AS (\
     INSERT INTO inbox_job (id, state, run_at, queued_at, attempt, source, kind, lane) \
     SELECT id, 0, $11, $10, 0, source, kind, lane FROM new) \
   SELECT source, event_id FROM new";

const INSERT_TYPES: [Type; 11] = [
    Type::TEXT_ARRAY,
    Type::TEXT_ARRAY,
    Type::TEXT_ARRAY,
    Type::INT8_ARRAY,
    Type::INT8_ARRAY,
    Type::TEXT_ARRAY,
    Type::BYTEA_ARRAY,
    Type::BYTEA_ARRAY,
    Type::BYTEA_ARRAY,
    Type::INT8,
    Type::INT8,
];

/// One statement, and so one transaction: in the order of the keys, so that two groups with the same keys wait for each
/// other instead of deadlocking.
async fn insert(
    client: &Client,
    prepared: Option<&Statement>,
    now: Millis,
    deliveries: &[NewDelivery],
) -> Result<Vec<Stored>, Error> {
    let column = |value: fn(&NewDelivery) -> &str| deliveries.iter().map(value).collect::<Vec<_>>();
    let sources = column(|delivery| &delivery.source);
    let ids = column(|delivery| &delivery.event_id);
    let kinds = column(|delivery| &delivery.kind);
    let times: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery.event_time)
        .collect();
    let origins: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery.origin as i64)
        .collect();
    let lanes: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery.lane.as_deref())
        .collect();
    let hashes: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery.hash.as_deref())
        .collect();
    let headers: Vec<_> = deliveries
        .iter()
        .map(|delivery| &delivery.headers[..])
        .collect();
    let bodies: Vec<_> = deliveries
        .iter()
        .map(|delivery| &delivery.body[..])
        .collect();
    // Deliveries have no delay, and jobs of the outbox are inserted one by one.
    let delay = deliveries
        .first()
        .map_or(0, |delivery| millis(delivery.delay));
    let due = now.saturating_add(delay);
    let values: [&(dyn ToSql + Sync); 11] = [
        &sources, &ids, &kinds, &times, &origins, &lanes, &hashes, &headers, &bodies, &now, &due,
    ];
    let rows = match prepared {
        Some(statement) => client.query(statement, &values).await?,
        None => {
            let params: Vec<Param<'_>> = values.into_iter().zip(INSERT_TYPES).collect();
            client.query_typed(INSERT, &params).await?
        }
    };
    let new = rows
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    let mut new = new.collect::<Result<HashSet<(String, String)>, tokio_postgres::Error>>()?;
    let key = |delivery: &NewDelivery| (delivery.source.clone(), delivery.event_id.clone());
    let mut stored: Vec<_> = deliveries
        .iter()
        .map(|delivery| match new.remove(&key(delivery)) {
            true => Stored::New,
            false => Stored::Duplicate,
        })
        .collect();
    let again: Vec<_> = deliveries
        .iter()
        .zip(&stored)
        .filter(|(delivery, stored)| {
            **stored == Stored::Duplicate && delivery.origin == Origin::Received
        })
        .map(|(delivery, _)| delivery)
        .collect();
    if !again.is_empty() {
        let revived = revive(client, now, &again).await?;
        for (delivery, stored) in deliveries.iter().zip(&mut stored) {
            if *stored == Stored::Duplicate && revived.contains(&key(delivery)) {
                *stored = Stored::Revived;
            }
        }
    }
    Ok(stored)
}

/// Only what the provider itself sends again revives a dead letter.
async fn revive(
    client: &Client,
    now: Millis,
    deliveries: &[&NewDelivery],
) -> Result<HashSet<(String, String)>, Error> {
    let sql = "UPDATE inbox_job j SET state = 0, run_at = $1, attempt = 0 \
               FROM unnest($2::text[], $3::text[]) AS a (source, event_id) \
               JOIN inbox_delivery d ON d.source = a.source AND d.event_id = a.event_id \
               WHERE j.id = d.id AND j.state = 4 RETURNING d.source, d.event_id";
    let sources: Vec<_> = deliveries.iter().map(|delivery| &delivery.source).collect();
    let ids: Vec<_> = deliveries
        .iter()
        .map(|delivery| &delivery.event_id)
        .collect();
    let params: [Param<'_>; 3] = [
        (&now, Type::INT8),
        (&sources, Type::TEXT_ARRAY),
        (&ids, Type::TEXT_ARRAY),
    ];
    let rows = client.query_typed(sql, &params).await?;
    let keys = rows
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    Ok(keys.collect::<Result<_, tokio_postgres::Error>>()?)
}

/// A job that has just been claimed. It may still have to wait for its lane.
struct Job {
    claimed: Claimed,
    is_paused: bool,
}

impl Job {
    fn lane(&self) -> Option<&String> {
        self.claimed.claim.lane.as_ref()
    }
}

/// One statement where no lane is involved, so that an idle process sends one each time it looks.
async fn claim(client: &Client, now: Millis, request: ClaimRequest) -> Result<Vec<Claimed>, Error> {
    let mut claimed: Vec<Claimed> = Vec::new();
    for _ in 0..ROUNDS {
        let wanted = request.limit - claimed.len();
        let round = async {
            let jobs = claim_due(client, now, request, wanted).await?;
            Ok::<_, Error>((jobs.len(), keep_free(client, jobs).await?))
        };
        let (found, free) = match round.await {
            // What earlier rounds have claimed is run all the same.
            Err(_) if !claimed.is_empty() => break,
            round => round?,
        };
        claimed.extend(free);
        if found < wanted || claimed.len() >= request.limit {
            break;
        }
    }
    Ok(claimed)
}

/// The array keeps the planner to the indexes, whatever it thinks of the tables' sizes.
async fn claim_due(
    client: &Client,
    now: Millis,
    request: ClaimRequest,
    limit: usize,
) -> Result<Vec<Job>, Error> {
    let sql = "WITH job AS (\
                 UPDATE inbox_job j SET attempt = attempt + 1, claim = $1, run_at = $2 WHERE id = ANY(ARRAY(\
                   SELECT id FROM inbox_job WHERE run_at IS NOT NULL AND run_at <= $3 ORDER BY run_at, id LIMIT $4 \
                   FOR UPDATE SKIP LOCKED)) \
                 RETURNING id, attempt, lane, EXISTS (SELECT FROM inbox_paused p WHERE p.source = j.source) AS paused) \
               SELECT d.id, d.source, d.event_id, d.kind, d.event_time, d.received_at, d.headers, d.body, \
                 CASE WHEN job.lane IS NOT NULL THEN \
                   (SELECT max(event_time) FROM inbox_delivery n WHERE n.lane = job.lane) END, \
                 job.attempt, job.lane, job.paused FROM job JOIN inbox_delivery d ON d.id = job.id";
    let token = token();
    let until = now.saturating_add(millis(request.lease));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let params: [Param<'_>; 4] = [
        (&token, Type::INT8),
        (&until, Type::INT8),
        (&now, Type::INT8),
        (&limit, Type::INT8),
    ];
    let job = |row: &Row| {
        let (delivery, has_body) = delivery(row)?;
        let claim = Claim {
            id: delivery.id,
            token,
            attempt: row.try_get(9)?,
            lane: row.try_get(10)?,
        };
        let claimed = Claimed {
            claim,
            delivery,
            has_body,
            newest: row.try_get(8)?,
        };
        Ok(Job {
            claimed,
            is_paused: row.try_get(11)?,
        })
    };
    let rows = client.query_typed(sql, &params).await?;
    let mut jobs = rows
        .iter()
        .map(job)
        .collect::<Result<Vec<_>, tokio_postgres::Error>>()?;
    jobs.sort_by_key(|job| job.claimed.claim.id);
    Ok(jobs)
}

/// Takes the lanes of claimed jobs. Jobs whose lane is held, and those of paused sources, leave the queue.
async fn keep_free(client: &Client, jobs: Vec<Job>) -> Result<Vec<Claimed>, Error> {
    if jobs
        .iter()
        .all(|job| job.lane().is_none() && !job.is_paused)
    {
        return Ok(jobs.into_iter().map(|job| job.claimed).collect());
    }
    let mut tries = 0;
    let kept = loop {
        client.batch_execute("BEGIN").await?;
        let kept = keep_free_in_transaction(client, &jobs).await;
        client
            .batch_execute(if kept.is_ok() { "COMMIT" } else { "ROLLBACK" })
            .await?;
        match kept {
            Err(error) if is_deadlock(&error) && tries < TRIES => tries += 1,
            kept => break kept?,
        }
    };
    let claimed = jobs.into_iter().map(|job| job.claimed);
    Ok(claimed
        .filter(|claimed| kept.contains(&claimed.claim.id))
        .collect())
}

/// Returns the ids of the jobs that are free to run.
async fn keep_free_in_transaction(client: &Client, jobs: &[Job]) -> Result<HashSet<i64>, Error> {
    let mut wanted: BTreeMap<&str, i64> = BTreeMap::new();
    for job in jobs.iter().filter(|job| !job.is_paused) {
        if let Some(lane) = job.lane() {
            wanted.entry(lane).or_insert(job.claimed.claim.id);
        }
    }
    let holders = take_lanes(client, wanted).await?;
    let token = jobs.first().map_or(0, |job| job.claimed.claim.token);
    let (mut kept, mut parked, mut states) = (HashSet::new(), Vec::new(), Vec::new());
    for job in jobs {
        let id = job.claimed.claim.id;
        let has_lane = job.lane().is_none_or(|lane| holders.get(lane) == Some(&id));
        if has_lane && !job.is_paused {
            kept.insert(id);
            continue;
        }
        parked.push(id);
        states.push(if job.is_paused {
            state::PAUSED
        } else {
            state::WAITS_FOR_LANE
        });
    }
    let sql = "UPDATE inbox_job j SET state = f.state, run_at = NULL, claim = NULL, attempt = attempt - 1 \
               FROM unnest($1::int8[], $2::int8[]) AS f (id, state) WHERE j.id = f.id AND j.claim = $3";
    let params: [Param<'_>; 3] = [
        (&parked, Type::INT8_ARRAY),
        (&states, Type::INT8_ARRAY),
        (&token, Type::INT8),
    ];
    if !parked.is_empty() {
        client.execute_typed(sql, &params).await?;
    }
    Ok(kept)
}

/// Who holds each lane. The rows of other holders stay locked in share mode, so that no lane is freed before its jobs wait
/// for it, and claims do not wait for each other. A row is never updated: claims would leave dead versions of the rows that
/// all processes look for.
async fn take_lanes(
    client: &Client,
    mut wanted: BTreeMap<&str, i64>,
) -> Result<HashMap<String, i64>, Error> {
    let insert = "INSERT INTO inbox_lane (lane, holder) SELECT * FROM unnest($1::text[], $2::int8[]) ORDER BY 1 \
                  ON CONFLICT DO NOTHING RETURNING lane, holder";
    let held = "SELECT lane, holder FROM inbox_lane WHERE lane = ANY($1) ORDER BY lane FOR SHARE";
    let mut holders = HashMap::new();
    for _ in 0..ROUNDS {
        let lanes: Vec<_> = wanted.keys().copied().collect();
        let ids: Vec<_> = wanted.values().copied().collect();
        if lanes.is_empty() {
            return Ok(holders);
        }
        let mut rows = client
            .query_typed(
                insert,
                &[(&lanes, Type::TEXT_ARRAY), (&ids, Type::INT8_ARRAY)],
            )
            .await?;
        if rows.len() < lanes.len() {
            rows.extend(
                client
                    .query_typed(held, &[(&lanes, Type::TEXT_ARRAY)])
                    .await?,
            );
        }
        for row in rows {
            let (lane, holder): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            wanted.remove(&*lane);
            holders.insert(lane, holder);
        }
        // What is still wanted was freed between the two statements.
    }
    Err(Error::database("lanes change hands too quickly"))
}

fn delivery(row: &Row) -> Result<(Delivery, bool), tokio_postgres::Error> {
    let body: Option<Vec<u8>> = row.try_get(7)?;
    let has_body = body.is_some();
    let delivery = Delivery {
        id: row.try_get(0)?,
        source: row.try_get(1)?,
        event_id: row.try_get(2)?,
        kind: row.try_get(3)?,
        event_time: row.try_get(4)?,
        received_at: row.try_get(5)?,
        headers: row.try_get::<_, Option<Vec<u8>>>(6)?.unwrap_or_default(),
        body: Bytes::from(body.unwrap_or_default()),
    };
    Ok((delivery, has_body))
}

/// Ends attempts that are done and hold no lane.
async fn finish_done(
    client: &Client,
    now: Millis,
    finished: &[Finish],
) -> Result<Vec<bool>, Error> {
    let ended = delete_done(client, now, &finished.iter().collect::<Vec<_>>()).await?;
    Ok(finished
        .iter()
        .map(|finish| ended.contains(&finish.claim.id))
        .collect())
}

async fn delete_done(
    client: &Client,
    now: Millis,
    finished: &[&Finish],
) -> Result<HashSet<i64>, Error> {
    let sql = "WITH done AS (DELETE FROM inbox_job j \
                 USING unnest($1::int8[], $2::int8[], $3::int8[]) AS f (id, token, took) \
                 WHERE j.id = f.id AND j.claim = f.token RETURNING j.id, j.attempt, f.took) \
               INSERT INTO inbox_attempt (delivery, at, attempt, took, outcome) \
               SELECT id, $4, attempt, took, 0 FROM done RETURNING delivery";
    let ids: Vec<_> = finished.iter().map(|finish| finish.claim.id).collect();
    let tokens: Vec<_> = finished.iter().map(|finish| finish.claim.token).collect();
    let took: Vec<_> = finished.iter().map(|finish| millis(finish.took)).collect();
    let params: [Param<'_>; 4] = [
        (&ids, Type::INT8_ARRAY),
        (&tokens, Type::INT8_ARRAY),
        (&took, Type::INT8_ARRAY),
        (&now, Type::INT8),
    ];
    let rows = client.query_typed(sql, &params).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?)
}

/// Ends attempts of every kind, within a transaction.
async fn finish_all(client: &Client, now: Millis, finished: &[Finish]) -> Result<Vec<bool>, Error> {
    let (done, others): (Vec<_>, Vec<_>) =
        finished.iter().partition(|finish| finish.to == To::Done);
    let mut ended = HashSet::new();
    if !done.is_empty() {
        ended.extend(delete_done(client, now, &done).await?);
    }
    if !others.is_empty() {
        ended.extend(end_others(client, now, &others).await?);
    }
    let freed: BTreeMap<&str, i64> = finished
        .iter()
        .filter(|finish| ended.contains(&finish.claim.id) && !finish.keeps_lane)
        .filter_map(|finish| Some((finish.claim.lane.as_deref()?, finish.claim.id)))
        .collect();
    if !freed.is_empty() {
        free_lanes(client, &freed).await?;
    }
    for finish in finished
        .iter()
        .filter(|finish| ended.contains(&finish.claim.id))
    {
        for job in &finish.enqueue {
            insert(client, None, now, std::slice::from_ref(job)).await?;
        }
    }
    Ok(finished
        .iter()
        .map(|finish| ended.contains(&finish.claim.id))
        .collect())
}

/// Ends attempts whose jobs stay.
async fn end_others(
    client: &Client,
    now: Millis,
    finished: &[&Finish],
) -> Result<HashSet<i64>, Error> {
    let sql = "UPDATE inbox_job j SET state = f.state, run_at = f.run_at, claim = NULL, \
               attempt = attempt - f.uncounted, error = coalesce(f.error, j.error), lane = coalesce(f.lane, j.lane) \
               FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::text[], $7::text[]) \
               AS f (id, token, state, run_at, uncounted, error, lane) \
               WHERE j.id = f.id AND j.claim = f.token RETURNING j.id";
    let ids: Vec<_> = finished.iter().map(|finish| finish.claim.id).collect();
    let tokens: Vec<_> = finished.iter().map(|finish| finish.claim.token).collect();
    let states: Vec<_> = finished.iter().map(|finish| finish.to.state().0).collect();
    let run_at = |finish: &&Finish| {
        finish
            .to
            .state()
            .1
            .map(|delay| now.saturating_add(millis(delay)))
    };
    let run_at: Vec<_> = finished.iter().map(run_at).collect();
    let uncounted: Vec<_> = finished
        .iter()
        .map(|finish| i64::from(!finish.to.counts()))
        .collect();
    let errors: Vec<_> = finished.iter().map(|finish| finish.to.error()).collect();
    let lane = |finish: &&Finish| {
        if let To::HasLane(lane) = &finish.to {
            Some(lane.clone())
        } else {
            None
        }
    };
    let lanes: Vec<_> = finished.iter().map(lane).collect();
    let params: [Param<'_>; 7] = [
        (&ids, Type::INT8_ARRAY),
        (&tokens, Type::INT8_ARRAY),
        (&states, Type::INT8_ARRAY),
        (&run_at, Type::INT8_ARRAY),
        (&uncounted, Type::INT8_ARRAY),
        (&errors, Type::TEXT_ARRAY),
        (&lanes, Type::TEXT_ARRAY),
    ];
    let rows = client.query_typed(sql, &params).await?;
    let changed = rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<HashSet<i64>, _>>()?;
    let kept = |finish: &&&Finish| changed.contains(&finish.claim.id);
    record(
        client,
        now,
        &finished.iter().filter(kept).copied().collect::<Vec<_>>(),
    )
    .await?;
    for finish in finished.iter().filter(kept) {
        if let To::HasLane(lane) = &finish.to {
            let sql = "UPDATE inbox_delivery SET lane = $1 WHERE id = $2";
            client
                .execute_typed(sql, &[(lane, Type::TEXT), (&finish.claim.id, Type::INT8)])
                .await?;
        }
    }
    Ok(changed)
}

/// Lines of the history.
async fn record(client: &Client, now: Millis, finished: &[&Finish]) -> Result<(), Error> {
    let lines: Vec<_> = finished
        .iter()
        .filter_map(|finish| Some((finish, finish.to.history()?)))
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO inbox_attempt (delivery, at, attempt, took, outcome, error) \
               SELECT f.delivery, $6, f.attempt, f.took, f.outcome, f.error \
               FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::text[]) \
               AS f (delivery, attempt, took, outcome, error)";
    let ids: Vec<_> = lines.iter().map(|(finish, _)| finish.claim.id).collect();
    let attempts: Vec<_> = lines
        .iter()
        .map(|(finish, _)| finish.claim.attempt)
        .collect();
    let took: Vec<_> = lines
        .iter()
        .map(|(finish, _)| millis(finish.took))
        .collect();
    let outcomes: Vec<_> = lines.iter().map(|(_, outcome)| *outcome).collect();
    let errors: Vec<_> = lines.iter().map(|(finish, _)| finish.to.error()).collect();
    let params: [Param<'_>; 6] = [
        (&ids, Type::INT8_ARRAY),
        (&attempts, Type::INT8_ARRAY),
        (&took, Type::INT8_ARRAY),
        (&outcomes, Type::INT8_ARRAY),
        (&errors, Type::TEXT_ARRAY),
        (&now, Type::INT8),
    ];
    client.execute_typed(sql, &params).await?;
    Ok(())
}

/// Lets the next delivery of each lane in. The last statement needs a snapshot of its own: it has to see the jobs of
/// claims that the first one waited for.
async fn free_lanes(client: &Client, freed: &BTreeMap<&str, i64>) -> Result<(), Error> {
    let lanes: Vec<_> = freed.keys().copied().collect();
    let ids: Vec<_> = freed.values().copied().collect();
    // In the order in which claims lock them; one needs no order.
    let lock = "SELECT FROM inbox_lane WHERE lane = ANY($1) ORDER BY lane FOR UPDATE";
    if lanes.len() > 1 {
        client
            .execute_typed(lock, &[(&lanes, Type::TEXT_ARRAY)])
            .await?;
    }
    let delete = "DELETE FROM inbox_lane WHERE lane = ANY($1) AND holder = ANY($2)";
    client
        .execute_typed(
            delete,
            &[(&lanes, Type::TEXT_ARRAY), (&ids, Type::INT8_ARRAY)],
        )
        .await?;
    let next = "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE id = ANY(ARRAY(\
                  SELECT n.id FROM unnest($1::text[]) AS l (lane) CROSS JOIN LATERAL (\
                    SELECT id FROM inbox_job WHERE run_at IS NULL AND state = 1 AND lane = l.lane \
                    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) n))";
    client
        .execute_typed(next, &[(&lanes, Type::TEXT_ARRAY)])
        .await?;
    Ok(())
}

/// Two statements, because the second one has to see what the first one has removed; an idle process sends few. The array is
/// evaluated once and keeps the planner to the indexes.
async fn sweep(
    client: &Client,
    clock: &Clock,
    handled: &[(String, Option<String>)],
) -> Result<u64, Error> {
    let orphans = format!("WITH gone AS ({ORPHANED_LANES}) {NOW}");
    let rows = client.query_typed(&orphans, &[]).await?;
    if let Some(row) = rows.first() {
        clock.advance_to(row.try_get(0)?);
    }
    let of_kinds = "SELECT n.id FROM unnest($1::text[], $2::text[]) AS h (source, kind) CROSS JOIN LATERAL (\
                      SELECT id FROM inbox_job WHERE state = 3 AND source = h.source AND kind = h.kind \
                      ORDER BY id LIMIT 1000) n LIMIT 1000";
    let of_sources = "SELECT n.id FROM unnest($3::text[]) AS h (source) CROSS JOIN LATERAL (\
                        SELECT id FROM inbox_job WHERE state = 3 AND source = h.source LIMIT 1000) n LIMIT 1000";
    let ids = [
        FIRST_OF_FREE_LANES,
        OF_RESUMED_SOURCES,
        of_kinds,
        of_sources,
    ];
    let ids = format!("({})", ids.join(") UNION ALL ("));
    let sql = format!(
        "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE run_at IS NULL AND state IN (1, 2, 3) \
         AND id = ANY(ARRAY({ids}))"
    );
    let by_kind = handled
        .iter()
        .filter_map(|(source, kind)| Some((source, kind.as_ref()?)));
    let (sources, kinds): (Vec<_>, Vec<_>) = by_kind.unzip();
    let whole = handled.iter().filter(|(_, kind)| kind.is_none());
    let whole: Vec<_> = whole.map(|(source, _)| source).collect();
    let params: [Param<'_>; 3] = [
        (&sources, Type::TEXT_ARRAY),
        (&kinds, Type::TEXT_ARRAY),
        (&whole, Type::TEXT_ARRAY),
    ];
    Ok(client.execute_typed(&sql, &params).await?)
}

impl Store for Postgres {
    fn insert(&self, delivery: NewDelivery) -> StoreFuture<'_, Stored> {
        Box::pin(async move {
            let (sender, receiver) = oneshot::channel();
            self.intake
                .try_send(Arriving { delivery, sender })
                .map_err(|error| match error {
                    mpsc::error::TrySendError::Full(_) => Error::Busy,
                    mpsc::error::TrySendError::Closed(_) => Error::Closed,
                })?;
            receiver.await.map_err(|_| Error::Closed)?
        })
    }

    fn claim(&self, request: ClaimRequest) -> StoreFuture<'_, Vec<Claimed>> {
        Box::pin(self.claim(request))
    }

    fn finish(&self, finished: Vec<Finish>) -> StoreFuture<'_, Vec<bool>> {
        Box::pin(self.finish(finished))
    }

    fn sweep(&self, handled: Vec<(String, Option<String>)>) -> StoreFuture<'_, u64> {
        Box::pin(self.sweep(handled))
    }

    fn query(&self, sql: String, values: Vec<Value>) -> StoreFuture<'_, Vec<Line>> {
        Box::pin(async move {
            let rows = self
                .client()
                .await?
                .query_typed(&sql, &params(&values))
                .await?;
            rows.iter().map(line).collect()
        })
    }

    fn change(&self, changes: Vec<Change>) -> StoreFuture<'_, u64> {
        Box::pin(async move {
            let client = self.client().await?;
            to_its_end(async move {
                client.batch_execute("BEGIN").await?;
                let result = change(&client, &changes).await;
                end(client, result).await
            })
            .await
        })
    }

    fn now(&self) -> Millis {
        self.clock.now()
    }
}

async fn change(client: &Client, changes: &[Change]) -> Result<u64, Error> {
    let mut changed = 0;
    for change in changes {
        if change.applies(changed) {
            changed += client
                .execute_typed(change.sql, &params(&change.values))
                .await?;
        }
    }
    Ok(changed)
}

fn params(values: &[Value]) -> Vec<Param<'_>> {
    fn param(value: &Value) -> Param<'_> {
        match value {
            Value::Int(value) => (value, Type::INT8),
            Value::Text(value) => (value, Type::TEXT),
            Value::Blob(value) => (value, Type::BYTEA),
        }
    }
    values.iter().map(param).collect()
}

fn line(row: &Row) -> Result<Line, Error> {
    let column = |(at, column): (usize, &tokio_postgres::Column)| {
        Ok(match *column.type_() {
            Type::INT4 => Value::Int(row.try_get::<_, Option<i32>>(at)?.map(i64::from)),
            Type::TEXT => Value::Text(row.try_get(at)?),
            Type::BYTEA => Value::Blob(row.try_get(at)?),
            _ => Value::Int(row.try_get(at)?),
        })
    };
    row.columns().iter().enumerate().map(column).collect()
}
