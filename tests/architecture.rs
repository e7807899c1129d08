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
        &["source", "ir", "names", "pipeline", "diff", "config"],
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
fn every_module_says_what_it_is() {
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
        assert!(!is_drawer, "{file} does not say what is in it");
    }
}
