//! Servers that misbehave, over real sockets: what a call and a stream make of them. Each fault is a row in
//! `docs/faults.md`, and [`row`] compares it.

use crate as runtime;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::super::*;

static API: Api = Api::new("test", "http://127.0.0.1:1");

/// Only optional fields: an error object decodes as one too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    pub n: Option<i64>,
}
object! { Chunk: Deserialize { optional: n; } }

/// What happens to a connection once a request came.
#[derive(Clone)]
enum Then {
    /// These bytes, and the end.
    Send(String),
    /// These bytes, and a reset.
    Reset(String),
    /// These bytes, and nothing more.
    Stall(String),
    /// These bytes, and others for as long as somebody reads.
    Repeat(String, &'static str),
}

struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// One script for each connection; the last for all others.
    async fn start(scripts: impl IntoIterator<Item = Then>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = requests.clone();
        let mut scripts: Vec<Then> = scripts.into_iter().collect();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let script = match scripts.len() {
                    1 => scripts[0].clone(),
                    _ => scripts.remove(0),
                };
                let seen = seen.clone();
                tokio::spawn(async move { serve(stream, script, &seen).await });
            }
        });
        Server {
            address,
            requests,
            task,
        }
    }

    fn client(&self) -> Builder<ClientInner> {
        Builder::new(&API, Auth::none()).base_url(format!("http://{}", self.address))
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, script: Then, seen: &Mutex<Vec<String>>) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    seen.lock()
        .unwrap()
        .push(String::from_utf8_lossy(&head).into_owned());
    let (Then::Send(first) | Then::Reset(first) | Then::Stall(first) | Then::Repeat(first, _)) =
        &script;
    stream.write_all(first.as_bytes()).await.ok()?;
    match script {
        Then::Send(_) => {
            stream.shutdown().await.ok()?;
            tokio::io::copy(&mut stream, &mut tokio::io::sink())
                .await
                .ok()?;
        }
        Then::Reset(_) => {
            // What was written is read before the reset comes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.set_zero_linger().ok()?;
        }
        Then::Stall(_) => {
            tokio::io::copy(&mut stream, &mut tokio::io::sink())
                .await
                .ok()?;
        }
        Then::Repeat(_, more) => loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
            stream.write_all(more.as_bytes()).await.ok()?;
        },
    }
    Some(())
}

fn response(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )
}

const EVENTS: &str =
    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n";

fn events(text: &str) -> String {
    format!("{EVENTS}{text}")
}

fn stream(client: ClientInner) -> ItemStream<Chunk> {
    let operation = Operation::new("GET", "/events", json::<Json>).events(json_item::<Chunk>);
    let call: Call<Json, (), _> = Call::new(client, operation);
    call.stream()
}

/// What a stream gives, as the page shows it: items, errors, and the end.
async fn outcome(mut stream: ItemStream<Chunk>) -> String {
    let mut seen = Vec::new();
    while let Some(item) = stream.next().await {
        seen.push(match item {
            Ok(item) => item.n.map_or("item".to_owned(), |n| n.to_string()),
            Err(error) => shown(&error),
        });
    }
    seen.push("end".to_owned());
    seen.join(", ")
}

/// `Transport, retryable`
pub(super) fn shown(error: &Error) -> String {
    let retryable = if error.is_retryable() {
        " (retryable)"
    } else {
        ""
    };
    format!("{:?}{retryable}", error.kind())
}

/// Compares a row of the page. Whoever has only this crate has no page.
pub(super) fn row(fault: &str, outcome: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/faults.md");
    let Ok(page) = std::fs::read_to_string(path) else {
        eprintln!("skipped: there is no {path}");
        return;
    };
    let row = format!("| {fault} | {outcome} |\n");
    assert!(page.contains(&row), "docs/faults.md lacks this row:\n{row}");
}

