//! Diagnostics as text: for a person, with the line that they point at, or as a line of JSON.
//!
//! ```text
//! warning[missing-ref]: `#/components/schemas/Pet` does not exist; what refers to it is kept as raw JSON
//!   --> petstore.yaml:12:17
//!    |
//! 12 |           $ref: '#/components/schemas/Pet'
//!    |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
//! ```
//!
//! Invariant: no control character of a description reaches the terminal.

use super::{Diagnostic, Severity};
use crate::source::{Place, Sources};

/// So much of a line is shown around the place.
const WIDTH: usize = 100;

/// A diagnostic for a person; `sources` are what it points into.
pub fn human(diagnostic: &Diagnostic, sources: Option<&Sources>, colour: bool) -> String {
    let (word, paint) = match diagnostic.severity {
        Severity::Error => ("error", "\x1b[1;31m"),
        Severity::Warning => ("warning", "\x1b[1;33m"),
    };
    let (paint, bold, plain) = if colour { (paint, "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
    let message = printable(&diagnostic.message);
    let mut text = format!("{paint}{word}[{}]{plain}{bold}: {message}{plain}\n", diagnostic.code.as_str());
    if let Some((place, sources)) = diagnostic.place.zip(sources) {
        excerpt(place, sources, &mut text);
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("  = help: {}\n", printable(help)));
    }
    text
}

fn excerpt(place: Place, sources: &Sources, text: &mut String) {
    let position = sources.position(place);
    let line = sources.line(place.file, position.line).unwrap_or_default();
    let before = position.column - 1;
    let start = before.saturating_sub(WIDTH / 3);
    let shown: String = printable(&line.chars().skip(start).take(WIDTH).collect::<String>());
    let length = (place.end.saturating_sub(place.start) as usize)
        .clamp(1, shown.chars().count().saturating_sub(before - start).max(1));
    let number = position.line.to_string();
    let margin = " ".repeat(number.len());
    let dots = if start > 0 { "…" } else { "" };
    let indent = " ".repeat(before - start + dots.chars().count());
    text.push_str(&format!("{margin}--> {}:{}:{}\n", printable(position.file), position.line, position.column));
    text.push_str(&format!("{margin} |\n{number} | {dots}{shown}\n{margin} | {indent}{}\n", "^".repeat(length)));
}

/// Tabs and other control characters as a space each, so that the carets stay below what they point at.
fn printable(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// A diagnostic as one line of JSON: severity, code, message, pointer, file, line, column, help.
pub fn json(diagnostic: &Diagnostic, sources: Option<&Sources>) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = diagnostic.place.zip(sources);
    let position = place.map(|(place, sources)| sources.position(place));
    let pointer = place.map(|(place, sources)| sources.pointer(place));
    let number = |number: Option<usize>| number.map_or("null".to_owned(), |number| number.to_string());
    format!(
        r#"{{"severity":"{severity}","code":"{}","message":{},"pointer":{},"file":{},"line":{},"column":{},"help":{}}}"#,
        diagnostic.code.as_str(),
        quoted(Some(&diagnostic.message)),
        quoted(pointer.as_deref()),
        quoted(position.as_ref().map(|position| position.file)),
        number(position.as_ref().map(|position| position.line)),
        number(position.as_ref().map(|position| position.column)),
        quoted(diagnostic.help.as_deref()),
    )
}

/// A JSON string (RFC 8259, section 7), or `null`.
pub fn quoted(text: Option<&str>) -> String {
    let Some(text) = text else { return "null".to_owned() };
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            sign if sign.is_control() => {
                out.extend(sign.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")))
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}
