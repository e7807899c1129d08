//! What the tags of an HTML text mean in Markdown. An unknown tag stays as text, which `inline` escapes.
//!
//! ```text
//! <p>See <a href="https://x.test/a">the docs</a></p>   →   See [the docs](https://x.test/a)
//! ```
//!
//! Invariant: the work grows with the length of the text; a tag is looked for within [`LONGEST_TAG`] bytes.

use super::blocks::{Fence, after_markers};
use super::inline::is_web;
use crate::html;

/// Bytes between `<` and `>`. A longer tag is text.
const LONGEST_TAG: usize = 2000;

/// Translates the tags outside of code blocks and code spans.
pub(super) fn to_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut prose = String::new();
    let mut open: Option<Fence> = None;
    for line in text.split_inclusive('\n') {
        match &open {
            Some(fence) => {
                out.push_str(line);
                if fence.is_closed_by(line.trim()) {
                    open = None;
                }
            }
            None => match Fence::opened_by(after_markers(line.trim()).1) {
                Some(fence) => {
                    translate_prose(&std::mem::take(&mut prose), &mut out);
                    out.push_str(line);
                    open = Some(fence);
                }
                None => prose.push_str(line),
            },
        }
    }
    translate_prose(&prose, &mut out);
    out
}

fn translate_prose(text: &str, out: &mut String) {
    let mut rest = text;
    let mut links: Vec<String> = Vec::new();
    while let Some(open) = rest.find(['<', '`']) {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        let length = match tag(tail) {
            Some((tag, length)) => {
                translate(&tag, &mut links, out);
                length
            }
            None => {
                let length = code_span(tail).max(1);
                out.push_str(tail.get(..length).unwrap_or_default());
                length
            }
        };
        rest = tail.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// The length of a code span that ends in the same line, within [`LONGEST_TAG`] bytes; of the backticks where there is none.
fn code_span(text: &str) -> usize {
    let content = text.trim_start_matches('`');
    let ticks = text.len() - content.len();
    let mut run = 0;
    for (at, byte) in content.bytes().enumerate().take(LONGEST_TAG) {
        match byte {
            b'`' => run += 1,
            _ if run == ticks => return ticks + at,
            b'\n' => return ticks,
            _ => run = 0,
        }
    }
    ticks
}

struct Tag<'t> {
    name: String,
    closing: bool,
    attributes: &'t str,
}

/// The tag that a text begins with, and its length.
fn tag(text: &str) -> Option<(Tag<'_>, usize)> {
    let inner = text.strip_prefix('<')?;
    let end = inner
        .bytes()
        .take(LONGEST_TAG)
        .position(|byte| matches!(byte, b'<' | b'>'))?;
    let (inner, behind) = inner.split_at_checked(end)?;
    behind.strip_prefix('>')?;
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/').trim_end_matches('/').trim();
    let name_end = inner
        .find(|sign: char| !sign.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name_end);
    let known =
        html::is_tag(name) && (attributes.is_empty() || attributes.starts_with([' ', '\n']));
    known.then(|| {
        (
            Tag {
                name: name.to_ascii_lowercase(),
                closing,
                attributes,
            },
            end + 2,
        )
    })
}

fn translate(tag: &Tag<'_>, links: &mut Vec<String>, out: &mut String) {
    match (tag.name.as_str(), tag.closing) {
        ("b" | "strong", _) => out.push_str("**"),
        ("code" | "kbd" | "samp" | "tt" | "var", _) => out.push('`'),
        ("li" | "dt", false) => out.push_str("\n* "),
        ("br", _) => out.push('\n'),
        ("a", false) => open_link(tag.attributes, links, out),
        ("a", true) => close_link(links, out),
        ("td" | "th", true) => out.push(' '),
        (
            "p" | "div" | "ul" | "ol" | "dl" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table"
            | "tr" | "blockquote" | "pre" | "section" | "hr",
            _,
        ) => {
            out.push_str("\n\n");
        }
        _ => {}
    }
}

fn open_link(attributes: &str, links: &mut Vec<String>, out: &mut String) {
    let target = attributes
        .split_once("href=")
        .map(|(_, rest)| rest)
        .unwrap_or_default();
    let quoted = target.strip_prefix(['"', '\'']).unwrap_or(target);
    let target = quoted
        .split(['"', '\'', ' '])
        .next()
        .unwrap_or_default()
        .to_owned();
    if is_web(&target) {
        out.push('[');
    }
    links.push(target);
}

fn close_link(links: &mut Vec<String>, out: &mut String) {
    if let Some(target) = links.pop().filter(|target| is_web(target)) {
        out.push_str("](");
        out.push_str(&target);
        out.push(')');
    }
}
