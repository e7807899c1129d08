//! When the next request may start: the starts that count, and the server's rate limit headers.
//!
//! ```text
//! 5 in any second; starts at 0.0 0.1 0.2 0.3 0.9   →   the next at 1.0, then 1.1
//! ```
//!
//! It keeps the time of each start that still counts, so "never more than 5 in any second" holds for every second, and
//! not only for those that a clock shows: a token bucket would let 10 permit in one. It is a plain state without a clock;
//! `limits` waits. A time is a `Duration` since the start of that clock.

use std::collections::VecDeque;
use std::time::Duration;

use super::allowance::Allowance;

/// The maximum wait because of one response, which may be wrong: after that, one request tries again.
const LONGEST: Duration = Duration::from_secs(3600);

/// Never more than so many starts in any span of so long.
pub(super) type Rate = (u32, Duration);

/// The requests that started, and the server's rate limit headers.
#[derive(Debug)]
pub(super) struct Window {
    rates: Vec<Rate>,
    /// The last starts, the oldest first; as many as the largest rate counts.
    starts: VecDeque<Duration>,
    keep: usize,
    /// How many requests have started; a request is known by this number.
    number: u64,
    /// The newest request whose response was applied.
    newest: u64,
    /// How many may still start until then.
    left: Option<(u64, Duration)>,
    paused: Option<Duration>,
}

impl Window {
    pub(super) fn new(rates: Vec<Rate>) -> Window {
        let keep = rates
            .iter()
            .map(|(count, _)| *count as usize)
            .max()
            .unwrap_or(0);
        Window {
            rates,
            starts: VecDeque::new(),
            keep,
            number: 0,
            newest: 0,
            left: None,
            paused: None,
        }
    }

    /// When the next request may start; now, or later.
    pub(super) fn next(&self, now: Duration) -> Duration {
        let rates = self.rates.iter().filter_map(|(count, per)| {
            let first = self.starts.len().checked_sub(*count as usize)?;
            self.starts.get(first)?.checked_add(*per)
        });
        let server_limit = self
            .left
            .filter(|(left, _)| *left == 0)
            .map(|(_, until)| until);
        rates
            .chain(server_limit)
            .chain(self.paused)
            .fold(now, Duration::max)
    }

    /// Counts a start, and gives its number.
    pub(super) fn start(&mut self, now: Duration) -> u64 {
        if self.keep > 0 {
            if self.starts.len() == self.keep {
                self.starts.pop_front();
            }
            self.starts.push_back(now);
        }
        self.left = self
            .left
            .filter(|(_, until)| now < *until)
            .map(|(left, until)| (left.saturating_sub(1), until));
        self.number += 1;
        self.number
    }

    /// Applies the number of remaining requests of a response. Responses come in any order: the response to an older request is outdated.
    pub(super) fn observe_headers(&mut self, number: u64, allowance: Allowance, now: Duration) {
        if number <= self.newest {
            return;
        }
        self.newest = number;
        // The server has not counted the requests that started after this one.
        let uncounted = self.number - number;
        self.left = later(now, allowance.reset)
            .map(|until| (allowance.remaining.saturating_sub(uncounted), until));
    }

    /// Lets nothing start for so long.
    pub(super) fn pause(&mut self, duration: Duration, now: Duration) {
        self.paused = self.paused.max(later(now, duration));
    }
}

fn later(now: Duration, duration: Duration) -> Option<Duration> {
    now.checked_add(duration.min(LONGEST))
}
