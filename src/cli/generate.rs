//! `fetchwright generate`

use std::path::Path;

use fetchwright_runtime::vendor::find_feature;
use similar::TextDiff;

use super::arguments::{GenerateArguments, MessageFormat, Stage};
use super::{FAILED, STALE, diff, download, print, progress, say, show, usage};
use crate::config::{Config, Job, Outcome, SharedRuntime, counted};
use crate::diagnostics::draw::quoted;
use crate::diagnostics::{Code, Diagnostic, Severity, nearest};
use crate::output::{Changes, File, Folder, SharedParts};
use crate::pipeline;
use crate::providers::{self, Choice, Evidence, Provider, Recognition};
use crate::settings::{Layout, Selector, Settings};
use crate::source::{Input, Joined, Sources};

/// Runs all jobs; the worst outcome is the exit code.
pub(super) fn run(arguments: &GenerateArguments) -> u8 {
    let Clients { jobs, runtime } = match clients(arguments) {
        Ok(clients) => clients,
        Err(code) => return code,
    };
    let mut worst = 0;
    let mut parts = SharedParts::default();
    for job in &jobs {
        if !is_asked_for(job, arguments) {
            // The runtime that all share has its parts too.
            if runtime.is_some() {
                parts.add(job.run().parts);
            }
            continue;
        }
        let code = match arguments.print {
            Some(stage) => print_stage(job, stage, arguments),
            None => one(job, arguments, &mut parts).0,
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
    let output = Output {
        client: None,
        out: runtime.out.as_deref(),
        folder: runtime.folder(),
    };
    let code = to_folder(output, arguments, &mut outcome);
    show(&outcome, arguments.message_format);
    code
}

/// What is generated: clients, and the runtime that they share.
struct Clients {
    jobs: Vec<Job>,
    runtime: Option<SharedRuntime>,
}

/// Generates one client of a config: the exit code, and the first example of its documentation.
pub(super) fn client(config: &Path, name: &str) -> (u8, Vec<String>) {
    let arguments = GenerateArguments::of_config(config);
    let Clients { jobs, runtime } = match clients_of_config(&arguments) {
        Ok(clients) => clients,
        Err(code) => return (code, Vec::new()),
    };
    let is_wanted = |job: &&Job| job.settings.name.as_deref() == Some(name);
    let Some(job) = jobs.iter().find(is_wanted) else {
        return (FAILED, Vec::new());
    };
    let mut parts = SharedParts::default();
    let (code, example) = one(job, &arguments, &mut parts);
    let code = match runtime {
        Some(runtime) if code != FAILED => {
            // The others need their parts of it as well.
            let others = jobs.iter().filter(|job| !is_wanted(job));
            others.for_each(|job| parts.add(job.run().parts));
            worse(code, shared_runtime(&runtime, &parts, &arguments))
        }
        _ => code,
    };
    (code, example)
}

/// What the arguments ask for, or an exit code.
fn clients(arguments: &GenerateArguments) -> Result<Clients, u8> {
    if arguments.spec.is_empty() {
        return clients_of_config(arguments);
    }
    if !arguments.client.is_empty() {
        return Err(usage(
            "--client chooses a client of the config; it does not go with a SPEC",
        ));
    }
    let layout = arguments.layout.map_or(Layout::Crate, Layout::from);
    if arguments.out.is_none() && arguments.print.is_none() && layout != Layout::File {
        return Err(usage(
            "there is no output folder; add one: fetchwright generate SPEC --out DIR",
        ));
    }
    let inputs = arguments.spec.iter().map(|spec| download::input(spec));
    let inputs: Result<Vec<Input>, Diagnostic> = inputs.collect();
    let input = inputs.map(Input::of).map_err(|diagnostic| {
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
            "there is no {}; pass a specification (fetchwright generate SPEC -o DIR) or create a config (fetchwright init SPEC)",
            arguments.config.display()
        )));
    }
    let own = arguments.out.is_some() || arguments.layout.is_some() || arguments.name.is_some();
    let own = own || !arguments.overlay.is_empty() || !arguments.runtime_feature.is_empty();
    if own || !arguments.ref_root.is_empty() {
        return Err(usage(
            "--out, --overlay, --ref-root, --layout, --name and --runtime-feature go with a SPEC; the config has its own",
        ));
    }
    let config = Config::from_file(&arguments.config).map_err(|error| {
        show(error.outcome(), arguments.message_format);
        FAILED
    })?;
    let mut jobs = config.jobs().to_vec();
    jobs.iter_mut().for_each(|job| select(job, arguments));
    unknown_clients(&jobs, arguments)?;
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

/// Whether `--client` asks for a client; without it, all are asked for.
fn is_asked_for(job: &Job, arguments: &GenerateArguments) -> bool {
    let name = job.settings.name.as_ref();
    arguments.client.is_empty() || name.is_some_and(|name| arguments.client.contains(name))
}

/// An error where `--client` names a client that the config does not have.
fn unknown_clients(jobs: &[Job], arguments: &GenerateArguments) -> Result<(), u8> {
    let names = || jobs.iter().filter_map(|job| job.settings.name.clone());
    let unknown = |name: &&String| !names().any(|known| known == **name);
    let Some(name) = arguments.client.iter().find(unknown) else {
        return Ok(());
    };
    let near = nearest(name, names());
    let help = match near.is_empty() {
        true => format!("its clients are {}", names().collect::<Vec<_>>().join(", ")),
        false => format!("did you mean {}?", near.join(" or ")),
    };
    Err(usage(&format!("the config has no client `{name}`; {help}")))
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
    // To show what changes is no reason to stop where an operation is gone.
    job.settings.tolerant |= arguments.diff;
}

fn one(job: &Job, arguments: &GenerateArguments, parts: &mut SharedParts) -> (u8, Vec<String>) {
    if let Some(path) = job.input.path() {
        progress(&format!("reading {}", path.display()));
    }
    // Only clients of a config have a version before: it is what `fetchwright diff` compares with.
    let before = match arguments.spec.is_empty() {
        true => diff::before(job, &arguments.config),
        false => None,
    };
    let (mut outcome, changes) = match before {
        Some(before) => {
            let (outcome, now) = job.surface();
            (outcome, now.and_then(|now| before.summary(&now)))
        }
        None => (job.run(), None),
    };
    let is_human = arguments.message_format == MessageFormat::Human;
    let writes = !arguments.check && !arguments.diff && job.out.is_some();
    if let Some(recognition) = outcome.provider.as_ref().filter(|_| is_human && writes) {
        say(&provider_line(recognition, &outcome.counts.supplied));
    }
    let code = match &job.out {
        None => to_standard_output(&outcome),
        Some(out) => {
            let output = Output {
                client: job
                    .settings
                    .name
                    .as_deref()
                    .filter(|_| arguments.spec.is_empty()),
                out: Some(out),
                folder: job.folder(),
            };
            to_folder(output, arguments, &mut outcome)
        }
    };
    show(&outcome, arguments.message_format);
    if writes && code == 0 && is_human {
        show_missing_dependencies(job, &outcome);
    }
    if let Some(changes) = changes.filter(|_| code != FAILED && is_human) {
        say(&changes);
    }
    parts.add(outcome.parts);
    (code, outcome.counts.example)
}

/// `provider: stripe, recognised by its server; you supply credentials (bearerAuth)`
fn provider_line(recognition: &Recognition, supplied: &[String]) -> String {
    let name = recognition.provider.name;
    let line = match recognition.by {
        Evidence::Server => format!("provider: {name}, recognised by its server"),
        Evidence::Title => format!("provider: {name}, recognised by the title"),
        Evidence::User => format!("provider: {name}"),
    };
    match supplied.is_empty() {
        true => line,
        false => format!("{line}; you supply {}", supplied.join(" and ")),
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

/// Where output goes.
struct Output<'o> {
    /// The client of a config; `None`: the client of a SPEC, or the runtime that clients share.
    client: Option<&'o str>,
    out: Option<&'o Path>,
    folder: Option<Folder>,
}

fn to_folder(output: Output<'_>, arguments: &GenerateArguments, outcome: &mut Outcome) -> u8 {
    let Some(folder) = &output.folder else {
        return FAILED;
    };
    let Some(changes) = outcome.changes(folder) else {
        return FAILED;
    };
    if arguments.diff {
        print(&match arguments.message_format {
            MessageFormat::Human => diff_as_text(output.client, &changes),
            MessageFormat::Json => diff_as_json(output.client, &changes),
        });
    }
    if arguments.check {
        return if changes.is_empty() {
            0
        } else {
            stale(output.client, &changes, outcome)
        };
    }
    if arguments.diff {
        return 0;
    }
    if !folder.apply(&changes, &mut outcome.diagnostics) {
        return FAILED;
    }
    if arguments.message_format == MessageFormat::Human {
        say(&summary(output.out, outcome, &changes));
    }
    0
}

fn stale(client: Option<&str>, changes: &Changes, outcome: &mut Outcome) -> u8 {
    let paths: Vec<&str> = changed(changes).map(|(path, ..)| path).collect();
    let paths = paths.join(", ");
    let (message, help) = match client {
        Some(client) => (
            format!("the output of client `{client}` is stale: {paths}"),
            format!("run `fetchwright generate --client {client}`"),
        ),
        None => (
            format!("the output is stale: {paths}"),
            "run the command without --check".to_owned(),
        ),
    };
    outcome
        .diagnostics
        .report(Diagnostic::error(Code::Stale, message).help(help));
    STALE
}

/// The files that change: path, the text that is there, the text that would be.
fn changed(changes: &Changes) -> impl Iterator<Item = (&str, Option<&str>, Option<&str>)> {
    let written = changes
        .written
        .iter()
        .map(|(file, now)| (&*file.path, now.as_deref(), Some(&*file.contents)));
    let removed = changes
        .removed
        .iter()
        .map(|(path, now)| (&**path, Some(&**now), None));
    written.chain(removed)
}

fn unified(path: &str, old: Option<&str>, new: Option<&str>) -> String {
    TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default())
        .unified_diff()
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}

/// A unified diff of all files, below a line with the client's name.
fn diff_as_text(client: Option<&str>, changes: &Changes) -> String {
    let files: String = changed(changes)
        .map(|(path, old, new)| unified(path, old, new))
        .collect();
    match client.filter(|_| !files.is_empty()) {
        Some(client) => format!("# client `{client}`\n{files}"),
        None => files,
    }
}

/// A line for each file: `{"client":"stripe","path":"types.rs","change":"edited","diff":"--- a/types.rs…"}`
fn diff_as_json(client: Option<&str>, changes: &Changes) -> String {
    let line = |(path, old, new): (&str, Option<&str>, Option<&str>)| {
        let change = match (old, new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "edited",
        };
        let text = unified(path, old, new);
        let [client, path, text] = [client, Some(path), Some(&*text)].map(quoted);
        format!("{{\"client\":{client},\"path\":{path},\"change\":\"{change}\",\"diff\":{text}}}\n")
    };
    changed(changes).map(line).collect()
}

/// What was done, for a person: `src/stripe: 3 of 534 operations, 61 types, 5120 lines in 14 files, 4 changed, 2 warnings`
fn summary(out: Option<&Path>, outcome: &Outcome, changes: &Changes) -> String {
    let files: &[File] = outcome.files.as_deref().unwrap_or_default();
    let lines: usize = files.iter().map(|file| file.contents.lines().count()).sum();
    let warnings = outcome
        .diagnostics
        .all()
        .iter()
        .filter(|found| found.severity == Severity::Warning)
        .count();
    let out = out.map(|out| out.display().to_string()).unwrap_or_default();
    let contents = match outcome.counts.operations {
        (_, 0) => String::new(),
        _ => format!("{}, ", outcome.counts.text()),
    };
    let joined = outcome.sources.as_ref().and_then(Sources::joined);
    let joined = joined.map(joined_text).unwrap_or_default();
    format!(
        "{out}: {joined}{contents}{} in {}, {} changed, {}",
        counted(lines, "line"),
        counted(files.len(), "file"),
        changes.written.len() + changes.removed.len(),
        counted(warnings, "warning")
    )
}

/// `46 specifications (31 schemas shared, 12 components renamed), `
fn joined_text(joined: Joined) -> String {
    format!(
        "{} ({} shared, {} renamed), ",
        counted(joined.files, "specification"),
        counted(joined.shared, "schema"),
        counted(joined.renamed, "component")
    )
}

/// What the crate lacks that a module or a file is part of.
fn show_missing_dependencies(job: &Job, outcome: &Outcome) {
    if let Some(command) = job.cargo_add(outcome) {
        say(&format!(
            "the client needs these dependencies; add them to your crate:\n  {command}"
        ));
    }
    let is_part = job.settings.layout != Layout::Crate;
    if let Some(line) = outcome.counts.runtime.as_ref().filter(|_| is_part) {
        say(&format!("the client depends on the runtime: {line}"));
    }
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
