//! `fetchwright diff`: what a new version of a specification does to code that uses the client.
//!
//! ```text
//! fetchwright diff old.yaml new.yaml   →   two jobs with the same settings   →   diff::compare   →   a report
//! fetchwright diff stripe              →   the stored specification, and the one at its `source`
//! fetchwright diff                     →   for each client the lock file, else what git has of its specification, and what
//!                                          is on the disk
//! ```

use std::path::Path;

use super::arguments::{DiffArguments, DiffFormat, FailOn, MessageFormat};
use super::{FAILED, STALE, download, generate, print, say, show, usage};
use crate::config::{ACCEPT, Config, Job, Lock, Outcome};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::diff::{self, Accepted, Bump, Date, Finding, Report, Severity, Surface};
use crate::settings::{Selector, Settings};
use crate::source::{Input, Sources};

pub(super) fn run(arguments: &DiffArguments) -> u8 {
    let compared = pairs(arguments).and_then(|pairs| compare_all(arguments, &pairs));
    let compared = match compared {
        Ok(compared) => compared,
        Err(code) => return code,
    };
    let reports: Vec<Report<'_>> = compared.iter().map(Compared::report).collect();
    print(&written(&reports, arguments.format));
    let level = level(arguments.fail_on);
    let is_reached = reports
        .iter()
        .flat_map(|report| report.findings)
        .any(|finding| level.is_some_and(|level| finding.code.severity() >= level));
    if is_reached { STALE } else { 0 }
}

/// What a client was before a run of `generate`, and what is accepted since.
pub(super) struct Before {
    surface: Surface,
    lock: Option<Lock>,
}

/// A client as the lock file has it, else as git has its specification; `None` where that is not known, or is what the disk
/// has, so that there is nothing to compare.
pub(super) fn before(job: &Job, config: &Path) -> Option<Before> {
    let lock = Lock::open(config.parent().unwrap_or(Path::new(""))).ok();
    let client = job.settings.name.as_deref().unwrap_or_default();
    let locked = lock.as_ref().and_then(|lock| lock.surface(client)).cloned();
    let surface = locked.or_else(|| committed(job))?;
    Some(Before { surface, lock })
}

impl Before {
    /// A line about what changed since; `None` if that is nothing.
    pub(super) fn summary(mut self, now: &Surface) -> Option<String> {
        let findings = diff::compare(&self.surface, now);
        let (findings, accepted) = match &mut self.lock {
            Some(lock) => lock.open_changes(findings),
            None => (findings, 0),
        };
        let report = Report {
            client: &now.client,
            findings: &findings,
            accepted,
            old: None,
            new: None,
        };
        let is_notable = Bump::of(&findings) > Bump::Patch;
        is_notable.then(|| format!("{}; for details, run `fetchwright diff`", report.summary()))
    }
}

/// The client of the specification that git has, if that is another one than the one on the disk.
fn committed(job: &Job) -> Option<Surface> {
    let path = job.input.path()?;
    let version = format!("git:HEAD:{}", path.display());
    let Input::Text { bytes, name } = download::version(&version).ok()? else {
        return None;
    };
    if std::fs::read(path).is_ok_and(|now| now == bytes) {
        return None;
    }
    let input = Input::Text { bytes, name };
    Job {
        input,
        ..job.clone()
    }
    .surface()
    .1
}

/// Two versions of one client, compared.
struct Compared {
    client: String,
    findings: Vec<Finding>,
    accepted: usize,
    old: Option<Sources>,
    new: Option<Sources>,
}

impl Compared {
    fn report(&self) -> Report<'_> {
        Report {
            client: &self.client,
            findings: &self.findings,
            accepted: self.accepted,
            old: self.old.as_ref(),
            new: self.new.as_ref(),
        }
    }
}

/// An old version: a specification, or what a lock file kept of it.
enum Old {
    Job(Box<Job>),
    Locked(Box<Surface>),
}

