//! A line of the table, and its way from the child process to the parent: `key value` lines.

use std::fmt;

pub const GENERATION: &str = "generation";
pub const MEMORY: &str = "memory";
pub const LINES: &str = "lines";
pub const WARNINGS: &str = "warnings";
pub const BYTES: &str = "bytes";
pub const OPERATIONS: &str = "operations";
pub const TYPES: &str = "types";
pub const RAW_PROPERTIES: &str = "raw-properties";
pub const RAW_BODIES: &str = "raw-bodies";
pub const UNTYPED_ERRORS: &str = "untyped-errors";
pub const RAW_UNIONS: &str = "raw-unions";
pub const LEFT_OUT: &str = "left-out";
pub const PROBLEM: &str = "problem";

/// The columns.
pub const HEAD: &str = "spec                                                         ops  types   lines   gen s   MiB \
                        check s  warn  raw: props bodies errors unions  left out";

/// What is known of one specification.
#[derive(Debug, Default)]
pub struct Row {
    pub name: String,
    pub bytes: usize,
    pub operations: usize,
    pub types: usize,
    pub lines: usize,
    /// CPU seconds of reading and generating.
    pub generation: f64,
    /// Peak memory of it, in MiB.
    pub memory: usize,
    /// CPU seconds of `cargo check`.
    pub check: Option<f64>,
    pub warnings: usize,
    pub raw_properties: usize,
    pub raw_bodies: usize,
    pub untyped_errors: usize,
    pub raw_unions: usize,
    /// Operations that are not in the client, and why.
    pub left_out: Vec<String>,
    /// Values that were decoded and encoded again, and those that did not come back as they were.
    pub round_trips: Option<usize>,
    pub lost: Vec<String>,
    pub problem: Option<String>,
}

impl Row {
    /// What a child process printed.
    pub fn read(name: String, text: &str) -> Row {
        let mut row = Row {
            name,
            ..Row::default()
        };
        for (key, value) in text.lines().filter_map(|line| line.split_once(' ')) {
            let number = || value.parse().unwrap_or(0);
            match key {
                GENERATION => row.generation = value.parse().unwrap_or(0.0),
                MEMORY => row.memory = number(),
                LINES => row.lines = number(),
                WARNINGS => row.warnings = number(),
                BYTES => row.bytes = number(),
                OPERATIONS => row.operations = number(),
                TYPES => row.types = number(),
                RAW_PROPERTIES => row.raw_properties = number(),
                RAW_BODIES => row.raw_bodies = number(),
                UNTYPED_ERRORS => row.untyped_errors = number(),
                RAW_UNIONS => row.raw_unions = number(),
                LEFT_OUT => row.left_out.push(value.to_owned()),
                PROBLEM => row.problem = Some(value.to_owned()),
                _ => {}
            }
        }
        row
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = self
            .check
            .map_or("-".to_owned(), |check| format!("{check:.1}"));
        write!(
            f,
            "{:58} {:5} {:6} {:7} {:7.2} {:5} {check:>7} {:5} {:11} {:6} {:6} {:6} {:9}",
            self.name,
            self.operations,
            self.types,
            self.lines,
            self.generation,
            self.memory,
            self.warnings,
            self.raw_properties,
            self.raw_bodies,
            self.untyped_errors,
            self.raw_unions,
            self.left_out.len(),
        )?;
        let more = self.left_out.iter().map(|why| format!("left out: {why}"));
        let round_trips = self
            .round_trips
            .map(|values| format!("{values} round trips, {} not ok", self.lost.len()));
        let round_trips = round_trips.into_iter().chain(self.lost.iter().cloned());
        let problem = self
            .problem
            .iter()
            .map(|problem| format!("problem: {problem}"));
        for line in more.chain(round_trips).chain(problem) {
            write!(f, "\n    {line}")?;
        }
        Ok(())
    }
}

/// The last lines.
pub fn total(rows: &[Row]) -> String {
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let seconds = |of: fn(&Row) -> f64| rows.iter().map(of).sum::<f64>();
    let round_trips = sum(|row| row.round_trips.unwrap_or(0));
    let tried = match rows.iter().any(|row| row.round_trips.is_some()) {
        true => format!(
            "\n{round_trips} round trips, {} not ok",
            sum(|row| row.lost.len())
        ),
        false => String::new(),
    };
    format!(
        "{} specs: {} with a problem; {} operations, {} types, {} lines; generation {:.1} CPU s, at most {} MiB; check \
         {:.1} CPU s\nraw JSON although the schema is known: {} properties, {} bodies, {} unions; {} errors without a \
         type; {} operations left out; {} warnings{tried}",
        rows.len(),
        rows.iter().filter(|row| row.problem.is_some()).count(),
        sum(|row| row.operations),
        sum(|row| row.types),
        sum(|row| row.lines),
        seconds(|row| row.generation),
        rows.iter().map(|row| row.memory).max().unwrap_or(0),
        seconds(|row| row.check.unwrap_or(0.0)),
        sum(|row| row.raw_properties),
        sum(|row| row.raw_bodies),
        sum(|row| row.raw_unions),
        sum(|row| row.untyped_errors),
        sum(|row| row.left_out.len()),
        sum(|row| row.warnings),
    )
}
