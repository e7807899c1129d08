//! Lines of CommonMark to lines whose block structure is known by construction.
//!
//! ```text
//! -     code()        →   - code()            one space behind a marker, so that no code block begins
//! ~~~~rust            →   ```text             the fences are ours: never Rust, longer than any fence inside
//! 1. > # Title        →   1. > \# Title
//! ```
//!
//! Every line is trimmed, so an indented code block could only begin behind a marker. Markers are parsed here and written
//! anew; text that would begin another block is escaped after everything else was done to it.

use super::inline;

/// Markers before the text of a line. What is nested deeper is text.
const DEEPEST: usize = 4;

/// Builds the lines and knows what Markdown block it is in.
#[derive(Default)]
pub(super) struct Blocks {
    lines: Vec<String>,
    open: Option<(Fence, Vec<String>)>,
    /// The markers of the line before, if it has some.
    markers: String,
    /// Whether the text can contain a table, whose cells end at a `|` even within a code span.
    has_table: bool,
}

impl Blocks {
    /// The blocks of a text.
    pub(super) fn of(text: &str) -> Vec<String> {
        let mut blocks = Blocks {
            has_table: text.lines().any(is_table_delimiter),
            ..Blocks::default()
        };
        for line in text.lines() {
            blocks.add(line);
        }
        blocks.finish()
    }

    fn add(&mut self, line: &str) {
        let trimmed = line.trim();
        if let Some((fence, content)) = &mut self.open {
            if fence.is_closed_by(trimmed) {
                self.close_fence();
            } else {
                content.push(fence.unindented(line).trim_end().to_owned());
            }
            return;
        }
        let (markers, rest) = after_markers(trimmed);
        if let Some(mut fence) = Fence::opened_by(rest) {
            fence.indentation = line.trim_end().len() - rest.len();
            self.open = Some((fence, Vec::new()));
        } else if trimmed.is_empty() || is_rule(trimmed) {
            self.blank();
        } else {
            self.text(&markers, rest);
        }
    }

    /// Writes a code block. It is never Rust, so that it is never compiled.
    fn close_fence(&mut self) {
        let Some((_, content)) = self.open.take() else {
            return;
        };
        let longest = content.iter().map(|line| longest_run(line, '`')).max();
        let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
        self.blank();
        self.push(&format!("{fence}text"));
        content.iter().for_each(|line| self.push(line));
        self.push(&fence);
        self.blank();
    }

    fn text(&mut self, markers: &str, rest: &str) {
        let (hashes, title) = heading(rest);
        let is_item = !markers.is_empty();
        let is_quote = is_item && markers.chars().all(|sign| matches!(sign, '>' | ' '));
        // A line behind a list item or a quotation would belong to it without being indented.
        let continues = match is_item {
            true if is_quote => self.markers == markers,
            true => !self.markers.is_empty() && !self.markers.starts_with('>'),
            false => self.markers.is_empty(),
        };
        if !continues || hashes > 0 {
            self.blank();
        }
        let text = guarded(inline::inline(title, self.has_table));
        match hashes {
            0 => self.push(&format!("{markers}{text}")),
            _ => self.push(&format!("{markers}{} {text}", "#".repeat(hashes))),
        }
        self.markers = markers.to_owned();
        if hashes > 0 {
            self.blank();
        }
    }

    fn blank(&mut self) {
        self.markers.clear();
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn push(&mut self, line: &str) {
        let line = line.trim_end();
        self.lines.push(if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        });
    }

    fn finish(mut self) -> Vec<String> {
        self.close_fence();
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

/// A line that opens a code block.
pub(super) struct Fence {
    sign: char,
    length: usize,
    indentation: usize,
}

impl Fence {
    /// The fence that a trimmed line is.
    pub(super) fn opened_by(line: &str) -> Option<Fence> {
        let sign = line
            .chars()
            .next()
            .filter(|sign| matches!(sign, '`' | '~'))?;
        let info = line.trim_start_matches(sign);
        let length = line.len() - info.len();
        let is_span = sign == '`' && info.contains('`');
        (length >= 3 && !is_span).then_some(Fence {
            sign,
            length,
            indentation: 0,
        })
    }

    /// Whether a trimmed line ends the code block.
    pub(super) fn is_closed_by(&self, line: &str) -> bool {
        line.len() >= self.length && line.chars().all(|sign| sign == self.sign)
    }

    /// The line without the white space that the fence itself begins with.
    fn unindented<'l>(&self, line: &'l str) -> &'l str {
        let white = line.len() - line.trim_start_matches(' ').len();
        line.get(white.min(self.indentation)..).unwrap_or(line)
    }
}

/// The markers of a trimmed line, each with one space behind it, and the text behind them.
pub(super) fn after_markers(line: &str) -> (String, &str) {
    let mut markers = String::new();
    let mut rest = line;
    for _ in 0..DEEPEST {
        let Some(length) = marker(rest) else { break };
        let (marker, behind) = rest.split_at(length);
        markers.push_str(marker);
        markers.push(' ');
        rest = behind.trim_start();
    }
    (markers, rest)
}

/// The length of a marker of a list item or a quotation.
fn marker(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let ends = |length: usize| {
        let behind = text.get(length..).unwrap_or_default();
        behind.is_empty() || behind.starts_with(char::is_whitespace)
    };
    match first {
        '>' => Some(1),
        '-' | '*' | '+' => ends(1).then_some(1),
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let is_marker = digits <= 9 && text.get(digits..)?.starts_with(['.', ')']);
            (is_marker && ends(digits + 1)).then_some(digits + 1)
        }
        _ => None,
    }
}

/// The `#` of a heading, and its text.
fn heading(text: &str) -> (usize, &str) {
    let title = text.trim_start_matches('#');
    let hashes = text.len() - title.len();
    let is_heading = (1..=6).contains(&hashes) && title.starts_with(char::is_whitespace);
    match is_heading {
        true if !title.trim().is_empty() => (hashes, title.trim()),
        _ => (0, text),
    }
}

/// A thematic break: `***`, `- - -`.
fn is_rule(line: &str) -> bool {
    ['*', '-', '_'].into_iter().any(|mark| {
        let marks = line.chars().filter(|sign| *sign == mark).count();
        marks >= 3
            && line
                .chars()
                .all(|sign| sign == mark || sign.is_whitespace())
    })
}

/// Whether a line could separate the head of a table from its rows, within any markers.
fn is_table_delimiter(line: &str) -> bool {
    let (_, rest) = after_markers(line.trim());
    rest.contains('-')
        && rest
            .chars()
            .all(|sign| matches!(sign, '|' | ':' | '-' | ' ' | '>'))
}

/// Text that begins no block: what would be a marker, a heading, a fence or an underline is escaped.
fn guarded(text: String) -> String {
    let text = text.trim();
    let begins_block = match text.chars().next() {
        Some('#' | '=' | '~' | '_') => true,
        Some('>' | '-' | '*' | '+') => marker(text).is_some() || is_rule(text),
        Some('`') => Fence::opened_by(text).is_some(),
        Some('0'..='9') => return guarded_number(text),
        _ => false,
    };
    if begins_block {
        format!("\\{text}")
    } else {
        text.to_owned()
    }
}

/// `2024. It` → `2024\. It`
fn guarded_number(text: &str) -> String {
    match marker(text) {
        Some(length) => {
            let (digits, behind) = text.split_at(length - 1);
            format!("{digits}\\{behind}")
        }
        None => text.to_owned(),
    }
}

fn longest_run(line: &str, mark: char) -> usize {
    line.split(|sign| sign != mark)
        .map(str::len)
        .max()
        .unwrap_or(0)
}
