//! Forms and URLs as they are signed.
//!
//! ```text
//! b=1&a=x%20y&a=x+y          →   `ax yb1`                        names sorted by byte, repeated values once
//! https://a.example:443/x    →   also https://a.example/x        what is signed may have no port
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;

use percent_encoding::percent_decode;

use super::scheme::UrlForm;

/// Name and value of each parameter of a form, sorted, with nothing between them.
pub(super) fn sorted_form(form: &[u8]) -> Vec<u8> {
    let pairs = form
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    let sorted: BTreeSet<(Vec<u8>, Vec<u8>)> = pairs.map(name_and_value).collect();
    sorted
        .into_iter()
        .flat_map(|(name, value)| [name, value])
        .flatten()
        .collect()
}

fn name_and_value(pair: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut parts = pair.splitn(2, |byte| *byte == b'=');
    let mut decoded = || form_decoded(parts.next().unwrap_or_default());
    (decoded(), decoded())
}

/// A form's text, decoded: `+` is a space.
pub(super) fn form_decoded(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced).collect()
}

/// The parameter of a URL's query, as it is written.
pub(super) fn query_parameter<'u>(url: &'u str, name: &str) -> Option<&'u str> {
    let query = url.split_once('?')?.1.split('#').next()?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// The forms in which a URL may have been signed, the one that was given first.
pub(super) fn url_forms(url: &str, form: UrlForm) -> Vec<Cow<'_, str>> {
    let mut forms = vec![Cow::Borrowed(url)];
    match form {
        UrlForm::Exact => {}
        UrlForm::Ports => forms.extend(other_ports(url).into_iter().map(Cow::Owned)),
        UrlForm::Decoded => forms.extend(decoded(url).map(Cow::Owned)),
    }
    forms
}

/// The URL without its port, or with the port that its scheme implies.
fn other_ports(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let port_at = authority.rfind(':').filter(|at| {
        !authority
            .get(*at..)
            .unwrap_or_default()
            .contains([']', '@'])
    });
    let implied = if scheme.eq_ignore_ascii_case("http") {
        "80"
    } else {
        "443"
    };
    Some(match port_at {
        Some(at) => format!(
            "{scheme}://{}{path}",
            authority.get(..at).unwrap_or_default()
        ),
        None => format!("{scheme}://{authority}:{implied}{path}"),
    })
}

/// What HubSpot decodes before it signs a URL
/// (<https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation>).
const DECODED: [(&str, &str); 12] = [
    ("%3A", ":"),
    ("%2F", "/"),
    ("%3F", "?"),
    ("%40", "@"),
    ("%21", "!"),
    ("%24", "$"),
    ("%27", "'"),
    ("%28", "("),
    ("%29", ")"),
    ("%2A", "*"),
    ("%2C", ","),
    ("%3B", ";"),
];

fn decoded(url: &str) -> Option<String> {
    let mut out = String::with_capacity(url.len());
    let mut rest = url;
    while let Some(at) = rest.find('%') {
        let (before, escape) = rest.split_at(at);
        let code = escape.get(..3).unwrap_or(escape);
        let plain = DECODED
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(code))
            .map(|(_, plain)| *plain);
        out.push_str(before);
        out.push_str(plain.unwrap_or("%"));
        rest = escape
            .get(if plain.is_some() { 3 } else { 1 }..)
            .unwrap_or_default();
    }
    out.push_str(rest);
    (out != url).then_some(out)
}
