//! Measures the inbox against SQL written by hand, in the same run, on the same disk.
//!
//! ```text
//! cargo run --release -p fetchwright-inbox --all-features --example bench -- --store sqlite
//! cargo run --release -p fetchwright-inbox --all-features --example bench -- --store postgres
//! cargo run --release -p fetchwright-inbox --all-features --example bench -- --store postgres --stored 10000000
//! cargo build --release --manifest-path inbox/peers/Cargo.toml       # apalis and graphile_worker, at the same work
//! cargo run --release … -- --store postgres --peers inbox/peers/target/release/inbox-peers
//! ```
//!
//! Each line is a figure, what it is compared with, and the ratio that is wanted. The exit code is 1 if one is missed.

#[path = "support/cluster.rs"]
mod cluster;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use fetchwright_inbox::{Builder, Event, Inbox, Outcome, Verified, raw};
use http::{HeaderMap, HeaderValue};
use tokio::sync::Notify;
use tokio::task::JoinSet;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const BODY: usize = 1024;

/// Where an inbox is.
#[derive(Clone)]
enum Place {
    Sqlite(std::path::PathBuf),
    Postgres(String),
}

impl Place {
    fn builder(&self) -> Builder {
        let builder = match self {
            Place::Sqlite(path) => Inbox::sqlite(path),
            Place::Postgres(url) => Inbox::postgres(url),
        };
        builder.source("bench", |headers, _| {
            let id = headers
                .get("id")
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default();
            Ok(Verified::from(Event::new(id, "event")))
        })
    }
}

#[derive(Default)]
struct Report {
    missed: usize,
}

impl Report {
    fn line(&mut self, what: &str, figure: String, ratio: Option<(f64, &str, bool)>) {
        let (ratio, wanted) = match ratio {
            None => (String::new(), String::new()),
            Some((ratio, wanted, fits)) => {
                self.missed += usize::from(!fits);
                (
                    format!("{ratio:.2}"),
                    format!("{wanted}{}", if fits { "" } else { "  MISSED" }),
                )
            }
        };
        println!("| {what:<58} | {figure:>14} | {ratio:>7} | {wanted} |");
    }

    fn at_least(&mut self, what: &str, rate: f64, baseline: f64, wanted: f64) {
        let ratio = rate / baseline;
        self.line(
            what,
            format!("{rate:.0}/s"),
            Some((ratio, &format!("≥ {wanted}"), ratio >= wanted)),
        );
    }

    fn at_most(&mut self, what: &str, took: Duration, wanted: Duration) {
        let ratio = took.as_secs_f64() / wanted.as_secs_f64();
        let wanted = format!("≤ {wanted:?}");
        self.line(
            what,
            format!("{:.2} ms", took.as_secs_f64() * 1e3),
            Some((ratio, &wanted, ratio <= 1.0)),
        );
    }
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
    let stored = option("--stored").map(|it| it.parse()).transpose()?;
    let peers = option("--peers");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut report = Report::default();
    println!(
        "| {:<58} | {:>14} | {:>7} | wanted |",
        "what", "figure", "ratio"
    );
    println!(
        "|{}|{}|{}|--------|",
        "-".repeat(60),
        "-".repeat(16),
        "-".repeat(9)
    );
    match option("--store").as_deref() {
        Some("postgres") => {
            // A server of its own, unless an empty database is named.
            let named = std::env::var("FETCHWRIGHT_POSTGRES").ok();
            let cluster = if named.is_none() {
                Some(cluster::Cluster::start()?)
            } else {
                None
            };
            let url = named
                .or(cluster.as_ref().map(cluster::Cluster::url))
                .unwrap_or_default();
            runtime.block_on(postgres(&url, stored, peers, &mut report))?;
        }
        _ => {
            let folder = std::env::temp_dir().join(format!("inbox-bench-{}", std::process::id()));
            std::fs::create_dir_all(&folder)?;
            let result = runtime.block_on(sqlite(&folder, stored, peers, &mut report));
            std::fs::remove_dir_all(&folder)?;
            result?;
        }
    }
    std::process::exit(i32::from(report.missed > 0));
}

