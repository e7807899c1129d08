//! The diagnostics of broken input: severity, code and line, for every code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fetchwright::config::{Config, Job, Outcome};
use fetchwright::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use fetchwright::output::{File, Folder};
use fetchwright::settings::{Layout, Selector, Settings};
use fetchwright::source::Input;

/// Each file of `specs/broken`, and all of its diagnostics, in order. Line 0 means no place.
const EXPECTED: &[(&str, &[&str])] = &[
    ("broken-json.json", &["error syntax@5"]),
    ("broken-yaml.yaml", &["error syntax@5"]),
    ("circular-ref.yaml", &["warning circular-ref@19"]),
    (
        "discriminator-without-mapping-target.yaml",
        &["warning missing-ref@25"],
    ),
    ("duplicate-key.json", &["error duplicate-key@11"]),
    ("duplicate-key.yaml", &["error duplicate-key@13"]),
    (
        "duplicate-operation-id.yaml",
        &["warning duplicate-operation-id@15"],
    ),
    ("empty-file.yaml", &["error syntax@1"]),
    ("invalid-utf8.json", &["error invalid-utf8@3"]),
    (
        "left-out.yaml",
        &["warning left-out@8", "warning missing-field@11"],
    ),
    ("missing-file-ref.yaml", &["warning missing-ref@15"]),
    ("missing-info.yaml", &["warning missing-field@2"]),
    ("missing-ref.yaml", &["warning missing-ref@15"]),
    ("multiple-documents.yaml", &["error syntax@14"]),
    (
        "no-paths.yaml",
        &["error no-operations@2", "warning missing-field@2"],
    ),
    ("not-a-spec.yaml", &["error not-a-spec@2"]),
    ("parameter-without-schema.yaml", &[]),
    ("raw-json.yaml", &["warning raw-json@15"]),
    ("relative-server.yaml", &["warning relative-server@4"]),
    ("remote-ref.yaml", &["warning remote-ref@15"]),
    ("renamed.yaml", &["warning renamed@8"]),
    ("too-deep.json", &["error too-large@14"]),
    (
        "undeclared-path-parameter.yaml",
        &["warning path-parameter@8"],
    ),
    (
        "unfit-pagination.yaml",
        &["warning extension@9", "warning extension@15"],
    ),
    (
        "unfit-policies.yaml",
        &[
            "warning extension@7",
            "warning extension@7",
            "warning extension@8",
            "warning extension@10",
            "warning extension@12",
            "warning extension@13",
        ],
    ),
    ("unknown-extension.yaml", &["warning extension@6"]),
    (
        "unknown-parameter-location.yaml",
        &["warning unknown-value@11"],
    ),
    (
        "unknown-security-scheme.yaml",
        &["warning unknown-security-scheme@11"],
    ),
    ("unknown-type.yaml", &["warning unknown-value@21"]),
    ("unknown-version.yaml", &["error unknown-version@2"]),
    (
        "unknown-webhook-scheme.yaml",
        &["warning unknown-webhook-scheme@10"],
    ),
    ("unsupported-security.yaml", &["warning unsupported@10"]),
    ("unused-path-parameter.yaml", &["warning path-parameter@11"]),
    ("wrong-type.yaml", &["error wrong-type@7"]),
    ("yaml-alias-bomb.yaml", &["error too-large@13"]),
];

/// Codes that no test here brings about, and why.
const ELSEWHERE: &[(Code, &str)] = &[
    (
        Code::Defect,
        "it is a defect of fetchwright: no input is known to bring it about",
    ),
    (Code::Stale, "it is the command line's: tests/cli.rs"),
    (Code::Breaking, "it is a comparison's: tests/diff.rs"),
    (Code::Overlay, "it is an overlay's: tests/overlays.rs"),
    (
        Code::UnmatchedTarget,
        "it is an overlay's: tests/overlays.rs",
    ),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/broken")
}

fn run(path: impl Into<PathBuf>, settings: Settings) -> Outcome {
    Job::new(Input::Path(path.into()), settings).run()
}

/// `error syntax@5`; the line is counted here, from the bytes that the place points at.
fn line_of(found: &Diagnostic, bytes: &[u8]) -> String {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let before = |start: u32| {
        bytes
            .get(..start as usize)
            .unwrap_or(bytes)
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
    };
    let line = found.span.map_or(0, |span| before(span.start) + 1);
    format!("{severity} {}@{line}", found.code.as_str())
}

