//! Deliveries without an event: a provider checks whether the endpoint is there and knows the secret.
//!
//! ```text
//! {"type": "url_verification", "challenge": "3eZb…"}   →   200, `3eZb…`           Slack
//! GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=17   →   200, `17`     Meta
//! ```
//!
//! Handshakes of a body are looked at after its signature was verified.

use std::borrow::Cow;
use std::fmt;

use ring::hmac;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::delivery::Delivery;
use super::form::{form_decoded, query_parameter};
use super::pointer::{pick, pick_text};
use super::scheme::Handshake;
use super::secrets::{Secrets, Verified};
use super::signature::to_hex;

/// The response to send.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookResponse {
    /// The status.
    pub status: u16,
    /// `Content-Type`, where there is a body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// Without the body, because it is logged.
impl fmt::Debug for WebhookResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookResponse")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .finish()
    }
}

impl WebhookResponse {
    /// A status and nothing else.
    pub fn empty(status: u16) -> Self {
        WebhookResponse {
            status,
            content_type: "",
            body: String::new(),
        }
    }

    fn text(body: String) -> Self {
        WebhookResponse {
            status: 200,
            content_type: "text/plain",
            body,
        }
    }

    fn json(body: String) -> Self {
        WebhookResponse {
            status: 200,
            content_type: "application/json",
            body,
        }
    }
}

impl Secrets {
    /// The response to a verified delivery that is a handshake; `None` where it is an event.
    pub fn handshake(&self, verified: &Verified<&[u8]>) -> Option<WebhookResponse> {
        let secret = self
            .secrets
            .get(verified.secret())
            .map(|secret| &*secret.bytes)
            .unwrap_or_default();
        self.scheme
            .handshakes
            .iter()
            .flatten()
            .find_map(|handshake| response(handshake, verified, secret))
    }

    /// The response to a GET that subscribes: `token` is what was agreed on for it, which is not the secret. `None` where
    /// the scheme has no such handshake; 403 where the token is another one.
    pub fn subscription(&self, delivery: &Delivery<'_>, token: &str) -> Option<WebhookResponse> {
        let query = self
            .scheme
            .handshakes
            .iter()
            .flatten()
            .find_map(|handshake| match handshake {
                Handshake::Query { token, response } => Some((token, response)),
                _ => None,
            });
        let (token_name, response_name) =
            query.filter(|_| delivery.method.eq_ignore_ascii_case("GET"))?;
        let parameter = |name: &str| {
            Some(form_decoded(
                query_parameter(delivery.url?, name)?.as_bytes(),
            ))
        };
        let known = parameter(token_name).is_some_and(|found| found.ct_eq(token.as_bytes()).into());
        let challenge = parameter(response_name).and_then(|found| String::from_utf8(found).ok());
        match challenge.filter(|_| known && !token.is_empty()) {
            Some(challenge) => Some(WebhookResponse::text(challenge)),
            None => Some(WebhookResponse::empty(403)),
        }
    }
}

fn response(handshake: &Handshake, body: &[u8], secret: &[u8]) -> Option<WebhookResponse> {
    let text = |pointer: &str| pick_text(body, pointer).ok().flatten().map(Cow::into_owned);
    match handshake {
        Handshake::Echo {
            field,
            value,
            response,
        } => has(body, field, value)
            .then(|| text(response))?
            .map(WebhookResponse::text),
        Handshake::Sign {
            field,
            value,
            response,
            keys: (plain, signed),
        } => {
            let challenge = has(body, field, value).then(|| text(response))??;
            let mac = hmac::sign(
                &hmac::Key::new(hmac::HMAC_SHA256, secret),
                challenge.as_bytes(),
            );
            let mut object = serde_json::Map::new();
            object.insert(signed.to_string(), Value::from(to_hex(mac.as_ref())));
            object.insert(plain.to_string(), Value::from(challenge));
            Some(WebhookResponse::json(Value::Object(object).to_string()))
        }
        Handshake::Fixed {
            field,
            value,
            status,
            body: fixed,
        } => has(body, field, value).then(|| WebhookResponse {
            status: *status,
            ..if fixed.is_empty() {
                WebhookResponse::empty(*status)
            } else {
                WebhookResponse::json(fixed.to_string())
            }
        }),
        Handshake::Query { .. } => None,
    }
}

/// Whether a field has a value: a text, or anything else as it is written.
fn has(body: &[u8], pointer: &str, value: &str) -> bool {
    match pick(body, pointer) {
        Ok(Some(found)) if found.get().starts_with('"') => {
            pick_text(body, pointer).is_ok_and(|text| text.as_deref() == Some(value))
        }
        Ok(Some(found)) => found.get() == value,
        _ => false,
    }
}
