//! Migrations, clocks and failures of the databases.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use fetchwright_inbox::{Error, Outcome, State, raw};

use crate::on_each_store;
use crate::place::{Place, Running, send, until};

on_each_store! {
    async fn processes_that_start_together_migrate_once(place: Place) {
        let opened = futures_util::future::join_all((0..8).map(|_| place.builder().open())).await;
        assert!(opened.iter().all(Result::is_ok));
        assert_eq!(place.count("SELECT count(*) FROM inbox_schema").await, 1);
    }

    async fn a_newer_schema_is_refused(place: Place) {
        drop(place.builder().open().await.unwrap());
        place.execute("INSERT INTO inbox_schema VALUES (99)").await;
        let Err(error) = place.builder().open().await else { panic!("it was opened") };
        assert!(matches!(error, Error::NewerSchema { found: 99, .. }));
        assert!(error.to_string().contains("a newer version of fetchwright-inbox has migrated it"), "{error}");
    }

    async fn settings_that_cannot_work_are_refused(place: Place) {
        let handle = |_, _| async { Ok(Outcome::Done) };
        for (builder, text) in [
            (place.builder().on("stripe", "paid", raw, handle), "no source of this name"),
            (place.builder().on("shop", "paid", raw, handle).on("shop", "paid", raw, handle), "two handlers"),
            (place.builder().source("shop", crate::place::verify), "is taken"),
            (place.builder().source("a/b", crate::place::verify), "is no name"),
        ] {
            let Err(error) = builder.open().await else { panic!("it was opened: {text}") };
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}

#[tokio::test]
async fn a_database_in_memory_is_refused() {
    let Err(error) = fetchwright_inbox::Inbox::sqlite(":memory:").open().await else {
        panic!("it was opened")
    };
    assert!(error.to_string().contains("needs a file"), "{error}");
}

static WALL: AtomicI64 = AtomicI64::new(1_800_000_000_000);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_back_an_hour_delays_nothing() {
    let place = Place::sqlite();
    let wall = || WALL.load(Ordering::SeqCst);
    let builder = || {
        place
            .builder()
            .wall_clock(wall)
            .on("shop", "paid", raw, |_, _| async { Ok(Outcome::Done) })
    };
    let inbox = builder().open().await.unwrap();
    send(&inbox, "before", "paid", "").await;
    WALL.fetch_sub(3_600_000, Ordering::SeqCst);
    send(&inbox, "after", "paid", "").await;
    let running = Running::start(&inbox);
    until(&inbox, State::Done, 2).await;
    running.stop().await;
    send(&inbox, "waits for the next process", "paid", "").await;
    drop(inbox);
    let next = builder().open().await.unwrap();
    let running = Running::start(&next);
    until(&next, State::Done, 3).await;
    running.stop().await;
    place.remove();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_locked_is_waited_for() {
    let place = Place::sqlite();
    let inbox = place.builder().open().await.unwrap();
    let Place::Sqlite(path) = &place else { return };
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let sending = tokio::spawn({
        let inbox = inbox.clone();
        async move { send(&inbox, "evt_1", "paid", "").await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!sending.is_finished());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(sending.await.unwrap(), 200);
    place.remove();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn storage_that_fails_is_503_with_retry_after() {
    let place = Place::sqlite();
    let inbox = place.builder().open().await.unwrap();
    place.execute("ALTER TABLE inbox_job RENAME TO gone").await;
    let response = inbox
        .receive(
            "shop",
            &crate::place::headers("evt_1", "paid"),
            bytes::Bytes::new(),
        )
        .await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "10");
    place.execute("ALTER TABLE gone RENAME TO inbox_job").await;
    assert_eq!(
        place.count("SELECT count(*) FROM inbox_delivery").await,
        0,
        "half of it was stored"
    );
    assert_eq!(send(&inbox, "evt_1", "paid", "").await, 200);
    place.remove();
}
