//! Imports and declarations of modules, in order.
//!
//! ```text
//! use super::types::{B, A};   →   use super::runtime::*;
//! use super::runtime::*;          use super::types::{A, B};
//! ```

use std::cmp::Ordering;

use syn::UseTree;

use super::Printer;
use super::shape::{Shape, newline, width};

/// A part of an import's path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Slf,
    Super,
    Crate,
    Name(String),
    Glob,
    List(Vec<Path>),
}

/// A whole path: `super::types::{A, B}`.
type Path = Vec<Segment>;

impl Printer {
    /// The text of an import without `use` and `;`.
    pub(super) fn import(&self, tree: &UseTree, shape: Shape) -> String {
        written(&sorted(tree), shape)
    }
}

/// The order in which rustfmt leaves imports.
pub(super) fn compare(left: &UseTree, right: &UseTree) -> Ordering {
    compare_paths(&sorted(left), &sorted(right))
}

fn sorted(tree: &UseTree) -> Path {
    match tree {
        UseTree::Path(next) => {
            let mut path = vec![segment(&next.ident.to_string())];
            path.append(&mut sorted(&next.tree));
            path
        }
        UseTree::Name(name) => vec![segment(&name.ident.to_string())],
        UseTree::Rename(name) => {
            vec![Segment::Name(format!("{} as {}", name.ident, name.rename))]
        }
        UseTree::Glob(_) => vec![Segment::Glob],
        UseTree::Group(group) => {
            let mut paths: Vec<Path> = group.items.iter().map(sorted).collect();
            paths.sort_by(compare_paths);
            match paths.as_mut_slice() {
                [only] => std::mem::take(only),
                _ => vec![Segment::List(paths)],
            }
        }
    }
}

fn segment(name: &str) -> Segment {
    match name {
        "self" => Segment::Slf,
        "super" => Segment::Super,
        "crate" => Segment::Crate,
        name => Segment::Name(name.to_owned()),
    }
}

fn compare_paths(left: &Path, right: &Path) -> Ordering {
    left.iter()
        .zip(right)
        .map(|(left, right)| compare_segments(left, right))
        .find(|order| order.is_ne())
        .unwrap_or_else(|| left.len().cmp(&right.len()))
}

fn compare_segments(left: &Segment, right: &Segment) -> Ordering {
    fn rank(segment: &Segment) -> u8 {
        match segment {
            Segment::Slf => 0,
            Segment::Super => 1,
            Segment::Crate => 2,
            Segment::Name(_) => 3,
            Segment::Glob => 4,
            Segment::List(_) => 5,
        }
    }
    match (left, right) {
        (Segment::Name(left), Segment::Name(right)) => {
            let plain = |name: &str| name.trim_start_matches("r#").to_owned();
            compare_versions(&plain(left), &plain(right))
        }
        (Segment::List(left), Segment::List(right)) => left
            .iter()
            .zip(right)
            .map(|(left, right)| compare_paths(left, right))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.len().cmp(&right.len())),
        (left, right) => rank(left).cmp(&rank(right)),
    }
}

/// The style guide's order: underscores first, numbers by their value.
fn compare_versions(left: &str, right: &str) -> Ordering {
    let (left, right) = (chunks(left), chunks(right));
    let mut zeros = Ordering::Equal;
    for (left, right) in left.iter().zip(&right) {
        let is_number = |text: &str| text.starts_with(|sign: char| sign.is_ascii_digit());
        let order = match (*left, *right) {
            ("_", "_") => Ordering::Equal,
            ("_", _) => Ordering::Less,
            (_, "_") => Ordering::Greater,
            (left, right) if is_number(left) && is_number(right) => {
                let digits = |text: &str| text.trim_start_matches('0').to_owned();
                let (low, high) = (digits(left), digits(right));
                if zeros.is_eq() {
                    zeros = right.len().cmp(&left.len());
                }
                low.len().cmp(&high.len()).then_with(|| low.cmp(&high))
            }
            (left, right) => left.cmp(right),
        };
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len()).then(zeros)
}

/// `X86_64` → `X`, `86`, `_`, `64`
fn chunks(name: &str) -> Vec<&str> {
    let kind = |sign: char| match sign {
        '_' => 0,
        sign if sign.is_ascii_digit() => 1,
        _ => 2,
    };
    let mut chunks = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let end = if first == '_' {
            1
        } else {
            rest.find(|sign| kind(sign) != kind(first))
                .unwrap_or(rest.len())
        };
        let (chunk, tail) = rest.split_at(end);
        chunks.push(chunk);
        rest = tail;
    }
    chunks
}

fn written(path: &Path, shape: Shape) -> String {
    let mut out = String::new();
    for (index, segment) in path.iter().enumerate() {
        if index > 0 {
            out.push_str("::");
        }
        match segment {
            Segment::Slf => out.push_str("self"),
            Segment::Super => out.push_str("super"),
            Segment::Crate => out.push_str("crate"),
            Segment::Name(name) => out.push_str(name),
            Segment::Glob => out.push('*'),
            Segment::List(paths) => {
                let left = shape.width.saturating_sub(width(&out));
                out.push_str(&list(paths, shape.indent, left));
            }
        }
    }
    out
}

/// `{A, B}` on a line, or as many on each line as fit.
fn list(paths: &[Path], indent: usize, left: usize) -> String {
    let inside = Shape::indented(indent).block().whole();
    let texts: Vec<String> = paths.iter().map(|path| written(path, inside)).collect();
    let is_nested = paths
        .iter()
        .any(|path| matches!(path.last(), Some(Segment::List(_))));
    let flat = texts.join(", ");
    if !is_nested && width(&flat) + 4 <= left {
        return format!("{{{flat}}}");
    }
    let mut out = String::from("{");
    let room = inside.width.saturating_sub(1);
    let mut column = None;
    let mut breaks = 0;
    let mut before_was_nested = false;
    for (index, text) in texts.iter().enumerate() {
        let total = width(text) + usize::from(index + 1 < texts.len() || breaks > 1);
        let nested = is_nested && (before_was_nested || text.contains("::"));
        match column {
            Some(used) if used + 1 + total <= room && !nested => {
                out.push(' ');
                column = Some(used + 1 + total);
            }
            _ => {
                out.push_str(&newline(inside.indent));
                column = Some(total);
                breaks += 1;
            }
        }
        before_was_nested = text.contains("::");
        out.push_str(text);
        out.push(',');
    }
    out.push_str(&newline(indent));
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use super::compare_versions;

    #[test]
    fn names_are_sorted_by_their_parts() {
        let mut names = [
            "x86_128", "usize", "v00", "_ZYXW", "A2", "ZY_XW", "ZYXW_", "u8", "u128", "X86_64",
            "v0",
        ];
        names.sort_by(|left, right| compare_versions(left, right));
        assert_eq!(
            names,
            [
                "_ZYXW", "A2", "X86_64", "ZY_XW", "ZYXW_", "u8", "u128", "usize", "v00", "v0",
                "x86_128"
            ]
        );
    }
}
