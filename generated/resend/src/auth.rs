//! The credentials that the API takes. [`Auth::and`] joins two of them: an operation takes what it needs.

use super::runtime::{Auth, CredentialLocation, Secret};

/// `bearerAuth`: a bearer token.
///
/// An API key.
pub fn bearer(secret: impl Into<Secret>) -> Auth {
    Auth::of("bearerAuth", CredentialLocation::Bearer, secret)
}
