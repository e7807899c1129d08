//! The `Cargo.toml` of a crate, with what a person wrote into the one before.
//!
//! ```text
//! written       [package] name, version = "0.1.0"            [dependencies] http
//! on the disk   [package] name, version = "1.4.0", authors   [dependencies] http, schemars   [lints.rust]
//!   →           [package] name, version = "1.4.0", authors   [dependencies] http, schemars   [lints.rust]
//! ```
//!
//! Of `[package]` each value on the disk is kept, but for the name and for what the config declares. Of other tables, what is
//! written wins; other keys and tables are kept, but for dependencies that the client no longer has.
//! Invariant: where the text on the disk is no TOML, the result is what is written.

use fetchwright_runtime::vendor::DEPENDENCIES;
use toml::de::DeTable;

use crate::emit::Manifest;

/// The file's name.
pub(super) const NAME: &str = "Cargo.toml";

/// Follows a value that is not for a person to change here.
const PINNED: &str = "# from the config";

/// The table `[package]`.
pub(super) fn package(manifest: &Manifest) -> String {
    let own = &manifest.package;
    let string = |text: &String| format!("\"{}\"", escaped(text));
    let mut text = format!("[package]\nname = \"{}\"\n", manifest.name);
    let mut value = |key: &str, chosen: Option<String>, usual: Option<&str>| match (chosen, usual) {
        (Some(chosen), _) => text.push_str(&format!("{key} = {chosen} {PINNED}\n")),
        (None, Some(usual)) => text.push_str(&format!("{key} = \"{usual}\"\n")),
        (None, None) => {}
    };
    value("version", own.version.as_ref().map(string), Some("0.1.0"));
    value("edition", own.edition.as_ref().map(string), Some("2024"));
    value("license", own.license.as_ref().map(string), None);
    value("publish", own.publish.map(|it| it.to_string()), None);
    value("rust-version", None, Some("1.88"));
    value("description", None, Some(&manifest.description));
    text
}

/// The inside of a string of TOML.
fn escaped(text: &str) -> String {
    let signs = text.chars().map(|sign| match sign {
        '"' | '\\' => format!("\\{sign}"),
        sign if sign.is_control() => format!("\\u{:04X}", u32::from(sign)),
        sign => sign.to_string(),
    });
    signs.collect()
}

/// A table, and its entries by their keys.
struct Table<'t> {
    /// The comments above it.
    comment: &'t str,
    /// `[dependencies]`; empty before the first one.
    header: &'t str,
    /// Each with its comments and all its lines.
    entries: Vec<(String, &'t str)>,
}

/// Merges what is written with what is there.
pub(super) fn merged(written: &str, there: &str) -> String {
    let (Some(ours), Some(theirs)) = (tables(written), tables(there)) else {
        return written.to_owned();
    };
    let mut out = String::new();
    for table in &ours {
        let same = theirs.iter().find(|it| it.header == table.header);
        let kept = same.filter(|_| !table.header.starts_with("[["));
        let kept = kept.map_or(&[][..], |table| &table.entries);
        let mut entries = Vec::new();
        for (key, text) in &table.entries {
            let is_kept = table.header == "[package]" && key != "name" && !text.ends_with(PINNED);
            let own = kept.iter().find(|(known, _)| is_kept && known == key);
            entries.push(own.map_or(*text, |(_, text)| text));
        }
        for (key, text) in kept {
            let is_ours = table.entries.iter().any(|(known, _)| known == key);
            let is_written = |key: &String| {
                key == "fetchwright-runtime" || DEPENDENCIES.iter().any(|it| it.name == key)
            };
            let is_stale = table.header.ends_with("dependencies]") && is_written(key);
            if !is_ours && !is_stale {
                entries.push(text);
            }
        }
        push_table(&mut out, table, entries);
    }
    for table in &theirs {
        if !ours.iter().any(|it| it.header == table.header) && !table.header.is_empty() {
            push_table(&mut out, table, table.entries.iter().map(|(_, text)| *text));
        }
    }
    let out = format!("{}\n", out.trim());
    match DeTable::parse(&out) {
        Ok(_) => out,
        Err(_) => written.to_owned(),
    }
}

fn push_table<'t>(out: &mut String, table: &Table<'t>, entries: impl IntoIterator<Item = &'t str>) {
    let lines = [table.comment, table.header].into_iter().chain(entries);
    for text in lines.filter(|text| !text.is_empty()) {
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out.push('\n');
}

/// The tables of a text; none where it is no TOML. An entry ends where its lines, taken alone, are TOML.
fn tables(text: &str) -> Option<Vec<Table<'_>>> {
    DeTable::parse(text).ok()?;
    let mut tables = vec![Table {
        comment: "",
        header: "",
        entries: Vec::new(),
    }];
    let (mut start, mut end) = (0, 0);
    for line in text.split_inclusive('\n') {
        let before = text.get(start..end)?.trim();
        end += line.len();
        let is_between = before.lines().all(is_comment);
        if is_between && line.trim_start().starts_with('[') {
            tables.push(Table {
                comment: before,
                header: line.trim(),
                entries: Vec::new(),
            });
            start = end;
        } else if !is_between || !is_comment(line) {
            let entry = text.get(start..end)?.trim();
            let key = DeTable::parse(entry).ok().and_then(|it| {
                let (key, _) = it.into_inner().into_iter().next()?;
                Some(key.into_inner().into_owned())
            });
            if let Some(key) = key {
                tables.last_mut()?.entries.push((key, entry));
                start = end;
            }
        }
    }
    // What states who wrote the file is above the first table.
    Some(tables)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::merged;

    const WRITTEN: &str = "# @generated
[package]
name = \"stripe\"
version = \"0.1.0\"
edition = \"2024\" # from the config

[dependencies]
# the types of HTTP
http = \"1\"
";

    #[test]
    fn what_a_person_wrote_is_kept() {
        let there = "[package]
name = \"other\"
version = \"1.4.0\" # ours
edition = \"2021\"
# who
authors = [
  \"Ada\",
]

[dependencies]
http = \"0.2\"
chrono = \"0.4\"
schemars = { version = \"1\" }

# strict
[lints.rust]
unsafe_code = \"forbid\"
";
        let expected = "# @generated
[package]
name = \"stripe\"
version = \"1.4.0\" # ours
edition = \"2024\" # from the config
# who
authors = [
  \"Ada\",
]

[dependencies]
# the types of HTTP
http = \"1\"
schemars = { version = \"1\" }

# strict
[lints.rust]
unsafe_code = \"forbid\"
";
        assert_eq!(merged(WRITTEN, there), expected);
        assert_eq!(
            merged(WRITTEN, expected),
            expected,
            "merging again changes nothing"
        );
    }

    #[test]
    fn what_is_no_toml_is_written_anew() {
        assert_eq!(merged(WRITTEN, "[package\nversion = 1"), WRITTEN);
        assert_eq!(merged(WRITTEN, "<<<<<<< ours"), WRITTEN);
    }
}
