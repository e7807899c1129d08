//! The settings of a sign-in, and which request is handled by what.
//!
//! ```text
//! GET  /signin                      the ways to sign in
//! GET  /signin/google               ──► the provider                          attempt::start
//! GET  /signin/google/callback      ──► the page, or the app                  attempt::callback     (POST for `form_post`)
//! POST /signin/google/link          ──► the provider, for a signed-in user    attempt::link
//! POST /signin/exchange             one-time code ──► tokens                  grants::exchange
//! POST /signin/refresh              refresh token ──► tokens                  grants::refresh       (GET for a browser)
//! POST /signout                     ──► /                                     grants::sign_out
//! ```
//!
//! Invariants: [`SignIn::handle`] responds to every request and never fails. What is wrong with the settings is an error of
//! [`Builder::build`], before the first request.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};

use crate::accounts::{Accounts, AnyAccounts};
use crate::error::{BoxError, Failure, SetupError};
use crate::exchange::Discovered;
use crate::linking::Policy;
use crate::pages;
use crate::provider::{Checked, Provider};
use crate::remote::{Http, Transport, hyper};
use crate::request::{Origin, Params, cookie};
use crate::seal::Sealer;
use crate::session::{Issuer, Refused, Session, Sessions};
use crate::targets::{Delivery, Targets};
use crate::tokens::{AnyTokens, Family, MemoryTokens, Tokens};

/// The cookies of a signed-in browser.
pub(crate) const SESSION: &str = "session";
pub(crate) const REFRESH: &str = "refresh";
/// What has expired is removed with one sign-in of so many.
const TIDY: u64 = 100;

/// The settings of a sign-in.
pub struct Builder {
    origin: String,
    path: String,
    providers: Vec<Provider>,
    accounts: Option<Box<dyn AnyAccounts>>,
    tokens: Box<dyn AnyTokens>,
    sessions: Option<Sessions>,
    targets: Targets,
    policy: Policy,
    timeout: Duration,
    transport: Option<Transport>,
    clock: Clock,
}

type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Sign-in for one site. A clone is the same sign-in.
#[derive(Clone)]
pub struct SignIn(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) origin: Origin,
    pub(crate) path: String,
    pub(crate) providers: Vec<Checked>,
    pub(crate) accounts: Box<dyn AnyAccounts>,
    pub(crate) tokens: Box<dyn AnyTokens>,
    pub(crate) sessions: Sessions,
    pub(crate) issuer: Issuer,
    pub(crate) sealer: Sealer,
    pub(crate) targets: Targets,
    pub(crate) policy: Policy,
    pub(crate) http: Http,
    pub(crate) discovered: Discovered,
    clock: Clock,
    sign_ins: AtomicU64,
}

impl Builder {
    /// A way to sign in.
    pub fn provider(mut self, provider: Provider) -> Builder {
        self.providers.push(provider);
        self
    }

    /// Your accounts.
    pub fn accounts(mut self, accounts: impl Accounts) -> Builder {
        self.accounts = Some(Box::new(accounts));
        self
    }

    /// How sessions are issued.
    pub fn sessions(mut self, sessions: Sessions) -> Builder {
        self.sessions = Some(sessions);
        self
    }

    /// Where one-time codes and refresh tokens are kept; else in the memory of this process.
    pub fn tokens(mut self, tokens: impl Tokens) -> Builder {
        self.tokens = Box::new(tokens);
        self
    }

    /// An address of an app. Its fragment receives a one-time code, which the app exchanges at `/signin/exchange`.
    pub fn mobile(mut self, address: impl Into<String>) -> Builder {
        self.targets.apps.push((address.into(), Delivery::Code));
        self
    }

    /// An address of an app whose fragment receives the session token itself, for at most 15 minutes and without a refresh token.
    ///
    /// Any app can register the scheme `com.example.shop`, and addresses stay in histories. [`Builder::mobile`] is safe from both.
    pub fn mobile_with_token(mut self, address: impl Into<String>) -> Builder {
        self.targets.apps.push((address.into(), Delivery::Token));
        self
    }

    /// An address outside of this site to which users may return. Paths of this site need no entry.
    pub fn return_to(mut self, address: impl Into<String>) -> Builder {
        self.targets.pages.push(address.into());
        self
    }

    /// The path of all addresses, if it is not `/signin`.
    pub fn path(mut self, path: impl Into<String>) -> Builder {
        self.path = path.into();
        self
    }

    /// What a site wants of accounts.
    pub fn policy(mut self, policy: Policy) -> Builder {
        self.policy = policy;
        self
    }

    /// How long a request to a provider may take; else ten seconds.
    pub fn timeout(mut self, timeout: Duration) -> Builder {
        self.timeout = timeout;
        self
    }

    /// Sends requests to providers: for a proxy, or roots of your own.
    pub fn transport<F>(
        mut self,
        send: impl Fn(Request<Bytes>) -> F + Send + Sync + 'static,
    ) -> Builder
    where
        F: Future<Output = Result<Response<Bytes>, BoxError>> + Send + 'static,
    {
        self.transport = Some(Arc::new(move |request| Box::pin(send(request))));
        self
    }

