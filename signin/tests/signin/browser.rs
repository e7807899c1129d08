//! A person in Chromium, over TLS: allowed and denied, two tabs, linking and conflict, and an app that is played by a loopback listener.
//!
//! The providers are `oidc-provider` and a GitHub that this file plays: forms as token responses, errors with status 200.

use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::{get, post};
use fetchwright_signin::{Provider, Session, SignIn, github};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::net::{Server, free_port, node, send};
use crate::site::{CHALLENGE, SECRET, TestAccounts, VERIFIER, query, sessions};

/// Chromium, driven through ChromeDriver's HTTP interface.
struct Chromium {
    driver: Server,
    session: String,
}

impl Chromium {
    async fn start() -> Option<Chromium> {
        let port = free_port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let driver = Server::start(command, port).await?;
        let mut chromium = Chromium {
            driver,
            session: String::new(),
        };
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // The test makes its own certificate.
            "--ignore-certificate-errors",
        ];
        let options =
            json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": flags}}}});
        let created = chromium.command("POST", "/session", options).await;
        chromium.session = created["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("{created}"))
            .to_owned();
        Some(chromium)
    }

    async fn command(&self, method: &str, path: &str, body: Value) -> Value {
        let body = if method == "GET" {
            String::new()
        } else {
            body.to_string()
        };
        let url = format!("http://127.0.0.1:{}{path}", self.driver.port);
        let response = send(method, &url, &[("content-type", "application/json")], &body).await;
        serde_json::from_str::<Value>(&response.body)
            .unwrap_or_else(|_| panic!("{method} {path}: {response:?}"))["value"]
            .take()
    }

    async fn act(&self, method: &str, path: &str, body: Value) -> Value {
        self.command(method, &format!("/session/{}/{path}", self.session), body)
            .await
    }

    async fn open(&self, url: &str) {
        self.act("POST", "url", json!({"url": url})).await;
    }

    async fn run(&self, script: &str) -> String {
        let result = self
            .act(
                "POST",
                "execute/sync",
                json!({"script": script, "args": []}),
            )
            .await;
        result
            .as_str()
            .map_or_else(|| result.to_string(), str::to_owned)
    }

    async fn text(&self) -> String {
        self.run("return document.title + '\\n' + document.body.innerText")
            .await
    }

    async fn address(&self) -> String {
        self.run("return location.href").await
    }

    async fn element(&self, xpath: &str) -> String {
        let found = self
            .act("POST", "element", json!({"using": "xpath", "value": xpath}))
            .await;
        let element = found.as_object().filter(|it| !it.contains_key("error"));
        match element.and_then(|it| it.values().next()?.as_str()) {
            Some(element) => element.to_owned(),
            None => panic!(
                "there is no {xpath} at {}\n{}",
                self.address().await,
                self.text().await
            ),
        }
    }

    async fn click(&self, xpath: &str) {
        let element = self.element(xpath).await;
        self.act("POST", &format!("element/{element}/click"), json!({}))
            .await;
    }

    async fn type_into(&self, xpath: &str, text: &str) {
        let element = self.element(xpath).await;
        self.act(
            "POST",
            &format!("element/{element}/value"),
            json!({"text": text}),
        )
        .await;
    }

    async fn tab(&self) -> String {
        self.act("GET", "window", Value::Null)
            .await
            .as_str()
            .unwrap()
            .to_owned()
    }

    async fn new_tab(&self) -> String {
        let tab = self.act("POST", "window/new", json!({"type": "tab"})).await["handle"]
            .as_str()
            .unwrap()
            .to_owned();
        self.switch(&tab).await;
        tab
    }

    async fn switch(&self, tab: &str) {
        self.act("POST", "window", json!({"handle": tab})).await;
    }

    async fn forget(&self, url: &str) {
        self.open(url).await;
        self.act("DELETE", "cookie", json!({})).await;
    }
}

/// A GitHub on this machine: pages with links, forms as token responses, errors with status 200.
#[derive(Clone, Default)]
struct GitHub {
    codes: Arc<Mutex<HashMap<String, (String, String)>>>,
    port: u16,
}

