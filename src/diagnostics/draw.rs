//! Diagnostics as text: for a person, with the line that they point at, or as a line of JSON.
//!
//! ```text
//! warning[missing-ref]: `#/components/schemas/Pet` does not exist; what refers to it is kept as raw JSON
//!   --> petstore.yaml:12:17
//!    |
//! 12 |           $ref: '#/components/schemas/Pet'
//!    |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
//!    = at: /paths/~1pets/get/responses/200/content/application~1json/schema/$ref
//! ```
//!
//! The JSON Pointer finds the place in a minified specification too, whose only line is not shown.
//!
//! Invariants: no control character of a specification reaches the terminal; a message has at most 1,000 characters.

use std::borrow::Cow;

use super::{Diagnostic, Severity};
use crate::hidden;
use crate::source::{Sources, Span};

/// So much of a line is shown around the place.
const WIDTH: usize = 100;
/// A longer line was written by a program: a part of it tells a person nothing.
const LONGEST_LINE: usize = 1_000;
/// So many characters of a message are shown. Names in it are the specification's and can have any length.
const LONGEST: usize = 1_000;

/// A diagnostic for a person; `sources` are what it points into.
pub fn human(diagnostic: &Diagnostic, sources: Option<&Sources>, colour: bool) -> String {
    let (word, paint) = match diagnostic.severity {
        Severity::Error => ("error", "\x1b[1;31m"),
        Severity::Warning => ("warning", "\x1b[1;33m"),
    };
    let (paint, bold, plain) = if colour {
        (paint, "\x1b[1m", "\x1b[0m")
    } else {
        ("", "", "")
    };
    let message = printable(&shortened(&diagnostic.message));
    let mut text = format!(
        "{paint}{word}[{}]{plain}{bold}: {message}{plain}\n",
        diagnostic.code.as_str()
    );
    if let Some((span, sources)) = diagnostic.span.zip(sources) {
        excerpt(span, sources, &mut text);
        let pointer = match sources.has_pointers(span.file) {
            true => sources.pointer(span),
            false => String::new(),
        };
        if !pointer.is_empty() {
            text.push_str(&format!("  = at: {}\n", printable(&shortened(&pointer))));
        }
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("  = help: {}\n", printable(&shortened(help))));
    }
    text
}

/// A text without what is too much of it.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

fn excerpt(span: Span, sources: &Sources, text: &mut String) {
    let position = sources.position(span);
    let file = printable(position.file);
    let (before, behind) = sources.line_around(span);
    if !sources.shows_lines(span.file) || before.len() + behind.len() > LONGEST_LINE {
        text.push_str(&format!(
            " --> {file}:{}:{}\n",
            position.line, position.column
        ));
        return;
    }
    let mut left: Vec<char> = before
        .chars()
        .rev()
        .take(WIDTH / 3)
        .map(printable_sign)
        .collect();
    left.reverse();
    let right: Vec<char> = behind
        .chars()
        .take(WIDTH - left.len())
        .map(printable_sign)
        .collect();
    // A place may hold many lines; its carets stay on the first.
    let marked = sources
        .text(span)
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    let carets: usize = right.iter().take(marked).copied().map(columns).sum();
    let dots = if position.column > left.len() + 1 {
        "…"
    } else {
        ""
    };
    let indent =
        " ".repeat(left.iter().copied().map(columns).sum::<usize>() + dots.chars().count());
    let number = position.line.to_string();
    let margin = " ".repeat(number.len());
    let shown: String = left.into_iter().chain(right).collect();
    text.push_str(&format!(
        "{margin}--> {file}:{}:{}\n",
        position.line, position.column
    ));
    text.push_str(&format!(
        "{margin} |\n{number} | {dots}{shown}\n{margin} | {indent}{}\n",
        "^".repeat(carets.max(1))
    ));
}

fn printable(text: &str) -> String {
    text.chars().map(printable_sign).collect()
}

/// Tabs and other control characters as a space each, so that the carets stay below what they point at; what turns the
/// direction of writing or cannot be seen as a mark, so that a line reads as it is.
fn printable_sign(sign: char) -> char {
    match sign {
        sign if sign.is_control() => ' ',
        sign if hidden::is_hidden(sign) => '\u{fffd}',
        sign => sign,
    }
}

