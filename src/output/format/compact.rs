//! Lines of printed Rust that need not be apart.
//!
//! ```text
//! pub fn get(                      pub fn get(&self, id: &str) -> Call<Site> {
//!     &self,                 →
//!     id: &str,
//! ) -> Call<Site> {
//! ```
//!
//! Knows no grammar: only brackets, texts in quotes, and where a line ends. Invariant: without blanks and the commas before
//! closing brackets, the text stays the same.

/// Puts what stands in brackets onto the line that opens them, and calls onto the line of what they are called on, where
/// all of it fits into a width.
pub(super) fn joined(text: &str, width: usize) -> String {
    chained(&without_breaks(text, width), width)
}

/// A chain of calls on one line, where all of it fits.
fn chained(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mut calls = Vec::new();
        while let Some(call) = lines.next_if(|next| is_call(next) && !opens(next)) {
            calls.push(call);
        }
        let whole = calls
            .iter()
            .fold(line.to_owned(), |whole, call| whole + call.trim_start());
        let is_chain = !line.trim_start().starts_with("//") && whole.chars().count() <= width;
        let broken_on = lines.peek().is_some_and(|next| is_call(next));
        let written = if is_chain && !broken_on {
            vec![whole.as_str()]
        } else {
            [&[line], calls.as_slice()].concat()
        };
        for line in written {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Whether a line goes on with a chain: `.await`, and not the `..Self::USUAL` of a struct.
fn is_call(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('.') && !line.starts_with("..")
}

fn without_breaks(text: &str, width: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let (line, taken) = join(line, lines.get(at + 1..).unwrap_or_default(), width);
        out.push_str(&line);
        out.push('\n');
        at += 1 + taken;
    }
    out
}

/// A line with as many of the lines behind it as fit, and how many these are.
fn join(line: &str, behind: &[&str], width: usize) -> (String, usize) {
    let mut whole = line.to_owned();
    let mut taken = 0;
    // The line that closes one bracket may open the next: `) -> Call<`.
    while opens(&whole) {
        let rest = behind.get(taken..).unwrap_or_default();
        let Some((longer, lines)) = closed(&whole, rest, width) else {
            break;
        };
        whole = longer;
        taken += lines;
    }
    (whole, taken)
}

/// Whether a line ends with an open bracket that holds a list and no block.
fn opens(line: &str) -> bool {
    line.ends_with(['(', '[', '<']) && !line.trim_start().starts_with("//")
}

/// The line up to where its last bracket is closed; `None` where that does not fit or holds what needs a line of its own.
fn closed(line: &str, behind: &[&str], width: usize) -> Option<(String, usize)> {
    let mut whole = line.to_owned();
    let mut depth: i32 = 1;
    for (number, next) in behind.iter().enumerate() {
        let next = next.trim();
        if next.is_empty() || next.starts_with("//") {
            return None;
        }
        append(&mut whole, next);
        if whole.chars().count() > width {
            return None;
        }
        let (lowest, end) = depth_of(next);
        if depth + lowest <= 0 {
            return Some((whole, number + 1));
        }
        // A block, or what else is no list.
        if next.ends_with(['{', ';']) {
            return None;
        }
        depth += end;
    }
    None
}

/// Adds a line to another, with the blank that belongs between them.
fn append(whole: &mut String, next: &str) {
    if next.starts_with([')', ']', '>']) {
        if whole.ends_with(',') {
            whole.pop();
        }
    } else if !whole.ends_with(['(', '[', '<']) && !is_call(next) {
        whole.push(' ');
    }
    whole.push_str(next);
}

/// How many more brackets a line opens than it closes, at the lowest and at its end, texts in quotes and arrows aside.
fn depth_of(line: &str) -> (i32, i32) {
    let (mut lowest, mut depth) = (0, 0);
    let mut signs = line.chars().peekable();
    let mut before = ' ';
    let mut in_text = false;
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if in_text => drop(signs.next()),
            '"' => in_text = !in_text,
            '(' | '[' | '<' | '{' if !in_text => depth += 1,
            '>' if !in_text && (before == '-' || before == '=') => {}
            ')' | ']' | '>' | '}' if !in_text => depth -= 1,
            _ => {}
        }
        lowest = lowest.min(depth);
        before = sign;
    }
    (lowest, depth)
}

/// Puts an attribute onto the line of the field or the variant that it speaks of, where both fit.
pub(super) fn attributed(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        if line.trim_start().starts_with("#[") && line.ends_with('(') {
            let values = std::iter::from_fn(|| lines.next_if(|next| next.ends_with(',')));
            fill(
                &mut out,
                line.len() - line.trim_start().len() + 4,
                values.map(str::trim_start),
                width,
            );
            out.push('\n');
            continue;
        }
        let is_attribute =
            line.starts_with(" ") && line.trim_start().starts_with("#[") && line.ends_with(']');
        let member = lines.next_if(|next| {
            let next = next.trim_start();
            is_attribute
                && next.ends_with(',')
                && !next.starts_with(['#', '/'])
                && line.len() + 1 + next.len() <= width
        });
        if let Some(member) = member {
            out.push(' ');
            out.push_str(member.trim_start());
        }
        out.push('\n');
    }
    out
}

