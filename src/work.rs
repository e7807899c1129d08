//! How much work a specification may cause, counted.
//!
//! ```text
//! a schema that is looked at     10 units           4 MB of specification   →   1,000 million units, some 3 seconds
//! a field that is written    10,000 units           20 MB                   →   7,000 million
//! an operation              200,000 units
//! ```
//!
//! A unit is what takes about 3 nanoseconds, so the same specification stops at the same place on every machine. All stages
//! and all values that are made for tests share one budget. When nothing is left, whoever asks for more gets nothing, so that
//! every loop and recursion ends soon; the run then ends with an error that names the place.

use std::cell::Cell;

use crate::source::Span;

/// Units for a specification of up to [`SMALL`] bytes.
const UNITS: u64 = 1_000_000_000;

/// Bytes of a specification with the least budget.
const SMALL: u64 = 5_000_000;

/// Units for each byte more.
const PER_BYTE: u64 = 400;

/// A field, a variant or a value that is named, written and formatted.
pub const ITEM: u64 = 10_000;

/// An operation that is named, written and formatted, with the test that calls it.
pub const OPERATION: u64 = 200_000;

/// A schema that is looked at.
pub const SCHEMA: u64 = 10;

/// A schema that is compared with a value, or for which a value is made.
pub const VALUE: u64 = 20;

/// What is left.
#[derive(Debug)]
pub struct Work {
    left: Cell<u64>,
    exceeded: Cell<Option<Span>>,
}

impl Work {
    /// The budget for a specification of so many bytes.
    pub fn of(bytes: usize) -> Work {
        let more = (bytes as u64).saturating_sub(SMALL);
        Work {
            left: Cell::new(UNITS.saturating_add(more.saturating_mul(PER_BYTE))),
            exceeded: Cell::new(None),
        }
    }

    /// Takes units for what is at a place; `false` where nothing is left.
    pub fn spend(&self, units: u64, at: Span) -> bool {
        match self.left.get().checked_sub(units) {
            Some(left) => self.left.set(left),
            None => {
                self.left.set(0);
                self.exceeded.set(self.exceeded.get().or(Some(at)));
            }
        }
        self.exceeded.get().is_none()
    }

    /// Where more work was asked for than there may be.
    pub fn exceeded(&self) -> Option<Span> {
        self.exceeded.get()
    }
}

#[cfg(test)]
mod tests {
    use super::{UNITS, Work};
    use crate::source::{FileId, Span};

    #[test]
    fn the_first_place_that_asks_for_too_much_is_named_and_nothing_is_given_afterwards() {
        let at = |start| Span {
            file: FileId(0),
            start,
            end: start + 1,
        };
        let work = Work::of(1_000);
        assert!(work.spend(UNITS - 1, at(1)) && work.exceeded().is_none());
        assert!(!work.spend(2, at(2)) && !work.spend(0, at(3)));
        assert_eq!(work.exceeded(), Some(at(2)));
        assert!(Work::of(20_000_000).spend(UNITS * 6, at(1)));
    }
}
