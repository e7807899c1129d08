//! A site with accounts in memory, a provider that checks what it is sent, and a browser with cookies.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use fetchwright_signin::{
    Account, Accounts, BoxError, Builder, Identity, Key, Provider, Sessions, SignIn, github, google,
};
use http::{Request, Response};
use serde_json::{Value, json};

pub const ORIGIN: &str = "https://shop.example.com";
pub const SECRET: &str = "provider-secret-of-this-site";
pub const APP: &str = "com.example.shop:/signed-in";
pub const TOKEN_APP: &str = "com.example.legacy:/signed-in";
/// RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Accounts of a site, with unique addresses and identities.
#[derive(Clone, Default)]
pub struct TestAccounts(Arc<Mutex<Vec<Row>>>);

/// An account, and its identities: provider and subject.
type Row = (Account, Vec<(String, String)>);

impl TestAccounts {
    pub fn add(&self, id: &str, email: &str, email_verified: bool) {
        let account = Account {
            id: id.to_owned(),
            email: Some(email.to_owned()),
            email_verified,
            providers: Vec::new(),
        };
        self.0.lock().unwrap().push((account, Vec::new()));
    }

    pub fn all(&self) -> Vec<Row> {
        self.0.lock().unwrap().clone()
    }

    pub fn ids(&self) -> Vec<String> {
        self.all()
            .into_iter()
            .map(|(account, _)| account.id)
            .collect()
    }
}

impl Accounts for TestAccounts {
    async fn find_by_identity(
        &self,
        provider: &str,
        subject: &str,
    ) -> Result<Option<Account>, BoxError> {
        let key = (provider.to_owned(), subject.to_owned());
        Ok(self
            .0
            .lock()
            .unwrap()
            .iter()
            .find(|(_, identities)| identities.contains(&key))
            .map(|(account, _)| account.clone()))
    }

    async fn find_by_email(&self, address: &str) -> Result<Vec<Account>, BoxError> {
        let all = self.0.lock().unwrap();
        Ok(all
            .iter()
            .map(|(account, _)| account)
            .filter(|account| account.email.as_deref() == Some(address))
            .cloned()
            .collect())
    }

    async fn create(
        &self,
        identity: &Identity,
        address: Option<&str>,
    ) -> Result<Option<String>, BoxError> {
        let mut all = self.0.lock().unwrap();
        let key = (identity.provider.clone(), identity.subject.clone());
        let taken = |(account, identities): &Row| {
            identities.contains(&key) || (address.is_some() && account.email.as_deref() == address)
        };
        if all.iter().any(taken) {
            return Ok(None);
        }
        let id = format!("user-{}", all.len() + 1);
        let account = Account {
            id: id.clone(),
            email: address.map(str::to_owned),
            email_verified: address.is_some(),
            providers: vec![identity.provider.clone()],
        };
        all.push((account, vec![key]));
        Ok(Some(id))
    }

    async fn link(&self, account: &str, identity: &Identity) -> Result<bool, BoxError> {
        let mut all = self.0.lock().unwrap();
        let key = (identity.provider.clone(), identity.subject.clone());
        if all.iter().any(|(_, identities)| identities.contains(&key)) {
            return Ok(false);
        }
        for (it, identities) in all.iter_mut().filter(|(it, _)| it.id == account) {
            it.providers.push(identity.provider.clone());
            identities.push(key.clone());
        }
        Ok(true)
    }
}

struct Code {
    redirect_uri: String,
    challenge: Option<String>,
    nonce: Option<String>,
    client_id: String,
    used: bool,
}

/// The providers Google, GitHub and `id` (https://id.example.com, by discovery), as strict as a server may be.
pub struct World {
    pub claims: Value,
    pub github_user: Value,
    pub github_emails: Value,
    /// Status, media type and body of the token endpoint, instead of the right ones.
    pub token_response: Option<(u16, &'static str, String)>,
    /// Changes the claims of the ID token last.
    pub bend: fn(&mut Value),
    pub down: bool,
    pub requests: Vec<(String, String)>,
    codes: HashMap<String, Code>,
    next: u64,
}

impl World {
    fn respond(&mut self, request: &Request<Bytes>, now: u64) -> Result<Response<Bytes>, BoxError> {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let url = request.uri().to_string();
        self.requests
            .push((url.clone(), format!("{:?} {body}", request.headers())));
        if self.down {
            return Err("connection refused".into());
        }
        let authorization = request
            .headers()
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        match url.as_str() {
            "https://id.example.com/.well-known/openid-configuration" => respond(
                200,
                json!({
                    "issuer": "https://id.example.com", "authorization_endpoint": "https://id.example.com/authorize?tenant=7",
                    "token_endpoint": "https://id.example.com/token", "userinfo_endpoint": "https://id.example.com/userinfo",
                    "authorization_response_iss_parameter_supported": true,
                }),
            ),
            "https://oauth2.googleapis.com/token" | "https://id.example.com/token" => {
                self.token(&body, authorization, &url, now)
            }
            "https://github.com/login/oauth/access_token" => {
                self.token(&body, authorization, &url, now)
            }
            _ if authorization != "Bearer at-secret" => {
                respond(401, json!({"message": "Bad credentials"}))
            }
            "https://api.github.com/user" => respond(200, self.github_user.clone()),
            "https://api.github.com/user/emails" => respond(200, self.github_emails.clone()),
            "https://id.example.com/userinfo"
            | "https://openidconnect.googleapis.com/v1/userinfo" => {
                respond(200, self.claims.clone())
            }
            _ => respond(404, json!({"message": "Not Found"})),
        }
    }

