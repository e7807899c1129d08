//! The usual transport: hyper with rustls, one pool of connections for all clones of a client.
//!
//! hyper's own client is used without a layer on top: a small call takes 0.6 times the instructions of reqwest, and a
//! build half its time. TLS is rustls with ring, and the roots that Mozilla trusts. Proxies, other certificates and
//! compressed responses are features; without the last nothing asks for one, so none can grow while it is read.

use std::io;
use std::sync::Arc;

use http::{Request, Response};
#[cfg(not(feature = "certificates"))]
use hyper_rustls::ConfigBuilderExt as _;
#[cfg(not(feature = "proxies"))]
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{AlertDescription, CertificateError, ClientConfig};

use super::body::Body;
use super::boxed::{BoxError, BoxFuture, cause};
#[cfg(feature = "certificates")]
use super::certificates;
use super::connections::Connections;
use super::connector::{Connector, note_use, tcp, was_used};
#[cfg(feature = "gzip")]
use super::gzip;
#[cfg(feature = "http2")]
use super::http2;
#[cfg(feature = "proxies")]
use super::proxied::{Proxied, Proxies};
use super::transport::Transport;
use super::transport_errors::{NotSent, Permanent, Stale};

/// What a new client has.
pub(super) type UsualTransport = HyperTransport;

/// How many bytes the head of a response may have: its status line and headers, of which hyper takes 100. Bodies are read
/// through the same buffer, and one that is large enough takes in a page of a list as one piece, which is not copied.
const HEAD_LIMIT: usize = 512 << 10;

/// hyper with its pool of connections; with HTTP/2 one pool for each protocol.
#[cfg(not(feature = "http2"))]
type Pools = Client<Connector, Body>;
#[cfg(feature = "http2")]
type Pools = http2::Pools;

/// hyper with a pool of connections: HTTP/1.1, and HTTP/2 with its feature.
#[derive(Clone, Debug)]
pub struct HyperTransport {
    /// Else why there is none: a certificate that cannot be read.
    pools: Result<Pools, String>,
    #[cfg(feature = "proxies")]
    proxies: Arc<Proxies>,
}

impl HyperTransport {
    /// A pool of its own.
    pub fn new(connections: Connections) -> HyperTransport {
        #[cfg(feature = "proxies")]
        let proxies = Arc::new(Proxies::new(&connections.proxy));
        let parts = tls(&connections).map(|tls| {
            #[cfg(feature = "proxies")]
            let inner = Proxied::new(tcp(), Arc::new(tls), proxies.clone());
            #[cfg(not(feature = "proxies"))]
            let inner = HttpsConnector::from((tcp(), tls));
            let connector = Connector {
                inner,
                timeout: connections.connect_timeout,
            };
            let mut builder = Client::builder(TokioExecutor::new());
            builder
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(connections.idle_timeout)
                .http1_max_buf_size(HEAD_LIMIT);
            (builder, connector)
        });
        #[cfg(feature = "http2")]
        let pools = parts.map(|(builder, connector)| {
            http2::Pools::new(builder, connector, connections.http2, HEAD_LIMIT)
        });
        #[cfg(not(feature = "http2"))]
        let pools = parts.map(|(builder, connector)| builder.build(connector));
        HyperTransport {
            pools: pools.map_err(|error| error.to_string()),
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
    #[cfg(feature = "http2")]
    let config = http2::offered(config, connections.http2);
    Ok(config)
}

impl Transport for HyperTransport {
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(async move {
            let pool = self.pools.as_ref();
            let pool = pool.map_err(|error| permanent(error.clone()))?;
            let scheme = request.uri().scheme_str().unwrap_or_default();
            if !matches!(scheme, "http" | "https") {
                let message = format!("the URL's scheme is `{scheme}`, and not http or https");
                return Err(permanent(message));
            }
            #[cfg(feature = "proxies")]
            let request = self.authorized(request);
            #[cfg(feature = "gzip")]
            let request = gzip::asking(request);
            #[cfg(feature = "http2")]
            let pool = pool.of(request.uri()).await.map_err(not_connected)?;
            #[cfg(feature = "http2")]
            let failure = http2::failure(&request, failure);
            let mut response = pool.request(request).await.map_err(failure)?;
            // From now on the server may close this connection at any time.
            note_use(response.extensions_mut());
            let response = response.map(Body::streamed);
            #[cfg(feature = "gzip")]
            let response = gzip::decompressed(response);
            Ok(response)
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
    let is_stale = error.connect_info().is_some_and(was_used) && ended_early(&error);
    let is_connect = error.is_connect();
    let error = explained(error.into());
    if is_connect || unwritten {
        NotSent(error).into()
    } else if is_stale {
        Stale(error).into()
    } else {
        error
    }
}

/// The error of a connection that was made before the request was sent.
#[cfg(feature = "http2")]
fn not_connected(error: BoxError) -> BoxError {
    NotSent(explained(error)).into()
}

/// The error, or what to do where it is a failed handshake.
fn explained(error: BoxError) -> BoxError {
    match tls_failure(&*error) {
        Some(failure) => Permanent(failure.into()).into(),
        None => error,
    }
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
