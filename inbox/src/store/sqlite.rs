//! The inbox in a SQLite file.
//!
//! ```text
//! intake, claims, ends of attempts, effects of handlers ──► one queue ──► one thread ──► BEGIN IMMEDIATE … COMMIT
//! ```
//!
//! One thread owns the connection that writes. It takes everything that waits into one transaction, so that one fsync
//! serves many (group commit), and sends each result after the commit. What a handler writes runs within a savepoint, so
//! that an error takes back only its own writes.
//!
//! WAL with `synchronous=FULL`: with NORMAL a power cut can take back what was acknowledged. `BEGIN IMMEDIATE`: a
//! transaction that reads first and writes later fails at once with "database is locked", whatever the busy timeout.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::{
    Change, Claim, ClaimRequest, Claimed, FIRST_OF_FREE_LANES, Finish, Line, NewDelivery,
    OF_RESUMED_SOURCES, ORPHANED_LANES, Origin, SCHEMA, Store, StoreFuture, Stored, To, Value,
    state, token,
};
use crate::clock::{Clock, Millis, millis};
use crate::delivery::Delivery;
use crate::error::{BoxError, Error};

/// So much may wait for the writer.
const QUEUE: usize = 4096;
/// So much is written with one commit.
const GROUP: usize = 512;
/// Another process may write for so long before this one gives up.
const BUSY: Duration = Duration::from_secs(10);
/// A claim that finds only jobs of lanes that are held goes on so often.
const ROUNDS: usize = 16;

/// A piece of work for the writer's transaction.
trait Work: Send {
    /// Returns false if it failed half way, so that everything has to be rolled back.
    fn run(&mut self, connection: &Connection, now: Millis) -> bool;
    /// Sends the result, after the commit.
    fn tell(self: Box<Self>, committed: Result<(), Error>);
}

struct Task<T, F> {
    work: Option<F>,
    isolated: bool,
    result: Option<Result<T, Error>>,
    sender: oneshot::Sender<Result<T, Error>>,
}

impl<T: Send, F: FnOnce(&Connection, Millis) -> Result<T, Error> + Send> Work for Task<T, F> {
    fn run(&mut self, connection: &Connection, now: Millis) -> bool {
        let Some(work) = self.work.take() else {
            return true;
        };
        let result = if self.isolated {
            in_savepoint(connection, |it| work(it, now))
        } else {
            work(connection, now)
        };
        let goes_on = result.is_ok() || self.isolated;
        self.result = Some(result);
        goes_on
    }

    fn tell(self: Box<Self>, committed: Result<(), Error>) {
        let result = match (self.result, committed) {
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(Error::Closed),
        };
        // Whoever asked may have gone.
        let _ = self.sender.send(result);
    }
}

type Query = Box<dyn FnOnce(&Connection) + Send>;

pub(crate) struct Sqlite {
    writer: mpsc::Sender<Box<dyn Work>>,
    /// For lists and counts, which wait for no writer.
    reader: mpsc::Sender<Query>,
    clock: Arc<Clock>,
}

impl Sqlite {
    /// Opens a file and migrates it. `wall` is the clock of the machine.
    pub(crate) async fn open(
        path: &Path,
        wall: fn() -> Millis,
        creates: bool,
    ) -> Result<Arc<Sqlite>, Error> {
        let (writer, works) = mpsc::channel(QUEUE);
        let (reader, queries) = mpsc::channel(QUEUE);
        let (opened, is_open) = oneshot::channel();
        let path = path.to_owned();
        let threads = move || match prepare(&path, creates) {
            Ok((connection, reading, newest)) => {
                let clock = Arc::new(Clock::starting_at(newest.max(wall())));
                let reads = std::thread::Builder::new().name("inbox-reader".to_owned());
                let reads = reads.spawn(move || read(&reading, queries)).map(drop);
                let _ = opened.send(reads.map(|()| Arc::clone(&clock)).map_err(Error::database));
                write(&connection, works, &clock, wall);
            }
            Err(error) => drop(opened.send(Err(error))),
        };
        std::thread::Builder::new()
            .name("inbox-writer".to_owned())
            .spawn(threads)
            .map_err(Error::database)?;
        let clock = is_open.await.map_err(|_| Error::Closed)??;
        Ok(Arc::new(Sqlite {
            writer,
            reader,
            clock,
        }))
    }

