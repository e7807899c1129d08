//! The files of `providers`: each fact has a source, each key is one that `providers/README.md` or `docs/x-fetchwright.md`
//! describes, and no two files claim the same server.
//!
//! `CLIENTS` is what the facts do to a client of each real specification; on the wire they are tested in `tests-clients`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fetchwright::config::Job;
use fetchwright::diagnostics::{Code, Diagnostics};
use fetchwright::ir::Type;
use fetchwright::pipeline::Stage;
use fetchwright::settings::{Layout, Selector, Settings};
use fetchwright::source::{Input, Node, Sources, Value};
use serde_json::{Value as Json, json};

/// The keys of each section; `""` is `x-fetchwright` itself.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "credentials",
            "errors",
            "headers",
            "idempotency",
            "names",
            "oauth",
            "pagination",
            "provider",
            "rate-limit",
            "retry",
            "secrets",
            "servers",
            "webhooks",
        ],
    ),
    (
        "provider",
        &[
            "docs",
            "name",
            "note",
            "servers",
            "specifications",
            "titles",
        ],
    ),
    (
        "errors",
        &[
            "code",
            "detail-code",
            "detail-field",
            "detail-message",
            "details",
            "failure",
            "message",
            "param",
            "request-id",
            "success",
        ],
    ),
    ("retry", &["header", "never", "not-processed", "statuses"]),
    (
        "rate-limit",
        &[
            "messages",
            "pause",
            "remaining",
            "reset",
            "reset-in",
            "statuses",
        ],
    ),
    (
        "idempotency",
        &[
            "body",
            "header",
            "lifetime",
            "max-length",
            "methods",
            "only",
            "paths",
        ],
    ),
    (
        "webhooks",
        &[
            "event-component",
            "event-names",
            "events",
            "object",
            "scheme",
            "schemes",
        ],
    ),
    ("names", &["operation-ids", "strip"]),
    (
        "oauth",
        &[
            "access-token",
            "authorize",
            "client-auth",
            "device",
            "discovery",
            "errors-with-success",
            "expires",
            "granted-scope-separator",
            "grants",
            "identity",
            "introspect",
            "issuer",
            "issuer-aliases",
            "jwks",
            "parameters",
            "pkce",
            "refresh",
            "response-mode",
            "revoke",
            "rotates-refresh-token",
            "scope-parameter",
            "scope-separator",
            "scopes",
            "sign-in",
            "token",
            "token-body",
            "token-headers",
            "token-parameters",
            "userinfo",
        ],
    ),
];

/// The keys of a rule of `pagination`.
const PAGINATION: &[&str] = &[
    "backwards",
    "done",
    "first",
    "id",
    "in",
    "items",
    "last",
    "methods",
    "more",
    "next",
    "pages",
    "parameter",
    "rel",
    "step",
    "style",
    "total",
];

/// What tells a reader something, and a client nothing.
const WITHOUT_SOURCE: &[&str] = &["hint", "name", "note"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("providers")
}

fn parse(input: Input) -> Node {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(input, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics);
    sources.root().unwrap().clone()
}

/// The files by their names.
fn files() -> BTreeMap<String, Node> {
    let entries = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, parse(Input::Path(path)))
        })
        .collect()
}

fn entries(node: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let entries = node
        .as_object()
        .map(|object| object.entries())
        .unwrap_or_default();
    entries.iter().map(|entry| (&*entry.key, &entry.node))
}

/// A text, or the texts of a list.
fn texts(node: &Node) -> Vec<&str> {
    match (node.as_str(), node.as_array()) {
        (Some(text), _) => vec![text],
        (None, Some(items)) => items.iter().filter_map(Node::as_str).collect(),
        (None, None) => Vec::new(),
    }
}

