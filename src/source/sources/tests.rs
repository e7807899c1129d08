use super::*;

fn load(name: &str, text: &str) -> (Sources, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let input = Input::Text {
        name: name.into(),
        bytes: text.as_bytes().to_vec(),
    };
    (Sources::load(input, &mut diagnostics), diagnostics)
}

/// A folder with files, gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[(&str, &str)]) -> Folder {
        let folder =
            std::env::temp_dir().join(format!("fetchwright-sources-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Folder(folder)
    }

    fn load(&self, path: &str) -> (Sources, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        (
            Sources::load(Input::Path(self.0.join(path)), &mut diagnostics),
            diagnostics,
        )
    }

    fn load_below(&self, path: &str, root: &str) -> (Sources, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let input = Input::PathWithRoots {
            path: self.0.join(path),
            roots: vec![self.0.join(root)],
        };
        (Sources::load(input, &mut diagnostics), diagnostics)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_format_is_seen() {
    assert!(load("<stdin>", " {\"a\": 1}").0.root().is_some());
    assert!(load("<stdin>", "a: 1").0.root().is_some());
    assert!(
        load("x.json", "a: 1").0.root().is_none(),
        "JSON is never read as YAML"
    );
    assert!(
        load("x.yaml", "{a: 1}").0.root().is_some(),
        "YAML in braces"
    );
    let (sources, diagnostics) = load("x.yaml", "{\"a\": 1, \"a\": 2}");
    assert!(sources.root().is_none());
    assert_eq!(diagnostics.all()[0].code, Code::DuplicateKey);
}

#[test]
fn references_inside_of_one_file() {
    let (sources, _) = load("x.json", r#"{"a": {"b/c d": [1, {"~": 2}]}, "100%": 3}"#);
    let number = |reference: &str| {
        sources
            .follow(reference, FileId(0))
            .ok()
            .and_then(Node::as_i64)
    };
    assert_eq!(number("#/a/b~1c%20d/0"), Some(1));
    assert_eq!(number("#/a/b~1c d/1/~0"), Some(2));
    assert_eq!(number("#/100%"), Some(3));
    assert!(
        sources
            .follow("#", FileId(0))
            .unwrap()
            .as_object()
            .is_some()
    );
    match sources.follow("#/a/missing/x", FileId(0)).unwrap_err() {
        FollowError::Missing { last, .. } => assert_eq!(last, "/a"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        sources.follow("#name", FileId(0)),
        Err(FollowError::Missing { .. })
    ));
    assert!(matches!(
        sources.follow("http://x/y.json#/a", FileId(0)),
        Err(FollowError::Remote { .. })
    ));
    assert!(matches!(
        sources.follow("x.yaml", FileId(0)),
        Err(FollowError::Unreadable { .. })
    ));
}

#[test]
fn references_across_files() {
    let folder = Folder::with(
        "across",
        &[
            (
                "api/root.yaml",
                "a:\n  $ref: ../shared/x.yaml#/x\nb: {$ref: './more%20of.json'}\nc: {$ref: /etc/passwd}\nd: {$ref: gone.yaml}\ne: {$ref: bad.json}\n",
            ),
            ("shared/x.yaml", "x: {$ref: ../api/root.yaml#/a}\ny: 1\n"),
            ("api/more of.json", "[1]"),
            ("api/bad.json", "[1,]"),
        ],
    );
    let (sources, diagnostics) = folder.load_below("api/root.yaml", "shared");
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    let from = FileId(0);
    let x = sources.follow("../shared/x.yaml#/x", from).unwrap();
    let back = x.get("$ref").unwrap();
    let a = sources
        .follow(back.as_str().unwrap(), back.span.file)
        .unwrap();
    assert_eq!(a.span.file, from, "the root is not read twice");
    assert!(
        sources
            .follow("./more%20of.json", from)
            .unwrap()
            .as_array()
            .is_some()
    );
    assert!(sources.follow("../shared/x.yaml#/y", from).is_ok());
    assert!(matches!(
        sources.follow("/etc/passwd", from),
        Err(FollowError::Unreadable { .. })
    ));
    assert!(matches!(
        sources.follow("gone.yaml", from),
        Err(FollowError::Unreadable { .. })
    ));
    match sources.follow("bad.json", from).unwrap_err() {
        FollowError::Broken(diagnostic) => {
            let position = sources.position(diagnostic.span.unwrap());
            assert!(position.file.ends_with("bad.json"));
            assert_eq!(position.column, 4);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(sources.paths().count(), 4);
}

#[test]
fn a_pointer_leads_to_a_place() {
    let text = "paths:\n  /a/{b}:\n    get:\n      tags: [x, y]\n";
    let (sources, _) = load("x.yaml", text);
    let at = |part: &str| {
        let start = text.find(part).unwrap() as u32;
        Span {
            file: FileId(0),
            start,
            end: start + part.len() as u32,
        }
    };
    assert_eq!(sources.pointer(at("y]")), "/paths/~1a~1{b}/get/tags");
    assert_eq!(sources.pointer(at("y")), "/paths/~1a~1{b}/get/tags/1");
    assert_eq!(sources.pointer(at("get")), "/paths/~1a~1{b}/get");
    assert_eq!(
        sources.position(at("get")),
        Position {
            file: "x.yaml",
            line: 3,
            column: 5
        }
    );
}

#[test]
fn bounds_hold() {
    let limits = Limits {
        file_bytes: 10,
        ..Limits::default()
    };
    let mut diagnostics = Diagnostics::default();
    let input = Input::Text {
        name: "x".into(),
        bytes: vec![b' '; 11],
    };
    let sources = Sources::load_within(input, Format::Specification, limits, &mut diagnostics);
    assert!(sources.root().is_none());
    assert_eq!(diagnostics.all()[0].code, Code::TooLarge);
    let (_, diagnostics) = Folder::with("none", &[("a/b", "")]).load("a");
    assert_eq!(
        diagnostics.all()[0].code,
        Code::Unreadable,
        "a folder is not a file"
    );
}

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("FETCHWRIGHT_CORPUS")
        .map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    if !corpus.is_dir() {
        println!("skipped: no corpus at {}", corpus.display());
        return None;
    }
    Some(corpus)
}

/// The tree without its places.
fn plain(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(text) => text.parse::<f64>().unwrap().to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(plain).collect::<Vec<_>>().join(",")
        ),
        Value::Object(object) => {
            let mut entries: Vec<_> = object
                .entries()
                .iter()
                .map(|entry| (&entry.key, plain(&entry.node)))
                .collect();
            entries.sort();
            entries
                .iter()
                .map(|(key, text)| format!("{{{key}={text}}}"))
                .collect()
        }
    }
}

#[test]
fn yaml_and_json_of_the_corpus_state_the_same() {
    let Some(corpus) = corpus() else { return };
    for entry in std::fs::read_dir(corpus.join("yaml")).unwrap() {
        let yaml = entry.unwrap().path();
        let json = corpus
            .join("apis-guru")
            .join(yaml.with_extension("json").file_name().unwrap());
        let mut diagnostics = Diagnostics::default();
        let yaml = Sources::load(Input::Path(yaml), &mut diagnostics);
        let json = Sources::load(Input::Path(json), &mut diagnostics);
        assert!(
            !diagnostics.has_errors(),
            "{}: {:?}",
            yaml.name(FileId(0)),
            diagnostics.all()
        );
        let (yaml_text, json_text) = (plain(yaml.root().unwrap()), plain(json.root().unwrap()));
        let differs = yaml_text
            .chars()
            .zip(json_text.chars())
            .position(|(one, other)| one != other)
            .unwrap_or(0);
        let around = |text: &str| {
            text.chars()
                .skip(differs.saturating_sub(60))
                .take(120)
                .collect::<String>()
        };
        assert!(
            yaml_text == json_text,
            "{}\n{}\n{}",
            yaml.name(FileId(0)),
            around(&yaml_text),
            around(&json_text)
        );
    }
}

#[test]
fn a_specification_of_thousands_of_files() {
    let Some(corpus) = corpus() else { return };
    let root = corpus.join("vendor/digitalocean/specification/DigitalOcean-public.v2.yaml");
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(Input::Path(root), &mut diagnostics);
    assert!(diagnostics.all().is_empty(), "{:?}", diagnostics.all());
    assert!(
        sources.paths().count() > 1_000,
        "{}",
        sources.paths().count()
    );
    let mut dead = Vec::new();
    for file in (0..).map(FileId).take(sources.files.len()) {
        follow_all(
            &sources,
            sources.file(file).unwrap().root.as_ref().unwrap(),
            &mut dead,
        );
    }
    assert!(dead.len() < 20, "{dead:#?}");
}

fn follow_all(sources: &Sources, node: &Node, dead: &mut Vec<String>) {
    if let Some(reference) = node.get("$ref").and_then(Node::as_str)
        && let Err(error) = sources.follow(reference, node.span.file)
    {
        dead.push(format!("{}: {error:?}", sources.name(node.span.file)));
    }
    match &node.value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| follow_all(sources, item, dead)),
        Value::Object(object) => object
            .entries()
            .iter()
            .for_each(|entry| follow_all(sources, &entry.node, dead)),
        _ => {}
    }
}

