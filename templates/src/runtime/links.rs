//! Links to the next page: where to find them, and which ones may be followed.
//!
//! ```text
//! Link: <https://api.example.com/x?page=2>; rel="next"   →   /x?page=2 at https://api.example.com
//! ```
//!
//! A link is followed on the server's own origin only: a request takes the credentials along.

use http::header::LINK;
use http::{HeaderMap, Uri};
use serde_json::value::RawValue;

use super::pointer;

/// The target of the first link with `rel=next` (RFC 8288, section 3), unless it has the parameter that ends the list.
pub(super) fn next(headers: &HeaderMap, last: Option<(&str, &str)>) -> Option<String> {
    let values = headers
        .get_all(LINK)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| links(value, last))
        .find(|link| link.is_next)
        .filter(|link| !link.is_last)
        .map(|link| link.target.to_owned())
}

/// The `href` of the link with a `rel`, in a JSON list of links.
pub(super) fn href(list: &str, rel: &str) -> Option<String> {
    let links: Vec<Box<RawValue>> = serde_json::from_str(list).ok()?;
    links.iter().find_map(|link| {
        let member = |key: &str| {
            let found = pointer::find(link.get().as_bytes(), key).ok()??;
            serde_json::from_str::<String>(found).ok()
        };
        (member("/rel")? == rel).then(|| member("/href"))?
    })
}

struct Link<'h> {
    target: &'h str,
    is_next: bool,
    is_last: bool,
}

/// The links of a header's value, in order; what is none is left out.
fn links<'h>(value: &'h str, last: Option<(&str, &str)>) -> Vec<Link<'h>> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some((_, opened)) = rest.split_once('<') {
        let Some((target, tail)) = opened.split_once('>') else {
            break;
        };
        let end = end_of_link(tail);
        let (parameters, behind) = tail.split_at(end);
        found.push(Link {
            target: target.trim(),
            is_next: parameters_of(parameters).any(is_next),
            is_last: last.is_some_and(|last| parameters_of(parameters).any(|one| is(one, last))),
        });
        rest = behind;
    }
    found
}

/// The position of the comma after a link, or the end of the text; commas in quotes are ignored.
fn end_of_link(text: &str) -> usize {
    outside_quotes(text)
        .find(|(_, sign)| *sign == ',')
        .map_or(text.len(), |(at, _)| at)
}

fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter(move |(_, sign)| {
        let inside = quoted;
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        !inside && !quoted
    })
}

fn parameters_of(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let marks = outside_quotes(text)
        .filter(|(_, sign)| *sign == ';')
        .map(|(at, _)| at);
    let starts: Vec<usize> = marks.collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .filter_map(move |(start, end)| text.get(start + 1..end)?.split_once('='))
}

fn is((name, value): (&str, &str), (wanted, text): (&str, &str)) -> bool {
    name.trim().eq_ignore_ascii_case(wanted) && value.trim().trim_matches('"') == text
}

/// Relation types are words in any case, several to a `rel`.
fn is_next((name, value): (&str, &str)) -> bool {
    let words = value.trim().trim_matches('"').split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("rel")
        && words
            .into_iter()
            .any(|word| word.eq_ignore_ascii_case("next"))
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Target(String);

/// A target on the server's origin.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LinkLocation {
    /// The same path with this query.
    Here(String),
    /// This path and query.
    Path(String),
}

const ELSEWHERE: &str =
    "the next page is on another server; it is not asked for, because it would get the credentials";

impl Target {
    pub(super) fn of(url: &str) -> Target {
        Target(url.split('#').next().unwrap_or_default().to_owned())
    }

    /// The target, seen from a server (RFC 3986, section 5.2). Errors where it is not on the server's origin.
    pub(super) fn at(&self, server: &str) -> Result<LinkLocation, &'static str> {
        let url = &*self.0;
        if let Some(query) = url.strip_prefix('?') {
            return Ok(LinkLocation::Here(query.to_owned()));
        }
        if url.starts_with('/') && !url.starts_with("//") {
            return Ok(LinkLocation::Path(url.to_owned()));
        }
        let server: Uri = server
            .parse()
            .map_err(|_| "the server's address is no valid URL")?;
        let scheme = server.scheme_str().unwrap_or_default();
        let absolute = if url.starts_with("//") {
            format!("{scheme}:{url}")
        } else {
            url.to_owned()
        };
        let target: Uri = absolute
            .parse()
            .map_err(|_| "the link to the next page is no valid URL")?;
        if origin(&target).is_none() {
            return Err("the link to the next page is neither a URL nor a path");
        }
        if origin(&target) != origin(&server) {
            return Err(ELSEWHERE);
        }
        Ok(LinkLocation::Path(
            target
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
        ))
    }
}

/// Scheme, host and port (RFC 6454, section 4).
fn origin(uri: &Uri) -> Option<(String, String, u16)> {
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let usual = if scheme == "https" { 443 } else { 80 };
    Some((
        scheme,
        uri.host()?.to_ascii_lowercase(),
        uri.port_u16().unwrap_or(usual),
    ))
}
