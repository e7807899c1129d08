//! ECDSA on P-256 with SHA-256 (FIPS 186-5), signatures in DER: the secret here is the provider's public key.
//!
//! The library hashes the content itself, so the body is copied once.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, UnparsedPublicKey,
};

use super::content::Content;
use super::keys::{Attempt, KeyKind, SigningKey, VerifyingKey};
use super::refusal::Reason;

/// ECDSA on P-256. Verifying takes the public key as SubjectPublicKeyInfo, signing the private one as PKCS #8.
pub const ECDSA_P256: KeyKind = KeyKind { verifying, signing };

/// The bytes before the point of every uncompressed P-256 key (RFC 5480, section 2): DER has no other form for them.
const SPKI: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

fn verifying(key: &[u8]) -> Result<Box<dyn VerifyingKey>, &'static str> {
    let point = key
        .strip_prefix(SPKI)
        .filter(|point| point.len() == 65 && point.first() == Some(&4));
    let point = point.ok_or("it is no public key on P-256")?;
    Ok(Box::new(PublicKey(UnparsedPublicKey::new(
        &ECDSA_P256_SHA256_ASN1,
        point.to_vec(),
    ))))
}

fn signing(key: &[u8]) -> Result<Box<dyn SigningKey>, &'static str> {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key, &random);
    let pair = pair.map_err(|_| "it is no private key on P-256 in PKCS #8")?;
    Ok(Box::new(PrivateKey { pair, random }))
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

struct PrivateKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl SigningKey for PrivateKey {
    fn sign(&self, content: &Content<'_>) -> Result<Vec<u8>, &'static str> {
        let signature = self.pair.sign(&self.random, &content.concat());
        signature
            .map(|signature| signature.as_ref().to_vec())
            .map_err(|_| "the system gives no random numbers")
    }
}
