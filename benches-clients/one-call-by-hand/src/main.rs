//! Makes a customer at Stripe, by hand: hyper's client, a timeout, serde's derive, an error with its code.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;

#[derive(Deserialize)]
struct Customer {
    id: String,
    email: Option<String>,
    created: i64,
}

#[derive(Deserialize)]
struct Failure {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    code: Option<String>,
    message: Option<String>,
}

type Error = Box<dyn std::error::Error + Send + Sync>;

async fn create(url: &str, key: &str, email: &str) -> Result<Customer, Error> {
    let provider = rustls::crypto::ring::default_provider();
    let connector = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(provider)?;
    let connector = connector.https_or_http().enable_http1().build();
    let http: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
    let body = serde_urlencoded::to_string([("email", email)])?;
    let request = Request::post(format!("{url}/v1/customers"))
        .header("accept", "application/json")
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(body))?;
    let response = http.request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        let Reason { code, message } = serde_json::from_slice::<Failure>(&body)?.error;
        return Err(format!("{status} {}: {}", code.unwrap_or_default(), message.unwrap_or_default()).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

fn main() -> Result<(), Error> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "https://api.stripe.com".to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let customer = runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(30), create(&url, "sk_test_1", "a@example.com")).await?
    })?;
    println!("{} {:?} {}", customer.id, customer.email, customer.created);
    Ok(())
}
