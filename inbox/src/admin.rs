//! What a person does with an inbox: list, show, replay, discard, pause; and the counts of it.
//!
//! ```text
//! let dead = inbox.list(&Filter::default().state(State::Dead)).await?;
//! inbox.replay_all(&Filter::default().state(State::Dead).source("stripe"), Replay::default().per_second(10)).await?;
//! ```
//!
//! Invariants: an attempt that runs is neither replayed nor discarded; every action leaves a line in the history; no query
//! returns more than its limit.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::clock::{Millis, millis};
use crate::delivery::{time, unpack};
use crate::error::Error;
use crate::inbox::Inbox;
use crate::store::{Change, Line, Store, Value, state};

/// So many deliveries are replayed with one transaction.
const BATCH: i64 = 500;
/// A list is no longer.
const LONGEST_LIST: u32 = 1_000;

/// Where a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum State {
    /// It is due, or will be.
    Waiting,
    /// A handler runs.
    Running,
    /// Another event of its lane runs.
    WaitsForLane,
    /// Its source is paused.
    Paused,
    /// No handler of any process handles its type. It is kept.
    NoHandler,
    /// It is a dead letter.
    Dead,
    /// It is handled.
    Done,
    /// A person has discarded it.
    Discarded,
}

impl State {
    /// Every state.
    pub const ALL: [State; 8] = [
        State::Waiting,
        State::Running,
        State::WaitsForLane,
        State::Paused,
        State::NoHandler,
        State::Dead,
        State::Done,
        State::Discarded,
    ];

    /// `waits-for-lane`: for command lines, URLs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::WaitsForLane => "waits-for-lane",
            State::Paused => "paused",
            State::NoHandler => "no-handler",
            State::Dead => "dead",
            State::Done => "done",
            State::Discarded => "discarded",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    fn of(
        state: Option<i64>,
        claim: Option<i64>,
        run_at: Option<i64>,
        last: Option<i64>,
        now: Millis,
    ) -> State {
        match state {
            None if last == Some(4) => State::Discarded,
            None => State::Done,
            Some(state::WAITS_FOR_LANE) => State::WaitsForLane,
            Some(state::PAUSED) => State::Paused,
            Some(state::NO_HANDLER) => State::NoHandler,
            Some(state::DEAD) => State::Dead,
            Some(_) if claim.is_some() && run_at.is_some_and(|until| until > now) => State::Running,
            Some(_) => State::Waiting,
        }
    }

    /// A condition on `j`, the job, where `$5` is the time.
    fn condition(self) -> &'static str {
        match self {
            State::Waiting => "j.state = 0 AND (j.claim IS NULL OR j.run_at <= $5)",
            State::Running => "j.state = 0 AND j.claim IS NOT NULL AND j.run_at > $5",
            State::WaitsForLane => "j.run_at IS NULL AND j.state = 1 AND $5 > 0",
            State::Paused => "j.run_at IS NULL AND j.state = 2 AND $5 > 0",
            State::NoHandler => "j.run_at IS NULL AND j.state = 3 AND $5 > 0",
            State::Dead => "j.run_at IS NULL AND j.state = 4 AND $5 > 0",
            State::Done => {
                "j.id IS NULL AND $5 > 0 AND coalesce((SELECT a.outcome FROM inbox_attempt a \
                            WHERE a.delivery = d.id ORDER BY a.at DESC, a.outcome DESC LIMIT 1), 0) <> 4"
            }
            State::Discarded => {
                "j.id IS NULL AND $5 > 0 AND (SELECT a.outcome FROM inbox_attempt a \
                                 WHERE a.delivery = d.id ORDER BY a.at DESC, a.outcome DESC LIMIT 1) = 4"
            }
        }
    }
}

/// Which deliveries.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    source: Option<String>,
    kind: Option<String>,
    event_id: Option<String>,
    state: Option<State>,
    before: Option<i64>,
}

