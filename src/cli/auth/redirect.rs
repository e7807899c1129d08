//! The address of this machine that a browser comes back to after a sign-in (RFC 8252, section 7.3).
//!
//! ```text
//! http://127.0.0.1:PORT/?code=…&state=…   →   the request's path and query, and a page that says what happened
//! ```
//!
//! Bounds: only this machine reaches it; it ends with the first redirect of this sign-in, or after [`PATIENCE`]. What else
//! comes, such as a request of another page with a wrong state, is refused and does not end it.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fetchwright_runtime::AuthorizationAttempt;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::cli::webhook::Failure;

/// How long a user may take to agree.
pub(super) const PATIENCE: Duration = Duration::from_secs(300);
/// For the head of a request.
const TIME: Duration = Duration::from_secs(10);

/// Where the browser comes back to.
pub(super) struct Redirect {
    socket: TcpListener,
    path: String,
    /// The whole address.
    pub uri: String,
}

impl Redirect {
    /// Listens on this machine alone.
    pub(super) async fn listen(port: u16, path: &str) -> Result<Redirect, Failure> {
        if !path.starts_with('/') || path.contains(['?', '#']) {
            return Err(Failure::usage("the path begins with / and has no query"));
        }
        let cannot = |error| {
            Failure::new(format!(
                "cannot listen on port {port} of 127.0.0.1: {error}"
            ))
        };
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let socket = socket.await.map_err(cannot)?;
        let port = socket.local_addr().map_err(cannot)?.port();
        Ok(Redirect {
            socket,
            path: path.to_owned(),
            uri: format!("http://127.0.0.1:{port}{path}"),
        })
    }

    /// The path and query of the redirect that belongs to this attempt.
    pub(super) async fn wait(self, attempt: &AuthorizationAttempt) -> Result<String, Failure> {
        let (sender, receiver) = oneshot::channel();
        let expected = Arc::new(Expected {
            path: self.path,
            state: attempt.state.expose().to_owned(),
            found: Mutex::new(Some(sender)),
        });
        let found = tokio::select! {
            found = tokio::time::timeout(PATIENCE, receiver) => found,
            never = serve(&self.socket, &expected) => match never {},
        };
        match found {
            Ok(Ok(found)) => {
                // The page is on its way to the browser.
                tokio::time::sleep(Duration::from_millis(200)).await;
                Ok(found)
            }
            _ => Err(Failure::new(
                "nobody came back from the sign-in within 5 minutes",
            )),
        }
    }
}

async fn serve(socket: &TcpListener, expected: &Arc<Expected>) -> Infallible {
    loop {
        let Ok((stream, _)) = socket.accept().await else {
            // Too many open files, or a connection that is gone already: neither lasts.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let expected = Arc::clone(expected);
        let service = service_fn(move |request| {
            std::future::ready(Ok::<_, Infallible>(expected.respond(&request)))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(TIME)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}

/// The redirect that is waited for.
struct Expected {
    path: String,
    state: String,
    found: Mutex<Option<oneshot::Sender<String>>>,
}

impl Expected {
    fn respond(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let query = request.uri().query().unwrap_or_default();
        if request.uri().path() != self.path || request.method() != Method::GET {
            return page(StatusCode::NOT_FOUND, "Nothing is here.");
        }
        // The state is of letters, digits, `-` and `_`, so it is never escaped.
        let state = format!("state={}", self.state);
        if !query.split('&').any(|pair| pair == state) {
            return page(
                StatusCode::BAD_REQUEST,
                "This is not the sign-in that is waited for. Start it again in the terminal.",
            );
        }
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = found.take() {
            drop(found.send(request.uri().to_string()));
        }
        page(
            StatusCode::OK,
            "You can close this page and go back to the terminal.",
        )
    }
}

/// A page that loads nothing and names nothing of the sign-in.
fn page(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let html = format!("<!doctype html><meta charset=utf-8><title>Sign-in</title><p>{text}</p>");
    let mut response = Response::new(Full::new(Bytes::from(html)));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ] {
        let value = http::HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
