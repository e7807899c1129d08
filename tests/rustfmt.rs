//! All output is as rustfmt leaves it with its default settings: of the specifications here, and of real ones where they
//! are (`FETCHWRIGHT_CORPUS`). Skipped where rustfmt is not installed.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fetchwright::config::Job;
use fetchwright::output::File;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::Input;

/// What rustfmt makes of a text; `None` where it is not installed.
fn formatted(text: &str) -> Option<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        // The user's own settings are no default settings.
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = rustfmt.stdin.take()?;
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = rustfmt.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).ok())
        .flatten()
}

fn is_installed() -> bool {
    let installed = formatted("fn main() {}\n").is_some();
    if !installed {
        eprintln!("skipped: rustfmt is not installed");
    }
    installed
}

fn specs(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "json" || ending == "yaml" || ending == "yml")
        })
        .collect();
    paths.sort();
    paths
}

fn generated(path: &Path, layout: Layout, tests: bool) -> Vec<File> {
    let settings = Settings {
        layout,
        tests,
        ..Settings::default()
    };
    let outcome = Job::new(Input::Path(path.to_owned()), settings).run();
    outcome.files.unwrap_or_default()
}

/// The first lines that differ, for each file that does.
fn differences(files: &[File], seen: &mut HashSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        // Many clients have the same file of the runtime.
        if !seen.insert(file.contents.clone()) {
            continue;
        }
        let Some(expected) = formatted(&file.contents) else {
            found.push(format!("{}: rustfmt does not read it", file.path));
            continue;
        };
        let mut lines = file.contents.lines().zip(expected.lines()).enumerate();
        if let Some((number, (ours, theirs))) = lines.find(|(_, (ours, theirs))| ours != theirs) {
            let number = number + 1;
            found.push(format!(
                "{}:{number}\n  ours:    {ours}\n  rustfmt: {theirs}",
                file.path
            ));
        } else if file.contents != expected {
            found.push(format!("{}: the end differs", file.path));
        }
    }
    found
}

#[test]
fn each_layout_of_each_specification_is_formatted() {
    if !is_installed() {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let paths = [specs(&root), specs(&root.join("features"))].concat();
    assert!(paths.len() > 40, "{}", paths.len());
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for path in paths {
        let layouts = [
            (Layout::Crate, true),
            (Layout::Module, false),
            (Layout::File, false),
        ];
        for (layout, tests) in layouts {
            let files = generated(&path, layout, tests);
            assert!(!files.is_empty(), "{}", path.display());
            let different = differences(&files, &mut seen);
            found.extend(
                different
                    .iter()
                    .map(|text| format!("{} ({layout:?}) {text}", path.display())),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// `cargo test --release --test rustfmt -- --ignored`: minutes.
#[test]
#[ignore = "takes minutes"]
fn real_specifications_are_formatted() {
    let corpus = std::env::var("FETCHWRIGHT_CORPUS").unwrap_or_else(|_| "../shared/corpus".into());
    let corpus = Path::new(&corpus);
    let paths: Vec<PathBuf> = ["apis-guru", "vendor", "vendor2"]
        .iter()
        .flat_map(|folder| specs(&corpus.join(folder)))
        .collect();
    if paths.is_empty() || !is_installed() {
        eprintln!(
            "skipped: there are no real specifications at {}",
            corpus.display()
        );
        return;
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut count = 0;
    for path in paths {
        let files = generated(&path, Layout::Crate, true);
        count += files.len();
        let different = differences(&files, &mut seen);
        found.extend(
            different
                .iter()
                .map(|text| format!("{} {text}", path.display())),
        );
    }
    eprintln!("{count} files");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// `cargo fmt` in the user's project leaves the clients current, as crates and as modules of a crate.
#[test]
fn cargo_fmt_makes_nothing_stale() {
    if !is_installed() {
        return;
    }
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/stripe.yaml");
    let folder = std::env::temp_dir().join(format!("fetchwright-fmt-{}", std::process::id()));
    let crate_folder = folder.join("client");
    let user = folder.join("user");
    std::fs::create_dir_all(user.join("src")).unwrap();
    let manifest = "[package]\nname = \"user\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    std::fs::write(user.join("Cargo.toml"), manifest).unwrap();
    std::fs::write(user.join("src/lib.rs"), "mod  stripe ;\n").unwrap();
    for (layout, out, root) in [
        (Layout::Crate, crate_folder.clone(), crate_folder),
        (Layout::Module, user.join("src/stripe"), user.clone()),
    ] {
        let settings = Settings {
            layout,
            ..Settings::default()
        };
        let mut job = Job::new(Input::Path(spec.clone()), settings);
        job.out = Some(out);
        let target = job.folder().unwrap();
        let mut outcome = job.run();
        let changes = outcome.changes(&target).unwrap();
        assert!(!changes.is_empty());
        assert!(target.apply(&changes, &mut outcome.diagnostics));
        let status = Command::new("cargo")
            .arg("fmt")
            .current_dir(&root)
            .status()
            .unwrap();
        assert!(status.success());
        let changes = job.run().changes(&target).unwrap();
        let stale: Vec<&str> = changes
            .written
            .iter()
            .map(|(file, _)| file.path.as_str())
            .collect();
        assert!(changes.is_empty(), "{layout:?}: {stale:?}");
    }
    // It did format.
    let lib = std::fs::read_to_string(user.join("src/lib.rs")).unwrap();
    assert_eq!(lib, "mod stripe;\n");
    std::fs::remove_dir_all(folder).unwrap();
}