/// A page with its title, a library with version and file, a specification with a pointer, or a standard.
fn is_source(text: &str) -> bool {
    let after = |prefix: &str| text.strip_prefix(prefix);
    let library = |rest: &str| {
        let named = rest.strip_prefix('@').unwrap_or(rest);
        let (name, rest) = named.split_once('@').unwrap_or_default();
        let (version, file) = rest.split_once(' ').unwrap_or_default();
        !name.is_empty() && !version.is_empty() && !file.trim().is_empty()
    };
    let page = || {
        after("https://").is_some_and(|rest| {
            rest.split_once(" \"")
                .is_some_and(|(_, title)| title.contains('"'))
        })
    };
    let specification = || {
        after("spec").is_some_and(|rest| match rest.split_once('#') {
            Some((file, pointer)) => {
                (file.is_empty() || file.starts_with(':'))
                    && (pointer.is_empty() || pointer.starts_with('/'))
            }
            None => false,
        })
    };
    let packages = ["npm:", "pypi:", "crates:", "github:"];
    packages
        .iter()
        .any(|registry| after(registry).is_some_and(library))
        || page()
        || specification()
        || after("RFC ")
            .is_some_and(|number| number.starts_with(|first: char| first.is_ascii_digit()))
}

fn bad_sources(node: &Node, at: &str, wrong: &mut Vec<String>) {
    let texts = texts(node);
    if texts.is_empty() {
        wrong.push(format!("no text in the source of {at}"));
    }
    let bad = texts.into_iter().filter(|text| !is_source(text));
    wrong.extend(bad.map(|text| format!("no source, at {at}: {text}")));
}

/// The pointers of facts without a source, and sources that are none.
fn unsourced(node: &Node, pointer: &str, covered: bool, wrong: &mut Vec<String>) {
    let sources = node.get("x-source");
    let whole = sources.is_some_and(|sources| sources.as_object().is_none());
    if whole && pointer.is_empty() {
        wrong.push("one source for the whole file".to_owned());
    }
    if let (true, Some(sources)) = (whole, sources) {
        bad_sources(sources, pointer, wrong);
    }
    for (key, source) in sources.into_iter().flat_map(entries) {
        let at = format!("{pointer}/{key}");
        bad_sources(source, &at, wrong);
        if node.get(key).is_none() {
            wrong.push(format!("a source for {at}, which is not there"));
        }
    }
    for (key, value) in
        entries(node).filter(|(key, _)| !key.starts_with("x-") && !WITHOUT_SOURCE.contains(key))
    {
        let at = format!("{pointer}/{key}");
        let covered = covered || whole || sources.is_some_and(|sources| sources.get(key).is_some());
        let objects = value
            .as_array()
            .filter(|items| items.iter().all(|item| item.as_object().is_some()));
        match (&value.value, objects) {
            (Value::Object(_), _) => unsourced(value, &at, covered, wrong),
            (_, Some(objects)) if !objects.is_empty() => {
                for (number, object) in objects.iter().enumerate() {
                    unsourced(object, &format!("{at}/{number}"), covered, wrong);
                }
            }
            _ if !covered => wrong.push(format!("no source for {at}")),
            _ => {}
        }
    }
}

/// Those without a row are for webhooks or sign-ins only, or the corpus has no specification of theirs.
#[test]
fn every_row_has_a_file() {
    let files = files();
    assert!(files.len() >= 69, "{}", files.len());
    let unknown = CLIENTS.iter().find(|row| !files.contains_key(row.0));
    assert!(unknown.is_none(), "{unknown:?}");
}

