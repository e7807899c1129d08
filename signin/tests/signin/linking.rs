//! Accounts and identities, through whole sign-ins. Every row of the table is in `src/linking.rs`.

use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn an_authoritative_provider_links_to_a_verified_account() {
    let site = Site::new();
    site.accounts.add("old", "ada@gmail.com", true);
    let mut browser = site.browser();
    assert_eq!(browser.sign_in(&site, "google").await.status, 303);
    assert_eq!(browser.user().as_deref(), Some("old"));
    let (account, identities) = site.accounts.all().remove(0);
    assert_eq!(identities, [("google".to_owned(), "g-1".to_owned())]);
    assert_eq!(account.email.as_deref(), Some("ada@gmail.com"));
}

/// An attacker registers the victim's address and never confirms it; the victim signs in with Google.
#[tokio::test]
async fn a_hijacker_in_advance_gets_nothing() {
    let site = Site::new();
    site.accounts.add("attacker", "ada@gmail.com", false);
    let mut victim = site.browser();
    assert_eq!(victim.sign_in(&site, "google").await.status, 409);
    assert_eq!(victim.user(), None);
    assert!(
        site.accounts
            .all()
            .iter()
            .all(|(_, identities)| identities.is_empty())
    );
}

/// An attacker owns an account at a provider that lets him write any address.
#[tokio::test]
async fn an_address_that_only_looks_alike_is_another_address() {
    for (email, verified) in [
        ("ada@gmail.com", json!("false")),
        ("ada@gmail.com", json!(0)),
        ("ad\u{430}@gmail.com", json!(true)),
        ("ada+shop@gmail.com", json!(true)),
        ("a.da@gmail.com", json!(true)),
        ("ada@gmail.com.evil.example", json!(true)),
        ("ada@GMA\u{130}L.com", json!(true)),
        ("ada@gma\u{131}l.com", json!(true)),
        ("ada@gmail.com\u{0}", json!(true)),
        ("ada@gmail.com ", json!(true)),
        ("<ada@gmail.com>", json!(true)),
        ("ada@gmail.com,eve@evil.example", json!(true)),
    ] {
        for provider in ["google", "id"] {
            let site = Site::new();
            site.accounts.add("victim", "ada@gmail.com", true);
            site.world().claims = json!({"sub": "eve", "email": email, "email_verified": verified});
            let mut eve = site.browser();
            eve.sign_in(&site, provider).await;
            assert_ne!(
                eve.user().as_deref(),
                Some("victim"),
                "{provider}: {email:?} {verified}"
            );
            let (_, identities) = site.accounts.all().remove(0);
            assert!(identities.is_empty(), "{provider}: {email:?} {verified}");
        }
    }
    // And the same address in other letters is the same address.
    let site = Site::new();
    site.accounts.add("victim", "ada@gmail.com", true);
    site.world().claims["email"] = json!("ADA@Gmail.COM");
    let mut ada = site.browser();
    ada.sign_in(&site, "google").await;
    assert_eq!(ada.user().as_deref(), Some("victim"));
}

#[tokio::test]
async fn a_signed_in_user_links_a_second_identity() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.sign_in(&site, "google").await;
    let before = browser.cookies.clone();
    let start = browser
        .post("/signin/github/link", "return_to=/settings")
        .await;
    assert_eq!(start.status, 303, "{}", start.body);
    let done = browser.get(&site.allow(&start.location)).await;
    assert_eq!(
        (done.status, done.location.as_str()),
        (303, "/settings"),
        "{}",
        done.body
    );
    assert_eq!(browser.cookies, before, "the session stays");
    let mut other = site.browser();
    other.sign_in(&site, "github").await;
    assert_eq!(other.user(), browser.user());
    // Once more is no error.
    let start = browser.post("/signin/github/link", "").await;
    assert_eq!(
        browser.get(&site.allow(&start.location)).await.location,
        "/"
    );
}

