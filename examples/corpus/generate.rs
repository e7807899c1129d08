//! The child process: one specification to one client, measured.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use fetchwright::config::{Job, Outcome};
use fetchwright::diagnostics::{Code, Severity};
use fetchwright::ir::Api;
use fetchwright::output::Folder;
use fetchwright::pipeline::Stage;
use fetchwright::settings::Settings;
use fetchwright::source::Input;

use crate::{find, order, row};

/// Generates, writes to `out`, and prints what it cost as `key value` lines.
pub fn run(spec: &Path, out: &Path, flags: &[String]) -> Result<ExitCode, Box<dyn Error>> {
    let tests = flags.iter().any(|flag| flag == "--round-trips");
    let settings = Settings {
        name: Some(find::crate_name(&find::name(spec))),
        tests,
        ..Settings::default()
    };
    let job = Job::new(Input::Path(spec.to_owned()), settings);
    let mut api = None;
    let mut outcome = job.observed(&mut |stage| {
        if let Stage::Ir(ir) = stage {
            api = Some(ir.clone());
        }
    });
    println!(
        "{} {}",
        row::GENERATION,
        cpu(
            &std::fs::read_to_string("/proc/self/stat").unwrap_or_default(),
            OWN
        )
    );
    println!("{} {}", row::MEMORY, peak());
    tell(&outcome, api.as_ref());
    let folder = Folder::owned(out);
    let written = outcome
        .changes(&folder)
        .is_some_and(|changes| folder.apply(&changes, &mut outcome.diagnostics));
    if !written {
        eprintln!("{}", outcome.drawn(false));
        return Ok(ExitCode::FAILURE);
    }
    if flags.iter().any(|flag| flag == "--twice") && job.run().files != outcome.files {
        println!("{} a second run gives other bytes", row::PROBLEM);
    }
    if flags.iter().any(|flag| flag == "--reversed")
        && let Some(file) = order::difference(&job, &outcome)
    {
        println!(
            "{} with the keys in reverse {file} is another",
            row::PROBLEM
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// What was read and what came out.
fn tell(outcome: &Outcome, api: Option<&Api>) {
    let files = outcome.files.as_deref().unwrap_or_default();
    let lines: usize = files.iter().map(|file| file.contents.lines().count()).sum();
    let found = outcome.diagnostics.all();
    let warnings = found
        .iter()
        .filter(|found| found.severity == Severity::Warning)
        .count();
    println!("{} {lines}", row::LINES);
    println!("{} {warnings}", row::WARNINGS);
    println!(
        "{} {}",
        row::BYTES,
        outcome
            .sources
            .as_ref()
            .map_or(0, |sources| sources.bytes())
    );
    for found in found.iter().filter(|found| found.code == Code::LeftOut) {
        println!("{} {}", row::LEFT_OUT, found.message.replace('\n', " "));
    }
    if let Some(api) = api {
        let typing_gaps = api.typing_gaps;
        println!("{} {}", row::OPERATIONS, api.operations.len());
        println!("{} {}", row::TYPES, api.types.0.len());
        println!("{} {}", row::RAW_PROPERTIES, typing_gaps.raw_properties);
        println!("{} {}", row::RAW_BODIES, typing_gaps.raw_bodies);
        println!("{} {}", row::UNTYPED_ERRORS, typing_gaps.untyped_errors);
        println!("{} {}", row::RAW_UNIONS, typing_gaps.raw_unions);
    }
}

/// The fields of proc(5)'s `stat` for the process itself, and for its children.
pub const OWN: usize = 13;
pub const CHILDREN: usize = 15;

/// CPU seconds by `/proc/self/stat`; zero where there is no such file.
pub fn cpu(stat: &str, first: usize) -> f64 {
    const TICKS: f64 = 100.0;
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |field: usize| {
        fields
            .get(field - 2)
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(first) + ticks(first + 1)) / TICKS
}

/// The most memory that this process ever had, in MiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kibibytes.unwrap_or(0) / 1024
}
