//! A request for an access token, and its response (RFC 6749).
//!
//! ```text
//! grant_type=client_credentials&scope=read   →   {"access_token": "…", "expires_in": 3600}   →   Tokens
//!                                            →   {"error": "invalid_client"}                 →   TokenError
//! ```
//!
//! An `error` counts whatever the status: some servers send it with 200. The response is JSON or a form.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Request, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::auth::Secret;
use super::body::Body;
use super::percent;
use super::redact;

/// How a client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// `Authorization: Basic …`, which every server has to know.
    Basic,
    /// `client_id` and `client_secret` in the body.
    Body,
}

/// What is asked for at a token endpoint.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    url: String,
    client_id: String,
    client_secret: Option<Secret>,
    client_auth: ClientAuth,
    refreshes: bool,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
}

impl TokenRequest {
    /// Tokens for the client itself: `grant_type=client_credentials`.
    pub fn client_credentials(
        url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> TokenRequest {
        TokenRequest {
            url: url.into(),
            client_id: client_id.into(),
            client_secret: Some(client_secret.into()),
            client_auth: ClientAuth::Basic,
            refreshes: false,
            scopes: Vec::new(),
            parameters: Vec::new(),
        }
    }

    /// Tokens for a user, whose first refresh token is in the store: `grant_type=refresh_token`.
    pub fn refresh(url: impl Into<String>, client_id: impl Into<String>) -> TokenRequest {
        TokenRequest {
            refreshes: true,
            client_secret: None,
            ..TokenRequest::client_credentials(url, client_id, "")
        }
    }

    /// The client's secret.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> TokenRequest {
        self.client_secret = Some(secret.into());
        self
    }

    /// How the client proves itself; else with Basic.
    #[must_use]
    pub fn client_auth(mut self, client_auth: ClientAuth) -> TokenRequest {
        self.client_auth = client_auth;
        self
    }

