//! A server that misbehaves: it applies one fault to each connection, and counts the requests that it took whole.
//!
//! ```text
//! let server = Misbehaving::start([Fault::after(b"HTTP/1.1 200 OK\r\n", End::Stall)]).await?;
//! ```

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What happens to a connection.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Whether the request is read first.
    reads: bool,
    /// What is written.
    writes: Vec<u8>,
    /// What comes then.
    then: End,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It is closed.
    Close,
    /// It is torn down, with a reset.
    Reset,
    /// Nothing more comes, and nobody hangs up.
    Stall,
    /// Bytes come for as long as somebody takes them.
    Flood,
}

impl Fault {
    /// The connection is torn down before anything is read.
    pub fn at_once() -> Fault {
        Fault {
            reads: false,
            writes: Vec::new(),
            then: End::Reset,
        }
    }

    /// The request is read, these bytes are written, and then this happens.
    pub fn after(writes: impl Into<Vec<u8>>, then: End) -> Fault {
        Fault {
            reads: true,
            writes: writes.into(),
            then,
        }
    }

    /// A response with headers and a body of the right length.
    pub fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Fault {
        let mut text = format!(
            "HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        Fault::after([text.as_bytes(), body].concat(), End::Close)
    }
}

/// What the server saw.
#[derive(Debug, Default)]
struct Seen {
    requests: AtomicUsize,
    keys: Mutex<Vec<String>>,
    stalled: Notify,
}

/// A server that listens until it is dropped.
#[derive(Debug)]
pub struct Misbehaving {
    address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Misbehaving {
    /// Listens on a free port. Each connection has the next fault, and those after the last one the last.
    pub async fn start(faults: impl IntoIterator<Item = Fault>) -> io::Result<Misbehaving> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, seen) = (listener.local_addr()?, Arc::new(Seen::default()));
        let task = tokio::spawn(serve(listener, faults.into_iter().collect(), seen.clone()));
        Ok(Misbehaving {
            address,
            seen,
            task,
        })
    }

    /// Its address, for a client's `base_url`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests it took whole.
    pub fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }

    /// The idempotency keys of these requests, those without one left out.
    pub fn keys(&self) -> Vec<String> {
        self.seen
            .keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits until a connection stalls.
    pub async fn stalled(&self) {
        self.seen.stalled.notified().await;
    }
}

impl Drop for Misbehaving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, faults: Vec<Fault>, seen: Arc<Seen>) {
    let mut faults = faults.iter();
    let mut fault = faults.next().cloned();
    while let Ok((stream, _)) = listener.accept().await {
        let Some(now) = fault.clone() else { return };
        fault = faults.next().cloned().or(fault);
        let seen = seen.clone();
        // A client that hangs up is no error here.
        tokio::spawn(async move {
            let _ = misbehave(stream, &now, &seen).await;
        });
    }
}

async fn misbehave(mut stream: TcpStream, fault: &Fault, seen: &Seen) -> io::Result<()> {
    if fault.reads {
        let head = read(&mut stream).await?;
        seen.requests.fetch_add(1, Ordering::SeqCst);
        let key = head
            .lines()
            .find_map(|line| line.strip_prefix("idempotency-key: "));
        seen.keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(key.map(str::to_owned));
    }
    stream.write_all(&fault.writes).await?;
    match fault.then {
        End::Close => stream.shutdown().await?,
        End::Reset => return stream.set_zero_linger(),
        End::Stall => seen.stalled.notify_one(),
        End::Flood => loop {
            stream.write_all(&[b'x'; 1 << 16]).await?;
        },
    }
    // What the client still sends is read until it hangs up; else closing would be a reset.
    tokio::io::copy(&mut stream, &mut tokio::io::sink())
        .await
        .map(|_| ())
}

/// Reads a whole request, and gives its head.
async fn read(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if bytes.len() >= head.len() + 4 + length.unwrap_or(0) {
            return Ok(head.to_owned());
        }
    }
}
