//! Redirects: which are followed, and what goes along.

use std::sync::{Arc, Mutex};

use super::*;

static API: Api = Api::new("test", "https://api.example.com/v1");

/// What was sent: the method and the URL, with each header that is checked here.
type Sent = Arc<Mutex<Vec<String>>>;

/// A client whose server redirects from each URL of a list to the one beside it.
fn client(auth: Auth, redirects: &'static [(&str, u16, &str)]) -> (Builder<ClientInner>, Sent) {
    let sent = Sent::default();
    let seen = sent.clone();
    let transport = move |request: http::Request<Body>| {
        let url = request.uri().to_string();
        let mut line = format!("{} {url}", request.method());
        for name in [
            "authorization",
            "cookie",
            "x-api-key",
            "x-session-token",
            "x-plain",
        ] {
            if let Some(value) = request.headers().get(name) {
                line.push_str(&format!(" {name}={}", value.to_str().unwrap()));
            }
        }
        seen.lock().unwrap().push(line);
        let mut response = http::Response::new(Body::from("done"));
        if let Some((_, status, to)) = redirects.iter().find(|(from, ..)| *from == url) {
            *response.status_mut() = http::StatusCode::from_u16(*status).unwrap();
            let location = http::HeaderValue::from_bytes(to.as_bytes()).unwrap();
            response.headers_mut().insert("location", location);
        }
        Ok(response)
    };
    (Builder::new(&API, auth).transport(transport), sent)
}

fn bearer() -> Auth {
    Auth::of("bearer", CredentialLocation::Bearer, "sk_1")
}

fn call(core: &ClientInner, method: &'static str) -> Call<String> {
    Call::new(core.clone(), Operation::new(method, "/a", text))
}

fn sent(sent: &Sent) -> Vec<String> {
    sent.lock().unwrap().clone()
}

#[tokio::test]
async fn a_get_follows_each_kind_on_its_origin_with_its_credentials() {
    const REDIRECTS: &[(&str, u16, &str)] = &[
        ("https://api.example.com/v1/a", 301, "/v2/a"),
        ("https://api.example.com/v2/a", 302, "b?x=../y#part"),
        ("https://api.example.com/v2/b?x=../y", 303, "?page=2"),
        (
            "https://api.example.com/v2/b?page=2",
            307,
            "//API.example.com:443/ü c",
        ),
        (
            "https://API.example.com:443/%C3%BC%20c",
            308,
            "https://api.example.com/d",
        ),
    ];
    let (builder, seen) = client(bearer(), REDIRECTS);
    assert_eq!(call(&builder.build(), "GET").await.unwrap(), "done");
    let urls = [
        "https://api.example.com/v1/a",
        "https://api.example.com/v2/a",
        "https://api.example.com/v2/b?x=../y",
        "https://api.example.com/v2/b?page=2",
        "https://API.example.com:443/%C3%BC%20c",
        "https://api.example.com/d",
    ];
    let expected = urls.map(|url| format!("GET {url} authorization=Bearer sk_1"));
    assert_eq!(sent(&seen), expected);
}

#[tokio::test]
async fn secrets_stay_on_the_origin_and_do_not_come_back() {
    const REDIRECTS: &[(&str, u16, &str)] = &[
        (
            "https://api.example.com/v1/a",
            302,
            "https://cdn.example.net/a",
        ),
        (
            "https://cdn.example.net/a",
            302,
            "https://api.example.com/v1/delete",
        ),
    ];
    let (builder, seen) = client(
        Auth::of("key", CredentialLocation::Header("x-api-key"), "sk_1"),
        REDIRECTS,
    );
    let core = builder
        .header("X-Session-Token", "t")
        .header("Cookie", "c=1")
        .header("X-Plain", "1")
        .build();
    assert_eq!(call(&core, "HEAD").await.unwrap(), "done");
    assert_eq!(
        sent(&seen),
        [
            "HEAD https://api.example.com/v1/a cookie=c=1 x-api-key=sk_1 x-session-token=t x-plain=1",
            "HEAD https://cdn.example.net/a x-plain=1",
            "HEAD https://api.example.com/v1/delete x-plain=1",
        ]
    );
}

