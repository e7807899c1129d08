//! Why there is no access token.
//!
//! ```text
//! no access token: the token endpoint refused, 401: invalid_client: unknown client
//! ```
//!
//! Invariant: it holds no token, no code and no secret.

use std::fmt;

use http::StatusCode;

/// Why there is no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// The settings cannot work.
    Settings,
    /// The server refused; `code` says why.
    Refused,
    /// The user did not agree.
    Denied,
    /// The user took too long to agree.
    Expired,
    /// What the browser brought does not belong to this sign-in: its state, its issuer, or there is no code.
    Callback,
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
            TokenErrorKind::Denied => "no access token: the user did not agree",
            TokenErrorKind::Expired => "no access token: the user took too long",
            TokenErrorKind::Callback => {
                "no access token: the redirect does not belong to this sign-in"
            }
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
