use super::read;
use crate::diagnostics::Diagnostics;
use crate::source::{Input, Node, Sources};

fn input(name: &str, text: &str) -> Input {
    Input::Text {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

/// The joined specification, and the messages.
fn joined(files: &[(&str, &str)]) -> (Sources, Vec<String>) {
    let inputs = files.iter().map(|(name, text)| input(name, text));
    let mut diagnostics = Diagnostics::default();
    let sources = read(Input::of(inputs.collect()), &mut diagnostics);
    let messages = diagnostics
        .all()
        .iter()
        .map(|found| found.message.clone())
        .collect();
    (sources, messages)
}

fn at<'n>(sources: &'n Sources, pointer: &str) -> Option<&'n Node> {
    crate::source::at(sources.root()?, pointer)
}

fn keys(sources: &Sources, pointer: &str) -> Vec<String> {
    let object = at(sources, pointer).and_then(Node::as_object);
    let entries = object.map_or(&[][..], |object| object.entries());
    entries.iter().map(|entry| entry.key.to_string()).collect()
}

fn text<'n>(sources: &'n Sources, pointer: &str) -> Option<&'n str> {
    at(sources, pointer)?.as_str()
}

const MAIL: &str = "
openapi: 3.0.3
info: {title: Acme Mail, version: '1'}
servers: [{url: 'https://api.acme.com'}]
security: [{key: []}]
tags: [{name: Mail}]
paths:
  /mail: {get: {operationId: getMail, responses: {default: {$ref: '#/components/responses/Bad'}}}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  responses: {Bad: {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}}
  schemas:
    Error: {type: object, description: What went wrong., properties: {message: {type: string}}}
    Page: {type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
    Item: {type: object, properties: {id: {type: string}}}
    Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}}}
";

const ALERTS: &str = "
openapi: 3.0.1
info: {title: Acme Alerts, version: '1'}
servers: [{url: 'https://alerts.acme.com'}]
security: [{key: []}]
tags: [{name: Mail}, {name: Alerts}]
paths:
  /alerts:
    get:
      operationId: getAlerts
      security: [{key: []}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
        default: {$ref: '#/components/responses/Bad'}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  responses: {Bad: {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}}
  schemas:
    Error: {type: object, description: Another text., properties: {message: {type: string}}}
    Page: {type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
    Item: {type: object, properties: {id: {type: string}, name: {type: string}}}
    Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}}}
    Either:
      oneOf: [{$ref: '#/components/schemas/Item'}, {$ref: '#/components/schemas/Node'}]
      discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/Item', b: Node, c: Item}}
";

/// The components of mail and alerts.
const SCHEMAS: [&str; 7] = [
    "Either",
    "Error",
    "Item",
    "Node",
    "Page",
    "alerts_Item",
    "alerts_Page",
];

#[test]
fn equal_components_are_one_and_others_are_named_after_their_file() {
    let (sources, messages) =
        joined(&[("acme_mail_v1.yaml", MAIL), ("acme_alerts_v1.yaml", ALERTS)]);
    assert_eq!(keys(&sources, "/paths"), ["/alerts", "/mail"]);
    assert_eq!(keys(&sources, "/components/schemas"), SCHEMAS);
    // The page of alerts has the text of the other, and holds other items.
    let page = "/paths/~1alerts/get/responses/200/content/application~1json/schema/$ref";
    assert_eq!(
        text(&sources, page),
        Some("#/components/schemas/alerts_Page")
    );
    let item = "/components/schemas/alerts_Page/properties/items/items/$ref";
    assert_eq!(
        text(&sources, item),
        Some("#/components/schemas/alerts_Item")
    );
    let mapping = |key: &str| {
        text(
            &sources,
            &format!("/components/schemas/Either/discriminator/mapping/{key}"),
        )
        .map(str::to_owned)
    };
    assert_eq!(
        mapping("a").as_deref(),
        Some("#/components/schemas/alerts_Item")
    );
    assert_eq!(mapping("b").as_deref(), Some("Node"));
    assert_eq!(mapping("c").as_deref(), Some("alerts_Item"));
    assert_eq!(keys(&sources, "/components/responses"), ["Bad"]);
    assert_eq!(
        messages,
        [
            "`acme_alerts_v1.yaml` has `Item`, `Page`, `key`, which other files have in another form; here they are named after the file"
        ]
    );
    let joined = sources.joined().unwrap();
    assert_eq!((joined.files, joined.shared, joined.renamed), (2, 2, 3));
}

