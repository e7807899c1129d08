//! What a user decides about types: constructors, names, traits, directions, and the manifest of the crate.

use std::path::Path;

use fetchwright::config::{Job, Outcome};
use fetchwright::output::Folder;
use fetchwright::settings::{Directions, Layout, Package, Settings};
use fetchwright::source::Input;

const SPEC: &str = r#"
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /orders:
    post:
      operationId: createOrder
      parameters:
        - {name: region, in: query, required: true, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewOrder'}}}
      responses:
        '200':
          description: Done.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
components:
  schemas:
    NewOrder:
      type: object
      required: [title]
      properties:
        title: {type: string}
        note: {type: string}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
    Line:
      type: object
      properties: {sku: {type: string}, count: {type: integer}}
    Order:
      type: object
      required: [id, total, state]
      properties:
        id: {type: string}
        total: {type: number}
        created: {type: integer}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
        state: {type: string, enum: [open, closed]}
        payment:
          oneOf: [{$ref: '#/components/schemas/CardPayment'}, {$ref: '#/components/schemas/BankPayment'}]
    CardPayment: {type: object, required: [card], properties: {card: {type: string}}}
    BankPayment: {type: object, required: [iban], properties: {iban: {type: string}}}
"#;

fn run(change: impl FnOnce(&mut Settings)) -> Outcome {
    let mut settings = Settings::default();
    change(&mut settings);
    let name = "shop.yaml".into();
    let bytes = SPEC.as_bytes().to_vec();
    Job::new(Input::Text { name, bytes }, settings).run()
}

fn file(outcome: &Outcome, path: &str) -> String {
    let mut files = outcome.files.iter().flatten();
    let found = files.find(|file| file.path.ends_with(path));
    found
        .unwrap_or_else(|| panic!("there is no {path}: {}", outcome.drawn(false)))
        .contents
        .clone()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(key, name): &(&str, &str)| ((*key).to_owned(), (*name).to_owned());
    all.iter().map(owned).collect()
}

/// Each type of a file with the lines from its derive to its table.
fn types(text: &str) -> Vec<(&str, &str)> {
    let starts: Vec<usize> = text.match_indices("#[derive(").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &text[*start..end]);
    let named = parts.filter_map(|part| {
        let (_, rest) = part.split_once("pub struct ")?;
        Some((rest.split([' ', ';']).next()?, part))
    });
    named.collect()
}

#[test]
fn only_types_without_required_fields_have_a_default() {
    let mut seen = [0, 0];
    for client in ["github", "openai", "resend", "sendgrid", "stripe"] {
        let path = format!("{}/generated/{client}", env!("CARGO_MANIFEST_DIR"));
        let text = types_of(Path::new(&path));
        for (name, part) in types(&text) {
            let derives = part.split_once(")]").unwrap().0;
            let has_required = part.contains("required: ");
            assert_eq!(
                derives.contains("Default"),
                !has_required,
                "{client}: {name}"
            );
            seen[usize::from(has_required)] += 1;
            let is_sent =
                part.contains(&format!("{name}: Serialize")) || part.contains("+ Serialize");
            assert_eq!(
                has_required && is_sent,
                part.contains("pub fn new("),
                "{client}: {name}"
            );
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}

/// The text of `types.rs`, wherever the layout has it.
fn types_of(folder: &Path) -> String {
    ["src/types.rs", "types.rs"]
        .iter()
        .find_map(|path| std::fs::read_to_string(folder.join(path)).ok())
        .unwrap_or_default()
}

#[test]
fn what_is_required_is_an_argument_of_new() {
    let outcome = run(|_| {});
    let types = file(&outcome, "types.rs");
    let new = "impl NewOrder {
    /// With what is required.
    pub fn new(title: impl Into<String>) -> Self {
        NewOrder {
            title: title.into(),
            ..Self::empty()
        }
    }
}";
    assert!(types.contains(new), "{types}");
    let params = file(&outcome, "params.rs");
    let new = "impl CreateOrderParams {
    /// With what is required.
    pub fn new(region: impl Into<String>) -> Self {
        CreateOrderParams {
            region: region.into(),
            page: None,
        }
    }
}";
    assert!(params.contains(new), "{params}");
    assert!(!params.contains("Default"), "{params}");
}

#[test]
fn variants_leave_out_the_words_that_all_share() {
    let types = file(&run(|_| {}), "types.rs");
    assert!(
        types.contains("    Card(Box<CardPayment>),\n    Bank(Box<BankPayment>),"),
        "{types}"
    );
}

