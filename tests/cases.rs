//! Small specifications that failed once, each with the correct outcome, as far as generated code shows it.
//!
//! The specifications are not in this repository: `FETCHWRIGHT_CASES` names their folder, else `../shared/cases`. Without it the
//! tests are skipped. `AT_RUN_TIME` lists the tests of what a client does at run time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fetchwright::config::Job;
use fetchwright::settings::{Layout, Selector, Settings};
use fetchwright::source::Input;

/// One case: its specification, and parts that its client must and must not contain. `include` selects operations.
struct Case {
    path: &'static str,
    include: &'static [&'static str],
    has: &'static [&'static str],
    not: &'static [&'static str],
    /// Parts of the warnings. Without any there must be no warning.
    warned: &'static [&'static str],
}

const fn case(path: &'static str, has: &'static [&'static str]) -> Case {
    Case {
        path,
        include: &[],
        has,
        not: &[],
        warned: &[],
    }
}

impl Case {
    const fn include(self, include: &'static [&'static str]) -> Case {
        Case { include, ..self }
    }

    const fn not(self, not: &'static [&'static str]) -> Case {
        Case { not, ..self }
    }

    const fn warned(self, warned: &'static [&'static str]) -> Case {
        Case { warned, ..self }
    }
}

/// White space in a part matches any white space, so that line breaks do not count.
const CASES: &[Case] = &[
    case(
        "01-deepobject.yaml",
        &[
            r#"filter = query("filter", deep_object), free = query("free", deep_object), map = query("map", deep_object), include = query("include", deep_object)"#,
            "pub free: Option<BTreeMap<String, Json>>",
            "pub map: Option<BTreeMap<String, i64>>",
            "pub or: Option<Vec<FilterOrItem>>",
        ],
    ),
    case(
        "02-query-objects.yaml",
        &[
            r#"flat = query("flat", form)"#,
            r#"piped = query("piped", pipe_delimited)"#,
            r#"spaced = query("spaced", space_delimited)"#,
            r#"csv = query("csv", form), multi, ids = query("ids[]"), filter = query("$filter"), a_b = query("a.b")"#,
            r#"pipes = query("pipes", pipe_delimited)"#,
            "pub extra: Option<BTreeMap<String, String>>",
            "Text = json(string), TextList = json(array)",
        ],
    ),
    case(
        "03-allow-reserved.yaml",
        &[r#"ids = query("ids", form_explode, reserved), list = query("list", form, reserved), plain,"#],
    ),
    case(
        "05-headers-cookies.yaml",
        &[
            r#"x_list = header("X-List"), x_obj = header("X-Obj"), x_obj_e = header("X-ObjE", explode), x_json = header("X-Json", json)"#,
            r#"sid = cookie("sid"), prefs = cookie("prefs"), obj = cookie("obj")"#,
            r#"CredentialLocation::Cookie("auth")"#,
            r#"CredentialLocation::Header("Authorization")"#,
        ],
    )
    .not(&["header(\"Accept\")", "header(\"Content-Type\")", "header(\"Authorization\")"]),
    case(
        "09-responses.yaml",
        &[
            "fn only_default(&self) -> Call<S>",
            "fn text_string(&self) -> Call<String>",
            "fn bin_no_schema(&self) -> Call<Bytes>",
            "fn redir(&self) -> Call<Redirect>",
            "fn no_content(&self) -> Call<()>",
            "fn head_it(&self) -> Call<()>",
            "fn bin64(&self) -> Call<Base64>",
            r#"accept("application/json, application/pdf;q=0.5")"#,
            r#"accept("application/vnd.x.v2+json; charset=utf-8")"#,
            "(400, error::<P>), (404, error::<Q>), (4, error::<Q>)",
        ],
    ),
    case(
        "12-enums.yaml",
        &[
            r#"Created = "created", MinusCreated = "-created", PlusCreated = "+created""#,
            r#"Plus1 = "+1", Minus1 = "-1", Laugh = "laugh""#,
            r#"Equal = "=", NotEqual = "!=", Tilde = "~", TildeEqual = "~=", Less = "<", LessEqual = "<=""#,
            r#"WDup { A = "a", B = "b" }"#,
            "WBig: i128 { Value9223372036854775808 = 9223372036854775808, Value1 = 1 }",
            "WNames { Off = 0, On = 1 }",
            "WNeg { Minus1 = -1, Value1 = 1, Value0 = 0 }",
            r#"AB = "a\"b", ABValue = "a\\b", ABValue2 = "a\nb", Empty = "{}", _0 = "{0}""#,
            "pub bo: Option<bool>",
        ],
    ),
    case(
        "13-numbers.yaml",
        &[
            "pub i: Option<i64>",
            "pub i32: Option<i32>",
            "pub u64: Option<u64>",
            "pub umax: Option<u64>",
            "pub big: Option<i128>",
            "pub n: Option<f64>",
            "pub nn: Nullable<f64>",
            "Text = json(string), Integer = json(integer)",
        ],
    ),
    case(
        "15-dynamic-ref.yaml",
        &[
            "pub struct PetPage { pub items: Vec<Pet>",
            "pub struct InlineResponse { pub items: Vec<Pet>",
            "pub kids: Option<Vec<Tree>>",
            "pub a: Option<Inner>, pub b: Option<Ided>, pub c: Option<Anchored>, pub d: Option<HolderQ>, pub e: Option<HolderListItem>",
        ],
    ),
    case(
        "16-formats.yaml",
        &[
            "pub b: Option<Base64>",
            "pub d: Option<NaiveDate>",
            "pub dt: Option<DateTime>",
            "pub dtn: Nullable<DateTime>",
            "pub idt: Option<i64>",
            "pub pw: Option<Secret>",
            "pub u: Option<Uuid>",
            "pub foo: Option<String>",
        ],
    ),
    case(
        "20-servers.yaml",
        &[
            r#"Operation::empty("GET", "/b").server("http://127.0.0.1:18099/pathlevel")"#,
            r#"Operation::empty("POST", "/b").server("http://127.0.0.1:18099/oplevel/")"#,
            r#"Operation::empty("GET", "/c").server("/relative")"#,
        ],
    )
    .warned(&["the server `/v3` does not name its host"]),
    case(
        "23-swagger2.yaml",
        &[
            r#"Api::new("t", "http://127.0.0.1:8080/v1")"#,
            r#"&[("csv", Style::Form), ("ids", Style::FormExplode)]"#,
            "pub files: Option<Vec<File>>",
            r#"("csv", Style::Form), ("pipes", Style::PipeDelimited), ("recipients[]", Style::FormExplode), ("ssv", Style::SpaceDelimited),"#,
            r#"ssv = query("ssv", space_delimited), tsv = query("tsv", tab_delimited), h = header("h", pipe_delimited)"#,
            r#"Dog = tag("petType": "Dog")"#,
        ],
    )
    .warned(&["a body and form fields exclude each other"]),
    case(
        "27-multipart-style.yaml",
        &[
            r#"("csv", Style::Form), ("deep", Style::DeepObject), ("multi", Style::FormExplode), ("pipes", Style::PipeDelimited),"#,
        ],
    ),
    case("28-tag-client.yaml", &["pub fn a(&self) -> Call<()>"]),
    case("28-tag-main.yaml", &["pub fn a(&self) -> Call<()>"]),
    case("28-tag-std.yaml", &["pub fn a(&self) -> Call<()>"]),
    case("29-bidi.yaml", &["Client of Café API, version 1.", r#"E = "e\u{202e}""#]),
    case(
        "30-tuples-arrays.yaml",
        &[
            "pub row: Option<Vec<Json>>",
            "WValue: Deserialize + Serialize { TextList = items(json(string)), IntegerList = items(json(integer)), }",
            "IntegerListList = items(json(array))",
            "WObjList = json(array), Object = json(object)",
            "Map = values(json(string)), MapValue = values(json(integer))",
            "pub n1: Option<Foo>, pub n2: Option<Foo>",
        ],
    ),
    case(
        "31-empty-bodies.yaml",
        &[
            "fn bytes(&self, body: impl Into<Body>) -> Call<()>",
            r#".text("text/plain", body)"#,
            "fn optional(&self, body: Option<&BTreeMap<String, Json>>) -> Call<()>",
            r#"x_json = header("X-Json", json)"#,
        ],
    ),
    case(
        "37-media-order.yaml",
        &[
            "fn img(&self, content_type: &str, body: impl Into<Body>)",
            r#".json_as("application/json; version=1.0", body)"#,
            r#"accept("application/vnd.acme.v2+json")"#,
            r#"accept("application/vnd.acme.v1+json, application/vnd.acme.v2+json;q=0.5")"#,
            r#"accept("text/csv")"#,
        ],
    ),
    case(
        "38-json-params.yaml",
        &[
            ".path_as(Style::Json, filter)",
            r#"api_arg = header("Api-Arg", json), api_list = header("Api-List", json), api_str = header("Api-Str", json), ck = cookie("ck", json), qs = query("qs", json), qo = query("qo", json)"#,
        ],
    ),
    case(
        "39-path-templates.yaml",
        &[
            r#"fn twice(&self, id: &str) -> Call<()> { self.call(Operation::empty("GET", "/a/{id}/b/{id}")) .path(id) }"#,
            "fn dash(&self, user_id: &str, user_id_field: &str)",
            "fn re(&self, id: i64)",
            "fn plus(&self, path: &str)",
            "fn star(&self, path: &str)",
            r#"Operation::empty("GET", "//double//slash")"#,
        ],
    )
    .not(&["fn open(", "fn empty_var("])
    .warned(&[
        "the parameter `path` is taken for the variable `{+path}`",
        "the parameter `path` is taken for the variable `{path*}`",
        "the parameter `id` is taken for the variable `{id:[0-9]+}`",
        "braces that do not match",
    ]),
    case(
        "44-file-refs/root.yaml",
        &["Call<Pet>", "Call<Vec<Pet>>", "Call<Owner>", "Call<Vet>", "pub pet: Option<Pet>"],
    ),
    // The name of a type stays when other operations are left out.
    case("44-file-refs/root.yaml", &["fn get_animal(&self) -> Call<Pet>"]).include(&["getAnimal"]),
    case("50-doctest.yaml", &["fn get_x(", "fn get_y("]),
    case(
        "51-recursive-union.yaml",
        &["pub u: Option<Box<U>>", r#"U: Deserialize { A = tag("k": "a"), B = tag("k": "b") }"#],
    ),
    case(
        "52-get-body.yaml",
        &[r#"fn get_customers_customer(&self, id: &str) -> Call<GetCustomersCustomerResponse>"#],
    )
    .not(&[", body:", ".form("]),
    case("53-include-webhooks.yaml", &[r#"ThingMade(types::Thing) = "thing.made" at "/data/object""#])
        .include(&["GET /others"]),
    case("53-include-webhooks.yaml", &[r#"ThingMade(types::Thing) = "thing.made" at "/data/object""#])
        .include(&["GET /things"]),
    case(
        "54-no-content.yaml",
        &["fn patch_a(&self) -> Call<()>", "fn delete_b(&self) -> Call<Option<DeleteBResponse>>"],
    ),
    case("55-sampler.json", &["pub enum S0"]).warned(&["variants cannot be distinguished"]),
    case(
        "56-authorization-parameter.yaml",
        &[
            r#"CredentialLocation::Header("Authorization")"#,
            r#".accept("application/vnd.acme+json;version=2") .content_type("application/json")"#,
        ],
    )
    .not(&["header(\"Authorization\")"]),
    case(
        "57-drift.yaml",
        &["pub id: String, pub price: f64, pub count: i64,", "required: id, price, count;"],
    ),
    case(
        "58-ref-siblings.yaml",
        &[r#"open_enum! { GetAEmbed { Payment = "payment" } }"#, "pub embed: Option<GetAEmbed>"],
    )
    .warned(&["`schema` is next to the `$ref` of a parameter"]),
    case(
        "59-list-references.yaml",
        &[
            "Paged<Charge>",
            "pub data: Vec<Charge>",
            "pub customer: Option<Expandable<Json>>",
            r#"Pages::last_id("starting_after", "/id").more("/has_more"), "/data""#,
        ],
    )
    .not(&["pub struct Customer"])
    .include(&["GET /v1/charges"]),
    case(
        "60-required-beside-ref.yaml",
        &[
            "pub struct TaxCreateTax { pub name: String, pub rate: String, pub note: Option<String>, pub region: Option<String>, }",
        ],
    ),
    case("61-base-path.yaml", &[r#"Api::new("engine", "/v9")"#])
        .warned(&["the server `/v9` does not name its host"]),
    case("62-content-ref.yaml", &["fn create_card(&self) -> Call<Card>"])
        .warned(&["`content` is a `$ref`"]),
    case("63-dates.yaml", &["pub at: Option<DateTime>", "pub on: Option<NaiveDate>", "pub names: Vec<String>"]),
    case("64-null-tolerance.yaml", &["pub tags: Vec<String>", "pub props: Option<BTreeMap<String, String>>"]),
    // Variants with the same keys and types are one struct (see 72), so no text decides, and none is lost.
    case(
        "65-prose-tag.yaml",
        &[r#"TooMany = "TOO_MANY", TooFew = "TOO_FEW""#, "(422, error::<"],
    ),
    case("66-prose-tag2.yaml", &[r#"First = "first", Second = "second""#]),
    case("67-redirect.yaml", &["fn get_recording(&self, id: &str) -> Call<Redirect>", ".redirects()"]),
    case("68-relative-server.yaml", &[r#"Api::new("engine", "/api/v3")"#])
        .warned(&["the server `/api/v3` does not name its host"]),
    case(
        "69-required-default.yaml",
        &[
            r#"Operation::empty("GET", "/events") .defaults(&[ParameterDefault::Header("revision", "2026-07-15")]), )"#,
            r#".key_header("X-Idempotency-Key") .keyed(true)"#,
        ],
    ),
    case(
        "70-scheme-kinds.yaml",
        &[
            r#"Operation::empty("POST", "/open").security(&[&[]])"#,
            r#"Operation::empty("POST", "/mtls").security(&[&[]])"#,
            r#"Operation::empty("POST", "/hmac").security(&[&[]])"#,
            r#"Operation::empty("POST", "/hook"))"#,
            r#"Auth::of("key", CredentialLocation::Bearer, secret)"#,
        ],
    )
    .not(&["X-Sig"])
    .warned(&["`unauthenticated` of kind `none`", "`cert` of kind `mutualTLS`", "`hmac` of kind `hmac`"]),
    case(
        "71-shared-inline.yaml",
        &["fn create_task(&self, body: &CreateTask) -> Call<CreateTaskResponse", "pub struct AddAllowlistUser"],
    ),
    case(
        "72-union-dup.yaml",
        &[
            r#"items(has("team"))"#,
            r#"items(has("file"))"#,
            "items(json(string))",
            "items(json(integer))",
            r#"{ A = "A", B = "B" }"#,
        ],
    )
    .warned(&["2 of 2 variants cannot be distinguished"]),
    case("75-file-names/api.yaml", &["Call<PetPage>", "Call<PetObject>", "pub data: Option<Vec<PetObject>>"]),
    case("75-file-names/api31.yaml", &["Call<PetPage>", "Call<PetObject>", "pub data: Option<Vec<PetObject>>"]),
];

/// Cases whose outcome only a running client shows, and where it is tested.
const AT_RUN_TIME: &[(&str, &str)] = &[
    (
        "73-hal.yaml",
        "tests/providers.rs and tests-clients/tests/pages.rs",
    ),
    (
        "74-pages-rules.overlay.yaml",
        "tests-clients/tests/pages.rs",
    ),
    ("74-pages.json", "tests-clients/tests/pages.rs"),
];

fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("FETCHWRIGHT_CASES")
        .map_or_else(|| root.join("../shared/cases"), PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: there are no cases (set FETCHWRIGHT_CASES)");
        return None;
    }
    Some(folder)
}

/// Values for its schemas take work without end. With tests, an error names the place where the work is cut.
const TOO_MUCH_WITH_TESTS: &str = "55-sampler.json";

/// The client of a case, and its warnings.
fn generate(
    path: &Path,
    include: &[&str],
    layout: Layout,
    tests: bool,
) -> (Vec<(String, String)>, String) {
    let settings = Settings {
        include: include.iter().map(|text| Selector::parse(text)).collect(),
        layout,
        tests,
        ..Settings::default()
    };
    let outcome = Job::new(Input::Path(path.to_owned()), settings).run();
    let warnings = outcome.drawn(false);
    let is_counted = tests && path.ends_with(TOO_MUCH_WITH_TESTS);
    if is_counted && warnings.contains("error[too-large]") {
        assert!(
            warnings.contains("= at: /components/schemas/S"),
            "{warnings}"
        );
        return (Vec::new(), warnings);
    }
    let files = outcome
        .files
        .unwrap_or_else(|| panic!("{}: {warnings}", path.display()));
    let own = files
        .into_iter()
        .filter(|file| !file.path.contains("runtime/"));
    (
        own.map(|file| (file.path, file.contents)).collect(),
        warnings,
    )
}

/// A text with one space for each run of white space.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_case_has_its_outcome() {
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    for case in CASES {
        let (files, warnings) =
            generate(&folder.join(case.path), case.include, Layout::Module, false);
        let code: String = files
            .iter()
            .map(|(_, text)| in_one_line(text) + "\n")
            .collect();
        let mut report =
            |text: String| wrong.push(format!("{} {:?}: {text}", case.path, case.include));
        for part in case
            .has
            .iter()
            .filter(|part| !code.contains(&in_one_line(part)))
        {
            report(format!("`{part}` is missing"));
        }
        for part in case
            .not
            .iter()
            .filter(|part| code.contains(&in_one_line(part)))
        {
            report(format!("`{part}` is there"));
        }
        for part in case.warned.iter().filter(|part| !warnings.contains(**part)) {
            report(format!("no warning contains `{part}`:\n{warnings}"));
        }
        if case.warned.is_empty() && !warnings.is_empty() {
            report(format!("there are warnings:\n{warnings}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_case_is_forgotten() {
    let Some(folder) = folder() else { return };
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> = names
        .filter(|name| {
            name.starts_with(|first: char| first.is_ascii_digit()) && !name.ends_with(".md")
        })
        .collect();
    let known = CASES
        .iter()
        .map(|case| case.path.split('/').next().unwrap());
    let known = known.chain(AT_RUN_TIME.iter().map(|(name, _)| *name));
    let known: BTreeSet<String> = known.map(str::to_owned).collect();
    let missing: Vec<&String> = found.difference(&known).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The documentation comments of a file, as rustdoc joins them.
fn docs(code: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for line in code.lines().map(str::trim_start) {
        let text = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        match (text, found.last_mut()) {
            (Some(text), Some(last)) => {
                last.push_str(&format!("{}\n", text.strip_prefix(' ').unwrap_or(text)))
            }
            _ => found.push(String::new()),
        }
    }
    found
}

#[test]
fn with_tests_each_case_is_rust_without_code_in_its_docs() {
    use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
    let Some(folder) = folder() else { return };
    for case in CASES {
        let (files, _) = generate(&folder.join(case.path), case.include, Layout::Crate, true);
        assert!(
            files.is_empty() || files.iter().any(|(path, _)| path == "tests/wire/main.rs"),
            "{}",
            case.path
        );
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {path}: {error}", case.path));
            // Commands for tests and the example of the client itself are fetchwright's own.
            let docs = docs(text)
                .into_iter()
                .filter(|docs| path.starts_with("src/") && !docs.contains("Client::"));
            for docs in docs {
                for event in Parser::new(&docs) {
                    let is_code = match &event {
                        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                            &**info != "text"
                        }
                        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => true,
                        _ => false,
                    };
                    assert!(!is_code, "{}: {path}: {docs}", case.path);
                }
            }
        }
    }
}
