//! Somebody with a browser that knows no JavaScript. The example `chaos` uses it too.

#![allow(dead_code, reason = "each program uses a part of it")]

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

pub const CARD: &str = "4242424242424242";
pub const ASKS: &str = "4000002500003155";
pub const DECLINED: &str = "4000000000000002";
pub const FAILS_LATER: &str = "4000000000000341";

/// Somebody with a browser.
#[derive(Clone, Default)]
pub struct Person {
    /// Tries again for as long as the shop is down or fails.
    pub is_patient: bool,
    pub url: String,
    pub email: String,
    cookies: BTreeMap<String, String>,
}

/// A response.
#[derive(Debug)]
pub struct PageResponse {
    pub status: StatusCode,
    pub location: String,
    /// What the browser may load and run.
    pub policy: String,
    pub body: String,
}

impl PageResponse {
    /// What a person reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for sign in self.body.chars() {
            match sign {
                '<' => inside = true,
                // A tag parts words.
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                _ if !inside => text.push(sign),
                _ => {}
            }
        }
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.replace(" ,", ",").replace(" .", ".")
    }

    pub fn has(&self, text: &str) -> bool {
        let found = self.text().contains(text);
        assert!(found, "no {text:?} in: {} {}", self.status, self.text());
        found
    }
}

impl Person {
    /// Somebody who is not signed in.
    pub fn new(url: &str, email: &str) -> Person {
        Person { url: url.to_owned(), email: email.to_owned(), ..Person::default() }
    }

    pub async fn send(
        &mut self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> PageResponse {
        for _ in 0..2_000 {
            match self.try_to_send(&method, url, headers, body).await {
                Ok(response) if !(self.is_patient && response.status.is_server_error()) => return response,
                Err(error) if !self.is_patient => panic!("{method} {url}: {error}"),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        panic!("the shop does not come back");
    }

    async fn try_to_send(
        &mut self,
        method: &Method,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<PageResponse, Box<dyn std::error::Error + Send + Sync>> {
        let full = if url.starts_with('/') { format!("{}{url}", self.url) } else { url.to_owned() };
        let own = full.starts_with(&self.url);
        let mut request = Request::builder().method(method).uri(&full);
        if !headers.iter().any(|(name, _)| *name == "origin") {
            request = request.header("origin", &self.url);
        }
        if own {
            let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            request = request.header("cookie", cookies.collect::<Vec<_>>().join("; "));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let response = client.request(request.body(Full::new(Bytes::from(body.to_owned())))?).await?;
        if own {
            for cookie in response.headers().get_all("set-cookie") {
                let (name, rest) = cookie.to_str()?.split_once('=').ok_or("no cookie")?;
                let value = rest.split(';').next().unwrap_or_default();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = response.headers().get("location").map_or(Ok(""), |it| it.to_str())?.to_owned();
        let policy =
            response.headers().get("content-security-policy").map_or(Ok(""), |it| it.to_str())?.to_owned();
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        Ok(PageResponse { status, location, policy, body: String::from_utf8_lossy(&bytes).into_owned() })
    }

    pub async fn get(&mut self, url: &str) -> PageResponse {
        self.send(Method::GET, url, &[], "").await
    }

    pub async fn post(&mut self, url: &str, form: &str) -> PageResponse {
        self.send(Method::POST, url, &[], form).await
    }

    /// Signs in with a provider of the sandbox.
    pub async fn sign_in(&mut self, provider: &str) {
        for _ in 0..50 {
            let start = self.get(&format!("/signin/{provider}")).await;
            let end = self.consent(&start.location).await;
            // A shop that was killed in between has used the code up.
            if self.get("/orders").await.status.is_success() {
                return;
            }
            assert!(self.is_patient, "the sign-in ends at {end:?}");
        }
        panic!("nobody can sign in");
    }

    /// Chooses the account on the provider's page, and returns where that leads in the end.
    pub async fn consent(&mut self, authorize: &str) -> String {
        let query = authorize.split_once('?').unwrap().1;
        let wanted = ["redirect_uri", "state", "nonce", "code_challenge"];
        let fields: Vec<&str> = query
            .split('&')
            .filter(|field| wanted.iter().any(|name| field.starts_with(&format!("{name}="))))
            .collect();
        let form = format!(
            "{}&email={}&name=Somebody",
            fields.join("&"),
            self.email.replace('@', "%40").replace('+', "%2B")
        );
        let chosen = self.post(authorize, &form).await;
        self.get(&chosen.location).await.location
    }

    /// Puts products into the cart and goes to the payment page.
    pub async fn checkout(&mut self, products: &[&str], currency: &str) -> String {
        for product in products {
            self.post("/cart", &format!("product={product}&currency={currency}")).await;
        }
        self.post("/pay", "").await.location
    }

    /// Pays on the payment page, and returns the address to which it leads.
    pub async fn pay(&mut self, page: &str, card: &str) -> PageResponse {
        self.post(page, &format!("card={card}&country=DE")).await
    }

    /// Buys something with a card that works.
    pub async fn buy(&mut self, products: &[&str]) -> PageResponse {
        let page = self.checkout(products, "eur").await;
        let paid = self.pay(&page, CARD).await;
        self.get(&paid.location).await
    }

    /// Subscribes with a card.
    pub async fn subscribe(&mut self, plan: &str, card: &str) -> PageResponse {
        let page = self.post("/subscribe", &format!("plan={plan}&currency=eur")).await.location;
        let paid = self.pay(&page, card).await;
        self.get(&paid.location).await
    }
}
