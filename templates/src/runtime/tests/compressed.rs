//! Compressed responses, over real sockets: from a server that misbehaves, and from nginx where it is installed.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::StatusCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::networks::{self, Folder};
use super::reading::Log;
use super::sockets::{Chunk, row, shown};
use super::*;

static API: Api = Api::new("test", "http://127.0.0.1:1");

fn gzip(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A response of these headers and this body, after which the connection ends.
fn response(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

const GZIP: &str = "content-encoding: gzip\r\n";

struct Server {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Sends the same to every request.
    async fn start(response: Vec<u8>) -> Server {
        let (parts, receiver) = mpsc::unbounded_channel();
        parts.send(response).unwrap();
        drop(parts);
        Server::in_parts(receiver).await
    }

    /// Sends parts as they come, and to later requests all of them again.
    async fn in_parts(mut parts: mpsc::UnboundedReceiver<Vec<u8>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = heads.clone();
        tokio::spawn(async move {
            let mut sent: Vec<u8> = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
                seen.lock().unwrap().push(head);
                let _ = stream.write_all(&sent).await;
                while let Some(part) = parts.recv().await {
                    let _ = stream.write_all(&part).await;
                    sent.extend(part);
                }
                let _ = stream.shutdown().await;
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            }
        });
        Server { address, heads }
    }

    fn client(&self) -> Builder<ClientInner> {
        Builder::new(&API, Auth::none())
            .base_url(format!("http://{}", self.address))
            .no_proxy()
    }

    fn requests(&self) -> usize {
        self.heads.lock().unwrap().len()
    }
}

async fn get(client: Builder<ClientInner>) -> Result<Json, Error> {
    Call::<Json>::new(client.build(), Operation::new("GET", "/", json::<Json>)).await
}

#[tokio::test]
async fn whole_bodies_are_decompressed_and_the_log_shows_it() {
    let text = r#"{"n":7}"#;
    let two = [gzip("{\"n\""), gzip(":7}")].concat();
    let bodies = [
        (GZIP, gzip(text)),
        ("content-encoding: X-GZIP\r\n", gzip(text)),
        (GZIP, two),
        ("", text.into()),
    ];
    for (header, body) in bodies {
        let server = Server::start(response(200, header, &body)).await;
        let log = Log::default();
        // With one alone, tracing asks the thread that comes to an event first, which may be another test's.
        let _second = tracing::Dispatch::new(Log::default());
        let guard = tracing::subscriber::set_default(log.clone());
        let operation = Operation::new("GET", "/", json::<Json>);
        let call = Call::<Json>::new(server.client().build(), operation);
        let found = call.with_response().await.unwrap();
        drop(guard);
        assert_eq!(found.value.as_str(), text);
        assert!(found.headers().get("content-encoding").is_none());
        let length = found.headers().get("content-length");
        assert_eq!(length.is_none(), !header.is_empty());
        let asked = server.heads.lock().unwrap()[0].contains("\r\naccept-encoding: gzip\r\n");
        assert!(asked);
        let lines = log.0.lock().unwrap().join("\n");
        assert_eq!(
            lines.contains("decompressing"),
            !header.is_empty(),
            "{lines}"
        );
        assert!(lines.contains("http.response.body.size=7"), "{lines}");
    }
}

/// However the bytes are cut.
#[tokio::test]
async fn each_cut_gives_the_same() {
    let text: String = (0..3000).map(|n| format!("{n},")).collect();
    let compressed = [gzip(&text), gzip(""), gzip(&text)].concat();
    for size in [1, 2, 7, 100, compressed.len()] {
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> = compressed
            .chunks(size)
            .map(|piece| Ok(piece.to_vec()))
            .collect();
        let body = Body::from_stream(futures(pieces), None);
        let builder = http::Response::builder().header("content-encoding", "gzip");
        let body = gzip::decompressed(builder.body(body).unwrap()).into_body();
        let whole = body.collect(1 << 20).await.unwrap();
        assert_eq!(whole, format!("{text}{text}").as_bytes(), "{size}");
    }
}

fn futures<T: Unpin>(items: Vec<T>) -> impl futures_core::Stream<Item = T> {
    struct Ready<T>(std::vec::IntoIter<T>);
    impl<T: Unpin> futures_core::Stream for Ready<T> {
        type Item = T;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<T>> {
            std::task::Poll::Ready(self.0.next())
        }
    }
    Ready(items.into_iter())
}

#[tokio::test]
async fn the_limit_is_that_of_the_decompressed_body() {
    let bomb = gzip(vec![b' '; 8 << 20]);
    assert!(bomb.len() < 16 << 10);
    for status in [200, 500] {
        let server = Server::start(response(status, GZIP, &bomb)).await;
        let error = get(server.client().body_limit(1 << 20)).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("larger than 1048576 bytes"), "{text}");
        assert_eq!(server.requests(), 1);
        row("a small gzip of a large body", &shown(&error));
    }
}

