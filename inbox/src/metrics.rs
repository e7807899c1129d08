//! Counts of what happens: in memory, then by minute in the database, and as text for Prometheus.
//!
//! A process that is killed loses the counts of its last seconds, and nothing else.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use crate::error::Error;
use crate::inbox::Inbox;
use crate::store::{Change, Store};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Received = 0,
    Duplicate = 1,
    Refused = 2,
    Recovered = 3,
    Done = 4,
    Retry = 5,
    Dead = 6,
    NoHandler = 7,
    Failed = 8,
}

const NAMES: [&str; 9] = [
    "received",
    "duplicate",
    "refused",
    "recovered",
    "done",
    "retry",
    "dead",
    "no handler",
    "not stored",
];

impl What {
    pub(crate) fn name_of(code: i64) -> &'static str {
        usize::try_from(code)
            .ok()
            .and_then(|code| NAMES.get(code))
            .copied()
            .unwrap_or("other")
    }
}

#[derive(Default)]
pub(crate) struct Counts {
    /// Not yet in the database.
    pending: Mutex<BTreeMap<(String, What), i64>>,
    /// Since the process started.
    total: Mutex<BTreeMap<(String, What), u64>>,
}

impl Counts {
    pub(crate) fn add(&self, source: &str, what: What, n: usize) {
        if n == 0 {
            return;
        }
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        *pending.entry((source.to_owned(), what)).or_default() += n as i64;
        let mut total = self.total.lock().unwrap_or_else(PoisonError::into_inner);
        *total.entry((source.to_owned(), what)).or_default() += n as u64;
    }

    /// Writes what is pending, always in the same order, so that processes do not deadlock.
    pub(crate) async fn flush(&self, store: &dyn Store) -> Result<(), Error> {
        let pending =
            std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
        if pending.is_empty() {
            return Ok(());
        }
        let minute = store.now() / 60_000;
        let sql = "INSERT INTO inbox_count (minute, source, what, n) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (minute, source, what) DO UPDATE SET n = inbox_count.n + excluded.n";
        let line = |((source, what), n): (&(String, What), &i64)| {
            let values = vec![
                minute.into(),
                source.as_str().into(),
                (*what as i64).into(),
                (*n).into(),
            ];
            Change::new(sql, values)
        };
        let written = store.change(pending.iter().map(line).collect()).await;
        if written.is_err() {
            let mut again = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            for (key, n) in pending {
                *again.entry(key).or_default() += n;
            }
        }
        written.map(drop)
    }
}

impl Inbox {
    /// The metrics in Prometheus' text format: counters of this process, gauges of the whole inbox.
    pub async fn prometheus(&self) -> Result<String, Error> {
        let stats = self.stats().await?;
        let mut text = String::new();
        text.push_str("# HELP fetchwright_inbox_events_total What happened in this process.\n");
        text.push_str("# TYPE fetchwright_inbox_events_total counter\n");
        let total = self
            .inner
            .counts
            .total
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for ((source, what), n) in total {
            let what = NAMES
                .get(what as usize)
                .unwrap_or(&"other")
                .replace(' ', "_");
            let _ = writeln!(
                text,
                "fetchwright_inbox_events_total{{source=\"{}\",what=\"{what}\"}} {n}",
                label(&source)
            );
        }
        text.push_str("# HELP fetchwright_inbox_unfinished Deliveries that are not finished.\n");
        text.push_str("# TYPE fetchwright_inbox_unfinished gauge\n");
        for ((source, state), n) in &stats.unfinished {
            let (source, state) = (label(source), state.name());
            let _ = writeln!(
                text,
                "fetchwright_inbox_unfinished{{source=\"{source}\",state=\"{state}\"}} {n}"
            );
        }
        text.push_str("# HELP fetchwright_inbox_oldest_waiting_seconds For how long the oldest due delivery waits.\n");
        text.push_str("# TYPE fetchwright_inbox_oldest_waiting_seconds gauge\n");
        let oldest = stats.oldest_waiting.unwrap_or_default().as_secs_f64();
        let _ = writeln!(text, "fetchwright_inbox_oldest_waiting_seconds {oldest}");
        Ok(text)
    }
}

/// A label's value: backslashes, quotes and line ends escaped.
fn label(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
