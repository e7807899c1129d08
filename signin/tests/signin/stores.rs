//! The stores: what every one of them must do, in memory, in SQLite and in Postgres.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use fetchwright_signin::{
    Accounts, Address, Family, Identity, MemoryTokens, PostgresStore, Rotation, SqliteStore, Taken,
    Tokens,
};

static NEXT: AtomicUsize = AtomicUsize::new(0);

fn number() -> String {
    format!(
        "{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

async fn sqlite() -> (SqliteStore, PathBuf) {
    let path = std::env::temp_dir().join(format!("signin-test-{}.db", number()));
    (SqliteStore::open(&path).await.unwrap(), path)
}

fn remove(path: &std::path::Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}

/// A new database on the server of `FETCHWRIGHT_POSTGRES`.
async fn postgres_url() -> Option<String> {
    let server = std::env::var("FETCHWRIGHT_POSTGRES").ok()?;
    let name = format!("signin_test_{}", number());
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
        .batch_execute(&format!("DROP DATABASE IF EXISTS {name}"))
        .await
        .unwrap();
    client
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    Some(format!("{}/{name}", server.rsplit_once('/').unwrap().0))
}

fn family(id: &str) -> Family {
    Family {
        id: id.to_owned(),
        user: "ada".to_owned(),
        signed_in_at: 1_000,
    }
}

async fn keeps_tokens(store: &impl Tokens) {
    store.start(&family("f1")).await.unwrap();
    store
        .insert_code("c1", "f1", "challenge", 1_060)
        .await
        .unwrap();
    store.insert_refresh("r1", "f1", 2_000).await.unwrap();
    let first = Taken::First {
        family: family("f1"),
        challenge: "challenge".to_owned(),
    };
    assert_eq!(store.take_code("c1", 1_059).await.unwrap(), first);
    assert_eq!(
        store.take_code("c1", 1_059).await.unwrap(),
        Taken::Again("f1".to_owned())
    );
    assert_eq!(store.take_code("c1", 1_060).await.unwrap(), Taken::Unknown);
    assert_eq!(store.take_code("c2", 1_000).await.unwrap(), Taken::Unknown);
    assert_eq!(
        store.rotate("r1", "r2", 3_000, 1_500).await.unwrap(),
        Rotation::Rotated(family("f1"))
    );
    assert_eq!(
        store.rotate("r1", "r3", 3_000, 1_600).await.unwrap(),
        Rotation::Reused(family("f1"), 1_500)
    );
    assert_eq!(
        store.rotate("r3", "r4", 3_000, 1_600).await.unwrap(),
        Rotation::Unknown,
        "a reused token stores nothing"
    );
    assert_eq!(
        store.rotate("r2", "r4", 4_000, 3_000).await.unwrap(),
        Rotation::Unknown,
        "expired"
    );
    assert_eq!(
        store.rotate("r2", "r5", 4_000, 2_999).await.unwrap(),
        Rotation::Rotated(family("f1"))
    );
    store.revoke_family("f1").await.unwrap();
    assert_eq!(
        store.rotate("r5", "r6", 4_000, 3_000).await.unwrap(),
        Rotation::Unknown,
        "revoked"
    );
    store.insert_refresh("r7", "f1", 4_000).await.unwrap();
    assert_eq!(
        store.rotate("r7", "r8", 4_000, 3_000).await.unwrap(),
        Rotation::Unknown,
        "a revoked family gets no new token"
    );
    store
        .insert_code("c3", "f1", "challenge", 4_000)
        .await
        .unwrap();
    assert_eq!(store.take_code("c3", 3_000).await.unwrap(), Taken::Unknown);
    for id in ["f2", "f3"] {
        store.start(&family(id)).await.unwrap();
        store.insert_refresh(id, id, 9_000).await.unwrap();
    }
    store
        .start(&Family {
            user: "eve".to_owned(),
            ..family("f4")
        })
        .await
        .unwrap();
    store.insert_refresh("f4", "f4", 9_000).await.unwrap();
    store.revoke_user("ada").await.unwrap();
    for (id, valid) in [("f2", false), ("f3", false), ("f4", true)] {
        assert_eq!(
            store
                .rotate(id, &format!("{id}-2"), 9_000, 5_000)
                .await
                .unwrap()
                != Rotation::Unknown,
            valid,
            "{id}"
        );
    }
    store.remove_expired(5_000).await.unwrap();
    assert_eq!(
        store.rotate("f4-2", "f4-3", 9_000, 5_000).await.unwrap(),
        Rotation::Rotated(Family {
            user: "eve".to_owned(),
            ..family("f4")
        })
    );
}

/// Many at once: one wins.
async fn rotates_once(store: impl Tokens + Clone) {
    store.start(&family("race")).await.unwrap();
    store.insert_refresh("race", "race", 9_000).await.unwrap();
    store
        .insert_code("race", "race", "challenge", 9_000)
        .await
        .unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let rotation = store
                    .rotate("race", &format!("race-{number}"), 9_000, 1_000)
                    .await
                    .unwrap();
                let taken = store.take_code("race", 1_000).await.unwrap();
                (
                    matches!(rotation, Rotation::Rotated(_)),
                    matches!(taken, Taken::First { .. }),
                )
            })
        })
        .collect();
    let (mut rotated, mut taken) = (0, 0);
    for task in tasks {
        let (is_rotated, is_taken) = task.await.unwrap();
        (rotated, taken) = (
            rotated + usize::from(is_rotated),
            taken + usize::from(is_taken),
        );
    }
    assert_eq!((rotated, taken), (1, 1));
}

