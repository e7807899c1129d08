//! What all calls of a client share: where they go, who they are from, what carries them.
//!
//! ```text
//! let client = Client::builder(Auth::bearer(key)).timeout(Duration::from_secs(10)).build();
//! ```
//!
//! A clone is a reference count: all clones share one pool of connections.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::auth::Auth;
use super::operation::Api;
use super::transport::{HyperTransport, Transport};

/// The part of a client that no description changes.
#[derive(Clone)]
pub struct Core(pub(super) Arc<Settings>);

pub(super) struct Settings {
    pub(super) api: &'static Api,
    pub(super) base_url: Option<String>,
    pub(super) auth: Auth,
    pub(super) headers: Vec<(String, String)>,
    pub(super) timeout: Duration,
    pub(super) body_limit: usize,
    pub(super) transport: Arc<dyn Transport>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the base URL: it may hold a password.
        f.debug_struct("Core").field("api", &self.0.api.name).field("auth", &self.0.auth).finish_non_exhaustive()
    }
}

/// Makes a client.
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<C> {
    api: &'static Api,
    base_url: Option<String>,
    auth: Auth,
    headers: Vec<(String, String)>,
    timeout: Duration,
    body_limit: usize,
    transport: Option<Arc<dyn Transport>>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Core>> Builder<C> {
    /// A builder with what is usual: 30 seconds for a call, 64 MiB for an answer.
    pub fn new(api: &'static Api, auth: Auth) -> Self {
        Builder {
            api,
            base_url: None,
            auth,
            headers: vec![("user-agent".to_owned(), api.name.to_owned())],
            timeout: Duration::from_secs(30),
            body_limit: 64 << 20,
            transport: None,
            client: PhantomData,
        }
    }

    /// Another server than the description's, for all operations: `http://127.0.0.1:8080`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// A header of every request; one with the same name is replaced.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// How long a call may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many bytes an answer may have.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Another transport than hyper.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The client.
    pub fn build(self) -> C {
        let transport = self.transport.unwrap_or_else(|| Arc::new(HyperTransport::default()));
        Core(Arc::new(Settings {
            api: self.api,
            base_url: self.base_url,
            auth: self.auth,
            headers: self.headers,
            timeout: self.timeout,
            body_limit: self.body_limit,
            transport,
        }))
        .into()
    }
}
