//! `include` and `exclude` to operations.
//!
//! ```text
//! include = ["/v1/customers/**"], exclude = ["DELETE /v1/customers/{id}"]
//! ```
//!
//! Without `include` everything is wanted. `schema:NAME` speaks of a component, `event:NAME` of webhooks only, every other
//! selector of both: of a webhook by key or `operationId`, by tag, by a glob over its key. Where `include` chooses no webhook and
//! no event, it is about operations, and webhooks stay. A selector that selects nothing is an error, since something was meant.

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::document::extension::{EventRule, EventSelection};
use crate::document::{Document, Operation, SchemaId};
use crate::settings::{Selector, Settings};
use crate::stars;

/// What is wanted.
pub(super) struct Chosen {
    /// Indices of operations.
    pub operations: Vec<usize>,
    /// Indices of webhooks.
    pub webhooks: Vec<usize>,
    /// Indices of the rules for events.
    pub events: Vec<usize>,
    /// Whether only those events are wanted that hold what is reached without them.
    pub only_reached: bool,
    /// Components whose types are wanted, whatever reaches them.
    pub included: Vec<SchemaId>,
    /// Components whose types are not.
    pub excluded: HashSet<SchemaId>,
}

/// Applies the selectors.
pub(super) fn choose(
    document: &Document<'_>,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Chosen {
    let rules = &document.extension.webhooks.events;
    let chooses_events = |selector: &Selector| {
        let webhooks = document.webhooks.iter();
        webhooks
            .into_iter()
            .any(|webhook| matches(selector, webhook))
            || rules.iter().any(|rule| matches_event(selector, rule))
    };
    for selector in settings.include.iter().chain(&settings.exclude) {
        let selects = || {
            let operations = document.operations.iter();
            operations
                .into_iter()
                .any(|operation| matches(selector, operation))
                || chooses_events(selector)
        };
        if component(selector, document).is_none() && !selects() {
            let found = unmatched(selector, document);
            diagnostics.report(match settings.tolerant {
                true => Diagnostic {
                    severity: Severity::Warning,
                    ..found
                },
                false => found,
            });
        }
    }
    let is_operation = |selector: &&Selector| !matches!(selector, Selector::Schema(_));
    let include: Vec<&Selector> = settings.include.iter().filter(is_operation).collect();
    let any = |selectors: &[&Selector], test: &dyn Fn(&Selector) -> bool| {
        let included = selectors.is_empty() || selectors.iter().any(|selector| test(selector));
        included && !settings.exclude.iter().any(test)
    };
    // A list of operations does not mention events.
    let names_events = include.iter().any(|selector| chooses_events(selector));
    let of_events: &[&Selector] = if names_events { &include } else { &[] };
    let only_reached = !include.is_empty()
        && !names_events
        && document.extension.webhooks.select == EventSelection::Reached;
    let webhooks = positions(&document.webhooks, |webhook| {
        !only_reached && any(of_events, &|selector| matches(selector, webhook))
    });
    Chosen {
        operations: positions(&document.operations, |operation| {
            any(&include, &|selector| matches(selector, operation))
        }),
        webhooks,
        events: positions(rules, |rule| {
            any(of_events, &|selector| matches_event(selector, rule))
        }),
        only_reached,
        included: settings
            .include
            .iter()
            .filter_map(|selector| component(selector, document))
            .collect(),
        excluded: settings
            .exclude
            .iter()
            .filter_map(|selector| component(selector, document))
            .collect(),
    }
}

/// The component that a selector names.
fn component(selector: &Selector, document: &Document<'_>) -> Option<SchemaId> {
    let Selector::Schema(wanted) = selector else {
        return None;
    };
    document
        .components
        .iter()
        .find(|(name, _)| name == wanted)
        .map(|(_, id)| *id)
}

fn positions<T>(all: &[T], wanted: impl Fn(&T) -> bool) -> Vec<usize> {
    all.iter()
        .enumerate()
        .filter(|(_, one)| wanted(one))
        .map(|(index, _)| index)
        .collect()
}

/// Whether a selector chooses an operation.
pub fn matches(selector: &Selector, operation: &Operation<'_>) -> bool {
    match selector {
        Selector::OperationId(id) => {
            let webhook = !operation.path.starts_with('/') && operation.path == id;
            operation.id == Some(id) || webhook
        }
        Selector::Operation { method, path } => {
            method.eq_ignore_ascii_case(&operation.method) && path == operation.path
        }
        Selector::Path(glob) => glob_matches(glob, operation.path),
        Selector::Tag(tag) => operation.tags.contains(&tag.as_str()),
        Selector::Event(pattern) => {
            !operation.path.starts_with('/') && is_event(pattern, operation)
        }
        Selector::Schema(_) => false,
    }
}

