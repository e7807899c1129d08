//! References of servers to URLs (RFC 3986, section 5.2).
//!
//! ```text
//! /v3  at  https://api.example.com/docs/openapi.json   →   https://api.example.com/v3
//! v3   at  https://api.example.com/docs/openapi.json   →   https://api.example.com/docs/v3
//! ```

/// Whether a server is only a path, or has no scheme: `/v3`, `v3`, `//api.example.com/v3`. Nothing at all, and `/`, add
/// nothing to another URL.
pub fn is_relative(server: &str) -> bool {
    !server.is_empty() && server != "/" && !server.contains("://")
}

/// A URL without its path, query and fragment.
pub fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(host..).unwrap_or_default();
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..host + length).unwrap_or(url)
}

/// What a reference means at a URL.
pub fn resolve(reference: &str, base: &str) -> String {
    if reference.contains("://") {
        return reference.to_owned();
    }
    let origin = origin(base);
    if reference.starts_with("//") {
        let scheme = base.split("//").next().unwrap_or_default();
        return format!("{scheme}{reference}");
    }
    if reference.starts_with('/') {
        return format!("{origin}{}", without_dots(reference));
    }
    let path = base.get(origin.len()..).unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let folder = path
        .rfind('/')
        .and_then(|end| path.get(..=end))
        .unwrap_or("/");
    format!("{origin}{}", without_dots(&format!("{folder}{reference}")))
}

/// A path without `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}
