//! HTTP on the loopback device, byte by byte: a target that keeps what it got, and a sender.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// `POST /hooks HTTP/1.1`
    pub start: String,
    /// Names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A server that responds to every request in the same way.
pub struct Target {
    pub url: String,
    requests: Receiver<Request>,
}

impl Target {
    /// `response` is everything behind `HTTP/1.1 `.
    pub fn responding(response: impl Fn(&Request) -> String + Send + Sync + 'static) -> Target {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (keep, requests) = channel();
        let response = std::sync::Arc::new(response);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (keep, response) = (keep.clone(), std::sync::Arc::clone(&response));
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let Some(request) = read(&mut stream) else {
                        return;
                    };
                    let response = response(&request);
                    drop(keep.send(request));
                    match response.is_empty() {
                        true => std::thread::park(),
                        false => drop(write!(stream, "HTTP/1.1 {response}")),
                    }
                });
            }
        });
        Target { url, requests }
    }

    pub fn new() -> Target {
        Target::responding(|_| ok("ok"))
    }

    /// It reads a request and never responds.
    pub fn silent() -> Target {
        Target::responding(|_| String::new())
    }

    /// The next request; it has come, or a test would not ask.
    pub fn next(&self) -> Request {
        self.requests
            .recv_timeout(std::time::Duration::from_secs(30))
            .unwrap()
    }

    pub fn is_quiet(&self) -> bool {
        self.requests.try_recv().is_err()
    }
}

pub fn ok(body: &str) -> String {
    format!(
        "200 OK\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader
            .read_line(&mut line)
            .ok()
            .filter(|bytes| *bytes > 0)?;
        Some(line.trim_end().to_owned())
    };
    let start = line()?;
    let mut headers = Vec::new();
    while let Some((name, value)) = line()?.split_once(": ") {
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut request = Request {
        start,
        headers,
        body: Vec::new(),
    };
    request.body = vec![
        0;
        request
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap())
    ];
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}

/// Sends bytes and gives the whole response.
pub fn send(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    // The server may respond before everything is read, and close.
    drop(stream.write_all(request));
    let mut response = Vec::new();
    drop(stream.read_to_end(&mut response));
    String::from_utf8_lossy(&response).into_owned()
}

/// Posts a body with headers.
pub fn post(address: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    send(address, &[head.as_bytes(), body].concat())
}