/// What gateways in front of an API send, Cloudflare's statuses among them.
#[tokio::test]
async fn statuses_of_gateways_are_retryable_and_those_of_missing_support_are_not() {
    let retry = Retry {
        base: Duration::ZERO,
        ..Retry::default()
    };
    for (statuses, requests) in [
        (&[520, 521, 522, 523, 524, 525, 526, 527, 529, 530][..], 3),
        (&[501, 505][..], 1),
    ] {
        for status in statuses {
            let server = Server::start([Then::Send(response(*status, "", ""))]).await;
            let operation = Operation::new("GET", "/", json::<Json>);
            let call: Call<Json> = Call::new(server.client().retry(retry).build(), operation);
            let error = call.await.unwrap_err();
            assert_eq!(error.status().map(|status| status.as_u16()), Some(*status));
            assert_eq!(error.is_retryable(), requests == 3, "{status}");
            assert_eq!(server.requests().len(), requests, "{status}");
        }
    }
}

#[tokio::test]
async fn streams_end_as_in_the_table() {
    let cases = [
        (
            "an item that cannot be decoded",
            events("data: {\"n\":1}\n\ndata: {\"n\":\n\ndata: {\"n\":2}\n\n"),
        ),
        (
            "an error object in place of an item",
            events("data: {\"n\":1}\n\ndata: {\"error\":{\"code\":\"busy\"}}\n\n"),
        ),
        (
            "an event of the type `error`",
            events("data: {\"n\":1}\n\nevent: error\ndata: {\"code\":\"busy\"}\n\n"),
        ),
        (
            "empty data, `null`, `event: ping` and comments",
            events("data:\n\ndata: null\n\n: here\n\nevent: ping\ndata: {}\n\ndata: {\"n\":1}\n\n"),
        ),
        (
            "`[DONE]` with blanks",
            events("data: {\"n\":1}\n\ndata:  [DONE] \n\ndata: {\"n\":2}\n\n"),
        ),
        (
            "`[DONE]` without a line behind it",
            events("data: {\"n\":1}\n\ndata: [DONE]"),
        ),
        (
            "ends inside of an event",
            events("data: {\"n\":1}\n\ndata: {\"n\":2}"),
        ),
        (
            "HTML in place of a stream",
            response(200, "content-type: text/html\r\n", "<html>"),
        ),
        (
            "an error object in place of a stream",
            response(
                200,
                "content-type: application/json\r\n",
                "{\"error\":{\"code\":\"busy\"}}",
            ),
        ),
    ];
    for (fault, script) in cases {
        let server = Server::start([Then::Send(script)]).await;
        row(fault, &outcome(stream(server.client().build())).await);
    }
    let server = Server::start([Then::Reset(events("data: {\"n\":1}\n\n"))]).await;
    row(
        "a reset behind an item",
        &outcome(stream(server.client().build())).await,
    );
}

#[tokio::test]
async fn a_silent_stream_ends() {
    let idle = Duration::from_millis(200);
    let server = Server::start([Then::Stall(events("data: {\"n\":1}\n\n"))]).await;
    let silent = stream(server.client().build()).idle_timeout(idle);
    row("silent behind an item", &outcome(silent).await);
    let server = Server::start([Then::Repeat(events("data: {\"n\":1}\n\n"), ": here\n\n")]).await;
    let quiet = stream(server.client().build()).idle_timeout(idle);
    row("only comments behind an item", &outcome(quiet).await);
    let pings = Then::Repeat(events("data: {\"n\":1}\n\n"), "event: ping\ndata: {}\n\n");
    let server = Server::start([pings]).await;
    let quiet = stream(server.client().build()).idle_timeout(idle);
    row("only pings behind an item", &outcome(quiet).await);
    let html = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>";
    let server = Server::start([Then::Stall(html.to_owned())]).await;
    let client = server.client().attempt_timeout(idle).build();
    row(
        "HTML without an end in place of a stream",
        &outcome(stream(client)).await,
    );
}

