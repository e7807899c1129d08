//! The shape of the code: a stage reads only stages to its left, and nothing panics on input.

use std::path::{Path, PathBuf};

/// Each stage and what it may read. `diagnostics` and `settings` may be read by all.
const STAGES: &[(&str, &[&str])] = &[
    ("formats", &[]),
    ("policies", &[]),
    ("settings", &[]),
    ("hidden", &[]),
    ("html", &[]),
    ("stars", &[]),
    ("styles", &[]),
    ("work", &["source"]),
    ("diagnostics", &["source"]),
    ("source", &[]),
    ("overlay", &["source"]),
    // Several specifications to one; each may be an overlay of one.
    ("join", &["source", "overlay"]),
    ("providers", &["source", "overlay", "join"]),
    ("document", &["source"]),
    ("resolve", &["source", "document"]),
    ("samples", &["source", "document", "resolve"]),
    // Only places; `lower` is the bridge.
    ("ir", &["source"]),
    (
        "ir/lower",
        &["source", "document", "resolve", "samples", "ir"],
    ),
    ("analyze", &["ir"]),
    ("names", &["ir", "analyze"]),
    ("emit", &["ir", "analyze", "names"]),
    ("output", &["emit"]),
    (
        "pipeline",
        &[
            "source", "document", "resolve", "ir", "analyze", "names", "emit", "output",
        ],
    ),
    (
        "diff",
        &[
            "source", "document", "resolve", "samples", "ir", "analyze", "names", "emit",
            "pipeline",
        ],
    ),
    (
        "config",
        &[
            "source",
            "overlay",
            "providers",
            // The names of signature schemes.
            "document",
            "output",
            "pipeline",
            "diff",
        ],
    ),
    (
        "mcp",
        // A search needs only the selection and the operations' names, which are known long before the rest.
        &[
            "source", "resolve", "ir", "names", "pipeline", "diff", "config",
        ],
    ),
    (
        "cli",
        &[
            "source",
            "overlay",
            "providers",
            "document",
            "resolve",
            "samples",
            "ir",
            "analyze",
            "names",
            "emit",
            "output",
            "pipeline",
            "diff",
            "config",
            "mcp",
        ],
    ),
];

const FOR_ALL: &[&str] = &[
    "diagnostics",
    "formats",
    "hidden",
    "html",
    "policies",
    "settings",
    "stars",
    "styles",
    "work",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.extend(
                    path.extension()
                        .is_some_and(|extension| extension == "rs")
                        .then_some(path),
                ),
            }
        }
    }
    files.sort();
    files
}

/// `src/ir/mod.rs`, with `/` everywhere.
fn name(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap()
        .to_string_lossy()
        .replace('\\', "/")
}

/// The numbered lines of code: no comments, and nothing of the tests at a file's end.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim().to_owned()));
    let mut code: Vec<(usize, String)> = Vec::new();
    let mut lines = lines.peekable();
    while let Some((number, line)) = lines.next() {
        let is_test_module = line == "#[cfg(test)]"
            && lines
                .peek()
                .is_some_and(|(_, next)| next.starts_with("mod "));
        if is_test_module && lines.peek().is_some_and(|(_, next)| next.ends_with('{')) {
            break;
        }
        if !line.starts_with("//") {
            code.push((number, line));
        }
    }
    code
}

/// What a file names of the crate: `crate::source::Node` and `crate::{ir, names::snake}` give `source`, `ir`, `names`.
fn read_stages(path: &Path) -> Vec<(usize, String)> {
    let lines = code(path);
    let mut found = Vec::new();
    for (index, (number, line)) in lines.iter().enumerate() {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            if !rest.starts_with('{') {
                found.push((*number, first_word(rest)));
                continue;
            }
            let mut list = rest.to_owned();
            for (_, next) in lines[index + 1..]
                .iter()
                .take_while(|_| !rest.contains(';'))
            {
                list.push_str(next);
                if next.contains(';') {
                    break;
                }
            }
            found.extend(
                top_level(&list[1..])
                    .into_iter()
                    .map(|item| (*number, first_word(item.trim()))),
            );
        }
    }
    found
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|sign| sign.is_alphanumeric() || *sign == '_')
        .collect()
}

