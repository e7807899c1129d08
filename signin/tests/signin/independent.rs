//! The whole sign-in against providers that others have written. `signin/ci` installs them; without them the tests are skipped.

use std::process::Command;

use fetchwright_signin::{Provider, SignIn};

use crate::net::{Client, Server, free_port, node, servers};
use crate::site::{ORIGIN, SECRET, Seen, Site, TestAccounts, sessions};

/// A site whose only provider is at a port of this machine.
fn site(issuer: &str) -> (SignIn, TestAccounts) {
    let accounts = TestAccounts::default();
    let provider = Provider::openid("local", issuer, "client", SECRET);
    let builder = SignIn::new(ORIGIN)
        .provider(provider)
        .accounts(accounts.clone())
        .sessions(sessions());
    (builder.build().unwrap(), accounts)
}

fn browser(signin: &SignIn) -> crate::site::Browser {
    let mut browser = Site::new().browser();
    browser.use_site(signin.clone());
    browser
}

async fn oidc_provider() -> Option<Server> {
    node(
        "oidc-provider.mjs",
        &[&format!("{ORIGIN}/signin/local/callback")],
    )
    .await
}

/// Signs in at `oidc-provider`, with its forms for login and consent, or goes away.
async fn at_oidc_provider(authorization_url: &str, login: &str, allow: bool) -> String {
    let mut client = Client::default();
    let page = client.get(authorization_url).await;
    assert_eq!(page.status, 303, "{page:?}");
    let interaction = page.location.clone();
    if !allow {
        let page = client.get(&format!("{interaction}/abort")).await;
        return client.follow(page).await.location;
    }
    let page = client
        .send(
            "POST",
            &interaction,
            &format!("prompt=login&login={login}&password=x"),
        )
        .await;
    let consent = client.get(&page.location).await.location;
    let page = client.send("POST", &consent, "prompt=consent").await;
    client.follow(page).await.location
}

