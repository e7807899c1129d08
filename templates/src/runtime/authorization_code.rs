//! Tokens of a user who signs in with a browser: authorization code with PKCE (RFC 6749, section 4.1; RFC 7636).
//!
//! ```text
//! let code = AuthorizationCode::new(authorization_url, TokenRequest::refresh(token_url, client_id)).scope("read");
//! let attempt = code.start("http://127.0.0.1:8123/")?;            // attempt.url goes to the user's browser
//! let tokens = code.finish(attempt, "/?code=…&state=…").await?;   // what the browser then requested
//! ```
//!
//! Invariants: each attempt has a state and a verifier of its own, of 256 random bits; the state and the issuer are checked before
//! the code is sent, and before an error of the redirect is believed; an attempt is used once.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

use super::auth::Secret;
use super::clock::Clock;
use super::redact;
use super::token_endpoint::TokenEndpoint;
use super::token_error::{TokenError, TokenErrorKind};
use super::token_request::{Grant, TokenRequest, Tokens, is_secure, read_pairs, write_pairs};
use super::transport::Transport;

/// How users sign in with a browser.
pub struct AuthorizationCode {
    url: String,
    request: TokenRequest,
    scopes: Vec<String>,
    separator: &'static str,
    parameters: Vec<(String, String)>,
    issuer: Option<String>,
    /// Whether a redirect without an issuer is refused.
    pub(super) requires_issuer: bool,
    pub(super) endpoint: TokenEndpoint,
}

/// One sign-in. A web server keeps state, verifier and redirect URI in the user's session until the redirect comes.
pub struct AuthorizationAttempt {
    /// Where the user's browser goes.
    pub url: String,
    /// What the redirect has to bring back.
    pub state: Secret,
    /// What proves that the code was asked for here.
    pub verifier: Secret,
    /// Where the browser comes back to.
    pub redirect_uri: String,
}

/// Without the URL, which has the state in it.
impl fmt::Debug for AuthorizationAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationAttempt")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

impl AuthorizationCode {
    /// With the authorization endpoint, and what then renews the tokens: [`TokenRequest::refresh`].
    pub fn new(url: impl Into<String>, request: TokenRequest) -> AuthorizationCode {
        AuthorizationCode {
            url: url.into(),
            request,
            scopes: Vec::new(),
            separator: " ",
            parameters: Vec::new(),
            issuer: None,
            requires_issuer: false,
            endpoint: TokenEndpoint::usual(),
        }
    }

