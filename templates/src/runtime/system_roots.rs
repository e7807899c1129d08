//! The root certificates that the system trusts, as its administrator keeps them.
//!
//! ```text
//! /etc/ssl/certs/ca-certificates.crt, the keychain, the certificate store   →   RootCertStore
//! ```

use rustls::RootCertStore;

use super::boxed::BoxError;

/// The system's roots; what of them cannot be read is left out, unless nothing is left.
pub(super) fn usual_roots() -> Result<RootCertStore, BoxError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    match (added, found.errors.into_iter().next()) {
        (0, Some(error)) => Err(error.into()),
        (0, None) => Err("the system has no root certificates".into()),
        _ => Ok(roots),
    }
}
