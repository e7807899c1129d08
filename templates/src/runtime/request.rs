//! From a call to a request of HTTP: its URL, its headers, its credentials.
//!
//! It is written anew for each attempt, so that nothing is copied for an attempt that is seldom needed.

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri, header};

use super::auth::{Credential, CredentialLocation};
use super::body::Body;
use super::draft::RequestDraft;
use super::encode::{self, Style};
use super::error::{Error, ErrorKind};
use super::form_value::FormValue;
use super::operation::ParameterDefault;
use super::server_urls::{is_relative, origin, resolve};
use super::settings::{ClientHeader, Settings};

/// Writes the request of an attempt. A body that is a stream goes with the first one.
pub(super) fn write(settings: &Settings, draft: &mut RequestDraft) -> Result<Request<Body>, Error> {
    if let Some(error) = draft.parts.error.take() {
        return Err(draft.label.error(ErrorKind::Encode, error));
    }
    let body = draft
        .body
        .again()
        .unwrap_or_else(|| std::mem::take(&mut draft.body).outgoing());
    let draft = &*draft;
    let credentials = credentials(settings, draft)?;
    let url = url(settings, draft, &credentials)?;
    if !credentials.is_empty() {
        warn_of_plain_text(settings, draft);
    }
    // The URL may hold a credential, so the error does not repeat it.
    let mut request = Request::builder()
        .method(&*draft.label.method)
        .uri(url)
        .body(body)
        .map_err(|_| {
            draft.label.error(
                ErrorKind::Encode,
                "the server's address and the path make no valid URL",
            )
        })?;
    Headers {
        request: &mut request,
        draft,
    }
    .write(settings, &credentials)?;
    Ok(request)
}

/// Writes the request that follows a redirect. A credential of the query stays on the API's own origin.
pub(super) fn redirected(
    settings: &Settings,
    draft: &mut RequestDraft,
    target: Uri,
    is_foreign: bool,
) -> Result<Request<Body>, Error> {
    let mut request = write(settings, draft)?;
    let credentials = if is_foreign {
        Vec::new()
    } else {
        credentials(settings, draft)?
    };
    let url = target.to_string();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let mut query = query.to_owned();
    for credential in credentials {
        if let CredentialLocation::Query(name) = credential.place {
            encode::set(&mut query, name, credential.secret.expose());
        }
    }
    let url = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    };
    // It was a URL before, and the value of a credential is escaped.
    *request.uri_mut() = url.parse().unwrap_or(target);
    Ok(request)
}

fn credentials<'a>(
    settings: &'a Settings,
    draft: &RequestDraft,
) -> Result<Vec<&'a Credential>, Error> {
    let needed = draft.operation_data.security.or(settings.api.security);
    settings.auth.choose(needed).ok_or_else(|| {
        let alternatives: Vec<String> = needed
            .unwrap_or_default()
            .iter()
            .map(|schemes| schemes.join(" and "))
            .collect();
        let message = format!(
            "the client has no credentials for it; it takes {}",
            alternatives.join(", or ")
        );
        draft.label.error(ErrorKind::Auth, message)
    })
}

/// Where a call goes: the user's choice, else the operation's server, else the API's. A server that is relative is so to
/// the user's choice.
pub(super) fn server<'s>(settings: &'s Settings, draft: &RequestDraft) -> Cow<'s, str> {
    let described = draft.operation_data.server.unwrap_or(settings.api.server);
    match settings.base_url.as_deref() {
        Some(chosen) if is_relative(described) => Cow::Owned(resolve(described, chosen)),
        Some(chosen) => Cow::Borrowed(chosen),
        None if is_relative(described) && !is_relative(settings.api.server) => {
            Cow::Owned(resolve(described, settings.api.server))
        }
        None => Cow::Borrowed(described),
    }
}

