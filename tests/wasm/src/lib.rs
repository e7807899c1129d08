//! Calls of a sample client in wasm: each function makes some and tells what came of them, and `calls.mjs` knows what
//! should have.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use google::params::GetTokenInfoParams;
use google::runtime::{Builder, Clock, Limits, Method, SystemClock};
use google::types::OAuthError;
use google::{auth, Client, Error};
use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

fn builder(server: String) -> Builder<Client> {
    Client::builder(auth::bearer("canary-bearer")).base_url(server)
}

fn reported(error: &Error) -> String {
    format!("{:?} sent={} status={:?}: {error}", error.kind(), error.was_sent(), error.status().map(|s| s.as_u16()))
}

/// A typed response.
#[wasm_bindgen]
pub async fn typed(server: String) -> String {
    match builder(server).build().get_user_info().await {
        Ok(user) => format!("{} {:?}", user.sub, user.name),
        Err(error) => reported(&error),
    }
}

/// An error of the API, with its type.
#[wasm_bindgen]
pub async fn refused(server: String) -> String {
    match builder(server).build().get_token_info().await {
        Ok(_) => "success".to_owned(),
        Err(error) => {
            let typed = error.body::<OAuthError>().ok().map(|body| body.error.clone());
            format!("{:?} {:?} {typed:?}", error.status().map(|status| status.as_u16()), error.code())
        }
    }
}

/// All items of a list that comes in pages.
#[wasm_bindgen]
pub async fn pages(server: String) -> String {
    let mut items = builder(server).build().list_calendars().items();
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(calendar) => ids.push(calendar.id),
            Err(error) => return reported(&error),
        }
    }
    format!("{ids:?}")
}

/// An attempt that takes too long. Without retries its error is the call's.
#[wasm_bindgen]
pub async fn slow(server: String) -> String {
    let client =
        builder(server).attempt_timeout(Duration::from_millis(100)).timeout(Duration::from_millis(150)).build();
    client.get_user_info().await.map_or_else(|error| reported(&error), |_| "success".to_owned())
}

/// A call that is dropped while it is on its way, once something happens.
#[wasm_bindgen]
pub async fn dropped(server: String, once: Promise) -> String {
    let call = builder(server).build().get_user_info().into_future();
    let mut call = pin!(call);
    let mut once = JsFuture::from(once);
    poll_fn(|cx| match (call.as_mut().poll(cx), Pin::new(&mut once).poll(cx)) {
        (Poll::Ready(_), _) => Poll::Ready("answered"),
        (_, Poll::Ready(_)) => Poll::Ready("dropped"),
        _ => Poll::Pending,
    })
    .await
    .to_owned()
}

/// Whatever comes of a request that the specification does not have, responses of up to 1 MiB.
#[wasm_bindgen]
pub async fn fetched(server: String, method: String, path: String, body: Option<String>) -> String {
    let client = builder(server).body_limit(1 << 20).build();
    let Ok(method) = Method::from_bytes(method.as_bytes()) else { return "no method".to_owned() };
    let mut call = client.fetch(method, &path);
    if let Some(body) = body {
        call = call.text("text/plain", &body);
    }
    match call.await {
        Ok(response) => {
            let names = ["content-type", "content-encoding", "set-cookie"];
            let headers = names.map(|name| response.headers().get_all(name).iter().count());
            format!("{} {headers:?} {}", response.status().as_u16(), response.body().len())
        }
        Err(error) => reported(&error),
    }
}

/// A secret in the query of an address where nobody listens.
#[wasm_bindgen]
pub async fn secret(server: String) -> String {
    let params = GetTokenInfoParams { access_token: Some("canary-query".to_owned()), ..Default::default() };
    match builder(server).build().get_token_info().with(&params).await {
        Ok(_) => "success".to_owned(),
        Err(error) => format!("{} {error:?}", reported(&error)),
    }
}

/// Calls within a limit of two in any 200 milliseconds: whether five of them take as long as they have to.
#[wasm_bindgen]
pub async fn limited(server: String) -> String {
    let limits = Limits::default().at_most(2, Duration::from_millis(200));
    let (client, clock) = (builder(server).limits(limits).build(), SystemClock::new());
    for _ in 0..5 {
        if let Err(error) = client.get_user_info().await {
            return reported(&error);
        }
    }
    format!("waited: {}", clock.now() >= Duration::from_millis(400))
}

/// The host's calendar in seconds, and whether its chance repeats itself.
#[wasm_bindgen]
pub fn clock() -> String {
    let clock = SystemClock::new();
    let seconds = clock.calendar().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut many: Vec<u64> = (0..1000).map(|_| clock.random()).collect();
    many.sort_unstable();
    many.dedup();
    format!("{} {}", seconds, many.len())
}
