//! Webhooks of a provider that is not built in: a carrier of parcels, with a signature of its own.

use std::sync::Arc;

use fetchwright_inbox::{Builder, Event, json};
use http::{Method, StatusCode};
use ring::hmac;
use shop::Shop;
use shop::db::change;

use crate::world::World;

const SECRET: &[u8] = b"the carrier's secret";

// begin
#[derive(serde::Deserialize)]
struct Parcel {
    id: String,
    order: String,
    number: String,
}

fn parcels(inbox: Builder, shop: &Arc<Shop>) -> Builder {
    let (key, db) = (hmac::Key::new(hmac::HMAC_SHA256, SECRET), shop.db.clone());
    let inbox = inbox.source("parcels", move |headers, body| {
        let sent = headers.get("x-parcel-signature").ok_or("there is no signature")?.as_bytes();
        let digit = |at: usize| sent.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let bytes = (0..32).map_while(|at| Some((digit(2 * at)? * 16 + digit(2 * at + 1)?) as u8));
        hmac::verify(&key, body, &bytes.collect::<Vec<u8>>()).map_err(|_| "the signature does not fit")?;
        Ok(Event::new(serde_json::from_slice::<Parcel>(body)?.id, "parcel.sent").into())
    });
    inbox.on("parcels", "parcel.sent", json::<Parcel>, move |parcel, cx| {
        let db = db.clone();
        async move {
            let sql = "UPDATE shop_orders SET note = $2 WHERE id = $1";
            let note = format!("parcel {}", parcel.number);
            db.within(&cx, vec![change(sql, [parcel.order.into(), note.into()])]).await
        }
    })
}
// end

#[tokio::test(flavor = "multi_thread")]
async fn another_provider_takes_thirty_lines() {
    let source = include_str!("parcels.rs");
    let lines = source.split("// begin").nth(1).unwrap().split("// end").next().unwrap();
    let count = lines.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(count <= 30, "{count} lines");

    let world = World::with(&World::file(), parcels).await;
    let mut ada = world.person("ada@gmail.com").await;
    ada.buy(&["cups"]).await.has("Thank you!");
    let order = world.shop.orders(None).await.unwrap()[0].id.clone();
    let body = format!("{{\"id\": \"p_1\", \"order\": \"{order}\", \"number\": \"JJD 42\"}}");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), body.as_bytes());
    let signature: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut carrier = world.stranger("");
    let forged = signature.replace(['a', '1'], "0");
    for (signature, status) in [(forged, StatusCode::UNAUTHORIZED), (signature, StatusCode::OK)] {
        let headers = [("x-parcel-signature", signature.as_str())];
        assert_eq!(carrier.send(Method::POST, "/webhooks/parcels", &headers, &body).await.status, status);
    }
    world.handled().await;
    ada.get("/admin").await.has("parcel JJD 42");
}
