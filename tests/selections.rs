//! What a selection writes, and where it stops.

use fetchwright::config::Job;
use fetchwright::settings::{Selector, Settings};
use fetchwright::source::Input;

/// The types that are written.
fn types(include: &[&str], exclude: &[&str]) -> String {
    let parse = |texts: &[&str]| texts.iter().map(|text| Selector::parse(text)).collect();
    let settings = Settings {
        include: parse(include),
        exclude: parse(exclude),
        ..Settings::default()
    };
    let path = format!(
        "{}/specs/selections/expandable.yaml",
        env!("CARGO_MANIFEST_DIR")
    );
    let outcome = Job::new(Input::Path(path.into()), settings).run();
    assert!(
        outcome.diagnostics.all().is_empty(),
        "{}",
        outcome.drawn(false)
    );
    outcome
        .files
        .unwrap()
        .into_iter()
        .find(|file| file.path == "src/types.rs")
        .unwrap()
        .contents
}

fn has(types: &str, parts: &[&str], not: &[&str]) {
    for part in parts {
        assert!(types.contains(part), "{part} is not in\n{types}");
    }
    for part in not {
        assert!(!types.contains(part), "{part} is in\n{types}");
    }
}

#[test]
fn a_selection_stops_at_expandable_references() {
    let written = types(&["getOrder"], &[]);
    let cut = [
        "customer: Option<Expandable<Json>>",
        "items: Option<Vec<Json>>",
        "payment: Option<Json>",
    ];
    has(
        &written,
        &cut,
        &[
            "struct Customer",
            "struct Item",
            "struct Payment",
            "struct Address",
        ],
    );
    has(
        &written,
        &["shipping: Option<Shipping>", "struct Shipping"],
        &[],
    );
}

#[test]
fn what_another_operation_wants_is_typed() {
    has(
        &types(&["getOrder", "getCustomer"], &[]),
        &["Expandable<Customer>", "struct Address"],
        &["struct Item"],
    );
}

#[test]
fn a_whole_specification_has_all_types() {
    has(
        &types(&[], &[]),
        &[
            "Expandable<Customer>",
            "Vec<Item>",
            "payment: Option<Payment>",
        ],
        &[],
    );
}

#[test]
fn a_component_is_brought_in_or_left_out_by_name() {
    has(
        &types(&["getOrder", "schema:item"], &[]),
        &["items: Option<Vec<Item>>", "struct Item"],
        &["struct Customer"],
    );
    // Nothing refers to it with its type, but raw JSON can be decoded as it.
    has(
        &types(&["getCustomer", "schema:payment"], &[]),
        &["struct Payment"],
        &[],
    );
    has(
        &types(&[], &["schema:address"]),
        &["address: Option<Json>", "Expandable<Customer>"],
        &["struct Address"],
    );
}

#[test]
fn a_component_that_is_not_there_is_reported() {
    let settings = Settings {
        exclude: vec![Selector::parse("schema:adress")],
        ..Settings::default()
    };
    let path = format!(
        "{}/specs/selections/expandable.yaml",
        env!("CARGO_MANIFEST_DIR")
    );
    let outcome = Job::new(Input::Path(path.into()), settings).run();
    let reported = outcome.drawn(false);
    assert!(
        reported.contains("`schema:adress` selects no component"),
        "{reported}"
    );
    assert!(
        reported.contains("did you mean `schema:address`"),
        "{reported}"
    );
}

/// A specification with a webhook, an event that a rule names, and two operations.
const WEBHOOKS: &str = r#"
openapi: 3.1.0
info: {title: Mini, version: '1'}
servers: [{url: 'https://api.example.com'}]
x-fetchwright:
  webhooks: {scheme: stripe, object: /data/object, events: {thing.made: thing, part.made: part}}
