//! Which parts of a client are for which target: with `wasm`, what cannot be compiled there is left out there.

use fetchwright::config::Job;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::Input;

const NATIVE: &str = "#[cfg(not(target_family = \"wasm\"))]";

/// The files of a client with webhooks.
fn files(layout: Layout, wasm: bool) -> Vec<(String, String)> {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/features/webhooks.yaml");
    let settings = Settings {
        layout,
        wasm,
        ..Settings::default()
    };
    let outcome = Job::new(Input::Path(spec.into()), settings).run();
    outcome
        .files
        .unwrap()
        .into_iter()
        .map(|file| (file.path, file.contents))
        .collect()
}

fn file(layout: Layout, path: &str) -> String {
    files(layout, true)
        .into_iter()
        .find(|(name, _)| name == path)
        .unwrap()
        .1
}

#[test]
fn the_manifest_and_the_modules_tell_targets_apart() {
    let modules = file(Layout::Crate, "src/runtime/mod.rs");
    let declared: String = modules
        .lines()
        .filter(|line| !line.starts_with("pub use"))
        .map(|l| format!("{l}\n"))
        .collect();
    let root = file(Layout::Crate, "src/lib.rs");
    let root = root
        .lines()
        .filter(|line| line.contains("pub mod") || line.starts_with("#[cfg"));
    let text = format!(
        "# ---- Cargo.toml\n{}\n// ---- src/lib.rs\n{}\n\n// ---- src/runtime/mod.rs\n{declared}",
        file(Layout::Crate, "Cargo.toml"),
        root.collect::<Vec<_>>().join("\n"),
    );
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("wasm", text);
    });
}

#[test]
fn the_documentation_of_a_part_of_a_crate_lists_dependencies_by_target() {
    let file = file(Layout::Module, "mod.rs");
    let listed: Vec<&str> = file
        .lines()
        .skip_while(|line| !line.contains("```toml"))
        .collect();
    let line = |wanted: &str| {
        listed
            .iter()
            .position(|line| line.starts_with(wanted))
            .unwrap()
    };
    let native = line("//! [target.'cfg(not(target_family = \"wasm\"))'.dependencies]");
    let wasm = line("//! [target.'cfg(target_family = \"wasm\")'.dependencies]");
    assert!(line("//! http = ") < native);
    assert!(
        (native..wasm).contains(&line("//! hyper = "))
            && (native..wasm).contains(&line("//! ring = "))
    );
    assert!(wasm < line("//! js-sys = ") && wasm < line("//! wasm-bindgen-futures = "));
}

#[test]
fn in_one_file_too_a_module_is_left_out_with_its_files() {
    let [(_, text)] = <[_; 1]>::try_from(files(Layout::File, true)).unwrap();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for module in [
        "mod hyper_transport {",
        "mod system_clock {",
        "pub mod webhooks {",
    ] {
        let found: Vec<usize> = (0..lines.len()).filter(|at| lines[*at] == module).collect();
        assert!(!found.is_empty(), "{module}");
        for at in found {
            assert!(
                lines[at.saturating_sub(2)..at].contains(&NATIVE),
                "{module} is for every target"
            );
        }
    }
}

#[test]
fn a_client_for_machines_has_nothing_of_targets() {
    for layout in [Layout::Crate, Layout::Module, Layout::File] {
        for (path, text) in files(layout, false) {
            assert!(
                !text.contains("target_family") && !text.contains("wasm-bindgen"),
                "{path} of {layout:?}"
            );
        }
    }
}
