//! The tables beside types: calls of the runtime's macros that declare how a type is read and written.
//!
//! ```text
//! object! { Customer: Deserialize { required: id; optional: email, name, r#type = "type"; } }
//! ```
//!
//! A table is text and no tokens, because no printer knows what is in a macro's braces; rustfmt leaves it as it is. One that
//! is too long for one line has a line for each group.

use proc_macro2::Literal;

/// As wide as rustfmt leaves a line.
const WIDTH: usize = 100;

/// A call of a macro of the runtime.
#[derive(Debug)]
pub struct Table {
    with: &'static str,
    blocks: Vec<Block>,
}

/// A head and what is in its braces.
#[derive(Debug)]
struct Block {
    head: String,
    groups: Vec<Group>,
}

/// Entries with commas between them; those with a label end with a semicolon.
#[derive(Debug)]
struct Group {
    label: &'static str,
    entries: Vec<String>,
}

impl Table {
    /// `with! { HEAD {} }`
    pub(super) fn new(with: &'static str, head: String) -> Table {
        let block = Block {
            head,
            groups: Vec::new(),
        };
        Table {
            with,
            blocks: vec![block],
        }
    }

    /// Another head, with braces of its own.
    pub(super) fn block(mut self, head: &str, entries: Vec<String>) -> Table {
        if !entries.is_empty() {
            let head = head.to_owned();
            let groups = vec![Group { label: "", entries }];
            self.blocks.push(Block { head, groups });
        }
        self
    }

    /// `label: ENTRIES;`, if there are any; without a label the entries alone.
    pub(super) fn group(mut self, label: &'static str, entries: Vec<String>) -> Table {
        if let Some(block) = self.blocks.last_mut()
            && !entries.is_empty()
        {
            block.groups.push(Group { label, entries });
        }
        self
    }

    /// Its text, indented.
    pub fn text(&self, indent: usize) -> String {
        let mut out = String::new();
        for line in self.unindented().lines() {
            out.push_str(&format!("{:indent$}{line}\n", ""));
        }
        out
    }

    fn unindented(&self) -> String {
        let whole: Vec<String> = self.blocks.iter().map(Block::line).collect();
        let line = format!("{}! {{ {} }}", self.with, whole.join(" "));
        if line.chars().count() <= WIDTH {
            return line + "\n";
        }
        let mut out = format!("{}! {{\n", self.with);
        self.blocks.iter().for_each(|block| block.lines(&mut out));
        out.push_str("}\n");
        out
    }
}

impl Block {
    /// On one line.
    fn line(&self) -> String {
        let groups: Vec<String> = self
            .groups
            .iter()
            .map(|group| {
                let end = if group.label.is_empty() { "" } else { ";" };
                format!("{}{}{end}", group.start(), group.entries.join(", "))
            })
            .collect();
        match groups.is_empty() {
            true => format!("{} {{}}", self.head),
            false => format!("{} {{ {} }}", self.head, groups.join(" ")),
        }
    }

    /// On a line, or with a line for each group.
    fn lines(&self, out: &mut String) {
        let line = format!("    {}\n", self.line());
        if line.chars().count() <= WIDTH + 1 {
            return out.push_str(&line);
        }
        out.push_str(&format!("    {} {{\n", self.head));
        for group in &self.groups {
            group.lines(out);
        }
        out.push_str("    }\n");
    }
}

impl Group {
    fn start(&self) -> String {
        match self.label {
            "" => String::new(),
            label => format!("{label}: "),
        }
    }

    /// Lines that are filled; those after the first of a group with a label are indented further.
    fn lines(&self, out: &mut String) {
        let (indent, end) = match self.label {
            "" => ("        ", ","),
            _ => ("            ", ";"),
        };
        let mut line = format!("        {}", self.start());
        let last = self.entries.len().saturating_sub(1);
        let mut is_empty = true;
        for (index, entry) in self.entries.iter().enumerate() {
            let sign = if index == last { end } else { "," };
            let space = if is_empty { "" } else { " " };
            if !is_empty
                && line.chars().count() + entry.chars().count() + space.len() + sign.len() > WIDTH
            {
                out.push_str(&line);
                out.push('\n');
                line = indent.to_owned();
            } else {
                line.push_str(space);
            }
            line.push_str(entry);
            line.push_str(sign);
            is_empty = false;
        }
        out.push_str(&line);
        out.push('\n');
    }
}

/// A literal of a text.
pub(super) fn quoted(text: &str) -> String {
    Literal::string(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("name_{index:02}")).collect()
    }

    #[test]
    fn a_short_table_is_one_line() {
        let table = Table::new("object", "Customer: Deserialize".to_owned())
            .group("required", names(2))
            .group("nullable", Vec::new())
            .group("optional", names(1));
        assert_eq!(
            table.text(0),
            "object! { Customer: Deserialize { required: name_00, name_01; optional: name_00; } }\n"
        );
        let empty = Table::new("object", "Nothing: Serialize".to_owned());
        assert_eq!(empty.text(0), "object! { Nothing: Serialize {} }\n");
    }

    #[test]
    fn a_long_table_fills_its_lines() {
        let table = Table::new("object", "Customer: Deserialize".to_owned())
            .group("required", names(1))
            .group("optional", names(12));
        assert_eq!(
            table.text(0),
            "object! {
    Customer: Deserialize {
        required: name_00;
        optional: name_00, name_01, name_02, name_03, name_04, name_05, name_06, name_07, name_08,
            name_09, name_10, name_11;
    }
}
"
        );
        let table = Table::new("union", "Source: Serialize".to_owned()).group("", names(12));
        assert_eq!(
            table.block("From", names(2)).text(0),
            "union! {
    Source: Serialize {
        name_00, name_01, name_02, name_03, name_04, name_05, name_06, name_07, name_08, name_09,
        name_10, name_11,
    }
    From { name_00, name_01 }
}
"
        );
    }
}
