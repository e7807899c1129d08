//! How a provider signs its webhooks, as data.
//!
//! ```text
//! Stripe-Signature: t=1767225822,v1=cc45…      signed: HMAC-SHA256 of `1767225822.` and the body
//!   →   signature: { place: Header("Stripe-Signature"), separator: ",", prefix: "v1=" }
//!       content: "{timestamp}.{body}",  timestamp: { place: Item("t="), unit: Seconds, tolerance: 300 }
//! ```
//!
//! This file holds data only: `verify` interprets it, and a client has one scheme as a `static`.
//! A scheme never holds a secret.

use std::borrow::Cow;

/// Text of a `static`, or read from a specification.
pub type Text = Cow<'static, str>;

/// Text of a `static`.
pub const fn literal(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// How a provider signs its webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// What it is called: `stripe`.
    pub name: Text,
    /// Where signatures are.
    pub signature: Signatures,
    /// What is signed: text with `{body}`, `{timestamp}`, `{id}`, `{method}`, `{url}`, `{form}` (sorted form
    /// parameters), `{secret}`, `{crc32}` (of the body, in decimal), `{header:NAME}`, and `{/pointer}` (a field of the
    /// JSON body; a missing one is empty).
    pub content: Text,
    /// How it is signed.
    pub algorithm: Algorithm,
    /// How a signature's bytes are written.
    pub encoding: Encoding,
    /// How a secret is written.
    pub key: Key,
    /// When it was sent, if the provider sends the time.
    pub timestamp: Option<Timestamp>,
    /// What tells one event from another, for deduplication.
    pub id: Option<FieldLocation>,
    /// The event's type.
    pub event: Option<FieldLocation>,
    /// The second half of the type: `opened` of `issues.opened`.
    pub action: Option<FieldLocation>,
    /// Several events in one delivery.
    pub batch: Option<Batch>,
    /// In which forms the URL may have been signed.
    pub url: UrlForm,
    /// The query parameter that holds the body's SHA-256 in hex. Where the URL has it, `{form}` is empty.
    pub body_hash: Option<Text>,
    /// A header that must have a value: an algorithm that was agreed on. Name and value; absent is well only where the
    /// value begins with `?`.
    pub agreed: Option<(Text, Text)>,
    /// The header with the certificate's URL, and the domain under which both it and the certificate's name must be.
    pub certificate: Option<(Text, Text)>,
    /// Whether a delivery may have no body.
    pub empty_body: bool,
    /// Deliveries without an event that expect a particular response.
    pub handshakes: [Option<Handshake>; 2],
    /// The most frequent mistake; reported with a refusal.
    pub hint: Text,
}

/// Where signatures are, and how to find one of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatures {
    /// A header, or a field of the body. `{n}` in a header's name counts from 1: each may hold one.
    pub place: FieldLocation,
    /// The separator of items; empty: there is one item.
    pub separator: Text,
    /// What an item that counts begins with: `v1=`, `sha256=`. Others are ignored.
    pub prefix: Text,
}

/// Where to find a value in a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldLocation {
    /// In a header. Several names are separated by spaces: the first header that is present counts.
    Header(Text),
    /// In the item of the signature's header that begins so: `t=`.
    Item(Text),
    /// In the JSON body: a JSON pointer (RFC 6901).
    Pointer(Text),
    /// In the JSON body, where it must be a number.
    Number(Text),
}

/// How a delivery is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC with SHA-1 (RFC 2104). Old, but not broken in this use.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-512.
    HmacSha512,
    /// SHA-256 of content that holds the secret.
    Sha256,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// ECDSA on P-256 with SHA-256; the signature in DER.
    EcdsaP256,
    /// RSA PKCS #1 v1.5 with SHA-256, and the key from a certificate.
    RsaCertificate,
    /// The secret itself. It does not protect the body.
    Token,
}

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Lower-case hexadecimal digits.
    Hex,
    /// Hexadecimal digits in any case.
    AnyHex,
    /// Base64 (RFC 4648, section 4), padded.
    Base64,
    /// As they are.
    Plain,
}

/// How a secret is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its form, the prefix aside.
    pub form: KeyForm,
    /// What it begins with: `whsec_`. It is a part of the key only in [`KeyForm::Text`].
    pub prefix: Text,
}

