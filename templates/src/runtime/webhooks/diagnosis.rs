//! Why no signature fits: the commonest mistakes are tried out, after a delivery was refused.
//!
//! What cannot be tried out, because the signed bytes are lost, is suspected: compressed bodies, keys in alphabetical order.
//!
//! ```text
//! signed  {"a":1}      came  {\n  "a": 1\n}      →   Cause::Body("the body without white space between its tokens")
//! ```
//!
//! The work is bounded: so many forms of bodies up to so many bytes, and of each secret. Nothing here makes a delivery
//! valid, and no secret is reported.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::delivery::{Delivery, Found, Headers};
use super::form::form_decoded;
use super::keys::{any_base64, cleaned, key_bytes};
use super::refusal::{Cause, Reason};
use super::scheme::{FieldLocation, KeyForm, Piece, Scheme, pieces};
use super::secrets::{Secret, Secrets};
use super::signature::from_hex;

/// Larger bodies are not tried in other forms, in bytes.
const LARGEST: usize = 256 * 1024;

/// So many secrets are tried in other forms.
const MOST_SECRETS: usize = 4;

/// The reason of a refusal, with what explains it where that can be found out.
pub(super) fn explained(secrets: &Secrets, delivery: &Delivery<'_>, reason: Reason) -> Reason {
    match reason {
        Reason::Mismatch(_) => Reason::Mismatch(diagnose(secrets, delivery)),
        Reason::Missing(_)
        | Reason::Malformed { .. }
        | Reason::NoSignature { .. }
        | Reason::Disagreed { .. } => match other_header(secrets, delivery) {
            Some(how) => Reason::Mismatch(Cause::Header(how)),
            None => reason,
        },
        reason => reason,
    }
}

/// Finds out why no signature fits.
fn diagnose(secrets: &Secrets, delivery: &Delivery<'_>) -> Cause {
    let by_body = || other_body(secrets, delivery).map(Cause::Body);
    let by_secret = || other_secret(secrets, delivery).map(Cause::Secret);
    let by_url = || other_url(secrets, delivery).map(Cause::Url);
    let by_header = || other_header(secrets, delivery).map(Cause::Header);
    let by_suspicion = || suspicion(secrets, delivery).map(Cause::Suspected);
    by_body()
        .or_else(by_secret)
        .or_else(by_url)
        .or_else(by_header)
        .or_else(by_suspicion)
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
    ("the body without the white space around it", |body| {
        Some(body.trim_ascii().to_vec())
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
    (
        "the body with spaces and `\\u` escapes: it was parsed and written again",
        |body| Some(escaped(text(&spaced(body, " ", " ")?)?)),
    ),
    (
        "the compact body with its keys sorted: it was parsed and written again",
        sorted,
    ),
    (
        "the body decoded from base64, as API Gateway passes it on",
        |body| any_base64(text(body)?),
    ),
    (
        "the text in the JSON string: the body was serialised twice",
        |body| Some(serde_json::from_slice::<String>(body).ok()?.into_bytes()),
    ),
    (
        "the body before UTF-8 was read as Latin-1 and written again",
        |body| {
            text(body)?
                .chars()
                .map(|sign| u8::try_from(sign).ok())
                .collect()
        },
    ),
    ("the body in UTF-8 and not in Latin-1", |body| {
        let signs = body.iter().copied().map(char::from);
        Some(signs.collect::<String>().into_bytes())
    }),
    ("an empty body", |_| Some(Vec::new())),
];

/// Compact JSON with the keys of every object in alphabetical order.
fn sorted(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    sort_into(text(body)?, DEEPEST, &mut out)?;
    Some(out)
}

fn sort_into(json: &str, depth: usize, out: &mut Vec<u8>) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match json.as_bytes().first()? {
        b'{' => {
            let fields = fields(json)?;
            let mut between = b'{';
            for (key, value) in &fields {
                out.push(std::mem::replace(&mut between, b','));
                out.extend(serde_json::to_vec(key).ok()?);
                out.push(b':');
                sort_into(value.get(), depth, out)?;
            }
            out.extend_from_slice(if fields.is_empty() { b"{}" } else { b"}" });
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            let mut between = b'[';
            for item in &items {
                out.push(std::mem::replace(&mut between, b','));
                sort_into(item.get(), depth, out)?;
            }
            out.extend_from_slice(if items.is_empty() { b"[]" } else { b"]" });
        }
        _ => out.extend_from_slice(json.as_bytes()),
    }
    Some(())
}

/// The fields of an object by their names.
fn fields(json: &str) -> Option<BTreeMap<String, &RawValue>> {
    serde_json::from_str(json).ok()
}

/// So many pairs of keys in alphabetical order are hardly by chance.
const SORTED_PAIRS: usize = 5;

/// Whether the keys of all objects are in alphabetical order, and enough of them.
fn has_sorted_keys(body: &[u8]) -> bool {
    fn pairs(json: &str, depth: usize) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        let inner: Vec<&RawValue> = match json.as_bytes().first()? {
            b'{' => {
                let order: Vec<String> = keys(json)?;
                if !order.is_sorted() {
                    return None;
                }
                let fields = fields(json)?;
                let below = fields.into_values().collect::<Vec<_>>();
                let found = order.len().saturating_sub(1);
                return below
                    .iter()
                    .try_fold(found, |sum, value| Some(sum + pairs(value.get(), depth)?));
            }
            b'[' => serde_json::from_str(json).ok()?,
            _ => return Some(0),
        };
        inner
            .iter()
            .try_fold(0, |sum, value| Some(sum + pairs(value.get(), depth)?))
    }
    text(body.trim_ascii())
        .and_then(|json| pairs(json, DEEPEST))
        .is_some_and(|pairs| pairs >= SORTED_PAIRS)
}

