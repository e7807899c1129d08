//! Programs with a client that is generated from a provider's own specification, against a server of the test's own.
//!
//! `serve` responds by a function and keeps the requests; `manifest` is the manifest of a program whose client is a module.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

/// A request: method and path, headers in lower case, body.
#[derive(Clone, Debug)]
pub struct Request {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Request {
    fn read(stream: &TcpStream) -> Request {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let mut headers = BTreeMap::new();
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            let Some((name, value)) = header.trim().split_once(':') else {
                break;
            };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers
            .get("content-length")
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        Request {
            line: line.trim_end_matches("HTTP/1.1\r\n").trim().to_owned(),
            headers,
            body: String::from_utf8(body).unwrap(),
        }
    }

    /// The body as a form, sorted.
    pub fn form(&self) -> Vec<(String, String)> {
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            percent_encoding::percent_decode_str(&text)
                .decode_utf8_lossy()
                .into_owned()
        };
        let pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        let mut pairs: Vec<_> = pairs
            .map(|(name, value)| (decode(name), decode(value)))
            .collect();
        pairs.sort();
        pairs
    }
}

/// What the server does with a path: a status, further headers, a body.
pub type Response = (u16, &'static str, Vec<u8>);

/// Serves what is made of each request and all before it, and keeps the requests.
pub fn serve(
    respond: impl Fn(&Request, &[Request]) -> Response + Send + 'static,
) -> (String, Arc<Mutex<Vec<Request>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let all = Arc::new(Mutex::new(Vec::new()));
    let kept = all.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = Request::read(&stream);
            let mut kept = kept.lock().unwrap();
            let (status, headers, body) = respond(&request, &kept);
            kept.push(request);
            let head = format!(
                "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            // Who asked may have gone.
            drop(stream.write_all(&[head.as_bytes(), &body].concat()));
        }
    });
    (url, all)
}

/// Standard output of a command that has to succeed.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}\n{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

/// The dependencies that the client names, with what the program wants of tokio.
pub fn manifest(module: &str) -> String {
    let lines = module.lines().skip_while(|line| *line != "//! ```toml");
    let dependencies = lines
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.trim_start_matches("//! "))
        .map(|line| match line.starts_with("tokio ") {
            true => line.replace("[\"rt\"", "[\"macros\", \"rt-multi-thread\""),
            false => line.to_owned(),
        });
    let dependencies: Vec<String> = dependencies.collect();
    format!(
        "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}\n",
        dependencies.join("\n")
    )
}
