//! A request for an access token, and its response (RFC 6749).
//!
//! ```text
//! grant_type=client_credentials&scope=read   →   {"access_token": "…", "expires_in": 3600}   →   Tokens
//!                                            →   {"error": "invalid_client"}                 →   TokenError
//! ```
//!
//! An `error` counts whatever the status: some servers send it with 200. The response is JSON or a form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Request, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::auth::Secret;
use super::body::Body;
#[cfg(feature = "oauth-jwt")]
use super::jwt_signer::Signer;
use super::percent;
use super::redact;
use super::token_error::{TokenError, TokenErrorKind};

/// How a client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// `Authorization: Basic …`, which every server has to know.
    Basic,
    /// `client_id` and `client_secret` in the body.
    Body,
}

/// What a client exchanges for tokens.
#[derive(Clone, Copy)]
pub(super) enum Grant<'a> {
    /// What the client is itself.
    Client,
    /// A refresh token.
    Refresh(&'a Secret),
    /// The code that a browser brought, and what proves that this client asked for it.
    #[cfg(feature = "oauth-code")]
    #[cfg_attr(
        target_family = "wasm",
        allow(
            dead_code,
            reason = "a page of a browser cannot listen for the redirect"
        )
    )]
    Code {
        code: &'a Secret,
        redirect_uri: &'a str,
        verifier: &'a Secret,
    },
    /// The code of a device whose user agrees elsewhere.
    #[cfg(feature = "oauth-device")]
    Device(&'a Secret),
    /// What a service account has signed.
    #[cfg(feature = "oauth-jwt")]
    Assertion(&'a Secret),
}

impl<'a> Grant<'a> {
    fn pairs(self) -> Vec<(&'static str, &'a str)> {
        match self {
            Grant::Client => vec![("grant_type", "client_credentials")],
            Grant::Refresh(token) => vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", token.expose()),
            ],
            #[cfg(feature = "oauth-code")]
            Grant::Code {
                code,
                redirect_uri,
                verifier,
            } => vec![
                ("grant_type", "authorization_code"),
                ("code", code.expose()),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier.expose()),
            ],
            #[cfg(feature = "oauth-device")]
            Grant::Device(code) => vec![
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", code.expose()),
            ],
            #[cfg(feature = "oauth-jwt")]
            Grant::Assertion(assertion) => vec![
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", assertion.expose()),
            ],
        }
    }

    /// Whether the request names scopes: a code has them already, and an assertion names them itself.
    fn takes_scopes(self) -> bool {
        matches!(self, Grant::Client | Grant::Refresh(_))
    }

    /// The refresh token.
    fn refresh(self) -> Option<&'a Secret> {
        match self {
            Grant::Refresh(token) => Some(token),
            _ => None,
        }
    }

    /// What a server may repeat in an error, and nobody should read.
    fn secrets(self) -> Vec<&'a Secret> {
        match self {
            Grant::Client => Vec::new(),
            Grant::Refresh(token) => vec![token],
            #[cfg(feature = "oauth-code")]
            Grant::Code { code, verifier, .. } => vec![code, verifier],
            #[cfg(feature = "oauth-device")]
            Grant::Device(code) => vec![code],
            #[cfg(feature = "oauth-jwt")]
            Grant::Assertion(assertion) => vec![assertion],
        }
    }
}

