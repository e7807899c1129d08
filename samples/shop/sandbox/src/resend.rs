//! Resend's API, and the mailbox.
//!
//! ```text
//! POST /emails  Idempotency-Key: receipt/7  {"from": …, "to": …, "subject": …}   →   {"id": "…"}, and one mail in the mailbox
//! ```
//!
//! An address with `bounce` in it bounces, one with `complain` complains: events tell the shop.

use std::collections::HashMap;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::faults::{Fault, broken};
use crate::state::{Kept, Sender, State};
use crate::{RESEND_KEY, Sandbox};

/// A mail that was accepted.
#[derive(Clone, Debug, Serialize)]
pub struct Mail {
    /// Resend's id.
    pub id: String,
    /// The sender.
    pub from: String,
    /// The recipients.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// Names and contents of attachments, in base64.
    pub attachments: Vec<(String, String)>,
    /// The idempotency key with which it came, with its place in a batch.
    pub key: Option<String>,
}

#[derive(Deserialize)]
struct Request {
    from: String,
    to: OneOrMany,
    subject: String,
    #[serde(default)]
    html: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    attachments: Vec<HashMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// `POST /emails`.
pub(crate) async fn send(
    Extract(sandbox): Extract<Sandbox>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    serve(&sandbox, &headers, &body, |state, key| {
        let request: Request = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        let id = state.accept(request, key);
        Ok(json!({"id": id}))
    })
}

/// `POST /emails/batch`.
pub(crate) async fn batch(
    Extract(sandbox): Extract<Sandbox>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    serve(&sandbox, &headers, &body, |state, key| {
        let requests: Vec<Request> = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        if requests.len() > 100 {
            return Err("a batch has at most 100 emails".to_owned());
        }
        let sent = requests.into_iter().enumerate().map(|(at, request)| {
            let key = key.as_ref().map(|key| format!("{key}#{at}"));
            json!({"id": state.accept(request, key)})
        });
        Ok(json!({"data": sent.collect::<Vec<_>>()}))
    })
}

fn serve(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    body: &[u8],
    accept: impl FnOnce(&mut State, Option<String>) -> Result<Value, String>,
) -> Response<Body> {
    let mut state = sandbox.lock();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let refuse = |status: u16, name: &str, message: &str| {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(json!({"statusCode": status.as_u16(), "name": name, "message": message})))
            .into_response()
    };
    if header("authorization") != Some(&format!("Bearer {RESEND_KEY}")) {
        return refuse(401, "missing_api_key", "The sandbox has a key of its own.");
    }
    let fault = Fault::draw(state.faults.mails);
    match fault {
        Some(Fault::Before(429)) => {
            return refuse(429, "rate_limit_exceeded", "Too many requests.");
        }
        Some(Fault::Before(status)) => {
            return refuse(status, "internal_server_error", "The sandbox was told to fail.");
        }
        _ => {}
    }
    let key = header("idempotency-key").map(|key| format!("resend {key}"));
    let known = key.as_ref().and_then(|key| state.keys.get(key));
    let (status, value) = match known {
        Some(kept) if kept.request != body => {
            return refuse(
                409,
                "invalid_idempotent_request",
                "This idempotency key was used with another body.",
            );
        }
        Some(kept) => (kept.status, kept.body.clone()),
        None => match accept(&mut state, header("idempotency-key").map(str::to_owned)) {
            Ok(value) => (200, value),
            Err(message) => return refuse(422, "validation_error", &message),
        },
    };
    if let Some(key) = key {
        let kept = Kept { request: body.to_vec(), status, body: value.clone() };
        state.keys.insert(key, kept);
    }
    match fault {
        Some(Fault::After) => refuse(500, "internal_server_error", "The sandbox was told to fail."),
        Some(Fault::Broken) => broken(),
        _ => Json(value).into_response(),
    }
}

impl State {
    fn accept(&mut self, request: Request, key: Option<String>) -> String {
        let id = self.id("mail");
        let to = match request.to {
            OneOrMany::One(address) => vec![address],
            OneOrMany::Many(addresses) => addresses,
        };
        let attachment = |mut fields: HashMap<String, String>| {
            (fields.remove("filename").unwrap_or_default(), fields.remove("content").unwrap_or_default())
        };
        let mail = Mail {
            id: id.clone(),
            from: request.from,
            to,
            subject: request.subject,
            text: request.text,
            html: request.html,
            attachments: request.attachments.into_iter().map(attachment).collect(),
            key,
        };
        let addressed = |word: &str| mail.to.iter().any(|address| address.contains(word));
        let kinds: &[&str] = match (addressed("bounce"), addressed("complain")) {
            (true, _) => &["email.sent", "email.bounced"],
            (_, true) => &["email.sent", "email.delivered", "email.complained"],
            _ => &["email.sent", "email.delivered"],
        };
        for kind in kinds {
            let event = mail_event(kind, &mail);
            let id = self.id("msg");
            self.queue(Sender::Resend, id, kind, event);
        }
        self.mails.push(mail);
        id
    }
}

fn mail_event(kind: &str, mail: &Mail) -> Value {
    let at = "2026-11-30T12:00:00.000Z";
    let mut data = json!({"email_id": mail.id, "created_at": at, "from": mail.from, "to": mail.to, "subject": mail.subject});
    if kind == "email.bounced" {
        data["bounce"] =
            json!({"type": "Permanent", "subType": "General", "message": "There is no such mailbox."});
    }
    json!({"type": kind, "created_at": at, "data": data})
}