type Fields = HashMap<String, String>;

async fn authorize(State(github): State<GitHub>, Query(sent): Query<Fields>) -> Html<String> {
    assert_eq!(
        (
            sent["client_id"].as_str(),
            sent["code_challenge_method"].as_str()
        ),
        ("client", "S256")
    );
    let mut codes = github.codes.lock().unwrap();
    let code = format!("gh-{}", codes.len());
    codes.insert(
        code.clone(),
        (sent["redirect_uri"].clone(), sent["code_challenge"].clone()),
    );
    let (to, state) = (&sent["redirect_uri"], &sent["state"]);
    Html(format!(
        "<h1>GitHub</h1><a href=\"{to}?code={code}&amp;state={state}\">Authorize</a> \
         <a href=\"{to}?error=access_denied&amp;error_description=The+user+has+denied&amp;state={state}\">Cancel</a>"
    ))
}

async fn token(State(github): State<GitHub>, Form(sent): Form<Fields>) -> Response {
    let challenge = |verifier: &str| {
        let hash = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
        base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, hash)
    };
    let issued = github.codes.lock().unwrap().remove(&sent["code"]);
    let text = match issued {
        _ if sent["client_secret"] != SECRET => {
            "error=incorrect_client_credentials&error_description=x"
        }
        Some((to, hash))
            if to == sent["redirect_uri"] && hash == challenge(&sent["code_verifier"]) =>
        {
            "access_token=gho_1&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer"
        }
        _ => {
            "error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired."
        }
    };
    (
        [(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )],
        text,
    )
        .into_response()
}

async fn user(headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers["authorization"], "Bearer gho_1");
    Json(json!({"id": 7, "login": "ada", "email": null, "name": "Ada"}))
}

async fn emails() -> Json<Value> {
    Json(json!([
        {"email": "old@corp.example", "primary": false, "verified": true},
        {"email": "Ada@corp.example", "primary": true, "verified": true},
    ]))
}

impl GitHub {
    async fn start() -> GitHub {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let github = GitHub {
            port: listener.local_addr().unwrap().port(),
            ..GitHub::default()
        };
        let routes = Router::new()
            .route("/login/oauth/authorize", get(authorize))
            .route("/login/oauth/access_token", post(token))
            .route("/user", get(user))
            .route("/user/emails", get(emails))
            .with_state(github.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        github
    }

    fn provider(&self) -> Provider {
        let url = |path: &str| format!("http://127.0.0.1:{}{path}", self.port);
        github("client", SECRET)
            .authorize_url(url("/login/oauth/authorize"))
            .token_url(url("/login/oauth/access_token"))
            .userinfo_url(url("/user"))
            .emails_url(url("/user/emails"))
    }
}

async fn home(session: Option<Session>) -> Html<String> {
    let text = session.map_or("Nobody".to_owned(), |session| {
        format!("Hello {}", session.user)
    });
    Html(format!(
        "<title>Shop</title><p>{text}</p><form method=post action=/signin/local/link><button>Connect</button></form>\
         <form method=post action=/signout><button>Leave</button></form>"
    ))
}

/// A certificate for `localhost`, by the `openssl` of this machine.
fn certificate() -> Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let number = free_port();
    let file = |end: &str| {
        std::env::temp_dir().join(format!("signin-{}-{number}.{end}", std::process::id()))
    };
    let (key, cert) = (file("key"), file("crt"));
    let mut command = Command::new("openssl");
    command.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]);
    command.args([
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
    ]);
    let made = command
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output()
        .ok()?;
    assert!(made.status.success(), "{made:?}");
    let pair = (
        vec![CertificateDer::from_pem_file(&cert).unwrap()],
        PrivateKeyDer::from_pem_file(&key).unwrap(),
    );
    for path in [key, cert] {
        std::fs::remove_file(path).unwrap();
    }
    Some(pair)
}

