//! Tabs that begin a line within brackets, as in JSON that was pasted: libyaml takes them for white space, the parser does
//! not.
//!
//! ```text
//! a: {⏎→b: 1}   →   a: {⏎ b: 1}
//! ```
//!
//! A tab and a space are one byte, so that every place holds. Invariant: either all tabs that begin a line are within
//! brackets, by the parser's own account of what comes out, or none is replaced. Within brackets the white space that
//! begins a line is never content, not even of a scalar.

use granit_parser::{Event, Options, Parser, StructureStyle};
use std::borrow::Cow;

/// A text whose lines begin with spaces only, where that changes nothing.
pub(super) fn as_spaces(text: &str, options: Options) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let spaced = spaced(text);
    if spaced == text || !differ_within_brackets_only(text, &spaced, options) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(spaced)
}

/// The text with spaces for the tabs that begin its lines.
fn spaced(text: &str) -> String {
    let mut begins = true;
    let space = |character| {
        begins = matches!(character, '\n' | '\r') || begins && matches!(character, ' ' | '\t');
        if begins && character == '\t' {
            ' '
        } else {
            character
        }
    };
    text.chars().map(space).collect()
}

/// Whether all that is outside of `[]` and `{}` is the same.
fn differ_within_brackets_only(text: &str, spaced: &str, options: Options) -> bool {
    let is_same = |start, end| text.get(start..end) == spaced.get(start..end);
    let (mut depth, mut outside) = (0, 0);
    for next in Parser::new_from_str_with_options(spaced, options) {
        let Ok((event, span)) = next else {
            return false;
        };
        let (Some(start), Some(end)) = (span.start.byte_offset(), span.end.byte_offset()) else {
            return false;
        };
        match event {
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..)
                if style == StructureStyle::Flow =>
            {
                if depth == 0 && !is_same(outside, start) {
                    return false;
                }
                depth += 1;
            }
            Event::SequenceEnd | Event::MappingEnd if depth > 0 => {
                depth -= 1;
                outside = end;
            }
            _ => {}
        }
    }
    is_same(outside, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_within_brackets() {
        let replaced = |text| as_spaces(text, Options::default());
        for text in [
            "a:\tb",
            "a:\n\tb: 1\n",
            "a: |\n  x\n  \ty\nb: {\n\tc: 1}\n",
            "a: {\n\tb: 1\n",
            "a: \"x\n\ty\"\n",
            "é: {}\n\t\n",
        ] {
            assert_eq!(replaced(text), text);
        }
        assert_eq!(
            replaced("é:\n  b: {\n\t\"c\":\t[x: 1,\n \t2]\r\n\t}\nd: 1\n"),
            "é:\n  b: {\n \"c\":\t[x: 1,\n  2]\r\n }\nd: 1\n"
        );
    }
}
