//! YAML 1.2 to a tree.
//!
//! ```text
//! base: &b {a: 1}
//! more: {<<: *b, c: 2}      →   {"base": {"a": 1}, "more": {"a": 1, "c": 2}}
//! ```
//!
//! `granit-parser` gives events with places; aliases are copied in, merge keys (`<<`) are merged, and what is a number is
//! decided by the core schema. A node's place is without its anchor and tag, and an alias's copy keeps the places of what
//! it represents. Invariants: one document; copies count towards the limits, so an alias bomb is refused before it is
//! built; keys are strings.

mod anchors;
mod scalar;
mod tabs;

use super::builder::{Builder, Inside, span_in, too_deep};
use super::limits::Budget;
use super::node::{FileId, Node, Object, Span, Value};
use super::reading::Reading;
use crate::diagnostics::{Code, Diagnostic};
use anchors::{Anchored, Anchors};
use granit_parser::{
    ErrorKind, Event, Marker, Options, Parser, ScalarStyle, ScanError, Span as ParserSpan, Tag,
    options,
};

/// Reads a whole text as one YAML document.
pub(super) fn read(text: &str, file: FileId, budget: &mut Budget) -> Reading {
    let text = tabs::as_spaces(text, parser_options(budget.depth));
    let mut reader = YamlReader {
        text: &text,
        builder: Builder::new(file, budget),
        anchors: Anchors::default(),
        open: Vec::new(),
        documents: 0,
        last_end: 0,
        root: None,
    };
    let done = reader.read();
    let empty = || Diagnostic::error(Code::Syntax, "the file is empty").at(span_in(file, 0, 0));
    let root = done.and_then(|()| reader.root.take().ok_or_else(empty));
    Reading::of(root, reader.builder.repeated())
}

struct YamlReader<'t, 'b> {
    text: &'t str,
    builder: Builder<'b>,
    anchors: Anchors,
    /// Beside the builder's open arrays and objects: what only YAML knows of them.
    open: Vec<Open>,
    documents: usize,
    /// Behind the last thing that was read: a block ends there, not where the next line begins.
    last_end: usize,
    root: Option<Node>,
}

/// An array or object that is not closed yet.
#[derive(Default)]
struct Open {
    anchor: usize,
    /// Whether the value that comes is that of a `<<`.
    merging: bool,
    /// What is to be merged into it.
    merges: Vec<Node>,
}