    /// The time in seconds since 1970, for tests.
    pub fn clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Builder {
        self.clock = Arc::new(clock);
        self
    }

    /// Checks the settings. It sends no request.
    pub fn build(self) -> Result<SignIn, SetupError> {
        let wrong = SetupError::settings;
        let origin = Origin::read(&self.origin).ok_or_else(|| {
            wrong(format!("{:?} is not the address of a site: https://host, or http://localhost:port for development", self.origin))
        })?;
        let path = self.path.trim_end_matches('/').to_owned();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte);
        if !path.starts_with('/') || !path.bytes().all(plain) {
            return Err(wrong(format!("{:?} is not a path like /signin", self.path)));
        }
        let providers = self
            .providers
            .into_iter()
            .map(Provider::check)
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(twice) = providers
            .iter()
            .enumerate()
            .find(|(at, it)| providers.iter().take(*at).any(|other| other.id == it.id))
        {
            return Err(wrong(format!(
                "two providers have the id {}: give one another with id(…)",
                twice.1.id
            )));
        }
        if providers.is_empty() {
            return Err(wrong("there is no provider".to_owned()));
        }
        let accounts = self
            .accounts
            .ok_or_else(|| wrong("there are no accounts".to_owned()))?;
        let sessions = self
            .sessions
            .ok_or_else(|| wrong("there are no sessions".to_owned()))?;
        self.targets.check()?;
        let transport = self.transport.map_or_else(hyper, Ok)?;
        Ok(SignIn(Arc::new(Inner {
            issuer: Issuer::new(&sessions, origin.text()),
            sealer: Sealer::new(&sessions.seals()),
            origin,
            path,
            providers,
            accounts,
            tokens: self.tokens,
            sessions,
            targets: self.targets,
            policy: self.policy,
            http: Http::new(transport, self.timeout),
            discovered: Discovered::default(),
            clock: self.clock,
            sign_ins: AtomicU64::new(0),
        })))
    }
}

impl SignIn {
    /// Settings for the site at this address, as users see it: `https://shop.example.com`.
    #[expect(
        clippy::new_ret_no_self,
        reason = "the settings come first, and `build` checks them"
    )]
    pub fn new(origin: impl Into<String>) -> Builder {
        let wall_clock = || {
            SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .map_or(0, |time| time.as_secs())
        };
        Builder {
            origin: origin.into(),
            path: "/signin".to_owned(),
            providers: Vec::new(),
            accounts: None,
            tokens: Box::new(MemoryTokens::default()),
            sessions: None,
            targets: Targets::default(),
            policy: Policy::default(),
            timeout: Duration::from_secs(10),
            transport: None,
            clock: Arc::new(wall_clock),
        }
    }

    /// The user of a session token.
    pub fn verify(&self, token: &str) -> Result<Session, Refused> {
        self.0.issuer.verify(token, self.0.now())
    }

    /// The user of a request: of its `Authorization: Bearer`, or else of the session's cookie. With the cookie, a request that
    /// changes something must come from this site.
    pub fn session(&self, method: &Method, headers: &HeaderMap) -> Result<Session, Refused> {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let value = value.to_str().map_err(|_| Refused::Malformed)?;
            let (scheme, token) = value.split_once(' ').ok_or(Refused::Malformed)?;
            return match scheme.eq_ignore_ascii_case("bearer") {
                true => self.verify(token.trim()),
                false => Err(Refused::Missing),
            };
        }
        let name = self.0.origin.cookie_name(SESSION);
        let session = self.verify(cookie(headers, &name).ok_or(Refused::Missing)?)?;
        match method.is_safe() || self.0.origin.is_own(headers) {
            true => Ok(session),
            false => Err(Refused::CrossSite),
        }
    }

    /// Signs a user out everywhere: no refresh token of the user is valid any more. Session tokens end by themselves.
    pub async fn sign_out_everywhere(&self, user: &str) -> Result<(), BoxError> {
        self.0.tokens.revoke_user(user).await
    }

    /// Responds to a request to one of the addresses above.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let inner = &*self.0;
        let path = parts.uri.path();
        let rest = match path == "/signout" {
            true => Some("/signout"),
            false => path
                .strip_prefix(&inner.path)
                .filter(|rest| rest.is_empty() || rest.starts_with('/')),
        };
        let segments: Vec<&str> = rest.unwrap_or("/no/such/page").split('/').skip(1).collect();
        let query = || Params::read(parts.uri.query().unwrap_or_default().as_bytes());
        let form = || inner.body(&parts.headers, &body);
        let (get, post) = (parts.method == Method::GET, parts.method == Method::POST);
        match segments.as_slice() {
            [] | [""] if get => inner.choose(query()),
            ["signout"] if post => inner.sign_out(&parts.headers, form()).await,
            ["signout"] if get => inner.ask_to_sign_out(),
            ["exchange" | "refresh"] if parts.method == Method::OPTIONS => {
                inner.preflight(&parts.headers)
            }
            ["exchange"] if post => inner.share(&parts.headers, inner.exchange(form()).await),
            ["refresh"] if post => {
                inner.share(&parts.headers, inner.refresh(&parts.headers, form()).await)
            }
            ["refresh"] if get => inner.refresh_page(&parts.headers, query()).await,
            ["exchange"] | ["signout"] => pages::wrong_method(),
            [provider] if get => match inner.provider(provider) {
                Some(provider) => inner.start(provider, &parts.headers, query()).await,
                None => inner.fail(&Failure::UnknownProvider, None),
            },
            [provider, "callback"] if get || post => match inner.provider(provider) {
                Some(provider) => {
                    inner
                        .callback(provider, &parts.headers, if get { query() } else { form() })
                        .await
                }
                None => inner.fail(&Failure::UnknownProvider, None),
            },
            [provider, "link"] if post => match inner.provider(provider) {
                Some(provider) => inner.link(self, provider, &parts.headers, form()).await,
                None => inner.fail(&Failure::UnknownProvider, None),
            },
            [] | [""] | [_] | [_, "callback" | "link"] => pages::wrong_method(),
            _ => pages::page(StatusCode::NOT_FOUND, "There is no such page", ""),
        }
    }
}

