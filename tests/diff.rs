//! `fetchwright diff`: each code has an example, the docs are made of the examples, and code compiles exactly when the
//! report contains a finding with the severity `compile`.

#[path = "diff/check.rs"]
mod check;
#[path = "diff/mutations.rs"]
mod mutations;
#[path = "diff/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use fetchwright::config::{Config, Job, OnBreaking};
use fetchwright::diagnostics::Diagnostics;
use fetchwright::diff::{
    self, Accepted, Bump, Code, Date, Finding, Report, Severity, Surface, Wire, lock,
};
use fetchwright::output::File;
use fetchwright::providers::Choice;
use fetchwright::samples;
use fetchwright::settings::{Layout, Settings};
use fetchwright::source::{Input, Node, Sources};
use mutations::{MUTATIONS, Random};

const SHOP: &str = include_str!("diff/shop.yaml");

/// A change of the shop's specification.
struct Example {
    code: Code,
    old: String,
    new: String,
    /// The lines that are replaced.
    changes: Vec<(String, String)>,
}

fn examples() -> Vec<Example> {
    let input = Input::Text {
        name: "examples.toml".to_owned(),
        bytes: include_bytes!("diff/examples.toml").to_vec(),
    };
    let sources = Sources::load_config(input, &mut Diagnostics::default());
    let list = sources.root().unwrap().get("example").unwrap();
    list.as_array().unwrap().iter().map(example).collect()
}

fn example(node: &Node) -> Example {
    let name = node.get("code").unwrap().as_str().unwrap();
    let code = Code::ALL.iter().find(|code| code.as_str() == name);
    let changes = |key: &str| -> Vec<(String, String)> {
        let list = node.get(key).and_then(Node::as_array).unwrap_or_default();
        let text = |node: &Node| node.as_str().unwrap().to_owned();
        list.iter()
            .map(|pair| {
                let pair = pair.as_array().unwrap();
                (text(&pair[0]), text(&pair[1]))
            })
            .collect()
    };
    let replaced = |text: &str, changes: &[(String, String)]| {
        changes.iter().fold(text.to_owned(), |text, (old, new)| {
            assert_eq!(text.matches(old.as_str()).count(), 1, "{name}: {old}");
            text.replace(old.as_str(), new)
        })
    };
    let old = replaced(SHOP, &changes("before"));
    Example {
        code: *code.unwrap_or_else(|| panic!("{name} is no code")),
        new: replaced(&old, &changes("change")),
        old,
        changes: changes("change"),
    }
}

fn text(name: &str, text: &str) -> Input {
    Input::Text {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// A client: what code can depend on, what was read, and what is written.
pub struct Client {
    surface: Surface,
    sources: Sources,
    /// What is written.
    pub files: Vec<File>,
}

/// Generates a client; one that is wanted again is not generated twice.
pub fn client(input: &Input, layout: Layout) -> Arc<Client> {
    type Clients = Mutex<HashMap<String, Arc<Client>>>;
    static KNOWN: OnceLock<Clients> = OnceLock::new();
    let known = KNOWN.get_or_init(Mutex::default);
    let key = match input {
        Input::Text { name, bytes } => {
            format!("{layout:?} {name} {}", String::from_utf8_lossy(bytes))
        }
        other => format!("{layout:?} {:?}", other.path()),
    };
    if let Some(client) = known.lock().unwrap().get(&key) {
        return client.clone();
    }
    let settings = Settings {
        layout,
        name: Some("shop".to_owned()),
        ..Settings::default()
    };
    let mut job = Job::new(input.clone(), settings);
    job.provider = Choice::Off;
    let (outcome, surface) = job.surface();
    let wrong = outcome.drawn(false);
    let client = Arc::new(Client {
        surface: surface.unwrap_or_else(|| panic!("{wrong}")),
        sources: outcome.sources.unwrap(),
        files: outcome.files.unwrap(),
    });
    known.lock().unwrap().insert(key, client.clone());
    client
}

fn findings(old: &Input, new: &Input, layout: Layout) -> Vec<Finding> {
    diff::compare(&client(old, layout).surface, &client(new, layout).surface)
}

#[test]
fn each_code_has_an_example_that_produces_it() {
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for example in examples() {
        let found = findings(
            &text("old.yaml", &example.old),
            &text("new.yaml", &example.new),
            Layout::Crate,
        );
        let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
        if !codes.contains(&example.code.as_str()) {
            wrong.push(format!("{}: {codes:?}", example.code.as_str()));
        }
        for finding in &found {
            let texts = [&finding.example, &finding.remedy, &finding.message];
            let names = ["{rust}", "{type}", "{old}", "{new}", "{client}", "{at}"];
            assert!(
                !texts
                    .iter()
                    .any(|text| names.iter().any(|name| text.contains(name))),
                "{finding:?}"
            );
        }
        seen.insert(example.code);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let missing: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code))
        .collect();
    assert!(missing.is_empty(), "{missing:?} have no example");
}

#[test]
fn the_same_specification_has_no_changes() {
    assert_eq!(
        findings(&text("a.yaml", SHOP), &text("b.yaml", SHOP), Layout::Crate),
        []
    );
}

/// Null among the values is no limit, and no list of values: the values are those of an enum as before.
#[test]
fn a_value_that_may_be_null_is_not_limited() {
    let nullable = SHOP.replace(
        "Priority: {type: string, enum: [low, high]}",
        "Priority: {type: [string, 'null'], enum: [low, high, null]}",
    );
    let found = findings(
        &text("old.yaml", SHOP),
        &text("new.yaml", &nullable),
        Layout::Crate,
    );
    let codes: Vec<Code> = found.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::RequestFieldNullable]);
}

