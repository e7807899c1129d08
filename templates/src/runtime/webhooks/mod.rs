//! Webhooks: what a provider sends, verified and typed.
//!
//! The data of schemes is always there, and the rest with features.

#[cfg(feature = "webhook-events")]
#[macro_use]
mod events;
#[cfg(feature = "webhooks-certificate")]
mod certificate;
#[cfg(feature = "webhooks")]
mod content;
#[cfg(feature = "webhooks")]
mod delivery;
#[cfg(feature = "webhooks")]
mod diagnosis;
#[cfg(feature = "webhooks-digest")]
mod digest;
#[cfg(feature = "webhook-handlers")]
mod dispatch;
#[cfg(feature = "webhooks-ecdsa")]
mod ecdsa;
#[cfg(feature = "webhooks-ed25519")]
mod ed25519;
#[cfg(feature = "axum")]
mod extractor;
#[cfg(feature = "webhooks")]
mod form;
#[cfg(feature = "webhooks")]
mod handshake;
#[cfg(feature = "webhooks-hmac")]
mod hmac;
#[cfg(feature = "webhooks")]
mod keys;
#[cfg(feature = "webhooks")]
mod pointer;
#[cfg(feature = "webhooks")]
mod refusal;
mod scheme;
#[cfg(feature = "webhooks")]
mod secrets;
#[cfg(feature = "webhook-handlers")]
mod service;
#[cfg(feature = "webhook-signing")]
mod sign;
#[cfg(feature = "webhooks")]
mod signature;
#[cfg(feature = "webhooks")]
mod time;
#[cfg(feature = "webhooks-token")]
mod token;
#[cfg(feature = "webhooks")]
mod verify;

#[cfg(feature = "webhooks-certificate")]
pub use self::certificate::*;
#[cfg(feature = "webhooks")]
pub use self::content::*;
#[cfg(feature = "webhooks")]
pub use self::delivery::*;
#[cfg(feature = "webhooks-digest")]
pub use self::digest::*;
#[cfg(feature = "webhook-handlers")]
pub use self::dispatch::*;
#[cfg(feature = "webhooks-ecdsa")]
pub use self::ecdsa::*;
#[cfg(feature = "webhooks-ed25519")]
pub use self::ed25519::*;
#[cfg(feature = "webhook-events")]
pub use self::events::*;
#[cfg(feature = "axum")]
pub use self::extractor::*;
#[cfg(feature = "webhooks")]
pub use self::handshake::*;
#[cfg(feature = "webhooks-hmac")]
pub use self::hmac::*;
#[cfg(feature = "webhooks")]
pub use self::keys::*;
#[cfg(feature = "webhooks")]
pub use self::refusal::*;
pub use self::scheme::*;
#[cfg(feature = "webhooks")]
pub use self::secrets::*;
#[cfg(feature = "webhook-handlers")]
pub use self::service::*;
#[cfg(feature = "webhook-signing")]
pub use self::sign::*;
#[cfg(feature = "webhooks")]
pub use self::signature::*;
#[cfg(feature = "webhooks")]
pub use self::time::*;
#[cfg(feature = "webhooks-token")]
pub use self::token::*;

/// The keys of an algorithm.
#[cfg(all(
    feature = "webhooks-certificate",
    feature = "webhooks-digest",
    feature = "webhooks-ecdsa",
    feature = "webhooks-ed25519",
    feature = "webhooks-hmac",
    feature = "webhooks-token"
))]
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