    /// Does work in the writer's transaction. An error rolls back this work alone if it is `isolated`, and the whole
    /// group otherwise.
    async fn run<T: Send + 'static>(
        &self,
        isolated: bool,
        work: impl FnOnce(&Connection, Millis) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = oneshot::channel();
        let task = Box::new(Task {
            work: Some(work),
            isolated,
            result: None,
            sender,
        });
        self.writer.try_send(task).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Error::Busy,
            mpsc::error::TrySendError::Closed(_) => Error::Closed,
        })?;
        receiver.await.map_err(|_| Error::Closed)?
    }

    /// Reads without waiting for the writer.
    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = oneshot::channel();
        let query: Query = Box::new(move |connection| drop(sender.send(query(connection))));
        self.reader.send(query).await.map_err(|_| Error::Closed)?;
        receiver.await.map_err(|_| Error::Closed)?
    }

    /// Ends an attempt in one transaction with what its handler writes. The inner error is the handler's.
    pub(crate) async fn finish_with(
        &self,
        finish: Finish,
        effect: impl FnOnce(&Connection, Millis) -> Result<(), BoxError> + Send + 'static,
    ) -> Result<Result<(), BoxError>, Error> {
        let (failed, mut failure) = oneshot::channel();
        let end = move |connection: &Connection, now| {
            let effects = catch_unwind(AssertUnwindSafe(|| effect(connection, now)));
            let effects =
                effects.unwrap_or_else(|panic| Err(crate::work::panic_text(&*panic).into()));
            if let Err(error) = effects {
                let _ = failed.send(error);
                return Err(Error::LeaseLost);
            }
            if finish_one(connection, now, &finish)? {
                Ok(())
            } else {
                Err(Error::LeaseLost)
            }
        };
        match (self.run(true, end).await, failure.try_recv()) {
            (Ok(()), _) => Ok(Ok(())),
            (Err(_), Ok(error)) => Ok(Err(error)),
            (Err(error), Err(_)) => Err(error),
        }
    }
}

/// Opens the connections that write and read. Returns the newest time in the database as well.
fn prepare(path: &Path, creates: bool) -> Result<(Connection, Connection, Millis), Error> {
    if [":memory:", ""].iter().any(|name| path == Path::new(name)) {
        let text =
            "an inbox needs a file: a database in memory belongs to one connection".to_owned();
        return Err(Error::Settings(text));
    }
    if !creates && !path.exists() {
        return Err(super::no_inbox());
    }
    let writing = Connection::open(path)?;
    writing.busy_timeout(BUSY)?;
    use_wal(&writing)?;
    writing.pragma_update(None, "synchronous", "FULL")?;
    writing.set_prepared_statement_cache_capacity(64);
    migrate(&writing, creates)?;
    let newest = "SELECT received_at FROM inbox_delivery ORDER BY id DESC LIMIT 1";
    let newest = writing.query_row(newest, [], |row| row.get(0)).optional()?;
    let reading = Connection::open(path)?;
    reading.busy_timeout(BUSY)?;
    reading.pragma_update(None, "query_only", true)?;
    Ok((writing, reading, newest.unwrap_or(0)))
}

/// SQLite does not wait while another process switches a new database to WAL, so this does, for as long as it would.
fn use_wal(connection: &Connection) -> Result<(), Error> {
    const PAUSE: Duration = Duration::from_millis(20);
    for _ in 0..BUSY.as_millis() / PAUSE.as_millis() {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                std::thread::sleep(PAUSE);
            }
            outcome => return Ok(outcome?),
        }
    }
    Ok(connection.pragma_update(None, "journal_mode", "WAL")?)
}

