//! Access tokens: one renewal for all, one repetition, rotation between programs, and what goes wrong.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};

use super::super::token_request::Grant;
use super::stage::{API, CREATE, Client, LIST};
use super::*;

const SECRET: &str = "s3cret-of-the-client";

/// A provider with an API, which takes the newest token alone, and a token endpoint, whose refresh tokens are valid once.
#[derive(Clone, Default)]
struct Provider(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    issued: usize,
    calls: Vec<String>,
    token_requests: Vec<String>,
    used: HashSet<String>,
    /// A refresh token was used twice: all are void.
    revoked: bool,
    /// What the token endpoint responds instead.
    reply: Option<(u16, &'static str)>,
    expires_in: u64,
}

impl Provider {
    fn new() -> Provider {
        let provider = Provider::default();
        provider.state().expires_in = 3600;
        provider
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn respond(&self, request: &Request<Body>) -> Response<Body> {
        let mut state = self.state();
        let body = request.body().whole().cloned().unwrap_or_default();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let header = request.headers().get("authorization");
        let header = header
            .map_or("", |value| value.to_str().unwrap())
            .to_owned();
        let respond = |status: u16, body: String| {
            Response::builder()
                .status(status)
                .body(Body::from(body))
                .unwrap()
        };
        if request.uri().path() != "/token" {
            let newest = format!("Bearer access-{}", state.issued);
            state.calls.push(header.clone());
            return match header == newest {
                true => respond(200, "{}".to_owned()),
                false => respond(401, r#"{"error": "invalid_token"}"#.to_owned()),
            };
        }
        state.token_requests.push(format!("{header} {body}"));
        if let Some((status, body)) = state.reply {
            return respond(status, body.to_owned());
        }
        let refresh = body
            .split('&')
            .find_map(|pair| pair.strip_prefix("refresh_token="));
        if let Some(token) = refresh {
            let is_new = state.used.insert(token.to_owned());
            state.revoked |= !is_new;
            if state.revoked {
                return respond(400, r#"{"error": "invalid_grant"}"#.to_owned());
            }
        }
        state.issued += 1;
        let number = state.issued;
        let next = refresh.map_or(String::new(), |_| {
            format!(r#", "refresh_token": "refresh-{number}""#)
        });
        let expires_in = state.expires_in;
        respond(
            200,
            format!(
                r#"{{"access_token": "access-{number}", "token_type": "Bearer", "expires_in": {expires_in}{next}}}"#
            ),
        )
    }
}

/// It responds after other tasks had a turn.
impl Transport for Provider {
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(async move {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            Ok(self.respond(&request))
        })
    }
}

fn credentials() -> TokenRequest {
    TokenRequest::client_credentials("http://127.0.0.1/token", "client", SECRET)
        .scope("read")
        .scope("write")
}

fn client(provider: &Provider, request: TokenRequest, store: impl TokenStore) -> Client {
    let oauth = OAuth::builder(request)
        .store(store)
        .transport(provider.clone())
        .build();
    Builder::new(&API, oauth.auth())
        .transport(oauth)
        .retry(Retry::never())
        .build()
}

fn expired() -> Tokens {
    Tokens {
        access_token: "access-0".into(),
        renew_at: Some(1),
        refresh_token: Some("refresh-0".into()),
        scopes: Vec::new(),
    }
}

fn kind(error: &Error) -> Option<TokenErrorKind> {
    cause::<TokenError>(error).map(TokenError::kind)
}

#[tokio::test]
async fn a_thousand_calls_with_an_expired_token_cause_one_refresh() {
    let provider = Provider::new();
    let refresh = TokenRequest::refresh("http://127.0.0.1/token", "client");
    let client = client(&provider, refresh, MemoryStore::new(expired()));
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let call = client.call(LIST);
            tokio::spawn(async move { call.await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let state = provider.state();
    assert_eq!(
        state.token_requests,
        [" grant_type=refresh_token&refresh_token=refresh-0&client_id=client"]
    );
    assert!(
        state.calls.len() == 1_000 && state.calls.iter().all(|header| header == "Bearer access-1")
    );
}

#[tokio::test]
async fn a_thousand_calls_share_a_failure_too() {
    let provider = Provider::new();
    provider.state().reply = Some((
        401,
        r#"{"error": "invalid_client", "error_description": "no s3cret-of-the-client"}"#,
    ));
    let client = client(&provider, credentials(), MemoryStore::default());
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let call = client.call(LIST);
            tokio::spawn(async move { call.await.map(drop).unwrap_err() })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap();
        assert_eq!(
            (error.kind(), kind(&error)),
            (ErrorKind::Auth, Some(TokenErrorKind::Refused))
        );
        let text = format!(
            "{error} {error:?} {}",
            std::error::Error::source(&error).unwrap()
        );
        assert!(
            text.contains("invalid_client") && !text.contains("s3cret"),
            "{text}"
        );
    }
    assert_eq!(provider.state().token_requests.len(), 1);
    // Later it is tried anew.
    provider.state().reply = None;
    client.call(LIST).await.unwrap();
}

#[tokio::test]
async fn client_credentials_are_sent_as_the_server_wants_them() {
    let provider = Provider::new();
    client(
        &provider,
        credentials().parameter("audience", "a b"),
        MemoryStore::default(),
    )
    .call(LIST)
    .await
    .unwrap();
    let in_body = TokenRequest::client_credentials("http://127.0.0.1/token", "client", "a&b")
        .client_auth(ClientAuth::Body);
    client(&provider, in_body, MemoryStore::default())
        .call(LIST)
        .await
        .unwrap();
    let basic = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("client:{SECRET}"),
    );
    assert_eq!(
        provider.state().token_requests,
        [
            format!(
                "Basic {basic} grant_type=client_credentials&scope=read%20write&audience=a%20b"
            ),
            " grant_type=client_credentials&client_id=client&client_secret=a%26b".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let provider = Provider::new();
    let client = client(&provider, credentials(), MemoryStore::default());
    client.call(LIST).await.unwrap();
    // The server has forgotten the token: it takes only the next one.
    provider.state().issued += 1;
    client.call(CREATE).json(&()).await.unwrap();
    let headers = ["access-1", "access-1", "access-3"].map(|token| format!("Bearer {token}"));
    assert_eq!(
        provider.state().calls,
        headers,
        "the repetition has the new header"
    );
    // A server that refuses every token is asked twice and not more.
    provider.state().calls.clear();
    let stubborn = OAuth::builder(credentials()).transport({
        let provider = provider.clone();
        move |request: Request<Body>| {
            let response = provider.respond(&request);
            let is_token = request.uri().path() == "/token";
            Ok(if is_token {
                response
            } else {
                Response::builder().status(401).body(Body::empty())?
            })
        }
    });
    let oauth = stubborn.build();
    let client: Client = Builder::new(&API, oauth.auth()).transport(oauth).build();
    let error = client.call(LIST).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().map(|it| it.as_u16())),
        (ErrorKind::Api, Some(401))
    );
    assert_eq!(provider.state().calls.len(), 2);
}

#[tokio::test]
async fn a_stream_is_not_sent_again() {
    let provider = Provider::new();
    let oauth = OAuth::builder(credentials())
        .transport(provider.clone())
        .build();
    oauth.access_token().await.unwrap();
    provider.state().issued += 1;
    let body = Body::streamed(Body::from("once"));
    let request = Request::post("http://127.0.0.1/things")
        .header("authorization", "Bearer ")
        .body(body)
        .unwrap();
    assert_eq!(oauth.fetch(request).await.unwrap().status(), 401);
    assert_eq!(provider.state().calls.len(), 1);
    let whole = Request::post("http://127.0.0.1/things")
        .header("authorization", "Bearer ")
        .body(Body::from("again"))
        .unwrap();
    assert_eq!(oauth.fetch(whole).await.unwrap().status(), 200);
}

#[tokio::test(start_paused = true)]
async fn every_fault_of_the_token_endpoint_is_typed() {
    for (reply, expected) in [
        ((429, "{}"), TokenErrorKind::Unavailable),
        ((500, "<h1>Error</h1>"), TokenErrorKind::Unavailable),
        (
            (503, r#"{"error": "temporarily_unavailable"}"#),
            TokenErrorKind::Unavailable,
        ),
        ((200, "<h1>Sign in</h1>"), TokenErrorKind::Malformed),
        ((200, ""), TokenErrorKind::Malformed),
        (
            (200, r#"{"access_token": "a", "token_type": "mac"}"#),
            TokenErrorKind::Malformed,
        ),
        ((302, ""), TokenErrorKind::Malformed),
        (
            (401, r#"{"error": "invalid_client"}"#),
            TokenErrorKind::Refused,
        ),
        (
            (200, r#"{"error": "bad_verification_code"}"#),
            TokenErrorKind::Refused,
        ),
        (
            (
                200,
                "error=incorrect_client_credentials&error_description=a+b",
            ),
            TokenErrorKind::Refused,
        ),
    ] {
        let provider = Provider::new();
        provider.state().reply = Some(reply);
        let error = client(&provider, credentials(), MemoryStore::default())
            .call(LIST)
            .await
            .unwrap_err();
        assert_eq!(kind(&error), Some(expected), "{reply:?}");
        assert_eq!(
            error.kind() == ErrorKind::Transport,
            expected == TokenErrorKind::Unavailable,
            "{reply:?}"
        );
        assert_eq!(
            error.is_retryable(),
            expected == TokenErrorKind::Unavailable,
            "{reply:?}"
        );
        assert!(provider.state().calls.is_empty());
    }
    // Never: within the time of the token request, whatever the time of a call.
    struct Never;
    impl Transport for Never {
        fn fetch(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
            Box::pin(std::future::pending())
        }
    }
    let oauth = OAuth::builder(credentials()).transport(Never).build();
    let started = tokio::time::Instant::now();
    assert_eq!(
        oauth.access_token().await.unwrap_err().kind(),
        TokenErrorKind::Unavailable
    );
    assert_eq!(started.elapsed().as_secs(), 30);
    let oauth = OAuth::builder(TokenRequest::client_credentials(
        "http://token.example",
        "c",
        "s",
    ))
    .build();
    assert_eq!(
        oauth.access_token().await.unwrap_err().kind(),
        TokenErrorKind::Settings
    );
}

#[tokio::test]
async fn a_form_is_a_response_too() {
    let provider = Provider::new();
    provider.state().reply = Some((
        200,
        "access_token=access-0&scope=repo%2Cgist&token_type=bearer",
    ));
    client(&provider, credentials(), MemoryStore::default())
        .call(LIST)
        .await
        .unwrap();
}

#[tokio::test]
async fn without_a_refresh_token_the_user_signs_in_again() {
    let provider = Provider::new();
    let refresh = || TokenRequest::refresh("http://127.0.0.1/token", "client");
    let error = client(&provider, refresh(), MemoryStore::default())
        .call(LIST)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), kind(&error)),
        (ErrorKind::Auth, Some(TokenErrorKind::SignInAgain))
    );
    provider.state().revoked = true;
    let error = client(&provider, refresh(), MemoryStore::new(expired()))
        .call(LIST)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), kind(&error)),
        (ErrorKind::Auth, Some(TokenErrorKind::SignInAgain))
    );
    assert_eq!(
        provider.state().token_requests.len(),
        1,
        "a refused refresh token is sent once"
    );
}

/// A store that another program changes while this one asks.
struct Raced(MemoryStore, AtomicUsize);

impl TokenStore for Raced {
    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, BoxError>> {
        if self.1.fetch_add(1, Ordering::SeqCst) < 2 {
            return Box::pin(std::future::ready(Ok(Some(expired()))));
        }
        self.0.load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), BoxError>> {
        self.0.save(tokens)
    }
}

#[tokio::test]
async fn the_loser_of_a_race_reads_the_store_again() {
    let provider = Provider::new();
    {
        let mut state = provider.state();
        state.issued = 7;
        state.reply = Some((400, r#"{"error": "invalid_grant"}"#));
    }
    let theirs = Tokens {
        access_token: "access-7".into(),
        renew_at: None,
        refresh_token: Some("refresh-7".into()),
        scopes: Vec::new(),
    };
    let store = Raced(MemoryStore::new(theirs), AtomicUsize::new(0));
    let refresh = TokenRequest::refresh("http://127.0.0.1/token", "client");
    client(&provider, refresh, store).call(LIST).await.unwrap();
    assert_eq!(provider.state().calls, ["Bearer access-7"]);
}

fn file() -> std::path::PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    std::env::temp_dir().join(format!("oauth-test-{}-{number}.json", std::process::id()))
}

/// Four programs, each with its own copy of everything but the file. Tokens end at once, so that each call renews.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn programs_that_rotate_one_token_lose_nothing() {
    let (provider, path) = (Provider::new(), file());
    provider.state().expires_in = 0;
    FileStore::new(&path).save(&expired()).await.unwrap();
    let programs: Vec<_> = (0..4)
        .map(|_| {
            let refresh = TokenRequest::refresh("http://127.0.0.1/token", "client");
            let oauth = OAuth::builder(refresh)
                .store(FileStore::new(&path))
                .transport(provider.clone())
                .build();
            tokio::spawn(async move {
                for _ in 0..10 {
                    oauth.access_token().await.unwrap();
                }
            })
        })
        .collect();
    for program in programs {
        program.await.unwrap();
    }
    {
        let state = provider.state();
        assert!(!state.revoked, "a refresh token was used twice");
        assert_eq!((state.issued, state.used.len()), (40, 40));
    }
    let last = FileStore::new(&path).load().await.unwrap().unwrap();
    assert_eq!(
        last.refresh_token,
        Some("refresh-40".into()),
        "the newest is in the store"
    );
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_dropped_call_loses_no_token() {
    let provider = Provider::new();
    let store = Arc::new(MemoryStore::new(expired()));
    struct Shared(Arc<MemoryStore>);
    impl TokenStore for Shared {
        fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, BoxError>> {
            self.0.load()
        }
        fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), BoxError>> {
            self.0.save(tokens)
        }
    }
    let refresh = TokenRequest::refresh("http://127.0.0.1/token", "client");
    let oauth = OAuth::builder(refresh)
        .store(Shared(store.clone()))
        .transport(provider.clone())
        .build();
    let waiting = oauth.clone();
    let call = tokio::spawn(async move { waiting.access_token().await });
    while provider.state().token_requests.is_empty() && !call.is_finished() {
        tokio::task::yield_now().await;
    }
    call.abort();
    while store.load().await.unwrap().unwrap().refresh_token == Some("refresh-0".into()) {
        tokio::task::yield_now().await;
    }
    assert_eq!(oauth.access_token().await.unwrap(), "access-1".into());
    assert_eq!(provider.state().token_requests.len(), 1);
}

#[tokio::test]
async fn the_file_is_private_and_replaced_whole() {
    let path = file();
    let store = FileStore::new(&path);
    assert_eq!(store.load().await.unwrap(), None);
    let tokens = Tokens {
        scopes: vec!["read".to_owned()],
        renew_at: None,
        ..expired()
    };
    store.save(&tokens).await.unwrap();
    store.save(&tokens).await.unwrap();
    assert_eq!(store.load().await.unwrap(), Some(tokens.clone()));
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(&path).unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(!format!("{tokens:?} {:?}", credentials()).contains("access-0"));
    assert!(!format!("{:?}", credentials()).contains(SECRET));
    std::fs::write(&path, "no JSON").unwrap();
    assert!(store.load().await.is_err());
    let lock = store.lock().await.unwrap();
    let waits = tokio::time::timeout(Duration::from_millis(60), store.lock()).await;
    assert!(waits.is_err(), "one program at a time");
    drop(lock);
    drop(store.lock().await.unwrap());
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_token_is_renewed_before_its_end() {
    let ok = http::StatusCode::OK;
    for (expires_in, renew_at) in [
        ("3600", Some(4_540)),
        ("\"3600\"", Some(4_540)),
        ("100", Some(1_075)),
        ("0", Some(1_000)),
        ("null", None),
    ] {
        let body = format!(
            r#"{{"access_token": "a", "expires_in": {expires_in}, "scope": "read,write admin"}}"#
        );
        let tokens = credentials().read(ok, body.as_bytes(), 1_000, Grant::Client);
        let tokens = tokens.unwrap();
        assert_eq!(tokens.renew_at, renew_at, "{expires_in}");
        assert_eq!(tokens.scopes, ["read", "write", "admin"]);
    }
}
