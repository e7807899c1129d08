//! Users who sign in: with a browser, and on another device.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};

use super::super::authorization_code::challenge;
use super::super::token_request::read_pairs;
use super::stage::{API, Client, LIST};
use super::*;

/// An authorization server that responds from a script, and what it was asked.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    replies: VecDeque<(u16, &'static str)>,
    requests: Vec<BTreeMap<String, String>>,
}

impl Server {
    fn new(replies: &[(u16, &'static str)]) -> Server {
        let server = Server::default();
        server.0.lock().unwrap().replies.extend(replies);
        server
    }

    fn requests(&self) -> Vec<BTreeMap<String, String>> {
        self.0.lock().unwrap().requests.clone()
    }
}

impl Transport for Server {
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        let mut script = self.0.lock().unwrap();
        let body = request.body().whole().cloned().unwrap_or_default();
        let body = read_pairs(std::str::from_utf8(&body).unwrap()).collect();
        script.requests.push(body);
        let (status, body) = script.replies.pop_front().expect("a request too many");
        let response = Response::builder().status(status).body(Body::from(body));
        Box::pin(std::future::ready(Ok(response.unwrap())))
    }
}

const TOKENS: &str = r#"{"access_token": "access-1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-1"}"#;
const HERE: &str = "http://127.0.0.1:8123/";

fn request() -> TokenRequest {
    TokenRequest::refresh("https://login.example/token", "client").client_auth(ClientAuth::Body)
}

fn browser(server: &Server) -> AuthorizationCode {
    AuthorizationCode::new("https://login.example/authorize?a=b", request())
        .client_secret("s3cret-of-the-client")
        .scope("read")
        .scope("write")
        .parameter("prompt", "consent")
        .issuer("https://login.example")
        .transport(server.clone())
}

/// The parameters of an authorization URL.
fn query(url: &str) -> BTreeMap<String, String> {
    read_pairs(url.split_once('?').unwrap().1).collect()
}

#[test]
fn the_challenge_is_that_of_rfc_7636() {
    // Appendix B.
    assert_eq!(
        challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

#[tokio::test]
async fn a_user_signs_in_with_a_browser() {
    let server = Server::new(&[(200, TOKENS)]);
    let code = browser(&server);
    let attempt = code.start(HERE).unwrap();
    assert!(
        attempt
            .url
            .starts_with("https://login.example/authorize?a=b&response_type=code&")
    );
    let sent = query(&attempt.url);
    let (state, verifier) = (attempt.state.expose(), attempt.verifier.expose().to_owned());
    for (name, value) in [
        ("client_id", "client"),
        ("redirect_uri", HERE),
        ("state", state),
        ("code_challenge", &challenge(&verifier)),
        ("code_challenge_method", "S256"),
        ("scope", "read write"),
        ("prompt", "consent"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
    assert!(verifier.len() == 43 && state.len() == 43);
    assert!(!attempt.url.contains("s3cret") && !attempt.url.contains(&verifier));
    assert!(!format!("{attempt:?}").contains(state));
    let other = code.start(HERE).unwrap();
    assert!(other.state != attempt.state && other.verifier != attempt.verifier);

    let callback = format!("{HERE}?code=c%2F1&iss=https%3A%2F%2Flogin.example&state={state}#x");
    let tokens = code.finish(attempt, &callback).await.unwrap();
    assert_eq!(
        (tokens.access_token, tokens.refresh_token),
        ("access-1".into(), Some("refresh-1".into()))
    );
    assert_eq!(
        tokens.scopes,
        ["read", "write"],
        "a server that says nothing gives all"
    );
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "c/1"),
        ("redirect_uri", HERE),
        ("code_verifier", &verifier),
        ("client_id", "client"),
        ("client_secret", "s3cret-of-the-client"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(server.requests(), [BTreeMap::from(expected)]);
}

#[tokio::test]
async fn a_redirect_of_somebody_else_sends_no_code() {
    use TokenErrorKind::{Callback, Denied, Refused, Unavailable};
    for (callback, expected) in [
        ("code=c", Callback),
        ("code=c&state=", Callback),
        ("code=c&state=STATE2", Callback),
        ("code=c&state=STATE&state=STATE", Callback),
        ("code=c&code=d&state=STATE", Callback),
        (
            "code=c&state=STATE&iss=https%3A%2F%2Fevil.example",
            Callback,
        ),
        ("state=STATE", Callback),
        ("state=STATE&code=", Callback),
        // What a fragment holds is not for a server.
        ("#code=c&state=STATE", Callback),
        // An error is not believed either.
        ("error=access_denied&state=other", Callback),
        ("error=access_denied&state=STATE", Denied),
        ("error=temporarily_unavailable&state=STATE", Unavailable),
        (
            "error=invalid_scope&error_description=no+STATE&state=STATE",
            Refused,
        ),
    ] {
        let server = Server::default();
        let code = browser(&server);
        let attempt = code.start(HERE).unwrap();
        let state = attempt.state.expose().to_owned();
        let callback = format!("/?{}", callback.replace("STATE", &state));
        let error = code.finish(attempt, &callback).await.unwrap_err();
        assert_eq!(error.kind(), expected, "{callback}");
        assert!(!error.to_string().contains(&state), "{error}");
        assert!(server.requests().is_empty(), "{callback}");
    }
}

#[tokio::test]
async fn a_code_that_is_refused_is_not_sent_again() {
    let refusal = r#"{"error": "invalid_grant", "error_description": "code-of-the-browser by s3cret-of-the-client"}"#;
    let server = Server::new(&[(400, refusal)]);
    let code = browser(&server);
    let attempt = code.start(HERE).unwrap();
    let callback = format!("code=code-of-the-browser&state={}", attempt.state.expose());
    let error = code.finish(attempt, &callback).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (TokenErrorKind::Refused, Some("invalid_grant"))
    );
    let text = format!("{error} {error:?}");
    assert!(
        !text.contains("code-of") && !text.contains("s3cret"),
        "{text}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_browser_is_sent_to_no_plain_http() {
    for (url, is_allowed) in [
        ("http://login.example/authorize", false),
        ("http://127.0.0.1.evil.example/authorize", false),
        ("http://127.0.0.1:80@evil.example/", false),
        ("https://127.0.0.1@evil.example/", false),
        ("http://127.0.0.1\\@evil.example/", false),
        ("login.example/authorize", false),
        ("https:///authorize", false),
        ("http://127.0.0.1:9/authorize", true),
        ("http://[::1]:9/authorize", true),
        ("https://login.example:8443/authorize", true),
    ] {
        let started = AuthorizationCode::new(url, request()).start(HERE);
        let kind = started.map(drop).map_err(|error| error.kind());
        let expected = if is_allowed {
            Ok(())
        } else {
            Err(TokenErrorKind::Settings)
        };
        assert_eq!(kind, expected, "{url}");
    }
}

const DEVICE: &str = r#"{"device_code": "device-1", "user_code": "WDJB-MJHT", "verification_uri": "https://login.example/device", "expires_in": 900, "interval": 3}"#;

fn device(server: &Server, clock: &VirtualClock) -> DeviceCode {
    DeviceCode::new("https://login.example/device", request())
        .scope("read")
        .transport(server.clone())
        .clock(clock.clone())
}

#[tokio::test]
async fn a_user_agrees_on_another_device() {
    let server = Server::new(&[
        (200, DEVICE),
        (400, r#"{"error": "authorization_pending"}"#),
        (200, r#"{"error": "slow_down", "interval": 8}"#),
        (503, "<h1>Busy</h1>"),
        (428, "error=authorization_pending"),
        (200, TOKENS),
    ]);
    let clock = VirtualClock::new(1);
    let device = device(&server, &clock);
    let attempt = device.start().await.unwrap();
    assert_eq!(
        (&*attempt.user_code, &*attempt.verification_uri),
        ("WDJB-MJHT", "https://login.example/device")
    );
    assert!(!format!("{attempt:?}").contains("device-1"));
    let tokens = device.finish(attempt).await.unwrap();
    assert_eq!(
        (tokens.access_token, &*tokens.scopes),
        ("access-1".into(), &["read".to_owned()][..])
    );
    // 3, 3, then 5 more, then twice as much.
    assert_eq!(clock.elapsed(), Duration::from_secs(3 + 3 + 8 + 16 + 16));
    let requests = server.requests();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let client = pair("client_id", "client");
    assert_eq!(
        requests[0],
        BTreeMap::from([client.clone(), pair("scope", "read")])
    );
    let grant = pair("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
    let asked = BTreeMap::from([grant, pair("device_code", "device-1"), client]);
    assert_eq!(requests[1..], vec![asked; 5]);
}

#[tokio::test]
async fn a_device_does_not_ask_for_ever() {
    use TokenErrorKind::{Denied, Expired, Malformed, Refused};
    let pending = r#"{"error": "authorization_pending"}"#;
    for (replies, expected, asked) in [
        (vec![(403, r#"{"error": "access_denied"}"#)], Denied, 1),
        (vec![(200, r#"{"error": "expired_token"}"#)], Expired, 1),
        (vec![(400, r#"{"error": "invalid_grant"}"#)], Refused, 1),
        (vec![(200, "<h1>Hello</h1>")], Malformed, 1),
        (vec![(400, pending); 300], Expired, 300),
        (vec![(500, "")], Expired, 18),
    ] {
        let server = Server::new(&[(200, DEVICE)]);
        server
            .0
            .lock()
            .unwrap()
            .replies
            .extend(replies.iter().cycle().take(300));
        let clock = VirtualClock::new(1);
        let device = device(&server, &clock);
        let attempt = device.start().await.unwrap();
        let error = device.finish(attempt).await.unwrap_err();
        assert_eq!(error.kind(), expected, "{replies:?}");
        assert_eq!(server.requests().len(), 1 + asked, "{replies:?}");
        assert!(clock.elapsed() <= Duration::from_secs(900));
    }
    for (reply, expected) in [
        ((200, "{}"), Malformed),
        ((200, r#"{"error": "device_flow_disabled"}"#), Refused),
        ((500, ""), Malformed),
    ] {
        let server = Server::new(&[reply]);
        let started = device(&server, &VirtualClock::new(1)).start().await;
        assert_eq!(started.unwrap_err().kind(), expected, "{reply:?}");
    }
}

/// Another host chose the URL: it sees no token, and its 401 renews none.
#[tokio::test]
async fn a_redirect_to_another_host_has_no_token() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let transport = {
        let seen = seen.clone();
        move |request: Request<Body>| -> Result<Response<Body>, BoxError> {
            let header = request.headers().get("authorization");
            let header = header.map(|value| value.to_str().unwrap().to_owned());
            let host = request.uri().host().unwrap().to_owned();
            seen.lock().unwrap().push((host.clone(), header));
            let response = Response::builder();
            Ok(match &*host {
                "test.example" => response
                    .status(302)
                    .header("location", "https://evil.example/")
                    .body(Body::empty())?,
                "login.example" => response.body(Body::from(TOKENS))?,
                _ => response.status(401).body(Body::empty())?,
            })
        }
    };
    let credentials =
        TokenRequest::client_credentials("https://login.example/token", "client", "secret");
    let oauth = OAuth::builder(credentials).transport(transport).build();
    let client: Client = Builder::new(&API, oauth.auth()).transport(oauth).build();
    let error = client.call(LIST).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    let hosts = ["login.example", "test.example", "evil.example"];
    let seen = seen.lock().unwrap();
    assert_eq!(
        seen.iter().map(|(host, _)| &**host).collect::<Vec<_>>(),
        hosts
    );
    assert_eq!(seen[1].1.as_deref(), Some("Bearer access-1"));
    assert_eq!(seen[2].1, None);
}

#[test]
fn challenges_are_read() {
    let headers = |values: &[&str]| {
        let mut headers = http::HeaderMap::new();
        for value in values {
            headers.append("www-authenticate", value.parse().unwrap());
        }
        headers
    };
    let read = |values: &[&str]| {
        let challenges = challenges(&headers(values));
        let texts = challenges.iter().map(|it| {
            let parameters = it.parameters.iter();
            let parameters = parameters.map(|(name, value)| format!(" {name}={value}"));
            format!("{}{}", it.scheme, parameters.collect::<String>())
        });
        texts.collect::<Vec<_>>()
    };
    for (value, expected) in [
        ("Bearer", &["Bearer"][..]),
        (
            "bearer realm=\"a, b\", Error = x",
            &["bearer realm=a, b error=x"],
        ),
        (
            "Bearer scope=\"a b\",error=\"insufficient_scope\", Basic realm=\"x\\\"y\"",
            &[
                "Bearer scope=a b error=insufficient_scope",
                "Basic realm=x\"y",
            ],
        ),
        (
            "Negotiate dG9rZW4==, Bearer realm=x",
            &["Negotiate dg9rzw4=", "Bearer realm=x"],
        ),
        ("", &[]),
        ("=x", &[]),
        (",,, ", &[]),
        ("Bearer realm=\"open", &["Bearer realm=open"]),
    ] {
        assert_eq!(read(&[value]), expected, "{value}");
    }
    assert_eq!(
        read(&["Basic realm=a", "Bearer"]),
        ["Basic realm=a", "Bearer"]
    );
}

/// A server that takes no token, and why.
async fn refused(
    status: u16,
    challenge: Option<&'static str>,
    body: &'static str,
) -> (Error, usize) {
    let calls = Arc::new(Mutex::new(0));
    let transport = {
        let calls = calls.clone();
        move |request: Request<Body>| -> Result<Response<Body>, BoxError> {
            if request.uri().path() == "/token" {
                return Ok(Response::new(Body::from(TOKENS)));
            }
            *calls.lock().unwrap() += 1;
            let mut response = Response::builder().status(status);
            if let Some(challenge) = challenge {
                response = response.header("www-authenticate", challenge);
            }
            Ok(response.body(Body::from(body))?)
        }
    };
    let credentials =
        TokenRequest::client_credentials("https://login.example/token", "client", "secret");
    let oauth = OAuth::builder(credentials).transport(transport).build();
    let client: Client = Builder::new(&API, oauth.auth()).transport(oauth).build();
    const NEEDS: Operation<Json> = LIST.scopes(&["orders.read", "orders.write admin"]);
    let error = client.call(NEEDS).await.unwrap_err();
    let calls = *calls.lock().unwrap();
    (error, calls)
}

#[tokio::test]
async fn an_error_names_the_scopes_that_are_missing() {
    let own = &["orders.read", "orders.write admin"][..];
    let challenge = Some("Bearer error=\"insufficient_scope\", scope=\"a b\"");
    for (status, challenge, body, expected, calls) in [
        (403, challenge, "", &["a b"][..], 1),
        // Another token would lack it too.
        (401, challenge, "", &["a b"], 1),
        (403, Some("Bearer error=insufficient_scope"), "", own, 1),
        (403, None, r#"{"code": "missing_scope"}"#, own, 1),
        (
            403,
            None,
            r#"{"errors": [{"code": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}"#,
            own,
            1,
        ),
        (403, None, r#"{"code": "forbidden"}"#, &[], 1),
        (
            401,
            Some("Bearer error=\"invalid_token\", scope=\"a\""),
            "",
            &[],
            2,
        ),
    ] {
        let (error, sent) = refused(status, challenge, body).await;
        assert_eq!(
            (error.needed_scopes(), sent),
            (
                &expected
                    .iter()
                    .map(|it| (*it).to_owned())
                    .collect::<Vec<_>>()[..],
                calls
            ),
            "{challenge:?} {body}"
        );
        let names = error.to_string().contains("it needs the scope ");
        assert_eq!(names, !expected.is_empty(), "{error}");
    }
}

#[tokio::test]
async fn a_token_that_is_sent_back_is_not_shown() {
    let (error, _) = refused(
        400,
        None,
        r#"{"code": "bad", "message": "what is access-1?"}"#,
    )
    .await;
    assert_eq!(error.message(), Some("what is [redacted]?"));
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert!(!format!("{error} {error:?} {source:?}").contains("access-1"));
}

#[tokio::test]
async fn an_openid_provider_names_its_endpoints() {
    const DOCUMENT: &str = r#"{"issuer": "https://login.example", "authorization_endpoint": "https://login.example/auth", "token_endpoint": "https://login.example/token", "token_endpoint_auth_methods_supported": ["client_secret_post"], "authorization_response_iss_parameter_supported": true}"#;
    let found = |reply, url: &'static str| {
        let server = Server::new(&[reply]);
        async move { AuthorizationCode::discover_through(server, url, "client").await }
    };
    for url in [
        "https://login.example",
        "https://login.example/.well-known/openid-configuration",
    ] {
        let code = found((200, DOCUMENT), url).await.unwrap();
        let attempt = code.start(HERE).unwrap();
        assert!(
            attempt.url.starts_with("https://login.example/auth?"),
            "{}",
            attempt.url
        );
        // It says that it names itself: a redirect that does not is another's.
        let callback = format!("code=c&state={}", attempt.state.expose());
        let error = code.finish(attempt, &callback).await.unwrap_err();
        assert_eq!(error.kind(), TokenErrorKind::Callback);
    }
    use TokenErrorKind::{Malformed, Settings, Unavailable};
    for (reply, url, expected) in [
        ((200, DOCUMENT), "https://evil.example", Malformed),
        ((200, DOCUMENT), "http://login.example", Settings),
        (
            (404, "<h1>Not here</h1>"),
            "https://login.example",
            Malformed,
        ),
        (
            (200, r#"{"issuer": "https://login.example"}"#),
            "https://login.example",
            Malformed,
        ),
        ((503, ""), "https://login.example", Unavailable),
    ] {
        let error = found(reply, url).await.map(drop).unwrap_err();
        assert_eq!(error.kind(), expected, "{reply:?} {url}");
    }
}

/// Made for tests, and used for nothing else.
const KEY: &str = include_str!("../../../tests/service_account.pem");

fn decoded(part: &str) -> serde_json::Value {
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, part);
    serde_json::from_slice(&bytes.unwrap()).unwrap()
}

#[tokio::test]
async fn a_service_account_signs_its_requests() {
    let json = serde_json::json!({
        "type": "service_account",
        "private_key_id": "key-1",
        "private_key": KEY,
        "client_email": "robot@project.example",
        "token_uri": "https://login.example/token",
    });
    let request = TokenRequest::service_account(&json.to_string()).unwrap();
    assert!(!format!("{request:?}").contains("PRIVATE"));
    let request = request
        .scope("calendar")
        .scope("mail")
        .subject("user@project.example");
    let server = Server::new(&[(200, TOKENS), (400, r#"{"error": "invalid_grant"}"#)]);
    let clock = VirtualClock::new(1);
    let oauth = OAuth::builder(request.clone())
        .transport(server.clone())
        .clock(clock.clone());
    let oauth = oauth.build();
    assert_eq!(oauth.access_token().await.unwrap(), "access-1".into());
    let sent = &server.requests()[0];
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert_eq!(
        sent["grant_type"],
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
    );
    let parts: Vec<&str> = sent["assertion"].split('.').collect();
    assert_eq!(
        decoded(parts[0]),
        serde_json::json!({"alg": "RS256", "typ": "JWT", "kid": "key-1"})
    );
    let mut claims = decoded(parts[1]);
    let id = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert_eq!(id.as_str().unwrap().len(), 22);
    // The virtual clock begins on 2025-01-01.
    let expected = serde_json::json!({
        "iss": "robot@project.example", "sub": "user@project.example", "aud": "https://login.example/token",
        "scope": "calendar mail", "iat": 1_735_689_600, "exp": 1_735_693_200,
    });
    assert_eq!(claims, expected);
    // Another implementation: rustls' keys have the public one, and webpki's algorithms check it.
    let key = ring::signature::RsaKeyPair::from_pkcs8(&der()).unwrap();
    let public = ring::signature::UnparsedPublicKey::new(
        &ring::signature::RSA_PKCS1_2048_8192_SHA256,
        key.public(),
    );
    let signature =
        base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, parts[2])
            .unwrap();
    public
        .verify(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature)
        .unwrap();

    // It has no refresh token to lose: a refusal is one.
    let oauth = OAuth::builder(request)
        .transport(server.clone())
        .clock(clock)
        .build();
    let error = oauth.access_token().await.unwrap_err();
    assert_eq!(error.kind(), TokenErrorKind::Refused);
    let [_, second] = &server.requests()[..] else {
        panic!()
    };
    assert_ne!(
        second["assertion"], sent["assertion"],
        "each has an id of its own"
    );
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(parts[2]), "{shown}");
}

fn der() -> Vec<u8> {
    let lines = KEY.lines().filter(|line| !line.starts_with("-----"));
    let text: String = lines.collect();
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).unwrap()
}

#[test]
fn a_key_that_is_none_is_refused() {
    for (key, expected) in [
        ("", "not JSON"),
        ("{}", "no `private_key`"),
        (r#"{"private_key": "-----BEGIN"}"#, "not PEM"),
        (
            r#"{"private_key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"}"#,
            "no RSA key",
        ),
    ] {
        let error = TokenRequest::service_account(key).unwrap_err();
        assert_eq!(error.kind(), TokenErrorKind::Settings);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let own = TokenRequest::jwt_bearer("https://login.example/token", "me", KEY).unwrap();
    let own = own.audience("https://login.example");
    let signer = own.signer.as_ref().unwrap();
    let claims = signer.assertion("unused", &[], 10).unwrap();
    let claims = decoded(claims.expose().split('.').nth(1).unwrap());
    assert_eq!(
        (&claims["aud"], &claims["exp"]),
        (&"https://login.example".into(), &70.into())
    );
}
