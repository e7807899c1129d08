//! Every real spec of the corpus is read, and `openapiv3` sees the same in those that it can read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fetchwright::config::Job;
use fetchwright::diagnostics::Diagnostics;
use fetchwright::document::{self, Document, Location, Operation};
use fetchwright::resolve;
use fetchwright::settings::Settings;
use fetchwright::source::{Input, Sources};
use openapiv3::{OpenAPI, Parameter, ReferenceOr};

/// The folder of the corpus; `None`, with a message, where there is none.
fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("FETCHWRIGHT_CORPUS").map(PathBuf::from);
    let folder =
        given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "left out: no corpus at {}; FETCHWRIGHT_CORPUS names another folder",
        folder.display()
    );
    None
}

/// The specifications of a corpus, sorted; not the parts of those that are split over many files.
fn specs(corpus: &Path) -> Vec<PathBuf> {
    let mut specs = Vec::new();
    for folder in ["apis-guru", "yaml", "vendor", "vendor/sendgrid"] {
        let entries = std::fs::read_dir(corpus.join(folder))
            .into_iter()
            .flatten()
            .flatten();
        specs.extend(
            entries
                .map(|entry| entry.path())
                .filter(|path| path.is_file()),
        );
    }
    specs.push(corpus.join("vendor/digitalocean/specification/DigitalOcean-public.v2.yaml"));
    specs.retain(|path| path.is_file());
    specs.sort();
    specs
}

fn load(path: &Path, diagnostics: &mut Diagnostics) -> Sources {
    Sources::load(Input::Path(path.to_owned()), diagnostics)
}

#[test]
fn every_spec_is_read_and_selected() {
    let Some(corpus) = corpus() else { return };
    for path in specs(&corpus) {
        let mut diagnostics = Diagnostics::default();
        let sources = load(&path, &mut diagnostics);
        let document = document::read(&sources, &mut diagnostics);
        let Some(document) = document else {
            panic!("{}: {diagnostics:?}", path.display())
        };
        let selection = resolve::select(&document, &Settings::default(), &mut diagnostics);
        assert!(selection.is_some(), "{}: {diagnostics:?}", path.display());
        assert!(
            !diagnostics.has_errors(),
            "{}: {diagnostics:?}",
            path.display()
        );
    }
}

#[test]
fn a_specification_in_yaml_gives_the_client_of_the_one_in_json() {
    let Some(corpus) = corpus() else { return };
    let settings = Settings {
        name: Some("client".to_owned()),
        ..Settings::default()
    };
    let files = |path: &Path| {
        Job::new(Input::Path(path.to_owned()), settings.clone())
            .run()
            .files
    };
    let mut compared = 0;
    for yaml in specs(&corpus)
        .iter()
        .filter(|path| path.parent() == Some(&corpus.join("yaml")))
    {
        let name = yaml.file_stem().unwrap_or_default().to_string_lossy();
        let json = corpus.join(format!("apis-guru/{name}.json"));
        assert!(files(yaml) == files(&json), "{}", yaml.display());
        compared += 1;
    }
    assert!(compared >= 30, "{compared} specifications");
}

#[test]
fn openapiv3_sees_the_same() {
    let Some(corpus) = corpus() else { return };
    let mut compared = 0;
    for path in specs(&corpus).iter().filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    }) {
        let Some(theirs) = oracle(path) else { continue };
        let mut diagnostics = Diagnostics::default();
        let sources = load(path, &mut diagnostics);
        let ours = document::read(&sources, &mut diagnostics).expect("it is a specification");
        compare(path, &ours, &theirs);
        compared += 1;
    }
    println!("{compared} specifications compared");
}

/// What `openapiv3` reads; `None` for other versions and for what it refuses.
fn oracle(path: &Path) -> Option<OpenAPI> {
    let text = std::fs::read_to_string(path).ok()?;
    let theirs: OpenAPI = serde_json::from_str(&text).ok()?;
    theirs.openapi.starts_with("3.0").then_some(theirs)
}

fn compare(path: &Path, ours: &Document<'_>, theirs: &OpenAPI) {
    let of_ours: BTreeSet<_> = ours
        .components
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let components = theirs
        .components
        .iter()
        .flat_map(|components| components.schemas.keys());
    assert_eq!(of_ours, components.cloned().collect(), "{}", path.display());

    let of_ours: BTreeSet<_> = ours
        .operations
        .iter()
        .map(|o| (o.method.to_lowercase(), o.path.to_owned()))
        .collect();
    let of_theirs = theirs
        .operations()
        .map(|(path, method, _)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(of_ours, of_theirs, "{}", path.display());

    for operation in &ours.operations {
        assert_eq!(
            our_parameters(operation),
            their_parameters(theirs, operation),
            "{} {operation:?}",
            path.display()
        );
    }
}

fn our_parameters(operation: &Operation<'_>) -> BTreeSet<(String, &'static str)> {
    operation
        .parameters
        .iter()
        .map(|parameter| (parameter.name.to_owned(), word(parameter.location)))
        .collect()
}

fn word(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// The parameters of the same operation, after what the standard and our repairs do to them: headers of the protocol
/// are none, the path parameters are the variables of the template, and variables in a query are query parameters.
fn their_parameters(
    theirs: &OpenAPI,
    operation: &Operation<'_>,
) -> BTreeSet<(String, &'static str)> {
    let item = theirs
        .paths
        .paths
        .get(operation.path)
        .and_then(ReferenceOr::as_item)
        .expect("the path is there");
    let own = item
        .iter()
        .find(|(method, _)| method.eq_ignore_ascii_case(&operation.method))
        .expect("the method is there");
    let declared = item
        .parameters
        .iter()
        .chain(&own.1.parameters)
        .filter_map(|parameter| resolved(theirs, parameter));
    let others = declared.filter_map(|parameter| {
        let name = parameter.parameter_data_ref().name.clone();
        match parameter {
            Parameter::Path { .. } => Some((query_key(operation.path, &name)?, "query")),
            Parameter::Query { .. } => Some((name, "query")),
            Parameter::Cookie { .. } => Some((name, "cookie")),
            Parameter::Header { .. } => (!of_protocol(&name)).then_some((name, "header")),
        }
    });
    others
        .chain(variables(operation.template()).map(|name| (name.to_owned(), "path")))
        .collect()
}

fn query_key(path: &str, variable: &str) -> Option<String> {
    let (_, query) = path.split_once('?')?;
    let pair = query
        .split('&')
        .find(|pair| pair.ends_with(&format!("={{{variable}}}")))?;
    pair.split('=').next().map(str::to_owned)
}

fn resolved<'t>(
    theirs: &'t OpenAPI,
    parameter: &'t ReferenceOr<Parameter>,
) -> Option<&'t Parameter> {
    match parameter {
        ReferenceOr::Item(parameter) => Some(parameter),
        ReferenceOr::Reference { reference } => {
            let name = reference
                .strip_prefix("#/components/parameters/")?
                .replace("~1", "/")
                .replace("~0", "~");
            resolved(theirs, theirs.components.as_ref()?.parameters.get(&name)?)
        }
    }
}

fn of_protocol(name: &str) -> bool {
    ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str())
}

fn variables(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|part| part.split('}').next())
}
