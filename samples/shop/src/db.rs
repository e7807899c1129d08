//! The shop's tables, in SQLite or Postgres: statements as data, run in one transaction.
//!
//! ```text
//! db.change(vec![change("UPDATE shop_orders SET state = 'paid' WHERE id = $1", [id])])      a transaction of its own
//! db.within(&cx, changes)                                                                  the inbox's transaction
//! ```
//!
//! Business functions return [`Change`]s. So a page and an event run the same statements, each in its own transaction.
//!
//! Invariants: every statement may run twice. Parameters are `$1`, `$2`, … in both databases.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fetchwright_inbox::{Context, HandlerResult, Outcome, commit};
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{ToSql, Type};

use crate::Error;

/// A parameter or a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(number)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Int(number) => ValueRef::Integer(*number),
        }))
    }
}

impl Value {
    fn typed(&self) -> (&(dyn ToSql + Sync), Type) {
        match self {
            Value::Text(text) => (text, Type::TEXT),
            Value::Int(number) => (number, Type::INT8),
        }
    }
}

/// A statement that changes something.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    sql: &'static str,
    values: Vec<Value>,
}

/// Makes a statement with its parameters.
pub fn change<const N: usize>(sql: &'static str, values: [Value; N]) -> Change {
    Change { sql, values: values.into() }
}

/// A row, whose columns are read from left to right.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    /// The next column, which is a text.
    pub fn text(&mut self) -> String {
        match self.0.next() {
            Some(Value::Text(text)) => text,
            Some(Value::Int(number)) => number.to_string(),
            None => String::new(),
        }
    }

    /// The next column, which is a number.
    pub fn int(&mut self) -> i64 {
        match self.0.next() {
            Some(Value::Int(number)) => number,
            _ => 0,
        }
    }
}

/// The database. A clone is the same one.
#[derive(Clone)]
pub enum Db {
    /// A file, for one machine.
    Sqlite(Arc<Mutex<rusqlite::Connection>>),
    /// A server, for any number of processes.
    Postgres(deadpool_postgres::Pool),
}

impl Db {
    /// Opens a file, or connects to a URL that begins with `postgres:`, and creates the tables `shop_…`.
    pub async fn open(database: &str) -> Result<Db, Error> {
        let schema = include_str!("schema.sql");
        if !database.starts_with("postgres") {
            let connection = rusqlite::Connection::open(database)?;
            connection.busy_timeout(Duration::from_secs(10))?;
            connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
            connection.execute_batch(schema)?;
            return Ok(Db::Sqlite(Arc::new(Mutex::new(connection))));
        }
        let config = deadpool_postgres::ManagerConfig {
            recycling_method: deadpool_postgres::RecyclingMethod::Custom("ROLLBACK".to_owned()),
        };
        let manager =
            deadpool_postgres::Manager::from_config(database.parse()?, tokio_postgres::NoTls, config);
        let pool = deadpool_postgres::Pool::builder(manager).max_size(8).build()?;
        // Two processes may start at once.
        let mut client = pool.get().await?;
        let transaction = client.transaction().await?;
        transaction.batch_execute("SELECT pg_advisory_xact_lock(70_110)").await?;
        transaction.batch_execute(schema).await?;
        transaction.commit().await?;
        Ok(Db::Postgres(pool))
    }