/// Servers beside the default, scopes, and a type that is called like the enum of events.
#[test]
fn what_another_module_names_is_compared() {
    let sandbox = "servers: [{url: 'https://api.example.com/v1'}, {url: 'https://sandbox.example.com/v1', description: Sandbox}]";
    let event = "    Event: {type: object, required: [id], properties: {id: {type: string}}}\n    Product: {";
    let with_event = SHOP.replace("    Product: {", event).replace(
        "{sku: {type: string}, price",
        "{event: {$ref: '#/components/schemas/Event'}, sku: {type: string}, price",
    );
    let with_servers = SHOP.replace("servers: [{url: 'https://api.example.com/v1'}]", sandbox);
    for (old, (from, to), expected) in [
        (
            &with_servers,
            ("//sandbox.", "//test."),
            (Code::ServerChanged, "servers::sandbox"),
        ),
        (
            &with_event,
            (
                "{id: {type: string}}}\n    Product",
                "{id: {type: integer}}}\n    Product",
            ),
            (Code::ResponseFieldType, "types::Event::id"),
        ),
        (
            &SHOP.to_owned(),
            (", write: Writes.}", "}"),
            (Code::RequestValueRemoved, "auth::Scope::Write"),
        ),
        (
            &SHOP.to_owned(),
            ("write: Writes.}", "write: Writes., admin: All.}"),
            (Code::RequestValueAdded, "auth::Scope::Admin"),
        ),
    ] {
        let new = old.replace(from, to);
        assert_ne!(*old, new, "{from}");
        let found = findings(
            &text("old.yaml", old),
            &text("new.yaml", &new),
            Layout::Crate,
        );
        let found: Vec<(Code, &str)> = found
            .iter()
            .map(|finding| (finding.code, finding.rust.as_str()))
            .collect();
        assert_eq!(found, [expected]);
    }
}

/// What is written in the docs about the codes, of the table and the examples.
fn documented() -> String {
    let examples: BTreeMap<Code, Example> = examples()
        .into_iter()
        .map(|example| (example.code, example))
        .collect();
    let mut out = String::new();
    for severity in Severity::ALL {
        let of: Vec<&Code> = Code::ALL
            .iter()
            .filter(|code| code.severity() == severity)
            .collect();
        let _ = write!(out, "\n## {}\n", capitalised(severity.words()));
        for code in of {
            let example = &examples[code];
            let old = client(&text("old.yaml", &example.old), Layout::Crate);
            let new = client(&text("new.yaml", &example.new), Layout::Crate);
            let found: Vec<Finding> = diff::compare(&old.surface, &new.surface)
                .into_iter()
                .filter(|finding| finding.code == *code)
                .take(1)
                .collect();
            let wire = match code.wire() {
                Wire::None => "The old client keeps working.",
                Wire::MayBreak => "The old client may break.",
                Wire::Breaks => "The old client breaks.",
            };
            let _ = write!(
                out,
                "\n### `{}`\n\n{} {wire}\n\n```diff\n",
                code.as_str(),
                code.what()
            );
            for (old, new) in &example.changes {
                old.lines().for_each(|line| {
                    let _ = writeln!(out, "-{line}");
                });
                new.lines().for_each(|line| {
                    let _ = writeln!(out, "+{line}");
                });
            }
            let report = Report {
                client: "shop",
                findings: &found,
                accepted: 0,
                old: Some(&old.sources),
                new: Some(&new.sources),
            };
            let text = report.text();
            let (shown, _) = text.rsplit_once("\n\n").unwrap();
            let _ = write!(out, "```\n\n```text\n{shown}\n```\n");
        }
    }
    out
}

