//! Accounts and tokens in Postgres, for any number of processes.
//!
//! Every statement is sent without a name (`query_typed`), in transactions that end before the connection is given back: that works through
//! PgBouncer in transaction mode. `SELECT … FOR UPDATE` on the family makes whoever rotates and whoever revokes wait for each other.

use std::time::{Duration, SystemTime};

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Transaction,
};
use tokio_postgres::Config;
use tokio_postgres::types::{ToSql, Type};

use crate::accounts::Accounts;
use crate::error::BoxError;
use crate::identity::Identity;
use crate::linking::Account;
use crate::secret::random;
use crate::tokens::{Family, Rotation, Taken, Tokens};

const SCHEMA: i64 = 1;
const CONNECTIONS: usize = 8;
/// Nobody waits longer for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// `fetchwright-signin` in the key space of advisory locks.
const MIGRATION_LOCK: i64 = 0x6665_7463_6877_7369;

type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// Accounts and tokens in Postgres. A clone is the same store.
#[derive(Clone)]
pub struct PostgresStore(Pool);

impl PostgresStore {
    /// Connects without TLS, and creates the tables `signin_…` if they are not there.
    pub async fn connect(url: &str) -> Result<PostgresStore, BoxError> {
        PostgresStore::connect_with(url.parse()?, tokio_postgres::NoTls).await
    }

    /// Connects with a TLS connector of your choice.
    pub async fn connect_with<T>(config: Config, tls: T) -> Result<PostgresStore, BoxError>
    where
        T: tokio_postgres::tls::MakeTlsConnect<tokio_postgres::Socket>
            + Clone
            + Send
            + Sync
            + 'static,
        T::Stream: Send + Sync,
        T::TlsConnect: Send + Sync,
        <T::TlsConnect as tokio_postgres::tls::TlsConnect<tokio_postgres::Socket>>::Future: Send,
    {
        // A request that was cancelled may have left its transaction open.
        let recycling_method = RecyclingMethod::Custom("ROLLBACK".to_owned());
        let manager = Manager::from_config(config, tls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1);
        let pool = pool
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .build()?;
        migrate(&mut pool.get().await?).await?;
        Ok(PostgresStore(pool))
    }

    async fn client(&self) -> Result<Object, BoxError> {
        Ok(self.0.get().await?)
    }

