//! Compiles programs for old clients against new ones, all in one crate, and returns which of them compile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use fetchwright::output::File;
use fetchwright::settings::Layout;
use fetchwright::source::Input;

use crate::client;
use crate::program::program;

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
    let root = std::env::temp_dir().join(format!("fetchwright-diff-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&root));
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
    let manifest = files(runtime, Layout::Crate);
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
    let mut failing = BTreeSet::new();
    // What cannot be resolved hides what has another type, so the rest is compiled without what failed.
    loop {
        let mut lib = "#![allow(warnings)]\npub mod runtime;\n".to_owned();
        for number in &modules {
            lib.push_str(&format!("pub mod new_{number};\nmod old_{number};\n"));
        }
        std::fs::write(root.join("src/lib.rs"), lib).unwrap();
        let wrong = check(&root);
        if wrong.is_empty() {
            break;
        }
        modules.retain(|number| !wrong.contains(number));
        failing.extend(wrong.iter().map(|number| pairs[*number].name.clone()));
    }
    std::fs::remove_dir_all(root).unwrap();
    failing
}

/// The numbers of the programs with errors.
fn check(root: &Path) -> BTreeSet<usize> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--message-format=json"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let mut wrong = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        if message["message"]["level"] != "error" {
            continue;
        }
        let spans = message["message"]["spans"].as_array().unwrap();
        let file = spans
            .iter()
            .find(|span| span["is_primary"] == true)
            .and_then(|span| span["file_name"].as_str())
            .unwrap_or_default();
        let number = file
            .strip_prefix("src/old_")
            .and_then(|rest| rest.strip_suffix(".rs"))
            .and_then(|number| number.parse().ok());
        let summary = &message["message"]["rendered"];
        match number {
            Some(number) => {
                if std::env::var_os("FETCHWRIGHT_SHOW").is_some() {
                    eprintln!("{}", summary.as_str().unwrap_or_default());
                }
                wrong.insert(number);
            }
            // The last message counts the errors.
            None if spans.is_empty() => {}
            None => panic!(
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
