//! Bytes to text, and offsets to lines and columns.
//!
//! Invariants: a text holds no byte order mark, so that every offset counts from what is shown as the first character.

use crate::diagnostics::{Code, Diagnostic};
use std::sync::OnceLock;

/// Bytes of a line that are near a place: more than are ever shown.
const AROUND: usize = 1024;

/// The text of a file, with its lines.
#[derive(Debug, Default)]
pub(super) struct Text {
    content: String,
    /// Offset of each line's first byte; made when a place is first shown.
    line_starts: OnceLock<Vec<u32>>,
}

/// What is wrong with bytes that are not text, and the offset of the first that is wrong.
pub(super) struct NotText {
    pub offset: usize,
    pub diagnostic: Diagnostic,
}

impl Text {
    /// Decodes bytes. What is not UTF-8 still becomes a text that can be shown, correct up to the first wrong byte.
    pub fn decode(bytes: Vec<u8>) -> (Self, Option<NotText>) {
        let bytes = without_byte_order_mark(bytes);
        match String::from_utf8(bytes) {
            Ok(content) => (
                Text {
                    content,
                    line_starts: OnceLock::new(),
                },
                None,
            ),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let fault = NotText {
                    offset,
                    diagnostic: not_utf8(error.as_bytes()),
                };
                let content = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (
                    Text {
                        content,
                        line_starts: OnceLock::new(),
                    },
                    Some(fault),
                )
            }
        }
    }

    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Line and column of an offset, both from 1; the column counts characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self
            .line_starts()
            .partition_point(|&start| start as usize <= offset)
            .max(1);
        let start = self
            .line_starts()
            .get(line - 1)
            .map_or(0, |&start| start as usize);
        let before = self.content.get(start..self.floor(offset)).unwrap_or("");
        (line, before.chars().count() + 1)
    }

    /// The line of an offset, before and behind it, without the line's end; of a long one what is near.
    pub fn line_around(&self, offset: usize) -> (&str, &str) {
        let near = |from: usize, to: usize| {
            self.content
                .get(self.floor(from)..self.floor(to))
                .unwrap_or_default()
        };
        let before = near(offset.saturating_sub(AROUND), offset)
            .rsplit('\n')
            .next()
            .unwrap_or_default();
        let behind = near(offset, offset.saturating_add(AROUND))
            .split('\n')
            .next()
            .unwrap_or_default();
        (before, behind.strip_suffix('\r').unwrap_or(behind))
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let behind_breaks = self
                .content
                .bytes()
                .zip(1..)
                .filter(|(byte, _)| *byte == b'\n')
                .map(|(_, behind)| behind);
            std::iter::once(0).chain(behind_breaks).collect()
        })
    }

    /// The offset of the character that holds this byte.
    fn floor(&self, offset: usize) -> usize {
        (0..=offset.min(self.content.len()))
            .rev()
            .find(|&at| self.content.is_char_boundary(at))
            .unwrap_or(0)
    }
}

fn without_byte_order_mark(mut bytes: Vec<u8>) -> Vec<u8> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    bytes
}

fn not_utf8(bytes: &[u8]) -> Diagnostic {
    let help = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "this looks like UTF-16; save it as UTF-8",
        [0x1f, 0x8b, ..] => "this looks like a gzip archive; unpack it first",
        [b'P', b'K', ..] => "this looks like a zip archive; unpack it first",
        _ => "save the file as UTF-8",
    };
    Diagnostic::error(Code::InvalidUtf8, "the file is not UTF-8").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let (text, fault) = Text::decode("\u{feff}ab\r\näöx\n".into());
        assert!(fault.is_none());
        assert_eq!(text.position(0), (1, 1));
        assert_eq!(text.position(4), (2, 1));
        assert_eq!(text.position(8), (2, 3));
        assert_eq!(text.position(7), (2, 2), "inside of a character");
        assert_eq!(text.position(999), (3, 1));
        assert_eq!(text.line_around(0), ("", "ab"));
        assert_eq!(text.line_around(8), ("äö", "x"));
        assert_eq!(text.line_around(7), ("ä", "öx"), "inside of a character");
        assert_eq!(text.line_around(999), ("", ""));
    }

    #[test]
    fn the_first_byte_that_is_no_text_is_found() {
        let (text, fault) = Text::decode(b"a: 1\nb: \xff\n".to_vec());
        assert_eq!(text.position(fault.unwrap().offset), (2, 4));
        let (_, fault) = Text::decode(b"\xff\xfea\0".to_vec());
        assert!(fault.unwrap().diagnostic.help.unwrap().contains("UTF-16"));
    }
}