    async fn execute(&self, sql: &str, values: &[Param<'_>]) -> Result<u64, BoxError> {
        Ok(self.client().await?.execute_typed(sql, values).await?)
    }
}

/// Processes that start together wait for each other at the advisory lock, which ends with the transaction.
async fn migrate(client: &mut Object) -> Result<(), BoxError> {
    let transaction = client.transaction().await?;
    transaction
        .execute_typed(
            "SELECT pg_advisory_xact_lock($1)",
            &[(&MIGRATION_LOCK, Type::INT8)],
        )
        .await?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS signin_schema (version BIGINT NOT NULL)")
        .await?;
    let found = transaction
        .query_typed("SELECT coalesce(max(version), 0) FROM signin_schema", &[])
        .await?;
    let found: i64 = found.first().map_or(Ok(0), |row| row.try_get(0))?;
    if found > SCHEMA {
        return Err(format!("the database has schema {found} of fetchwright-signin, and this program knows schemas up to {SCHEMA}").into());
    }
    if found < 1 {
        transaction
            .batch_execute(include_str!("../../migrations/postgres-1.sql"))
            .await?;
        transaction
            .execute_typed(
                "INSERT INTO signin_schema VALUES ($1)",
                &[(&SCHEMA, Type::INT8)],
            )
            .await?;
    }
    Ok(transaction.commit().await?)
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

const ACCOUNTS: &str = "SELECT a.id, a.email, a.email_verified, array_remove(array_agg(DISTINCT i.provider), NULL) \
                        FROM signin_account a LEFT JOIN signin_identity i ON i.account = a.id";

fn account(row: &tokio_postgres::Row) -> Result<Account, BoxError> {
    Ok(Account {
        id: row.try_get(0)?,
        email: row.try_get(1)?,
        email_verified: row.try_get(2)?,
        providers: row.try_get(3)?,
    })
}

const INSERT_IDENTITY: &str = "INSERT INTO signin_identity (provider, subject, account, linked_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

impl Accounts for PostgresStore {
    async fn find_by_identity(
        &self,
        provider: &str,
        subject: &str,
    ) -> Result<Option<Account>, BoxError> {
        let sql = format!(
            "{ACCOUNTS} WHERE a.id = (SELECT account FROM signin_identity WHERE provider = $1 AND subject = $2) GROUP BY a.id"
        );
        let rows = self
            .client()
            .await?
            .query_typed(&sql, &[(&provider, Type::TEXT), (&subject, Type::TEXT)])
            .await?;
        rows.first().map(account).transpose()
    }

    async fn find_by_email(&self, address: &str) -> Result<Vec<Account>, BoxError> {
        let sql = format!("{ACCOUNTS} WHERE a.email = $1 GROUP BY a.id");
        self.client()
            .await?
            .query_typed(&sql, &[(&address, Type::TEXT)])
            .await?
            .iter()
            .map(account)
            .collect()
    }

    async fn create(
        &self,
        identity: &Identity,
        address: Option<&str>,
    ) -> Result<Option<String>, BoxError> {
        let id = random::<16>()?;
        let mut client = self.client().await?;
        let transaction = client.transaction().await?;
        let sql = "INSERT INTO signin_account (id, email, email_verified, name, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let (verified, now) = (address.is_some(), seconds());
        let values: [Param<'_>; 5] = [
            (&id, Type::TEXT),
            (&address, Type::TEXT),
            (&verified, Type::BOOL),
            (&identity.name, Type::TEXT),
            (&now, Type::INT8),
        ];
        let created = transaction.execute_typed(sql, &values).await? > 0;
        let values: [Param<'_>; 4] = [
            (&identity.provider, Type::TEXT),
            (&identity.subject, Type::TEXT),
            (&id, Type::TEXT),
            (&now, Type::INT8),
        ];
        if !created || transaction.execute_typed(INSERT_IDENTITY, &values).await? == 0 {
            transaction.rollback().await?;
            return Ok(None);
        }
        transaction.commit().await?;
        Ok(Some(id))
    }

    async fn link(&self, account: &str, identity: &Identity) -> Result<bool, BoxError> {
        let values: [Param<'_>; 4] = [
            (&identity.provider, Type::TEXT),
            (&identity.subject, Type::TEXT),
            (&account, Type::TEXT),
            (&seconds(), Type::INT8),
        ];
        Ok(self.execute(INSERT_IDENTITY, &values).await? > 0)
    }
}

/// A family that is not revoked, locked until the transaction ends.
async fn lock_family(transaction: &Transaction<'_>, id: &str) -> Result<Option<Family>, BoxError> {
    let sql =
        "SELECT account, signed_in_at FROM signin_family WHERE id = $1 AND NOT revoked FOR UPDATE";
    let rows = transaction.query_typed(sql, &[(&id, Type::TEXT)]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Family {
        id: id.to_owned(),
        user: row.try_get(0)?,
        signed_in_at: unsigned(row.try_get(1)?),
    }))
}

impl Tokens for PostgresStore {
    async fn start(&self, family: &Family) -> Result<(), BoxError> {
        let sql = "INSERT INTO signin_family (id, account, signed_in_at) VALUES ($1, $2, $3)";
        let values: [Param<'_>; 3] = [
            (&family.id, Type::TEXT),
            (&family.user, Type::TEXT),
            (&signed(family.signed_in_at), Type::INT8),
        ];
        self.execute(sql, &values).await.map(drop)
    }

    async fn insert_code(
        &self,
        hash: &str,
        family: &str,
        challenge: &str,
        expires: u64,
    ) -> Result<(), BoxError> {
        let sql =
            "INSERT INTO signin_code (hash, family, challenge, expires) VALUES ($1, $2, $3, $4)";
        let values: [Param<'_>; 4] = [
            (&hash, Type::TEXT),
            (&family, Type::TEXT),
            (&challenge, Type::TEXT),
            (&signed(expires), Type::INT8),
        ];
        self.execute(sql, &values).await.map(drop)
    }

