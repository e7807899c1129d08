//! Why no signature fits: the commonest mistakes are tried out, after a delivery was refused.
//!
//! ```text
//! signed  {"a":1}      came  {\n  "a": 1\n}      →   Cause::Body("the body without white space between its tokens")
//! ```
//!
//! The work is bounded: so many forms of bodies up to so many bytes, and of each secret. Nothing here makes a delivery
//! valid, and no secret is reported.

use std::borrow::Cow;

use super::delivery::Delivery;
use super::form::form_decoded;
use super::keys::unarmoured;
use super::refusal::Cause;
use super::scheme::{KeyForm, Piece, pieces};
use super::secrets::{Secret, Secrets};
use super::signature::from_hex;

/// Larger bodies are not tried in other forms, in bytes.
const LARGEST: usize = 256 * 1024;

/// So many secrets are tried in other forms.
const MOST_SECRETS: usize = 4;

/// Finds out why no signature fits.
pub(super) fn diagnose(secrets: &Secrets, delivery: &Delivery<'_>) -> Cause {
    let by_body = || other_body(secrets, delivery).map(Cause::Body);
    let by_secret = || other_secret(secrets, delivery).map(Cause::Secret);
    let by_url = || other_url(secrets, delivery).map(Cause::Url);
    by_body()
        .or_else(by_secret)
        .or_else(by_url)
        .unwrap_or(Cause::Unknown)
}

fn signs(secrets: &Secrets, wanted: &[Piece<'_>]) -> bool {
    pieces(&secrets.scheme.content)
        .flatten()
        .any(|piece| wanted.contains(&piece))
}

fn fits(secrets: &Secrets, delivery: &Delivery<'_>) -> bool {
    secrets.fitting(delivery).is_ok()
}

/// The form of the body that the signature fits.
fn other_body(secrets: &Secrets, delivery: &Delivery<'_>) -> Option<&'static str> {
    if delivery.body.len() > LARGEST || !signs(secrets, &[Piece::Body, Piece::Crc32, Piece::Form]) {
        return None;
    }
    let fitting = |form: &&Form| {
        let body = (form.1)(delivery.body).filter(|body| body != delivery.body);
        body.is_some_and(|body| {
            fits(
                secrets,
                &Delivery {
                    body: &body,
                    ..*delivery
                },
            )
        })
    };
    FORMS.iter().find(fitting).map(|(name, _)| *name)
}

/// A form that a body may have had, and what it is called.
type Form = (&'static str, fn(&[u8]) -> Option<Vec<u8>>);

/// Forms that a body may have had before something read and wrote it, the commonest first.
const FORMS: &[Form] = &[
    ("the body with LF in place of CR LF", |body| {
        Some(text(body)?.replace("\r\n", "\n").into_bytes())
    }),
    ("the body with CR LF in place of LF", |body| {
        Some(
            text(body)?
                .replace("\r\n", "\n")
                .replace('\n', "\r\n")
                .into_bytes(),
        )
    }),
    (
        "the body without white space between its tokens: it was parsed and written again",
        |body| spaced(body, "", ""),
    ),
    (
        "the body with a space behind each `,` and `:`: it was parsed and written again",
        |body| spaced(body, " ", " "),
    ),
    (
        "the body indented by two spaces: it was parsed and written again",
        |body| indented(body, "  ", "\n"),
    ),
    (
        "the body indented by four spaces: it was parsed and written again",
        |body| indented(body, "    ", "\n"),
    ),
    (
        "the body indented by tabs: it was parsed and written again",
        |body| indented(body, "\t", "\n"),
    ),
    ("the body indented, with a newline at its end", |body| {
        with_end(indented(body, "  ", "\n")?, "\n")
    }),
    ("the body indented, with CR LF as its newlines", |body| {
        indented(body, "  ", "\r\n")
    }),
    (
        "the body indented, with CR LF as its newlines and at its end",
        |body| with_end(indented(body, "  ", "\r\n")?, "\r\n"),
    ),
    ("the body without the white space around it", |body| {
        Some(body.trim_ascii().to_vec())
    }),
    ("the body with a newline at its end", |body| {
        with_end(body.trim_ascii_end().to_vec(), "\n")
    }),
    (
        "the body with CR LF at its end: what it ends in is signed too",
        |body| with_end(body.trim_ascii_end().to_vec(), "\r\n"),
    ),
    (
        "the body with `\\u` escapes in place of its signs beyond ASCII",
        |body| Some(escaped(text(body)?)),
    ),
    (
        "the compact body with `\\u` escapes in place of its signs beyond ASCII",
        |body| Some(escaped(text(&spaced(body, "", "")?)?)),
    ),
    ("the compact body with `\\/` in place of `/`", |body| {
        Some(
            text(&spaced(body, "", "")?)?
                .replace('/', "\\/")
                .into_bytes(),
        )
    }),
    ("the body with its `\\u` escapes read", |body| {
        unescaped(body)
    }),
    ("the body without its byte order mark", |body| {
        body.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec)
    }),
    (
        "the form as it was sent: its `payload` was decoded",
        |body| Some(form_encoded(b"payload=", body)),
    ),
    ("the decoded form", |body| Some(form_decoded(body))),
    ("the JSON in the form's `payload`", |body| {
        body.strip_prefix(b"payload=").map(form_decoded)
    }),
    ("an empty body", |_| Some(Vec::new())),
];

fn text(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body).ok()
}

fn with_end(mut body: Vec<u8>, end: &str) -> Option<Vec<u8>> {
    body.extend_from_slice(end.as_bytes());
    Some(body)
}

/// Calls `each` with every token of JSON outside of strings, and with every string as a whole; white space is left out.
/// `None` where it does not look like JSON.
fn tokens<'j>(json: &'j [u8], mut each: impl FnMut(&'j [u8])) -> Option<()> {
    let json = json.trim_ascii();
    matches!(json.first(), Some(b'{' | b'[')).then_some(())?;
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        let end = match byte {
            b'"' => string_end(json, at),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => at + 1,
            _ if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            _ => word_end(json, at),
        };
        each(json.get(at..end)?);
        at = end;
    }
    Some(())
}

