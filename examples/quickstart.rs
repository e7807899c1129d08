//! Writes a client for Stripe, writes a program that uses it, and lets it call a server on this machine.
//!
//! ```text
//! cargo run --example quickstart
//! ```

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

use fetchwright::Config;
use fetchwright::settings::Layout;

const PROGRAM: &str = r#"use std::collections::BTreeMap;

use stripe::types::{CreateCustomerParams, ErrorResponse};
use stripe::{auth, Client, Nullable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), stripe::Error> {
    let server = std::env::args().nth(1).unwrap_or_default();
    let stripe = Client::builder(auth::bearer("sk_test_123")).base_url(server).build();

    let new = CreateCustomerParams {
        email: Some("ada@example.com".to_owned()),
        metadata: Nullable::Value(BTreeMap::from([("order".to_owned(), "6735".to_owned())])),
        ..Default::default()
    };
    let customer = stripe.create_customer(Some(&new)).idempotency_key("order-6735").await?;
    println!("   the program got: {} <{}>", customer.id, customer.email.unwrap_or_default());

    if let Err(error) = stripe.retrieve_customer("cus_2").await {
        println!("   the program got: {error}");
        println!("   its code is {:?}, its type {:?}", error.code(), error.body::<ErrorResponse>().ok().map(|body| &body.error.r#type));
    }
    Ok(())
}
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/quickstart");
    println!(
        "1. writing a client for specs/stripe.yaml into {}",
        folder.join("stripe").display()
    );
    Config::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/stripe.yaml"))
        .name("stripe")
        .layout(Layout::Crate)
        .include("tag:Customers")
        .out_dir(folder.join("stripe"))
        .generate()?;

    println!("2. writing a program that uses it");
    write_program(&folder)?;

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = format!("http://{}", listener.local_addr()?);
    println!("3. running it against a server at {server}\n");
    std::thread::spawn(move || {
        listener
            .incoming()
            .flatten()
            .for_each(|stream| drop(respond(stream)))
    });
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--", &server])
        .current_dir(&folder)
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err("the program failed".into())
    }
}

fn write_program(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\n\n[package]\nname = \"quickstart\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nstripe = { path = \"stripe\" }\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n",
    )?;
    std::fs::write(folder.join("src/main.rs"), PROGRAM)
}

/// Shows a request and responds as Stripe would.
fn respond(mut stream: TcpStream) -> std::io::Result<()> {
    let request = read_request(&mut stream)?;
    let first = request.lines().next().unwrap_or_default().to_owned();
    let body = request
        .split_once("\r\n\r\n")
        .map(|(_, body)| body)
        .unwrap_or_default();
    println!("   the server got:  {first}  {body}");
    let (status, json) = match first.starts_with("POST") {
        true => (
            "200 OK",
            r#"{"id":"cus_1","object":"customer","created":1700000000,"livemode":false,"description":null,"shipping":null,"email":"ada@example.com","default_source":null,"metadata":{"order":"6735"}}"#,
        ),
        false => (
            "404 Not Found",
            r#"{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such customer: 'cus_2'","param":"id"}}"#,
        ),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nrequest-id: req_1\r\nconnection: close\r\n"
    );
    write!(stream, "{head}content-length: {}\r\n\r\n{json}", json.len())
}

/// A request with its whole body.
fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer)?;
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let complete = text
            .split_once("\r\n\r\n")
            .is_some_and(|(head, body)| body.len() >= content_length(head));
        if complete || count == 0 {
            return Ok(text);
        }
    }
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length:")
            .map(str::to_owned)
    });
    line.and_then(|value| value.trim().parse().ok())
        .unwrap_or(0)
}
