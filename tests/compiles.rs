//! What is written for the features compiles without a warning of the compiler or of clippy, in every layout.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use fetchwright::config::Job;
use fetchwright::output::File;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::Input;

fn generated(spec: &Path, layout: Layout) -> Vec<File> {
    let settings = Settings {
        layout,
        ..Settings::default()
    };
    Job::new(Input::Path(spec.to_owned()), settings)
        .run()
        .files
        .unwrap()
}

fn generated_with_tests(spec: &Path) -> Vec<File> {
    let settings = Settings {
        tests: true,
        ..Settings::default()
    };
    Job::new(Input::Path(spec.to_owned()), settings)
        .run()
        .files
        .unwrap()
}

fn feature(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/features");
    folder.join(name)
}

fn write(folder: &Path, files: &[File]) {
    for file in files {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.contents).unwrap();
    }
}

/// The lines of `[dependencies]` in a written manifest.
fn dependencies(files: &[File]) -> Vec<String> {
    let manifest = files.iter().find(|file| file.path == "Cargo.toml").unwrap();
    let (_, lines) = manifest.contents.split_once("[dependencies]\n").unwrap();
    lines
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn specs() -> Vec<PathBuf> {
    let folder = format!("{}/specs/features", env!("CARGO_MANIFEST_DIR"));
    let mut specs: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    specs.sort();
    specs
}

/// Names that rustc could warn of: a Greek letter alone, two letters that look alike, letters that nobody writes.
const OTHER_SCRIPTS: &str = "openapi: 3.1.0
info: {title: Other scripts, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /read:
    get:
      operationId: lire_\u{3b1}
      parameters: [{name: \u{3b2}, in: query, schema: {type: string}}]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Gr\u{f6}\u{df}e'}}}}}
components:
  schemas:
    Gr\u{f6}\u{df}e:
      type: object
      properties:
        c: {type: string}
        \u{441}: {type: string}
        \u{261}\u{251}: {type: string}
        \u{ff42}: {type: string}
        \u{96fb}\u{8a71}: {enum: [\u{2170}, \u{2179}, e, \u{e9}, e\u{301}]}
";

/// One crate with a module for each feature, one more from a single file, and a member that is a crate of its own.
#[test]
fn all_features_compile_without_a_warning() {
    let root = std::env::temp_dir().join(format!("fetchwright-compiles-{}", std::process::id()));
    let mut lib = String::new();
    let mut lines = BTreeSet::new();
    for spec in specs() {
        let module = spec
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .replace('-', "_");
        let module = format!("feature_{module}");
        write(
            &root.join("src").join(&module),
            &generated(&spec, Layout::Module),
        );
        lines.extend(dependencies(&generated(&spec, Layout::Crate)));
        lib.push_str(&format!("pub mod {module};\n"));
    }
    let bodies = feature("bodies.yaml");
    let one = generated(&bodies, Layout::File);
    write(&root.join("included"), &one);
    lib.push_str(&format!(
        "pub mod included {{ include!(\"../included/{}\"); }}\n",
        one[0].path
    ));
    write(&root.join("member"), &generated(&bodies, Layout::Crate));
    let other_scripts = root.join("other-scripts.yaml");
    std::fs::write(&other_scripts, OTHER_SCRIPTS).unwrap();
    write(
        &root.join("other-scripts"),
        &generated(&other_scripts, Layout::Crate),
    );
    for name in ["hostile-text", "tags-like-crates"] {
        write(
            &root.join(name),
            &generated_with_tests(&feature(&format!("{name}.yaml"))),
        );
    }
    let lines: Vec<String> = lines.into_iter().collect();
    let manifest = format!(
        "[package]\nname = \"features\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\nmembers = [\"hostile-text\", \"member\", \"other-scripts\", \"tags-like-crates\"]\n\n[dependencies]\n{}\n",
        lines.join("\n")
    );
    std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
    std::fs::write(root.join("src/lib.rs"), lib).unwrap();

    let checked = Command::new(env!("CARGO"))
        .args(["clippy", "--workspace", "--all-targets", "--quiet"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{}: {stderr}", root.display());
    assert!(!stderr.contains("warning"), "{}: {stderr}", root.display());
    rustdoc_compiles_only_examples(&root.join("hostile-text"));
    std::fs::remove_dir_all(root).unwrap();
}

/// Text of a specification is never compiled: what rustdoc finds are the examples of the front page, which compile. It finds
/// nothing to warn of.
fn rustdoc_compiles_only_examples(client: &Path) {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(client)
            .env("CARGO_TARGET_DIR", target())
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let reported = [output.stdout, output.stderr]
            .map(|reported| String::from_utf8(reported).unwrap())
            .concat();
        assert!(output.status.success(), "{reported}");
        reported
    };
    let output = run(&["test", "--doc"]);
    let root = std::fs::read_to_string(client.join("src/lib.rs")).unwrap();
    let lines: Vec<&str> = root.lines().collect();
    let tests: Vec<&str> = output
        .lines()
        .filter_map(|line| line.strip_prefix("test "))
        .filter(|line| !line.starts_with("result"))
        .collect();
    assert!(!tests.is_empty(), "{output}");
    for test in tests {
        // In a workspace the path begins with the folder of the crate.
        let (_, place) = test.split_once("src/lib.rs - (line ").expect(test);
        let line: usize = place.split(')').next().unwrap().parse().unwrap();
        assert_eq!(lines[line - 1], "//! ```no_run", "{test}");
        let title = lines[line - 3].strip_prefix("//! # ").unwrap();
        let titles = ["A call", "An error", "Pages", "A webhook"];
        assert!(titles.contains(&title), "{test}: {title}");
    }
    let output = run(&["doc", "--no-deps"]);
    assert!(!output.contains("warning"), "{output}");
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiles")
}
