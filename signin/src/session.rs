//! This site's own session token: a short-lived JWT.
//!
//! ```text
//! Claims { sub: "42", … }  ⇄  eyJhbGciOiJIUzI1NiIs…    HS256 or EdDSA, with `kid`
//! ```
//!
//! Invariants: `kid` chooses the key, and the key knows its algorithm; the header's `alg` must be equal to it and never chooses. The first key
//! signs, all verify, so that keys can be rotated. A token is for one issuer and one audience. `crit` is refused, because no extension is
//! understood.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ring::hkdf::{HKDF_SHA256, Salt};
use ring::hmac;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::error::{Failure, SetupError};
use crate::secret::{decode, encode, random};

/// The shortest secret: as long as the hash.
const SHORTEST_SECRET: usize = 32;
/// A longer token is not read.
const LONGEST_TOKEN: usize = 4096;
/// Clocks of two machines differ by so many seconds at most.
const SKEW: u64 = 60;

/// A key that signs and verifies session tokens.
#[derive(Clone)]
pub struct Key {
    id: String,
    kind: Kind,
    seal: [u8; 32],
}

#[derive(Clone)]
enum Kind {
    Hs256(hmac::Key),
    EdDsa(Arc<Ed25519KeyPair>),
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, {})", self.id, self.algorithm())
    }
}

impl Key {
    /// HMAC-SHA256 with a secret of at least 32 random bytes.
    pub fn hs256(secret: impl AsRef<[u8]>) -> Result<Key, SetupError> {
        let secret = secret.as_ref();
        if secret.len() < SHORTEST_SECRET {
            return Err(SetupError::settings(format!(
                "the key of sessions has {} bytes and needs at least {SHORTEST_SECRET}",
                secret.len()
            )));
        }
        let id = encode(&derive(secret, b"key id")?)
            .chars()
            .take(8)
            .collect();
        Ok(Key {
            id,
            kind: Kind::Hs256(hmac::Key::new(hmac::HMAC_SHA256, secret)),
            seal: derive(secret, b"cookies")?,
        })
    }

    /// Ed25519 with a private key in PKCS#8 (DER). Other services verify with the public key alone.
    pub fn ed25519(pkcs8: impl AsRef<[u8]>) -> Result<Key, SetupError> {
        let wrong = |_| SetupError::settings("the key of sessions is no Ed25519 key in PKCS#8");
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8.as_ref()).map_err(wrong)?;
        let id = encode(pair.public_key().as_ref()).chars().take(8).collect();
        Ok(Key {
            id,
            kind: Kind::EdDsa(Arc::new(pair)),
            seal: derive(pkcs8.as_ref(), b"cookies")?,
        })
    }

    /// The `kid` of its tokens.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public key, as the `x` of a JSON Web Key. `None` for HS256, which has none.
    pub fn public_key(&self) -> Option<String> {
        match &self.kind {
            Kind::Hs256(_) => None,
            Kind::EdDsa(pair) => Some(encode(pair.public_key().as_ref())),
        }
    }

    fn algorithm(&self) -> &'static str {
        match self.kind {
            Kind::Hs256(_) => "HS256",
            Kind::EdDsa(_) => "EdDSA",
        }
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        match &self.kind {
            Kind::Hs256(key) => hmac::sign(key, text.as_bytes()).as_ref().to_vec(),
            Kind::EdDsa(pair) => pair.sign(text.as_bytes()).as_ref().to_vec(),
        }
    }

    fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        match &self.kind {
            Kind::Hs256(key) => hmac::verify(key, text.as_bytes(), signature).is_ok(),
            Kind::EdDsa(pair) => UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref())
                .verify(text.as_bytes(), signature)
                .is_ok(),
        }
    }
}

fn derive(secret: &[u8], purpose: &[u8]) -> Result<[u8; 32], SetupError> {
    let mut derived = [0; 32];
    let key = Salt::new(HKDF_SHA256, b"fetchwright-signin").extract(secret);
    let info = [purpose];
    let filled = key
        .expand(&info, HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut derived));
    filled
        .map(|()| derived)
        .map_err(|_| SetupError::settings("a key cannot be derived"))
}

/// How sessions are issued.
///
/// ```
/// use std::time::Duration;
/// use fetchwright_signin::{Key, Sessions};
///
/// # fn main() -> Result<(), fetchwright_signin::SetupError> {
/// let sessions = Sessions::jwt(Key::hs256([7; 32])?)          // signs, and seals cookies
///     .accept(Key::hs256([6; 32])?)                           // the key before: still verifies
///     .lifetime(Duration::from_secs(10 * 60));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(crate) keys: Vec<Key>,
    pub(crate) lifetime: Duration,
    pub(crate) refresh_lifetime: Option<Duration>,
    pub(crate) grace: Duration,
    pub(crate) audience: Option<String>,
}

