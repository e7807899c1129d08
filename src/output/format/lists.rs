//! Lists in brackets: arguments, elements, parameters of types.
//!
//! ```text
//! (a, b, c)        (first, |x| {        (
//!                      …                    first,
//!                  })                       second,
//!                                       )
//! ```
//!
//! On one line where they fit into the width of their kind; else the last one may go on below, where only it is long;
//! else each has a line. Short values of arrays fill lines.

use syn::{Expr, Field, GenericArgument, GenericParam, Lit, Meta, Type};

use super::Printer;
use super::shape::{MAX_WIDTH, Shape, TAB, first_width, last_width, newline, width};

/// Something in a list.
#[derive(Clone, Copy)]
pub(super) enum Entry<'a> {
    Argument(&'a GenericArgument),
    Expr(&'a Expr),
    Field(&'a Field),
    Meta(&'a Meta),
    /// A literal in an attribute.
    Literal(&'a Lit),
    Parameter(&'a GenericParam),
    Type(&'a Type),
}

/// The comma behind the last.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum LastComma {
    /// Always.
    Always,
    /// Never.
    Never,
    /// Where each has a line.
    Vertical,
}

/// How a kind of list is written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// As wide as the entries may be on one line.
    pub(super) limit: usize,
    pub(super) comma: LastComma,
}

/// `fn_call_width`.
pub(super) const ARGUMENTS: Style = Style {
    open: "(",
    close: ")",
    limit: 60,
    comma: LastComma::Vertical,
};
/// `array_width`.
pub(super) const ARRAY: Style = Style {
    open: "[",
    close: "]",
    limit: 60,
    comma: LastComma::Vertical,
};
/// Parameters of types.
pub(super) const GENERICS: Style = Style {
    open: "<",
    close: ">",
    limit: MAX_WIDTH,
    comma: LastComma::Vertical,
};
/// `attr_fn_like_width`.
pub(super) const ATTRIBUTE: Style = Style {
    open: "(",
    close: ")",
    limit: 70,
    comma: LastComma::Never,
};
/// `short_array_element_width_threshold`.
const SHORT: usize = 10;

#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Horizontal,
    Vertical,
    Mixed,
}

impl Printer {
    /// A name with a list behind it.
    pub(super) fn list(
        &self,
        name: &str,
        entries: &[Entry],
        style: Style,
        shape: Shape,
    ) -> Option<String> {
        let used = match name.rfind('\n') {
            Some(at) => name
                .len()
                .saturating_sub(at + 1 + shape.indent + shape.offset),
            None => name.len(),
        };
        let one_line_width = shape.width.saturating_sub(used + 2);
        let one_line = shape
            .behind(last_width(name) + 1)
            .and_then(|shape| shape.before(1))
            .unwrap_or(Shape { width: 0, ..shape });
        let nested = shape.block().whole();
        let nested = Shape {
            width: nested.width.saturating_sub(1),
            ..nested
        };
        let mut texts: Vec<Option<String>> = entries
            .iter()
            .map(|entry| self.entry(*entry, nested))
            .collect();
        let limit = one_line_width.min(style.limit);
        let room = Room {
            name,
            one_line,
            nested,
            one_line_width,
            limit,
            style,
        };
        let layout = self.overflow_last(entries, &mut texts, room);
        let text = written(&texts, layout, nested, style.comma)?;
        let left = shape.width.saturating_sub(last_width(name));
        let first = if text.is_empty() {
            2
        } else {
            first_width(&text) + 1
        };
        let (open, close) = (style.open, style.close);
        if layout == Layout::Horizontal && first <= left {
            return Some(format!("{name}{open}{text}{close}"));
        }
        let (inside, outside) = (newline(nested.indent), newline(shape.indent));
        Some(format!("{name}{open}{inside}{text}{outside}{close}"))
    }

    fn entry(&self, entry: Entry, shape: Shape) -> Option<String> {
        match entry {
            Entry::Argument(argument) => self.argument(argument, shape),
            Entry::Expr(expr) => self.expr(expr, shape),
            Entry::Field(field) => self.field(field, shape),
            Entry::Literal(literal) => Some(self.literal(literal)),
            Entry::Meta(meta) => self.meta(meta, shape),
            Entry::Parameter(parameter) => self.parameter(parameter, shape),
            Entry::Type(ty) => self.ty(ty, shape),
        }
    }

    /// Lets the last entry go on below where that is better, and states how the list is laid out.
    fn overflow_last(&self, entries: &[Entry], texts: &mut [Option<String>], room: Room) -> Layout {
        let (Some(last), Some(index)) = (entries.last(), entries.len().checked_sub(1)) else {
            return Layout::Horizontal;
        };
        let joins_name = index == 0 && matches!(last, Entry::Expr(_)) && room.name.len() < TAB;
        let mut overflowed = None;
        if joins_name || can_overflow(*last, entries.len()) {
            let one_line_chains = !joins_name && is_method_call(*last);
            overflowed = last_shape(entries, texts, room).and_then(|shape| {
                let before = self.one_line_chains.get();
                self.one_line_chains.set(before || one_line_chains);
                let text = self.last_entry(entries, *last, shape);
                self.one_line_chains.set(before);
                text
            });
            if let (Some(text), Some(slot)) = (&overflowed, texts.get_mut(index)) {
                *slot = Some(text.split('\n').next().unwrap_or_default().to_owned());
            }
        }
        let mut layout = definitive(texts, room.limit);
        let slot = |text: Option<String>, texts: &mut [Option<String>]| {
            if let Some(slot) = texts.get_mut(index) {
                *slot = text;
            }
        };
        match overflowed {
            Some(text) if layout == Layout::Horizontal => {
                let again = (index == 0 && text.matches('\n').count() == 1)
                    .then(|| self.entry(*last, room.nested))
                    .flatten()
                    .filter(|text| !text.contains('\n'));
                slot(Some(again.unwrap_or(text)), texts);
            }
            _ => {
                slot(self.entry(*last, room.nested), texts);
                let only = texts.first().cloned().flatten().unwrap_or_default();
                if index == 0
                    && room.one_line_width != 0
                    && !only.contains('\n')
                    && width(&only) <= room.one_line_width
                {
                    layout = Layout::Horizontal;
                } else {
                    layout = definitive(texts, room.limit);
                    let short = |text: &Option<String>| {
                        text.as_ref().is_none_or(|text| text.len() <= SHORT)
                    };
                    if layout == Layout::Vertical
                        && entries.iter().all(|entry| is_simple(*entry))
                        && texts.iter().all(short)
                    {
                        layout = Layout::Mixed;
                    }
                }
            }
        }
        layout
    }

    /// The last entry where it may go on below.
    fn last_entry(&self, entries: &[Entry], last: Entry, shape: Shape) -> Option<String> {
        let is_closure = |entry: &Entry| matches!(entry, Entry::Expr(Expr::Closure(_)));
        match last {
            Entry::Expr(Expr::Closure(closure)) => {
                let alone = entries.iter().filter(|entry| is_closure(entry)).count() == 1;
                alone.then(|| self.last_closure(closure, shape)).flatten()
            }
            last => self.entry(last, shape),
        }
    }
}

/// Where a list is.
#[derive(Clone, Copy)]
struct Room<'a> {
    name: &'a str,
    one_line: Shape,
    nested: Shape,
    one_line_width: usize,
    /// The width of one line, and of its kind.
    limit: usize,
    style: Style,
}

fn last_shape(entries: &[Entry], texts: &[Option<String>], room: Room) -> Option<Shape> {
    if let [only] = entries
        && !is_nested_call(*only)
    {
        return Some(room.one_line);
    }
    let before = texts.len().saturating_sub(1);
    let offset = texts
        .iter()
        .take(before)
        .map(|text| 2 + text.as_ref().map_or(0, String::len))
        .sum();
    let width = room.style.limit.min(room.one_line.width);
    Shape {
        width,
        ..room.one_line
    }
    .behind(offset)
}

/// On one line where that fits and none goes on below.
fn definitive(texts: &[Option<String>], limit: usize) -> Layout {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let total: usize = texts.iter().map(|entry| width(&text(entry))).sum();
    let separators = 2 * texts.len().saturating_sub(1);
    if total + separators <= limit && !texts.iter().any(|entry| text(entry).contains('\n')) {
        Layout::Horizontal
    } else {
        Layout::Vertical
    }
}

fn written(
    texts: &[Option<String>],
    layout: Layout,
    shape: Shape,
    comma: LastComma,
) -> Option<String> {
    let mut out = String::new();
    let mut column = 0;
    let mut breaks = false;
    for (index, text) in texts.iter().enumerate() {
        let text = text.as_ref()?;
        let is_last = index + 1 == texts.len();
        let has_comma = !is_last
            || match comma {
                LastComma::Always => true,
                LastComma::Never => false,
                LastComma::Vertical => layout != Layout::Horizontal,
            };
        match layout {
            Layout::Horizontal if index > 0 => out.push(' '),
            Layout::Vertical if index > 0 => out.push_str(&newline(shape.indent)),
            Layout::Mixed => {
                let total = width(text) + usize::from(!is_last || breaks);
                if column > 0 && column + 1 + total > shape.width {
                    out.push_str(&newline(shape.indent));
                    column = 0;
                    breaks = true;
                } else if column > 0 {
                    out.push(' ');
                    column += 1;
                }
                column += total;
            }
            _ => {}
        }
        out.push_str(text);
        if has_comma {
            out.push(',');
        }
    }
    Some(out)
}

fn can_overflow(entry: Entry, entries: usize) -> bool {
    match entry {
        Entry::Expr(expr) => expr_can_overflow(expr, entries),
        Entry::Argument(GenericArgument::Type(ty)) | Entry::Type(ty) => {
            type_can_overflow(ty, entries)
        }
        Entry::Meta(_) => entries == 1,
        _ => false,
    }
}

fn expr_can_overflow(expr: &Expr, entries: usize) -> bool {
    match expr {
        Expr::Async(_) | Expr::Block(_) | Expr::Closure(_) => true,
        Expr::Array(_)
        | Expr::Call(_)
        | Expr::Macro(_)
        | Expr::Match(_)
        | Expr::MethodCall(_)
        | Expr::Struct(_)
        | Expr::Tuple(_) => entries == 1,
        Expr::Reference(inner) => expr_can_overflow(&inner.expr, entries),
        Expr::Try(inner) => expr_can_overflow(&inner.expr, entries),
        Expr::Unary(inner) => expr_can_overflow(&inner.expr, entries),
        Expr::Cast(inner) => expr_can_overflow(&inner.expr, entries),
        _ => false,
    }
}

fn type_can_overflow(ty: &Type, entries: usize) -> bool {
    match ty {
        Type::Tuple(_) => entries == 1,
        Type::Reference(inner) => type_can_overflow(&inner.elem, entries),
        _ => false,
    }
}

fn is_method_call(entry: Entry) -> bool {
    fn is(expr: &Expr) -> bool {
        match expr {
            Expr::MethodCall(_) => true,
            Expr::Reference(inner) => is(&inner.expr),
            Expr::Try(inner) => is(&inner.expr),
            Expr::Unary(inner) => is(&inner.expr),
            Expr::Cast(inner) => is(&inner.expr),
            _ => false,
        }
    }
    matches!(entry, Entry::Expr(expr) if is(expr))
}

fn is_nested_call(entry: Entry) -> bool {
    fn is(expr: &Expr) -> bool {
        match expr {
            Expr::Call(_) | Expr::Macro(_) => true,
            Expr::Reference(inner) => is(&inner.expr),
            Expr::Try(inner) => is(&inner.expr),
            Expr::Unary(inner) => is(&inner.expr),
            Expr::Cast(inner) => is(&inner.expr),
            _ => false,
        }
    }
    matches!(entry, Entry::Expr(expr) if is(expr))
}

fn is_simple(entry: Entry) -> bool {
    fn is(expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(path) => path.qself.is_none() && path.path.segments.len() <= 1,
            Expr::Cast(inner) => is(&inner.expr),
            Expr::Field(inner) => is(&inner.base),
            Expr::Reference(inner) => is(&inner.expr),
            Expr::Try(inner) => is(&inner.expr),
            Expr::Unary(inner) => is(&inner.expr),
            Expr::Index(inner) => is(&inner.expr) && is(&inner.index),
            Expr::Repeat(inner) => is(&inner.expr) && is(&inner.len),
            _ => false,
        }
    }
    match entry {
        Entry::Expr(expr) => is(expr),
        Entry::Literal(_) => true,
        Entry::Meta(meta) => matches!(meta, Meta::Path(_)),
        _ => false,
    }
}
