//! The credentials that the API takes. [`Auth::and`] joins two of them: an operation takes what it needs.

use super::runtime::{Auth, CredentialLocation, Secret};

/// `basicAuth`: a user and a password.
///
/// The secret key is the user name; the password stays empty.
pub fn basic(user: &str, password: &str) -> Auth {
    Auth::user("basicAuth", user, password)
}

/// `bearerAuth`: a bearer token.
///
/// The secret key sent as a bearer token.
pub fn bearer(secret: impl Into<Secret>) -> Auth {
    Auth::of("bearerAuth", CredentialLocation::Bearer, secret)
}
