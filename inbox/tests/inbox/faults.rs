//! What goes wrong around an inbox: full disks, servers that go away, connections that end during a commit, events that kill
//! their process, handlers that hang, and two versions of a program.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use fetchwright_inbox::{
    Context, Delivery, Filter, Handler, HandlerResult, Inbox, Outcome, State, raw,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

use crate::on_each_store;
use crate::place::{Notes, Place, Running, connect, headers, in_state, send, until, verify};

#[path = "../../examples/support/cluster.rs"]
mod cluster;

/// Sends until the database works again, as a provider does.
async fn send_until_stored(inbox: &Inbox, id: &str) {
    while send(inbox, id, "paid", "").await != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

on_each_store! {
    async fn handlers_that_hang_block_no_intake(place: Place) {
        place.create_effects().await;
        let writes = place.clone();
        let hang = move |_: Delivery, cx: Context| {
            let place = writes.clone();
            async move {
                // On Postgres its transaction is open meanwhile.
                let _ = place.write(&cx, "of a handler that hangs".to_owned()).await?;
                std::future::pending().await
            }
        };
        let inbox = place.builder().grace(Duration::ZERO).on("shop", "paid", raw, hang).open().await.unwrap();
        let running = Running::start(&inbox);
        for number in 0..8 {
            assert_eq!(send(&inbox, &format!("evt_{number}"), "paid", "").await, 200);
        }
        until(&inbox, State::Running, 8).await;
        for number in 8..20 {
            assert_eq!(send(&inbox, &format!("evt_{number}"), "paid", "").await, 200);
        }
        assert_eq!(in_state(&inbox, State::Waiting).await, 12);
        running.stop().await;
        assert_eq!(in_state(&inbox, State::Waiting).await, 20);
        assert_eq!(place.effects().await, 0);
    }

    async fn two_versions_of_a_program_share_an_inbox(place: Place) {
        let notes = Notes::default();
        let (by_old, by_new) = (notes.clone(), notes.clone());
        let old = place.builder().on("shop", "paid", raw, move |event, _| {
            by_old.add(format!("old {}", event.event_id()));
            async { Ok(Outcome::Done) }
        });
        // The new version handles a type more, and both in lanes.
        let handle = move |event: Delivery, _| {
            by_new.add(format!("new {}", event.event_id()));
            async { Ok(Outcome::Done) }
        };
        let handler = Handler::new("paid", raw, handle).or("refunded").lane(|_| "one lane");
        let (old, new) = (old.open().await.unwrap(), place.builder().handler("shop", handler));
        let first = Running::start(&old);
        send(&old, "a", "refunded", "").await;
        send(&old, "b", "paid", "").await;
        until(&old, State::NoHandler, 1).await;
        until(&old, State::Done, 1).await;
        let new = new.open().await.unwrap();
        let second = Running::start(&new);
        for number in 0..20 {
            let intake = if number % 2 == 0 { &old } else { &new };
            assert_eq!(send(intake, &format!("evt_{number}"), "paid", "").await, 200);
        }
        while in_state(&new, State::Done).await < 21 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        first.stop().await;
        second.stop().await;
        // Whoever starts takes what nobody could handle before.
        let last = Running::start(&new);
        until(&new, State::Done, 22).await;
        last.stop().await;
        let mut events: Vec<_> = notes.all().iter().map(|note| note[4..].to_owned()).collect();
        events.sort();
        events.dedup();
        assert_eq!((events.len(), notes.all().len()), (22, 22), "{:?}", notes.all());
        assert!(notes.all().contains(&"new a".to_owned()));
    }

    async fn an_event_that_kills_its_process_is_a_dead_letter(place: Place) {
        let intake = place.builder().open().await.unwrap();
        send(&intake, "poison", "paid", "").await;
        for attempt in 1..=3 {
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--exact", "faults::a_process_that_dies", "--ignored", "--nocapture"]);
            let child = child.env("FETCHWRIGHT_INBOX_OF_CHILD", place.url());
            let status = tokio::task::block_in_place(|| child.output()).unwrap().status;
            assert_eq!(status.code(), Some(7), "attempt {attempt}");
        }
        let handler = Handler::new("paid", raw, |_: Delivery, _| async { Ok(Outcome::Done) }).attempts(3);
        let inbox = place.builder().handler("shop", handler).open().await.unwrap();
        let running = Running::start(&inbox);
        until(&inbox, State::Dead, 1).await;
        running.stop().await;
        let dead = inbox.list(&Filter::default(), 1).await.unwrap().remove(0);
        assert_eq!(dead.error.unwrap(), "no result after 3 attempts: the process died or lost its lease each time");
    }

    async fn a_strict_lane_keeps_its_order_over_a_shutdown(place: Place) {
        let strict = |kind, notes: &Notes, hangs| {
            let notes = notes.clone();
            let handle = move |event: Delivery, _: Context| {
                let notes = notes.clone();
                async move {
                    if hangs {
                        std::future::pending::<()>().await;
                    }
                    notes.add(event.event_id());
                    Ok(Outcome::Done)
                }
            };
            Handler::new(kind, raw, handle).lane(|_| "one lane").block_lane()
        };
        let notes = Notes::default();
        let builder = place.builder().grace(Duration::from_millis(10)).handler("shop", strict("paid", &notes, true));
        let inbox = builder.open().await.unwrap();
        let running = Running::start(&inbox);
        for id in ["1", "2", "3"] {
            send(&inbox, id, "paid", "").await;
            until(&inbox, State::Running, 1).await;
        }
        until(&inbox, State::WaitsForLane, 2).await;
        running.stop().await;
        let next = place.builder().handler("shop", strict("paid", &notes, false)).open().await.unwrap();
        let running = Running::start(&next);
        until(&next, State::Done, 3).await;
        running.stop().await;
        assert_eq!(notes.all(), ["1", "2", "3"]);
    }

    // As nested loops this took minutes, in each process, every 30 seconds.
    async fn leftovers_of_many_lanes_are_found(place: Place) {
        let builder = place.builder().workers(64).on("shop", "paid", raw, |_, _| async { Ok(Outcome::Done) });
        let inbox = builder.open().await.unwrap();
        for (first, columns) in [(0, "1, 'lane ' || (i % 400), 'paid'"), (10_000, "2, NULL, 'paid'"), (20_000, "3, NULL, 'paid'")] {
            let numbers = format!("WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {first} + 1200)");
            let (state_and_lane, kind) = columns.rsplit_once(',').unwrap();
            let insert = "INSERT INTO inbox_delivery (source, event_id, kind, received_at, origin, body)";
            place.execute(&format!("{insert} {numbers} SELECT 'shop', 'evt_' || i, 'paid', 0, 0, '' FROM n")).await;
            let jobs = "INSERT INTO inbox_job (id, queued_at, attempt, source, state, lane, kind)";
            let ids = format!("SELECT id, 0, 0, 'shop', {state_and_lane}, {kind} FROM n JOIN inbox_delivery ON event_id = 'evt_' || i");
            place.execute(&format!("{jobs} {numbers} {ids}")).await;
        }
        // Held by a delivery that is finished.
        place.execute("INSERT INTO inbox_lane (lane, holder) VALUES ('lane 7', -1)").await;
        // A sweep frees the first of each lane; whoever ends frees the next one.
        let running = Running::start(&inbox);
        for (state, rest) in [(1, 0), (2, 200), (3, 200)] {
            while place.count(&format!("SELECT count(*) FROM inbox_job WHERE state = {state}")).await > rest {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        running.stop().await;
    }
}

/// Started by the test above as a process of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of `an_event_that_kills_its_process_is_a_dead_letter`"]
async fn a_process_that_dies() {
    let Ok(url) = std::env::var("FETCHWRIGHT_INBOX_OF_CHILD") else {
        return;
    };
    let place = match url.starts_with("postgres:") {
        true => Place::Postgres(url),
        false => Place::Sqlite(url.into()),
    };
    fn die() -> HandlerResult {
        std::process::exit(7)
    }
    let handler = Handler::new("paid", raw, |_: Delivery, _| async { die() })
        .attempts(3)
        .timeout(Duration::from_millis(100));
    let builder = place.builder().lease_margin(Duration::from_millis(100));
    let inbox = builder.handler("shop", handler).open().await.unwrap();
    inbox.run(std::future::pending()).await.unwrap();
}

/// A file system of its own, which only root can have.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn new(megabytes: u32) -> Option<SmallDisk> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(format!("/tmp/inbox-disk-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let disk = SmallDisk(folder);
        if disk.mount(&format!("size={megabytes}m")) {
            return Some(disk);
        }
        eprintln!("skipped: only root may mount a small disk");
        None
    }

    fn mount(&self, options: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]);
        let output = mount.arg(&self.0).output();
        output.is_ok_and(|output| output.status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// Sends until the disk is full, makes room, and sees that nothing that was accepted is lost.
async fn fill_and_make_room(place: &Place, disk: &SmallDisk) {
    let handle = |_: Delivery, _: Context| async { Ok(Outcome::Done) };
    let builder = || place.builder().on("shop", "paid", raw, handle);
    let inbox = builder().open().await.unwrap();
    // Postgres compresses what it can.
    let mut random = fastrand::Rng::with_seed(1);
    let body: Bytes = std::iter::repeat_with(|| random.u8(..))
        .take(100_000)
        .collect();
    let mut accepted = 0;
    let refused = loop {
        let headers = headers(&format!("evt_{accepted}"), "paid");
        let response = inbox.receive("shop", &headers, body.clone()).await;
        if response.status() != 200 {
            break response;
        }
        accepted += 1;
    };
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "10");
    assert!(accepted > 3, "only {accepted} were stored");
    assert!(disk.mount("remount,size=200m"));
    send_until_stored(&inbox, "when there is room again").await;
    let running = Running::start(&inbox);
    until(&inbox, State::Done, accepted + 1).await;
    running.stop().await;
    let stored = "SELECT count(*) FROM inbox_delivery";
    assert_eq!(place.count(stored).await, accepted as i64 + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_503_on_sqlite() {
    let Some(disk) = SmallDisk::new(2) else {
        return;
    };
    let place = Place::Sqlite(disk.0.join("inbox.db"));
    fill_and_make_room(&place, &disk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_503_on_postgres() {
    let Ok(server) = std::env::var("FETCHWRIGHT_POSTGRES") else {
        return eprintln!("skipped: FETCHWRIGHT_POSTGRES is not set");
    };
    let Some(disk) = SmallDisk::new(12) else {
        return;
    };
    let client = connect(&server).await;
    let data = client.query_one("SHOW data_directory", &[]).await.unwrap();
    let data: String = data.get(0);
    let reference = format!("--reference={data}");
    let owned = Command::new("chown").arg(reference).arg(&disk.0).status();
    if !owned.unwrap().success() {
        return eprintln!("skipped: the server is on another machine");
    }
    let name = format!("inbox_full_{}", std::process::id());
    let folder = disk.0.display();
    for sql in [
        format!("CREATE TABLESPACE {name} LOCATION '{folder}'"),
        format!("CREATE DATABASE {name} TABLESPACE {name}"),
    ] {
        client.batch_execute(&sql).await.unwrap();
    }
    let (start, _) = server.rsplit_once('/').unwrap();
    fill_and_make_room(&Place::Postgres(format!("{start}/{name}")), &disk).await;
    for sql in [
        format!("DROP DATABASE {name} WITH (FORCE)"),
        format!("DROP TABLESPACE {name}"),
    ] {
        client.batch_execute(&sql).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_went_away_comes_back() {
    if std::env::var("FETCHWRIGHT_POSTGRES").is_err() {
        return eprintln!("skipped: FETCHWRIGHT_POSTGRES is not set");
    }
    let server = match cluster::Cluster::start() {
        Ok(server) => server,
        Err(error) => return eprintln!("skipped: no server of its own: {error}"),
    };
    let place = Place::Postgres(server.url());
    let handle = |_: Delivery, _: Context| async { Ok(Outcome::Done) };
    let builder = place.builder().on("shop", "paid", raw, handle);
    let inbox = builder.open().await.unwrap();
    let running = Running::start(&inbox);
    assert_eq!(send(&inbox, "before", "paid", "").await, 200);
    until(&inbox, State::Done, 1).await;
    for round in 0..2 {
        tokio::task::block_in_place(|| server.control("stop")).unwrap();
        let away = headers(&format!("away {round}"), "paid");
        let response = inbox.receive("shop", &away, Bytes::new()).await;
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()["retry-after"], "10");
        tokio::task::block_in_place(|| server.control("start")).unwrap();
        send_until_stored(&inbox, &format!("away {round}")).await;
    }
    until(&inbox, State::Done, 3).await;
    // Notifications come again as well: the worker does not only poll.
    send_until_stored(&inbox, "after").await;
    until(&inbox, State::Done, 4).await;
    running.stop().await;
}

/// Forwards connections to a Postgres server, and can end one at a statement.
struct Proxy {
    url: String,
    ends: Arc<Ends>,
}

#[derive(Default)]
struct Ends {
    /// The next `COMMIT` or insert: the connection ends instead of sending it.
    before: AtomicBool,
    /// The connection ends when the server has executed it, and the client never sees the response.
    after: AtomicBool,
    ended: AtomicUsize,
}

/// The text of a statement as it is on the wire.
fn commits(bytes: &[u8]) -> bool {
    let has = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    has(b"COMMIT\0") || has(b"INSERT INTO inbox_delivery")
}

impl Proxy {
    async fn start(url: &str) -> Proxy {
        let config: tokio_postgres::Config = url.parse().unwrap();
        let host = config.get_hosts()[0].clone();
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let user = config.get_user().unwrap_or("postgres");
        let database = config.get_dbname().unwrap_or("postgres");
        let ends = Arc::new(Ends::default());
        let proxy = Proxy {
            url: format!("postgres://{user}@127.0.0.1:{own}/{database}"),
            ends: Arc::clone(&ends),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (ends, host) = (Arc::clone(&ends), host.clone());
                tokio::spawn(async move {
                    match host {
                        tokio_postgres::config::Host::Tcp(host) => {
                            let server = TcpStream::connect((host, port)).await.unwrap();
                            forward(client, server, ends).await;
                        }
                        tokio_postgres::config::Host::Unix(folder) => {
                            let socket = folder.join(format!(".s.PGSQL.{port}"));
                            forward(client, UnixStream::connect(socket).await.unwrap(), ends).await;
                        }
                    }
                });
            }
        });
        proxy
    }
}

async fn forward(
    mut client: TcpStream,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
    ends: Arc<Ends>,
) {
    let (mut from_client, mut from_server) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    let mut is_last = false;
    loop {
        tokio::select! {
            length = client.read(&mut from_client) => {
                let Ok(length @ 1..) = length else { return };
                let bytes = &from_client[..length];
                if commits(bytes) {
                    if ends.before.swap(false, Ordering::SeqCst) {
                        ends.ended.fetch_add(1, Ordering::SeqCst);
                        return;
                    }
                    is_last = ends.after.swap(false, Ordering::SeqCst);
                }
                if server.write_all(bytes).await.is_err() {
                    return;
                }
            }
            length = server.read(&mut from_server) => {
                let Ok(length @ 1..) = length else { return };
                if is_last {
                    ends.ended.fetch_add(1, Ordering::SeqCst);
                    return;
                }
                if client.write_all(&from_server[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_end_during_a_commit_lose_and_double_nothing() {
    let Some(place) = Place::postgres().await else {
        return eprintln!("skipped: FETCHWRIGHT_POSTGRES is not set");
    };
    place.create_effects().await;
    let proxy = Proxy::start(&place.url()).await;
    let through = Place::Postgres(proxy.url.clone());
    let writes = through.clone();
    let handle = move |event: Delivery, cx: Context| {
        let place = writes.clone();
        async move { place.write(&cx, event.event_id().to_owned()).await }
    };
    // The intake is a process of its own, so that each statement that ends is of the part that is tried.
    let intake = through.builder().listen(false).open().await.unwrap();
    let mut stored = 0;
    for round in 0..4 {
        let armed = match round % 2 {
            0 => &proxy.ends.before,
            _ => &proxy.ends.after,
        };
        let handler = Handler::new("paid", raw, handle.clone()).backoff(crate::place::soon);
        let builder = through.builder().listen(false).handler("shop", handler);
        let worker = builder.open().await.unwrap();
        // First the insert of the intake, then the handler's commit.
        armed.store(round < 2, Ordering::SeqCst);
        send_until_stored(&intake, &format!("evt_{round}")).await;
        if round >= 2 {
            armed.store(true, Ordering::SeqCst);
        }
        let running = Running::start(&worker);
        stored += 1;
        until(&worker, State::Done, stored).await;
        running.stop().await;
        assert!(!armed.load(Ordering::SeqCst), "no statement was ended");
    }
    assert_eq!(proxy.ends.ended.load(Ordering::SeqCst), 4);
    assert_eq!(place.effects().await, 4);
    let different = "SELECT count(DISTINCT what) FROM effects";
    assert_eq!(place.count(different).await, 4);
}

/// A connection whose request was cancelled must not go back to the pool with an open transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_requests_leave_no_transaction_open() {
    let Some(place) = Place::postgres().await else {
        return eprintln!("skipped: FETCHWRIGHT_POSTGRES is not set");
    };
    let inbox = place.builder().open().await.unwrap();
    for round in 0..200 {
        let pause = inbox.pause("shop");
        let _ = tokio::time::timeout(Duration::from_micros(round * 10), pause).await;
    }
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in trans%'";
    while place.count(open).await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    inbox.pause("shop").await.unwrap();
    assert_eq!(send(&inbox, "evt_1", "paid", "").await, 200);
    assert_eq!(inbox.stats().await.unwrap().paused, ["shop"]);
}

/// PgBouncer in transaction mode, at a socket in a folder of its own.
struct Bouncer {
    process: std::process::Child,
    folder: PathBuf,
}

impl Bouncer {
    fn start(server: &str) -> Option<Bouncer> {
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];
        let Some(program) = program.into_iter().find(|it| Path::new(it).exists()) else {
            eprintln!("skipped: there is no pgbouncer");
            return None;
        };
        let config: tokio_postgres::Config = server.parse().unwrap();
        let tokio_postgres::config::Host::Unix(socket) = &config.get_hosts()[0] else {
            eprintln!("skipped: the server has no socket");
            return None;
        };
        let folder = PathBuf::from(format!("/tmp/inbox-bouncer-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (own, socket) = (folder.display(), socket.display());
        let user = config.get_user().unwrap();
        let settings = format!(
            "[databases]\n* = host={socket}\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = {own}\n\
             auth_type = trust\nauth_file = {own}/users\npool_mode = transaction\ndefault_pool_size = 3\n\
             max_client_conn = 200\nlogfile = {own}/log\n"
        );
        std::fs::write(folder.join("ini"), settings).unwrap();
        std::fs::write(folder.join("users"), format!("\"{user}\" \"\"\n")).unwrap();
        let mut command = Command::new(program);
        // It refuses root.
        if Command::new("chown")
            .arg("-R")
            .arg("postgres")
            .arg(&folder)
            .status()
            .is_ok_and(|it| it.success())
        {
            command.args(["-u", "postgres"]);
        }
        let quiet = std::process::Stdio::null;
        command
            .arg(folder.join("ini"))
            .stdout(quiet())
            .stderr(quiet());
        let process = command.spawn().unwrap();
        Some(Bouncer { process, folder })
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// More connections than the server has for them, each transaction on another one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pgbouncer_in_transaction_mode_is_enough() {
    let Some(Place::Postgres(url)) = Place::postgres().await else {
        return eprintln!("skipped: FETCHWRIGHT_POSTGRES is not set");
    };
    let Some(bouncer) = Bouncer::start(&url) else {
        return;
    };
    let config: tokio_postgres::Config = url.parse().unwrap();
    let socket = bouncer.folder.display().to_string().replace('/', "%2F");
    let (user, database) = (config.get_user().unwrap(), config.get_dbname().unwrap());
    let place = Place::Postgres(format!("postgres://{user}@{socket}:6432/{database}"));
    while !bouncer.folder.join(".s.PGSQL.6432").exists() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let direct = Place::Postgres(url.clone());
    direct.create_effects().await;
    let writes = place.clone();
    let handle = move |event: Delivery, cx: Context| {
        let place = writes.clone();
        async move { place.write(&cx, event.event_id().to_owned()).await }
    };
    let mut inboxes = Vec::new();
    for _ in 0..2 {
        let handler = Handler::new("paid", raw, handle.clone())
            .lane(|event| event.event_id()[..5].to_owned());
        let builder = place.builder().listen(false).source("other", verify);
        inboxes.push(builder.handler("shop", handler).open().await.unwrap());
    }
    let running: Vec<_> = inboxes.iter().map(Running::start).collect();
    let sends = (0..200).map(|number| {
        let inbox = &inboxes[number % 2];
        async move { send(inbox, &format!("evt_{number}"), "paid", "").await }
    });
    let statuses = futures_util::future::join_all(sends).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    until(&inboxes[0], State::Done, 200).await;
    for running in running {
        running.stop().await;
    }
    assert_eq!(direct.effects().await, 200);
}