impl<'t> YamlReader<'t, '_> {
    fn read(&mut self) -> Result<(), Diagnostic> {
        let mut parser =
            Parser::new_from_str_with_options(self.text, parser_options(self.builder.budget.depth));
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| self.refusal(&error))?;
            self.read_event(event, span)?;
        }
        Ok(())
    }

    fn read_event(&mut self, event: Event<'t>, span: ParserSpan) -> Result<(), Diagnostic> {
        let (start, end) = (self.byte(span.start), self.byte(span.end));
        match event {
            Event::DocumentStart(..) => self.begin_document(start),
            Event::Alias(anchor) => self.read_alias(anchor, start, end),
            Event::Scalar(text, style, anchor, tag) => {
                self.read_scalar(&text, style, tag.as_deref(), anchor, start, end)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(anchor, start, end)?;
                self.builder.open_array(start)
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin(anchor, start, end)?;
                self.builder.open_object(start)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            // The stream's bounds, a document's end, and what only options bring.
            _ => Ok(()),
        }
    }

    fn begin_document(&mut self, start: usize) -> Result<(), Diagnostic> {
        self.documents += 1;
        if self.documents > 1 {
            return Err(self.fault(
                start,
                start,
                "a second document begins here; a specification is one document",
            ));
        }
        Ok(())
    }

    fn begin(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Diagnostic> {
        if self.is_key() {
            return Err(self.fault(
                start,
                end,
                "a key must be a scalar, not an array or an object",
            ));
        }
        self.last_end = self.last_end.max(end);
        self.open.push(Open {
            anchor,
            ..Open::default()
        });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Diagnostic> {
        let closing = self
            .text
            .get(..end)
            .is_some_and(|before| before.ends_with(['}', ']']));
        if closing {
            self.last_end = self.last_end.max(end);
        }
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let Some(mut node) = self.builder.close(self.last_end) else {
            return Ok(());
        };
        if !open.merges.is_empty() {
            merge(&mut node, open.merges);
        }
        self.add(node, open.anchor)
    }

    fn read_scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        anchor: usize,
        start: usize,
        end: usize,
    ) -> Result<(), Diagnostic> {
        let end = start + self.text.get(start..end).unwrap_or("").trim_end().len();
        self.last_end = self.last_end.max(end);
        let span = self.builder.span(start, end);
        let plain = style == ScalarStyle::Plain;
        if !self.is_key() {
            let value = scalar_value(text, plain, tag);
            return self.add(Node { span, value }, anchor);
        }
        if anchor != 0 {
            self.remember(
                anchor,
                &Node {
                    span,
                    value: Value::String(text.into()),
                },
            )?;
        }
        self.read_key(text, span, plain);
        Ok(())
    }

    fn read_key(&mut self, text: &str, span: Span, plain: bool) {
        if let Some(open) = self.open.last_mut() {
            open.merging = plain && text == "<<";
        }
        self.builder.key(text.into(), span);
    }

    fn read_alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Diagnostic> {
        self.last_end = self.last_end.max(end);
        let span = self.builder.span(start, end);
        let Some(anchored) = self.anchors.get(anchor) else {
            return Err(self.fault(start, end, "an alias cannot be inside its own anchor"));
        };
        if self.is_key() {
            let key = anchors::as_key(&anchored.node);
            let key = key.ok_or_else(|| {
                self.fault(
                    start,
                    end,
                    "a key must be a scalar, not an array or an object",
                )
            })?;
            self.read_key(&key, span, false);
            return Ok(());
        }
        let node = anchored
            .copy(&mut *self.builder.budget, self.open.len())
            .map_err(|fault| fault.at(span))?;
        self.add(node, 0)
    }

    /// Puts a value where it belongs, and remembers it where it has an anchor.
    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Diagnostic> {
        if anchor != 0 {
            self.remember(anchor, &node)?;
        }
        if let Some(open) = self.open.last_mut().filter(|open| open.merging) {
            open.merging = false;
            open.merges.push(mergeable(node)?);
            self.builder.forget_key();
            return Ok(());
        }
        if let Some(root) = self.builder.add(node)? {
            self.root = Some(root);
        }
        Ok(())
    }

    fn remember(&mut self, anchor: usize, node: &Node) -> Result<(), Diagnostic> {
        let anchored =
            Anchored::of(node, self.builder.budget).map_err(|fault| fault.at(node.span))?;
        self.anchors.insert(anchor, anchored);
        Ok(())
    }

    /// Whether what comes is a key.
    fn is_key(&self) -> bool {
        self.builder.inside() == Inside::Object && !self.builder.has_key()
    }

    /// Why the parser stops.
    fn refusal(&self, error: &ScanError) -> Diagnostic {
        let at = self.byte(*error.marker());
        let width = self
            .text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        match error.kind() {
            // The parser is ahead of the builder, and may meet the bound first.
            ErrorKind::RecursionLimitExceeded => {
                too_deep(self.builder.budget.depth).at(self.builder.span(at, at + width))
            }
            ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => self
                .fault(at, at + width, &error.info())
                .help("indent with spaces; YAML allows tabs only between words"),
            ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
                let code = u32::from(*character);
                self.fault(
                    at,
                    at + width,
                    &format!("the control character U+{code:04X} cannot be here"),
                )
                .help(format!(
                    "remove it, or write `\\u{code:04X}` in double quotes"
                ))
            }
            _ => self.fault(at, at + width, &error.info()),
        }
    }

    /// Where a mark is. The parser knows it of every mark in a `&str`.
    fn byte(&self, mark: Marker) -> usize {
        mark.byte_offset().unwrap_or(self.text.len())
    }

    fn fault(&self, start: usize, end: usize, message: &str) -> Diagnostic {
        Diagnostic::error(Code::Syntax, message).at(self.builder.span(start, end))
    }
}

/// Not the strict rules of indentation, since libyaml does not keep them either; and our bound on depth.
fn parser_options(depth: usize) -> Options {
    let mut options = options! { strict_indentation: false, flow_nesting_limit: depth, block_nesting_limit: depth };
    // Another crate of the same build may turn comments on.
    options.set_emit_comments(false);
    options
}

/// A quoted scalar is a string, and so is one with `!!str` or `!`.
fn scalar_value(text: &str, plain: bool, tag: Option<&Tag>) -> Value {
    let is_text = tag.is_some_and(|tag| match (tag.is_yaml_core_schema(), tag.suffix()) {
        (true, suffix) => suffix == "str",
        (false, suffix) => tag.handle().is_empty() && suffix == "!",
    });
    if plain && !is_text {
        scalar::plain(text)
    } else {
        Value::String(text.into())
    }
}

/// The value of `<<` is an object or an array of objects.
fn mergeable(node: Node) -> Result<Node, Diagnostic> {
    let fits = match &node.value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().all(|item| item.as_object().is_some()),
        _ => false,
    };
    if fits {
        Ok(node)
    } else {
        Err(Diagnostic::error(Code::Syntax, "`<<` merges objects only").at(node.span))
    }
}

/// Puts the entries of other objects in front of an object's own; its own win, then the earlier ones.
fn merge(node: &mut Node, merges: Vec<Node>) {
    let Value::Object(object) = &mut node.value else {
        return;
    };
    let own = std::mem::take(object).into_entries();
    let others = merges.into_iter().flat_map(|merged| match merged.value {
        Value::Array(items) => items,
        value => vec![Node {
            span: merged.span,
            value,
        }],
    });
    let mut known: std::collections::HashSet<Box<str>> =
        own.iter().map(|entry| entry.key.clone()).collect();
    let mut entries = Vec::new();
    for other in others {
        let Value::Object(other) = other.value else {
            continue;
        };
        entries.extend(
            other
                .into_entries()
                .into_iter()
                .filter(|entry| known.insert(entry.key.clone())),
        );
    }
    entries.extend(own);
    *object = Object::new(entries);
}

#[cfg(test)]
mod tests;
