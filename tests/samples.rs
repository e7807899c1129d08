//! Values made for schemas, classified by an independent JSON Schema validator: for the specifications of this repository, and
//! for the corpus where it is present.

mod validator;

use std::path::{Path, PathBuf};

use fetchwright::diagnostics::Diagnostics;
use fetchwright::document;
use fetchwright::resolve;
use fetchwright::samples::{Direction, Fill, Json, Samples};
use fetchwright::settings::Settings;
use fetchwright::source::{Input, Sources};
use serde_json::Value;
use validator::{Schemas, step};

/// What came of one specification.
#[derive(Default)]
struct Count {
    /// Values that the generator considers valid.
    valid: usize,
    /// Values that the generator considers invalid: the schema contradicts itself.
    given_up: usize,
    /// Components that the classify cannot read.
    unreadable: Vec<String>,
    /// Values that the generator considers valid, and the validator does not.
    wrong: Vec<String>,
}

/// Makes values for the components of a specification; of many, every so many-th.
fn validator(path: &Path) -> Count {
    const AT_MOST: usize = 60;
    let mut count = Count::default();
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(Input::Path(path.to_owned()), &mut diagnostics);
    let Some(document) = document::read(&sources, &mut diagnostics) else {
        return count;
    };
    let Some(selection) = resolve::select(&document, &Settings::default(), &mut diagnostics) else {
        return count;
    };
    let Some(root) = sources.root() else {
        return count;
    };
    let root: Value = serde_json::from_str(&Json::from(root).to_string()).unwrap();
    let folder = if root["openapi"].is_string() {
        "/components/schemas"
    } else {
        "/definitions"
    };
    let every = document.components.len().div_ceil(AT_MOST).max(1);
    for direction in [Direction::Out, Direction::In] {
        let validator = Schemas::new(&root, direction);
        for (key, id) in document
            .components
            .iter()
            .step_by(every)
            .filter(|(_, id)| selection.reaches(*id))
        {
            let validator = match validator.of(&format!("{folder}/{}", step(key))) {
                Ok(validator) => validator,
                Err(error) => {
                    count
                        .unreadable
                        .push(format!("{} {key}: {error}", path.display()));
                    continue;
                }
            };
            for fill in [Fill::Required, Fill::All] {
                let sample = Samples::new(&selection, direction, fill).of(*id);
                let value: Value = serde_json::from_str(&sample.json.to_string()).unwrap();
                match (sample.valid, validator.validate(&value)) {
                    (false, _) => count.given_up += 1,
                    (true, Ok(())) => count.valid += 1,
                    (true, Err(error)) => {
                        count.valid += 1;
                        count.wrong.push(format!(
                            "{} {key} {direction:?} {fill:?}: {error} at {}: {value}",
                            path.display(),
                            error.instance_path()
                        ));
                    }
                }
            }
        }
    }
    count
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

fn validate_all(paths: &[PathBuf]) -> Count {
    let mut total = Count::default();
    for path in paths {
        let count = validator(path);
        total.valid += count.valid;
        total.given_up += count.given_up;
        total.unreadable.extend(count.unreadable);
        total.wrong.extend(count.wrong);
    }
    println!(
        "{} specifications: {} values, {} wrong; given up {}, components that the validator cannot read {}",
        paths.len(),
        total.valid,
        total.wrong.len(),
        total.given_up,
        total.unreadable.len()
    );
    total
}

#[test]
fn values_for_the_specifications_of_this_repository_are_valid() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let mut paths = files(&specs.join("features"));
    paths.extend(files(&specs));
    let total = validate_all(&paths);
    assert!(total.wrong.is_empty(), "{}", total.wrong.join("\n"));
    assert!(total.valid > 100, "only {} values", total.valid);
}

/// `cargo test --release --test samples -- --ignored --nocapture`
#[test]
#[ignore = "minutes; it needs the corpus"]
fn values_for_the_corpus_are_valid() {
    let given = std::env::var_os("FETCHWRIGHT_CORPUS").map(PathBuf::from);
    let corpus =
        given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if !corpus.is_dir() {
        return println!(
            "left out: no corpus at {}; FETCHWRIGHT_CORPUS names another folder",
            corpus.display()
        );
    }
    let paths: Vec<PathBuf> = ["apis-guru", "vendor", "vendor/sendgrid"]
        .iter()
        .flat_map(|folder| files(&corpus.join(folder)))
        .collect();
    // The validator builds each component's schema with all that it reaches; of the largest that is too much.
    let paths: Vec<PathBuf> = paths
        .into_iter()
        .filter(|path| path.metadata().is_ok_and(|file| file.len() < 1_500_000))
        .collect();
    let total = validate_all(&paths);
    total
        .wrong
        .iter()
        .chain(&total.unreadable)
        .take(60)
        .for_each(|wrong| println!("{}", wrong.chars().take(600).collect::<String>()));
    // Two validators never agree on every schema of the world: patterns that only one of them reads, formats.
    let allowed = total.valid / 500;
    assert!(total.valid > 5_000, "only {} values", total.valid);
    assert!(
        total.wrong.len() <= allowed,
        "{} of {} values are wrong",
        total.wrong.len(),
        total.valid
    );
}
