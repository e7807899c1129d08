//! A name that is not there to those that are nearest to it.
//!
//! ```text
//! createCostumer → [`createCustomer`]
//! ```

use std::collections::BTreeSet;

/// So many are named.
const NAMED: usize = 3;
/// Longer names are compared by their beginnings.
const COMPARED: usize = 120;

/// The nearest candidates in quotes, best first; none where all are far away.
pub(crate) fn nearest(wanted: &str, candidates: impl Iterator<Item = String>) -> Vec<String> {
    let limit = wanted.chars().count().min(COMPARED) / 3 + 1;
    let mut near = BTreeSet::new();
    for (order, candidate) in candidates.enumerate() {
        let distance = distance(&wanted.to_lowercase(), &candidate.to_lowercase());
        if distance <= limit && !near.iter().any(|(_, _, known)| *known == candidate) {
            near.insert((distance, order, candidate));
            if near.len() > NAMED {
                near.pop_last();
            }
        }
    }
    near.into_iter()
        .map(|(_, _, candidate)| format!("`{candidate}`"))
        .collect()
}

/// Levenshtein's distance, row by row.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(COMPARED).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, from) in left.chars().take(COMPARED).enumerate() {
        let mut diagonal = above;
        let mut before = above + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&right) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            *cell = replaced.min(before + 1).min(diagonal + 1);
            before = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn counts_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn names_the_nearest_first_and_nothing_far() {
        let candidates = ["createCustomer", "deleteInvoice", "updateCustomer"].map(str::to_owned);
        assert_eq!(
            nearest("createCostumer", candidates.into_iter()),
            ["`createCustomer`", "`updateCustomer`"]
        );
    }
}