/// Serves a site over TLS, as a proxy would: TLS here, and plain HTTP behind.
async fn serve(
    listener: TcpListener,
    app: Router,
    (chain, key): (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>),
) {
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(
        config
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap(),
    ));
    let behind = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = behind.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(behind, app).await });
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let (Ok(mut outer), Ok(mut inner)) = (
                acceptor.accept(stream).await,
                TcpStream::connect(("127.0.0.1", port)).await,
            ) else {
                return;
            };
            let _ = tokio::io::copy_bidirectional(&mut outer, &mut inner).await;
        });
    }
}

/// Fills in the forms of `oidc-provider`.
async fn allow(chromium: &Chromium, login: &str) {
    chromium.type_into("//input[@name='login']", login).await;
    chromium.type_into("//input[@name='password']", "x").await;
    chromium.click("//button[@type='submit']").await;
    chromium.click("//button[@type='submit']").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_certificate_is_refused() {
    let Some(certificate) = certificate() else {
        return eprintln!("skipped: there is no openssl");
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    let response = move || async move { *count.lock().unwrap() += 1 };
    tokio::spawn(serve(
        listener,
        Router::new().fallback(response),
        certificate,
    ));
    let signin = SignIn::new("https://shop.example.com")
        .provider(Provider::openid("local", &issuer, "client", SECRET))
        .accounts(TestAccounts::default())
        .sessions(sessions())
        .build()
        .unwrap();
    let request = http::Request::get("/signin/local")
        .body(bytes::Bytes::new())
        .unwrap();
    let response = signin.handle(request).await;
    let page = String::from_utf8_lossy(response.body()).into_owned();
    assert!(
        response.status() == 502 && page.contains("provider_down"),
        "{page}"
    );
    assert_eq!(*asked.lock().unwrap(), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let callback = format!("{origin}/signin/local/callback");
    let (Some(provider), Some(certificate)) =
        (node("oidc-provider.mjs", &[&callback]).await, certificate())
    else {
        return eprintln!(
            "skipped: FETCHWRIGHT_SIGNIN_SERVERS is not set, or there is no node or openssl"
        );
    };
    let Some(chromium) = Chromium::start().await else {
        return eprintln!("skipped: there is no chromedriver");
    };
    let github = GitHub::start().await;
    let issuer = format!("http://127.0.0.1:{}", provider.port);
    let accounts = TestAccounts::default();
    let signin = SignIn::new(&origin)
        .provider(github.provider())
        .provider(Provider::openid("local", &issuer, "client", SECRET).title("Local"))
        .accounts(accounts.clone())
        .sessions(sessions())
        .mobile("http://127.0.0.1/signed-in")
        .build()
        .unwrap();
    let pages = Router::new()
        .route("/", get(home))
        .route("/orders", get(home))
        .with_state(signin.clone());
    tokio::spawn(serve(listener, pages.merge(signin.router()), certificate));

    // Denied, then allowed, at GitHub.
    chromium
        .open(&format!("{origin}/signin?return_to=/orders"))
        .await;
    chromium.click("//a[text()='Continue with GitHub']").await;
    chromium.click("//a[text()='Cancel']").await;
    let page = chromium.text().await;
    assert!(
        page.starts_with("You did not allow the sign-in\n")
            && page.contains("access_denied")
            && !page.contains("The user has denied"),
        "{page}"
    );
    chromium.click("//a[text()='Sign in']").await;
    chromium.click("//a[text()='Continue with GitHub']").await;
    chromium.click("//a[text()='Authorize']").await;
    assert_eq!(
        (
            chromium.text().await.contains("Hello user-1"),
            chromium.address().await
        ),
        (true, format!("{origin}/"))
    );
    let seen = chromium
        .run("return document.cookie + '|' + document.referrer")
        .await;
    assert_eq!(
        seen, "|",
        "no script sees a cookie, and no page the address before"
    );
    chromium.click("//button[text()='Leave']").await;
    assert!(chromium.text().await.contains("Nobody"));

    // The same address at another provider, which does not decide who has it: a conflict.
    chromium.open(&format!("{origin}/signin/local")).await;
    allow(&chromium, "ada").await;
    let page = chromium.text().await;
    assert!(
        page.contains("conflict_not_authoritative") && page.contains("connect Local"),
        "{page}"
    );
    assert_eq!(accounts.ids(), ["user-1"]);

    // As the page contains: sign in as before, and connect. The provider remembers the consent.
    chromium.open(&format!("{origin}/signin/github")).await;
    chromium.click("//a[text()='Authorize']").await;
    chromium.click("//button[text()='Connect']").await;
    assert!(
        chromium.text().await.contains("Hello user-1"),
        "{}",
        chromium.text().await
    );
    chromium.click("//button[text()='Leave']").await;
    chromium
        .open(&format!("{origin}/signin/local?return_to=/orders"))
        .await;
    assert_eq!(
        (
            chromium.text().await.contains("Hello user-1"),
            chromium.address().await
        ),
        (true, format!("{origin}/orders"))
    );
    chromium.click("//button[text()='Leave']").await;

    // Two tabs: the first one ends last.
    let first = chromium.tab().await;
    chromium
        .open(&format!("{origin}/signin/github?return_to=/orders"))
        .await;
    let second = chromium.new_tab().await;
    chromium.open(&format!("{origin}/signin/github")).await;
    chromium.click("//a[text()='Authorize']").await;
    assert_eq!(chromium.address().await, format!("{origin}/"));
    chromium.switch(&first).await;
    chromium.click("//a[text()='Authorize']").await;
    assert_eq!(chromium.address().await, format!("{origin}/orders"));
    chromium.switch(&second).await;

    // An app: its listener shows a page, and the fragment stays in the browser.
    let app = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!(
        "http://127.0.0.1:{}/signed-in",
        app.local_addr().unwrap().port()
    );
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    let page = move |headers: HeaderMap| async move {
        seen.lock().unwrap().push(format!("{headers:?}"));
        Html("<title>App</title>Back to the app")
    };
    tokio::spawn(
        async move { axum::serve(app, Router::new().route("/signed-in", get(page))).await },
    );
    let start = format!(
        "{origin}/signin/github?redirect_uri={address}&code_challenge={CHALLENGE}&code_challenge_method=S256&state=app-state"
    );
    chromium.open(&start).await;
    chromium.click("//a[text()='Cancel']").await;
    let fragment = query(&chromium.address().await);
    assert_eq!(
        (fragment["error"].as_str(), fragment["state"].as_str()),
        ("access_denied", "app-state")
    );
    chromium.open(&start).await;
    chromium.click("//a[text()='Authorize']").await;
    let at = chromium.address().await;
    assert!(at.starts_with(&format!("{address}#code=")), "{at}");
    assert!(
        requests
            .lock()
            .unwrap()
            .iter()
            .all(|headers| !headers.contains("referer") && !headers.contains("code")),
        "{requests:?}"
    );
    let form = format!("code={}&code_verifier={VERIFIER}", query(&at)["code"]);
    let request = http::Request::post("/signin/exchange")
        .body(bytes::Bytes::from(form))
        .unwrap();
    let response = signin.handle(request).await;
    let tokens: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(
        signin
            .verify(tokens["access_token"].as_str().unwrap())
            .unwrap()
            .user,
        "user-1"
    );

    // Denied at `oidc-provider`, by a browser that it does not know.
    chromium.forget(&issuer).await;
    chromium.open(&format!("{origin}/signin/local")).await;
    chromium.click("//a[contains(., 'Cancel')]").await;
    let page = chromium.text().await;
    assert!(page.contains("access_denied"), "{page}");
    if let Ok(file) = std::env::var("FETCHWRIGHT_SCREENSHOT") {
        chromium.open(&format!("{origin}/signin")).await;
        std::fs::write(
            file,
            chromium
                .act("GET", "screenshot", Value::Null)
                .await
                .as_str()
                .unwrap_or_default(),
        )
        .unwrap();
    }
    chromium
        .command(
            "DELETE",
            &format!("/session/{}", chromium.session),
            json!({}),
        )
        .await;
}