fn codes(diagnostics: &Diagnostics) -> Vec<Code> {
    diagnostics.all().iter().map(|found| found.code).collect()
}

#[test]
fn each_file_is_diagnosed() {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        EXPECTED.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    let mut wrong = Vec::new();
    for (name, expected) in EXPECTED {
        let path = folder().join(name);
        let bytes = std::fs::read(&path).unwrap();
        let outcome = run(&path, Settings::default());
        let reported: Vec<String> = outcome
            .diagnostics
            .all()
            .iter()
            .map(|found| line_of(found, &bytes))
            .collect();
        for found in outcome.diagnostics.all() {
            let shown = found
                .span
                .map(|span| outcome.sources.as_ref().unwrap().position(span).line);
            let counted = line_of(found, &bytes);
            assert!(
                counted.ends_with(&format!("@{}", shown.unwrap_or(0))),
                "{name}: {counted}, shown as {shown:?}"
            );
        }
        if reported != *expected {
            wrong.push(format!("{name}: expected {expected:?}, found {reported:?}"));
        }
        assert_eq!(
            outcome.files.is_none(),
            outcome.diagnostics.has_errors(),
            "{name}"
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn strict_makes_errors_of_warnings() {
    let strict = Settings {
        strict: true,
        ..Settings::default()
    };
    let only_warned = |reported: &[&str]| {
        !reported.is_empty() && reported.iter().all(|text| text.starts_with("warning"))
    };
    for (name, _) in EXPECTED
        .iter()
        .filter(|(_, reported)| only_warned(reported))
    {
        let outcome = run(folder().join(name), strict.clone());
        let are_errors = outcome
            .diagnostics
            .all()
            .iter()
            .all(|found| found.severity == Severity::Error);
        assert!(outcome.files.is_none() && are_errors, "{name}");
    }
}

fn temporary(name: &str) -> PathBuf {
    let path =
        std::env::temp_dir().join(format!("fetchwright-broken-{}-{name}", std::process::id()));
    drop(std::fs::remove_dir_all(&path));
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn good() -> PathBuf {
    folder().join("../features/webhooks-are-no-calls.yaml")
}

fn unreadable() -> Vec<Code> {
    codes(&run("no/such/file.yaml", Settings::default()).diagnostics)
}

fn unmatched_selector() -> Vec<Code> {
    let outcome = run(
        good(),
        Settings {
            include: vec![Selector::parse("subscrib")],
            ..Settings::default()
        },
    );
    let found = outcome
        .diagnostics
        .all()
        .iter()
        .find(|found| found.code == Code::UnmatchedSelector)
        .unwrap();
    assert_eq!(found.help.as_deref(), Some("did you mean `subscribe`?"));
    codes(&outcome.diagnostics)
}

fn foreign_files() -> Vec<Code> {
    let folder = temporary("foreign");
    std::fs::write(folder.join("mod.rs"), "mine").unwrap();
    let mut outcome = run(
        good(),
        Settings {
            layout: Layout::Module,
            ..Settings::default()
        },
    );
    assert_eq!(outcome.changes(&Folder::owned(&folder)), None);
    assert_eq!(
        std::fs::read_to_string(folder.join("mod.rs")).unwrap(),
        "mine"
    );
    std::fs::remove_dir_all(folder).unwrap();
    codes(&outcome.diagnostics)
}

fn unwritable() -> Vec<Code> {
    let path = temporary("unwritable");
    std::fs::write(path.join("file"), "no folder").unwrap();
    let folder = Folder::owned(path.join("file/below"));
    let mut diagnostics = Diagnostics::default();
    let files = [File {
        path: "mod.rs".to_owned(),
        contents: String::new(),
    }];
    let changes = folder.changes(&files, &mut diagnostics).unwrap();
    assert!(!folder.apply(&changes, &mut diagnostics));
    std::fs::remove_dir_all(path).unwrap();
    codes(&diagnostics)
}

/// A config's diagnostics come as text.
fn config_error(text: &str) -> String {
    let folder = temporary(&format!("config-{}", text.len()));
    let path = folder.join("fetchwright.toml");
    std::fs::write(&path, text).unwrap();
    let error = Config::from_file(&path).unwrap_err().to_string();
    std::fs::remove_dir_all(folder).unwrap();
    error
}

fn config() -> Vec<Code> {
    let error = config_error("[client.a]\nspec = \"a.yaml\"\nlayuot = \"file\"\n");
    assert!(
        error.contains("error[config]: `layuot` is not known here"),
        "{error}"
    );
    assert!(error.contains("did you mean `layout`?"), "{error}");
    assert!(error.contains("fetchwright.toml:3:1"), "{error}");
    vec![Code::Config]
}

#[test]
fn every_code_is_brought_about() {
    let mut seen: BTreeSet<Code> = [
        unreadable(),
        unmatched_selector(),
        foreign_files(),
        unwritable(),
        config(),
    ]
    .concat()
    .into_iter()
    .collect();
    for (name, _) in EXPECTED {
        seen.extend(codes(
            &run(folder().join(name), Settings::default()).diagnostics,
        ));
    }
    seen.extend(ELSEWHERE.iter().map(|(code, _)| *code));
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code))
        .map(|code| code.as_str())
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn a_config_is_diagnosed() {
    assert!(config_error("").contains("the config has no client"));
    assert!(config_error("[client.a]\n").contains("client `a` has no `spec`"));
    for (line, place, message, help) in [
        (
            "layout = 'modul'",
            "2:10",
            "`modul` is no value of `layout`",
            "did you mean `module`?",
        ),
        (
            "serde = 'none'",
            "2:9",
            "`none` is no value of `serde`",
            "known are `used`, `both`",
        ),
        (
            "layout = 1",
            "2:10",
            "one of \"crate\", \"module\", \"file\"",
            "",
        ),
        (
            "formats = 'chrono'",
            "2:11",
            "`formats` is a string, where a table is expected",
            "",
        ),
        (
            "formats.uuid = 'text'",
            "2:16",
            "`text` is no value of `uuid`",
            "known are `uuid`, `string`",
        ),
        (
            "names.field = {}",
            "2:7",
            "`field` is not known here",
            "did you mean `fields`?",
        ),
        (
            "names.types = ['A']",
            "2:15",
            "`types` is an array, where a table is expected",
            "",
        ),
        (
            "headers = true",
            "2:11",
            "`headers` is a boolean, where a table is expected",
            "",
        ),
        (
            "derives = ['a b']",
            "2:11",
            "`a b` is no path to a trait",
            "`schemars::JsonSchema`",
        ),
        (
            "derives = 'Eq'",
            "2:11",
            "`derives` is a string, where a table is expected",
            "",
        ),
        (
            "package.version = '1'",
            "2:19",
            "`1` is no version",
            "write three numbers",
        ),
        (
            "package.edition = '2021'",
            "2:19",
            "`2021` is no value of `edition`",
            "did you mean `2024`?",
        ),
        (
            "package.licence = 'MIT'",
            "2:9",
            "`licence` is not known here",
            "did you mean `license`?",
        ),
    ] {
        let error = config_error(&format!("[client.a]\n{line}\nspec = 'a.yaml'\n"));
        for expected in [message, help, &format!("fetchwright.toml:{place}")] {
            assert!(error.contains(expected), "{line}: {expected}: {error}");
        }
    }
    assert!(config_error("[client.a]\nspec = 1\n").contains("where a string is expected"));
    assert!(config_error("[client.a\n").contains("error[syntax]"));
}

#[test]
fn a_long_chain_of_schemas_is_followed_and_a_longer_one_is_cut() {
    let chain = |length: usize| {
        let schemas = (0..length).map(|at| {
            format!(
                r##""T{at}":{{"type":"object","properties":{{"next":{{"$ref":"#/components/schemas/T{}"}}}}}}"##,
                at + 1
            )
        });
        let schemas = schemas.collect::<Vec<_>>().join(",");
        format!(
            r##"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"servers":[{{"url":"https://x.test"}}],"paths":{{"/x":{{"get":{{
            "responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/T0"}}}}}}}}}}}}}}}},
            "components":{{"schemas":{{{schemas},"T{length}":{{"type":"string"}}}}}}}}"##
        )
    };
    let warnings = |length| {
        let input = Input::Text {
            name: "chain.json".to_owned(),
            bytes: chain(length).into_bytes(),
        };
        let outcome = Job::new(input, Settings::default()).run();
        assert!(outcome.files.is_some(), "{}", outcome.drawn(false));
        outcome.drawn(false).matches("lies within").count()
    };
    assert_eq!(warnings(4_000), 0);
    assert_eq!(warnings(6_000), 1);
}
