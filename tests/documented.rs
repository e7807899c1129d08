//! What the reader of `x-fetchwright` knows stands in its page of the documentation, and in a table of its own section.

use fetchwright::document::extension::SECTIONS;

const PAGE: &str = include_str!("../docs/x-fetchwright.md");

/// The names in backquotes of headings and of the first cells of tables.
fn described() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut sections = vec![("", Vec::new())];
    for line in PAGE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            sections.push((heading.trim(), Vec::new()));
        } else if let Some(first) = line
            .strip_prefix("| ")
            .and_then(|row| row.split(" | ").next())
        {
            let names = first.split('`').skip(1).step_by(2);
            sections.last_mut().unwrap().1.extend(names);
        }
    }
    sections
}

#[test]
fn every_key_of_x_fetchwright_is_documented() {
    let described = described();
    let mut missing = Vec::new();
    for section in SECTIONS {
        // `x-fetchwright: errors`; at the root and of an operation there is nothing behind the name.
        let part = section.name.split_once(": ").map_or("", |(_, part)| part);
        let part = part.split(' ').next().unwrap_or_default();
        for key in section.keys {
            let full = format!("{part}.{key}");
            let is_described = described.iter().any(|(heading, names)| match part {
                "" => heading == key || names.contains(key),
                _ => *heading == part && (names.contains(&full.as_str()) || names.contains(key)),
            });
            missing.extend((!is_described).then(|| format!("{}: {key}", section.name)));
        }
    }
    assert!(
        missing.is_empty(),
        "not in docs/x-fetchwright.md: {missing:?}"
    );
}
