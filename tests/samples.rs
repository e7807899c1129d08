//! Values made for schemas, judged by an independent JSON Schema validator: for the descriptions of this repository, and
//! for the corpus where it is present.

use std::path::{Path, PathBuf};

use fetchwright::diagnostics::Diagnostics;
use fetchwright::document;
use fetchwright::resolve;
use fetchwright::samples::{Direction, Fill, Json, Samples};
use fetchwright::settings::Settings;
use fetchwright::source::{Input, Sources};
use jsonschema::Draft;
use serde_json::{Map, Value, json};

/// What came of one description.
#[derive(Default)]
struct Count {
    /// Values that were made and are said to be valid.
    valid: usize,
    /// Values that are said not to be valid: the schema contradicts itself.
    given_up: usize,
    /// Components that the judge cannot read.
    unreadable: Vec<String>,
    /// Values that are said to be valid, and are not.
    wrong: Vec<String>,
}

/// The whole description as a JSON Schema that the judge understands, for values that go one way.
fn schema_for(root: &Value, node: &Value, direction: Direction) -> Value {
    match node {
        Value::Array(items) => items.iter().map(|item| schema_for(root, item, direction)).collect(),
        Value::Object(entries) => {
            let mut entries: Map<String, Value> = entries.clone();
            // These hold values and not schemas.
            for key in ["example", "examples", "default", "x-examples"] {
                entries.remove(key);
            }
            owe_only_what_travels(root, &mut entries, direction);
            for (key, value) in &mut entries {
                match (key.as_str(), &mut *value) {
                    ("enum" | "const" | "required", _) => {}
                    // Names stand here and not keywords.
                    ("properties", Value::Object(properties)) => {
                        properties.values_mut().for_each(|property| *property = schema_for(root, property, direction));
                    }
                    _ => *value = schema_for(root, value, direction),
                }
            }
            allow_null(&mut entries);
            Value::Object(entries)
        }
        other => other.clone(),
    }
}

/// `required` without `readOnly` properties in what is sent, and without `writeOnly` ones in what comes back.
fn owe_only_what_travels(root: &Value, entries: &mut Map<String, Value>, direction: Direction) {
    let flag = if direction == Direction::Out { "readOnly" } else { "writeOnly" };
    let marked = |property: &Value| {
        let target = property["$ref"].as_str().and_then(|text| root.pointer(text.trim_start_matches('#')));
        property[flag] == true || target.is_some_and(|target| target[flag] == true)
    };
    let (Some(Value::Object(properties)), Some(Value::Array(required))) =
        (entries.get("properties"), entries.get("required"))
    else {
        return;
    };
    let owed = |name: &&Value| !name.as_str().and_then(|name| properties.get(name)).is_some_and(&marked);
    let required: Vec<Value> = required.iter().filter(owed).cloned().collect();
    entries.remove("required");
    if !required.is_empty() {
        entries.insert("required".to_owned(), Value::Array(required));
    }
}

/// 3.0's `nullable`.
fn allow_null(entries: &mut Map<String, Value>) {
    if entries.get("nullable") != Some(&Value::Bool(true)) {
        return;
    }
    if let Some(Value::String(ty)) = entries.get("type").cloned() {
        entries.insert("type".to_owned(), json!([ty, "null"]));
    }
    if let Some(Value::Array(values)) = entries.get_mut("enum") {
        values.push(Value::Null);
    }
}

/// Makes values for the components of a description; of many, every so many-th.
fn judge(path: &Path) -> Count {
    const AT_MOST: usize = 60;
    let mut count = Count::default();
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(Input::Path(path.to_owned()), &mut diagnostics);
    let Some(document) = document::read(&sources, &mut diagnostics) else { return count };
    let Some(selection) = resolve::select(&document, &Settings::default(), &mut diagnostics) else { return count };
    let Some(root) = sources.root() else { return count };
    let root: Value = serde_json::from_str(&Json::from(root).to_string()).unwrap();
    let (draft, prefix) = match root["openapi"].as_str() {
        Some(version) if version.starts_with("3.0") => (Draft::Draft4, "#/components/schemas/"),
        Some(_) => (Draft::Draft202012, "#/components/schemas/"),
        None => (Draft::Draft4, "#/definitions/"),
    };
    let step = document.components.len().div_ceil(AT_MOST).max(1);
    for direction in [Direction::Out, Direction::In] {
        let schemas = schema_for(&root, &root, direction);
        for (key, id) in document.components.iter().step_by(step).filter(|(_, id)| selection.reaches(*id)) {
            let reference = format!("{prefix}{}", key.replace('~', "~0").replace('/', "~1").replace('%', "%25"));
            let mut schema = json!({ "$ref": reference });
            for part in ["components", "definitions", "parameters", "responses"] {
                if schemas[part].is_object() {
                    schema[part] = schemas[part].clone();
                }
            }
            let validator = match jsonschema::options().with_draft(draft).build(&schema) {
                Ok(validator) => validator,
                Err(error) => {
                    count.unreadable.push(format!("{} {key}: {error}", path.display()));
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

fn judge_all(paths: &[PathBuf]) -> Count {
    let mut total = Count::default();
    for path in paths {
        let count = judge(path);
        total.valid += count.valid;
        total.given_up += count.given_up;
        total.unreadable.extend(count.unreadable);
        total.wrong.extend(count.wrong);
    }
    println!(
        "{} descriptions: {} values, {} wrong; given up {}, components that the judge cannot read {}",
        paths.len(),
        total.valid,
        total.wrong.len(),
        total.given_up,
        total.unreadable.len()
    );
    total
}

#[test]
fn values_for_the_descriptions_of_this_repository_are_valid() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let mut paths = files(&specs.join("features"));
    paths.extend(files(&specs));
    let total = judge_all(&paths);
    assert!(total.wrong.is_empty(), "{}", total.wrong.join("\n"));
    assert!(total.valid > 100, "only {} values", total.valid);
}

/// `cargo test --release --test samples -- --ignored --nocapture`
#[test]
#[ignore = "minutes; it needs the corpus"]
fn values_for_the_corpus_are_valid() {
    let given = std::env::var_os("FETCHWRIGHT_CORPUS").map(PathBuf::from);
    let corpus = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if !corpus.is_dir() {
        return println!("left out: no corpus at {}; FETCHWRIGHT_CORPUS names another folder", corpus.display());
    }
    let paths: Vec<PathBuf> =
        ["apis-guru", "vendor", "vendor/sendgrid"].iter().flat_map(|folder| files(&corpus.join(folder))).collect();
    // The judge builds each component's schema with all that it reaches; of the largest that is too much.
    let paths: Vec<PathBuf> =
        paths.into_iter().filter(|path| path.metadata().is_ok_and(|file| file.len() < 1_500_000)).collect();
    let total = judge_all(&paths);
    total
        .wrong
        .iter()
        .chain(&total.unreadable)
        .take(60)
        .for_each(|wrong| println!("{}", wrong.chars().take(600).collect::<String>()));
    // Two validators never agree on every schema of the world: patterns that only one of them reads, formats.
    let allowed = total.valid / 500;
    assert!(total.valid > 5_000, "only {} values", total.valid);
    assert!(total.wrong.len() <= allowed, "{} of {} values are wrong", total.wrong.len(), total.valid);
}