    /// A scope that the token shall have.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> TokenRequest {
        self.scopes.push(scope.into());
        self
    }

    /// A further parameter: `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> TokenRequest {
        self.parameters.push((name.into(), value.into()));
        self
    }

    pub(super) fn refreshes(&self) -> bool {
        self.refreshes
    }

    /// The request, with the refresh token where it needs one.
    pub(super) fn write(&self, refresh: Option<&Secret>) -> Result<Request<Body>, TokenError> {
        if !is_secure(&self.url) {
            return Err(TokenError::new(TokenErrorKind::Settings)
                .because("the token endpoint's address is not https"));
        }
        let grant = match refresh {
            Some(_) => "refresh_token",
            None => "client_credentials",
        };
        let scopes = self.scopes.join(" ");
        let mut pairs = vec![("grant_type", grant)];
        pairs.extend(refresh.map(|token| ("refresh_token", token.expose())));
        pairs.extend((!scopes.is_empty()).then_some(("scope", scopes.as_str())));
        let basic = self
            .client_secret
            .as_ref()
            .filter(|_| self.client_auth == ClientAuth::Basic);
        if basic.is_none() {
            pairs.push(("client_id", &self.client_id));
            let secret = self.client_secret.as_ref();
            pairs.extend(secret.map(|secret| ("client_secret", secret.expose())));
        }
        let parameters = self.parameters.iter();
        pairs.extend(parameters.map(|(name, value)| (name.as_str(), value.as_str())));
        let pairs = pairs.into_iter();
        let form: Vec<String> = pairs
            .map(|(name, value)| format!("{}={}", percent::escape(name), percent::escape(value)))
            .collect();
        let mut request = Request::post(&self.url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        if let Some(secret) = basic {
            request = request.header(header::AUTHORIZATION, self.basic(secret)?);
        }
        request
            .body(Body::from(form.join("&")))
            .map_err(|error| TokenError::new(TokenErrorKind::Settings).because(&error.to_string()))
    }

    /// RFC 6749, section 2.3.1: both are encoded as a form before they become a header.
    fn basic(&self, secret: &Secret) -> Result<HeaderValue, TokenError> {
        let id = percent::escape(&self.client_id);
        let pair = STANDARD.encode(format!("{id}:{}", percent::escape(secret.expose())));
        let value = HeaderValue::try_from(format!("Basic {pair}"));
        let mut value = value.map_err(|_| TokenError::new(TokenErrorKind::Settings))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Tokens, or why there are none. `now` is in seconds since 1970; `refresh` is the token that was used.
    pub(super) fn read(
        &self,
        status: StatusCode,
        body: &[u8],
        now: u64,
        refresh: Option<&Secret>,
    ) -> Result<Tokens, TokenError> {
        let response = parse(body).unwrap_or_default();
        let text = |name: &str| response.get(name).and_then(Value::as_str);
        if let Some(code) = text("error") {
            let secrets = [self.client_secret.as_ref(), refresh];
            let hide = |text: &str| {
                let secrets = secrets.into_iter().flatten();
                redact::without(text, secrets.map(|it| it.expose().to_owned()).collect())
            };
            let kind = match code {
                "server_error" | "temporarily_unavailable" | "slow_down" => {
                    TokenErrorKind::Unavailable
                }
                _ if is_temporary(status) => TokenErrorKind::Unavailable,
                "invalid_grant" if refresh.is_some() => TokenErrorKind::SignInAgain,
                _ => TokenErrorKind::Refused,
            };
            return Err(TokenError {
                code: Some(hide(code)),
                description: text("error_description").map(hide),
                status: Some(status),
                ..TokenError::new(kind)
            });
        }
        let bearer = text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        let token =
            text("access_token").filter(|token| status.is_success() && bearer && !token.is_empty());
        let Some(token) = token else {
            let kind = match is_temporary(status) {
                true => TokenErrorKind::Unavailable,
                false => TokenErrorKind::Malformed,
            };
            return Err(TokenError {
                status: Some(status),
                ..TokenError::new(kind)
            });
        };
        let lifetime = response.get("expires_in").and_then(seconds);
        let next = text("refresh_token").filter(|token| !token.is_empty());
        Ok(Tokens {
            access_token: token.into(),
            renew_at: lifetime.map(|lifetime| now.saturating_add(lifetime - ahead(lifetime))),
            refresh_token: next.map(Secret::from).or_else(|| refresh.cloned()),
            scopes: scopes(response.get("scope")),
        })
    }
}

/// How many seconds before its end a token is renewed: a minute, or a quarter of a short life.
fn ahead(lifetime: u64) -> u64 {
    (lifetime / 4).min(60)
}

fn is_temporary(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

/// A number, or a number in a string.
fn seconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Between spaces or commas, or a list.
fn scopes(value: Option<&Value>) -> Vec<String> {
    let texts: Vec<&str> = match value {
        Some(Value::String(text)) => text.split([' ', ',']).collect(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let texts = texts.into_iter().filter(|text| !text.is_empty());
    texts.map(str::to_owned).collect()
}

/// https, or http to this machine.
fn is_secure(url: &str) -> bool {
    let host = url.strip_prefix("http://").map(|rest| {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    });
    let is_local = |host: &str| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        ["localhost", "127.0.0.1", "[::1]"].contains(&name)
    };
    url.starts_with("https://") || host.is_some_and(is_local)
}

/// An object of JSON, or a form.
fn parse(body: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(body) {
        return Some(value);
    }
    let text = std::str::from_utf8(body).ok()?;
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let pairs = pairs.map(|(name, value)| (decode(name), Value::String(decode(value))));
    Some(Value::Object(pairs.collect()))
}

/// Tokens, as a store keeps them. `Debug` shows none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Goes with each request.
    pub access_token: Secret,
    /// When the access token is renewed, shortly before its end, in seconds since 1970; `None`: when a server refuses it.
    pub renew_at: Option<u64>,
    /// Brings the next access token.
    pub refresh_token: Option<Secret>,
    /// The scope of the access token, if the server sends it.
    pub scopes: Vec<String>,
}

/// Why there is no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// The settings cannot work.
    Settings,
    /// The server refused; `code` is the reason.
    Refused,
    /// The refresh token is no longer valid, or there is none: the user has to sign in again.
    SignInAgain,
    /// The server cannot be reached, is too slow, or asks to try again later.
    Unavailable,
    /// The server responded with something else than a token.
    Malformed,
    /// The store failed.
    Store,
}

/// There is no access token. The source of a call's [`Error`](super::Error).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenError {
    pub(super) kind: TokenErrorKind,
    pub(super) code: Option<String>,
    pub(super) description: Option<String>,
    pub(super) status: Option<StatusCode>,
}

impl TokenError {
    pub(super) fn new(kind: TokenErrorKind) -> TokenError {
        TokenError {
            kind,
            code: None,
            description: None,
            status: None,
        }
    }

    pub(super) fn because(mut self, text: &str) -> TokenError {
        self.description = Some(text.to_owned());
        self
    }

    /// What kind of error it is.
    pub fn kind(&self) -> TokenErrorKind {
        self.kind
    }

    /// The server's `error`: `invalid_client`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The server's `error_description`, or what failed.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The status of the token endpoint's response.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TokenErrorKind::Settings => "no access token: wrong settings",
            TokenErrorKind::Refused => "no access token: the token endpoint refused",
            TokenErrorKind::SignInAgain => "no access token: sign in again",
            TokenErrorKind::Unavailable => "no access token: the token endpoint is not available",
            TokenErrorKind::Malformed => "no access token: the token endpoint sent no token",
            TokenErrorKind::Store => "no access token: the store failed",
        })?;
        if let Some(status) = self.status {
            write!(f, ", {}", status.as_u16())?;
        }
        for text in [&self.code, &self.description].into_iter().flatten() {
            write!(f, ": {}", text.escape_debug())?;
        }
        Ok(())
    }
}

impl std::error::Error for TokenError {}
