//! Names for the structs of parameters; operations with the same parameters share one.
//!
//! ```text
//! listCustomers(limit, starting_after, created)            →   ListCustomersParams
//! getCharge(expand), getRefund(expand), getPayout(expand)  →   ExpandParams
//! ```
//!
//! A shared struct is named after its parameters where these are few, else after the words that all its operations have
//! in common, so that one more operation does not rename it.

use std::collections::HashMap;

use super::{Scope, pascal, snake};
use crate::ir::{Api, Operation, Parameter};

/// So many parameters make a name; more make a sentence.
const FEW: usize = 2;

/// The name for each operation, in order; none where it has no parameters.
pub(super) fn types(api: &Api, scope: &mut Scope) -> Vec<Option<String>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<Vec<Parameter>, usize> = HashMap::new();
    let mut asking: Vec<(usize, &Operation)> = api
        .operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| !operation.parameters.is_empty())
        .collect();
    // Where two want the same name, the order of the specification does not decide.
    asking.sort_by_key(|(_, operation)| (&operation.name, &operation.path, &operation.method));
    for (position, operation) in asking {
        let group = *group_of
            .entry(without_docs(operation))
            .or_insert(groups.len());
        match groups.get_mut(group) {
            Some(members) => members.push(position),
            None => groups.push(vec![position]),
        }
    }
    let mut names = vec![None; api.operations.len()];
    for members in groups {
        let operations: Vec<&Operation> = members
            .iter()
            .filter_map(|position| api.operations.get(*position))
            .collect();
        let name = scope.take(&candidates(&operations));
        members.iter().for_each(|position| {
            if let Some(slot) = names.get_mut(*position) {
                *slot = Some(name.clone())
            }
        });
    }
    names
}

/// Two declarations of one parameter do not make two parameters.
fn without_docs(operation: &Operation) -> Vec<Parameter> {
    operation
        .parameters
        .iter()
        .map(|parameter| Parameter {
            docs: None,
            ..parameter.clone()
        })
        .collect()
}

fn candidates(operations: &[&Operation]) -> Vec<String> {
    let Some(first) = operations.first() else {
        return Vec::new();
    };
    let own = format!("{}Params", pascal(&first.name));
    if operations.len() == 1 {
        return vec![own];
    }
    let shared = match first.parameters.len() <= FEW {
        true => first
            .parameters
            .iter()
            .map(|parameter| pascal(&parameter.wire))
            .collect(),
        false => common_words(operations),
    };
    if shared.is_empty() {
        vec![own]
    } else {
        vec![format!("{shared}Params"), own]
    }
}

/// The words of the first operation's name that are, in this order, in all the others' as well.
fn common_words(operations: &[&Operation]) -> String {
    let words = |operation: &Operation| {
        snake(&operation.name)
            .split('_')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut names = operations.iter().map(|operation| words(operation));
    let first = names.next().unwrap_or_default();
    let common = names.fold(first, |common, name| {
        let mut rest = name.iter();
        common
            .into_iter()
            .filter(|word| {
                rest.clone().any(|other| other == word) && rest.any(|other| other == word)
            })
            .collect()
    });
    // Of no word, `pascal` would make `Empty`.
    if common.is_empty() {
        String::new()
    } else {
        pascal(&common.join(" "))
    }
}
