//! A shop with a sandbox of its own, and people with browsers that know no JavaScript.

use std::sync::Arc;
use std::time::Duration;

use fetchwright_inbox::{Builder, State};
use shop::config::Config;
use shop::{Running, Shop};
use shop_sandbox::{Sandbox, Settings};

pub use crate::person::*;

/// A shop and its sandbox. Events are held until a test lets them go.
pub struct World {
    pub sandbox: Sandbox,
    pub shop: Arc<Shop>,
    pub running: Running,
    pub url: String,
}

impl World {
    /// On SQLite.
    pub async fn start() -> World {
        World::on(&World::file()).await
    }

    /// A file that is not there yet.
    pub fn file() -> String {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        let name = format!("shop-test-{}.db", u64::from_le_bytes(bytes));
        std::env::temp_dir().join(name).display().to_string()
    }

    pub async fn on(database: &str) -> World {
        World::with(database, |inbox, _| inbox).await
    }

    /// With more sources and handlers.
    pub async fn with(database: &str, more: impl FnOnce(Builder, &Arc<Shop>) -> Builder) -> World {
        let sandbox = Sandbox::start(Settings::default()).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://localhost:{}", address.port());
        let mut config = Config::with_sandbox(url.clone(), address.to_string(), sandbox.url(), None).unwrap();
        config.database = database.to_owned();
        sandbox.send_events_to(&format!("http://{address}"));
        sandbox.hold_events(true);
        let running = shop::open(config, more).await.unwrap();
        let router = running.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let (inbox, shop) = (running.inbox.clone(), Arc::clone(&running.shop));
        tokio::spawn(async move { inbox.run(std::future::pending()).await });
        tokio::spawn(shop::mail::run(Arc::clone(&shop)));
        World { sandbox, shop, running, url }
    }

    /// Delivers all events that are there, and waits until they are handled.
    pub async fn settle(&self) {
        self.sandbox.hold_events(false);
        until("all events are delivered", async || self.sandbox.undelivered() == 0).await;
        self.sandbox.hold_events(true);
        self.handled().await;
    }

    /// Waits until the inbox has nothing to do.
    pub async fn handled(&self) {
        until("all events are handled", async || {
            let stats = self.running.inbox.stats().await.unwrap();
            let open = stats.unfinished.iter().filter(|((_, state), _)| *state != State::NoHandler);
            let count = |(_, count): (_, &u64)| *count;
            assert!(!stats.unfinished.keys().any(|(_, state)| *state == State::Dead), "a dead letter");
            open.map(count).sum::<u64>() == 0
        })
        .await;
    }

    /// Waits until the outbox is empty.
    pub async fn mailed(&self) {
        until("all mails are sent", async || {
            let waiting =
                self.shop.db.one("SELECT COUNT(*) FROM shop_mails WHERE state = 'queued'", []).await;
            waiting.unwrap().unwrap().int() == 0
        })
        .await;
    }

    /// The id of the newest event of a type.
    pub fn event(&self, kind: &str) -> String {
        let events = self.sandbox.events();
        let found = events.iter().rev().find(|event| event.kind == kind);
        found.unwrap_or_else(|| panic!("there is no {kind}")).id.clone()
    }

    /// Delivers an event, and waits until it is handled.
    pub async fn deliver(&self, event: &str) {
        assert_eq!(self.sandbox.deliver(event).await, Some(200), "{event}");
        self.handled().await;
    }

    /// The subjects of all mails to somebody.
    pub fn subjects(&self, to: &str) -> Vec<String> {
        let mails = self.sandbox.mails().into_iter().filter(|mail| mail.to.iter().any(|it| it == to));
        mails.map(|mail| mail.subject).collect()
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self, email: &str) -> Person {
        Person::new(&self.url, email)
    }

    /// Somebody who is signed in.
    pub async fn person(&self, email: &str) -> Person {
        let mut person = self.stranger(email);
        person.sign_in("google").await;
        person
    }
}

/// Waits until something is so.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..2_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it does not happen: {what}");
}
