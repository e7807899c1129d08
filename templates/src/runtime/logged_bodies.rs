//! Bodies in logs, at `trace`, where the user switched that on.
//!
//! ```text
//! TRACE request body body={"name":"Ada","api_key":[redacted]}
//! ```

use bytes::Bytes;
use tracing::{Level, enabled, trace};

use super::draft::RequestDraft;
use super::redact::{self, HIDDEN, Names};
use super::response::Response;
use super::settings::Settings;

/// How many bytes of a body are logged.
const SHOWN: usize = 4096;

/// The body of a request, where bodies are logged.
pub(super) fn sent(settings: &Settings, draft: &RequestDraft) {
    if settings.log_bodies && enabled!(Level::TRACE) {
        let content_type = draft.content_type.as_deref().unwrap_or_default();
        let body = draft
            .body
            .whole()
            .map(|body| shown(settings, content_type, body));
        trace!(
            body = body.as_deref().unwrap_or("[a stream]"),
            "request body"
        );
    }
}

/// The body of a response, where bodies are logged.
pub(super) fn received(settings: &Settings, response: &Response) {
    if settings.log_bodies && enabled!(Level::TRACE) {
        let content_type = response
            .headers
            .get("content-type")
            .and_then(|value| value.to_str().ok());
        trace!(
            body = shown(settings, content_type.unwrap_or_default(), &response.body),
            "response body"
        );
    }
}

/// A body without its secrets. Only where the names of its values are known can these be found, so nothing else is shown.
fn shown(settings: &Settings, content_type: &str, body: &Bytes) -> String {
    let names = settings.secret_names();
    let media_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let text = match std::str::from_utf8(body) {
        Ok(text) if media_type.ends_with("json") && text.trim_start().starts_with(['{', '[']) => {
            redact::json(text, 0..text.len(), names)
        }
        Ok(text) if media_type == "application/x-www-form-urlencoded" => form(text, names),
        _ => return format!("[{} bytes of {media_type}]", body.len()),
    };
    // What is cut first may hold a part of a secret that nothing finds any more.
    let mut text = settings.auth.hide(&text);
    text.truncate(boundary(&text));
    text
}

/// As much of a text as is shown.
fn boundary(text: &str) -> usize {
    (0..=SHOWN.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0)
}

/// A form without the values of secret names: `card[number]=…` is known by each of its words.
pub(super) fn form(text: &str, names: Names<'_>) -> String {
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if name.split(['[', ']']).any(|word| names.contain(word)) => {
            format!("{name}={HIDDEN}")
        }
        _ => pair.to_owned(),
    };
    text.split('&').map(pair).collect::<Vec<_>>().join("&")
}
