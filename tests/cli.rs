//! The command line from outside: exit codes, what goes to which stream, what is left on the disk.
#![cfg(feature = "cli")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use fetchwright::diagnostics::Diagnostics;
use fetchwright::source::{Input, Node, Sources};

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/features/objects.yaml");
const WARNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/broken/missing-ref.yaml");

/// A folder of a test's own, gone at its end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Temporary {
        let path =
            std::env::temp_dir().join(format!("fetchwright-cli-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Temporary(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fetchwright"));
        command
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::null());
        command
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What a run says of itself, with its exit code.
#[track_caller]
fn expect(output: &Output, wanted: i32) {
    assert_eq!(code(output), wanted, "{}{}", stdout(output), stderr(output));
}

#[test]
fn wrong_usage_is_2() {
    let here = Temporary::new("usage");
    for arguments in [
        &[][..],
        &["generate"],
        &["generate", SPEC],
        &["generate", SPEC, "-o", "a", "--layout", "none"],
        &["generate", SPEC, "--no-such"],
        &["no-such"],
        &["inspect"],
    ] {
        expect(&here.run(arguments), 2);
    }
}

#[test]
fn a_missing_file_is_1() {
    let here = Temporary::new("missing");
    let output = here.run(&["generate", "none.yaml", "-o", "out"]);
    expect(&output, 1);
    assert!(
        stderr(&output).contains("error[unreadable]: cannot read `none.yaml`"),
        "{}",
        stderr(&output)
    );
    assert!(!here.0.join("out").exists());
}

#[test]
fn generate_check_diff() {
    let here = Temporary::new("generate");
    let generate = |more: &[&str]| {
        here.run(&[&["generate", SPEC, "-o", "out", "--layout", "module"], more].concat())
    };
    expect(&generate(&["--check"]), 3);
    assert!(!here.0.join("out").exists(), "--check wrote");
    expect(&generate(&[]), 0);
    let types = here.read("out/types.rs");
    assert!(types.contains("pub struct Pet"));
    assert!(here.0.join("out/runtime/mod.rs").exists());
    expect(&generate(&["--check"]), 0);

    std::fs::write(
        here.0.join("out/types.rs"),
        types.replace("pub struct Pet", "pub struct Cat"),
    )
    .unwrap();
    let output = generate(&["--check"]);
    expect(&output, 3);
    assert!(
        stderr(&output).contains("error[stale]: the output is stale: types.rs"),
        "{}",
        stderr(&output)
    );
    let output = generate(&["--diff"]);
    expect(&output, 0);
    assert!(
        stdout(&output).contains("--- a/types.rs\n+++ b/types.rs\n"),
        "{}",
        stdout(&output)
    );
    assert!(
        stdout(&output).contains("\n-pub struct Cat {\n+pub struct Pet {\n"),
        "{}",
        stdout(&output)
    );
    expect(&generate(&["--diff", "--check"]), 3);
    assert!(here.read("out/types.rs").contains("Cat"), "--diff wrote");
    expect(&generate(&[]), 0);
    assert_eq!(here.read("out/types.rs"), types);
}

#[test]
fn foreign_files_are_left_alone() {
    let here = Temporary::new("foreign");
    std::fs::create_dir(here.0.join("out")).unwrap();
    std::fs::write(here.0.join("out/mod.rs"), "mine").unwrap();
    let output = here.run(&["generate", SPEC, "-o", "out", "--layout", "module"]);
    expect(&output, 1);
    assert!(
        stderr(&output).contains("error[foreign-files]"),
        "{}",
        stderr(&output)
    );
    assert_eq!(here.read("out/mod.rs"), "mine");
    assert_eq!(std::fs::read_dir(here.0.join("out")).unwrap().count(), 1);
}