/// Processes that start together wait for each other at `BEGIN IMMEDIATE`.
fn migrate(connection: &Connection, creates: bool) -> Result<(), Error> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let migrated = migrate_in_transaction(connection, creates);
    connection.execute_batch(if migrated.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    })?;
    migrated
}

fn migrate_in_transaction(connection: &Connection, creates: bool) -> Result<(), Error> {
    connection
        .execute_batch("CREATE TABLE IF NOT EXISTS inbox_schema (version INTEGER NOT NULL)")?;
    let found = "SELECT coalesce(max(version), 0) FROM inbox_schema";
    let found: i64 = connection.query_row(found, [], |row| row.get(0))?;
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
        connection.execute_batch(include_str!("../../migrations/sqlite-1.sql"))?;
        connection.execute("INSERT INTO inbox_schema VALUES (?)", [SCHEMA])?;
    }
    Ok(())
}

/// The reader's thread: it ends when nobody can ask any more.
fn read(connection: &Connection, mut queries: mpsc::Receiver<Query>) {
    while let Some(query) = queries.blocking_recv() {
        query(connection);
    }
}

/// The writer's thread: it ends when nobody can send work any more.
fn write(
    connection: &Connection,
    mut works: mpsc::Receiver<Box<dyn Work>>,
    clock: &Clock,
    wall: fn() -> Millis,
) {
    let mut group = Vec::new();
    while works.blocking_recv_many(&mut group, GROUP) > 0 {
        clock.advance_to(wall());
        let committed = write_group(connection, &mut group, clock.now());
        for work in group.drain(..) {
            work.tell(committed.clone().map_err(Error::database));
        }
    }
}

/// Does all work in one transaction.
fn write_group(
    connection: &Connection,
    group: &mut [Box<dyn Work>],
    now: Millis,
) -> Result<(), String> {
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(|error| error.to_string())?;
    // SQLite itself ends the transaction when the disk is full, and what follows would be committed one by one.
    let done = group
        .iter_mut()
        .all(|work| work.run(connection, now) && !connection.is_autocommit());
    let committed = match done {
        true => connection
            .execute_batch("COMMIT")
            .map_err(|error| error.to_string()),
        false => Err("a write failed, and everything written with it was rolled back".to_owned()),
    };
    if committed.is_err() && !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    committed
}

fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    connection.execute_batch("SAVEPOINT inbox")?;
    let result = work(connection);
    // If SQLite has ended the transaction itself, there is no savepoint any more.
    if !connection.is_autocommit() {
        connection.execute_batch(if result.is_ok() {
            "RELEASE inbox"
        } else {
            "ROLLBACK TO inbox; RELEASE inbox"
        })?;
    }
    result
}

pub(crate) fn insert(
    connection: &Connection,
    now: Millis,
    delivery: &NewDelivery,
) -> Result<Stored, Error> {
    let sql = "INSERT INTO inbox_delivery \
               (source, event_id, kind, event_time, received_at, origin, lane, hash, headers, body) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    let inserted = connection.prepare_cached(sql)?.execute(params![
        delivery.source,
        delivery.event_id,
        delivery.kind,
        delivery.event_time,
        now,
        delivery.origin as i64,
        delivery.lane,
        delivery.hash,
        delivery.headers,
        &delivery.body[..],
    ])?;
    if inserted == 0 {
        return revive(connection, now, delivery);
    }
    let sql = "INSERT INTO inbox_job (id, state, run_at, queued_at, attempt, source, kind, lane) \
               VALUES (?, 0, ?, ?, 0, ?, ?, ?)";
    let due = now.saturating_add(millis(delivery.delay));
    connection.prepare_cached(sql)?.execute(params![
        connection.last_insert_rowid(),
        due,
        now,
        delivery.source,
        delivery.kind,
        delivery.lane
    ])?;
    Ok(Stored::New)
}

