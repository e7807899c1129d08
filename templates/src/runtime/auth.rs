//! Credentials: where each goes, and that nobody sees it.
//!
//! ```text
//! Auth::of("bearerAuth", CredentialLocation::Bearer, "sk_…")   →   Authorization: Bearer sk_…
//! ```

use std::cell::Cell;
use std::fmt;
#[cfg(feature = "oauth")]
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use subtle::ConstantTimeEq;

use super::object::Field;
use super::percent;
use super::redact;
use super::values::Decode;

/// A text that is never shown: a credential, or a field whose format is `password`.
#[derive(Clone, Default)]
pub struct Secret(String);

impl Field for Secret {
    fn empty() -> Self {
        Secret::default()
    }
}

thread_local! {
    /// Whether this thread writes a request.
    static EXPOSED: Cell<bool> = const { Cell::new(false) };
}

/// Writes a part of a request: the only place where a secret is serialized as it is.
pub(super) fn exposed<T>(write: impl FnOnce() -> T) -> T {
    let outer = EXPOSED.replace(true);
    let written = write();
    EXPOSED.set(outer);
    written
}

/// As it is in a request, and nowhere else: a value that is cached, logged or forwarded holds `[redacted]`.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if EXPOSED.get() {
            &self.0
        } else {
            redact::HIDDEN
        })
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret)
    }
}

impl<'de> Decode<'de> for Secret {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::decode(deserializer).map(Secret)
    }
}

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Secret(text.into())
    }
}

/// In the same time wherever two texts differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Where a credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialLocation {
    /// `Authorization: Bearer …` (RFC 6750)
    Bearer,
    /// `Authorization: Basic …` (RFC 7617)
    Basic,
    /// A header.
    Header(&'static str),
    /// A header whose value begins with this text: `SSWS `.
    PrefixedHeader(&'static str, &'static str),
    /// A query parameter.
    Query(&'static str),
    /// A cookie.
    Cookie(&'static str),
}

#[derive(Clone, Debug)]
pub(super) struct Credential {
    pub(super) scheme: &'static str,
    pub(super) place: CredentialLocation,
    pub(super) secret: Secret,
    /// What the secret was made of, where it is written otherwise.
    plain: Option<Secret>,
    /// What a transport writes in its place.
    #[cfg(feature = "oauth")]
    current: Current,
}

/// The secrets that a transport writes, the newest last: a provider may send them back, too.
#[cfg(feature = "oauth")]
#[derive(Clone, Debug, Default)]
pub(super) struct Current(Arc<Mutex<Vec<Secret>>>);

#[cfg(feature = "oauth")]
impl Current {
    /// Another one. The one before may still be in a response.
    pub(super) fn push(&self, secret: Secret) {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if secrets.last() != Some(&secret) {
            if secrets.len() > 1 {
                secrets.remove(0);
            }
            secrets.push(secret);
        }
    }

    fn all(&self) -> Vec<Secret> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.clone()
    }
}

/// The credentials of a client. `Debug` shows which there are and no secret.
#[derive(Clone, Debug, Default)]
pub struct Auth(Vec<Credential>);

impl Auth {
    /// No credentials.
    pub fn none() -> Auth {
        Auth::default()
    }

    /// A credential for a security scheme of the description; one whose scheme is empty goes with every request.
    pub fn of(scheme: &'static str, place: CredentialLocation, secret: impl Into<Secret>) -> Auth {
        Auth(vec![Credential {
            scheme,
            place,
            secret: secret.into(),
            plain: None,
            #[cfg(feature = "oauth")]
            current: Current::default(),
        }])
    }

    /// A bearer token that a transport writes.
    #[cfg(feature = "oauth")]
    pub(super) fn written_later(current: Current) -> Auth {
        Auth(vec![Credential {
            scheme: "",
            place: CredentialLocation::Bearer,
            secret: Secret::default(),
            plain: None,
            current,
        }])
    }

    /// A user and a password for a security scheme of the description.
    pub fn user(scheme: &'static str, user: &str, password: &str) -> Auth {
        let secret = STANDARD.encode(format!("{user}:{password}")).into();
        // Some APIs take their key as the user.
        let plain = if password.is_empty() { user } else { password };
        Auth(vec![Credential {
            scheme,
            place: CredentialLocation::Basic,
            secret,
            plain: Some(plain.into()),
            #[cfg(feature = "oauth")]
            current: Current::default(),
        }])
    }

    /// Both: an operation takes what it needs.
    #[must_use]
    pub fn and(mut self, other: Auth) -> Auth {
        self.0.extend(other.0);
        self
    }

    /// A text without these secrets, as they are and as they stand in a URL or in JSON.
    pub(super) fn hide(&self, text: &str) -> String {
        let secrets = self
            .0
            .iter()
            .flat_map(|credential| std::iter::once(&credential.secret).chain(&credential.plain));
        #[cfg(feature = "oauth")]
        let current: Vec<Secret> = self.0.iter().flat_map(|it| it.current.all()).collect();
        #[cfg(feature = "oauth")]
        let secrets = secrets.chain(&current);
        let encoded =
            |secret: &Secret| utf8_percent_encode(secret.expose(), NON_ALPHANUMERIC).to_string();
        let in_json = |secret: &Secret| {
            let json = serde_json::to_string(secret.expose()).unwrap_or_default();
            json.trim_matches('"').to_owned()
        };
        let written = secrets.flat_map(|secret| {
            let (encoded, in_json) = (encoded(secret), in_json(secret));
            let in_php = in_json.replace('/', "\\/");
            let in_url = percent::escape(secret.expose());
            [secret.expose().to_owned(), encoded, in_url, in_json, in_php]
        });
        redact::without(text, written.collect())
    }

    /// The credentials of the first alternative that can be met; all of them where the description says nothing.
    /// `None` where none can be met.
    pub(super) fn choose(&self, alternatives: Option<&[&[&str]]>) -> Option<Vec<&Credential>> {
        let Some(alternatives) = alternatives else {
            return Some(self.0.iter().collect());
        };
        let always: Vec<&Credential> = self
            .0
            .iter()
            .filter(|credential| credential.scheme.is_empty())
            .collect();
        if alternatives.is_empty() {
            return Some(always);
        }
        let find = |scheme: &&str| {
            self.0
                .iter()
                .find(|credential| credential.scheme == *scheme)
        };
        let mut met = alternatives.iter().filter(|schemes| !schemes.is_empty());
        let chosen = met.find_map(|schemes| schemes.iter().map(find).collect::<Option<Vec<_>>>());
        let optional = alternatives.iter().any(|schemes| schemes.is_empty()) || !always.is_empty();
        let chosen = chosen.or_else(|| optional.then(Vec::new))?;
        Some(always.into_iter().chain(chosen).collect())
    }
}