#[tokio::test]
async fn another_scheme_and_another_port_are_other_origins() {
    for to in [
        "http://api.example.com/v1/b",
        "https://api.example.com:8443/v1/b",
    ] {
        let redirects: &'static [(&str, u16, &str)] =
            Box::leak(Box::new([("https://api.example.com/v1/a", 302, to)]));
        let (builder, seen) = client(bearer(), redirects);
        assert_eq!(call(&builder.build(), "GET").await.unwrap(), "done");
        assert_eq!(sent(&seen)[1..], [format!("GET {to}")]);
    }
}

#[tokio::test]
async fn a_credential_of_the_query_stays_on_its_origin() {
    const REDIRECTS: &[(&str, u16, &str)] = &[
        (
            "https://api.example.com/v1/a?key=sk_1",
            302,
            "/b?key=old&x=1",
        ),
        (
            "https://api.example.com/b?x=1&key=sk_1",
            302,
            "https://cdn.example.net/",
        ),
    ];
    let place = CredentialLocation::Query("key");
    let (builder, seen) = client(Auth::of("key", place, "sk_1"), REDIRECTS);
    assert_eq!(call(&builder.build(), "GET").await.unwrap(), "done");
    assert_eq!(
        sent(&seen),
        [
            "GET https://api.example.com/v1/a?key=sk_1",
            "GET https://api.example.com/b?x=1&key=sk_1",
            "GET https://cdn.example.net/",
        ]
    );
}

#[tokio::test]
async fn what_is_not_followed_is_an_error_with_its_headers() {
    const LOOP: &[(&str, u16, &str)] = &[("https://api.example.com/v1/a", 302, "/v1/a")];
    const USER: &[(&str, u16, &str)] = &[(
        "https://api.example.com/v1/a",
        302,
        "https://u:p@api.example.com/",
    )];
    const FILE: &[(&str, u16, &str)] = &[("https://api.example.com/v1/a", 302, "file:///etc")];
    const CACHED: &[(&str, u16, &str)] = &[("https://api.example.com/v1/a", 304, "/b")];
    let cases = [
        ("GET", LOOP, None, 6),
        ("GET", LOOP, Some(2), 3),
        ("GET", LOOP, Some(0), 1),
        ("POST", LOOP, None, 1),
        ("DELETE", LOOP, None, 1),
        ("GET", USER, None, 1),
        ("GET", FILE, None, 1),
        ("GET", CACHED, None, 1),
    ];
    for (method, redirects, most, requests) in cases {
        let (builder, seen) = client(Auth::none(), redirects);
        let core = match most {
            Some(most) => builder.max_redirects(most).build(),
            None => builder.build(),
        };
        let error = call(&core, method).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.status().unwrap().as_u16(), redirects[0].1);
        assert_eq!(error.headers().unwrap()["location"], redirects[0].2);
        assert!(!error.is_retryable());
        assert_eq!(sent(&seen).len(), requests, "{method} {redirects:?}");
    }
}

#[tokio::test]
async fn a_call_has_its_own_limit() {
    const LOOP: &[(&str, u16, &str)] = &[("https://api.example.com/v1/a", 302, "/v1/a")];
    let (builder, seen) = client(Auth::none(), LOOP);
    let call = call(&builder.build(), "GET").max_redirects(1);
    assert!(call.await.is_err());
    assert_eq!(sent(&seen).len(), 2);
}

#[tokio::test]
async fn a_redirect_that_the_operation_returns_is_not_followed() {
    const LOOP: &[(&str, u16, &str)] = &[("https://api.example.com/v1/a", 302, "/v1/a")];
    let (builder, seen) = client(Auth::none(), LOOP);
    let operation = Operation::new("GET", "/a", redirect).redirects();
    let found: Redirect = Call::<_>::new(builder.build(), operation).await.unwrap();
    assert_eq!((found.status, found.location.as_str()), (302, "/v1/a"));
    assert_eq!(sent(&seen).len(), 1);
}
