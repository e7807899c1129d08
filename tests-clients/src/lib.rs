//! A server on the loopback device for tests of generated clients.
//!
//! ```text
//! let server = Server::start([Response::json(200, "{}")]).await?;   // one response for each request, in turn
//! … a client with base_url(server.url()) …
//! assert_eq!(server.request(0), Wanted::new("agent", "GET /v1/x").bearer());
//! ```
//!
//! It speaks just enough HTTP/1.1 (RFC 9112): a request line, headers, a body with `content-length`, and a response with
//! `connection: close`. What it is sent it keeps byte by byte; nothing is interpreted, so that tests see what was written.

pub mod misbehaving;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The code blocks of the documentation compile.
#[cfg(doctest)]
mod documentation {
    #[doc = include_str!("../../docs/errors.md")]
    pub struct Errors;

    #[doc = include_str!("../../docs/getting-started.md")]
    pub struct GettingStarted;

    #[doc = include_str!("../../docs/lists.md")]
    pub struct Lists;

    #[doc = include_str!("../../docs/mail.md")]
    pub struct Mail;

    #[doc = include_str!("../../docs/payments.md")]
    pub struct Payments;

    #[doc = include_str!("../../docs/rate-limits.md")]
    pub struct RateLimits;

    #[doc = include_str!("../../docs/retries.md")]
    pub struct Retries;

    #[doc = include_str!("../../docs/several-apis.md")]
    pub struct SeveralApis;

    #[doc = include_str!("../../docs/streams.md")]
    pub struct Streams;

    #[doc = include_str!("../../docs/testing.md")]
    pub struct Testing;

    #[doc = include_str!("../../docs/uploads.md")]
    pub struct Uploads;

    #[doc = include_str!("../../docs/webhooks.md")]
    pub struct Webhooks;
}

/// What coding agents wrote with the results of `fetchwright mcp` compiles.
#[cfg(doctest)]
#[doc = include_str!("../../docs/mcp-prompts.md")]
pub struct McpPrompts;

/// The credential of all tests; no error and no `Debug` may ever show it.
pub const CANARY: &str = "sk_test_canary";

/// The server's response.
#[derive(Clone, Debug)]
pub struct TestResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    claimed: Option<usize>,
    delay: Duration,
}

impl TestResponse {
    /// A response without a body.
    pub fn empty(status: u16) -> TestResponse {
        TestResponse {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            claimed: None,
            delay: Duration::ZERO,
        }
    }

    /// A response with a body of a media type.
    pub fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> TestResponse {
        TestResponse {
            body: body.into(),
            ..TestResponse::empty(status)
        }
        .header("content-type", media_type)
    }

