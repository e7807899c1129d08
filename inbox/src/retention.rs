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
            vec![
                Change::new(
                    "DELETE FROM inbox_attempt WHERE delivery = $1",
                    vec![id.clone()],
                ),
                Change::new(
                    "DELETE FROM inbox_job WHERE id = $1 AND run_at IS NULL AND state = 3",
                    vec![id.clone()],
                ),
                Change::new("DELETE FROM inbox_delivery WHERE id = $1", vec![id]),
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
        let progress = "DELETE FROM inbox_progress WHERE at < $1";
        store
            .change(vec![Change::new(progress, vec![before_keys.into()])])
            .await?;
        Ok(Tidied { bodies, deliveries })
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
