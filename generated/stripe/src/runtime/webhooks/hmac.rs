//! HMAC (RFC 2104), for most providers.
//!
//! The content is read part by part, so that the body is not copied.

use ring::hmac;
use subtle::ConstantTimeEq as _;

use super::content::Content;
use super::keys::{Attempt, KeyKind, SigningKey, VerifyingKey};
use super::refusal::Reason;

/// HMAC with SHA-1. ring calls it a legacy of others, and so it is.
pub const HMAC_SHA1: KeyKind = KeyKind {
    verifying: |key| {
        Ok(Box::new(HmacKey(hmac::Key::new(
            hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            key,
        ))))
    },
    signing: |key| {
        Ok(Box::new(HmacKey(hmac::Key::new(
            hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            key,
        ))))
    },
};

/// HMAC with SHA-256.
pub const HMAC_SHA256: KeyKind = KeyKind {
    verifying: |key| Ok(Box::new(HmacKey(hmac::Key::new(hmac::HMAC_SHA256, key)))),
    signing: |key| Ok(Box::new(HmacKey(hmac::Key::new(hmac::HMAC_SHA256, key)))),
};

/// HMAC with SHA-512.
pub const HMAC_SHA512: KeyKind = KeyKind {
    verifying: |key| Ok(Box::new(HmacKey(hmac::Key::new(hmac::HMAC_SHA512, key)))),
    signing: |key| Ok(Box::new(HmacKey(hmac::Key::new(hmac::HMAC_SHA512, key)))),
};

struct HmacKey(hmac::Key);

impl HmacKey {
    fn mac(&self, content: &Content<'_>) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.0);
        content.iter().for_each(|part| context.update(part));
        context.sign()
    }
}

impl VerifyingKey for HmacKey {
    fn fits(&self, attempt: &Attempt<'_>) -> Result<bool, Reason> {
        let mac = self.mac(attempt.content);
        Ok(attempt
            .candidates
            .iter()
            .any(|signature| signature.0.ct_eq(mac.as_ref()).into()))
    }
}

impl SigningKey for HmacKey {
    fn sign(&self, content: &Content<'_>) -> Result<Vec<u8>, &'static str> {
        Ok(self.mac(content).as_ref().to_vec())
    }
}
