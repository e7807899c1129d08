//! Subscriptions: preview and change, cancel and resume, portal, renewal that fails.

use http::StatusCode;

use crate::world::{CARD, DECLINED, FAILS_LATER, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_what_a_change_costs_and_there_is_one_mail() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.subscribe("home", CARD).await.has("Your subscription “Home” is active: €9.00 a month");
    world.settle().await;
    let page = ada.get("/subscription/change?plan=office").await;
    page.has("From Home to Office");
    // The period has just begun: all of 29.00 against all of 9.00, and 19 % tax.
    page.has("To pay now €23.80");
    let at = page.body.split("name=\"at\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(
        ada.post("/subscription/change", "plan=office&at=1").await.location,
        "/subscription/change?plan=office",
        "a second of one's own choice"
    );
    for _ in 0..2 {
        assert_eq!(
            ada.post("/subscription/change", &format!("plan=office&at={at}")).await.status,
            StatusCode::SEE_OTHER
        );
    }
    ada.get("/subscription").await.has("Plan: Office, €29.00 a month");
    world.settle().await;
    let changed = world
        .sandbox
        .events()
        .iter()
        .rev()
        .find(|event| !event.json["data"]["previous_attributes"]["items"].is_null())
        .unwrap()
        .id
        .clone();
    world.deliver(&changed).await;
    world.mailed().await;
    let subjects = world.subjects("ada@gmail.com");
    assert_eq!(
        subjects.iter().filter(|subject| *subject == "Your subscription is now Office").count(),
        1,
        "{subjects:?}"
    );
    let paid: Vec<i64> = world.sandbox.ledger().iter().map(|entry| entry.amount).collect();
    assert_eq!(paid, [1_071, 2_380]);
    ada.get("/subscription").await.has("€23.80");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_plan_leaves_credit() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.subscribe("office", CARD).await.has("Thank you!");
    let page = ada.get("/subscription/change?plan=home").await;
    page.has("To pay now €0.00");
    page.has("€23.80 remain as credit");
    let at = page.body.split("name=\"at\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    ada.post("/subscription/change", &format!("plan=home&at={at}")).await;
    world.settle().await;
    ada.get("/subscription").await.has("Plan: Home");
    let subscription = world.sandbox.objects("subscription")[0]["id"].as_str().unwrap().to_owned();
    world.sandbox.renew(&subscription).unwrap();
    world.settle().await;
    assert_eq!(world.sandbox.ledger().len(), 1, "the credit pays the next month");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancel_resume_and_end() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.subscribe("home", CARD).await.has("Thank you!");
    ada.post("/subscription/cancel", "").await;
    ada.get("/subscription").await.has("It ends with the current month.");
    ada.post("/subscription/resume", "").await;
    let page = ada.get("/subscription").await;
    assert!(page.has("Cancel at the end of the month"));
    ada.post("/subscription/cancel", "").await;
    world.settle().await;
    let subscription = world.sandbox.objects("subscription")[0]["id"].as_str().unwrap().to_owned();
    world.sandbox.renew(&subscription).unwrap();
    world.settle().await;
    ada.get("/subscription").await.has("has ended (canceled)");
    // A late event of before changes nothing.
    let updated = world.event("customer.subscription.updated");
    world.deliver(&updated).await;
    ada.get("/subscription").await.has("has ended (canceled)");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_fails_is_one_mail_for_each_attempt_and_the_portal_cures_it() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.subscribe("home", FAILS_LATER).await.has("Thank you!");
    world.settle().await;
    let subscription = world.sandbox.objects("subscription")[0]["id"].as_str().unwrap().to_owned();
    world.sandbox.renew(&subscription).unwrap();
    world.settle().await;
    let failed = world.event("invoice.payment_failed");
    world.deliver(&failed).await;
    ada.get("/subscription").await.has("Your last payment did not work.");
    let invoice =
        world.sandbox.objects("invoice").into_iter().find(|invoice| invoice["status"] == "open").unwrap();
    assert!(!world.sandbox.retry_invoice(invoice["id"].as_str().unwrap()).unwrap());
    world.settle().await;
    world.mailed().await;
    let dunning = |world: &World| {
        world
            .subjects("ada@gmail.com")
            .iter()
            .filter(|subject| *subject == "Your payment did not work")
            .count()
    };
    assert_eq!(dunning(&world), 2, "one for each attempt");
    let portal = ada.post("/portal", "").await.location;
    let page = ada.get(&portal).await;
    page.has("Use another card, which pays");
    ada.post(&portal, &format!("subscription={subscription}&do=card")).await;
    world.settle().await;
    // The failure once more, after the payment.
    world.deliver(&failed).await;
    world.mailed().await;
    assert_eq!(dunning(&world), 2);
    let page = ada.get("/subscription").await;
    assert!(page.has("Plan: Home") && !page.body.contains("did not work"));
    assert_eq!(world.sandbox.ledger().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_change_changes_nothing_and_ten_clicks_subscribe_once() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let mut clicks = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let mut tab = ada.clone();
        clicks.spawn(async move { tab.post("/subscribe", "plan=home&currency=eur").await.location });
    }
    let pages = clicks.join_all().await;
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    ada.pay(&pages[0], DECLINED).await.has("Your card was declined");
    assert!(world.sandbox.objects("subscription").is_empty());
    let paid = ada.pay(&pages[0], CARD).await;
    ada.get(&paid.location).await.has("Thank you!");
    assert_eq!(
        ada.post("/subscribe", "plan=office&currency=eur").await.location,
        "/subscription/change?plan=office"
    );
}
