//! The behaviour of the engine from a call to a response, without a socket.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use super::*;

static API: Api = Api::new("test", "https://api.example.com");

fn get<T>(core: &ClientInner, decode: fn(&Response) -> Result<T, DecodeError>) -> Call<T> {
    Call::new(
        core.clone(),
        Operation::new("GET", "/v1/things/{thing}", decode),
    )
    .path("t 1")
}

fn post(core: &ClientInner, body: impl Into<Body>) -> Call<String> {
    Call::new(core.clone(), Operation::new("POST", "/v1/things", text)).body("text/plain", body)
}

fn builder() -> Builder<ClientInner> {
    Builder::new(&API, Auth::none())
}

fn response(status: u16, body: &'static str) -> http::Response<Body> {
    let mut response = http::Response::new(Body::from(body));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response
}

#[tokio::test]
async fn a_function_is_a_transport_that_needs_no_socket() {
    let core = builder()
        .transport(|request: http::Request<Body>| {
            assert_eq!(request.uri(), "https://api.example.com/v1/things/t%201?q=1");
            Ok(response(200, "done"))
        })
        .build();
    assert_eq!(get(&core, text).query("q", "1").await.unwrap(), "done");
}

#[tokio::test]
async fn a_value_comes_with_its_status_and_headers() {
    let core = builder()
        .transport(|_: http::Request<Body>| {
            let mut created = response(201, "done");
            created
                .headers_mut()
                .insert("request-id", http::HeaderValue::from_static("req_1"));
            Ok(created)
        })
        .build();
    let got = get(&core, text).with_response().await.unwrap();
    assert_eq!((got.value.as_str(), got.status().as_u16()), ("done", 201));
    assert_eq!(got.headers()["request-id"], "req_1");
    assert_eq!(&got.body()[..], b"done");
    let failed = builder()
        .transport(|_: http::Request<Body>| Ok(response(404, "gone")))
        .build();
    let error = get(&failed, text).with_response().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
}

/// A secret is sent as it is in every kind of body and parameter, and serialized nowhere else.
#[tokio::test]
async fn a_secret_is_written_into_a_request() {
    let seen = Arc::new(Mutex::new(String::new()));
    let sent = seen.clone();
    let core = builder()
        .transport(move |request: http::Request<Body>| {
            let body = request.body().whole().map(|bytes| bytes.to_vec());
            *sent.lock().unwrap() = format!(
                "{} {}",
                request.uri(),
                String::from_utf8_lossy(&body.unwrap_or_default())
            );
            Ok(response(200, "done"))
        })
        .build();
    let secret = BTreeMap::from([("key", Secret::from("s3cret"))]);
    get(&core, text).json(&secret).await.unwrap();
    assert!(seen.lock().unwrap().ends_with(r#"{"key":"s3cret"}"#));
    get(&core, text).form(&secret).await.unwrap();
    assert!(seen.lock().unwrap().ends_with("key=s3cret"));
    get(&core, text).path(&secret["key"]).await.unwrap();
    assert_eq!(
        serde_json::to_string(&secret).unwrap(),
        r#"{"key":"[redacted]"}"#
    );
}

#[tokio::test]
async fn hooks_see_each_attempt_in_the_order_in_which_they_were_added() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (first, second, after) = (seen.clone(), seen.clone(), seen.clone());
    let core = builder()
        .before(move |attempt, request| {
            first.lock().unwrap().push(format!(
                "{} {} {}",
                attempt.number(),
                attempt.method(),
                attempt.template()
            ));
            request
                .headers_mut()
                .insert("x-signed", http::HeaderValue::from_static("yes"));
            Ok(())
        })
        .before(move |_, request| {
            second
                .lock()
                .unwrap()
                .push(format!("signed: {:?}", request.headers()["x-signed"]));
            Ok(())
        })
        .after(move |_, outcome| {
            after
                .lock()
                .unwrap()
                .push(format!("{:?}", outcome.map(Response::status)))
        })
        .transport(|request: http::Request<Body>| {
            assert_eq!(request.headers()["x-signed"], "yes");
            Ok(response(200, ""))
        })
        .build();
    get(&core, empty).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        ["1 GET /v1/things/{thing}", "signed: \"yes\"", "Ok(200)"]
    );
}

#[tokio::test]
async fn a_hook_that_waits_gives_each_attempt_its_token() {
    struct Tokens(AtomicU32);
    impl Hook for Tokens {
        fn before<'a>(
            &'a self,
            _: &'a Attempt,
            request: &'a mut http::Request<Body>,
        ) -> BoxFuture<'a, Result<(), BoxError>> {
            Box::pin(async move {
                tokio::task::yield_now().await;
                let token = self.0.fetch_add(1, Ordering::Relaxed);
                request
                    .headers_mut()
                    .insert("authorization", format!("Bearer token-{token}").parse()?);
                Ok(())
            })
        }
    }
    let core = builder()
        .hook(Tokens(AtomicU32::new(7)))
        .transport(|request: http::Request<Body>| {
            assert_eq!(request.headers()["authorization"], "Bearer token-7");
            Ok(response(200, ""))
        })
        .build();
    get(&core, empty).await.unwrap();
}

