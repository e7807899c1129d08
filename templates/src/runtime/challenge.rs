//! The reason for which a server refuses a token: `WWW-Authenticate` (RFC 9110, section 11.6.1; RFC 6750, section 3).
//!
//! ```text
//! WWW-Authenticate: Bearer error="insufficient_scope", scope="orders.read orders.write"
//!   →   Challenge { scheme: "Bearer", parameters: [("error", "insufficient_scope"), ("scope", "orders.read orders.write")] }
//! ```
//!
//! Reading a header ends at the first part that is not well-formed; the parts before it count.

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

/// One way in which a server wants to be authenticated to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme: `Bearer`.
    pub scheme: String,
    /// Its parameters, with names in lower case.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The value of a parameter: `scope`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The challenges of a response, in order.
pub fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    let values = headers.get_all(WWW_AUTHENTICATE).iter();
    let texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
    texts.flat_map(|text| of_header(&text)).collect()
}

/// The challenge for a token without a required scope.
pub(super) fn insufficient_scope(headers: &HeaderMap) -> Option<Challenge> {
    let lacks = |it: &Challenge| it.parameter("error") == Some("insufficient_scope");
    challenges(headers).into_iter().find(lacks)
}

fn of_header(text: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        let (name, after) = token(rest);
        if name.is_empty() {
            return challenges;
        }
        let behind = after.trim_start_matches([' ', '\t']);
        // A token of 68 characters ends with `=` too, and nothing follows it.
        let value = behind
            .strip_prefix('=')
            .map(|it| it.trim_start_matches([' ', '\t']));
        match (value, challenges.last_mut()) {
            (Some(value), Some(challenge)) => {
                let (value, after) = read_value(value);
                challenge
                    .parameters
                    .push((name.to_ascii_lowercase(), value));
                rest = after;
            }
            (Some(_), None) => return challenges,
            (None, _) => {
                challenges.push(Challenge {
                    scheme: name.to_owned(),
                    parameters: Vec::new(),
                });
                rest = behind;
            }
        }
    }
}

/// The token that a text begins with, and what follows.
fn token(text: &str) -> (&str, &str) {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(sign);
    let end = text.find(|sign| !is_sign(sign)).unwrap_or(text.len());
    text.split_at(end)
}

/// A token or a quoted string, and what follows.
fn read_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, after) = token(text);
        return (value.to_owned(), after.trim_start_matches('='));
    };
    let mut value = String::new();
    let mut signs = quoted.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(signs.next().map(|(_, sign)| sign)),
            _ => value.push(sign),
        }
    }
    (value, "")
}
