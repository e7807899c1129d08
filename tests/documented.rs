//! The documentation: every page is in the book, every link leads to a page and a heading, commands and their output are real,
//! and every key of `x-fetchwright` is in its page. Rust blocks compile as documentation tests of `tests-clients`; the README's
//! example runs with Stripe's own specification.

use std::collections::{BTreeMap, BTreeSet};
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

/// A code block: its language, its text, and the line on which it starts.
struct Block {
    language: String,
    text: String,
    line: usize,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (index, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(language) => {
                is_open = true;
                let (language, text) = (language.to_owned(), String::new());
                blocks.push(Block {
                    language,
                    text,
                    line: index + 1,
                });
            }
            None if is_open => {
                let block = blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    blocks
}

/// Every page with a Rust block is compiled: `tests-clients/src/lib.rs` includes it.
#[test]
fn every_rust_block_is_compiled() {
    let library = read("tests-clients/src/lib.rs");
    for page in pages() {
        let blocks = blocks(&read(&format!("docs/{page}")));
        let has_rust = blocks.iter().any(|block| block.language == "rust");
        let is_included = library.contains(&format!("docs/{page}\")"));
        assert_eq!(has_rust, is_included, "{page} in tests-clients/src/lib.rs");
        let other = blocks.iter().find(|block| {
            !["rust", "rust,ignore"].contains(&&*block.language)
                && block.language.starts_with("rust")
        });
        assert!(
            other.is_none(),
            "{page}: a Rust block compiles, or is `rust,ignore`"
        );
    }
}

#[cfg(feature = "cli")]
mod loopback;
#[cfg(feature = "cli")]
#[path = "documented/readme.rs"]
mod readme;

#[cfg(feature = "cli")]
mod commands {
    use super::*;
    use std::process::{Command, Output};

    fn fetchwright(arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_fetchwright"))
            .args(arguments)
            .current_dir(root())
            .output()
            .unwrap()
    }

    fn text(output: &Output) -> String {
        let both = [output.stdout.clone(), output.stderr.clone()].concat();
        String::from_utf8_lossy(&both).into_owned()
    }

    /// `docs/command-line.md` has the help of every command. `FETCHWRIGHT_UPDATE=1` writes it.
    #[test]
    fn the_page_of_the_command_line_is_current() {
        let mut page = "# Command line\n\nThe output of `fetchwright COMMAND --help`. \
            `FETCHWRIGHT_UPDATE=1 cargo test --test documented command_line` writes this page.\n"
            .to_owned();
        let commands: &[&[&str]] = &[
            &[],
            &["generate"],
            &["add"],
            &["update"],
            &["inspect"],
            &["diff"],
            &["init"],
            &["providers"],
            &["webhook"],
            &["webhook", "verify"],
            &["webhook", "sign"],
            &["webhook", "trigger"],
            &["webhook", "listen"],
            &["webhook", "replay"],
            &["webhook", "events"],
            &["mcp"],
            &["completions"],
        ];
        for command in commands {
            let help = fetchwright(&[command, &["--help"][..]].concat());
            assert!(help.status.success(), "{command:?}");
            let name = [&["fetchwright"], *command].concat().join(" ");
            let help = text(&help);
            let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
            page.push_str(&format!(
                "\n## {name}\n\n```text\n{}\n```\n",
                lines.join("\n").trim_end()
            ));
        }
        // A feature of the build adds a command.
        page = page
            .lines()
            .filter(|line| !line.starts_with("  inbox "))
            .fold(String::new(), |page, line| page + line + "\n");
        let path = root().join("docs/command-line.md");
        if std::env::var_os("FETCHWRIGHT_UPDATE").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == page,
            "FETCHWRIGHT_UPDATE=1 cargo test --test documented command_line"
        );
    }

    /// Diagnostics of `specs/broken` are shown in the documentation as they are printed.
    #[test]
    fn every_diagnostic_of_a_broken_specification_is_what_is_printed() {
        let mut printed: BTreeMap<String, String> = BTreeMap::new();
        let mut wrong = Vec::new();
        let mut compared = 0;
        for page in ["README.md", "docs/diagnostics.md"] {
            for block in blocks(&read(page)) {
                let Some((_, rest)) = block.text.split_once("--> specs/broken/") else {
                    continue;
                };
                let file = rest.split(':').next().unwrap();
                let output = printed.entry(file.to_owned()).or_insert_with(|| {
                    let path = format!("specs/broken/{file}");
                    text(&fetchwright(&["generate", &path, "--print", "output"]))
                });
                compared += 1;
                if !output.contains(block.text.trim_end()) {
                    wrong.push(format!(
                        "{page}:{}: {file}\n{}---\n{output}",
                        block.line, block.text
                    ));
                }
            }
        }
        assert!(compared > 20, "{compared}");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// A command with its output: `$ COMMAND`, and lines that follow each other in the real output; `…` skips some.
    #[test]
    fn every_output_after_a_command_is_printed() {
        let mut compared = 0;
        for page in pages() {
            for block in blocks(&read(&format!("docs/{page}"))) {
                let Some((command, expected)) = block
                    .text
                    .strip_prefix("$ fetchwright ")
                    .and_then(|rest| rest.split_once('\n'))
                else {
                    continue;
                };
                compared += 1;
                let arguments: Vec<&str> = command.split_whitespace().collect();
                let output = text(&fetchwright(&arguments));
                let mut rest = output.as_str();
                for part in expected.split("…\n") {
                    let at = rest.find(part);
                    let at = at.unwrap_or_else(|| {
                        panic!(
                            "docs/{page}:{}: not printed:\n{part}---\n{output}",
                            block.line
                        )
                    });
                    rest = &rest[at + part.len()..];
                }
            }
        }
        assert!(compared > 0);
    }
}
