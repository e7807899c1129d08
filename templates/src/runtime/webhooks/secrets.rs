//! The secrets of an endpoint, and what they have verified.
//!
//! ```text
//! let secrets = Secrets::new(&SCHEME, HMAC_SHA256, ["whsec_…"])?.max_age(Duration::from_secs(300));
//! ```
//!
//! Invariant: a secret is compared in constant time only, and never shown.

use std::fmt;
use std::time::Duration;

use super::keys::{KeyKind, SecretError, VerifyingKey, key_bytes};
use super::scheme::{Algorithm, Scheme};
use super::time::Freshness;

/// What a provider sent, and proved to have sent.
#[derive(Clone)]
pub struct Verified<T> {
    // Made of a delivery that was verified, and by nobody else than the files of this folder.
    pub(super) value: T,
    pub(super) secret: usize,
    pub(super) sent: Option<i64>,
    pub(super) id: Option<String>,
}

impl<T> Verified<T> {
    /// What was sent.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Which of the secrets fitted, from 0: after a rotation the old one can go when it no longer does.
    pub fn secret(&self) -> usize {
        self.secret
    }

    /// When it was sent, in seconds since 1970, if the provider sends it.
    pub fn sent(&self) -> Option<i64> {
        self.sent
    }

    /// The event's id, for deduplication, where it was read as an event and has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }
}

/// Without what was sent, because it is logged.
impl<T> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("id", &self.id)
            .field("sent", &self.sent)
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}

impl<T> std::ops::Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// The secrets of an endpoint, in the form that its scheme requires, and how fresh a delivery must be. One fitting secret is enough,
/// so that they can be rotated.
pub struct Secrets {
    pub(super) scheme: Scheme,
    pub(super) kind: KeyKind,
    pub(super) secrets: Vec<Secret>,
    pub(super) freshness: Freshness,
    pub(super) roots: Option<String>,
    pub(super) body_limit: usize,
}

/// A secret. It is compared in constant time only, so there is no `==`, and it is never shown.
pub(super) struct Secret {
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
    pub(super) key: Box<dyn VerifyingKey>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Secrets({}, {} of them)",
            self.scheme.name,
            self.secrets.len()
        )
    }
}

impl Secrets {
    /// Reads secrets in the form that a scheme requires: for asymmetric schemes public keys, for one with certificates what it signs as
    /// its secret.
    pub fn new<S: AsRef<str>>(
        scheme: &Scheme,
        kind: KeyKind,
        secrets: impl IntoIterator<Item = S>,
    ) -> Result<Secrets, SecretError> {
        let secret = |text: S| secret(scheme, kind, text.as_ref());
        let secrets: Vec<Secret> = secrets.into_iter().map(secret).collect::<Result<_, _>>()?;
        if secrets.is_empty() {
            return Err(SecretError::new(
                &scheme.name,
                "there is none, and nothing could be verified",
            ));
        }
        let tolerance = scheme
            .timestamp
            .as_ref()
            .and_then(|timestamp| timestamp.tolerance);
        let freshness = Freshness {
            past: tolerance,
            future: tolerance,
        };
        let secrets = Secrets {
            scheme: scheme.clone(),
            kind,
            secrets,
            freshness,
            roots: None,
            body_limit: BODY_LIMIT,
        };
        if let Some(warning) = secrets.warning() {
            tracing::warn!(scheme = %scheme.name, "{warning}");
        }
        Ok(secrets)
    }

    /// A warning where a secret is so short that it can be guessed from one delivery. It is logged too.
    pub fn warning(&self) -> Option<String> {
        let is_shared = matches!(
            self.scheme.algorithm,
            Algorithm::HmacSha1
                | Algorithm::HmacSha256
                | Algorithm::HmacSha512
                | Algorithm::Sha256
                | Algorithm::Token
        );
        let lengths = self.secrets.iter().map(|secret| secret.bytes.len());
        let shortest = lengths
            .min()
            .filter(|bytes| is_shared && *bytes < SHORTEST)?;
        Some(format!(
            "a secret of {shortest} bytes can be guessed from one delivery; use at least {SHORTEST} random ones"
        ))
    }

    /// How much a delivery's time may be off in either direction, in place of the scheme's tolerance. For schemes whose
    /// libraries do not look at the time this makes them look.
    pub fn max_age(mut self, age: Duration) -> Self {
        let seconds = u32::try_from(age.as_secs()).unwrap_or(u32::MAX);
        self.freshness = Freshness {
            past: Some(seconds),
            future: Some(seconds),
        };
        self
    }

    /// Takes deliveries of any age: for stored ones that are looked at again. They can be replayed.
    pub fn any_age(mut self) -> Self {
        self.freshness = Freshness {
            past: None,
            future: None,
        };
        self
    }

    /// Takes any time in the future where the provider's own library does. By default it is refused like the past.
    pub fn accept_future(mut self) -> Self {
        if self
            .scheme
            .timestamp
            .as_ref()
            .is_some_and(|timestamp| timestamp.future)
        {
            self.freshness.future = None;
        }
        self
    }

    /// The roots, in PEM, that certificates must lead to, in place of Mozilla's.
    pub fn roots(mut self, pem: impl Into<String>) -> Self {
        self.roots = Some(pem.into());
        self
    }

    /// How many bytes a body may have for the layers that read it. The default is 5 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How many bytes a body may have.
    pub fn limit(&self) -> usize {
        self.body_limit
    }

    /// The scheme that they are for.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }
}

/// 128 bits, if they are random.
const SHORTEST: usize = 16;

/// What layers read of a body by default, in bytes.
const BODY_LIMIT: usize = 5 * 1024 * 1024;

fn secret(scheme: &Scheme, kind: KeyKind, text: &str) -> Result<Secret, SecretError> {
    let bytes = key_bytes(&scheme.key, text).map_err(|why| SecretError::new(&scheme.name, why))?;
    let key = (kind.verifying)(&bytes).map_err(|why| SecretError::new(&scheme.name, why))?;
    Ok(Secret {
        text: text.to_owned(),
        bytes,
        key,
    })
}