#[test]
fn every_fact_has_a_source() {
    let mut all = Vec::new();
    for (name, file) in files() {
        let mut wrong = Vec::new();
        unsourced(file.get("x-fetchwright").unwrap(), "", false, &mut wrong);
        for action in file.get("actions").and_then(Node::as_array).unwrap() {
            let target = action.get("target").and_then(Node::as_str).unwrap();
            let sources = action.get("x-source").map(texts).unwrap_or_default();
            if sources.is_empty() || !sources.iter().all(|text| is_source(text)) {
                wrong.push(format!("no source for {target}"));
            }
        }
        all.extend(wrong.into_iter().map(|wrong| format!("{name}: {wrong}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_fact_without_a_source_is_found() {
    const FILE: &str = r#"
provider: {name: Acme, servers: ['https://api.acme.com'], x-source: 'spec#/servers'}
errors: {code: /code, message: /message, x-source: {code: 'npm:acme@1.0.0 a.js', param: somewhere}}
pagination: [{style: page, parameter: page}]
oauth: {token: 'https://acme.com/token', parameters: {a: b}}
x-source: {oauth: 'https://acme.com/docs "OAuth"'}
"#;
    let text = Input::Text {
        name: "acme.yaml".to_owned(),
        bytes: FILE.as_bytes().to_vec(),
    };
    let mut wrong = Vec::new();
    unsourced(&parse(text), "", false, &mut wrong);
    wrong.sort();
    let expected = [
        "a source for /errors/param, which is not there",
        "no source for /errors/message",
        "no source for /pagination/0/parameter",
        "no source for /pagination/0/style",
        "no source, at /errors/param: somewhere",
    ];
    assert_eq!(wrong, expected);
    for text in [
        "https://acme.com",
        "npm:acme a.js",
        "npm:@acme/sdk@1.0.0",
        "spec/servers",
        "RFC",
        "the docs",
    ] {
        assert!(!is_source(text), "{text}");
    }
}

#[test]
fn every_key_is_described() {
    let describes = ["providers/README.md", "docs/x-fetchwright.md"]
        .map(|path| {
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
        })
        .concat();
    for (name, file) in files() {
        let root = file.get("x-fetchwright").unwrap();
        for (section, keys) in SECTIONS {
            let node = if section.is_empty() {
                Some(root)
            } else {
                root.get(section)
            };
            for (key, _) in node
                .into_iter()
                .flat_map(entries)
                .filter(|(key, _)| !key.starts_with("x-"))
            {
                assert!(keys.contains(&key), "{name}: {section}.{key}");
            }
        }
        for rule in root
            .get("pagination")
            .and_then(Node::as_array)
            .unwrap_or_default()
        {
            for (key, _) in entries(rule).filter(|(key, _)| !key.starts_with("x-")) {
                assert!(PAGINATION.contains(&key), "{name}: pagination.{key}");
            }
        }
    }
    for (section, keys) in SECTIONS {
        for key in *keys {
            let is_described = ["`", "`### ", ".", "## `"].iter().any(|before| {
                [
                    format!("{before}{key}`"),
                    format!("{before}{section}.{key}`"),
                ]
                .iter()
                .any(|text| describes.contains(text))
            });
            assert!(
                is_described || describes.contains(&format!("## {key}")),
                "{section}.{key}"
            );
        }
    }
}

#[test]
fn targets_are_json_paths() {
    for (name, file) in files() {
        for action in file.get("actions").and_then(Node::as_array).unwrap() {
            let target = action.get("target").and_then(Node::as_str).unwrap();
            let parsed = serde_json_path::JsonPath::parse(target);
            assert!(parsed.is_ok(), "{name}: {target}: {parsed:?}");
        }
    }
}

/// The host of a pattern, and whether it ends in two labels that are no variables.
fn host(pattern: &str) -> (&str, bool) {
    let host = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    (
        host,
        host.rsplit('.')
            .take(2)
            .filter(|label| !label.contains('{'))
            .count()
            == 2,
    )
}

#[test]
fn a_server_belongs_to_one_file() {
    let files = files();
    let mut patterns: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, file) in &files {
        let provider = file
            .get("x-fetchwright")
            .and_then(|root| root.get("provider"))
            .unwrap();
        let servers = provider.get("servers").map(texts).unwrap_or_default();
        let titles = provider.get("titles").map(texts).unwrap_or_default();
        let is_recognised = !servers.is_empty() || !titles.is_empty();
        assert!(
            is_recognised || provider.get("note").is_some(),
            "{name}: no server, no title, no note"
        );
        for server in servers {
            let (host, is_fixed) = host(server);
            assert!(is_fixed || host.contains('{'), "{name}: {server}");
            if let Some(other) = patterns.insert(server, name) {
                panic!("{server} belongs to {other} and to {name}");
            }
        }
    }
    assert!(patterns.len() > 90, "{}", patterns.len());
}

#[test]
fn schemes_are_built_in() {
    let mut schemes = BTreeSet::new();
    for (name, file) in files() {
        let webhooks = file
            .get("x-fetchwright")
            .and_then(|root| root.get("webhooks"));
        let scheme = webhooks
            .and_then(|webhooks| webhooks.get("scheme"))
            .and_then(Node::as_str);
        let others = webhooks
            .and_then(|webhooks| webhooks.get("schemes"))
            .into_iter()
            .flat_map(entries);
        for scheme in scheme
            .into_iter()
            .chain(others.filter_map(|(_, scheme)| scheme.as_str()))
        {
            assert!(
                fetchwright::document::schemes::built_in(scheme).is_some(),
                "{name}: {scheme}"
            );
            schemes.insert(scheme.to_owned());
        }
    }
    // Those of a standard, and older versions.
    const WITHOUT_A_PROVIDER: &[&str] = &[
        "hubspot-v1",
        "hubspot-v2",
        "standard-webhooks",
        "standard-webhooks-v1a",
    ];
    let names = fetchwright::document::schemes::built_in_names();
    let left: Vec<&String> = names
        .iter()
        .filter(|name| !schemes.contains(*name))
        .collect();
    assert_eq!(left, WITHOUT_A_PROVIDER);
}

/// `tests/vectors-pending` has deliveries that no scheme can express yet; when one can, they belong to `tests/vectors`.
#[test]
fn pending_schemes_are_not_built_in() {
    let files = files();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors-pending");
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let names: BTreeSet<String> = entries
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "handshakes")
        .collect();
    assert!(!names.is_empty());
    for name in names {
        let provider = files[&name]
            .get("x-fetchwright")
            .and_then(|root| root.get("provider"))
            .unwrap();
        let note = provider
            .get("note")
            .and_then(Node::as_str)
            .unwrap_or_default();
        assert!(note.contains("not built in yet"), "{name}: {note}");
        assert!(
            fetchwright::document::schemes::built_in(&name).is_none(),
            "{name}"
        );
    }
}

fn corpus(path: &str) -> Option<PathBuf> {
    let given = std::env::var_os("FETCHWRIGHT_CORPUS").map(PathBuf::from);
    let folder =
        given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    let path = folder.join(path);
    if path.is_file() {
        return Some(path);
    }
    println!(
        "skipped: {} is not there; FETCHWRIGHT_CORPUS names another folder",
        path.display()
    );
    None
}

/// A file without those that it refers to.
fn alone(path: &Path) -> Input {
    Input::Text {
        name: path.display().to_string(),
        bytes: std::fs::read(path).unwrap(),
    }
}

fn pointed<'n>(node: &'n Node, pointer: &str) -> Option<&'n Node> {
    pointer.split('/').skip(1).try_fold(node, |node, step| {
        node.get(&step.replace("~1", "/").replace("~0", "~"))
    })
}