/// The keys of an object in their order.
fn keys(json: &str) -> Option<Vec<String>> {
    let (mut keys, mut depth) = (Vec::new(), 0usize);
    let mut last: &[u8] = b"";
    tokens(json.as_bytes(), |token| {
        match token {
            b"{" | b"[" => depth += 1,
            b"}" | b"]" => depth = depth.saturating_sub(1),
            b":" if depth == 1 => keys.extend(serde_json::from_slice::<String>(last).ok()),
            _ => {}
        }
        last = token;
    })?;
    Some(keys)
}

/// What the delivery lets suspect.
fn suspicion(secrets: &Secrets, delivery: &Delivery<'_>) -> Option<&'static str> {
    let body = delivery.body;
    if delivery.url.is_some_and(is_internal) && signs(secrets, &[Piece::Url]) {
        return Some(
            "the URL is one of an internal network: the provider signs the public one, letter by letter",
        );
    }
    if !signs(secrets, &[Piece::Body, Piece::Crc32]) {
        return None;
    }
    let compression = [
        (
            &b"\x1f\x8b"[..],
            "the body is compressed with gzip: what is signed is the body before",
        ),
        (
            b"\x28\xb5\x2f\xfd",
            "the body is compressed with zstd: what is signed is the body before",
        ),
        (
            b"\x78\x9c",
            "the body is compressed with deflate: what is signed is the body before",
        ),
    ];
    let compressed = compression
        .iter()
        .find(|(magic, _)| body.starts_with(magic))
        .map(|(_, why)| *why);
    let decompressed = || match delivery.headers.find("content-encoding") {
        Found::One(value) if value != b"identity" => Some(
            "`Content-Encoding` names a compression that the body does not have: it was decompressed on its way, and its \
             compressed bytes may be what is signed",
        ),
        _ => None,
    };
    let lossy = || {
        text(body)?.contains(char::REPLACEMENT_CHARACTER).then_some(
            "U+FFFD is in the body: signs were lost where it was read in another encoding",
        )
    };
    let in_order = || {
        (body.len() <= LARGEST && has_sorted_keys(body)).then_some(
            "all keys of the body are in alphabetical order, as a library writes a map: was it parsed and written again?",
        )
    };
    compressed
        .or_else(decompressed)
        .or_else(lossy)
        .or_else(in_order)
}

/// Whether a provider could not call this host.
fn is_internal(url: &str) -> bool {
    let authority = url.split("://").nth(1).unwrap_or(url);
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    let host = authority
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(authority, |(host, _)| host);
    let host = host.trim_matches(['[', ']']);
    match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(address)) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        Ok(std::net::IpAddr::V6(address)) => address.is_loopback(),
        Err(_) => !host.contains('.') || host.ends_with(".local") || host.ends_with(".internal"),
    }
}