/// Only what the provider itself sends again revives a dead letter.
fn revive(connection: &Connection, now: Millis, delivery: &NewDelivery) -> Result<Stored, Error> {
    if delivery.origin != Origin::Received {
        return Ok(Stored::Duplicate);
    }
    let sql = "UPDATE inbox_job SET state = 0, run_at = ?, attempt = 0 WHERE state = 4 AND id = \
               (SELECT id FROM inbox_delivery WHERE source = ? AND event_id = ?)";
    let revived = connection.prepare_cached(sql)?.execute(params![
        now,
        delivery.source,
        delivery.event_id
    ])?;
    Ok(if revived == 0 {
        Stored::Duplicate
    } else {
        Stored::Revived
    })
}

/// A job that is due.
struct Due {
    id: i64,
    attempt: i64,
    source: String,
    lane: Option<String>,
}

fn claim(
    connection: &Connection,
    now: Millis,
    request: ClaimRequest,
) -> Result<Vec<Claimed>, Error> {
    let paused = "SELECT source FROM inbox_paused";
    let paused: HashSet<String> = connection
        .prepare_cached(paused)?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut claimed = Vec::new();
    for _ in 0..ROUNDS {
        let wanted = request.limit - claimed.len();
        let due = due(connection, now, wanted)?;
        for job in &due {
            let parked = if paused.contains(&job.source) {
                Some(state::PAUSED)
            } else {
                take_lane(connection, job)?
            };
            match parked {
                Some(state) => park(connection, job, state)?,
                None => claimed.extend(claim_one(connection, now, request, job)?),
            }
        }
        if due.len() < wanted || claimed.len() >= request.limit {
            break;
        }
    }
    Ok(claimed)
}

fn due(connection: &Connection, now: Millis, limit: usize) -> Result<Vec<Due>, Error> {
    let sql = "SELECT id, attempt, source, lane FROM inbox_job \
               WHERE run_at IS NOT NULL AND run_at <= ? ORDER BY run_at, id LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let job = |row: &Row<'_>| {
        Ok(Due {
            id: row.get(0)?,
            attempt: row.get(1)?,
            source: row.get(2)?,
            lane: row.get(3)?,
        })
    };
    Ok(statement
        .query_map(params![now, limit], job)?
        .collect::<Result<_, _>>()?)
}

/// Takes the lane of a job, or returns the state in which the job has to wait for it.
fn take_lane(connection: &Connection, job: &Due) -> Result<Option<i64>, Error> {
    let Some(lane) = &job.lane else {
        return Ok(None);
    };
    let sql = "INSERT INTO inbox_lane (lane, holder) VALUES (?, ?) ON CONFLICT (lane) DO UPDATE SET holder = holder \
               RETURNING holder";
    let holder: i64 = connection
        .prepare_cached(sql)?
        .query_row(params![lane, job.id], |row| row.get(0))?;
    Ok((holder != job.id).then_some(state::WAITS_FOR_LANE))
}

fn park(connection: &Connection, job: &Due, state: i64) -> Result<(), Error> {
    let sql = "UPDATE inbox_job SET state = ?, run_at = NULL, claim = NULL WHERE id = ?";
    connection
        .prepare_cached(sql)?
        .execute(params![state, job.id])?;
    Ok(())
}

