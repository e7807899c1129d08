//! Requests over sockets of this machine, and servers that run as processes of their own.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    /// Starts a program that listens on a port. `None` if the program is not there.
    pub async fn start(mut command: Command, port: u16) -> Option<Server> {
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut server = Server { child, port };
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(
                server.child.try_wait().unwrap().is_none(),
                "the server ended: {command:?}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Some(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder into which `signin/ci` installs the providers.
pub fn servers() -> Option<PathBuf> {
    std::env::var("FETCHWRIGHT_SIGNIN_SERVERS")
        .ok()
        .map(PathBuf::from)
}

/// A provider that runs on node.
pub async fn node(script: &str, arguments: &[&str]) -> Option<Server> {
    let folder = servers()?;
    let port = free_port();
    let mut command = Command::new("node");
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/servers")
        .join(script);
    command
        .arg(script)
        .arg(port.to_string())
        .args(arguments)
        .env("FETCHWRIGHT_SIGNIN_SERVERS", folder);
    Server::start(command, port).await
}

/// A response over a socket.
#[derive(Debug)]
pub struct TestResponse {
    pub status: u16,
    pub location: String,
    pub set_cookies: Vec<String>,
    pub body: String,
}

/// Sends one request and reads the whole response.
pub async fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> TestResponse {
    let rest = url
        .strip_prefix("http://")
        .unwrap_or_else(|| panic!("{url}"));
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let port: u16 = host.rsplit_once(':').unwrap().1.parse().unwrap();
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(body);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    // ChromeDriver keeps the connection open whatever it is asked.
    while !is_whole(&response)
        && stream
            .read_buf(&mut response)
            .await
            .is_ok_and(|length| length > 0)
    {}
    let text = String::from_utf8_lossy(&response).into_owned();
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no response to {method} {url}"));
    let values = |name: &str| {
        let lines = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .filter(|(it, _)| it.eq_ignore_ascii_case(name));
        lines
            .map(|(_, value)| value.trim().to_owned())
            .collect::<Vec<_>>()
    };
    TestResponse {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        location: values("location").pop().unwrap_or_default(),
        set_cookies: values("set-cookie"),
        body: body.to_owned(),
    }
}

/// Whether a response has the body that its length announces.
fn is_whole(response: &[u8]) -> bool {
    let text = String::from_utf8_lossy(response).to_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .split("content-length:")
        .nth(1)
        .and_then(|rest| rest.lines().next()?.trim().parse::<usize>().ok());
    length.is_some_and(|length| response.len() >= head.len() + 4 + length)
}

/// A client of a provider's pages, with cookies.
#[derive(Default)]
pub struct Client {
    cookies: HashMap<String, String>,
}

impl Client {
    pub async fn get(&mut self, url: &str) -> TestResponse {
        self.send("GET", url, "").await
    }

    pub async fn send(&mut self, method: &str, url: &str, form: &str) -> TestResponse {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let headers = [
            ("cookie", cookies.join("; ")),
            (
                "content-type",
                "application/x-www-form-urlencoded".to_owned(),
            ),
        ];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let mut response = send(method, url, &headers, form).await;
        for cookie in &response.set_cookies {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        if response.location.starts_with('/') {
            let (host, _) = url.split_at(
                url.find("//").unwrap() + 2 + url.split_once("//").unwrap().1.find('/').unwrap(),
            );
            response.location = format!("{host}{}", response.location);
        }
        response
    }

    /// Follows redirects within the provider, up to its page or to the address of the site.
    pub async fn follow(&mut self, mut response: TestResponse) -> TestResponse {
        while response.location.starts_with("http://127.0.0.1")
            || response.location.starts_with("http://localhost")
        {
            response = self.get(&response.location.clone()).await;
        }
        response
    }
}
