//! Compiles programs for old clients against new ones, all in one crate, and returns which of them compile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use fetchwright::output::File;
use fetchwright::settings::Layout;
use fetchwright::source::Input;

use crate::client;
use crate::program::{USES, program};

/// Only errors decide: programs that use everything of a client, deprecated parts too, have warnings of their own.
const QUIET: &str = "#![allow(warnings)]\n";

/// An old and a new specification.
pub struct Pair {
    pub name: String,
    pub old: Input,
    pub new: Input,
}

fn files(input: &Input, layout: Layout) -> Vec<File> {
    client(input, layout).files.clone()
}

fn write(folder: &Path, files: &[File]) {
    for file in files {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.contents).unwrap();
    }
}

/// The names of the pairs whose old program does not compile against the new client. `runtime` is a specification whose
/// client has all parts of the runtime that the others need: they share its.
pub fn failing(pairs: &[Pair], runtime: &Input) -> BTreeSet<String> {
    let root = folder(&pairs[0].name);
    write_runtime(&root, runtime);
    let mut modules = Vec::new();
    for (number, pair) in pairs.iter().enumerate() {
        let old = files(&pair.old, Layout::Module);
        write_client(&root.join(format!("src/new_{number}")), &pair.new);
        let text = format!("use crate::new_{number} as c;\n{}", program(&old));
        std::fs::write(root.join(format!("src/old_{number}.rs")), text).unwrap();
        modules.push(number);
    }
    write_manifest(&root, runtime);
    let mut failing = BTreeSet::new();
    // What cannot be resolved hides what has another type, so the rest is compiled without what failed.
    loop {
        let mut lib = format!("{QUIET}pub mod runtime;\n");
        for number in &modules {
            lib.push_str(&format!("pub mod new_{number};\nmod old_{number};\n"));
        }
        std::fs::write(root.join("src/lib.rs"), lib).unwrap();
        let wrong: BTreeSet<usize> = check(&root).into_iter().map(|place| place.file).collect();
        if wrong.is_empty() {
            break;
        }
        modules.retain(|number| !wrong.contains(number));
        failing.extend(wrong.iter().map(|number| pairs[*number].name.clone()));
    }
    std::fs::remove_dir_all(root).unwrap();
    failing
}

fn is_runtime(file: &File) -> bool {
    file.path.starts_with("runtime/")
}

/// The runtime that the clients of a crate share.
fn write_runtime(root: &Path, runtime: &Input) {
    let mut shared = files(runtime, Layout::Module);
    shared.retain(is_runtime);
    write(&root.join("src"), &shared);
}

/// A client without a runtime of its own.
fn write_client(folder: &Path, client: &Input) {
    let mut client = files(client, Layout::Module);
    client.retain(|file| !is_runtime(file));
    for file in &mut client {
        if file.path == "mod.rs" {
            file.contents = file
                .contents
                .replace("pub mod runtime;", "pub use crate::runtime;");
        }
    }
    write(folder, &client);
}

/// What cargo-semver-checks calls a major change, by the name of the pair: `struct_missing: struct pair_0::types::Pet, …`. All
/// old clients are one crate, and all new ones. Without a shared `runtime` each has its own, which is no part of the comparison.
pub fn semver_checks(pairs: &[Pair], runtime: Option<&Input>) -> BTreeMap<String, Vec<String>> {
    let root = folder(&format!("semver{}", pairs[0].name));
    for version in ["old", "new"] {
        let root = root.join(version);
        let mut lib = QUIET.to_owned();
        if let Some(runtime) = runtime {
            write_runtime(&root, runtime);
            lib.push_str("pub mod runtime;\n");
        }
        for (number, pair) in pairs.iter().enumerate() {
            let client = match version {
                "old" => &pair.old,
                _ => &pair.new,
            };
            let folder = root.join(format!("src/pair_{number}"));
            match runtime {
                Some(_) => write_client(&folder, client),
                None => write(&folder, &files(client, Layout::Module)),
            }
            lib.push_str(&format!("pub mod pair_{number};\n"));
            write_manifest(&root, runtime.unwrap_or(client));
        }
        std::fs::write(root.join("src/lib.rs"), lib).unwrap();
    }
    let output = Command::new(env!("CARGO"))
        .args(["semver-checks", "check-release", "--release-type", "minor"])
        .args(["--color", "never", "--baseline-root"])
        .arg(root.join("old"))
        .arg("--manifest-path")
        .arg(root.join("new/Cargo.toml"))
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(
        text.contains("--- failure ") && log.contains("Checked"),
        "{text}\n{log}"
    );
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lint = "";
    for line in text.lines().filter(|line| !line.contains("::runtime::")) {
        if let Some(header) = line.strip_prefix("--- failure ") {
            lint = header.split(':').next().unwrap_or_default();
        }
        let number = line.split_once("pair_").map(|(_, rest)| {
            let end = rest.find(|sign: char| !sign.is_ascii_digit());
            &rest[..end.unwrap_or(rest.len())]
        });
        // The text of a lint names no pair.
        if let Some(number) = number.and_then(|number| number.parse::<usize>().ok()) {
            let place = format!("{lint}: {}", line.trim());
            found
                .entry(pairs[number].name.clone())
                .or_default()
                .push(place);
        }
    }
    std::fs::remove_dir_all(root).unwrap();
    found
}

