//! Cargo's result for a client.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Output};

use crate::generate::{CHILDREN, cpu};
use crate::row::Row;

/// Checks a client in the ways that the flags ask for.
pub fn compile(
    row: &mut Row,
    out: &Path,
    target: &Path,
    flags: &[String],
) -> Result<(), Box<dyn Error>> {
    let has = |flag: &str| flags.iter().any(|known| known == flag);
    if !has("--no-check") {
        // The first run builds the dependencies; only the client's own crate is timed.
        note(row, cargo(&["check"], out, target)?);
        touch(out)?;
        let before = children();
        cargo(&["check"], out, target)?;
        row.check = Some(children() - before);
    }
    if has("--clippy") {
        note(row, cargo(&["clippy"], out, target)?);
    }
    if has("--doc") {
        note(row, cargo(&["doc", "--no-deps"], out, target)?);
    }
    if has("--each-feature") {
        for feature in features(out)? {
            touch(out)?;
            note(
                row,
                cargo(
                    &["check", "--no-default-features", "--features", &feature],
                    out,
                    target,
                )?,
            );
        }
    }
    if has("--round-trips") {
        round_trips(row, out, target)?;
    }
    Ok(())
}

/// Runs the client's own test of its types. A value that does not come back is shown; no problem, because a
/// specification may contradict itself (`docs/tests.md`).
fn round_trips(row: &mut Row, out: &Path, target: &Path) -> Result<(), Box<dyn Error>> {
    let step = ["test", "--quiet", "--test", "round_trips"];
    let output = run(&step, out, target)?;
    // What is linked of hundreds of clients would fill the disk.
    let package = out.file_name().unwrap_or_default().to_string_lossy();
    run(&["clean", "--quiet", "--package", &package], out, target)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("{\"type\":"))
        .collect();
    if lines.is_empty() && !output.status.success() {
        note(row, complaint(&step, &output));
        return Ok(());
    }
    row.round_trips = Some(lines.len());
    let is_lost = |line: &&&str| !line.contains("\"outcome\":\"ok\"");
    row.lost.extend(
        lines
            .iter()
            .filter(is_lost)
            .map(|line| line.chars().take(200).collect::<String>()),
    );
    Ok(())
}

fn note(row: &mut Row, problem: Option<String>) {
    row.problem = row.problem.take().or(problem);
}

/// So that cargo compiles it again.
fn touch(out: &Path) -> std::io::Result<()> {
    let root = std::fs::File::options()
        .append(true)
        .open(out.join("src/lib.rs"))?;
    root.set_modified(std::time::SystemTime::now())
}

fn children() -> f64 {
    cpu(
        &std::fs::read_to_string("/proc/self/stat").unwrap_or_default(),
        CHILDREN,
    )
}

/// The features of a client, by its manifest.
fn features(out: &Path) -> std::io::Result<Vec<String>> {
    let manifest = std::fs::read_to_string(out.join("Cargo.toml"))?;
    let table = manifest
        .split_once("[features]")
        .and_then(|(_, rest)| rest.split_once("[dependencies]"));
    let lines = table.map_or("", |(table, _)| table).lines();
    Ok(lines
        .filter_map(|line| line.strip_suffix(" = []"))
        .map(str::to_owned)
        .collect())
}

/// What cargo complains of first, errors and warnings alike.
fn cargo(step: &[&str], folder: &Path, target: &Path) -> Result<Option<String>, Box<dyn Error>> {
    Ok(complaint(step, &run(step, folder, target)?))
}

fn run(step: &[&str], folder: &Path, target: &Path) -> std::io::Result<Output> {
    let workspace = folder.join("Cargo.toml");
    let manifest = std::fs::read_to_string(&workspace)?;
    // It is inside of this repository without being a part of it.
    std::fs::write(
        &workspace,
        format!(
            "[workspace]\n\n{}",
            manifest.trim_start_matches("[workspace]\n\n")
        ),
    )?;
    let output = Command::new("cargo")
        .args(step)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()?;
    std::fs::write(&workspace, manifest)?;
    Ok(output)
}

fn complaint(step: &[&str], output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let complaint = text
        .lines()
        .find(|line| line.starts_with("error") || line.starts_with("warning"));
    // One that was ended from outside complains of nothing, and checked nothing.
    let ended = (!output.status.success()).then(|| output.status.to_string());
    let problem = complaint.map(str::to_owned).or(ended);
    problem.map(|problem| format!("cargo {}: {problem}", step.join(" ")))
}