/// The component of an event by the rules of `webhooks.events`: the name itself, the most specific pattern, the prefix.
fn component<'n>(events: &'n Node, event: &'n str) -> Option<&'n str> {
    let fits = |pattern: &str| match pattern.split_once('*') {
        Some((before, after)) => {
            event.len() > before.len() + after.len()
                && event.starts_with(before)
                && event.ends_with(after)
        }
        None => pattern == event,
    };
    let fitting = entries(events).filter(|(pattern, _)| fits(pattern));
    let best = fitting.max_by_key(|(pattern, _)| (!pattern.contains('*'), pattern.len()));
    match best {
        Some((_, component)) => component.as_str(),
        None => event.rsplit_once('.').map(|(prefix, _)| prefix),
    }
}

#[test]
fn events_of_stripe_are_typed() {
    /// Given up long ago; the specification names the events and has no component for them.
    const GONE: &[&str] = &["order", "recipient", "sku"];
    let Some(path) = corpus("apis-guru/stripe.com.json") else {
        return;
    };
    let specification = parse(alone(&path));
    let stripe = &files()["stripe"];
    let webhooks = stripe
        .get("x-fetchwright")
        .and_then(|root| root.get("webhooks"))
        .unwrap();
    let names = texts(webhooks.get("event-names").unwrap())
        .into_iter()
        .find_map(|at| pointed(&specification, at))
        .unwrap();
    let components = pointed(&specification, "/components/schemas").unwrap();
    let mut typed = 0;
    for event in texts(names)
        .into_iter()
        .filter(|event| !event.contains('*'))
    {
        let component = component(webhooks.get("events").unwrap(), event).unwrap();
        if components.get(component).is_some() {
            typed += 1;
        } else {
            assert!(GONE.contains(&component), "{event}: {component}");
        }
    }
    assert!(typed >= 215, "{typed}");
}