#[test]
fn what_is_no_longer_wanted_is_removed() {
    let here = Temporary::new("stale");
    let arguments = ["generate", SPEC, "-o", "out", "--layout", "module"];
    expect(&here.run(&arguments), 0);
    std::fs::write(here.0.join("out/notes.txt"), "mine").unwrap();
    let list = here.read("out/.fetchwright");
    std::fs::write(here.0.join("out/.fetchwright"), format!("{list}gone.rs\n")).unwrap();
    std::fs::write(here.0.join("out/gone.rs"), "").unwrap();
    expect(&here.run(&arguments), 0);
    assert!(!here.0.join("out/gone.rs").exists());
    assert_eq!(here.read("out/notes.txt"), "mine");
}

#[test]
fn diagnostics_as_json() {
    let here = Temporary::new("json");
    let output = here.run(&["generate", WARNED, "-o", "out", "--message-format", "json"]);
    expect(&output, 0);
    let lines: Vec<serde_json::Value> = stderr(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [line] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    let fields: Vec<&str> = line
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut wanted = [
        "severity", "code", "message", "pointer", "file", "line", "column", "help",
    ];
    wanted.sort_unstable();
    assert_eq!(
        fields
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>(),
        wanted
    );
    assert_eq!(
        (&line["severity"], &line["code"]),
        (&"warning".into(), &"missing-ref".into())
    );
    assert_eq!(
        (&line["file"], &line["line"], &line["column"]),
        (&WARNED.into(), &15.into(), &30.into())
    );
    assert_eq!(
        line["pointer"],
        "/paths/~1pets/get/responses/200/content/application~1json/schema/$ref"
    );
}

#[test]
fn diagnostics_for_a_person_point_at_the_line() {
    let here = Temporary::new("human");
    let output = here.run(&["generate", WARNED, "-o", "out", "--strict"]);
    expect(&output, 1);
    let said = stderr(&output);
    assert!(
        said.starts_with("error[missing-ref]: `#/components/schemas/Pet` points at nothing"),
        "{said}"
    );
    assert!(said.contains("missing-ref.yaml:15:30\n"), "{said}");
    assert!(
        said.contains("schema: {$ref: '#/components/schemas/Pet'}\n"),
        "{said}"
    );
    assert!(said.contains("^^^^"), "{said}");
    assert!(!said.contains('\x1b'), "colours go to a terminal only");
    assert!(!here.0.join("out").exists());
}

#[test]
fn a_description_from_standard_input_to_one_file_on_standard_output() {
    let here = Temporary::new("stdin");
    let command = &mut here.command(&["generate", "-", "--layout", "file"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&std::fs::read(SPEC).unwrap())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    expect(&output, 0);
    assert_eq!(
        stdout(&here.run(&["generate", SPEC, "--layout", "file"])),
        stdout(&output)
    );
    assert!(stdout(&output).contains("pub struct Pet"));
    assert_eq!(stderr(&output), "");
    assert_eq!(std::fs::read_dir(&here.0).unwrap().count(), 0);
}

#[test]
fn each_stage_is_printed() {
    let here = Temporary::new("print");
    for (stage, part) in [
        ("source", "openapi"),
        ("document", "getPet"),
        ("resolve", ""),
        ("ir", "\"Pet\""),
        ("analyze", "Facts"),
        ("names", "get_pet"),
        ("output", "pub struct Pet"),
    ] {
        let output = here.run(&["generate", SPEC, "--print", stage]);
        expect(&output, 0);
        assert!(
            stdout(&output).contains(part),
            "{stage}: {}",
            stdout(&output)
        );
    }
    expect(&here.run(&["generate", SPEC, "--print", "none"]), 2);
}

#[test]
fn selectors() {
    let here = Temporary::new("selectors");
    let operations = |more: &[&str]| {
        let output = here.run(&[&["generate", SPEC, "--layout", "file"], more].concat());
        expect(&output, 0);
        (
            stdout(&output).contains("pub fn get_pet("),
            stdout(&output).contains("pub fn put_pet("),
        )
    };
    assert_eq!(operations(&["--include", "getPet"]), (true, false));
    assert_eq!(operations(&["--include", "put /pets/{id}"]), (false, true));
    assert_eq!(operations(&["--exclude", "GET /pets/{id}"]), (false, true));
    assert_eq!(operations(&["--include", "/pets/**"]), (true, true));
    let output = here.run(&["generate", SPEC, "--layout", "file", "--include", "getPat"]);
    expect(&output, 1);
    assert!(
        stderr(&output).contains("did you mean `getPet`"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stdout(&output), "");
}

#[test]
fn wasm_is_a_flag_and_a_key_of_the_config() {
    let folder = Temporary::new("wasm");
    expect(&folder.run(&["generate", SPEC, "--out", "a", "--wasm"]), 0);
    let config =
        format!("[client.b]\nspec = {SPEC:?}\nout = \"b\"\nname = \"objects\"\nwasm = true\n");
    std::fs::write(folder.0.join("fetchwright.toml"), config).unwrap();
    expect(&folder.run(&["generate"]), 0);
    for file in ["src/runtime/fetch_transport.rs", "src/runtime/mod.rs"] {
        assert_eq!(
            folder.read(&format!("a/{file}")),
            folder.read(&format!("b/{file}"))
        );
    }
    assert!(
        folder.read("a/Cargo.toml").contains("js-sys")
            && folder.read("b/Cargo.toml").contains("js-sys")
    );
}

#[test]
fn completions() {
    let output = Temporary::new("completions").run(&["completions", "bash"]);
    expect(&output, 0);
    assert!(stdout(&output).contains("complete -F _fetchwright"));
}

#[test]
fn inspect() {
    let here = Temporary::new("inspect");
    let output = here.run(&["inspect", SPEC, "--json"]);
    expect(&output, 0);
    let shown: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(
        (&shown["title"], &shown["version"]),
        (&"Feature".into(), &"1".into())
    );
    assert_eq!(shown["operations"].as_array().unwrap().len(), 2);
    assert_eq!(shown["operations"][0]["operationId"], "getPet");
    assert_eq!(shown["types"], 2);
    let output = here.run(&["inspect", SPEC]);
    expect(&output, 0);
    assert!(stdout(&output).contains("getPet"));
    expect(&here.run(&["inspect", "none.yaml"]), 1);
}

#[test]
fn init_writes_a_config_that_works_and_overwrites_none() {
    let here = Temporary::new("init");
    std::fs::copy(SPEC, here.0.join("my-api.yaml")).unwrap();
    let output = here.run(&["init", "./my-api.yaml"]);
    expect(&output, 0);
    let config = here.read("fetchwright.toml");
    assert!(
        config.contains("[client.my_api]\n") && config.contains("spec = \"./my-api.yaml\"\n"),
        "{config}"
    );
    for part in ["`my_api`", "./my-api.yaml\n", "src/my_api, a module"] {
        assert!(stderr(&output).contains(part), "{}", stderr(&output));
    }
    expect(&here.run(&["generate"]), 0);
    assert!(Path::exists(&here.0.join("src/my_api/mod.rs")));
    expect(&here.run(&["generate", "--check"]), 0);
    expect(&here.run(&["init", "other.yaml"]), 1);
    assert_eq!(here.read("fetchwright.toml"), config);
}

#[test]
fn init_keeps_any_path() {
    for (path, client) in [
        ("../specs/a b.json", "a_b"),
        ("specs/\"q\"\\n.yaml", "q_n"),
        ("specs/Ärzte-API.yaml", "rzte_api"),
        ("specs/日本.yaml", "api"),
        ("specs/type.yaml", "type"),
    ] {
        let here = Temporary::new("init-paths");
        let output = here.run(&["init", path]);
        expect(&output, 0);
        assert!(
            stderr(&output).contains("there is no such file yet"),
            "{}",
            stderr(&output)
        );
        let config = Input::Path(here.0.join("fetchwright.toml"));
        let config = Sources::load_config(config, &mut Diagnostics::default());
        let clients = config.root().and_then(|root| root.get("client"));
        let spec = clients.and_then(|clients| clients.get(client)?.get("spec"));
        assert_eq!(spec.and_then(Node::as_str), Some(path));
    }
}

/// Keys in backquotes in the first cells of the tables of a section of docs/config.md.
fn documented_keys(section: &str) -> Vec<&'static str> {
    let page = include_str!("../docs/config.md");
    let (_, behind) = page.split_once(&format!("\n## {section}\n")).unwrap();
    let section = behind.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let first = rows.map(|row| row.split(" | ").next().unwrap());
    let keys = first.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    keys.filter(|key| {
        key.chars()
            .all(|sign| sign.is_ascii_lowercase() || sign == '-')
    })
    .collect()
}

#[test]
fn init_shows_every_key_and_each_is_valid() {
    let here = Temporary::new("init-keys");
    std::fs::copy(SPEC, here.0.join("api.yaml")).unwrap();
    expect(&here.run(&["init"]), 0);
    let is_key = |line: &str| {
        let name = line
            .split_once(" = ")
            .map(|(name, _)| name.trim_matches('"'));
        line.starts_with('[') || name.is_some_and(|name| !name.contains(' ') || name.contains(" /"))
    };
    let uncommented: Vec<String> = here
        .read("fetchwright.toml")
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(key) if is_key(key) => key.to_owned(),
            _ => line.to_owned(),
        })
        .collect();
    for (section, from, to) in [
        ("`[client.NAME]`", "[client.api]", "[client.api.formats]"),
        (
            "`[client.NAME.formats]`",
            "[client.api.formats]",
            "[client.api.package]",
        ),
        (
            "`[client.NAME.package]`",
            "[client.api.package]",
            "[client.api.names.operations]",
        ),
        ("`[runtime]`", "[runtime]", ""),
    ] {
        let position = |heading: &str| uncommented.iter().position(|line| line == heading);
        let lines = &uncommented[position(from).unwrap()..if to.is_empty() {
            uncommented.len()
        } else {
            position(to).unwrap()
        }];
        let features = documented_features();
        for key in documented_keys(section)
            .into_iter()
            .filter(|key| !features.contains(key))
        {
            // Tables of their own, and what only a dependency has.
            let is_elsewhere = ["formats", "names", "package", "selectors"].contains(&key)
                || ["version", "path", "git", "rev", "tag", "branch"].contains(&key)
                    && section == "`[runtime]`";
            let is_shown = lines
                .iter()
                .any(|line| line.starts_with(&format!("{key} = ")));
            assert!(
                is_shown || is_elsewhere,
                "{section}: {key} is not in the config that `init` writes"
            );
        }
    }
    std::fs::write(here.0.join("fetchwright.toml"), uncommented.join("\n")).unwrap();
    std::fs::write(
        here.0.join("overlay.yaml"),
        "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.info, update: {title: U}}]\n",
    )
    .unwrap();
    let output = here.run(&["generate", "--check"]);
    assert!(
        !stderr(&output).contains("error[config]"),
        "{}",
        stderr(&output)
    );
    // The config is valid: what fails is that the sample API does not have these operations.
    assert!(
        stderr(&output).contains("error[unmatched-selector]: `POST /v1/customers`"),
        "{}",
        stderr(&output)
    );
}

/// Names of the runtime's features, which have a table of their own in docs/config.md.
fn documented_features() -> Vec<&'static str> {
    let features = fetchwright_runtime::vendor::FEATURES.iter();
    features.map(|feature| feature.name).collect()
}

#[test]
fn an_unknown_key_of_the_config_is_named_with_the_nearest() {
    let here = Temporary::new("config");
    std::fs::write(
        here.0.join("fetchwright.toml"),
        "[client.a]\nspec = \"a.yaml\"\nlayuot = \"file\"\n",
    )
    .unwrap();
    let output = here.run(&["generate"]);
    expect(&output, 1);
    assert!(
        stderr(&output).contains("did you mean `layout`?"),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("fetchwright.toml:3:1"),
        "{}",
        stderr(&output)
    );
    let output = here.run(&["generate", "--message-format", "json"]);
    expect(&output, 1);
    let line: serde_json::Value = serde_json::from_str(stderr(&output).trim()).unwrap();
    assert_eq!(
        (&line["code"], &line["line"]),
        (&"config".into(), &3.into())
    );
}
