//! Percent-encoding of URLs and forms (RFC 3986, section 2.1).
//!
//! ```text
//! a b/ü   →   a%20b%2F%C3%BC
//! ```

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 3986, section 2.3, calls unreserved stays.
pub(super) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text with all but the unreserved characters escaped.
pub(super) fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// A byte of a URL as it was sent: characters that a URL must not contain are escaped, all others stay.
pub(super) fn escape_byte(byte: u8) -> String {
    if byte.is_ascii_graphic() {
        char::from(byte).to_string()
    } else {
        percent_encoding::percent_encode_byte(byte).to_owned()
    }
}
