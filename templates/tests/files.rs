//! What the files of the runtime are to each other: no file imports another that imports it, directly or not.

use std::collections::{BTreeMap, BTreeSet};

use fetchwright_runtime::vendor::{FEATURES, FILES, RuntimeFile, Target, with_needs};

/// A file by its folder and module.
type Id = (&'static str, &'static str);

#[test]
fn the_files_have_no_import_cycle() {
    let imports: BTreeMap<Id, BTreeSet<Id>> = FILES
        .iter()
        .map(|file| ((file.folder, file.module), imports(file)))
        .collect();
    let edges: usize = imports.values().map(BTreeSet::len).sum();
    assert!(edges > 150, "only {edges} imports were found");
    assert_eq!(cycle(&imports), None);
}

#[test]
fn a_cycle_is_found() {
    let imports = BTreeMap::from([
        (("", "a"), BTreeSet::from([("", "b")])),
        (("", "b"), BTreeSet::from([("", "c")])),
        (("", "c"), BTreeSet::from([("", "b")])),
    ]);
    assert_eq!(cycle(&imports), Some(vec![("", "b"), ("", "c")]));
}

/// The features of `Cargo.toml`, with what each brings.
fn declared_features() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let manifest = include_str!("../Cargo.toml");
    let table = manifest.split("[features]").nth(1).unwrap_or_default();
    let table = table.split("[dependencies]").next().unwrap_or_default();
    let lines = table.lines().filter_map(|line| line.split_once(" = ["));
    lines
        .map(|(name, brings)| {
            let brings = brings.trim_end_matches(']').split(", ");
            let brings = brings.map(|text| text.trim_matches('"'));
            (name, brings.filter(|text| !text.is_empty()).collect())
        })
        .collect()
}

#[test]
fn the_manifest_has_the_features_and_each_brings_the_crates_of_its_files() {
    let declared = declared_features();
    let names: BTreeSet<&str> = declared
        .keys()
        .copied()
        .filter(|name| *name != "default" && *name != "full")
        .collect();
    assert_eq!(names, FEATURES.iter().map(|feature| feature.name).collect());
    assert_eq!(declared["full"], names);
    for feature in FEATURES {
        let all = with_needs([feature.name]);
        let needed: BTreeSet<&str> = FILES
            .iter()
            .filter(|file| all.contains(file.feature) && file.target != Target::Wasm)
            .flat_map(|file| file.dependencies)
            .copied()
            .collect();
        let brought: BTreeSet<&str> = all
            .iter()
            .flat_map(|name| &declared[name])
            .filter_map(|text| text.strip_prefix("dep:"))
            .collect();
        assert_eq!(needed, brought, "{}", feature.name);
        let needs: BTreeSet<&str> = declared[feature.name]
            .iter()
            .copied()
            .filter(|text| !text.starts_with("dep:") && !text.contains('/'))
            .collect();
        assert_eq!(
            needs,
            feature.needs.iter().copied().collect(),
            "{}",
            feature.name
        );
    }
}

#[test]
fn every_feature_has_files_or_parts_of_them() {
    for feature in FEATURES {
        let condition = format!("feature = \"{}\"", feature.name);
        let used = FILES
            .iter()
            .any(|file| file.feature == feature.name || file.source.contains(&condition));
        assert!(used, "{}", feature.name);
    }
}

#[test]
fn no_condition_is_left_in_a_copy() {
    for chosen in [
        &["client"][..],
        &["client", "limits"],
        &["client", "webhook-handlers", "webhooks-hmac"],
    ] {
        let features = with_needs(chosen.iter().copied());
        for file in FILES.iter().filter(|file| features.contains(file.feature)) {
            let text = file.text(&features, false);
            assert!(!text.contains("feature = "), "{}", file.module);
            assert!(!text.contains("macro_export"), "{}", file.module);
            // What is left out has all of its brackets.
            let open = |text: &str| {
                text.matches('{')
                    .count()
                    .wrapping_sub(text.matches('}').count())
            };
            assert_eq!(open(&text), open(file.source), "{}", file.module);
        }
    }
}

/// The files that import each other: what is left when files without imports are taken away, again and again, and so
/// are files that nobody imports.
fn cycle(imports: &BTreeMap<Id, BTreeSet<Id>>) -> Option<Vec<Id>> {
    let mut left = imports.clone();
    loop {
        let known: BTreeSet<Id> = left.keys().copied().collect();
        left.values_mut()
            .for_each(|of| of.retain(|id| known.contains(id)));
        let imported: BTreeSet<Id> = left.values().flatten().copied().collect();
        let before = left.len();
        left.retain(|id, of| !of.is_empty() && imported.contains(id));
        if left.len() == before {
            return (!left.is_empty()).then(|| left.into_keys().collect());
        }
    }
}

/// The files that a file names in its code: by their module, or by what they declare.
fn imports(file: &RuntimeFile) -> BTreeSet<Id> {
    let code: String = file
        .source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("super::") {
        let before = &code[..at];
        let after = &code[at + "super::".len()..];
        if before.ends_with("super::") || before.ends_with("pub(in ") {
            continue;
        }
        let (folder, path) = match after.strip_prefix("super::") {
            Some(path) => ("", path),
            None => (file.folder, after),
        };
        for name in names(path) {
            found.extend(declared(folder, name).filter(|id| *id != (file.folder, file.module)));
        }
    }
    found
}

/// The first names of a path: `a` of `a::B`; `A` and `b` of `{A, b::C}`.
fn names(path: &str) -> Vec<&str> {
    match path.strip_prefix('{') {
        None => vec![word(path)],
        Some(group) => {
            let group = &group[..group.find('}').unwrap_or(group.len())];
            group.split(',').map(|part| word(part.trim())).collect()
        }
    }
}

fn word(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The file that is called so, or declares what is called so.
fn declared<'a>(folder: &'a str, name: &'a str) -> impl Iterator<Item = Id> + use<'a> {
    let inside = FILES.iter().filter(move |file| file.folder == folder);
    let by_module = inside.clone().filter(move |file| file.module == name);
    let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static"];
    let declares = move |file: &&RuntimeFile| {
        kinds.iter().any(|kind| {
            let head = format!("{kind} {name}");
            file.source.match_indices(&head).any(|(at, _)| {
                let line = file.source[..at].rsplit('\n').next().unwrap_or_default();
                let after = file.source[at + head.len()..].chars().next();
                line.starts_with("pub")
                    && !after.is_some_and(|sign| sign.is_alphanumeric() || sign == '_')
            })
        })
    };
    by_module
        .chain(inside.filter(declares))
        .map(|file| (file.folder, file.module))
        .take(1)
}
