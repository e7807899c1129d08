//! JSON to a tree, as RFC 8259 states and nothing more: no comments, no trailing commas, no lone surrogates.
//!
//! ```text
//! [1e3, "a\n"]   →   Array[ Number("1e3")@1..4, String("a⏎")@6..11 ]@0..12
//! ```
//!
//! `hifijson` lexes strings and numbers; the loop here replaces the recursion of a parser, so that no input can
//! exhaust the stack.

use super::builder::{Builder, Inside};
use super::limits::Budget;
use super::node::{FileId, Node, Value};
use super::reading::Reading;
use crate::diagnostics::{Code, Diagnostic};
use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{Read as _, SliceLexer};

/// Reads a whole text as one JSON value.
pub(super) fn read(text: &str, file: FileId, budget: &mut Budget) -> Reading {
    let mut reader = JsonReader {
        text,
        lexer: SliceLexer::new(text.as_bytes()),
        builder: Builder::new(file, budget),
    };
    let root = reader.read();
    Reading::of(root, reader.builder.repeated())
}

struct JsonReader<'t, 'b> {
    text: &'t str,
    lexer: SliceLexer<'t>,
    builder: Builder<'b>,
}

impl JsonReader<'_, '_> {
    fn read(&mut self) -> Result<Node, Diagnostic> {
        loop {
            let Some(node) = self.read_value()? else {
                continue;
            };
            if let Some(root) = self.add_and_close(node)? {
                return self.at_end(root);
            }
        }
    }

    /// Reads a scalar or an empty array or object; opens any other, and then gives nothing.
    fn read_value(&mut self) -> Result<Option<Node>, Diagnostic> {
        let next = self.lexer.ws_peek();
        let start = self.offset();
        let value = match next {
            Some(b'{') => return self.open_object(start),
            Some(b'[') => return self.open_array(start),
            Some(b'"') => Value::String(self.read_string()?),
            Some(b'-' | b'0'..=b'9') => self.read_number(start)?,
            Some(b'a'..=b'z') => self.read_word(start)?,
            _ => return Err(self.expected("a value")),
        };
        Ok(Some(Node {
            span: self.builder.span(start, self.offset()),
            value,
        }))
    }

    fn open_object(&mut self, start: usize) -> Result<Option<Node>, Diagnostic> {
        self.lexer.take_next();
        self.builder.open_object(start)?;
        if self.lexer.ws_peek() == Some(b'}') {
            return Ok(self.close());
        }
        self.read_key()?;
        Ok(None)
    }

    fn open_array(&mut self, start: usize) -> Result<Option<Node>, Diagnostic> {
        self.lexer.take_next();
        self.builder.open_array(start)?;
        Ok(if self.lexer.ws_peek() == Some(b']') {
            self.close()
        } else {
            None
        })
    }

    fn close(&mut self) -> Option<Node> {
        self.lexer.take_next();
        self.builder.close(self.offset())
    }

    /// Adds a value and closes everything that ends behind it; gives the root when that was the last.
    fn add_and_close(&mut self, mut node: Node) -> Result<Option<Node>, Diagnostic> {
        loop {
            if let Some(root) = self.builder.add(node)? {
                return Ok(Some(root));
            }
            match self.read_separator()? {
                Some(closed) => node = closed,
                None => return Ok(None),
            }
        }
    }

    /// A comma, and the next key in an object; or the end of the array or object, which then is closed.
    fn read_separator(&mut self) -> Result<Option<Node>, Diagnostic> {
        match (self.builder.inside(), self.lexer.ws_peek()) {
            (Inside::Object, Some(b'}')) | (Inside::Array, Some(b']')) => Ok(self.close()),
            (Inside::Object, Some(b',')) => {
                self.lexer.take_next();
                self.read_key()?;
                Ok(None)
            }
            (_, Some(b',')) => {
                self.lexer.take_next();
                Ok(None)
            }
            (Inside::Object, _) => Err(self.expected("`,` or `}`")),
            _ => Err(self.expected("`,` or `]`")),
        }
    }

    fn read_key(&mut self) -> Result<(), Diagnostic> {
        if self.lexer.ws_peek() != Some(b'"') {
            return Err(self.expected("a key in double quotes"));
        }
        let start = self.offset();
        let key = self.read_string()?;
        let span = self.builder.span(start, self.offset());
        self.builder.key(key, span);
        if self.lexer.ws_peek() != Some(b':') {
            return Err(self.expected("`:`"));
        }
        self.lexer.take_next();
        Ok(())
    }

    fn read_string(&mut self) -> Result<Box<str>, Diagnostic> {
        let opened = self.offset();
        self.lexer.take_next();
        match self.lexer.str_string() {
            Ok(text) => Ok(text.into()),
            Err(
                hifijson::str::Error::Eof
                | hifijson::str::Error::Escape(hifijson::escape::Error::Eof),
            ) => Err(self.fault(opened, "this string has no end")),
            Err(error) => Err(self.fault(self.offset().saturating_sub(1), string_fault(&error))),
        }
    }

    fn read_number(&mut self, start: usize) -> Result<Value, Diagnostic> {
        let (number, _) = self
            .lexer
            .num_string()
            .validated()
            .map_err(|_| self.expected("a digit"))?;
        if matches!(self.lexer.peek_next(), Some(b'0'..=b'9')) {
            return Err(self.fault(start, "a number does not begin with 0"));
        }
        Ok(Value::Number(number.into()))
    }

