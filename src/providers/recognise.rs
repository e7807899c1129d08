//! A specification to the provider file that is about it.
//!
//! ```text
//! servers: [{url: https://eu.api.acme.com/v2}]   ←   pattern https://{region}.api.acme.com   in providers/acme.yaml
//! ```
//!
//! A pattern matches a server's URL if it equals the URL or a prefix of it that ends at a `/`; `{name}` matches one or
//! more characters other than `/`. The scheme, the case of the host, the default port and a trailing `/` do not matter. The
//! longest pattern wins, its variables not counted. Only if no pattern matches, `info.title` is compared.
//!
//! A pattern whose domain is a variable, `https://{host}/api/v3`, would match the servers of others, so it matches only the
//! same template in a specification.
//!
//! A whole provider file is read only after it was chosen: the patterns are in its first section, `provider`, and that is
//! read only if it mentions the domain of a server.

use super::Provider;
use super::table::PROVIDERS;
use crate::diagnostics::Diagnostics;
use crate::source::{Input, Node, Sources};
use crate::stars;

/// A provider file that applies, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// The provider.
    pub provider: &'static Provider,
    /// What named it.
    pub by: Evidence,
}

/// What states that a provider file applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A server of the specification.
    Server,
    /// The specification's title.
    Title,
    /// The user.
    User,
}

impl Recognition {
    pub(super) fn chosen(provider: &'static Provider) -> Recognition {
        let by = Evidence::User;
        Recognition { provider, by }
    }
}

/// The provider of a specification.
pub(super) fn recognise(root: &Node) -> Option<Recognition> {
    by_server(&server_urls(root)).or_else(|| by_title(root.get("info")?.get("title")?.as_str()?))
}

fn by_server(urls: &[String]) -> Option<Recognition> {
    let domains: Vec<&str> = urls.iter().map(|url| domain(url)).collect();
    let mentions = |section: &str| {
        section.contains("//{") || domains.iter().any(|domain| section.contains(domain))
    };
    let mut best: Option<(usize, &'static Provider)> = None;
    for provider in PROVIDERS {
        let Some(section) = section(provider).filter(|section| mentions(section)) else {
            continue;
        };
        let patterns = texts(section, "servers");
        let matching = patterns.iter().filter(|pattern| {
            let pattern = normal(pattern);
            let is_anywhere = domain(&pattern).contains(['{', '}']);
            urls.iter().any(|url| match is_anywhere {
                true => *url == pattern,
                false => matches_prefix(&pattern, url),
            })
        });
        let longest = matching
            .map(|pattern| literal_length(&normal(pattern)))
            .max();
        if let Some(length) = longest.filter(|length| best.is_none_or(|(known, _)| *length > known))
        {
            best = Some((length, provider));
        }
    }
    best.map(|(_, provider)| Recognition {
        provider,
        by: Evidence::Server,
    })
}

fn by_title(title: &str) -> Option<Recognition> {
    let title = title.trim();
    let provider = PROVIDERS.iter().find(|provider| {
        section(provider)
            .filter(|section| section.contains("titles:"))
            .is_some_and(|section| {
                let titles = texts(section, "titles");
                titles.iter().any(|pattern| stars::matches(pattern, title))
            })
    })?;
    Some(Recognition {
        provider,
        by: Evidence::Title,
    })
}

/// The text of a provider file's first section, without its indentation being changed.
fn section(provider: &Provider) -> Option<&'static str> {
    let (_, behind) = provider.text.split_once("\n  provider:\n")?;
    let mut end = 0;
    for line in behind.split_inclusive('\n') {
        let is_inside = line.starts_with("    ")
            || line.trim().is_empty()
            || line.trim_start().starts_with('#');
        if !is_inside {
            break;
        }
        end += line.len();
    }
    behind.get(..end)
}

