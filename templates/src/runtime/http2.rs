//! HTTP/2: which servers take it, and one connection for all calls to one that does.
//!
//! ```text
//! https://api.example.com, the first call   →   one connection that offers h2 and http/1.1 (ALPN); other calls wait for what it takes
//! it takes h2                               →   all calls go over this connection, a new one is made when it ends
//! it takes http/1.1                         →   one connection for each call at a time
//! http://…                                  →   HTTP/1.1
//! ```
//!
//! hyper-util makes one connection for many calls only where it knows before that HTTP/2 will be spoken; with ALPN 1,000 calls
//! at once make 1,000 connections. So there is a pool for each protocol, and the first connection to an origin is made before
//! either of them is asked, and handed over.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use h2::Reason;
use http::uri::Authority;
use http::{Request, Uri};
use hyper_util::client::legacy::connect::{Connected, Connection as _};
use hyper_util::client::legacy::{Builder, Client, Error};
use hyper_util::rt::TokioTimer;
use rustls::ClientConfig;
use tokio::sync::OnceCell;
use tower_service::Service;

use super::body::Body;
use super::boxed::{BoxError, BoxFuture, cause};
use super::connector::{Connector, Stream};
use super::transport_errors::{ConnectTimeout, Stale, Unprocessed};

/// After so much silence in a connection with open requests it is asked whether the other side still exists. With the time for
/// its response that is less than an attempt takes: otherwise the next attempt would go over the same dead connection.
const PING_AFTER: Duration = Duration::from_secs(15);

/// So long the response to a ping may take.
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes of all responses together may be on their way: without a limit in effect, so that a download that nobody reads does
/// not block the others. A single one has hyper's limit of 2 MiB.
const WINDOW: u32 = 1 << 30;

/// After that long a connection that no call took is not used.
const LEFT_BEHIND: Duration = Duration::from_secs(1);

/// So many origins are remembered.
const MOST_ORIGINS: usize = 1000;

/// A pool of connections.
type Pool = Client<Handed, Body>;

/// A pool for each protocol.
#[derive(Clone)]
pub(super) struct Pools {
    http1: Pool,
    /// `None`: HTTP/1.1 is spoken with all.
    http2: Option<Pool>,
    connector: Connector,
    origins: Arc<Origins>,
}

impl Pools {
    pub(super) fn new(
        mut builder: Builder,
        connector: Connector,
        is_on: bool,
        head_limit: usize,
    ) -> Pools {
        let origins = Arc::<Origins>::default();
        let handed = |needs_http2| Handed {
            connector: connector.clone(),
            origins: origins.clone(),
            needs_http2,
        };
        let http1 = builder.build(handed(false));
        builder
            .timer(TokioTimer::new())
            .http2_only(true)
            // Before the server's settings are known it may refuse more.
            .http2_initial_max_send_streams(1)
            .http2_keep_alive_interval(PING_AFTER)
            .http2_keep_alive_timeout(PING_TIMEOUT)
            .http2_initial_connection_window_size(WINDOW)
            .http2_max_header_list_size(u32::try_from(head_limit).unwrap_or(u32::MAX));
        Pools {
            http1,
            http2: is_on.then(|| builder.build(handed(true))),
            connector,
            origins,
        }
    }

    /// The pool of the protocol that a server takes.
    pub(super) async fn of(&self, uri: &Uri) -> Result<&Pool, BoxError> {
        let is_secure = uri.scheme_str() == Some("https");
        let (Some(http2), Some(authority), true) = (&self.http2, uri.authority(), is_secure) else {
            return Ok(&self.http1);
        };
        let origin = self.origins.of(authority);
        let takes_http2 = match origin.takes_http2.get() {
            Some(known) => *known,
            None => self.learn(&origin, authority).await?,
        };
        Ok(if takes_http2 { http2 } else { &self.http1 })
    }

    /// Makes the first connection to an origin, or waits for the one that another call makes.
    async fn learn(&self, origin: &Origin, authority: &Authority) -> Result<bool, BoxError> {
        let connect = || async {
            let uri = Uri::builder()
                .scheme("https")
                .authority(authority.clone())
                .path_and_query("/");
            let stream = self.connector.clone().call(uri.build()?).await?;
            let takes_http2 = stream.connected().is_negotiated_h2();
            *origin.made() = Some((stream, Instant::now()));
            Ok(takes_http2)
        };
        let timeout = self.connector.timeout;
        let learned = tokio::time::timeout(timeout, origin.takes_http2.get_or_try_init(connect));
        let learned = learned.await.map_err(|_| ConnectTimeout(timeout))?;
        learned.copied()
    }
}

