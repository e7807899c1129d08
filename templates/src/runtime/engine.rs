//! From a call to an answer: writes the request, sends it, and makes errors of answers that are none.
//!
//! Nothing here is generic: whatever a call returns, it takes this one way.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};

use super::auth::{Credential, Place};
use super::call::{Outgoing, Response};
use super::client::{Core, Settings};
use super::decode::DecodeError;
use super::encode::{self, Style};
use super::error::{Error, Kind};
use super::operation::ErrorTable;

/// Which request an error speaks of: never its values.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    method: String,
    path: String,
}

impl Subject {
    pub(super) fn of(outgoing: &Outgoing) -> Subject {
        match &outgoing.own {
            Some((method, path)) => {
                Subject { method: method.to_string(), path: path.split('?').next().unwrap_or_default().to_owned() }
            }
            None => {
                Subject { method: outgoing.description.method.to_owned(), path: outgoing.description.path.to_owned() }
            }
        }
    }

    fn error(&self, kind: Kind, message: impl Into<String>) -> Error {
        Error::new(kind, &self.method, &self.path, message)
    }
}

/// Sends a request and takes in the answer, whatever its status.
pub(super) async fn send(core: &Core, outgoing: Outgoing, subject: &Subject) -> Result<Response, Error> {
    let settings = &*core.0;
    let timeout = outgoing.timeout.unwrap_or(settings.timeout);
    let request = request(settings, outgoing, subject)?;
    let fetch = settings.transport.fetch(request, settings.body_limit);
    match tokio::time::timeout(timeout, fetch).await {
        Ok(Ok(answer)) => Ok(Response { status: answer.status, headers: answer.headers, body: answer.body }),
        Ok(Err(error)) => Err(subject.error(Kind::Transport, reasons(&*error)).caused_by(error)),
        Err(_) => Err(subject.error(Kind::Timeout, format!("no answer within {timeout:?}"))),
    }
}

/// An error and what caused it, in one line: hyper's own says no more than `client error`.
fn reasons(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The answer, if its status says success.
pub(super) fn succeed(
    core: &Core,
    response: Response,
    errors: ErrorTable,
    subject: &Subject,
) -> Result<Response, Error> {
    if response.status.is_success() {
        return Ok(response);
    }
    let api = core.0.api;
    let typed = api.typed_error(errors, response.status.as_u16(), &response.body);
    let error = subject.error(Kind::Api, "");
    Err(error.with_response(response.status, response.headers, response.body, &api.shape).with_typed(typed))
}

/// An answer that is not what the description says.
pub(super) fn undecoded(core: &Core, response: Response, subject: &Subject, error: DecodeError) -> Error {
    let shape = &core.0.api.shape;
    subject.error(Kind::Decode, error.to_string()).caused_by(error).with_response(
        response.status,
        response.headers,
        response.body,
        shape,
    )
}

fn request(settings: &Settings, mut outgoing: Outgoing, subject: &Subject) -> Result<Request<Bytes>, Error> {
    if let Some(error) = outgoing.parts.error.take() {
        return Err(subject.error(Kind::Encode, error));
    }
    let credentials = credentials(settings, &outgoing, subject)?;
    let url = url(settings, &mut outgoing, &credentials, subject)?;
    let method = match &outgoing.own {
        Some((method, _)) => method.as_str(),
        None => outgoing.description.method,
    };
    // The URL may hold a credential, so the error does not repeat it.
    let mut request = Request::builder()
        .method(method)
        .uri(url)
        .body(std::mem::take(&mut outgoing.body))
        .map_err(|_| subject.error(Kind::Encode, "the server's address and the path make no valid URL"))?;
    let headers = Headers { request: &mut request, subject };
    headers.write(settings, outgoing, &credentials)?;
    Ok(request)
}

fn credentials<'a>(
    settings: &'a Settings,
    outgoing: &Outgoing,
    subject: &Subject,
) -> Result<Vec<&'a Credential>, Error> {
    let needed = outgoing.description.security.or(settings.api.security);
    settings.auth.choose(needed).ok_or_else(|| {
        let alternatives: Vec<String> =
            needed.unwrap_or_default().iter().map(|schemes| schemes.join(" and ")).collect();
        subject
            .error(Kind::Auth, format!("the client has no credentials for it; it takes {}", alternatives.join(", or ")))
    })
}

