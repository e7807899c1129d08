//! A delivery: the request that a provider sends, byte for byte, and where it is sent on to.

use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use super::Failure;

/// A request as it came or as it will be sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Delivery {
    /// `POST`, save for handshakes.
    pub method: http::Method,
    /// Path and query: `/webhooks?region=eu`.
    pub path: String,
    /// All headers, in their order where they repeat.
    pub headers: HeaderMap,
    /// The raw body.
    pub body: Vec<u8>,
}

/// What concerns one connection and not the message (RFC 9110 section 7.6.1), and what the next one writes anew.
const OF_THE_CONNECTION: [HeaderName; 10] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::EXPECT,
    header::HOST,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The headers of a request or a response that are passed on: all but those of the connection that brought them.
pub(super) fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let named: Vec<String> = named
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let mut headers = headers.clone();
    named
        .iter()
        .for_each(|name| drop(headers.remove(name.as_str())));
    OF_THE_CONNECTION
        .iter()
        .for_each(|name| drop(headers.remove(name)));
    headers.remove("keep-alive");
    headers
}

impl Delivery {
    /// The headers that are sent on.
    pub(super) fn forwarded_headers(&self) -> HeaderMap {
        end_to_end(&self.headers)
    }

    /// Where it goes: to a target with a path as it is, and to one without with the delivery's path. The query is kept
    /// where the target has none, since handshakes ask in it.
    pub(super) fn url(&self, target: &Target) -> String {
        let (path, query) = self
            .path
            .split_once('?')
            .map_or((&*self.path, None), |(path, query)| (path, Some(query)));
        let path = target.path.as_deref().unwrap_or(path);
        match target.query.as_deref().or(query) {
            Some(query) => format!("{}{path}?{query}", target.origin),
            None => format!("{}{path}", target.origin),
        }
    }
}

/// Sets a header in place of others with its name.
pub(super) fn set_header(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Failure> {
    let wrong = || {
        Failure::new(format!(
            "the header `{name}` cannot be sent with the value that it would have"
        ))
    };
    let name: HeaderName = name.parse().map_err(|_| wrong())?;
    headers.insert(name, HeaderValue::from_str(value).map_err(|_| wrong())?);
    Ok(())
}

/// Where deliveries are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// `http://localhost:3000`
    origin: String,
    port: u16,
    local: bool,
    /// Its path, where it has one besides `/`.
    path: Option<String>,
    query: Option<String>,
}

impl Target {
    /// Reads a URL: http or https, with a host and without credentials. A URL without a scheme is one of http, and a port
    /// alone is one of this machine.
    pub(super) fn parse(url: &str) -> Result<Target, Failure> {
        let whole = match bare_port(url)? {
            Some(port) => format!("http://localhost:{port}"),
            None if url.contains("://") => url.to_owned(),
            None => format!("http://{url}"),
        };
        let before_path = whole
            .split_once("://")
            .map_or("", |(_, rest)| rest)
            .split(['/', '?', '#'])
            .next();
        if before_path.is_some_and(|authority| authority.contains('@')) {
            // The URL is not repeated: it holds a password.
            return Err(Failure::usage(
                "the URL holds credentials, which would end up in logs",
            ));
        }
        let uri: Uri = whole
            .parse()
            .map_err(|_| Failure::usage(format!("`{url}` is no URL")))?;
        let (scheme, authority) = (uri.scheme_str().unwrap_or_default(), uri.authority());
        let Some(authority) = authority.filter(|authority| !authority.host().is_empty()) else {
            return Err(Failure::usage(format!("`{url}` has no host")));
        };
        if !["http", "https"].contains(&scheme) {
            return Err(Failure::usage(format!(
                "`{scheme}` is not sent to: only http and https are"
            )));
        }
        let path = (uri.path() != "/" && !uri.path().is_empty()).then(|| uri.path().to_owned());
        let port = authority
            .port_u16()
            .unwrap_or(if scheme == "https" { 443 } else { 80 });
        let local = is_loopback(authority.host());
        Ok(Target {
            port,
            local,
            origin: format!("{scheme}://{authority}"),
            path,
            query: uri.query().map(str::to_owned),
        })
    }

    /// Without the query, which may hold a token.
    pub(super) fn shown(&self) -> String {
        format!(
            "{}{}",
            self.origin,
            self.path.as_deref().unwrap_or_default()
        )
    }

    /// Its port, named or implied.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is this machine, which no proxy leads to.
    pub(super) fn is_local(&self) -> bool {
        self.local
    }
}

/// `3000` and `:3000`, which is not the host with the number 3000.
fn bare_port(text: &str) -> Result<Option<u16>, Failure> {
    let digits = text.strip_prefix(':').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    match digits.parse() {
        Ok(port) if port > 0 => Ok(Some(port)),
        _ => Err(Failure::usage(format!(
            "`{text}` is no port: ports are numbers from 1 to 65535"
        ))),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(path: &str) -> Delivery {
        Delivery {
            method: http::Method::POST,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    #[test]
    fn a_target_with_a_path_is_taken_as_it_is() {
        let url = |path: &str, target: &str| delivery(path).url(&Target::parse(target).unwrap());
        assert_eq!(
            url("/in", "http://localhost:3000/hooks"),
            "http://localhost:3000/hooks"
        );
        assert_eq!(
            url("/in?a=1", "http://localhost:3000/hooks"),
            "http://localhost:3000/hooks?a=1"
        );
        assert_eq!(
            url("/in?a=1", "http://localhost:3000/hooks?b=2"),
            "http://localhost:3000/hooks?b=2"
        );
        assert_eq!(
            url("/in?a=1", "http://localhost:3000"),
            "http://localhost:3000/in?a=1"
        );
        assert_eq!(url("/in", "localhost:3000/"), "http://localhost:3000/in");
        assert_eq!(url("/in", "3000"), "http://localhost:3000/in");
        assert_eq!(url("/in?a=1", ":80"), "http://localhost:80/in?a=1");
    }

    #[test]
    fn what_cannot_be_sent_to_is_refused() {
        let error = |url: &str| Target::parse(url).unwrap_err().to_string();
        assert_eq!(
            error("ftp://example.com"),
            "`ftp` is not sent to: only http and https are"
        );
        assert_eq!(error("http://"), "`http://` is no URL");
        for port in ["0", "65536", ":99999999999999999999"] {
            let wanted = format!("`{port}` is no port: ports are numbers from 1 to 65535");
            assert_eq!(error(port), wanted);
        }
        assert!(!error("http://user:pa55@example.com/").contains("pa55"));
        assert!(!error("http://user:pa55 @ /").contains("pa55"));
    }

    #[test]
    fn this_machine_is_known() {
        let local = |url: &str| Target::parse(url).unwrap().is_local();
        assert!(
            local("localhost:3000") && local("http://127.1.2.3/") && local("https://[::1]:8443/a")
        );
        assert!(
            !local("http://localhost.example.com")
                && !local("http://127.example.com")
                && !local("http://10.0.0.1")
        );
    }

    #[test]
    fn headers_of_the_connection_stay_behind() {
        let mut here = delivery("/");
        for (name, value) in [
            ("connection", "close, X-Hop"),
            ("x-hop", "1"),
            ("host", "a"),
            ("x-kept", "1"),
            ("te", "b"),
            ("x-kept", "2"),
        ] {
            here.headers
                .append(name, http::HeaderValue::from_static(value));
        }
        let sent = here.forwarded_headers();
        assert_eq!(sent.len(), 2);
        assert_eq!(
            sent.get_all("x-kept").iter().collect::<Vec<_>>(),
            ["1", "2"]
        );
    }
}