#[test]
fn operations_keep_the_defaults_of_their_file() {
    let (sources, _) = joined(&[("mail.yaml", MAIL), ("alerts.yaml", ALERTS)]);
    assert_eq!(
        text(&sources, "/paths/~1alerts/servers/0/url"),
        Some("https://alerts.acme.com")
    );
    assert!(at(&sources, "/paths/~1mail/servers").is_none());
    assert_eq!(
        keys(&sources, "/paths/~1alerts/get/security/0"),
        ["alerts_key"]
    );
    assert_eq!(
        keys(&sources, "/components/securitySchemes"),
        ["alerts_key", "key"]
    );
    assert_eq!(text(&sources, "/tags/1/name"), Some("Alerts"));
    assert!(at(&sources, "/tags/2").is_none());
    // A place is in the file that has it.
    let path = at(&sources, "/paths/~1alerts/get").unwrap();
    assert_eq!(sources.position(path.span).file, "alerts.yaml");
}

#[test]
fn the_third_file_shares_what_the_second_renamed() {
    let (sources, messages) = joined(&[
        ("mail.yaml", MAIL),
        ("alerts.yaml", ALERTS),
        ("calls.yaml", &ALERTS.replace("  /alerts:", "  /calls:")),
    ]);
    assert_eq!(keys(&sources, "/components/schemas"), SCHEMAS);
    let page = "/paths/~1calls/get/responses/200/content/application~1json/schema/$ref";
    assert_eq!(
        text(&sources, page),
        Some("#/components/schemas/alerts_Page")
    );
    assert_eq!(messages.len(), 1, "{messages:?}");
}

#[test]
fn one_operation_in_two_files_is_that_of_the_first() {
    let other = ALERTS.replace("  /alerts:", "  /mail:");
    let (sources, messages) = joined(&[("mail.yaml", MAIL), ("alerts.yaml", &other)]);
    assert_eq!(
        text(&sources, "/paths/~1mail/get/operationId"),
        Some("getMail")
    );
    assert!(
        messages
            .iter()
            .any(|text| text == "`GET /mail` is in several files; that of the first one is used"),
        "{messages:?}"
    );
    let post = other.replace("    get:", "    post:");
    let (sources, _) = joined(&[("mail.yaml", MAIL), ("alerts.yaml", &post)]);
    assert_eq!(
        text(&sources, "/paths/~1mail/get/operationId"),
        Some("getMail")
    );
    assert_eq!(
        text(&sources, "/paths/~1mail/post/servers/0/url"),
        Some("https://alerts.acme.com")
    );
}

#[test]
fn files_of_different_versions_are_refused() {
    let (_, messages) = joined(&[
        ("mail.yaml", MAIL),
        ("b.yaml", &ALERTS.replace("3.0.1", "3.1.0")),
    ]);
    assert_eq!(
        messages,
        [
            "`b.yaml` is version 3.1 of OpenAPI, and the first specification is version 3.0; one client needs one version"
        ]
    );
    let (_, messages) = joined(&[("mail.yaml", MAIL), ("b.yaml", "a: 1\n")]);
    assert_eq!(messages, ["`b.yaml` is no OpenAPI specification"]);
    let swagger = |host: &str| {
        format!("swagger: '2.0'\ninfo: {{title: A, version: '1'}}\nhost: {host}\npaths: {{}}\n")
    };
    let (_, messages) = joined(&[("a.yaml", &swagger("a.com")), ("b.yaml", &swagger("b.com"))]);
    assert_eq!(
        messages,
        [
            "`b.yaml` has another `host` than the first specification, and Swagger 2.0 has one for all paths"
        ]
    );
}