#[tokio::test]
async fn a_hook_that_refuses_ends_the_call_and_nothing_is_sent() {
    let core = builder()
        .before(|_, _| Err("not on a Sunday".into()))
        .transport(|_: http::Request<Body>| -> Result<_, BoxError> { panic!("it was sent") })
        .build();
    let error = get(&core, empty).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Hook, false));
    assert_eq!(error.to_string(), "GET /v1/things/{thing}: not on a Sunday");
}

#[derive(Clone)]
struct Service;

impl tower_service::Service<http::Request<Body>> for Service {
    type Response = http::Response<String>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        std::future::ready(Ok(http::Response::new(format!(
            "{} {}",
            request.method(),
            request.uri().path()
        ))))
    }
}

#[tokio::test]
async fn any_tower_service_is_a_transport() {
    let core = builder().transport(Tower::new(Service)).build();
    assert_eq!(get(&core, text).await.unwrap(), "GET /v1/things/t%201");
}

#[tokio::test]
async fn a_transport_states_whether_the_server_can_have_seen_a_request() {
    let core = builder()
        .transport(|_: http::Request<Body>| Err(NotSent("no route".into()).into()))
        .build();
    let error = get(&core, empty).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.was_sent()),
        (ErrorKind::Transport, false)
    );
    assert_eq!(
        error.to_string(),
        "GET /v1/things/{thing}: nothing was sent: no route"
    );

    let core = builder()
        .transport(|_: http::Request<Body>| Err("reset".into()))
        .build();
    let error = get(&core, empty).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.was_sent()),
        (ErrorKind::Transport, true)
    );

    let slow = ConnectTimeout(Duration::from_secs(1));
    let core = builder()
        .transport(move |_: http::Request<Body>| Err(NotSent(slow.into()).into()))
        .build();
    let error = get(&core, empty).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.was_sent()),
        (ErrorKind::Timeout(Timeout::Connect), false)
    );
}

/// A transport that never responds, and counts the work that is going on.
struct Silent(Arc<AtomicU32>);

