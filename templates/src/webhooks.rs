//! Webhooks alone, without the HTTP runtime: the data of schemes always, and with the feature `webhooks` what verifies and
//! signs. These are the files that clients get, so that the command line verifies with the same code.

macro_rules! verifying {
    ($($path:literal $module:ident,)*) => {
        $(
            #[cfg(feature = "webhooks")]
            #[path = $path]
            mod $module;
        )*
    };
}

#[path = "runtime/webhook_scheme.rs"]
mod webhook_scheme;

verifying! {
    "runtime/webhook_certificate.rs" webhook_certificate,
    "runtime/webhook_content.rs" webhook_content,
    "runtime/webhook_delivery.rs" webhook_delivery,
    "runtime/webhook_diagnosis.rs" webhook_diagnosis,
    "runtime/webhook_digest.rs" webhook_digest,
    "runtime/webhook_ecdsa.rs" webhook_ecdsa,
    "runtime/webhook_ed25519.rs" webhook_ed25519,
    "runtime/webhook_form.rs" webhook_form,
    "runtime/webhook_handshake.rs" webhook_handshake,
    "runtime/webhook_hmac.rs" webhook_hmac,
    "runtime/webhook_keys.rs" webhook_keys,
    "runtime/webhook_pointer.rs" webhook_pointer,
    "runtime/webhook_refusal.rs" webhook_refusal,
    "runtime/webhook_sign.rs" webhook_sign,
    "runtime/webhook_signature.rs" webhook_signature,
    "runtime/webhook_time.rs" webhook_time,
    "runtime/webhook_token.rs" webhook_token,
    "runtime/webhook_verify.rs" webhook_verify,
}

pub use self::webhook_scheme::*;
#[cfg(feature = "webhooks")]
pub use self::{
    webhook_certificate::*, webhook_content::*, webhook_delivery::*, webhook_digest::*, webhook_ecdsa::*,
    webhook_ed25519::*, webhook_handshake::*, webhook_hmac::*, webhook_keys::*, webhook_refusal::*, webhook_sign::*,
    webhook_signature::*, webhook_time::*, webhook_token::*, webhook_verify::*,
};

/// The keys of an algorithm.
#[cfg(feature = "webhooks")]
pub fn keys(algorithm: Algorithm) -> KeyKind {
    match algorithm {
        Algorithm::HmacSha1 => HMAC_SHA1,
        Algorithm::HmacSha256 => HMAC_SHA256,
        Algorithm::HmacSha512 => HMAC_SHA512,
        Algorithm::Sha256 => SHA256_OF_SECRET,
        Algorithm::Ed25519 => ED25519_KEYS,
        Algorithm::EcdsaP256 => ECDSA_P256,
        Algorithm::RsaCertificate => RSA_CERTIFICATE,
        Algorithm::Token => TOKEN,
    }
}
