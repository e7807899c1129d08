//! `fetchwright generate`

use std::path::Path;

use fetchwright_runtime::vendor::find_feature;
use similar::TextDiff;

use super::arguments::{GenerateArguments, Stage};
use super::{FAILED, STALE, download, print, progress, show, usage};
use crate::config::{Config, Job, Outcome, SharedRuntime};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::output::{Changes, File, Folder, SharedParts};
use crate::pipeline;
use crate::providers::{self, Choice, Evidence, Provider, Recognition};
use crate::settings::{Layout, Selector, Settings};
use crate::source::Input;

/// Runs all jobs; the worst outcome is the exit code.
pub(super) fn run(arguments: &GenerateArguments) -> u8 {
    let Clients { jobs, runtime } = match clients(arguments) {
        Ok(clients) => clients,
        Err(code) => return code,
    };
    let mut worst = 0;
    let mut parts = SharedParts::default();
    for job in &jobs {
        let code = match arguments.print {
            Some(stage) => print_stage(job, stage, arguments),
            None => one(job, arguments, &mut parts),
        };
        worst = worse(worst, code);
    }
    match runtime {
        // What a client that failed needs of it is not known.
        Some(runtime) if worst != FAILED && arguments.print.is_none() => {
            worse(worst, shared_runtime(&runtime, &parts, arguments))
        }
        _ => worst,
    }
}

fn worse(left: u8, right: u8) -> u8 {
    if left == FAILED || right == FAILED {
        FAILED
    } else {
        left.max(right)
    }
}

/// The runtime that the clients of a config share.
fn shared_runtime(
    runtime: &SharedRuntime,
    parts: &SharedParts,
    arguments: &GenerateArguments,
) -> u8 {
    let mut outcome = runtime.run(parts);
    let code = to_folder(
        runtime.folder(),
        runtime.out.as_deref(),
        arguments,
        &mut outcome,
    );
    show(&outcome, arguments.message_format);
    code
}

/// What is generated: clients, and the runtime that they share.
struct Clients {
    jobs: Vec<Job>,
    runtime: Option<SharedRuntime>,
}

/// Generates one client of a config.
pub(super) fn client(config: &Path, name: &str) -> u8 {
    let arguments = GenerateArguments::of_config(config);
    let Clients { jobs, runtime } = match clients_of_config(&arguments) {
        Ok(clients) => clients,
        Err(code) => return code,
    };
    let is_wanted = |job: &&Job| job.settings.name.as_deref() == Some(name);
    let Some(job) = jobs.iter().find(is_wanted) else {
        return FAILED;
    };
    let mut parts = SharedParts::default();
    let code = one(job, &arguments, &mut parts);
    match runtime {
        Some(runtime) if code != FAILED => {
            // The others need their parts of it as well.
            let others = jobs.iter().filter(|job| !is_wanted(job));
            others.for_each(|job| parts.add(job.run().parts));
            worse(code, shared_runtime(&runtime, &parts, &arguments))
        }
        _ => code,
    }
}

/// What the arguments ask for, or an exit code.
fn clients(arguments: &GenerateArguments) -> Result<Clients, u8> {
    let Some(spec) = &arguments.spec else {
        return clients_of_config(arguments);
    };
    let layout = arguments.layout.map_or(Layout::Crate, Layout::from);
    if arguments.out.is_none() && arguments.print.is_none() && layout != Layout::File {
        return Err(usage(
            "where to? name a folder: fetchwright generate SPEC -o DIR",
        ));
    }
    let input = download::input(spec).map_err(|diagnostic| {
        let mut outcome = Outcome::default();
        outcome.diagnostics.report(diagnostic);
        show(&outcome, arguments.message_format);
        FAILED
    })?;
    let settings = Settings {
        layout,
        name: arguments.name.clone(),
        ..Settings::default()
    };
    let overlays = arguments.overlay.iter().cloned().map(Input::Path).collect();
    let mut job = Job {
        input: arguments
            .ref_root
            .iter()
            .cloned()
            .fold(input, Input::with_root),
        source: None,
        overlays,
        provider: choice(arguments.provider.as_deref()).map_err(|diagnostic| {
            let mut outcome = Outcome::default();
            outcome.diagnostics.report(diagnostic);
            show(&outcome, arguments.message_format);
            FAILED
        })?,
        out: arguments.out.clone(),
        settings,
    };
    select(&mut job, arguments);
    for name in &arguments.runtime_feature {
        let Some(feature) = find_feature(name) else {
            return Err(usage(&format!(
                "the runtime has no feature `{name}`; docs/config.md lists them"
            )));
        };
        job.settings.runtime_features.push(feature.name);
    }
    Ok(Clients {
        jobs: vec![job],
        runtime: None,
    })
}

