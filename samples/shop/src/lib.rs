//! A small shop that uses everything: payments, subscriptions, mails, sign-in, and events of providers.
//!
//! ```text
//! browser ──► pages ──► checkout, subscriptions ──► Stripe
//!               │                                     │ events
//!               └──► fulfil::read ◄── events ◄────────┘          one function, called by page and event
//!                        │ changes
//!                        └──► shop_orders, shop_mails ──► mail::run ──► Resend
//! ```
//!
//! Invariants: an event is a hint; what it is about is read again, and state only moves forward. A mail is stored with the change that
//! makes it necessary, under a key that is Resend's idempotency key.

pub mod admin;
pub mod catalogue;
pub mod checkout;
pub mod config;
pub mod db;
pub mod events;
pub mod explain;
pub mod fulfil;
pub mod mail;
pub mod pages;
pub mod subscriptions;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use fetchwright_inbox::{Builder, Inbox};
use fetchwright_signin::{Key, PostgresStore, Sessions, SignIn, SqliteStore};

use crate::catalogue::Prices;
use crate::config::Config;
use crate::db::Db;

/// Any error.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// A call to a provider ends after this time, with all of its attempts: a page waits no longer.
const CALL: Duration = Duration::from_secs(8);

/// Everything that pages and handlers need.
pub struct Shop {
    pub url: String,
    pub db: Db,
    pub stripe: stripe::Client,
    pub resend: resend::Client,
    pub prices: Prices,
    pub signin: SignIn,
    pub admins: Vec<String>,
    pub sender: String,
    /// The sandbox's address, for a link on every page.
    pub sandbox: Option<String>,
}

/// A shop that is ready to serve.
pub struct Running {
    pub shop: Arc<Shop>,
    pub inbox: Inbox,
    pub router: Router,
}

/// Opens databases, finds prices, and puts everything together. `more` adds sources and handlers to the inbox.
pub async fn open(config: Config, more: impl FnOnce(Builder) -> Builder) -> Result<Running, Error> {
    let db = Db::open(&config.database).await?;
    let mut stripe = stripe::Client::builder(stripe::auth::bearer(config.stripe.key.clone())).timeout(CALL);
    if let Some(url) = &config.stripe.url {
        stripe = stripe.base_url(url.clone());
    }
    let stripe = stripe.build();
    // Resend allows two requests a second. The limit holds for single mails and batches together.
    let rate = if config.sandbox_url.is_some() { 200 } else { 2 };
    let limits = resend::runtime::Limits::per_second(rate);
    let mut resend =
        resend::Client::builder(resend::auth::bearer(config.resend.key.clone())).timeout(CALL).limits(limits);
    if let Some(url) = &config.resend.url {
        resend = resend.base_url(url.clone());
    }
    let shop = Arc::new(Shop {
        prices: catalogue::prices(&stripe).await?,
        signin: sign_in(&config).await?,
        url: config.url.clone(),
        db,
        stripe,
        resend: resend.build(),
        admins: config.admins.clone(),
        sender: config.sender.clone(),
        sandbox: config.sandbox_url.clone(),
    });
    let inbox = more(events::inbox(&shop, &config)?).open().await?;
    let router = pages::router(&shop, &inbox);
    Ok(Running { shop, inbox, router })
}

async fn sign_in(config: &Config) -> Result<SignIn, Error> {
    let mut builder = SignIn::new(&config.url)
        .sessions(Sessions::jwt(Key::hs256(&config.session_key)?))
        .mobile("com.example.shop:/signed-in");
    for provider in &config.providers {
        builder = builder.provider(provider.clone());
    }
    let builder = match config.database.starts_with("postgres") {
        true => {
            let store = PostgresStore::connect(&config.database).await?;
            builder.accounts(store.clone()).tokens(store)
        }
        false => {
            let store = SqliteStore::open(&config.database).await?;
            builder.accounts(store.clone()).tokens(store)
        }
    };
    Ok(builder.build()?)
}

/// Handles events and sends mails, until `shutdown` ends.
pub async fn work(running: &Running, shutdown: impl Future<Output = ()> + Send) -> Result<(), Error> {
    let mails = tokio::spawn(mail::run(Arc::clone(&running.shop)));
    let done = running.inbox.run(shutdown).await;
    mails.abort();
    Ok(done?)
}

/// Seconds since 1970.
pub fn now() -> i64 {
    millis() / 1_000
}

/// Milliseconds since 1970.
pub fn millis() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// An id that nobody can guess.
pub fn new_id(prefix: &str) -> Result<String, Error> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(format!("{prefix}_"), |id, byte| format!("{id}{byte:02x}")))
}