paths:
  /things: {get: {operationId: listThings, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/thing'}}}}}}}
  /others: {get: {operationId: listOthers, responses: {'204': {description: ok}}}}
webhooks:
  order-paid: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/order'}}}}, responses: {'200': {description: ok}}}}
components:
  schemas:
    thing: {type: object, properties: {id: {type: string}}}
    part: {type: object, properties: {id: {type: string}}}
    order: {type: object, properties: {id: {type: string}}}
"#;

/// The variants of `webhooks::Event`, and what was found.
fn events(spec: &str, include: &[&str], exclude: &[&str]) -> (Vec<String>, String) {
    let parse = |texts: &[&str]| texts.iter().map(|text| Selector::parse(text)).collect();
    let settings = Settings {
        include: parse(include),
        exclude: parse(exclude),
        ..Settings::default()
    };
    let name = format!(
        "fetchwright-events-{}-{:?}.yaml",
        std::process::id(),
        std::thread::current().id()
    );
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, spec).unwrap();
    let outcome = Job::new(Input::Path(path.clone()), settings).run();
    std::fs::remove_file(&path).unwrap();
    let reported = outcome.drawn(false);
    let files = outcome.files.unwrap_or_default();
    let module = files.iter().find(|file| file.path == "src/webhooks.rs");
    let text = module
        .map(|file| file.contents.as_str())
        .unwrap_or_default();
    let names = ["ThingMade", "PartMade", "OrderPaid"];
    let has = |name: &&&str| text.contains(&format!("    {name}("));
    let found = names.iter().filter(has).map(|name| (*name).to_owned());
    let mut found: Vec<String> = found.collect();
    if module.is_some() {
        found.insert(0, "webhooks".to_owned());
    }
    (found, reported)
}

#[test]
fn a_selection_of_operations_keeps_webhooks() {
    let of = |include: &[&str], exclude: &[&str]| events(WEBHOOKS, include, exclude).0;
    let all = ["webhooks", "ThingMade", "PartMade", "OrderPaid"];
    assert_eq!(of(&[], &[]), all);
    assert_eq!(of(&["GET /others"], &[]), all);
    assert_eq!(of(&["GET /things"], &[]), all);
    assert_eq!(
        of(&["listOthers"], &["event:*.made"]),
        ["webhooks", "OrderPaid"]
    );
}

#[test]
fn events_are_selected_by_name() {
    let of = |include: &[&str]| events(WEBHOOKS, include, &[]).0;
    assert_eq!(
        of(&["GET /others", "event:thing.made"]),
        ["webhooks", "ThingMade"]
    );
    assert_eq!(of(&["event:*.made"]), ["webhooks", "ThingMade", "PartMade"]);
    assert_eq!(
        of(&["GET /others", "event:order.paid"]),
        ["webhooks", "OrderPaid"]
    );
    assert_eq!(
        of(&["GET /others", "order-paid"]),
        ["webhooks", "OrderPaid"]
    );
    let (_, reported) = events(WEBHOOKS, &["event:thing.mad"], &[]);
    assert!(
        reported.contains("`event:thing.mad` selects no event"),
        "{reported}"
    );
    assert!(
        reported.contains("did you mean `event:thing.made`"),
        "{reported}"
    );
}

/// So it is where a provider file knows how deliveries are signed and the specification declares nothing: the events of all
/// components would bring most types of a large API.
#[test]
fn with_select_reached_a_selection_keeps_the_events_that_hold_what_it_reaches() {
    let spec = WEBHOOKS.replace("{scheme: stripe,", "{scheme: stripe, select: reached,");
    let of = |include: &[&str]| events(&spec, include, &[]).0;
    assert_eq!(of(&[]), ["webhooks", "ThingMade", "PartMade", "OrderPaid"]);
    assert_eq!(of(&["GET /others"]), ["webhooks"]);
    assert_eq!(of(&["GET /things"]), ["webhooks", "ThingMade"]);
    assert_eq!(
        of(&["GET /things", "event:part.*"]),
        ["webhooks", "PartMade"]
    );
}

#[test]
fn the_sample_keeps_its_webhooks() {
    let files = |include: &[&str]| {
        let include = include.iter().map(|text| Selector::parse(text)).collect();
        let path = format!("{}/specs/stripe.yaml", env!("CARGO_MANIFEST_DIR"));
        let settings = Settings {
            include,
            ..Settings::default()
        };
        Job::new(Input::Path(path.into()), settings)
            .run()
            .files
            .unwrap()
    };
    let webhooks = |files: &[fetchwright::output::File]| {
        files.iter().filter(|f| f.path.contains("webhooks")).count()
    };
    assert!(webhooks(&files(&[])) > 1);
    assert!(webhooks(&files(&["POST /v1/customers"])) > 1);
    assert!(webhooks(&files(&["POST /v1/customers", "tag:Webhooks"])) > 1);
}

/// From the schema of a list, which calls its own items expandable: the items that were asked for are typed, and the call has
/// `items()`. What lies behind expandable fields of an item is left out.
#[test]
fn the_items_of_a_list_that_was_asked_for_are_typed() {
    let settings = Settings {
        include: vec![Selector::parse("GET /v1/orders")],
        ..Settings::default()
    };
    let path = format!("{}/specs/selections/lists.yaml", env!("CARGO_MANIFEST_DIR"));
    let outcome = Job::new(Input::Path(path.into()), settings).run();
    let files = outcome.files.unwrap();
    let text = |name: &str| {
        &files
            .iter()
            .find(|file| file.path == name)
            .unwrap()
            .contents
    };
    let types = text("src/types.rs");
    has(
        types,
        &[
            "data: Vec<Order>",
            "buyer: Option<Expandable<Json>>",
            "data: Option<Vec<Json>>",
            "data: Option<Vec<Line>>",
            "pub struct Line",
        ],
        &["struct Buyer", "struct Parcel ", "data: Vec<Json>"],
    );
    let operations = text("src/operations/orders.rs");
    assert!(operations.contains("Paged<Order>"), "{operations}");
}
