//! Access tokens of OAuth 2.0: fetched, shared by all calls, renewed before they end, and replaced once where a server
//! refuses one.
//!
//! ```text
//! let oauth = OAuth::builder(TokenRequest::client_credentials(url, id, secret).scope("read")).build();
//! let client = Client::builder(oauth.auth()).transport(oauth).build();
//! ```
//!
//! It is a transport around another one: it adds the token to each request that has the credential of [`OAuth::auth`].
//! Invariants: calls that need a new token at the same time share one request and its outcome; a new pair is stored before it
//! is used; who renews is not stopped by a call that is dropped; a request is sent at most twice, and only if its body can be;
//! a request to another origin, which a redirect leads to, has no token.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderValue, Request, Response, StatusCode, header};

use super::auth::{Auth, Current, Secret};
use super::body::Body;
use super::boxed::{BoxError, BoxFuture};
use super::challenge::insufficient_scope;
use super::clock::Clock;
use super::token_endpoint::TokenEndpoint;
use super::token_error::{TokenError, TokenErrorKind};
use super::token_request::{Grant, TokenRequest, Tokens};
use super::token_store::{MemoryStore, TokenStore};
use super::transport::Transport;
use super::transport_errors::NotSent;

/// A transport that adds access tokens. A clone shares them.
#[derive(Clone)]
pub struct OAuth(Arc<Shared>);

struct Shared {
    request: TokenRequest,
    store: Box<dyn TokenStore>,
    endpoint: TokenEndpoint,
    current: Mutex<Option<Tokens>>,
    /// The tokens that were written, which errors and logs must not show.
    written: Current,
    /// Who renews holds it, and keeps here why it failed the last time.
    renewing: tokio::sync::Mutex<Option<TokenError>>,
    /// How often that failed: whoever waited meanwhile shares the failure.
    failures: AtomicU64,
}

/// Makes an [`OAuth`].
#[must_use = "a builder does nothing until `build`"]
pub struct OAuthBuilder {
    request: TokenRequest,
    store: Box<dyn TokenStore>,
    endpoint: TokenEndpoint,
}

impl OAuthBuilder {
    /// Where tokens are kept; else in memory.
    pub fn store(mut self, store: impl TokenStore) -> OAuthBuilder {
        self.store = Box::new(store);
        self
    }

    /// What carries requests, those for tokens too; else the usual transport.
    pub fn transport(mut self, transport: impl Transport) -> OAuthBuilder {
        self.endpoint.transport = Box::new(transport);
        self
    }

    /// Another clock than the machine's.
    pub fn clock(mut self, clock: impl Clock) -> OAuthBuilder {
        self.endpoint.clock = Box::new(clock);
        self
    }

    /// The transport.
    pub fn build(self) -> OAuth {
        OAuth(Arc::new(Shared {
            request: self.request,
            store: self.store,
            endpoint: self.endpoint,
            current: Mutex::new(None),
            written: Current::default(),
            renewing: tokio::sync::Mutex::new(None),
            failures: AtomicU64::new(0),
        }))
    }
}

impl OAuth {
    /// Tokens that this request brings.
    pub fn builder(request: TokenRequest) -> OAuthBuilder {
        OAuthBuilder {
            request,
            store: Box::new(MemoryStore::default()),
            endpoint: TokenEndpoint::usual(),
        }
    }

    /// The credential for the client's builder: this transport fills it in.
    pub fn auth(&self) -> Auth {
        Auth::written_later(self.0.written.clone())
    }

    /// A token that is valid now, for a request that no client makes.
    ///
    /// # Errors
    /// Where there is none, and none could be had.
    pub async fn access_token(&self) -> Result<Secret, TokenError> {
        self.token(None).await
    }

    /// A token other than the one that a server has refused.
    async fn token(&self, refused: Option<&Secret>) -> Result<Secret, TokenError> {
        if let Some(token) = self.0.usable(refused) {
            return Ok(token);
        }
        let failures = self.0.failures.load(Ordering::SeqCst);
        let (shared, refused) = (Arc::clone(&self.0), refused.cloned());
        let renewal = async move { shared.renewed(refused.as_ref(), failures).await };
        // A call that is dropped must not lose the only copy of a refresh token.
        #[cfg(not(target_family = "wasm"))]
        let renewed = match tokio::spawn(renewal).await {
            Ok(renewed) => renewed,
            Err(_) => Err(TokenError::new(TokenErrorKind::Unavailable)),
        };
        #[cfg(target_family = "wasm")]
        let renewed = renewal.await;
        renewed
    }

    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, BoxError> {
        let placeholder = request.headers().get(header::AUTHORIZATION);
        if !placeholder.is_some_and(is_placeholder) {
            return self.0.endpoint.transport.fetch(request).await;
        }
        let (parts, body) = request.into_parts();
        let again = body.again().map(|body| (parts.clone(), body));
        let token = self.token(None).await.map_err(unsent)?;
        let response = self.0.fetch((parts, body), &token).await?;
        let (StatusCode::UNAUTHORIZED, Some(again)) = (response.status(), again) else {
            return Ok(response);
        };
        if insufficient_scope(response.headers()).is_some() {
            // Another token would lack it too.
            return Ok(response);
        }
        let next = self.token(Some(&token)).await?;
        self.0.fetch(again, &next).await
    }
}