fn claim_one(
    connection: &Connection,
    now: Millis,
    request: ClaimRequest,
    job: &Due,
) -> Result<Option<Claimed>, Error> {
    let token = token();
    let sql = "UPDATE inbox_job SET attempt = attempt + 1, claim = ?, run_at = ? WHERE id = ?";
    let until = now.saturating_add(millis(request.lease));
    connection
        .prepare_cached(sql)?
        .execute(params![token, until, job.id])?;
    let claim = Claim {
        id: job.id,
        token,
        attempt: job.attempt + 1,
        lane: job.lane.clone(),
    };
    let newest = "SELECT max(event_time) FROM inbox_delivery WHERE lane = ?";
    let newest = match &job.lane {
        Some(lane) => connection
            .prepare_cached(newest)?
            .query_row([lane], |row| row.get(0))?,
        None => None,
    };
    let sql = "SELECT id, source, event_id, kind, event_time, received_at, headers, body FROM inbox_delivery \
               WHERE id = ?";
    let delivery = connection
        .prepare_cached(sql)?
        .query_row([job.id], delivery)
        .optional()?;
    Ok(delivery.map(|(delivery, has_body)| Claimed {
        claim,
        delivery,
        has_body,
        newest,
    }))
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<(Delivery, bool)> {
    let body: Option<Vec<u8>> = row.get(7)?;
    let has_body = body.is_some();
    let delivery = Delivery {
        id: row.get(0)?,
        source: row.get(1)?,
        event_id: row.get(2)?,
        kind: row.get(3)?,
        event_time: row.get(4)?,
        received_at: row.get(5)?,
        headers: row.get::<_, Option<Vec<u8>>>(6)?.unwrap_or_default(),
        body: Bytes::from(body.unwrap_or_default()),
    };
    Ok((delivery, has_body))
}

fn finish_one(connection: &Connection, now: Millis, finish: &Finish) -> Result<bool, Error> {
    let Claim { id, token, .. } = finish.claim;
    let changed = match &finish.to {
        To::Done => {
            let sql = "DELETE FROM inbox_job WHERE id = ? AND claim = ?";
            connection
                .prepare_cached(sql)?
                .execute(params![id, token])?
        }
        to => {
            let (state, delay) = to.state();
            let run_at = delay.map(|delay| now.saturating_add(millis(delay)));
            let lane = if let To::HasLane(lane) = to {
                Some(lane)
            } else {
                None
            };
            let sql = "UPDATE inbox_job SET state = ?, run_at = ?, claim = NULL, attempt = attempt - ?, \
                       error = coalesce(?, error), lane = coalesce(?, lane) WHERE id = ? AND claim = ?";
            let uncounted = i64::from(!to.counts());
            let values = params![state, run_at, uncounted, to.error(), lane, id, token];
            connection.prepare_cached(sql)?.execute(values)?
        }
    };
    if changed == 0 {
        return Ok(false);
    }
    if let To::HasLane(lane) = &finish.to {
        connection
            .prepare_cached("UPDATE inbox_delivery SET lane = ? WHERE id = ?")?
            .execute(params![lane, id])?;
    }
    if let Some(outcome) = finish.to.history() {
        let sql = "INSERT INTO inbox_attempt (delivery, at, attempt, took, outcome, error) VALUES (?, ?, ?, ?, ?, ?)";
        let values = params![
            id,
            now,
            finish.claim.attempt,
            millis(finish.took),
            outcome,
            finish.to.error()
        ];
        connection.prepare_cached(sql)?.execute(values)?;
    }
    if let (Some(lane), false) = (&finish.claim.lane, finish.keeps_lane) {
        free_lane(connection, lane, id)?;
    }
    for job in &finish.enqueue {
        insert(connection, now, job)?;
    }
    Ok(true)
}

/// Lets the next delivery of a lane in.
fn free_lane(connection: &Connection, lane: &str, holder: i64) -> Result<(), Error> {
    let sql = "DELETE FROM inbox_lane WHERE lane = ? AND holder = ?";
    connection
        .prepare_cached(sql)?
        .execute(params![lane, holder])?;
    let sql = "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE id = (SELECT id FROM inbox_job \
               WHERE run_at IS NULL AND state = 1 AND lane = ? ORDER BY id LIMIT 1)";
    connection.prepare_cached(sql)?.execute([lane])?;
    Ok(())
}

fn sweep(connection: &Connection, handled: &[(String, Option<String>)]) -> Result<u64, Error> {
    connection.execute(ORPHANED_LANES, [])?;
    let mut changed = 0;
    for (state, ids) in [
        (state::WAITS_FOR_LANE, FIRST_OF_FREE_LANES),
        (state::PAUSED, OF_RESUMED_SOURCES),
    ] {
        let sql = format!(
            "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE state = {state} AND id IN ({ids})"
        );
        changed += connection.prepare_cached(&sql)?.execute([])?;
    }
    let of_kind = "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE id IN (SELECT id FROM inbox_job \
                   WHERE state = 3 AND source = ?1 AND kind = ?2 LIMIT 1000)";
    let of_source = "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE id IN (SELECT id FROM inbox_job \
                     WHERE state = 3 AND source = ?1 LIMIT 1000)";
    for (source, kind) in handled {
        changed += match kind {
            Some(kind) => connection
                .prepare_cached(of_kind)?
                .execute([source, kind])?,
            None => connection.prepare_cached(of_source)?.execute([source])?,
        };
    }
    Ok(changed as u64)
}

impl Store for Sqlite {
    fn insert(&self, delivery: NewDelivery) -> StoreFuture<'_, Stored> {
        Box::pin(self.run(false, move |connection, now| {
            insert(connection, now, &delivery)
        }))
    }

    fn claim(&self, request: ClaimRequest) -> StoreFuture<'_, Vec<Claimed>> {
        Box::pin(self.run(false, move |connection, now| {
            claim(connection, now, request)
        }))
    }

    fn finish(&self, finished: Vec<Finish>) -> StoreFuture<'_, Vec<bool>> {
        Box::pin(self.run(true, move |connection, now| {
            finished
                .iter()
                .map(|finish| finish_one(connection, now, finish))
                .collect()
        }))
    }

    fn sweep(&self, handled: Vec<(String, Option<String>)>) -> StoreFuture<'_, u64> {
        Box::pin(self.run(true, move |connection, _| sweep(connection, &handled)))
    }

    fn query(&self, sql: String, values: Vec<Value>) -> StoreFuture<'_, Vec<Line>> {
        Box::pin(self.read(move |connection| query(connection, &sql, values)))
    }

    fn change(&self, changes: Vec<Change>) -> StoreFuture<'_, u64> {
        Box::pin(self.run(true, move |connection, _| change(connection, changes)))
    }

    fn now(&self) -> Millis {
        self.clock.now()
    }
}

