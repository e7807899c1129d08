//! What is logged with `tracing`: a span for each call, and an event for each attempt.
//!
//! ```text
//! DEBUG call{http.request.method=GET url.template=/v1/customers/{customer} server.address=api.stripe.com}:
//!       http.request.resend_count=0 http.response.status_code=200 duration_ms=120 request_id=req_1 response received
//! ```
//!
//! Names are those of OpenTelemetry's conventions for HTTP clients. No value of a request is logged: not its URL, not its
//! headers. Without a subscriber at this level a call costs one look at a number.

use std::time::Duration;

use tracing::{Level, Span, debug, debug_span, enabled, field};

use super::attempt::Attempt;
use super::draft::RequestDraft;
use super::error::{Error, ErrorKind};
use super::label::OperationLabel;
use super::request;
use super::response::Response;
use super::settings::Settings;

/// Whether anybody listens.
pub(super) fn enabled() -> bool {
    enabled!(Level::DEBUG)
}

/// The span of a call.
pub(super) fn span(settings: &Settings, draft: &RequestDraft) -> Span {
    let OperationLabel { method, path } = &draft.label;
    let server: http::Uri = request::server(settings, draft).parse().unwrap_or_default();
    debug_span!(
        "call",
        otel.name = %format_args!("{method} {path}"),
        otel.kind = "client",
        http.request.method = %method,
        url.template = %path,
        server.address = server.host(),
        server.port = server.port_u16().or(match server.scheme_str() {
            Some("https") => Some(443),
            Some("http") => Some(80),
            _ => None,
        }),
        http.request.resend_count = field::Empty,
        http.response.status_code = field::Empty,
        error.r#type = field::Empty,
    )
}

/// What came of an attempt.
pub(super) fn attempted(
    settings: &Settings,
    attempt: &Attempt,
    took: Duration,
    sent: Option<usize>,
    outcome: Result<&Response, &Error>,
) {
    let resend_count = attempt.number() - 1;
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let span = Span::current();
    span.record("http.request.resend_count", resend_count);
    match outcome {
        Ok(response) => {
            let status = response.status.as_u16();
            let request_id = settings
                .api
                .shape
                .request_id(&response.headers)
                .map(|id| settings.auth.hide(&id));
            span.record("http.response.status_code", status);
            debug!(
                http.request.resend_count = resend_count,
                http.response.status_code = status,
                http.request.body.size = sent,
                http.response.body.size = response.body.len(),
                duration_ms,
                request_id,
                "answered",
            );
        }
        Err(error) => {
            let status = error.status().map(|status| status.as_u16());
            let class = status.map_or_else(
                || kind(error.kind()).to_owned(),
                |status| status.to_string(),
            );
            span.record("http.response.status_code", status);
            span.record("error.type", &*class);
            debug!(
                http.request.resend_count = resend_count,
                http.response.status_code = status,
                http.request.body.size = sent,
                http.response.body.size = status.map(|_| error.raw_body().len()),
                error.r#type = class,
                duration_ms,
                request_id = error.request_id(),
                error = %error,
                "failed",
            );
        }
    }
}

/// A redirect that is followed. Its path and its query may hold a signature.
pub(super) fn redirected(status: http::StatusCode, target: &http::Uri, is_foreign: bool) {
    debug!(
        http.response.status_code = status.as_u16(),
        url.scheme = target.scheme_str(),
        server.address = target.host(),
        server.port = target.port_u16(),
        credentials = !is_foreign,
        "redirected",
    );
}

/// A response that comes compressed. From here on sizes are those of what was decompressed.
#[cfg(feature = "gzip")]
#[cfg_attr(
    target_family = "wasm",
    allow(dead_code, reason = "the host decompresses")
)]
pub(super) fn decompressing(headers: &http::HeaderMap) {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    debug!(
        "http.response.header.content-encoding" = text(http::header::CONTENT_ENCODING),
        "http.response.header.content-length" = text(http::header::CONTENT_LENGTH),
        "decompressing",
    );
}

/// A response that does not match the specification.
pub(super) fn undecoded(error: &Error) {
    debug!(error.r#type = kind(error.kind()), request_id = error.request_id(), error = %error, "not understood");
}

fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Encode => "encode",
        ErrorKind::Auth => "auth",
        ErrorKind::Hook => "hook",
        ErrorKind::Transport => "transport",
        ErrorKind::Timeout(_) => "timeout",
        ErrorKind::RateLimited => "rate_limited",
        ErrorKind::Api => "api",
        ErrorKind::Pages => "pages",
        ErrorKind::Decode => "decode",
    }
}
