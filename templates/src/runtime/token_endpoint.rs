//! Requests to an authorization server, each within limits.
//!
//! ```text
//! POST /token   →   200 {"access_token": …}   →   Tokens
//!               →   no response in 30 seconds, or more than 1 MiB   →   TokenErrorKind::Unavailable
//! ```

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, StatusCode};

use super::body::Body;
use super::clock::{Clock, before};
use super::connections::Connections;
use super::token_error::{TokenError, TokenErrorKind};
use super::token_request::{Grant, TokenRequest, Tokens};
use super::transport::Transport;
use super::{SystemClock, UsualTransport};

/// A server that takes longer is not available.
const PATIENCE: Duration = Duration::from_secs(30);
/// A longer response holds no token.
const LONGEST_BODY: usize = 1 << 20;

/// What carries requests to an authorization server, and tells the time.
pub(super) struct TokenEndpoint {
    pub(super) transport: Box<dyn Transport>,
    pub(super) clock: Box<dyn Clock>,
}

impl TokenEndpoint {
    /// With the usual transport and the machine's clock.
    pub(super) fn usual() -> TokenEndpoint {
        TokenEndpoint {
            transport: Box::new(UsualTransport::new(Connections::default())),
            clock: Box::new(SystemClock::new()),
        }
    }

    /// Seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        let now = self.clock.calendar().duration_since(SystemTime::UNIX_EPOCH);
        now.map_or(0, |now| now.as_secs())
    }

    /// Sends a request and reads the whole response.
    pub(super) async fn send(
        &self,
        request: Request<Body>,
    ) -> Result<(StatusCode, Bytes), TokenError> {
        let unavailable = |text: &str| TokenError::new(TokenErrorKind::Unavailable).because(text);
        let exchange = async {
            let response = self.transport.fetch(request).await;
            // The error of a transport may name the address, and no secret is in it.
            let response = response.map_err(|error| unavailable(&error.to_string()))?;
            let (head, body) = response.into_parts();
            let body = body.collect(LONGEST_BODY).await;
            let body = body.map_err(|error| unavailable(&error.to_string()))?;
            Ok((head.status, body))
        };
        let outcome = before(self.clock.alarm(PATIENCE), exchange).await;
        outcome.unwrap_or_else(|| Err(unavailable("it did not respond in time")))
    }

    /// Exchanges a grant for tokens.
    pub(super) async fn exchange(
        &self,
        request: &TokenRequest,
        grant: Grant<'_>,
    ) -> Result<Tokens, TokenError> {
        #[cfg(feature = "oauth-jwt")]
        let assertion = match &request.signer {
            Some(signer) => Some(signer.assertion(&request.url, &request.scopes, self.now())?),
            None => None,
        };
        #[cfg(feature = "oauth-jwt")]
        let grant = assertion.as_ref().map_or(grant, Grant::Assertion);
        let (status, body) = self.send(request.write(grant)?).await?;
        request.read(status, &body, self.now(), grant)
    }
}