async fn sqlite(
    folder: &std::path::Path,
    stored: Option<u64>,
    peers: Option<String>,
    report: &mut Report,
) -> Result<()> {
    if let Some(stored) = stored {
        return stored_deliveries(&Place::Sqlite(folder.join("stored.db")), stored, report).await;
    }
    let path = folder.join("by-hand.db");
    let inserts = by_hand::sqlite_inserts(&path, 4_000)?;
    report.line(
        "by hand: insert, one a commit",
        format!("{inserts:.0}/s"),
        None,
    );
    let two_commits = by_hand::sqlite_two_commits(&path, 4_000)?;
    report.line(
        "by hand: claim and done, two commits",
        format!("{two_commits:.0}/s"),
        None,
    );

    let inbox = Place::Sqlite(folder.join("intake.db"))
        .builder()
        .open()
        .await?;
    // Beside each other, so that a disk that becomes slower slows both.
    let mut ratios = Vec::new();
    for round in 0..5 {
        let inserts = by_hand::sqlite_inserts(&folder.join(format!("by-hand-{round}.db")), 1_000)?;
        ratios.push((send(&inbox, 1, 1_000).await, inserts));
    }
    let (rate, inserts) = median(ratios);
    report.at_least("intake, 1 client (median of 5)", rate, inserts, 0.8);
    report.at_least(
        "intake, 64 clients",
        send(&inbox, 64, 40_000).await,
        inserts,
        6.0,
    );

    let place = Place::Sqlite(folder.join("handled.db"));
    let rate = send_and_handle(&place, 1, 64, 40_000).await?;
    report.at_least(
        "intake, 64 clients, and an empty handler",
        rate,
        two_commits,
        1.25,
    );
    if let Some(peers) = &peers {
        let url = format!("sqlite://{}", folder.join("apalis.db").display());
        let theirs = peer(peers, "apalis", &url, 64, 4_000)?;
        report.line("apalis, 64 clients", format!("{theirs:.0}/s"), None);
        report.at_least("the same work, to apalis", rate, theirs, 5.0);
    }
    let rate = send_and_handle(&Place::Sqlite(folder.join("one.db")), 1, 1, 4_000).await?;
    report.at_least(
        "intake, 1 client, and an empty handler",
        rate,
        two_commits,
        0.0,
    );
    intake_while_hanging(&Place::Sqlite(folder.join("hanging.db")), report).await?;
    let place = Place::Sqlite(folder.join("latency.db"));
    latency(
        "idle latency p99, in process",
        &place,
        true,
        true,
        300,
        Duration::from_millis(10),
        report,
    )
    .await?;
    latency(
        "idle latency p99, polling",
        &place,
        false,
        false,
        20,
        Duration::from_millis(1_200),
        report,
    )
    .await
}