#[tokio::test]
async fn linking_needs_a_fresh_session_and_this_site() {
    let site = Site::new();
    let mut browser = site.browser();
    assert_eq!(browser.post("/signin/github/link", "").await.status, 401);
    browser.sign_in(&site, "google").await;
    assert_eq!(
        browser
            .send(
                "POST",
                "/signin/github/link",
                &[("origin", "https://evil.example")],
                ""
            )
            .await
            .status,
        403
    );
    assert_eq!(
        browser
            .send("POST", "/signin/github/link", &[], "")
            .await
            .status,
        403
    );
    assert_eq!(
        browser
            .post("/signin/github/link", "return_to=//evil.example")
            .await
            .status,
        400
    );
    let start = browser.post("/signin/github/link", "").await;
    site.wait(601);
    let page = browser.post("/signin/github/link", "").await;
    assert!(
        page.status == 403 && page.body.contains("not_fresh"),
        "{}",
        page.body
    );
    let page = browser.get(&site.allow(&start.location)).await;
    assert!(page.body.contains("attempt_expired"), "{}", page.body);
}

/// An attempt to link ends in a browser where somebody else is signed in by then, or nobody.
#[tokio::test]
async fn a_link_belongs_to_the_user_that_started_it() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.sign_in(&site, "google").await;
    let start = browser.post("/signin/github/link", "").await;
    let to = site.allow(&start.location);
    let mut nobody = browser.clone();
    nobody.cookies.remove("__Host-session");
    assert!(nobody.get(&to).await.body.contains("not_signed_in"));
    site.world().claims = json!({"sub": "eve", "email": "eve@gmail.com", "email_verified": true});
    let mut eve = browser.clone();
    let sent = eve.get("/signin/google").await;
    eve.get(&site.allow(&sent.location)).await;
    assert_eq!(eve.user().as_deref(), Some("user-2"));
    let start = browser.post("/signin/github/link", "").await;
    let to = site.allow(&start.location);
    eve.cookies.extend(
        browser
            .cookies
            .iter()
            .filter(|(name, _)| name.starts_with("__Host-signin"))
            .map(|(a, b)| (a.clone(), b.clone())),
    );
    assert!(eve.get(&to).await.body.contains("not_signed_in"));
    let github = ("github".to_owned(), "583231".to_owned());
    assert!(
        site.accounts
            .all()
            .iter()
            .all(|(_, identities)| !identities.contains(&github))
    );
}

#[tokio::test]
async fn an_identity_of_another_account_is_not_linked() {
    let site = Site::new();
    site.world().github_emails =
        json!([{"email": "other@example.com", "primary": true, "verified": true}]);
    let mut other = site.browser();
    other.sign_in(&site, "github").await;
    let mut browser = site.browser();
    browser.sign_in(&site, "google").await;
    let start = browser.post("/signin/github/link", "").await;
    let page = browser.get(&site.allow(&start.location)).await;
    assert!(
        page.status == 409 && page.body.contains("conflict_linked_elsewhere"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn many_sign_ins_at_once_create_one_account() {
    let site = Site::new();
    let mut tasks = Vec::new();
    for _ in 0..50 {
        let (mut browser, site) = (site.browser(), site.clone());
        tasks.push(tokio::spawn(async move {
            let page = browser.sign_in(&site, "google").await;
            assert_eq!((page.status, page.location.as_str()), (303, "/"));
            browser.user()
        }));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap().as_deref(), Some("user-1"));
    }
    assert_eq!(site.accounts.ids(), ["user-1"]);
}

#[tokio::test]
async fn a_site_that_needs_no_address() {
    let policy = fetchwright_signin::Policy {
        needs_verified_email: false,
        links_by_email: true,
    };
    let site = Site::with(|builder| builder.policy(policy));
    site.world().claims = json!({"sub": "g-1", "email": "ada@gmail.com", "email_verified": false});
    let mut browser = site.browser();
    assert_eq!(browser.sign_in(&site, "google").await.status, 303);
    let (account, _) = site.accounts.all().remove(0);
    assert_eq!(
        (account.email, account.email_verified),
        (None, false),
        "an address that nobody has verified is not stored"
    );
}
