//! `include` and `exclude` to operations.
//!
//! ```text
//! include = ["/v1/customers/**"], exclude = ["DELETE /v1/customers/{id}"]
//! ```
//!
//! Without `include` everything is wanted. `schema:NAME` speaks of a component, every other selector speaks of webhooks as well: by key or `operationId`, by tag, by
//! a glob over its key. A selector that selects nothing is an error, since something was meant.

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::document::{Document, Operation, SchemaId};
use crate::settings::{Selector, Settings};

/// What is wanted.
pub(super) struct Chosen {
    /// Indices of operations.
    pub operations: Vec<usize>,
    /// Indices of webhooks.
    pub webhooks: Vec<usize>,
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
    for selector in settings.include.iter().chain(&settings.exclude) {
        let selects = || {
            document
                .operations
                .iter()
                .chain(&document.webhooks)
                .any(|operation| matches(selector, operation))
        };
        if component(selector, document).is_none() && !selects() {
            diagnostics.report(unmatched(selector, document));
        }
    }
    let is_operation = |selector: &&Selector| !matches!(selector, Selector::Schema(_));
    let include: Vec<&Selector> = settings.include.iter().filter(is_operation).collect();
    let wanted = |operation: &Operation<'_>| {
        let included =
            include.is_empty() || include.iter().any(|selector| matches(selector, operation));
        included
            && !settings
                .exclude
                .iter()
                .any(|selector| matches(selector, operation))
    };
    Chosen {
        operations: positions(&document.operations, wanted),
        webhooks: positions(&document.webhooks, wanted),
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

fn positions(operations: &[Operation<'_>], wanted: impl Fn(&Operation<'_>) -> bool) -> Vec<usize> {
    operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| wanted(operation))
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
        Selector::Schema(_) => false,
    }
}

/// `*` stands for one segment, `**` for any number of them, none included. Time is bounded by the product of the two
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
    let what = if matches!(selector, Selector::Schema(_)) {
        "component"
    } else {
        "operation"
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
