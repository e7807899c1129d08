//! One-time purchases: paid, declined, asked by the bank, expired, in the wrong currency, refunded.

use http::{Method, StatusCode};
use shop::db::change;

use crate::world::{ASKS, CARD, DECLINED, FAILS_LATER, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_fulfilled_by_the_page_before_the_event_and_once() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let page = ada.checkout(&["cups", "beans", "cups"], "eur").await;
    // 2 × 18 + 24 = 60, less 10 % is 54, and 19 % tax is 10.26.
    let paid = ada.post(&page, &format!("card={CARD}&country=DE&promotion=welcome10")).await;
    let thanks = ada.get(&paid.location).await;
    thanks.has("We have received €64.26 for your order");
    assert_eq!(
        world.sandbox.events().iter().filter(|event| event.accepted).count(),
        0,
        "no event has arrived yet"
    );
    world.mailed().await;
    world.settle().await;
    ada.get(&paid.location).await.has("€64.26");
    world.mailed().await;
    let subjects = world.subjects("ada@gmail.com");
    assert_eq!(subjects.len(), 1, "{subjects:?}");
    let mail = &world.sandbox.mails()[0];
    assert!(
        mail.text.contains("2 × Two espresso cups: €36.00")
            && mail.text.contains("Discount: −€6.00")
            && mail.text.contains("Total: €64.26"),
        "{}",
        mail.text
    );
    assert_eq!(mail.attachments.len(), 1);
    assert!(mail.attachments[0].0.starts_with("invoice-o_"));
    let ledger = world.sandbox.ledger();
    assert_eq!((ledger.len(), ledger[0].amount, ledger[0].currency.as_str()), (1, 6_426, "eur"));
    ada.get("/orders").await.has("Paid €64.26");
    ada.get("/cart").await.has("It is empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_and_a_bank_that_refuses_cost_nothing_and_keep_the_cart() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let page = ada.checkout(&["moka"], "eur").await;
    ada.pay(&page, DECLINED).await.has("Your card was declined. Try another card.");
    ada.pay(&page, ASKS).await.has("Is it you who pays?");
    ada.post(&page, &format!("card={ASKS}&country=DE&bank=reject"))
        .await
        .has("Your bank did not confirm the payment");
    let session = page.rsplit('/').next().unwrap();
    ada.get(&format!("/return?session_id={session}")).await.has("You have not paid yet");
    world.settle().await;
    ada.get("/cart?left=1").await.has("You were not charged, and your cart is still here.");
    assert!(world.sandbox.ledger().is_empty() && world.sandbox.mails().is_empty());
    let paid = ada.post(&page, &format!("card={ASKS}&country=DE&bank=approve")).await;
    ada.get(&paid.location).await.has("Thank you!");
    assert_eq!(world.sandbox.ledger().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_payment_page_keeps_the_cart_and_gives_a_new_page() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let page = ada.checkout(&["moka"], "eur").await;
    let session = page.rsplit('/').next().unwrap().to_owned();
    world.sandbox.expire(&session).unwrap();
    let gone = ada.get(&page).await;
    gone.has("This payment page has expired. You were not charged.");
    let back = ada.get(&format!("/return?session_id={session}")).await;
    assert_eq!(back.location, "/cart?expired=1");
    ada.get(&back.location).await.has("Moka pot");
    world.settle().await;
    let second = ada.post("/pay", "").await.location;
    assert!(second.contains("/pay/cs_") && second != page);
    let paid = ada.pay(&second, CARD).await;
    ada.get(&paid.location).await.has("Thank you!");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_clicks_make_one_session() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.post("/cart", "product=cups&currency=eur").await;
    let mut clicks = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let mut tab = ada.clone();
        clicks.spawn(async move { tab.post("/pay", "").await.location });
    }
    let pages = clicks.join_all().await;
    assert!(pages.iter().all(|page| *page == pages[0] && page.contains("/pay/cs_")), "{pages:?}");
    assert_eq!(world.sandbox.objects("checkout.session").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_cart_ends_its_payment_page() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let first = ada.checkout(&["cups"], "eur").await;
    let second = ada.checkout(&["beans"], "eur").await;
    assert_ne!(first, second);
    assert_eq!(ada.get(&first).await.status, StatusCode::GONE);
    let paid = ada.pay(&second, CARD).await;
    // (18 + 24) × 1.19
    ada.get(&paid.location).await.has("€49.98");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_must_be_what_the_cart_costs() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let page = ada.checkout(&["cups"], "eur").await;
    // As if the cart had changed without its session being ended.
    world.shop.db.change(vec![change("UPDATE shop_lines SET quantity = 100", [])]).await.unwrap();
    let paid = ada.pay(&page, CARD).await;
    ada.get(&paid.location).await.has("We are checking your payment");
    world.settle().await;
    ada.get("/admin").await.has("expected €1800.00 before tax and discount, and €18.00 is paid");
    assert!(world.sandbox.mails().is_empty(), "nobody gets a receipt");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_shows_only_ones_own_payments() {
    let world = World::start().await;
    let (mut ada, mut grace) = (world.person("ada@gmail.com").await, world.person("grace@gmail.com").await);
    let page = ada.checkout(&["cups"], "eur").await;
    let paid = ada.pay(&page, CARD).await;
    assert_eq!(grace.get(&paid.location).await.status, StatusCode::NOT_FOUND);
    assert_eq!(grace.get("/return?session_id=cs_test_invented").await.status, StatusCode::NOT_FOUND);
    ada.get(&paid.location).await.has("Thank you!");
    let order = world.shop.orders(None).await.unwrap()[0].id.clone();
    assert_eq!(grace.get(&format!("/orders/{order}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(grace.get("/admin").await.status, StatusCode::NOT_FOUND);
    assert_eq!(grace.get("/admin/inbox/").await.status, StatusCode::NOT_FOUND);
    let elsewhere = [("origin", "https://evil.example")];
    let stolen = ada.clone().send(Method::POST, "/cart", &elsewhere, "product=cups").await;
    assert_eq!(stolen.status, StatusCode::UNAUTHORIZED, "a form of another site");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_currency_is_explained() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.subscribe("home", FAILS_LATER).await.has("Thank you!");
    ada.post("/cart", "product=cups&currency=usd").await;
    let refused = ada.post("/pay", "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.has("Please pay in EUR");
    ada.get("/cart").await.has("Two espresso cups");
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_add_up_and_a_dispute_is_seen() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.buy(&["cups"]).await.has("€21.42");
    world.settle().await;
    let order = world.shop.orders(None).await.unwrap()[0].clone();
    let refund = format!("/admin/orders/{}/refund", order.id);
    for _ in 0..2 {
        // The second click is the same refund.
        assert_eq!(ada.post(&refund, "amount=5.00&refunded=0").await.status, StatusCode::SEE_OTHER);
    }
    world.settle().await;
    ada.get("/orders").await.has("Partly refunded");
    ada.post(&refund, "amount=99&refunded=500").await.has("This amount cannot be refunded");
    ada.post(&refund, "refunded=500").await;
    world.settle().await;
    let partial =
        world.sandbox.events().iter().find(|event| event.kind == "charge.refunded").unwrap().id.clone();
    world.deliver(&partial).await;
    world.mailed().await;
    ada.get("/orders").await.has("Refunded €21.42");
    let subjects = world.subjects("ada@gmail.com");
    assert_eq!(subjects.iter().filter(|subject| subject.contains("refund")).count(), 2, "{subjects:?}");
    let back: i64 =
        world.sandbox.ledger().iter().filter(|entry| entry.kind == "refund").map(|entry| entry.amount).sum();
    assert_eq!((back, world.shop.order(&order.id).await.unwrap().unwrap().refunded), (2_142, 2_142));
    world.sandbox.dispute(&order.payment_intent);
    world.settle().await;
    ada.get("/orders").await.has("Disputed");
    ada.get("/admin").await.has("because of fraudulent (needs_response)");
    assert_eq!(world.subjects("ada@gmail.com").len(), 3, "a dispute sends no mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_reads_its_orders_and_a_second_provider_is_linked() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.buy(&["beans"]).await.has("Thank you!");
    // RFC 7636, appendix B.
    let (verifier, challenge) =
        ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let mut app = world.stranger(&ada.email);
    let start = app.get(&format!("/signin/google?redirect_uri=com.example.shop:/signed-in&code_challenge={challenge}&code_challenge_method=S256&state=s")).await;
    let back = app.consent(&start.location).await;
    let code = back.split("code=").nth(1).unwrap_or_else(|| panic!("{back}")).split('&').next().unwrap();
    let tokens = app.post("/signin/exchange", &format!("code={code}&code_verifier={verifier}")).await;
    let tokens: serde_json::Value = serde_json::from_str(&tokens.body).unwrap();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let mut nobody = world.stranger("");
    let orders = nobody.send(Method::GET, "/api/orders", &[("authorization", &bearer)], "").await;
    assert!(orders.body.contains("\"status\":\"Paid\""), "{}", orders.body);
    assert_eq!(nobody.get("/api/orders").await.status, StatusCode::UNAUTHORIZED);
    let link = ada.post("/signin/github/link", "").await;
    ada.consent(&link.location).await;
    let account = ada.get("/account").await;
    assert!(account.has("Github") && account.has("Google") && !account.body.contains("Connect"));
}
