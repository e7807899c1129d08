//! Whoever signs own requests for tokens: the assertion of RFC 7523, with RSA and SHA-256.
//!
//! ```text
//! BASE64({"alg": "RS256", "kid": …}).BASE64({"iss", "aud", "scope", "iat", "exp", "jti"}).BASE64(signature)
//! ```
//!
//! Invariants: `Debug` and errors show no key and no assertion; each assertion has an id of its own.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::Value;

use super::auth::Secret;
use super::token_error::{TokenError, TokenErrorKind};

/// How long an assertion is valid, in seconds: some providers take no longer one.
pub(super) const LIFETIME: u64 = 60;
/// Google gives tokens for as long.
pub(super) const GOOGLE_LIFETIME: u64 = 3600;

/// Who signs, and what is signed.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) key: Arc<RsaKeyPair>,
    pub(super) key_id: Option<String>,
    pub(super) issuer: String,
    pub(super) subject: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) lifetime: u64,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

pub(super) fn wrong_key(text: &str) -> TokenError {
    TokenError::new(TokenErrorKind::Settings).because(text)
}

/// An RSA key in PEM, as PKCS #8 or PKCS #1.
pub(super) fn read_key(pem: &str) -> Result<RsaKeyPair, TokenError> {
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes());
    let key = match key {
        Ok(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        Ok(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => return Err(wrong_key("the private key is not PEM")),
    };
    key.map_err(|_| wrong_key("the private key is no RSA key of 2048 bits or more"))
}

impl Signer {
    /// What it signs for this token endpoint, with these scopes, now.
    pub(super) fn assertion(
        &self,
        url: &str,
        scopes: &[String],
        now: u64,
    ) -> Result<Secret, TokenError> {
        let failed = |_| wrong_key("the system gives no random numbers");
        let (chance, mut id) = (SystemRandom::new(), [0; 16]);
        chance.fill(&mut id).map_err(failed)?;
        let header = object([
            ("alg", Some("RS256".into())),
            ("typ", Some("JWT".into())),
            ("kid", self.key_id.as_deref().map(Value::from)),
        ]);
        let scopes = Some(scopes.join(" ")).filter(|scopes| !scopes.is_empty());
        let audience = self.audience.as_deref().unwrap_or(url);
        let claims = object([
            ("iss", Some(self.issuer.as_str().into())),
            ("sub", self.subject.as_deref().map(Value::from)),
            ("aud", Some(audience.into())),
            ("scope", scopes.map(Value::from)),
            ("iat", Some(now.into())),
            ("exp", Some(now.saturating_add(self.lifetime).into())),
            ("jti", Some(URL_SAFE_NO_PAD.encode(id).into())),
        ]);
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let text = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        let signed = self
            .key
            .sign(&RSA_PKCS1_SHA256, &chance, text.as_bytes(), &mut signature);
        signed.map_err(|_| wrong_key("the private key does not sign"))?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Ok(format!("{text}.{signature}").into())
    }
}

/// What is there of these members.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members.into_iter();
    let members = members.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect())
}
