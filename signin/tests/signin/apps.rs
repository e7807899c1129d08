//! Mobile apps, command lines and apps in browsers: the fragment, the exchange, and refresh tokens.

use serde_json::json;

use crate::site::{APP, CHALLENGE, ORIGIN, Seen, Site, TOKEN_APP, VERIFIER, query};

fn start(address: &str) -> String {
    format!(
        "/signin/google?redirect_uri={address}&code_challenge={CHALLENGE}&code_challenge_method=S256&state=s1"
    )
}

/// Signs in through an app and returns the fragment's code.
async fn code(site: &Site, address: &str) -> String {
    let mut browser = site.browser();
    let sent = browser.get(&start(address)).await;
    let done = browser.get(&site.allow(&sent.location)).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (to, _) = done.location.split_once('#').unwrap();
    assert_eq!(to, address);
    assert!(
        browser.cookies.is_empty(),
        "the browser itself is not signed in: {:?}",
        browser.cookies.keys()
    );
    let mut fragment = query(&done.location);
    assert_eq!(fragment.remove("state").as_deref(), Some("s1"));
    let code = fragment.remove("code").unwrap();
    assert!(
        fragment.is_empty(),
        "nothing else is in the fragment: {fragment:?}"
    );
    code
}

async fn exchange(site: &Site, code: &str, verifier: &str) -> Seen {
    site.browser()
        .send(
            "POST",
            "/signin/exchange",
            &[],
            &format!("code={code}&code_verifier={verifier}"),
        )
        .await
}

async fn refresh(site: &Site, token: &str) -> Seen {
    site.browser()
        .send(
            "POST",
            "/signin/refresh",
            &[],
            &format!("refresh_token={token}"),
        )
        .await
}

#[tokio::test]
async fn an_app_exchanges_its_code() {
    for address in [
        APP,
        "https://app.example.com/signed-in",
        "http://127.0.0.1:51004/signed-in",
    ] {
        let site = Site::new();
        let code = code(&site, address).await;
        let tokens = exchange(&site, &code, VERIFIER).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        let tokens = tokens.json();
        assert_eq!(
            (tokens["token_type"].as_str(), tokens["expires_in"].as_u64()),
            (Some("Bearer"), Some(900))
        );
        assert_eq!(
            site.signin
                .verify(tokens["access_token"].as_str().unwrap())
                .unwrap()
                .user,
            "user-1"
        );
        site.wait(900);
        let next = refresh(&site, tokens["refresh_token"].as_str().unwrap()).await;
        assert_eq!(next.status, 200, "{}", next.body);
        let session = site
            .signin
            .verify(next.json()["access_token"].as_str().unwrap())
            .unwrap();
        assert_eq!(
            (session.user.as_str(), session.signed_in_at),
            ("user-1", 1_000_000),
            "a refresh is no sign-in"
        );
    }
}

#[tokio::test]
async fn json_is_a_request_body_too() {
    let site = Site::new();
    let code = code(&site, APP).await;
    let body = json!({"code": code, "code_verifier": VERIFIER}).to_string();
    let mut browser = site.browser();
    let request = http::Request::post("/signin/exchange")
        .header("content-type", "application/json")
        .body(bytes::Bytes::from(body))
        .unwrap();
    assert_eq!(site.signin.handle(request).await.status(), 200);
    let refused = browser
        .send("POST", "/signin/exchange", &[], "code=a")
        .await;
    assert_eq!(
        (refused.status, refused.json()["error"].as_str()),
        (400, Some("invalid_request"))
    );
}

#[tokio::test]
async fn a_code_is_valid_once_for_a_minute_and_for_its_app() {
    // Used twice: the second one revokes what the first one got.
    let site = Site::new();
    let one = code(&site, APP).await;
    let tokens = exchange(&site, &one, VERIFIER).await.json();
    let again = exchange(&site, &one, VERIFIER).await;
    assert_eq!(
        (again.status, again.json()["error"].as_str()),
        (400, Some("invalid_grant"))
    );
    assert_eq!(
        refresh(&site, tokens["refresh_token"].as_str().unwrap())
            .await
            .status,
        400,
        "the family is revoked"
    );
    // Late.
    let late = code(&site, APP).await;
    site.wait(60);
    assert_eq!(exchange(&site, &late, VERIFIER).await.status, 400);
    let in_time = code(&site, APP).await;
    site.wait(59);
    assert_eq!(exchange(&site, &in_time, VERIFIER).await.status, 200);
    // By another app, which has read the fragment: it has no verifier, and has used the code up.
    let stolen = code(&site, APP).await;
    for verifier in ["", "x", CHALLENGE, &"a".repeat(43), &"a".repeat(200)] {
        assert_eq!(
            exchange(&site, &stolen, verifier).await.status,
            400,
            "{verifier}"
        );
    }
    assert_eq!(exchange(&site, &stolen, VERIFIER).await.status, 400);
    // Unknown.
    assert_eq!(exchange(&site, "guessed", VERIFIER).await.status, 400);
}

