//! A query and a tree to the nodes that it means.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use regex_lite::Regex;

use super::compare::{Compared, compare};
use super::{Condition, Operand, Query, Segment, Selector};
use crate::source::{Node, Value};

/// Nodes that one query may look at. A specification of 20 MB has about a million.
const WORK: usize = 20_000_000;

/// The query looks at more nodes than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::overlay) struct TooMuchWork;

/// The nodes that a query means, each by the positions on the way from the root: in the order of the tree, each once.
pub(in crate::overlay) fn select(query: &Query, root: &Node) -> Result<Vec<Vec<u32>>, TooMuchWork> {
    let evaluation = Evaluation {
        root,
        work: Cell::new(WORK),
        patterns: RefCell::default(),
    };
    let found = evaluation.query(query, root)?;
    let mut ways: Vec<Vec<u32>> = found.iter().map(Found::way).collect();
    ways.sort_unstable();
    ways.dedup();
    Ok(ways)
}

struct Evaluation<'n> {
    root: &'n Node,
    work: Cell<usize>,
    /// The patterns so far; `None`: not valid.
    patterns: RefCell<HashMap<String, Option<Rc<Regex>>>>,
}

/// A node, and how one came to it.
#[derive(Clone)]
struct Found<'n> {
    node: &'n Node,
    step: Option<Rc<Step>>,
}

struct Step {
    before: Option<Rc<Step>>,
    position: u32,
}

impl<'n> Found<'n> {
    fn child(&self, position: usize, node: &'n Node) -> Found<'n> {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        Found {
            node,
            step: Some(Rc::new(Step {
                before: self.step.clone(),
                position,
            })),
        }
    }

    fn children(&self) -> Vec<Found<'n>> {
        match &self.node.value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(at, node)| self.child(at, node))
                .collect(),
            Value::Object(object) => object
                .entries()
                .iter()
                .enumerate()
                .map(|(at, entry)| self.child(at, &entry.node))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn way(&self) -> Vec<u32> {
        let steps = std::iter::successors(self.step.as_ref(), |step| step.before.as_ref());
        let mut way: Vec<u32> = steps.map(|step| step.position).collect();
        way.reverse();
        way
    }
}

type Evaluated<T> = Result<T, TooMuchWork>;

