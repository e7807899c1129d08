//! What a provider sent, borrowed from whatever received it.
//!
//! ```text
//! Delivery::new(&headers, &body).url("https://shop.example/hooks")     // now, POST
//! ```
//!
//! The body is the raw bytes, before any parser. Nothing is copied.

use std::time::{SystemTime, UNIX_EPOCH};

/// A delivery.
#[derive(Clone, Copy)]
pub struct Delivery<'d> {
    pub(super) headers: &'d dyn Headers,
    pub(super) body: &'d [u8],
    pub(super) method: &'d str,
    pub(super) url: Option<&'d str>,
    pub(super) now: Option<i64>,
    pub(super) certificate: Option<&'d str>,
}

impl<'d> Delivery<'d> {
    /// A POST that arrives now. `headers` is an `http::HeaderMap`, or a list of names and values.
    pub fn new(headers: &'d dyn Headers, body: &'d [u8]) -> Self {
        Delivery {
            headers,
            body,
            method: "POST",
            url: None,
            now: None,
            certificate: None,
        }
    }

    /// The method, for schemes that sign it.
    pub fn method(self, method: &'d str) -> Self {
        Delivery { method, ..self }
    }

    /// The URL as the provider knows it, for schemes that sign it: behind a proxy that is not what the server sees.
    pub fn url(self, url: &'d str) -> Self {
        Delivery {
            url: Some(url),
            ..self
        }
    }

    /// The time in seconds since 1970, in place of the system's clock.
    pub fn at(self, seconds: i64) -> Self {
        Delivery {
            now: Some(seconds),
            ..self
        }
    }

    /// The certificate in PEM that was fetched from the URL in the delivery, with those between it and the root, for
    /// schemes that sign with one.
    pub fn certificate(self, pem: &'d str) -> Self {
        Delivery {
            certificate: Some(pem),
            ..self
        }
    }

    /// The time in seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        let clock = || {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs())
        };
        self.now
            .unwrap_or_else(|| i64::try_from(clock()).unwrap_or(i64::MAX))
    }
}

/// The headers of a delivery, from any HTTP library.
pub trait Headers {
    /// A header's value; names have no case.
    fn find(&self, name: &str) -> Found<'_>;
}

/// What a header holds.
#[derive(Clone, Copy, Debug)]
pub enum Found<'h> {
    /// It is not there.
    Nothing,
    /// Its value.
    One(&'h [u8]),
    /// It is there more than once, so that it is not clear which one counts.
    Several,
}

impl<'h> Found<'h> {
    fn of(mut values: impl Iterator<Item = &'h [u8]>) -> Self {
        match (values.next(), values.next()) {
            (None, _) => Found::Nothing,
            (Some(value), None) => Found::One(value),
            (Some(_), Some(_)) => Found::Several,
        }
    }
}

impl Headers for http::HeaderMap {
    fn find(&self, name: &str) -> Found<'_> {
        Found::of(self.get_all(name).iter().map(http::HeaderValue::as_bytes))
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn find(&self, name: &str) -> Found<'_> {
        let fitting = self
            .iter()
            .filter(|(found, _)| found.as_ref().eq_ignore_ascii_case(name));
        Found::of(fitting.map(|(_, value)| value.as_ref()))
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for Vec<(N, V)> {
    fn find(&self, name: &str) -> Found<'_> {
        self.as_slice().find(name)
    }
}
