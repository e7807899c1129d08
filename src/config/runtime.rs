//! Where the clients of a config find their runtime: in themselves, in a copy that they share, or in a dependency.
//!
//! ```text
//! two clients, out = "src/stripe" and "src/github", layout = "module"
//!   →   a copy in src/fetchwright_runtime, which both call `super::fetchwright_runtime`
//! ```
//!
//! One client has its copy in itself, unless the config declares where else. Several clients of one layout share one, beside
//! the first of them. Invariant: a shared copy has what all clients of the config need, whichever of them is generated.

use std::path::{Component, Path, PathBuf};

use super::{Job, Outcome};
use crate::output::{self, Folder, SharedParts};
use crate::settings::{Layout, RuntimeLocation};

/// The name of a copy that is a module.
const MODULE: &str = "fetchwright_runtime";

/// What `[runtime]` states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RuntimeSettings {
    /// A dependency in place of a copy, as cargo writes it: `version = "0.1"`.
    pub(super) dependency: Option<Dependency>,
    /// The folder of the copy.
    pub(super) out: Option<PathBuf>,
    /// Its layout.
    pub(super) layout: Option<Layout>,
    /// The path by which clients that are modules name it.
    pub(super) module: Option<String>,
    /// Features beside those that the clients need.
    pub(super) features: Vec<&'static str>,
}

/// A dependency on the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dependency {
    /// `version = "0.1"`, `git = "…", rev = "…"`
    Text(String),
    /// A folder.
    Path(PathBuf),
}

/// The copy that the clients of a config share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedRuntime {
    /// Its folder; `None`: where build scripts write.
    pub out: Option<PathBuf>,
    /// Its layout.
    pub layout: Layout,
}

impl SharedRuntime {
    /// The folder that it belongs into.
    pub fn folder(&self) -> Option<Folder> {
        super::job::folder(self.out.as_deref(), self.layout)
    }

    /// What there is to write of it for clients that use these parts.
    pub fn run(&self, parts: &SharedParts) -> Outcome {
        let mut outcome = Outcome::default();
        outcome.files = output::lay_out_runtime(parts, self.layout, &mut outcome.diagnostics);
        outcome
    }
}

/// Sets where each client finds its runtime, and returns the shared copy. An error is a message and its help.
pub(super) fn place(
    settings: &RuntimeSettings,
    jobs: &mut [Job],
) -> Result<Option<SharedRuntime>, (String, &'static str)> {
    for job in jobs.iter_mut() {
        job.settings.runtime_features = settings.features.clone();
    }
    if let Some(dependency) = &settings.dependency {
        for job in jobs.iter_mut() {
            job.settings.runtime = RuntimeLocation::Crate {
                source: dependency_source(dependency, job.out.as_deref()),
                is_copy: false,
            };
        }
        return Ok(None);
    }
    let Some(shared) = shared(settings, jobs) else {
        return Ok(None);
    };
    for job in jobs.iter_mut() {
        job.settings.runtime = match shared.layout {
            Layout::Crate => {
                let path = shared.out.clone().unwrap_or_default();
                RuntimeLocation::Crate {
                    source: dependency_source(&Dependency::Path(path), job.out.as_deref()),
                    is_copy: true,
                }
            }
            Layout::Module | Layout::File => {
                RuntimeLocation::Module(module_path(settings, &shared, job)?)
            }
        };
    }
    Ok(Some(shared))
}

/// The copy that clients share, if they share one.
fn shared(settings: &RuntimeSettings, jobs: &[Job]) -> Option<SharedRuntime> {
    let first = jobs.first()?;
    let layout = first.settings.layout;
    let is_same = jobs.iter().all(|job| job.settings.layout == layout);
    let is_asked = settings.out.is_some() || settings.layout.is_some();
    if !is_asked && (jobs.len() < 2 || !is_same) {
        return None;
    }
    let layout = settings
        .layout
        .unwrap_or(if is_same { layout } else { Layout::Crate });
    let beside = first
        .out
        .as_deref()
        .map(|out| match (first.settings.layout, layout) {
            (Layout::File, Layout::File) => out.to_owned(),
            (_, Layout::Crate) => out.with_file_name("fetchwright-runtime"),
            _ => out.with_file_name(MODULE),
        });
    Some(SharedRuntime {
        out: settings.out.clone().or(beside),
        layout,
    })
}

/// How a client's manifest names the runtime.
fn dependency_source(dependency: &Dependency, client: Option<&Path>) -> String {
    match (dependency, client) {
        (Dependency::Text(text), _) => text.clone(),
        (Dependency::Path(path), Some(client)) => {
            let (up, down) = way(client, path);
            let steps: Vec<String> = std::iter::repeat_n("..".to_owned(), up)
                .chain(down)
                .collect();
            format!("path = \"{}\"", steps.join("/"))
        }
        (Dependency::Path(path), None) => {
            format!(
                "path = \"{}\"",
                path.display().to_string().replace('\\', "/")
            )
        }
    }
}