fn capitalised(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

const GENERATED: &str = "<!-- From here on: FETCHWRIGHT_UPDATE=1 cargo test --test diff -->\n";

#[test]
fn the_docs_list_each_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diff.md");
    let docs = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = docs.split_once(GENERATED).unwrap();
    let expected = documented();
    if std::env::var_os("FETCHWRIGHT_UPDATE").is_some() {
        std::fs::write(&path, format!("{head}{GENERATED}{expected}")).unwrap();
    } else {
        assert_eq!(rest, expected, "run it with FETCHWRIGHT_UPDATE=1");
    }
}

/// A specification whose client has all parts of the runtime that the others need.
fn everything() -> Input {
    const MORE: &str = "  /everything:
    get: {operationId: getEverything, responses: {'200': {description: All., content: {application/pdf: {schema: {type: string, format: binary}}}}}}
    post:
      operationId: everything
      security: [{login: []}]
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {id: {type: [string, 'null']}}}}}}
      responses: {'200': {description: All., content: {application/json: {schema: {type: object, additionalProperties: {type: string}}}}}, '202': {description: Later., content: {application/json: {schema: {type: string, format: uuid}}}}}
  /notes:
";
    const POLICIES: &str = "x-fetchwright:
  rate-limit: {remaining: X-Left, reset: X-Reset}
";
    let spec = SHOP
        .replace("  /notes:\n", MORE)
        .replace("x-fetchwright:\n", POLICIES);
    let login = "  securitySchemes:\n    login: {type: http, scheme: basic}\n";
    text(
        "everything.yaml",
        &spec.replace("  securitySchemes:\n", login),
    )
}

/// Whether a report contains a finding with the severity `compile`.
fn has_compile_finding(found: &[Finding]) -> bool {
    found
        .iter()
        .any(|finding| finding.code.severity() == Severity::DoesNotCompile)
}

fn disagreements(pairs: &[check::Pair], runtime: &Input) -> Vec<String> {
    let failing = check::failing(pairs, runtime);
    let mut wrong = Vec::new();
    for pair in pairs {
        let found = findings(&pair.old, &pair.new, Layout::Module);
        let (expected, fails) = (has_compile_finding(&found), failing.contains(&pair.name));
        if expected != fails {
            let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
            wrong.push(format!("{}: fails: {fails}, found: {codes:?}", pair.name));
        }
    }
    wrong
}

/// Without this, the next test would prove nothing.
fn unchanged() -> check::Pair {
    check::Pair {
        name: "unchanged".to_owned(),
        old: text("shop.yaml", SHOP),
        new: text("shop.yaml", SHOP),
    }
}

