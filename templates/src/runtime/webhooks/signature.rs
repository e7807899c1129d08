//! Signatures as they are sent: found, counted and decoded.
//!
//! ```text
//! `t=1,v1=ab12,v0=ff`, separator `,`, prefix `v1=`   →   [ab 12]
//! ```
//!
//! Everything is bounded: how long a header is, and how many signatures count.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::delivery::{Delivery, Found};
use super::pointer::pick_text;
use super::refusal::Reason;
use super::scheme::{Encoding, FieldLocation, Scheme, Signatures};

/// The longest header that is looked at, in bytes. Servers commonly take 8 KiB for all headers together.
const LONGEST_HEADER: usize = 16 * 1024;

/// So many signatures are tried. Providers send one for each secret that is valid at the time.
const MOST_SIGNATURES: usize = 32;

/// A signature's bytes. They are compared in constant time only, so there is no `==`.
#[derive(Clone)]
pub struct Signature(pub(super) Vec<u8>);

/// The value of a header; `None` where it is not there.
pub(super) fn header<'d>(delivery: &Delivery<'d>, name: &str) -> Result<Option<&'d str>, Reason> {
    match delivery.headers.find(name) {
        Found::Nothing => Ok(None),
        Found::Several => Err(Reason::Repeated(name.to_owned())),
        Found::One(value) if value.len() > LONGEST_HEADER => Err(Reason::TooLong {
            header: name.to_owned(),
            bytes: value.len(),
        }),
        Found::One(value) => match std::str::from_utf8(value) {
            Ok(text) if !text.bytes().any(|byte| byte.is_ascii_control()) => Ok(Some(text)),
            _ => Err(Reason::Malformed {
                what: name.to_owned(),
                why: "holds bytes that no header may hold",
            }),
        },
    }
}

/// The first header of several names that is there.
pub(super) fn any_header<'d>(
    delivery: &Delivery<'d>,
    names: &str,
) -> Result<Option<&'d str>, Reason> {
    for name in names.split(' ') {
        if let Some(value) = header(delivery, name)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// The name of a missing header in a refusal: the first of several.
pub(super) fn first_name(names: &str) -> String {
    names
        .split(' ')
        .next()
        .unwrap_or_default()
        .replace("{n}", "1")
}

/// The text of a field of the body.
pub(super) fn field<'j>(json: &'j [u8], pointer: &str) -> Result<Option<Cow<'j, str>>, Reason> {
    pick_text(json, pointer).map_err(|error| Reason::NotJson(error.to_string()))
}

/// Every text that contains signatures.
pub(super) fn signature_texts<'d>(
    scheme: &Scheme,
    delivery: &Delivery<'d>,
    json: &'d [u8],
) -> Result<Vec<Cow<'d, str>>, Reason> {
    let texts: Vec<Cow<'d, str>> = match &scheme.signature.place {
        FieldLocation::Header(name) if name.contains("{n}") => numbered_headers(delivery, name)?,
        FieldLocation::Header(names) => any_header(delivery, names)?
            .map(Cow::Borrowed)
            .into_iter()
            .collect(),
        FieldLocation::Pointer(pointer) => field(json, pointer)?.into_iter().collect(),
        FieldLocation::Item(_) | FieldLocation::Number(_) => Vec::new(),
    };
    if texts.is_empty() {
        Err(Reason::Missing(place_name(&scheme.signature.place)))
    } else {
        Ok(texts)
    }
}

fn numbered_headers<'d>(delivery: &Delivery<'d>, name: &str) -> Result<Vec<Cow<'d, str>>, Reason> {
    let mut texts = Vec::new();
    for number in 1..=MOST_SIGNATURES {
        match header(delivery, &name.replace("{n}", &number.to_string()))? {
            Some(text) => texts.push(Cow::Borrowed(text)),
            None => break,
        }
    }
    Ok(texts)
}

/// The items of a text between separators.
pub(super) fn items<'t>(signature: &Signatures, text: &'t str) -> impl Iterator<Item = &'t str> {
    let separator = signature.separator.chars().next();
    text.splitn(
        if separator.is_some() { usize::MAX } else { 1 },
        separator.unwrap_or_default(),
    )
}

/// The signatures that count, decoded. What cannot be decoded fits nothing and is left out.
pub(super) fn signatures(
    scheme: &Scheme,
    texts: &[Cow<'_, str>],
) -> Result<Vec<Signature>, Reason> {
    let mut decoded = Vec::with_capacity(1);
    let mut count = 0;
    let written = texts
        .iter()
        .flat_map(|text| items(&scheme.signature, text))
        .filter_map(|item| counted(scheme, item));
    for written in written {
        count += 1;
        if count <= MOST_SIGNATURES {
            decoded.extend(decode(scheme.encoding, written).map(Signature));
        }
    }
    match (count, decoded.is_empty()) {
        (0, _) => Err(Reason::NoSignature {
            place: place_name(&scheme.signature.place),
            prefix: scheme.signature.prefix.to_string(),
        }),
        _ if count > MOST_SIGNATURES => Err(Reason::TooManySignatures(count)),
        (_, true) => Err(Reason::Malformed {
            what: place_name(&scheme.signature.place),
            why: form(scheme.encoding),
        }),
        (_, false) => Ok(decoded),
    }
}

fn counted<'t>(scheme: &Scheme, item: &'t str) -> Option<&'t str> {
    item.strip_prefix(&*scheme.signature.prefix)
}

/// What a place is called in a refusal.
pub(super) fn place_name(place: &FieldLocation) -> String {
    match place {
        FieldLocation::Header(names)
        | FieldLocation::Item(names)
        | FieldLocation::Pointer(names)
        | FieldLocation::Number(names) => first_name(names),
    }
}

/// The bytes of an encoded text; `None` where it is not encoded so.
pub(super) fn decode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Hex if text.bytes().any(|byte| byte.is_ascii_uppercase()) => None,
        Encoding::Hex | Encoding::AnyHex => from_hex(text),
        Encoding::Base64 => STANDARD.decode(text).ok(),
        Encoding::Plain => Some(text.as_bytes().to_vec()),
    }
}

/// Bytes as an encoded text. [`Encoding::Plain`] is text to begin with.
#[cfg(feature = "webhook-signing")]
pub(super) fn encode(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Hex | Encoding::AnyHex => to_hex(bytes),
        Encoding::Base64 => STANDARD.encode(bytes),
        Encoding::Plain => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn form(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Hex => "holds no signature in lower-case hexadecimal digits",
        Encoding::AnyHex => "holds no signature in hexadecimal digits",
        Encoding::Base64 => "holds no signature in padded base64",
        Encoding::Plain => "holds nothing",
    }
}

/// The bytes of hexadecimal digits in any case.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for pair in text.as_bytes().chunks(2) {
        match pair {
            [high, low] => bytes.push(digit(*high)? << 4 | digit(*low)?),
            _ => return None,
        }
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Lower-case hexadecimal digits.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