/// The form of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyForm {
    /// The text's bytes are the key.
    Text,
    /// Hexadecimal digits.
    Hex,
    /// Base64; a missing prefix does not matter.
    Base64,
    /// Base64 behind the prefix; without it the text's bytes are the key.
    Base64IfPrefixed,
}

/// When a delivery was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// Where it is.
    pub place: FieldLocation,
    /// How it is written.
    pub unit: TimeUnit,
    /// How many seconds it may be off; `None`: the provider's libraries do not look.
    pub tolerance: Option<u32>,
    /// Whether the provider's libraries take any time in the future. Here it is refused beyond the tolerance, unless
    /// the user sets another value.
    pub future: bool,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
    /// RFC 3339.
    Rfc3339,
}

/// Several events in one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Pointer to the list; empty: the body is the list.
    pub list: Text,
    /// Pointer to the event in an item; empty: the item is the event.
    pub item: Text,
    /// Whether each item is signed by itself: pointers begin at the item.
    pub signed: bool,
}

/// In which forms the URL may have been signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UrlForm {
    /// As it is configured.
    Exact,
    /// Also without its port, or with the one that its scheme implies.
    Ports,
    /// Also with `%3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B` decoded.
    Decoded,
}

/// A delivery without an event that expects a particular response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// Where a field of the body has a value (a text, or JSON as it is written), the response is another field's text.
    Echo {
        /// Pointer to the field that is looked at.
        field: Text,
        /// Its value.
        value: Text,
        /// Pointer to the response.
        response: Text,
    },
    /// Where a field has a value, the response is a JSON object with another field's text and its HMAC-SHA256 in hex.
    Sign {
        /// Pointer to the field that is looked at.
        field: Text,
        /// Its value.
        value: Text,
        /// Pointer to the text to sign.
        response: Text,
        /// The response's keys: of the text and of its signature.
        keys: (Text, Text),
    },
    /// Where a field has a value, the response is always the same.
    Fixed {
        /// Pointer to the field that is looked at.
        field: Text,
        /// Its value.
        value: Text,
        /// The response's status.
        status: u16,
        /// The response's JSON; empty: none.
        body: Text,
    },
    /// A GET whose query has the agreed token gets a part of the query as its response.
    Query {
        /// The query parameter with the token.
        token: Text,
        /// The query parameter to respond with.
        response: Text,
    },
}

/// A part of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text that is always the same.
    Literal(&'t str),
    /// `{body}`
    Body,
    /// `{timestamp}`, as it was sent.
    Timestamp,
    /// `{id}`, as it was sent.
    Id,
    /// `{method}`
    Method,
    /// `{url}`
    Url,
    /// `{form}`: name and value of each form parameter, sorted by name, with nothing between them.
    Form,
    /// `{secret}`
    Secret,
    /// `{crc32}` of the body, in decimal.
    Crc32,
    /// `{header:NAME}`
    Header(&'t str),
    /// `{/pointer}`: a field of the body.
    Field(&'t str),
}

/// The parts of a [`Scheme::content`]; an unknown name in braces is the error.
pub fn pieces(content: &str) -> impl Iterator<Item = Result<Piece<'_>, &str>> {
    let mut rest = content;
    std::iter::from_fn(move || {
        let (piece, after) = next_piece(rest)?;
        rest = after;
        Some(piece)
    })
}

fn next_piece(rest: &str) -> Option<(Result<Piece<'_>, &str>, &str)> {
    if rest.is_empty() {
        return None;
    }
    let Some(inner) = rest.strip_prefix('{') else {
        let (literal, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
        return Some((Ok(Piece::Literal(literal)), after));
    };
    let (name, after) = inner.split_once('}').unwrap_or((inner, ""));
    Some((named_piece(name).ok_or(name), after))
}

fn named_piece(name: &str) -> Option<Piece<'_>> {
    Some(match name {
        "body" => Piece::Body,
        "timestamp" => Piece::Timestamp,
        "id" => Piece::Id,
        "method" => Piece::Method,
        "url" => Piece::Url,
        "form" => Piece::Form,
        "secret" => Piece::Secret,
        "crc32" => Piece::Crc32,
        _ if name.starts_with('/') => Piece::Field(name),
        _ => Piece::Header(name.strip_prefix("header:")?),
    })
}
