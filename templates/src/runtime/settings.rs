//! What a user chose for a client: data, read by the engine and its policies.
//!
//! ```text
//! Client::builder(auth).timeout(Duration::from_secs(10))   →   Settings { timeout: 10 s, … }
//! ```

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::auth::Auth;
use super::budget::Bucket;
use super::clock::Clock;
use super::connections::Connections;
#[cfg(feature = "hooks")]
use super::hooks::Hook;
#[cfg(feature = "limits")]
use super::limits::Limiter;
use super::operation::Api;
use super::redact::Names;
use super::retry::Retry;

/// What a user chose for a client.
pub(super) struct Settings {
    pub(super) api: &'static Api,
    pub(super) base_url: Option<String>,
    pub(super) auth: Auth,
    pub(super) headers: Vec<ClientHeader>,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) connections: Connections,
    pub(super) max_redirects: u32,
    pub(super) body_limit: usize,
    pub(super) retry: Retry,
    pub(super) budget: Bucket,
    #[cfg(feature = "log-bodies")]
    pub(super) log_bodies: bool,
    /// Whether responses are read strictly.
    pub(super) strict: bool,
    pub(super) secret_names: Vec<String>,
    #[cfg(feature = "limits")]
    pub(super) limiter: Option<Limiter>,
    pub(super) clock: Box<dyn Clock>,
    #[cfg(feature = "hooks")]
    pub(super) hooks: Vec<Box<dyn Hook>>,
    /// Whether the user allows credentials without encryption.
    pub(super) warned: AtomicBool,
}

/// A header of every request, written once; `None` where it cannot be, which is an error of each call.
pub(super) struct ClientHeader {
    pub(super) name: String,
    pub(super) written: Option<(HeaderName, HeaderValue)>,
}

impl ClientHeader {
    pub(super) fn new(name: &str, value: &str) -> ClientHeader {
        let written = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_str(value).ok());
        ClientHeader {
            name: name.to_owned(),
            written,
        }
    }
}

impl Settings {
    pub(super) fn secret_names(&self) -> Names<'_> {
        Names {
            described: self.api.secrets,
            added: &self.secret_names,
        }
    }
}