impl Filter {
    /// Of one source.
    pub fn source(mut self, source: impl Into<String>) -> Filter {
        self.source = Some(source.into());
        self
    }

    /// Of one event type.
    pub fn kind(mut self, kind: impl Into<String>) -> Filter {
        self.kind = Some(kind.into());
        self
    }

    /// Of one event.
    pub fn event_id(mut self, id: impl Into<String>) -> Filter {
        self.event_id = Some(id.into());
        self
    }

    /// In one state.
    pub fn state(mut self, state: State) -> Filter {
        self.state = Some(state);
        self
    }

    /// Older than a delivery: the next page of a list.
    pub fn before(mut self, id: i64) -> Filter {
        self.before = Some(id);
        self
    }
}

/// A delivery in a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Its number in the inbox.
    pub id: i64,
    /// The source's name.
    pub source: String,
    /// The provider's id of the event.
    pub event_id: String,
    /// The event's type.
    pub kind: String,
    /// When it happened, by the provider's clock.
    pub event_time: Option<SystemTime>,
    /// When it was stored.
    pub received_at: SystemTime,
    /// Its position.
    pub state: State,
    /// Its lane.
    pub lane: Option<String>,
    /// How many attempts were made.
    pub attempts: u32,
    /// When it is due, while it waits.
    pub due: Option<SystemTime>,
    /// The last error.
    pub error: Option<String>,
    /// It never arrived, and recovery has found it.
    pub is_recovered: bool,
}

/// A delivery with everything that is known of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Details {
    /// What a list shows.
    pub summary: Summary,
    /// The request's headers, without credentials.
    pub headers: HeaderMap,
    /// The event's bytes, unless retention has removed them.
    pub body: Option<Vec<u8>>,
    /// How its attempts ended, the oldest first.
    pub history: Vec<Attempt>,
}

/// Without headers and body.
impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details")
            .field("summary", &self.summary)
            .field("history", &self.history)
            .finish_non_exhaustive()
    }
}

/// A line of the history.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// When it ended.
    pub at: SystemTime,
    /// Its number.
    pub number: u32,
    /// How long it took.
    pub took: Duration,
    /// `done`, `retry`, `dead`, `no handler`, `discarded` or `replayed`.
    pub outcome: &'static str,
    /// Why.
    pub error: Option<String>,
}

/// How to replay many.
#[derive(Clone, Copy, Debug, Default)]
pub struct Replay {
    dry_run: bool,
    per_second: Option<u32>,
}

impl Replay {
    /// Only counts.
    pub fn dry_run(mut self) -> Replay {
        self.dry_run = true;
        self
    }

    /// Spreads them over time.
    pub fn per_second(mut self, rate: u32) -> Replay {
        self.per_second = Some(rate.max(1));
        self
    }
}

/// What is in the inbox now.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Unfinished deliveries by source and state.
    pub unfinished: BTreeMap<(String, State), u64>,
    /// For how long the oldest delivery that is due waits.
    pub oldest_waiting: Option<Duration>,
    /// Counts of the last 24 hours by source and what happened (`received`, `duplicate`, `refused`, …).
    pub last_day: BTreeMap<(String, &'static str), u64>,
    /// Sources that are paused.
    pub paused: Vec<String>,
}

impl Inbox {
    fn store(&self) -> &dyn Store {
        self.inner.store.as_store()
    }