/// A server's host and port.
fn host(server: &str) -> &str {
    let origin = origin(server);
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// Warns once for each client that credentials are sent to another machine where everybody on the way can read them.
fn warn_of_plain_text(settings: &Settings, draft: &RequestDraft) {
    let server = &*server(settings, draft);
    let is_plain = server
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("http://"));
    if is_plain && !is_this_machine(host(server)) && !settings.warned.swap(true, Ordering::Relaxed)
    {
        tracing::warn!(
            server.address = host(server),
            "credentials are sent without encryption: the server's address begins with `http://`",
        );
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or(address),
        None => host.split(':').next().unwrap_or(host),
    };
    let is_loopback = |address: std::net::IpAddr| address.is_loopback();
    name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse().is_ok_and(is_loopback)
}

fn url(
    settings: &Settings,
    draft: &RequestDraft,
    credentials: &[&Credential],
) -> Result<String, Error> {
    let server = &*server(settings, draft);
    let refused = |message: String| draft.label.error(ErrorKind::Encode, message);
    if server.is_empty() || is_relative(server) {
        return Err(refused(
            "the specification has no absolute server URL; set one with `base_url`".to_owned(),
        ));
    }
    // No transport sends it as credentials, and crates below this one log where they connect to.
    if server.contains('@') {
        return Err(refused(
            "the server's address holds a user; give credentials to the client instead".to_owned(),
        ));
    }
    if !server.contains("://") {
        return Err(refused(
            "the server's address does not begin with `https://` or `http://`".to_owned(),
        ));
    }
    // The path would become a part of either.
    if server.contains(['?', '#']) {
        return Err(refused(
            "the server's address has a query or a fragment; give a query to the call".to_owned(),
        ));
    }
    // A value of a server's variable that would have ended the host: `servers::region("evil.test/")`.
    if !host(server).starts_with('[') && host(server).contains('%') {
        return Err(refused(
            "the server's host has characters that no host can have".to_owned(),
        ));
    }
    let base = server.trim_end_matches('/');
    let mut url = if draft.target.is_some() {
        origin(base).to_owned()
    } else {
        base.to_owned()
    };
    match draft.target.as_ref().or(draft.own.as_ref()) {
        // A fragment is not sent, and what follows it, such as a credential, would not be either.
        Some(path) if path.starts_with('/') => url.push_str(path.split('#').next().unwrap_or(path)),
        Some(_) => return Err(refused("the path does not begin with `/`".to_owned())),
        None => url.push_str(
            &encode::path(draft.operation_data.path, &draft.path).map_err(|parameter| {
                refused(format!(
                    "path parameter `{parameter}` would leave no path segment of its own"
                ))
            })?,
        ),
    }
    let mut query = Cow::Borrowed(&*draft.parts.query);
    for default in draft.operation_data.defaults {
        if let ParameterDefault::Query(name, value) = *default
            && !encode::has(&query, name)
        {
            let query = query.to_mut();
            encode::append(query, name, &FormValue::from(value), Style::Form, false);
        }
    }
    for credential in credentials {
        if let CredentialLocation::Query(name) = credential.place {
            // A link of the provider's may hold it already.
            encode::set(query.to_mut(), name, credential.secret.expose());
        }
    }
    if settings.api.raw_brackets {
        query = Cow::Owned(encode::with_raw_brackets(&query));
    }
    if !query.is_empty() {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query);
    }
    Ok(url)
}

/// Writes the headers of a request: the client's, then what follows from the call, then the call's own.
struct Headers<'a> {
    request: &'a mut Request<Body>,
    draft: &'a RequestDraft,
}

