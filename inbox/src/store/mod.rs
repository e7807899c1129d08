//! What an inbox needs of a database, as data; `sqlite` and `postgres` do it.
//!
//! ```text
//! insert ──► job: waiting ──claim──► running ──finish──► done (the row is deleted) · waiting again · dead · no handler
//! ```
//!
//! Invariants of both stores:
//! - A delivery and its job are inserted in one transaction; `(source, event id)` is unique.
//! - A claim raises `attempt`, sets a random fencing token and moves `run_at` to the end of the lease. An expired lease
//!   is due again, so that the same query claims it.
//! - `finish` changes a job only with its token. What a handler wrote in the same transaction is rolled back otherwise.
//! - At most one delivery holds a lane. A job that finds its lane held waits outside of the queue (`WAITS_FOR_LANE`), and
//!   whoever frees the lane lets the next one in.

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

use crate::clock::Millis;
use crate::delivery::Delivery;
use crate::error::Error;

/// The version of the schema that this program writes.
pub(crate) const SCHEMA: i64 = 1;

pub(crate) type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// States of a job.
pub(crate) mod state {
    pub(crate) const WAITING: i64 = 0;
    pub(crate) const WAITS_FOR_LANE: i64 = 1;
    pub(crate) const PAUSED: i64 = 2;
    pub(crate) const NO_HANDLER: i64 = 3;
    pub(crate) const DEAD: i64 = 4;
}

/// Where a delivery comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Received = 0,
    Recovered = 1,
    Enqueued = 2,
}

/// A delivery that is not stored yet.
#[derive(Clone, Debug)]
pub(crate) struct NewDelivery {
    pub(crate) source: String,
    pub(crate) event_id: String,
    pub(crate) kind: String,
    pub(crate) event_time: Option<Millis>,
    pub(crate) origin: Origin,
    pub(crate) lane: Option<String>,
    pub(crate) hash: Option<Vec<u8>>,
    pub(crate) headers: Vec<u8>,
    pub(crate) body: Bytes,
    pub(crate) delay: Duration,
}

/// What became of a delivery at the intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    New,
    Duplicate,
    /// A duplicate of a dead letter, which now waits again: the provider's own "resend" carries the old id.
    Revived,
}

/// An attempt that this process holds the lease of.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) claim: Claim,
    pub(crate) delivery: Delivery,
    /// False if retention has removed the body.
    pub(crate) has_body: bool,
    /// The newest event time in the lane.
    pub(crate) newest: Option<Millis>,
}

/// What identifies an attempt: `token` is the fence.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) id: i64,
    pub(crate) token: i64,
    pub(crate) attempt: i64,
    pub(crate) lane: Option<String>,
}

/// How many jobs to claim, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClaimRequest {
    pub(crate) limit: usize,
    pub(crate) lease: Duration,
}

/// The end of an attempt.
#[derive(Debug)]
pub(crate) struct Finish {
    pub(crate) claim: Claim,
    pub(crate) source: String,
    pub(crate) to: To,
    pub(crate) took: Duration,
    /// The lane stays with this delivery although it is not done.
    pub(crate) keeps_lane: bool,
    /// Jobs of the outbox that are stored if and only if the attempt is done.
    pub(crate) enqueue: Vec<NewDelivery>,
}

/// What becomes of a job.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum To {
    Done,
    Retry {
        delay: Duration,
        error: String,
    },
    /// Waits without having counted.
    Later {
        delay: Duration,
    },
    Dead {
        reason: String,
    },
    NoHandler,
    /// The intake did not know its lane: it goes back, with the lane and without having counted.
    HasLane(String),
}

impl To {
    pub(crate) fn error(&self) -> Option<&str> {
        match self {
            To::Retry { error, .. } => Some(error),
            To::Dead { reason } => Some(reason),
            _ => None,
        }
    }

    /// The job's new state and how long it waits.
    fn state(&self) -> (i64, Option<Duration>) {
        match self {
            To::Done | To::HasLane(_) => (state::WAITING, Some(Duration::ZERO)),
            To::Retry { delay, .. } | To::Later { delay } => (state::WAITING, Some(*delay)),
            To::Dead { .. } => (state::DEAD, None),
            To::NoHandler => (state::NO_HANDLER, None),
        }
    }

    fn counts(&self) -> bool {
        !matches!(self, To::Later { .. } | To::HasLane(_) | To::NoHandler)
    }

    /// The code in the history; what does not count leaves no line there.
    fn history(&self) -> Option<i64> {
        match self {
            To::Done => Some(0),
            To::Retry { .. } => Some(1),
            To::Dead { .. } => Some(2),
            To::NoHandler => Some(3),
            To::Later { .. } | To::HasLane(_) => None,
        }
    }
}

