//! Secrets as keys. Each algorithm has a file of its own, so that a client compiles only the one that it uses.
//!
//! ```text
//! `whsec_MfKQ…`, base64 behind `whsec_`   →   31 f2 90 …   →   HMAC_SHA256   →   Box<dyn VerifyingKey>
//! ```

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::content::Content;
use super::delivery::Delivery;
use super::refusal::Reason;
use super::scheme::{Key, KeyForm, Text};
use super::signature::{Signature, from_hex};

/// The keys of an algorithm: `HMAC_SHA256`.
#[derive(Clone, Copy, Debug)]
pub struct KeyKind {
    /// A key from its bytes that verifies.
    pub verifying: MakeVerifyingKey,
    /// A key from its bytes that signs: the same for symmetric algorithms, else the private one.
    pub signing: MakeSigningKey,
}

/// A key that verifies from its bytes, or why they are none.
pub type MakeVerifyingKey = fn(&[u8]) -> Result<Box<dyn VerifyingKey>, &'static str>;

/// A key that signs from its bytes, or why they are none.
pub type MakeSigningKey = fn(&[u8]) -> Result<Box<dyn SigningKey>, &'static str>;

/// What a key is tried with.
pub struct Attempt<'a> {
    /// What is signed.
    pub content: &'a Content<'a>,
    /// Signatures, one of which must fit.
    pub candidates: &'a [Signature],
    /// The delivery, for its time and headers.
    pub delivery: &'a Delivery<'a>,
    /// The certificate in PEM, where one was given.
    pub pem: Option<&'a str>,
    /// The scheme's certificate: the header with its URL, and the provider's domain.
    pub certificate: Option<&'a (Text, Text)>,
    /// The roots in PEM that the user trusts, in place of Mozilla's.
    pub roots: Option<&'a str>,
}

/// A key that verifies.
pub trait VerifyingKey: Send + Sync {
    /// Whether one of the signatures fits. It is found out in constant time for each of them.
    fn fits(&self, attempt: &Attempt<'_>) -> Result<bool, Reason>;
}

/// A key that signs.
pub trait SigningKey {
    /// The signature's bytes.
    fn sign(&self, content: &Content<'_>) -> Result<Vec<u8>, &'static str>;
}

/// A secret that is none. It is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretError {
    scheme: Text,
    why: &'static str,
}

impl SecretError {
    pub(super) fn new(scheme: &Text, why: &'static str) -> Self {
        SecretError {
            scheme: scheme.clone(),
            why,
        }
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the secret for {} webhooks cannot be used: {}",
            self.scheme, self.why
        )
    }
}

impl std::error::Error for SecretError {}

/// What the secrets of providers begin with.
const PREFIXES: &[&str] = &["whsec_", "whsk_", "whpk_"];

/// The bytes of a secret.
pub(super) fn key_bytes(key: &Key, text: &str) -> Result<Vec<u8>, &'static str> {
    let bare = text
        .strip_prefix(&*key.prefix)
        .filter(|_| !key.prefix.is_empty());
    let base64 = |text: &str| unarmoured(text).ok_or("it is no base64");
    let bytes = match (key.form, bare) {
        (KeyForm::Text, _) | (KeyForm::Base64IfPrefixed, None) => text.as_bytes().to_vec(),
        (KeyForm::Hex, _) => from_hex(bare.unwrap_or(text)).ok_or("it is no hexadecimal number")?,
        (KeyForm::Base64, _) | (KeyForm::Base64IfPrefixed, Some(_)) => {
            base64(bare.unwrap_or(text))?
        }
    };
    // A prefix without a secret is what is left of a variable that is not set: `whsec_$SECRET`.
    let is_blank = bytes.iter().all(u8::is_ascii_whitespace);
    if is_blank || PREFIXES.contains(&text.trim()) {
        Err("it is empty, and anybody could sign with it")
    } else {
        Ok(bytes)
    }
}

/// Base64, also with the lines that PEM puts around it (RFC 7468).
pub(super) fn unarmoured(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    STANDARD
        .decode(lines.flat_map(str::split_whitespace).collect::<String>())
        .ok()
}