impl Headers<'_> {
    fn write(mut self, settings: &Settings, credentials: &[&Credential]) -> Result<(), Error> {
        self.request.headers_mut().insert(
            header::ACCEPT,
            HeaderValue::from_static(self.draft.operation_data.accept),
        );
        for default in self.draft.operation_data.defaults {
            if let ParameterDefault::Header(name, value) = *default {
                self.set(name, value, false)?;
            }
        }
        let headers = self.request.headers_mut();
        for ClientHeader { name, written } in &settings.headers {
            let (name, value) = written.clone().ok_or_else(|| {
                let message = format!(
                    "header `{name}` of the client has a name or a value that no header can have"
                );
                self.draft.label.error(ErrorKind::Encode, message)
            })?;
            headers.insert(name, value);
        }
        self.own_accept(settings);
        let content_type = self.draft.content_type.as_deref();
        if let Some(content_type) = content_type.or(self.draft.operation_data.content_type) {
            self.set("content-type", content_type, false)?;
        }
        // RFC 9110, section 8.6: a method that usually has a body sends `Content-Length: 0` without one.
        let has_use = content_type.is_some()
            || matches!(self.request.method().as_str(), "POST" | "PUT" | "PATCH");
        if has_use && self.request.body().whole().is_some_and(Bytes::is_empty) {
            self.set("content-length", "0", false)?;
        }
        let mut cookies = self.draft.parts.cookies.clone();
        for default in self.draft.operation_data.defaults {
            if let ParameterDefault::Cookie(name, value) = *default {
                let value = FormValue::from(value);
                let mut cookie = Vec::new();
                encode::append_cookie(&mut cookie, name, &value, Style::Form);
                let is_given = |given: &String| {
                    let key = given.split('=').next();
                    cookie.iter().any(|cookie| cookie.split('=').next() == key)
                };
                if !cookies.iter().any(is_given) {
                    cookies.extend(cookie);
                }
            }
        }
        for credential in credentials {
            self.credential(credential, &mut cookies)?;
        }
        if !cookies.is_empty() {
            self.set("cookie", &cookies.join("; "), true)?;
        }
        for (name, value) in &self.draft.parts.headers {
            self.set(name, value, false)?;
        }
        for default in self.draft.operation_data.defaults {
            match *default {
                ParameterDefault::Required(name) if !self.request.headers().contains_key(name) => {
                    let message = format!(
                        "it takes the header `{name}`: set it for the client, with `Builder::header`, or for the call"
                    );
                    return Err(self.draft.label.error(ErrorKind::Encode, message));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The media types of an operation that responds with others than JSON go before what holds for the whole API, and not
    /// before the user's.
    fn own_accept(&mut self, settings: &Settings) {
        let own = self.draft.operation_data.accept;
        let of_api = settings
            .api
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("accept"));
        let headers = self.request.headers_mut();
        let is_of_api = of_api.is_some_and(|(_, value)| {
            headers
                .get(header::ACCEPT)
                .is_some_and(|sent| sent == *value)
        });
        if is_of_api && !own.contains("application/json") && own != "*/*" {
            headers.insert(header::ACCEPT, HeaderValue::from_static(own));
        }
    }

    fn credential(
        &mut self,
        credential: &Credential,
        cookies: &mut Vec<String>,
    ) -> Result<(), Error> {
        let secret = credential.secret.expose();
        match credential.place {
            CredentialLocation::Bearer => {
                self.set("authorization", &format!("Bearer {secret}"), true)
            }
            CredentialLocation::Basic => {
                self.set("authorization", &format!("Basic {secret}"), true)
            }
            CredentialLocation::Header(name) => self.set(name, secret, true),
            CredentialLocation::PrefixedHeader(name, prefix) => {
                let secret = secret.strip_prefix(prefix).unwrap_or(secret);
                self.set(name, &format!("{prefix}{secret}"), true)
            }
            CredentialLocation::Cookie(name) => {
                encode::append_cookie(cookies, name, &FormValue::from(secret), Style::Form);
                Ok(())
            }
            CredentialLocation::Query(_) => Ok(()),
        }
    }

    fn set(&mut self, name: &str, value: &str, secret: bool) -> Result<(), Error> {
        let refused = |message: String| self.draft.label.error(ErrorKind::Encode, message);
        let mut written = HeaderValue::from_str(value)
            .map_err(|_| refused(format!("header `{name}` holds what no header can hold")))?;
        written.set_sensitive(secret);
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| refused(format!("`{name}` is no name of a header")))?;
        self.request.headers_mut().insert(name, written);
        Ok(())
    }
}