    fn read_word(&mut self, start: usize) -> Result<Value, Diagnostic> {
        match self.lexer.null_or_bool() {
            Some(None) => Ok(Value::Null),
            Some(Some(truth)) => Ok(Value::Bool(truth)),
            None => Err(self.fault(start, "expected a value; text is in double quotes")),
        }
    }

    fn at_end(&mut self, root: Node) -> Result<Node, Diagnostic> {
        match self.lexer.ws_peek() {
            None => Ok(root),
            Some(_) => Err(self.expected("the end of the file")),
        }
    }

    fn offset(&self) -> usize {
        self.text.len() - self.lexer.as_slice().len()
    }

    fn expected(&self, what: &str) -> Diagnostic {
        let found = match self
            .text
            .get(self.offset()..)
            .and_then(|rest| rest.chars().next())
        {
            Some(found) => format!("`{found}`"),
            None => "the end of the file".to_owned(),
        };
        let fault = self.fault(self.offset(), format!("expected {what}, found {found}"));
        match found.as_str() {
            "`}`" | "`]`" => fault.help("JSON allows no comma before it"),
            "`/`" | "`#`" => fault.help("JSON has no comments"),
            "`'`" => fault.help("JSON takes double quotes only"),
            _ => fault,
        }
    }

    fn fault(&self, start: usize, message: impl Into<String>) -> Diagnostic {
        let width = self
            .text
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        Diagnostic::error(Code::Syntax, message).at(self.builder.span(start, start + width))
    }
}

fn string_fault(error: &hifijson::str::Error) -> String {
    use hifijson::escape::Error as Escape;
    match error {
        hifijson::str::Error::Control => {
            "a control character in a string must be escaped".to_owned()
        }
        hifijson::str::Error::Escape(Escape::InvalidKind(_)) => {
            "JSON has no such escape".to_owned()
        }
        hifijson::str::Error::Escape(Escape::InvalidHex(_)) => {
            "`\\u` needs four hexadecimal digits".to_owned()
        }
        hifijson::str::Error::Escape(Escape::InvalidChar(_) | Escape::ExpectedLowSurrogate) => {
            "half of a surrogate pair".to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::*;

    fn read_with_defaults(text: &str) -> Reading {
        read(text, FileId(0), &mut Budget::of(&Limits::default()))
    }

    fn fault(text: &str) -> (Code, u32, String) {
        let reading = read_with_defaults(text);
        let first = reading
            .faults
            .first()
            .unwrap_or_else(|| panic!("{text} was taken"));
        (first.code, first.span.unwrap().start, first.message.clone())
    }

    #[test]
    fn every_part_knows_its_place() {
        let text = r#" {"ä": [1e3, "a\n"]} "#;
        let root = read_with_defaults(text).root.unwrap();
        let entry = root.as_object().unwrap().entry("ä").unwrap();
        let items = entry.node.as_array().unwrap();
        let slice = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
        assert_eq!(slice(root.span), r#"{"ä": [1e3, "a\n"]}"#);
        assert_eq!(slice(entry.key_span), r#""ä""#);
        assert_eq!(slice(items[0].span), "1e3");
        assert_eq!(slice(items[1].span), r#""a\n""#);
        assert_eq!(items[1].as_str(), Some("a\n"));
    }

    #[test]
    fn what_json_forbids_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "01",
            "-",
            "1.",
            ".5",
            "+1",
            "1e",
            "0x1F",
            "NaN",
            "Infinity",
            "nul",
            "truefalse",
            "true1",
            "\"\\x\"",
            "\"\\u12G4\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"a\tb\"",
            "\"a\nb\"",
            "\"a",
            "\"a\\",
            "[1 2]",
            "[1]]",
            "{} {}",
            "// a\n{}",
            "{\"a\" 1}",
            "{\"a\":}",
            "[,1]",
            "-01",
            "1.e5",
            "\u{feff}{}",
            "[1,\u{a0}2]",
            "{\"a\":1]",
            "[1}",
            "1 /*c*/",
        ] {
            assert_eq!(fault(text).0, Code::Syntax, "{text:?}");
        }
    }

    #[test]
    fn what_json_allows_is_taken() {
        for text in [
            "0",
            "-0",
            "-0.0e-00",
            "1E+5",
            "12345678901234567890123",
            "\"\\ud83d\\ude00\\/\"",
            "[[],{}]",
            "\r\n[\t]\n",
        ] {
            assert!(read_with_defaults(text).root.is_some(), "{text}");
        }
    }

    #[test]
    fn a_repeated_key_is_pointed_at() {
        let (code, at, message) = fault(r#"{"a":1, "b":2, "a":3}"#);
        assert_eq!((code, at), (Code::DuplicateKey, 15));
        assert!(message.contains("`a`"));
        let keys: Vec<String> = (0..40).map(|n| format!("\"k{n}\": 1")).collect();
        assert_eq!(
            fault(&format!("{{{}, \"k7\": 2}}", keys.join(", "))).0,
            Code::DuplicateKey
        );
    }

    #[test]
    fn nesting_is_bounded() {
        for levels in [201, 2_000, 1_000_000] {
            assert_eq!(fault(&"[".repeat(levels)).0, Code::TooLarge);
            assert_eq!(fault(&"{\"a\":".repeat(levels)).0, Code::TooLarge);
        }
        let text = "[".repeat(200) + &"]".repeat(200);
        assert!(read_with_defaults(&text).root.is_some());
    }
}