    fn token(
        &mut self,
        body: &str,
        authorization: &str,
        url: &str,
        now: u64,
    ) -> Result<Response<Bytes>, BoxError> {
        if let Some((status, media_type, body)) = &self.token_response {
            return Ok(Response::builder()
                .status(*status)
                .header("content-type", *media_type)
                .body(Bytes::from(body.clone()))?);
        }
        let form: HashMap<_, _> = form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let github = url.starts_with("https://github.com");
        let refuse = |error: &str| {
            let text = json!({"error": error, "error_description": "the provider's own text"});
            respond(if github { 200 } else { 400 }, text)
        };
        let basic = format!(
            "Basic {}",
            base64::engine::general_purpose::STANDARD.encode(format!("client:{SECRET}"))
        );
        if get("client_secret") != SECRET && authorization != basic {
            return refuse("invalid_client");
        }
        let Some(code) = self.codes.get_mut(get("code")).filter(|code| !code.used) else {
            return refuse("invalid_grant");
        };
        code.used = true;
        let verifier = URL_SAFE_NO_PAD.encode(ring::digest::digest(
            &ring::digest::SHA256,
            get("code_verifier").as_bytes(),
        ));
        if get("grant_type") != "authorization_code"
            || get("redirect_uri") != code.redirect_uri
            || code.challenge.as_ref() != Some(&verifier)
        {
            return refuse("invalid_grant");
        }
        let mut claims = self.claims.clone();
        claims["aud"] = json!(code.client_id);
        claims["nonce"] = json!(code.nonce);
        claims["iat"] = json!(now);
        claims["exp"] = json!(now + 300);
        claims["iss"] = json!(if url.contains("google") {
            "https://accounts.google.com"
        } else {
            "https://id.example.com"
        });
        (self.bend)(&mut claims);
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let id_token = format!(
            "{}.{}.{}",
            part(&json!({"alg": "RS256"})),
            part(&claims),
            URL_SAFE_NO_PAD.encode("signature")
        );
        if github {
            let form = "access_token=at-secret&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer";
            return Ok(Response::builder()
                .header(
                    "content-type",
                    "application/x-www-form-urlencoded; charset=utf-8",
                )
                .body(Bytes::from(form))?);
        }
        respond(
            200,
            json!({"access_token": "at-secret", "token_type": "Bearer", "expires_in": 3600, "id_token": id_token}),
        )
    }
}

fn respond(status: u16, body: Value) -> Result<Response<Bytes>, BoxError> {
    Ok(Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))?)
}

/// A site, its accounts, its providers and its clock.
#[derive(Clone)]
pub struct Site {
    pub signin: SignIn,
    pub accounts: TestAccounts,
    pub world: Arc<Mutex<World>>,
    pub time: Arc<AtomicU64>,
}

pub fn sessions() -> Sessions {
    Sessions::jwt(Key::hs256([7; 32]).unwrap())
}

impl Site {
    pub fn new() -> Site {
        Site::with(|builder| builder)
    }

    pub fn with(change: impl FnOnce(Builder) -> Builder) -> Site {
        let world = World {
            claims: json!({"sub": "g-1", "email": "Ada@gmail.com", "email_verified": true, "name": "Ada"}),
            github_user: json!({"id": 583231, "login": "ada", "email": null, "name": "Ada"}),
            github_emails: json!([{"email": "ada@gmail.com", "primary": true, "verified": true, "visibility": null}]),
            token_response: None,
            bend: |_| {},
            down: false,
            requests: Vec::new(),
            codes: HashMap::new(),
            next: 0,
        };
        let (world, time, accounts) = (
            Arc::new(Mutex::new(world)),
            Arc::new(AtomicU64::new(1_000_000)),
            TestAccounts::default(),
        );
        let (sent, sent_time, clock) = (Arc::clone(&world), Arc::clone(&time), Arc::clone(&time));
        let builder = SignIn::new(ORIGIN)
            .provider(google("client", SECRET))
            .provider(github("client", SECRET))
            .provider(
                Provider::openid("id", "https://id.example.com", "client", SECRET)
                    .title("Example <Id>"),
            )
            .accounts(accounts.clone())
            .sessions(sessions())
            .mobile(APP)
            .mobile("https://app.example.com/signed-in")
            .mobile("http://127.0.0.1/signed-in")
            .mobile_with_token(TOKEN_APP)
            .return_to("https://other.example.com/done")
            .clock(move || clock.load(Ordering::SeqCst))
            .transport(move |request| {
                let response = sent
                    .lock()
                    .unwrap()
                    .respond(&request, sent_time.load(Ordering::SeqCst));
                async move { response }
            });
        Site {
            signin: change(builder).build().unwrap(),
            accounts,
            world,
            time,
        }
    }

