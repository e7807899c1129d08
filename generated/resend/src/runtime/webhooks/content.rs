//! What is signed: a scheme's template filled with a delivery's parts, without copying the body.
//!
//! ```text
//! {timestamp}.{body}   →   ["1767225822", ".", body]
//! ```

use std::borrow::Cow;

use ring::digest::{SHA256, digest};

use super::delivery::Delivery;
use super::form::{query_parameter, sorted_form};
use super::refusal::Reason;
use super::scheme::{FieldLocation, Piece, Scheme, pieces};
use super::signature::{field, from_hex, header, place_name};

/// What is signed, in parts that are read one after the other.
pub type Content<'c> = Vec<Cow<'c, [u8]>>;

/// What a template is filled with.
#[derive(Clone, Copy)]
pub(super) struct Filling<'c> {
    pub(super) delivery: Delivery<'c>,
    /// The body, or the item of a batch that is signed by itself.
    pub(super) json: &'c [u8],
    /// The timestamp as it was sent.
    pub(super) timestamp: Option<&'c str>,
    /// The id as it was sent.
    pub(super) id: Option<&'c str>,
    /// The URL in the form that is tried.
    pub(super) url: Option<&'c str>,
    /// The secret as its bytes.
    pub(super) secret: &'c [u8],
}

/// Fills the template of a scheme.
pub(super) fn content<'c>(scheme: &'c Scheme, parts: &Filling<'c>) -> Result<Content<'c>, Reason> {
    let mut content = Content::with_capacity(8);
    for piece in pieces(&scheme.content) {
        let piece = piece.map_err(|unknown| Reason::Scheme(unknown.to_owned()))?;
        content.push(filled(piece, scheme, parts)?);
    }
    Ok(content)
}

fn filled<'c>(
    piece: Piece<'c>,
    scheme: &Scheme,
    parts: &Filling<'c>,
) -> Result<Cow<'c, [u8]>, Reason> {
    let text = |text: Option<&'c str>| text.map(str::as_bytes).map(Cow::Borrowed);
    let missing =
        |place: Option<&FieldLocation>| Reason::Missing(place.map(place_name).unwrap_or_default());
    match piece {
        Piece::Literal(literal) => Ok(Cow::Borrowed(literal.as_bytes())),
        Piece::Body => Ok(Cow::Borrowed(parts.delivery.body)),
        Piece::Timestamp => text(parts.timestamp)
            .ok_or_else(|| missing(scheme.timestamp.as_ref().map(|time| &time.place))),
        Piece::Id => text(parts.id).ok_or_else(|| missing(scheme.id.as_ref())),
        Piece::Method => Ok(Cow::Borrowed(parts.delivery.method.as_bytes())),
        Piece::Url => text(parts.url).ok_or(Reason::UrlNeeded),
        Piece::Form => form(scheme, parts),
        Piece::Secret => Ok(Cow::Borrowed(parts.secret)),
        Piece::Crc32 => Ok(Cow::Owned(
            crc32(parts.delivery.body).to_string().into_bytes(),
        )),
        Piece::Header(name) => {
            text(header(&parts.delivery, name)?).ok_or_else(|| Reason::Missing(name.to_owned()))
        }
        Piece::Field(pointer) => Ok(match field(parts.json, pointer)? {
            None => Cow::Borrowed(b""),
            Some(Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
            Some(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        }),
    }
}

/// The form's parameters; nothing where the URL, which is signed, holds the body's hash.
fn form<'c>(scheme: &Scheme, parts: &Filling<'c>) -> Result<Cow<'c, [u8]>, Reason> {
    let hash = scheme
        .body_hash
        .as_deref()
        .and_then(|name| Some((name, query_parameter(parts.url?, name)?)));
    match hash {
        None => Ok(Cow::Owned(sorted_form(parts.delivery.body))),
        Some((name, written)) => match is_hash_of(written, parts.delivery.body) {
            true => Ok(Cow::Borrowed(b"")),
            false => Err(Reason::Malformed {
                what: name.to_owned(),
                why: "of the URL is not the body's SHA-256",
            }),
        },
    }
}

/// A hash is no secret, so it may be compared like any bytes.
fn is_hash_of(written: &str, body: &[u8]) -> bool {
    let lower = !written.bytes().any(|byte| byte.is_ascii_uppercase());
    lower && from_hex(written).is_some_and(|hash| hash == digest(&SHA256, body).as_ref())
}

/// CRC-32 as in IEEE 802.3. It is eight lines for one provider, which are no reason for a crate in every client.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| {
        if crc & 1 == 1 {
            crc >> 1 ^ 0xEDB8_8320
        } else {
            crc >> 1
        }
    };
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc));
    !bytes.iter().fold(u32::MAX, byte)
}