#[test]
fn a_reference_reads_only_below_the_roots() {
    let folder = Folder::with(
        "roots",
        &[
            (
                "api/root.yaml",
                "a: {$ref: ../secret.yaml#/x}\nb: {$ref: in/more.yaml#/c}\nd: {$ref: in/../../secret.yaml}\ne: {$ref: ../absent.yaml}\nf: {$ref: link.yaml}\n",
            ),
            (
                "api/in/more.yaml",
                "c: {$ref: ../root.yaml#/b}\nd: {$ref: ../../secret.yaml}\n",
            ),
            ("secret.yaml", "x: 1\n"),
        ],
    );
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.0.join("secret.yaml"), folder.0.join("api/link.yaml"))
        .unwrap();
    let (sources, _) = folder.load("api/root.yaml");
    assert_eq!(
        sources.paths().count(),
        2,
        "{:?}",
        sources.paths().collect::<Vec<_>>()
    );
    let refused = |reference: &str, from: u32| match sources.follow(reference, FileId(from)) {
        Err(FollowError::Unreadable { reason, .. }) => reason,
        other => panic!("{reference}: {other:?}"),
    };
    let mut references = vec![
        ("../secret.yaml#/x", 0),
        ("in/../../secret.yaml", 0),
        ("../absent.yaml", 0),
        ("../../secret.yaml", 1),
    ];
    if cfg!(unix) {
        references.push(("link.yaml", 0));
    }
    for (reference, from) in references {
        let reason = refused(reference, from);
        assert!(
            reason.contains("outside of the folder"),
            "{reference}: {reason}"
        );
    }
    let (sources, _) = folder.load_below("api/root.yaml", ".");
    assert!(sources.follow("../secret.yaml#/x", FileId(0)).is_ok());
}