/// What is asked for at a token endpoint.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    pub(super) url: String,
    refresh_url: Option<String>,
    pub(super) client_id: String,
    client_secret: Option<Secret>,
    client_auth: ClientAuth,
    refreshes: bool,
    pub(super) scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    #[cfg(feature = "oauth-jwt")]
    pub(super) signer: Option<Signer>,
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
            refresh_url: None,
            client_id: client_id.into(),
            client_secret: Some(client_secret.into()),
            client_auth: ClientAuth::Basic,
            refreshes: false,
            scopes: Vec::new(),
            parameters: Vec::new(),
            #[cfg(feature = "oauth-jwt")]
            signer: None,
        }
    }

    /// Tokens for a service account. It signs, so the client has no id and no secret.
    #[cfg(feature = "oauth-jwt")]
    pub(super) fn signed(url: impl Into<String>, signer: Signer) -> TokenRequest {
        TokenRequest {
            client_secret: None,
            signer: Some(signer),
            ..TokenRequest::client_credentials(url, "", "")
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

    /// The endpoint that renews tokens, where it is another one.
    #[must_use]
    pub fn refresh_url(mut self, url: impl Into<String>) -> TokenRequest {
        self.refresh_url = Some(url.into());
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
    pub fn scope(mut self, scope: impl ToString) -> TokenRequest {
        self.scopes.push(scope.to_string());
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

    /// The request that exchanges a grant for tokens.
    pub(super) fn write(&self, grant: Grant<'_>) -> Result<Request<Body>, TokenError> {
        let scopes = self.scopes.join(" ");
        let mut pairs = grant.pairs();
        if grant.takes_scopes() && !scopes.is_empty() {
            pairs.push(("scope", &scopes));
        }
        let other = self.refresh_url.as_ref();
        let other = other.filter(|_| grant.refresh().is_some());
        self.post(other.unwrap_or(&self.url), pairs)
    }

    /// A form for an endpoint of the authorization server, with what proves the client.
    pub(super) fn post<'a>(
        &'a self,
        url: &str,
        mut pairs: Vec<(&'a str, &'a str)>,
    ) -> Result<Request<Body>, TokenError> {
        if !is_secure(url) {
            return Err(TokenError::new(TokenErrorKind::Settings)
                .because("the address of the authorization server is not https"));
        }
        let basic = self
            .client_secret
            .as_ref()
            .filter(|_| self.client_auth == ClientAuth::Basic);
        if basic.is_none() {
            pairs.retain(|(name, _)| *name != "client_id");
            let id = Some(self.client_id.as_str()).filter(|id| !id.is_empty());
            pairs.extend(id.map(|id| ("client_id", id)));
            let secret = self.client_secret.as_ref();
            pairs.extend(secret.map(|secret| ("client_secret", secret.expose())));
        }
        let parameters = self.parameters.iter();
        pairs.extend(parameters.map(|(name, value)| (name.as_str(), value.as_str())));
        let mut request = Request::post(url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        if let Some(secret) = basic {
            request = request.header(header::AUTHORIZATION, self.basic(secret)?);
        }
        request
            .body(Body::from(write_pairs(&pairs)))
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

    /// Tokens, or why there are none. `now` is in seconds since 1970.
    pub(super) fn read(
        &self,
        status: StatusCode,
        body: &[u8],
        now: u64,
        grant: Grant<'_>,
    ) -> Result<Tokens, TokenError> {
        let response = parse(body).unwrap_or_default();
        self.refused(status, &response, grant)?;
        let text = |name: &str| response.get(name).and_then(Value::as_str);
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
            refresh_token: next.map(Secret::from).or_else(|| grant.refresh().cloned()),
            scopes: scopes(response.get("scope")),
        })
    }

    /// The error that a response holds, whatever its status.
    pub(super) fn refused(
        &self,
        status: StatusCode,
        response: &Value,
        grant: Grant<'_>,
    ) -> Result<(), TokenError> {
        let text = |name: &str| response.get(name).and_then(Value::as_str);
        let Some(code) = text("error") else {
            return Ok(());
        };
        let secrets = self.client_secret.iter().chain(grant.secrets());
        let secrets: Vec<String> = secrets.map(|it| it.expose().to_owned()).collect();
        let hide = |text: &str| redact::without(text, secrets.clone());
        let kind = match code {
            "server_error" | "temporarily_unavailable" | "slow_down" => TokenErrorKind::Unavailable,
            _ if is_temporary(status) => TokenErrorKind::Unavailable,
            "invalid_grant" if grant.refresh().is_some() => TokenErrorKind::SignInAgain,
            #[cfg(feature = "oauth-device")]
            "access_denied" if matches!(grant, Grant::Device(_)) => TokenErrorKind::Denied,
            #[cfg(feature = "oauth-device")]
            "expired_token" => TokenErrorKind::Expired,
            _ => TokenErrorKind::Refused,
        };
        Err(TokenError {
            code: Some(hide(code)),
            description: text("error_description").map(hide),
            status: Some(status),
            ..TokenError::new(kind)
        })
    }
}

/// How many seconds before its end a token is renewed: a minute, or a quarter of a short life.
fn ahead(lifetime: u64) -> u64 {
    (lifetime / 4).min(60)
}

/// Pairs of a form or a query.
pub(super) fn write_pairs(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter();
    let pairs =
        pairs.map(|(name, value)| format!("{}={}", percent::escape(name), percent::escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn is_temporary(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

/// A number, or a number in a string.
pub(super) fn seconds(value: &Value) -> Option<u64> {
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

/// https, or http to this machine; without a user, behind whom another host may be.
pub(super) fn is_secure(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.get(..end).unwrap_or_default();
    let is_port = |port: &str| port.chars().all(|sign| sign.is_ascii_digit());
    let name = match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) => name,
        _ => host,
    };
    let is_local = ["localhost", "127.0.0.1", "[::1]"].contains(&name);
    // A browser ends a host at a backslash, and other programs do not.
    let is_plain = !name.is_empty() && !host.contains(['@', '\\']);
    is_plain && (scheme == "https" || scheme == "http" && is_local)
}

/// An object of JSON, or a form.
pub(super) fn parse(body: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(body) {
        return Some(value);
    }
    let pairs = read_pairs(std::str::from_utf8(body).ok()?);
    let pairs = pairs.map(|(name, value)| (name, Value::String(value)));
    Some(Value::Object(pairs.collect()))
}

/// The pairs of a form or a query, decoded.
pub(super) fn read_pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(move |(name, value)| (decode(name), decode(value)))
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