async fn postgres(
    url: &str,
    stored: Option<u64>,
    peers: Option<String>,
    report: &mut Report,
) -> Result<()> {
    let place = Place::Postgres(url.to_owned());
    if let Some(stored) = stored {
        return stored_deliveries(&place, stored, report).await;
    }
    by_hand::postgres_inserts(url, 32, 9_000).await?;
    let claims = by_hand::postgres_claims(url, 4, 8_000).await?;
    report.line(
        "by hand: claim and done one by one, 4 workers",
        format!("{claims:.0}/s"),
        None,
    );
    let inbox = place.builder().open().await?;
    send(&inbox, 32, 4_000).await;
    // Beside each other, so that a disk that becomes slower slows both.
    for (clients, events, wanted) in [(32, 8_000, 2.0), (1, 400, 0.0)] {
        let mut ratios = Vec::new();
        for _ in 0..5 {
            let inserts = by_hand::postgres_inserts(url, clients, events).await?;
            ratios.push((send(&inbox, clients, events).await, inserts));
        }
        let (rate, inserts) = median(ratios);
        report.line(
            &format!("by hand: insert, one a commit, clients: {clients}"),
            format!("{inserts:.0}/s"),
            None,
        );
        report.at_least(
            &format!("intake, clients: {clients} (median of 5)"),
            rate,
            inserts,
            wanted,
        );
    }
    drop(inbox);
    clear(url).await?;
    let rate = send_and_handle(&place, 4, 32, 60_000).await?;
    report.at_least(
        "intake, 32 clients, and an empty handler, 4 workers",
        rate,
        claims,
        3.0,
    );
    for (name, events, wanted) in [("apalis", 4_000, 5.0), ("graphile_worker", 40_000, 1.5)] {
        if let Some(peers) = &peers {
            let theirs = peer(peers, name, url, 32, events)?;
            clear(url).await?;
            let rate = send_and_handle(&place, 4, 32, 40_000).await?;
            report.line(
                &format!("{name}, 32 clients, 4 workers"),
                format!("{theirs:.0}/s"),
                None,
            );
            report.at_least(&format!("the same work, to {name}"), rate, theirs, wanted);
        }
    }
    clear(url).await?;
    intake_while_hanging(&place, report).await?;
    clear(url).await?;
    latency(
        "idle latency p99, in process",
        &place,
        true,
        true,
        300,
        Duration::from_millis(10),
        report,
    )
    .await?;
    latency(
        "idle latency p99, between processes, LISTEN",
        &place,
        false,
        true,
        100,
        Duration::from_millis(100),
        report,
    )
    .await?;
    latency(
        "idle latency p99, between processes, polling",
        &place,
        false,
        false,
        20,
        Duration::from_millis(1_200),
        report,
    )
    .await?;
    idle_queries(url, &place, report).await
}

/// Events a second of another job queue, as a process of its own.
fn peer(program: &str, name: &str, url: &str, clients: usize, events: usize) -> Result<f64> {
    let (clients, events) = (clients.to_string(), events.to_string());
    let output = std::process::Command::new(program)
        .args([name, url, &clients, &events])
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let error = || format!("{name}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(text.trim().parse().map_err(|_| error())?)
}

/// The middle one of several rates beside their baselines.
fn median(mut ratios: Vec<(f64, f64)>) -> (f64, f64) {
    ratios.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    ratios[ratios.len() / 2]
}

async fn clear(url: &str) -> Result<()> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client
        .batch_execute("TRUNCATE inbox_delivery, inbox_job, inbox_attempt, inbox_lane")
        .await?)
}

/// Ids never repeat within a run.
static NEXT: AtomicUsize = AtomicUsize::new(0);

async fn deliver(inbox: &Inbox) -> usize {
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut headers = HeaderMap::new();
    headers.insert("id", HeaderValue::from(id));
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    let response = inbox
        .receive("bench", &headers, Bytes::from(vec![b'x'; BODY]))
        .await;
    assert_eq!(response.status(), 200, "a delivery was not accepted");
    id
}

/// Deliveries a second.
async fn send(inbox: &Inbox, clients: usize, events: usize) -> f64 {
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let inbox = inbox.clone();
        tasks.spawn(async move {
            for _ in 0..events / clients {
                deliver(&inbox).await;
            }
        });
    }
    tasks.join_all().await;
    (events / clients * clients) as f64 / started.elapsed().as_secs_f64()
}

async fn send_and_handle(
    place: &Place,
    workers: usize,
    clients: usize,
    events: usize,
) -> Result<f64> {
    let handled = Arc::new(AtomicUsize::new(0));
    let all = Arc::new(Notify::new());
    let expected = events / clients * clients;
    let stop = Arc::new(tokio::sync::Semaphore::new(0));
    let mut runs = JoinSet::new();
    for _ in 0..workers {
        let (handled, all) = (Arc::clone(&handled), Arc::clone(&all));
        let count = move |_, _| {
            let (handled, all) = (Arc::clone(&handled), Arc::clone(&all));
            async move {
                if handled.fetch_add(1, Ordering::Relaxed) + 1 == expected {
                    all.notify_one();
                }
                Ok(Outcome::Done)
            }
        };
        let inbox = place
            .builder()
            .workers(256)
            .on("bench", "event", raw, count)
            .open()
            .await?;
        let stop = Arc::clone(&stop);
        runs.spawn(async move { inbox.run(async move { drop(stop.acquire().await) }).await });
    }
    let intake = place.builder().open().await?;
    let started = Instant::now();
    send(&intake, clients, events).await;
    all.notified().await;
    let took = started.elapsed();
    stop.close();
    while let Some(run) = runs.join_next().await {
        run??;
    }
    Ok(expected as f64 / took.as_secs_f64())
}

