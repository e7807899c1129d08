//! Several specifications to one client: those of providers that publish one file for each product.
//!
//! The specifications are not in this repository: `FETCHWRIGHT_CORPUS` names their folder, else `../shared/corpus`. Without it the
//! tests are skipped. What is joined and what is not is tested in `src/join/tests.rs`.

use std::path::{Path, PathBuf};

use fetchwright::config::{Job, Outcome};
use fetchwright::diagnostics::Diagnostics;
use fetchwright::document;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::{Input, Joined, Sources};

fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("FETCHWRIGHT_CORPUS")
        .map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: there are no real specifications (set FETCHWRIGHT_CORPUS)");
        return None;
    }
    Some(folder)
}

/// The specifications of a folder whose names begin with a prefix, in their order.
fn files(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files: Vec<PathBuf> = paths
        .filter(|path| name(path).starts_with(prefix))
        .collect();
    files.sort();
    files
}

fn generate(paths: &[PathBuf]) -> Outcome {
    let input = Input::of(paths.iter().cloned().map(Input::Path).collect());
    let settings = Settings {
        layout: Layout::Module,
        ..Settings::default()
    };
    Job::new(input, settings).run()
}

/// How many operations a specification has.
fn operations(path: &Path) -> usize {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(Input::Path(path.to_owned()), &mut diagnostics);
    let document = document::read(&sources, &mut diagnostics);
    document.map_or(0, |document| document.operations.len())
}

#[test]
fn files_of_a_provider_become_one_client() {
    let Some(corpus) = corpus() else { return };
    for (folder, prefix, expected) in [
        ("vendor/sendgrid", "", 46),
        ("vendor2", "xero", 2),
        ("vendor2", "paypal", 2),
    ] {
        let paths = files(&corpus.join(folder), prefix);
        if paths.len() < expected {
            println!("skipped: {folder}/{prefix} has {} files", paths.len());
            continue;
        }
        let alone: usize = paths.iter().map(|path| operations(path)).sum();
        let outcome = generate(&paths);
        let said = outcome.drawn(false);
        let files = outcome.files.unwrap_or_else(|| panic!("{folder}: {said}"));
        for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
            syn::parse_file(&file.contents)
                .unwrap_or_else(|error| panic!("{}: {error}", file.path));
        }
        let joined = outcome.sources.as_ref().and_then(Sources::joined);
        let Some(Joined {
            files,
            shared,
            renamed,
        }) = joined
        else {
            panic!("{folder}: not joined")
        };
        println!(
            "{folder}/{prefix}: {files} specifications, {shared} schemas shared, {renamed} renamed, {} types",
            outcome.counts.types
        );
        assert_eq!(files, paths.len(), "{folder}/{prefix}: {said}");
        // An operation that is in several files is written once.
        let repeated = said.matches("is in several files").count();
        assert!(
            outcome.counts.operations.0 + repeated <= alone
                && outcome.counts.operations.0 * 10 >= alone * 9,
            "{folder}/{prefix}: {} of {alone} operations, {repeated} repeated",
            outcome.counts.operations.0
        );
        assert_eq!(
            renamed > 0,
            said.contains("named after the file"),
            "{folder}/{prefix}: {said}"
        );
    }
}
