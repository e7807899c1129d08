//! HTTP/2 over real sockets: nginx and nghttpd where they are installed, and a server that misbehaves frame by frame.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::networks::{self, Folder, Program};
use super::sockets::{row, shown};
use super::*;

const JSON: &str = r#"{"n":7}"#;

/// What the server does with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Then {
    Respond,
    /// Resets the stream: it was not processed.
    Refuse,
    /// Closes the connection in order: this request and later ones are not processed.
    GoAway,
    /// Ends the connection.
    Break,
    /// Neither responds nor acknowledges a ping.
    Die,
    /// Responds after the next ping.
    AwaitPing,
}

/// The numbers of a connection and of a request, from 1.
type Script = fn(usize, usize) -> Then;

struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
    /// A message for each request that came and for each ping.
    events: mpsc::Receiver<&'static str>,
    folder: Folder,
}

impl Server {
    /// In a thread of its own, whose time passes while a test's is paused; `None` where there is no openssl.
    fn start(script: Script) -> Option<Server> {
        let folder = Folder::new();
        if !folder.certificates() {
            eprintln!("skipped: openssl is not installed");
            return None;
        }
        let acceptor = acceptor(&folder);
        let (sender, events) = mpsc::channel();
        let (connections, requests) = (Arc::<AtomicUsize>::default(), Arc::default());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server {
            address,
            connections: connections.clone(),
            requests: Arc::clone(&requests),
            events,
            folder,
        };
        std::thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().build().unwrap().block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    let number = connections.fetch_add(1, Ordering::SeqCst) + 1;
                    let connection = Connection {
                        number,
                        script,
                        requests: requests.clone(),
                        events: sender.clone(),
                        waiting: None,
                        last: 0,
                    };
                    let acceptor = acceptor.clone();
                    tokio::spawn(async move { connection.serve(acceptor, stream).await });
                }
            });
        });
        Some(server)
    }

    fn client(&self) -> Builder<ClientInner> {
        networks::client(&format!("https://localhost:{}", self.address.port()))
            .root_certificates(self.folder.read("ca.pem"))
    }

    fn counts(&self) -> (usize, usize) {
        let load = |count: &AtomicUsize| count.load(Ordering::SeqCst);
        (load(&self.connections), load(&self.requests))
    }
}

fn acceptor(folder: &Folder) -> TlsAcceptor {
    let chain = CertificateDer::from_pem_slice(&folder.read("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(&folder.read("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider);
    let mut config = builder
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config).into()
}

/// One connection of the server, frame by frame (RFC 9113, section 4.1).
struct Connection {
    number: usize,
    script: Script,
    requests: Arc<AtomicUsize>,
    events: mpsc::Sender<&'static str>,
    /// The stream that waits for a ping.
    waiting: Option<u32>,
    /// The last stream that was processed.
    last: u32,
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

impl Connection {
    async fn serve(mut self, acceptor: TlsAcceptor, stream: TcpStream) -> Option<()> {
        let mut stream = acceptor.accept(stream).await.ok()?;
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).await.ok()?;
        assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        stream.write_all(&frame(SETTINGS, 0, 0, &[])).await.ok()?;
        loop {
            stream.flush().await.ok()?;
            let mut head = [0; 9];
            stream.read_exact(&mut head).await.ok()?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; length as usize];
            stream.read_exact(&mut payload).await.ok()?;
            let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            let response = match (head[3], head[4]) {
                (SETTINGS, 0) => frame(SETTINGS, ACK, 0, &[]),
                (PING, 0) => {
                    let waiting = self.waiting.take().map(|id| self.response(id));
                    let _ = self.events.send("ping");
                    [frame(PING, ACK, 0, &payload), waiting.unwrap_or_default()].concat()
                }
                (HEADERS | DATA, flags) if flags & END_STREAM != 0 => self.request(id).await?,
                _ => continue,
            };
            stream.write_all(&response).await.ok()?;
        }
    }

    /// What is sent for a request; `None` ends the connection.
    async fn request(&mut self, id: u32) -> Option<Vec<u8>> {
        let number = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
        let _ = self.events.send("request");
        match (self.script)(self.number, number) {
            Then::Respond => Some(self.response(id)),
            Then::Refuse => Some(frame(RST_STREAM, 0, id, &7_u32.to_be_bytes())),
            Then::GoAway => {
                let payload = [self.last.to_be_bytes(), 0_u32.to_be_bytes()].concat();
                Some(frame(GOAWAY, 0, 0, &payload))
            }
            Then::Break => None,
            Then::Die => std::future::pending().await,
            Then::AwaitPing => {
                self.waiting = Some(id);
                Some(Vec::new())
            }
        }
    }

    fn response(&mut self, id: u32) -> Vec<u8> {
        self.last = self.last.max(id);
        // `:status: 200` in HPACK's static table.
        let head = frame(HEADERS, END_HEADERS, id, &[0x88]);
        [head, frame(DATA, END_STREAM, id, JSON.as_bytes())].concat()
    }
}

