//! Path templates and their parameters: makes each variable a parameter, and each path parameter a variable.
//!
//! ```text
//! /a/{id}/b/{n}   [n, ID, x]   →   [id, n]   and warnings: `ID` was meant for `{id}`, `x` is not in the template
//! ```
//!
//! A variable in a query that the path holds becomes a query parameter: `/a?y={x}` is requested as `/a` with `y`.
//!
//! Invariant: afterwards the path parameters come first, one for each variable, in the order of the template.

use crate::diagnostics::Code;
use crate::document::model::{Location, Operation, Parameter, Style};
use crate::source::Span;

/// What is to be said, and where.
pub(super) type Warning = (Code, Span, String);

/// The operation with parameters that fit its template; `None` where the template cannot be read.
pub(super) fn fit<'s>(mut operation: Operation<'s>) -> (Option<Operation<'s>>, Vec<Warning>) {
    let Some(variables) = variables(operation.template()) else {
        let message = "the operation is left out: its path has braces that do not match, or too many variables";
        return (
            None,
            vec![(Code::LeftOut, operation.span, message.to_owned())],
        );
    };
    let mut warnings = Vec::new();
    let all = std::mem::take(&mut operation.parameters);
    let (mut declared, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|p| p.location == Location::Path);
    let mut fitted: Vec<Option<Parameter<'s>>> = variables
        .iter()
        .map(|name| take_exact(&mut declared, name))
        .collect();
    for (slot, name) in fitted
        .iter_mut()
        .zip(&variables)
        .filter(|(slot, _)| slot.is_none())
    {
        *slot = Some(repaired(&mut declared, name, &operation, &mut warnings));
    }
    let mut others = others;
    for parameter in declared {
        if let Some(key) = query_key(operation.path, parameter.name) {
            add_query(&mut others, parameter, key);
            continue;
        }
        let message = format!(
            "the path `{}` has no variable `{{{}}}`",
            operation.path, parameter.name
        );
        warnings.push((Code::PathParameter, parameter.span, message));
    }
    operation.parameters = fitted.into_iter().flatten().chain(others).collect();
    (Some(operation), warnings)
}

/// No path has more variables, and each may be worth a warning that quotes the path.
const MOST: usize = 100;

/// The variables of a template, each once, in order; `None` where braces do not match or there are too many.
fn variables(template: &str) -> Option<Vec<&str>> {
    let mut variables = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        if before.contains('}') || name.contains('{') || name.is_empty() || variables.len() == MOST
        {
            return None;
        }
        if !variables.contains(&name) {
            variables.push(name);
        }
        rest = behind;
    }
    (!rest.contains('}')).then_some(variables)
}

/// The key under which the query of a path holds a variable: `y` for `x` in `/a?y={x}`. Templates have no query (3.1,
/// 4.8.8.1), but descriptions write one and declare its variables as path parameters.
fn query_key<'s>(path: &'s str, variable: &str) -> Option<&'s str> {
    let (_, query) = path.split_once('?')?;
    let pairs = query
        .split('#')
        .next()?
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let held = |value: &str| {
        value
            .strip_prefix('{')
            .and_then(|value| value.strip_suffix('}'))
            == Some(variable)
    };
    pairs
        .filter(|(_, value)| held(value))
        .map(|(key, _)| key)
        .next()
}

fn add_query<'s>(others: &mut Vec<Parameter<'s>>, parameter: Parameter<'s>, name: &'s str) {
    if !others
        .iter()
        .any(|other| other.location == Location::Query && other.name == name)
    {
        others.push(Parameter {
            name,
            location: Location::Query,
            style: Style::Form,
            explode: true,
            ..parameter
        });
    }
}

fn take_exact<'s>(declared: &mut Vec<Parameter<'s>>, name: &str) -> Option<Parameter<'s>> {
    let position = declared
        .iter()
        .position(|parameter| parameter.name == name)?;
    Some(declared.remove(position))
}

/// The parameter that was meant, where that is plain, or a string.
fn repaired<'s>(
    declared: &mut Vec<Parameter<'s>>,
    name: &'s str,
    operation: &Operation<'s>,
    warnings: &mut Vec<Warning>,
) -> Parameter<'s> {
    match take_similar(declared, name) {
        Some(meant) => {
            let message = format!(
                "the parameter `{}` is taken for the variable `{{{name}}}`",
                meant.name
            );
            warnings.push((Code::PathParameter, meant.span, message));
            Parameter { name, ..meant }
        }
        None => {
            let message = format!(
                "the variable `{{{name}}}` of `{}` is not declared; it is a string",
                operation.path
            );
            warnings.push((Code::PathParameter, operation.span, message));
            undeclared(name, operation.span)
        }
    }
}

/// The only one that differs in case and punctuation alone, or by the pattern that a router has behind a colon: `{id:[0-9]+}`.
fn take_similar<'s>(declared: &mut Vec<Parameter<'s>>, name: &str) -> Option<Parameter<'s>> {
    let name = name.split(':').next().unwrap_or_default();
    let mut similar = declared
        .iter()
        .enumerate()
        .filter(|(_, parameter)| bare(parameter.name) == bare(name));
    match (similar.next(), similar.next()) {
        (Some((position, _)), None) => Some(declared.remove(position)),
        _ => None,
    }
}

fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn undeclared(name: &str, span: Span) -> Parameter<'_> {
    Parameter {
        name,
        location: Location::Path,
        required: true,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        json: false,
        schema: None,
        description: None,
        deprecated: false,
        example: None,
        span,
    }
}