/// How a client that is a module names the runtime: `super::fetchwright_runtime`.
fn module_path(
    settings: &RuntimeSettings,
    shared: &SharedRuntime,
    job: &Job,
) -> Result<String, (String, &'static str)> {
    const HELP: &str = "set the path by which the client finds it: `module` in `[runtime]`";
    if let Some(module) = &settings.module {
        return Ok(module.clone());
    }
    if job.settings.layout == Layout::File {
        // Both files are included in modules side by side, and the client is one module deeper.
        return Ok(format!("{}{MODULE}", "super::".repeat(2)));
    }
    let name = job.settings.name.clone().unwrap_or_default();
    let (Some(client), Some(runtime)) = (&job.out, &shared.out) else {
        return Err((format!("client `{name}` cannot name the runtime"), HELP));
    };
    let (up, down) = way(client, runtime);
    let is_name = |step: &String| {
        step.chars()
            .all(|sign| sign.is_alphanumeric() || sign == '_')
            && !step.starts_with(|sign: char| sign.is_ascii_digit())
    };
    if up == 0 || down.is_empty() || !down.iter().all(is_name) {
        let runtime = runtime.display();
        return Err((
            format!("client `{name}` cannot name the runtime in {runtime} as a module"),
            HELP,
        ));
    }
    Ok(format!("{}{}", "super::".repeat(up), down.join("::")))
}

/// The way from one folder to another: how many steps up, and the names down.
fn way(from: &Path, to: &Path) -> (usize, Vec<String>) {
    let steps = |path: &Path| -> Vec<String> {
        let mut steps = Vec::new();
        for component in path.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir if steps.last().is_some_and(|last| last != "..") => {
                    steps.pop();
                }
                other => steps.push(other.as_os_str().to_string_lossy().into_owned()),
            }
        }
        steps
    };
    let (from, to) = (steps(from), steps(to));
    let common = from
        .iter()
        .zip(&to)
        .take_while(|(left, right)| left == right)
        .count();
    (from.len() - common, to.into_iter().skip(common).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::source::Input;

    fn jobs(layout: Layout, outs: &[&str]) -> Vec<Job> {
        let job = |out: &&str| {
            let settings = Settings {
                name: Some((*out).to_owned()),
                layout,
                ..Settings::default()
            };
            let mut job = Job::new(Input::Path("api.yaml".into()), settings);
            job.out = Some(out.into());
            job
        };
        outs.iter().map(job).collect()
    }

    /// The module, so many steps up from the client.
    fn module(up: usize) -> RuntimeLocation {
        RuntimeLocation::Module(format!("{}{MODULE}", "super::".repeat(up)))
    }

    #[test]
    fn one_client_has_its_own_copy_and_several_share_one() {
        let mut one = jobs(Layout::Crate, &["stripe"]);
        assert_eq!(place(&RuntimeSettings::default(), &mut one), Ok(None));
        assert_eq!(one[0].settings.runtime, RuntimeLocation::Own);
        let mut two = jobs(Layout::Module, &["src/stripe", "src/mail/resend"]);
        let shared = place(&RuntimeSettings::default(), &mut two)
            .unwrap()
            .unwrap();
        assert_eq!(shared.out, Some("src/fetchwright_runtime".into()));
        assert_eq!(two[0].settings.runtime, module(1));
        assert_eq!(two[1].settings.runtime, module(2));
    }

    #[test]
    fn crates_depend_on_a_shared_crate_by_the_way_to_it() {
        let mut two = jobs(Layout::Crate, &["clients/stripe", "./clients/mail/resend"]);
        let shared = place(&RuntimeSettings::default(), &mut two)
            .unwrap()
            .unwrap();
        assert_eq!(shared.out, Some("clients/fetchwright-runtime".into()));
        let source = |job: &Job| match &job.settings.runtime {
            RuntimeLocation::Crate {
                source,
                is_copy: true,
            } => source.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(source(&two[0]), "path = \"../fetchwright-runtime\"");
        assert_eq!(source(&two[1]), "path = \"../../fetchwright-runtime\"");
    }

    #[test]
    fn a_dependency_is_the_same_for_all() {
        let settings = RuntimeSettings {
            dependency: Some(Dependency::Text("version = \"0.1\"".to_owned())),
            ..RuntimeSettings::default()
        };
        let mut two = jobs(Layout::Crate, &["a", "b"]);
        assert_eq!(place(&settings, &mut two), Ok(None));
        for job in &two {
            let expected = RuntimeLocation::Crate {
                source: "version = \"0.1\"".to_owned(),
                is_copy: false,
            };
            assert_eq!(job.settings.runtime, expected);
        }
    }

    #[test]
    fn a_folder_that_is_no_module_is_refused() {
        let settings = RuntimeSettings {
            out: Some("src/my-runtime".into()),
            ..RuntimeSettings::default()
        };
        assert!(place(&settings, &mut jobs(Layout::Module, &["src/stripe"])).is_err());
    }
}
