//! What a client makes of a server that misbehaves. The table in `docs/faults.md` is made here: after a change of it run
//! with `UPDATE_FAULTS=1`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use client_tests::CANARY;
use client_tests::misbehaving::{End, Fault, Misbehaving};
use github::runtime::{Call, Custom, ErrorKind, Method, Response, RetryBudget, VirtualClock};
use github::{Client, Error, auth};

/// The most that a response may have here.
const LIMIT: usize = 1 << 20;
/// How long an attempt may take; time is virtual.
const ATTEMPT: Duration = Duration::from_secs(30);

/// What the three kinds of calls came to: how it ended, and how many requests the server took whole.
struct Row {
    fault: &'static str,
    ends: &'static str,
    /// GET, POST, POST with an idempotency key.
    requests: [usize; 3],
    /// How long the GET took, in virtual time; the seed of the clock decides it.
    took: Duration,
}

/// A fault, its row in the table, and what the server does.
type Case = (Row, Vec<Fault>);

fn case(fault: &'static str, ends: &'static str, requests: [usize; 3], faults: Vec<Fault>) -> Case {
    (
        Row {
            fault,
            ends,
            requests,
            took: Duration::ZERO,
        },
        faults,
    )
}

fn raw(head: &str, body: &[u8], then: End) -> Vec<Fault> {
    vec![Fault::after(
        [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat(),
        then,
    )]
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<Fault> {
    vec![Fault::response(status, headers, body.as_bytes())]
}

/// A fault at first, and then all is well.
fn then_well(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.push(Fault::response(200, &[], b"[]"));
    faults
}

fn connections() -> Vec<Case> {
    vec![
        case(
            "reset before the request is read",
            "Transport, retryable",
            [0, 0, 0],
            vec![Fault::at_once()],
        ),
        case(
            "reset after the request is read",
            "Transport, retryable",
            [3, 1, 3],
            vec![Fault::after("", End::Reset)],
        ),
        case(
            "closed without a response",
            "Transport, retryable",
            [3, 1, 3],
            vec![Fault::after("", End::Close)],
        ),
        case(
            "no response",
            "Timeout(Attempt), retryable",
            [3, 1, 3],
            vec![Fault::after("", End::Stall)],
        ),
        case(
            "stalls in its headers",
            "Timeout(Attempt), retryable",
            [3, 1, 3],
            raw("200 OK\r\nx-a", b"", End::Stall),
        ),
        case(
            "stalls in its body",
            "Timeout(Attempt), retryable",
            [3, 1, 3],
            raw("200 OK\r\ncontent-length: 2", b"[", End::Stall),
        ),
        case(
            "breaks off in its body",
            "Transport, retryable",
            [3, 1, 3],
            raw("200 OK\r\ncontent-length: 2", b"[", End::Close),
        ),
        case(
            "one reset, then all is well",
            "success",
            [2, 1, 2],
            then_well(vec![Fault::after("", End::Reset)]),
        ),
    ]
}

fn contents() -> Vec<Case> {
    let html = "<html><body>Welcome to the hotel's network</body></html>";
    // A valid head of gzip; whoever inflated what follows would not know when to stop.
    let bomb = [
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".as_slice(),
        &[0x55; 4096],
    ]
    .concat();
    vec![
        case(
            "more bytes than `content-length`",
            "Decode",
            [1, 1, 1],
            raw("200 OK\r\ncontent-length: 1", b"[]", End::Close),
        ),
        case(
            "no UTF-8",
            "Decode",
            [1, 1, 1],
            vec![Fault::response(200, &[], b"[{\"email\":\"\xff\"}]")],
        ),
        case(
            "HTML with 200",
            "Decode",
            [1, 1, 1],
            response(200, &[("content-type", "text/html")], html),
        ),
        case(
            "HTML with 502",
            "Api 502, retryable",
            [3, 1, 3],
            response(502, &[("content-type", "text/html")], html),
        ),
        case(
            "no HTTP at all",
            "Transport, retryable",
            [3, 1, 3],
            vec![Fault::after("220 smtp\r\n", End::Close)],
        ),
        case(
            "gzip that nobody asked for",
            "Decode",
            [1, 1, 1],
            vec![Fault::response(200, &[("content-encoding", "gzip")], &bomb)],
        ),
        case(
            "a body without end",
            "Transport",
            [1, 1, 1],
            raw("200 OK", b"[", End::Flood),
        ),
        case(
            "an error without end",
            "Transport",
            [1, 1, 1],
            raw("500 -", b"[", End::Flood),
        ),
        case(
            "a header without end",
            "Transport, retryable",
            [3, 1, 3],
            vec![Fault::after("HTTP/1.1 200 OK\r\nx: ", End::Flood)],
        ),
        case(
            "10,000 headers",
            "Transport, retryable",
            [3, 1, 3],
            raw(
                &format!("200 OK{}", "\r\nx-a: b".repeat(10_000)),
                b"",
                End::Close,
            ),
        ),
        case(
            "1xx before the response",
            "success",
            [1, 1, 1],
            raw(
                "103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2",
                b"[]",
                End::Close,
            ),
        ),
        case(
            "1xx without a response",
            "Timeout(Attempt), retryable",
            [3, 1, 3],
            vec![Fault::after(
                "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000),
                End::Stall,
            )],
        ),
        case(
            "a redirect to itself",
            "Api 302",
            [6, 1, 1],
            response(302, &[("location", "/user/emails")], ""),
        ),
    ]
}

fn refusals() -> Vec<Case> {
    let date = ("date", "Fri, 01 Jan 2100 00:00:00 GMT");
    let later = ("retry-after", "Fri, 01 Jan 2100 00:00:20 GMT");
    let secondary = r#"{"message":"You have exceeded a secondary rate limit."}"#;
    let used_up = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "4102444820"),
        date,
    ];
    let limited = "RateLimited, retryable";
    vec![
        case("429", limited, [3, 3, 3], response(429, &[], "")),
        case(
            "429, `Retry-After: 20`",
            limited,
            [3, 3, 3],
            response(429, &[("retry-after", "20")], ""),
        ),
        case(
            "429, `Retry-After` with a date",
            limited,
            [3, 3, 3],
            response(429, &[later, date], ""),
        ),
        case(
            "429, `retry-after-ms: 20000`",
            limited,
            [3, 3, 3],
            response(429, &[("retry-after-ms", "20000")], ""),
        ),
        case(
            "429, `Retry-After: soon`",
            limited,
            [3, 3, 3],
            response(429, &[("retry-after", "soon")], ""),
        ),
        case(
            "429, `Retry-After` of an hour",
            limited,
            [1, 1, 1],
            response(429, &[("retry-after", "3600")], ""),
        ),
        case(
            "403, no request left for 20 s",
            limited,
            [3, 3, 3],
            response(403, &used_up, ""),
        ),
        case(
            "403, secondary rate limit",
            limited,
            [3, 3, 3],
            response(403, &[], secondary),
        ),
        case(
            "403",
            "Api 403",
            [1, 1, 1],
            response(403, &[], r#"{"message":"Forbidden"}"#),
        ),
        case(
            "429 once, then all is well",
            "success",
            [2, 2, 2],
            then_well(response(429, &[("retry-after", "1")], "")),
        ),
        case(
            "500",
            "Api 500, retryable",
            [3, 1, 3],
            response(500, &[], ""),
        ),
        case(
            "500 twice, then all is well",
            "success",
            [3, 1, 3],
            then_well([response(500, &[], ""), response(500, &[], "")].concat()),
        ),
        case(
            "503, `Retry-After: 20`",
            "Api 503, retryable",
            [3, 1, 3],
            response(503, &[("retry-after", "20")], ""),
        ),
        case(
            "422",
            "Api 422",
            [1, 1, 1],
            response(422, &[], r#"{"message":"Validation failed"}"#),
        ),
    ]
}

fn client(url: String, clock: &VirtualClock) -> Client {
    let builder = Client::builder(auth::bearer(CANARY))
        .base_url(url)
        .clock(clock.clone());
    builder
        .attempt_timeout(ATTEMPT)
        .timeout(20 * ATTEMPT)
        .body_limit(LIMIT)
        .build()
}

fn post(client: &Client) -> Call<Response, (), Custom> {
    client.fetch(Method::POST, "/things").json(&["a thing"])
}

/// Makes a call; whenever the server stalls, the time of the attempt passes.
async fn outcome<C, T>(call: C, server: &Misbehaving, clock: &VirtualClock) -> Result<T, Error>
where
    C: IntoFuture<Output = Result<T, Error>, IntoFuture: Unpin>,
{
    let mut call = call.into_future();
    loop {
        tokio::select! {
            outcome = &mut call => return outcome,
            () = server.stalled() => clock.advance(ATTEMPT),
        }
    }
}

fn ends<T>(outcome: Result<T, Error>) -> String {
    let Err(error) = outcome else {
        return "success".to_owned();
    };
    assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
    assert!(error.raw_body().len() <= LIMIT);
    let kind = match (error.kind(), error.status()) {
        (ErrorKind::Api, Some(status)) => format!("Api {}", status.as_u16()),
        (kind, _) => format!("{kind:?}"),
    };
    kind + if error.is_retryable() {
        ", retryable"
    } else {
        ""
    }
}

/// Plays a fault to each kind of call: how the GET ended and how long it took, and how many requests the server took of
/// each.
async fn play(faults: &[Fault]) -> (String, Duration, [usize; 3]) {
    let clock = VirtualClock::new(1);
    let start = || async {
        let server = Misbehaving::start(faults.to_vec()).await.unwrap();
        let client = client(server.url(), &clock);
        (server, client)
    };
    let (server, calls) = start().await;
    let get = ends(outcome(calls.list_emails_for_authenticated_user(), &server, &clock).await);
    let (gets, took) = (server.requests(), clock.elapsed());
    let (server, calls) = start().await;
    let _ = outcome(post(&calls), &server, &clock).await;
    let posts = server.requests();
    let (server, calls) = start().await;
    let _ = outcome(post(&calls).idempotency_key("thing-1"), &server, &clock).await;
    assert!(
        server.keys().iter().all(|key| key == "thing-1")
            && server.keys().len() == server.requests()
    );
    (get, took, [gets, posts, server.requests()])
}

async fn check(cases: Vec<Case>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (row, faults) in cases {
        let (ends, took, requests) = play(&faults).await;
        assert_eq!(
            (ends.as_str(), requests),
            (row.ends, row.requests),
            "{}",
            row.fault
        );
        rows.push(Row { took, ..row });
    }
    rows
}

fn table(title: &str, rows: &[Row]) -> String {
    let head = "| the server | a GET ends with | after | GET | POST | POST with a key |\n| --- | --- | --- | --- | --- | --- |";
    let mut text = format!("\n## {title}\n\n{head}\n");
    for Row {
        fault,
        ends,
        requests: [get, post, keyed],
        took,
    } in rows
    {
        let took = took.as_secs_f64();
        text.push_str(&format!(
            "| {fault} | {ends} | {took:.1} s | {get} | {post} | {keyed} |\n"
        ));
    }
    text
}

/// Where the part of the page begins that the runtime's tests compare.
const OTHERS: &str = "\n## Streams\n";

const INTRODUCTION: &str = "# Faults

The outcome of each fault of a server, with the default settings: three attempts, a retry budget, the rules of GitHub's
specification, 30 seconds for an attempt. The numbers count the requests that the server received completely. A test plays each
fault over a socket, in virtual time, and checks this page: `cargo test --manifest-path tests-clients/Cargo.toml --test misbehaviour`.

A POST without an idempotency key is repeated only if the server certainly did nothing: no connection, or a response that means so.
A call ends at once if it has less time than the server asks to wait. The client keeps no more of a body than its limit, and
decompresses only with the feature `gzip`.
";

#[tokio::test]
async fn each_fault_ends_as_the_table_states() {
    let connections = check(connections()).await;
    let contents = check(contents()).await;
    let refusals = check(refusals()).await;
    let page = [
        INTRODUCTION.to_owned(),
        table("Connections", &connections),
        table("Contents", &contents),
        table("Refusals", &refusals),
    ]
    .concat();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/faults.md");
    // The runtime's own tests cover the rest.
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let (ours, others) = written.split_once(OTHERS).unwrap_or((&written, ""));
    if std::env::var_os("UPDATE_FAULTS").is_some() {
        std::fs::write(path, [&*page, OTHERS, others].concat()).unwrap();
        return;
    }
    assert_eq!(ours, page, "docs/faults.md is not current");
}

/// A client of a port that is taken and on which nobody listens, and a counter of its attempts.
fn dead(
    clock: &VirtualClock,
    budget: RetryBudget,
) -> (tokio::net::TcpSocket, Client, Arc<AtomicUsize>) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let attempts = Arc::new(AtomicUsize::new(0));
    let count = attempts.clone();
    let builder = Client::builder(auth::bearer(CANARY))
        .base_url(url)
        .clock(clock.clone())
        .retry_budget(budget);
    let client = builder
        .after(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
        })
        .build();
    (socket, client, attempts)
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_whatever_the_method() {
    let clock = VirtualClock::new(1);
    let (_socket, client, attempts) = dead(&clock, RetryBudget::default());
    let error = post(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.was_sent(), error.is_retryable()),
        (ErrorKind::Transport, false, true)
    );
    assert_eq!(attempts.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_thousand_calls_of_a_dead_server_are_little_more_than_a_thousand_attempts() {
    let run = |budget| async move {
        let (_socket, client, attempts) = dead(&VirtualClock::new(1), budget);
        let calls: Vec<_> = (0..1000)
            .map(|_| tokio::spawn(client.list_emails_for_authenticated_user().into_future()))
            .collect();
        for call in calls {
            assert_eq!(
                call.await.unwrap().unwrap_err().kind(),
                ErrorKind::Transport
            );
        }
        attempts.load(Ordering::SeqCst)
    };
    let attempts = run(RetryBudget::default()).await;
    assert!(attempts > 1000 && attempts < 1200, "{attempts}");
    assert_eq!(
        run(RetryBudget::unlimited()).await,
        3000,
        "what it would be without a budget"
    );
}

#[tokio::test]
async fn a_wrong_calendar_does_no_harm() {
    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(4_102_444_800);
    let date = ("date", "Wed, 01 Jan 2025 00:00:00 GMT");
    let later = ("retry-after", "Wed, 01 Jan 2025 00:00:20 GMT");
    for calendar in [SystemTime::UNIX_EPOCH, far] {
        // The response's own date is the reference.
        let clock = VirtualClock::new(1);
        clock.set_calendar(calendar);
        let server = Misbehaving::start(then_well(response(429, &[later, date], "")))
            .await
            .unwrap();
        client(server.url(), &clock)
            .list_emails_for_authenticated_user()
            .await
            .unwrap();
        assert!(
            clock.elapsed() >= Duration::from_secs(20) && clock.elapsed() < Duration::from_secs(21)
        );
    }
    // Without one, a wait of half a century, which is reported as one of a year, is an error at once, and a time in the past no wait.
    let clock = VirtualClock::new(1);
    clock.set_calendar(SystemTime::UNIX_EPOCH);
    let server = Misbehaving::start(then_well(response(429, &[later], "")))
        .await
        .unwrap();
    let error = client(server.url(), &clock)
        .list_emails_for_authenticated_user()
        .await
        .unwrap_err();
    assert!(
        error.retry_after() == Some(Duration::from_secs(365 * 86_400))
            && clock.elapsed() == Duration::ZERO
    );
    let clock = VirtualClock::new(1);
    clock.set_calendar(far);
    let server = Misbehaving::start(then_well(response(429, &[later], "")))
        .await
        .unwrap();
    client(server.url(), &clock)
        .list_emails_for_authenticated_user()
        .await
        .unwrap();
    assert!(clock.elapsed() < Duration::from_secs(1));
}
