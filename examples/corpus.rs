//! Generates a client for every description in a folder, checks that each compiles, and prints a table.
//!
//! ```text
//! cargo run --release --example corpus -- FOLDER|FILE... [--no-check] [--clippy] [--doc]
//! ```
//!
//! CPU seconds are those of the process, and of `cargo check` for the client's crate alone with its dependencies built.
//! In folders, files of a description that is split over many are found by their `openapi` or `swagger` key.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use fetchwright::config::Job;
use fetchwright::diagnostics::Severity;
use fetchwright::output::Folder;
use fetchwright::settings::Settings;
use fetchwright::source::Input;

struct Row {
    name: String,
    operations: usize,
    types: usize,
    lines: usize,
    generation: f64,
    check: Option<f64>,
    warnings: usize,
    problem: Option<String>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (flags, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let steps: Vec<&[&str]> = [
        (!flags.contains(&"--no-check".to_owned()), &["check"][..]),
        (flags.contains(&"--clippy".to_owned()), &["clippy"][..]),
        (flags.contains(&"--doc".to_owned()), &["doc", "--no-deps"][..]),
    ]
    .into_iter()
    .filter_map(|(wanted, step)| wanted.then_some(step))
    .collect();
    let mut specs = Vec::new();
    paths.iter().for_each(|path| find(Path::new(path), &mut specs));
    let work = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus");
    println!("{:58} {:>5} {:>6} {:>7} {:>7} {:>7} {:>5}", "spec", "ops", "types", "lines", "gen s", "check s", "warn");
    let mut rows = Vec::new();
    for spec in &specs {
        let row = run(spec, &work, &steps)?;
        print(&row);
        rows.push(row);
    }
    Ok(total(&rows))
}

/// Every description at a path: the file itself, or the files of a folder that begin one.
fn find(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        return found.push(path.to_owned());
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            find(&entry, found);
        } else if begins_a_description(&entry) {
            found.push(entry);
        }
    }
}

fn begins_a_description(path: &Path) -> bool {
    let known = path.extension().is_some_and(|ending| ending == "json" || ending == "yaml" || ending == "yml");
    let text = if known { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() };
    let json = text.trim_start().starts_with('{') && (text.contains("\"openapi\"") || text.contains("\"swagger\""));
    json || text.lines().any(|line| line.starts_with("openapi:") || line.starts_with("swagger:"))
}

fn run(spec: &Path, work: &Path, steps: &[&[&str]]) -> Result<Row, Box<dyn Error>> {
    let name = spec.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>();
    let name = name.into_iter().rev().collect::<Vec<_>>().join("/");
    let crate_name = name.replace(|sign: char| !sign.is_ascii_alphanumeric(), "-").to_lowercase();
    let out = work.join(&crate_name);
    drop(std::fs::remove_dir_all(&out));
    let settings = Settings { name: Some(crate_name), ..Settings::default() };
    let before = cpu(13)?;
    let mut outcome = Job::new(Input::Path(spec.to_owned()), settings).run();
    let generation = cpu(13)? - before;
    let files = outcome.files.clone().unwrap_or_default();
    let text = |part: &str| {
        files.iter().filter(|file| file.path.starts_with(part)).map(|file| file.contents.as_str()).collect::<String>()
    };
    let mut row = Row {
        name,
        operations: text("src/operations/").matches("self.call(").count(),
        types: text("src/types.rs").matches("\n    pub struct ").count()
            + text("src/types.rs").matches("\n    pub enum ").count(),
        lines: files.iter().map(|file| file.contents.lines().count()).sum(),
        generation,
        check: None,
        warnings: outcome.diagnostics.all().iter().filter(|found| found.severity == Severity::Warning).count(),
        problem: None,
    };
    let folder = Folder::owned(&out);
    let written = outcome.changes(&folder).is_some_and(|changes| folder.apply(&changes, &mut outcome.diagnostics));
    if !written {
        row.problem = Some(outcome.drawn(false));
        return Ok(row);
    }
    for step in steps {
        // The first run builds the dependencies; only the client's own crate is timed.
        let problem = cargo(step, &out, work)?;
        row.problem = row.problem.or(problem);
        if *step == ["check"] {
            std::fs::File::options()
                .append(true)
                .open(out.join("src/lib.rs"))?
                .set_modified(std::time::SystemTime::now())?;
            let before = cpu(15)?;
            cargo(step, &out, work)?;
            row.check = Some(cpu(15)? - before);
        }
    }
    Ok(row)
}

/// What cargo complains of, errors and warnings alike.
fn cargo(step: &[&str], folder: &Path, work: &Path) -> Result<Option<String>, Box<dyn Error>> {
    let workspace = folder.join("Cargo.toml");
    let manifest = std::fs::read_to_string(&workspace)?;
    // It stands inside of this repository without being a part of it.
    std::fs::write(&workspace, format!("[workspace]\n\n{}", manifest.trim_start_matches("[workspace]\n\n")))?;
    let output = Command::new("cargo")
        .args(step)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .output()?;
    std::fs::write(&workspace, manifest)?;
    let text = String::from_utf8_lossy(&output.stderr);
    let complaints = text.lines().find(|line| line.starts_with("error") || line.starts_with("warning"));
    Ok(complaints.map(|line| format!("cargo {}: {line}", step.join(" "))))
}

/// CPU seconds from `/proc/self/stat` (proc(5)): field 13 and 14 are this process's, 15 and 16 its children's. Zero
/// where there is no such file.
fn cpu(first: usize) -> Result<f64, Box<dyn Error>> {
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 2).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((ticks(first) + ticks(first + 1)) / TICKS)
}

fn print(row: &Row) {
    let Row { name, operations, types, lines, generation, warnings, .. } = row;
    let check = row.check.map_or("-".to_owned(), |check| format!("{check:.1}"));
    println!("{name:58} {operations:5} {types:6} {lines:7} {generation:7.2} {check:>7} {warnings:5}");
    if let Some(problem) = &row.problem {
        println!("    {}", problem.lines().next().unwrap_or_default());
    }
}

/// The last line; a description without a client that compiles is a failure.
fn total(rows: &[Row]) -> ExitCode {
    let failed = rows.iter().filter(|row| row.problem.is_some()).count();
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let seconds = |of: fn(&Row) -> f64| rows.iter().map(of).sum::<f64>();
    println!(
        "\n{} specs: {failed} with a problem; {} operations, {} types, {} lines; generation {:.1} CPU s, check {:.1} CPU s",
        rows.len(),
        sum(|row| row.operations),
        sum(|row| row.types),
        sum(|row| row.lines),
        seconds(|row| row.generation),
        seconds(|row| row.check.unwrap_or(0.0)),
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
