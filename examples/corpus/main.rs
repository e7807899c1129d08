//! Generates a client for every specification in a folder, checks that each compiles, and prints what each costs and what
//! its types do not declare.
//!
//! ```text
//! cargo run --release --example corpus -- FOLDER|FILE… [OPTION…]
//!
//! --no-check         no cargo check of the clients        --twice           the same bytes on a second run
//! --clippy, --doc    cargo clippy and cargo doc too       --reversed        and with all keys in reverse
//! --each-feature     cargo check of each feature alone    --round-trips     values of each type, read and written
//! --baseline FILE    nothing is lost that was not lost before             --write-baseline FILE
//! --plot FILE        an SVG of cost against size
//! ```
//!
//! Each specification has a process of its own: its CPU seconds and its memory are those of reading and generating, and a
//! crash costs one row. `check` is the CPU time of `cargo check` for the client's crate alone, with its dependencies
//! built. In folders, files of a specification that is split over many are found by their `openapi` or `swagger` key.

mod baseline;
mod compile;
mod find;
mod generate;
mod order;
mod plot;
mod row;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use row::Row;

/// How the child process is called.
const CHILD: &str = "--child";

struct Options {
    flags: Vec<String>,
    paths: Vec<PathBuf>,
    plot: Option<PathBuf>,
    baseline: Option<PathBuf>,
    new_baseline: Option<PathBuf>,
}

impl Options {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let (mut options, mut arguments) = (Options::none(), arguments);
        while let Some(argument) = arguments.next() {
            let file = match argument.as_str() {
                "--plot" => &mut options.plot,
                "--baseline" => &mut options.baseline,
                "--write-baseline" => &mut options.new_baseline,
                flag if flag.starts_with("--") => {
                    options.flags.push(argument);
                    continue;
                }
                _ => {
                    options.paths.push(argument.into());
                    continue;
                }
            };
            *file = Some(
                arguments
                    .next()
                    .ok_or_else(|| format!("{argument} wants a file"))?
                    .into(),
            );
        }
        Ok(options)
    }

    fn none() -> Options {
        Options {
            flags: Vec::new(),
            paths: Vec::new(),
            plot: None,
            baseline: None,
            new_baseline: None,
        }
    }

    fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let options = Options::read(std::env::args().skip(1))?;
    if let [spec, out] = options.paths.as_slice()
        && options.has(CHILD)
    {
        return generate::run(spec, out, &options.flags);
    }
    let mut specs = Vec::new();
    options
        .paths
        .iter()
        .for_each(|path| find::find(path, &mut specs));
    if specs.is_empty() {
        println!("left out: there is no specification at {:?}", options.paths);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", row::HEAD);
    let mut rows = Vec::new();
    for spec in &specs {
        let row = one(spec, &options)?;
        println!("{row}");
        rows.push(row);
    }
    println!("\n{}", row::total(&rows));
    finish(&rows, &options)
}

/// What is written of all rows, and whether all is well.
fn finish(rows: &[Row], options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    if let Some(path) = &options.plot {
        std::fs::write(path, plot::svg(rows))?;
    }
    if let Some(path) = &options.new_baseline {
        std::fs::write(path, baseline::text(rows))?;
    }
    let mut worse = Vec::new();
    if let Some(path) = &options.baseline {
        worse = baseline::worse(&std::fs::read_to_string(path)?, rows);
        worse
            .iter()
            .for_each(|line| println!("worse than {}: {line}", path.display()));
    }
    let is_well = worse.is_empty() && rows.iter().all(|row| row.problem.is_none());
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A row of the table: generates in a process of its own, and compiles what came out.
fn one(spec: &Path, options: &Options) -> Result<Row, Box<dyn Error>> {
    let work = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/corpus");
    let name = find::name(spec);
    let out = work.join(find::crate_name(&name));
    drop(std::fs::remove_dir_all(&out));
    let child = Command::new(std::env::current_exe()?)
        .arg(CHILD)
        .args(&options.flags)
        .arg(spec)
        .arg(&out)
        .output()?;
    let text = String::from_utf8_lossy(&child.stdout);
    let mut row = Row::read(name, &text);
    if !child.status.success() {
        let reported = String::from_utf8_lossy(&child.stderr);
        let first = reported
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("no client");
        row.problem
            .get_or_insert(format!("{}: {first}", child.status));
        return Ok(row);
    }
    compile::compile(&mut row, &out, &work.join("target"), &options.flags)?;
    Ok(row)
}
