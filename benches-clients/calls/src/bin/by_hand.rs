//! The call as one would write it by hand: hyper's client, a timeout, serde's derive, a typed response.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Product {
    id: String,
    active: bool,
    created: i64,
    default_price: Option<String>,
    description: Option<String>,
    images: Vec<String>,
    livemode: bool,
    metadata: BTreeMap<String, String>,
    name: String,
    package_dimensions: Option<PackageDimensions>,
    shippable: Option<bool>,
    statement_descriptor: Option<String>,
    tax_code: Option<String>,
    unit_label: Option<String>,
    updated: i64,
    url: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct PackageDimensions {
    height: f64,
    length: f64,
    weight: f64,
    width: f64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct ProductList {
    data: Vec<Product>,
    has_more: bool,
    url: String,
}

type Error = Box<dyn std::error::Error + Send + Sync>;
type Http = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

async fn get<T: DeserializeOwned>(http: &Http, base: &str, path: &str) -> Result<T, Error> {
    let request = Request::get(format!("{base}{path}"))
        .header("accept", "application/json")
        .header("user-agent", "by-hand")
        .header("authorization", format!("Bearer {}", "sk_test_1"))
        .body(Full::default())?;
    let (status, body) = tokio::time::timeout(Duration::from_secs(30), async {
        let response = http.request(request).await?;
        Ok::<_, Error>((response.status(), response.into_body().collect().await?.to_bytes()))
    })
    .await??;
    if !status.is_success() {
        return Err(status.to_string().into());
    }
    Ok(serde_json::from_str(std::str::from_utf8(&body)?)?)
}

fn main() -> Result<(), Error> {
    let calls::Arguments { url, list, count } = calls::arguments().ok_or("URL one|list COUNT")?;
    let provider = rustls::crypto::ring::default_provider();
    let connector = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(provider)?;
    let http: Http = Client::builder(TokioExecutor::new()).build(connector.https_or_http().enable_http1().build());
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        for _ in 0..count {
            if list {
                black_box(get::<ProductList>(&http, &url, "/v1/products").await?);
            } else {
                black_box(get::<Product>(&http, &url, &format!("/v1/products/{}", "prod_1")).await?);
            }
        }
        Ok(())
    })
}
