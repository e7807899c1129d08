//! Plays Stripe, Resend, Google and GitHub on this machine, for tests and for a first run without keys.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use shop_sandbox::{STRIPE_KEY, Sandbox, Settings};
//!
//! let sandbox = Sandbox::start(Settings { stripe_webhooks: Some("http://127.0.0.1:3000/webhooks/stripe".into()), ..Settings::default() }).await?;
//! let stripe = stripe::Client::builder(stripe::auth::bearer(STRIPE_KEY)).base_url(sandbox.url()).build();
//! // … create a Checkout session, and open its `url` in a browser …
//! assert_eq!(sandbox.ledger().len(), 1);
//! # Ok(()) }
//! ```
//!
//! It has checkout pages with declined cards and a bank that asks, a portal, subscriptions with proration and tax, invoices, refunds,
//! disputes, signed events, idempotency keys, errors, a mailbox, and sign-in pages. Money moves in a ledger of its own, against which
//! a shop can be checked. It knows nothing of the shop.
//!
//! Invariants: every object that it sends can be read by the generated client; it listens on this machine only by default.

mod billing;
mod checkout;
mod deliveries;
mod faults;
mod form;
mod pages;
mod resend;
mod signin;
mod state;
mod stripe;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{any, get, post};
use serde_json::{Value, json};

pub use crate::resend::Mail;
pub use crate::state::{Entry, Faults};
use crate::state::{Sender, State, str};

/// The key of the Stripe that is played here.
pub const STRIPE_KEY: &str = "sk_test_sandbox";
/// The secret of its events.
pub const STRIPE_WEBHOOK_SECRET: &str = "whsec_sandbox_of_stripe";
/// The key of the Resend that is played here.
pub const RESEND_KEY: &str = "re_sandbox";
/// The secret of its events.
pub const RESEND_WEBHOOK_SECRET: &str = "whsec_c2FuZGJveCBvZiByZXNlbmQsIHdoaWNoIGlzIG5vIHNlY3JldA==";
/// The client of both sign-in providers.
pub const CLIENT_ID: &str = "sandbox-client";
/// Its secret.
pub const CLIENT_SECRET: &str = "sandbox-client-secret";

/// How a sandbox starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens; port 0 is any free one.
    pub address: SocketAddr,
    /// Where Stripe's events go. Without it they are only kept.
    pub stripe_webhooks: Option<String>,
    /// Where Resend's events go.
    pub resend_webhooks: Option<String>,
    /// What goes wrong.
    pub faults: Faults,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            stripe_webhooks: None,
            resend_webhooks: None,
            faults: Faults::default(),
        }
    }
}

/// A running sandbox. Clones are the same one.
#[derive(Clone)]
pub struct Sandbox(Arc<Mutex<State>>);

/// An event that was emitted.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// The whole event.
    pub json: Value,
    /// The receiver has accepted it.
    pub accepted: bool,
}

/// How a renewal or another request to the sandbox ended.
pub type Outcome = Result<Value, String>;

impl Sandbox {
    /// Starts listening, and delivering events.
    pub async fn start(settings: Settings) -> std::io::Result<Sandbox> {
        let listener = tokio::net::TcpListener::bind(settings.address).await?;
        let state = State {
            url: format!("http://{}", listener.local_addr()?),
            stripe_webhooks: settings.stripe_webhooks,
            resend_webhooks: settings.resend_webhooks,
            faults: settings.faults,
            ..State::default()
        };
        let sandbox = Sandbox(Arc::new(Mutex::new(state)));
        let router = sandbox.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(deliveries::run(sandbox.clone()));
        Ok(sandbox)
    }

    fn router(&self) -> Router {
        Router::new()
            .route("/", get(pages::home))
            .route("/renew", post(pages::renew))
            .route("/v1/{*rest}", any(stripe::serve))
            .route("/pay/{session}", get(pages::checkout).post(pages::pay))
            .route("/portal/{session}", get(pages::portal).post(pages::change))
            .route("/emails", post(resend::send))
            .route("/emails/batch", post(resend::batch))
            .route("/mailbox", get(pages::mailbox))
            .route("/mailbox/{id}", get(pages::mail))
            .route("/{provider}/authorize", get(signin::authorize).post(signin::chosen))
            .route("/{provider}/token", post(signin::token))
            .route("/{provider}/user", get(signin::user))
            .route("/{provider}/user/emails", get(signin::emails))
            .with_state(self.clone())
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its address: the base URL of Stripe and Resend, with the pages.
    pub fn url(&self) -> String {
        self.lock().url.clone()
    }

    /// Where events go from now on: `{shop}/webhooks/stripe` and `{shop}/webhooks/resend`.
    pub fn send_events_to(&self, shop: &str) {
        let mut state = self.lock();
        state.stripe_webhooks = Some(format!("{shop}/webhooks/stripe"));
        state.resend_webhooks = Some(format!("{shop}/webhooks/resend"));
    }

    /// What goes wrong from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.lock().faults = faults;
    }

