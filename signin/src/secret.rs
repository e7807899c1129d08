//! Values that no log, error or `Debug` shows, and how random ones are made and compared.
//!
//! ```text
//! random::<32>()  →  43 signs of base64url        sha256("abc")  →  "ungWv48Bz…" (base64url)
//! ```

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

use crate::error::Failure;

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Secret {
        Secret(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Secret {
        Secret(text.to_owned())
    }
}

/// Random bytes as base64url.
pub(crate) fn random<const LENGTH: usize>() -> Result<String, Failure> {
    let mut bytes = [0; LENGTH];
    fill(&mut bytes)?;
    Ok(encode(&bytes))
}

pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    SystemRandom::new()
        .fill(bytes)
        .map_err(|_| Failure::internal("the system gives no random bytes"))
}

/// The SHA-256 of a text as base64url: a PKCE challenge, or the key under which a store keeps a token.
pub(crate) fn sha256(text: &str) -> String {
    encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()).as_ref())
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Compares in a time that tells only the lengths: both sides are hashed first, so that a guess learns nothing.
pub(crate) fn equal(left: &str, right: &str) -> bool {
    sha256(left) == sha256(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_of_rfc_7636() {
        assert_eq!(
            sha256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn random_values_are_long_and_differ() {
        let (one, other) = (random::<32>().unwrap(), random::<32>().unwrap());
        assert_eq!((one.len(), other.len()), (43, 43));
        assert_ne!(one, other);
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("s3cret")), "[redacted]");
    }
}
