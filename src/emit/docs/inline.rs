//! The text of one line: code spans and links to the web stay, everything else that Markdown, rustdoc or HTML would read is
//! escaped.
//!
//! ```text
//! [Foo], Vec<T>, \`<b>\`, [x](/relative) and https://x.test   →   \[Foo\], Vec\<T>, \`\<b>\`, x and <https://x.test>
//! ```
//!
//! Invariants: each `<` outside of a code span is escaped or begins an address in angles that is written here; code spans are
//! written here, with their own backticks; the work grows with the length of the line.

/// Bytes of a link's text or address. A longer one is text.
const LONGEST_LINK: usize = 2000;

/// The line, escaped. A cell of a table ends at a `|` within a code span, so `in_table` such a span is text.
pub(super) fn inline(line: &str, in_table: bool) -> String {
    let runs = Runs::of(line);
    let mut out = String::with_capacity(line.len() + 8);
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        if !rest.starts_with('`') {
            at += text(rest, &mut out);
            continue;
        }
        let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
        let span = runs.closing(at + ticks, ticks);
        let content = span.and_then(|end| line.get(at + ticks..end));
        match content.map(str::trim).filter(|content| !content.is_empty()) {
            Some(content) => {
                let is_text = (in_table && content.contains('|')) || out.ends_with('`');
                match is_text {
                    true => plain(content, &mut out),
                    false => code(content, &mut out),
                }
                at = span.unwrap_or(at) + ticks;
            }
            None => {
                out.push_str(&"\\`".repeat(ticks));
                at += ticks;
            }
        }
    }
    out
}

/// Where the runs of backticks of a line are, by their length.
struct Runs(std::collections::BTreeMap<usize, Vec<usize>>);

impl Runs {
    fn of(line: &str) -> Runs {
        let mut runs: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
        let mut length = 0;
        for (at, byte) in line.bytes().chain([0]).enumerate() {
            match byte {
                b'`' => length += 1,
                _ if length > 0 => {
                    runs.entry(length).or_default().push(at - length);
                    length = 0;
                }
                _ => {}
            }
        }
        Runs(runs)
    }

    /// The first run of this length at or behind a place.
    fn closing(&self, from: usize, length: usize) -> Option<usize> {
        let starts = self.0.get(&length)?;
        starts
            .get(starts.partition_point(|start| *start < from))
            .copied()
    }
}

/// A code span with as many backticks as its content needs.
fn code(content: &str, out: &mut String) {
    let marks = (1..)
        .map(|count| "`".repeat(count))
        .find(|marks| !content.split(|sign| sign != '`').any(|run| run == marks))
        .unwrap_or_default();
    let space = if content.starts_with('`') || content.ends_with('`') {
        " "
    } else {
        ""
    };
    out.extend([&*marks, space, content, space, &*marks]);
}

/// Text in which nothing is Markdown.
fn plain(text: &str, out: &mut String) {
    for sign in text.chars() {
        if sign.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(sign);
    }
}

/// Writes what the text begins with, and returns its length: a link, an address, an escape or one character.
fn text(rest: &str, out: &mut String) -> usize {
    if let Some(link) = link(rest) {
        match link.address {
            Some(address) => {
                // An image would be loaded from another machine by whoever reads the docs.
                if let Some(before) = out.strip_suffix('!')
                    && !ends_escaping(before)
                {
                    out.insert(before.len(), '\\');
                }
                out.extend(["[", link.label, "](", address, ")"]);
            }
            None => {
                let mut label = link.label;
                while !label.is_empty() {
                    label = label.get(character(label, out)..).unwrap_or_default();
                }
            }
        }
        return link.length;
    }
    character(rest, out)
}

/// Whether what follows is escaped: an even number of backslashes escape each other.
fn ends_escaping(text: &str) -> bool {
    let backslashes = text.bytes().rev().take_while(|byte| *byte == b'\\');
    backslashes.count() % 2 == 1
}

fn character(rest: &str, out: &mut String) -> usize {
    if let Some(length) = address(rest, out.chars().next_back()) {
        out.extend(["<", rest.get(..length).unwrap_or_default(), ">"]);
        return length;
    }
    let mut signs = rest.chars();
    let Some(sign) = signs.next() else {
        return rest.len();
    };
    match (sign, signs.next()) {
        ('[' | ']' | '<', _) => out.extend(['\\', sign]),
        // What is escaped already stays escaped.
        ('\\', Some(next)) if next.is_ascii_punctuation() => {
            out.extend(['\\', next]);
            return 2;
        }
        ('\\', None) => {}
        ('\\', _) => out.push_str("\\\\"),
        _ => out.push(sign),
    }
    sign.len_utf8()
}

struct Link<'t> {
    label: &'t str,
    /// None where it leads nowhere on the web.
    address: Option<&'t str>,
    length: usize,
}

/// `[text](https://…)`
fn link(text: &str) -> Option<Link<'_>> {
    let inner = text.strip_prefix('[')?;
    let end = inner
        .bytes()
        .take(LONGEST_LINK)
        .position(|byte| matches!(byte, b'[' | b']'))?;
    let (label, tail) = inner.split_at(end);
    let tail = tail.strip_prefix("](")?;
    if label.contains(['[', '`', '<', '\\']) || label.trim().is_empty() {
        return None;
    }
    let end = tail
        .bytes()
        .take(LONGEST_LINK)
        .position(|byte| matches!(byte, b'[' | b')'))?;
    let (address, behind) = tail.split_at_checked(end)?;
    behind.strip_prefix(')')?;
    let address = address.split_whitespace().next().unwrap_or_default();
    Some(Link {
        label,
        address: Some(address).filter(|address| is_web(address)),
        length: label.len() + end + "[](".len() + 1,
    })
}

/// An address that can be in a link as it is.
pub(super) fn is_web(target: &str) -> bool {
    let is_address = target.starts_with("https://")
        || target.starts_with("http://")
        || target.starts_with("mailto:");
    let breaks = |sign: char| {
        sign.is_whitespace()
            || matches!(
                sign,
                '(' | ')' | '<' | '>' | '`' | '\\' | '"' | '[' | ']' | '|'
            )
    };
    is_address && !target.contains(breaks)
}

/// The length of a bare address that a text begins with.
fn address(text: &str, before: Option<char>) -> Option<usize> {
    let starts = text.starts_with("https://") || text.starts_with("http://");
    if !starts || before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let stops = |sign: char| {
        sign.is_whitespace()
            || matches!(
                sign,
                '<' | '>' | '"' | '\'' | '`' | ')' | '(' | ']' | '[' | '{' | '}' | '|' | '\\' | '*'
            )
            || !sign.is_ascii()
    };
    let end = text.find(stops).unwrap_or(text.len());
    let url = text
        .get(..end)?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '_']);
    (url.len() > "https://x".len()).then_some(url.len())
}
