//! The credentials that the API takes. [`Auth::and`] joins two of them: an operation takes what it needs.

use super::runtime::{Auth, CredentialLocation, Secret};

/// `apiKey`: a bearer token.
pub fn bearer(secret: impl Into<Secret>) -> Auth {
    Auth::of("apiKey", CredentialLocation::Bearer, secret)
}
