//! What a client does on its own, as texts that compare: no type and no signature has it, and code depends on it.
//!
//! ```text
//! x-fetchwright: {retry: {statuses: [409, 5XX]}}   →   retry = "statuses 409, 5XX"
//! pagination: {style: offset, parameter: skip}     →   pages = "offset by `skip`, items at `/orders`"
//! ```
//!
//! A policy that is as usual is not in the list.

use super::surface::Policies;
use crate::document::{self, Document};
use crate::ir::{
    Api, Framing, IdempotencyRules, LimitRules, NextPage, OAuthEndpoints, Operation, Pages, Reset,
    ResponseBody, RetryRules, Streaming,
};
use crate::settings::Settings;

/// What all calls do.
pub(super) fn of_api(api: &Api, settings: &Settings) -> Policies {
    let mut found = Policies::new();
    let mut add = |name: &str, what: String| {
        if !what.is_empty() {
            found.push((name.to_owned(), what));
        }
    };
    add("retry", retry(&api.policies.retry));
    add("rate-limit", rate_limit(&api.policies.rate_limit));
    for (part, places) in &api.error_shape.0 {
        add(&format!("error {part}"), quoted(places));
    }
    let oauth = api.oauth.as_ref();
    if let Some(oauth) = oauth.filter(|oauth| oauth.is_used(&settings.runtime_features)) {
        for endpoints in &oauth.endpoints {
            // The functions of a single set are not named after its scheme.
            let of = match oauth.endpoints.as_slice() {
                [_] => String::new(),
                _ => format!(" of {}", endpoints.scheme),
            };
            for (name, url) in urls(endpoints) {
                add(&format!("oauth {name}{of}"), url.clone());
            }
        }
    }
    found
}

/// What the calls of an operation do.
pub(super) fn of_operation(operation: &Operation, api: &IdempotencyRules) -> Policies {
    let policies = &operation.policies;
    let by_method = api.methods.contains(&operation.method);
    let header = policies.key_header.as_ref().or(api.header.as_ref());
    let header = header.map_or(IdempotencyRules::USUAL_HEADER, String::as_str);
    let is_keyed = policies.keyed.unwrap_or(by_method);
    let key = is_keyed.then(|| ("idempotency", header.to_owned()));
    let repeatable = policies.repeatable;
    let repeatable = repeatable.map(|repeatable| ("repeatable", repeatable.to_string()));
    let pages = operation.pages.as_ref();
    let pages = pages.map(|declared| ("pages", self::pages(declared)));
    let stream = operation.stream.as_ref();
    let stream = stream.map(|declared| ("stream", self::stream(declared)));
    [key, repeatable, pages, stream, accept(operation)]
        .into_iter()
        .flatten()
        .map(|(name, what)| (name.to_owned(), what))
        .collect()
}

