//! Attacks, each with the response that stops it. Takeover by address is in `linking`, algorithm confusion in `src/session.rs`.

use serde_json::json;

use crate::site::{APP, CHALLENGE, ORIGIN, Site, query};

/// RFC 9700 4.11.
#[tokio::test]
async fn open_redirect() {
    let site = Site::new();
    for to in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https://shop.example.com.evil.example/",
        "%2F%2Fevil.example",
        "/%0d%0aset-cookie:a=b",
    ] {
        let encoded = form_urlencoded::byte_serialize(to.as_bytes()).collect::<String>();
        for path in [
            format!("/signin/google?return_to={encoded}"),
            format!("/signin/refresh?return_to={encoded}"),
        ] {
            let page = site.browser().get(&path).await;
            if to.starts_with("/%") {
                // A path of this site, with nothing decoded.
                assert!(
                    !page
                        .headers
                        .iter()
                        .any(|(_, value)| value.as_bytes().starts_with(b"a=b"))
                );
                continue;
            }
            assert_eq!((page.status, page.location.as_str()), (400, ""), "{path}");
        }
    }
    let mut browser = site.browser();
    let start = browser
        .get("/signin/google?return_to=https://other.example.com/done")
        .await;
    assert_eq!(
        browser.get(&site.allow(&start.location)).await.location,
        "https://other.example.com/done"
    );
}

/// An attacker sends the victim the end of the attacker's own sign-in (login CSRF), RFC 9700 4.7.
#[tokio::test]
async fn state_fixation() {
    let site = Site::new();
    let mut attacker = site.browser();
    let start = attacker.get("/signin/google").await;
    let to = site.allow(&start.location);
    let mut victim = site.browser();
    assert_eq!(victim.get(&to).await.status, 400);
    assert_eq!(victim.user(), None);
    // With an attempt of its own, the victim still has another state.
    victim.get("/signin/google").await;
    assert!(victim.get(&to).await.body.contains("wrong_state"));
    // And a planted cookie under the victim's name does not open.
    let value = attacker.cookies.values().next().unwrap().clone();
    let own = victim.cookies.keys().next().unwrap().clone();
    victim.cookies.insert(own, value);
    assert!(victim.get(&to).await.body.contains("wrong_state"));
}

/// The response of one provider arrives at another one's address, RFC 9700 4.4.
#[tokio::test]
async fn mixup() {
    let site = Site::new();
    let mut browser = site.browser();
    let start = browser.get("/signin/id").await;
    let to = site
        .allow(&start.location)
        .replace("/signin/id/", "/signin/google/");
    site.world().requests.clear();
    let page = browser.get(&to).await;
    assert!(
        page.status == 400 && page.body.contains("provider_mixup"),
        "{}",
        page.body
    );
    assert!(
        site.world().requests.is_empty(),
        "the code was sent to nobody"
    );
    // The issuer is compared before the code is sent, RFC 9207 2.4.
    let start = browser.get("/signin/id").await;
    let to = site
        .allow(&start.location)
        .replace("id.example.com&", "evil.example&")
        .replace(
            "iss=https%3A%2F%2Fid.example.com",
            "iss=https%3A%2F%2Fevil.example",
        );
    site.world().requests.clear();
    assert!(browser.get(&to).await.body.contains("provider_mixup"));
    assert!(
        site.world()
            .requests
            .iter()
            .all(|(url, _)| !url.ends_with("/token")),
        "the code was sent to nobody"
    );
    // In errors too: another server must not end this attempt with an error of its own.
    let start = browser.get("/signin/id").await;
    let to = site.refuse(&start.location, "access_denied");
    let to = to.replace(
        "iss=https%3A%2F%2Fid.example.com",
        "iss=https%3A%2F%2Fevil.example",
    );
    assert!(browser.get(&to).await.body.contains("provider_mixup"));
}

