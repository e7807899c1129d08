//! Webhooks: what a provider sends, verified and typed. This file is written anew for each client, with the modules that it
//! needs; here the data of schemes is always there, and the rest with a feature.

#[cfg(feature = "webhooks")]
mod certificate;
#[cfg(feature = "webhooks")]
mod content;
#[cfg(feature = "webhooks")]
mod delivery;
#[cfg(feature = "webhooks")]
mod diagnosis;
#[cfg(feature = "webhooks")]
mod digest;
#[cfg(feature = "compiled")]
mod dispatch;
#[cfg(feature = "webhooks")]
mod ecdsa;
#[cfg(feature = "webhooks")]
mod ed25519;
#[cfg(feature = "compiled")]
mod events;
#[cfg(feature = "compiled")]
mod extractor;
#[cfg(feature = "webhooks")]
mod form;
#[cfg(feature = "webhooks")]
mod handshake;
#[cfg(feature = "webhooks")]
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
#[cfg(feature = "compiled")]
mod service;
#[cfg(feature = "webhooks")]
mod sign;
#[cfg(feature = "webhooks")]
mod signature;
#[cfg(feature = "webhooks")]
mod time;
#[cfg(feature = "webhooks")]
mod token;
#[cfg(feature = "webhooks")]
mod verify;

pub use self::scheme::*;
#[cfg(feature = "webhooks")]
pub use self::{
    certificate::*, content::*, delivery::*, digest::*, ecdsa::*, ed25519::*, handshake::*,
    hmac::*, keys::*, refusal::*, secrets::*, sign::*, signature::*, time::*, token::*,
};
#[cfg(feature = "compiled")]
pub use self::{dispatch::*, events::*, extractor::*, service::*};

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