#[tokio::test]
async fn a_refresh_token_is_valid_once() {
    let site = Site::new();
    let first = exchange(&site, &code(&site, APP).await, VERIFIER)
        .await
        .json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let second = refresh(&site, &first).await.json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let third = refresh(&site, &second).await.json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let replayed = refresh(&site, &first).await;
    assert_eq!(
        (replayed.status, replayed.json()["error"].as_str()),
        (400, Some("invalid_grant"))
    );
    assert_eq!(
        refresh(&site, &third).await.status,
        400,
        "the family is revoked"
    );
    let token = exchange(&site, &code(&site, APP).await, VERIFIER)
        .await
        .json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    site.wait(30 * 24 * 3600);
    assert_eq!(refresh(&site, &token).await.status, 400, "it has expired");
}

#[tokio::test]
async fn an_app_signs_out() {
    let site = Site::new();
    let token = exchange(&site, &code(&site, APP).await, VERIFIER)
        .await
        .json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let out = site
        .browser()
        .send("POST", "/signout", &[], &format!("refresh_token={token}"))
        .await;
    assert_eq!(out.status, 200);
    assert_eq!(refresh(&site, &token).await.status, 400);
}

#[tokio::test]
async fn the_token_itself_only_for_listed_addresses() {
    let site = Site::with(|builder| {
        let sessions = crate::site::sessions().lifetime(std::time::Duration::from_secs(3600));
        builder.sessions(sessions)
    });
    let mut browser = site.browser();
    let sent = browser
        .get(&format!(
            "/signin/google?redirect_uri={TOKEN_APP}&state=a%20b%26c"
        ))
        .await;
    let done = browser.get(&site.allow(&sent.location)).await;
    assert!(
        done.location
            .starts_with(&format!("{TOKEN_APP}#access_token=")),
        "{}",
        done.location
    );
    let mut fragment = query(&done.location);
    assert_eq!(fragment.remove("state").as_deref(), Some("a b&c"));
    assert_eq!(
        fragment.remove("expires_in").as_deref(),
        Some("900"),
        "at most 15 minutes"
    );
    assert_eq!(fragment.remove("token_type").as_deref(), Some("Bearer"));
    let token = fragment.remove("access_token").unwrap();
    assert!(fragment.is_empty(), "no refresh token: {fragment:?}");
    assert_eq!(site.signin.verify(&token).unwrap().user, "user-1");
    site.wait(900);
    assert!(site.signin.verify(&token).is_err());
    let page = browser
        .get(&format!("/signin/google?redirect_uri={TOKEN_APP}"))
        .await;
    assert!(
        page.status == 400 && page.body.contains("state is missing"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_wrong_start_is_refused_before_the_provider() {
    let site = Site::new();
    for query in [
        "redirect_uri=com.evil:/signed-in&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256".to_owned(),
        format!("redirect_uri={APP}"),
        format!("redirect_uri={APP}&code_challenge={CHALLENGE}"),
        format!("redirect_uri={APP}&code_challenge={CHALLENGE}&code_challenge_method=plain"),
        format!("redirect_uri={APP}&code_challenge=short&code_challenge_method=S256"),
        format!("redirect_uri={APP}&code_challenge={CHALLENGE}%3D&code_challenge_method=S256"),
        format!("redirect_uri={APP}&redirect_uri={APP}&code_challenge={CHALLENGE}&code_challenge_method=S256"),
        format!("redirect_uri={APP}&code_challenge={CHALLENGE}&code_challenge_method=S256&state={}", "x".repeat(513)),
    ] {
        let page = site.browser().get(&format!("/signin/google?{query}")).await;
        assert!(page.status == 400 && page.location.is_empty(), "{query}: {} {}", page.status, page.location);
    }
    assert!(site.world().requests.is_empty());
}

#[tokio::test]
async fn only_listed_origins_may_read_the_exchange() {
    let site = Site::new();
    for (origin, expected) in [
        ("https://app.example.com", Some("https://app.example.com")),
        ("https://evil.example", None),
        ("null", None),
        (ORIGIN, None),
    ] {
        for method in ["OPTIONS", "POST"] {
            let response = site
                .browser()
                .send(method, "/signin/exchange", &[("origin", origin)], "")
                .await;
            let allowed = response
                .headers
                .get("access-control-allow-origin")
                .map(|value| value.to_str().unwrap());
            assert_eq!(allowed, expected, "{method} {origin}");
            assert!(
                !response
                    .headers
                    .contains_key("access-control-allow-credentials")
            );
        }
    }
}
