//! Which file recognises a specification, and how layers of facts are merged.

use super::recognise::{Evidence, recognise};
use super::{Choice, PROVIDERS, Provider, apply, load};
use crate::diagnostics::Diagnostics;
use crate::source::{Input, Node, Sources};

fn text(name: &str, text: &str) -> Input {
    Input::Text {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

fn sources(specification: &str) -> Sources {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(text("api.yaml", specification), &mut diagnostics);
    assert!(diagnostics.all().is_empty(), "{diagnostics:?}");
    sources
}

fn recognised(specification: &str) -> Option<(&'static str, Evidence)> {
    let sources = sources(specification);
    let found = recognise(sources.root()?)?;
    Some((found.provider.name, found.by))
}

#[test]
fn every_file_is_in_the_table() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("providers");
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .filter_map(|file| {
            let name = file.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".yaml").map(str::to_owned)
        })
        .collect();
    names.sort();
    let known: Vec<&str> = PROVIDERS.iter().map(|provider| provider.name).collect();
    assert_eq!(known, names);
}

#[test]
fn a_server_names_its_provider() {
    let server =
        |url: &str| recognised(&format!("{{openapi: 3.1.0, servers: [{{url: '{url}'}}]}}"));
    let stripe = Some(("stripe", Evidence::Server));
    for url in [
        "https://api.stripe.com",
        "https://api.stripe.com/",
        "https://API.STRIPE.COM:443/v1",
        "http://api.stripe.com/v1?a=b",
    ] {
        assert_eq!(server(url), stripe, "{url}");
    }
    for url in [
        "https://api.stripe.com.evil.test",
        "https://evil.test/api.stripe.com",
        "https://notapi.stripe.community",
        "/v1",
    ] {
        assert_eq!(server(url), None, "{url}");
    }
}

#[test]
fn a_variable_is_for_a_part_of_a_host() {
    let server =
        |url: &str| recognised(&format!("{{openapi: 3.1.0, servers: [{{url: '{url}'}}]}}"));
    let github = Some(("github", Evidence::Server));
    assert_eq!(server("https://api.acme.ghe.com"), github);
    assert_eq!(server("https://api.acme.ghe.test"), None);
    // A pattern whose host is a variable is no reason to take every server for GitHub's.
    assert_eq!(server("https://github.acme.test/api/v3"), None);
    assert_eq!(server("{protocol}://{hostname}/api/v3"), github);
    let templated = "{openapi: 3.1.0, servers: [{url: 'https://api.{host}', variables: {host: {default: acme.ghe.com}}}]}";
    assert_eq!(recognised(templated), github);
}

#[test]
fn swagger_2_has_a_host() {
    let stripe = "{swagger: '2.0', host: api.stripe.com, basePath: /v1}";
    assert_eq!(recognised(stripe), Some(("stripe", Evidence::Server)));
}

#[test]
fn a_title_counts_only_without_a_server_that_is_known() {
    let titled = "{openapi: 3.1.0, info: {title: Stripe API, version: '1'}}";
    assert_eq!(recognised(titled), Some(("stripe", Evidence::Title)));
    let other = "{openapi: 3.1.0, info: {title: Stripe API, version: '1'}, servers: [{url: 'https://api.github.com'}]}";
    assert_eq!(recognised(other), Some(("github", Evidence::Server)));
    assert_eq!(
        recognised("{openapi: 3.1.0, info: {title: Pets, version: '1'}}"),
        None
    );
}

/// The value at a pointer under `x-fetchwright` after the facts were laid below it.
fn fact(specification: &str, keys: &[&str]) -> Option<String> {
    let mut sources = sources(specification);
    let mut diagnostics = Diagnostics::default();
    apply(&mut sources, &Choice::Recognise, &mut diagnostics);
    assert!(diagnostics.all().is_empty(), "{diagnostics:?}");
    let root = sources.root()?.get("x-fetchwright")?;
    let node = keys.iter().try_fold(root, |node, key| node.get(key))?;
    Some(
        node.as_str()
            .map_or_else(|| format!("{:?}", node.kind()), str::to_owned),
    )
}

