//! The usual transport of a wasm module: the `fetch` of its host, which is a window, a worker or node.
//!
//! ```text
//! Request<Body>  →  fetch(url, { method, headers, body, redirect: "manual", signal })  →  Response<Body>
//! ```
//!
//! What belongs to the host cannot move between threads, and the runtime's futures can. So a task of the host's holds it,
//! and channels lead here. Whoever drops a call or a body aborts the request. Responses are read chunk by chunk, a bounded
//! number ahead; bodies of requests are sent whole, because most hosts cannot stream them. No redirect is followed. What a
//! host throws often holds the URL or a header, which may be secret: errors have only its name and code.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body::Frame;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use tokio::sync::{mpsc, oneshot};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::body::Body;
use super::boxed::{BoxError, BoxFuture};
use super::clock::before;
use super::connections::Connections;
use super::host;
use super::transport::Transport;
use super::transport_errors::NotSent;

/// What a new client has.
pub(super) type UsualTransport = FetchTransport;

/// Codes of node for connections that were not made.
const UNSENT: [&str; 4] = [
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "UND_ERR_CONNECT_TIMEOUT",
];

/// The host's `fetch`, with its connections.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchTransport;

impl FetchTransport {
    /// The host does not report when it is connected, so a connect timeout is impossible: an attempt's timeout does.
    pub fn new(_: Connections) -> FetchTransport {
        FetchTransport
    }
}

impl Transport for FetchTransport {
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect(usize::MAX).await.map_err(NotSent)?;
            let (sender, receiver) = oneshot::channel();
            spawn_local(carry(head, body, sender));
            receiver
                .await
                .unwrap_or_else(|_| Err("the host ended the request".into()))
        })
    }
}

/// Carries one request and the body of its response, until both are there or nobody wants them any more.
async fn carry(
    head: Parts,
    body: Bytes,
    mut sender: oneshot::Sender<Result<Response<Body>, BoxError>>,
) {
    // A host without it cannot abort.
    let controller = host::new("AbortController").unwrap_or(JsValue::UNDEFINED);
    let aborted = match before(
        Box::pin(sender.closed()),
        exchange(&head, &body, &controller),
    )
    .await
    {
        None => true,
        Some(Err(error)) => sender.send(Err(error)).is_err(),
        Some(Ok((response, arriving))) => {
            let (chunks, receiver) = mpsc::channel(1);
            let body = if arriving.is_object() {
                Body::streamed(Arriving(receiver))
            } else {
                Body::empty()
            };
            sender.send(Ok(response.map(|()| body))).is_err()
                || hand_on(&arriving, &chunks).await.is_none()
        }
    };
    if aborted {
        drop(host::call(&controller, "abort", &[]));
    }
}

/// Sends a request: the head of its response, and the body as a stream of the host's.
async fn exchange(
    head: &Parts,
    body: &Bytes,
    controller: &JsValue,
) -> Result<(Response<()>, JsValue), BoxError> {
    let init = init(head, body, controller).map_err(|thrown| failure(&thrown))?;
    let sent = host::call(
        &host::global(),
        "fetch",
        &[head.uri.to_string().into(), init],
    );
    let host_response = settled(sent).await.map_err(|thrown| failure(&thrown))?;
    if host::get(&host_response, "type").as_string().as_deref() == Some("opaqueredirect") {
        return Err("the server redirects the request, and a browser does not tell where".into());
    }
    let status = host::get(&host_response, "status")
        .as_f64()
        .unwrap_or_default();
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(status as u16)?;
    received(
        &host::get(&host_response, "headers"),
        response.headers_mut(),
    );
    Ok((response, host::get(&host_response, "body")))
}

