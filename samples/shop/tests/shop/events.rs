//! Events that come in the wrong order, twice, too early, or about something else: each was somebody's bug.

use fetchwright_inbox::{Filter, State};
use serde_json::json;
use shop::db::change;
use stripe::types::{CheckoutLineItemParams, CheckoutPriceDataParams, CreateCheckoutSessionParams};

use crate::world::{CARD, World, until};

/// laravel/cashier-stripe#1201, #1760; stripe/stripe-cli#418; pay-rails/pay#282.
#[tokio::test(flavor = "multi_thread")]
async fn updated_before_created_stays_active() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let page = ada.post("/subscribe", "plan=home&currency=eur").await.location;
    ada.pay(&page, CARD).await;
    for kind in ["customer.subscription.updated", "customer.subscription.created"] {
        let event = world.event(kind);
        world.deliver(&event).await;
        ada.get("/subscription").await.has("Plan: Home");
    }
}

/// BasedHardware/omi#8417: the second event was taken for a duplicate of the first one.
#[tokio::test(flavor = "multi_thread")]
async fn an_incomplete_beginning_does_not_hide_the_payment() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let page = ada.post("/subscribe", "plan=office&currency=eur").await.location;
    ada.pay(&page, CARD).await;
    // As the shop would have read it, had the first event been quicker than the payment.
    let subscription = world.sandbox.objects("subscription")[0].clone();
    let account = subscription["metadata"]["account"].as_str().unwrap();
    let sql = "INSERT INTO shop_subscriptions VALUES ($1, $2, 'si', 'office', 'incomplete', 'eur', 2900, 0, 0, 0, 0)";
    world
        .shop
        .db
        .change(vec![change(sql, [subscription["id"].as_str().unwrap().into(), account.into()])])
        .await
        .unwrap();
    ada.get("/subscription").await.has("has ended (incomplete)");
    let event = world.event("checkout.session.completed");
    world.deliver(&event).await;
    ada.get("/subscription").await.has("Plan: Office");
}

/// The same issue: a given-up attempt ended, and took the paid subscription with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_given_up_attempt_takes_nothing_away() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.subscribe("office", CARD).await.has("Thank you!");
    let paid = world.sandbox.objects("subscription")[0].clone();
    let (customer, price) =
        (paid["customer"].as_str().unwrap(), paid["items"]["data"][0]["price"]["id"].as_str().unwrap());
    world
        .sandbox
        .abandon_subscription(customer, price, &json!({"account": paid["metadata"]["account"]}))
        .unwrap();
    world.settle().await;
    ada.get("/subscription").await.has("Plan: Office");
}

/// enupal/stripe#44.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_waits_for_its_order() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.get("/orders").await;
    let account = world.shop.db.one("SELECT id FROM signin_account", []).await.unwrap().unwrap().text();
    let line = CheckoutLineItemParams {
        price_data: Some(CheckoutPriceDataParams {
            unit_amount: Some(2_400),
            ..CheckoutPriceDataParams::new("eur")
        }),
        quantity: Some(1),
        ..Default::default()
    };
    let about = [("order", "o_late"), ("account", account.as_str())]
        .map(|(key, value)| (key.to_owned(), value.to_owned()));
    let params = CreateCheckoutSessionParams {
        line_items: Some(vec![line]),
        metadata: Some(about.into()),
        client_reference_id: Some("o_late".to_owned()),
        customer_email: Some(ada.email.clone()),
        ..CreateCheckoutSessionParams::new("http://localhost/return")
    };
    let session = world.shop.stripe.create_checkout_session(&params).await.unwrap();
    ada.pay(&session.url.unwrap(), CARD).await;
    let event = world.event("checkout.session.completed");
    assert_eq!(world.sandbox.deliver(&event).await, Some(200));
    until("the event waits", async || {
        let filter = Filter::default().event_id(&event).state(State::Waiting);
        !world.running.inbox.list(&filter, 1).await.unwrap().is_empty()
    })
    .await;
    let order = "INSERT INTO shop_orders (id, account, state, currency, created) VALUES ('o_late', $1, 'cart', 'eur', 0)";
    let line = "INSERT INTO shop_lines VALUES ('o_late', 'beans', 1, 2400)";
    world.shop.db.change(vec![change(line, []), change(order, [account.into()])]).await.unwrap();
    world.handled().await;
    ada.get("/orders").await.has("Paid €24.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_event_is_refused_and_a_missed_one_is_recovered() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let forged =
        ada.post("/webhooks/stripe", "{\"id\":\"evt_1\",\"type\":\"checkout.session.completed\"}").await;
    assert_eq!(forged.status, http::StatusCode::UNAUTHORIZED);
    let page = ada.checkout(&["cups"], "eur").await;
    ada.pay(&page, CARD).await;
    // Not one event arrives, and the buyer never comes back.
    let found = world.running.inbox.recover("stripe").await.unwrap();
    assert!(found.missing > 0, "{found:?}");
    world.handled().await;
    ada.get("/orders").await.has("Paid €21.42");
}
