//! Requests to providers: bounded in time and size, without redirects.
//!
//! ```text
//! GET or POST  →  status, media type, body   |   Failure::ProviderDown, with the cause in the log
//! ```
//!
//! Invariants: only https, but for addresses on this machine. The whole request ends within the timeout. Neither a header nor a body is logged.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::error::{BoxError, Failure, SetupError};
use crate::provider::is_secure;

/// A longer body is none of a token endpoint.
const LONGEST_BODY: usize = 1 << 20;

type Sent = Pin<Box<dyn Future<Output = Result<Response<Bytes>, BoxError>> + Send>>;
/// Sends a request.
pub(crate) type Transport = Arc<dyn Fn(Request<Bytes>) -> Sent + Send + Sync>;

/// Sends requests to providers.
#[derive(Clone)]
pub(crate) struct Http {
    transport: Transport,
    timeout: Duration,
}

/// What a provider responded.
pub(crate) struct ProviderResponse {
    pub(crate) status: StatusCode,
    pub(crate) media_type: String,
    pub(crate) body: Bytes,
}

impl ProviderResponse {
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Connects with the roots of Mozilla's list.
pub(crate) fn hyper() -> Result<Transport, SetupError> {
    let connector = hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .map_err(|error| SetupError::settings(format!("TLS: {error}")))?
        .https_or_http()
        .enable_http1()
        .build();
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
    Ok(Arc::new(move |request| {
        let sent = client.request(request.map(Full::new));
        Box::pin(async move {
            let (parts, body) = sent.await?.into_parts();
            let body = Limited::new(body, LONGEST_BODY).collect().await?.to_bytes();
            Ok(Response::from_parts(parts, body))
        })
    }))
}

impl Http {
    pub(crate) fn new(transport: Transport, timeout: Duration) -> Http {
        Http { transport, timeout }
    }

    /// Sends a request; `what` names it in the log.
    pub(crate) async fn send(
        &self,
        provider: &str,
        what: &'static str,
        mut request: Request<Bytes>,
    ) -> Result<ProviderResponse, Failure> {
        let url = request.uri().to_string();
        if !is_secure(&url) {
            tracing::error!(provider, what, "the provider's address is not https");
            return Err(Failure::ProviderDown);
        }
        let headers = request.headers_mut();
        headers.insert(
            header::USER_AGENT,
            HeaderValue::from_static(concat!("fetchwright-signin/", env!("CARGO_PKG_VERSION"))),
        );
        headers
            .entry(header::ACCEPT)
            .or_insert(HeaderValue::from_static("application/json"));
        let response = match tokio::time::timeout(self.timeout, (self.transport)(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                tracing::warn!(provider, what, error = %with_sources(&*error), "the provider cannot be reached");
                return Err(Failure::ProviderDown);
            }
            Err(_) => {
                tracing::warn!(provider, what, timeout = ?self.timeout, "the provider is too slow");
                return Err(Failure::ProviderDown);
            }
        };
        let media_type = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let media_type = media_type
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        Ok(ProviderResponse {
            status: response.status(),
            media_type,
            body: response.into_body(),
        })
    }

    /// A JSON document, with a bearer token if there is one.
    pub(crate) async fn get(
        &self,
        provider: &str,
        what: &'static str,
        url: &str,
        token: Option<&str>,
    ) -> Result<Value, Failure> {
        let mut request = Request::get(url);
        if let Some(token) = token {
            let mut value = HeaderValue::try_from(format!("Bearer {token}"))
                .map_err(|_| Failure::ProviderDown)?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let request = request
            .body(Bytes::new())
            .map_err(|_| Failure::ProviderDown)?;
        let received = self.send(provider, what, request).await?;
        match received.json().filter(|_| received.status.is_success()) {
            Some(json) => Ok(json),
            None => {
                tracing::warn!(
                    provider,
                    what,
                    status = received.status.as_u16(),
                    media_type = received.media_type,
                    "the provider sent no JSON document"
                );
                Err(Failure::ProviderDown)
            }
        }
    }
}

/// `error sending request: connection refused`: libraries put the useful half into the source.
fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let more = source.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        next = source.source();
    }
    text
}
