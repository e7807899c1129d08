//! The names that real specifications get: lists to read, and what must not change them. Without a corpus
//! (`FETCHWRIGHT_CORPUS`, else `../shared/corpus`) each test reports that it is skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fetchwright::diagnostics::Diagnostics;
use fetchwright::ir::{Api, NameSource, Type, TypeId, TypeKind};
use fetchwright::settings::{OperationNaming, Selector, Settings};
use fetchwright::source::{Input, Sources};
use fetchwright::{document, ir, names, resolve};

/// The text of a specification of the corpus.
fn corpus(name: &str) -> Option<String> {
    let folder = std::env::var_os("FETCHWRIGHT_CORPUS")
        .map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        println!("skipped: there is no {name} in the corpus");
    }
    text
}

/// An API and its names.
struct Named {
    api: Api,
    names: names::Names,
}

/// Runs work on a stack as deep as `generate` has.
fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(256 << 20);
        worker.spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

fn named(text: &str, settings: &Settings) -> Named {
    deep(|| {
        let found = &mut Diagnostics::default();
        let input = Input::Text {
            name: if text.starts_with('{') {
                "api.json"
            } else {
                "api.yaml"
            }
            .into(),
            bytes: text.as_bytes().to_vec(),
        };
        let sources = Sources::load(input, found);
        let document = document::read(&sources, found).expect("it is a specification");
        let selection = resolve::select(&document, settings, found).expect("something is selected");
        let api = ir::lower::lower(&selection, settings, found);
        let names = names::assign(&api, settings, found);
        Named { api, names }
    })
}

impl Named {
    /// The name of each type by where it comes from.
    fn types(&self) -> BTreeMap<String, String> {
        let types = self.api.types.iter().map(|(id, def)| {
            let from = match &def.name {
                NameSource::Component(key) => key.clone(),
                NameSource::Inline { path, .. } => path.join("\u{1f}"),
            };
            (from, self.names.of(id).to_owned())
        });
        types.collect()
    }

    fn list(&self) -> String {
        let mut text = String::new();
        let operations = self.api.operations.iter().zip(&self.names.operations);
        let mut methods: Vec<String> = operations
            .map(|(operation, names)| {
                format!(
                    "{}::{}  {} {}\n",
                    names.module, names.method, operation.method, operation.path
                )
            })
            .collect();
        methods.sort();
        text.extend(methods);
        let types: BTreeSet<&str> = self
            .api
            .types
            .iter()
            .map(|(id, _)| self.names.of(id))
            .collect();
        text.push('\n');
        for name in types {
            text.push_str(name);
            text.push('\n');
        }
        text
    }

    /// Mentions of a type that is named after an operation outside of it and its types.
    fn unrelated(&self) -> Vec<String> {
        let mut found = Vec::new();
        let operations: BTreeSet<&String> = self
            .api
            .operations
            .iter()
            .map(|operation| &operation.name)
            .collect();
        let owner = |id: TypeId| match &self.api.types.get(id)?.name {
            NameSource::Inline { words, path }
                if words.first() == path.first() && operations.contains(&path[0]) =>
            {
                words.first().cloned()
            }
            _ => None,
        };
        let mut check = |place: &str, around: &[String], ty: &Type| {
            let mut ty = ty.clone();
            ty.each_named(&mut |id| {
                if let Some(owner) = owner(*id)
                    && !around.contains(&owner)
                {
                    found.push(format!("{place}: {}", self.names.of(*id)));
                }
            });
        };
        for (id, def) in self.api.types.iter() {
            // A shared type may only mention shared types and those that are named after it.
            let around = match &def.name {
                NameSource::Component(key) => vec![key.clone()],
                NameSource::Inline { words, path } => match words.first() == path.first() {
                    true => vec![path[0].clone()],
                    false => words.clone(),
                },
            };
            let name = self.names.of(id);
            match &def.kind {
                TypeKind::Object(object) => {
                    for field in &object.fields {
                        check(&format!("{name}.{}", field.wire), &around, &field.ty);
                    }
                }
                TypeKind::Union(union) => {
                    for variant in &union.variants {
                        check(name, &around, &variant.ty);
                    }
                }
                TypeKind::Alias(ty) => check(name, &around, ty),
                TypeKind::Enum(_) | TypeKind::Responses(_) => {}
            }
        }
        for operation in &self.api.operations {
            let around = [operation.name.clone()];
            let mut operation = operation.clone();
            let place = format!("{} {}", operation.method, operation.path);
            operation.each_named(&mut |id| check(&place, &around, &Type::Named(*id)));
        }
        found
    }
}

