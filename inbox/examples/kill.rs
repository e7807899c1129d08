//! Kills workers, intakes and the database while events arrive, and checks what has become of them.
//!
//! ```text
//! cargo run --release -p fetchwright-inbox --all-features --example kill -- --store sqlite --events 10000
//! cargo run --release -p fetchwright-inbox --all-features --example kill -- --store postgres --events 100000
//! ```
//!
//! This process is the provider: it sends each event until it sees a 2xx, a tenth of them twice, in any order, and kills
//! one of its children every second with `kill -9` (less often where it is so slow that nothing would go on). The database goes down twice; SQLite, which lives in the processes,
//! goes down by killing them all. Handlers fail, panic and wait now and then, and write one row for each event in the
//! inbox's transaction. At the end every event that was accepted has exactly one row (`lost`, `twice`), no job is left
//! (`stuck`), and no two handlers of a lane ran at once (`overlaps`): each holds a lock of the lane's file, which the kernel
//! frees when its process dies.

#[path = "support/cluster.rs"]
mod cluster;

use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use fetchwright_inbox::{
    BoxError, Builder, Context, Event, Handler, HandlerResult, Inbox, Outcome, Verified, commit,
    json,
};
use fs4::fs_std::FileExt;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

type Result<T> = std::result::Result<T, BoxError>;

const LANES: usize = 100;
const SENDERS: usize = 24;
const INTAKES: u16 = 2;
const WORKERS: u16 = 3;
/// A process is killed every second, if so many events were accepted since the last time.
const KILL_AFTER: usize = 40;
/// Nothing goes on for so long: that is a finding.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Clone, Serialize, Deserialize)]
struct Order {
    id: String,
    lane: String,
}

/// What every process is started with.
#[derive(Clone)]
struct Options {
    store: String,
    database: String,
    folder: PathBuf,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        arguments
            .iter()
            .position(|it| it == name)
            .and_then(|at| arguments.get(at + 1))
            .cloned()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let store = option("--store").unwrap_or_else(|| "sqlite".to_owned());
    if let Some(role) = option("--role") {
        let options = Options {
            store,
            database: option("--database").ok_or("--database is missing")?,
            folder: option("--folder").ok_or("--folder is missing")?.into(),
        };
        return runtime.block_on(child(
            &role,
            &options,
            option("--port").and_then(|port| port.parse().ok()),
        ));
    }
    let events: usize = option("--events").map_or(Ok(10_000), |events| events.parse())?;
    let folder = std::env::temp_dir().join(format!("inbox-kill-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("lanes"))?;
    let cluster = if store == "postgres" {
        Some(cluster::Cluster::start()?)
    } else {
        None
    };
    let database = cluster.as_ref().map_or_else(
        || folder.join("inbox.db").display().to_string(),
        cluster::Cluster::url,
    );
    let options = Options {
        store,
        database,
        folder: folder.clone(),
    };
    let clean = runtime.block_on(provider(&options, cluster.as_ref(), events));
    drop(cluster);
    let _ = std::fs::remove_dir_all(folder);
    std::process::exit(i32::from(!clean?));
}

// The children.

async fn child(role: &str, options: &Options, port: Option<u16>) -> Result<()> {
    let inbox = builder(options).open().await?;
    if role == "worker" {
        return Ok(inbox.run(std::future::pending()).await?);
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port.unwrap_or_default())).await?;
    Ok(axum::serve(listener, Router::new().nest("/webhooks", inbox.router())).await?)
}

fn builder(options: &Options) -> Builder {
    let builder = match options.store.as_str() {
        "postgres" => Inbox::postgres(&options.database),
        _ => Inbox::sqlite(&options.database),
    };
    let builder = builder.source("shop", |headers, body| {
        let signed = headers
            .get("signature")
            .is_some_and(|signature| signature == "right");
        if !signed {
            return Err("no signature".into());
        }
        let order: Order = serde_json::from_slice(body)?;
        Ok(Verified::from(Event::new(order.id, "order")))
    });
    let on_postgres = options.store == "postgres";
    let folder = options.folder.clone();
    let handler = Handler::new("order", json::<Order>, move |order, cx| {
        handle(order, cx, folder.clone(), on_postgres)
    });
    let handler = handler
        .lane(|order| order.lane.clone())
        .attempts(10_000)
        .timeout(Duration::from_secs(4));
    let handler = handler.backoff(|_| Duration::from_millis(fastrand::u64(20..200)));
    builder
        .handler("shop", handler)
        .workers(16)
        .lease_margin(Duration::from_secs(4))
}

async fn handle(order: Order, cx: Context, folder: PathBuf, on_postgres: bool) -> HandlerResult {
    let lane = lock(&folder, &order)?;
    tokio::time::sleep(Duration::from_micros(fastrand::u64(0..4_000))).await;
    match fastrand::u8(..100) {
        0 => return Err("a failure".into()),
        1 => panic!("a panic"),
        2 => return Ok(Outcome::Later(Duration::from_millis(50))),
        _ => {}
    }
    if on_postgres {
        let transaction = cx.postgres().await?;
        transaction
            .execute(
                "INSERT INTO applied (event, attempt) VALUES ($1, $2)",
                &[&order.id, &i64::from(cx.attempt())],
            )
            .await?;
        drop(lane);
        return Ok(Outcome::Done);
    }
    let attempt = cx.attempt();
    Ok(commit(move |transaction| {
        transaction.execute(
            "INSERT INTO applied (event, attempt) VALUES (?, ?)",
            (&order.id, attempt),
        )?;
        drop(lane);
        Ok(())
    }))
}

/// Holds the lane's file, or writes down that somebody else does.
fn lock(folder: &Path, order: &Order) -> Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("lanes").join(&order.lane))?;
    if !FileExt::try_lock_exclusive(&file)? {
        let mut overlaps = OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("overlaps"))?;
        writeln!(overlaps, "{} in lane {}", order.id, order.lane)?;
    }
    Ok(file)
}

