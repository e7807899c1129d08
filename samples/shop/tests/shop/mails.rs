//! The outbox: once, in spite of crashes and of a provider that fails; not to those who do not want it.

use shop::db::change;
use shop_sandbox::Faults;

use crate::world::{World, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_provider_that_fails_delays_the_mail_and_not_the_purchase() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    world.sandbox.set_faults(Faults { mails: 1.0, ..Faults::default() });
    ada.buy(&["cups"]).await.has("Thank you!");
    let tried = "SELECT COUNT(*) FROM shop_mails WHERE attempts > 0 AND state = 'queued'";
    until("a mail has failed", async || world.shop.db.one(tried, []).await.unwrap().unwrap().int() == 1)
        .await;
    ada.get("/admin/mails").await.has("queued");
    ada.get("/orders").await.has("Paid");
    world.sandbox.set_faults(Faults::default());
    world.mailed().await;
    assert_eq!(world.subjects("ada@gmail.com").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_between_sending_and_noting_it_sends_once() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.buy(&["cups"]).await.has("Thank you!");
    world.mailed().await;
    // The mail was accepted, and the shop does not know it.
    world
        .shop
        .db
        .change(vec![change("UPDATE shop_mails SET state = 'queued', attempts = 0", [])])
        .await
        .unwrap();
    world.mailed().await;
    assert_eq!(world.sandbox.mails().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_bounces_or_complains_gets_no_further_mail() {
    let world = World::start().await;
    let mut bea = world.person("bea.bounce@gmail.com").await;
    bea.buy(&["cups"]).await.has("Thank you!");
    world.mailed().await;
    world.settle().await;
    bea.buy(&["beans"]).await.has("Thank you!");
    world.mailed().await;
    assert_eq!(world.subjects("bea.bounce@gmail.com").len(), 1);
    let state =
        world.shop.db.query("SELECT state FROM shop_mails WHERE state = 'suppressed'", []).await.unwrap();
    assert_eq!(state.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newsletter_reaches_everybody_once_and_in_batches() {
    let world = World::start().await;
    let mut ada = world.person("ada@gmail.com").await;
    let insert = "INSERT INTO signin_account VALUES ($1, $2, 1, NULL, 0)";
    let people = (0..249)
        .map(|at| change(insert, [format!("account-{at}").into(), format!("reader{at}@example.com").into()]));
    world.shop.db.change(people.collect()).await.unwrap();
    for _ in 0..2 {
        ada.post("/admin/newsletter", "issue=1&subject=New+beans&text=From+Ethiopia").await;
        world.mailed().await;
    }
    let mails = world.sandbox.mails();
    assert_eq!(mails.len(), 250);
    let batches: std::collections::BTreeSet<_> =
        mails.iter().filter_map(|mail| mail.key.as_ref()?.split('#').next()).collect();
    assert_eq!(
        batches.into_iter().collect::<Vec<_>>(),
        ["newsletter/1/0", "newsletter/1/1", "newsletter/1/2"]
    );
}
