//! Lets another job queue do what the inbox does in its benchmark: clients that each wait for their commit, and workers with
//! an empty handler.
//!
//! ```text
//! inbox-peers apalis postgres://…  32 20000       →  1234.5      events a second, from the first insert to the last handler
//! inbox-peers graphile_worker postgres://… 32 20000
//! inbox-peers apalis sqlite://bench.db 64 20000
//! ```
//!
//! Each is set up for throughput, as far as its documentation describes it: notifications, large batches, four workers on
//! Postgres and one on SQLite.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use apalis::prelude::*;
use graphile_worker::{
    IntoTaskHandlerResult, JobSpec, LocalQueueConfig, TaskHandler, WorkerOptions,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::task::JoinSet;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

static LEFT: AtomicUsize = AtomicUsize::new(0);
static ALL: Notify = Notify::const_new();

#[derive(Clone, Serialize, Deserialize)]
struct Delivery {
    id: usize,
    body: String,
}

impl Delivery {
    fn new(id: usize) -> Delivery {
        let body = "x".repeat(1_024);
        Delivery { id, body }
    }
}

fn handled() {
    if LEFT.fetch_sub(1, Ordering::Relaxed) == 1 {
        ALL.notify_one();
    }
}

impl TaskHandler for Delivery {
    const IDENTIFIER: &'static str = "delivery";

    async fn run(self, _: graphile_worker::WorkerContext) -> impl IntoTaskHandlerResult {
        handled();
    }
}

async fn handle(_: Delivery) -> std::result::Result<(), BoxDynError> {
    handled();
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [peer, url, clients, events] = &arguments[..] else {
        return Err("inbox-peers apalis|graphile_worker URL CLIENTS EVENTS".into());
    };
    let (clients, events): (usize, usize) = (clients.parse()?, events.parse()?);
    LEFT.store(events / clients * clients, Ordering::Relaxed);
    let took = match (peer.as_str(), url.starts_with("sqlite")) {
        ("apalis", true) => apalis_on_sqlite(url, clients, events / clients).await?,
        ("apalis", false) => apalis_on_postgres(url, clients, events / clients).await?,
        _ => graphile_worker(url, clients, events / clients).await?,
    };
    println!(
        "{}",
        (events / clients * clients) as f64 / took.as_secs_f64()
    );
    std::process::exit(0);
}

async fn apalis_on_postgres(url: &str, clients: usize, each: usize) -> Result<Duration> {
    use apalis_postgres::{Config, PgPool, PostgresStorage};
    let pool = PgPool::connect_lazy(url)?;
    PostgresStorage::setup(&pool).await?;
    let worker = |number: usize| {
        let config = Config::default().queue("bench").batch_size(256);
        let backend = PostgresStorage::new(&pool)
            .with_config(config)
            .with_pubsub();
        let backend = backend.poll_with_interval(Duration::from_millis(100));
        WorkerBuilder::new(format!("worker-{number}"))
            .backend(backend)
            .parallelize(tokio::spawn)
            .build(handle)
    };
    let workers = async {
        tokio::join!(
            worker(0).run(),
            worker(1).run(),
            worker(2).run(),
            worker(3).run()
        )
    };
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(<sqlx::PgConnection as sqlx::Connection>::connect(url).await?);
    }
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for (client, mut connection) in connections.into_iter().enumerate() {
        tasks.spawn(async move {
            for number in 0..each {
                let payload = serde_json::to_vec(&Delivery::new(client * each + number))?;
                let task = TaskBuilder::new(payload).build();
                apalis_postgres::queries::push_tasks(&mut connection, "bench", vec![task]).await?;
            }
            Result::Ok(())
        });
    }
    tokio::select! {
        ended = workers => Err(format!("workers have ended: {ended:?}").into()),
        took = all(tasks, started) => took,
    }
}

async fn apalis_on_sqlite(url: &str, clients: usize, each: usize) -> Result<Duration> {
    use apalis_sqlite::{Config, SqliteStorage};
    // One connection that writes: with more, some fail with "database is locked".
    let options = url.parse::<apalis_sqlite::SqliteConnectOptions>()?;
    let options = options.create_if_missing(true);
    let pool = apalis_sqlite::SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    SqliteStorage::setup(&pool).await?;
    // Its set-up turns this off; the work here is to acknowledge what survives a power cut.
    sqlx::query("PRAGMA synchronous = FULL")
        .execute(&pool)
        .await?;
    let config = Config::default().queue("bench").batch_size(256);
    let backend = SqliteStorage::new(&pool).with_config(config);
    let backend = backend.poll_with_interval(Duration::from_millis(10));
    let worker = WorkerBuilder::new("worker")
        .backend(backend)
        .parallelize(tokio::spawn)
        .build(handle);
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for client in 0..clients {
        let pool = pool.clone();
        tasks.spawn(async move {
            for number in 0..each {
                let payload = serde_json::to_vec(&Delivery::new(client * each + number))?;
                let task = TaskBuilder::new(payload).build();
                let mut connection = pool.acquire().await?;
                apalis_sqlite::queries::push_tasks(&mut *connection, "bench", &[task]).await?;
            }
            Result::Ok(())
        });
    }
    tokio::select! {
        ended = worker.run() => Err(format!("the worker has ended: {ended:?}").into()),
        took = all(tasks, started) => took,
    }
}

async fn graphile_worker(url: &str, clients: usize, each: usize) -> Result<Duration> {
    let mut utils = None;
    for _ in 0..4 {
        let worker = WorkerOptions::default()
            .database_url(url)
            .max_pg_conn(12)
            .concurrency(64)
            .schema("graphile_worker")
            .define_job::<Delivery>()
            .local_queue(LocalQueueConfig::default().with_size(256))
            .complete_job_batch_delay(Duration::from_millis(2))
            .init()
            .await?;
        utils = Some(worker.create_utils());
        tokio::spawn(async move { worker.run().await.map_err(|error| eprintln!("{error}")) });
    }
    let utils = std::sync::Arc::new(utils.ok_or("no worker")?);
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for client in 0..clients {
        let utils = std::sync::Arc::clone(&utils);
        tasks.spawn(async move {
            for number in 0..each {
                utils
                    .add_job(Delivery::new(client * each + number), JobSpec::default())
                    .await?;
            }
            Result::Ok(())
        });
    }
    all(tasks, started).await
}

async fn all(mut inserts: JoinSet<Result<()>>, started: Instant) -> Result<Duration> {
    while let Some(inserted) = inserts.join_next().await {
        inserted??;
    }
    ALL.notified().await;
    Ok(started.elapsed())
}
