//! What the shop does with the events of providers.
//!
//! ```text
//! POST /webhooks/stripe ──► verified, stored, acknowledged ──► handler: read it again, then the changes in the inbox's transaction
//! ```
//!
//! Invariants: an event about an object is a hint: sessions and subscriptions are read again. Events of one object are handled one after
//! the other. An event whose order is not there yet waits.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use fetchwright_inbox::{
    Builder, Context, Event, Handler, HandlerResult, Inbox, Outcome, Refused, Source, Verified, json,
    json_at, recover,
};
use http::HeaderMap;
use serde::Deserialize;
use stripe::runtime::webhooks::{Delivery, Secrets};
use stripe::types::{Charge, CheckoutSession, CustomerSubscriptionUpdatedEvent, Invoice, Subscription};

use crate::catalogue::money;
use crate::config::Config;
use crate::db::change;
use crate::fulfil::UnknownOrder;
use crate::{Error, Shop};

/// A handler that takes longer is tried again.
const TIMEOUT: Duration = Duration::from_secs(15);
/// An event whose object does not arrive within this time is for a person.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// The inbox with the shop's sources and handlers.
pub fn inbox(shop: &Arc<Shop>, config: &Config) -> Result<Builder, Error> {
    let inbox = match config.database.starts_with("postgres") {
        true => Inbox::postgres(&config.database),
        false => Inbox::sqlite(&config.database),
    };
    let (stripe, resend) = (
        stripe::webhooks::secrets([&config.stripe.webhook_secret])?,
        resend::webhooks::secrets([&config.resend.webhook_secret])?,
    );
    let base = config.stripe.url.clone().unwrap_or_else(|| "https://api.stripe.com".to_owned());
    let client = shop.stripe.clone();
    let missed = recover::stripe(&base, move |request| fetch(client.clone(), request));
    let source = Source::new(move |headers, body| verified(&stripe, headers, body))
        .recover(missed)
        .recover_every(Duration::from_secs(600));
    Ok(inbox
        // A process that was killed gives its events back after the timeout and this.
        .lease_margin(Duration::from_secs(5))
        .source_with("stripe", source)
        .handler("stripe", sessions(shop))
        .handler("stripe", subscriptions(shop))
        .handler("stripe", changed_subscriptions(shop))
        .handler("stripe", paid_invoices(shop))
        .handler("stripe", failed_invoices(shop))
        .handler("stripe", refunds(shop))
        .handler("stripe", disputes(shop))
        .source("resend", move |headers, body| verified(&resend, headers, body))
        .handler("resend", undelivered(shop)))
}

/// Verifies a delivery of a provider with a generated client, and reads what the inbox needs of it.
pub fn verified(secrets: &Secrets, headers: &HeaderMap, body: &[u8]) -> Result<Verified, Refused> {
    #[derive(Deserialize)]
    struct Created {
        created: Option<i64>,
    }
    let delivery = Delivery::new(headers, body);
    secrets.verify(&delivery)?;
    let (id, kind) = (secrets.id(&delivery), secrets.event(&delivery));
    let (id, kind) = id.zip(kind).ok_or("the event has no id or no type")?;
    let event = Event::new(id, kind);
    let created = serde_json::from_slice::<Created>(body).ok().and_then(|it| it.created);
    Ok(created.map_or_else(|| event.clone(), |created| event.clone().at_unix(created)).into())
}

/// Sends a request of the recovery with the client's credentials.
async fn fetch(
    client: stripe::Client,
    request: http::Request<Bytes>,
) -> Result<http::Response<Bytes>, Error> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let response = client.fetch(request.method().clone(), path).await?;
    let mut found = http::Response::new(Bytes::copy_from_slice(response.body()));
    *found.status_mut() = response.status();
    Ok(found)
}

/// How the shop's handlers are run.
fn usual<E: Send + 'static>(handler: Handler<E>) -> Handler<E> {
    handler.timeout(TIMEOUT).attempts(40).backoff(|attempt| Duration::from_millis(250 << attempt.min(13)))
}

/// It is handled later, for some time; then a person looks at it.
fn later(cx: &Context, what: &str) -> HandlerResult {
    let waits = SystemTime::now().duration_since(cx.delivery().received_at()).unwrap_or_default();
    Ok(match waits < PATIENCE {
        true => Outcome::Later(Duration::from_millis(500)),
        false => Outcome::Dead(what.to_owned()),
    })
}

fn sessions(shop: &Arc<Shop>) -> Handler<CheckoutSession> {
    let shop = Arc::clone(shop);
    let handle = move |session: CheckoutSession, cx: Context| {
        let shop = Arc::clone(&shop);
        async move {
            match shop.read_session(&session.id).await {
                Ok(found) => shop.db.within(&cx, found.changes).await,
                Err(error) if error.is::<UnknownOrder>() => later(&cx, "there is no such order"),
                Err(error) => Err(error),
            }
        }
    };
    let handler = Handler::new("checkout.session.completed", json_at("/data/object"), handle)
        .or("checkout.session.async_payment_succeeded")
        .or("checkout.session.async_payment_failed")
        .or("checkout.session.expired");
    usual(handler).lane(|session| session.id.clone())
}

