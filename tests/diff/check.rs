//! Compiles programs for old clients against new ones, all in one crate, and says which of them compile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use fetchwright::output::File;
use fetchwright::settings::Layout;
use fetchwright::source::Input;

use crate::client;
use crate::program::{USES, program};

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
    let shared = files(runtime, Layout::Module);
    let is_runtime = |file: &&File| file.path.starts_with("runtime/");
    let kept: Vec<File> = shared.iter().filter(is_runtime).cloned().collect();
    write(&root.join("src"), &kept);
    let mut modules = Vec::new();
    for (number, pair) in pairs.iter().enumerate() {
        let (old, new) = (
            files(&pair.old, Layout::Module),
            files(&pair.new, Layout::Module),
        );
        let mut client: Vec<File> = new.into_iter().filter(|file| !is_runtime(&file)).collect();
        for file in &mut client {
            if file.path == "mod.rs" {
                file.contents = file
                    .contents
                    .replace("pub mod runtime;", "pub use crate::runtime;");
            }
        }
        write(&root.join(format!("src/new_{number}")), &client);
        let text = format!("use crate::new_{number} as c;\n{}", program(&old));
        std::fs::write(root.join(format!("src/old_{number}.rs")), text).unwrap();
        modules.push(number);
    }
    write_manifest(&root, runtime);
    let mut failing = BTreeSet::new();
    // What cannot be resolved hides what has another type, so the rest is compiled without what failed.
    loop {
        let mut lib = "#![allow(warnings)]\npub mod runtime;\n".to_owned();
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
        "#![allow(warnings)]\npub mod new;\nmod old_0;\n",
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
