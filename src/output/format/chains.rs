//! Chains of calls.
//!
//! ```text
//! self.call(RETRIEVE).path(id)        self.call(RETRIEVE)
//!                                         .path(id)
//!                                         .form(body)
//! ```
//!
//! On one line up to 60 columns; else each call has a line, except where only the last one is long.

use syn::{Expr, GenericArgument, Member};

use super::Printer;
use super::lists::{ARGUMENTS, Entry};
use super::shape::{Shape, TAB, first_width, fits, last_width, newline, width};

/// `chain_width`.
const CHAIN_WIDTH: usize = 60;

/// A part of a chain: what it begins with, or what follows a dot; with the `?` behind it.
struct Link<'a> {
    expr: &'a Expr,
    tries: usize,
}

impl Printer {
    pub(super) fn chain(&self, expr: &Expr, shape: Shape) -> Option<String> {
        let links = links(expr);
        let (parent, children) = links.split_first()?;
        let mut root = self.link(parent, true, shape)?;
        let child_count = children.len();
        let mut ends_with_block = is_block_like(parent.expr) && root.contains('\n');
        let mut rest = children;
        // A short beginning does not get a line of its own.
        let tab = TAB.saturating_sub(shape.offset);
        while root.len() <= tab && !root.contains('\n') {
            let Some((next, others)) = rest.split_first() else {
                break;
            };
            let Some(text) = self.link(next, false, shape.behind(root.len())?) else {
                break;
            };
            root.push_str(&text);
            ends_with_block = is_extendable(&root);
            rest = others;
        }
        let Some((last, middle)) = rest.split_last() else {
            return Some(root).filter(|root| fits(root, shape));
        };
        let child = if ends_with_block {
            Shape { offset: 0, ..shape }.whole()
        } else {
            shape.block().whole()
        };
        let mut texts = vec![root];
        for link in middle {
            texts.push(self.link(link, false, child)?);
        }
        let (text, on_one_line) = self.last_link(&texts, last, child_count, shape, child)?;
        texts.push(text);
        if !on_one_line && self.one_line_chains.get() {
            return None;
        }
        let between = if on_one_line {
            String::new()
        } else {
            newline(child.indent)
        };
        let text = texts.join(&between);
        fits(&text, shape).then_some(text)
    }

    /// The last call, and whether the chain stays on one line.
    fn last_link(
        &self,
        texts: &[String],
        last: &Link,
        child_count: usize,
        shape: Shape,
        child: Shape,
    ) -> Option<(String, bool)> {
        let root = texts.first()?;
        let extendable = is_extendable(root);
        let before = last.tries
            + if extendable {
                last_width(root)
            } else {
                texts.iter().map(|text| width(text)).sum()
            };
        let budget = if child_count == 1 {
            shape.width
        } else {
            shape.width.min(CHAIN_WIDTH)
        };
        let budget = budget.saturating_sub(before);
        let one_line = texts.iter().all(|text| !text.contains('\n')) && budget > 0;
        let own_line = child.before(shape.reserved() + last.tries);
        let last_shape = if one_line {
            shape.before(last.tries)?
        } else if extendable {
            child.before(last.tries)?
        } else {
            own_line?
        };
        let alone = self.link(last, false, last_shape)?;
        let here = last_shape
            .behind(before)
            .filter(|_| one_line || extendable)
            .and_then(|shape| self.link(last, false, shape));
        let Some(here) = here else {
            return Some((alone, false));
        };
        let lines = here.split('\n').count();
        let could_fit = first_width(&here) <= budget;
        if could_fit && lines >= 5 {
            return Some((here, one_line));
        }
        match self.link(last, false, own_line?) {
            Some(below) if !could_fit => Some((below, false)),
            Some(below) if below.split('\n').count() < lines => Some((below, false)),
            _ => Some((here, could_fit && one_line)),
        }
    }

    fn link(&self, link: &Link, is_parent: bool, shape: Shape) -> Option<String> {
        let shape = shape.before(link.tries)?;
        let text = match link.expr {
            expr if is_parent => self.expr(expr, shape)?,
            Expr::Await(_) => ".await".to_owned(),
            Expr::Field(field) => match &field.member {
                Member::Named(name) => format!(".{name}"),
                Member::Unnamed(index) => format!(".{}", index.index),
            },
            Expr::MethodCall(call) => {
                let mut name = format!(".{}", call.method);
                if let Some(turbofish) = &call.turbofish {
                    let arguments: Option<Vec<String>> = turbofish
                        .args
                        .iter()
                        .map(|argument: &GenericArgument| self.argument(argument, shape))
                        .collect();
                    name.push_str(&format!("::<{}>", arguments?.join(", ")));
                }
                let entries: Vec<Entry> = call.args.iter().map(Entry::Expr).collect();
                self.list(&name, &entries, ARGUMENTS, shape)?
            }
            other => return self.unknown("chain", other),
        };
        Some(text + &"?".repeat(link.tries))
    }
}

/// The parts of a chain, in order.
fn links(expr: &Expr) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    let (mut at, mut tries) = (expr, 0);
    loop {
        let below = match at {
            Expr::Try(inner) => {
                tries += 1;
                at = &inner.expr;
                continue;
            }
            Expr::Await(inner) => Some(&*inner.base),
            Expr::Field(inner) => Some(&*inner.base),
            Expr::MethodCall(inner) => Some(&*inner.receiver),
            _ => None,
        };
        links.push(Link { expr: at, tries });
        tries = 0;
        match below {
            Some(below) => at = below,
            None => break,
        }
    }
    links.reverse();
    links
}

fn is_block_like(expr: &Expr) -> bool {
    match expr {
        Expr::Array(_)
        | Expr::Async(_)
        | Expr::Block(_)
        | Expr::Call(_)
        | Expr::Macro(_)
        | Expr::Match(_)
        | Expr::MethodCall(_)
        | Expr::Struct(_) => true,
        Expr::Paren(inner) => is_block_like(&inner.expr),
        Expr::Unary(inner) => is_block_like(&inner.expr),
        _ => false,
    }
}

/// Whether the last line holds nothing but what closes.
fn is_extendable(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or_default();
    text.ends_with("\"#")
        || last
            .chars()
            .all(|sign| matches!(sign, '(' | ')' | ']' | '}' | '?' | '>') || sign.is_whitespace())
}