#[test]
fn fields_and_variants_have_the_names_of_the_config() {
    let outcome = run(|settings| {
        settings.field_names = pairs(&[
            ("Order.created", "createdAt"),
            ("NewOrder.note", "type"),
            ("CreateOrderParams.page", "page_number"),
        ]);
        settings.variant_names = pairs(&[
            ("OrderState.open", "pending"),
            ("OrderPayment.Bank", "Iban"),
        ]);
    });
    let types = file(&outcome, "types.rs");
    for expected in [
        "pub created_at: Option<i64>",
        "created_at = \"created\"",
        "r#type = \"note\"",
        "Pending = \"open\"",
        "Iban(Box<BankPayment>)",
        "Iban = has(\"iban\")",
    ] {
        assert!(types.contains(expected), "{expected}: {types}");
    }
    let params = file(&outcome, "params.rs");
    assert!(params.contains("page_number = query(\"page\")"), "{params}");
    assert!(
        outcome.diagnostics.all().is_empty(),
        "{}",
        outcome.drawn(false)
    );
}

#[test]
fn a_name_for_nothing_is_a_warning_with_the_nearest() {
    for (change, message, help) in [
        (
            (|it: &mut Settings| it.operation_names = pairs(&[("createOrdr", "make")]))
                as fn(&mut Settings),
            "`names.operations` has a name for `createOrdr`, which this client does not have",
            Some("did you mean `createOrder`?"),
        ),
        (
            |it| it.type_names = pairs(&[("Ordr", "Purchase")]),
            "`names.types` has a name for `Ordr`, which this client does not have",
            Some("did you mean `Order`?"),
        ),
        (
            |it| it.field_names = pairs(&[("Order.creatd", "made")]),
            "`names.fields` has a name for `Order.creatd`, which this client does not have",
            Some("did you mean `Order.created`?"),
        ),
        (
            |it| it.variant_names = pairs(&[("OrderState.opn", "Pending")]),
            "`names.variants` has a name for `OrderState.opn`, which this client does not have",
            Some("did you mean `OrderState.open`?"),
        ),
        (
            |it| it.field_names = pairs(&[("Order.created", "id")]),
            "the name `id` is taken; `created` of `Order` is called `created`",
            Some("choose another one under `names` in the config"),
        ),
        (
            |it| it.type_names = pairs(&[("Line", "Order")]),
            "the name `Order` is taken; component `Line` is called `Line`",
            Some("choose another one under `names` in the config"),
        ),
        (
            |it| it.derives = vec![("Ordr".to_owned(), vec!["Hash".to_owned()])],
            "`derives` has traits for `Ordr`, and no type is called so",
            Some("did you mean `Order`?"),
        ),
        (
            |it| it.derives = vec![("Order".to_owned(), vec!["Eq".to_owned()])],
            "`Order` cannot derive `Eq`: not all that it holds has it",
            None,
        ),
    ] {
        let outcome = run(change);
        let found: Vec<_> = outcome.diagnostics.all().iter().collect();
        let [warning] = found.as_slice() else {
            panic!("{message}: {}", outcome.drawn(false))
        };
        assert_eq!(warning.message, message);
        assert_eq!(warning.help.as_deref(), help, "{message}");
        assert!(outcome.files.is_some(), "{message}");
    }
}

#[test]
fn traits_are_derived_where_they_can_be() {
    let derives = |all: &[(&str, &[&str])]| -> Vec<(String, Vec<String>)> {
        let owned = |(pattern, traits): &(&str, &[&str])| {
            let traits = traits.iter().map(|it| (*it).to_owned()).collect();
            ((*pattern).to_owned(), traits)
        };
        all.iter().map(owned).collect()
    };
    let outcome = run(|settings| {
        settings.derives = derives(&[
            ("*", &["Eq"]),
            ("New*", &["Hash"]),
            ("*Payment", &["my::Trait"]),
        ]);
    });
    let text = file(&outcome, "types.rs") + &file(&outcome, "params.rs");
    for (name, expected) in [
        // An `f64` is not `Eq`.
        ("Order", "Clone, Debug, PartialEq"),
        ("NewOrder", "Clone, Debug, PartialEq, Eq, Hash"),
        // It is in a `NewOrder`.
        ("Line", "Clone, Debug, Default, PartialEq, Eq, Hash"),
        ("CardPayment", "Clone, Debug, PartialEq, Eq, my::Trait"),
        ("CreateOrderParams", "Clone, Debug, PartialEq, Eq"),
    ] {
        let expected = format!("#[derive({expected})]\npub struct {name} {{");
        assert!(text.contains(&expected), "{expected}: {text}");
    }
    // What an enum has already it does not derive twice.
    let expected = "#[derive(Clone, Debug, PartialEq, Eq, my::Trait)]\npub enum OrderPayment {";
    assert!(text.contains(expected), "{text}");
    let expected =
        "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub enum OrderState {";
    assert!(text.contains(expected), "{text}");
    assert!(
        outcome.diagnostics.all().is_empty(),
        "{}",
        outcome.drawn(false)
    );
}

