//! The crates that a client needs to what a user has to add.
//!
//! ```text
//! serde_json = { version = "1", features = ["raw_value"] }     →   cargo add serde_json@1 --features serde_json/raw_value
//! ```
//!
//! A client that is a crate has a manifest of its own. A module and a file are part of a crate that fetchwright does not write, so it
//! shows what is missing there: with one command instead of an error of the compiler for each use.

use std::path::{Path, PathBuf};

use fetchwright_runtime::vendor::Dependency;

use crate::diagnostics::Diagnostics;
use crate::source::{Input, Node, Sources};

/// The needed crates that a manifest does not name; all of them where it cannot be read.
pub(super) fn missing(needed: &[Dependency], manifest: Option<&Path>) -> Vec<Dependency> {
    let names = manifest.map(names).unwrap_or_default();
    let is_missing = |needed: &&Dependency| !names.iter().any(|name| is_same(name, needed.name));
    needed.iter().filter(is_missing).copied().collect()
}

/// The manifest of the crate that a folder belongs to.
pub(super) fn manifest_above(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    let manifests = folder.ancestors().map(|above| above.join("Cargo.toml"));
    manifests.into_iter().find(|path| path.is_file())
}

/// The commands that add crates, in one line: those with and those without their default features.
pub(super) fn cargo_add(crates: &[Dependency]) -> String {
    let of = |default_features: bool| {
        let group = crates
            .iter()
            .filter(|dependency| dependency.default_features == default_features);
        let names: String = group
            .clone()
            .map(|dependency| format!(" {}@{}", dependency.name, dependency.version))
            .collect();
        let features: Vec<String> = group
            .flat_map(|dependency| {
                let feature = |feature: &&str| format!("{}/{feature}", dependency.name);
                dependency.features.iter().map(feature).collect::<Vec<_>>()
            })
            .collect();
        let features = match features.is_empty() {
            true => String::new(),
            false => format!(" --features {}", features.join(",")),
        };
        let defaults = if default_features {
            ""
        } else {
            " --no-default-features"
        };
        (!names.is_empty()).then(|| format!("cargo add{names}{defaults}{features}"))
    };
    let commands: Vec<String> = [of(true), of(false)].into_iter().flatten().collect();
    commands.join(" && ")
}

/// The dependencies of a manifest, those of single targets too.
fn names(manifest: &Path) -> Vec<String> {
    let sources = Sources::load_config(
        Input::Path(manifest.to_owned()),
        &mut Diagnostics::default(),
    );
    let Some(root) = sources.root() else {
        return Vec::new();
    };
    let targets = root.get("target").and_then(Node::as_object);
    let targets = targets.map_or(&[][..], |targets| targets.entries()).iter();
    let tables = targets.filter_map(|target| target.node.get("dependencies"));
    let tables = tables.chain(root.get("dependencies"));
    let entries = tables.filter_map(Node::as_object);
    entries
        .flat_map(|table| table.entries())
        .map(|entry| entry.key.to_string())
        .collect()
}

/// Cargo takes `-` and `_` for the same.
fn is_same(left: &str, right: &str) -> bool {
    left.replace('_', "-") == right.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn needed(name: &'static str, features: &'static [&'static str]) -> Dependency {
        Dependency {
            name,
            version: "1",
            features,
            optional: None,
            default_features: !features.is_empty(),
            with: &[],
            why: "",
        }
    }

    #[test]
    fn what_a_manifest_names_is_not_missing() {
        let path =
            std::env::temp_dir().join(format!("fetchwright-deps-{}.toml", std::process::id()));
        let manifest = "[dependencies]\nserde-json = \"1\"\n[target.'cfg(unix)'.dependencies]\ntokio = { workspace = true }\n[dev-dependencies]\nbytes = \"1\"\n";
        std::fs::write(&path, manifest).unwrap();
        let all = [
            needed("serde_json", &[]),
            needed("tokio", &[]),
            needed("bytes", &[]),
        ];
        let names = |missing: &[Dependency]| missing.iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(&missing(&all, Some(&path))), ["bytes"]);
        assert_eq!(missing(&all, None).len(), 3);
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn one_line_adds_all() {
        assert_eq!(
            cargo_add(&[
                needed("serde_json", &["raw_value"]),
                needed("bytes", &[]),
                needed("chrono", &["clock", "serde"]),
            ]),
            "cargo add serde_json@1 chrono@1 --features serde_json/raw_value,chrono/clock,chrono/serde && cargo add bytes@1 --no-default-features"
        );
        assert_eq!(cargo_add(&[]), "");
    }
}
