//! What a request of a browser or an app carries: parameters and cookies; and the cookies that go back.
//!
//! Invariants: a parameter that is sent twice is an error (RFC 6749 3.1). On https every cookie is `__Host-`, `Secure` and `HttpOnly`; on
//! http, which is for development on one machine, browsers refuse that prefix, and it is left out.

use std::collections::HashMap;

use http::{HeaderMap, HeaderValue, header};

use crate::error::Failure;
use crate::provider::is_loopback;

/// Parameters of a query or a form.
pub(crate) struct Params(HashMap<String, String>);

impl Params {
    pub(crate) fn read(text: &[u8]) -> Result<Params, Failure> {
        let mut params = HashMap::new();
        for (name, value) in form_urlencoded::parse(text) {
            if params
                .insert(name.into_owned(), value.into_owned())
                .is_some()
            {
                return Err(Failure::Malformed);
            }
        }
        Ok(Params(params))
    }

    /// A JSON object of texts.
    pub(crate) fn from_json(text: &[u8]) -> Result<Params, Failure> {
        serde_json::from_slice(text)
            .map(Params)
            .map_err(|_| Failure::Malformed)
    }

    /// A value that is not empty: RFC 6749 3.1 treats an empty one as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// `https://shop.example.com`: scheme and host of this site.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    text: String,
    secure: bool,
}

impl Origin {
    /// Nothing but scheme, host and port; http for this machine alone.
    pub(crate) fn read(text: &str) -> Option<Origin> {
        let text = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
        let uri: http::Uri = text.parse().ok()?;
        let (scheme, host) = (uri.scheme_str()?, uri.host()?);
        let secure = scheme == "https";
        let bare = text == format!("{scheme}://{}", uri.authority()?) && !text.contains('@');
        (bare && (secure || (scheme == "http" && is_loopback(host))))
            .then_some(Origin { text, secure })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The whole name of a cookie.
    pub(crate) fn cookie_name(&self, name: &str) -> String {
        if self.secure {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// A cookie for so many seconds. `cross_site` is for a response that a provider posts.
    pub(crate) fn cookie(
        &self,
        name: &str,
        value: &str,
        seconds: u64,
        cross_site: bool,
    ) -> Option<HeaderValue> {
        let name = self.cookie_name(name);
        let secure = if self.secure { "; Secure" } else { "" };
        let same_site = if cross_site && self.secure {
            "None"
        } else {
            "Lax"
        };
        let text = format!(
            "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"
        );
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Whether a request that changes something comes from this site's own pages. Browsers send `Origin` with each POST.
    pub(crate) fn is_own(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| {
            headers
                .get(name)
                .map(|value| value.to_str().unwrap_or_default())
        };
        match (text("origin"), text("sec-fetch-site")) {
            (Some(origin), _) => origin == self.text,
            (None, Some(site)) => site == "same-origin",
            (None, None) => false,
        }
    }
}

/// All cookies of a request.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// A cookie that is there once. Twice means that somebody else has put one there.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut found = cookies(headers)
        .filter(|(it, _)| *it == name)
        .map(|(_, value)| value);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_is_refused() {
        assert!(matches!(
            Params::read(b"state=a&code=b&state=c"),
            Err(Failure::Malformed)
        ));
        assert!(matches!(
            Params::read(b"state=a&%73tate=a"),
            Err(Failure::Malformed)
        ));
        let params = Params::read(b"state=a%2Bb+c&code=&x").unwrap();
        assert_eq!(
            (
                params.get("state"),
                params.get("code"),
                params.get("x"),
                params.get("y")
            ),
            (Some("a+b c"), None, None, None)
        );
    }

    #[test]
    fn origins() {
        for (text, expected) in [
            ("https://shop.example.com", Some("https://shop.example.com")),
            (
                "https://Shop.Example.com/",
                Some("https://shop.example.com"),
            ),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("http://shop.example.com", None),
            ("https://shop.example.com/path", None),
            ("https://shop.example.com?x", None),
            ("https://user@shop.example.com", None),
            ("shop.example.com", None),
            ("", None),
        ] {
            assert_eq!(
                Origin::read(text).as_ref().map(Origin::text),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn cookies_of_https_are_locked_to_the_host() {
        let origin = Origin::read("https://shop.example.com").unwrap();
        let header = origin.cookie("session", "value", 600, false).unwrap();
        let read = cookie::Cookie::parse(header.to_str().unwrap()).unwrap();
        assert_eq!(
            (read.name(), read.value(), read.path()),
            ("__Host-session", "value", Some("/"))
        );
        assert_eq!(
            (read.secure(), read.http_only(), read.domain()),
            (Some(true), Some(true), None)
        );
        assert_eq!(read.same_site(), Some(cookie::SameSite::Lax));
        assert_eq!(read.max_age().map(|age| age.whole_seconds()), Some(600));
        let posted = origin.cookie("signin", "value", 600, true).unwrap();
        assert_eq!(
            cookie::Cookie::parse(posted.to_str().unwrap())
                .unwrap()
                .same_site(),
            Some(cookie::SameSite::None)
        );
    }

    #[test]
    fn a_cookie_that_is_there_twice_is_not_used() {
        let mut headers = HeaderMap::new();
        headers.append("cookie", HeaderValue::from_static("a=1; b=2; c=x=y"));
        headers.append("cookie", HeaderValue::from_static("a=3"));
        assert_eq!(
            (
                cookie(&headers, "a"),
                cookie(&headers, "b"),
                cookie(&headers, "c")
            ),
            (None, Some("2"), Some("x=y"))
        );
    }

    #[test]
    fn requests_of_other_sites() {
        let origin = Origin::read("https://shop.example.com").unwrap();
        let own = |headers: &[(&'static str, &'static str)]| {
            let map = headers
                .iter()
                .map(|(name, value)| ((*name).parse().unwrap(), HeaderValue::from_static(value)));
            origin.is_own(&map.collect())
        };
        assert!(own(&[("origin", "https://shop.example.com")]));
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[]));
        assert!(!own(&[("origin", "null")]));
        assert!(!own(&[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!own(&[("origin", "http://shop.example.com")]));
        assert!(!own(&[("origin", "https://shop.example.com.evil.example")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
    }
}