fn subscriptions(shop: &Arc<Shop>) -> Handler<Subscription> {
    let shop = Arc::clone(shop);
    let handle = move |subscription: Subscription, cx: Context| {
        let shop = Arc::clone(&shop);
        async move { shop.db.within(&cx, shop.read_subscription(&subscription.id).await?).await }
    };
    let handler = Handler::new("customer.subscription.created", json_at("/data/object"), handle)
        .or("customer.subscription.deleted");
    usual(handler).lane(|subscription| subscription.id.clone())
}

fn changed_subscriptions(shop: &Arc<Shop>) -> Handler<CustomerSubscriptionUpdatedEvent> {
    let shop = Arc::clone(shop);
    let handle = move |event: CustomerSubscriptionUpdatedEvent, cx: Context| {
        let shop = Arc::clone(&shop);
        async move {
            let id = &event.data.object.id;
            let mut changes = shop.read_subscription(id).await?;
            if event.data.previous_attributes.is_some_and(|previous| previous.contains_key("items")) {
                changes.extend(shop.plan_changed(id, cx.event_id()).await?);
            }
            shop.db.within(&cx, changes).await
        }
    };
    usual(Handler::new("customer.subscription.updated", json, handle))
        .lane(|event| event.data.object.id.clone())
}

fn paid_invoices(shop: &Arc<Shop>) -> Handler<Invoice> {
    let shop = Arc::clone(shop);
    let handle = move |invoice: Invoice, cx: Context| {
        let shop = Arc::clone(&shop);
        async move { shop.db.within(&cx, shop.invoice_paid(&invoice).await?).await }
    };
    usual(Handler::new("invoice.paid", json_at("/data/object"), handle)).lane(invoice_id)
}

fn failed_invoices(shop: &Arc<Shop>) -> Handler<Invoice> {
    let shop = Arc::clone(shop);
    let handle = move |invoice: Invoice, cx: Context| {
        let shop = Arc::clone(&shop);
        async move { shop.db.within(&cx, shop.invoice_failed(&invoice).await?).await }
    };
    usual(Handler::new("invoice.payment_failed", json_at("/data/object"), handle)).lane(invoice_id)
}

fn invoice_id(invoice: &Invoice) -> String {
    invoice.id.clone().unwrap_or_default()
}

fn refunds(shop: &Arc<Shop>) -> Handler<Charge> {
    let shop = Arc::clone(shop);
    let handle = move |charge: Charge, cx: Context| {
        let shop = Arc::clone(&shop);
        async move {
            match shop.refunded(&charge).await? {
                Some(changes) => shop.db.within(&cx, changes).await,
                None => later(&cx, "there is no order that this charge has paid"),
            }
        }
    };
    usual(Handler::new("charge.refunded", json_at("/data/object"), handle)).lane(|charge| charge.id.clone())
}

/// Of a dispute, which the client's specification does not have.
#[derive(Deserialize)]
struct Dispute {
    id: String,
    amount: i64,
    currency: String,
    payment_intent: Option<String>,
    reason: String,
    status: String,
}

fn disputes(shop: &Arc<Shop>) -> Handler<Dispute> {
    let shop = Arc::clone(shop);
    let handle = move |dispute: Dispute, cx: Context| {
        let shop = Arc::clone(&shop);
        async move {
            let intent = dispute.payment_intent.unwrap_or_default();
            let known = shop
                .db
                .one("SELECT id FROM shop_orders WHERE payment_intent = $1", [(&intent).into()])
                .await?;
            if known.is_none() {
                return later(&cx, "there is no order that this dispute is about");
            }
            let note = format!(
                "dispute {}: {} because of {} ({})",
                dispute.id,
                money(dispute.amount, &dispute.currency),
                dispute.reason,
                dispute.status
            );
            let won = i64::from(dispute.status != "won");
            let sql = "UPDATE shop_orders SET disputed = $2, note = $3 WHERE payment_intent = $1";
            shop.db.within(&cx, vec![change(sql, [intent.into(), won.into(), note.into()])]).await
        }
    };
    let handler =
        Handler::new("charge.dispute.created", json_at("/data/object"), handle).or("charge.dispute.closed");
    usual(handler).lane(|dispute: &Dispute| dispute.id.clone())
}

/// Of Resend's events about a mail.
#[derive(Deserialize)]
struct AboutMail {
    to: Vec<String>,
}

/// An address that bounces or complains gets no further mail.
fn undelivered(shop: &Arc<Shop>) -> Handler<AboutMail> {
    let shop = Arc::clone(shop);
    let handle = move |mail: AboutMail, cx: Context| {
        let shop = Arc::clone(&shop);
        async move {
            let reason = cx.delivery().kind().to_owned();
            let sql = "INSERT INTO shop_suppressed (address, reason) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING";
            let changes = mail.to.iter().map(|to| change(sql, [to.into(), (&reason).into()]));
            shop.db.within(&cx, changes.collect()).await
        }
    };
    usual(Handler::new("email.bounced", json_at("/data"), handle).or("email.complained"))
}
