//! State that does not go backwards when events change places.
//!
//! ```text
//! const PAYMENT: &[&str] = &["created", "processing", "succeeded|canceled"];
//! if transaction.advance(&payment.id, PAYMENT, "succeeded")? { … }     // false if it was there, or further
//! ```
//!
//! Invariants: the state of a key only ever moves to a later step; of alternatives in one step the first one stays.

use crate::error::BoxError;

/// The step of a state: steps are listed from first to last, and `a|b` are alternatives within one.
fn step(steps: &[&str], state: &str) -> Option<usize> {
    steps
        .iter()
        .position(|step| step.split('|').any(|name| name == state))
}

/// Whether `to` is a later step than `from`. A state that is not listed any more is before all others.
fn is_forward(steps: &[&str], from: Option<&str>, to: &str) -> Result<bool, BoxError> {
    let to = step(steps, to).ok_or_else(|| format!("`{to}` is none of the states {steps:?}"))?;
    Ok(from
        .and_then(|from| step(steps, from))
        .is_none_or(|from| to > from))
}

#[cfg(feature = "sqlite")]
impl crate::handler::SqliteTransaction<'_> {
    /// Moves the state of `key` to `to` if that is a later step than the present one. Returns whether it has moved.
    pub fn advance(&self, key: &str, steps: &[&str], to: &str) -> Result<bool, BoxError> {
        use rusqlite::OptionalExtension;
        let select = "SELECT state FROM inbox_progress WHERE key = ?";
        let from: Option<String> = self
            .prepare_cached(select)?
            .query_row([key], |row| row.get(0))
            .optional()?;
        let forward = is_forward(steps, from.as_deref(), to)?;
        if forward {
            let sql = "INSERT INTO inbox_progress (key, state, at) VALUES (?, ?, ?) \
                       ON CONFLICT (key) DO UPDATE SET state = excluded.state, at = excluded.at";
            self.prepare_cached(sql)?.execute((key, to, self.now))?;
        }
        Ok(forward)
    }
}

#[cfg(feature = "postgres")]
impl crate::handler::PostgresTransaction {
    /// Moves the state of `key` to `to` if that is a later step than the present one. Returns whether it has moved.
    /// Transactions that advance the same key wait for each other.
    pub async fn advance(&self, key: &str, steps: &[&str], to: &str) -> Result<bool, BoxError> {
        use tokio_postgres::types::Type;
        let insert = "INSERT INTO inbox_progress (key, state, at) VALUES ($1, '', $2) ON CONFLICT DO NOTHING";
        self.execute_typed(insert, &[(&key, Type::TEXT), (&self.now, Type::INT8)])
            .await?;
        let select = "SELECT state FROM inbox_progress WHERE key = $1 FOR UPDATE";
        let rows = self.query_typed(select, &[(&key, Type::TEXT)]).await?;
        let from: Option<&str> = rows.first().map(|row| row.try_get(0)).transpose()?;
        let forward = is_forward(steps, from, to)?;
        if forward {
            let sql = "UPDATE inbox_progress SET state = $2, at = $3 WHERE key = $1";
            self.execute_typed(
                sql,
                &[
                    (&key, Type::TEXT),
                    (&to, Type::TEXT),
                    (&self.now, Type::INT8),
                ],
            )
            .await?;
        }
        Ok(forward)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_later_steps_are_forward() {
        let steps = ["created", "processing", "succeeded|canceled"];
        for (from, to, forward) in [
            (None, "created", true),
            (Some("created"), "processing", true),
            (Some("created"), "canceled", true),
            (Some("processing"), "created", false),
            (Some("processing"), "processing", false),
            (Some("succeeded"), "canceled", false),
            (Some("no longer listed"), "created", true),
        ] {
            assert_eq!(
                is_forward(&steps, from, to).unwrap(),
                forward,
                "{from:?} to {to}"
            );
        }
        assert!(is_forward(&steps, None, "unknown").is_err());
    }
}
