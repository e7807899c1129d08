//! OAuth 2.0: endpoints and scopes of the schemes that operations use, completed by what is known of the provider.
//!
//! ```text
//! oauth2: {flows: {authorizationCode: {tokenUrl: /token, …}}}, server https://api.example.com
//!   →   OAuthEndpoints { user: "https://api.example.com/token", authorization: …, … }
//! security: [{oauth2: [read, write]}, {oauth2: [admin]}]   →   scopes: [["read", "write"], ["admin"]]
//! ```
//!
//! Flows that RFC 9700 advises against, `implicit` and `password`, bring nothing but their scopes.

use std::collections::BTreeMap;

use fetchwright_runtime::server_urls::{is_relative, resolve};

use crate::document::model::{
    Document, OAuthFlow, OAuthFlowKind, Requirement, SecurityKind, SecurityScheme,
};
use crate::document::oauth::OAuthRules;
use crate::ir::{OAuth, OAuthEndpoints, OAuthScope};
use crate::resolve::Selection;

/// What a client needs to know; `None` where nobody says how tokens are had.
pub(super) fn oauth(selection: &Selection<'_, '_>, used: &[String]) -> Option<OAuth> {
    let document = selection.document;
    let rules = document.extension.oauth.clone().unwrap_or_default();
    let schemes: Vec<&SecurityScheme<'_>> = document
        .security_schemes
        .iter()
        .filter(|scheme| is_oauth(scheme) && used.iter().any(|used| used == scheme.name))
        .collect();
    let mut endpoints: Vec<OAuthEndpoints> = Vec::new();
    for scheme in &schemes {
        let own = of_provider(of_scheme(document, scheme), &rules);
        if !endpoints.iter_mut().any(|others| join(others, &own)) && has_any(&own) {
            endpoints.push(own);
        }
    }
    if schemes.is_empty() {
        let own = of_provider(OAuthEndpoints::default(), &rules);
        endpoints.extend(Some(own).filter(has_any));
    }
    let owned = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    // A token request as JSON is not written.
    (!endpoints.is_empty() && !rules.json_body).then(|| OAuth {
        is_declared: !schemes.is_empty(),
        endpoints,
        scopes: scopes(selection, &schemes),
        in_body: rules.client_auth.first() == Some(&"body"),
        scope_separator: rules.scope_separator.map(str::to_owned),
        parameters: owned(&rules.parameters),
        token_parameters: owned(&rules.token_parameters),
        issuer: rules
            .issuer
            .filter(|issuer| !issuer.contains('{'))
            .map(str::to_owned),
    })
}

