//! How a filter compares two values (RFC 9535, 2.3.5.2.2).

use std::cmp::Ordering;

use super::Operator;
use crate::source::{Node, Value};

/// A value that is compared.
#[derive(Clone, Copy)]
pub(super) enum Compared<'v> {
    /// A query gave no node.
    Nothing,
    Null,
    Bool(bool),
    Number(&'v str),
    Text(&'v str),
    Count(usize),
    /// An array or an object.
    Whole(&'v Node),
}

impl<'v> Compared<'v> {
    pub(super) fn of(node: &'v Node) -> Self {
        match &node.value {
            Value::Null => Compared::Null,
            Value::Bool(value) => Compared::Bool(*value),
            Value::Number(text) => Compared::Number(text),
            Value::String(text) => Compared::Text(text),
            Value::Array(_) | Value::Object(_) => Compared::Whole(node),
        }
    }

    pub(super) fn as_text(&self) -> Option<&'v str> {
        match self {
            Compared::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Characters of a text, items of an array, entries of an object.
    pub(super) fn length(&self) -> Compared<'static> {
        match self {
            Compared::Text(text) => Compared::Count(text.chars().count()),
            Compared::Whole(Node {
                value: Value::Array(items),
                ..
            }) => Compared::Count(items.len()),
            Compared::Whole(Node {
                value: Value::Object(object),
                ..
            }) => Compared::Count(object.entries().len()),
            _ => Compared::Nothing,
        }
    }
}

pub(super) fn compare(left: &Compared<'_>, operator: Operator, right: &Compared<'_>) -> bool {
    let less = |left, right| order(left, right) == Some(Ordering::Less);
    match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::Less => less(left, right),
        Operator::Greater => less(right, left),
        Operator::LessOrEqual => less(left, right) || equal(left, right),
        Operator::GreaterOrEqual => less(right, left) || equal(left, right),
    }
}

fn equal(left: &Compared<'_>, right: &Compared<'_>) -> bool {
    match (left, right) {
        (Compared::Nothing, Compared::Nothing) | (Compared::Null, Compared::Null) => true,
        (Compared::Bool(left), Compared::Bool(right)) => left == right,
        (Compared::Whole(left), Compared::Whole(right)) => equal_nodes(left, right),
        _ => order(left, right) == Some(Ordering::Equal),
    }
}

/// Recursive: a tree is never deeper than the limit.
fn equal_nodes(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| equal_nodes(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let same = |key: &str, node: &Node| {
                right.get(key).is_some_and(|other| equal_nodes(node, other))
            };
            left.entries().len() == right.entries().len()
                && left
                    .entries()
                    .iter()
                    .all(|entry| same(&entry.key, &entry.node))
        }
        (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => false,
        _ => equal(&Compared::of(left), &Compared::of(right)),
    }
}

/// Only numbers and texts have an order.
fn order(left: &Compared<'_>, right: &Compared<'_>) -> Option<Ordering> {
    match (left, right) {
        (Compared::Text(left), Compared::Text(right)) => Some(left.cmp(right)),
        _ => match (integer(left), integer(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => number(left)?.partial_cmp(&number(right)?),
        },
    }
}

/// Exact, where a float would not be.
fn integer(value: &Compared<'_>) -> Option<i128> {
    match value {
        Compared::Number(text) => text.parse().ok(),
        Compared::Count(count) => i128::try_from(*count).ok(),
        _ => None,
    }
}

fn number(value: &Compared<'_>) -> Option<f64> {
    match value {
        Compared::Number(text) => text.parse().ok(),
        Compared::Count(count) => Some(*count as f64),
        _ => None,
    }
}