    async fn take_code(&self, hash: &str, now: u64) -> Result<Taken, BoxError> {
        let mut client = self.client().await?;
        let transaction = client.transaction().await?;
        let sql = "SELECT family, challenge, used FROM signin_code WHERE hash = $1 AND expires > $2 FOR UPDATE";
        let rows = transaction
            .query_typed(sql, &[(&hash, Type::TEXT), (&signed(now), Type::INT8)])
            .await?;
        let Some(row) = rows.first() else {
            return Ok(Taken::Unknown);
        };
        let (id, challenge, used): (String, String, bool) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if used {
            return Ok(Taken::Again(id));
        }
        transaction
            .execute_typed(
                "UPDATE signin_code SET used = TRUE WHERE hash = $1",
                &[(&hash, Type::TEXT)],
            )
            .await?;
        let family = lock_family(&transaction, &id).await?;
        transaction.commit().await?;
        Ok(family.map_or(Taken::Unknown, |family| Taken::First { family, challenge }))
    }

    async fn insert_refresh(&self, hash: &str, family: &str, expires: u64) -> Result<(), BoxError> {
        let mut client = self.client().await?;
        let transaction = client.transaction().await?;
        if lock_family(&transaction, family).await?.is_some() {
            insert_refresh(&transaction, hash, family, expires).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn rotate(
        &self,
        hash: &str,
        next: &str,
        expires: u64,
        now: u64,
    ) -> Result<Rotation, BoxError> {
        let mut client = self.client().await?;
        let transaction = client.transaction().await?;
        let sql = "SELECT family FROM signin_refresh WHERE hash = $1 AND expires > $2";
        let rows = transaction
            .query_typed(sql, &[(&hash, Type::TEXT), (&signed(now), Type::INT8)])
            .await?;
        let Some(row) = rows.first() else {
            return Ok(Rotation::Unknown);
        };
        let Some(family) = lock_family(&transaction, row.try_get(0)?).await? else {
            return Ok(Rotation::Unknown);
        };
        // Only behind the lock it is certain that nobody else has used the token.
        let sql = "UPDATE signin_refresh SET used_at = $2 WHERE hash = $1 AND used_at IS NULL";
        if transaction
            .execute_typed(sql, &[(&hash, Type::TEXT), (&signed(now), Type::INT8)])
            .await?
            == 0
        {
            let used_at = transaction
                .query_typed(
                    "SELECT used_at FROM signin_refresh WHERE hash = $1",
                    &[(&hash, Type::TEXT)],
                )
                .await?;
            let used_at: Option<i64> = used_at.first().map_or(Ok(None), |row| row.try_get(0))?;
            return Ok(Rotation::Reused(family, unsigned(used_at.unwrap_or(0))));
        }
        insert_refresh(&transaction, next, &family.id, expires).await?;
        transaction.commit().await?;
        Ok(Rotation::Rotated(family))
    }

    async fn revoke_family(&self, family: &str) -> Result<(), BoxError> {
        self.execute(
            "UPDATE signin_family SET revoked = TRUE WHERE id = $1",
            &[(&family, Type::TEXT)],
        )
        .await
        .map(drop)
    }

    async fn revoke_user(&self, user: &str) -> Result<(), BoxError> {
        self.execute(
            "UPDATE signin_family SET revoked = TRUE WHERE account = $1",
            &[(&user, Type::TEXT)],
        )
        .await
        .map(drop)
    }

    async fn remove_expired(&self, now: u64) -> Result<(), BoxError> {
        let now = signed(now);
        self.execute(
            "DELETE FROM signin_code WHERE expires <= $1",
            &[(&now, Type::INT8)],
        )
        .await?;
        self.execute(
            "DELETE FROM signin_refresh WHERE expires <= $1",
            &[(&now, Type::INT8)],
        )
        .await?;
        let sql = "DELETE FROM signin_family f WHERE signed_in_at < $1 - 60 \
                   AND NOT EXISTS (SELECT 1 FROM signin_code WHERE family = f.id) \
                   AND NOT EXISTS (SELECT 1 FROM signin_refresh WHERE family = f.id)";
        self.execute(sql, &[(&now, Type::INT8)]).await.map(drop)
    }
}

async fn insert_refresh(
    transaction: &Transaction<'_>,
    hash: &str,
    family: &str,
    expires: u64,
) -> Result<(), BoxError> {
    let sql = "INSERT INTO signin_refresh (hash, family, expires) VALUES ($1, $2, $3)";
    let values: [Param<'_>; 3] = [
        (&hash, Type::TEXT),
        (&family, Type::TEXT),
        (&signed(expires), Type::INT8),
    ];
    transaction
        .execute_typed(sql, &values)
        .await
        .map(drop)
        .map_err(Into::into)
}