/// The second argument of `fetch`.
fn init(head: &Parts, body: &Bytes, controller: &JsValue) -> Result<JsValue, JsValue> {
    let is_browser = host::is_browser();
    let headers = Array::new();
    for (name, value) in &head.headers {
        // `fetch` counts the body itself. A browser sets its own `User-Agent`, and asks servers of other origins whether it
        // may send another one.
        if name == header::CONTENT_LENGTH || (is_browser && name == header::USER_AGENT) {
            continue;
        }
        let value: String = value.as_bytes().iter().copied().map(char::from).collect();
        headers.push(&Array::of2(&name.as_str().into(), &value.into()));
    }
    let init: JsValue = Object::new().into();
    let set = |name: &str, value: JsValue| Reflect::set(&init, &name.into(), &value);
    set("method", head.method.as_str().into())?;
    set("headers", headers.into())?;
    set("redirect", "manual".into())?;
    set("signal", host::get(controller, "signal"))?;
    if !body.is_empty() {
        set("body", Uint8Array::from(&**body).into())?;
    }
    if is_browser {
        // A call takes the client's credentials along and no others. Other hosts have none, and some refuse the word.
        set("credentials", "omit".into())?;
    }
    Ok(init)
}

/// Reads the headers of a response. Their bytes are characters in JavaScript.
fn received(headers: &JsValue, into: &mut http::HeaderMap) {
    let pairs = js_sys::try_iter(headers).ok().flatten();
    for pair in pairs.into_iter().flatten().flatten() {
        let [name, value] = [0, 1].map(|index| {
            Reflect::get_u32(&pair, index)
                .ok()
                .and_then(|text| text.as_string())
        });
        let bytes: Option<Vec<u8>> =
            value.map(|value| value.chars().map(|sign| sign as u8).collect());
        let name = name.and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok());
        if let (Some(name), Some(Ok(value))) =
            (name, bytes.map(|bytes| HeaderValue::from_bytes(&bytes)))
        {
            into.append(name, value);
        }
    }
    // The host has decoded the body already; neither is true of what it gives.
    if into.remove(header::CONTENT_ENCODING).is_some() {
        into.remove(header::CONTENT_LENGTH);
    }
}

/// Hands on chunks until the body ends; `None` where nobody wants more.
async fn hand_on(arriving: &JsValue, chunks: &mpsc::Sender<Result<Bytes, BoxError>>) -> Option<()> {
    let reader = host::call(arriving, "getReader", &[]).unwrap_or(JsValue::UNDEFINED);
    loop {
        let next = settled(host::call(&reader, "read", &[]));
        match before(Box::pin(chunks.closed()), next).await? {
            Ok(read) if host::get(&read, "done").is_truthy() => return Some(()),
            Ok(read) => {
                let chunk = host::get(&read, "value").dyn_into::<Uint8Array>();
                let chunk = chunk
                    .map(|chunk| Bytes::from(chunk.to_vec()))
                    .map_err(|_| "the body is no bytes".into());
                chunks.send(chunk).await.ok()?;
            }
            Err(thrown) => return chunks.send(Err(failure(&thrown))).await.ok(),
        }
    }
}

/// What becomes of a promise.
async fn settled(promise: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?.dyn_into::<Promise>()?).await
}

/// What the host threw, in words that can hold no secret.
fn failure(thrown: &JsValue) -> BoxError {
    let name = word(host::get(thrown, "name")).unwrap_or_else(|| "Error".to_owned());
    let Some(code) = word(host::get(&host::get(thrown, "cause"), "code")) else {
        return format!("fetch failed with {name}").into();
    };
    let error = format!("fetch failed with {name}, {code}").into();
    if UNSENT.contains(&&*code) {
        NotSent(error).into()
    } else {
        error
    }
}

/// One word of ASCII, as names and codes of errors are.
fn word(value: JsValue) -> Option<String> {
    value.as_string().filter(|text| {
        text.len() <= 40
            && text
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || sign == '_')
    })
}

/// A body that a task of the host's reads.
struct Arriving(mpsc::Receiver<Result<Bytes, BoxError>>);

impl http_body::Body for Arriving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0
            .poll_recv(cx)
            .map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}
