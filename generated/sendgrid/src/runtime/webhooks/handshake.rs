//! Deliveries that are answered and hold no event: a provider asks whether the endpoint is there and knows the secret.
//!
//! ```text
//! {"type": "url_verification", "challenge": "3eZb…"}   →   200, `3eZb…`           Slack
//! GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=17   →   200, `17`     Meta
//! ```
//!
//! Handshakes of a body are looked at after its signature was verified.

use std::borrow::Cow;

use ring::hmac;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::delivery::Delivery;
use super::form::{form_decoded, query_parameter};
use super::pointer::{pick, pick_text};
use super::scheme::Handshake;
use super::secrets::{Secrets, Verified};
use super::signature::to_hex;

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// `Content-Type`, where there is a body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A status and nothing else.
    pub fn empty(status: u16) -> Self {
        Answer {
            status,
            content_type: "",
            body: String::new(),
        }
    }

    fn text(body: String) -> Self {
        Answer {
            status: 200,
            content_type: "text/plain",
            body,
        }
    }

    fn json(body: String) -> Self {
        Answer {
            status: 200,
            content_type: "application/json",
            body,
        }
    }
}

impl Secrets {
    /// The answer to a verified delivery that is a handshake; `None` where it is an event.
    pub fn handshake(&self, verified: &Verified<&[u8]>) -> Option<Answer> {
        let secret = self
            .secrets
            .get(verified.secret())
            .map(|secret| &*secret.bytes)
            .unwrap_or_default();
        self.scheme
            .handshakes
            .iter()
            .flatten()
            .find_map(|handshake| answer(handshake, verified, secret))
    }

    /// The answer to a GET that subscribes: `token` is what was agreed on for it, which is not the secret. `None` where
    /// the scheme has no such handshake; 403 where the token is another one.
    pub fn subscription(&self, delivery: &Delivery<'_>, token: &str) -> Option<Answer> {
        let query = self
            .scheme
            .handshakes
            .iter()
            .flatten()
            .find_map(|handshake| match handshake {
                Handshake::Query { token, answer } => Some((token, answer)),
                _ => None,
            });
        let (token_name, answer_name) =
            query.filter(|_| delivery.method.eq_ignore_ascii_case("GET"))?;
        let parameter = |name: &str| {
            Some(form_decoded(
                query_parameter(delivery.url?, name)?.as_bytes(),
            ))
        };
        let known = parameter(token_name).is_some_and(|found| found.ct_eq(token.as_bytes()).into());
        let challenge = parameter(answer_name).and_then(|found| String::from_utf8(found).ok());
        match challenge.filter(|_| known && !token.is_empty()) {
            Some(challenge) => Some(Answer::text(challenge)),
            None => Some(Answer::empty(403)),
        }
    }
}

fn answer(handshake: &Handshake, body: &[u8], secret: &[u8]) -> Option<Answer> {
    let text = |pointer: &str| pick_text(body, pointer).ok().flatten().map(Cow::into_owned);
    match handshake {
        Handshake::Echo {
            field,
            value,
            answer,
        } => has(body, field, value)
            .then(|| text(answer))?
            .map(Answer::text),
        Handshake::Sign {
            field,
            value,
            answer,
            keys: (plain, signed),
        } => {
            let challenge = has(body, field, value).then(|| text(answer))??;
            let mac = hmac::sign(
                &hmac::Key::new(hmac::HMAC_SHA256, secret),
                challenge.as_bytes(),
            );
            let mut object = serde_json::Map::new();
            object.insert(signed.to_string(), Value::from(to_hex(mac.as_ref())));
            object.insert(plain.to_string(), Value::from(challenge));
            Some(Answer::json(Value::Object(object).to_string()))
        }
        Handshake::Fixed {
            field,
            value,
            status,
            body: fixed,
        } => has(body, field, value).then(|| Answer {
            status: *status,
            ..if fixed.is_empty() {
                Answer::empty(*status)
            } else {
                Answer::json(fixed.to_string())
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