    /// Deliveries, the newest first.
    pub async fn list(&self, filter: &Filter, limit: u32) -> Result<Vec<Summary>, Error> {
        let now = self.store().now();
        let join = match filter.state {
            None | Some(State::Done | State::Discarded) => "LEFT JOIN",
            Some(_) => "JOIN",
        };
        let condition = filter.state.map_or("$5 > 0", State::condition);
        let sql = format!(
            "{SUMMARY} {join} inbox_job j ON j.id = d.id WHERE d.id < $1 AND ($2 IS NULL OR d.source = $2) \
             AND ($3 IS NULL OR d.kind = $3) AND ($4 IS NULL OR d.event_id = $4) AND {condition} \
             ORDER BY d.id DESC LIMIT $6"
        );
        let values = vec![
            Value::from(filter.before.unwrap_or(i64::MAX)),
            Value::Text(filter.source.clone()),
            Value::Text(filter.kind.clone()),
            Value::Text(filter.event_id.clone()),
            Value::from(now),
            Value::from(i64::from(limit.min(LONGEST_LIST))),
        ];
        let lines = self.store().query(sql, values).await?;
        Ok(lines
            .into_iter()
            .map(|mut line| summary(&mut line, now))
            .collect())
    }

    /// Everything about a delivery.
    pub async fn show(&self, id: i64) -> Result<Option<Details>, Error> {
        let now = self.store().now();
        let sql = format!("{SUMMARY} LEFT JOIN inbox_job j ON j.id = d.id WHERE d.id = $1");
        let Some(mut line) = self.store().query(sql, vec![id.into()]).await?.pop() else {
            return Ok(None);
        };
        let summary = summary(&mut line, now);
        let sql = "SELECT headers, body FROM inbox_delivery WHERE id = $1".to_owned();
        let mut bytes = self
            .store()
            .query(sql, vec![id.into()])
            .await?
            .pop()
            .unwrap_or_default();
        let sql = "SELECT at, attempt, took, outcome, error FROM inbox_attempt WHERE delivery = $1 ORDER BY at, outcome \
                   LIMIT 1000";
        let history = self.store().query(sql.to_owned(), vec![id.into()]).await?;
        let headers = unpack(&bytes.blob().unwrap_or_default());
        let history = history
            .into_iter()
            .map(|mut line| attempt(&mut line))
            .collect();
        Ok(Some(Details {
            summary,
            headers,
            body: bytes.blob(),
            history,
        }))
    }

    /// Lets a delivery be handled again, whatever has become of it. False if a handler runs, if its body is gone or if
    /// there is no such delivery.
    pub async fn replay(&self, id: i64) -> Result<bool, Error> {
        let replayed = self.replay_at(id, self.store().now()).await?;
        self.inner.wake_all();
        Ok(replayed)
    }

    async fn replay_at(&self, id: i64, due: Millis) -> Result<bool, Error> {
        let now = self.store().now();
        let waits = "UPDATE inbox_job SET state = 0, run_at = $2, attempt = 0, claim = NULL \
                     WHERE id = $1 AND (claim IS NULL OR run_at <= $3)";
        let done = "INSERT INTO inbox_job (id, state, run_at, queued_at, attempt, source, kind, lane) \
                    SELECT id, 0, $2, $3, 0, source, kind, lane FROM inbox_delivery \
                    WHERE id = $1 AND body IS NOT NULL ON CONFLICT DO NOTHING";
        let values = vec![id.into(), due.into(), now.into()];
        let changed = self.store().change(vec![
            Change::new(waits, values.clone()),
            Change::unless_changed(done, values),
            Change::if_changed(HISTORY, vec![id.into(), now.into(), 5.into()]),
        ]);
        Ok(changed.await? > 0)
    }

    /// Replays all deliveries of a filter, the oldest first. Returns how many.
    pub async fn replay_all(&self, filter: &Filter, how: Replay) -> Result<u64, Error> {
        let ids = self.ids(filter).await?;
        if how.dry_run {
            return Ok(ids.len() as u64);
        }
        let started = self.store().now();
        let mut replayed = 0;
        for (position, id) in ids.into_iter().enumerate() {
            let delay = how
                .per_second
                .map_or(0, |rate| position as i64 * 1000 / i64::from(rate));
            replayed += u64::from(self.replay_at(id, started.saturating_add(delay)).await?);
        }
        self.inner.wake_all();
        Ok(replayed)
    }