/// The texts of a list in a section.
fn texts(section: &str, key: &str) -> Vec<String> {
    let input = Input::Text {
        name: String::new(),
        bytes: section.as_bytes().to_vec(),
    };
    // A test reads every provider file, so nothing is wrong with it here.
    let sources = Sources::load(input, &mut Diagnostics::default());
    let items = sources
        .root()
        .and_then(|root| root.get(key))
        .and_then(Node::as_array);
    let texts = items.into_iter().flatten().filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

/// The URLs of all servers at the root, normal, as they are and with the defaults of their variables.
fn server_urls(root: &Node) -> Vec<String> {
    if let Some(host) = root.get("host").and_then(Node::as_str) {
        let path = root.get("basePath").and_then(Node::as_str).unwrap_or("");
        return vec![normal(&format!("{host}{path}"))];
    }
    let servers = root.get("servers").and_then(Node::as_array);
    let urls = servers.into_iter().flatten().filter_map(|server| {
        let url = server.get("url")?.as_str()?;
        let filled = with_defaults(url, server.get("variables"));
        Some([normal(url), normal(&filled)])
    });
    let urls = urls.flatten();
    urls.filter(|url| !url.is_empty() && !url.starts_with('/'))
        .collect()
}

fn with_defaults(url: &str, variables: Option<&Node>) -> String {
    let entries = variables
        .and_then(Node::as_object)
        .map_or(&[][..], |object| object.entries());
    entries.iter().fold(url.to_owned(), |url, entry| {
        match entry.node.get("default").and_then(Node::as_str) {
            Some(default) => url.replace(&format!("{{{}}}", entry.key), default),
            None => url,
        }
    })
}

/// A URL without what does not matter: `HTTPS://API.Acme.com:443/V1/` is `api.acme.com/V1`.
fn normal(url: &str) -> String {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = host.to_ascii_lowercase();
    let host = host
        .strip_suffix(":443")
        .or(host.strip_suffix(":80"))
        .unwrap_or(&host);
    format!("{host}{}", path.trim_end_matches('/'))
}

/// The last two labels of a host. A variable is one label, whatever its name.
fn domain(url: &str) -> &str {
    let host = url.split(['/', ':']).next().unwrap_or(url);
    let mut dots = host.rmatch_indices('.');
    let second = dots.nth(1).map_or(0, |(at, _)| at + 1);
    host.get(second..).unwrap_or(host)
}

/// How many characters of a pattern are no variables.
fn literal_length(pattern: &str) -> usize {
    let mut depth = 0_usize;
    let literals = pattern.chars().filter(|character| {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    });
    literals.count()
}

/// Whether a pattern matches a URL, or a prefix of it that ends at a `/`.
fn matches_prefix(pattern: &str, url: &str) -> bool {
    let whole = url
        .char_indices()
        .filter(|(_, character)| *character == '/');
    let mut ends = whole.map(|(at, _)| at).chain([url.len()]);
    ends.any(|end| {
        url.get(..end)
            .is_some_and(|prefix| matches_variables(pattern, prefix))
    })
}

/// Whether a pattern with `{name}`s matches a text. A variable of the text itself, `{region}`, matches one of the pattern.
fn matches_variables(pattern: &str, text: &str) -> bool {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((literal, behind)) = rest.split_once('{') {
        pieces.push(literal);
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    matches_pieces(&pieces, rest, text)
}

/// Whether a text is the pieces and the last one, in order, with the value of a variable behind each piece. Recursion and work
/// are bounded by the few pieces of a built-in pattern.
fn matches_pieces(pieces: &[&str], last: &str, text: &str) -> bool {
    let Some((piece, others)) = pieces.split_first() else {
        return text == last;
    };
    let Some(rest) = text.strip_prefix(piece) else {
        return false;
    };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    let mut cuts = ends.filter_map(|end| rest.split_at_checked(end));
    cuts.any(|(value, behind)| {
        !value.is_empty() && !value.contains('/') && matches_pieces(others, last, behind)
    })
}