#[tokio::test]
async fn oidc_provider_allows_and_denies() {
    let Some(server) = oidc_provider().await else {
        return eprintln!("skipped: FETCHWRIGHT_SIGNIN_SERVERS is not set, or there is no node");
    };
    let (signin, accounts) = site(&format!("http://127.0.0.1:{}", server.port));
    let mut ada = browser(&signin);
    let start = ada.get("/signin/local?return_to=/orders").await;
    assert_eq!(start.status, 303, "{}", start.body);
    let to = at_oidc_provider(&start.location, "ada", true).await;
    assert!(
        to.contains("&iss=") || to.contains("?iss="),
        "RFC 9207: {to}"
    );
    let done = ada.get(&to).await;
    assert_eq!(
        (done.status, done.location.as_str()),
        (303, "/orders"),
        "{}",
        done.body
    );
    assert_eq!(ada.user().as_deref(), Some("user-1"));
    let (account, identities) = accounts.all().remove(0);
    assert_eq!(
        (account.email.as_deref(), identities),
        (
            Some("ada@corp.example"),
            vec![("local".to_owned(), "ada".to_owned())]
        )
    );
    // The same response in a copy of the browser: the provider knows that the code is used.
    let start = ada.get("/signin/local").await;
    let mut copy = ada.clone();
    let to = at_oidc_provider(&start.location, "ada", true).await;
    assert_eq!(ada.get(&to).await.status, 303);
    assert!(copy.get(&to).await.body.contains("code_refused"));
    // Denied.
    let mut eve = browser(&signin);
    let start = eve.get("/signin/local").await;
    let to = at_oidc_provider(&start.location, "eve", false).await;
    let page = eve.get(&to).await;
    assert!(
        page.status == 403 && page.body.contains("access_denied"),
        "{to} {}",
        page.body
    );
    // A stolen code in another attempt: PKCE.
    let (one, mut two) = (
        browser(&signin).get("/signin/local").await,
        browser(&signin),
    );
    let own = two.get("/signin/local").await;
    let stolen =
        crate::site::query(&at_oidc_provider(&one.location, "ada", true).await)["code"].clone();
    let to = at_oidc_provider(&own.location, "eve", true).await;
    let page = two
        .get(&to.replace(&crate::site::query(&to)["code"], &stolen))
        .await;
    assert!(page.body.contains("code_refused"), "{}", page.body);
    // An address that the provider has not verified.
    let mut unverified = browser(&signin);
    let start = unverified.get("/signin/local").await;
    let page = unverified
        .get(&at_oidc_provider(&start.location, "una", true).await)
        .await;
    assert!(
        page.status == 403 && page.body.contains("no_verified_email"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_wrong_secret_is_distinguished_from_a_wrong_code() {
    let Some(server) = oidc_provider().await else {
        return eprintln!("skipped: FETCHWRIGHT_SIGNIN_SERVERS is not set, or there is no node");
    };
    let provider = Provider::openid(
        "local",
        format!("http://127.0.0.1:{}", server.port),
        "client",
        "another secret",
    );
    let signin = SignIn::new(ORIGIN)
        .provider(provider)
        .accounts(TestAccounts::default())
        .sessions(sessions())
        .build()
        .unwrap();
    let mut browser = browser(&signin);
    let start = browser.get("/signin/local").await;
    let page = browser
        .get(&at_oidc_provider(&start.location, "ada", true).await)
        .await;
    assert!(
        page.status == 502 && page.body.contains("client_refused"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn oauth2_mock_server_and_its_bent_responses() {
    let Some(server) = node("oauth2-mock-server.mjs", &[]).await else {
        return eprintln!("skipped: FETCHWRIGHT_SIGNIN_SERVERS is not set, or there is no node");
    };
    let (signin, accounts) = site(&format!("http://localhost:{}", server.port));
    let attempt = |bend: &'static str| {
        let mut browser = browser(&signin);
        async move {
            let start = browser.get("/signin/local").await;
            let redirect = Client::default()
                .get(&format!("{}&bend={bend}", start.location))
                .await;
            let page: Seen = browser.get(&redirect.location).await;
            (page, browser.user())
        }
    };
    let (page, user) = attempt("nothing").await;
    assert_eq!(
        (page.status, user.as_deref()),
        (303, Some("user-1")),
        "{}",
        page.body
    );
    assert_eq!(
        accounts.all()[0].0.email.as_deref(),
        Some("ada@corp.example")
    );
    for (bend, expected) in [
        ("aud", "id_token"),
        ("iss", "id_token"),
        ("nonce", "id_token"),
        ("exp", "id_token"),
        ("error", "code_refused"),
        ("500", "provider_down"),
        ("type", "provider_down"),
    ] {
        let (page, user) = attempt(bend).await;
        assert!(
            page.body.contains(expected) && user.is_none(),
            "{bend}: {}",
            page.body
        );
    }
    // The text "false" is no verified address; the identity is known already, so that it does not matter for this user.
    let (page, user) = attempt("email").await;
    assert_eq!(
        (page.status, user.as_deref()),
        (303, Some("user-1")),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn oidc_provider_mock_of_python() {
    let Some(folder) = servers().filter(|folder| folder.join("python").exists()) else {
        return eprintln!("skipped: FETCHWRIGHT_SIGNIN_SERVERS is not set, or there is no python");
    };
    let port = free_port();
    let mut command = Command::new(folder.join("python/bin/oidc-provider-mock"));
    let claims = r#"{"sub": "ada", "email": "ada@corp.example", "email_verified": true}"#;
    command.args([
        "--port",
        &port.to_string(),
        "--require-nonce",
        "true",
        "--user-claims",
        claims,
    ]);
    let server = Server::start(command, port).await.unwrap();
    let (signin, accounts) = site(&format!("http://127.0.0.1:{}", server.port));
    // Its refusal lacks the state, which RFC 6749 4.1.2.1 requires: it could be of anybody.
    for (form, expected) in [("sub=ada", 303), ("action=deny", 400)] {
        let mut browser = browser(&signin);
        let start = browser.get("/signin/local").await;
        assert_eq!(start.status, 303, "{}", start.body);
        let redirect = Client::default().send("POST", &start.location, form).await;
        let page = browser.get(&redirect.location).await;
        assert_eq!(page.status, expected, "{form}: {redirect:?} {}", page.body);
        assert_eq!(browser.user().is_some(), expected == 303);
    }
    assert_eq!(
        accounts.all()[0].0.email.as_deref(),
        Some("ada@corp.example")
    );
}