const STRIPE: &str = "openapi: 3.1.0\nservers: [{url: 'https://api.stripe.com'}]\n";

#[test]
fn the_specification_wins_key_by_key() {
    assert_eq!(
        fact(STRIPE, &["errors", "request-id"]).as_deref(),
        Some("request-id")
    );
    let own = format!("{STRIPE}x-fetchwright: {{errors: {{request-id: x-own}}}}");
    assert_eq!(
        fact(&own, &["errors", "request-id"]).as_deref(),
        Some("x-own")
    );
    assert_eq!(
        fact(&own, &["errors", "param"]).as_deref(),
        Some("/error/param")
    );
    assert_eq!(
        fact(&own, &["retry", "header"]).as_deref(),
        Some("Stripe-Should-Retry")
    );
}

#[test]
fn null_and_false_remove_a_fact() {
    let own = format!("{STRIPE}x-fetchwright: {{idempotency: false, retry: {{header: null}}}}");
    assert_eq!(fact(&own, &["idempotency"]), None);
    assert_eq!(fact(&own, &["retry", "header"]), None);
    assert!(fact(&own, &["retry", "statuses"]).is_some());
}

#[test]
fn rules_of_pagination_and_secrets_are_joined() {
    let own = format!("{STRIPE}x-fetchwright: {{pagination: {{style: none}}, secrets: iban}}");
    let mut sources = sources(&own);
    apply(
        &mut sources,
        &Choice::Recognise,
        &mut Diagnostics::default(),
    );
    let root = sources
        .root()
        .and_then(|root| root.get("x-fetchwright"))
        .unwrap();
    let styles: Vec<&str> = root
        .get("pagination")
        .and_then(Node::as_array)
        .unwrap()
        .iter()
        .filter_map(|rule| rule.get("style").and_then(Node::as_str))
        .collect();
    assert_eq!(styles, ["none", "token", "last-id", "url"]);
    let secrets: Vec<&str> = root
        .get("secrets")
        .and_then(Node::as_array)
        .unwrap()
        .iter()
        .filter_map(Node::as_str)
        .collect();
    assert_eq!(secrets, ["iban", "client_secret"]);
}

#[test]
fn sources_of_facts_do_not_reach_the_specification() {
    assert_eq!(fact(STRIPE, &["x-source"]), None);
    assert_eq!(fact(STRIPE, &["errors", "x-source"]), None);
    assert_eq!(fact(STRIPE, &["provider"]), None);
}

#[test]
fn a_choice_overrides_recognition() {
    let pets = "{openapi: 3.1.0, servers: [{url: 'https://pets.test'}]}";
    let mut diagnostics = Diagnostics::default();
    let (_, found) = load(
        text("api.yaml", pets),
        &Choice::Named("github".to_owned()),
        &[],
        &mut diagnostics,
    );
    assert_eq!(
        found.map(|found| (found.provider.name, found.by)),
        Some(("github", Evidence::User))
    );
    let (sources, found) = load(
        text("api.yaml", STRIPE),
        &Choice::Off,
        &[],
        &mut diagnostics,
    );
    assert_eq!(found, None);
    assert!(sources.root().unwrap().get("x-fetchwright").is_none());
    assert!(diagnostics.all().is_empty(), "{diagnostics:?}");
}

#[test]
fn an_unknown_name_is_an_error_that_names_the_nearest() {
    let mut diagnostics = Diagnostics::default();
    let (_, found) = load(
        text("api.yaml", STRIPE),
        &Choice::Named("strip".to_owned()),
        &[],
        &mut diagnostics,
    );
    assert_eq!(found, None);
    let [error] = diagnostics.all() else {
        panic!("{diagnostics:?}")
    };
    assert_eq!(error.message, "no provider is called `strip`");
    assert!(
        error.help.as_deref().unwrap().contains("`stripe`"),
        "{error:?}"
    );
}

