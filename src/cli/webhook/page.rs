//! The page of `webhook listen --ui`: deliveries as they arrive, in a browser of this machine.
//!
//! ```text
//! GET  /TOKEN/            →   the page, its script and its style: three files without a build
//! GET  /TOKEN/events      →   server-sent events: what is kept, then each delivery as it comes, as JSON
//! POST /TOKEN/resend/7    →   the delivery is sent to the target again
//! ```
//!
//! Deliveries hold secrets and are written by strangers. Invariants: the page has a port of its own on the loopback device,
//! which no tunnel leads to; who does not know the token of the URL gets 404, also on this machine; another `Host` than
//! this one is refused (DNS rebinding), and so is a POST without the page's own `Origin` (CSRF). Nothing of a delivery becomes
//! HTML: the script sets texts, and the content security policy runs no other. What is kept is bounded by [`KEPT`] and
//! [`BYTES`].

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{Either, Full};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};

use super::Failure;
use super::delivery::Delivery;
use super::send::{Sender, Sent};
use super::show::{Outcome, now};
use super::store::Kept;

/// So many deliveries are shown.
const KEPT: usize = 200;
/// So many bytes of their bodies are kept, to send them again.
const BYTES: usize = 64 << 20;
/// So much of a body is shown.
const SHOWN: usize = 64 << 10;
/// Browsers open six at once.
const CONNECTIONS: usize = 24;
/// For the head of a request.
const TIME: Duration = Duration::from_secs(20);

/// What the page shows, and who looks at it.
pub(super) struct Page {
    token: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: VecDeque<Entry>,
    /// Of the bodies in `entries`.
    bytes: usize,
    last: u64,
    readers: Vec<mpsc::Sender<Bytes>>,
}

/// A delivery that can be sent again.
#[derive(Clone)]
struct Entry {
    key: u64,
    kept: Kept,
    outcome: Outcome,
    /// As a server-sent event.
    event: Bytes,
}

type PageResponse = Response<Either<Full<Bytes>, Events>>;

impl Page {
    /// A page with a token of its own.
    pub(super) fn new() -> Result<Page, Failure> {
        let mut random = [0; 16];
        SystemRandom::new()
            .fill(&mut random)
            .map_err(|_| Failure::new("the system has no random numbers for the page's token"))?;
        Ok(Page {
            token: format!("{:032x}", u128::from_be_bytes(random)),
            state: Mutex::default(),
        })
    }

    /// Where it is.
    pub(super) fn url(&self, port: u16) -> String {
        format!("http://127.0.0.1:{port}/{}/", self.token)
    }

    /// Shows a delivery and how the target responded; `resent` is the one that was sent again.
    pub(super) fn show(&self, kept: &Kept, outcome: &Outcome, sent: &Sent, resent: Option<u64>) {
        let mut state = self.state();
        state.last = state.last.saturating_add(1);
        let key = state.last;
        let event = Bytes::from(format!(
            "data: {}\n\n",
            record(key, kept, outcome, sent, resent)
        ));
        state
            .readers
            .retain(|reader| reader.try_send(event.clone()).is_ok());
        state.bytes = state.bytes.saturating_add(kept.delivery.body.len());
        state.entries.push_back(Entry {
            key,
            kept: kept.clone(),
            outcome: outcome.clone(),
            event,
        });
        while state.entries.len() > KEPT || (state.bytes > BYTES && state.entries.len() > 1) {
            if let Some(oldest) = state.entries.pop_front() {
                state.bytes = state.bytes.saturating_sub(oldest.kept.delivery.body.len());
            }
        }
    }

    /// What is kept, and then what comes. A reader that is too slow is cut off: it connects again and gets what is kept.
    fn subscribe(&self) -> Events {
        let (sender, receiver) = mpsc::channel(KEPT * 2);
        let mut state = self.state();
        for entry in &state.entries {
            // There is room for twice as many.
            drop(sender.try_send(entry.event.clone()));
        }
        state.readers.retain(|reader| !reader.is_closed());
        state.readers.push(sender);
        Events(receiver)
    }

    fn entry(&self, key: u64) -> Option<Entry> {
        let state = self.state();
        state.entries.iter().find(|entry| entry.key == key).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a list of deliveries as it was.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a delivery to the target again.
    fn resend(&self, key: u64, sender: &Sender) -> PageResponse {
        let Some(entry) = self.entry(key) else {
            return short(StatusCode::GONE, "the delivery is no longer kept");
        };
        let kept = Kept {
            at: now(),
            ..entry.kept
        };
        let sent = sender.send(&kept.delivery);
        self.show(&kept, &entry.outcome, &sent, Some(key));
        short(StatusCode::NO_CONTENT, "")
    }
}

/// What the page shows of a delivery.
fn record(
    key: u64,
    kept: &Kept,
    outcome: &Outcome,
    sent: &Sent,
    resent: Option<u64>,
) -> serde_json::Value {
    let Delivery {
        method,
        path,
        headers,
        body,
    } = &kept.delivery;
    let reason = match outcome {
        Outcome::Refused(reason) => Some(reason),
        _ => None,
    };
    let response = sent.response.as_ref();
    let empty = HeaderMap::new();
    json!({
        "key": key,
        "resent": resent,
        "at": kept.at,
        "method": method.as_str(),
        "path": path,
        "event": kept.event,
        "id": kept.id,
        "outcome": outcome.name(),
        "reason": reason,
        "headers": pairs(headers),
        "bytes": body.len(),
        "body": shown(body),
        "status": response.ok().map(|response| response.status.as_u16()),
        "ms": u64::try_from(sent.time.as_millis()).unwrap_or(u64::MAX),
        "error": response.err(),
        "response_headers": pairs(response.map_or(&empty, |response| &response.headers)),
        "response_body": response.map_or_else(|_| String::new(), |response| shown(&response.body)),
    })
}

fn pairs(headers: &HeaderMap) -> Vec<(&str, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), text(value)))
        .collect()
}

