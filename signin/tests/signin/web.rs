//! A sign-in in a browser that goes well, with three providers.

use crate::site::{Site, query};

#[tokio::test]
async fn a_user_signs_in_with_each_provider() {
    for (provider, authorize) in [
        (
            "google",
            "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=client&redirect_uri=",
        ),
        (
            "github",
            "https://github.com/login/oauth/authorize?response_type=code&client_id=client&redirect_uri=",
        ),
        (
            "id",
            "https://id.example.com/authorize?tenant=7&response_type=code&client_id=client&redirect_uri=",
        ),
    ] {
        let site = Site::new();
        let mut browser = site.browser();
        let start = browser
            .get(&format!("/signin/{provider}?return_to=/orders%3Fpage=2"))
            .await;
        assert_eq!(start.status, 303);
        assert!(start.location.starts_with(authorize), "{}", start.location);
        let sent = query(&start.location);
        assert_eq!(
            sent["redirect_uri"],
            format!("https://shop.example.com/signin/{provider}/callback")
        );
        assert_eq!(
            (sent["state"].len(), sent["code_challenge"].len()),
            (43, 43)
        );
        assert_eq!(sent.contains_key("nonce"), provider != "github");
        assert_eq!(browser.attempts(), 1);
        let done = browser.get(&site.allow(&start.location)).await;
        assert_eq!(
            (done.status, done.location.as_str()),
            (303, "/orders?page=2"),
            "{provider}: {}",
            done.body
        );
        assert_eq!(browser.user().as_deref(), Some("user-1"), "{provider}");
        assert_eq!(browser.attempts(), 0, "the attempt's cookie is gone");
        let (account, identities) = site.accounts.all().remove(0);
        assert_eq!(
            (account.email.as_deref(), account.email_verified),
            (Some("ada@gmail.com"), true)
        );
        let subject = if provider == "github" {
            "583231"
        } else {
            "g-1"
        };
        assert_eq!(identities, [(provider.to_owned(), subject.to_owned())]);
    }
}

#[tokio::test]
async fn scopes_are_those_of_a_sign_in() {
    let site = Site::new();
    let mut browser = site.browser();
    let google = query(&browser.get("/signin/google").await.location);
    assert_eq!(
        (google["scope"].as_str(), google["prompt"].as_str()),
        ("openid email profile", "select_account")
    );
    assert!(
        !google.contains_key("access_type"),
        "no access while the user is away"
    );
    let github = query(&browser.get("/signin/github").await.location);
    assert_eq!(github["scope"], "read:user user:email");
}

#[tokio::test]
async fn the_second_sign_in_finds_the_account() {
    let site = Site::new();
    let mut first = site.browser();
    first.sign_in(&site, "google").await;
    // The user has another address and name now.
    site.world().claims = serde_json::json!({"sub": "g-1", "email": "new@gmail.com", "email_verified": true, "name": "Countess"});
    let mut second = site.browser();
    assert_eq!(second.sign_in(&site, "google").await.status, 303);
    assert_eq!(second.user(), first.user());
    let (account, _) = site.accounts.all().remove(0);
    assert_eq!(
        account.email.as_deref(),
        Some("ada@gmail.com"),
        "a sign-in does not change the account"
    );
}

#[tokio::test]
async fn two_tabs_do_not_disturb_each_other() {
    let site = Site::new();
    let mut browser = site.browser();
    let one = browser.get("/signin/google?return_to=/one").await.location;
    let two = browser.get("/signin/github?return_to=/two").await.location;
    let three = browser
        .get("/signin/google?return_to=/three")
        .await
        .location;
    assert_eq!(browser.attempts(), 3);
    site.world().github_emails =
        serde_json::json!([{"email": "ada@users.example", "primary": true, "verified": true}]);
    for (url, to) in [(&two, "/two"), (&three, "/three"), (&one, "/one")] {
        let done = browser.get(&site.allow(url)).await;
        assert_eq!(done.location, to, "{}", done.body);
    }
    assert_eq!(browser.attempts(), 0);
}

#[tokio::test]
async fn attempts_that_nobody_ends_are_dropped() {
    let site = Site::new();
    let mut browser = site.browser();
    let first = browser
        .get("/signin/google?return_to=/first")
        .await
        .location;
    for _ in 0..20 {
        site.wait(1);
        browser.get("/signin/google").await;
        assert!(browser.attempts() <= 8, "{}", browser.attempts());
    }
    let last = browser.get("/signin/google?return_to=/last").await.location;
    assert_eq!(
        browser.get(&site.allow(&first)).await.status,
        400,
        "the oldest is gone"
    );
    assert_eq!(browser.get(&site.allow(&last)).await.location, "/last");
}

#[tokio::test]
async fn the_page_lists_the_ways_to_sign_in() {
    let site = Site::new();
    let page = site
        .browser()
        .get("/signin?return_to=/orders%3Fa=1%26b")
        .await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<a class=\"button\" href=\"/signin/google?return_to=%2Forders%3Fa%3D1%26b\">Continue with Google</a>"), "{}", page.body);
    assert!(
        page.body.contains("Continue with Example &lt;Id&gt;"),
        "{}",
        page.body
    );
    let page = site
        .browser()
        .get("/signin?return_to=https://evil.example")
        .await;
    assert!(!page.body.contains("evil"), "{}", page.body);
}

#[tokio::test]
async fn other_addresses_and_methods() {
    let site = Site::new();
    let mut browser = site.browser();
    for (method, path, expected) in [
        ("GET", "/signin/nobody", 404),
        ("GET", "/signin/nobody/callback", 404),
        ("POST", "/signin/google", 405),
        ("GET", "/signin/google/link", 405),
        ("PUT", "/signin/google/callback", 405),
        ("GET", "/signin/exchange", 405),
        ("DELETE", "/signout", 405),
        ("GET", "/signin/google/callback/more", 404),
        ("GET", "/signing", 404),
        ("GET", "/", 404),
        ("GET", "/signout", 200),
    ] {
        assert_eq!(
            browser
                .send(method, path, &[("origin", crate::site::ORIGIN)], "")
                .await
                .status,
            expected,
            "{method} {path}"
        );
    }
}