/// How many columns of a terminal a character takes: near enough for carets, without the tables of Unicode.
fn columns(sign: char) -> usize {
    match sign {
        '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// A diagnostic as one line of JSON: severity, code, message, pointer, file, line, column, help.
pub fn json(diagnostic: &Diagnostic, sources: Option<&Sources>) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let span = diagnostic.span.zip(sources);
    let position = span.map(|(span, sources)| sources.position(span));
    let pointer = span.map(|(span, sources)| sources.pointer(span));
    let number =
        |number: Option<usize>| number.map_or("null".to_owned(), |number| number.to_string());
    format!(
        r#"{{"severity":"{severity}","code":"{}","message":{},"pointer":{},"file":{},"line":{},"column":{},"help":{}}}"#,
        diagnostic.code.as_str(),
        quoted(Some(&shortened(&diagnostic.message))),
        quoted(pointer.as_deref()),
        quoted(position.as_ref().map(|position| position.file)),
        number(position.as_ref().map(|position| position.line)),
        number(position.as_ref().map(|position| position.column)),
        quoted(diagnostic.help.as_deref().map(shortened).as_deref()),
    )
}

/// A JSON string (RFC 8259, section 7) without hidden characters, or `null`.
pub fn quoted(text: Option<&str>) -> String {
    let Some(text) = text else {
        return "null".to_owned();
    };
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            sign if sign.is_control() || hidden::is_hidden(sign) => out.extend(
                sign.encode_utf16(&mut [0; 2])
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            ),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Code, Diagnostics};
    use crate::source::{FileId, Input};

    /// What is drawn for `part` of a text.
    fn drawn(text: &str, part: &str) -> String {
        let (sources, diagnostic) = found(text, part);
        human(&diagnostic, Some(&sources), false)
    }

    fn found(text: &str, part: &str) -> (Sources, Diagnostic) {
        let input = Input::Text {
            name: "api.yaml".into(),
            bytes: text.into(),
        };
        let sources = Sources::load(input, &mut Diagnostics::default());
        let start = text.find(part).unwrap() as u32;
        let span = Span {
            file: FileId(0),
            start,
            end: start + part.len() as u32,
        };
        (
            sources,
            Diagnostic::error(Code::WrongType, "it is wrong")
                .at(span)
                .help("make it right"),
        )
    }

    #[test]
    fn carets_stand_below_the_place() {
        let expected = "error[wrong-type]: it is wrong\n --> api.yaml:2:4\n  |\n2 | b: [x]\n  |    ^^^\n  = at: /b\n  = help: make it right\n";
        assert_eq!(drawn("a: 1\r\nb: [x]\r\n", "[x]"), expected);
    }

    #[test]
    fn wide_and_combined_characters_take_their_columns() {
        let text = drawn("日本: 'ä日'", "'ä日'");
        assert!(
            text.contains("\n1 | 日本: 'ä日'\n  |       ^^^^^\n"),
            "{text}"
        );
    }

    #[test]
    fn a_place_of_many_lines_is_marked_on_its_first() {
        assert!(drawn("a:\n  - x\n  - y\n", "- x\n  - y").contains("2 |   - x\n  |   ^^^\n"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = drawn(
            &format!("[{}, 'here', {}]", "1, ".repeat(150), "2, ".repeat(150)),
            "'here'",
        );
        assert!(
            text.lines().all(|line| line.chars().count() < 120),
            "{text}"
        );
        let carets = text.lines().find(|line| line.contains("^^^^^^")).unwrap();
        let line = text.lines().find(|line| line.contains("'here'")).unwrap();
        assert_eq!(
            carets.find('^').unwrap(),
            line.chars().take_while(|sign| *sign != '\'').count()
        );
    }

    #[test]
    fn a_line_that_a_program_wrote_is_not_shown() {
        let items = "{\"id\":1},".repeat(200_000);
        let text = drawn(&format!("{{\"a/b\":[{items}{{\"here\":2}}]}}"), "{\"here\"");
        let expected = "error[wrong-type]: it is wrong\n --> api.yaml:1:1800009\n  = at: /a~1b/200000\n  = help: make it right\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_name_of_any_length_is_cut() {
        let diagnostic = Diagnostic::warning(Code::MissingRef, "ä".repeat(2_000_000));
        assert_eq!(human(&diagnostic, None, false).chars().count(), 1_024);
        assert_eq!(json(&diagnostic, None).matches('ä').count(), LONGEST);
    }

    #[test]
    fn nothing_of_a_description_steers_the_terminal() {
        let diagnostic = Diagnostic::warning(Code::WrongType, "a\u{1b}[31mb\u{202e}c\nd");
        let text = human(&diagnostic, None, false);
        assert_eq!(text, "warning[wrong-type]: a [31mb\u{fffd}c d\n");
        assert!(!drawn("a: \"\u{9b}31m\u{202e}\"", "\"\u{9b}").contains(['\u{9b}', '\u{202e}']));
    }

    #[test]
    fn json_says_where() {
        let (sources, diagnostic) = found("a:\n  'b\"/': [1]\n", "[1]");
        let line = json(&diagnostic, Some(&sources));
        assert!(
            line.contains(r#""pointer":"/a/b\"~1","file":"api.yaml","line":2,"column":10,"help":"make it right""#),
            "{line}"
        );
        assert!(
            json(&Diagnostic::error(Code::Unreadable, "x"), None)
                .contains(r#""pointer":null,"file":null,"line":null"#)
        );
    }
}
