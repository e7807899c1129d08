//! Memory stays flat, however large the body: 1 GiB up and 1 GiB down through a client, and the peak of this process.
//!
//! ```sh
//! cargo test --manifest-path tests-clients/Cargo.toml --release --test memory -- --nocapture
//! ```

use std::io;
use std::time::Duration;

use client_tests::CANARY;
use futures_util::stream;
use openai::runtime::{Body, Bytes, File};
use openai::types::{CreateFileRequest, FilePurpose};
use openai::{Client, auth};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const SIZE: u64 = 1 << 30;
const CHUNK: usize = 64 << 10;

/// The most memory that this process has had, in KiB; `None` where the system does not provide it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Takes in one request and counts its body; responses a `GET` with 1 GiB.
async fn serve(stream: TcpStream) -> io::Result<u64> {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while stream.read_line(&mut head).await? > 2 {
        let line = head.lines().last().unwrap_or_default().to_ascii_lowercase();
        length = line
            .strip_prefix("content-length: ")
            .and_then(|text| text.parse().ok())
            .unwrap_or(length);
    }
    let received = tokio::io::copy(&mut (&mut stream).take(length), &mut tokio::io::sink()).await?;
    if head.starts_with("GET") {
        stream
            .write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {SIZE}\r\n\r\n").as_bytes())
            .await?;
        let zeros = vec![0; CHUNK];
        for _ in 0..SIZE / CHUNK as u64 {
            stream.write_all(&zeros).await?;
        }
    } else {
        let body = r#"{"id":"f","bytes":0,"created_at":1,"filename":"a","purpose":"batch"}"#;
        stream
            .write_all(
                format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                )
                .as_bytes(),
            )
            .await?;
    }
    stream.flush().await?;
    Ok(received)
}

#[tokio::test]
async fn a_gibibyte_goes_up_and_down_in_flat_memory() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let up = serve(listener.accept().await?.0).await?;
        serve(listener.accept().await?.0).await?;
        io::Result::Ok(up)
    });
    let long = Duration::from_secs(600);
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(format!("http://{address}"))
        .timeout(long)
        .attempt_timeout(long)
        .build();
    let before = peak();

    let zeros = Bytes::from(vec![0; CHUNK]);
    let chunks =
        stream::iter((0..SIZE / CHUNK as u64).map(move |_| Ok::<_, io::Error>(zeros.clone())));
    let file = File::new(
        "zeros",
        "application/octet-stream",
        Body::from_stream(chunks, Some(SIZE)),
    );
    client
        .create_file(&CreateFileRequest {
            file,
            purpose: FilePurpose::Batch,
        })
        .await
        .unwrap();

    let mut content = client.download_file("f").download().await.unwrap();
    let mut size = 0;
    while let Some(chunk) = content.next().await {
        size += chunk.unwrap().len() as u64;
    }
    assert_eq!(size, SIZE);
    assert!(
        server.await.unwrap().unwrap() > SIZE,
        "the whole file was sent"
    );
    match (before, peak()) {
        (Some(before), Some(after)) => {
            println!(
                "peak memory: {} MiB before, {} MiB after 1 GiB up and 1 GiB down",
                before >> 10,
                after >> 10
            );
            assert!(
                after - before < 32 << 10,
                "{} KiB more than before",
                after - before
            );
        }
        _ => println!("this system does not tell the peak of a process: left out"),
    }
}