/// A client of a provider's own specification: the provider, the specification in the corpus, an operation, and parts of the client
/// that a fact of the provider file brings. White space does not count.
type Client = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const CLIENTS: &[Client] = &[
    (
        "adyen",
        "apis-guru/adyen.com__DisputeService-v30.json",
        "POST /acceptDispute",
        &[
            r#"code: &["/errorCode"]"#,
            r#"details: &["/invalidFields"]"#,
            r#"methods: &["POST"]"#,
            "is known for 31 days and may have 64 characters",
            r#"literal("adyen-payments")"#,
            "`adyen-header` (platform)",
        ],
    ),
    (
        "asana",
        "vendor2/asana.yaml",
        "GET /tags",
        &[
            r#"message: &["/errors/0/message"]"#,
            r#"Pages::token("offset", "/next_page/offset")"#,
            r#"literal("asana")"#,
        ],
    ),
    (
        "box",
        "vendor2/box.json",
        "GET /users",
        &[
            r#"request_id: &["/request_id"]"#,
            r#"Pages::offset("offset").total("/total_count")"#,
            "`box-secondary` (secondary)",
        ],
    ),
    (
        "coinbase",
        "vendor2/coinbase.yaml",
        "GET /v2/accounts",
        &[
            r#"code: &["/errorType"]"#,
            r#"header: "X-Idempotency-Key", methods: &["POST", "PUT"]"#,
            r#"literal("coinbase")"#,
        ],
    ),
    (
        "digitalocean",
        "vendor/digitalocean/specification/DigitalOcean-public.v2.yaml",
        "GET /v2/apps",
        &[
            r#"code: &["/id"]"#,
            r#"headers: &[("ratelimit-remaining", "ratelimit-reset")]"#,
            "Reset::Epoch",
            r#"Pages::url("/links/pages/next")"#,
        ],
    ),
    (
        "docker",
        "vendor2/docker.yaml",
        "GET /info",
        &[r#"message: &["/message"]"#, r#""UnlockKey""#],
    ),
    (
        "docusign",
        "vendor2/docusign.json",
        "GET /v2/accounts/{accountId}/users",
        &[
            r#"code: &["/errorCode"]"#,
            r#"Pages::url("/nextUri")"#,
            r#"literal("docusign")"#,
        ],
    ),
    (
        "figma",
        "vendor2/figma.yaml",
        "GET /v2/webhooks",
        &[
            r#"message: &["/err", "/message"]"#,
            r#"Pages::url("/pagination/next_page")"#,
            r#"secrets(&["passcode"])"#,
            r#"literal("figma")"#,
        ],
    ),
    (
        "github",
        "apis-guru/github.com__api.github.com.json",
        "GET /gists",
        &[
            r#"("X-GitHub-Api-Version", "2022-11-28")"#,
            "pub fn bearer(",
            r#"request_id: &["x-github-request-id"]"#,
            "statuses: &[403]",
            r#"messages: &["secondary rate"]"#,
            "pause: 60",
            "Pages::link()",
            r#"literal("github")"#,
        ],
    ),
    (
        "google",
        "apis-guru/googleapis.com__keep.json",
        "GET /v1/notes",
        &[
            r#"code: &["/error/status", "/error"]"#,
            "statuses: &[408, 429, 5]",
            r#"Pages::token("pageToken", "/nextPageToken")"#,
        ],
    ),
    (
        "hubspot",
        "vendor2/hubspot_contacts.json",
        "GET /crm/objects/2026-03/contacts",
        &[
            r#"request_id: &["/correlationId"]"#,
            r#"Pages::token("after", "/paging/next/after")"#,
            r#"literal("hubspot-v3")"#,
        ],
    ),
    (
        "lithic",
        "vendor2/lithic.yaml",
        "GET /v1/cards",
        &[
            r#", "https://api.lithic.com")"#,
            "pub fn sandbox()",
            r#"header: "Idempotency-Key""#,
            r#"Pages::last_id("starting_after", "/token")"#,
            r#"literal("lithic")"#,
        ],
    ),
    (
        "lob",
        "vendor2/lob.yml",
        "GET /cards",
        &[
            r#"pub fn basic(secret: &str) -> Auth { Auth::user("basicAuth", secret, "")"#,
            r#"Pages::url("/next_url")"#,
            r#"literal("lob")"#,
            r#"header: "Idempotency-Key""#,
            "may have 256 characters",
        ],
    ),
    (
        "mailchimp",
        "apis-guru/mailchimp.com.json",
        "GET /lists",
        &[
            r#"pub fn basic(secret: &str) -> Auth { Auth::user("basicAuth", "anystring", secret)"#,
            r#"request_id: &["/instance"]"#,
            r#"Pages::offset("offset").total("/total_items")"#,
        ],
    ),
    (
        "microsoft",
        "apis-guru/microsoft.com__graph.json",
        "GET /me/messages",
        &[
            "statuses: &[429, 503, 504]",
            r#"Pages::url("/@odata.nextLink")"#,
        ],
    ),
    (
        "mistral",
        "vendor2/mistral.yaml",
        "GET /v1/files",
        &[
            r#"detail_message: &["/msg"]"#,
            "statuses: &[429, 500, 502, 503, 504]",
            r#"Pages::number("page", 0)"#,
        ],
    ),
    (
        "mollie",
        "vendor2/mollie.yaml",
        "GET /v2/clients",
        &[
            r#"param: &["/field"]"#,
            r#"methods: &["POST", "PATCH", "DELETE"]"#,
            r#"Pages::url("/_links/next/href")"#,
            r#""/_embedded/clients""#,
            r#"literal("mollie")"#,
        ],
    ),
    (
        "openai",
        "vendor/openai.json",
        "GET /evals",
        &[
            r#"header: "x-should-retry""#,
            r#""insufficient_quota""#,
            "Reset::Duration",
            r#""x-ratelimit-reset-tokens""#,
            r#"Pages::last_id("after", "/id")"#,
            r#"literal("openai")"#,
        ],
    ),
    (
        "paypal",
        "vendor2/paypal-subscriptions.json",
        "GET /v1/billing/plans",
        &[
            r#", "https://api-m.paypal.com")"#,
            "pub fn sandbox()",
            r#"header: "PayPal-Request-Id""#,
            r#"request_id: &["paypal-debug-id", "/debug_id"]"#,
            r#"Pages::number("page", 1)"#,
            r#"literal("paypal")"#,
            "is known for 6 hours and may have 108 characters",
        ],
    ),
    (
        "resend",
        "vendor/resend.json",
        "GET /logs",
        &[
            r#"code: &["/name"]"#,
            r#""daily_quota_exceeded""#,
            r#"("ratelimit-remaining", "ratelimit-reset")"#,
            r#"header: "Idempotency-Key""#,
            r#"Pages::last_id("after", "/id")"#,
            r#"literal("resend")"#,
            "is known for 24 hours and may have 256 characters",
        ],
    ),
    (
        "sendgrid",
        "vendor/sendgrid/tsg_templates_v3.json",
        "GET /v3/templates",
        &[
            r#"request_id: &["x-message-id", "/id"]"#,
            r#"("X-RateLimit-Remaining", "X-RateLimit-Reset")"#,
            "pub fn eu()",
            r#"Pages::url("/_metadata/next")"#,
            r#"literal("sendgrid")"#,
        ],
    ),
    (
        "slack",
        "vendor/slack_swagger2.json",
        "GET /files.info",
        &[
            r#"success: &["/ok"]"#,
            r#"code: &["/error"]"#,
            r#"Pages::token("cursor", "/response_metadata/next_cursor")"#,
            r#"literal("slack")"#,
        ],
    ),
    (
        "spotify",
        "vendor2/spotify.yml",
        "GET /me/shows",
        &[
            r#"code: &["/error/reason", "/error"]"#,
            r#"Pages::url("/next")"#,
        ],
    ),
    (
        "stripe",
        "apis-guru/stripe.com.json",
        "GET /v1/files",
        &[
            r#"header: "Stripe-Should-Retry""#,
            "statuses: &[409, 429, 5]",
            r#"header: "Idempotency-Key""#,
            r#"param: &["/error/param"]"#,
            r#"secrets(&["client_secret"])"#,
            r#"Pages::last_id("starting_after", "/id")"#,
            r#"literal("stripe")"#,
            "is known for 24 hours and may have 255 characters",
        ],
    ),
    (
        "svix",
        "vendor2/svix.json",
        "GET /api/v1/app",
        &[
            r#"message: &["/detail", "/detail/0/msg"]"#,
            r#"header: "idempotency-key""#,
            "pub fn eu()",
            r#"Pages::token("iterator", "/iterator").done("/done")"#,
            r#"literal("svix")"#,
        ],
    ),
    (
        "telegram",
        "apis-guru/telegram.org.json",
        "POST /close",
        &[
            r#"success: &["/ok"]"#,
            r#"code: &["/error_code"]"#,
            r#"literal("telegram")"#,
        ],
    ),
    (
        "telnyx",
        "apis-guru/telnyx.com.json",
        "GET /ips",
        &[
            r#"detail_field: &["/source/pointer", "/source/parameter"]"#,
            "statuses: &[408, 409, 429, 5]",
            r#"Pages::number("page[number]", 1)"#,
            r#"literal("telnyx")"#,
        ],
    ),
    (
        "twilio",
        "apis-guru/twilio.com__api.json",
        "GET /2010-04-01/Accounts.json",
        &[
            r#"request_id: &["twilio-request-id"]"#,
            "statuses: &[429, 5]",
            r#"Pages::url("/next_page_uri")"#,
            r#"literal("twilio")"#,
        ],
    ),
    (
        "workos",
        "vendor2/workos.yaml",
        "GET /events",
        &[
            r#"code: &["/code", "/error"]"#,
            r#"header: "Idempotency-Key""#,
            r#"Pages::token("after", "/list_metadata/after")"#,
            r#"literal("workos")"#,
        ],
    ),
    (
        "xero",
        "vendor2/xero-accounting.yaml",
        "GET /Quotes",
        &[
            r#"code: &["/Type", "/type"]"#,
            r#"methods: &["POST", "PUT"]"#,
            r#"Pages::number("page", 1)"#,
            r#"literal("xero")"#,
            "may have 128 characters",
        ],
    ),
    (
        "zoom",
        "apis-guru/zoom.us.json",
        "GET /rooms",
        &[
            r#"code: &["/code"]"#,
            r#"Pages::token("next_page_token", "/next_page_token")"#,
            r#"literal("zoom")"#,
        ],
    ),
];

/// What the generator writes for one operation of a specification, without white space, and the provider that it recognised.
fn client(path: &Path, operation: &str) -> (String, Option<&'static str>) {
    let settings = Settings {
        layout: Layout::Module,
        include: vec![Selector::parse(operation)],
        ..Settings::default()
    };
    let outcome = Job::new(Input::Path(path.to_owned()), settings).run();
    // A copy of the specification in the corpus has no version that the provider knows.
    let unknown = outcome.diagnostics.all().iter().find(|found| {
        found.code == Code::Extension && !found.message.ends_with("(Coordinated Universal Time)`")
    });
    assert!(unknown.is_none(), "{}: {unknown:?}", path.display());
    let files = outcome.files.unwrap_or_default();
    let own = files
        .iter()
        .filter(|file| !file.path.starts_with("runtime/"));
    let text: String = own.map(|file| file.contents.as_str()).collect();
    (
        text.split_whitespace().collect(),
        outcome.provider.map(|found| found.provider.name),
    )
}

#[test]
fn clients_of_real_specifications_have_the_facts() {
    let mut missing = Vec::new();
    for (provider, specification, operation, parts) in CLIENTS {
        let Some(path) = corpus(specification) else {
            continue;
        };
        let (text, recognised) = client(&path, operation);
        if recognised != Some(provider) {
            missing.push(format!("{provider}: {recognised:?} was recognised"));
        }
        for part in *parts {
            let wanted: String = part.split_whitespace().collect();
            if !text.contains(&wanted) {
                missing.push(format!("{provider}: {part}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The client has a variant with a type for each event whose object the specification has.
#[test]
fn a_client_of_stripe_types_all_events() {
    let Some(path) = corpus("apis-guru/stripe.com.json") else {
        return;
    };
    let settings = Settings {
        include: vec![Selector::parse("event:*")],
        ..Settings::default()
    };
    let mut events = Vec::new();
    Job::new(Input::Path(path), settings).looked_at(&mut |stage| {
        if let Stage::Ir(api) = stage {
            events = api
                .webhooks
                .iter()
                .flat_map(|webhooks| &webhooks.events)
                .map(|event| (event.wire.clone(), matches!(event.ty, Type::Named(_))))
                .collect();
        }
    });
    assert_eq!(events.len(), 215);
    let untyped = events.iter().find(|(_, is_typed)| !is_typed);
    assert!(untyped.is_none(), "{untyped:?}");
}

#[test]
fn operations_that_are_paged_exist() {
    let table = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/paged-operations.tsv"),
    )
    .unwrap();
    let mut by_file: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 7, "{line}");
        assert!(
            ["last-id", "token", "url", "link", "offset", "page"].contains(&cells[3]),
            "{line}"
        );
        by_file.entry(cells[0]).or_default().push(cells);
    }
    let rows: usize = by_file.values().map(Vec::len).sum();
    assert!(rows >= 1700, "{rows}");
    for (file, rows) in by_file
        .iter()
        .filter(|(file, _)| !file.starts_with("github:"))
    {
        let Some(path) = corpus(file) else { continue };
        let specification = parse(alone(&path));
        let paths = specification.get("paths").unwrap();
        for row in rows {
            let item = paths.get(row[2]);
            let is_there = item.is_some_and(|item| {
                item.get(&row[1].to_ascii_lowercase()).is_some() || item.get("$ref").is_some()
            });
            assert!(is_there, "{file}: {} {}", row[1], row[2]);
        }
    }
}

/// The providers that `fetchwright-signin` knows by name, and the keys that it reads.
const SIGN_IN: &[&str] = &[
    "apple",
    "discord",
    "github",
    "gitlab",
    "google",
    "linkedin",
    "microsoft",
    "slack",
];
const SIGN_IN_KEYS: &[&str] = &[
    "authorize",
    "client-auth",
    "discovery",
    "identity",
    "issuer",
    "issuer-aliases",
    "parameters",
    "pkce",
    "response-mode",
    "scope-separator",
    "scopes",
    "token",
    "token-headers",
    "userinfo",
];

/// Facts without their sources.
fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Number(text) => serde_json::from_str(text).unwrap(),
        Value::String(text) => json!(text),
        Value::Array(items) => items.iter().map(to_json).collect(),
        Value::Object(_) => {
            let facts = entries(node).filter(|(key, _)| !key.starts_with("x-"));
            Json::Object(
                facts
                    .map(|(key, value)| (key.to_owned(), to_json(value)))
                    .collect(),
            )
        }
    }
}

/// The facts about a provider in `signin/src/providers.json`.
fn sign_in_facts(file: &Node) -> Json {
    let facts = file.get("x-fetchwright").unwrap();
    let mut oauth = to_json(facts.get("oauth").unwrap());
    let Json::Object(oauth) = &mut oauth else {
        panic!("oauth is an object");
    };
    if let Some(Json::Object(differs)) = oauth.remove("sign-in") {
        oauth.extend(differs);
    }
    oauth.retain(|key, _| SIGN_IN_KEYS.contains(&key.as_str()));
    let name = facts
        .get("provider")
        .and_then(|it| it.get("name")?.as_str());
    // The files are named after an API; a sign-in, after the company.
    let name = name.unwrap().trim_start_matches("Sign in with ");
    oauth.insert("name".to_owned(), json!(name.trim_end_matches(" Graph")));
    // Sorted, whatever the order of a map is.
    json!(oauth.iter().collect::<BTreeMap<_, _>>())
}

#[test]
fn the_facts_of_sign_in_are_current() {
    let files = files();
    let facts: BTreeMap<_, _> = SIGN_IN
        .iter()
        .map(|name| (*name, sign_in_facts(&files[*name])))
        .collect();
    let text = format!("{}\n", serde_json::to_string_pretty(&facts).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("signin/src/providers.json");
    if std::env::var_os("FETCHWRIGHT_UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == text,
        "run FETCHWRIGHT_UPDATE=1 cargo test --test providers"
    );
}
