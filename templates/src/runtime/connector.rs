//! Connections of the usual transport: TCP, a proxy and TLS within one time, each connection with a note whether it was used.
//!
//! ```text
//! https://api.example.com   →   a stream of bytes, and what ALPN chose
//! ```

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Extensions, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
#[cfg(not(feature = "proxies"))]
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
#[cfg(not(feature = "proxies"))]
use hyper_util::rt::TokioIo;
use tower_service::Service;

use super::boxed::{BoxError, BoxFuture};
#[cfg(feature = "proxies")]
use super::proxied::{Io, Proxied};
use super::transport_errors::ConnectTimeout;

/// When a connection in use is silent for so long, the system asks whether the other side still exists.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

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
pub(super) struct Connector {
    pub(super) inner: Inner,
    pub(super) timeout: Duration,
}

/// The innermost part of it.
pub(super) fn tcp() -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_keepalive(Some(KEEP_ALIVE));
    tcp
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

/// Whether a connection has carried a request; it goes along as an extension of responses and errors.
#[derive(Clone)]
struct Used(Arc<AtomicBool>);

/// Notes that the connection of a response carried a request.
pub(super) fn note_use(extensions: &mut Extensions) {
    if let Some(used) = extensions.remove::<Used>() {
        used.0.store(true, Ordering::Relaxed);
    }
}

/// Whether a connection had carried a request before.
pub(super) fn was_used(connected: &Connected) -> bool {
    let mut extensions = Extensions::new();
    connected.get_extras(&mut extensions);
    let used = extensions.get::<Used>();
    used.is_some_and(|used| used.0.load(Ordering::Relaxed))
}

/// A connection that knows whether it was used before.
pub(super) struct Stream {
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