async fn keeps_accounts(store: &impl Accounts) {
    let address = Address {
        text: "ada@example.com".to_owned(),
        verified: true,
        authoritative: false,
    };
    let mut google = Identity::new("google", "1");
    (google.address, google.name) = (Some(address), Some("Ada".to_owned()));
    assert_eq!(store.find_by_identity("google", "1").await.unwrap(), None);
    assert_eq!(store.find_by_email("ada@example.com").await.unwrap(), []);
    let id = store
        .create(&google, Some("ada@example.com"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        store.create(&google, None).await.unwrap(),
        None,
        "the identity is taken"
    );
    let other = Identity::new("google", "2");
    assert_eq!(
        store.create(&other, Some("ada@example.com")).await.unwrap(),
        None,
        "the address is taken"
    );
    assert_eq!(
        store.find_by_identity("google", "2").await.unwrap(),
        None,
        "and nothing is left of the attempt"
    );
    assert!(
        store
            .link(&id, &Identity::new("github", "7"))
            .await
            .unwrap()
    );
    assert!(
        !store
            .link(&id, &Identity::new("github", "7"))
            .await
            .unwrap()
    );
    for (provider, subject) in [("google", "1"), ("github", "7")] {
        let mut account = store
            .find_by_identity(provider, subject)
            .await
            .unwrap()
            .unwrap();
        account.providers.sort();
        assert_eq!(
            (
                account.id.as_str(),
                account.email.as_deref(),
                account.email_verified
            ),
            (id.as_str(), Some("ada@example.com"), true)
        );
        assert_eq!(account.providers, ["github", "google"]);
        assert_eq!(
            store.find_by_email("ada@example.com").await.unwrap().len(),
            1
        );
    }
    assert_eq!(
        store.find_by_email("ADA@example.com").await.unwrap(),
        [],
        "the address is compared exactly"
    );
    // Any number of accounts without an address.
    for subject in ["a", "b"] {
        assert!(
            store
                .create(&Identity::new("discord", subject), None)
                .await
                .unwrap()
                .is_some()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_memory() {
    let store = MemoryTokens::default();
    keeps_tokens(&store).await;
    rotates_once(store).await;
    keeps_accounts(&crate::site::TestAccounts::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_sqlite() {
    let (store, path) = sqlite().await;
    keeps_tokens(&store).await;
    keeps_accounts(&store).await;
    rotates_once(store.clone()).await;
    drop(store);
    // A second program finds what the first one stored.
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(
        store.find_by_email("ada@example.com").await.unwrap().len(),
        1
    );
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute("UPDATE signin_schema SET version = 9", [])
        .unwrap();
    let error = SqliteStore::open(&path).await.err().unwrap().to_string();
    assert!(error.contains("schema 9"), "{error}");
    remove(&path);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_postgres() {
    let Some(url) = postgres_url().await else {
        return eprintln!("skipped: FETCHWRIGHT_POSTGRES is not set");
    };
    // Programs that start together migrate once.
    let (one, two) = tokio::join!(PostgresStore::connect(&url), PostgresStore::connect(&url));
    let (store, other) = (one.unwrap(), two.unwrap());
    keeps_tokens(&store).await;
    keeps_accounts(&store).await;
    rotates_once(store).await;
    assert_eq!(
        other.find_by_email("ada@example.com").await.unwrap().len(),
        1
    );
}