/// What `--provider` names.
pub(super) fn choice(provider: Option<&str>) -> Result<Choice, Diagnostic> {
    match provider {
        None => Ok(Choice::Recognise),
        Some("none") => Ok(Choice::Off),
        Some(name) if Provider::named(name).is_none() => Err(providers::unknown(name)),
        Some(name) => Ok(Choice::Named(name.to_owned())),
    }
}

fn clients_of_config(arguments: &GenerateArguments) -> Result<Clients, u8> {
    if !arguments.config.exists() {
        return Err(usage(&format!(
            "there is no {}; name a description (fetchwright generate SPEC -o DIR) or begin a config (fetchwright init SPEC)",
            arguments.config.display()
        )));
    }
    let own = arguments.out.is_some() || arguments.layout.is_some() || arguments.name.is_some();
    let own = own || !arguments.overlay.is_empty() || !arguments.runtime_feature.is_empty();
    if own || !arguments.ref_root.is_empty() {
        return Err(usage(
            "--out, --overlay, --ref-root, --layout, --name and --runtime-feature go with a SPEC; the config says its own",
        ));
    }
    let config = Config::from_file(&arguments.config).map_err(|error| {
        show(error.outcome(), arguments.message_format);
        FAILED
    })?;
    let mut jobs = config.jobs().to_vec();
    jobs.iter_mut().for_each(|job| select(job, arguments));
    match jobs.iter().find(|job| job.out.is_none()) {
        Some(job) => Err(usage(&format!(
            "client `{}` of the config has no `out`",
            job.settings.name.as_deref().unwrap_or_default()
        ))),
        None => Ok(Clients {
            jobs,
            runtime: config.runtime().cloned(),
        }),
    }
}

fn select(job: &mut Job, arguments: &GenerateArguments) {
    job.settings
        .include
        .extend(arguments.include.iter().map(|text| Selector::parse(text)));
    job.settings
        .exclude
        .extend(arguments.exclude.iter().map(|text| Selector::parse(text)));
    job.settings.strict |= arguments.strict;
    job.settings.tests |= arguments.tests;
    job.settings.wasm |= arguments.wasm;
}

fn one(job: &Job, arguments: &GenerateArguments, parts: &mut SharedParts) -> u8 {
    if let Some(path) = job.input.path() {
        progress(&format!("reading {}", path.display()));
    }
    let mut outcome = job.run();
    if let Some(recognition) = &outcome.provider {
        progress(&provider_line(recognition));
    }
    let code = match &job.out {
        None => to_standard_output(&outcome),
        Some(out) => to_folder(job.folder(), Some(out), arguments, &mut outcome),
    };
    show(&outcome, arguments.message_format);
    parts.add(outcome.parts);
    code
}

/// `provider: stripe, recognised by its server`
fn provider_line(recognition: &Recognition) -> String {
    let name = recognition.provider.name;
    match recognition.by {
        Evidence::Server => format!("provider: {name}, recognised by its server"),
        Evidence::Title => format!("provider: {name}, recognised by the title"),
        Evidence::User => format!("provider: {name}"),
    }
}

/// `--layout file` without a folder.
fn to_standard_output(outcome: &Outcome) -> u8 {
    match &outcome.files {
        Some(files) => {
            files.iter().for_each(|file| print(&file.contents));
            0
        }
        None => FAILED,
    }
}