impl Sessions {
    /// Session tokens that this key signs: valid for 15 minutes, and refreshed for 30 days.
    pub fn jwt(key: Key) -> Sessions {
        Sessions {
            keys: vec![key],
            lifetime: Duration::from_secs(15 * 60),
            refresh_lifetime: Some(Duration::from_secs(30 * 24 * 60 * 60)),
            grace: Duration::from_secs(10),
            audience: None,
        }
    }

    /// A key that verifies and no longer signs.
    pub fn accept(mut self, key: Key) -> Sessions {
        self.keys.push(key);
        self
    }

    /// How long a session token is valid. A token cannot be taken back before that.
    pub fn lifetime(mut self, lifetime: Duration) -> Sessions {
        self.lifetime = lifetime;
        self
    }

    /// How long a refresh token is valid; each use starts anew.
    pub fn refresh_lifetime(mut self, lifetime: Duration) -> Sessions {
        self.refresh_lifetime = Some(lifetime);
        self
    }

    /// Users sign in again when the session token expires.
    pub fn without_refresh(mut self) -> Sessions {
        self.refresh_lifetime = None;
        self
    }

    /// For so long a browser's cookie may be refreshed a second time, by another tab. It receives a session token and no
    /// refresh token then. For apps each refresh token is valid once.
    pub fn grace(mut self, grace: Duration) -> Sessions {
        self.grace = grace;
        self
    }

    /// The `aud` of tokens, if it is not this site.
    pub fn audience(mut self, audience: impl Into<String>) -> Sessions {
        self.audience = Some(audience.into());
        self
    }

    pub(crate) fn seals(&self) -> Vec<[u8; 32]> {
        self.keys.iter().map(|key| key.seal).collect()
    }
}

/// A signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Session {
    /// The account's id.
    pub user: String,
    /// Differs for each token.
    pub id: String,
    /// The sign-in that this session goes back to.
    pub family: String,
    /// When the user signed in, in seconds since 1970.
    pub signed_in_at: u64,
    /// When the token ends, in seconds since 1970.
    pub expires: u64,
}

/// Why a token is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// There is no token.
    Missing,
    /// It is no JWT of this library.
    Malformed,
    /// No key has its `kid`.
    UnknownKey,
    /// `alg` is not the algorithm of the key.
    Algorithm,
    /// `crit` names an extension.
    Critical,
    /// The key has not signed it.
    Signature,
    /// It is of another issuer or for another audience.
    Audience,
    /// It has expired.
    Expired,
    /// It was issued in the future.
    NotYet,
    /// A request that changes something carries the cookie and comes from another site.
    CrossSite,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Missing => "there is no session token",
            Refused::Malformed => "the session token is malformed",
            Refused::UnknownKey => "no key has the session token's kid",
            Refused::Algorithm => "the session token's algorithm is not that of its key",
            Refused::Critical => "the session token has critical extensions",
            Refused::Signature => "the session token's signature is wrong",
            Refused::Audience => "the session token is for another site",
            Refused::Expired => "the session token has expired",
            Refused::NotYet => "the session token is of the future",
            Refused::CrossSite => "the request comes from another site",
        })
    }
}

impl std::error::Error for Refused {}

#[derive(Serialize)]
struct Header<'h> {
    alg: &'h str,
    typ: &'h str,
    kid: &'h str,
}

#[derive(Deserialize)]
struct ReadHeader {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
    b64: Option<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: u64,
    exp: u64,
    jti: String,
    sid: String,
    auth_time: u64,
}

/// Issues and verifies the tokens of one site.
pub(crate) struct Issuer {
    keys: Vec<Key>,
    issuer: String,
    audience: String,
}

impl Issuer {
    pub(crate) fn new(sessions: &Sessions, origin: &str) -> Issuer {
        let audience = sessions
            .audience
            .clone()
            .unwrap_or_else(|| origin.to_owned());
        Issuer {
            keys: sessions.keys.clone(),
            issuer: origin.to_owned(),
            audience,
        }
    }