    /// The ids of a filter, the oldest first.
    async fn ids(&self, filter: &Filter) -> Result<Vec<i64>, Error> {
        let mut filter = filter.clone();
        let mut ids = Vec::new();
        loop {
            let page = self.list(&filter, LONGEST_LIST).await?;
            let Some(last) = page.last() else { break };
            filter.before = Some(last.id);
            ids.extend(page.iter().map(|summary| summary.id));
        }
        ids.reverse();
        Ok(ids)
    }

    /// Gives a delivery up. False if a handler runs or if it is finished.
    pub async fn discard(&self, id: i64) -> Result<bool, Error> {
        let now = self.store().now();
        let discard = "DELETE FROM inbox_job WHERE id = $1 AND (claim IS NULL OR run_at <= $2)";
        let free = "DELETE FROM inbox_lane WHERE holder = $1";
        // Whoever waits for the lane; `sweep` would find it as well, later.
        let next = "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE id = (\
                      SELECT min(n.id) FROM inbox_job n JOIN inbox_delivery d ON d.lane = n.lane \
                      WHERE d.id = $1 AND n.run_at IS NULL AND n.state = 1 \
                      AND NOT EXISTS (SELECT 1 FROM inbox_lane l WHERE l.lane = n.lane))";
        let changed = self.store().change(vec![
            Change::new(discard, vec![id.into(), now.into()]),
            Change::if_changed(HISTORY, vec![id.into(), now.into(), 4.into()]),
            Change::if_changed(free, vec![id.into()]),
            Change::if_changed(next, vec![id.into()]),
        ]);
        let discarded = changed.await? > 0;
        self.inner.wake_all();
        Ok(discarded)
    }

    /// Keeps the events of a source waiting. They are still received.
    pub async fn pause(&self, source: &str) -> Result<(), Error> {
        let sql = "INSERT INTO inbox_paused (source) VALUES ($1) ON CONFLICT DO NOTHING";
        self.store()
            .change(vec![Change::new(sql, vec![source.into()])])
            .await
            .map(drop)
    }

    /// Handles the events of a source again.
    pub async fn resume(&self, source: &str) -> Result<(), Error> {
        let sql = "DELETE FROM inbox_paused WHERE source = $1";
        self.store()
            .change(vec![Change::new(sql, vec![source.into()])])
            .await?;
        let sql = "UPDATE inbox_job SET state = 0, run_at = queued_at WHERE id IN (\
                     SELECT id FROM inbox_job WHERE run_at IS NULL AND state = 2 AND source = $1 LIMIT $2)";
        let batch = || vec![Change::new(sql, vec![source.into(), BATCH.into()])];
        while self.store().change(batch()).await? > 0 {
            self.inner.wake_all();
        }
        Ok(())
    }

    /// What is in the inbox now.
    pub async fn stats(&self) -> Result<Stats, Error> {
        let now = self.store().now();
        let sql = "SELECT source, state, CASE WHEN state = 0 AND claim IS NOT NULL AND run_at > $1 THEN 1 ELSE 0 END, \
                   count(*), min(CASE WHEN state = 0 AND run_at <= $1 THEN queued_at END) \
                   FROM inbox_job GROUP BY 1, 2, 3";
        let mut stats = Stats::default();
        let mut oldest: Option<Millis> = None;
        for mut line in self.store().query(sql.to_owned(), vec![now.into()]).await? {
            let source = line.text().unwrap_or_default();
            let (state, runs, count, queued) =
                (line.int(), line.int() == Some(1), line.int(), line.int());
            let state = if runs {
                State::Running
            } else {
                State::of(state, None, None, None, now)
            };
            stats
                .unfinished
                .insert((source, state), count.unwrap_or(0).unsigned_abs());
            oldest = oldest.into_iter().chain(queued).min();
        }
        stats.oldest_waiting =
            oldest.map(|at| Duration::from_millis((now - at).max(0).unsigned_abs()));
        for count in self.counts(Duration::from_secs(86_400)).await? {
            *stats
                .last_day
                .entry((count.source, count.what))
                .or_default() += count.n;
        }
        let paused = self
            .store()
            .query(
                "SELECT source FROM inbox_paused ORDER BY 1".to_owned(),
                Vec::new(),
            )
            .await?;
        stats.paused = paused
            .into_iter()
            .filter_map(|mut line| line.text())
            .collect();
        Ok(stats)
    }