/// Whether a selector chooses an event that a rule describes.
fn matches_event(selector: &Selector, rule: &EventRule<'_>) -> bool {
    matches!(selector, Selector::Event(pattern) if stars::matches(pattern, rule.name))
}

/// Whether a webhook is what a pattern calls an event: by key, by `operationId` or by the name that its extension gives it. Where
/// an event is called `issues.opened`, its webhook's key is often `issues-opened`.
fn is_event(pattern: &str, webhook: &Operation<'_>) -> bool {
    let plain = |text: &str| text.replace(['-', '_', '/'], ".");
    let names = [Some(webhook.path), webhook.id, webhook.extension.event];
    let pattern = plain(pattern);
    names
        .into_iter()
        .flatten()
        .any(|name| stars::matches(&pattern, &plain(name)))
}

/// `*` matches one segment, `**` for any number of them, none included. Time is bounded by the product of the two
/// lengths, however many `**` there are.
fn glob_matches(glob: &str, path: &str) -> bool {
    let (pattern, segments): (Vec<_>, Vec<_>) =
        (glob.split('/').collect(), path.split('/').collect());
    let (mut at, mut segment) = (0, 0);
    // The last `**`, and the first segment that it does not take yet.
    let mut retry: Option<(usize, usize)> = None;
    while let Some(text) = segments.get(segment) {
        match pattern.get(at) {
            Some(&"**") => {
                retry = Some((at, segment));
                at += 1;
            }
            Some(part) if *part == "*" || part == text => (at, segment) = (at + 1, segment + 1),
            _ => {
                let Some((star, taken)) = retry else {
                    return false;
                };
                retry = Some((star, taken + 1));
                (at, segment) = (star + 1, taken + 1);
            }
        }
    }
    pattern.iter().skip(at).all(|part| *part == "**")
}

fn unmatched(selector: &Selector, document: &Document<'_>) -> Diagnostic {
    let operations = || document.operations.iter().chain(&document.webhooks);
    let (text, near) = match selector {
        Selector::OperationId(id) => (
            id.clone(),
            nearest(id, operations().filter_map(|o| o.id.map(str::to_owned))),
        ),
        Selector::Operation { method, path } => {
            let text = format!("{method} {path}");
            let near = nearest(
                &text,
                operations().map(|o| format!("{} {}", o.method, o.path)),
            );
            (text, near)
        }
        Selector::Path(glob) => (
            glob.clone(),
            nearest(glob, operations().map(|o| o.path.to_owned())),
        ),
        Selector::Tag(tag) => {
            let tags = operations()
                .flat_map(|o| &o.tags)
                .map(|tag| format!("tag:{tag}"));
            (format!("tag:{tag}"), nearest(&format!("tag:{tag}"), tags))
        }
        Selector::Event(pattern) => {
            let rules = document.extension.webhooks.events.iter();
            let rules = rules.map(|rule| format!("event:{}", rule.name));
            let webhooks = document.webhooks.iter();
            let webhooks = webhooks.map(|webhook| format!("event:{}", webhook.path));
            let text = format!("event:{pattern}");
            let near = nearest(&text, rules.chain(webhooks));
            (text, near)
        }
        Selector::Schema(name) => {
            let names = document
                .components
                .iter()
                .map(|(name, _)| format!("schema:{name}"));
            (
                format!("schema:{name}"),
                nearest(&format!("schema:{name}"), names),
            )
        }
    };
    let what = match selector {
        Selector::Schema(_) => "component",
        Selector::Event(_) => "event",
        _ => "operation",
    };
    let diagnostic = Diagnostic::error(
        Code::UnmatchedSelector,
        format!("`{text}` selects no {what}"),
    );
    match near.is_empty() {
        true => diagnostic,
        false => diagnostic.help(format!("did you mean {}?", near.join(" or "))),
    }
}

#[cfg(test)]
mod tests {
    use super::glob_matches;

    #[test]
    fn one_star_is_one_segment_and_two_are_any_number() {
        assert!(glob_matches("/v1/*", "/v1/customers"));
        assert!(!glob_matches("/v1/*", "/v1/customers/{id}"));
        assert!(glob_matches("/v1/**", "/v1"));
        assert!(glob_matches("/v1/**", "/v1/customers/{id}"));
        assert!(glob_matches("/**/{id}", "/v1/customers/{id}"));
        assert!(glob_matches("/**/a/**/b", "/a/a/x/b/b"));
        assert!(!glob_matches("/**/a/**/c", "/a/a/x/b/b"));
        assert!(glob_matches("**", "/a"));
    }
}