/// What is known about servers.
#[derive(Default)]
struct Origins(Mutex<HashMap<Authority, Arc<Origin>>>);

#[derive(Default)]
struct Origin {
    takes_http2: OnceCell<bool>,
    /// The connection by which that was learned, until a pool takes it.
    made: Mutex<Option<(Stream, Instant)>>,
}

impl Origins {
    fn of(&self, authority: &Authority) -> Arc<Origin> {
        let mut known = self.lock();
        if let Some(origin) = known.get(authority) {
            return origin.clone();
        }
        if known.len() >= MOST_ORIGINS {
            known.clear();
        }
        known.entry(authority.clone()).or_default().clone()
    }

    /// The server no longer takes what it took.
    fn forget(&self, authority: &Authority) {
        self.lock().remove(authority);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Authority, Arc<Origin>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Origin {
    fn made(&self) -> MutexGuard<'_, Option<(Stream, Instant)>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}

/// Gives a pool the connection that was made for it, or makes another one.
#[derive(Clone)]
pub(super) struct Handed {
    connector: Connector,
    origins: Arc<Origins>,
    needs_http2: bool,
}

impl Service<Uri> for Handed {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Stream, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let is_secure = uri.scheme_str() == Some("https");
        let Some(authority) = uri.authority().filter(|_| is_secure).cloned() else {
            return self.connector.call(uri);
        };
        let made = self.origins.of(&authority).made().take();
        // A call that gave up may have left it behind, and servers close what has nothing to do.
        let made = made.filter(|(_, at)| at.elapsed() < LEFT_BEHIND);
        let connecting = match made {
            Some((stream, _)) => Box::pin(std::future::ready(Ok(stream))),
            None => self.connector.call(uri),
        };
        if !self.needs_http2 {
            return connecting;
        }
        let origins = self.origins.clone();
        Box::pin(async move {
            let stream = connecting.await?;
            match stream.connected().is_negotiated_h2() {
                true => Ok(stream),
                false => {
                    origins.forget(&authority);
                    Err("the server no longer takes HTTP/2".into())
                }
            }
        })
    }
}

/// TLS that offers HTTP/2.
pub(super) fn offered(mut config: ClientConfig, is_on: bool) -> ClientConfig {
    if is_on {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    config
}

/// What an error of a request means: with HTTP/2 more than it otherwise does.
pub(super) fn failure(
    request: &Request<Body>,
    otherwise: fn(Error) -> BoxError,
) -> impl FnOnce(Error) -> BoxError + use<> {
    let has_body = !http_body::Body::is_end_stream(request.body());
    move |error| {
        let connected = error.connect_info();
        let is_http2 = connected.is_some_and(Connected::is_negotiated_h2);
        let error = otherwise(error);
        match is_http2 {
            true => classified(error, has_body),
            false => error,
        }
    }
}

/// The error, marked where the server did not process the request.
fn classified(error: BoxError, has_body: bool) -> BoxError {
    // hyper drops a request that waited for its turn on a connection that ends, which looks like an error of the user. Of a
    // body nothing was sent; a request without one may have gone out at the last moment.
    if cause::<hyper::Error>(&*error).is_some_and(hyper::Error::is_user) {
        let error = Stale(error).into();
        return if has_body {
            Unprocessed(error).into()
        } else {
            error
        };
    }
    match cause::<h2::Error>(&*error) {
        Some(reset)
            if reset.is_reset()
                && reset.is_remote()
                && reset.reason() == Some(Reason::REFUSED_STREAM) =>
        {
            Unprocessed(error).into()
        }
        // RFC 9113, section 6.8: only streams after the last one that it processes end in this way. The connection goes, and another
        // takes the request at once.
        Some(gone) if gone.is_go_away() && gone.is_remote() => {
            Unprocessed(Stale(error).into()).into()
        }
        _ => error,
    }
}
