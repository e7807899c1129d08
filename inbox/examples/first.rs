//! Receives the events of a shop and handles each once.

use axum::Router;
use fetchwright_inbox::{Event, Inbox, Verified, commit, json};

#[derive(serde::Deserialize)]
struct Paid {
    id: String,
    order: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    rusqlite::Connection::open("shop.db")?
        .execute_batch("CREATE TABLE IF NOT EXISTS paid (order_id TEXT PRIMARY KEY)")?;
    let inbox = Inbox::sqlite("shop.db")
        // Verifies a request. Here a shared token; a generated client verifies signatures (below).
        .source("shop", |headers, body| {
            if headers
                .get("x-token")
                .is_none_or(|token| token != "secret of this example")
            {
                return Err("the token does not fit".into());
            }
            let event: Paid = serde_json::from_slice(body)?;
            Ok(Verified::from(Event::new(event.id, "order.paid")))
        })
        // Handles an event. What `commit` writes and "done" are one transaction: both happen, or neither.
        .on(
            "shop",
            "order.paid",
            json::<Paid>,
            |event, _cx| async move {
                println!("order {} is paid", event.order);
                Ok(commit(move |transaction| {
                    transaction.execute("INSERT INTO paid VALUES (?)", [event.order])?;
                    Ok(())
                }))
            },
        )
        .open()
        .await?;
    let app = Router::new().nest("/webhooks", inbox.router());
    let address = std::env::var("ADDRESS").unwrap_or("127.0.0.1:3000".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    inbox
        .run(async { tokio::signal::ctrl_c().await.unwrap_or(()) })
        .await?;
    Ok(())
}