/// The scopes of each security scheme that an operation takes; with an empty set where one alternative needs none.
pub(super) fn scopes(
    document: &Document<'_>,
    operation: &document::Operation<'_>,
) -> Vec<(String, Vec<String>)> {
    let alternatives = operation.security.as_ref().or(document.security.as_ref());
    let schemes = || alternatives.into_iter().flatten().flatten();
    let needs_some = |name: &str| {
        let mut schemes = schemes();
        schemes.any(|scheme| scheme.name == name && !scheme.scopes.is_empty())
    };
    let mut found: Vec<(String, Vec<String>)> = schemes()
        .filter(|scheme| needs_some(scheme.name))
        .map(|scheme| {
            let mut scopes: Vec<String> = scheme
                .scopes
                .iter()
                .map(|scope| (*scope).to_owned())
                .collect();
            scopes.sort();
            (scheme.name.to_owned(), scopes)
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The media type that is asked for first.
fn accept(operation: &Operation) -> Option<(&'static str, String)> {
    if operation.response_body == ResponseBody::Empty {
        return None;
    }
    let accept = operation.accept.as_deref()?;
    let first = accept.split([',', ';']).next().unwrap_or_default().trim();
    (first != "application/json").then(|| ("accept", first.to_owned()))
}

fn retry(rules: &RetryRules) -> String {
    let RetryRules {
        statuses,
        not_processed,
        header,
        never,
    } = rules;
    let list = |name: &str, statuses: &Option<Vec<u16>>| {
        let statuses = statuses.as_ref()?.iter().map(|status| match status {
            0..10 => format!("{status}XX"),
            _ => status.to_string(),
        });
        Some(format!(
            "{name} {}",
            statuses.collect::<Vec<_>>().join(", ")
        ))
    };
    let parts = [
        list("statuses", statuses),
        list("not processed", not_processed),
        header.as_ref().map(|header| format!("header `{header}`")),
        (!never.is_empty()).then(|| format!("never {}", quoted(never))),
    ];
    joined(parts)
}

fn rate_limit(rules: &LimitRules) -> String {
    let LimitRules {
        headers,
        reset,
        statuses,
        messages,
        pause,
    } = rules;
    let headers: Vec<String> = headers
        .iter()
        .map(|(remaining, reset)| format!("`{remaining}` and `{reset}`"))
        .collect();
    let reset = Reset::ALL.iter().find(|(_, known)| known == reset);
    let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
    let parts = [
        (!headers.is_empty()).then(|| headers.join(", ")),
        reset
            .filter(|(_, reset)| *reset != Reset::default())
            .map(|(name, _)| format!("reset in {name}")),
        (!statuses.is_empty()).then(|| format!("statuses {}", statuses.join(", "))),
        (!messages.is_empty()).then(|| format!("messages {}", quoted(messages))),
        (*pause > 0).then(|| format!("a pause of {pause} s")),
    ];
    joined(parts)
}

fn pages(pages: &Pages) -> String {
    let Pages {
        items,
        item: _,
        next,
        more,
        done,
        total,
    } = pages;
    let next = match next {
        NextPage::LastId {
            parameter,
            backwards,
            id,
        } => {
            let backwards = backwards
                .as_ref()
                .map(|name| format!(" (`{name}` backwards)"));
            let backwards = backwards.unwrap_or_default();
            format!("the last id at `{id}` in `{parameter}`{backwards}")
        }
        NextPage::Token {
            parameter,
            in_body,
            at,
        } => {
            let place = if *in_body { "in the body at" } else { "in" };
            format!("the token at `{at}` {place} `{parameter}`")
        }
        NextPage::Url { at, rel } => match rel {
            Some(rel) => format!("the URL `{rel}` at `{at}`"),
            None => format!("the URL at `{at}`"),
        },
        NextPage::Link { last: None } => "the URL of the header `Link`".to_owned(),
        NextPage::Link {
            last: Some((name, value)),
        } => format!("the URL of the header `Link` until `{name}={value}`"),
        NextPage::Offset { parameter } => format!("the offset in `{parameter}`"),
        NextPage::Number { parameter, first } => {
            format!("the number in `{parameter}`, from {first}")
        }
    };
    let at = |name: &str, place: &Option<String>| {
        let place = place.as_ref()?;
        Some(format!("{name} at `{place}`"))
    };
    let items = match items.as_str() {
        "" => "the page is the list".to_owned(),
        items => format!("items at `{items}`"),
    };
    joined([
        Some(next),
        Some(items),
        at("more", more),
        at("done", done),
        at("total", total),
    ])
}

fn stream(stream: &Streaming) -> String {
    let framing = match stream.framing {
        Framing::Events => "server-sent events",
        Framing::Lines => "lines of JSON",
    };
    let asked_by = stream.asked_by.as_ref();
    joined([
        Some(framing.to_owned()),
        asked_by.map(|property| format!("asked for with `{property}`")),
    ])
}

/// The URLs that the functions of `auth` use.
fn urls(endpoints: &OAuthEndpoints) -> Vec<(&'static str, &String)> {
    let OAuthEndpoints {
        scheme: _,
        client_credentials,
        user,
        refresh,
        authorization,
        device,
        discovery,
        service_account,
    } = endpoints;
    let all = [
        ("token endpoint", client_credentials),
        ("token endpoint for users", user),
        ("refresh endpoint", refresh),
        ("authorization endpoint", authorization),
        ("device endpoint", device),
        ("discovery document", discovery),
        ("token endpoint for service accounts", service_account),
    ];
    let given = all.into_iter();
    given
        .filter_map(|(name, url)| Some((name, url.as_ref()?)))
        .collect()
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn quoted(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    quoted.join(", ")
}