/// The scopes that an operation needs: alternatives, each a set that is needed together. None where one alternative needs none.
pub(super) fn needed_scopes(
    document: &Document<'_>,
    alternatives: &[Requirement<'_>],
) -> Vec<Vec<String>> {
    let is_token = |name: &str| {
        let schemes = &mut document.security_schemes.iter();
        schemes.any(|scheme| scheme.name == name && is_oauth(scheme))
    };
    let mut all: Vec<Vec<String>> = Vec::new();
    for alternative in alternatives {
        let mut schemes = alternative
            .iter()
            .filter(|required| is_token(required.name))
            .peekable();
        if schemes.peek().is_none() {
            continue;
        }
        let mut scopes: Vec<String> = Vec::new();
        for scope in schemes.flat_map(|required| &required.scopes) {
            if !scopes.iter().any(|known| known == scope) {
                scopes.push((*scope).to_owned());
            }
        }
        if scopes.is_empty() {
            return Vec::new();
        }
        if !all.contains(&scopes) {
            all.push(scopes);
        }
    }
    all
}

pub(super) fn is_oauth(scheme: &SecurityScheme<'_>) -> bool {
    matches!(scheme.kind, SecurityKind::OAuth2 { .. })
}

fn of_scheme(document: &Document<'_>, scheme: &SecurityScheme<'_>) -> OAuthEndpoints {
    let flow = |kind| scheme.flows.iter().find(|flow| flow.kind == kind);
    let url = |url: Option<&str>| url.and_then(|url| absolute(document, url));
    let token = |flow: Option<&OAuthFlow<'_>>| url(flow.and_then(|flow| flow.token_url));
    let code = flow(OAuthFlowKind::AuthorizationCode);
    let device = flow(OAuthFlowKind::DeviceAuthorization);
    let user = token(code).or_else(|| token(device));
    let refresh = [code, device].into_iter().flatten();
    let refresh = url(refresh.filter_map(|flow| flow.refresh_url).next());
    OAuthEndpoints {
        scheme: scheme.name.to_owned(),
        client_credentials: token(flow(OAuthFlowKind::ClientCredentials)),
        refresh: refresh.filter(|refresh| Some(refresh) != user.as_ref()),
        authorization: url(code.and_then(|flow| flow.authorization_url)).filter(|_| user.is_some()),
        device: url(device.and_then(|flow| flow.device_url)).filter(|_| user.is_some()),
        user,
        discovery: url(scheme.discovery_url),
        service_account: None,
    }
}

/// A URL of a flow, which may be relative to the API's server (3.2, 4.27).
fn absolute(document: &Document<'_>, url: &str) -> Option<String> {
    if url.starts_with("https://") || url.starts_with("http://") {
        return Some(url.to_owned());
    }
    let server = super::server(document.servers.first()?).default_url();
    let is_known = !url.trim().is_empty() && !url.contains("://") && server.contains("://");
    (is_known && !is_relative(&server)).then(|| resolve(url, &server))
}

/// What is known of the provider completes and corrects what the specification says.
fn of_provider(mut own: OAuthEndpoints, rules: &OAuthRules<'_>) -> OAuthEndpoints {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let has = |grant: &str| rules.grants.contains(&grant);
    if let Some(token) = rules.token {
        let for_program = own.client_credentials.is_some() || has("client_credentials");
        own.client_credentials = for_program.then(|| token.to_owned());
        own.user = Some(token.to_owned());
        own.refresh = text(rules.refresh);
        own.service_account = has("jwt_bearer").then(|| token.to_owned());
    }
    own.authorization = text(rules.authorize).or(own.authorization);
    own.device = text(rules.device).or(own.device);
    if !rules.grants.is_empty() {
        own.client_credentials = own.client_credentials.filter(|_| has("client_credentials"));
        own.authorization = own.authorization.filter(|_| has("authorization_code"));
        own.device = own.device.filter(|_| has("device_code"));
    }
    if own.user.is_none() || own.authorization.is_none() && own.device.is_none() {
        (own.user, own.refresh) = (None, None);
        (own.authorization, own.device) = (None, None);
    } else {
        own.discovery = None;
    }
    own
}

fn has_any(own: &OAuthEndpoints) -> bool {
    let OAuthEndpoints {
        scheme: _,
        client_credentials,
        user,
        refresh: _,
        authorization: _,
        device: _,
        discovery,
        service_account,
    } = own;
    [client_credentials, user, discovery, service_account]
        .into_iter()
        .any(Option::is_some)
}

/// Takes the endpoints of another scheme in, where they contradict none.
fn join(into: &mut OAuthEndpoints, other: &OAuthEndpoints) -> bool {
    fn fits(one: &Option<String>, other: &Option<String>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    let is_either = |endpoints: &OAuthEndpoints| {
        (
            endpoints.discovery.is_some(),
            endpoints.authorization.is_some(),
        )
    };
    // Both are for a browser.
    let are_both = matches!(
        (is_either(into), is_either(other)),
        ((true, _), (_, true)) | ((_, true), (true, _))
    );
    let mut pairs = [
        (&mut into.client_credentials, &other.client_credentials),
        (&mut into.user, &other.user),
        (&mut into.refresh, &other.refresh),
        (&mut into.authorization, &other.authorization),
        (&mut into.device, &other.device),
        (&mut into.discovery, &other.discovery),
        (&mut into.service_account, &other.service_account),
    ];
    let joins = !are_both && pairs.iter().all(|(one, other)| fits(one, other));
    if joins {
        for (one, other) in &mut pairs {
            if one.is_none() {
                (*one).clone_from(other);
            }
        }
    }
    joins
}

/// The scopes that the schemes list and those that operations need.
fn scopes(selection: &Selection<'_, '_>, schemes: &[&SecurityScheme<'_>]) -> Vec<OAuthScope> {
    let document = selection.document;
    let mut scopes: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let flows = schemes.iter().flat_map(|scheme| &scheme.flows);
    for (name, docs) in flows.flat_map(|flow| &flow.scopes) {
        let known = scopes.entry(name).or_default();
        *known = known.or(Some(docs).copied().filter(|docs| !docs.trim().is_empty()));
    }
    let own = selection
        .operations()
        .filter_map(|operation| operation.security.as_ref());
    for required in own.chain(&document.security).flatten().flatten() {
        if schemes.iter().any(|scheme| scheme.name == required.name) {
            for scope in &required.scopes {
                scopes.entry(scope).or_default();
            }
        }
    }
    let scopes = scopes.into_iter().filter(|(wire, _)| !wire.is_empty());
    scopes
        .map(|(wire, docs)| OAuthScope {
            wire: wire.to_owned(),
            docs: docs.map(str::to_owned),
        })
        .collect()
}