const READ: &[(&str, &str)] = &[
    ("stripe", "apis-guru/stripe.com.json"),
    ("openai", "vendor/openai.json"),
    ("github", "apis-guru/github.com__api.github.com.json"),
    ("sendgrid", "apis-guru/sendgrid.com.json"),
    ("asana", "vendor2/asana.yaml"),
];

#[test]
fn lists_to_read() {
    for (name, file) in READ {
        if let Some(text) = corpus(file) {
            insta::assert_snapshot!(
                format!("names_{name}"),
                named(&text, &Settings::default()).list()
            );
        }
    }
}

#[test]
fn no_type_is_named_after_another_place() {
    let more = [
        "apis-guru/mailchimp.com.json",
        "apis-guru/zoom.us.json",
        "apis-guru/telnyx.com.json",
        "apis-guru/meraki.com.json",
        "vendor2/paypal-orders.json",
        "vendor2/workos.yaml",
        "vendor2/box.json",
        "apis-guru/mist.com.json",
        "apis-guru/trello.com.json",
    ];
    for file in READ.iter().map(|(_, file)| *file).chain(more) {
        if let Some(text) = corpus(file) {
            let unrelated = named(&text, &Settings::default()).unrelated();
            assert_eq!(unrelated, Vec::<String>::new(), "{file}");
        }
    }
}

/// Types that have another name than before.
fn renamed(before: &Named, after: &Named) -> Vec<String> {
    let after = after.types();
    let is_other = |from: &String, name: &String| after.get(from).is_some_and(|now| now != name);
    let before = before.types().into_iter();
    before
        .filter(|(from, name)| is_other(from, name))
        .map(|(from, name)| format!("{name} is now {}", after[&from]))
        .collect()
}

#[test]
fn a_selection_has_the_names_of_the_whole() {
    for (file, operations) in [
        (
            "apis-guru/stripe.com.json",
            &[
                "PostCheckoutSessions",
                "GetCustomers",
                "PostRefunds",
                "PostPaymentIntents",
            ][..],
        ),
        (
            "apis-guru/sendgrid.com.json",
            &["POST_mail-send", "GET_user-account"][..],
        ),
        (
            "apis-guru/github.com__api.github.com.json",
            &["issues/create", "pulls/list", "repos/get"][..],
        ),
        (
            "apis-guru/mailchimp.com.json",
            &["getLists", "postListsIdMembers"][..],
        ),
    ] {
        let Some(text) = corpus(file) else { continue };
        let whole = named(&text, &Settings::default());
        for count in 1..=operations.len() {
            let settings = Settings {
                include: operations[..count]
                    .iter()
                    .map(|id| Selector::parse(id))
                    .collect(),
                ..Settings::default()
            };
            let selected = named(&text, &settings);
            assert!(!selected.types().is_empty());
            assert_eq!(
                renamed(&selected, &whole),
                Vec::<String>::new(),
                "{file} {count}"
            );
        }
    }
}

/// The specification as JSON, changed.
fn changed(text: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
    change(&mut value);
    value.to_string()
}

