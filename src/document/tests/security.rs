use super::super::model::{Location, OAuthFlowKind, RequiredScheme, SecurityKind};
use super::read;

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

#[test]
fn schemes_are_read() {
    let outcome = read(&format!(
        "{HEAD}components:
  securitySchemes:
    key: {{type: apiKey, in: header, name: X-Key}}
    basic: {{type: http, scheme: Basic}}
    bearer: {{type: http, scheme: bearer}}
    oauth: {{type: oauth2, flows: {{authorizationCode: {{authorizationUrl: /a, tokenUrl: /t, scopes: {{read: Reads}}}}}}}}
    tls: {{type: mutualTLS}}
    broken: {{type: apiKey}}
"
    ));
    let schemes = &outcome.document().security_schemes;
    assert!(
        matches!(schemes[0].kind, SecurityKind::Basic)
            && matches!(schemes[1].kind, SecurityKind::Bearer)
    );
    assert!(matches!(
        schemes[2].kind,
        SecurityKind::ApiKey {
            location: Location::Header,
            name: "X-Key",
            prefix: None,
        }
    ));
    let flow = &schemes[3].flows[0];
    assert_eq!(
        (flow.kind, flow.token_url),
        (OAuthFlowKind::AuthorizationCode, Some("/t"))
    );
    assert_eq!(flow.scopes, [("read", "Reads")]);
    assert!(matches!(schemes[4].kind, SecurityKind::Other("mutualTLS")));
    assert_eq!((schemes.len(), outcome.codes()), (5, vec!["missing-field"]));
}

#[test]
fn facts_of_a_scheme_are_its_own_or_those_of_the_root() {
    let outcome = read(&format!(
        "{HEAD}x-fetchwright:
  credentials: {{key: {{username: api, prefix: 'Key '}}, other: {{password: ''}}, header: {{prefix: 'SSWS '}}}}
components:
  securitySchemes:
    key: {{type: http, scheme: basic, x-fetchwright: {{username: own}}}}
    other: {{type: http, scheme: basic}}
    header: {{type: apiKey, in: header, name: Authorization}}
"
    ));
    let schemes = &outcome.document().security_schemes;
    assert_eq!((schemes[1].user, schemes[1].password), (Some("own"), None));
    assert_eq!((schemes[2].user, schemes[2].password), (None, Some("")));
    assert!(matches!(
        schemes[0].kind,
        SecurityKind::ApiKey {
            prefix: Some("SSWS "),
            ..
        }
    ));
}

#[test]
fn requirements_name_declared_schemes() {
    let outcome = read(&format!(
        "{HEAD}security: [{{a: []}}, {{no: []}}]
paths:
  /own: {{get: {{security: []}}}}
  /optional: {{get: {{security: [{{a: []}}, {{}}]}}}}
  /unknown: {{get: {{security: [{{no: []}}]}}}}
components: {{securitySchemes: {{a: {{type: http, scheme: bearer}}}}}}
"
    ));
    let a = || RequiredScheme {
        name: "a",
        scopes: Vec::new(),
    };
    assert_eq!(outcome.document().security, Some(vec![vec![a()]]));
    assert_eq!(outcome.operation(0).security, Some(vec![vec![a()], vec![]]));
    assert_eq!(outcome.operation(1).security, Some(vec![]));
    // Not "without credentials", which is what an empty list would declare.
    assert_eq!(outcome.operation(2).security, None);
    assert_eq!(outcome.codes(), ["unknown-security-scheme"; 2]);
}

#[test]
fn requirements_have_scopes() {
    let outcome = read(&format!(
        "{HEAD}security: [{{a: [read, write]}}, {{a: }}, {{a: [1, read]}}]
components:
  securitySchemes:
    a: {{type: openIdConnect, openIdConnectUrl: 'https://login.example/.well-known/openid-configuration'}}
"
    ));
    let security = outcome.document().security.as_ref().unwrap();
    let scopes: Vec<_> = security
        .iter()
        .map(|required| &*required[0].scopes)
        .collect();
    assert_eq!(scopes, [&["read", "write"][..], &[], &["read"]]);
    assert_eq!(
        outcome.document().security_schemes[0].discovery_url,
        Some("https://login.example/.well-known/openid-configuration")
    );
}