impl Inner {
    pub(crate) fn now(&self) -> u64 {
        (self.clock)()
    }

    pub(crate) fn provider(&self, id: &str) -> Option<&Checked> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// The address that is registered at the provider.
    pub(crate) fn callback_url(&self, provider: &Checked) -> String {
        format!(
            "{}{}/{}/callback",
            self.origin.text(),
            self.path,
            provider.id
        )
    }

    /// A form, or a JSON object of texts.
    fn body(&self, headers: &HeaderMap, body: &Bytes) -> Result<Params, Failure> {
        let media_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        match media_type.split(';').next().unwrap_or_default().trim() {
            "application/json" => Params::from_json(body),
            _ => Params::read(body),
        }
    }

    /// The page with all ways to sign in.
    fn choose(&self, query: Result<Params, Failure>) -> Response<Bytes> {
        let query = match query {
            Ok(query) => query,
            Err(failure) => return self.fail(&failure, None),
        };
        let to = query
            .get("return_to")
            .filter(|to| self.targets.has_page(to));
        let suffix = to.map_or(String::new(), |to| {
            format!(
                "?{}",
                form_urlencoded::Serializer::new(String::new())
                    .append_pair("return_to", to)
                    .finish()
            )
        });
        let links = self.providers.iter().map(|provider| {
            let (name, id) = (pages::escape(&provider.facts.name), &provider.id);
            format!(
                "<a class=\"button\" href=\"{}/{id}{}\">Continue with {name}</a>",
                self.path,
                pages::escape(&suffix)
            )
        });
        pages::page(StatusCode::OK, "Sign in", &links.collect::<String>())
    }

    fn ask_to_sign_out(&self) -> Response<Bytes> {
        pages::page(
            StatusCode::OK,
            "Sign out",
            "<form method=\"post\" action=\"/signout\"><button>Sign out</button></form>",
        )
    }

    /// The page of a failure.
    pub(crate) fn fail(&self, failure: &Failure, provider: Option<&Checked>) -> Response<Bytes> {
        let (id, name) = provider.map_or(("", "The provider"), |provider| {
            (&provider.id, &provider.facts.name)
        });
        match failure {
            Failure::Internal(error) => {
                tracing::error!(provider = id, code = failure.code(), %error, "a sign-in failed")
            }
            _ => {
                tracing::info!(provider = id, code = failure.code(), reason = %failure, "a sign-in failed")
            }
        }
        pages::failure(failure, name, &self.path)
    }

    /// Stores a new sign-in, and sometimes removes what has expired.
    pub(crate) async fn start_family(&self, family: &Family) -> Result<(), Failure> {
        self.tokens.start(family).await.map_err(Failure::Internal)?;
        if self
            .sign_ins
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(TIDY)
        {
            self.tokens
                .remove_expired(self.now())
                .await
                .map_err(Failure::Internal)?;
        }
        Ok(())
    }

    /// An app that runs in a browser at a listed address may read the response.
    fn share(&self, headers: &HeaderMap, mut response: Response<Bytes>) -> Response<Bytes> {
        let origin = headers.get(header::ORIGIN).filter(|origin| {
            origin
                .to_str()
                .is_ok_and(|origin| self.targets.has_origin(origin))
        });
        if let Some(origin) = origin {
            response
                .headers_mut()
                .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        response
            .headers_mut()
            .insert(header::VARY, HeaderValue::from_static("Origin"));
        response
    }

    fn preflight(&self, headers: &HeaderMap) -> Response<Bytes> {
        let mut response = pages::json(StatusCode::OK, &serde_json::Value::Null);
        let allowed = HeaderValue::from_static("content-type");
        response
            .headers_mut()
            .insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        self.share(headers, response)
    }
}
