//! Sessions of browsers: refresh, a second tab, sign-out, and the extractor.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use fetchwright_signin::Session;
use http::{Request, StatusCode};

use crate::site::{Browser, ORIGIN, Site, sessions};

#[tokio::test]
async fn a_session_ends_and_is_refreshed() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.sign_in(&site, "google").await;
    let first = browser.cookies.clone();
    site.wait(15 * 60);
    assert_eq!(browser.user(), None, "the session token has expired");
    let page = browser.get("/signin/refresh?return_to=/orders").await;
    assert_eq!((page.status, page.location.as_str()), (303, "/orders"));
    assert_eq!(browser.user().as_deref(), Some("user-1"));
    assert_ne!(
        browser.cookies["__Host-refresh"], first["__Host-refresh"],
        "it is rotated"
    );
    assert_eq!(
        browser
            .get("/signin/refresh?return_to=//evil.example")
            .await
            .status,
        400
    );
    let response = browser.post("/signin/refresh", "").await;
    assert_eq!(
        (response.status, response.json()),
        (200, serde_json::json!({"expires_in": 900})),
        "tokens stay in cookies"
    );
    assert_eq!(
        browser
            .send(
                "POST",
                "/signin/refresh",
                &[("origin", "https://evil.example")],
                ""
            )
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_second_tab_may_refresh_with_the_same_cookie() {
    let site = Site::new();
    let mut one = site.browser();
    one.sign_in(&site, "google").await;
    let mut two = one.clone();
    site.wait(15 * 60);
    assert_eq!(one.get("/signin/refresh").await.status, 303);
    site.wait(9);
    let old = two.cookies["__Host-refresh"].clone();
    assert_eq!(two.get("/signin/refresh").await.location, "/");
    assert_eq!(two.user().as_deref(), Some("user-1"));
    assert_eq!(
        two.cookies["__Host-refresh"], old,
        "a second tab gets no token of its own"
    );
    assert_eq!(
        one.get("/signin/refresh").await.location,
        "/",
        "and the first tab's token stays valid"
    );
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_sign_in() {
    let site = Site::new();
    let mut owner = site.browser();
    owner.sign_in(&site, "google").await;
    let mut thief = owner.clone();
    site.wait(15 * 60);
    owner.get("/signin/refresh").await;
    site.wait(10);
    assert_eq!(
        thief.get("/signin/refresh").await.location,
        "/signin?return_to=%2F"
    );
    assert!(thief.cookies.is_empty(), "its cookies are removed");
    assert_eq!(
        owner.get("/signin/refresh").await.location,
        "/signin?return_to=%2F",
        "the family is revoked"
    );
}

#[tokio::test]
async fn sign_out() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.sign_in(&site, "google").await;
    let mut copy = browser.clone();
    assert_eq!(
        browser
            .send(
                "POST",
                "/signout",
                &[("origin", "https://evil.example")],
                ""
            )
            .await
            .status,
        403
    );
    assert!(browser.user().is_some(), "another site signs nobody out");
    let page = browser.post("/signout", "").await;
    assert_eq!((page.status, page.location.as_str()), (303, "/"));
    assert!(browser.cookies.is_empty());
    assert_eq!(
        copy.get("/signin/refresh").await.location,
        "/signin?return_to=%2F",
        "the refresh token is revoked"
    );
}

#[tokio::test]
async fn sign_out_everywhere() {
    let site = Site::new();
    let mut browsers: Vec<Browser> = (0..2).map(|_| site.browser()).collect();
    for browser in &mut browsers {
        browser.sign_in(&site, "google").await;
    }
    site.signin.sign_out_everywhere("user-1").await.unwrap();
    for browser in &mut browsers {
        assert_eq!(
            browser.get("/signin/refresh").await.location,
            "/signin?return_to=%2F"
        );
    }
}

#[tokio::test]
async fn without_refresh_there_is_no_refresh_token() {
    let site = Site::with(|builder| {
        builder.sessions(
            sessions()
                .without_refresh()
                .lifetime(Duration::from_secs(3600)),
        )
    });
    let mut browser = site.browser();
    browser.sign_in(&site, "google").await;
    assert!(!browser.cookies.contains_key("__Host-refresh"));
    site.wait(3599);
    assert!(browser.user().is_some());
}

async fn who(session: Session) -> String {
    session.user
}

async fn maybe(session: Option<Session>) -> String {
    session.map_or("nobody".to_owned(), |session| session.user)
}

#[tokio::test]
async fn the_extractor_reads_the_cookie_and_the_header() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.sign_in(&site, "google").await;
    let token = browser.cookies["__Host-session"].clone();
    let routes = Router::new()
        .route("/who", get(who))
        .route("/who", post(who))
        .route("/maybe", get(maybe));
    let app = routes
        .with_state(site.signin.clone())
        .merge(site.signin.router());
    let ask = |method: &str, path: &str, headers: &[(&str, String)]| {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let (app, request) = (app.clone(), request.body(Body::empty()).unwrap());
        async move {
            let response = tower::ServiceExt::oneshot(app, request).await.unwrap();
            let status = response.status();
            let challenge = response
                .headers()
                .get("www-authenticate")
                .map(|value| value.to_str().unwrap().to_owned());
            let body = axum::body::to_bytes(response.into_body(), 10_000)
                .await
                .unwrap();
            (
                status,
                String::from_utf8_lossy(&body).into_owned(),
                challenge.unwrap_or_default(),
            )
        }
    };
    let cookie = ("cookie", format!("a=b; __Host-session={token}"));
    let bearer = ("authorization", format!("Bearer {token}"));
    for (method, headers, expected) in [
        ("GET", vec![cookie.clone()], StatusCode::OK),
        ("GET", vec![bearer.clone()], StatusCode::OK),
        ("POST", vec![bearer.clone()], StatusCode::OK),
        (
            "POST",
            vec![cookie.clone(), ("origin", ORIGIN.to_owned())],
            StatusCode::OK,
        ),
        ("POST", vec![cookie.clone()], StatusCode::UNAUTHORIZED),
        (
            "POST",
            vec![
                cookie.clone(),
                ("origin", "https://evil.example".to_owned()),
            ],
            StatusCode::UNAUTHORIZED,
        ),
        ("GET", vec![], StatusCode::UNAUTHORIZED),
        (
            "GET",
            vec![(
                "cookie",
                format!("__Host-session={token}; __Host-session={token}"),
            )],
            StatusCode::UNAUTHORIZED,
        ),
        (
            "GET",
            vec![("cookie", format!("session={token}"))],
            StatusCode::UNAUTHORIZED,
        ),
        (
            "GET",
            vec![("authorization", "Bearer x".to_owned()), cookie.clone()],
            StatusCode::UNAUTHORIZED,
        ),
        (
            "GET",
            vec![("authorization", format!("Basic {token}"))],
            StatusCode::UNAUTHORIZED,
        ),
    ] {
        let (status, body, challenge) = ask(method, "/who", &headers).await;
        assert_eq!(status, expected, "{method} {headers:?}");
        assert_eq!(body == "user-1", expected == StatusCode::OK);
        assert_eq!(challenge.starts_with("Bearer"), expected != StatusCode::OK);
    }
    assert_eq!(ask("GET", "/maybe", &[]).await.1, "nobody");
    assert_eq!(ask("GET", "/maybe", &[cookie]).await.1, "user-1");
    assert_eq!(ask("GET", "/signin", &[]).await.0, StatusCode::OK);
    assert_eq!(
        ask("GET", "/signin/google", &[]).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        ask("GET", "/signin/google/callback", &[]).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(ask("GET", "/signout", &[]).await.0, StatusCode::OK);
}