/// A `$ref` can name any file below the root; what is no part of a specification is not shown.
#[test]
fn lines_of_other_files_are_not_shown() {
    let folder = Folder::with(
        "shown",
        &[
            (
                "api.yaml",
                "a: {$ref: .env}\nb: {$ref: secrets.json#/token}\nc: {$ref: pet.yaml}\nd: {$ref: broken.txt}\n",
            ),
            (".env", "KEY: hunter2\n"),
            ("secrets.json", "{\"token\": \"hunter2\"}"),
            ("pet.yaml", "type: object\nproperties: {a: 1}\n"),
            ("broken.txt", "password=hunter2: [\n"),
        ],
    );
    let (sources, _) = folder.load("api.yaml");
    let shown: Vec<(String, bool)> = (0..5)
        .map(|id| {
            let name = sources
                .name(FileId(id))
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or_default();
            (name.to_owned(), sources.shows_lines(FileId(id)))
        })
        .collect();
    let expected = [
        ("api.yaml", true),
        (".env", false),
        ("broken.txt", false),
        ("pet.yaml", true),
        ("secrets.json", false),
    ];
    assert_eq!(
        shown,
        expected.map(|(name, shown)| (name.to_owned(), shown))
    );
    for id in [1, 2, 4] {
        let span = Span {
            file: FileId(id),
            start: 0,
            end: 3,
        };
        let drawn = crate::diagnostics::draw::human(
            &Diagnostic::error(Code::WrongType, "x").at(span),
            Some(&sources),
            false,
        );
        assert!(
            !drawn.contains("hunter2") && drawn.contains(":1:1"),
            "{drawn}"
        );
    }
}
