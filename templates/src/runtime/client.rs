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
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::auth::Auth;
use super::budget::{Bucket, RetryBudget};
use super::clock::Clock;
use super::connections::Connections;
#[cfg(feature = "proxies")]
use super::connections::Proxy;
use super::follow::USUAL_REDIRECTS;
#[cfg(feature = "limits")]
use super::limits::Limiter;
use super::operation::Api;
use super::retry::Retry;
use super::settings::{ClientHeader, Settings};
use super::transport::Transport;
// Which files these come from depends on the target.
use super::{SystemClock, UsualTransport};

/// The part of a client that is the same for every specification.
#[derive(Clone)]
pub struct ClientInner(pub(super) Arc<Shared>);

/// What all clones of a client share.
pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) transport: Box<dyn Transport>,
}

impl fmt::Debug for ClientInner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { api, auth, .. } = &self.0.settings;
        // Not the base URL: it may hold a password.
        f.debug_struct("ClientInner")
            .field("api", &api.name)
            .field("auth", auth)
            .finish_non_exhaustive()
    }
}

/// Makes a client.
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<C> {
    pub(super) settings: Settings,
    transport: Option<Box<dyn Transport>>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<ClientInner>> Builder<C> {
    /// A builder with what is usual: 10 seconds to connect, 30 for an attempt, 90 for a call with all of its attempts,
    /// 64 MiB for a response.
    pub fn new(api: &'static Api, auth: Auth) -> Self {
        let settings = Settings {
            api,
            base_url: None,
            auth,
            headers: [("user-agent", api.name)]
                .iter()
                .chain(api.headers)
                .map(|(name, value)| ClientHeader::new(name, value))
                .collect(),
            timeout: None,
            attempt_timeout: None,
            connections: Connections::default(),
            max_redirects: USUAL_REDIRECTS,
            body_limit: 64 << 20,
            retry: Retry::default(),
            budget: Bucket::new(RetryBudget::default()),
            #[cfg(feature = "log-bodies")]
            log_bodies: false,
            strict: false,
            secret_names: Vec::new(),
            #[cfg(feature = "limits")]
            limiter: None,
            clock: Box::new(SystemClock::new()),
            #[cfg(feature = "hooks")]
            hooks: Vec::new(),
            warned: AtomicBool::new(false),
        };
        Builder {
            settings,
            transport: None,
            client: PhantomData,
        }
    }

    /// Another server than the specification's, for all operations: `http://127.0.0.1:8080`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.settings.base_url = Some(url.into());
        self
    }

    /// A header of every request; one with the same name is replaced.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let headers = &mut self.settings.headers;
        headers.retain(|known| !known.name.eq_ignore_ascii_case(name));
        headers.push(ClientHeader::new(name, value));
        self
    }

    /// How long a call may take, with all of its attempts and what it waits between them. One attempt may take as long,
    /// unless `attempt_timeout` sets another value.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the response.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = Some(timeout);
        self
    }

    /// How long the usual transport may take to connect: name look-up, TCP and TLS together.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connections.connect_timeout = timeout;
        self
    }

    /// How long the usual transport keeps a connection that has nothing to do. Set it below the server's own limit: a request
    /// that is sent while the server closes the connection is lost.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connections.idle_timeout = timeout;
        self
    }

    /// A proxy for all requests of the usual transport: `http://user:password@host:3128`. Without this, the one that
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name when the client is built, read as curl reads them.
    #[cfg(feature = "proxies")]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.settings.connections.proxy = Proxy::Url(url.into());
        self
    }

    /// No proxy, whatever the environment contains.
    #[cfg(feature = "proxies")]
    pub fn no_proxy(mut self) -> Self {
        self.settings.connections.proxy = Proxy::None;
        self
    }

    /// Roots in PEM that the usual transport trusts beside the usual ones: Mozilla's, or those of the files that `SSL_CERT_FILE`
    /// and `SSL_CERT_DIR` name.
    #[cfg(feature = "certificates")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings
            .connections
            .certificates
            .roots
            .push(pem.into());
        self
    }

    /// Who the client is to servers that ask for a certificate (mutual TLS): its chain and its private key in PEM.
    #[cfg(feature = "certificates")]
    pub fn client_certificate(
        mut self,
        chain: impl Into<Vec<u8>>,
        private_key: impl Into<Vec<u8>>,
    ) -> Self {
        self.settings.connections.certificates.client = Some((chain.into(), private_key.into()));
        self
    }

    /// Whether the usual transport offers HTTP/2 to servers of `https`, as it does by default. All calls to a server that takes
    /// it share one connection.
    #[cfg(feature = "http2")]
    pub fn http2(mut self, on: bool) -> Self {
        self.settings.connections.http2 = on;
        self
    }

    /// How many redirects a GET or HEAD follows; with 0, each is an error with its headers. Credentials and other secret
    /// headers never go to another origin.
    pub fn max_redirects(mut self, redirects: u32) -> Self {
        self.settings.max_redirects = redirects;
        self
    }

    /// How many bytes a response may have that is read whole.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// How often and when a call is sent again after a failure; a call can override it.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// How many such attempts there may be, for all calls together.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.settings.budget = Bucket::new(budget);
        self
    }

    /// Logs bodies of JSON and forms too, at `trace`, up to 4 KiB of each and without the values of secret names.
    #[cfg(feature = "log-bodies")]
    pub fn log_bodies(mut self, on: bool) -> Self {
        self.settings.log_bodies = on;
        self
    }

    /// Reads responses strictly: a value that is not of its type is an error. Else a number in a text, a text for a number,
    /// `null` for a list and the like are understood, and an optional value that cannot be read is `None`, with a warning in
    /// the log.
    pub fn strict(mut self, on: bool) -> Self {
        self.settings.strict = on;
        self
    }

    /// Names of properties whose values nobody should read in a log, beside those that speak of passwords, tokens, keys
    /// and the like, and those that the specification marks.
    pub fn secret_names<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.settings
            .secret_names
            .extend(names.into_iter().map(str::to_owned));
        self
    }

    /// How many requests may be sent in a time, and at once: [`Limits`](super::Limits), or a [`Limiter`] that several
    /// clients share. Calls wait for their turn, in order, within the time that they have.
    #[cfg(feature = "limits")]
    pub fn limits(mut self, limits: impl Into<Limiter>) -> Self {
        self.settings.limiter = Some(limits.into());
        self
    }

    /// Another transport than the usual one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Another clock than the machine's: a virtual one makes tests quick.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Box::new(clock);
        self
    }

    /// The client.
    pub fn build(self) -> C {
        let Builder {
            settings,
            transport,
            ..
        } = self;
        let transport = transport
            .unwrap_or_else(|| Box::new(UsualTransport::new(settings.connections.clone())));
        ClientInner(Arc::new(Shared {
            settings,
            transport,
        }))
        .into()
    }
}
