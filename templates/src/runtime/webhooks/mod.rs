//! Webhooks: what a provider sends, verified and typed. This file is written anew for each client, with the modules that it
//! needs; here the data of schemes is always there, and the rest with a feature.

macro_rules! verifying {
    ($($module:ident)*) => {
        $(
            #[cfg(feature = "webhooks")]
            mod $module;
        )*
    };
}

#[cfg(feature = "compiled")]
#[macro_use]
mod events;
#[cfg(feature = "compiled")]
mod dispatch;
#[cfg(feature = "compiled")]
mod extractor;
mod scheme;
#[cfg(feature = "compiled")]
mod service;

verifying! {
    certificate content delivery diagnosis digest ecdsa ed25519 form handshake hmac keys pointer refusal sign signature time token verify
}

pub use self::scheme::*;
#[cfg(feature = "webhooks")]
pub use self::{
    certificate::*, content::*, delivery::*, digest::*, ecdsa::*, ed25519::*, handshake::*,
    hmac::*, keys::*, refusal::*, sign::*, signature::*, time::*, token::*, verify::*,
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