async fn intake_while_hanging(place: &Place, report: &mut Report) -> Result<()> {
    let hanging = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&hanging);
    let hang = move |_, cx: fetchwright_inbox::Context| {
        count.fetch_add(1, Ordering::Relaxed);
        async move {
            // On Postgres each holds a transaction, as far as there are connections.
            let _transaction = cx.postgres().await;
            std::future::pending().await
        }
    };
    let builder = place
        .builder()
        .workers(64)
        .grace(Duration::ZERO)
        .on("bench", "event", raw, hang);
    let inbox = builder.open().await?;
    let stop = Arc::new(Notify::new());
    let (running, stopped) = (inbox.clone(), Arc::clone(&stop));
    let run = tokio::spawn(async move { running.run(stopped.notified()).await });
    send(&inbox, 64, 64).await;
    while hanging.load(Ordering::Relaxed) < 64 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut took = Vec::new();
    for _ in 0..1_000 {
        let started = Instant::now();
        deliver(&inbox).await;
        took.push(started.elapsed());
    }
    report.at_most(
        "intake p99 while 64 handlers hang",
        p99(&mut took),
        Duration::from_millis(50),
    );
    stop.notify_one();
    Ok(run.await??)
}

fn p99(took: &mut [Duration]) -> Duration {
    took.sort();
    took[took.len() * 99 / 100]
}