/// The beginning of a body as text.
fn shown(body: &[u8]) -> String {
    let beginning = body.get(..SHOWN).unwrap_or(body);
    let mut text = String::from_utf8_lossy(beginning).into_owned();
    let rest = body.len().saturating_sub(SHOWN);
    if rest > 0 {
        text.push_str(&format!("\n… and {rest} more bytes"));
    }
    text
}

/// A stream of server-sent events.
struct Events(mpsc::Receiver<Bytes>);

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0
            .poll_recv(context)
            .map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}

/// Serves the page until it is dropped.
pub(super) async fn serve(socket: TcpListener, port: u16, page: Arc<Page>, sender: Sender) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let (permit, accepted) = (room.clone().acquire_owned().await, socket.accept().await);
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (page, sender) = (Arc::clone(&page), sender.clone());
        let service = service_fn(move |request| {
            let (page, sender) = (Arc::clone(&page), sender.clone());
            async move { Ok::<_, Infallible>(respond(page, port, sender, request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(TIME)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            // A browser that leaves is no fault.
            drop(connection.await);
            drop(permit);
        });
    }
}

async fn respond(
    page: Arc<Page>,
    port: u16,
    sender: Sender,
    request: Request<Incoming>,
) -> PageResponse {
    let mut response = match route(&page.token, port, &request) {
        Ok(Route::File(kind, text)) => file(kind, text),
        Ok(Route::Events) => {
            let mut response = Response::new(Either::Right(page.subscribe()));
            content_type(&mut response, "text/event-stream");
            response
        }
        Ok(Route::Resend(key)) => {
            // The sender blocks.
            tokio::task::spawn_blocking(move || page.resend(key, &sender))
                .await
                .unwrap_or_else(|_| short(StatusCode::INTERNAL_SERVER_ERROR, "it was not sent"))
        }
        Err((status, why)) => short(status, why),
    };
    for (name, value) in PROTECTION {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What a browser must not do with the page.
const PROTECTION: [(header::HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// What a request is for.
#[derive(Debug, PartialEq)]
enum Route {
    File(&'static str, &'static str),
    Events,
    Resend(u64),
}

const HTML: &str = include_str!("page/page.html");
const SCRIPT: &str = include_str!("page/page.js");
const STYLE: &str = include_str!("page/page.css");

/// Finds out what a request is for, and refuses what is not of the page itself.
fn route<B>(
    token: &str,
    port: u16,
    request: &Request<B>,
) -> Result<Route, (StatusCode, &'static str)> {
    let named = |name: header::HeaderName| {
        let value = request.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = named(header::HOST).filter(|host| hosts.contains(host));
    let Some(host) = host else {
        return Err((StatusCode::FORBIDDEN, "this page has another host"));
    };
    let nothing = (StatusCode::NOT_FOUND, "there is nothing here");
    let path = request.uri().path().strip_prefix('/').unwrap_or_default();
    let (given, path) = path.split_once('/').ok_or(nothing)?;
    if !is_same(given, token) {
        return Err(nothing);
    }
    match (request.method(), path) {
        (&Method::GET, "") => Ok(Route::File("text/html; charset=utf-8", HTML)),
        (&Method::GET, "page.js") => Ok(Route::File("text/javascript; charset=utf-8", SCRIPT)),
        (&Method::GET, "page.css") => Ok(Route::File("text/css; charset=utf-8", STYLE)),
        (&Method::GET, "events") => Ok(Route::Events),
        (&Method::POST, path) => {
            let key = path.strip_prefix("resend/").ok_or(nothing)?;
            if named(header::ORIGIN) != Some(format!("http://{host}")) {
                return Err((StatusCode::FORBIDDEN, "another page asked for this"));
            }
            key.parse().map(Route::Resend).map_err(|_| nothing)
        }
        _ => Err(nothing),
    }
}

/// Compares without stopping at the first difference.
fn is_same(given: &str, token: &str) -> bool {
    let differences = given
        .bytes()
        .zip(token.bytes())
        .fold(0, |found, (left, right)| found | (left ^ right));
    given.len() == token.len() && differences == 0
}

fn file(kind: &'static str, text: &'static str) -> PageResponse {
    let mut response = Response::new(Either::Left(Full::from(text)));
    content_type(&mut response, kind);
    response
}

fn short(status: StatusCode, why: &'static str) -> PageResponse {
    let mut response = Response::new(Either::Left(Full::from(why)));
    *response.status_mut() = status;
    content_type(&mut response, "text/plain; charset=utf-8");
    response
}

fn content_type(response: &mut PageResponse, kind: &'static str) {
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::webhook::send::TargetResponse;

    fn asked(
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Route, (StatusCode, &'static str)> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        route("70ken", 4243, &request.body(()).unwrap())
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:4243");

    #[test]
    fn only_the_page_itself_is_served() {
        let status = |method: &str, path: &str, headers: &[(&str, &str)]| {
            asked(method, path, headers).unwrap_err().0.as_u16()
        };
        assert_eq!(asked("GET", "/70ken/events", &[HOST]), Ok(Route::Events));
        assert!(asked("GET", "/70ken/", &[("host", "localhost:4243")]).is_ok());
        // DNS rebinding: the name of another site that leads to this machine.
        for host in ["evil.example:4243", "127.0.0.1", "127.0.0.1:4242", ""] {
            assert_eq!(status("GET", "/70ken/", &[("host", host)]), 403, "{host}");
        }
        assert_eq!(status("GET", "/70ken/", &[]), 403);
        for path in [
            "/",
            "/events",
            "/70ke/events",
            "/70kenn/events",
            "/70ken",
            "/x0ken/",
        ] {
            assert_eq!(status("GET", path, &[HOST]), 404, "{path}");
        }
        for method in ["PUT", "DELETE", "OPTIONS"] {
            assert_eq!(status(method, "/70ken/", &[HOST]), 404);
        }
    }

    #[test]
    fn only_the_page_itself_sends_again() {
        let resend = |headers: &[(&str, &str)]| asked("POST", "/70ken/resend/7", headers);
        let own = ("origin", "http://127.0.0.1:4243");
        assert_eq!(resend(&[HOST, own]), Ok(Route::Resend(7)));
        for origin in [
            "http://evil.example",
            "http://localhost:4243",
            "null",
            "https://127.0.0.1:4243",
        ] {
            let refused = resend(&[HOST, ("origin", origin)]).unwrap_err();
            assert_eq!(refused.0, StatusCode::FORBIDDEN, "{origin}");
        }
        assert_eq!(resend(&[HOST]).unwrap_err().0, StatusCode::FORBIDDEN);
        let none = asked("GET", "/70ken/resend/7", &[HOST, own]).unwrap_err();
        assert_eq!(none.0, StatusCode::NOT_FOUND);
        let odd = asked("POST", "/70ken/resend/x", &[HOST, own]).unwrap_err();
        assert_eq!(odd.0, StatusCode::NOT_FOUND);
    }

    fn kept(body: &[u8]) -> Kept {
        Kept {
            number: 1,
            at: 1_700_000_000,
            event: Some("a\n\ndata: b".to_owned()),
            id: None,
            delivery: Delivery {
                method: Method::POST,
                path: "/hooks".to_owned(),
                headers: HeaderMap::new(),
                body: body.to_vec(),
            },
        }
    }

    fn sent() -> Sent {
        let response = TargetResponse {
            status: StatusCode::ACCEPTED,
            headers: HeaderMap::new(),
            body: b"taken".to_vec(),
        };
        Sent {
            response: Ok(response),
            time: Duration::from_millis(7),
        }
    }

    #[test]
    fn a_delivery_is_one_event_whatever_it_holds() {
        let page = Page::new().unwrap();
        page.show(
            &kept(b"a\r\n\r\ndata: {}\xff"),
            &Outcome::Unchecked,
            &sent(),
            None,
        );
        let mut events = page.subscribe();
        let event = events.0.try_recv().unwrap();
        let text = std::str::from_utf8(&event).unwrap();
        assert_eq!(text.matches('\n').count(), 2);
        let json = text.strip_prefix("data: ").unwrap().trim_end();
        let record: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(record["body"], "a\r\n\r\ndata: {}\u{fffd}");
        assert_eq!((&record["status"], &record["ms"]), (&json!(202), &json!(7)));
        assert_eq!(record["response_body"], "taken");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let page = Page::new().unwrap();
        for _ in 0..KEPT + 5 {
            page.show(&kept(b"{}"), &Outcome::Unchecked, &sent(), None);
        }
        assert!(page.entry(5).is_none() && page.entry(6).is_some());
        let large = vec![b'a'; BYTES / 2 + 1];
        page.show(&kept(&large), &Outcome::Unchecked, &sent(), None);
        page.show(&kept(&large), &Outcome::Unchecked, &sent(), None);
        let state = page.state();
        assert_eq!((state.entries.len(), state.bytes), (1, large.len()));
        let event = &state.entries.back().unwrap().event;
        assert!(event.len() < SHOWN + 1000, "{}", event.len());
    }

    #[test]
    fn each_page_has_a_token_of_its_own() {
        let (one, other) = (Page::new().unwrap(), Page::new().unwrap());
        assert_eq!(one.token.len(), 32);
        assert_ne!(one.token, other.token);
    }
}