/// Whether it is what a client writes for [`OAuth::auth`].
fn is_placeholder(value: &HeaderValue) -> bool {
    value.as_bytes().trim_ascii() == b"Bearer"
}

/// Nothing was sent, which a client may try again if it helps.
fn unsent(error: TokenError) -> BoxError {
    match error.kind {
        TokenErrorKind::Unavailable => NotSent(error.into()).into(),
        _ => error.into(),
    }
}

impl Transport for OAuth {
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(self.send(request))
    }
}

impl Shared {
    async fn fetch(
        &self,
        (mut parts, body): (http::request::Parts, Body),
        token: &Secret,
    ) -> Result<Response<Body>, BoxError> {
        let malformed = |_| TokenError::new(TokenErrorKind::Malformed);
        let value = HeaderValue::try_from(format!("Bearer {}", token.expose()));
        let mut value = value.map_err(malformed)?;
        value.set_sensitive(true);
        parts.headers.insert(header::AUTHORIZATION, value);
        let request = Request::from_parts(parts, body);
        self.endpoint.transport.fetch(request).await
    }

    fn is_usable(&self, tokens: &Tokens, refused: Option<&Secret>) -> bool {
        let token = &tokens.access_token;
        let in_time = tokens.renew_at.is_none_or(|at| self.endpoint.now() < at);
        in_time && !token.expose().is_empty() && refused != Some(token)
    }

    fn usable(&self, refused: Option<&Secret>) -> Option<Secret> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = current.as_ref();
        let tokens = tokens.filter(|tokens| self.is_usable(tokens, refused))?;
        Some(tokens.access_token.clone())
    }

    fn hold(&self, tokens: Tokens) -> Secret {
        let token = tokens.access_token.clone();
        self.written.push(token.clone());
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens);
        token
    }

    /// One at a time. `failures` is how often it had failed when the caller began to wait.
    async fn renewed(&self, refused: Option<&Secret>, failures: u64) -> Result<Secret, TokenError> {
        let mut last = self.renewing.lock().await;
        if let Some(token) = self.usable(refused) {
            return Ok(token);
        }
        if let (Some(error), true) = (&*last, self.failures.load(Ordering::SeqCst) != failures) {
            return Err(error.clone());
        }
        let renewed = self.renew(refused).await;
        if let Err(error) = &renewed {
            *last = Some(error.clone());
            self.failures.fetch_add(1, Ordering::SeqCst);
        }
        renewed
    }

    async fn renew(&self, refused: Option<&Secret>) -> Result<Secret, TokenError> {
        let failed =
            |error: BoxError| TokenError::new(TokenErrorKind::Store).because(&error.to_string());
        let mut stored = self.store.load().await.map_err(failed)?;
        // Another program may have renewed.
        if let Some(tokens) = stored.take_if(|tokens| self.is_usable(tokens, refused)) {
            return Ok(self.hold(tokens));
        }
        let lock = self.store.lock().await.map_err(failed)?;
        loop {
            let stored = self.store.load().await.map_err(failed)?;
            let tokens = stored.as_ref();
            if let Some(tokens) = tokens.filter(|tokens| self.is_usable(tokens, refused)) {
                return Ok(self.hold(tokens.clone()));
            }
            let refresh = tokens.and_then(|tokens| tokens.refresh_token.clone());
            let refresh = refresh.filter(|_| self.request.refreshes());
            if self.request.refreshes() && refresh.is_none() {
                let error = TokenError::new(TokenErrorKind::SignInAgain);
                return Err(error.because("there is no refresh token"));
            }
            let grant = refresh.as_ref().map_or(Grant::Client, Grant::Refresh);
            match self.endpoint.exchange(&self.request, grant).await {
                Ok(tokens) => {
                    self.store.save(&tokens).await.map_err(failed)?;
                    drop(lock);
                    return Ok(self.hold(tokens));
                }
                // Whoever lost a race finds another token in the store; whoever finds the same one has none.
                Err(error) if error.kind == TokenErrorKind::SignInAgain => {
                    let stored = self.store.load().await.map_err(failed)?;
                    if stored.and_then(|tokens| tokens.refresh_token) == refresh {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
}
