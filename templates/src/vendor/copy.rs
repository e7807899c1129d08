//! A file of the runtime as a client has it: without what other features bring, and without the conditions of its own.
//!
//! ```text
//! #[cfg(feature = "limits")]           with `limits`: limits: Limits,
//! limits: Limits,               →      else: nothing
//! ```
//!
//! Invariant: the source is formatted by rustfmt, so the lines say where an item ends; the copy is text that needs no parser.

use std::collections::BTreeSet;

use super::RuntimeFile;

impl RuntimeFile {
    /// Its text in a copy with these features. What other features bring is left out; macros are exported where other
    /// crates use the copy, and otherwise found by their path in this one.
    pub fn text(&self, features: &BTreeSet<&str>, is_exported: bool) -> String {
        let mut copy = Copy::default();
        let mut lines = self.source.lines().peekable();
        while let Some(line) = lines.next() {
            match condition(line).map(|condition| is_met(condition, features)) {
                Some(true) => {}
                Some(false) => copy.leave_out(line, &mut lines),
                None if line == "#[macro_export]" && !is_exported => {
                    copy.push(UNUSED_MACRO);
                    copy.macros
                        .extend(lines.peek().copied().and_then(macro_name));
                }
                None => copy.push(line),
            }
        }
        copy.finish()
    }
}

/// A copy is read by clients that use only some of its macros.
const UNUSED_MACRO: &str =
    "#[allow(unused_macros, reason = \"not every client has a use for it\")]";

/// A copy of a file, line by line.
#[derive(Default)]
struct Copy<'t> {
    lines: Vec<&'t str>,
    /// The macros that other modules find by their path.
    macros: Vec<&'t str>,
    /// Whether something was left out after the last line.
    has_gap: bool,
}

impl<'t> Copy<'t> {
    fn push(&mut self, line: &'t str) {
        let last = self.lines.last().copied().unwrap_or_default();
        let is_second_blank = line.is_empty() && (last.is_empty() || last.ends_with('{'));
        if std::mem::take(&mut self.has_gap) {
            if is_second_blank {
                self.has_gap = true;
                return;
            }
            if last.is_empty() && line.trim_start().starts_with('}') {
                self.lines.pop();
            }
        }
        self.lines.push(line);
    }

    /// Leaves out the item that follows an attribute, with its other attributes and its documentation.
    fn leave_out(&mut self, attribute: &str, lines: &mut std::iter::Peekable<std::str::Lines<'t>>) {
        let depth = indentation(attribute);
        let belongs = |line: &str| {
            let text = line.trim_start();
            indentation(line) == depth && (text.starts_with("///") || text.starts_with("#["))
        };
        while self.lines.pop_if(|line| belongs(line)).is_some() {}
        while lines.next_if(|line| belongs(line)).is_some() {}
        // The text is formatted by rustfmt: what has several lines ends with a bracket where it began, or, a chain, with
        // the last line that is further inside. Inside of brackets there may be lines that end like a chain.
        let is_bracketed = lines
            .peek()
            .is_some_and(|first| first.ends_with(['{', '(', '[']));
        while let Some(line) = lines.next() {
            let is_chain = !is_bracketed
                && line.ends_with(';')
                && lines.peek().is_none_or(|next| {
                    indentation(next) <= depth && !next.trim_start().starts_with(['}', ')', ']'])
                });
            if is_chain || indentation(line) == depth && line.ends_with([';', ',', '}']) {
                break;
            }
        }
        self.has_gap = true;
    }

    fn finish(mut self) -> String {
        if self.has_gap {
            while self.lines.pop_if(|line| line.is_empty()).is_some() {}
        }
        let mut text = self.lines.join("\n");
        text.push('\n');
        self.macros.sort_unstable();
        let exports = match self.macros.as_slice() {
            [] => return text,
            [one] => (*one).to_owned(),
            several => format!("{{{}}}", several.join(", ")),
        };
        text.push_str(&format!(
            "\n#[allow(unused_imports, reason = \"not every client has a use for it\")]\npub(crate) use {exports};\n"
        ));
        text
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The condition under which the item after a line exists: `feature = "limits"`.
fn condition(line: &str) -> Option<&str> {
    let condition = line
        .trim_start()
        .strip_prefix("#[cfg(")?
        .strip_suffix(")]")?;
    condition.contains("feature = ").then_some(condition)
}

fn is_met(condition: &str, features: &BTreeSet<&str>) -> bool {
    match condition
        .strip_prefix("not(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(inner) => !is_met(inner, features),
        None => condition
            .split('"')
            .nth(1)
            .is_some_and(|name| features.contains(name)),
    }
}

/// `object` of `macro_rules! object {`.
fn macro_name(line: &str) -> Option<&str> {
    line.strip_prefix("macro_rules! ")?.strip_suffix(" {")
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::*;

    fn copy(source: &'static str, features: &[&str], is_exported: bool) -> String {
        let file = RuntimeFile {
            folder: "",
            module: "a",
            feature: "client",
            target: Target::Any,
            source,
            dependencies: &[],
        };
        file.text(&features.iter().copied().collect(), is_exported)
    }

    const SOURCE: &str = r##"use a::A;
#[cfg(feature = "b")]
use b::{
    B,
};

struct S {
    a: A,
    /// Documented.
    #[cfg(feature = "b")]
    #[allow(dead_code)]
    b: B,
}

impl S {
    /// Kept.
    fn a(&self) {
        #[cfg(feature = "b")]
        let b = match self.b {
            B => 1,
        };
        #[cfg(feature = "b")]
        let b = b
            .max(1)
            .min(2);
        #[cfg(not(feature = "b"))]
        let b = 2;
        drop(b);
    }

    /// Left out
    /// without `b`.
    #[cfg(feature = "b")]
    fn b(
        &self,
    ) -> B
    where
        B: Copy,
    {
        let b = self.b;

        b
    }
}

/// Left out without `b`.
#[cfg(feature = "b")]
macro_rules! n {
    () => {
        const B: u8 = 1;

        fn b() {}
    };
}

/// A macro.
#[macro_export]
macro_rules! m {
    () => {};
}
"##;

    #[test]
    fn what_a_missing_feature_brings_is_left_out() {
        let expected = r##"use a::A;

struct S {
    a: A,
}

impl S {
    /// Kept.
    fn a(&self) {
        let b = 2;
        drop(b);
    }
}

/// A macro.
#[allow(unused_macros, reason = "not every client has a use for it")]
macro_rules! m {
    () => {};
}

#[allow(unused_imports, reason = "not every client has a use for it")]
pub(crate) use m;
"##;
        assert_eq!(copy(SOURCE, &["client"], false), expected);
    }

    #[test]
    fn what_a_feature_brings_is_there_without_its_condition() {
        let with = copy(SOURCE, &["client", "b"], true);
        let expected: String = SOURCE
            .replace(
                "        #[cfg(not(feature = \"b\"))]\n        let b = 2;\n",
                "",
            )
            .lines()
            .filter(|line| !line.contains("#[cfg("))
            .flat_map(|line| [line, "\n"])
            .collect();
        assert_eq!(with, expected);
    }
}
