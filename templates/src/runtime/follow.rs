//! Redirects that are followed: where they lead, and what goes along.
//!
//! ```text
//! GET https://api.example.com/a   302, Location: /b                         →   GET https://api.example.com/b, with credentials
//! GET https://api.example.com/a   302, Location: https://cdn.example.net/a  →   GET https://cdn.example.net/a, without
//! ```
//!
//! Only GET and HEAD follow: whatever the server wants of another request, it is not to be sent twice. Credentials and other
//! secret headers stay on the origin of the API; once a redirect has left it, they do not come back, because another host
//! chose the URL.

use http::header::{COOKIE, HOST, HeaderName, LOCATION};
use http::{Request, Response, StatusCode, Uri};

use super::body::Body;
use super::draft::RequestDraft;
use super::percent::escape_byte;
use super::server_urls::{origin, resolve};
use super::settings::Settings;

/// How many redirects a call follows, by default.
pub(super) const USUAL_REDIRECTS: u32 = 5;

/// The redirects of an attempt.
pub(super) struct Redirects {
    /// How many more may be followed.
    left: u32,
    /// Whether one has left the origin of the API.
    pub(super) is_foreign: bool,
}

impl Redirects {
    /// Those that a call may follow: none where the operation declares a redirect, as what it returns or as an error.
    pub(super) fn allowed(settings: &Settings, draft: &RequestDraft) -> Redirects {
        let is_redirect = |status: u16| status == 3 || (300..400).contains(&status);
        let mut errors = draft.operation_data.errors.iter();
        let declared = errors.any(|(status, _)| is_redirect(*status));
        let follows = matches!(&*draft.label.method, "GET" | "HEAD")
            && !draft.operation_data.redirects
            && !declared
            && draft.body.whole().is_some();
        let most = draft.max_redirects.unwrap_or(settings.max_redirects);
        Redirects {
            left: if follows { most } else { 0 },
            is_foreign: false,
        }
    }

    /// Whether another one may be followed.
    pub(super) fn are_left(&self) -> bool {
        self.left > 0
    }

    /// Where a response leads from a URL, if it is followed.
    pub(super) fn next(&mut self, from: &Uri, response: &Response<Body>) -> Option<Uri> {
        let leads = matches!(
            response.status(),
            StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT
        );
        if !leads || self.left == 0 {
            return None;
        }
        let location = response.headers().get(LOCATION)?;
        let target = target(from, location.as_bytes())?;
        self.left -= 1;
        self.is_foreign |= !is_same_origin(from, &target);
        Some(target)
    }

    /// Takes the credentials and what else is secret out of a request that goes to another origin.
    pub(super) fn hide_secrets(&self, settings: &Settings, request: &mut Request<Body>) {
        if !self.is_foreign {
            return;
        }
        let names = settings.secret_names();
        let headers = request.headers_mut();
        let secret: Vec<HeaderName> = headers
            .iter()
            .filter(|(name, value)| value.is_sensitive() || names.contain(name.as_str()))
            .map(|(name, _)| name.clone())
            .chain([COOKIE, HOST])
            .collect();
        for name in secret {
            headers.remove(name);
        }
    }
}

/// The URL that `Location` means; `None` where it is no URL that a request could go to.
fn target(from: &Uri, location: &[u8]) -> Option<Uri> {
    // Many servers do not escape what they put there.
    let escaped: String = location.iter().map(|byte| escape_byte(*byte)).collect();
    let reference = escaped.split('#').next().unwrap_or_default();
    let from = from.to_string();
    let url = if reference.is_empty() || reference.starts_with('?') {
        let path = from.split('?').next().unwrap_or_default();
        format!("{path}{reference}")
    } else {
        // Dots in a query are no segments of a path.
        let (path, query) = match reference.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (reference, String::new()),
        };
        format!("{}{query}", resolve(path, &from))
    };
    let is_http = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https"));
    let has_user = origin(&url).contains('@');
    url.parse().ok().filter(|uri| is_http(uri) && !has_user)
}

fn is_same_origin(one: &Uri, other: &Uri) -> bool {
    let port = |uri: &Uri| {
        uri.port_u16().or(match uri.scheme_str() {
            Some("https") => Some(443),
            _ => Some(80),
        })
    };
    let host = |uri: &Uri| uri.host().map(str::to_ascii_lowercase);
    one.scheme() == other.scheme() && host(one) == host(other) && port(one) == port(other)
}