fn string_end(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match json.get(at) {
            None => return json.len(),
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

fn word_end(json: &[u8], start: usize) -> usize {
    let rest = json.get(start..).unwrap_or_default();
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"{}[],:\"".contains(byte);
    rest.iter()
        .position(ends)
        .map_or(json.len(), |length| start + length)
}

/// JSON with nothing between its tokens but this behind a comma and behind a colon.
fn spaced(json: &[u8], comma: &str, colon: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(json.len());
    tokens(json, |token| {
        out.extend_from_slice(token);
        match token {
            b"," => out.extend_from_slice(comma.as_bytes()),
            b":" => out.extend_from_slice(colon.as_bytes()),
            _ => {}
        }
    })?;
    Some(out)
}

/// Deeper JSON is not indented, so that the output stays in proportion to the input.
const DEEPEST: usize = 64;

/// JSON as `JSON.stringify` indents it.
fn indented(json: &[u8], step: &str, newline: &str) -> Option<Vec<u8>> {
    let mut out: Vec<u8> = Vec::with_capacity(json.len() * 2);
    let (mut depth, mut deepest) = (0usize, 0usize);
    let line = |out: &mut Vec<u8>, depth: usize| {
        out.extend_from_slice(newline.as_bytes());
        (0..depth.min(DEEPEST)).for_each(|_| out.extend_from_slice(step.as_bytes()));
    };
    let mut opened = false;
    tokens(json, |token| {
        let closes = matches!(token, b"}" | b"]");
        depth = if closes {
            depth.saturating_sub(1)
        } else {
            depth
        };
        if opened != closes {
            line(&mut out, depth);
        }
        out.extend_from_slice(token);
        opened = matches!(token, b"{" | b"[");
        match token {
            b"{" | b"[" => depth += 1,
            b"," => line(&mut out, depth),
            b":" => out.push(b' '),
            _ => {}
        }
        deepest = deepest.max(depth);
    })?;
    (deepest <= DEEPEST).then_some(out)
}

/// Signs beyond ASCII as `\u` escapes of UTF-16, in lower-case digits.
fn escaped(text: &str) -> Vec<u8> {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign.is_ascii() {
            true => out.push(sign),
            false => {
                sign.encode_utf16(&mut [0; 2])
                    .iter()
                    .for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
        }
    }
    out.into_bytes()
}

/// `\u` escapes as the characters that they encode; control characters stay escaped.
fn unescaped(body: &[u8]) -> Option<Vec<u8>> {
    let mut units: Vec<u16> = Vec::new();
    let mut out = String::with_capacity(body.len());
    let mut rest = text(body)?;
    while let Some(at) = rest.find("\\u") {
        let (before, escape) = rest.split_at(at);
        flush(&mut units, before.is_empty(), &mut out);
        out.push_str(before);
        let unit = u16::from_str_radix(escape.get(2..6)?, 16).ok()?;
        if unit < 0x20 {
            out.push_str(escape.get(..6)?)
        } else {
            units.push(unit)
        }
        rest = escape.get(6..)?;
    }
    flush(&mut units, false, &mut out);
    out.push_str(rest);
    Some(out.into_bytes())
}

/// Writes the units of UTF-16 that were read, unless the next ones follow at once.
fn flush(units: &mut Vec<u16>, more: bool, out: &mut String) {
    if !more {
        out.extend(
            char::decode_utf16(units.drain(..))
                .map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
    }
}

/// A form with one field, as browsers encode it.
fn form_encoded(name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut out = name.to_vec();
    for byte in value {
        match byte {
            b' ' => out.push(b'+'),
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'*' | b'-' | b'.' | b'_' => out.push(*byte),
            _ => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    out
}

/// The form of the secret that the signature fits.
fn other_secret(secrets: &Secrets, delivery: &Delivery<'_>) -> Option<&'static str> {
    let fitting = |bytes: Vec<u8>, original: &Secret| {
        let key = (secrets.kind.verifying)(&bytes).ok()?;
        let secret = Secret {
            text: original.text.clone(),
            bytes,
            key,
        };
        fits(&secrets.with_only(secret), delivery).then_some(())
    };
    let mut forms = secrets
        .secrets
        .iter()
        .take(MOST_SECRETS)
        .flat_map(|secret| {
            secret_forms(secrets, &secret.text)
                .into_iter()
                .map(move |(name, bytes)| (name, bytes, secret))
        });
    forms.find_map(|(name, bytes, secret)| fitting(bytes, secret).map(|()| name))
}

/// The other ways to read a secret, and what each is called.
fn secret_forms(secrets: &Secrets, text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let key = &secrets.scheme.key;
    let trimmed = text.trim();
    let bare = trimmed.strip_prefix(&*key.prefix).unwrap_or(trimmed);
    let mut forms = Vec::new();
    if trimmed != text && key.form == KeyForm::Text {
        forms.push((
            "the secret without the white space around it",
            trimmed.as_bytes().to_vec(),
        ));
    }
    let as_text = || Cow::Borrowed(trimmed.as_bytes());
    forms.extend(
        (key.form != KeyForm::Text).then(|| ("the secret's text as it is", as_text().into_owned())),
    );
    forms.extend((bare != trimmed).then(|| {
        (
            "the secret's text without its prefix",
            bare.as_bytes().to_vec(),
        )
    }));
    let base64 = unarmoured(bare).filter(|_| !matches!(key.form, KeyForm::Base64));
    forms.extend(base64.map(|bytes| ("the secret read as base64", bytes)));
    let hex = from_hex(bare).filter(|_| key.form != KeyForm::Hex);
    forms.extend(hex.map(|bytes| ("the secret read as hexadecimal digits", bytes)));
    forms.retain(|(_, bytes)| !bytes.is_empty());
    forms
}

/// The form of the URL that the signature fits.
fn other_url(secrets: &Secrets, delivery: &Delivery<'_>) -> Option<&'static str> {
    let url = delivery.url.filter(|_| signs(secrets, &[Piece::Url]))?;
    let other = |name: &'static str, url: Option<String>| {
        fits(
            secrets,
            &Delivery {
                url: Some(&url?),
                ..*delivery
            },
        )
        .then_some(name)
    };
    let without_query = || url.split_once('?').map(|(before, _)| before.to_owned());
    let with_https = || {
        url.strip_prefix("http://")
            .map(|rest| format!("https://{rest}"))
    };
    other("the URL with `https`: a proxy ends TLS", with_https())
        .or_else(|| {
            other(
                "the URL without the slash at its end",
                url.strip_suffix('/').map(str::to_owned),
            )
        })
        .or_else(|| other("the URL with a slash at its end", Some(format!("{url}/"))))
        .or_else(|| other("the URL without its query", without_query()))
}

impl Secrets {
    /// The same with one secret.
    fn with_only(&self, secret: Secret) -> Secrets {
        Secrets {
            scheme: self.scheme.clone(),
            kind: self.kind,
            secrets: vec![secret],
            freshness: self.freshness,
            roots: self.roots.clone(),
            body_limit: self.body_limit,
        }
    }
}
