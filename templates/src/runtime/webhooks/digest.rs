//! SHA-256 of content that holds the secret, which is no MAC by today's measure but what some providers send.

use ring::digest::{Context, SHA256};
use subtle::ConstantTimeEq as _;

use super::content::Content;
use super::keys::{Attempt, KeyKind, SigningKey, VerifyingKey};
use super::refusal::Reason;

/// SHA-256 of content that holds the secret.
pub const SHA256_OF_SECRET: KeyKind = KeyKind {
    verifying: |_| Ok(Box::new(DigestKey)),
    signing: |_| Ok(Box::new(DigestKey)),
};

/// The secret is a part of the content.
struct DigestKey;

fn digest(content: &Content<'_>) -> ring::digest::Digest {
    let mut context = Context::new(&SHA256);
    content.iter().for_each(|part| context.update(part));
    context.finish()
}

impl VerifyingKey for DigestKey {
    fn fits(&self, attempt: &Attempt<'_>) -> Result<bool, Reason> {
        let digest = digest(attempt.content);
        Ok(attempt
            .candidates
            .iter()
            .any(|signature| signature.0.ct_eq(digest.as_ref()).into()))
    }
}

impl SigningKey for DigestKey {
    fn sign(&self, content: &Content<'_>) -> Result<Vec<u8>, &'static str> {
        Ok(digest(content).as_ref().to_vec())
    }
}