/// The items of a list in braces, whose first brace is gone.
fn top_level(list: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&list[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

/// The stage that a file is of, the innermost one; `None` for the root.
fn stage_of(file: &str) -> Option<(&'static str, &'static [&'static str])> {
    let inside = file.strip_prefix("src/")?.trim_end_matches(".rs");
    let is_of = |stage: &str| inside == stage || inside.starts_with(&format!("{stage}/"));
    STAGES
        .iter()
        .filter(|(stage, _)| is_of(stage))
        .max_by_key(|(stage, _)| stage.len())
        .copied()
}

#[test]
fn a_stage_reads_only_stages_to_its_left() {
    let mut wrong = Vec::new();
    for path in rust_files("src") {
        let file = name(&path);
        let Some((stage, may_read)) = stage_of(&file) else {
            assert!(
                ["src/lib.rs", "src/main.rs"].contains(&&*file),
                "{file} is of no stage"
            );
            continue;
        };
        let own = stage.split('/').next().unwrap();
        for (line, read) in read_stages(&path) {
            if read != own && !FOR_ALL.contains(&&*read) && !may_read.contains(&&*read) {
                wrong.push(format!("{file}:{line}: `{stage}` reads `{read}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_stage_is_in_the_table() {
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let file = name(&entry.unwrap().path());
        let is_stage = stage_of(&file).is_some();
        assert!(
            is_stage || ["src/lib.rs", "src/main.rs"].contains(&&*file),
            "{file} is not in the table of stages"
        );
    }
}

#[test]
fn nothing_panics_outside_of_tests() {
    const FORBIDDEN: &[&str] = &[
        ".unwrap()",
        ".expect(",
        "panic!",
        "todo!",
        "unimplemented!",
        "unreachable!",
        "unsafe {",
        "unsafe fn",
        "unsafe impl",
    ];
    let mut wrong = Vec::new();
    for path in rust_files("src")
        .into_iter()
        .chain(rust_files("templates/src"))
    {
        let file = name(&path);
        if file.ends_with("/tests.rs") || file.contains("/tests/") {
            continue;
        }
        for (line, text) in code(&path) {
            let found = FORBIDDEN
                .iter()
                .filter(|forbidden| text.contains(**forbidden));
            wrong.extend(found.map(|forbidden| format!("{file}:{line}: {forbidden}")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Text of a specification reaches a doc comment through one function, and a hidden character is decided in one place.
#[test]
fn docs_and_hidden_characters_have_one_place() {
    let mut wrong = Vec::new();
    for path in rust_files("src") {
        let file = name(&path);
        if file.contains("/tests") {
            continue;
        }
        for (line, text) in code(&path) {
            let makes_docs = file.starts_with("src/emit/")
                && file != "src/emit/docs.rs"
                && text.contains("#[doc");
            let knows_hidden =
                text.to_ascii_lowercase().contains("202e") && file != "src/hidden.rs";
            // Text for a terminal goes through `print`, `say` or `show`.
            let prints = text.contains("println!(")
                && file.starts_with("src/cli/")
                && file != "src/cli/mod.rs";
            if makes_docs || knows_hidden || prints {
                wrong.push(format!("{file}:{line}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_module_states_what_it_is() {
    for path in rust_files("src") {
        if path.ends_with("mod.rs") {
            assert!(
                std::fs::read_to_string(&path).unwrap().starts_with("//!"),
                "{} has no docs",
                name(&path)
            );
        }
    }
}

#[test]
fn no_module_is_a_drawer() {
    const DRAWERS: &[&str] = &[
        "utils", "util", "helpers", "helper", "common", "manager", "misc",
    ];
    for path in rust_files("src")
        .into_iter()
        .chain(rust_files("templates/src"))
    {
        let file = name(&path);
        let is_drawer = file
            .trim_end_matches(".rs")
            .split('/')
            .any(|part| DRAWERS.contains(&part));
        assert!(
            !is_drawer,
            "{file} has a name that does not describe its content"
        );
    }
}

/// A private synonym, with the terms of the field that replace it.
struct Synonym {
    words: Vec<String>,
    instead: String,
    allowed: Vec<String>,
}

fn synonyms() -> Vec<Synonym> {
    let list = |text: &str| -> Vec<String> {
        text.split(',')
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect()
    };
    let lines = include_str!("terms.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut parts = line.split(" | ");
            let mut next = || parts.next().unwrap_or_default();
            Synonym {
                words: list(next()),
                instead: next().to_owned(),
                allowed: list(next()),
            }
        })
        .collect()
}

/// The words of an identifier or a sentence in lower case: `retryAfter` and `retry_after` are two.
fn words(text: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut before = ' ';
    for (at, sign) in text.char_indices() {
        let begins = !before.is_alphanumeric() || (before.is_lowercase() && sign.is_uppercase());
        if sign.is_alphanumeric() {
            match words.last_mut() {
                Some((_, word)) if !begins => word.extend(sign.to_lowercase()),
                _ => words.push((at, sign.to_lowercase().collect())),
            }
        }
        before = sign;
    }
    words
}

/// The synonyms in a text, each with what to write instead.
fn found_in(text: &str, synonyms: &[Synonym]) -> Vec<String> {
    let words = words(text);
    let mut found = Vec::new();
    for (index, (at, word)) in words.iter().enumerate() {
        for synonym in synonyms {
            let is_it = |term: &&String| {
                let mut parts = term.split(' ').enumerate();
                parts.all(|(step, part)| words.get(index + step).is_some_and(|(_, w)| w == part))
            };
            let Some(term) = synonym.words.iter().find(is_it) else {
                continue;
            };
            // A few words around it decide whether the context makes it right.
            let around = 24;
            let context: String = text
                .char_indices()
                .filter(|(place, _)| place + around >= *at && *place < at + word.len() + around)
                .map(|(_, sign)| sign)
                .collect();
            if !synonym.allowed.iter().any(|text| context.contains(text)) {
                found.push(format!("`{term}`: {}", synonym.instead));
            }
        }
    }
    found
}

/// Prose of Markdown or of a comment: without code in backquotes and without the targets of links.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            0 => out.push_str(part),
            _ => out.push_str(" \u{1} "),
        }
    }
    while let Some(begin) = out.find("](") {
        let end = out[begin..].find(')').map_or(out.len(), |end| begin + end);
        out.replace_range(begin..end, "]");
    }
    out
}

/// The pieces of a Rust file that people read, with their lines: comments, messages, and identifiers that it declares.
fn pieces_of_rust(text: &str) -> Vec<(usize, String)> {
    let (mut pieces, mut chars, mut line) = (Vec::new(), text.char_indices().peekable(), 1);
    while let Some((at, sign)) = chars.next() {
        let rest = &text[at..];
        let start = line;
        let length = if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            pieces.push((start, prose(&rest[..end])));
            end
        } else if let Some(hashes) = raw_string(rest, &text[..at]) {
            // Raw strings are data: JSON, YAML, programs.
            let close = format!("\"{}", "#".repeat(hashes));
            let open = rest.find('"').unwrap_or_default() + 1;
            rest[open..]
                .find(&close)
                .map_or(rest.len(), |end| open + end + close.len())
        } else if sign == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|sign: char| {
                let ends = sign == '"' && !escaped;
                escaped = sign == '\\' && !escaped;
                ends
            });
            let end = end.map_or(rest.len(), |end| end + 2);
            let message = &rest[..end];
            // A message is a sentence; keys and data are not.
            if message.contains(' ') && !message.contains(": {") && !message.contains("\\\"") {
                pieces.push((start, prose(message)));
            }
            end
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find('\'').map_or(1, |end| end + 2)
        } else if sign.is_alphabetic() || sign == '_' {
            let end = rest
                .find(|sign: char| !sign.is_alphanumeric() && sign != '_')
                .unwrap_or(rest.len());
            // One word may be a key of OpenAPI; a name of several words is chosen here.
            let name = &rest[..end];
            let is_key = ["description", "flow", "flows", "descriptions"].contains(&name);
            if !is_key {
                pieces.push((start, name.to_owned()));
            }
            end
        } else {
            sign.len_utf8()
        };
        line += rest[..length].matches('\n').count();
        while chars.peek().is_some_and(|(next, _)| *next < at + length) {
            chars.next();
        }
    }
    pieces
}

/// The number of `#` of a raw string that begins here.
fn raw_string(rest: &str, before: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let is_word =
        before.ends_with(|sign: char| (sign.is_alphanumeric() && sign != 'b') || sign == '_');
    (!is_word && after[hashes..].starts_with('"')).then_some(hashes)
}

/// Lines of Markdown outside of code blocks.
fn pieces_of_markdown(text: &str) -> Vec<(usize, String)> {
    let mut is_code = false;
    let mut pieces = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            pieces.push((index + 1, prose(line)));
        }
    }
    pieces
}

/// Comments of YAML, TOML and shell scripts.
fn pieces_of_comments(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate();
    let comments = lines.filter_map(|(index, line)| {
        let at = match line.trim_start().starts_with('#') {
            true => 0,
            false => line.find(" # ")?,
        };
        Some((index + 1, prose(&line[at..])))
    });
    comments.collect()
}

#[test]
fn private_synonyms_are_replaced_by_terms_of_the_field() {
    // What comes from specifications of providers, and what is data.
    const FOREIGN: &[&str] = &[
        "generated/",
        "specs/",
        "tests/snapshots/",
        "tests/vectors/",
        "tests/vectors-pending/",
        "tests/terms.txt",
        "target/",
        "src/output/nested.txt",
    ];
    let synonyms = synonyms();
    assert!(synonyms.len() > 10);
    let mut wrong = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let file = name(&path);
            let is_foreign = FOREIGN
                .iter()
                .any(|part| format!("{file}/").starts_with(part))
                || FOREIGN.contains(&&*file)
                || file.contains("/target")
                || file.contains("node_modules")
                || (file.starts_with('.') && file != ".ci" && !file.starts_with(".ci/"));
            if is_foreign {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let read = match path.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => pieces_of_rust,
                Some("md") => pieces_of_markdown,
                Some("toml" | "yaml" | "sh" | "mjs" | "html") => pieces_of_comments,
                None => pieces_of_comments,
                _ => continue,
            };
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            // A run of a program may leave files here; what it reads is not ours.
            for (line, piece) in read(&text) {
                for synonym in found_in(&piece, &synonyms) {
                    wrong.push(format!("{file}:{line}: {synonym}: {}", piece.trim()));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "tests/terms.txt\n{}", wrong.join("\n"));
}

#[test]
fn synonyms_are_found_in_every_kind_of_text() {
    let synonyms = synonyms();
    let count = |pieces: Vec<(usize, String)>| -> Vec<usize> {
        let found = pieces
            .iter()
            .filter(|(_, text)| !found_in(text, &synonyms).is_empty());
        found.map(|(line, _)| *line).collect()
    };
    // Raw strings are data, so that this file may contain them.
    let rust = r##"// the answer
let wireName = "it says no";
let answer = r#"{"answer": 1}"#;
let x = "answer"; // `answer`
"##;
    assert_eq!(count(pieces_of_rust(rust)), [1, 2, 2, 3]);
    let markdown = r"An answer
`answer`
```
answer
```
[a](b/answer.md) told
";
    assert_eq!(count(pieces_of_markdown(markdown)), [1, 6]);
    let yaml = r"# it stands here
answer: 1
a: b # an OAuth flow
c: d # a flow of data
";
    assert_eq!(count(pieces_of_comments(yaml)), [1, 4]);
}