#[test]
fn a_new_optional_property_renames_no_other_type() {
    for (file, path) in [
        ("apis-guru/stripe.com.json", "/v1/checkout/sessions"),
        ("apis-guru/sendgrid.com.json", "/mail/send"),
        ("apis-guru/mailchimp.com.json", "/lists"),
    ] {
        let Some(text) = corpus(file) else { continue };
        let before = named(&text, &Settings::default());
        let text = changed(&text, |specification| {
            let body = &mut specification["paths"][path]["post"]["requestBody"]["content"];
            let body = match body.as_object_mut() {
                Some(content) => &mut content.values_mut().next().unwrap()["schema"],
                None => &mut specification["paths"][path]["post"]["parameters"][0]["schema"],
            };
            body["properties"]["fresh_note"] = serde_json::json!({"type": "string"});
        });
        let after = named(&text, &Settings::default());
        assert_eq!(renamed(&before, &after), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn a_new_operation_renames_no_type() {
    for file in [
        "apis-guru/stripe.com.json",
        "apis-guru/sendgrid.com.json",
        "apis-guru/mailchimp.com.json",
    ] {
        let Some(text) = corpus(file) else { continue };
        let before = named(&text, &Settings::default());
        let text = changed(&text, |specification| {
            let content = serde_json::json!({"application/json": {"schema": {"type": "object", "properties": {
                "fresh": {"type": "object", "properties": {"note": {"type": "string"}, "grade": {"type": "string", "enum": ["a", "b"]}}},
                "status": {"type": "string", "enum": ["fresh", "stale"]}
            }}}});
            specification["paths"]["/fresh/things"]["get"] = serde_json::json!({
                "operationId": "listFreshThings",
                "responses": {"200": {"description": "ok", "content": content}}
            });
        });
        let after = named(&text, &Settings::default());
        assert_eq!(renamed(&before, &after), Vec::<String>::new(), "{file}");
        assert_eq!(renamed(&after, &before), Vec::<String>::new(), "{file}");
    }
}

/// The unions of an API, and those of their variants that have a number for a name.
fn numbered_variants(api: &Named) -> (usize, Vec<String>) {
    let is_numbered = |name: &str| {
        let number = name.strip_prefix("Variant").unwrap_or_default();
        !number.is_empty() && number.bytes().all(|sign| sign.is_ascii_digit())
    };
    let mut count = 0;
    let mut numbered = Vec::new();
    for (id, def) in api.api.types.iter() {
        if matches!(def.kind, TypeKind::Union(_)) {
            let members = api.names.members(id);
            count += members.len();
            let found = members.iter().filter(|name| is_numbered(name));
            numbered.extend(found.map(|name| format!("{}::{name}", api.names.of(id))));
        }
    }
    (count, numbered)
}

/// How many variants of real specifications have a number. They are objects with the same keys, whose values are of other
/// types: GitHub's lists of labels, as texts and as objects, and what WorkOS's events say of one property.
const NUMBERED: &[(&str, usize)] = &[
    ("apis-guru/stripe.com.json", 0),
    ("apis-guru/sendgrid.com.json", 0),
    ("apis-guru/github.com__api.github.com.json", 5),
    ("vendor/openai.yaml", 0),
    ("vendor2/workos.yaml", 35),
    ("vendor2/asana.yaml", 0),
    ("vendor2/box.json", 0),
    ("vendor2/paypal-orders.json", 0),
    ("apis-guru/telnyx.com.json", 0),
];

#[test]
fn variants_are_named_by_what_distinguishes_them() {
    let mut more = Vec::new();
    for (file, most) in NUMBERED {
        let Some(text) = corpus(file) else { continue };
        let (count, numbered) = numbered_variants(&named(&text, &Settings::default()));
        println!("{file}: {} of {count}: {numbered:?}", numbered.len());
        if numbered.len() > *most {
            more.push(format!("{file}: {numbered:?}"));
        }
    }
    assert_eq!(more, Vec::<String>::new());
}

#[test]
fn the_messages_of_a_chat_are_named_by_their_role() {
    let Some(text) = corpus("vendor/openai.yaml") else {
        return;
    };
    let api = named(&text, &Settings::default());
    let members = |wanted: &str| {
        let types = api.api.types.iter().map(|(id, _)| id);
        let found = types.into_iter().find(|id| api.names.of(*id) == wanted);
        found
            .map(|id| api.names.members(id).to_vec())
            .unwrap_or_default()
    };
    assert_eq!(
        members("ChatCompletionRequestMessage"),
        [
            "Developer",
            "System",
            "User",
            "Assistant",
            "Tool",
            "Function"
        ]
    );
}

#[test]
fn names_leave_out_what_a_framework_adds_to_ids() {
    const SPEC: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
x-fetchwright: {names: RULES}
paths:
  /v1/roles: {get: {operationId: v1.RolesController_list, responses: {'204': {description: ok}}}}
  /v1/roles/{id}: {get: {operationId: 'RolesController_get[0]', parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: ok}}}}
  /v1/users: {post: {operationId: UsersController, responses: {'204': {description: ok}}}}
";
    let methods = |rules: &str, naming: OperationNaming| {
        let settings = Settings {
            operation_naming: naming,
            ..Settings::default()
        };
        let named = named(&SPEC.replace("RULES", rules), &settings);
        let mut methods: Vec<String> = named
            .names
            .operations
            .into_iter()
            .map(|it| it.method)
            .collect();
        methods.sort();
        methods
    };
    let strip = "{strip: ['v1.*', '*Controller']}";
    assert_eq!(
        methods(strip, OperationNaming::Auto),
        ["roles_get_0", "roles_list", "users"]
    );
    let derived = ["create_user", "list_roles", "retrieve_role"];
    assert_eq!(
        methods("{operation-ids: ignore}", OperationNaming::Auto),
        derived
    );
    // The user has the last word.
    let kept = methods("{operation-ids: ignore}", OperationNaming::OperationId);
    assert_eq!(
        kept,
        [
            "roles_controller_get_0",
            "users_controller",
            "v1_roles_controller_list"
        ]
    );
}