/// Headers of which some are replaced.
struct Replaced<'h> {
    values: Vec<(String, Vec<u8>)>,
    rest: &'h dyn Headers,
}

impl Headers for Replaced<'_> {
    fn find(&self, name: &str) -> Found<'_> {
        match self
            .values
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            Some((_, value)) => Found::One(value),
            None => self.rest.find(name),
        }
    }
}

/// The form of the headers that the signature fits.
fn other_header(secrets: &Secrets, delivery: &Delivery<'_>) -> Option<&'static str> {
    let fitting = |form: &fn(&Scheme, &str) -> String| {
        let values: Vec<(String, Vec<u8>)> = header_names(&secrets.scheme)
            .filter_map(|name| match delivery.headers.find(name) {
                Found::One(value) if value.len() <= LARGEST => {
                    let value = form(&secrets.scheme, std::str::from_utf8(value).ok()?);
                    Some((name.to_owned(), value.into_bytes()))
                }
                _ => None,
            })
            .collect();
        let headers = Replaced {
            values,
            rest: delivery.headers,
        };
        fits(
            secrets,
            &Delivery {
                headers: &headers,
                ..*delivery
            },
        )
    };
    HEADER_FORMS
        .iter()
        .find(|(_, form)| fitting(form))
        .map(|(name, _)| *name)
}

/// A form that the headers may have had, and what it is called.
type HeaderForm = (&'static str, fn(&Scheme, &str) -> String);

const HEADER_FORMS: &[HeaderForm] = &[
    ("without the blanks in it", |scheme, value| {
        match &*scheme.signature.separator {
            " " => {
                let items: Vec<&str> = value.split_whitespace().collect();
                items.join(" ").replace(", ", ",")
            }
            _ => value.split_whitespace().collect(),
        }
    }),
    ("with one blank behind each separator", |scheme, value| {
        let items = value.split(&*scheme.signature.separator).map(str::trim);
        let separator = format!("{} ", scheme.signature.separator);
        items.collect::<Vec<_>>().join(&separator)
    }),
    ("without the quotes around it", |_, value| {
        value.trim().trim_matches('"').to_owned()
    }),
];

/// The headers that the scheme reads.
fn header_names(scheme: &Scheme) -> impl Iterator<Item = &str> {
    let time = scheme.timestamp.as_ref().map(|time| &time.place);
    let places = [Some(&scheme.signature.place), time, scheme.id.as_ref()];
    let named = places.into_iter().flatten().flat_map(|place| match place {
        FieldLocation::Header(names) => names.split(' ').collect(),
        _ => Vec::new(),
    });
    named.chain(scheme.agreed.as_ref().map(|(name, _)| &**name))
}

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
    let mut forms: Vec<(&'static str, Vec<u8>)> = cleaned(text)
        .filter_map(|(name, text)| Some((name, key_bytes(key, &text).ok()?)))
        .collect();
    let trimmed = text.trim();
    let bare = trimmed.strip_prefix(&*key.prefix).unwrap_or(trimmed);
    if key.form != KeyForm::Text {
        forms.push(("the secret's text as it is", trimmed.as_bytes().to_vec()));
    }
    if bare != trimmed {
        let bare = bare.as_bytes().to_vec();
        forms.push(("the secret's text without its prefix", bare));
    }
    let base64 = any_base64(bare).filter(|_| !matches!(key.form, KeyForm::Base64));
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
    let path = || {
        let (_, behind) = url.split_once("://")?;
        behind.find('/').and_then(|at| behind.get(at..))
    };
    let forwarded = || match delivery.headers.find("x-forwarded-host") {
        Found::One(host) => {
            let host = std::str::from_utf8(host).ok()?.trim();
            Some(format!("https://{host}{}", path()?))
        }
        _ => None,
    };
    other("the URL with `https`: a proxy ends TLS", with_https())
        .or_else(|| {
            other(
                "the URL with `https` and the host in `X-Forwarded-Host`: a proxy changed the host",
                forwarded(),
            )
        })
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