/// A database.
pub(crate) trait Store: Send + Sync {
    /// Stores a delivery. It is durable when this returns.
    fn insert(&self, delivery: NewDelivery) -> StoreFuture<'_, Stored>;
    /// Claims what is due.
    fn claim(&self, request: ClaimRequest) -> StoreFuture<'_, Vec<Claimed>>;
    /// Ends attempts; each is `false` if its lease was lost.
    fn finish(&self, finished: Vec<Finish>) -> StoreFuture<'_, Vec<bool>>;
    /// Frees what is left behind: jobs that wait for a free lane or for a source that is no longer paused, and jobs
    /// without a handler whose kinds are handled here.
    fn sweep(&self, handled: Vec<(String, Option<String>)>) -> StoreFuture<'_, u64>;
    /// Reads, for operation.
    fn query(&self, sql: String, values: Vec<Value>) -> StoreFuture<'_, Vec<Line>>;
    /// Writes in one transaction, for operation. Returns how many rows have changed.
    fn change(&self, changes: Vec<Change>) -> StoreFuture<'_, u64>;
    /// The store's time.
    fn now(&self) -> Millis;
}

/// A value of a parameter or a column. `sqlite` and `postgres` share the SQL of operation, with `$1` as parameters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(Some(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(Some(value.to_owned()))
    }
}

/// The columns of a row, taken from left to right. NULL may have any type.
#[derive(Default)]
pub(crate) struct Line(std::collections::VecDeque<Value>);

impl Line {
    pub(crate) fn int(&mut self) -> Option<i64> {
        if let Some(Value::Int(value)) = self.0.pop_front() {
            value
        } else {
            None
        }
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        if let Some(Value::Text(value)) = self.0.pop_front() {
            value
        } else {
            None
        }
    }

    pub(crate) fn blob(&mut self) -> Option<Vec<u8>> {
        if let Some(Value::Blob(value)) = self.0.pop_front() {
            value
        } else {
            None
        }
    }
}

impl FromIterator<Value> for Line {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Line {
        Line(values.into_iter().collect())
    }
}

/// A statement of a transaction.
pub(crate) struct Change {
    sql: &'static str,
    values: Vec<Value>,
    when: When,
}

#[derive(Clone, Copy, PartialEq)]
enum When {
    Always,
    /// Only if a statement before has changed something.
    Changed,
    /// Only if no statement before has changed anything.
    Unchanged,
}

impl Change {
    pub(crate) fn new(sql: &'static str, values: Vec<Value>) -> Change {
        Change {
            sql,
            values,
            when: When::Always,
        }
    }

    pub(crate) fn if_changed(sql: &'static str, values: Vec<Value>) -> Change {
        Change {
            sql,
            values,
            when: When::Changed,
        }
    }

    pub(crate) fn unless_changed(sql: &'static str, values: Vec<Value>) -> Change {
        Change {
            sql,
            values,
            when: When::Unchanged,
        }
    }

    fn applies(&self, changed: u64) -> bool {
        match self.when {
            When::Always => true,
            When::Changed => changed > 0,
            When::Unchanged => changed == 0,
        }
    }
}

/// A sweep frees so many of each kind of leftovers at once. The SQL has this number too.
pub(crate) const LEFTOVERS: u64 = 1_000;

/// The first delivery of each lane that is free. It goes through the index from lane to lane: a lane of many waiting
/// deliveries costs as much as a lane of one, whatever a planner assumes about the tables' sizes.
const FIRST_OF_FREE_LANES: &str = "WITH RECURSIVE parked (lane) AS (\
       SELECT min(lane) FROM inbox_job WHERE run_at IS NULL AND state = 1 \
       UNION ALL SELECT (SELECT min(n.lane) FROM inbox_job n \
         WHERE n.run_at IS NULL AND n.state = 1 AND n.lane > parked.lane) FROM parked WHERE parked.lane IS NOT NULL) \
     SELECT (SELECT min(j.id) FROM inbox_job j WHERE j.run_at IS NULL AND j.state = 1 AND j.lane = parked.lane) \
     FROM parked WHERE lane IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inbox_lane l WHERE l.lane = parked.lane) LIMIT 1000";

/// Deliveries of sources that are no longer paused, in the same way from source to source.
const OF_RESUMED_SOURCES: &str = "WITH RECURSIVE found (source) AS (\
       SELECT min(source) FROM inbox_job WHERE state = 2 \
       UNION ALL SELECT (SELECT min(n.source) FROM inbox_job n WHERE n.state = 2 AND n.source > found.source) \
         FROM found WHERE found.source IS NOT NULL) \
     SELECT j.id FROM found JOIN inbox_job j ON j.state = 2 AND j.source = found.source \
     WHERE NOT EXISTS (SELECT 1 FROM inbox_paused p WHERE p.source = found.source) LIMIT 1000";

/// Lanes whose holders are gone.
const ORPHANED_LANES: &str = "DELETE FROM inbox_lane WHERE NOT EXISTS (SELECT 1 FROM inbox_job j WHERE j.id = inbox_lane.holder)";

/// Nothing is created where an inbox should be there already.
fn no_inbox() -> Error {
    Error::Settings("there is no inbox in this database".to_owned())
}

/// A fencing token.
pub(crate) fn token() -> i64 {
    fastrand::i64(1..)
}