/// What a client writes into headers that a proxy may let through, RFC 9700 4.13.
#[tokio::test]
async fn headers_of_a_proxy() {
    let site = Site::new();
    let headers = [
        ("host", "evil.example"),
        ("forwarded", "host=evil.example;proto=http"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-original-url", "/signin/github"),
    ];
    let mut browser = site.browser();
    let start = browser.send("GET", "/signin/google", &headers, "").await;
    assert_eq!(
        query(&start.location)["redirect_uri"],
        "https://shop.example.com/signin/google/callback"
    );
    assert!(!start.location.contains("evil"));
}

/// An attacker puts a stolen code of the victim into his own attempt, RFC 9700 4.5.
#[tokio::test]
async fn code_injection() {
    let site = Site::new();
    let mut victim = site.browser();
    let start = victim.get("/signin/google").await;
    let stolen = query(&site.allow(&start.location))["code"].clone();
    let mut attacker = site.browser();
    let start = attacker.get("/signin/google").await;
    let own = site.allow(&start.location);
    let page = attacker
        .get(&own.replace(&query(&own)["code"], &stolen))
        .await;
    assert!(page.body.contains("code_refused"), "{}", page.body);
    assert_eq!(attacker.user(), None);
    // A provider that ignores PKCE: the nonce stops it.
    let start = attacker.get("/signin/google").await;
    site.world().bend = |claims| claims["nonce"] = json!("the victim's");
    assert!(
        attacker
            .get(&site.allow(&start.location))
            .await
            .body
            .contains("id_token")
    );
}

/// The same response twice: by the back button, or by an attacker who has read the history.
#[tokio::test]
async fn replayed_response() {
    let site = Site::new();
    let mut browser = site.browser();
    let start = browser.get("/signin/google").await;
    let mut copy = browser.clone();
    let to = site.allow(&start.location);
    assert_eq!(browser.get(&to).await.status, 303);
    assert!(
        browser.get(&to).await.body.contains("attempt_lost"),
        "the attempt is used up in this browser"
    );
    assert!(
        copy.get(&to).await.body.contains("code_refused"),
        "and the code at the provider, once and for all"
    );
    assert_eq!(copy.user(), None);
}

/// An attacker plants his own session before the victim signs in.
#[tokio::test]
async fn session_fixation() {
    let site = Site::new();
    site.world().claims = json!({"sub": "eve", "email": "eve@gmail.com", "email_verified": true});
    let mut attacker = site.browser();
    attacker.sign_in(&site, "google").await;
    site.world().claims = json!({"sub": "ada", "email": "ada@gmail.com", "email_verified": true});
    let mut victim = site.browser();
    victim.cookies = attacker.cookies.clone();
    victim.sign_in(&site, "google").await;
    assert_eq!(victim.user().as_deref(), Some("user-2"));
    for name in ["__Host-session", "__Host-refresh"] {
        assert_ne!(
            victim.cookies[name], attacker.cookies[name],
            "{name} is new"
        );
    }
    assert_eq!(
        attacker.user().as_deref(),
        Some("user-1"),
        "what was planted is still only the attacker's"
    );
    assert_eq!(
        attacker.get("/signin/refresh").await.location,
        "/signin?return_to=%2F",
        "and is revoked"
    );
}

/// Tokens and codes in addresses that a browser sends on or keeps, RFC 9700 4.2 and 4.3.
#[tokio::test]
async fn tokens_in_addresses_and_referrers() {
    let site = Site::new();
    let mut browser = site.browser();
    let start = browser.get("/signin/google").await;
    assert!(
        !start
            .location
            .contains(&browser.cookies.values().next().unwrap()[..20])
    );
    let done = browser.get(&site.allow(&start.location)).await;
    assert_eq!(
        done.location, "/",
        "the page after the sign-in has neither code nor token in its address"
    );
    assert_eq!(done.headers["referrer-policy"], "no-referrer");
    assert!(done.body.is_empty());
    for (url, sent) in &site.world().requests {
        assert!(
            !url.contains("code") && !url.contains("secret") && !url.contains("token="),
            "{url} {sent}"
        );
    }
    // An error page of the callback, whose address still holds the code, loads nothing and links only to this site.
    let start = browser.get("/signin/google").await;
    site.world().down = true;
    let page = browser.get(&site.allow(&start.location)).await;
    assert!(
        !page.body.contains("http") && !page.body.contains("src="),
        "{}",
        page.body
    );
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
}

/// The callback's cookie is what makes an attempt: a sealed one of another site, or a changed one, is worth nothing.
#[tokio::test]
async fn forged_attempt() {
    let site = Site::new();
    let mut browser = site.browser();
    let start = browser.get("/signin/google").await;
    let to = site.allow(&start.location);
    let name = browser.cookies.keys().next().unwrap().clone();
    let value = browser.cookies[&name].clone();
    for forged in [
        String::new(),
        "x".to_owned(),
        value[1..].to_owned(),
        format!("{value}A"),
        value.to_ascii_uppercase(),
    ] {
        browser.cookies.insert(name.clone(), forged);
        assert!(browser.get(&to).await.body.contains("wrong_state"));
    }
    let other = Site::with(|builder| {
        builder.sessions(fetchwright_signin::Sessions::jwt(
            fetchwright_signin::Key::hs256([9; 32]).unwrap(),
        ))
    });
    let mut elsewhere = other.browser();
    elsewhere.cookies.insert(name.clone(), value.clone());
    assert!(
        elsewhere.get(&to).await.body.contains("wrong_state"),
        "a site with another key"
    );
    browser.cookies.insert(name, value);
    assert_eq!(browser.get(&to).await.status, 303);
}

/// A clock that is wrong by less than a minute does no harm; more is an error of its own.
#[tokio::test]
async fn clock_skew() {
    for (seconds, works) in [
        (-360, false),
        (-359, true),
        (0, true),
        (60, true),
        (61, false),
    ] {
        let site = Site::new();
        let mut browser = site.browser();
        let start = browser.get("/signin/google").await;
        let to = site.allow(&start.location);
        SKEW.with(|skew| skew.set(seconds));
        site.world().bend = |claims| {
            let shift = |time: &serde_json::Value| {
                json!(time.as_i64().unwrap() + SKEW.with(std::cell::Cell::get))
            };
            (claims["iat"], claims["exp"]) = (shift(&claims["iat"]), shift(&claims["exp"]));
        };
        assert_eq!(browser.get(&to).await.status == 303, works, "{seconds}");
    }
}

thread_local! {
    static SKEW: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

/// A hostile provider's text on a page, in a header, or in the app's address.
#[tokio::test]
async fn injection_into_pages_and_headers() {
    let site = Site::new();
    let mut browser = site.browser();
    let hostile = "%3Cscript%3Ealert(1)%3C/script%3E%0d%0aset-cookie:a=b";
    let start = browser.get("/signin/google").await;
    let state = &query(&start.location)["state"];
    let page = browser
        .get(&format!(
            "/signin/google/callback?error={hostile}&error_description={hostile}&state={state}"
        ))
        .await;
    assert!(
        page.status == 502 && !page.body.contains("script"),
        "{}",
        page.body
    );
    let app = format!(
        "/signin/google?redirect_uri={APP}&code_challenge={CHALLENGE}&code_challenge_method=S256&state={hostile}%23%26code=x"
    );
    let start = browser.get(&app).await;
    let done = browser.get(&site.allow(&start.location)).await;
    let fragment = done.location.strip_prefix(&format!("{APP}#code=")).unwrap();
    assert!(
        !fragment.contains(['<', '#', '\r', '\n', ' ']),
        "{fragment}"
    );
    assert!(query(&done.location)["state"].ends_with("set-cookie:a=b#&code=x"));
    let page = browser
        .send("POST", "/signout", &[("origin", ORIGIN)], "a=1&a=2")
        .await;
    assert_eq!(page.status, 400);
}

/// `form_post` arrives from another site, with a cookie that may come along.
#[tokio::test]
async fn a_posted_response() {
    let site = Site::new();
    let mut browser = site.browser();
    let start = browser.get("/signin/google").await;
    let to = site.allow(&start.location);
    let (path, form) = to.split_once('?').unwrap();
    let done = browser
        .send(
            "POST",
            path,
            &[("origin", "https://accounts.google.com")],
            form,
        )
        .await;
    assert_eq!(
        (done.status, browser.user().as_deref()),
        (303, Some("user-1")),
        "{}",
        done.body
    );
}