/// `$1` of the shared SQL is `?1` here.
fn query(connection: &Connection, sql: &str, values: Vec<Value>) -> Result<Vec<Line>, Error> {
    let mut statement = connection.prepare_cached(&sql.replace('$', "?"))?;
    let columns = statement.column_count();
    let line = |row: &Row<'_>| {
        let column = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => Value::Int(None),
                ValueRef::Integer(value) => Value::Int(Some(value)),
                ValueRef::Real(value) => Value::Int(Some(value as i64)),
                ValueRef::Text(value) => {
                    Value::Text(Some(String::from_utf8_lossy(value).into_owned()))
                }
                ValueRef::Blob(value) => Value::Blob(Some(value.to_vec())),
            })
        };
        (0..columns).map(column).collect::<rusqlite::Result<Line>>()
    };
    Ok(statement
        .query_map(params_from_iter(values.into_iter().map(to_sql)), line)?
        .collect::<Result<_, _>>()?)
}

fn change(connection: &Connection, changes: Vec<Change>) -> Result<u64, Error> {
    let mut changed = 0;
    for change in changes {
        if change.applies(changed) {
            let mut statement = connection.prepare_cached(&change.sql.replace('$', "?"))?;
            changed +=
                statement.execute(params_from_iter(change.values.into_iter().map(to_sql)))? as u64;
        }
    }
    Ok(changed)
}

fn to_sql(value: Value) -> rusqlite::types::Value {
    use rusqlite::types::Value as Sql;
    match value {
        Value::Int(value) => value.map_or(Sql::Null, Sql::Integer),
        Value::Text(value) => value.map_or(Sql::Null, Sql::Text),
        Value::Blob(value) => value.map_or(Sql::Null, Sql::Blob),
    }
}