#[test]
fn every_type_is_read_and_written_if_the_config_states_so() {
    let directions = |outcome: &Outcome| {
        let types = file(outcome, "types.rs");
        let of = |name: &str| {
            let (_, rest) = types.split_once(&format!(" {name}: ")).unwrap();
            rest.split(" {").next().unwrap().to_owned()
        };
        ["NewOrder", "Order", "CardPayment", "OrderPayment"].map(of)
    };
    let used = directions(&run(|_| {}));
    assert_eq!(
        used,
        ["Serialize", "Deserialize", "Deserialize", "Deserialize"]
    );
    let both = directions(&run(|settings| settings.directions = Directions::Both));
    assert_eq!(both, ["Deserialize + Serialize"; 4]);
}

#[test]
fn the_manifest_has_what_the_config_and_a_person_state() {
    let folder = std::env::temp_dir().join(format!("fetchwright-manifest-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    let write = |change: fn(&mut Settings)| {
        let mut outcome = run(change);
        let place = Folder::owned(&folder);
        let changes = outcome.changes(&place).expect("the folder is ours");
        let (edits, is_done) = (
            outcome.diagnostics.all().len(),
            place.apply(&changes, &mut outcome.diagnostics),
        );
        assert!(is_done, "{}", outcome.drawn(false));
        assert_eq!(
            edits,
            0,
            "an edited manifest is no mistake: {}",
            outcome.drawn(false)
        );
        (
            changes.is_empty(),
            std::fs::read_to_string(folder.join("Cargo.toml")).unwrap(),
        )
    };
    let (_, first) = write(|_| {});
    assert!(
        first.contains("version = \"0.1.0\"\nedition = \"2024\"\nrust-version"),
        "{first}"
    );

    let edited = first
        .replace(
            "version = \"0.1.0\"\n",
            "version = \"0.3.0\"\nlicense = \"MIT\"\n",
        )
        .replace("[dependencies]\n", "[dependencies]\nschemars = \"1\"\n")
        + "\n[lints.rust]\nunused = \"allow\"\n";
    std::fs::write(folder.join("Cargo.toml"), &edited).unwrap();
    let (_, second) = write(|_| {});
    for kept in [
        "version = \"0.3.0\"\n",
        "license = \"MIT\"\n",
        "schemars = \"1\"\n",
        "[lints.rust]\nunused = \"allow\"\n",
    ] {
        assert!(second.contains(kept), "{kept}: {second}");
    }
    let (is_same, third) = write(|_| {});
    assert_eq!(
        (is_same, &third),
        (true, &second),
        "generating again changes nothing"
    );

    let (_, chosen) = write(|settings| {
        settings.package = Package {
            version: Some("1.0.0".to_owned()),
            license: Some("Apache-2.0".to_owned()),
            publish: Some(false),
            ..Package::default()
        };
    });
    for line in [
        "version = \"1.0.0\" # from the config\n",
        "license = \"Apache-2.0\" # from the config\n",
        "publish = false # from the config\n",
        "schemars = \"1\"\n",
    ] {
        assert!(chosen.contains(line), "{line}: {chosen}");
    }
    assert!(
        !chosen.contains("0.3.0") && !chosen.contains("MIT"),
        "{chosen}"
    );
    drop(std::fs::remove_dir_all(&folder));
}

#[test]
fn a_client_in_a_module_needs_no_manifest() {
    let outcome = run(|settings| settings.layout = Layout::Module);
    let files = outcome.files.as_deref().unwrap_or_default();
    assert!(files.iter().any(|file| file.path == "types.rs"));
    assert!(files.iter().all(|file| file.path != "Cargo.toml"));
}

/// A trait of another crate is derived by types that hold no type of the runtime, and what it makes of them is right.
/// `cargo test --test types -- --ignored` compiles a crate with schemars.
#[test]
#[ignore = "compiles a crate with schemars"]
fn a_derive_of_another_crate_compiles() {
    let outcome = run(|settings| {
        let traits = vec!["schemars::JsonSchema".to_owned()];
        settings.derives = vec![("NewOrder".to_owned(), traits)];
    });
    let folder = std::env::temp_dir().join(format!("fetchwright-derive-{}", std::process::id()));
    for file in outcome.files.iter().flatten() {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = file
            .contents
            .replace("[dependencies]\n", "[dependencies]\nschemars = \"1\"\n");
        std::fs::write(path, text).unwrap();
    }
    let test = r#"
#[test]
fn the_schema_has_the_fields() {
    let schema = schemars::schema_for!(shop::types::NewOrder);
    let schema = schema.as_value();
    assert_eq!(schema["required"], serde_json::json!(["title"]));
    assert_eq!(schema["$defs"]["Line"]["properties"]["sku"]["type"][0], "string");
}
"#;
    std::fs::create_dir_all(folder.join("tests")).unwrap();
    std::fs::write(folder.join("tests/schema.rs"), test).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("derives");
    let tested = std::process::Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--test", "schema"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&tested.stderr);
    assert!(tested.status.success(), "{}: {stderr}", folder.display());
    std::fs::remove_dir_all(folder).unwrap();
}
