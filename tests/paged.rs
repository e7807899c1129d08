//! Pagination over real specifications: the committed table of operations that should be paged against what the generator finds.
//!
//! The table, `tests/paged-operations.tsv`, was made by reading the specifications, not with the generator. It states how each
//! list is paged. Found with another style, parameter or place counts as wrong.
//!
//! It needs real specifications (`FETCHWRIGHT_CORPUS`, else `../shared/corpus`) and is skipped without them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fetchwright::diagnostics::Diagnostics;
use fetchwright::ir::{NextPage, Pages};
use fetchwright::providers::{self, Choice};
use fetchwright::settings::Settings;
use fetchwright::source::Input;
use fetchwright::{document, ir, resolve};

/// Of the operations in the table, so many must have pages.
const GOAL: f64 = 0.95;

/// How an operation is paged: style, parameter, next, items.
type How = [String; 4];
/// Method and path.
type Operation = (String, String);

fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("FETCHWRIGHT_CORPUS")
        .map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// The table, by specification.
fn table() -> BTreeMap<String, BTreeMap<Operation, How>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/paged-operations.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut table: BTreeMap<String, BTreeMap<Operation, How>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t').map(str::to_owned);
        let mut next = || columns.next().unwrap_or_default();
        let (specification, method, path) = (next(), next(), next());
        let how = [next(), next(), next(), next()];
        table
            .entry(specification)
            .or_default()
            .insert((method, path), how);
    }
    table
}

/// What the generator finds.
fn found(path: &Path) -> BTreeMap<Operation, How> {
    let mut diagnostics = Diagnostics::default();
    let input = Input::Path(path.to_owned());
    let (sources, _) = providers::load(input, &Choice::Recognise, &[], &mut diagnostics);
    let settings = Settings::default();
    let document = document::read(&sources, &mut diagnostics).unwrap();
    let selection = resolve::select(&document, &settings, &mut diagnostics).unwrap();
    let api = ir::lower::lower(&selection, &settings, &mut diagnostics);
    let operations = api.operations.iter().filter_map(|operation| {
        let key = (operation.method.clone(), operation.path.clone());
        Some((key, how(operation.pages.as_ref()?)))
    });
    operations.collect()
}

fn how(pages: &Pages) -> How {
    let [style, parameter, next] = match &pages.next {
        NextPage::LastId { parameter, .. } => ["last-id", parameter, ""],
        NextPage::Token {
            parameter,
            in_body: false,
            at,
        } => ["token", parameter, at],
        NextPage::Token { parameter, at, .. } => {
            return [
                "token".to_owned(),
                format!("body:{parameter}"),
                at.clone(),
                pages.items.clone(),
            ];
        }
        NextPage::Url { at, .. } => ["url", "", at],
        NextPage::Link { .. } => ["link", "", ""],
        NextPage::Offset { parameter } => ["offset", parameter, ""],
        NextPage::Number { parameter, .. } => ["page", parameter, ""],
    };
    [style, parameter, next, &pages.items].map(str::to_owned)
}

/// Whether two ways are one: a URL or a `Link` needs no parameter, and a number may count from the first item or page.
fn is_same(listed: &How, found: &How) -> bool {
    let needs_parameter = !matches!(&*found[0], "url" | "link");
    let counts = |how: &How| matches!(&*how[0], "page" | "offset");
    (listed[0] == found[0] || counts(listed) && counts(found))
        && (!needs_parameter || listed[1] == found[1])
        && (counts(found) || listed[2] == found[2])
        && listed[3] == found[3]
}

#[test]
fn operations_of_real_specifications_have_pages() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: there are no real specifications (set FETCHWRIGHT_CORPUS)");
        return;
    };
    let (mut listed, mut paged) = (0, 0);
    let (mut report, mut wrong) = (String::new(), BTreeSet::new());
    for (specification, operations) in table() {
        let path = corpus.join(&specification);
        if !path.is_file() {
            continue;
        }
        let found = found(&path);
        let (mut here, mut missing) = (0, BTreeMap::new());
        for (operation, how) in &operations {
            match found.get(operation) {
                Some(found) if is_same(how, found) => here += 1,
                Some(found) => {
                    wrong.insert(format!(
                        "{specification} {operation:?}: {found:?}, not {how:?}"
                    ));
                }
                None => *missing.entry(how).or_insert(0) += 1,
            }
        }
        let unlisted = found
            .iter()
            .filter(|(operation, _)| !operations.contains_key(operation));
        for (operation, how) in unlisted {
            wrong.insert(format!(
                "{specification} {operation:?}: {how:?}, which is not in the table"
            ));
        }
        let _ = writeln!(
            report,
            "{here:4} of {:4}  {specification}  {missing:?}",
            operations.len()
        );
        listed += operations.len();
        paged += here;
    }
    let share = f64::from(paged) / listed as f64;
    println!("{report}{paged} of {listed} operations have pages ({share:.3})");
    for line in &wrong {
        println!("wrong: {line}");
    }
    assert!(share >= GOAL, "{paged} of {listed}\n{report}");
    assert!(wrong.is_empty(), "{} are wrong", wrong.len());
}