fn to_folder(
    folder: Option<Folder>,
    out: Option<&Path>,
    arguments: &GenerateArguments,
    outcome: &mut Outcome,
) -> u8 {
    let Some(folder) = folder else {
        return FAILED;
    };
    let Some(changes) = outcome.changes(&folder) else {
        return FAILED;
    };
    if arguments.diff {
        print(&diff(&changes));
    }
    if arguments.check {
        return if changes.is_empty() {
            0
        } else {
            stale(&changes, outcome)
        };
    }
    if arguments.diff {
        return 0;
    }
    if !folder.apply(&changes, &mut outcome.diagnostics) {
        return FAILED;
    }
    summary(out, outcome, &changes);
    0
}

fn stale(changes: &Changes, outcome: &mut Outcome) -> u8 {
    let written = changes.written.iter().map(|(file, _)| file.path.as_str());
    let paths: Vec<&str> = written
        .chain(changes.removed.iter().map(|(path, _)| path.as_str()))
        .collect();
    let message = format!("the output is stale: {}", paths.join(", "));
    outcome
        .diagnostics
        .report(Diagnostic::error(Code::Stale, message).help("run it again without --check"));
    STALE
}

fn diff(changes: &Changes) -> String {
    let unified = |path: &str, old: &str, new: &str| {
        TextDiff::from_lines(old, new)
            .unified_diff()
            .header(&format!("a/{path}"), &format!("b/{path}"))
            .to_string()
    };
    let written = changes.written.iter().map(|(file, now)| {
        unified(
            &file.path,
            now.as_deref().unwrap_or_default(),
            &file.contents,
        )
    });
    let removed = changes
        .removed
        .iter()
        .map(|(path, now)| unified(path, now, ""));
    written.chain(removed).collect()
}

/// What was done, for a person.
fn summary(out: Option<&Path>, outcome: &Outcome, changes: &Changes) {
    let files: &[File] = outcome.files.as_deref().unwrap_or_default();
    let lines: usize = files.iter().map(|file| file.contents.lines().count()).sum();
    let warnings = outcome
        .diagnostics
        .all()
        .iter()
        .filter(|found| found.severity == Severity::Warning)
        .count();
    let out = out.map(|out| out.display().to_string()).unwrap_or_default();
    let changed = changes.written.len() + changes.removed.len();
    progress(&format!(
        "{out}: {} files, {lines} lines, {changed} changed, {warnings} warnings",
        files.len()
    ));
}

/// `--print STAGE`
fn print_stage(job: &Job, wanted: Stage, arguments: &GenerateArguments) -> u8 {
    let mut text = None;
    let outcome = job.observed(&mut |stage| {
        if let Some(written) = written(stage, wanted) {
            text = Some(written);
        }
    });
    if let (Stage::Source, Some(sources)) = (wanted, &outcome.sources) {
        text = Some(format!("{:#?}\n", sources.root()));
    }
    show(&outcome, arguments.message_format);
    match text {
        Some(text) => {
            print(&text);
            0
        }
        None => FAILED,
    }
}

/// What a stage gave as text, if it is the wanted one.
fn written(stage: pipeline::Stage<'_, '_, '_>, wanted: Stage) -> Option<String> {
    match (stage, wanted) {
        (pipeline::Stage::Document(document), Stage::Document) => Some(format!("{document:#?}\n")),
        (pipeline::Stage::Selection(selection), Stage::Resolve) => {
            Some(format!("{:#?}\n", selection.operations))
        }
        (pipeline::Stage::Ir(api), Stage::Ir) => Some(format!("{api:#?}\n")),
        (pipeline::Stage::Facts(facts), Stage::Analyze) => Some(format!("{facts:#?}\n")),
        (pipeline::Stage::Names(_, names), Stage::Names) => Some(format!("{names:#?}\n")),
        (pipeline::Stage::Output(files), Stage::Output) => {
            let file = |file: &File| format!("// {}\n{}\n", file.path, file.contents);
            Some(files.iter().map(file).collect())
        }
        _ => None,
    }
}
