//! Secrets as keys. Each algorithm has a file of its own, so that a client compiles only the one that it uses.
//!
//! ```text
//! `whsec_MfKQ…`, base64 behind `whsec_`   →   31 f2 90 …   →   HMAC_SHA256   →   Box<dyn VerifyingKey>
//! ```

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::content::Content;
use super::delivery::Delivery;
use super::refusal::Reason;
use super::scheme::{Key, KeyForm, Text};
use super::signature::{Signature, from_hex};

/// The keys of an algorithm: `HMAC_SHA256`.
#[derive(Clone, Copy, Debug)]
pub struct KeyKind {
    /// A key from its bytes that verifies.
    pub verifying: MakeVerifyingKey,
    /// A key from its bytes that signs: the same for symmetric algorithms, else the private one.
    pub signing: MakeSigningKey,
}

/// A key that verifies from its bytes, or why they are none.
pub type MakeVerifyingKey = fn(&[u8]) -> Result<Box<dyn VerifyingKey>, &'static str>;

/// A key that signs from its bytes, or why they are none.
pub type MakeSigningKey = fn(&[u8]) -> Result<Box<dyn SigningKey>, &'static str>;

/// What a key is tried with.
pub struct Attempt<'a> {
    /// What is signed.
    pub content: &'a Content<'a>,
    /// Signatures, one of which must fit.
    pub candidates: &'a [Signature],
    /// The delivery, for its time and headers.
    pub delivery: &'a Delivery<'a>,
    /// The certificate in PEM, where one was given.
    pub pem: Option<&'a str>,
    /// The scheme's certificate: the header with its URL, and the provider's domain.
    pub certificate: Option<&'a (Text, Text)>,
    /// The roots in PEM that the user trusts, in place of Mozilla's.
    pub roots: Option<&'a str>,
}

/// A key that verifies.
pub trait VerifyingKey: Send + Sync {
    /// Whether one of the signatures fits. It is found out in constant time for each of them.
    fn fits(&self, attempt: &Attempt<'_>) -> Result<bool, Reason>;
}

/// A key that signs.
pub trait SigningKey {
    /// The signature's bytes.
    fn sign(&self, content: &Content<'_>) -> Result<Vec<u8>, &'static str>;
}

/// A secret that is none. It is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretError {
    scheme: Text,
    why: &'static str,
}

impl SecretError {
    pub(super) fn new(scheme: &Text, why: &'static str) -> Self {
        SecretError {
            scheme: scheme.clone(),
            why,
        }
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the secret for {} webhooks cannot be used: {}",
            self.scheme, self.why
        )
    }
}

impl std::error::Error for SecretError {}

/// What the secrets of providers begin with.
const PREFIXES: &[&str] = &["whsec_", "whsk_", "whpk_"];

/// The bytes of a secret.
pub(super) fn key_bytes(key: &Key, text: &str) -> Result<Vec<u8>, &'static str> {
    let bare = text
        .strip_prefix(&*key.prefix)
        .filter(|_| !key.prefix.is_empty());
    let base64 = |text: &str| unarmoured(text).ok_or_else(|| why_no_base64(key, text));
    let bytes = match (key.form, bare) {
        (KeyForm::Text, _) | (KeyForm::Base64IfPrefixed, None) => text.as_bytes().to_vec(),
        (KeyForm::Hex, _) => {
            from_hex(bare.unwrap_or(text)).ok_or_else(|| why_no_hexadecimal(text))?
        }
        (KeyForm::Base64, _) | (KeyForm::Base64IfPrefixed, Some(_)) => {
            base64(bare.unwrap_or(text))?
        }
    };
    // A prefix without a secret is what is left of a variable that is not set: `whsec_$SECRET`.
    let is_blank = bytes.iter().all(u8::is_ascii_whitespace);
    if is_blank || PREFIXES.contains(&text.trim()) {
        Err("it is empty, and anybody could sign with it")
    } else {
        Ok(bytes)
    }
}

/// Base64, also with the lines that PEM puts around it (RFC 7468).
pub(super) fn unarmoured(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    STANDARD
        .decode(lines.flat_map(str::split_whitespace).collect::<String>())
        .ok()
}

/// The forms of a secret without what was copied along with it, and what each is called.
pub(super) fn cleaned(text: &str) -> impl Iterator<Item = (&'static str, String)> {
    let trimmed = text.trim();
    let unquoted = unquoted(trimmed);
    let without_breaks: String = trimmed.split_whitespace().collect();
    let bare: String = unquoted.split_whitespace().collect();
    let forms = [
        (
            "the secret without the white space around it",
            trimmed.to_owned(),
        ),
        (
            "the secret without the quotes around it",
            unquoted.to_owned(),
        ),
        (
            "the secret without `v1,` before it",
            unquoted.trim_start_matches("v1,").to_owned(),
        ),
        (
            "the secret without the white space and the line breaks in it",
            without_breaks,
        ),
        (
            "the secret without the `\\n` that is written at its end",
            unquoted
                .trim_end_matches("\\n")
                .trim_end_matches("\\r")
                .to_owned(),
        ),
        (
            "the secret without quotes, `v1,` and white space",
            bare.trim_start_matches("v1,").to_owned(),
        ),
    ];
    let text = text.to_owned();
    forms.into_iter().filter(move |(_, form)| *form != text)
}

fn unquoted(text: &str) -> &str {
    ['"', '\'', '`']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text)
}

/// Base64 with any of its alphabets, padded or not.
pub(super) fn any_base64(text: &str) -> Option<Vec<u8>> {
    let standard: String = text
        .split_whitespace()
        .flat_map(str::chars)
        .map(|sign| match sign {
            '-' => '+',
            '_' => '/',
            sign => sign,
        })
        .collect();
    STANDARD_NO_PAD.decode(standard.trim_end_matches('=')).ok()
}

/// What keeps a secret from being base64.
fn why_no_base64(key: &Key, text: &str) -> &'static str {
    let whole = text.trim();
    let bare = whole.strip_prefix(&*key.prefix).unwrap_or(whole);
    if unquoted(whole) != whole {
        "it is no base64: there are quotes around it"
    } else if whole.starts_with("v1,") {
        "it is no base64: there is `v1,` before it"
    } else if whole.ends_with("\\n") {
        "it is no base64: a `\\n` is written at its end"
    } else if any_base64(bare).is_none() {
        "it is no base64"
    } else if bare.contains(['-', '_']) {
        "it is no base64: it has the alphabet for URLs; write `+` for `-` and `/` for `_`"
    } else {
        "it is no base64: its padding is missing or too much; write `=` at its end until its length is a multiple of 4"
    }
}

/// What keeps a secret from being hexadecimal.
fn why_no_hexadecimal(text: &str) -> &'static str {
    match cleaned(text).any(|(_, form)| from_hex(&form).is_some()) {
        true => "it is no hexadecimal number: there are quotes, blanks or line breaks in it",
        false => "it is no hexadecimal number",
    }
}
