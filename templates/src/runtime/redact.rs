//! What nobody should read in a log or an error, and how it is taken out.
//!
//! ```text
//! {"id":"a","client_secret":"pi_1_secret_2"}   →   {"id":"a","client_secret":[redacted]}
//! grant_type=refresh_token&refresh_token=abc   →   grant_type=refresh_token&refresh_token=[redacted]
//! ```
//!
//! A value is hidden for its name: one of the words that every API uses, one that the specification marks
//! (`format: password`, or `secrets` of `x-fetchwright`), or one that the user adds. The client's own credentials are hidden everywhere, because
//! a provider may send them back.

use std::ops::Range;

/// Replaces what is hidden.
pub(super) const HIDDEN: &str = "[redacted]";

/// Parts of the names of secret values, in lower case and without what separates words.
const WORDS: &[&str] = &[
    "apikey",
    "authorization",
    "clientassertion",
    "cookie",
    "credential",
    "cvc",
    "cvv",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "sessionid",
    "signature",
    "token",
];

/// Names of secrets beside the usual ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'a> {
    /// The specification's.
    pub(super) described: &'a [&'a str],
    /// The user's.
    pub(super) added: &'a [String],
}

impl Names<'_> {
    /// Only the usual ones.
    pub(super) const USUAL: Names<'static> = Names {
        described: &[],
        added: &[],
    };

    /// Whether there are any beside the usual ones.
    pub(super) fn are_more(self) -> bool {
        !self.described.is_empty() || !self.added.is_empty()
    }

    /// Whether a value of this name is secret. `client_secret`, `clientSecret` and `Client-Secret` are one name.
    pub(super) fn contain(self, name: &str) -> bool {
        let plain: String = name
            .chars()
            .filter(|sign| sign.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        WORDS.iter().any(|word| plain.contains(word))
            || self
                .described
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
            || self
                .added
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// What is shorter is no secret, and would hide half of a text.
const SHORTEST: usize = 4;

/// A text without these secrets. The text may be a part of a longer one: a secret that begins before it or ends behind it is
/// taken out too.
pub(super) fn without(text: &str, mut secrets: Vec<String>) -> String {
    secrets.retain(|secret| secret.len() >= SHORTEST);
    // One secret may be a part of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let mut clean = text.to_owned();
    for secret in &secrets {
        if clean.contains(secret.as_str()) {
            clean = clean.replace(secret.as_str(), HIDDEN);
        }
    }
    for secret in &secrets {
        clean = without_cut(clean, secret);
    }
    clean
}

/// A text that does not begin with the end of a secret, nor end with its beginning.
fn without_cut(text: String, secret: &str) -> String {
    let cuts = || secret.char_indices().map(|(at, _)| at).filter(|at| *at > 0);
    let end = cuts()
        .filter_map(|at| secret.get(at..))
        .find(|end| end.len() >= SHORTEST && text.starts_with(end));
    let text = match end.and_then(|end| text.strip_prefix(end)) {
        Some(rest) => format!("{HIDDEN}{rest}"),
        None => text,
    };
    let start = cuts()
        .filter_map(|at| secret.get(..at))
        .rfind(|start| start.len() >= SHORTEST && text.ends_with(start));
    match start.and_then(|start| text.strip_suffix(start)) {
        Some(rest) => format!("{rest}{HIDDEN}"),
        None => text,
    }
}

/// The bytes from `part.start` to `part.end` of a JSON text, without the values of secret names. The text may be broken.
pub(super) fn json(text: &str, part: Range<usize>, names: Names<'_>) -> String {
    let mut shown = String::new();
    let mut position = part.start;
    for secret in secrets(text, part.end, names)
        .iter()
        .filter(|secret| secret.end > part.start)
    {
        shown.push_str(text.get(position..secret.start).unwrap_or_default());
        shown.push_str(HIDDEN);
        position = secret.end;
    }
    shown.push_str(text.get(position..part.end).unwrap_or_default());
    shown
}

/// Whether the byte at `at` of a JSON text belongs to a secret, or ends one.
pub(super) fn is_secret(text: &str, at: usize, names: Names<'_>) -> bool {
    secrets(text, at, names)
        .iter()
        .any(|secret| (secret.start..=secret.end).contains(&at))
}

/// The positions of the values of secret names, up to a byte.
fn secrets(text: &str, end: usize, names: Names<'_>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // The depth and the start of the current secret.
    let mut hiding: Option<(usize, usize)> = None;
    let mut position = 0;
    while let Some(byte) = bytes.get(position).filter(|_| position < end) {
        if matches!(byte, b',' | b'}' | b']')
            && hiding.is_some_and(|(depth, _)| depth == open.len())
        {
            found.extend(hiding.take().map(|(_, start)| start..position));
        }
        match (byte, open.last_mut()) {
            (b'{', _) => open.push(Open::Key),
            (b'[', _) => open.push(Open::List),
            (b'}' | b']', _) => drop(open.pop()),
            (b',', Some(last @ Open::Value)) => *last = Open::Key,
            (b'"', last) => {
                let close = string_end(bytes, position + 1);
                if let Some(last @ Open::Key) = last {
                    *last = Open::Value;
                    let secret = text
                        .get(position + 1..close)
                        .is_some_and(|name| names.contain(name));
                    // After the quote and the colon.
                    hiding = hiding.or_else(|| secret.then_some((open.len(), close + 2)));
                }
                position = close;
            }
            _ => {}
        }
        position += 1;
    }
    found.extend(hiding.map(|(_, start)| start..position.max(start).min(text.len())));
    found
}

/// A list, or an object before a key or before a value.
#[derive(Clone, Copy)]
enum Open {
    List,
    Key,
    Value,
}

/// The position of a string's closing quote.
pub(super) fn string_end(bytes: &[u8], mut position: usize) -> usize {
    while let Some(byte) = bytes.get(position) {
        match byte {
            b'"' => return position,
            b'\\' => position += 2,
            _ => position += 1,
        }
    }
    bytes.len()
}
