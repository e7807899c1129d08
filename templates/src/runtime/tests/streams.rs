//! Responses that come item by item.

use crate as runtime;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response as HttpResponse};

use super::super::frames::{Frames, Framing, TooLong};
use super::super::*;

static API: Api = Api::new("test", "https://api.example.com");

#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    pub n: i64,
}
object! { Chunk: Deserialize { required: n; } }

/// What comes of a stream that is cut at these places.
fn cut(framing: Framing, bytes: &[u8], places: &[usize]) -> Result<Vec<ServerEvent>, TooLong> {
    let mut frames = Frames::new(framing, 1000);
    let mut found = Vec::new();
    let ends = places.iter().copied().chain([bytes.len()]);
    let mut start = 0;
    for end in ends {
        frames.push(Bytes::copy_from_slice(&bytes[start..end]));
        start = end;
        while let Some(event) = frames.next()? {
            found.push(event);
        }
    }
    frames.finish();
    while let Some(event) = frames.next()? {
        found.push(event);
    }
    Ok(found)
}

fn data(framing: Framing, text: &str) -> Vec<String> {
    cut(framing, text.as_bytes(), &[])
        .unwrap()
        .into_iter()
        .map(|event| event.data)
        .collect()
}

#[test]
fn events_are_read_as_the_examples_of_whatwg_show() {
    let events = |text| data(Framing::Events, text);
    assert_eq!(
        events("data: YHOO\ndata: +2\ndata: 10\n\n"),
        ["YHOO\n+2\n10"]
    );
    assert_eq!(
        events(
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n"
        ),
        ["first event", "second event"]
    );
    assert_eq!(events("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
    assert_eq!(events("data:test\n\ndata: test\n\n"), ["test", "test"]);
    assert_eq!(
        events("\u{feff}data: a\r\rdata: b\r\n\r\n\ndata: c\n\n"),
        ["a", "b", "c"]
    );
    assert_eq!(events("event: only\n\nid: 7\n\nnonsense\n\n"), [""; 0]);
}

#[test]
fn id_type_and_retry_are_kept_as_long_as_they_hold() {
    let text = "retry: 1500\nid: 1\nevent: add\ndata: a\n\ndata: b\n\nid: x\0y\nretry: soon\ndata: c\n\nid\ndata: d\n\n";
    let events = cut(Framing::Events, text.as_bytes(), &[]).unwrap();
    let seen: Vec<(&str, &str, &str)> = events
        .iter()
        .map(|event| (event.event.as_str(), event.id.as_str(), event.data.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("add", "1", "a"),
            ("message", "1", "b"),
            ("message", "1", "c"),
            ("message", "", "d")
        ]
    );
    assert!(
        events
            .iter()
            .all(|event| event.retry == Some(Duration::from_millis(1500)))
    );
}

#[test]
fn lines_of_json_need_no_end_and_may_have_separators() {
    let lines = |text| data(Framing::Lines, text);
    assert_eq!(
        lines("{\"a\":1}\n\r\n{\"a\":2}\r\n \n3"),
        ["{\"a\":1}", "{\"a\":2}", "3"]
    );
    assert_eq!(
        lines("\u{1e}{\"a\":\"x\ry\"}\n\u{1e}2\n"),
        ["{\"a\":\"x\ry\"}", "2"]
    );
    assert_eq!(lines(""), [""; 0]);
}

/// All texts of up to four of these parts, cut at every place, at every two places of the short ones, and at every byte.
#[test]
fn any_cut_gives_the_same_items() {
    const PARTS: &[&str] = &[
        "data: é", "data:x", "\r", "\n", "\r\n", "\u{feff}", "id: 1", ":c", "event: e", "{}", "€",
    ];
    let mut tried = 0;
    let mut texts = vec![String::new()];
    for _ in 0..4 {
        let longer: Vec<String> = texts
            .iter()
            .flat_map(|text| PARTS.iter().map(move |part| format!("{text}{part}")))
            .collect();
        for text in &longer {
            // An end that lets a last event out.
            let bytes = format!("{text}\n\n").into_bytes();
            for framing in [Framing::Events, Framing::Lines] {
                let whole = cut(framing, &bytes, &[]).unwrap();
                for place in 0..bytes.len() {
                    assert_eq!(
                        cut(framing, &bytes, &[place]).unwrap(),
                        whole,
                        "{text:?} at {place}"
                    );
                    tried += 1;
                }
                let every: Vec<usize> = (0..bytes.len()).collect();
                assert_eq!(
                    cut(framing, &bytes, &every).unwrap(),
                    whole,
                    "{text:?} at every byte"
                );
            }
        }
        texts = longer;
    }
    assert!(tried > 100_000, "{tried}");
}

#[test]
fn what_is_held_is_bounded() {
    let long = vec![b'x'; 1001];
    assert_eq!(cut(Framing::Lines, &long, &[]), Err(TooLong));
    assert_eq!(cut(Framing::Lines, &long, &[600]), Err(TooLong));
    let many = "data: 0123456789\n".repeat(200);
    assert_eq!(cut(Framing::Events, many.as_bytes(), &[]), Err(TooLong));
}

fn call(body: Body, asked: &Arc<Mutex<Vec<Request<Body>>>>) -> Call<Chunk, (), Streamed<Chunk>> {
    let (body, asked) = (Mutex::new(Some(body)), asked.clone());
    let transport = move |request: Request<Body>| {
        asked.lock().unwrap().push(request);
        Ok(HttpResponse::new(body.lock().unwrap().take().unwrap()))
    };
    let core: ClientInner = Builder::new(&API, Auth::none())
        .transport(transport)
        .body_limit(1000)
        .build();
    Call::new(
        core,
        Operation::new("POST", "/chat", json)
            .events(json_item)
            .asked_by("stream"),
    )
}

async fn sent(body: &str) -> Result<String, Error> {
    let asked = Arc::default();
    let mut stream = call(Body::from("data: {\"n\":1}\n\n"), &asked)
        .body("application/json", body.to_owned())
        .stream();
    stream.next().await.unwrap()?;
    let request = asked.lock().unwrap().remove(0);
    assert_eq!(request.headers()["accept"], "text/event-stream");
    Ok(String::from_utf8(request.into_body().collect(1000).await.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn a_call_that_is_streamed_asks_for_it_in_its_body() {
    assert_eq!(sent("{}").await.unwrap(), r#"{"stream":true}"#);
    assert_eq!(
        sent(r#"{"b":1e3,"a":[{"stream":false}]}"#).await.unwrap(),
        r#"{"stream":true,"b":1e3,"a":[{"stream":false}]}"#
    );
    assert_eq!(
        sent(r#"{"b":1, "stream": false }"#).await.unwrap(),
        r#"{"b":1, "stream": true }"#
    );
    assert_eq!(
        sent(r#"{"stream":null}"#).await.unwrap(),
        r#"{"stream":true}"#
    );
    assert_eq!(sent("[]").await.unwrap_err().kind(), ErrorKind::Encode);
}

#[tokio::test]
async fn items_are_typed_and_done_is_the_end() {
    let asked = Arc::default();
    let text = ": hello\n\nid: 5\ndata: {\"n\":1}\n\ndata: {\"n\":2}\n\ndata: [DONE]\n\ndata: {\"n\":3}\n\n";
    let mut stream = call(Body::from(text), &asked)
        .body("application/json", "{}")
        .stream();
    assert!(
        asked.lock().unwrap().is_empty(),
        "nothing is sent before somebody asks"
    );
    assert_eq!(stream.next().await.unwrap().unwrap().n, 1);
    assert_eq!(stream.last_event().id, "5");
    assert_eq!(stream.next().await.unwrap().unwrap().n, 2);
    assert!(stream.next().await.is_none());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn an_error_in_a_stream_ends_it_and_an_item_that_cannot_be_decoded_does_not() {
    for (text, kind, message) in [
        (
            "event: error\ndata: {\"error\":{\"code\":\"overloaded\",\"message\":\"busy\"}}\n\n",
            ErrorKind::Api,
            "overloaded: busy",
        ),
        (
            "data: {\"error\":{\"code\":\"overloaded\",\"message\":\"busy\"}}\n\n",
            ErrorKind::Api,
            "overloaded: busy",
        ),
        ("data: {\"n\":\"x\"}\n\n", ErrorKind::Decode, "$.n"),
        ("data: <html>\n\n", ErrorKind::Decode, "$"),
    ] {
        let asked = Arc::default();
        let text = format!("data: {{\"n\":1}}\n\n{text}data: {{\"n\":2}}\n\n");
        let mut stream = call(Body::from(text.clone()), &asked)
            .body("application/json", "{}")
            .stream();
        assert_eq!(stream.next().await.unwrap().unwrap().n, 1);
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), kind, "{text}: {error}");
        assert!(error.to_string().contains(message), "{text}: {error}");
        let next = stream.next().await;
        match kind {
            ErrorKind::Decode => assert_eq!(next.unwrap().unwrap().n, 2, "{text}"),
            _ => assert!(next.is_none(), "{text}"),
        }
    }
    let asked = Arc::default();
    let mut stream = call(Body::from("data: 0123456789\n".repeat(200)), &asked)
        .body("application/json", "{}")
        .stream();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("1000 bytes"), "{error}");
}

#[tokio::test]
async fn a_response_that_came_whole_is_no_empty_stream() {
    for (media_type, text, kind) in [
        ("application/json", r#"{"n":1}"#, ErrorKind::Decode),
        ("text/html", "<html>", ErrorKind::Decode),
        (
            "application/json",
            r#"{"error":{"code":"overloaded"}}"#,
            ErrorKind::Api,
        ),
    ] {
        let transport = move |_: Request<Body>| {
            Ok(HttpResponse::builder()
                .header("content-type", media_type)
                .body(Body::from(text))
                .unwrap())
        };
        let core: ClientInner = Builder::new(&API, Auth::none())
            .transport(transport)
            .build();
        let operation = Operation::new("GET", "/events", bytes).events(json_item::<Chunk>);
        let call: Call<Bytes, (), _> = Call::new(core, operation);
        let error = call.stream().next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(error.raw_body(), text.as_bytes());
    }
}

/// A body that sends one chunk and then nothing, or breaks off.
struct Slow(Option<&'static str>, bool);

impl http_body::Body for Slow {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
        match (self.0.take(), self.1) {
            (Some(chunk), _) => {
                std::task::Poll::Ready(Some(Ok(http_body::Frame::data(chunk.into()))))
            }
            (None, true) => std::task::Poll::Ready(Some(Err("reset".into()))),
            (None, false) => std::task::Poll::Pending,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_a_timeout() {
    let asked = Arc::default();
    let silent = || {
        call(
            Body::streamed(Slow(Some("data: {\"n\":1}\n\n"), false)),
            &asked,
        )
        .body("application/json", "{}")
        .stream()
    };
    let mut stream = silent().idle_timeout(Duration::from_secs(60));
    assert_eq!(stream.next().await.unwrap().unwrap().n, 1);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Timeout::Idle));
    assert!(error.is_retryable());
    let mut stream = silent();
    stream.next().await.unwrap().unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("120s"), "{error}");
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_an_error() {
    let asked = Arc::default();
    let mut stream = call(
        Body::streamed(Slow(Some("data: {\"n\":1}\n\ndata: {\"n\""), true)),
        &asked,
    )
    .body("application/json", "{}")
    .stream();
    assert_eq!(stream.next().await.unwrap().unwrap().n, 1);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("reset"), "{error}");
    assert!(error.is_retryable());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn lines_can_be_read_as_a_stream_and_whole() {
    let core = |text: &'static str| -> ClientInner {
        Builder::new(&API, Auth::none())
            .transport(move |_: Request<Body>| Ok(HttpResponse::new(Body::from(text))))
            .build()
    };
    let operation = || Operation::new("GET", "/log", bytes).lines(json_item::<Chunk>);
    let text = "{\"n\":1}\n{\"n\":2}";
    let call: Call<Bytes, (), _> = Call::new(core(text), operation());
    assert_eq!(call.await.unwrap(), text);
    let call: Call<Bytes, (), _> = Call::new(core(text), operation());
    let mut lines = call.stream();
    assert_eq!(lines.next().await.unwrap().unwrap().n, 1);
    assert_eq!(lines.next().await.unwrap().unwrap().n, 2);
    assert!(lines.next().await.is_none());
}
