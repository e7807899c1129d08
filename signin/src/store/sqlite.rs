//! Accounts and tokens in a SQLite file, for one machine.
//!
//! One connection, behind a mutex, on threads that may block. Each method is one `BEGIN IMMEDIATE` transaction. WAL with `synchronous=FULL`:
//! a power cut must not bring back a refresh token that was used.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params,
};

use crate::accounts::Accounts;
use crate::error::BoxError;
use crate::identity::Identity;
use crate::linking::Account;
use crate::secret::random;
use crate::tokens::{Family, Rotation, Taken, Tokens};

const SCHEMA: i64 = 1;
/// Another process may write for so long before this one gives up.
const BUSY: Duration = Duration::from_secs(10);

/// Accounts and tokens in a SQLite file. A clone is the same store.
#[derive(Clone)]
pub struct SqliteStore(Arc<Mutex<Connection>>);

impl SqliteStore {
    /// Opens a file, and creates the tables `signin_…` if they are not there.
    pub async fn open(path: impl AsRef<Path>) -> Result<SqliteStore, BoxError> {
        let path = path.as_ref().to_owned();
        let connection = tokio::task::spawn_blocking(move || open(&path)).await??;
        Ok(SqliteStore(Arc::new(Mutex::new(connection))))
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, BoxError> {
        let connection = Arc::clone(&self.0);
        let run = move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        tokio::task::spawn_blocking(run).await?
    }
}

fn open(path: &Path) -> Result<Connection, BoxError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    )?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS signin_schema (version INTEGER NOT NULL) STRICT",
    )?;
    let found: i64 = transaction.query_row(
        "SELECT coalesce(max(version), 0) FROM signin_schema",
        [],
        |row| row.get(0),
    )?;
    if found > SCHEMA {
        return Err(newer_schema(found, SCHEMA));
    }
    if found < 1 {
        transaction.execute_batch(include_str!("../../migrations/sqlite-1.sql"))?;
        transaction.execute("INSERT INTO signin_schema VALUES (?)", [SCHEMA])?;
    }
    transaction.commit()?;
    Ok(connection)
}

pub(super) fn newer_schema(found: i64, known: i64) -> BoxError {
    format!("the database has schema {found} of fetchwright-signin, and this program knows schemas up to {known}").into()
}

/// Nothing, if a unique index refuses.
fn unless_taken(result: rusqlite::Result<usize>) -> rusqlite::Result<bool> {
    match result {
        Ok(changed) => Ok(changed > 0),
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.code == ErrorCode::ConstraintViolation =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn seconds() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |time| signed(time.as_secs()))
}

