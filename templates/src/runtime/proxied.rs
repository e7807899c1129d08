//! Connections through a proxy: which requests take one, and how.
//!
//! ```text
//! HTTPS_PROXY=http://user:pw@proxy:3128   https://api.example.com   →   CONNECT api.example.com:443, TLS inside of it
//! HTTP_PROXY=http://proxy:3128            http://api.example.com    →   GET http://api.example.com/… to the proxy
//! NO_PROXY=localhost,.example.com         https://api.example.com   →   no proxy
//! ```
//!
//! The variables mean what they mean for curl: in lower case first, then in upper case; `ALL_PROXY` where there is none for
//! the scheme; an empty one is as if it were not set. `HTTP_PROXY` in upper case is not read where `REQUEST_METHOD` is set, because
//! a CGI server makes it of a request's header. Credentials go to the proxy only, and are in no error.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use http::header::HeaderValue;
use hyper::rt::{Read, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::ClientConfig;
use tower_service::Service;

use super::boxed::{BoxError, BoxFuture};
use super::connections::Proxy;
use super::transport_errors::Permanent;

/// Which requests take which proxy.
#[derive(Debug)]
pub(super) struct Proxies(Result<Option<Matcher>, &'static str>);

impl Proxies {
    /// The user's choice, or the environment's.
    pub(super) fn new(proxy: &Proxy) -> Proxies {
        Proxies(match proxy {
            Proxy::None => Ok(None),
            Proxy::Environment => Ok(Some(from_variables(|name| std::env::var(name).ok()))),
            Proxy::Url(url) => {
                let matcher = Matcher::builder().all(url.as_str()).build();
                let is_read = matcher.intercept(&Uri::from_static("http://example.com"));
                is_read
                    .map(|_| Some(matcher))
                    .ok_or("the proxy is no URL like http://user:password@host:3128")
            }
        })
    }

    /// The proxy that a request takes.
    pub(super) fn of(&self, uri: &Uri) -> Result<Option<Intercept>, BoxError> {
        let matcher = self
            .0
            .as_ref()
            .map_err(|error| Permanent((*error).into()))?;
        let proxy = matcher.as_ref().and_then(|matcher| matcher.intercept(uri));
        match proxy.as_ref().and_then(|proxy| proxy.uri().scheme_str()) {
            None | Some("http" | "https") => Ok(proxy),
            Some(scheme) => {
                let message = format!("a proxy of the scheme `{scheme}` is not supported");
                Err(Permanent(message.into()).into())
            }
        }
    }

    /// `Proxy-Authorization` of a request to which the proxy itself responds; one in a tunnel is for the tunnel.
    pub(super) fn authorization(&self, uri: &Uri) -> Option<HeaderValue> {
        let is_plain = uri.scheme_str() == Some("http");
        let proxy = self.of(uri).ok().flatten().filter(|_| is_plain)?;
        proxy.basic_auth().cloned()
    }
}

/// What the variables of the environment say.
fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Matcher {
    let either = |lower: &str, upper: Option<String>| {
        let lower = variable(lower).filter(|value| !value.is_empty());
        lower.or(upper).unwrap_or_default()
    };
    let is_cgi = variable("REQUEST_METHOD").is_some();
    let http = variable("HTTP_PROXY").filter(|_| !is_cgi);
    let no = either("no_proxy", variable("NO_PROXY"));
    // curl takes blanks for commas, and brackets around an address.
    let no: Vec<&str> = no
        .split([',', ' ', '\t'])
        .map(|host| host.trim_matches(['[', ']']))
        .collect();
    Matcher::builder()
        .all(either("all_proxy", variable("ALL_PROXY")))
        .http(either("http_proxy", http))
        .https(either("https_proxy", variable("HTTPS_PROXY")))
        .no(no.join(","))
        .build()
}

/// What bytes go over, whatever is in between.
pub(super) trait Io: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Io for T {}

/// Connects directly or through a proxy.
#[derive(Clone)]
pub(super) struct Proxied {
    direct: HttpsConnector<HttpConnector>,
    /// To the proxy itself: a tunnel and absolute URLs are of HTTP/1.1.
    to_proxy: HttpsConnector<HttpConnector>,
    tls: Arc<ClientConfig>,
    proxies: Arc<Proxies>,
}

impl Proxied {
    pub(super) fn new(tcp: HttpConnector, tls: Arc<ClientConfig>, proxies: Arc<Proxies>) -> Self {
        let mut to_proxy = ClientConfig::clone(&tls);
        to_proxy.alpn_protocols.clear();
        Proxied {
            direct: HttpsConnector::from((tcp.clone(), tls.clone())),
            to_proxy: HttpsConnector::from((tcp, to_proxy)),
            tls,
            proxies,
        }
    }
}

impl Service<Uri> for Proxied {
    /// A connection, and whether it is one to a proxy that is given whole URLs.
    type Response = (Box<dyn Io>, bool);
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.direct.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let proxy = match self.proxies.of(&uri) {
            Ok(Some(proxy)) => proxy,
            Ok(None) => {
                let connecting = self.direct.call(uri);
                return Box::pin(async move {
                    let io: Box<dyn Io> = Box::new(connecting.await?);
                    Ok((io, false))
                });
            }
            Err(error) => return Box::pin(std::future::ready(Err(error))),
        };
        if uri.scheme_str() == Some("http") {
            let connecting = self.to_proxy.call(proxy.uri().clone());
            return Box::pin(async move {
                let io: Box<dyn Io> = Box::new(connecting.await?);
                Ok((io, true))
            });
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.to_proxy.clone());
        if let Some(authorization) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        let connecting = HttpsConnector::from((tunnel, self.tls.clone())).call(uri);
        Box::pin(async move {
            match connecting.await {
                Ok(connection) => {
                    let io: Box<dyn Io> = Box::new(connection);
                    Ok((io, false))
                }
                Err(error) if wants_credentials(&*error) => {
                    let message = "the proxy wants credentials (407)";
                    Err(Permanent(message.into()).into())
                }
                Err(error) => Err(error),
            }
        })
    }
}

/// Whether a proxy refused a tunnel with 407: hyper-util's error has it only in its message.
fn wants_credentials(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(|error| error.to_string().contains("proxy authorization required"))
}
