//! Tokens of a user who agrees on another device: for programs without a browser (RFC 8628).
//!
//! ```text
//! let device = DeviceCode::new(device_url, TokenRequest::refresh(token_url, client_id)).scope("read");
//! let attempt = device.start().await?;             // show attempt.verification_uri and attempt.user_code
//! let tokens = device.finish(attempt).await?;      // asks every few seconds until the user has agreed
//! ```
//!
//! Invariants: it never asks more often than the server wants; it ends when the code does, at the latest after half an hour.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::auth::Secret;
use super::clock::Clock;
use super::token_endpoint::TokenEndpoint;
use super::token_error::{TokenError, TokenErrorKind};
use super::token_request::{Grant, TokenRequest, Tokens, parse, seconds};
use super::transport::Transport;

/// How often is asked where the server does not say it (RFC 8628, section 3.2).
const INTERVAL: Duration = Duration::from_secs(5);
/// How much seldomer after `slow_down` (section 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// How seldom at most: who has agreed does not wait for long.
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);
/// How long a code lives where the server does not say it.
const LIFETIME: u64 = 900;
/// How long one is asked for at most.
const LONGEST_LIFETIME: u64 = 1800;

/// How users sign in on another device.
pub struct DeviceCode {
    url: String,
    request: TokenRequest,
    scopes: Vec<String>,
    endpoint: TokenEndpoint,
}

/// One sign-in: what the user is shown.
pub struct DeviceAttempt {
    /// Where the user goes, with any browser.
    pub verification_uri: String,
    /// What the user enters there.
    pub user_code: String,
    /// The same address with the code in it, for a link or a QR code.
    pub verification_uri_complete: Option<String>,
    device_code: Secret,
    interval: Duration,
    /// On the clock.
    end: Duration,
}

/// Without the codes.
impl fmt::Debug for DeviceAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAttempt")
            .field("verification_uri", &self.verification_uri)
            .finish_non_exhaustive()
    }
}

impl DeviceCode {
    /// With the device authorization endpoint, and what then renews the tokens: [`TokenRequest::refresh`].
    pub fn new(url: impl Into<String>, request: TokenRequest) -> DeviceCode {
        DeviceCode {
            url: url.into(),
            request,
            scopes: Vec::new(),
            endpoint: TokenEndpoint::usual(),
        }
    }

    /// The client's secret, where the provider has given one.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> DeviceCode {
        self.request = self.request.client_secret(secret);
        self
    }

    /// A scope that the user is asked for.
    #[must_use]
    pub fn scope(mut self, scope: impl ToString) -> DeviceCode {
        self.scopes.push(scope.to_string());
        self
    }

    /// What carries the requests; else the usual transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> DeviceCode {
        self.endpoint.transport = Box::new(transport);
        self
    }

    /// Another clock than the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> DeviceCode {
        self.endpoint.clock = Box::new(clock);
        self
    }

    /// What renews the tokens, for [`OAuth::builder`](super::OAuth::builder).
    pub fn token_request(&self) -> TokenRequest {
        self.request.clone()
    }

    /// Begins a sign-in.
    ///
    /// # Errors
    /// Where the server gives no code.
    pub async fn start(&self) -> Result<DeviceAttempt, TokenError> {
        let scopes = self.scopes.join(" ");
        let mut pairs = vec![("client_id", &*self.request.client_id)];
        pairs.extend((!scopes.is_empty()).then_some(("scope", scopes.as_str())));
        let request = self.request.post(&self.url, pairs)?;
        let (status, body) = self.endpoint.send(request).await?;
        let response = parse(&body).unwrap_or_default();
        self.request.refused(status, &response, Grant::Client)?;
        let text = |name: &str| response.get(name).and_then(Value::as_str);
        // Google's name for it is older than the RFC's.
        let uri = text("verification_uri").or_else(|| text("verification_url"));
        let (Some(device_code), Some(user_code), Some(uri)) =
            (text("device_code"), text("user_code"), uri)
        else {
            return Err(TokenError {
                status: Some(status),
                ..TokenError::new(TokenErrorKind::Malformed)
            });
        };
        let number = |name: &str| response.get(name).and_then(seconds);
        let lifetime = number("expires_in")
            .unwrap_or(LIFETIME)
            .min(LONGEST_LIFETIME);
        let interval = number("interval").filter(|interval| *interval > 0);
        let interval = interval.map_or(INTERVAL, Duration::from_secs);
        let now = self.endpoint.clock.now();
        Ok(DeviceAttempt {
            verification_uri: uri.to_owned(),
            user_code: user_code.to_owned(),
            verification_uri_complete: text("verification_uri_complete").map(str::to_owned),
            device_code: device_code.into(),
            interval: interval.min(LONGEST_INTERVAL),
            end: now.saturating_add(Duration::from_secs(lifetime)),
        })
    }

    /// Waits until the user has agreed.
    ///
    /// # Errors
    /// Where the user does not agree or takes too long, or the server refuses.
    pub async fn finish(&self, attempt: DeviceAttempt) -> Result<Tokens, TokenError> {
        let mut interval = attempt.interval;
        let clock = &self.endpoint.clock;
        loop {
            if clock.now().saturating_add(interval) > attempt.end {
                return Err(TokenError::new(TokenErrorKind::Expired));
            }
            clock.sleep(interval).await;
            let grant = Grant::Device(&attempt.device_code);
            let error = match self.endpoint.exchange(&self.request, grant).await {
                Ok(mut tokens) => {
                    if tokens.scopes.is_empty() {
                        tokens.scopes.clone_from(&self.scopes);
                    }
                    return Ok(tokens);
                }
                Err(error) => error,
            };
            interval = match error.code() {
                Some("authorization_pending") => interval,
                Some("slow_down") => interval.saturating_add(SLOWER),
                // RFC 8628, section 3.5: a server that does not respond is asked less and less often.
                _ if error.kind == TokenErrorKind::Unavailable => interval.saturating_mul(2),
                _ => return Err(error),
            };
            interval = interval.min(LONGEST_INTERVAL);
        }
    }
}