/// A function of a program.
pub struct Use {
    /// What it uses: `types::Pet`, `Client::create_pet`.
    pub item: String,
    /// Its text.
    pub text: String,
    pub compiles: bool,
}

/// The functions of an old client's program, and which of them compile against the new client. What cannot be resolved
/// hides what has another type, so the rest is compiled without what failed, until nothing fails.
pub fn uses(pair: &Pair) -> Vec<Use> {
    let root = folder(&pair.name);
    write(&root.join("src/new"), &files(&pair.new, Layout::Module));
    write_manifest(&root, &pair.new);
    std::fs::write(
        root.join("src/lib.rs"),
        format!("{QUIET}pub mod new;\nmod old_0;\n"),
    )
    .unwrap();
    let program = program(&files(&pair.old, Layout::Module));
    let (head, functions) = program.split_once(USES).unwrap();
    let mut uses: Vec<Use> = functions
        .split(USES)
        .map(|function| function.split_once('\n').unwrap())
        .map(|(item, text)| Use {
            item: item.to_owned(),
            text: text.to_owned(),
            compiles: true,
        })
        .collect();
    let lines = |text: &str| text.matches('\n').count();
    loop {
        let mut text = format!("use crate::new as c;\n{head}");
        // The last line of each function that is compiled, and which one it is.
        let mut ends = Vec::new();
        for (number, function) in uses.iter().enumerate().filter(|(_, used)| used.compiles) {
            text.push_str(&function.text);
            ends.push((lines(&text), number));
        }
        std::fs::write(root.join("src/old_0.rs"), text).unwrap();
        let wrong = check(&root);
        if wrong.is_empty() {
            break;
        }
        for place in wrong {
            let at = ends.partition_point(|(end, _)| *end < place.line);
            uses[ends[at].1].compiles = false;
        }
    }
    std::fs::remove_dir_all(root).unwrap();
    uses
}

/// An empty folder for what is named after its first pair: tests run at the same time.
fn folder(name: &str) -> PathBuf {
    let name: String = name.chars().filter(|sign| sign.is_alphanumeric()).collect();
    let folder =
        std::env::temp_dir().join(format!("fetchwright-diff-{}-{name}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    folder
}

fn write_manifest(root: &Path, client: &Input) {
    let manifest = files(client, Layout::Crate);
    let manifest = &manifest
        .iter()
        .find(|file| file.path == "Cargo.toml")
        .unwrap()
        .contents;
    let (_, dependencies) = manifest.split_once("[dependencies]\n").unwrap();
    std::fs::write(
        root.join("Cargo.toml"),
        format!(
            "[package]\nname = \"changes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}"
        ),
    )
    .unwrap();
}

/// `src/old_3.rs` → 3
fn number_of(file: &str) -> Option<usize> {
    let number = file.strip_prefix("src/old_")?.strip_suffix(".rs")?;
    number.parse().ok()
}

/// Where an error is.
struct Place {
    /// The number of the program.
    file: usize,
    /// From 1.
    line: usize,
}

/// The errors in the programs.
fn check(root: &Path) -> Vec<Place> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--message-format=json"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let mut wrong = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        if message["message"]["level"] != "error" {
            continue;
        }
        let spans = message["message"]["spans"].as_array().unwrap();
        let span = spans.iter().find(|span| span["is_primary"] == true);
        let number = span
            .and_then(|span| span["file_name"].as_str())
            .and_then(number_of);
        let summary = &message["message"]["rendered"];
        match (number, span) {
            (Some(file), Some(span)) => {
                if std::env::var_os("FETCHWRIGHT_SHOW").is_some() {
                    eprintln!("{}", summary.as_str().unwrap_or_default());
                }
                let line = span["line_start"].as_u64().unwrap() as usize;
                wrong.push(Place { file, line });
            }
            // The last message counts the errors.
            (None, _) if spans.is_empty() => {}
            _ => panic!(
                "{}: a client itself does not compile: {summary}",
                root.display()
            ),
        }
    }
    assert_eq!(
        output.status.success(),
        wrong.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    wrong
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiles")
}
