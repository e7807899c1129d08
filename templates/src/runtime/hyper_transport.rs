//! The usual transport: hyper with rustls, one pool of connections for all clones of a client.
//!
//! hyper's own client is used without a layer on top: a small call takes 0.6 times the instructions of reqwest, and a
//! build half its time. TLS is rustls with ring, and the roots that Mozilla trusts. Nothing asks for a compressed response,
//! so none can grow while it is read; proxies and variables of the environment are not looked at.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_service::Service;

use super::body::Body;
use super::boxed::{BoxError, BoxFuture, cause};
use super::transport::{ConnectTimeout, Connections, NotSent, Transport};

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
    client: Result<Client<Connector, Body>, rustls::Error>,
}

impl HyperTransport {
    /// A pool of its own.
    pub fn new(connections: Connections) -> HyperTransport {
        let provider = rustls::crypto::ring::default_provider();
        let builder = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(provider);
        let client = builder.map(|builder| {
            let mut tcp = HttpConnector::new();
            tcp.enforce_http(false);
            tcp.set_nodelay(true);
            tcp.set_keepalive(Some(KEEP_ALIVE));
            let tls = builder.https_or_http().enable_http1().wrap_connector(tcp);
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(connections.idle_timeout)
                .http1_max_buf_size(HEAD_LIMIT)
                .build(Connector {
                    tls,
                    timeout: connections.connect_timeout,
                })
        });
        HyperTransport { client }
    }
}

impl Transport for HyperTransport {
    fn fetch(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, BoxError>> {
        Box::pin(async move {
            let client = self
                .client
                .as_ref()
                .map_err(|error| NotSent(error.clone().into()))?;
            let response = client.request(request).await.map_err(failure)?;
            Ok(response.map(Body::streamed))
        })
    }
}

/// hyper gives a request back as canceled when its connection ended before anything of it was written.
fn failure(error: Error) -> BoxError {
    let unwritten = cause::<hyper::Error>(&error).is_some_and(hyper::Error::is_canceled);
    if error.is_connect() || unwritten {
        NotSent(error.into()).into()
    } else {
        error.into()
    }
}

/// hyper-util bounds TCP alone; a server that accepts and never speaks TLS would hold a call up.
#[derive(Clone, Debug)]
struct Connector {
    tls: HttpsConnector<HttpConnector>,
    timeout: Duration,
}

impl Service<Uri> for Connector {
    type Response = <HttpsConnector<HttpConnector> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tls.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.tls.call(uri);
        let timeout = self.timeout;
        Box::pin(async move {
            match tokio::time::timeout(timeout, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(ConnectTimeout(timeout).into()),
            }
        })
    }
}