// The provider.

struct Children {
    options: Options,
    running: HashMap<String, Child>,
    ports: Vec<u16>,
}

impl Children {
    fn start(options: &Options) -> Result<Children> {
        let mut ports = Vec::new();
        for _ in 0..INTAKES {
            ports.push(
                std::net::TcpListener::bind(("127.0.0.1", 0))?
                    .local_addr()?
                    .port(),
            );
        }
        let mut children = Children {
            options: options.clone(),
            running: HashMap::new(),
            ports,
        };
        children.revive()?;
        Ok(children)
    }

    fn names(&self) -> Vec<String> {
        let intakes = self.ports.iter().map(|port| format!("intake {port}"));
        intakes
            .chain((0..WORKERS).map(|number| format!("worker {number}")))
            .collect()
    }

    /// Starts every child that does not run.
    fn revive(&mut self) -> Result<()> {
        for name in self.names() {
            let runs = self
                .running
                .get_mut(&name)
                .is_some_and(|child| matches!(child.try_wait(), Ok(None)));
            if runs {
                continue;
            }
            let (role, number) = name.split_once(' ').ok_or("no role")?;
            let mut command = Command::new(std::env::current_exe()?);
            command.args([
                "--role",
                role,
                "--port",
                number,
                "--store",
                &self.options.store,
            ]);
            command
                .args(["--database", &self.options.database])
                .arg("--folder")
                .arg(&self.options.folder);
            // Panics of handlers are part of it.
            self.running
                .insert(name.clone(), command.stderr(Stdio::null()).spawn()?);
        }
        Ok(())
    }

    fn kill(&mut self, name: &str) {
        if let Some(mut child) = self.running.remove(name) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn kill_all(&mut self) {
        for name in self.names() {
            self.kill(&name);
        }
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        self.kill_all();
    }
}

async fn provider(
    options: &Options,
    cluster: Option<&cluster::Cluster>,
    events: usize,
) -> Result<bool> {
    // The inbox migrates its own tables; the checker has one of its own in the same database.
    drop(builder(options).open().await?);
    Database::of(options)
        .execute("CREATE TABLE applied (event TEXT NOT NULL, attempt BIGINT NOT NULL)")
        .await?;
    let mut children = Children::start(options)?;
    let ports = children.ports.clone();
    let started = Instant::now();
    let queue = Arc::new(Mutex::new(shuffled(events)));
    let rate = (events as f64 / 15.0).min(1_500.0);
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            tokio::spawn(send_all(
                Arc::clone(&queue),
                ports.clone(),
                rate / SENDERS as f64,
            ))
        })
        .collect();
    let (mut kills, mut restarts) = (0, 0);
    let (mut left, mut since) = (usize::MAX, Instant::now());
    while senders.iter().any(|sender| !sender.is_finished()) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        children.revive()?;
        let now = queue.lock().map_or(0, |queue| queue.len());
        if since.elapsed() > PATIENCE {
            return Err(format!("{now} events wait to be accepted, and nothing goes on").into());
        }
        // On a machine with much else to do, processes that are killed every second would never get to work.
        if left.saturating_sub(now) < KILL_AFTER {
            continue;
        }
        (left, since) = (now, Instant::now());
        let third = events * 11 / 10 / 3;
        if restarts < 2 && now < third * (2 - restarts) {
            restarts += 1;
            match cluster {
                Some(cluster) => tokio::task::block_in_place(|| cluster.crash_and_start())?,
                None => children.kill_all(),
            }
        }
        let names = children.names();
        children.kill(&names[fastrand::usize(..names.len())]);
        kills += 1;
        children.revive()?;
    }
    for sender in senders {
        sender.await??;
    }
    println!(
        "{events} events accepted in {:.0?}; {kills} kills, {restarts} restarts of the database",
        started.elapsed()
    );
    let stuck = drain(options, &mut children).await?;
    children.kill_all();
    report(options, events, stuck).await
}

