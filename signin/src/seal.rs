//! An attempt to sign in, as a cookie that only this site can read.
//!
//! ```text
//! Attempt { provider, state, verifier, nonce, … }  ⇄  __Host-signin-<hash of the state> = base64url(nonce + ChaCha20-Poly1305)
//! ```
//!
//! Invariants: the cookie's name is part of what is sealed, so that a value fits only its own cookie. Each attempt has a cookie of its own:
//! two tabs do not disturb each other. A key that is no longer first still opens cookies, until it is removed.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};

use crate::error::Failure;
use crate::secret::{decode, encode, fill, sha256};

const NONCE: usize = 12;

/// What this site remembers of an attempt, in the user's browser.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) provider: String,
    pub(crate) state: String,
    pub(crate) verifier: String,
    pub(crate) nonce: String,
    pub(crate) expires: u64,
    /// The signed-in user who links an identity.
    pub(crate) link: Option<String>,
    pub(crate) then: Then,
}

/// Where the user goes after the attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Then {
    Page {
        to: String,
    },
    App {
        address: String,
        challenge: String,
        state: Option<String>,
    },
    AppToken {
        address: String,
        state: String,
    },
}

/// Opens and seals.
pub(crate) struct Sealer(Vec<LessSafeKey>);

impl Sealer {
    /// The first of the secrets seals; all open.
    pub(crate) fn new(secrets: &[[u8; 32]]) -> Sealer {
        let key = |secret: &[u8; 32]| {
            UnboundKey::new(&CHACHA20_POLY1305, secret)
                .map(LessSafeKey::new)
                .ok()
        };
        Sealer(secrets.iter().filter_map(key).collect())
    }

    pub(crate) fn seal(&self, name: &str, attempt: &Attempt) -> Result<String, Failure> {
        let mut bytes = serde_json::to_vec(attempt).map_err(Failure::internal)?;
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let failed = || Failure::internal("a cookie cannot be sealed");
        let key = self.0.first().ok_or_else(failed)?;
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(name),
            &mut bytes,
        )
        .map_err(|_| failed())?;
        Ok(encode(&[&nonce[..], &bytes].concat()))
    }

    pub(crate) fn open(&self, name: &str, value: &str) -> Option<Attempt> {
        let bytes = decode(value)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        self.0.iter().find_map(|key| {
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut sealed = sealed.to_vec();
            let plain = key
                .open_in_place(nonce, Aad::from(name), &mut sealed)
                .ok()?;
            serde_json::from_slice(plain).ok()
        })
    }
}

/// The end of the name of the cookie of an attempt.
pub(crate) fn label(state: &str) -> String {
    sha256(state).chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt() -> Attempt {
        Attempt {
            provider: "google".to_owned(),
            state: "state".to_owned(),
            verifier: "verifier".to_owned(),
            nonce: "nonce".to_owned(),
            expires: 600,
            link: None,
            then: Then::Page { to: "/".to_owned() },
        }
    }

    #[test]
    fn what_is_sealed_opens_only_under_its_name_and_key() {
        let (old, new) = (Sealer::new(&[[1; 32]]), Sealer::new(&[[2; 32], [1; 32]]));
        let sealed = old.seal("a", &attempt()).unwrap();
        assert_eq!(old.open("a", &sealed).unwrap().state, "state");
        assert_eq!(
            new.open("a", &sealed).unwrap().state,
            "state",
            "an older key still opens"
        );
        assert!(old.open("b", &sealed).is_none());
        assert!(Sealer::new(&[[3; 32]]).open("a", &sealed).is_none());
        assert!(!sealed.contains("verifier"));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(
                old.open("a", std::str::from_utf8(&changed).unwrap())
                    .is_none(),
                "byte {at}"
            );
        }
        for value in ["", "A", "AAAA", "!", &sealed[..20]] {
            assert!(old.open("a", value).is_none(), "{value}");
        }
    }

    #[test]
    fn the_same_attempt_is_sealed_differently_each_time() {
        let sealer = Sealer::new(&[[1; 32]]);
        assert_ne!(
            sealer.seal("a", &attempt()).unwrap(),
            sealer.seal("a", &attempt()).unwrap()
        );
    }
}
