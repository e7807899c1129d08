//! `fetchwright diff`: what a new version of a specification does to code that uses the client.
//!
//! ```text
//! fetchwright diff old.yaml new.yaml   →   two jobs with the same settings   →   diff::compare   →   a report
//! fetchwright diff stripe              →   the stored specification, and the one at its `source`
//! fetchwright diff                     →   for each client what git has of its specification, and what is on the disk
//! ```

use super::arguments::{DiffArguments, DiffFormat, FailOn, MessageFormat};
use super::{FAILED, STALE, download, generate, print, show, usage};
use crate::config::{Config, Job, Outcome};
use crate::diagnostics::Diagnostic;
use crate::diff::{self, Finding, Report, Severity, Surface};
use crate::settings::{Selector, Settings};
use crate::source::{Input, Sources};

pub(super) fn run(arguments: &DiffArguments) -> u8 {
    let pairs = match pairs(arguments) {
        Ok(pairs) => pairs,
        Err(code) => return code,
    };
    let mut compared = Vec::new();
    for (old, new) in &pairs {
        match compare(old, new) {
            Some(pair) => compared.push(pair),
            None => return FAILED,
        }
    }
    let reports: Vec<Report<'_>> = compared.iter().map(Compared::report).collect();
    print(&written(&reports, arguments.format));
    let level = level(arguments.fail_on);
    let is_reached = reports
        .iter()
        .flat_map(|report| report.findings)
        .any(|finding| level.is_some_and(|level| finding.code.severity() >= level));
    if is_reached { STALE } else { 0 }
}

/// Two versions of one client, compared.
struct Compared {
    old: Option<Sources>,
    new: Option<Sources>,
    client: String,
    findings: Vec<Finding>,
}

impl Compared {
    fn report(&self) -> Report<'_> {
        Report {
            client: &self.client,
            findings: &self.findings,
            accepted: 0,
            old: self.old.as_ref(),
            new: self.new.as_ref(),
        }
    }
}

fn compare(old: &Job, new: &Job) -> Option<Compared> {
    let (old, before) = surface(old)?;
    let (new, after) = surface(new)?;
    Some(Compared {
        findings: diff::compare(&before, &after),
        client: after.client,
        old: old.sources,
        new: new.sources,
    })
}

/// What a job's client is; what is wrong is shown, warnings are not: `generate` shows them.
fn surface(job: &Job) -> Option<(Outcome, Surface)> {
    let (outcome, surface) = job.surface();
    match surface {
        Some(surface) => Some((outcome, surface)),
        None => {
            show(&outcome, MessageFormat::Human);
            None
        }
    }
}

fn written(reports: &[Report<'_>], format: DiffFormat) -> String {
    let joined = |texts: Vec<String>| texts.join("\n");
    match format {
        DiffFormat::Text => joined(reports.iter().map(Report::text).collect()),
        DiffFormat::Markdown => joined(reports.iter().map(Report::markdown).collect()),
        DiffFormat::Json => Report::json(reports) + "\n",
        DiffFormat::Sarif => Report::sarif(reports) + "\n",
    }
}

fn level(fail_on: FailOn) -> Option<Severity> {
    match fail_on {
        FailOn::Fails => Some(Severity::Fails),
        FailOn::Meaning => Some(Severity::OtherMeaning),
        FailOn::Compile => Some(Severity::DoesNotCompile),
        FailOn::Deprecated => Some(Severity::Deprecated),
        FailOn::Added => Some(Severity::Added),
        FailOn::Never => None,
    }
}

/// The old and the new version of each client.
fn pairs(arguments: &DiffArguments) -> Result<Vec<(Job, Job)>, u8> {
    match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) => {
            let job = match &arguments.client {
                Some(client) => client_of(arguments, client)?,
                None => plain(arguments)?,
            };
            Ok(vec![(at(&job, old)?, at(&job, new)?)])
        }
        (Some(client), None) => {
            let job = client_of(arguments, client)?;
            let Some(source) = job.source.clone() else {
                return Err(usage(&format!(
                    "client `{client}` has no `source`; name the new version: fetchwright diff OLD NEW --client {client}"
                )));
            };
            let new = at(&job, &source)?;
            Ok(vec![(job, new)])
        }
        (None, _) => {
            let jobs = jobs(arguments)?;
            jobs.into_iter()
                .map(|job| {
                    let path = job.input.path().map(|path| path.display().to_string());
                    let committed = format!("git:HEAD:{}", path.unwrap_or_default());
                    Ok((at(&job, &committed)?, job))
                })
                .collect()
        }
    }
}

/// A job without a config.
fn plain(arguments: &DiffArguments) -> Result<Job, u8> {
    let input = Input::Text {
        name: String::new(),
        bytes: Vec::new(),
    };
    let mut job = Job::new(input, Settings::default());
    job.provider = generate::choice(arguments.provider.as_deref()).map_err(|wrong| failed(&wrong))?;
    select(&mut job, arguments);
    Ok(job)
}

fn select(job: &mut Job, arguments: &DiffArguments) {
    let overlays = arguments.overlay.iter().cloned().map(Input::Path);
    job.overlays.extend(overlays);
    let parse = |texts: &[String]| -> Vec<Selector> {
        texts.iter().map(|text| Selector::parse(text)).collect()
    };
    job.settings.include.extend(parse(&arguments.include));
    job.settings.exclude.extend(parse(&arguments.exclude));
}

fn jobs(arguments: &DiffArguments) -> Result<Vec<Job>, u8> {
    let config = Config::from_file(&arguments.config).map_err(|error| {
        show(error.outcome(), MessageFormat::Human);
        FAILED
    })?;
    let mut jobs = config.jobs().to_vec();
    jobs.iter_mut().for_each(|job| select(job, arguments));
    Ok(jobs)
}

fn client_of(arguments: &DiffArguments, client: &str) -> Result<Job, u8> {
    let jobs = jobs(arguments)?;
    let names: Vec<String> = jobs
        .iter()
        .filter_map(|job| job.settings.name.clone())
        .collect();
    let found = jobs
        .into_iter()
        .find(|job| job.settings.name.as_deref() == Some(client));
    found.ok_or_else(|| {
        usage(&format!(
            "{} has no client `{client}`; it has {}. To compare two files, name both: fetchwright diff OLD NEW",
            arguments.config.display(),
            names.join(", ")
        ))
    })
}

/// The same job for another version.
fn at(job: &Job, version: &str) -> Result<Job, u8> {
    let input = download::version(version).map_err(|wrong| failed(&wrong))?;
    Ok(Job {
        input,
        ..job.clone()
    })
}

fn failed(wrong: &Diagnostic) -> u8 {
    let mut outcome = Outcome::default();
    outcome.diagnostics.report(wrong.clone());
    show(&outcome, MessageFormat::Human);
    FAILED
}
