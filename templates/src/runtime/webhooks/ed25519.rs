//! Ed25519 (RFC 8032): the provider signs with its private key, and the secret here is its public one.
//!
//! The algorithm reads the content twice, so the body is copied once.

use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};

use super::content::Content;
use super::keys::{Attempt, KeyKind, SigningKey, VerifyingKey};
use super::refusal::Reason;

/// Ed25519. Signing takes the seed of 32 bytes, or PKCS #8.
pub const ED25519_KEYS: KeyKind = KeyKind { verifying, signing };

fn verifying(key: &[u8]) -> Result<Box<dyn VerifyingKey>, &'static str> {
    match key.len() {
        32 => Ok(Box::new(PublicKey(UnparsedPublicKey::new(
            &ED25519,
            key.to_vec(),
        )))),
        _ => Err("it is no public key of 32 bytes"),
    }
}

fn signing(key: &[u8]) -> Result<Box<dyn SigningKey>, &'static str> {
    let pair = match key.len() {
        32 => Ed25519KeyPair::from_seed_unchecked(key),
        _ => Ed25519KeyPair::from_pkcs8_maybe_unchecked(key),
    };
    pair.map(|pair| Box::new(PrivateKey(pair)) as Box<dyn SigningKey>)
        .map_err(|_| "it is no private Ed25519 key")
}

struct PublicKey(UnparsedPublicKey<Vec<u8>>);

impl VerifyingKey for PublicKey {
    fn fits(&self, attempt: &Attempt<'_>) -> Result<bool, Reason> {
        let content = attempt.content.concat();
        Ok(attempt
            .candidates
            .iter()
            .any(|signature| self.0.verify(&content, &signature.0).is_ok()))
    }
}

struct PrivateKey(Ed25519KeyPair);

impl SigningKey for PrivateKey {
    fn sign(&self, content: &Content<'_>) -> Result<Vec<u8>, &'static str> {
        Ok(self.0.sign(&content.concat()).as_ref().to_vec())
    }
}
