//! Secrets are sent through every path, faults included, and nothing that a program can log shows one.

use crate as runtime;
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing::field::{Field as LoggedField, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;

const CANARY: &str = "canary+5ecret/value";
const WRITTEN_OTHERWISE: [&str; 2] = [
    "canary%2B5ecret%2Fvalue",
    "Y2FuYXJ5KzVlY3JldC92YWx1ZTpjYW5hcnkrNWVjcmV0L3ZhbHVl",
];

static API: Api = Api::new("test", "https://api.example.com").secrets(&["iban"]);

/// Keeps whatever is logged, at every level, by every crate.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

impl Recorder {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Visit for Recorder {
    fn record_debug(&mut self, field: &LoggedField, value: &dyn std::fmt::Debug) {
        self.0
            .lock()
            .unwrap()
            .push_str(&format!("{}={value:?} ", field.name()));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.0
            .lock()
            .unwrap()
            .push_str(&format!("\n{} ", event.metadata().level()));
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// All that a program could log of an error: itself and its causes, for people and for developers.
fn shown(error: &Error) -> String {
    let mut text = format!(
        "{error}\n{error:?}\n{error:#?}\n{:?} {:?}\n",
        error.message(),
        error.code()
    );
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("{cause}\n{cause:?}\n{cause:#?}\n"));
        source = cause.source();
    }
    text
}

fn assert_hidden(text: &str) {
    for secret in std::iter::once(CANARY).chain(WRITTEN_OTHERWISE) {
        let found = text
            .find(secret)
            .map(|at| text.get(at.saturating_sub(100)..).unwrap_or(text));
        assert!(
            found.is_none(),
            "{secret} is shown: {:.300}",
            found.unwrap_or_default()
        );
    }
}

/// The secret in every place that a scheme can have.
fn auths() -> Vec<Auth> {
    let places = [
        CredentialLocation::Bearer,
        CredentialLocation::Header("x-key"),
        CredentialLocation::Query("key"),
        CredentialLocation::Cookie("session"),
    ];
    let keys = places.map(|place| Auth::of("key", place, CANARY));
    keys.into_iter()
        .chain([Auth::user("key", CANARY, CANARY)])
        .collect()
}

/// Everything that was sent, its head and its body, as the body of the response.
async fn echo(request: http::Request<Body>) -> Result<String, BoxError> {
    let (head, body) = request.into_parts();
    let mut text = head.uri.to_string();
    for (name, value) in &head.headers {
        text.push_str(&format!(" {name}: {}", value.to_str()?));
    }
    Ok(text + &String::from_utf8_lossy(&body.collect(1 << 20).await?))
}

/// Responds in the way that the header `x-fault` requests, with everything that it received.
struct Faulty;

impl Transport for Faulty {
    fn fetch(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, BoxError>> {
        Box::pin(async move {
            let fault = request.headers()["x-fault"].to_str()?.to_owned();
            let echoed = echo(request).await?;
            let json =
                serde_json::json!({"error": {"code": echoed, "message": echoed}, "id": [echoed]})
                    .to_string();
            let mut response = http::Response::new(Body::from(json));
            response.headers_mut().insert("request-id", echoed.parse()?);
            response.headers_mut().insert(
                "content-type",
                http::HeaderValue::from_static("application/json"),
            );
            match &*fault {
                "refused" => return Err(NotSent("no route".into()).into()),
                "reset" => return Err("connection reset".into()),
                "silent" => std::future::pending().await,
                "html" => *response.body_mut() = Body::from(format!("<html>{echoed}")),
                "broken" => *response.body_mut() = Body::from(vec![0xff; 20]),
                status => *response.status_mut() = status.parse()?,
            }
            Ok(response)
        })
    }
}

const FAULTS: [&str; 10] = [
    "refused", "reset", "silent", "html", "broken", "200", "302", "401", "429", "500",
];

/// Calls that all fail, in every way that there is.
async fn fail(auth: Auth) -> Vec<Error> {
    let core: ClientInner = Builder::new(&API, auth)
        .log_bodies(true)
        .secret_names(["account"])
        .retry(Retry::never())
        .attempt_timeout(Duration::from_millis(20))
        .transport(Faulty)
        .build();
    let mut errors = Vec::new();
    for fault in FAULTS {
        let call = || {
            let operation = Operation::new("POST", "/v1/{id}", json::<BTreeMap<String, Vec<i64>>>);
            Call::<_>::new(core.clone(), operation)
                .path(CANARY)
                .header("x-fault", fault)
                .query("q", CANARY)
        };
        let body = serde_json::json!({"client_secret": CANARY, "iban": [CANARY], "account": {"a": CANARY}, "n": 1});
        errors.push(call().json(&body).await.unwrap_err());
        errors.push(
            call()
                .form(&serde_json::json!({"card": {"token": CANARY}}))
                .await
                .unwrap_err(),
        );
        errors.push(call().text("text/plain", CANARY).await.unwrap_err());
    }
    errors.push(
        Call::<_>::new(core, Operation::new("GET", "", whole))
            .header("x\n", CANARY)
            .await
            .unwrap_err(),
    );
    errors
}

#[tokio::test]
async fn no_log_and_no_error_shows_a_secret_whatever_fails() {
    let recorder = Recorder::default();
    let _recording = tracing::subscriber::set_default(recorder.clone());
    for auth in auths() {
        for error in fail(auth).await {
            assert_hidden(&shown(&error));
        }
    }
    let logs = recorder.text();
    assert_hidden(&logs);
    // What is there to be seen is seen, so the search above searched something.
    for wanted in [
        "url.template=/v1/{id}",
        "server.address=\"api.example.com\"",
        "http.request.method=POST",
        "http.response.status_code=429",
        "error.type=\"timeout\"",
        "message=request body",
        "client_secret",
        "[redacted]",
        "\"n\":1",
    ] {
        assert!(
            logs.contains(wanted),
            "{wanted} is missing in: {:.3000}",
            logs
        );
    }
}

#[tokio::test]
async fn the_usual_transport_logs_no_secret() {
    let recorder = Recorder::default();
    let _recording = tracing::subscriber::set_default(recorder.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
        stream
            .write_all(b"HTTP/1.1 500 -\r\ncontent-length: 2\r\n\r\n{}")
            .await
            .unwrap();
    });
    let client: Builder<ClientInner> = Builder::new(
        &API,
        Auth::of("key", CredentialLocation::Query("key"), CANARY),
    )
    .base_url(url);
    let core = client.build();
    let call = || Call::<_>::new(core.clone(), Operation::new("GET", "/v1/x", whole)).path(CANARY);
    let error = call().await.unwrap_err();
    assert_hidden(&shown(&error));
    server.await.unwrap();
    let refused = call().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Transport);
    assert_hidden(&shown(&refused));
    assert_hidden(&format!("{core:?}"));
    let logs = recorder.text();
    assert_hidden(&logs);
    assert!(logs.contains("server.address=\"127.0.0.1\""), "{logs}");
}

#[tokio::test]
async fn a_password_in_the_address_is_refused_and_not_shown() {
    let url = format!("http://user:{CANARY}@127.0.0.1");
    let client: Builder<ClientInner> = Builder::new(&API, Auth::none()).base_url(url);
    let core = client.build();
    let error = Call::<_>::new(core.clone(), Operation::new("GET", "/v1/x", whole))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_hidden(&shown(&error));
    assert_hidden(&format!("{core:?}"));
}

#[tokio::test]
async fn an_address_that_no_path_can_follow_is_refused_before_anything_is_sent_and_not_shown() {
    for address in [
        "/v1",
        "api.example.com",
        "https://h?key=CANARY",
        "https://h/v1#CANARY",
        "http://",
        "https://exa mple",
    ] {
        let unreached = |_: http::Request<Body>| -> Result<http::Response<Body>, BoxError> {
            panic!("it was sent")
        };
        let client: Builder<ClientInner> = Builder::new(&API, Auth::none())
            .base_url(address)
            .transport(unreached);
        let error = Call::<_>::new(client.build(), Operation::new("GET", "/v1/x", whole))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.was_sent()),
            (ErrorKind::Encode, false),
            "{address}"
        );
        assert!(!shown(&error).contains("CANARY"), "{address}: {error}");
    }
}

