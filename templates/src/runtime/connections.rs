//! How the usual transport makes its connections, as a user chooses it: data.
//!
//! ```text
//! Client::builder(auth).proxy("http://user:password@proxy:3128")   →   Connections { proxy: Url(…), … }
//! ```
//!
//! Proxies and certificates may hold secrets, so no `Debug` shows them.

#[cfg(feature = "proxies")]
use std::fmt;
use std::time::Duration;

/// How the usual transport makes its connections, and how long it keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connections {
    /// How long name look-up, TCP and TLS may take together.
    pub connect_timeout: Duration,
    /// How long a connection waits for another request before it is closed.
    pub idle_timeout: Duration,
    /// Which proxy they go through.
    #[cfg(feature = "proxies")]
    pub proxy: Proxy,
    /// Which servers are trusted, and who the client is.
    #[cfg(feature = "certificates")]
    pub certificates: Certificates,
    /// Whether HTTP/2 is offered to servers of `https`.
    #[cfg(feature = "http2")]
    pub http2: bool,
}

impl Default for Connections {
    /// 10 seconds to connect. 4 seconds idle: node and others close a connection after 5, and a request that is sent at that
    /// moment is lost.
    fn default() -> Connections {
        Connections {
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(4),
            #[cfg(feature = "proxies")]
            proxy: Proxy::Environment,
            #[cfg(feature = "certificates")]
            certificates: Certificates::default(),
            #[cfg(feature = "http2")]
            http2: true,
        }
    }
}

/// Which proxy connections go through.
#[cfg(feature = "proxies")]
#[derive(Clone, PartialEq, Eq)]
pub enum Proxy {
    /// The one that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name when the client is built.
    Environment,
    /// None.
    None,
    /// This one, for all requests: `http://user:password@host:3128`.
    Url(String),
}

/// Without the URL, which may hold a password.
#[cfg(feature = "proxies")]
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Proxy::Environment => "Environment",
            Proxy::None => "None",
            Proxy::Url(_) => "Url",
        })
    }
}

/// Certificates in PEM beside the usual roots.
#[cfg(feature = "certificates")]
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Certificates {
    /// Roots that are trusted too.
    pub roots: Vec<Vec<u8>>,
    /// The client's chain and its private key, for mutual TLS.
    pub client: Option<(Vec<u8>, Vec<u8>)>,
}

/// Without the key.
#[cfg(feature = "certificates")]
impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates")
            .field("roots", &self.roots.len())
            .field("client", &self.client.is_some())
            .finish()
    }
}