/// As many values on each line as fit, indented.
fn fill<'t>(out: &mut String, indent: usize, values: impl Iterator<Item = &'t str>, width: usize) {
    let mut column = width;
    for value in values {
        if column + 1 + value.len() > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(value);
        column += value.len();
    }
}

/// Puts as many variants onto a line as fit, and all of the enum where it fits; variants with docs keep their own lines.
pub(super) fn filled(text: &str, width: usize) -> String {
    let is_variant = |line: &str| line.starts_with(' ') && line.ends_with(',');
    if text
        .lines()
        .any(|line| line.starts_with(' ') && !is_variant(line))
    {
        return text.to_owned();
    }
    let variants: Vec<&str> = text
        .lines()
        .filter(|line| is_variant(line))
        .map(str::trim_start)
        .collect();
    let (head, tail): (Vec<&str>, Vec<&str>) = text
        .lines()
        .filter(|line| !is_variant(line))
        .partition(|line| !line.starts_with('}'));
    let opening = head.last().map_or(0, |line| line.len());
    let length: usize = variants.iter().map(|variant| variant.len() + 1).sum();
    let mut out: String = head.join("\n");
    if opening + length + 2 <= width && tail == ["}"] {
        let all = variants.join(" ");
        out.push_str(&format!(" {} }}\n", all.strip_suffix(',').unwrap_or(&all)));
        return out;
    }
    fill(&mut out, 4, variants.into_iter(), width);
    out.push('\n');
    tail.iter().for_each(|line| out.extend([*line, "\n"]));
    out
}

#[cfg(test)]
mod tests {
    use super::{attributed, filled, joined};

    #[test]
    fn the_rest_of_a_struct_is_no_call() {
        let text = "    .shape(Shape {\n        code: &[],\n        ..Shape::USUAL\n    });\n";
        assert_eq!(joined(text, 100), text);
    }

    #[test]
    fn what_fits_stands_on_one_line() {
        let long = "    pub fn get(\n        &self,\n        id: &str,\n    ) -> Call<\n        Site,\n        Params,\n    > {\n        self.call(\n                Operation::new(\n                    \"GET\",\n                    \"/a(<\",\n                    json,\n                ),\n            )\n            .path(id)\n    }\n";
        let short = "    pub fn get(&self, id: &str) -> Call<Site, Params> {\n        self.call(Operation::new(\"GET\", \"/a(<\", json)).path(id)\n    }\n";
        assert_eq!(joined(long, 100), short);
        assert_eq!(joined(short, 100), short);
        let narrow = joined(long, 50);
        assert!(
            narrow.contains("    pub fn get(&self, id: &str) -> Call<\n        Site,\n"),
            "{narrow}"
        );
        assert!(
            narrow.contains("    self.call(\n                Operation::new("),
            "{narrow}"
        );
    }

    #[test]
    fn comments_and_blocks_keep_their_lines() {
        let text = "struct A(\n    /// Doc.\n    B,\n);\nfoo(|x| {\n    y\n});\n/// a (\n/// b)\n";
        assert_eq!(joined(text, 100), text);
    }

    #[test]
    fn an_attribute_stands_beside_what_it_speaks_of() {
        let text =
            "#[flow(out)]\npub struct A {\n    /// Doc.\n    #[wire(\"b\")]\n    pub a: B,\n}\n";
        let short = "#[flow(out)]\npub struct A {\n    /// Doc.\n    #[wire(\"b\")] pub a: B,\n}\n";
        assert_eq!(attributed(text, 40), short);
        assert_eq!(attributed(text, 20), text);
    }

    #[test]
    fn many_values_of_an_attribute_fill_lines() {
        let text = "pub enum U {\n    #[tag(\n        \"a\" = \"b\",\n        \"c\",\n        \"d\",\n    )]\n    V(W),\n}\n";
        let filled = "pub enum U {\n    #[tag(\n        \"a\" = \"b\", \"c\",\n        \"d\",\n    )]\n    V(W),\n}\n";
        assert_eq!(attributed(text, 24), filled);
    }

    #[test]
    fn variants_fill_lines() {
        let text = "/// E.\npub enum E {\n    A = \"a\",\n    B = \"b\",\n    C = \"c\",\n}\n";
        assert_eq!(
            filled(text, 50),
            "/// E.\npub enum E { A = \"a\", B = \"b\", C = \"c\" }\n"
        );
        assert_eq!(
            filled(text, 24),
            "/// E.\npub enum E {\n    A = \"a\", B = \"b\",\n    C = \"c\",\n}\n"
        );
        assert_eq!(filled(text, 15), text);
        let documented = "pub enum E {\n    /// Doc.\n    A = \"a\",\n    B = \"b\",\n}\n";
        assert_eq!(filled(documented, 90), documented);
    }
}
