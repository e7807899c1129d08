//! Characters that a reader does not see, or that change how the text around them is shown: found, removed, or escaped.
//!
//! ```text
//! "Caf\u{e9} \u{202b}API\u{202c}"   removed →   "Café API"          (docs, Cargo.toml, file names)
//! "\u{1b}[31mred\n"                 escaped →   "\u{1b}[31mred\n"   (terminals: no byte reaches the terminal as a command)
//! ```
//!
//! This is the only list of such characters. Docs and names remove them; terminals show them as escapes; a value that a test
//! sends keeps them, as escapes in a string literal.
//!
//! Invariant: text that passes [`remove`] or [`escape`] contains no control character other than a line feed or a tab, and
//! no character for which rustc (`text_direction_codepoint_in_*`) or clippy (`invisible_characters`) reports a lint.

use std::borrow::Cow;

/// Whether a character is invisible or changes the direction of text (Unicode TR 9, TR 36, `Default_Ignorable_Code_Point`).
/// A line feed and a tab are layout, which every reader sees.
pub fn is_hidden(sign: char) -> bool {
    let is_layout = matches!(sign, '\n' | '\t');
    !is_layout && (sign.is_control() || is_format(sign))
}

fn is_format(sign: char) -> bool {
    matches!(
        sign,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// The text without hidden characters.
pub fn remove(text: &str) -> Cow<'_, str> {
    if text.contains(is_hidden) {
        Cow::Owned(text.chars().filter(|sign| !is_hidden(*sign)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text with hidden characters written as Rust writes them, so that a reader sees them.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match sign {
            '\r' => out.push_str("\\r"),
            sign if is_hidden(sign) => out.extend(sign.escape_unicode()),
            sign => out.push(sign),
        }
    }
    Cow::Owned(out)
}

/// The same for text that must stay in one line and one column.
pub fn escape_line(text: &str) -> String {
    escape(text).replace('\n', "\\n").replace('\t', "\\t")
}

#[cfg(test)]
mod tests {
    use super::{escape, escape_line, is_hidden, remove};

    #[test]
    fn hidden_characters_are_removed_or_shown() {
        assert_eq!(remove("Caf\u{e9} \u{202b}API\u{202c}"), "Caf\u{e9} API");
        assert_eq!(remove("a\u{ad}b\u{200b}c\u{0}d\u{e0041}\u{feff}"), "abcd");
        assert_eq!(escape("\u{1b}[31mred\r\n\tx"), "\\u{1b}[31mred\\r\n\tx");
        assert_eq!(escape_line("a\tb\nc\u{1b}"), "a\\tb\\nc\\u{1b}");
        assert_eq!(escape("e\u{202e}"), "e\\u{202e}");
        assert_eq!(escape("plain \u{e9}\n"), "plain \u{e9}\n");
    }

    /// What Rust's own escapes treat as not printable besides unassigned characters is hidden, and letters are not.
    #[test]
    fn letters_and_marks_are_visible() {
        for sign in [
            'a',
            '\u{3b1}',
            '\u{5d0}',
            '\u{627}',
            '\u{96fb}',
            '\u{301}',
            '\u{1f600}',
        ] {
            assert!(!is_hidden(sign), "{sign:?}");
        }
        for sign in ('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}')
            .chain(['\u{7f}', '\u{85}', '\u{9b}'])
        {
            assert!(is_hidden(sign), "{sign:?}");
        }
    }
}
