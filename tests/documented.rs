//! The documentation: every page is in the book, every link leads to a page and a heading, and every key of `x-fetchwright` is in
//! its page.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the pages in `docs`.
fn pages() -> BTreeSet<String> {
    std::fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".md"))
        .collect()
}

/// The lines of a text outside of code blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The targets of the links of a text.
fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose(text) {
        // Code in backquotes is no link.
        let parts = line.split('`').step_by(2);
        let line: String = parts.collect::<Vec<_>>().join("x");
        for part in line.split("](").skip(1) {
            links.extend(part.split(')').next().map(str::to_owned));
        }
    }
    links
}

/// The anchors of the headings of a page, as mdbook and GitHub make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter(|line| line.starts_with('#'));
    headings
        .map(|heading| {
            let text = heading.trim_start_matches('#').trim().to_lowercase();
            text.chars()
                .filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign))
                .map(|sign| if sign == ' ' { '-' } else { sign })
                .collect()
        })
        .collect()
}

#[test]
fn every_page_is_in_the_summary_once() {
    let summary = links(&read("docs/SUMMARY.md"));
    let mut listed = BTreeSet::from(["SUMMARY.md".to_owned()]);
    for page in &summary {
        assert!(listed.insert(page.clone()), "{page} is listed twice");
    }
    assert_eq!(listed, pages());
}

#[test]
fn every_link_leads_to_a_page_and_a_heading() {
    let mut files: Vec<String> = pages().iter().map(|page| format!("docs/{page}")).collect();
    let others = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ];
    files.extend(others.map(str::to_owned));
    for folder in [
        "inbox",
        "signin",
        "providers",
        "templates",
        "samples/import-contacts",
    ] {
        files.push(format!("{folder}/README.md"));
    }
    let mut broken = Vec::new();
    for file in files {
        let text = read(&file);
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target: PathBuf = match path {
                "" => root().join(&file),
                path => root().join(&file).parent().unwrap().join(path),
            };
            let is_there = match std::fs::read_to_string(&target) {
                Ok(text) => anchor.is_empty() || anchors(&text).contains(anchor),
                Err(_) => target.exists() && anchor.is_empty(),
            };
            if !is_there {
                broken.push(format!("{file}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_readme_is_short() {
    assert!(read("README.md").lines().count() <= 200);
}

/// The examples of the front page of a sample client: the title, and what rustdoc compiles.
fn examples(client: &str) -> Vec<(String, String)> {
    let path = format!(
        "{}/generated/{client}/src/lib.rs",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    let docs = text
        .lines()
        .skip(1)
        .map_while(|line| line.strip_prefix("//!"));
    let (mut found, mut title, mut code) = (Vec::new(), String::new(), None::<String>);
    for line in docs.map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        match (line, &mut code) {
            ("```", Some(_)) => found.extend(code.take().map(|code| (title.clone(), code))),
            ("```no_run", None) => code = Some(String::new()),
            (line, Some(code)) => {
                let line = line.strip_prefix("# ").unwrap_or(line);
                // The features are those of the client.
                if !line.starts_with("#[cfg(feature") {
                    code.push_str(&format!("{line}\n"));
                }
            }
            (line, None) => {
                if let Some(heading) = line.strip_prefix("# ") {
                    heading.clone_into(&mut title);
                }
            }
        }
    }
    found
}

/// What the tests of the clients compile: `FETCHWRIGHT_UPDATE=1 cargo test --test documented` writes it.
#[test]
fn the_examples_of_front_pages_are_compiled() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests-clients/tests/front_pages/examples.in"
    );
    let mut text = String::new();
    for (client, expected) in [
        ("github", &["A call", "An error", "Pages", "A webhook"][..]),
        ("google", &["A call", "An error", "Pages"]),
        ("openai", &["A call", "An error", "Pages", "A webhook"]),
        ("resend", &["A call", "An error", "Pages", "A webhook"]),
        ("sendgrid", &["A call", "An error", "Pages", "A webhook"]),
        ("stripe", &["A call", "An error", "Pages", "A webhook"]),
    ] {
        let examples = examples(client);
        let titles: Vec<&str> = examples.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(titles, expected, "{client}");
        for (title, code) in examples {
            let module = format!("{client}_{}", title.to_lowercase().replace(' ', "_"));
            text.push_str(&format!("mod {module} {{\n{code}}}\n"));
        }
    }
    if std::env::var_os("FETCHWRIGHT_UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let compiled = std::fs::read_to_string(path).unwrap_or_default();
    assert!(compiled == text, "it is not what the clients say: {path}");
}
