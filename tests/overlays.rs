//! Overlays as a user names them: in a config, on a job, as the specification itself.

use std::path::{Path, PathBuf};

use fetchwright::config::{Config, Job, Outcome};
use fetchwright::document;
use fetchwright::overlay;
use fetchwright::settings::Settings;
use fetchwright::source::{Input, Value};

fn specs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("specs/overlays")
        .join(name)
}

fn outcome(spec: &str, overlays: &[&str]) -> Outcome {
    let overlays = overlays
        .iter()
        .map(|name| Input::Path(specs(name)))
        .collect();
    Job {
        overlays,
        ..Job::new(Input::Path(specs(spec)), Settings::default())
    }
    .run()
}

fn file(outcome: &Outcome, path: &str) -> String {
    let files = outcome
        .files
        .as_ref()
        .unwrap_or_else(|| panic!("{}", outcome.drawn(false)));
    files
        .iter()
        .find(|file| file.path == path)
        .unwrap_or_else(|| panic!("no {path}"))
        .contents
        .clone()
}

#[test]
fn several_overlays_are_applied_in_order() {
    let outcome = outcome(
        "orders.yaml",
        &["repairs.overlay.yaml", "public.overlay.yaml"],
    );
    assert!(
        outcome.diagnostics.all().is_empty(),
        "{}",
        outcome.drawn(false)
    );
    let operations = file(&outcome, "src/operations/orders.rs");
    assert!(
        operations.contains("pub fn list_orders(&self)"),
        "{operations}"
    );
    let params = file(&outcome, "src/params.rs");
    assert!(
        params.contains("pub limit: Option<i64>") && !params.contains("debug"),
        "{params}"
    );
    let types = file(&outcome, "src/types.rs");
    assert!(types.contains("pub state: State"), "{types}");
    assert!(
        outcome
            .files
            .as_ref()
            .is_some_and(|files| !files.iter().any(|file| file.contents.contains("internal(")))
    );
}

#[test]
fn an_overlay_is_for_what_it_extends() {
    let outcome = outcome("repairs.overlay.yaml", &[]);
    assert!(
        outcome.diagnostics.all().is_empty(),
        "{}",
        outcome.drawn(false)
    );
    assert!(file(&outcome, "src/operations/orders.rs").contains("pub fn list_orders(&self)"));
}

#[test]
fn what_is_wrong_points_into_the_overlay() {
    let outcome = outcome("orders.yaml", &["broken.overlay.yaml"]);
    let text = outcome.drawn(false);
    for expected in [
        "warning[unmatched-target]: the target `$.paths['/orderz'].get` matches nothing",
        "broken.overlay.yaml:5:13",
        "error[overlay]: `paths` is no JSONPath: a query begins with `$`, at character 1",
        "broken.overlay.yaml:7:13",
        "error[overlay]: the action has no `target`",
        "broken.overlay.yaml:9:5",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    assert!(outcome.files.is_none());
}

#[test]
fn an_overlay_that_is_not_there_is_an_error() {
    let outcome = outcome("orders.yaml", &["no.overlay.yaml"]);
    assert!(
        outcome.drawn(false).contains("error[unreadable]"),
        "{}",
        outcome.drawn(false)
    );
    assert!(outcome.files.is_none());
}

#[test]
fn a_config_names_overlays_relative_to_itself() {
    let folder = std::env::temp_dir().join(format!("fetchwright-overlays-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["orders.yaml", "repairs.overlay.yaml", "public.overlay.yaml"] {
        std::fs::copy(specs(name), folder.join(name)).unwrap();
    }
    let config = folder.join("fetchwright.toml");
    let overlays = "overlays = [\"repairs.overlay.yaml\", \"public.overlay.yaml\"]";
    std::fs::write(
        &config,
        format!("[client.orders]\nspec = \"orders.yaml\"\n{overlays}\nout = \"out\"\n"),
    )
    .unwrap();
    let config = Config::from_file(&config).unwrap();
    config.generate().unwrap();
    let types = std::fs::read_to_string(folder.join("out/src/types.rs")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(types.contains("pub state: State"), "{types}");
}

/// An overlay as it is used: Train Travel's examples for a mock server.
#[test]
fn train_travel() {
    let corpus =
        std::env::var_os("FETCHWRIGHT_CORPUS").map_or("../shared/corpus".into(), PathBuf::from);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(corpus);
    let (overlay, folder) = (
        corpus.join("overlays/train-travel.overlay.yaml"),
        corpus.join("vendor"),
    );
    let spec = ["train-travel.yaml", "train-travel.json"]
        .map(|name| folder.join(name))
        .into_iter()
        .find(|path| path.exists());
    let Some(spec) = spec.filter(|_| overlay.exists()) else {
        return println!("left out: there are no real specs at {}", corpus.display());
    };
    let mut diagnostics = Default::default();
    let sources = overlay::load(Input::Path(spec), &[Input::Path(overlay)], &mut diagnostics);
    let root = sources.root().unwrap();
    assert!(root.get("x-topics").is_none());
    let get = |keys: &[&str]| keys.iter().try_fold(root, |node, key| node.get(key));
    let stations = get(&[
        "paths",
        "/stations",
        "get",
        "responses",
        "200",
        "content",
        "application/json",
    ])
    .unwrap();
    assert!(stations.get("example").is_none());
    let city = stations
        .get("examples")
        .and_then(|examples| examples.get("paris_station")?.get("value")?.get("data"));
    let city = city.and_then(|data| data.as_array()?.first()?.get("name"));
    assert!(
        matches!(city.map(|name| &name.value), Some(Value::String(name)) if &**name == "Paris Gare du Nord")
    );
    let reported: Vec<&str> = diagnostics
        .all()
        .iter()
        .map(|found| found.message.as_str())
        .collect();
    // The parameter has no example of its own: the overlay is a little older than the specification.
    assert_eq!(reported.len(), 1, "{reported:#?}");
    assert!(
        reported
            .iter()
            .all(|text| text.contains("parameters[?(@.name==\"search\")].example")),
        "{reported:#?}"
    );
    assert!(
        document::read(&sources, &mut diagnostics)
            .is_some_and(|document| !document.operations.is_empty())
    );
    assert!(!diagnostics.has_errors());
}
