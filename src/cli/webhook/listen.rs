//! `fetchwright webhook listen`: a small server for deliveries on this machine.
//!
//! Each delivery is read whole, checked, kept, sent on, and shown once its target has responded; the sender gets the
//! target's response, so that handshakes work through it. Bounds: [`CONNECTIONS`] at once, [`BODY`] for a body, [`TIME`] to
//! send it in. A target that is down costs a delivery and not the server: the sender gets 502.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::{self, IsTerminal};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::Failure;
use super::arguments::ListenArguments;
use super::delivery::{Delivery, Target, end_to_end};
use super::endpoint::{Checked, Verifier, time};
use super::page::{self, Page};
use super::send::{Sender, TargetResponse};
use super::show::{Line, Outcome, Style, now};
use super::store::{Kept, Store};
use crate::cli::{print, say};

/// Deliveries that are taken at once; more wait.
const CONNECTIONS: usize = 32;
/// The largest body that a provider sends is GitHub's, with 25 MB.
const BODY: usize = 25 << 20;
/// For the head of a request, and for its body.
const TIME: Duration = Duration::from_secs(20);
/// For what is under way when the command is ended.
const REST: Duration = Duration::from_secs(3);

/// What every delivery needs.
struct Listener {
    sender: Sender,
    verifier: Option<Verifier>,
    /// The URL that the provider calls, where it was named.
    url: Option<String>,
    style: Style,
    log: Mutex<Log>,
    page: Option<Arc<Page>>,
}

/// Where deliveries get their numbers.
enum Log {
    Kept(Store),
    Counted(u64),
}

/// Listens until Ctrl-C.
pub(super) fn run(arguments: &ListenArguments) -> Result<u8, Failure> {
    let sender = Sender::new(Target::parse(&arguments.forward_to)?, &arguments.tls)?;
    let verifier = Verifier::open_if_named(&arguments.scheme, &arguments.trust)?;
    let log = match &arguments.store {
        Some(path) => Log::Kept(Store::open(path)?),
        None => Log::Counted(0),
    };
    let style = if io::stdout().is_terminal() {
        Style::Terminal
    } else {
        Style::Json
    };
    let listener = Arc::new(Listener {
        sender,
        verifier,
        url: arguments.url.clone(),
        style,
        log: Mutex::new(log),
        page: arguments
            .ui
            .map(|_| Page::new().map(Arc::new))
            .transpose()?,
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot start the server: {error}")))?;
    let served = runtime.block_on(serve(arguments.port, arguments.ui, listener));
    // A delivery that waits for its target must not keep the command alive.
    runtime.shutdown_background();
    served.map(|()| 0)
}

/// A socket on this machine, and its address.
async fn bind(port: u16, listener: &Listener) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |error: io::Error| cannot_listen(port, &error);
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(failed)?;
    let address = socket.local_addr().map_err(failed)?;
    match listener.sender.is_at(address.port()) {
        true => Err(Failure::usage(
            "it would forward to itself: --forward-to is where it listens",
        )),
        false => Ok((socket, address)),
    }
}

/// Serves the page beside deliveries, on a port of its own: no tunnel for deliveries leads to it.
async fn serve_page(port: u16, page: Arc<Page>, listener: &Listener) -> Result<(), Failure> {
    let (socket, address) = bind(port, listener).await?;
    say(&format!("the page is at {}", page.url(address.port())));
    tokio::spawn(page::serve(
        socket,
        address.port(),
        page,
        listener.sender.clone(),
    ));
    Ok(())
}

async fn serve(port: u16, ui: Option<u16>, listener: Arc<Listener>) -> Result<(), Failure> {
    let (socket, address) = bind(port, &listener).await?;
    let mut end = std::pin::pin!(asked_to_end());
    say(&format!(
        "listening on http://{address}, forwarding to {} (Ctrl-C ends)",
        listener.sender.target()
    ));
    if let (Some(port), Some(page)) = (ui, &listener.page) {
        serve_page(port, Arc::clone(page), &listener).await?;
    }
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut waiting = Waiting::default();
    let open = GracefulShutdown::new();
    loop {
        waiting.make_room(&room);
        let permit = room.clone().acquire_owned();
        let accepted = async { (permit.await, socket.accept().await) };
        let (permit, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut end => break,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, or a connection that is gone already: neither lasts.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let listener = Arc::clone(&listener);
        let is_whole = Arc::new(AtomicBool::new(false));
        let whole = Arc::clone(&is_whole);
        let service =
            service_fn(move |request| respond(Arc::clone(&listener), request, Arc::clone(&whole)));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(TIME)
            // Connections that are kept for later would take up the room of others.
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        let connection = open.watch(connection);
        let task = tokio::spawn(async move {
            // How a connection ends is the sender's business: the deliveries on it have been shown.
            drop(connection.await);
            drop(permit);
        });
        waiting
            .connections
            .push_back((task.abort_handle(), is_whole));
    }
    drop(tokio::time::timeout(REST, open.shutdown()).await);
    Ok(())
}

/// Connections in the order in which they were accepted, and whether a whole request came on each.
#[derive(Default)]
struct Waiting {
    connections: VecDeque<(AbortHandle, Arc<AtomicBool>)>,
}

impl Waiting {
    /// Where no room is left, the oldest connection that sent no whole request yet is closed: connections that stay half open
    /// must not keep a delivery out.
    fn make_room(&mut self, room: &Semaphore) {
        self.connections.retain(|(task, _)| !task.is_finished());
        if room.available_permits() > 0 {
            return;
        }
        let idle =
            |(_, is_whole): &(AbortHandle, Arc<AtomicBool>)| !is_whole.load(Ordering::Relaxed);
        if let Some(oldest) = self.connections.iter().position(idle)
            && let Some((task, _)) = self.connections.remove(oldest)
        {
            task.abort();
        }
    }
}

fn cannot_listen(port: u16, error: &io::Error) -> Failure {
    Failure::new(match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "port {port} is in use by another program; choose another with --port, or a free one with --port 0"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("port {port} needs more rights; choose one above 1023 with --port")
        }
        _ => format!("cannot listen on port {port}: {error}"),
    })
}

