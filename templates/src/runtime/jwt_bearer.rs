//! Tokens for a service account, which signs its own requests for them (RFC 7523).
//!
//! ```text
//! TokenRequest::service_account(&fs::read_to_string("key.json")?)?.scope("https://www.googleapis.com/auth/calendar")
//!   →   assertion=BASE64({"alg": "RS256", "kid": …}).BASE64({"iss", "aud", "scope", "iat", "exp", "jti"}).BASE64(signature)
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
use super::token_request::{TokenError, TokenErrorKind, TokenRequest};

/// How long an assertion is valid, in seconds: some providers take no longer one.
const LIFETIME: u64 = 60;
/// Google gives tokens for as long.
const GOOGLE_LIFETIME: u64 = 3600;

/// Who signs, and what is signed.
#[derive(Clone)]
pub(super) struct Signer {
    key: Arc<RsaKeyPair>,
    key_id: Option<String>,
    issuer: String,
    subject: Option<String>,
    audience: Option<String>,
    lifetime: u64,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

fn settings(text: &str) -> TokenError {
    TokenError::new(TokenErrorKind::Settings).because(text)
}

/// An RSA key in PEM, as PKCS #8 or PKCS #1.
fn read_key(pem: &str) -> Result<RsaKeyPair, TokenError> {
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes());
    let key = match key {
        Ok(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        Ok(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => return Err(settings("the private key is not PEM")),
    };
    key.map_err(|_| settings("the private key is no RSA key of 2048 bits or more"))
}

impl TokenRequest {
    /// Tokens for whom the provider knows by a public key: `grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer`. The key is
    /// RSA in PEM.
    ///
    /// # Errors
    /// Where the key cannot be read.
    pub fn jwt_bearer(
        url: impl Into<String>,
        issuer: impl Into<String>,
        private_key: &str,
    ) -> Result<TokenRequest, TokenError> {
        let signer = Signer {
            key: Arc::new(read_key(private_key)?),
            key_id: None,
            issuer: issuer.into(),
            subject: None,
            audience: None,
            lifetime: LIFETIME,
        };
        Ok(TokenRequest::signed(url, signer))
    }

    /// Tokens for a service account of Google, by the JSON of its key.
    ///
    /// # Errors
    /// Where that is no such key.
    pub fn service_account(key: &str) -> Result<TokenRequest, TokenError> {
        let key: Value = serde_json::from_str(key)
            .map_err(|_| settings("the key of the service account is not JSON"))?;
        let text = |name: &str| {
            let text = key.get(name).and_then(Value::as_str);
            text.ok_or_else(|| settings(&format!("the key of the service account has no `{name}`")))
        };
        let signer = Signer {
            key: Arc::new(read_key(text("private_key")?)?),
            key_id: text("private_key_id").ok().map(str::to_owned),
            issuer: text("client_email")?.to_owned(),
            subject: None,
            audience: None,
            lifetime: GOOGLE_LIFETIME,
        };
        Ok(TokenRequest::signed(text("token_uri")?, signer))
    }

    /// The user for whom a service account acts.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> TokenRequest {
        if let Some(signer) = &mut self.signer {
            signer.subject = Some(subject.into());
        }
        self
    }

    /// Whom the assertion is for; else the token endpoint.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> TokenRequest {
        if let Some(signer) = &mut self.signer {
            signer.audience = Some(audience.into());
        }
        self
    }

    /// What a service account signs now; `None`: this is no request of one.
    pub(super) fn assertion(&self, now: u64) -> Result<Option<Secret>, TokenError> {
        let Some(signer) = &self.signer else {
            return Ok(None);
        };
        let failed = |_| settings("the system gives no random numbers");
        let (chance, mut id) = (SystemRandom::new(), [0; 16]);
        chance.fill(&mut id).map_err(failed)?;
        let header = object([
            ("alg", Some("RS256".into())),
            ("typ", Some("JWT".into())),
            ("kid", signer.key_id.as_deref().map(Value::from)),
        ]);
        let scopes = Some(self.scopes.join(" ")).filter(|scopes| !scopes.is_empty());
        let audience = signer.audience.as_deref().unwrap_or(&self.url);
        let claims = object([
            ("iss", Some(signer.issuer.as_str().into())),
            ("sub", signer.subject.as_deref().map(Value::from)),
            ("aud", Some(audience.into())),
            ("scope", scopes.map(Value::from)),
            ("iat", Some(now.into())),
            ("exp", Some(now.saturating_add(signer.lifetime).into())),
            ("jti", Some(URL_SAFE_NO_PAD.encode(id).into())),
        ]);
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let text = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = vec![0; signer.key.public().modulus_len()];
        let signed = signer
            .key
            .sign(&RSA_PKCS1_SHA256, &chance, text.as_bytes(), &mut signature);
        signed.map_err(|_| settings("the private key does not sign"))?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Ok(Some(format!("{text}.{signature}").into()))
    }
}

/// What is there of these members.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members.into_iter();
    let members = members.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect())
}
