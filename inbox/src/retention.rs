//! Forgets what is old: bodies and headers early, keys late.
//!
//! Invariants: nothing unfinished is forgotten, whatever its age, except for events that nobody handles, which go with
//! their keys; a transaction changes few rows, so that it never holds up the intake.

use crate::clock::{Millis, millis};
use crate::error::Error;
use crate::inbox::Inbox;
use crate::store::{Change, Value};

/// So many rows are looked at and changed at once.
const BATCH: i64 = 500;

/// What was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tidied {
    /// Headers and bodies.
    pub bodies: u64,
    /// Deliveries with their keys and histories.
    pub deliveries: u64,
}

impl Inbox {
    /// Applies the retention now. Workers do it about once an hour.
    pub async fn tidy(&self) -> Result<Tidied, Error> {
        let store = self.inner.store.as_store();
        let (now, settings) = (store.now(), &self.inner.settings);
        let before_bodies = now.saturating_sub(millis(settings.keep_bodies));
        let before_keys = now.saturating_sub(millis(settings.keep_keys));
        let bodies = self
            .each_old(OLD_BODIES, before_bodies, |id| {
                vec![Change::new(FORGET_BODY, vec![id])]
            })
            .await?;
        let forget = |id: Value| {
            let change = |sql| Change::new(sql, vec![id.clone()]);
            // A delivery that is replayed meanwhile has a job again, and stays.
            vec![
                change("DELETE FROM inbox_job WHERE id = $1 AND run_at IS NULL AND state = 3"),
                change(
                    "DELETE FROM inbox_attempt WHERE delivery = $1 \
                     AND NOT EXISTS (SELECT 1 FROM inbox_job WHERE id = $1)",
                ),
                change(
                    "DELETE FROM inbox_delivery WHERE id = $1 \
                     AND NOT EXISTS (SELECT 1 FROM inbox_job WHERE id = $1)",
                ),
            ]
        };
        let deliveries = self.each_old(OLD_KEYS, before_keys, forget).await?;
        let counts = "DELETE FROM inbox_count WHERE minute < $1";
        store
            .change(vec![Change::new(
                counts,
                vec![(before_keys / 60_000).into()],
            )])
            .await?;
        self.forget_progress(before_keys).await?;
        Ok(Tidied { bodies, deliveries })
    }

    /// States of objects that nothing has been heard of for long.
    async fn forget_progress(&self, before: Millis) -> Result<(), Error> {
        let store = self.inner.store.as_store();
        let page = "SELECT key, at FROM inbox_progress WHERE key > $1 ORDER BY key LIMIT $2";
        let mut last = String::new();
        loop {
            let values = vec![last.as_str().into(), BATCH.into()];
            let lines = store.query(page.to_owned(), values).await?;
            let full = lines.len() as i64 == BATCH;
            let mut changes = Vec::new();
            for mut line in lines {
                let (key, at) = (line.text().unwrap_or_default(), line.int().unwrap_or(0));
                if at < before {
                    // Unless it has moved since it was read.
                    let sql = "DELETE FROM inbox_progress WHERE key = $1 AND at < $2";
                    changes.push(Change::new(sql, vec![key.as_str().into(), before.into()]));
                }
                last = key;
            }
            if !changes.is_empty() {
                store.change(changes).await?;
            }
            if !full {
                return Ok(());
            }
        }
    }

    /// Goes through deliveries from the oldest one, in batches, until one is too young. `page` gives id, time and whether
    /// it is unfinished.
    async fn each_old(
        &self,
        page: &'static str,
        before: Millis,
        change: impl Fn(Value) -> Vec<Change>,
    ) -> Result<u64, Error> {
        let store = self.inner.store.as_store();
        let (mut last, mut count) = (0, 0);
        loop {
            let lines = store
                .query(page.to_owned(), vec![Value::from(last), BATCH.into()])
                .await?;
            let full = lines.len() as i64 == BATCH;
            let mut changes = Vec::new();
            let mut young = false;
            for mut line in lines {
                let (id, received_at, unfinished) =
                    (line.int().unwrap_or(0), line.int().unwrap_or(0), line.int());
                young = received_at >= before;
                if young {
                    break;
                }
                last = id;
                if unfinished == Some(0) {
                    changes.extend(change(id.into()));
                    count += 1;
                }
            }
            if !changes.is_empty() {
                store.change(changes).await?;
            }
            if young || !full {
                return Ok(count);
            }
        }
    }
}

const FORGET_BODY: &str = "UPDATE inbox_delivery SET body = NULL, headers = NULL WHERE id = $1";

const OLD_BODIES: &str = "SELECT d.id, d.received_at, CASE WHEN j.id IS NULL THEN 0 ELSE 1 END \
                          FROM inbox_delivery d LEFT JOIN inbox_job j ON j.id = d.id \
                          WHERE d.body IS NOT NULL AND d.id > $1 ORDER BY d.id LIMIT $2";

const OLD_KEYS: &str = "SELECT d.id, d.received_at, CASE WHEN j.id IS NULL OR j.state = 3 THEN 0 ELSE 1 END \
                        FROM inbox_delivery d LEFT JOIN inbox_job j ON j.id = d.id \
                        WHERE d.id > $1 ORDER BY d.id LIMIT $2";