/// From before the intake to the start of the handler.
async fn latency(
    what: &str,
    place: &Place,
    same: bool,
    listens: bool,
    events: usize,
    wanted: Duration,
    report: &mut Report,
) -> Result<()> {
    let (sender, mut started) = tokio::sync::mpsc::unbounded_channel();
    let note = move |_, _| {
        let _ = sender.send(Instant::now());
        async { Ok(Outcome::Done) }
    };
    let inbox = place
        .builder()
        .listen(listens)
        .on("bench", "event", raw, note)
        .open()
        .await?;
    let intake = if same {
        inbox.clone()
    } else {
        place.builder().listen(listens).open().await?
    };
    let stop = Arc::new(Notify::new());
    let stopped = Arc::clone(&stop);
    let run = tokio::spawn(async move { inbox.run(stopped.notified()).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut took = Vec::new();
    for round in 0..events {
        let before = Instant::now();
        deliver(&intake).await;
        let handled = started.recv().await.ok_or("the handler is gone")?;
        took.push(handled.saturating_duration_since(before));
        tokio::time::sleep(Duration::from_millis(10 + (round as u64 * 7) % 50)).await;
    }
    let worst = p99(&mut took);
    report.at_most(
        &format!(
            "{what} (p50 {:.1} ms)",
            took[took.len() / 2].as_secs_f64() * 1e3
        ),
        worst,
        wanted,
    );
    stop.notify_one();
    Ok(run.await??)
}

async fn idle_queries(url: &str, place: &Place, report: &mut Report) -> Result<()> {
    let inbox = place
        .builder()
        .on("bench", "event", raw, |_, _| async { Ok(Outcome::Done) })
        .open()
        .await?;
    let stop = Arc::new(Notify::new());
    let stopped = Arc::clone(&stop);
    let run = tokio::spawn(async move { inbox.run(stopped.notified()).await });
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let count = "SELECT coalesce(sum(calls), 0)::int8 FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'";
    client
        .batch_execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        .await?;
    let before: i64 = client.query_one(count, &[]).await?.get(0);
    let seconds = 20;
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    stop.notify_one();
    run.await??;
    let after: i64 = client.query_one(count, &[]).await?.get(0);
    let rate = (after - before) as f64 / seconds as f64;
    report.line(
        "queries of an idle process",
        format!("{rate:.2}/s"),
        Some((rate, "≤ 1", rate <= 1.0)),
    );
    Ok(())
}

/// Claims beside so many stored deliveries, compared with claims in an empty inbox.
async fn stored_deliveries(place: &Place, stored: u64, report: &mut Report) -> Result<()> {
    let events = 20_000;
    let mut rates = Vec::new();
    for fill in [0, stored] {
        by_hand::fill(place, fill).await?;
        let mut best: f64 = 0.0;
        for _ in 0..3 {
            best = best.max(handle_stored(place, events).await?);
        }
        rates.push(best);
        report.line(
            &format!("claims beside {fill} stored deliveries"),
            format!("{best:.0}/s"),
            None,
        );
    }
    let slower = rates[0] / rates[1];
    report.line(
        "slower by",
        format!("{slower:.2}"),
        Some((slower, "≤ 1.2", slower <= 1.2)),
    );
    Ok(())
}

/// Handles events that are stored already.
async fn handle_stored(place: &Place, events: usize) -> Result<f64> {
    let intake = place.builder().open().await?;
    send(&intake, 64, events).await;
    let handled = Arc::new(AtomicUsize::new(0));
    let all = Arc::new(Notify::new());
    let expected = events / 64 * 64;
    let (count, done) = (Arc::clone(&handled), Arc::clone(&all));
    let handle = move |_, _| {
        if count.fetch_add(1, Ordering::Relaxed) + 1 == expected {
            done.notify_one();
        }
        async { Ok(Outcome::Done) }
    };
    let inbox = place
        .builder()
        .workers(256)
        .on("bench", "event", raw, handle)
        .open()
        .await?;
    let started = Instant::now();
    let stop = Arc::new(Notify::new());
    let stopped = Arc::clone(&stop);
    let run = tokio::spawn(async move { inbox.run(stopped.notified()).await });
    all.notified().await;
    let took = started.elapsed();
    stop.notify_one();
    run.await??;
    Ok(expected as f64 / took.as_secs_f64())
}

/// What one would write without a library.
mod by_hand {
    use super::*;

    const TABLE: &str = "CREATE TABLE IF NOT EXISTS by_hand (id INTEGER PRIMARY KEY, source TEXT NOT NULL, \
         event_id TEXT NOT NULL, kind TEXT NOT NULL, received_at INTEGER NOT NULL, headers TEXT, body BLOB, \
         state INTEGER NOT NULL DEFAULT 0, lease INTEGER, UNIQUE (source, event_id)); \
         CREATE INDEX IF NOT EXISTS by_hand_waiting ON by_hand (id) WHERE state = 0;";

    fn open(path: &std::path::Path) -> Result<rusqlite::Connection> {
        let connection = rusqlite::Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(TABLE)?;
        Ok(connection)
    }

    fn insert(connection: &rusqlite::Connection, body: &[u8]) -> Result<()> {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let sql = "INSERT INTO by_hand (source, event_id, kind, received_at, headers, body) VALUES ('bench', ?, 'event', 1, \
                   'content-type: application/json', ?) ON CONFLICT DO NOTHING";
        connection
            .prepare_cached(sql)?
            .execute(rusqlite::params![id.to_string(), body])?;
        Ok(())
    }

    pub fn sqlite_inserts(path: &std::path::Path, events: usize) -> Result<f64> {
        let connection = open(path)?;
        let body = vec![b'x'; BODY];
        let started = Instant::now();
        for _ in 0..events {
            insert(&connection, &body)?;
        }
        Ok(events as f64 / started.elapsed().as_secs_f64())
    }

    /// Handles what [`sqlite_inserts`] has inserted.
    pub fn sqlite_two_commits(path: &std::path::Path, events: usize) -> Result<f64> {
        let connection = open(path)?;
        let started = Instant::now();
        for _ in 0..events {
            let claim = "UPDATE by_hand SET state = 1, lease = 1 WHERE id = \
                         (SELECT id FROM by_hand WHERE state = 0 ORDER BY id LIMIT 1) RETURNING id, body";
            let id: i64 = {
                let mut claim = connection.prepare_cached(claim)?;
                claim.query_row([], |row| row.get(0))?
            };
            connection
                .prepare_cached("UPDATE by_hand SET state = 2 WHERE id = ?")?
                .execute([id])?;
        }
        Ok(events as f64 / started.elapsed().as_secs_f64())
    }

    async fn connect(url: &str) -> Result<tokio_postgres::Client> {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    pub async fn postgres_inserts(url: &str, clients: usize, events: usize) -> Result<f64> {
        let table = TABLE.replace(
            "INTEGER PRIMARY KEY",
            "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        );
        connect(url)
            .await?
            .batch_execute(&table.replace("BLOB", "BYTEA"))
            .await?;
        let mut connections = Vec::new();
        for _ in 0..clients {
            connections.push(connect(url).await?);
        }
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for client in connections {
            tasks.spawn(async move {
                let sql = "INSERT INTO by_hand (source, event_id, kind, received_at, headers, body) \
                           VALUES ('bench', $1, 'event', 1, 'content-type: application/json', $2) ON CONFLICT DO NOTHING";
                let statement = client.prepare(sql).await?;
                let body = vec![b'x'; BODY];
                for _ in 0..events / clients {
                    let id = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
                    client.execute(&statement, &[&id, &body]).await?;
                }
                Result::Ok(())
            });
        }
        while let Some(task) = tasks.join_next().await {
            task??;
        }
        Ok((events / clients * clients) as f64 / started.elapsed().as_secs_f64())
    }

    /// Handles what [`postgres_inserts`] has inserted.
    pub async fn postgres_claims(url: &str, workers: usize, events: usize) -> Result<f64> {
        let mut connections = Vec::new();
        for _ in 0..workers {
            connections.push(connect(url).await?);
        }
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for client in connections {
            tasks.spawn(async move {
                let claim = "UPDATE by_hand SET state = 1, lease = 1 WHERE id = (SELECT id FROM by_hand WHERE state = 0 \
                             ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, body";
                let claim = client.prepare(claim).await?;
                let done = client.prepare("UPDATE by_hand SET state = 2 WHERE id = $1").await?;
                for _ in 0..events / workers {
                    let id: i64 = client.query_one(&claim, &[]).await?.get(0);
                    client.execute(&done, &[&id]).await?;
                }
                Result::Ok(())
            });
        }
        while let Some(task) = tasks.join_next().await {
            task??;
        }
        Ok((events / workers * workers) as f64 / started.elapsed().as_secs_f64())
    }

    /// Stores deliveries that are handled.
    pub async fn fill(place: &Place, deliveries: u64) -> Result<()> {
        drop(place.builder().open().await?);
        if deliveries == 0 {
            return Ok(());
        }
        let columns = "INSERT INTO inbox_delivery (source, event_id, kind, received_at, origin)";
        match place {
            Place::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path)?;
                connection.busy_timeout(Duration::from_secs(60))?;
                let numbers =
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)";
                let sql =
                    format!("{columns} {numbers} SELECT 'old', 'evt_' || i, 'event', 1, 0 FROM n");
                connection.execute(&sql, [deliveries as i64])?;
                let sql = "INSERT INTO inbox_attempt (delivery, at, attempt, took, outcome) \
                           SELECT id, 1, 1, 1, 0 FROM inbox_delivery WHERE source = 'old'";
                connection.execute(sql, [])?;
            }
            Place::Postgres(url) => {
                let client = connect(url).await?;
                let sql = format!(
                    "{columns} SELECT 'old', 'evt_' || i, 'event', 1, 0 FROM generate_series(1, {deliveries}) i"
                );
                client.batch_execute(&sql).await?;
                let sql = "INSERT INTO inbox_attempt (delivery, at, attempt, took, outcome) \
                           SELECT id, 1, 1, 1, 0 FROM inbox_delivery WHERE source = 'old'";
                client.batch_execute(sql).await?;
            }
        }
        Ok(())
    }
}