#[tokio::test]
async fn a_stream_that_broke_goes_on_behind_the_last_event() {
    let server = Server::start([
        Then::Reset(events("retry: 20\nid: a1\ndata: {\"n\":1}\n\n")),
        Then::Send(events("data: {\"n\":2}\n\ndata: {\"n\"")),
        Then::Send(events("id: a3\ndata: {\"n\":3}\n\n")),
    ])
    .await;
    let again = stream(server.client().build()).reconnect(1);
    row(
        "a reset behind an item, with `reconnect(1)`",
        &outcome(again).await,
    );
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(!requests[0].contains("last-event-id"));
    assert!(
        requests[1].contains("last-event-id: a1\r\n"),
        "{}",
        requests[1]
    );
    // An id holds until another one comes, also in the next connection.
    assert!(
        requests[2].contains("last-event-id: a1\r\n"),
        "{}",
        requests[2]
    );
}

#[tokio::test]
async fn a_body_that_breaks_is_retryable_whole_and_chunk_by_chunk() {
    let broken = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1".to_owned();
    let server = Server::start([Then::Send(broken)]).await;
    let client = server.client().retry(Retry::never()).build();
    let whole: Call<Json> = Call::new(client.clone(), Operation::new("GET", "/", json));
    row(
        "breaks off in its body, read whole",
        &shown(&whole.await.unwrap_err()),
    );
    let chunks: Call<Bytes> = Call::new(client, Operation::new("GET", "/", bytes));
    let mut download = chunks.download().await.unwrap();
    assert_eq!(download.next().await.unwrap().unwrap(), "[1");
    let error = download.next().await.unwrap().unwrap_err();
    row("breaks off in its body, downloaded", &shown(&error));
    assert!(download.next().await.is_none());
}

#[tokio::test]
async fn an_upload_that_fails_on_this_side_is_not_retryable() {
    struct Broken;
    impl http_body::Body for Broken {
        type Data = Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
            std::task::Poll::Ready(Some(Err(std::io::Error::other("the disk is gone"))))
        }
    }
    let server = Server::start([Then::Send(response(200, "", "{}"))]).await;
    let call: Call<Json> = Call::new(server.client().build(), Operation::new("PUT", "/", json));
    let call = call.body("application/octet-stream", Body::streamed(Broken));
    let error = call.await.unwrap_err();
    row("the caller's own upload stream fails", &shown(&error));
    assert!(error.to_string().contains("the disk is gone"), "{error}");
}

#[tokio::test]
async fn an_unknown_scheme_is_not_retryable() {
    let client: ClientInner = Builder::new(&API, Auth::none())
        .base_url("ftp://127.0.0.1")
        .build();
    let call: Call<Json> = Call::new(client, Operation::new("GET", "/", json));
    let error = call.await.unwrap_err();
    row("a URL whose scheme is not known", &shown(&error));
    assert!(
        error.to_string().contains("ftp") && !error.was_sent(),
        "{error}"
    );
}

/// Every third call is refused once, and then every second: the budget would be used up after 50.
#[tokio::test]
async fn waits_that_the_server_asks_for_are_not_of_the_budget() {
    for each in [3, 2] {
        let refused = response(429, "retry-after: 1\r\n", "");
        let well = response(200, "", "{}");
        let scripts = (0..600_usize).flat_map(|call| {
            let first = call
                .is_multiple_of(each)
                .then(|| Then::Send(refused.clone()));
            first.into_iter().chain([Then::Send(well.clone())])
        });
        let scripts: Vec<Then> = scripts.collect();
        let wanted = scripts.len();
        let server = Server::start(scripts).await;
        let client = server.client().clock(VirtualClock::new(1)).build();
        for _ in 0..600 {
            let call: Call<Json> = Call::new(client.clone(), Operation::new("GET", "/", json));
            call.await.unwrap();
        }
        assert_eq!(server.requests().len(), wanted);
    }
}

#[tokio::test]
async fn a_response_is_read_as_any_type() {
    let server = Server::start([Then::Send(response(
        200,
        "",
        "{\"n\":7,\"list\":[1,\"x\"]}",
    ))])
    .await;
    let operation = Operation::new("GET", "/", whole);
    let fetched: Response = Call::<_>::new(server.client().build(), operation)
        .await
        .unwrap();
    assert_eq!(fetched.json::<Chunk>().unwrap().n, Some(7));
    let map = fetched.json::<BTreeMap<String, Vec<u8>>>();
    assert_eq!(map.unwrap_err().path(), "$.n");
}