fn shuffled(events: usize) -> VecDeque<Order> {
    let order = |number: usize| Order {
        id: format!("evt_{number}"),
        lane: format!("lane_{}", number % LANES),
    };
    let mut all: Vec<_> = (0..events)
        .chain((0..events).filter(|number| number % 10 == 0))
        .map(order)
        .collect();
    fastrand::shuffle(&mut all);
    all.into()
}

/// Sends events, each until it is accepted, at no more than `rate` a second.
async fn send_all(queue: Arc<Mutex<VecDeque<Order>>>, ports: Vec<u16>, rate: f64) -> Result<()> {
    loop {
        let Some(order) = queue.lock().map_err(|_| "poisoned")?.pop_front() else {
            return Ok(());
        };
        let pause = tokio::time::sleep(Duration::from_secs_f64(1.0 / rate));
        let sent = tokio::time::timeout(
            Duration::from_secs(15),
            send(&order, ports[fastrand::usize(..ports.len())]),
        );
        if !matches!(sent.await, Ok(Ok(200))) {
            queue.lock().map_err(|_| "poisoned")?.push_back(order);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        pause.await;
    }
}

async fn send(order: &Order, port: u16) -> Result<u16> {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
    let body = serde_json::to_string(order)?;
    let head = "POST /webhooks/shop HTTP/1.1\r\nhost: localhost\r\nsignature: right\r\nconnection: close\r\ncontent-length:";
    stream
        .write_all(format!("{head} {}\r\n\r\n{body}", body.len()).as_bytes())
        .await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response.split(' ').nth(1).ok_or("no status")?.parse()?)
}

/// Waits until no job is left, or none has ended for a long time. Returns how many are left.
async fn drain(options: &Options, children: &mut Children) -> Result<i64> {
    let database = Database::of(options);
    let (mut left, mut since) = (i64::MAX, Instant::now());
    while since.elapsed() < PATIENCE {
        let now = database.count("SELECT count(*) FROM inbox_job").await?;
        if now == 0 {
            return Ok(0);
        }
        if now < left {
            (left, since) = (now, Instant::now());
        }
        children.revive()?;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(left)
}

async fn report(options: &Options, events: usize, stuck: i64) -> Result<bool> {
    let database = Database::of(options);
    let lost = events as i64
        - database
            .count("SELECT count(DISTINCT event) FROM applied")
            .await?;
    let twice = database
        .count("SELECT count(*) - count(DISTINCT event) FROM applied")
        .await?;
    let again = database
        .count("SELECT count(*) FROM applied WHERE attempt > 1")
        .await?;
    let overlaps = std::fs::read_to_string(options.folder.join("overlaps")).unwrap_or_default();
    for overlap in overlaps.lines().take(10) {
        println!("overlap: {overlap}");
    }
    let overlaps = overlaps.lines().count();
    println!("{again} events needed more than one attempt; overlaps {overlaps}");
    println!("lost {lost}, twice {twice}, stuck {stuck}");
    Ok(lost == 0 && twice == 0 && stuck == 0 && overlaps == 0)
}

/// The checker's own connections.
enum Database<'o> {
    Sqlite(&'o str),
    Postgres(&'o str),
}

impl Database<'_> {
    fn of(options: &Options) -> Database<'_> {
        match options.store.as_str() {
            "postgres" => Database::Postgres(&options.database),
            _ => Database::Sqlite(&options.database),
        }
    }

    async fn execute(&self, sql: &str) -> Result<()> {
        match self {
            Database::Sqlite(path) => Ok(open(path)?.execute_batch(sql)?),
            Database::Postgres(url) => Ok(connect(url).await?.batch_execute(sql).await?),
        }
    }

    async fn count(&self, sql: &str) -> Result<i64> {
        match self {
            Database::Sqlite(path) => Ok(open(path)?.query_row(sql, [], |row| row.get(0))?),
            Database::Postgres(url) => {
                Ok(connect(url).await?.query_one(sql, &[]).await?.try_get(0)?)
            }
        }
    }
}

fn open(path: &str) -> std::result::Result<rusqlite::Connection, Box<dyn Error + Send + Sync>> {
    let connection = rusqlite::Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    Ok(connection)
}

async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
