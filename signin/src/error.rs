//! What goes wrong: at startup ([`SetupError`]) and in a sign-in ([`Failure`]).
//!
//! Invariants: each cause is a variant of its own with its own code, status, and page. What the provider sent as its error is logged
//! and shown to nobody. No variant holds a token, a code, a secret or a header.

use std::fmt;

use http::StatusCode;

use crate::linking::Conflict;

/// Any error, as accounts and stores return it: `?` converts every error type into it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The settings are wrong. The program should not start.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// Environment variables that are not set, all of them.
    MissingVariables(Vec<String>),
    /// Something is set to a value that cannot work. The text explains it.
    Settings(String),
}

impl SetupError {
    pub(crate) fn settings(text: impl Into<String>) -> SetupError {
        SetupError::Settings(text.into())
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::MissingVariables(names) if names.len() == 1 => {
                write!(f, "the environment variable {} is not set", names.join(""))
            }
            SetupError::MissingVariables(names) => {
                write!(
                    f,
                    "the environment variables {} are not set",
                    names.join(", ")
                )
            }
            SetupError::Settings(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for SetupError {}

/// A sign-in does not succeed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// There is no provider with this name.
    UnknownProvider,
    /// `return_to` is neither a path of this site nor on the list, or too long.
    ReturnTarget,
    /// The app's request lacks something, or its address is not on the list. The text is for the app's developer.
    AppRequest(&'static str),
    /// The user, or an administrator, refused.
    Denied,
    /// The response belongs to an attempt whose cookie is not there: blocked, expired, or of another browser.
    AttemptLost,
    /// The attempt took longer than ten minutes.
    AttemptExpired,
    /// This browser has attempts, and the response belongs to none of them.
    WrongState,
    /// The response arrived at another provider's address, or names another issuer: a mix-up.
    Mixup,
    /// The response lacks a parameter or repeats one.
    Malformed,
    /// The provider responded with an error that is not the user's refusal.
    Provider,
    /// The provider cannot be reached, is too slow, or responds with something else than tokens.
    ProviderDown,
    /// The provider does not accept the code: used, expired, or issued for another address.
    CodeRefused,
    /// The provider does not accept this program: a wrong client id, secret, or setting.
    ClientRefused,
    /// The ID token is not for this attempt: `iss`, `aud`, `exp`, `nonce` or its form. The text names the claim.
    IdToken(&'static str),
    /// The profile lacks the user's id, or is another user's.
    Profile(&'static str),
    /// The provider has verified no address of the user.
    NoVerifiedEmail,
    /// The identity cannot be connected with an account.
    Conflict(Conflict),
    /// Linking needs a signed-in user.
    NotSignedIn,
    /// Linking needs a sign-in that is at most ten minutes old.
    NotFresh,
    /// A request that changes something comes from another site.
    CrossSite,
    /// A one-time code, or a refresh token, is wrong, used or expired.
    Grant,
    /// The accounts or the store failed, or the system.
    Internal(BoxError),
}

impl Failure {
    pub(crate) fn internal(error: impl Into<BoxError>) -> Failure {
        Failure::Internal(error.into())
    }

    /// A stable code, for apps and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Failure::UnknownProvider => "unknown_provider",
            Failure::ReturnTarget => "return_target",
            Failure::AppRequest(_) => "invalid_request",
            Failure::Denied => "access_denied",
            Failure::AttemptLost => "attempt_lost",
            Failure::AttemptExpired => "attempt_expired",
            Failure::WrongState => "wrong_state",
            Failure::Mixup => "provider_mixup",
            Failure::Malformed => "malformed_response",
            Failure::Provider => "provider_error",
            Failure::ProviderDown => "provider_down",
            Failure::CodeRefused => "code_refused",
            Failure::ClientRefused => "client_refused",
            Failure::IdToken(_) => "id_token",
            Failure::Profile(_) => "profile",
            Failure::NoVerifiedEmail => "no_verified_email",
            Failure::Conflict(conflict) => conflict.code(),
            Failure::NotSignedIn => "not_signed_in",
            Failure::NotFresh => "not_fresh",
            Failure::CrossSite => "cross_site",
            Failure::Grant => "invalid_grant",
            Failure::Internal(_) => "server_error",
        }
    }

    /// The status of the page.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::UnknownProvider => StatusCode::NOT_FOUND,
            Failure::Denied | Failure::NoVerifiedEmail | Failure::CrossSite => {
                StatusCode::FORBIDDEN
            }
            Failure::NotFresh => StatusCode::FORBIDDEN,
            Failure::NotSignedIn => StatusCode::UNAUTHORIZED,
            Failure::Conflict(_) => StatusCode::CONFLICT,
            Failure::Provider | Failure::ProviderDown | Failure::CodeRefused => {
                StatusCode::BAD_GATEWAY
            }
            Failure::ClientRefused | Failure::IdToken(_) | Failure::Profile(_) => {
                StatusCode::BAD_GATEWAY
            }
            Failure::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// What happened, for the user. `{provider}` is the provider's name.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Failure::UnknownProvider => "This way to sign in does not exist",
            Failure::ReturnTarget => "The link is wrong",
            Failure::AppRequest(_) => "The app's request is wrong",
            Failure::Denied => "You did not allow the sign-in",
            Failure::AttemptLost => "The sign-in cannot be continued",
            Failure::AttemptExpired => "The sign-in took too long",
            Failure::WrongState => "This response belongs to another sign-in",
            Failure::Mixup => "This response comes from another provider",
            Failure::Malformed => "The response is incomplete",
            Failure::Provider => "{provider} reports an error",
            Failure::ProviderDown => "{provider} does not respond",
            Failure::CodeRefused => "{provider} did not confirm the sign-in",
            Failure::ClientRefused => "The sign-in with {provider} is not set up correctly",
            Failure::IdToken(_) | Failure::Profile(_) => {
                "{provider} sent a response that does not fit"
            }
            Failure::NoVerifiedEmail => "{provider} has no confirmed e-mail address of you",
            Failure::Conflict(conflict) => conflict.title(),
            Failure::NotSignedIn => "You are not signed in",
            Failure::NotFresh => "Please sign in again first",
            Failure::CrossSite => "The request came from another site",
            Failure::Grant => "The code is not valid",
            Failure::Internal(_) => "The sign-in failed",
        }
    }

    /// What the user can do.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Failure::UnknownProvider => "Choose one of the ways to sign in.",
            Failure::ReturnTarget => "Open the site again and sign in there.",
            Failure::AppRequest(text) => text,
            Failure::Denied => "If that was a mistake, sign in again and allow it.",
            Failure::AttemptLost => {
                "Your browser did not send the cookie of this sign-in. Allow cookies for this site, and sign in again in the same browser."
            }
            Failure::AttemptExpired => "A sign-in has to end within ten minutes. Sign in again.",
            Failure::WrongState => {
                "Close other tabs with a sign-in, and sign in again. If somebody sent you a link, do not use it."
            }
            Failure::Mixup => {
                "Sign in again. If this happens again, tell the operator of this site."
            }
            Failure::Malformed => "Sign in again.",
            Failure::Provider => "Sign in again in a few minutes, or sign in another way.",
            Failure::ProviderDown => {
                "This is a fault of {provider}, or of the network. Sign in again in a few minutes, or sign in another way."
            }
            Failure::CodeRefused => "Sign in again. Do not reload the page while the sign-in runs.",
            Failure::ClientRefused => {
                "Only the operator of this site can repair this. Sign in another way until then."
            }
            Failure::IdToken(_) | Failure::Profile(_) => {
                "Sign in again. If this happens again, tell the operator of this site."
            }
            Failure::NoVerifiedEmail => {
                "Confirm your e-mail address at {provider}, or sign in another way."
            }
            Failure::Conflict(conflict) => conflict.advice(),
            Failure::NotSignedIn => "Sign in first.",
            Failure::NotFresh => {
                "To connect another way to sign in, your last sign-in must be at most ten minutes old."
            }
            Failure::CrossSite => "Open the site and try again there.",
            Failure::Grant => "Sign in again.",
            Failure::Internal(_) => "This is our fault. Try again in a few minutes.",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::AppRequest(text) => write!(f, "invalid_request: {text}"),
            Failure::IdToken(claim) => write!(f, "id_token: {claim}"),
            Failure::Profile(text) => write!(f, "profile: {text}"),
            Failure::Internal(error) => write!(f, "server_error: {error}"),
            failure => f.write_str(failure.code()),
        }
    }
}

impl std::error::Error for Failure {}
