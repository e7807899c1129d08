//! What the clients of `specs/features` send, byte by byte, to a server on this machine, and what they make of responses.
//!
//! The calls are in `calls.rs`, which is compiled together with the clients that are generated here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use fetchwright::config::Job;
use fetchwright::output::File;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::Input;

const SPECS: &[&str] = &[
    "beside-references",
    "bodies-on-the-wire",
    "parameters-on-the-wire",
    "protocol-headers",
    "relative-servers",
    "responses-on-the-wire",
    "security-kinds",
    "swagger-2-collections",
];

fn generated(name: &str, settings: Settings) -> Vec<File> {
    let spec = format!("{}/specs/features/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    Job::new(Input::Path(PathBuf::from(spec)), settings)
        .run()
        .files
        .unwrap()
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

#[test]
fn requests_follow_the_standard_byte_by_byte() {
    let root = std::env::temp_dir().join(format!("fetchwright-bytes-{}", std::process::id()));
    let (mut lib, mut lines) = (String::new(), BTreeSet::new());
    let mut add = |module: &str, name: &str, settings: Settings| {
        let whole = Settings {
            layout: Layout::Crate,
            ..settings.clone()
        };
        write(&root.join("src").join(module), &generated(name, settings));
        lines.extend(dependencies(&generated(name, whole)));
        lib.push_str(&format!("pub mod {module};\n"));
    };
    let module = Settings {
        layout: Layout::Module,
        ..Settings::default()
    };
    for name in SPECS {
        add(&name.replace('-', "_"), name, module.clone());
    }
    let raw_brackets = Settings {
        raw_brackets: true,
        ..module
    };
    add("raw_brackets", "parameters-on-the-wire", raw_brackets);
    let lines: Vec<String> = lines.into_iter().collect();
    let manifest = format!(
        "[package]\nname = \"bytes-on-the-wire\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}\n\n[dev-dependencies.tokio]\nversion = \"1\"\nfeatures = [\"io-util\", \"macros\", \"net\", \"rt-multi-thread\"]\n",
        lines.join("\n")
    );
    std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
    std::fs::write(root.join("src/lib.rs"), lib).unwrap();
    let server = format!("{}/tests-clients/src/lib.rs", env!("CARGO_MANIFEST_DIR"));
    let calls = format!(
        "#[allow(dead_code)]\n#[path = {server:?}]\nmod server;\n\n{}",
        include_str!("calls.rs")
    );
    std::fs::create_dir_all(root.join("tests")).unwrap();
    std::fs::write(root.join("tests/calls.rs"), calls).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--test", "calls"])
        .current_dir(&root)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("bytes"),
        )
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let reported = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}: {reported}{failed}",
        root.display()
    );
    std::fs::remove_dir_all(root).unwrap();
}