    pub fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub fn wait(&self, seconds: u64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn browser(&self) -> Browser {
        Browser {
            signin: self.signin.clone(),
            cookies: HashMap::new(),
        }
    }

    /// The user allows the sign-in at the provider: the address that the browser is sent to.
    pub fn allow(&self, authorization_url: &str) -> String {
        let query = query(authorization_url);
        let get = |name: &str| query.get(name).cloned();
        let mut world = self.world();
        world.next += 1;
        let code = format!("code-{}", world.next);
        assert_eq!(get("response_type").as_deref(), Some("code"));
        assert_eq!(get("code_challenge_method").as_deref(), Some("S256"));
        let redirect_uri = get("redirect_uri").unwrap();
        assert!(
            redirect_uri.starts_with(ORIGIN) && redirect_uri.ends_with("/callback"),
            "{redirect_uri}"
        );
        let issued = Code {
            redirect_uri: redirect_uri.clone(),
            challenge: get("code_challenge"),
            nonce: get("nonce"),
            client_id: get("client_id").unwrap(),
            used: false,
        };
        world.codes.insert(code.clone(), issued);
        let mut response = form_urlencoded::Serializer::new(String::new());
        response
            .append_pair("code", &code)
            .append_pair("state", &get("state").unwrap());
        if authorization_url.starts_with("https://id.example.com") {
            response.append_pair("iss", "https://id.example.com");
        }
        format!("{redirect_uri}?{}", response.finish())
    }

    /// The user, or the provider, refuses.
    pub fn refuse(&self, authorization_url: &str, error: &str) -> String {
        let query = query(authorization_url);
        let mut response = form_urlencoded::Serializer::new(String::new());
        response
            .append_pair("error", error)
            .append_pair("error_description", "the provider's own text")
            .append_pair("state", &query["state"]);
        if authorization_url.starts_with("https://id.example.com") {
            response.append_pair("iss", "https://id.example.com");
        }
        format!("{}?{}", query["redirect_uri"], response.finish())
    }
}

/// The parameters behind `?` or `#`.
pub fn query(url: &str) -> HashMap<String, String> {
    let (_, query) = url.split_once(['?', '#']).unwrap_or((url, ""));
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// What a response is about.
#[derive(Debug)]
pub struct Seen {
    pub status: u16,
    pub location: String,
    pub body: String,
    pub headers: http::HeaderMap,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

/// A browser that obeys cookies, and follows nothing by itself.
#[derive(Clone)]
pub struct Browser {
    signin: SignIn,
    pub cookies: HashMap<String, String>,
}

impl Browser {
    pub async fn get(&mut self, url: &str) -> Seen {
        self.send("GET", url, &[], "").await
    }

    /// The same browser at another site.
    pub fn use_site(&mut self, signin: SignIn) {
        self.signin = signin;
    }

    /// A form of the site's own pages.
    pub async fn post(&mut self, url: &str, form: &str) -> Seen {
        self.send("POST", url, &[("origin", ORIGIN)], form).await
    }

    pub async fn send(
        &mut self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Seen {
        let path = url
            .strip_prefix(ORIGIN)
            .unwrap_or(url)
            .split('#')
            .next()
            .unwrap();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let response = self
            .signin
            .handle(request.body(Bytes::from(body.to_owned())).unwrap())
            .await;
        for line in response.headers().get_all("set-cookie") {
            let cookie = cookie::Cookie::parse(line.to_str().unwrap().to_owned()).unwrap();
            assert!(
                cookie.name().starts_with("__Host-")
                    && cookie.http_only() == Some(true)
                    && cookie.secure() == Some(true),
                "{cookie}"
            );
            assert_eq!((cookie.path(), cookie.domain()), (Some("/"), None));
            if cookie.max_age().is_some_and(|age| age.is_zero()) {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies
                    .insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        // What must hold for every response of the sign-in.
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
        };
        assert_eq!(
            (header("cache-control"), header("referrer-policy")),
            ("no-store", "no-referrer"),
            "{method} {url}"
        );
        let body = String::from_utf8(response.body().to_vec()).unwrap();
        for secret in [SECRET, "at-secret", "the provider's own text"] {
            assert!(
                !body.contains(secret) && !header("location").contains(secret),
                "{method} {url}"
            );
        }
        Seen {
            status: response.status().as_u16(),
            location: header("location").to_owned(),
            body,
            headers: response.headers().clone(),
        }
    }

    /// A whole sign-in.
    pub async fn sign_in(&mut self, site: &Site, provider: &str) -> Seen {
        let start = self.get(&format!("/signin/{provider}")).await;
        assert_eq!(start.status, 303, "{}", start.body);
        self.get(&site.allow(&start.location)).await
    }

    /// The signed-in user.
    pub fn user(&self) -> Option<String> {
        let token = self.cookies.get("__Host-session")?;
        self.signin.verify(token).ok().map(|session| session.user)
    }

    pub fn attempts(&self) -> usize {
        self.cookies
            .keys()
            .filter(|name| name.starts_with("__Host-signin-"))
            .count()
    }
}