/// Ends with Ctrl-C, or when the system asks for it.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    drop(tokio::signal::ctrl_c().await);
}

async fn respond(
    listener: Arc<Listener>,
    request: Request<Incoming>,
    is_whole: Arc<AtomicBool>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if is_about_the_server(&request) {
        return Ok(methods());
    }
    let delivery = read(request).await;
    is_whole.store(true, Ordering::Relaxed);
    let delivery = match delivery {
        Ok(delivery) => delivery,
        Err((status, why)) => {
            say(&format!("a delivery was not taken: {why}"));
            return Ok(short(status, why));
        }
    };
    // The forwarder blocks, and so do the disk and the cryptography.
    let taken = tokio::task::spawn_blocking(move || listener.take(delivery)).await;
    Ok(taken.unwrap_or_else(|_| short(StatusCode::INTERNAL_SERVER_ERROR, "the delivery was lost")))
}

/// `OPTIONS *` asks the server itself and names no resource that could be asked for at the target (RFC 9110, 9.3.7).
fn is_about_the_server(request: &Request<Incoming>) -> bool {
    request.method() == Method::OPTIONS && request.uri().path() == "*"
}

fn methods() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let allowed = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

/// Reads a delivery whole, or states with which status it is sent back.
async fn read(request: Request<Incoming>) -> Result<Delivery, (StatusCode, &'static str)> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(TIME, Limited::new(body, BODY).collect()).await;
    let body = match body {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return Err((
                StatusCode::PAYLOAD_TOO_LARGE,
                "its body has more than 25 MiB",
            ));
        }
        Ok(Err(_)) => return Err((StatusCode::BAD_REQUEST, "its body broke off")),
        Err(_) => return Err((StatusCode::REQUEST_TIMEOUT, "its body did not come in time")),
    };
    let path = head
        .uri
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    Ok(Delivery {
        method: head.method,
        path,
        headers: head.headers,
        body: body.to_vec(),
    })
}

impl Listener {
    /// Checks, keeps, sends on and shows.
    fn take(&self, delivery: Delivery) -> Response<Full<Bytes>> {
        let (outcome, event, id) = self.classify(&delivery);
        let kept = Kept {
            number: 0,
            at: now(),
            event,
            id,
            delivery,
        };
        let number = self.keep(&kept);
        let sent = self.sender.send(&kept.delivery);
        let line = Line {
            number,
            event: kept.event.as_deref(),
            id: kept.id.as_deref(),
            bytes: kept.delivery.body.len(),
            outcome: Some(&outcome),
            sent: &sent,
        };
        print(&line.text(self.style));
        if let Some(page) = &self.page {
            page.show(&kept, &outcome, &sent, None);
        }
        match sent.response {
            Ok(response) => passed_on(response),
            Err(_) => short(StatusCode::BAD_GATEWAY, "the target did not respond"),
        }
    }

    /// What is found of its signature, and the event's type and id.
    fn classify(&self, delivery: &Delivery) -> (Outcome, Option<String>, Option<String>) {
        let Some(verifier) = &self.verifier else {
            return (
                Outcome::Unchecked,
                guess(&delivery.body, "type"),
                guess(&delivery.body, "id"),
            );
        };
        let url = self.url.clone().unwrap_or_else(|| called_url(delivery));
        let checked = Checked {
            headers: &delivery.headers,
            body: &delivery.body,
            method: delivery.method.as_str(),
            url: Some(&url),
            now: time(None),
        };
        let (event, id) = verifier.event(&checked);
        (verifier.outcome(&checked), event, id)
    }

    /// Gives the delivery its number. If writing to the store fails (the disk is full), the error is shown and the delivery goes on.
    fn keep(&self, kept: &Kept) -> u64 {
        // A panic elsewhere leaves the log as it was: the lock guards no more than a number and a file.
        match &mut *self
            .log
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
        {
            Log::Kept(store) => store.append(kept.clone()).unwrap_or_else(|failure| {
                say(&format!("warning: {failure}"));
                0
            }),
            Log::Counted(count) => {
                *count = count.saturating_add(1);
                *count
            }
        }
    }
}

/// Without a scheme, what most providers call so.
fn guess(body: &[u8], key: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_slice(body).ok()?;
    json.get(key)?.as_str().map(str::to_owned)
}

/// The URL that the sender called, as far as the headers state it: a tunnel tells of its own address.
fn called_url(delivery: &Delivery) -> String {
    let header = |name: &str| {
        delivery
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let host = header("x-forwarded-host")
        .or(header("host"))
        .unwrap_or("localhost");
    let scheme = header("x-forwarded-proto").unwrap_or("http");
    format!("{scheme}://{host}{}", delivery.path)
}

/// The target's response with all headers but those of its connection: some handshakes are headers (Asana's
/// `X-Hook-Secret`, `WebHook-Allowed-Origin` of CloudEvents).
fn passed_on(received: TargetResponse) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(received.body));
    *response.status_mut() = received.status;
    *response.headers_mut() = end_to_end(&received.headers);
    response
}

fn short(status: StatusCode, why: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(why));
    *response.status_mut() = status;
    response
}
