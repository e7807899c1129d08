//! A new database for each test, a source whose deliveries are signed with a header, and waiting for what workers do.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fetchwright_inbox::{
    BoxError, Builder, Context, Event, HandlerResult, Inbox, Outcome, Refused, State, Verified,
    commit,
};
use http::{HeaderMap, HeaderValue};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A database.
#[derive(Clone)]
pub enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

/// Runs a test on each database that is there.
#[macro_export]
macro_rules! on_each_store {
    ($(async fn $name:ident($place:ident: $type:ty) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn test($place: $type) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let place = $crate::place::Place::sqlite();
                test(place.clone()).await;
                place.remove();
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                match $crate::place::Place::postgres().await {
                    Some(place) => test(place).await,
                    None => eprintln!("skipped: FETCHWRIGHT_POSTGRES is not set"),
                }
            }
        }
    )*};
}

impl Place {
    pub fn sqlite() -> Place {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("inbox-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Place::Sqlite(folder.join("inbox.db"))
    }

    pub async fn postgres() -> Option<Place> {
        let server = std::env::var("FETCHWRIGHT_POSTGRES").ok()?;
        let name = format!(
            "inbox_test_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let client = connect(&server).await;
        client
            .batch_execute(&format!("DROP DATABASE IF EXISTS {name}"))
            .await
            .unwrap();
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        let (start, _) = server.rsplit_once('/').unwrap();
        Some(Place::Postgres(format!("{start}/{name}")))
    }

    /// The file or the URL.
    pub fn url(&self) -> String {
        match self {
            Place::Sqlite(path) => path.display().to_string(),
            Place::Postgres(url) => url.clone(),
        }
    }

    pub fn remove(&self) {
        if let Place::Sqlite(path) = self {
            std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
        }
    }

    /// An inbox with a source `shop`, whose deliveries have the header `signature: right`.
    pub fn builder(&self) -> Builder {
        let builder = match self {
            Place::Sqlite(path) => Inbox::sqlite(path),
            Place::Postgres(url) => Inbox::postgres(url),
        };
        builder
            .workers(8)
            .grace(Duration::from_secs(5))
            .source("shop", verify)
    }

    pub async fn execute(&self, sql: &str) {
        match self {
            Place::Sqlite(path) => open(path).execute_batch(sql).unwrap(),
            Place::Postgres(url) => connect(url).await.batch_execute(sql).await.unwrap(),
        }
    }

    pub async fn count(&self, sql: &str) -> i64 {
        match self {
            Place::Sqlite(path) => open(path).query_row(sql, [], |row| row.get(0)).unwrap(),
            Place::Postgres(url) => connect(url).await.query_one(sql, &[]).await.unwrap().get(0),
        }
    }

    /// A table that handlers write in the inbox's transaction with [`Place::write`].
    pub async fn create_effects(&self) {
        self.execute("CREATE TABLE effects (what TEXT NOT NULL)")
            .await;
    }

    pub async fn effects(&self) -> i64 {
        self.count("SELECT count(*) FROM effects").await
    }

    /// What a handler returns that writes a row together with "done".
    pub async fn write(&self, cx: &Context, what: String) -> HandlerResult {
        match self {
            Place::Sqlite(_) => Ok(commit(move |transaction| {
                transaction.execute("INSERT INTO effects VALUES (?)", [what])?;
                Ok(())
            })),
            Place::Postgres(_) => {
                let transaction = cx.postgres().await?;
                let sql = "INSERT INTO effects VALUES ($1)";
                transaction
                    .execute_typed(sql, &[(&what, tokio_postgres::types::Type::TEXT)])
                    .await?;
                Ok(Outcome::Done)
            }
        }
    }
}

fn open(path: &PathBuf) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.busy_timeout(Duration::from_secs(20)).unwrap();
    connection
}

pub async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

/// `id`, `kind` and `time` come from headers, as if the signature covered them.
pub fn verify(headers: &HeaderMap, _: &[u8]) -> Result<Verified, Refused> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default()
    };
    if text("signature") != "right" {
        return Err("the signature does not fit".into());
    }
    if text("kind") == "handshake" {
        return Ok(Verified::Handshake(http::Response::new(
            Bytes::from_static(b"challenge"),
        )));
    }
    let event = Event::new(text("id"), text("kind"));
    let event = text("time")
        .parse()
        .map_or(event.clone(), |seconds| event.at_unix(seconds));
    Ok(Verified::from(if text("id-is") == "unsigned" {
        event.unsigned_id()
    } else {
        event
    }))
}

pub fn headers(id: &str, kind: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("signature", HeaderValue::from_static("right"));
    headers.insert("id", HeaderValue::from_str(id).unwrap());
    headers.insert("kind", HeaderValue::from_str(kind).unwrap());
    headers
}

/// Sends an event and returns the status.
pub async fn send(inbox: &Inbox, id: &str, kind: &str, body: &str) -> u16 {
    inbox
        .receive("shop", &headers(id, kind), Bytes::from(body.to_owned()))
        .await
        .status()
        .as_u16()
}

/// Workers that run until this is stopped.
pub struct Running {
    stop: Arc<Notify>,
    task: JoinHandle<Result<(), fetchwright_inbox::Error>>,
}

impl Running {
    pub fn start(inbox: &Inbox) -> Running {
        let stop = Arc::new(Notify::new());
        let (inbox, stopped) = (inbox.clone(), Arc::clone(&stop));
        Running {
            stop,
            task: tokio::spawn(async move { inbox.run(stopped.notified()).await }),
        }
    }

    pub async fn stop(self) {
        self.stop.notify_one();
        self.task.await.unwrap().unwrap();
    }
}

/// How many deliveries are in a state.
pub async fn in_state(inbox: &Inbox, state: State) -> usize {
    inbox
        .list(&fetchwright_inbox::Filter::default().state(state), 1000)
        .await
        .unwrap()
        .len()
}

/// Waits until so many deliveries are in a state; the test's runner has the last word about how long.
pub async fn until(inbox: &Inbox, state: State, count: usize) {
    while in_state(inbox, state).await != count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What handlers note.
#[derive(Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    pub fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

pub fn soon(_: u32) -> Duration {
    Duration::from_millis(1)
}

pub fn failed(text: &str) -> HandlerResult {
    Err(BoxError::from(text.to_owned()))
}
