//! Tokens for a service account, which signs its own requests for them (RFC 7523).
//!
//! ```text
//! TokenRequest::service_account(&fs::read_to_string("key.json")?)?.scope("https://www.googleapis.com/auth/calendar")
//! ```

use std::sync::Arc;

use serde_json::Value;

use super::jwt_signer::{GOOGLE_LIFETIME, LIFETIME, Signer, read_key, wrong_key};
use super::token_error::TokenError;
use super::token_request::TokenRequest;

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
            .map_err(|_| wrong_key("the key of the service account is not JSON"))?;
        let text = |name: &str| {
            let text = key.get(name).and_then(Value::as_str);
            text.ok_or_else(|| {
                wrong_key(&format!("the key of the service account has no `{name}`"))
            })
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
}
