//! JSONPath (RFC 9535): which parts of a tree an overlay means.
//!
//! ```text
//! $.paths.*.get.parameters[?@.name == 'limit']   →   every such parameter, each by its way from the root
//! ```
//!
//! `parse` reads a query, `evaluate` follows it. All of the standard's selectors and functions are there. Beyond it, a
//! name behind a dot may hold `-`, because overlays write `$.info.x-logo`. Patterns of `match` and `search` have no
//! `\p{…}`; such a one matches nothing, as the standard states about patterns that are not valid.
//!
//! Invariants: queries and trees are bounded in depth, and so is the work that one query may cause; nothing panics.

mod compare;
mod evaluate;
mod parse;
#[cfg(test)]
mod tests;

pub(super) use evaluate::{TooMuchWork, select};
pub(super) use parse::parse;

/// A query: the segments behind `$` or `@`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    /// Whether it begins at the root (`$`), or at the node that a filter looks at (`@`).
    from_root: bool,
    segments: Vec<Segment>,
}

/// One step of a query.
#[derive(Clone, Debug, PartialEq)]
struct Segment {
    /// Whether it looks at all descendants (`..`), and not only at children.
    is_deep: bool,
    selectors: Vec<Selector>,
}

/// What a step takes.
#[derive(Clone, Debug, PartialEq)]
enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Condition),
}

/// What a filter asks of a node.
#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Or(Vec<Condition>),
    And(Vec<Condition>),
    Not(Box<Condition>),
    Exists(Query),
    Compare(Operand, Operator, Operand),
    /// `match` (the whole text) and `search` (somewhere in it).
    Matches {
        whole: bool,
        text: Operand,
        pattern: Operand,
    },
}

/// A side of a comparison: one value, or nothing.
#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Null,
    Bool(bool),
    /// A number's text.
    Number(String),
    Text(String),
    /// A query that gives one node at most.
    Single(Query),
    /// `value(…)`: the value, where there is one node.
    Value(Query),
    /// `count(…)`: how many nodes there are.
    Count(Query),
    /// `length(…)`: of a text, an array or an object.
    Length(Box<Operand>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Query {
    /// Whether it gives one node at most: only names and indices, one in each step (RFC 9535, 2.3.5.1).
    fn is_single(&self) -> bool {
        self.segments.iter().all(|segment| {
            !segment.is_deep
                && matches!(
                    segment.selectors.as_slice(),
                    [Selector::Name(_) | Selector::Index(_)]
                )
        })
    }
}
