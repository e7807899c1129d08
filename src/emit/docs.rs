//! A description's text (CommonMark or HTML, from strangers) to lines of valid rustdoc.
//!
//! ```text
//! <p>See <a href="https://x.test/a">the docs</a>, [Foo] or Vec<T></p>
//!   →   See [the docs](https://x.test/a), \[Foo\] or Vec\<T>
//! ```
//!
//! Invariants: no line makes rustdoc or clippy warn; nothing is ever compiled as a doctest; no control or bidirectional
//! formatting character survives; what a reader reads stays.

/// The lines of a doc comment, each beginning with the space behind `///`; empty where there is nothing to say.
pub(super) fn lines(text: &str) -> Vec<String> {
    let clean = clean(text);
    let mut lines = Lines::default();
    for line in clean.lines() {
        lines.add(line);
    }
    lines.finish()
}

/// Only what a doc comment may hold.
fn clean(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ");
    let kept: String = text
        .chars()
        .filter(|sign| *sign == '\n' || !(sign.is_control() || is_format(*sign)))
        .collect();
    if kept.contains('<') {
        html_to_markdown(&kept)
    } else {
        kept
    }
}

/// Characters that change how the text around them is shown (Unicode TR 9 and TR 36).
fn is_format(sign: char) -> bool {
    matches!(sign, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// What the tags of HTML descriptions mean in Markdown; unknown tags stay as text.
fn html_to_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut links: Vec<String> = Vec::new();
    while let Some(open) = rest.find('<') {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        match tag(tail) {
            Some((tag, length)) => {
                translate(&tag, &mut links, &mut out);
                rest = tail.get(length..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

struct Tag<'t> {
    name: String,
    closing: bool,
    attributes: &'t str,
}

/// The tag that a text begins with, and its length.
fn tag(text: &str) -> Option<(Tag<'_>, usize)> {
    let end = text.find('>')?;
    let inner = text.get(1..end)?;
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/').trim_end_matches('/').trim();
    let name_end = inner
        .find(|sign: char| !sign.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name_end);
    let known = KNOWN_TAGS.contains(&name.to_ascii_lowercase().as_str())
        && (attributes.is_empty() || attributes.starts_with([' ', '\n']));
    known.then(|| {
        (
            Tag {
                name: name.to_ascii_lowercase(),
                closing,
                attributes,
            },
            end + 1,
        )
    })
}

const KNOWN_TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "html",
    "i",
    "img",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

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

fn is_web(target: &str) -> bool {
    let is_address = target.starts_with("https://")
        || target.starts_with("http://")
        || target.starts_with("mailto:");
    is_address && !target.contains(['(', ')', '<', '>', '`', ' ', '\\', '"'])
}

/// Builds the lines and knows what Markdown block it is in.
#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    in_fence: bool,
    in_list: bool,
}

impl Lines {
    fn add(&mut self, line: &str) {
        let trimmed = line.trim();
        if let Some(fence) = fence(trimmed) {
            self.fence(fence);
        } else if self.in_fence {
            self.push(line.trim_end());
        } else if trimmed.is_empty() {
            self.blank();
        } else {
            self.text(trimmed);
        }
    }

    /// A code block is never Rust, so that it is never compiled.
    fn fence(&mut self, fence: &str) {
        if !self.in_fence {
            self.blank();
        }
        self.push(
            if self.in_fence {
                fence.to_owned()
            } else {
                format!("{fence}text")
            }
            .as_str(),
        );
        self.in_fence = !self.in_fence;
        self.in_list = false;
    }

    fn text(&mut self, line: &str) {
        let is_item = is_list_item(line);
        let is_heading = line.starts_with('#');
        // A line behind a list item or a quotation would belong to it without being indented.
        if self.in_list && !is_item {
            self.blank();
        }
        if (is_item && !self.in_list) || is_heading {
            self.blank();
        }
        self.in_list = is_item || line.starts_with('>');
        self.push(&inline(line));
        if is_heading {
            self.blank();
        }
    }

    fn blank(&mut self) {
        self.in_list = false;
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn push(&mut self, line: &str) {
        self.lines.push(if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        });
    }

    fn finish(mut self) -> Vec<String> {
        if self.in_fence {
            self.push("```");
        }
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

fn fence(line: &str) -> Option<&'static str> {
    (line.starts_with("```") && !line.trim_start_matches('`').contains('`')
        || line.starts_with("~~~"))
    .then_some("```")
}

fn is_list_item(line: &str) -> bool {
    let bullet = line.starts_with("* ") || line.starts_with("- ") || line.starts_with("+ ");
    let digits = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    bullet || (digits.len() < line.len() && (digits.starts_with(". ") || digits.starts_with(") ")))
}

/// Text between the code spans escaped, the code spans kept.
pub(super) fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(open) = rest.find('`') {
        let (text, tail) = rest.split_at(open);
        escape(text, &mut out);
        let ticks = tail.len() - tail.trim_start_matches('`').len();
        let (marks, inner) = tail.split_at(ticks);
        match closing(inner, ticks) {
            Some(end) if !inner.get(..end).unwrap_or_default().trim().is_empty() => {
                out.push_str(marks);
                out.push_str(inner.get(..end + ticks).unwrap_or_default());
                rest = inner.get(end + ticks..).unwrap_or_default();
            }
            _ => {
                out.push_str(&"\\`".repeat(ticks));
                rest = inner;
            }
        }
    }
    escape(rest, &mut out);
    out
}

/// Where a code span of so many backticks ends.
fn closing(text: &str, ticks: usize) -> Option<usize> {
    let mark = "`".repeat(ticks);
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(&mark) {
        let at = from + found;
        let after = text.get(at + ticks..)?;
        if !after.starts_with('`') {
            return Some(at);
        }
        from = at + ticks + (after.len() - after.trim_start_matches('`').len());
    }
    None
}

/// Brackets that are no link, angles, and bare addresses.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        if let Some((link, length)) = link(rest) {
            out.push_str(&link);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        if let Some(length) = address(rest, out.chars().next_back()) {
            let (url, tail) = rest.split_at(length);
            out.push('<');
            out.push_str(url);
            out.push('>');
            rest = tail;
            continue;
        }
        match sign {
            '[' | ']' | '<' => {
                out.push('\\');
                out.push(sign);
            }
            // What is escaped already stays escaped.
            '\\' if rest
                .chars()
                .nth(1)
                .is_some_and(|next| next.is_ascii_punctuation()) =>
            {
                out.push('\\');
                out.extend(rest.chars().nth(1));
                rest = rest.get(2..).unwrap_or_default();
                continue;
            }
            _ => out.push(sign),
        }
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
    }
}

/// `[text](https://…)` and its length; a link elsewhere leaves its text.
fn link(text: &str) -> Option<(String, usize)> {
    let (label, tail) = text.strip_prefix('[')?.split_once("](")?;
    if label.contains(['[', ']', '`', '<', '\\']) || label.trim().is_empty() {
        return None;
    }
    let target = tail.split(')').next()?;
    let length = label.len() + target.len() + 4;
    text.get(..length)?;
    let address = target.split_whitespace().next().unwrap_or_default();
    Some((
        if is_web(address) {
            format!("[{label}]({address})")
        } else {
            label.to_owned()
        },
        length,
    ))
}

/// The length of a bare address that a text begins with.
fn address(text: &str, before: Option<char>) -> Option<usize> {
    let starts = text.starts_with("https://") || text.starts_with("http://");
    if !starts || before.is_some_and(|sign| sign.is_alphanumeric()) {
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

#[cfg(test)]
mod tests {
    use super::lines;

    fn docs(text: &str) -> String {
        lines(text).join("\n")
    }

    #[test]
    fn html_becomes_markdown() {
        assert_eq!(
            docs("<p>See <a href=\"https://x.test/a\">the docs</a>, [Foo] or Vec<T></p>"),
            " See [the docs](https://x.test/a), \\[Foo\\] or Vec\\<T>"
        );
        assert_eq!(docs("<ul><li>one<li>two</ul>"), " * one\n * two");
    }

    #[test]
    fn code_is_never_compiled() {
        assert_eq!(
            docs("```\nfn main() {}\n```"),
            " ```text\n fn main() {}\n ```"
        );
        assert_eq!(docs("```json\n{}"), " ```text\n {}\n ```");
        assert_eq!(docs("Like\n\n    indented()"), " Like\n\n indented()");
    }

    #[test]
    fn links_that_are_none_are_text() {
        assert_eq!(
            docs("a [b](/docs/c) [d] https://e.test/f."),
            " a b \\[d\\] <https://e.test/f>."
        );
        assert_eq!(docs("`[x]` and ` alone"), " `[x]` and \\` alone");
    }

    #[test]
    fn a_line_behind_a_list_is_a_paragraph() {
        assert_eq!(docs("- one\ntwo"), " - one\n\n two");
    }

    #[test]
    fn hidden_characters_are_dropped() {
        assert_eq!(docs("a\u{202E}b\u{0}c"), " abc");
    }
}