struct Working(Arc<AtomicU32>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Transport for Silent {
    fn fetch(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, BoxError>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let working = Working(self.0.clone());
        Box::pin(async move {
            let _working = working;
            std::future::pending().await
        })
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_stops_its_work() {
    let working = Arc::new(AtomicU32::new(0));
    let core = builder().transport(Silent(working.clone())).build();
    let call = tokio::spawn(get(&core, empty).into_future());
    while working.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(working.load(Ordering::Relaxed), 0);
}

/// A server that takes a minute.
struct Slow(VirtualClock);

impl Transport for Slow {
    fn fetch(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, BoxError>> {
        Box::pin(async move {
            self.0.sleep(Duration::from_secs(60)).await;
            Ok(response(200, "done"))
        })
    }
}

#[tokio::test]
async fn one_attempt_may_take_as_long_as_the_call_that_states_how_long() {
    let seconds = Duration::from_secs;
    let outcome = async |of_client: Option<u64>, of_attempt: Option<u64>, of_call: Option<u64>| {
        let clock = VirtualClock::new(1);
        let mut builder = builder()
            .retry(Retry::never())
            .clock(clock.clone())
            .transport(Slow(clock.clone()));
        if let Some(limit) = of_client {
            builder = builder.timeout(seconds(limit));
        }
        if let Some(limit) = of_attempt {
            builder = builder.attempt_timeout(seconds(limit));
        }
        let mut call = get(&builder.build(), text);
        if let Some(limit) = of_call {
            call = call.timeout(seconds(limit));
        }
        let call = tokio::spawn(call.into_future());
        while !call.is_finished() {
            tokio::task::yield_now().await;
            clock.advance(seconds(10));
        }
        call.await.unwrap().map_err(|error| error.kind())
    };
    let done = Ok("done".to_owned());
    let late = |whose| Err(ErrorKind::Timeout(whose));
    assert_eq!(outcome(None, None, None).await, late(Timeout::Attempt));
    assert_eq!(outcome(None, None, Some(300)).await, done);
    assert_eq!(outcome(Some(300), None, None).await, done);
    assert_eq!(
        outcome(None, Some(20), Some(300)).await,
        late(Timeout::Attempt)
    );
    assert_eq!(
        outcome(Some(300), None, Some(20)).await,
        late(Timeout::Call)
    );
}

#[tokio::test]
async fn each_limit_of_time_names_itself() {
    let working = Arc::new(AtomicU32::new(0));
    let (soon, late) = (Duration::from_millis(1), Duration::from_secs(3600));
    let core = builder()
        .transport(Silent(working.clone()))
        .timeout(late)
        .attempt_timeout(soon)
        .build();
    let attempt = get(&core, empty).await.unwrap_err();
    assert_eq!(
        (attempt.kind(), attempt.was_sent()),
        (ErrorKind::Timeout(Timeout::Attempt), true)
    );
    let call = get(&core, empty)
        .attempt_timeout(late)
        .timeout(soon)
        .await
        .unwrap_err();
    assert_eq!(
        (call.kind(), call.message()),
        (
            ErrorKind::Timeout(Timeout::Call),
            Some("no response within 1ms")
        )
    );
    assert_eq!(working.load(Ordering::Relaxed), 0);
}

/// A body that comes in pieces.
struct Pieces(Vec<&'static str>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let piece = self.0.pop();
        Poll::Ready(
            piece.map(|piece| Ok(http_body::Frame::data(Bytes::from_static(piece.as_bytes())))),
        )
    }
}

#[tokio::test]
async fn a_streamed_response_is_handed_on_and_a_streamed_error_is_read() {
    let core = builder()
        .body_limit(4)
        .transport(|request: http::Request<Body>| {
            let status = if request.uri().path().ends_with("things") {
                500
            } else {
                200
            };
            let mut response =
                http::Response::new(Body::streamed(Pieces(vec!["ree", "two", "one"])));
            *response.status_mut() = http::StatusCode::from_u16(status)?;
            Ok(response)
        })
        .build();
    let mut body = get(&core, empty).send_streamed().await.unwrap().into_body();
    let mut pieces = Vec::new();
    while let Some(piece) = body.chunk().await {
        pieces.push(piece.unwrap());
    }
    assert_eq!(
        pieces,
        ["one", "two", "ree"],
        "the limit does not bound a stream"
    );
    let error = post(&core, "x").send_streamed().await.unwrap_err();
    assert_eq!(error.message(), Some("the response is larger than 4 bytes"));
}

#[tokio::test]
async fn a_body_is_sent_as_it_is_whole_or_in_pieces() {
    struct Echo;
    impl Transport for Echo {
        fn fetch(
            &self,
            request: http::Request<Body>,
        ) -> BoxFuture<'_, Result<http::Response<Body>, BoxError>> {
            Box::pin(async move {
                Ok(http::Response::new(
                    request.into_body().collect(100).await?.into(),
                ))
            })
        }
    }
    let core = builder().transport(Echo).build();
    assert_eq!(post(&core, "whole").await.unwrap(), "whole");
    assert_eq!(
        post(&core, Body::streamed(Pieces(vec!["b", "a"])))
            .await
            .unwrap(),
        "ab"
    );
    assert!(Body::streamed(Pieces(Vec::new())).again().is_none());
    assert!(Body::from("whole").again().is_some());
}

#[test]
fn clients_and_calls_move_between_threads() {
    fn moves<T: Send + Sync>() {}
    fn goes<T: Send>(_: T) {}
    moves::<ClientInner>();
    moves::<Error>();
    let core = builder()
        .transport(|_: http::Request<Body>| Ok(response(200, "")))
        .build();
    goes(get(&core, empty).into_future());
    goes(get(&core, empty).send_streamed());
}

static VERSIONED: Api = Api::new("test", "https://api.example.com")
    .headers(&[("api-version", "2026-10-28"), ("x-kept", "kept")]);

#[tokio::test]
async fn headers_of_the_api_are_sent_unless_they_are_replaced() {
    let headers = |call: fn(Call<Response>) -> Call<Response>, on_client: Option<&'static str>| async move {
        let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let log = seen.clone();
        let transport = move |request: http::Request<Body>| {
            let values = ["api-version", "x-kept"].map(|name| {
                let values = request.headers().get_all(name).iter();
                let values: Vec<&str> = values.map(|value| value.to_str().unwrap()).collect();
                values.join(",")
            });
            log.lock().unwrap().extend(values);
            Ok(http::Response::new(Body::empty()))
        };
        let builder: Builder<ClientInner> = Builder::new(&VERSIONED, Auth::none());
        let builder = match on_client {
            Some(value) => builder.header("API-Version", value),
            None => builder,
        };
        let client = builder.transport(transport).build();
        let plain = Call::new(client, Operation::new("GET", "/", whole));
        call(plain).await.unwrap();
        seen.lock().unwrap().clone()
    };
    assert_eq!(headers(|call| call, None).await, ["2026-10-28", "kept"]);
    assert_eq!(headers(|call| call, Some("2027")).await, ["2027", "kept"]);
    let on_call = headers(|call| call.header("api-version", "2028"), Some("2027")).await;
    assert_eq!(on_call, ["2028", "kept"]);
}