    /// A token for a user, and when it ends.
    pub(crate) fn issue(
        &self,
        user: &str,
        family: &str,
        signed_in_at: u64,
        now: u64,
        lifetime: Duration,
    ) -> Result<(String, u64), Failure> {
        let key = self
            .keys
            .first()
            .ok_or_else(|| Failure::internal("there is no key of sessions"))?;
        let exp = now.saturating_add(lifetime.as_secs());
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: user.to_owned(),
            iat: now,
            exp,
            jti: random::<16>()?,
            sid: family.to_owned(),
            auth_time: signed_in_at,
        };
        let header = Header {
            alg: key.algorithm(),
            typ: "JWT",
            kid: &key.id,
        };
        let part = |json: Result<Vec<u8>, serde_json::Error>| {
            json.map(|json| encode(&json)).map_err(Failure::internal)
        };
        let signed = format!(
            "{}.{}",
            part(serde_json::to_vec(&header))?,
            part(serde_json::to_vec(&claims))?
        );
        let signature = encode(&key.sign(&signed));
        Ok((format!("{signed}.{signature}"), exp))
    }

    pub(crate) fn verify(&self, token: &str, now: u64) -> Result<Session, Refused> {
        if token.len() > LONGEST_TOKEN {
            return Err(Refused::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
        let (header, claims) = signed
            .split_once('.')
            .filter(|(_, claims)| !claims.contains('.'))
            .ok_or(Refused::Malformed)?;
        let header: ReadHeader = read(header)?;
        if header.crit.is_some() || header.b64.is_some() {
            return Err(Refused::Critical);
        }
        let key = self
            .keys
            .iter()
            .find(|key| header.kid.as_deref() == Some(&key.id))
            .ok_or(Refused::UnknownKey)?;
        if header.alg != key.algorithm() {
            return Err(Refused::Algorithm);
        }
        let signature = decode(signature).ok_or(Refused::Malformed)?;
        if !key.verifies(signed, &signature) {
            return Err(Refused::Signature);
        }
        let claims: Claims = read(claims)?;
        if claims.iss != self.issuer || claims.aud != self.audience {
            return Err(Refused::Audience);
        }
        if claims.exp <= now {
            return Err(Refused::Expired);
        }
        if claims.iat > now.saturating_add(SKEW) {
            return Err(Refused::NotYet);
        }
        Ok(Session {
            user: claims.sub,
            id: claims.jti,
            family: claims.sid,
            signed_in_at: claims.auth_time,
            expires: claims.exp,
        })
    }
}

fn read<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, Refused> {
    let bytes = decode(part).ok_or(Refused::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Malformed)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const LIFE: Duration = Duration::from_secs(900);

    fn ed25519() -> Key {
        let document = Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new()).unwrap();
        Key::ed25519(document.as_ref()).unwrap()
    }

    fn issuer(keys: &[&Key]) -> Issuer {
        let mut sessions = Sessions::jwt(keys[0].clone());
        for key in &keys[1..] {
            sessions = sessions.accept((*key).clone());
        }
        Issuer::new(&sessions, "https://shop.example.com")
    }

    /// A token with a header and claims that are changed before a key signs it.
    fn forged(key: &Key, change: impl Fn(&mut Value, &mut Value)) -> String {
        let token = issuer(&[key])
            .issue("42", "family", 1_000, 1_000, LIFE)
            .unwrap()
            .0;
        let parts: Vec<_> = token.split('.').collect();
        let json = |part: &str| serde_json::from_slice::<Value>(&decode(part).unwrap()).unwrap();
        let (mut header, mut claims) = (json(parts[0]), json(parts[1]));
        change(&mut header, &mut claims);
        let signed = format!(
            "{}.{}",
            encode(header.to_string().as_bytes()),
            encode(claims.to_string().as_bytes())
        );
        format!("{signed}.{}", encode(&key.sign(&signed)))
    }

    #[test]
    fn both_algorithms_sign_and_verify() {
        for key in [Key::hs256([7; 32]).unwrap(), ed25519()] {
            let issuer = issuer(&[&key]);
            let (token, expires) = issuer.issue("42", "family", 990, 1_000, LIFE).unwrap();
            let session = issuer.verify(&token, 1_899).unwrap();
            assert_eq!(expires, 1_900);
            assert_eq!(
                (session.user.as_str(), session.family.as_str()),
                ("42", "family")
            );
            assert_eq!((session.signed_in_at, session.expires), (990, 1_900));
            assert_eq!(issuer.verify(&token, 1_900), Err(Refused::Expired));
            assert_eq!(
                issuer.verify(&token, 939),
                Err(Refused::NotYet),
                "clocks may differ by a minute"
            );
            assert!(issuer.verify(&token, 940).is_ok());
        }
    }

    /// RFC 7515, appendix A.1: another implementation made this signature.
    #[test]
    fn hs256_of_rfc_7515() {
        let secret = decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow").unwrap();
        let key = Key::hs256(secret).unwrap();
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        assert_eq!(
            encode(&key.sign(signed)),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
        assert!(key.verifies(signed, &key.sign(signed)));
    }

    #[test]
    fn keys_rotate() {
        let (old, new) = (Key::hs256([1; 32]).unwrap(), ed25519());
        let token = issuer(&[&old]).issue("42", "f", 0, 1_000, LIFE).unwrap().0;
        assert!(issuer(&[&new, &old]).verify(&token, 1_000).is_ok());
        assert_eq!(
            issuer(&[&new]).verify(&token, 1_000),
            Err(Refused::UnknownKey)
        );
        let token = issuer(&[&new, &old])
            .issue("42", "f", 0, 1_000, LIFE)
            .unwrap()
            .0;
        assert!(
            issuer(&[&new]).verify(&token, 1_000).is_ok(),
            "the first key signs"
        );
    }

    #[test]
    fn the_header_never_chooses_the_algorithm() {
        let (secret, pair) = (Key::hs256([7; 32]).unwrap(), ed25519());
        let both = issuer(&[&pair, &secret]);
        let verify = |key: &Key, change: &dyn Fn(&mut Value, &mut Value)| {
            both.verify(&forged(key, change), 1_000)
        };
        assert!(verify(&pair, &|_, _| {}).is_ok());
        for algorithm in ["none", "None", "NONE", "", "HS256", "RS256", "eddsa"] {
            assert_eq!(
                verify(&pair, &|header, _| header["alg"] = json!(algorithm)),
                Err(Refused::Algorithm),
                "{algorithm}"
            );
        }
        // The classic confusion: the public key, which everybody knows, as a secret of HMAC.
        let public = decode(&pair.public_key().unwrap()).unwrap();
        let confused = Key {
            id: pair.id.clone(),
            ..Key::hs256(public).unwrap()
        };
        assert_eq!(
            both.verify(&forged(&confused, |_, _| {}), 1_000),
            Err(Refused::Algorithm)
        );
        assert_eq!(
            both.verify(
                &forged(&confused, |header, _| header["alg"] = json!("EdDSA")),
                1_000
            ),
            Err(Refused::Signature)
        );
        assert_eq!(
            verify(&pair, &|header, _| header["kid"] = json!(secret.id)),
            Err(Refused::Algorithm)
        );
        assert_eq!(
            verify(&pair, &|header, _| header["kid"] = json!(null)),
            Err(Refused::UnknownKey)
        );
        assert_eq!(
            verify(&pair, &|header, _| header["kid"] =
                json!("../../etc/passwd")),
            Err(Refused::UnknownKey)
        );
        assert_eq!(
            verify(&pair, &|header, _| header["crit"] = json!(["exp"])),
            Err(Refused::Critical)
        );
        assert_eq!(
            verify(&pair, &|header, _| header["b64"] = json!(false)),
            Err(Refused::Critical)
        );
        // A key in the header is not looked at.
        assert!(verify(&pair, &|header, _| header["jwk"] = json!({"kty": "OKP"})).is_ok());
    }

    #[test]
    fn a_changed_token_is_refused() {
        let key = Key::hs256([7; 32]).unwrap();
        let issuer = issuer(&[&key]);
        let token = issuer.issue("42", "f", 0, 1_000, LIFE).unwrap().0;
        let parts: Vec<_> = token.split('.').collect();
        assert_eq!(
            issuer.verify(&format!("{}.{}.", parts[0], parts[1]), 1_000),
            Err(Refused::Signature)
        );
        for token in [
            "",
            ".",
            "..",
            "a.b.c",
            parts[0],
            "e30.e30.e30",
            &"a".repeat(5_000),
            &format!("{token}.{token}"),
        ] {
            assert_eq!(
                issuer.verify(token, 1_000),
                Err(Refused::Malformed),
                "{token}"
            );
        }
        for (claim, value, expected) in [
            ("iss", json!("https://evil.example"), Refused::Audience),
            ("aud", json!("https://evil.example"), Refused::Audience),
            (
                "aud",
                json!(["https://shop.example.com"]),
                Refused::Malformed,
            ),
            ("exp", json!(1_000), Refused::Expired),
            ("exp", json!("9999999999"), Refused::Malformed),
            ("exp", json!(null), Refused::Malformed),
            ("sub", json!(null), Refused::Malformed),
        ] {
            let token = forged(&key, |_, claims| claims[claim] = value.clone());
            assert_eq!(
                issuer.verify(&token, 1_000),
                Err(expected),
                "{claim}: {value}"
            );
        }
    }

    #[test]
    fn weak_keys_are_refused_and_keys_are_not_shown() {
        for secret in [&b""[..], b"secret", &[7; 31]] {
            assert!(
                Key::hs256(secret)
                    .unwrap_err()
                    .to_string()
                    .contains("at least 32")
            );
        }
        assert!(Key::ed25519([7; 32]).is_err());
        let text = format!(
            "{:?}",
            Sessions::jwt(Key::hs256("s3cret-s3cret-s3cret-s3cret-s3cret").unwrap())
        );
        assert!(!text.contains("s3cret") && text.contains("HS256"), "{text}");
    }
}