fn call(client: &ClientInner, method: &'static str) -> Call<Json> {
    Call::<Json>::new(client.clone(), Operation::new(method, "/", json::<Json>))
}

/// A call with a body, which waits its turn as every other one.
fn post(client: &ClientInner) -> Call<Json> {
    Arguments::body(call(client, "POST"), "application/json", JSON)
}

/// So many calls at once; each must succeed. Their bodies, each once, with how often it came.
async fn at_once(calls: usize, call: impl Fn() -> Call<Json>) -> Vec<(String, usize)> {
    let mut tasks = JoinSet::new();
    for _ in 0..calls {
        tasks.spawn(call().into_future());
    }
    let mut counts = BTreeMap::new();
    while let Some(outcome) = tasks.join_next().await {
        let found = outcome.unwrap().unwrap();
        *counts.entry(found.as_str().to_owned()).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

#[tokio::test]
async fn a_thousand_calls_share_one_connection() {
    let Some(server) = Server::start(|_, _| Then::Respond) else {
        return;
    };
    let client = server.client().build();
    for round in 1..=2 {
        let found = at_once(1000, || post(&client)).await;
        assert_eq!(found, [(JSON.to_owned(), 1000)]);
        assert_eq!(server.counts(), (1, 1000 * round));
    }
}

#[tokio::test]
async fn a_refused_stream_is_repeated() {
    let Some(server) = Server::start(|_, request| match request {
        2 | 3 => Then::Refuse,
        _ => Then::Respond,
    }) else {
        return;
    };
    let client = server.client().build();
    for _ in 0..2 {
        assert_eq!(call(&client, "POST").await.unwrap().as_str(), JSON);
    }
    assert_eq!(server.counts(), (1, 4));
    let Some(server) = Server::start(|_, _| Then::Refuse) else {
        return;
    };
    let error = call(&server.client().build(), "POST").await.unwrap_err();
    assert!(!error.was_sent(), "{error}");
    assert!(error.to_string().contains("did not process"), "{error}");
    assert_eq!(server.counts(), (1, 3));
    row("HTTP/2: refuses each stream of a POST", &shown(&error));
}

#[tokio::test]
async fn a_request_after_goaway_takes_another_connection_at_once() {
    // Each connection responds once and closes with the second request.
    let Some(server) = Server::start(|connection, request| match request == 2 * connection {
        true => Then::GoAway,
        false => Then::Respond,
    }) else {
        return;
    };
    let client = server.client().retry(Retry::never()).build();
    for calls in 1..=4_usize {
        assert_eq!(call(&client, "POST").await.unwrap().as_str(), JSON);
        assert_eq!(server.counts(), (calls, 2 * calls - 1));
    }
    // All of many calls that were on their way.
    let Some(server) = Server::start(|connection, request| match connection {
        1 if request > 50 => Then::GoAway,
        _ => Then::Respond,
    }) else {
        return;
    };
    let client = server.client().retry(Retry::never()).build();
    let found = at_once(300, || post(&client)).await;
    assert_eq!(found, [(JSON.to_owned(), 300)]);
    assert_eq!(server.counts().0, 2);
    let Some(server) = Server::start(|_, _| Then::GoAway) else {
        return;
    };
    let client = server.client().retry(Retry::never()).build();
    let error = call(&client, "POST").await.unwrap_err();
    assert!(!error.was_sent(), "{error}");
    row("HTTP/2: closes each connection with GOAWAY", &shown(&error));
    assert_eq!(server.counts().0, 11);
}

#[tokio::test]
async fn a_connection_that_breaks_may_have_been_used() {
    let Some(server) = Server::start(|_, request| match request {
        1 | 3 => Then::Break,
        _ => Then::Respond,
    }) else {
        return;
    };
    let client = server.client().build();
    assert_eq!(call(&client, "GET").await.unwrap().as_str(), JSON);
    let error = call(&client, "POST").await.unwrap_err();
    assert!(error.was_sent(), "{error}");
    row(
        "HTTP/2: breaks off before it responds to a POST",
        &shown(&error),
    );
    assert_eq!(server.counts(), (2, 3));
}

/// Time does not pass while a thread waits for what the server sees.
async fn event(server: Server, expected: &'static str) -> Server {
    let seen = tokio::task::spawn_blocking(move || {
        assert_eq!(server.events.recv(), Ok(expected));
        server
    });
    seen.await.unwrap()
}

#[tokio::test]
async fn a_connection_with_open_requests_is_asked_whether_it_lives() {
    let Some(server) = Server::start(|_, _| Then::AwaitPing) else {
        return;
    };
    let client = server.client().attempt_timeout(Duration::from_secs(600));
    let slow = tokio::spawn(call(&client.build(), "POST").into_future());
    let server = event(server, "request").await;
    tokio::time::pause();
    let waiting = tokio::spawn(event(server, "ping"));
    tokio::task::yield_now().await;
    tokio::time::advance(Duration::from_secs(16)).await;
    let server = waiting.await.unwrap();
    tokio::time::resume();
    assert_eq!(slow.await.unwrap().unwrap().as_str(), JSON);
    assert_eq!(server.counts(), (1, 1));
}

#[tokio::test]
async fn a_dead_connection_ends_before_the_attempt() {
    let Some(server) = Server::start(|connection, _| match connection {
        1 => Then::Die,
        _ => Then::Respond,
    }) else {
        return;
    };
    let client = server.client().retry(Retry::never()).build();
    let dead = tokio::spawn(call(&client, "POST").into_future());
    let server = event(server, "request").await;
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let error = dead.await.unwrap().unwrap_err();
    let took = started.elapsed();
    tokio::time::resume();
    assert!(took < Duration::from_secs(29), "{took:?}");
    row(
        "HTTP/2: a connection on which nothing comes, not even a ping",
        &shown(&error),
    );
    assert_eq!(call(&client, "POST").await.unwrap().as_str(), JSON);
    assert_eq!(server.counts(), (2, 2));
}

/// nginx that sends the protocol and the number of its connection.
async fn nginx(folder: &Folder, further: &str) -> Option<(Program, u16)> {
    let protocol = "default_type application/json; return 200 '\"$server_protocol $connection\"';";
    networks::nginx_that(folder, "ssl http2", further, protocol).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nginx_serves_many_calls_on_a_connection() {
    let folder = Folder::new();
    let Some((_nginx, port)) = nginx(&folder, "").await else {
        return;
    };
    let url = format!("https://localhost:{port}");
    let trusting = || networks::client(&url).root_certificates(folder.read("ca.pem"));
    let client = trusting().build();
    // nginx takes 1,000 requests on a connection.
    let found = at_once(1000, || post(&client)).await;
    assert!(
        matches!(&found[..], [(protocol, 1000)] if protocol.starts_with("\"HTTP/2.0 ")),
        "{found:?}"
    );
    let client = trusting().http2(false).build();
    let found = call(&client, "POST").await.unwrap();
    assert!(found.as_str().starts_with("\"HTTP/1.1 "), "{found:?}");
    // HTTP/2 to the server, within a tunnel of HTTP/1.1.
    let other = Folder::new();
    let Some((_proxy, proxy)) = networks::tinyproxy(&other).await else {
        return;
    };
    let through = format!("http://me:{}@127.0.0.1:{proxy}", networks::CANARY);
    let client = trusting().proxy(through).build();
    let found = at_once(50, || call(&client, "GET")).await;
    assert!(
        matches!(&found[..], [(protocol, 50)] if protocol.starts_with("\"HTTP/2.0 ")),
        "{found:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_survive_that_nginx_closes_connections() {
    let folder = Folder::new();
    let few = "keepalive_requests 80; http2_max_concurrent_streams 10;";
    let Some((_nginx, port)) = nginx(&folder, few).await else {
        return;
    };
    let url = format!("https://localhost:{port}");
    let client = networks::client(&url).root_certificates(folder.read("ca.pem"));
    let client = client.retry(Retry::never()).build();
    let found = at_once(400, || post(&client)).await;
    let calls: usize = found.iter().map(|(_, count)| count).sum();
    assert_eq!(calls, 400);
    assert!(found.len() >= 5, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nghttpd_serves_more_calls_than_it_takes_at_once() {
    let folder = Folder::new();
    if !folder.certificates() {
        eprintln!("skipped: openssl is not installed");
        return;
    }
    folder.write("index.html", JSON);
    let port = networks::free_port();
    let mut command = Command::new("nghttpd");
    command.args(["-a", "127.0.0.1", "-m", "10", "-d"]);
    command.arg(folder.path("")).arg(port.to_string());
    command.arg(folder.path("server.key"));
    command.arg(folder.path("server.pem"));
    let Some(_nghttpd) = Program::start(&mut command, port).await else {
        return;
    };
    let url = format!("https://localhost:{port}");
    let client = networks::client(&url).root_certificates(folder.read("ca.pem"));
    let client = client.build();
    let found = at_once(500, || call(&client, "GET")).await;
    assert_eq!(found, [(JSON.to_owned(), 500)]);
}
