//! The usual transport: hyper with rustls, one pool of connections for all clones of a client.
//!
//! hyper's own client is used without a layer on top: a small call takes 0.6 times the instructions of reqwest, and a
//! build half its time. TLS is rustls with ring, and the roots that Mozilla trusts. Proxies and other certificates are
//! features. Nothing asks for a compressed response, so none can grow while it is read.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Extensions, Request, Response, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
#[cfg(not(feature = "certificates"))]
use hyper_rustls::ConfigBuilderExt as _;
#[cfg(not(feature = "proxies"))]
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::legacy::{Client, Error};
#[cfg(not(feature = "proxies"))]
use hyper_util::rt::TokioIo;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{AlertDescription, CertificateError, ClientConfig};
use tower_service::Service;

use super::body::Body;
use super::boxed::{BoxError, BoxFuture, cause};
#[cfg(feature = "certificates")]
use super::certificates;
use super::connections::Connections;
#[cfg(feature = "proxies")]
use super::proxied::{Io, Proxied, Proxies};
use super::transport::Transport;
use super::transport_errors::{ConnectTimeout, NotSent, Permanent, Stale};

/// What a new client has.
pub(super) type UsualTransport = HyperTransport;

/// How many bytes the head of a response may have: its status line and headers, of which hyper takes 100. Bodies are read
/// through the same buffer, and one that is large enough takes in a page of a list as one piece, which is not copied.
const HEAD_LIMIT: usize = 512 << 10;

/// When a connection in use is silent for so long, the system asks whether the other side still exists.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// hyper with one pool of connections, HTTP/1.1.
#[derive(Clone, Debug)]
pub struct HyperTransport {
    /// Else why there is none: a certificate that cannot be read.
    client: Result<Client<Connector, Body>, String>,
    #[cfg(feature = "proxies")]
    proxies: Arc<Proxies>,
}

impl HyperTransport {
    /// A pool of its own.
    pub fn new(connections: Connections) -> HyperTransport {
        #[cfg(feature = "proxies")]
        let proxies = Arc::new(Proxies::new(&connections.proxy));
        let client = tls(&connections).map(|tls| {
            let mut tcp = HttpConnector::new();
            tcp.enforce_http(false);
            tcp.set_nodelay(true);
            tcp.set_keepalive(Some(KEEP_ALIVE));
            #[cfg(feature = "proxies")]
            let inner = Proxied::new(tcp, Arc::new(tls), proxies.clone());
            #[cfg(not(feature = "proxies"))]
            let inner = HttpsConnector::from((tcp, tls));
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(connections.idle_timeout)
                .http1_max_buf_size(HEAD_LIMIT)
                .build(Connector {
                    inner,
                    timeout: connections.connect_timeout,
                })
        });
        HyperTransport {
            client: client.map_err(|error| error.to_string()),
            #[cfg(feature = "proxies")]
            proxies,
        }
    }
}

/// The configuration of TLS.
fn tls(connections: &Connections) -> Result<ClientConfig, BoxError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    #[cfg(feature = "certificates")]
    let config = certificates::configure(builder, &connections.certificates)?;
    #[cfg(not(feature = "certificates"))]
    let config = builder.with_webpki_roots().with_no_client_auth();
    #[cfg(not(feature = "certificates"))]
    let _ = connections;
    Ok(config)
}

impl Transport for HyperTransport {
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(async move {
            let client = self.client.as_ref();
            let client = client.map_err(|error| permanent(error.clone()))?;
            let scheme = request.uri().scheme_str().unwrap_or_default();
            if !matches!(scheme, "http" | "https") {
                let message = format!("the URL's scheme is `{scheme}`, and not http or https");
                return Err(permanent(message));
            }
            #[cfg(feature = "proxies")]
            let request = self.authorized(request);
            let mut response = client.request(request).await.map_err(failure)?;
            // From now on the server may close this connection at any time.
            if let Some(used) = response.extensions_mut().remove::<Used>() {
                used.0.store(true, Ordering::Relaxed);
            }
            Ok(response.map(Body::streamed))
        })
    }
}

#[cfg(feature = "proxies")]
impl HyperTransport {
    /// A request that a proxy itself reads has the proxy's credentials.
    fn authorized(&self, mut request: Request<Body>) -> Request<Body> {
        if let Some(authorization) = self.proxies.authorization(request.uri()) {
            let headers = request.headers_mut();
            headers.insert(http::header::PROXY_AUTHORIZATION, authorization);
        }
        request
    }
}

/// Nothing was sent, and nothing ever will be.
fn permanent(message: String) -> BoxError {
    NotSent(Permanent(message.into()).into()).into()
}