#[test]
fn every_file_can_be_read_and_applied() {
    for provider in PROVIDERS {
        let mut diagnostics = Diagnostics::default();
        assert!(provider.read(&mut diagnostics).root().is_some());
        let pets = "{openapi: 3.1.0, info: {title: Pets, version: '1'}, paths: {}}";
        let choice = Choice::Named(provider.name.to_owned());
        let (_, found) = load(text("api.yaml", pets), &choice, &[], &mut diagnostics);
        assert!(found.is_some(), "{}", provider.name);
        // The version of this specification is none of the provider's.
        let mut others = diagnostics
            .all()
            .iter()
            .filter(|found| !found.message.contains("is not sent"));
        assert!(
            others.next().is_none(),
            "{}: {diagnostics:?}",
            provider.name
        );
        assert_eq!(Provider::named(provider.name), Some(provider));
    }
}

const EVENTS: &str = "
openapi: 3.1.0
x-names: {all: ['*', charge.captured, charge.dispute.closed, charge.refund.updated, unknown.thing.made, plain]}
x-fetchwright:
  webhooks:
    event-names: [/x-missing, /x-names/all]
    event-component: prefix
    events: {charge.dispute.*: dispute, charge.*: charge, charge.refund.updated: refund}
components: {schemas: {charge: {}, dispute: {}, refund: {}}}
";

#[test]
fn events_are_those_of_the_list_by_name_then_pattern_then_prefix() {
    let mut diagnostics = Diagnostics::default();
    let (sources, _) = load(
        text("api.yaml", EVENTS),
        &Choice::Off,
        &[],
        &mut diagnostics,
    );
    let events = ["x-fetchwright", "webhooks", "events"]
        .iter()
        .try_fold(sources.root().unwrap(), |node, key| node.get(key))
        .and_then(Node::as_object)
        .unwrap();
    let events: Vec<(&str, &str)> = events
        .entries()
        .iter()
        .map(|entry| (&*entry.key, entry.node.as_str().unwrap()))
        .collect();
    assert_eq!(
        events,
        [
            ("charge.captured", "charge"),
            ("charge.dispute.closed", "dispute"),
            ("charge.refund.updated", "refund"),
        ]
    );
    assert!(diagnostics.all().is_empty(), "{diagnostics:?}");
}

fn loaded(specification: &str) -> (Sources, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let (sources, _) = load(
        text("api.yaml", specification),
        &Choice::Recognise,
        &[],
        &mut diagnostics,
    );
    let messages = diagnostics.all().iter().map(|found| found.message.clone());
    (sources, messages.collect())
}

fn follow<'s>(sources: &'s Sources, keys: &[&str]) -> Option<&'s Node> {
    keys.iter()
        .try_fold(sources.root()?, |node, key| node.get(key))
}

#[test]
fn named_servers_replace_those_of_the_specification_and_keep_their_path() {
    let (sources, _) = loaded(
        "
openapi: 3.1.0
servers: [{url: 'https://sandbox.acme.test/v2'}]
x-fetchwright: {servers: [{name: production, url: 'https://api.acme.test'}, {name: eu, url: 'https://eu.acme.test/v3'}]}
",
    );
    let servers = follow(&sources, &["servers"])
        .and_then(Node::as_array)
        .unwrap();
    let servers: Vec<(&str, &str)> = servers
        .iter()
        .map(|server| {
            let text = |key| server.get(key).and_then(Node::as_str).unwrap();
            (text("url"), text("description"))
        })
        .collect();
    assert_eq!(
        servers,
        [
            ("https://api.acme.test/v2", "production"),
            ("https://eu.acme.test/v3", "eu")
        ]
    );
    let (sources, _) = loaded(
        "
swagger: '2.0'
host: sandbox.acme.test
basePath: /v2
x-fetchwright: {servers: [{name: production, url: 'https://api.acme.test'}]}
",
    );
    let text = |key| follow(&sources, &[key]).and_then(Node::as_str);
    assert_eq!(text("host"), Some("api.acme.test"));
    assert_eq!(text("basePath"), Some("/v2"));
}