#[tokio::test]
async fn errors_are_decompressed() {
    let body = gzip(r#"{"error":{"code":"busy","message":"Try later"}}"#);
    let server = Server::start(response(422, GZIP, &body)).await;
    let error = get(server.client()).await.unwrap_err();
    assert_eq!(error.code(), Some("busy"));
    assert_eq!(error.message(), Some("Try later"));
}

#[tokio::test]
async fn a_download_comes_in_pieces() {
    let text = "0123456789".repeat(100_000);
    let server = Server::start(response(200, GZIP, &gzip(&text))).await;
    let operation = Operation::new("GET", "/", bytes);
    let call = Call::<Bytes>::new(server.client().body_limit(1000).build(), operation);
    let mut download = call.download().await.unwrap();
    assert_eq!(download.left(), None);
    let mut found = Vec::new();
    while let Some(chunk) = download.next().await {
        let chunk = chunk.unwrap();
        assert!(chunk.len() <= 128 << 10, "{}", chunk.len());
        found.extend(chunk);
    }
    assert_eq!(found, text.as_bytes());
}

/// The server sends the second event once the first has arrived.
#[tokio::test]
async fn an_event_arrives_before_the_next_one_is_sent() {
    let (parts, receiver) = mpsc::unbounded_channel();
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n\r\n";
    parts.send(head.into()).unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // The first is larger than what is decompressed at once.
    let filler = "x".repeat(100_000);
    let first = format!("data: {{\"n\":1,\"filler\":\"{filler}\"}}\n\n");
    encoder.write_all(first.as_bytes()).unwrap();
    encoder.flush().unwrap();
    parts.send(std::mem::take(encoder.get_mut())).unwrap();
    let server = Server::in_parts(receiver).await;
    let operation = Operation::new("GET", "/", json::<Json>).events(json_item::<Chunk>);
    let call: Call<Json, (), _> = Call::new(server.client().build(), operation);
    let mut stream = call.stream().idle_timeout(Duration::from_secs(600));
    assert_eq!(stream.next().await.unwrap().unwrap().n, Some(1));
    encoder.write_all(b"data: {\"n\":2}\n\n").unwrap();
    parts.send(encoder.finish().unwrap()).unwrap();
    drop(parts);
    assert_eq!(stream.next().await.unwrap().unwrap().n, Some(2));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn what_has_no_body_is_empty() {
    let headers = "content-encoding: gzip\r\n";
    let head =
        format!("HTTP/1.1 200 -\r\nconnection: close\r\ncontent-length: 30\r\n{headers}\r\n");
    let none = format!("HTTP/1.1 204 -\r\nconnection: close\r\n{headers}\r\n");
    let empty = format!("HTTP/1.1 200 -\r\nconnection: close\r\n{headers}\r\n");
    for (method, sent) in [("HEAD", head), ("GET", none), ("GET", empty)] {
        let server = Server::start(sent.into_bytes()).await;
        let operation = Operation::new(method, "/", bytes);
        let call = Call::<Bytes>::new(server.client().build(), operation);
        let found = call.with_response().await.unwrap();
        assert!(found.value.is_empty());
        let length = found.headers().get("content-length");
        assert_eq!(length.is_some(), method == "HEAD");
    }
}

#[tokio::test]
async fn broken_gzip_is_an_error() {
    let whole = gzip("{\"n\":7}".repeat(100));
    for end in [1, 9, 10, 11, whole.len() / 2, whole.len() - 1] {
        let server = Server::start(response(200, GZIP, &whole[..end])).await;
        let error = get(server.client()).await.unwrap_err();
        assert!(error.to_string().contains("breaks off"), "{end}: {error}");
        assert_eq!(server.requests(), 3, "{end}");
        row("gzip that breaks off", &shown(&error));
    }
    let mut flipped = whole.clone();
    flipped[10] = 0xff;
    for body in [
        br#"{"n":7}"#.to_vec(),
        [&whole[..], b"and more than that"].concat(),
        flipped,
    ] {
        let server = Server::start(response(200, GZIP, &body)).await;
        let error = get(server.client()).await.unwrap_err();
        assert!(error.to_string().contains("no valid gzip"), "{error}");
        assert_eq!(server.requests(), 1);
        row(
            "a body that is no gzip, although its headers name it",
            &shown(&error),
        );
    }
}

#[tokio::test]
async fn another_encoding_is_named() {
    // What brotli makes of `{"n":7}`.
    let brotli = [
        0x0b, 0x03, 0x80, b'{', b'"', b'n', b'"', b':', b'7', b'}', 0x03, 0xff,
    ];
    let header = "content-encoding: br\r\ncontent-type: text/event-stream\r\n";
    for status in [200, 400] {
        let server = Server::start(response(status, header, &brotli)).await;
        let error = get(server.client()).await.unwrap_err();
        assert!(error.to_string().contains("encoding `br`"), "{error}");
        if status == 200 {
            row("another content encoding than gzip", &shown(&error));
        }
        let operation = Operation::new("GET", "/", json::<Json>).events(json_item::<Chunk>);
        let call: Call<Json, (), _> = Call::new(server.client().build(), operation);
        let mut stream = call.stream();
        let error = stream.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("encoding `br`"), "{error}");
        assert!(stream.next().await.is_none());
    }
    let twice = gzip(gzip("{}"));
    for header in [
        "content-encoding: gzip, gzip\r\n",
        "content-encoding: gzip\r\ncontent-encoding: gzip\r\n",
    ] {
        let server = Server::start(response(200, header, &twice)).await;
        let error = get(server.client()).await.unwrap_err();
        assert!(error.to_string().contains("encoding `gzip"), "{error}");
    }
    // A word that changes nothing.
    let server = Server::start(response(200, "content-encoding: aws-chunked\r\n", b"{}")).await;
    assert_eq!(get(server.client()).await.unwrap().as_str(), "{}");
}

#[tokio::test]
async fn a_request_that_asks_for_something_else_is_left_alone() {
    let server = Server::start(response(200, "", b"{}")).await;
    get(server.client().header("accept-encoding", "identity"))
        .await
        .unwrap();
    get(server.client().header("range", "bytes=3-"))
        .await
        .unwrap();
    let heads = server.heads.lock().unwrap().clone();
    assert!(heads[0].contains("accept-encoding: identity\r\n") && !heads[0].contains("gzip"));
    assert!(!heads[1].contains("accept-encoding"), "{}", heads[1]);
    // Its bytes begin anywhere.
    let part = &gzip("a part")[3..];
    let server = Server::start(response(206, GZIP, part)).await;
    let call = Call::<Bytes>::new(server.client().build(), Operation::new("GET", "/", bytes));
    let found = call.with_response().await.unwrap();
    assert_eq!(found.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(found.value, part);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nginx_compresses_is_read() {
    let folder = Folder::new();
    let on = "gzip on; gzip_min_length 1; gzip_types application/json;";
    let Some((_nginx, port)) = networks::nginx(&folder, on).await else {
        return;
    };
    let url = format!("https://localhost:{port}");
    for (asks, length) in [(true, None), (false, Some("7"))] {
        let client = networks::client(&url).root_certificates(folder.read("ca.pem"));
        let client = match asks {
            true => client,
            false => client.header("accept-encoding", "identity"),
        };
        let call = Call::<Json>::new(client.build(), Operation::new("GET", "/", json::<Json>));
        let found = call.with_response().await.unwrap();
        assert_eq!(found.value.as_str(), r#"{"n":7}"#);
        let header = found.headers().get("content-length");
        assert_eq!(header.map(|it| it.to_str().unwrap()), length);
    }
}
