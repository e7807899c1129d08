//! The runtime inside one file is as rustfmt leaves it there: `src/output/nested.txt` holds the places where that is
//! otherwise than in a file of its own. `FETCHWRIGHT_UPDATE=1 cargo test --test nested` writes it. Skipped where rustfmt is
//! not installed.

use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

use fetchwright_runtime::vendor::FILES;
use similar::{DiffTag, TextDiff};

/// `client`, `runtime`, and the file's own module.
const DEPTH: usize = 3;

/// What rustfmt makes of a text; `None` where it is not installed.
fn formatted(text: &str) -> Option<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = rustfmt.stdin.take()?;
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = rustfmt.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    assert!(output.status.success());
    String::from_utf8(output.stdout).ok()
}

/// A text inside so many modules.
fn nested(text: &str, depth: usize) -> String {
    (0..depth).fold(text.to_owned(), |text, _| {
        let lines = text.lines().map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("    {line}\n"),
        });
        format!("mod nested {{\n{}}}\n", lines.collect::<String>())
    })
}

/// The content of nested modules.
fn inside(text: &str, depth: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let own = lines.get(depth..lines.len() - depth).unwrap_or_default();
    let unindented = own
        .iter()
        .map(|line| line.get(4 * depth..).unwrap_or_default());
    unindented.map(|line| format!("{line}\n")).collect()
}

/// The places of a file that are broken otherwise.
fn places(name: &str, source: &str, formatted: &str) -> String {
    let (old, new) = (
        source.lines().collect::<Vec<_>>(),
        formatted.lines().collect::<Vec<_>>(),
    );
    // A place is found by its lines: one line that is there often, or none, is not enough.
    let is_found = |range: Range<usize>| {
        let wanted = &old[range];
        !wanted.is_empty()
            && old
                .windows(wanted.len())
                .filter(|lines| lines == &wanted)
                .count()
                == 1
    };
    let mut places: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for operation in TextDiff::from_lines(source, formatted).ops() {
        if operation.tag() == DiffTag::Equal {
            continue;
        }
        let (mut before, mut after) = (operation.old_range(), operation.new_range());
        loop {
            // What reaches into the place before it is a part of that one.
            if let Some(last) = places.pop_if(|last| last.0.end >= before.start) {
                before.start = last.0.start;
                after.start = last.1.start;
            } else if is_found(before.clone()) || before.start == 0 {
                break;
            } else {
                before.start -= 1;
                after.start -= 1;
            }
        }
        places.push((before, after));
    }
    let mut out = String::new();
    for (before, after) in places {
        out.push_str(&format!("@@ {name}\n"));
        let old = old[before].iter().map(|line| format!("-{line}\n"));
        let new = new[after].iter().map(|line| format!("+{line}\n"));
        out.extend(old.chain(new));
    }
    out
}

/// The text with its places replaced, each by what it names.
fn replaced(source: &str, places: &str) -> String {
    let mut text = source.to_owned();
    for place in places.split("@@ ").skip(1) {
        let lines = |sign: char| -> String {
            let lines = place.lines().skip(1);
            let lines = lines.filter_map(|line| line.strip_prefix(sign));
            lines.map(|line| format!("{line}\n")).collect()
        };
        let (old, new) = (lines('-'), lines('+'));
        assert_eq!(text.matches(&old).count(), 1, "{place}");
        text = text.replacen(&old, &new, 1);
    }
    text
}

#[test]
fn what_rustfmt_breaks_otherwise_inside_modules_is_listed() {
    if formatted("fn main() {}\n").is_none() {
        return eprintln!("skipped: rustfmt is not installed");
    }
    let mut wanted = String::new();
    for file in FILES {
        let depth = DEPTH + usize::from(!file.folder.is_empty());
        let name = match file.folder {
            "" => file.module.to_owned(),
            folder => format!("{folder}/{}", file.module),
        };
        let formatted = inside(&formatted(&nested(file.source, depth)).unwrap(), depth);
        let places = places(&name, file.source, &formatted);
        assert_eq!(replaced(file.source, &places), formatted, "{name}");
        wanted.push_str(&places);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/output/nested.txt");
    if std::env::var_os("FETCHWRIGHT_UPDATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    let message = "the runtime was changed: FETCHWRIGHT_UPDATE=1 cargo test --test nested";
    assert!(found == wanted, "{message}");
}

/// Text that is indented must not change what a literal holds.
#[test]
fn no_literal_of_the_runtime_has_lines() {
    fn check(tokens: proc_macro2::TokenStream, file: &str) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Group(group) => check(group.stream(), file),
                proc_macro2::TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let is_broken = text.lines().rev().skip(1).any(|line| !line.ends_with('\\'));
                    assert!(!is_broken, "{file}: {text}");
                }
                _ => {}
            }
        }
    }
    for file in FILES {
        check(file.source.parse().unwrap(), file.module);
    }
}
