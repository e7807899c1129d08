//! What a client does on its own: keys, attempts, pages, places of errors, and the scopes of tokens.

use super::operations::{method_path, of_operations};
use super::{Comparison, Subject};
use crate::diff::codes::Code;
use crate::diff::surface::{Operation, Policies};

/// What a policy is where the specification declares none.
const USUAL: &str = "as usual";

impl<'c> Comparison<'c> {
    /// What all calls do.
    pub(super) fn api_policies(&mut self) {
        let (old, new) = (self.old, self.new);
        for (name, before, after) in changed(&old.policies, &new.policies) {
            let Some((code, message)) = finding(name, before, after) else {
                continue;
            };
            let rust = match (name.strip_prefix("error "), name.strip_prefix("oauth ")) {
                (Some(part), _) => format!("Error::{part}"),
                (_, Some(endpoint)) => format!("auth {endpoint}"),
                _ => "Client".to_owned(),
            };
            let subject = Subject {
                rust: &rust,
                old: before.unwrap_or(USUAL),
                new: after.unwrap_or(USUAL),
                ..Subject::default()
            };
            self.report(code, message, &subject);
        }
    }

    /// What the calls of an operation do.
    pub(super) fn policies(&mut self, old: &'c Operation, new: &'c Operation) {
        let path = method_path(old);
        for (name, before, after) in changed(&old.policies, &new.policies) {
            // A result of another type is reported, and the client asks for it.
            if name == "accept" && old.result != new.result {
                continue;
            }
            if let Some((code, message)) = finding(name, before, after) {
                self.report(code, message, &of_operations(old, new, &path));
            }
        }
    }

    /// The scopes of tokens that were enough before.
    pub(super) fn scopes(&mut self, old: &'c Operation, new: &'c Operation) {
        let takes = |operation: &Operation, scheme: &str| {
            let alternatives = operation.security.iter().flatten().flatten();
            alternatives.into_iter().any(|known| known == scheme)
        };
        let mut schemes: Vec<&String> = old
            .scopes
            .iter()
            .chain(&new.scopes)
            .map(|(scheme, _)| scheme)
            .collect();
        schemes.sort();
        schemes.dedup();
        let path = method_path(old);
        for scheme in schemes {
            // A scheme that only one of both takes is reported as that.
            if !takes(old, scheme) || !takes(new, scheme) {
                continue;
            }
            let (before, after) = (sets(old, scheme), sets(new, scheme));
            let holds = |token: &[String], needed: &[String]| {
                needed.iter().all(|scope| token.contains(scope))
            };
            let suffices = |token: &Vec<String>, sets: &[Vec<String>]| {
                sets.iter().any(|needed| holds(token, needed))
            };
            let code = match (
                before.iter().all(|token| suffices(token, &after)),
                after.iter().all(|token| suffices(token, &before)),
            ) {
                (true, true) => continue,
                (true, false) => Code::ScopesRelaxed,
                (false, _) => Code::ScopesChanged,
            };
            let needed = sets_text(&after);
            let message = format!(
                "a token of `{scheme}` needs {needed} and needed {}",
                sets_text(&before)
            );
            let subject = Subject {
                new: &needed,
                ..of_operations(old, new, &path)
            };
            self.report(code, message, &subject);
        }
    }
}

/// The sets of scopes of which a token needs one.
fn sets(operation: &Operation, scheme: &str) -> Vec<Vec<String>> {
    let of_scheme = operation.scopes.iter().filter(|(known, _)| known == scheme);
    let sets: Vec<Vec<String>> = of_scheme.map(|(_, scopes)| scopes.clone()).collect();
    match sets.is_empty() {
        true => vec![Vec::new()],
        false => sets,
    }
}

fn sets_text(sets: &[Vec<String>]) -> String {
    let set = |scopes: &Vec<String>| match scopes.as_slice() {
        [] => "none".to_owned(),
        scopes => format!("`{}`", scopes.join("` and `")),
    };
    sets.iter().map(set).collect::<Vec<_>>().join(" or ")
}

/// The policies that are not the same, with what they were and are.
fn changed<'p>(
    old: &'p Policies,
    new: &'p Policies,
) -> Vec<(&'p str, Option<&'p str>, Option<&'p str>)> {
    let find = |policies: &'p Policies, name: &str| {
        let found = policies.iter().find(|(known, _)| known == name);
        found.map(|(_, what)| what.as_str())
    };
    let mut names: Vec<&str> = old
        .iter()
        .chain(new)
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| (name, find(old, name), find(new, name)))
        .filter(|(_, before, after)| before != after)
        .collect()
}

/// What a changed policy means; `None` for what is reported elsewhere.
fn finding(name: &str, before: Option<&str>, after: Option<&str>) -> Option<(Code, String)> {
    let (old, new) = (before.unwrap_or(USUAL), after.unwrap_or(USUAL));
    let now_and_before = |what: &str| format!("{what}: {new}; before: {old}");
    Some(match (name, before, after) {
        ("idempotency", Some(header), None) => (
            Code::IdempotencyRemoved,
            format!("it carries no key any more; it was in `{header}`"),
        ),
        ("idempotency", None, Some(header)) => (
            Code::IdempotencyAdded,
            format!("it carries a key in `{header}`"),
        ),
        ("idempotency", _, _) => (
            Code::IdempotencyHeader,
            format!("the key is in `{new}` and was in `{old}`"),
        ),
        ("retry", _, _) => (Code::RetryChanged, now_and_before("what is sent again")),
        ("repeatable", _, _) => (
            Code::RetryChanged,
            now_and_before("whether it may be sent again"),
        ),
        ("rate-limit", _, _) => (
            Code::RateLimitChanged,
            now_and_before("how the rate limit is reported"),
        ),
        ("pages", Some(_), Some(_)) => (Code::PaginationChanged, now_and_before("the next page")),
        ("stream", Some(_), Some(_)) => (
            Code::PaginationChanged,
            format!("items are {new} and were {old}"),
        ),
        ("accept", _, _) => {
            let json = |media: Option<&str>| media.unwrap_or("application/json").to_owned();
            (
                Code::AcceptChanged,
                format!("the response is {} and was {}", json(after), json(before)),
            )
        }
        _ if name.starts_with("error ") => {
            let part = name.trim_start_matches("error ");
            let place = |places: Option<&str>| match places {
                Some(places) => format!("at {places}"),
                None => "at the usual places".to_owned(),
            };
            (
                Code::ErrorShapeChanged,
                format!("`{part}` is {} and was {}", place(after), place(before)),
            )
        }
        _ if name.starts_with("oauth ") && before.is_some() && after.is_some() => (
            Code::TokenEndpointChanged,
            format!(
                "the {} is `{new}` and was `{old}`",
                name.trim_start_matches("oauth ")
            ),
        ),
        _ => return None,
    })
}