    /// Counts by minute.
    pub async fn counts(&self, last: Duration) -> Result<Vec<Count>, Error> {
        self.inner.counts.flush(self.store()).await?;
        let since = (self.store().now() - millis(last)) / 60_000;
        let sql = "SELECT minute, source, what, n FROM inbox_count WHERE minute >= $1 ORDER BY 1";
        let lines = self
            .store()
            .query(sql.to_owned(), vec![since.into()])
            .await?;
        let count = |mut line: Line| {
            let minute = time(line.int().unwrap_or(0).saturating_mul(60_000));
            let source = line.text().unwrap_or_default();
            let what = crate::metrics::What::name_of(line.int().unwrap_or(0));
            Count {
                minute,
                source,
                what,
                n: line.int().unwrap_or(0).unsigned_abs(),
            }
        };
        Ok(lines.into_iter().map(count).collect())
    }
}

/// How often something happened within a minute.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Count {
    /// The minute's start.
    pub minute: SystemTime,
    /// The source's name.
    pub source: String,
    /// `received`, `duplicate`, `refused`, `recovered`, `done`, `retry`, `dead`, `no handler`.
    pub what: &'static str,
    /// How often.
    pub n: u64,
}

const HISTORY: &str =
    "INSERT INTO inbox_attempt (delivery, at, attempt, took, outcome) VALUES ($1, $2, 0, 0, $3)";

const SUMMARY: &str = "SELECT d.id, d.source, d.event_id, d.kind, d.event_time, d.received_at, d.origin, d.lane, \
                       j.state, j.claim, j.run_at, coalesce(j.attempt, \
                         (SELECT max(a.attempt) FROM inbox_attempt a WHERE a.delivery = d.id)), j.error, \
                       (SELECT a.outcome FROM inbox_attempt a WHERE a.delivery = d.id \
                        ORDER BY a.at DESC, a.outcome DESC LIMIT 1) \
                       FROM inbox_delivery d";

fn summary(line: &mut Line, now: Millis) -> Summary {
    let id = line.int().unwrap_or(0);
    let mut text = || line.text().unwrap_or_default();
    let (source, event_id, kind) = (text(), text(), text());
    let (event_time, received_at, origin) = (line.int(), line.int(), line.int());
    let lane = line.text();
    let (state, claim, run_at, attempts) = (line.int(), line.int(), line.int(), line.int());
    let (error, last) = (line.text(), line.int());
    let state = State::of(state, claim, run_at, last, now);
    Summary {
        id,
        source,
        event_id,
        kind,
        event_time: event_time.map(time),
        received_at: time(received_at.unwrap_or(0)),
        state,
        lane,
        attempts: u32::try_from(attempts.unwrap_or(0)).unwrap_or(0),
        due: run_at.filter(|_| state == State::Waiting).map(time),
        error,
        is_recovered: origin == Some(1),
    }
}

fn attempt(line: &mut Line) -> Attempt {
    let (at, number, took, outcome) = (line.int(), line.int(), line.int(), line.int());
    Attempt {
        at: time(at.unwrap_or(0)),
        number: u32::try_from(number.unwrap_or(0)).unwrap_or(0),
        took: Duration::from_millis(took.unwrap_or(0).max(0).unsigned_abs()),
        outcome: match outcome {
            Some(0) => "done",
            Some(1) => "retry",
            Some(2) => "dead",
            Some(3) => "no handler",
            Some(4) => "discarded",
            _ => "replayed",
        },
        error: line.text(),
    }
}