fn url(
    settings: &Settings,
    outgoing: &mut Outgoing,
    credentials: &[&Credential],
    subject: &Subject,
) -> Result<String, Error> {
    let description = outgoing.description;
    let server = settings.base_url.as_deref().or(description.server).unwrap_or(settings.api.server);
    let path = match &outgoing.own {
        Some((_, path)) if path.starts_with('/') => path.clone(),
        Some(_) => return Err(subject.error(Kind::Encode, "the path does not begin with `/`")),
        None => encode::path(description.path, &outgoing.path).map_err(|parameter| {
            subject.error(Kind::Encode, format!("path parameter `{parameter}` would leave no path segment of its own"))
        })?,
    };
    let query = &mut outgoing.parts.query;
    for credential in credentials {
        if let Place::Query(name) = credential.place {
            encode::append(query, name, &credential.secret.expose().into(), Style::Form, false);
        }
    }
    if server.is_empty() {
        return Err(subject.error(Kind::Encode, "the description has no server of its own; choose one with `base_url`"));
    }
    let mark = if path.contains('?') { "&" } else { "?" };
    let mark = if query.is_empty() { "" } else { mark };
    Ok(format!("{}{path}{mark}{query}", server.trim_end_matches('/')))
}

/// Writes the headers of a request: the client's, then what follows from the call, then the call's own.
struct Headers<'a> {
    request: &'a mut Request<Bytes>,
    subject: &'a Subject,
}

impl Headers<'_> {
    fn write(mut self, settings: &Settings, outgoing: Outgoing, credentials: &[&Credential]) -> Result<(), Error> {
        self.set("accept", "application/json, */*;q=0.5", false)?;
        for (name, value) in &settings.headers {
            self.set(name, value, false)?;
        }
        match &outgoing.content_type {
            Some(content_type) => self.set("content-type", content_type, false)?,
            // RFC 9110, section 8.6: a method that has a use for a body says that there is none.
            None if matches!(self.request.method().as_str(), "POST" | "PUT" | "PATCH") => {
                self.set("content-length", "0", false)?
            }
            None => {}
        }
        let mut cookies = outgoing.parts.cookies;
        for credential in credentials {
            self.credential(credential, &mut cookies)?;
        }
        if !cookies.is_empty() {
            self.set("cookie", &cookies.join("; "), true)?;
        }
        for (name, value) in &outgoing.parts.headers {
            self.set(name, value, false)?;
        }
        Ok(())
    }

    fn credential(&mut self, credential: &Credential, cookies: &mut Vec<String>) -> Result<(), Error> {
        let secret = credential.secret.expose();
        match credential.place {
            Place::Bearer => self.set("authorization", &format!("Bearer {secret}"), true),
            Place::Basic => self.set("authorization", &format!("Basic {secret}"), true),
            Place::Header(name) => self.set(name, secret, true),
            Place::Cookie(name) => {
                cookies.push(format!("{name}={secret}"));
                Ok(())
            }
            Place::Query(_) => Ok(()),
        }
    }

    fn set(&mut self, name: &str, value: &str, secret: bool) -> Result<(), Error> {
        let refused = |_| self.subject.error(Kind::Encode, format!("header `{name}` holds what no header can hold"));
        let mut written = HeaderValue::from_str(value).map_err(refused)?;
        written.set_sensitive(secret);
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| self.subject.error(Kind::Encode, format!("`{name}` is no name of a header")))?;
        self.request.headers_mut().insert(name, written);
        Ok(())
    }
}