#[test]
fn bodies_are_shown_without_the_values_of_secret_names() {
    let shown = |text: &str| redact::json(text, 0..text.len(), redact::Names::USUAL);
    assert_eq!(
        shown(r#"{"id":"a","access_token":"b","c":1}"#),
        r#"{"id":"a","access_token":[redacted],"c":1}"#
    );
    assert_eq!(
        shown(r#"{"secrets":[{"a":"b"},"c"],"d":["e"]}"#),
        r#"{"secrets":[redacted],"d":["e"]}"#
    );
    assert_eq!(
        shown(r#"[{"apiKey":{"a":{}}},{"Api-Key":"\"}"}]"#),
        r#"[{"apiKey":[redacted]},{"Api-Key":[redacted]}]"#
    );
    assert_eq!(
        shown(r#"{"password":"cut off"#),
        r#"{"password":[redacted]"#
    );
    assert_eq!(
        shown(r#"{"a":"password","b":"token"}"#),
        r#"{"a":"password","b":"token"}"#
    );
    let form = super::super::logged_bodies::form(
        "a=b&card[number]=1&card[cvc]=2&token=3",
        redact::Names::USUAL,
    );
    assert_eq!(
        form,
        "a=b&card[number]=1&card[cvc]=[redacted]&token=[redacted]"
    );
}

#[test]
fn a_decode_error_shows_its_surroundings_without_secrets() {
    let json = format!(r#"{{"client_secret":"{CANARY}","id":7,"token":"{CANARY}"}}"#);
    let error = from_json::<BTreeMap<String, String>>(json.as_bytes()).unwrap_err();
    assert_eq!(error.path(), "$.id");
    assert!(error.excerpt().contains("\"id\":7"), "{}", error.excerpt());
    assert_hidden(&format!("{error} {error:?}"));
    let error = from_json::<BTreeMap<String, i64>>(json.as_bytes()).unwrap_err();
    assert_eq!(error.path(), "$.client_secret");
    assert_eq!(
        error.to_string().split_once(": ").unwrap().1,
        "a value that is not shown, expected i64"
    );
    assert_hidden(&format!("{error} {error:?}"));
}

/// The error of a call whose response is this JSON, read as `T`.
async fn undecoded<T: for<'de> Decode<'de> + Send + 'static>(body: String) -> Error {
    let transport = move |_: http::Request<Body>| Ok(http::Response::new(Body::from(body.clone())));
    let client: Builder<ClientInner> = Builder::new(&API, Auth::none())
        .secret_names(["account"])
        .transport(transport);
    let call = Call::<_>::new(client.build(), Operation::new("GET", "/v1/x", json::<T>));
    call.await.map(drop).unwrap_err()
}

#[tokio::test]
async fn a_decode_error_shows_no_value_of_a_name_that_the_specification_or_the_user_gives() {
    let body = format!(r#"{{"iban":"{CANARY}","id":[],"account":{{"n":"{CANARY}"}}}}"#);
    let error = undecoded::<BTreeMap<String, String>>(body.clone()).await;
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<DecodeError>())
        .unwrap();
    assert_eq!(
        (cause.path(), cause.excerpt()),
        ("$.id", r#"{"iban":[redacted],"id":[],"account":[redacted]"#)
    );
    assert_hidden(&shown(&error));
    // serde quotes the value that it does not take: the secret itself.
    let error = undecoded::<BTreeMap<String, i64>>(body).await;
    assert!(error.to_string().contains("$.iban of"), "{error}");
    assert_hidden(&shown(&error));
    let below = format!(r#"{{"account":{{"n":"{CANARY}"}}}}"#);
    let error = undecoded::<BTreeMap<String, BTreeMap<String, i64>>>(below).await;
    assert!(error.to_string().contains("$.account.n of"), "{error}");
    assert_hidden(&shown(&error));
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Login {
    pub user: String,
    pub password: Secret,
    pub recovery: Option<Vec<Secret>>,
}
object! { Login: Deserialize + Serialize { required: user, password; optional: recovery; } }

#[test]
fn a_field_that_is_a_secret_is_sent_and_read_and_not_shown() {
    let json = format!(r#"{{"user":"u","password":"{CANARY}","recovery":["{CANARY}"]}}"#);
    let login: Login = from_json(json.as_bytes()).unwrap();
    assert_eq!(login.password.expose(), CANARY);
    assert_eq!(
        serde_json::to_string(&login).unwrap(),
        r#"{"user":"u","password":"[redacted]","recovery":["[redacted]"]}"#
    );
    assert_eq!(
        crate::runtime::auth::exposed(|| serde_json::to_string(&login)).unwrap(),
        json
    );
    assert_hidden(&serde_json::to_string(&login).unwrap());
    let other = Login {
        password: "else".into(),
        ..login.clone()
    };
    assert!(login == login.clone() && login != other);
    assert_hidden(&format!("{login:?} {login:#?}"));
    assert!(
        format!("{login:?}").contains(r#"user: "u", password: [redacted]"#),
        "{login:?}"
    );
}

/// A credential that comes back as a key is in the path of an error, and one near the cut of an excerpt is there in part.
#[test]
fn an_error_shows_no_credential_as_a_key_nor_a_part_of_one_at_a_cut() {
    use std::collections::BTreeMap;
    let auth = Auth::of("key", CredentialLocation::Bearer, CANARY);
    let hidden =
        |json: &str, error: DecodeError| error.hiding(&auth, redact::Names::USUAL, json.as_bytes());
    for json in [
        format!("{{\"{CANARY}\":\"x\"}}"),
        format!("{{\"a\":{{\"{CANARY}\":true}}}}"),
        "{\"canary+5ecret\\/value\":\"x\"}".to_owned(),
    ] {
        let error = from_json::<BTreeMap<String, i64>>(json.as_bytes())
            .map(drop)
            .unwrap_err();
        let error = hidden(&json, error);
        let shown = format!("{error} {error:?} {} {}", error.path(), error.excerpt());
        assert!(!shown.contains("5ecret"), "{shown}");
    }
    // The excerpt is about 80 bytes: the credential is moved over both of its cuts.
    for distance in 0..120 {
        for json in [
            format!("{{\"q\":\"{CANARY}{}\",\"a\":\"x\"}}", "-".repeat(distance)),
            format!("{{\"a\":\"x\",\"q\":\"{}{CANARY}\"}}", "-".repeat(distance)),
        ] {
            #[derive(Debug)]
            struct A;
            impl<'de> serde::Deserialize<'de> for A {
                fn deserialize<D: serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<A, D::Error> {
                    let map = BTreeMap::<String, serde_json::Value>::deserialize(deserializer)?;
                    Err(serde::de::Error::custom(format!("{} values", map.len())))
                }
            }
            let error = hidden(
                &json,
                from_json::<A>(json.as_bytes()).map(drop).unwrap_err(),
            );
            let shown = format!("{error:?} {}", error.excerpt());
            for length in 6..CANARY.len() {
                let (start, end) = (&CANARY[..length], &CANARY[CANARY.len() - length..]);
                assert!(
                    !shown.contains(start) && !shown.contains(end),
                    "{distance}: {shown}"
                );
            }
        }
    }
    // A long value is cut where it is shown, after the credential was taken out.
    for distance in 100..160 {
        let json = format!(
            "{{\"a\":\"{}{CANARY}{}\"}}",
            "-".repeat(distance),
            "+".repeat(400)
        );
        let error = hidden(
            &json,
            from_json::<BTreeMap<String, i64>>(json.as_bytes())
                .map(drop)
                .unwrap_err(),
        );
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("canary"), "{distance}: {shown}");
    }
}

/// Bodies are logged up to 4 KiB; a credential that lies across that end is not shown in part.
#[tokio::test]
async fn a_logged_body_is_cut_after_it_was_redacted() {
    for distance in [4060, 4070, 4080, 4086, 4090, 4093] {
        let recorder = Recorder::default();
        let body = format!(
            "{{\"a\":\"{}{CANARY}\",\"iban\":\"{CANARY}\"}}",
            "-".repeat(distance)
        );
        let transport = move |_: http::Request<Body>| {
            let response = http::Response::builder().header("content-type", "application/json");
            Ok(response.body(Body::from(body.clone()))?)
        };
        let core: ClientInner =
            Builder::new(&API, Auth::of("key", CredentialLocation::Bearer, CANARY))
                .transport(transport)
                .log_bodies(true)
                .build();
        let guard = tracing::subscriber::set_default(recorder.clone());
        let _ = Call::<Response>::new(core, Operation::new("GET", "/x", whole)).await;
        drop(guard);
        let text = recorder.text();
        assert!(
            text.contains("response body") && !text.contains("canar"),
            "{distance}: {text}"
        );
    }
}

#[test]
fn credentials_in_the_query_survive_a_fragment() {
    let auth = Auth::of("key", CredentialLocation::Query("key"), CANARY);
    let core: ClientInner = Builder::new(&API, auth).build();
    for path in ["/x#y", "/x?a=1#y?b=2", "/x#"] {
        let mut draft = Call::fetch(core.clone(), Method::GET, path).draft;
        let request = request::write(&core.0.settings, &mut draft).unwrap();
        let uri = request.uri().to_string();
        assert!(
            uri.contains("key=canary%2B5ecret%2Fvalue") && !uri.contains('#'),
            "{uri}"
        );
    }
}

#[test]
fn a_value_of_a_variable_does_not_change_the_host() {
    let url = |value: &str| {
        server_url(
            "https://{host}.x.test/{base}",
            &[("host", value), ("base", value)],
        )
    };
    assert_eq!(url("eu"), "https://eu.x.test/eu");
    for evil in [
        "evil.test/",
        "evil.test?",
        "evil.test#",
        "evil.test\\",
        "u@evil.test/",
        "a\r\nb",
        "evil.test/@",
    ] {
        let filled = url(evil);
        let authority = filled["https://".len()..].split('/').next().unwrap();
        assert!(
            authority.ends_with(".x.test") && !authority.contains(['@', '?', '#', '\\']),
            "{filled}"
        );
        let core: ClientInner = Builder::new(&API, Auth::none()).base_url(filled).build();
        let mut draft = Call::fetch(core.clone(), Method::GET, "/x").draft;
        assert!(
            request::write(&core.0.settings, &mut draft).is_err(),
            "{evil}"
        );
    }
    assert_eq!(
        server_url("{server}/v1", &[("server", "http://127.0.0.1:1")]),
        "http://127.0.0.1:1/v1"
    );
    assert_eq!(
        server_url(
            "https://{host}:{port}/{base}",
            &[("host", "a.test"), ("port", "8443"), ("base", "api/v1")]
        ),
        "https://a.test:8443/api/v1"
    );
    assert_eq!(
        server_url("https://{host}", &[("host", "[::1]:80")]),
        "https://[::1]:80"
    );
}

/// What was logged while credentials went to a server.
async fn logged(base_url: &str, auth: Auth) -> String {
    let recorder = Recorder::default();
    let transport = |_: http::Request<Body>| Ok(http::Response::new(Body::from("{}")));
    let core: ClientInner = Builder::new(&API, auth)
        .transport(transport)
        .base_url(base_url)
        .build();
    let guard = tracing::subscriber::set_default(recorder.clone());
    for _ in 0..3 {
        let _ = Call::<Response>::new(core.clone(), Operation::new("GET", "/x", whole)).await;
    }
    drop(guard);
    recorder.text()
}

#[tokio::test]
async fn credentials_without_encryption_are_warned_of_once() {
    let key = || Auth::of("key", CredentialLocation::Bearer, CANARY);
    for (url, warnings) in [
        ("http://api.example.com", 1),
        ("HTTP://10.0.0.1:8080/base", 1),
        ("http://localhost.evil.test", 1),
        ("https://api.example.com", 0),
        ("http://127.0.0.1:8080", 0),
        ("http://[::1]:8080", 0),
        ("http://localhost", 0),
        ("http://api.localhost:3000", 0),
    ] {
        let text = logged(url, key()).await;
        assert_eq!(
            text.matches("without encryption").count(),
            warnings,
            "{url}: {text}"
        );
        assert_hidden(&text);
    }
    assert!(
        !logged("http://api.example.com", Auth::none())
            .await
            .contains("without encryption")
    );
}
