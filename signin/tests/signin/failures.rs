//! Each failure: its own code, status and page; the same at an app's address; and in the log what the page does not show.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::site::{APP, Browser, CHALLENGE, SECRET, Seen, Site, query};

fn code(page: &Seen) -> &str {
    page.body
        .rsplit_once("<small>")
        .and_then(|(_, rest)| rest.split_once("</small>"))
        .map_or("", |(code, _)| code)
}

async fn fails(
    site: &Site,
    browser: &mut Browser,
    provider: &str,
    respond: impl Fn(&Site, &str) -> String,
) -> Seen {
    let start = browser.get(&format!("/signin/{provider}")).await;
    assert_eq!(start.status, 303, "{}", start.body);
    let page = browser.get(&respond(site, &start.location)).await;
    assert_eq!(browser.user(), None, "nobody is signed in after a failure");
    page
}

/// A name, what goes wrong, the expected code and status.
type Case = (
    &'static str,
    fn(&Site),
    fn(&Site, &str) -> String,
    &'static str,
    u16,
);

/// The case in `CASES` whose response cannot be read.
const REPEATED_STATE: usize = 4;

const CASES: &[Case] = &[
    (
        "google",
        |_| {},
        |site, url| site.refuse(url, "access_denied"),
        "access_denied",
        403,
    ),
    (
        "google",
        |_| {},
        |site, url| site.refuse(url, "temporarily_unavailable"),
        "provider_down",
        502,
    ),
    (
        "google",
        |_| {},
        |site, url| site.refuse(url, "interaction_required"),
        "provider_error",
        502,
    ),
    (
        "github",
        |_| {},
        |site, url| site.refuse(url, "redirect_uri_mismatch"),
        "client_refused",
        502,
    ),
    (
        "google",
        |_| {},
        |site, url| format!("{}&state=twice", site.allow(url)),
        "malformed_response",
        400,
    ),
    (
        "google",
        |_| {},
        |site, url| site.allow(url).replace("code=", "kode="),
        "malformed_response",
        400,
    ),
    (
        "google",
        |site| site.wait(0),
        |site, url| {
            let to = site.allow(url);
            site.wait(601);
            to
        },
        "attempt_expired",
        400,
    ),
    (
        "id",
        |_| {},
        |site, url| {
            site.allow(url)
                .replace("iss=https%3A%2F%2Fid", "iss=https%3A%2F%2Fevil")
        },
        "provider_mixup",
        400,
    ),
    (
        "id",
        |_| {},
        |site, url| site.allow(url).split("&iss").next().unwrap().to_owned(),
        "provider_mixup",
        400,
    ),
    (
        "google",
        |_| {},
        |site, url| site.allow(url).replace("code=code", "code=koda"),
        "code_refused",
        502,
    ),
    (
        "github",
        |_| {},
        |site, url| site.allow(url).replace("code=code", "code=koda"),
        "code_refused",
        502,
    ),
    (
        "google",
        |site| {
            site.world().token_response = Some((
                401,
                "application/json",
                json!({"error": "invalid_client"}).to_string(),
            ))
        },
        |site, url| site.allow(url),
        "client_refused",
        502,
    ),
    (
        "google",
        |site| site.world().token_response = Some((500, "text/html", "<h1>Oops</h1>".to_owned())),
        |site, url| site.allow(url),
        "provider_down",
        502,
    ),
    (
        "google",
        |site| site.world().token_response = Some((429, "application/json", "{}".to_owned())),
        |site, url| site.allow(url),
        "provider_down",
        502,
    ),
    (
        "google",
        |_| {},
        |site, url| {
            let to = site.allow(url);
            site.world().down = true;
            to
        },
        "provider_down",
        502,
    ),
    (
        "google",
        |site| site.world().bend = |claims| claims["aud"] = json!("other"),
        |site, url| site.allow(url),
        "id_token",
        502,
    ),
    (
        "google",
        |site| site.world().bend = |claims| claims["iss"] = json!("https://evil.example"),
        |site, url| site.allow(url),
        "id_token",
        502,
    ),
    (
        "google",
        |site| site.world().bend = |claims| claims["nonce"] = json!("other"),
        |site, url| site.allow(url),
        "id_token",
        502,
    ),
    (
        "google",
        |site| site.world().bend = |claims| claims["exp"] = json!(1),
        |site, url| site.allow(url),
        "id_token",
        502,
    ),
    (
        "id",
        |site| {
            site.world().bend = |claims| {
                claims["sub"] = json!("other");
                claims["email"] = json!(null)
            }
        },
        |site, url| site.allow(url),
        "profile",
        502,
    ),
    (
        "github",
        |site| site.world().github_user = json!({"login": "ada"}),
        |site, url| site.allow(url),
        "profile",
        502,
    ),
    (
        "github",
        |site| {
            site.world().github_emails =
                json!([{"email": "a@b.c", "primary": true, "verified": false}])
        },
        |site, url| site.allow(url),
        "no_verified_email",
        403,
    ),
    (
        "google",
        |site| site.world().claims["email_verified"] = json!("false"),
        |site, url| site.allow(url),
        "no_verified_email",
        403,
    ),
    (
        "github",
        |site| site.accounts.add("old", "ada@gmail.com", true),
        |site, url| site.allow(url),
        "conflict_not_authoritative",
        409,
    ),
    (
        "google",
        |site| site.accounts.add("old", "ada@gmail.com", false),
        |site, url| site.allow(url),
        "conflict_local_unverified",
        409,
    ),
];