    /// Keeps events, or delivers them again.
    pub fn hold_events(&self, hold: bool) {
        self.lock().holds = hold;
    }

    /// All movements of money.
    pub fn ledger(&self) -> Vec<Entry> {
        self.lock().ledger.clone()
    }

    /// All mails that were accepted.
    pub fn mails(&self) -> Vec<Mail> {
        self.lock().mails.clone()
    }

    /// All events, the oldest first.
    pub fn events(&self) -> Vec<Event> {
        let read = |event: &state::Emitted| Event {
            id: event.id.clone(),
            kind: event.kind.clone(),
            json: serde_json::from_slice(&event.body).unwrap_or_default(),
            accepted: event.accepted,
        };
        self.lock().events.iter().map(read).collect()
    }

    /// How many events were not accepted yet.
    pub fn undelivered(&self) -> usize {
        let state = self.lock();
        state.events.iter().filter(|event| !event.accepted || !event.due.is_empty()).count()
    }

    /// How many requests of a kind Stripe has processed: `POST checkout`.
    pub fn calls(&self, kind: &str) -> u64 {
        self.lock().calls.get(kind).copied().unwrap_or(0)
    }

    /// An object by its id.
    pub fn object(&self, id: &str) -> Option<Value> {
        self.lock().objects.get(id).cloned()
    }

    /// All objects of a kind (`subscription`), the newest first.
    pub fn objects(&self, kind: &str) -> Vec<Value> {
        self.lock().all(kind)
    }

    /// Delivers an event now, once more if it was delivered already, and returns the receiver's status.
    pub async fn deliver(&self, event: &str) -> Option<u16> {
        let found = self.lock().events.iter().find(|it| it.id == event).cloned()?;
        let status = self.post(&found).await?;
        if status.is_success()
            && let Some(event) = self.lock().events.iter_mut().find(|it| it.id == event)
        {
            event.accepted = true;
            event.due.clear();
        }
        Some(status.as_u16())
    }

    /// Ends a period: the next one is invoiced and collected.
    pub fn renew(&self, subscription: &str) -> Outcome {
        self.lock().renew(subscription).map_err(|failure| failure.message)
    }

    /// Tries an open invoice again.
    pub fn retry_invoice(&self, invoice: &str) -> Result<bool, String> {
        self.lock().retry(invoice).map_err(|failure| failure.message)
    }

    /// Lets a session expire.
    pub fn expire(&self, session: &str) -> Outcome {
        self.lock().expire_session(session).map_err(|failure| failure.message)
    }

    /// A buyer disputes a payment.
    pub fn dispute(&self, payment_intent: &str) {
        let mut state = self.lock();
        let charge = state.all("charge").into_iter().find(|it| it["payment_intent"] == payment_intent);
        let Some(mut charge) = charge else { return };
        charge["disputed"] = json!(true);
        let charge = state.put(charge);
        let dispute = json!({
            "id": state.id("dp"), "object": "dispute", "amount": charge["amount"], "charge": charge["id"], "created": state.now(),
            "currency": charge["currency"], "livemode": false, "metadata": {}, "payment_intent": payment_intent, "reason": "fraudulent",
            "status": "needs_response",
        });
        let dispute = state.put(dispute);
        state.emit("charge.dispute.created", &dispute, None);
    }

    /// A subscription whose first payment was given up: it begins incomplete and expires.
    pub fn abandon_subscription(&self, customer: &str, price: &str, metadata: &Value) -> Outcome {
        let mut state = self.lock();
        let price = state.get("price", price).map_err(|failure| failure.message)?;
        let details = json!({"automatic_tax": false, "metadata": metadata});
        let started = state.start_subscription(customer, &price, &details);
        let id = str(&started, "/id").to_owned();
        let expired = state.change_subscription(&id, &[("status", json!("incomplete_expired"))]);
        expired.map_err(|failure| failure.message)
    }

    /// Emits an event of Resend about an address, as if a mail to it had bounced (`email.bounced`) or annoyed (`email.complained`).
    pub fn mail_event(&self, kind: &str, to: &str) {
        let mut state = self.lock();
        let at = "2026-11-30T12:00:00.000Z";
        let mut data = json!({"email_id": state.id("mail"), "created_at": at, "from": "shop@example.com", "to": [to], "subject": "A mail"});
        if kind == "email.bounced" {
            data["bounce"] =
                json!({"type": "Permanent", "subType": "General", "message": "There is no such mailbox."});
        }
        let id = state.id("msg");
        state.queue(Sender::Resend, id, kind, json!({"type": kind, "created_at": at, "data": data}));
    }
}