    /// Reads rows.
    pub async fn query<const N: usize>(
        &self,
        sql: &'static str,
        values: [Value; N],
    ) -> Result<Vec<Row>, Error> {
        match self {
            Db::Sqlite(connection) => {
                let connection = Arc::clone(connection);
                let read = move || {
                    let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                    let mut statement = connection.prepare_cached(&sql.replace('$', "?"))?;
                    let columns = statement.column_count();
                    let mut rows = statement.query(rusqlite::params_from_iter(values.iter()))?;
                    let mut found = Vec::new();
                    while let Some(row) = rows.next()? {
                        let columns = (0..columns).map(|at| Ok(sqlite_value(row.get_ref(at)?)));
                        found.push(Row(columns.collect::<rusqlite::Result<Vec<_>>>()?.into_iter()));
                    }
                    Ok::<_, rusqlite::Error>(found)
                };
                Ok(tokio::task::spawn_blocking(read).await??)
            }
            Db::Postgres(pool) => {
                let typed: Vec<_> = values.iter().map(Value::typed).collect();
                let rows = pool.get().await?.query_typed(sql, &typed).await?;
                rows.iter().map(postgres_row).collect()
            }
        }
    }

    /// Reads one row, if there is one.
    pub async fn one<const N: usize>(
        &self,
        sql: &'static str,
        values: [Value; N],
    ) -> Result<Option<Row>, Error> {
        Ok(self.query(sql, values).await?.into_iter().next())
    }

    /// Runs statements in one transaction. It returns how many rows the first one has changed.
    pub async fn change(&self, changes: Vec<Change>) -> Result<u64, Error> {
        match self {
            Db::Sqlite(connection) => {
                let connection = Arc::clone(connection);
                let run = move || {
                    let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                    let immediate = rusqlite::TransactionBehavior::Immediate;
                    let transaction = connection.transaction_with_behavior(immediate)?;
                    let first = apply(&transaction, &changes)?;
                    transaction.commit()?;
                    Ok::<_, rusqlite::Error>(first)
                };
                Ok(tokio::task::spawn_blocking(run).await??)
            }
            Db::Postgres(pool) => {
                let mut client = pool.get().await?;
                let transaction = client.transaction().await?;
                let mut first = None;
                for change in &changes {
                    let typed: Vec<_> = change.values.iter().map(Value::typed).collect();
                    let rows = transaction.query_typed(change.sql, &typed);
                    // Every statement that changes something returns what it has changed.
                    first.get_or_insert(rows.await?.len() as u64);
                }
                transaction.commit().await?;
                Ok(first.unwrap_or(0))
            }
        }
    }

    /// Runs statements in the transaction of the inbox that also marks the event as handled.
    pub async fn within(&self, cx: &Context, changes: Vec<Change>) -> HandlerResult {
        if changes.is_empty() {
            return Ok(Outcome::Done);
        }
        if let Db::Sqlite(_) = self {
            return Ok(commit(move |transaction| {
                apply(transaction, &changes)?;
                Ok(())
            }));
        }
        let transaction = cx.postgres().await?;
        for change in &changes {
            let typed: Vec<_> = change.values.iter().map(Value::typed).collect();
            transaction.query_typed(change.sql, &typed).await?;
        }
        Ok(Outcome::Done)
    }
}

/// Runs statements, and returns how many rows the first one has changed.
fn apply(connection: &rusqlite::Connection, changes: &[Change]) -> rusqlite::Result<u64> {
    let mut first = None;
    for change in changes {
        let mut statement = connection.prepare_cached(&change.sql.replace('$', "?"))?;
        let mut rows = statement.query(rusqlite::params_from_iter(change.values.iter()))?;
        let mut changed = 0;
        while rows.next()?.is_some() {
            changed += 1;
        }
        first.get_or_insert(changed);
    }
    Ok(first.unwrap_or(0))
}

fn sqlite_value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        _ => Value::Text(String::new()),
    }
}

fn postgres_row(row: &tokio_postgres::Row) -> Result<Row, Error> {
    let read = |at: usize| {
        Ok::<_, tokio_postgres::Error>(match *row.columns()[at].type_() {
            Type::INT8 => Value::Int(row.try_get::<_, Option<i64>>(at)?.unwrap_or(0)),
            _ => Value::Text(row.try_get::<_, Option<String>>(at)?.unwrap_or_default()),
        })
    };
    let values = (0..row.len()).map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Row(values.into_iter()))
}
