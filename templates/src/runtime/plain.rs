//! Error bodies as text: what of them is JSON although not quite, and what a person would read of one that is none.
//!
//! ```text
//! {"message": "\ud83d"}                                          →   JSON, with U+FFFD for the half of a sign
//! <html><head><title>502 Bad Gateway</title></head>…             →   502 Bad Gateway
//! <Error><Code>NoSuchKey</Code><Message>No such key</Message>…   →   No such key
//! upstream connect error                                         →   upstream connect error
//! ```

use std::borrow::Cow;

use serde_json::Value;

/// So much of a text is a message.
const LONGEST: usize = 300;

/// A body as text: what is not UTF-8 is Latin-1, as the oldest of servers write it.
pub(super) fn text(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Err(_) => body.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// The JSON that a text is. An escape that is half of a sign, as a text is cut in Java or JavaScript, is no reason to lose all.
pub(super) fn json(text: &str) -> Option<Value> {
    let read = serde_json::from_str(text);
    read.or_else(|_| serde_json::from_str(&without_halves(text)))
        .ok()
}

/// The same JSON with U+FFFD for escapes that are no sign by themselves.
fn without_halves(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (taken, written) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, None),
            (Some(0xd800..=0xdfff), _) => (6, Some("\\ufffd")),
            (Some(_), _) => (6, None),
            (None, _) => {
                let second = escape.chars().nth(1).map_or(0, char::len_utf8);
                (1 + second, None)
            }
        };
        let (taken, left) = escape.split_at(taken);
        out.push_str(written.unwrap_or(taken));
        rest = left;
    }
    out.push_str(rest);
    out
}

/// The UTF-16 unit of `\u12ab`.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// What a person would read of a text that is no JSON.
pub(super) fn message(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.starts_with('<') {
        return line(text);
    }
    let names = ["Message", "message", "title", "h1"];
    names.iter().find_map(|name| element(text, name))
}

/// The text of the first element with a name.
pub(super) fn element(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}"))?;
    let (attributes, rest) = rest.split_once('>')?;
    let is_other = attributes.starts_with(|sign: char| sign.is_alphanumeric());
    let (inside, _) = rest.split_once('<')?;
    let inside = inside
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    line(&inside).filter(|_| !is_other)
}

/// A text in one line; `None` where nobody wrote it for a person.
fn line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(LONGEST).collect();
    let is_text = !line.is_empty() && !line.contains(char::is_control);
    // JSON that breaks off is for nobody to read.
    (is_text && !line.starts_with(['{', '['])).then_some(line)
}
