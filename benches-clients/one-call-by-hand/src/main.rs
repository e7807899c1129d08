//! Makes a customer at Stripe, by hand: hyper's client, a timeout, serde's derive, an error with its code. Its features do what those
//! of a generated client do, in the fewest lines.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;

#[derive(Deserialize)]
struct Customer {
    id: String,
    email: Option<String>,
    created: i64,
}

#[derive(Deserialize)]
struct Failure {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    code: Option<String>,
    message: Option<String>,
}

type Error = Box<dyn std::error::Error + Send + Sync>;

/// The roots of Mozilla, or those of a file, and a client certificate.
#[cfg(feature = "certificates")]
fn tls() -> Result<rustls::ClientConfig, Error> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    if let Ok(file) = std::env::var("SSL_CERT_FILE") {
        for certificate in CertificateDer::pem_file_iter(file)? {
            roots.add(certificate?)?;
        }
    }
    let builder = builder.with_root_certificates(roots);
    let (Ok(chain), Ok(key)) = (std::env::var("CLIENT_CHAIN"), std::env::var("CLIENT_KEY")) else {
        return Ok(builder.with_no_client_auth());
    };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(chain)?.collect();
    Ok(builder.with_client_auth_cert(chain?, PrivateKeyDer::from_pem_file(key)?)?)
}

/// The response's body, decompressed.
#[cfg(feature = "gzip")]
fn decompressed(is_gzip: bool, body: Bytes) -> Result<Bytes, Error> {
    if !is_gzip {
        return Ok(body);
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&body[..]), &mut bytes)?;
    Ok(bytes.into())
}

async fn create(url: &str, key: &str, email: &str) -> Result<Customer, Error> {
    #[cfg(not(feature = "certificates"))]
    let connector = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())?;
    #[cfg(feature = "certificates")]
    let connector = HttpsConnectorBuilder::new().with_tls_config(tls()?);
    let connector = connector.https_or_http().enable_http1();
    #[cfg(feature = "http2")]
    let connector = connector.enable_http2();
    let connector = connector.build();
    let http: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
    let body = serde_urlencoded::to_string([("email", email)])?;
    let request = Request::post(format!("{url}/v1/customers"))
        .header("accept", "application/json")
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(body))?;
    #[cfg(feature = "gzip")]
    let request = {
        let mut request = request;
        request.headers_mut().insert("accept-encoding", http::HeaderValue::from_static("gzip"));
        request
    };
    let response = http.request(request).await?;
    let status = response.status();
    #[cfg(feature = "gzip")]
    let is_gzip = response.headers().get("content-encoding").is_some_and(|value| value == "gzip");
    let body = response.into_body().collect().await?.to_bytes();
    #[cfg(feature = "gzip")]
    let body = decompressed(is_gzip, body)?;
    if !status.is_success() {
        let Reason { code, message } = serde_json::from_slice::<Failure>(&body)?.error;
        return Err(format!("{status} {}: {}", code.unwrap_or_default(), message.unwrap_or_default()).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

fn main() -> Result<(), Error> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "https://api.stripe.com".to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let customer = runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(30), create(&url, "sk_test_1", "a@example.com")).await?
    })?;
    println!("{} {:?} {}", customer.id, customer.email, customer.created);
    Ok(())
}