fn compare_all(arguments: &DiffArguments, pairs: &[(Old, Job)]) -> Result<Vec<Compared>, u8> {
    let mut accepted = accepted(arguments)?;
    let mut all = Vec::new();
    for (old, new) in pairs {
        let (old_sources, before) = match old {
            Old::Job(job) => surface(job).map(|(outcome, surface)| (outcome.sources, surface))?,
            Old::Locked(surface) => (None, Surface::clone(surface)),
        };
        let (outcome, after) = surface(new)?;
        let (findings, count) = accepted.filter(diff::compare(&before, &after), Date::today());
        all.push(Compared {
            client: after.client,
            findings,
            accepted: count,
            old: old_sources,
            new: outcome.sources,
        });
    }
    for remark in accepted.remarks(Date::today()) {
        say(&format!("warning: {remark}"));
    }
    Ok(all)
}

fn accepted(arguments: &DiffArguments) -> Result<Accepted, u8> {
    let beside = arguments.config.with_file_name(ACCEPT);
    let path = match &arguments.accept {
        Some(path) => path.clone(),
        None if beside.exists() => beside,
        None => return Ok(Accepted::default()),
    };
    let mut diagnostics = Diagnostics::default();
    let (sources, accepted) = Accepted::read(Input::Path(path), &mut diagnostics);
    if diagnostics.has_errors() {
        let outcome = Outcome {
            sources: Some(sources),
            diagnostics,
            ..Outcome::default()
        };
        show(&outcome, MessageFormat::Human);
        return Err(FAILED);
    }
    Ok(accepted)
}

/// What a job's client is; what is wrong is shown, warnings are not: `generate` shows them.
fn surface(job: &Job) -> Result<(Outcome, Surface), u8> {
    let (outcome, surface) = job.surface();
    match surface {
        Some(surface) => Ok((outcome, surface)),
        None => {
            show(&outcome, MessageFormat::Human);
            Err(FAILED)
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
fn pairs(arguments: &DiffArguments) -> Result<Vec<(Old, Job)>, u8> {
    match (&arguments.old, &arguments.new) {
        (Some(old), Some(new)) => {
            let job = match &arguments.client {
                Some(client) => client_of(arguments, client)?,
                None => plain(arguments)?,
            };
            Ok(vec![(Old::Job(Box::new(at(&job, old)?)), at(&job, new)?)])
        }
        (Some(client), None) => {
            let job = client_of(arguments, client)?;
            let Some(source) = job.source.clone() else {
                return Err(usage(&format!(
                    "client `{client}` has no `source`; name the new version: fetchwright diff OLD NEW --client {client}"
                )));
            };
            let new = at(&job, &source)?;
            Ok(vec![(Old::Job(Box::new(job)), new)])
        }
        (None, _) => {
            let folder = arguments.config.parent().unwrap_or(Path::new(""));
            let lock = Lock::open(folder).map_err(|outcome| {
                show(&outcome, MessageFormat::Human);
                FAILED
            })?;
            let jobs = jobs(arguments)?;
            jobs.into_iter()
                .map(|job| Ok((known(&lock, &job)?, job)))
                .collect()
        }
    }
}

/// What a client was: as the lock file has it, else as git has its specification.
fn known(lock: &Lock, job: &Job) -> Result<Old, u8> {
    let client = job.settings.name.as_deref().unwrap_or_default();
    if let Some(surface) = lock.surface(client) {
        return Ok(Old::Locked(Box::new(surface.clone())));
    }
    let path = job.input.path().map(|path| path.display().to_string());
    let committed = format!("git:HEAD:{}", path.unwrap_or_default());
    Ok(Old::Job(Box::new(at(job, &committed)?)))
}

/// A job without a config.
fn plain(arguments: &DiffArguments) -> Result<Job, u8> {
    let input = Input::Text {
        name: String::new(),
        bytes: Vec::new(),
    };
    let mut job = Job::new(input, Settings::default());
    job.provider =
        generate::choice(arguments.provider.as_deref()).map_err(|wrong| failed(&wrong))?;
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