impl<'n> Evaluation<'n> {
    fn query(&self, query: &Query, current: &'n Node) -> Evaluated<Vec<Found<'n>>> {
        let start = if query.from_root { self.root } else { current };
        let mut found = vec![Found {
            node: start,
            step: None,
        }];
        for segment in &query.segments {
            found = self.segment(segment, found)?;
        }
        Ok(found)
    }

    fn segment(&self, segment: &Segment, from: Vec<Found<'n>>) -> Evaluated<Vec<Found<'n>>> {
        let mut found = Vec::new();
        let mut waiting = from;
        waiting.reverse();
        while let Some(at) = waiting.pop() {
            self.spend(1)?;
            for selector in &segment.selectors {
                let before = found.len();
                self.selector(selector, &at, &mut found)?;
                self.spend(found.len() - before)?;
            }
            if segment.is_deep {
                waiting.extend(at.children().into_iter().rev());
            }
        }
        Ok(found)
    }

    fn selector(
        &self,
        selector: &Selector,
        at: &Found<'n>,
        found: &mut Vec<Found<'n>>,
    ) -> Evaluated<()> {
        match selector {
            Selector::Name(name) => {
                let entry = at
                    .node
                    .as_object()
                    .and_then(|object| object.position(name).zip(object.get(name)));
                found.extend(entry.map(|(span, node)| at.child(span, node)));
            }
            Selector::Wildcard => found.extend(at.children()),
            Selector::Index(index) => {
                let items = at.node.as_array().unwrap_or_default();
                let span = from_end(*index, items.len());
                found
                    .extend(span.and_then(|span| items.get(span).map(|node| at.child(span, node))));
            }
            Selector::Slice { start, end, step } => {
                let items = at.node.as_array().unwrap_or_default();
                for span in slice(*start, *end, *step, items.len()) {
                    found.extend(items.get(span).map(|node| at.child(span, node)));
                }
            }
            Selector::Filter(condition) => {
                for child in at.children() {
                    if self.holds(condition, child.node)? {
                        found.push(child);
                    }
                }
            }
        }
        Ok(())
    }

    fn spend(&self, work: usize) -> Evaluated<()> {
        let left = self.work.get().checked_sub(work).ok_or(TooMuchWork)?;
        self.work.set(left);
        Ok(())
    }

    fn holds(&self, condition: &Condition, current: &'n Node) -> Evaluated<bool> {
        self.spend(1)?;
        match condition {
            Condition::Or(any) => {
                for one in any {
                    if self.holds(one, current)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Condition::And(all) => {
                for one in all {
                    if !self.holds(one, current)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Not(inner) => Ok(!self.holds(inner, current)?),
            Condition::Exists(query) => Ok(!self.query(query, current)?.is_empty()),
            Condition::Compare(left, operator, right) => Ok(compare(
                &self.operand(left, current)?,
                *operator,
                &self.operand(right, current)?,
            )),
            Condition::Matches {
                whole,
                text,
                pattern,
            } => {
                let (text, pattern) = (
                    self.operand(text, current)?,
                    self.operand(pattern, current)?,
                );
                let (Some(text), Some(pattern)) = (text.as_text(), pattern.as_text()) else {
                    return Ok(false);
                };
                self.spend(text.len())?;
                Ok(self
                    .pattern(pattern, *whole)
                    .is_some_and(|pattern| pattern.is_match(text)))
            }
        }
    }

    fn operand<'o>(&self, operand: &'o Operand, current: &'n Node) -> Evaluated<Compared<'o>>
    where
        'n: 'o,
    {
        Ok(match operand {
            Operand::Null => Compared::Null,
            Operand::Bool(value) => Compared::Bool(*value),
            Operand::Number(text) => Compared::Number(text),
            Operand::Text(text) => Compared::Text(text),
            Operand::Single(query) | Operand::Value(query) => {
                match self.query(query, current)?.as_slice() {
                    [one] => Compared::of(one.node),
                    _ => Compared::Nothing,
                }
            }
            Operand::Count(query) => Compared::Count(self.query(query, current)?.len()),
            Operand::Length(of) => self.operand(of, current)?.length(),
        })
    }

    /// A pattern, made once. RFC 9485's `.` is no line end; here it is only `\n` that it is not.
    fn pattern(&self, pattern: &str, whole: bool) -> Option<Rc<Regex>> {
        let text = if whole {
            format!("^(?:{pattern})$")
        } else {
            pattern.to_owned()
        };
        let mut patterns = self.patterns.borrow_mut();
        patterns
            .entry(text)
            .or_insert_with_key(|text| Regex::new(text).ok().map(Rc::new))
            .clone()
    }
}

/// An index, which counts from the end where it is negative.
fn from_end(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if index < 0 { length + index } else { index }).ok()
}

/// The positions of a slice (RFC 9535, 2.3.4.2.2).
fn slice(start: Option<i64>, end: Option<i64>, step: i64, length: usize) -> Vec<usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let normal = |at: i64| if at < 0 { length + at } else { at };
    let mut places = Vec::new();
    if step > 0 {
        let upper = normal(end.unwrap_or(length)).clamp(0, length);
        let mut at = normal(start.unwrap_or(0)).clamp(0, length);
        while at < upper {
            places.push(at);
            at = at.saturating_add(step);
        }
    } else if step < 0 {
        let lower = normal(end.unwrap_or(-length - 1)).clamp(-1, length - 1);
        let mut at = normal(start.unwrap_or(length - 1)).clamp(-1, length - 1);
        while at > lower {
            places.push(at);
            at = at.saturating_add(step);
        }
    }
    places
        .into_iter()
        .filter_map(|at| usize::try_from(at).ok())
        .collect()
}
