//! The credentials that the API takes. [`Auth::and`] joins two of them: an operation takes what it needs.

use super::runtime::{Auth, CredentialLocation, Secret};

/// `googleOAuth`: a bearer token.
///
/// Authorization code flow; use PKCE with S256.
pub fn bearer(secret: impl Into<Secret>) -> Auth {
    Auth::of("googleOAuth", CredentialLocation::Bearer, secret)
}