    /// A response of JSON.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> TestResponse {
        TestResponse::new(status, "application/json", body)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> TestResponse {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends this `content-length`, whatever the body has: a larger one makes a response that breaks off.
    #[must_use]
    pub fn claiming(mut self, length: usize) -> TestResponse {
        self.claimed = Some(length);
        self
    }

    /// Waits before it responds.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> TestResponse {
        self.delay = delay;
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let length = self.claimed.unwrap_or(self.body.len());
        let mut head = format!(
            "HTTP/1.1 {} -\r\ncontent-length: {length}\r\nconnection: close\r\n",
            self.status
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// What the server was sent.
#[derive(Clone, Default)]
pub struct Request {
    /// `GET`
    pub method: String,
    /// Path and query as they came: `/v1/customers?limit=3`.
    pub target: String,
    /// Names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The whole request with its headers in order of their names, for messages and for comparison. `host` is left out, as
/// its port is another one each time.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.method, self.target)?;
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| name != "host")
            .collect();
        headers.sort();
        for (name, value) in headers {
            writeln!(f, "{name}: {value}")?;
        }
        write!(f, "\n{}", self.text())
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq<Wanted> for Request {
    fn eq(&self, wanted: &Wanted) -> bool {
        let is_new = |(name, value): &&(String, String)| name == KEY && value == NEW;
        let mut request = self.clone();
        if wanted.0.headers.iter().any(|header| is_new(&header)) {
            let keys = request
                .headers
                .iter_mut()
                .filter(|(name, value)| name == KEY && value.len() >= 32);
            keys.for_each(|(_, value)| NEW.clone_into(value));
        }
        request.to_string() == wanted.0.to_string()
    }
}

const KEY: &str = "idempotency-key";

/// A placeholder for a random key.
const NEW: &str = "(new)";

/// A request as it should be, all of it: a header too many makes it another one.
#[derive(Clone)]
pub struct Wanted(Request);

impl Wanted {
    /// A request line (`GET /v1/customers`) and what nearly every request has: `accept`, `user-agent`. Brackets in the names of
    /// its query are escaped when they are sent.
    pub fn new(agent: &str, line: &str) -> Wanted {
        let (method, target) = line.split_once(' ').unwrap_or((line, ""));
        let target = match target.split_once('?') {
            Some((path, query)) => format!("{path}?{}", with_escaped_names(query)),
            None => target.to_owned(),
        };
        let request = Request {
            method: method.to_owned(),
            target,
            ..Request::default()
        };
        Wanted(request)
            .header("accept", "application/json")
            .header("user-agent", agent)
    }

    /// Another value for a header.
    #[must_use]
    pub fn replace(mut self, name: &str, value: &str) -> Wanted {
        self.0.headers.retain(|(known, _)| known != name);
        self.header(name, value)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Wanted {
        self.0.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds an idempotency key that the client makes: another one each time, of at least 32 signs.
    #[must_use]
    pub fn new_key(self) -> Wanted {
        self.header(KEY, NEW)
    }

    /// Adds the canary as a bearer token.
    #[must_use]
    pub fn bearer(self) -> Wanted {
        self.header("authorization", &format!("Bearer {CANARY}"))
    }

    /// A body with its media type and length.
    #[must_use]
    pub fn body(self, media_type: &str, text: &str) -> Wanted {
        let mut wanted = self
            .header("content-type", media_type)
            .header("content-length", &text.len().to_string());
        wanted.0.body = text.as_bytes().to_vec();
        wanted
    }

    /// A body of JSON.
    #[must_use]
    pub fn json(self, text: &str) -> Wanted {
        self.body("application/json", text)
    }

    /// A form, with brackets in the names as a person reads them; they are escaped when they are sent.
    #[must_use]
    pub fn form(self, text: &str) -> Wanted {
        let text = with_escaped_names(text);
        self.body("application/x-www-form-urlencoded", &text)
    }
}

/// Pairs of a query or a form whose names have no brackets.
fn with_escaped_names(pairs: &str) -> String {
    let escaped = |name: &str| name.replace('[', "%5B").replace(']', "%5D");
    let pairs = pairs.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) => format!("{}={value}", escaped(name)),
        None => escaped(pair),
    });
    pairs.collect::<Vec<_>>().join("&")
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A server that listens until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens on a free port and gives one response to each request, in turn; once there are none left, 599.
    pub async fn start(responses: impl IntoIterator<Item = TestResponse>) -> io::Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn(serve(
            listener,
            responses.into_iter().collect(),
            requests.clone(),
        ));
        Ok(Server {
            address,
            requests,
            task,
        })
    }

    /// Its address, for a client's `base_url`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The request at an index; an empty one where there is none, which is equal to none that is wanted.
    pub fn request(&self, index: usize) -> Request {
        self.requests().into_iter().nth(index).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection after the other. A client that hangs up early is no error: tests of timeouts do.
async fn serve(
    listener: TcpListener,
    responses: Vec<TestResponse>,
    requests: Arc<Mutex<Vec<Request>>>,
) {
    let mut responses = responses.into_iter();
    while let Ok((mut stream, _)) = listener.accept().await {
        let Ok(request) = read(&mut stream).await else {
            continue;
        };
        requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request);
        let response = responses.next().unwrap_or_else(|| TestResponse::empty(599));
        tokio::time::sleep(response.delay).await;
        let _ = write(&mut stream, &response).await;
    }
}

async fn write(stream: &mut TcpStream, response: &TestResponse) -> io::Result<()> {
    stream.write_all(&response.bytes()).await?;
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let line = read_line(&mut reader).await?;
    let mut words = line.split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let mut request = Request {
        method: word(),
        target: word(),
        ..Request::default()
    };
    loop {
        let line = read_line(&mut reader).await?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        request
            .headers
            .push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = request
        .header("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    request.body = vec![0; length];
    reader.read_exact(&mut request.body).await?;
    Ok(request)
}

/// A line without its end; an error where the connection ends first.
async fn read_line(reader: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