#[test]
fn code_compiles_exactly_when_the_report_states_so() {
    let only = std::env::var("FETCHWRIGHT_ONLY").ok();
    let pairs: Vec<check::Pair> = examples()
        .into_iter()
        .filter(|example| {
            only.as_ref()
                .is_none_or(|only| example.code.as_str() == only)
        })
        .map(|example| check::Pair {
            name: example.code.as_str().to_owned(),
            old: text("old.yaml", &example.old),
            new: text("new.yaml", &example.new),
        })
        .chain([unchanged()])
        .chain(mutations(only.as_ref().map_or(MUTATIONS.len(), |_| 0), 1))
        .collect();
    let wrong = disagreements(&pairs, &everything());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The same for the pairs that oasdiff is tested with.
#[test]
fn pairs_of_oasdiff_compile_exactly_without_a_compile_finding() {
    let pairs = pairs_of_oasdiff();
    if pairs.is_empty() {
        return;
    }
    let wrong = disagreements(&pairs, &everything());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn pairs_of_oasdiff() -> Vec<check::Pair> {
    let changes = changes().into_iter().flatten();
    let pairs = changes.map(|(old, new, _)| check::Pair {
        name: old.file_name().unwrap().to_string_lossy().into_owned(),
        old: Input::Path(old),
        new: Input::Path(new),
    });
    pairs.collect()
}

/// The shop's specification after so many random changes, each with the name of the change.
fn mutations(count: usize, seed: u64) -> Vec<check::Pair> {
    let mut random = Random::new(seed);
    let sources = Sources::load(text("shop.yaml", SHOP), &mut Diagnostics::default());
    let shop = samples::Json::from(sources.root().unwrap()).to_string();
    let shop: serde_json::Value = serde_json::from_str(&shop).unwrap();
    let mut pairs = Vec::new();
    let mut kinds = MUTATIONS.iter().cycle();
    while pairs.len() < count {
        let (name, change) = kinds.next().unwrap();
        let mut changed = shop.clone();
        // What does not fit where it was tried is tried elsewhere.
        if (0..20).any(|_| change(&mut changed, &mut random).is_some()) && changed != shop {
            pairs.push(check::Pair {
                name: format!("{name} ({})", pairs.len()),
                old: text("old.json", &shop.to_string()),
                new: text("new.json", &changed.to_string()),
            });
        }
    }
    pairs
}

/// By command: `FETCHWRIGHT_SEED=1 cargo test --release --test diff thousand -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn a_thousand_mutations_compile_exactly_when_the_report_states_so() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = number("FETCHWRIGHT_SEED").unwrap_or(1);
    let count = number("FETCHWRIGHT_MUTATIONS").unwrap_or(1000) as usize;
    let pairs = mutations(count, seed);
    let mut wrong = Vec::new();
    for pairs in pairs.chunks(100) {
        wrong.extend(disagreements(pairs, &everything()));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Folders with an `old.*` and a `new.*`: two versions of a provider's specification.
fn versions() -> Option<Vec<check::Pair>> {
    let Some(folder) = std::env::var_os("FETCHWRIGHT_VERSIONS") else {
        eprintln!("skipped: FETCHWRIGHT_VERSIONS names no folder");
        return None;
    };
    let list = |folder: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths
    };
    let pairs = list(Path::new(&folder)).into_iter().map(|folder| {
        let files = list(&folder);
        let version = |name: &str| {
            let is_it = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == name);
            Input::Path(files.iter().find(is_it).unwrap().clone())
        };
        check::Pair {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            old: version("old"),
            new: version("new"),
        }
    });
    Some(pairs.collect())
}

/// Item by item: each item with a compile finding fails to compile, and all that does not compile is an item of the report,
/// names a type that is, or was held only by one.
/// By command: `FETCHWRIGHT_VERSIONS=folder cargo test --release --test diff real_versions -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn items_of_real_versions_compile_exactly_without_a_compile_finding() {
    let pairs = versions().into_iter().flatten();
    let mut wrong = Vec::new();
    for pair in pairs {
        let found = findings(&pair.old, &pair.new, Layout::Module);
        let expected_findings: BTreeMap<&str, Code> = found
            .iter()
            .filter(|finding| finding.code.severity() == Severity::DoesNotCompile)
            .map(|finding| (finding.rust.as_str(), finding.code))
            .collect();
        let is_of = |rust: &str, item: &str| {
            rust == item || rust.starts_with(item) && rust[item.len()..].starts_with("::")
        };
        let uses = check::uses(&pair);
        let (mut reported, mut unsaid): (Vec<&check::Use>, Vec<_>) =
            uses.iter().filter(|used| !used.compiles).partition(|used| {
                expected_findings.keys().any(|rust| {
                    let owner = rust.rsplit_once("::").map_or(*rust, |(owner, _)| owner);
                    is_of(rust, &used.item)
                        || [*rust, owner].iter().any(|path| mentions(&used.text, path))
                })
            });
        // What only something that is gone holds is gone with it: the report has the place.
        let names = &client(&pair.new, Layout::Module).surface;
        let is_gone = |used: &check::Use| {
            let name = used.item.rsplit("::").next().unwrap_or_default();
            names.named(name).is_none()
        };
        let mut at = 0;
        while let Some(holder) = reported.get(at).copied() {
            let (held, rest) = unsaid
                .into_iter()
                .partition(|used| is_gone(used) && mentions(&holder.text, &used.item));
            unsaid = rest;
            reported.extend::<Vec<_>>(held);
            at += 1;
        }
        let wrongly_found = expected_findings.iter().filter(|(rust, _)| {
            let mut of_it = uses
                .iter()
                .filter(|used| is_of(rust, &used.item))
                .peekable();
            of_it.peek().is_some() && of_it.all(|used| used.compiles)
        });
        eprintln!(
            "{}: {} findings, {} of them do not compile; {} of {} uses do not",
            pair.name,
            found.len(),
            expected_findings.len(),
            reported.len() + unsaid.len(),
            uses.len()
        );
        wrong.extend(
            unsaid
                .iter()
                .map(|used| format!("{}: unsaid: {}\n{}", pair.name, used.item, used.text)),
        );
        wrong
            .extend(wrongly_found.map(|(rust, code)| {
                format!("{}: compiles: {rust} ({})", pair.name, code.as_str())
            }));
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

/// What cargo-semver-checks calls a major change, the report does too, for the examples, the pairs of oasdiff, and two versions
/// of each specification in `FETCHWRIGHT_VERSIONS`.
/// By command: `cargo test --release --test diff semver -- --ignored --nocapture`.
#[test]
#[ignore = "needs cargo-semver-checks"]
fn cargo_semver_checks_finds_no_major_change_that_is_missed() {
    let of_examples = examples().into_iter().map(|example| check::Pair {
        name: example.code.as_str().to_owned(),
        old: text("old.yaml", &example.old),
        new: text("new.yaml", &example.new),
    });
    let mut pairs: Vec<check::Pair> = of_examples.chain(pairs_of_oasdiff()).collect();
    let mut found = check::semver_checks(&pairs, Some(&everything()));
    for pair in versions().into_iter().flatten() {
        found.extend(check::semver_checks(std::slice::from_ref(&pair), None));
        pairs.push(pair);
    }
    let mut missed = Vec::new();
    for (name, places) in &found {
        let pair = pairs.iter().find(|pair| pair.name == *name).unwrap();
        let findings = findings(&pair.old, &pair.new, Layout::Module);
        if Bump::of(&findings) < Bump::Major {
            missed.push(format!("{name}: {places:?}"));
        }
    }
    eprintln!("{} pairs, {} with a major change", pairs.len(), found.len());
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
}

/// Whether a program's text names an item of the client, and not one whose name only begins like it.
fn mentions(text: &str, path: &str) -> bool {
    let name = format!("c::{path}");
    text.match_indices(&name).any(|(at, _)| {
        !text[at + name.len()..].starts_with(|sign: char| sign.is_alphanumeric() || sign == '_')
    })
}

/// Pairs of specifications with the rules that oasdiff sees between them; `None` where they are not on this machine.
fn changes() -> Option<Vec<(PathBuf, PathBuf, Vec<String>)>> {
    let folder = std::env::var_os("FETCHWRIGHT_CHANGES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/changes"),
        PathBuf::from,
    );
    let Ok(table) = std::fs::read_to_string(folder.join("expected.tsv")) else {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    };
    let rows = table.lines().map(|line| {
        let mut cells = line.split('\t');
        let mut file = || folder.join(cells.next().unwrap());
        let (old, new) = (file(), file());
        let rules = cells
            .next()
            .unwrap()
            .split(',')
            .map(str::to_owned)
            .collect();
        (old, new, rules)
    });
    Some(rows.collect())
}

/// For each of oasdiff's rules the code here, or why there is none.
#[test]
fn oasdiff_sees_what_is_seen_here() {
    let Some(changes) = changes() else { return };
    let table: BTreeMap<&str, (&str, &str)> = include_str!("diff/oasdiff.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            (cells[0], (cells[1], cells[2]))
        })
        .collect();
    let mut wrong = Vec::new();
    for (old, new, rules) in changes {
        let found = findings(&Input::Path(old), &Input::Path(new), Layout::Crate);
        let codes: BTreeSet<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
        for rule in rules {
            match table.get(rule.as_str()) {
                None => wrong.push(format!(
                    "{rule} is not in tests/diff/oasdiff.tsv: {codes:?}"
                )),
                Some(("-", reason)) => {
                    assert!(reason.len() > 20, "{rule} has no reason");
                }
                Some((code, wire)) => {
                    let is_it = |finding: &Finding| {
                        code.split('|').any(|code| code == finding.code.as_str())
                            && finding.code.wire().as_str() == *wire
                    };
                    if !found.iter().any(is_it) {
                        wrong.push(format!("{rule}: {codes:?} and not {code} {wire}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What was written to a lock file and read again compares as before.
#[test]
fn a_lock_file_keeps_what_is_compared() {
    for example in examples() {
        let (old, new) = (
            text("old.yaml", &example.old),
            text("new.yaml", &example.new),
        );
        let (old, new) = (client(&old, Layout::Crate), client(&new, Layout::Crate));
        let written = lock::write(std::slice::from_ref(&old.surface));
        let mut diagnostics = Diagnostics::default();
        let read = lock::read(text("fetchwright.lock", &written), &mut diagnostics).unwrap();
        assert!(diagnostics.all().is_empty());
        assert_eq!(lock::write(&read), written);
        let without_positions = |findings: Vec<Finding>| -> Vec<Finding> {
            let bare = |finding| Finding {
                old: None,
                ..finding
            };
            findings.into_iter().map(bare).collect()
        };
        assert_eq!(
            without_positions(diff::compare(&read[0], &new.surface)),
            without_positions(diff::compare(&old.surface, &new.surface)),
            "{}",
            example.code.as_str()
        );
    }
}

/// A change can be accepted for a while, with a reason.
#[test]
fn an_accepted_change_is_not_reported() {
    let read = |entry: &str| {
        let mut diagnostics = Diagnostics::default();
        let (_, accepted) = Accepted::read(
            text("accept.toml", &format!("[[accept]]\n{entry}")),
            &mut diagnostics,
        );
        let wrong: Vec<String> = diagnostics
            .all()
            .iter()
            .map(|found| found.message.clone())
            .collect();
        (accepted, wrong)
    };
    let example = examples()
        .into_iter()
        .find(|example| example.code == Code::DefaultChanged)
        .unwrap();
    let found = || {
        findings(
            &text("old.yaml", &example.old),
            &text("new.yaml", &example.new),
            Layout::Crate,
        )
    };
    let day = |text: &str| Date::parse(text).unwrap();
    let entry = "code = 'default-changed'\noperation = 'GET /products'\nreason = 'A limit is always sent.'\nuntil = '2027-03-31'";
    let (mut accepted, wrong) = read(entry);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(
        accepted.filter(found(), day("2027-03-31")),
        (Vec::new(), found().len())
    );
    assert!(accepted.remarks(day("2027-03-31")).is_empty());
    let (open, count) = accepted.filter(found(), day("2027-04-01"));
    assert_eq!((open, count), (found(), 0));
    assert_eq!(
        accepted.remarks(day("2027-04-01")),
        [
            "accept.toml:1: the entry for `default-changed` is out of date, and the change is still there"
        ]
    );
    let (unused, _) = read("code = 'event-added'\nrust = 'x'\nreason = 'x'");
    assert_eq!(unused.remarks(day("2027-04-01")).len(), 1);
    for (entry, expected) in [
        (
            "operation = 'GET /products'\nreason = 'x'",
            "an entry needs the code of a change",
        ),
        (
            "code = 'default-change'\nrust = 'x'\nreason = 'x'",
            "an entry needs the code of a change",
        ),
        (
            "code = 'default-changed'\nrust = 'x'",
            "an entry needs a reason",
        ),
        (
            "code = 'default-changed'\nreason = 'x'",
            "an entry needs a place",
        ),
        (
            "code = 'default-changed'\nrust = 'x'\nreason = 'x'\nuntil = 'soon'",
            "this is no date",
        ),
        (
            "code = 'default-changed'\nrust = 'x'\nreason = 'x'\nuntill = 'soon'",
            "`untill` is not known here",
        ),
    ] {
        assert_eq!(read(entry).1, [expected], "{entry}");
    }
}

/// A project in a folder of its own, with a config and a specification.
struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Project {
        let folder =
            std::env::temp_dir().join(format!("fetchwright-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        let project = Project(folder);
        project.write("shop.yaml", SHOP);
        project.write(
            "fetchwright.toml",
            "[client.shop]\nspec = 'shop.yaml'\nout = 'shop'\nlayout = 'module'\n",
        );
        project
    }

    fn write(&self, name: &str, contents: &str) {
        std::fs::write(self.0.join(name), contents).unwrap();
    }

    fn change(&self, old: &str, new: &str) {
        assert!(SHOP.contains(old));
        self.write("shop.yaml", &SHOP.replace(old, new));
    }

    /// Exit code, standard output and standard error of a command.
    fn run(&self, program: &str, arguments: &[&str]) -> (i32, String, String) {
        let output = std::process::Command::new(program)
            .args(arguments)
            .current_dir(&self.0)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code().unwrap(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    fn fetchwright(&self, arguments: &[&str]) -> (i32, String, String) {
        self.run(env!("CARGO_BIN_EXE_fetchwright"), arguments)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

const NOTE: &str = "note: {type: string, maxLength: 500}";

#[test]
fn a_build_script_compares_with_the_lock_file() {
    let project = Project::new("on-breaking");
    let build = |action: OnBreaking| {
        let config = Config::from_file(project.0.join("fetchwright.toml")).unwrap();
        config
            .on_breaking(action)
            .generate()
            .map_err(|error| error.to_string())
    };
    let lock = || std::fs::read_to_string(project.0.join("fetchwright.lock")).unwrap();
    build(OnBreaking::Deny).unwrap();
    let first = lock();
    let client = || std::fs::read_to_string(project.0.join("shop/types.rs")).unwrap();
    let types = client();

    // What is added neither fails nor changes the lock file.
    project.change(
        NOTE,
        "note: {type: string, maxLength: 500}\n        gift: {type: boolean}",
    );
    build(OnBreaking::Deny).unwrap();
    assert!(lock() == first && client() != types);

    project.change(NOTE, "note: {type: string, maxLength: 100}");
    let error = build(OnBreaking::Deny).unwrap_err();
    assert!(
        error.contains("[limit-tightened] POST /orders, types::CreateOrder::note"),
        "{error}"
    );
    assert!(error.contains("shop.yaml:"), "{error}");
    assert!(client() != types, "nothing is written");
    build(OnBreaking::Warn).unwrap();
    assert!(lock() == first && client() == types);

    project.write(
        "fetchwright-accept.toml",
        "[[accept]]\ncode = 'limit-tightened'\nrust = 'types::CreateOrder::note'\nreason = 'Notes are short.'\n",
    );
    build(OnBreaking::Deny).unwrap();
    std::fs::remove_file(project.0.join("fetchwright-accept.toml")).unwrap();
    std::fs::remove_file(project.0.join("fetchwright.lock")).unwrap();
    build(OnBreaking::Deny).unwrap();
    assert!(lock() != first);
    project.write("fetchwright.lock", "{\"fetchwright-lock\": 99}");
    assert!(
        build(OnBreaking::Deny)
            .unwrap_err()
            .contains("no lock file of this version")
    );
}

#[test]
fn the_command_compares_versions_in_each_form() {
    let project = Project::new("diff-command");
    project.write("old.yaml", SHOP);
    project.change(NOTE, "note: {type: string, maxLength: 100}");
    let compare =
        |more: &[&str]| project.fetchwright(&[&["diff", "old.yaml", "shop.yaml"], more].concat());

    let (code, text, _) = compare(&[]);
    assert_eq!(code, 3, "{text}");
    assert!(
        text.contains("shop.yaml:")
            && text.contains("POST /orders\n  compiles, but fails [limit-tightened]"),
        "{text}"
    );
    assert!(
        text.ends_with("shop: 1 compiles but fails; version bump: major\n"),
        "{text}"
    );
    for (level, expected) in [("fails", 3), ("added", 3), ("never", 0)] {
        assert_eq!(compare(&["--fail-on", level]).0, expected, "{level}");
    }
    let json: serde_json::Value = serde_json::from_str(&compare(&["--format", "json"]).1).unwrap();
    let change = &json["changes"][0];
    for (key, expected) in [
        ("client", "shop"),
        ("code", "limit-tightened"),
        ("severity", "fails"),
        ("wire", "breaks"),
        ("operation", "POST /orders"),
        ("rust", "types::CreateOrder::note"),
        ("message", "`maxLength` of `note` is 100 and was 500"),
    ] {
        assert_eq!(change[key], expected);
    }
    assert!(
        change["remedy"].is_string()
            && change["new"]["line"].is_u64()
            && change["old"]["file"] == "old.yaml"
    );
    assert_eq!(json["clients"][0]["bump"], "major");
    let sarif: serde_json::Value =
        serde_json::from_str(&compare(&["--format", "sarif"]).1).unwrap();
    assert_eq!(sarif_faults(&sarif), Vec::<String>::new());
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "limit-tightened");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "shop.yaml"
    );
    let (_, markdown, _) = compare(&["--format", "markdown"]);
    assert!(markdown.contains("| **compiles, but fails** `limit-tightened` | the old client breaks | `types::CreateOrder::note`: "), "{markdown}");

    // A file's name is a reference, and what concerns the whole client has no place.
    project.write(
        "new version.yaml",
        &SHOP
            .replace("token: {type", "second: {type")
            .replace("api.example", "eu.example"),
    );
    let (_, sarif, _) =
        project.fetchwright(&["diff", "old.yaml", "new version.yaml", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif_faults(&sarif), Vec::<String>::new());
    project.write(
        "new version.yaml",
        &SHOP.replace(NOTE, "memo: {type: string}"),
    );
    let (_, sarif, _) =
        project.fetchwright(&["diff", "old.yaml", "new version.yaml", "--format", "sarif"]);
    assert!(sarif.contains("\"uri\":\"new%20version.yaml\""), "{sarif}");

    project.write(
        "fetchwright-accept.toml",
        "[[accept]]\ncode = 'limit-tightened'\nrust = 'types::CreateOrder::note'\nreason = 'Notes are short.'\n",
    );
    let (code, text, _) = compare(&[]);
    assert_eq!(
        (code, text.as_str()),
        (0, "shop: no changes, 1 accepted; version bump: patch\n")
    );
    std::fs::remove_file(project.0.join("fetchwright-accept.toml")).unwrap();

    let (code, _, wrong) = project.fetchwright(&["diff", "old.yaml", "missing.yaml"]);
    assert!(code == 1 && wrong.contains("missing.yaml"), "{wrong}");
    let (code, _, wrong) = project.fetchwright(&["diff", "nobody"]);
    assert!(
        code == 2 && wrong.contains("has no client `nobody`; it has shop"),
        "{wrong}"
    );
    let (code, _, wrong) = project.fetchwright(&["diff", "git:--help:x", "old.yaml"]);
    assert!(code == 1 && wrong.contains("git:REV:PATH"), "{wrong}");
}

/// What the published schema of SARIF 2.1.0 (OASIS) objects to.
fn sarif_faults(sarif: &serde_json::Value) -> Vec<String> {
    let schema = include_str!("diff/sarif-schema-2.1.0.json");
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft4)
        .should_validate_formats(true)
        .build(&serde_json::from_str(schema).unwrap())
        .unwrap();
    let faults = validator.iter_errors(sarif);
    faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect()
}

#[test]
fn git_has_the_version_before() {
    let project = Project::new("diff-git");
    if std::process::Command::new("git")
        .arg("--version")
        .output()
        .is_err()
    {
        eprintln!("skipped: there is no git");
        return;
    }
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "shop.yaml"],
        &[
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.com",
            "commit",
            "--quiet",
            "-m",
            "First",
        ],
    ] {
        assert_eq!(project.run("git", arguments).0, 0);
    }
    assert_eq!(project.fetchwright(&["generate"]).0, 0);
    project.change(NOTE, "note: {type: string, maxLength: 100}");
    let line =
        "shop: 1 compiles but fails; version bump: major; for details, run `fetchwright diff`\n";
    let (code, _, stderr) = project.fetchwright(&["generate", "--check"]);
    assert!(code == 0 && stderr.ends_with(line), "{stderr}");
    assert!(project.fetchwright(&["generate"]).2.ends_with(line));
    for arguments in [
        &["diff"][..],
        &[
            "diff",
            "git:HEAD:shop.yaml",
            "shop.yaml",
            "--client",
            "shop",
        ],
    ] {
        let (code, text, _) = project.fetchwright(arguments);
        assert!(code == 3 && text.contains("was git:HEAD:"), "{text}");
    }
}

/// Serves one text to every request, and gives its URL.
fn serve(text: String) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/shop.yaml", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let length = text.len();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n");
            let response = format!("{head}connection: close\r\n\r\n{text}");
            drop(stream.write_all(response.as_bytes()));
        }
    });
    url
}

#[test]
fn a_client_is_compared_with_the_specification_at_its_source() {
    let project = Project::new("diff-source");
    let url = serve(SHOP.replace(NOTE, "note: {type: string, maxLength: 100}"));
    let config = "[client.shop]\nspec = 'shop.yaml'\nout = 'shop'\n";
    project.write("fetchwright.toml", config);
    let (code, _, wrong) = project.fetchwright(&["diff", "shop"]);
    assert!(
        code == 2 && wrong.contains("client `shop` has no `source`"),
        "{wrong}"
    );
    project.write("fetchwright.toml", &format!("{config}source = '{url}'\n"));
    for arguments in [&["diff", "shop"][..], &["diff", "shop.yaml", &url]] {
        let (code, text, wrong) = project.fetchwright(arguments);
        assert!(
            code == 3 && text.contains("compiles, but fails [limit-tightened]"),
            "{text}{wrong}"
        );
        assert!(text.contains("shop.yaml:"), "{text}");
    }
    let (code, _, wrong) =
        project.fetchwright(&["diff", "shop.yaml", "http://127.0.0.1:1/shop.yaml"]);
    assert!(
        code == 1 && wrong.contains("http://127.0.0.1:1/shop.yaml"),
        "{wrong}"
    );
}
