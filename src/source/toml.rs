//! TOML to the same tree, for the config file.
//!
//! ```text
//! [[client]]
//! spec = "a.yaml"    →   {"client": [{"spec": "a.yaml"}]}
//! ```
//!
//! Dates become strings. The `toml` crate bounds its own depth and refuses repeated keys.

use super::builder::{span_in, too_deep, too_many};
use super::limits::Budget;
use super::node::{Entry, FileId, Node, Object, Value};
use super::reading::Reading;
use crate::diagnostics::{Code, Diagnostic};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a whole text as a TOML document.
pub(super) fn read(text: &str, file: FileId, budget: &mut Budget) -> Reading {
    let root = match DeTable::parse(text) {
        Ok(table) => Converter { file, budget }.table(table.into_inner(), 0..text.len(), 0),
        Err(error) => Err(fault(&error, file)),
    };
    Reading::of(root, Vec::new())
}

fn fault(error: &toml::de::Error, file: FileId) -> Diagnostic {
    let code = if error.message().starts_with("duplicate key") {
        Code::DuplicateKey
    } else {
        Code::Syntax
    };
    let span = error.span().unwrap_or(0..0);
    Diagnostic::error(code, error.message().lines().next().unwrap_or("not TOML"))
        .at(span_in(file, span.start, span.end))
}

struct Converter<'b> {
    file: FileId,
    budget: &'b mut Budget,
}

impl Converter<'_> {
    fn value(&mut self, value: Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Diagnostic> {
        let range = value.span();
        let span = span_in(self.file, range.start, range.end);
        if depth > self.budget.depth {
            return Err(too_deep(self.budget.depth).at(span));
        }
        if !self.budget.spend_nodes(1) {
            return Err(too_many().at(span));
        }
        let value = match value.into_inner() {
            DeValue::String(text) => Value::String(text.into()),
            DeValue::Boolean(truth) => Value::Bool(truth),
            DeValue::Datetime(date) => Value::String(date.to_string().into()),
            DeValue::Float(float) => float_value(float.as_str()),
            DeValue::Integer(integer) => integer_value(integer.as_str(), integer.radix()),
            DeValue::Array(items) => {
                let items = items.into_iter().map(|item| self.value(item, depth + 1));
                Value::Array(items.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => return self.table(table, range, depth + 1),
        };
        Ok(Node { span, value })
    }

    fn table(
        &mut self,
        table: DeTable<'_>,
        range: std::ops::Range<usize>,
        depth: usize,
    ) -> Result<Node, Diagnostic> {
        let mut entries = Vec::new();
        for (key, value) in table {
            let range = key.span();
            let key_span = span_in(self.file, range.start, range.end);
            entries.push(Entry {
                key: key.into_inner().into(),
                key_span,
                node: self.value(value, depth)?,
            });
        }
        Ok(Node {
            span: span_in(self.file, range.start, range.end),
            value: Value::Object(Object::new(entries)),
        })
    }
}

fn integer_value(text: &str, radix: u32) -> Value {
    match i128::from_str_radix(text, radix) {
        Ok(number) => Value::Number(number.to_string().into()),
        Err(_) => Value::String(text.into()),
    }
}

fn float_value(text: &str) -> Value {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Number(text.trim_start_matches('+').into()),
        _ => Value::String(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Limits;

    fn read_with_defaults(text: &str) -> Reading {
        read(text, FileId(0), &mut Budget::of(&Limits::default()))
    }

    #[test]
    fn tables_keep_their_places() {
        let text = "[[client]]\nspec = \"a.yaml\"\nexclude = ['x', 'y']\n[client.formats]\ndate-time = \"string\"\n";
        let root = read_with_defaults(text).root.unwrap();
        let client = &root.get("client").unwrap().as_array().unwrap()[0];
        let keys: Vec<&str> = client
            .as_object()
            .unwrap()
            .entries()
            .iter()
            .map(|entry| &*entry.key)
            .collect();
        assert_eq!(keys, ["exclude", "formats", "spec"]);
        let spec = client.get("spec").unwrap().span;
        assert_eq!(&text[spec.start as usize..spec.end as usize], "\"a.yaml\"");
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        let reading = read_with_defaults("a = 1\nb = \n");
        assert_eq!(reading.faults[0].code, Code::Syntax);
        assert!(reading.faults[0].span.unwrap().start >= 9);
        assert_eq!(
            read_with_defaults("a = 1\na = 2\n").faults[0].code,
            Code::DuplicateKey
        );
        assert!(
            read_with_defaults(&format!("a = {}", "[".repeat(100_000)))
                .root
                .is_none()
        );
    }

    #[test]
    fn numbers_are_jsons() {
        let root = read_with_defaults("a = 0x1F\nb = 1_000\nc = +1.5\nd = inf\ne = 2024-01-01\n")
            .root
            .unwrap();
        assert_eq!(root.get("a").unwrap().as_i64(), Some(31));
        assert_eq!(root.get("b").unwrap().as_i64(), Some(1000));
        assert!(matches!(&root.get("c").unwrap().value, Value::Number(text) if &**text == "1.5"));
        assert_eq!(root.get("e").unwrap().as_str(), Some("2024-01-01"));
    }
}