#[test]
fn credentials_complete_and_add_security_schemes() {
    let (sources, _) = loaded(
        "
openapi: 3.1.0
paths: {/a: {get: {responses: {}}}}
components: {securitySchemes: {apiToken: {type: apiKey, in: header, name: Authorization}}}
x-fetchwright: {credentials: {apiToken: {prefix: 'SSWS '}, token: {type: http, scheme: bearer}, other: {env: OTHER}}}
",
    );
    let schemes = |keys: &[&str]| {
        let path = [&["components", "securitySchemes"], keys].concat();
        follow(&sources, &path).and_then(Node::as_str)
    };
    assert_eq!(schemes(&["apiToken", "in"]), Some("header"));
    assert!(follow(&sources, &["components", "securitySchemes", "other"]).is_none());
    let security = follow(&sources, &["security"])
        .and_then(Node::as_array)
        .unwrap();
    let names: Vec<&str> = security
        .iter()
        .flat_map(|one| one.as_object().unwrap().entries())
        .map(|entry| &*entry.key)
        .collect();
    assert_eq!(names, ["apiToken"]);
    assert!(follow(&sources, &["components", "securitySchemes", "token"]).is_none());

    let (sources, _) = loaded(
        "
openapi: 3.1.0
paths: {/a: {get: {responses: {}}}}
x-fetchwright: {credentials: {token: {type: http, scheme: bearer}, other: {env: OTHER}}}
",
    );
    let schemes = follow(&sources, &["components", "securitySchemes"]).and_then(Node::as_object);
    let names: Vec<&str> = schemes
        .unwrap()
        .entries()
        .iter()
        .map(|entry| &*entry.key)
        .collect();
    assert_eq!(names, ["token"]);
    assert!(follow(&sources, &["security"]).is_some());
}

#[test]
fn security_that_the_specification_states_is_not_changed() {
    let (sources, _) = loaded(
        "
openapi: 3.1.0
paths: {/a: {get: {security: [], responses: {}}}}
x-fetchwright: {credentials: {token: {type: http, scheme: bearer}}}
",
    );
    assert!(follow(&sources, &["security"]).is_none());
}

#[test]
fn a_header_is_a_text_or_read_from_the_specification() {
    let header = |version: &str| {
        let (sources, messages) = loaded(&format!(
            "
openapi: 3.1.0
info: {{version: '{version}'}}
x-fetchwright: {{headers: {{Fixed: 'a', Given: {{value: b}},
  Acme-Version: {{pointer: /info/version, pattern: '\\d{{4}}-\\d{{2}}-\\d{{2}}(\\.[a-z]+)?'}}}}}}
"
        ));
        let headers = follow(&sources, &["x-fetchwright", "headers"])
            .and_then(Node::as_object)
            .unwrap();
        let headers: Vec<(String, String)> = headers
            .entries()
            .iter()
            .map(|entry| {
                (
                    entry.key.to_string(),
                    entry.node.as_str().unwrap().to_owned(),
                )
            })
            .collect();
        (headers, messages)
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let (headers, messages) = header("2026-10-28.acacia");
    assert_eq!(
        headers,
        [
            pair("Acme-Version", "2026-10-28.acacia"),
            pair("Fixed", "a"),
            pair("Given", "b")
        ]
    );
    assert!(messages.is_empty(), "{messages:?}");
    let (headers, messages) = header("Wed Oct 15 2025");
    assert_eq!(headers, [pair("Fixed", "a"), pair("Given", "b")]);
    assert_eq!(
        messages,
        ["the header `Acme-Version` is not sent: its value cannot be read from `Wed Oct 15 2025`"]
    );
}
