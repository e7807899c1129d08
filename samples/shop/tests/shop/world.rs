//! A shop with a sandbox of its own, and people with browsers that know no JavaScript.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use fetchwright_inbox::State;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use shop::config::Config;
use shop::{Running, Shop};
use shop_sandbox::{Sandbox, Settings};

pub const CARD: &str = "4242424242424242";
pub const ASKS: &str = "4000002500003155";
pub const DECLINED: &str = "4000000000000002";
pub const FAILS_LATER: &str = "4000000000000341";

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
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        let name = format!("shop-test-{}.db", u64::from_le_bytes(bytes));
        World::on(&std::env::temp_dir().join(name).display().to_string()).await
    }

    pub async fn on(database: &str) -> World {
        let sandbox = Sandbox::start(Settings::default()).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://localhost:{}", address.port());
        let mut config = Config::with_sandbox(url.clone(), address.to_string(), sandbox.url(), None).unwrap();
        config.database = database.to_owned();
        sandbox.send_events_to(&format!("http://{address}"));
        sandbox.hold_events(true);
        let running = shop::open(config, |inbox| inbox).await.unwrap();
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
        Person { url: self.url.clone(), email: email.to_owned(), ..Person::default() }
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

/// Somebody with a browser.
#[derive(Clone, Default)]
pub struct Person {
    pub url: String,
    pub email: String,
    cookies: BTreeMap<String, String>,
}

/// A response.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

impl Reply {
    /// What a person reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for sign in self.body.chars() {
            match sign {
                '<' => inside = true,
                // A tag parts words.
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                _ if !inside => text.push(sign),
                _ => {}
            }
        }
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.replace(" ,", ",").replace(" .", ".")
    }

    pub fn has(&self, text: &str) -> bool {
        let found = self.text().contains(text);
        assert!(found, "no {text:?} in: {} {}", self.status, self.text());
        found
    }
}

impl Person {
    pub async fn send(&mut self, method: Method, url: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let full = if url.starts_with('/') { format!("{}{url}", self.url) } else { url.to_owned() };
        let own = full.starts_with(&self.url);
        let mut request = Request::builder().method(method).uri(&full);
        if !headers.iter().any(|(name, _)| *name == "origin") {
            request = request.header("origin", &self.url);
        }
        if own {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", cookies.join("; "));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let response =
            client.request(request.body(Full::new(Bytes::from(body.to_owned()))).unwrap()).await.unwrap();
        if own {
            for cookie in response.headers().get_all("set-cookie") {
                let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
                let value = rest.split(';').next().unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = response.headers().get("location").map_or("", |it| it.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Reply { status, location, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&mut self, url: &str) -> Reply {
        self.send(Method::GET, url, &[], "").await
    }

    pub async fn post(&mut self, url: &str, form: &str) -> Reply {
        self.send(Method::POST, url, &[], form).await
    }

    /// Signs in with a provider of the sandbox.
    pub async fn sign_in(&mut self, provider: &str) {
        let start = self.get(&format!("/signin/{provider}")).await;
        assert!(self.consent(&start.location).await.ends_with('/'));
    }

    /// Chooses the account on the provider's page, and returns where that leads in the end.
    pub async fn consent(&mut self, authorize: &str) -> String {
        let query = authorize.split_once('?').unwrap().1;
        let wanted = ["redirect_uri", "state", "nonce", "code_challenge"];
        let fields: Vec<&str> = query
            .split('&')
            .filter(|field| wanted.iter().any(|name| field.starts_with(&format!("{name}="))))
            .collect();
        let form = format!(
            "{}&email={}&name=Somebody",
            fields.join("&"),
            self.email.replace('@', "%40").replace('+', "%2B")
        );
        let chosen = self.post(authorize, &form).await;
        self.get(&chosen.location).await.location
    }

    /// Puts products into the cart and goes to the payment page.
    pub async fn checkout(&mut self, products: &[&str], currency: &str) -> String {
        for product in products {
            self.post("/cart", &format!("product={product}&currency={currency}")).await;
        }
        self.post("/pay", "").await.location
    }

    /// Pays on the payment page, and returns the address to which it leads.
    pub async fn pay(&mut self, page: &str, card: &str) -> Reply {
        self.post(page, &format!("card={card}&country=DE")).await
    }

    /// Buys something with a card that works.
    pub async fn buy(&mut self, products: &[&str]) -> Reply {
        let page = self.checkout(products, "eur").await;
        let paid = self.pay(&page, CARD).await;
        self.get(&paid.location).await
    }

    /// Subscribes with a card.
    pub async fn subscribe(&mut self, plan: &str, card: &str) -> Reply {
        let page = self.post("/subscribe", &format!("plan={plan}&currency=eur")).await.location;
        let paid = self.pay(&page, card).await;
        self.get(&paid.location).await
    }
}