    /// The client's secret; an app that others install has none.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> AuthorizationCode {
        self.request = self.request.client_secret(secret);
        self
    }

    /// A scope that the user is asked for.
    #[must_use]
    pub fn scope(mut self, scope: impl ToString) -> AuthorizationCode {
        self.scopes.push(scope.to_string());
        self
    }

    /// The separator of scopes, where it is no space.
    #[must_use]
    pub fn scope_separator(mut self, separator: &'static str) -> AuthorizationCode {
        self.separator = separator;
        self
    }

    /// A further parameter of the authorization URL: `prompt`.
    #[must_use]
    pub fn parameter(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> AuthorizationCode {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The issuer: a redirect of another one is refused (RFC 9207).
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> AuthorizationCode {
        self.issuer = Some(issuer.into());
        self
    }

    /// What carries the request for tokens; else the usual transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> AuthorizationCode {
        self.endpoint.transport = Box::new(transport);
        self
    }

    /// Another clock than the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> AuthorizationCode {
        self.endpoint.clock = Box::new(clock);
        self
    }

    /// What renews the tokens, for [`OAuth::builder`](super::OAuth::builder).
    pub fn token_request(&self) -> TokenRequest {
        self.request.clone()
    }

    /// Begins a sign-in that comes back to this address, exactly as it is registered with the provider.
    ///
    /// # Errors
    /// Where the settings cannot work.
    pub fn start(
        &self,
        redirect_uri: impl Into<String>,
    ) -> Result<AuthorizationAttempt, TokenError> {
        let failed = |text: &str| TokenError::new(TokenErrorKind::Settings).because(text);
        if !is_secure(&self.url) {
            return Err(failed("the authorization endpoint is not https"));
        }
        let (Some(state), Some(verifier)) = (random(), random()) else {
            return Err(failed("the system gives no random numbers"));
        };
        let redirect_uri = redirect_uri.into();
        let (scopes, challenge) = (self.scopes.join(self.separator), challenge(&verifier));
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", &self.request.client_id),
            ("redirect_uri", &redirect_uri),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        query.extend((!scopes.is_empty()).then_some(("scope", scopes.as_str())));
        let parameters = self.parameters.iter();
        query.extend(parameters.map(|(name, value)| (name.as_str(), value.as_str())));
        let separator = if self.url.contains('?') { '&' } else { '?' };
        Ok(AuthorizationAttempt {
            url: format!("{}{separator}{}", self.url, write_pairs(&query)),
            state: state.into(),
            verifier: verifier.into(),
            redirect_uri,
        })
    }

    /// Ends a sign-in: with the URL that the browser came back to, or its query, or the form that it sent.
    ///
    /// # Errors
    /// Where the user did not agree, the redirect does not belong to this attempt, or the server gives no token for its code.
    pub async fn finish(
        &self,
        attempt: AuthorizationAttempt,
        callback: &str,
    ) -> Result<Tokens, TokenError> {
        let code = self.code(&attempt, callback)?;
        let grant = Grant::Code {
            code: &code,
            redirect_uri: &attempt.redirect_uri,
            verifier: &attempt.verifier,
        };
        let mut tokens = self.endpoint.exchange(&self.request, grant).await?;
        if tokens.scopes.is_empty() {
            // RFC 6749, section 5.1: a server that does not send the scope has granted all.
            tokens.scopes.clone_from(&self.scopes);
        }
        Ok(tokens)
    }

    /// The code of a redirect, if that belongs to the attempt.
    fn code(&self, attempt: &AuthorizationAttempt, callback: &str) -> Result<Secret, TokenError> {
        let callback = callback.split('#').next().unwrap_or_default();
        let query = callback
            .split_once('?')
            .map_or(callback, |(_, query)| query);
        let pairs: Vec<(String, String)> = read_pairs(query).collect();
        let foreign = |text: &str| TokenError::new(TokenErrorKind::Callback).because(text);
        // RFC 6749, section 3.1: no parameter comes twice.
        let value = |name: &str| {
            let mut values = pairs.iter().filter(|(key, _)| key == name);
            match (values.next(), values.next()) {
                (_, Some(_)) => Err(foreign(&format!("`{name}` is there twice"))),
                (value, None) => Ok(value.map(|(_, value)| value.as_str())),
            }
        };
        let state = value("state")?.map(Secret::from);
        if attempt.state.expose().is_empty() || state.as_ref() != Some(&attempt.state) {
            return Err(foreign("its state is not the one of this attempt"));
        }
        let is_other = match (value("iss")?, self.issuer.as_deref()) {
            (Some(found), Some(expected)) => found != expected,
            (None, _) => self.requires_issuer,
            (Some(_), None) => false,
        };
        if is_other {
            return Err(foreign("it comes from another issuer"));
        }
        if let Some(error) = value("error")? {
            let secrets = [&attempt.state, &attempt.verifier];
            let hide =
                |text: &str| redact::without(text, secrets.map(|it| it.expose().to_owned()).into());
            let kind = match error {
                "access_denied" => TokenErrorKind::Denied,
                "server_error" | "temporarily_unavailable" => TokenErrorKind::Unavailable,
                _ => TokenErrorKind::Refused,
            };
            return Err(TokenError {
                code: Some(hide(error)),
                description: value("error_description")?.map(hide),
                ..TokenError::new(kind)
            });
        }
        let code = value("code")?.filter(|code| !code.is_empty());
        code.map(Secret::from)
            .ok_or_else(|| foreign("it has no code"))
    }
}

/// 256 bits that nobody can guess, as text.
fn random() -> Option<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// RFC 7636, section 4.2: S256.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}