/// hyper gives a request back as canceled when its connection ended before anything of it was written.
fn failure(error: Error) -> BoxError {
    let of_hyper = cause::<hyper::Error>(&error);
    let unwritten = of_hyper.is_some_and(hyper::Error::is_canceled);
    let is_stale = was_used(&error) && ended_early(&error);
    let is_connect = error.is_connect();
    let error: BoxError = match tls_failure(&error) {
        Some(failure) => Permanent(failure.into()).into(),
        None => error.into(),
    };
    if is_connect || unwritten {
        NotSent(error).into()
    } else if is_stale {
        Stale(error).into()
    } else {
        error
    }
}

/// Whether the connection had carried a request before.
fn was_used(error: &Error) -> bool {
    let mut extensions = Extensions::new();
    if let Some(connected) = error.connect_info() {
        connected.get_extras(&mut extensions);
    }
    let used = extensions.get::<Used>();
    used.is_some_and(|used| used.0.load(Ordering::Relaxed))
}

/// Whether the connection ended before a response began.
fn ended_early(error: &Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    let broke = |error: &io::Error| {
        matches!(
            error.kind(),
            BrokenPipe | ConnectionAborted | ConnectionReset
        )
    };
    cause::<hyper::Error>(error).is_some_and(hyper::Error::is_incomplete_message)
        || cause::<io::Error>(error).is_some_and(broke)
}

/// Whether a connection has carried a request; it goes along as an extension of responses and errors.
#[derive(Clone)]
struct Used(Arc<AtomicBool>);

/// A failed handshake, with what to do. It fails again until somebody changes something.
fn tls_failure(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let failures = std::iter::successors(Some(error), |error| error.source());
    let failure = failures.filter_map(|error| rustls_error(error)).next()?;
    let advice = match failure {
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::UnknownIssuer => {
                "the certificate's issuer is not among the trusted roots; a proxy that looks into TLS, or a server within a \
                 company, needs its own: see `root_certificates` and `SSL_CERT_FILE`"
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the server's certificate has expired, or this machine's clock is wrong"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "the server's certificate is not valid yet, or this machine's clock is wrong"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the server's certificate is for another host: check the base URL"
            }
            _ => "the server's certificate is not valid",
        },
        rustls::Error::InvalidMessage(_) => {
            "the server does not speak TLS on this port: check scheme and port of the base URL"
        }
        rustls::Error::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::HandshakeFailure
            | AlertDescription::AccessDenied,
        ) => {
            "the server refused the handshake; it may want a client certificate: see `client_certificate`"
        }
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            "the server knows neither TLS 1.3 nor 1.2 with a cipher that is considered safe"
        }
        _ => "the handshake failed",
    };
    Some(format!("TLS: {failure}: {advice}"))
}

/// rustls' error of an I/O error, which does not name what it wraps as its source.
fn rustls_error<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    match error.downcast_ref::<std::io::Error>() {
        Some(error) => rustls_error(error.get_ref()?),
        None => error.downcast_ref(),
    }
}

/// What makes a connection, within no time of its own.
#[cfg(feature = "proxies")]
type Inner = Proxied;
#[cfg(not(feature = "proxies"))]
type Inner = HttpsConnector<HttpConnector>;

/// What a connection's bytes go over.
#[cfg(feature = "proxies")]
type Socket = Box<dyn Io>;
#[cfg(not(feature = "proxies"))]
type Socket = MaybeHttpsStream<TokioIo<tokio::net::TcpStream>>;

/// hyper-util bounds TCP alone; a server that accepts and never speaks TLS would hold a call up.
#[derive(Clone)]
struct Connector {
    inner: Inner,
    timeout: Duration,
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Stream, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.inner.call(uri);
        let timeout = self.timeout;
        Box::pin(async move {
            let connected = tokio::time::timeout(timeout, connecting).await;
            let connected = connected.map_err(|_| ConnectTimeout(timeout))??;
            #[cfg(feature = "proxies")]
            let (socket, takes_urls) = connected;
            #[cfg(not(feature = "proxies"))]
            let (socket, takes_urls) = (connected, false);
            Ok(Stream {
                socket,
                takes_urls,
                used: Used(Arc::default()),
            })
        })
    }
}

/// A connection that knows whether it was used before.
struct Stream {
    socket: Socket,
    /// Whether a proxy takes the requests, with whole URLs.
    takes_urls: bool,
    used: Used,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        let connected = self.socket.connected().proxy(self.takes_urls);
        connected.extra(self.used.clone())
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, slices)
    }
}