#[tokio::test]
async fn each_failure_has_a_page_of_its_own() {
    for (number, (provider, prepare, respond, expected, status)) in CASES.iter().enumerate() {
        let site = Site::new();
        prepare(&site);
        let mut browser = site.browser();
        let page = fails(&site, &mut browser, provider, respond).await;
        assert_eq!(
            (code(&page), page.status),
            (*expected, *status),
            "case {number}: {}",
            page.body
        );
        assert!(
            page.body.contains("<h1>") && page.body.contains("href=\"/signin\""),
            "{}",
            page.body
        );
        assert!(!page.body.contains("{provider}"), "{}", page.body);
        // The cookie of the attempt is used up, but for a response that could not be read, or came too late.
        let stays = page.body.contains("attempt_expired") || number == REPEATED_STATE;
        assert_eq!(browser.attempts(), usize::from(stays), "case {number}");
    }
}

#[tokio::test]
async fn each_failure_reaches_the_app() {
    for (number, (provider, prepare, respond, expected, _)) in CASES.iter().enumerate() {
        // Without the cookie's attempt nobody knows the app.
        if *expected == "attempt_expired" || number == REPEATED_STATE {
            continue;
        }
        let site = Site::new();
        prepare(&site);
        let mut browser = site.browser();
        let start = browser
            .get(&format!("/signin/{provider}?redirect_uri={APP}&code_challenge={CHALLENGE}&code_challenge_method=S256&state=app%26state"))
            .await;
        let done = browser.get(&respond(&site, &start.location)).await;
        assert_eq!(done.status, 303, "case {number}: {}", done.body);
        assert!(
            done.location.starts_with(&format!("{APP}#error=")),
            "{}",
            done.location
        );
        let fragment = query(&done.location);
        assert_eq!(
            (fragment["error"].as_str(), fragment["state"].as_str()),
            (*expected, "app&state"),
            "case {number}"
        );
        assert!(!fragment["error_description"].is_empty() && !fragment.contains_key("code"));
    }
}

#[tokio::test]
async fn a_lost_cookie_and_a_wrong_state_are_distinguished() {
    let site = Site::new();
    let mut browser = site.browser();
    let start = browser.get("/signin/google").await.location;
    let to = site.allow(&start);
    let page = site.browser().get(&to).await;
    assert_eq!(
        (code(&page), page.status),
        ("attempt_lost", 400),
        "{}",
        page.body
    );
    let page = browser
        .get(&to.replace(&query(&start)["state"], "guessed"))
        .await;
    assert_eq!((code(&page), page.status), ("wrong_state", 400));
    let page = browser.get(to.split("&state").next().unwrap()).await;
    assert_eq!((code(&page), page.status), ("wrong_state", 400));
    assert_eq!(
        browser.get(&to).await.status,
        303,
        "and the attempt is still there for its own response"
    );
}

#[tokio::test]
async fn a_provider_that_is_down_at_the_start() {
    let site = Site::new();
    site.world().down = true;
    let page = site.browser().get("/signin/id").await;
    assert_eq!((code(&page), page.status), ("provider_down", 502));
    assert!(
        page.body.contains("Example &lt;Id&gt; does not respond"),
        "{}",
        page.body
    );
    let app = format!(
        "/signin/id?redirect_uri={APP}&code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    assert!(
        site.browser()
            .get(&app)
            .await
            .location
            .starts_with(&format!("{APP}#error=provider_down&"))
    );
}

/// Collects what is logged.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    pub fn start(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || log.clone());
        tracing::subscriber::set_default(subscriber.finish())
    }
}

#[tokio::test]
async fn the_provider_s_own_error_is_logged_and_shown_to_nobody() {
    let site = Site::new();
    let log = Log::default();
    let _guard = log.start();
    let mut browser = site.browser();
    fails(&site, &mut browser, "google", |site, url| {
        site.allow(url).replace("code=code", "code=koda")
    })
    .await;
    let text = log.text();
    assert!(
        text.contains("error=\"invalid_grant\" error_description=\"the provider's own text\""),
        "{text}"
    );
    site.world().token_response = Some((
        400,
        "application/json",
        json!({"error": "x\ny", "error_description": "\u{1b}[2Jz"}).to_string(),
    ));
    fails(&site, &mut browser, "google", |site, url| site.allow(url)).await;
    let text = log.text();
    assert!(
        text.contains("error=\"x y\"") && text.contains(" [2Jz") && !text.contains('\u{1b}'),
        "one line, no control signs: {text}"
    );
}

#[tokio::test]
async fn no_secret_is_logged() {
    let site = Site::new();
    let log = Log::default();
    let _guard = log.start();
    let mut browser = site.browser();
    let start = browser.get("/signin/google").await.location;
    let to = site.allow(&start);
    browser.get(&to).await;
    let mut app = site.browser();
    let start_app = app.get(&format!("/signin/github?redirect_uri={APP}&code_challenge={CHALLENGE}&code_challenge_method=S256")).await.location;
    app.get(&site.allow(&start_app)).await;
    fails(&site, &mut site.browser(), "google", |site, url| {
        site.allow(url).replace("code=code", "code=koda")
    })
    .await;
    let text = log.text();
    let (sent, got) = (query(&start), query(&to));
    let mut secrets = vec![
        SECRET,
        "at-secret",
        &sent["state"],
        &sent["nonce"],
        &got["code"],
        "koda",
    ];
    secrets.extend(browser.cookies.values().map(String::as_str));
    assert!(
        text.contains("an identity was confirmed") && secrets.len() >= 8,
        "{text}"
    );
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is in the log: {text}");
    }
}