fn signed(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

fn unsigned(time: i64) -> u64 {
    u64::try_from(time).unwrap_or(0)
}

fn account(transaction: &Transaction<'_>, id: String) -> rusqlite::Result<Option<Account>> {
    let found = transaction.query_row(
        "SELECT email, email_verified FROM signin_account WHERE id = ?",
        [&id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    let Some((email, email_verified)) = found.optional()? else {
        return Ok(None);
    };
    let mut providers = transaction
        .prepare_cached("SELECT DISTINCT provider FROM signin_identity WHERE account = ?")?;
    let providers = providers
        .query_map([&id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(Some(Account {
        id,
        email,
        email_verified,
        providers,
    }))
}

fn insert_identity(
    transaction: &Transaction<'_>,
    account: &str,
    identity: &Identity,
) -> rusqlite::Result<bool> {
    unless_taken(transaction.execute(
        "INSERT INTO signin_identity (provider, subject, account, linked_at) VALUES (?, ?, ?, ?)",
        params![identity.provider, identity.subject, account, seconds()],
    ))
}

impl Accounts for SqliteStore {
    async fn find_by_identity(
        &self,
        provider: &str,
        subject: &str,
    ) -> Result<Option<Account>, BoxError> {
        let key = [provider.to_owned(), subject.to_owned()];
        self.run(move |transaction| {
            let sql = "SELECT account FROM signin_identity WHERE provider = ? AND subject = ?";
            match transaction
                .query_row(sql, key, |row| row.get(0))
                .optional()?
            {
                Some(id) => account(transaction, id),
                None => Ok(None),
            }
        })
        .await
    }

    async fn find_by_email(&self, address: &str) -> Result<Vec<Account>, BoxError> {
        let address = address.to_owned();
        self.run(move |transaction| {
            let found = transaction
                .query_row(
                    "SELECT id FROM signin_account WHERE email = ?",
                    [address],
                    |row| row.get(0),
                )
                .optional()?;
            let found = found.map_or(Ok(None), |id| account(transaction, id))?;
            Ok(found.into_iter().collect())
        })
        .await
    }

    async fn create(
        &self,
        identity: &Identity,
        address: Option<&str>,
    ) -> Result<Option<String>, BoxError> {
        let (identity, address, id) = (
            identity.clone(),
            address.map(str::to_owned),
            random::<16>()?,
        );
        let connection = Arc::clone(&self.0);
        let create = move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sql = "INSERT INTO signin_account (id, email, email_verified, name, created_at) VALUES (?, ?, ?, ?, ?)";
            let inserted = transaction.execute(
                sql,
                params![id, address, address.is_some(), identity.name, seconds()],
            );
            if !unless_taken(inserted)? || !insert_identity(&transaction, &id, &identity)? {
                return Ok(None);
            }
            transaction.commit()?;
            Ok(Some(id))
        };
        tokio::task::spawn_blocking(create).await?
    }

    async fn link(&self, account: &str, identity: &Identity) -> Result<bool, BoxError> {
        let (account, identity) = (account.to_owned(), identity.clone());
        self.run(move |transaction| insert_identity(transaction, &account, &identity))
            .await
    }
}

/// A family that is not revoked.
fn family(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Family>> {
    let sql = "SELECT account, signed_in_at FROM signin_family WHERE id = ? AND revoked = 0";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Family {
            id: id.to_owned(),
            user: row.get(0)?,
            signed_in_at: unsigned(row.get(1)?),
        })
    };
    transaction.query_row(sql, [id], read).optional()
}

impl Tokens for SqliteStore {
    async fn start(&self, family: &Family) -> Result<(), BoxError> {
        let family = family.clone();
        self.run(move |transaction| {
            let sql = "INSERT INTO signin_family (id, account, signed_in_at) VALUES (?, ?, ?)";
            transaction
                .execute(
                    sql,
                    params![family.id, family.user, signed(family.signed_in_at)],
                )
                .map(drop)
        })
        .await
    }

    async fn insert_code(
        &self,
        hash: &str,
        family: &str,
        challenge: &str,
        expires: u64,
    ) -> Result<(), BoxError> {
        let row = (
            hash.to_owned(),
            family.to_owned(),
            challenge.to_owned(),
            signed(expires),
        );
        let sql = "INSERT INTO signin_code (hash, family, challenge, expires) VALUES (?, ?, ?, ?)";
        self.run(move |transaction| transaction.execute(sql, row).map(drop))
            .await
    }

    async fn take_code(&self, hash: &str, now: u64) -> Result<Taken, BoxError> {
        let hash = hash.to_owned();
        self.run(move |transaction| {
            let sql =
                "SELECT family, challenge, used FROM signin_code WHERE hash = ? AND expires > ?";
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let found: Option<(String, String, bool)> = transaction
                .query_row(sql, params![hash, signed(now)], read)
                .optional()?;
            let Some((id, challenge, used)) = found else {
                return Ok(Taken::Unknown);
            };
            if used {
                return Ok(Taken::Again(id));
            }
            transaction.execute("UPDATE signin_code SET used = 1 WHERE hash = ?", [hash])?;
            Ok(family(transaction, &id)?
                .map_or(Taken::Unknown, |family| Taken::First { family, challenge }))
        })
        .await
    }

    async fn insert_refresh(&self, hash: &str, family: &str, expires: u64) -> Result<(), BoxError> {
        let row = (hash.to_owned(), signed(expires), family.to_owned());
        let sql = "INSERT INTO signin_refresh (hash, expires, family) SELECT ?, ?, id FROM signin_family WHERE id = ? AND revoked = 0";
        self.run(move |transaction| transaction.execute(sql, row).map(drop))
            .await
    }

    async fn rotate(
        &self,
        hash: &str,
        next: &str,
        expires: u64,
        now: u64,
    ) -> Result<Rotation, BoxError> {
        let (hash, next) = (hash.to_owned(), next.to_owned());
        self.run(move |transaction| {
            let sql = "SELECT family, used_at FROM signin_refresh WHERE hash = ? AND expires > ?";
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let found: Option<(String, Option<i64>)> = transaction
                .query_row(sql, params![hash, signed(now)], read)
                .optional()?;
            let Some((id, used_at)) = found else {
                return Ok(Rotation::Unknown);
            };
            let Some(family) = family(transaction, &id)? else {
                return Ok(Rotation::Unknown);
            };
            if let Some(used_at) = used_at {
                return Ok(Rotation::Reused(family, unsigned(used_at)));
            }
            transaction.execute(
                "UPDATE signin_refresh SET used_at = ? WHERE hash = ?",
                params![signed(now), hash],
            )?;
            let sql = "INSERT INTO signin_refresh (hash, family, expires) VALUES (?, ?, ?)";
            transaction.execute(sql, params![next, id, signed(expires)])?;
            Ok(Rotation::Rotated(family))
        })
        .await
    }

    async fn revoke_family(&self, family: &str) -> Result<(), BoxError> {
        let family = family.to_owned();
        self.run(move |transaction| {
            transaction
                .execute(
                    "UPDATE signin_family SET revoked = 1 WHERE id = ?",
                    [family],
                )
                .map(drop)
        })
        .await
    }

    async fn revoke_user(&self, user: &str) -> Result<(), BoxError> {
        let user = user.to_owned();
        self.run(move |transaction| {
            transaction
                .execute(
                    "UPDATE signin_family SET revoked = 1 WHERE account = ?",
                    [user],
                )
                .map(drop)
        })
        .await
    }

    async fn remove_expired(&self, now: u64) -> Result<(), BoxError> {
        self.run(move |transaction| {
            transaction.execute("DELETE FROM signin_code WHERE expires <= ?", [signed(now)])?;
            transaction.execute("DELETE FROM signin_refresh WHERE expires <= ?", [signed(now)])?;
            let sql = "DELETE FROM signin_family WHERE signed_in_at < ? - 60 \
                       AND NOT EXISTS (SELECT 1 FROM signin_code WHERE family = signin_family.id) \
                       AND NOT EXISTS (SELECT 1 FROM signin_refresh WHERE family = signin_family.id)";
            transaction.execute(sql, [signed(now)]).map(drop)
        })
        .await
    }
}
