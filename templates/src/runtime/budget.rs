//! A budget for repeated requests: when a server is down, a client must not multiply its load.
//!
//! ```text
//! 1,000 calls of a dead server: 1,050 attempts if all come at once, 1,150 if one comes after the other
//! ```
//!
//! A token bucket that all clones of a client share. Each call brings a part of a token, each second too, and each
//! repeated attempt takes a whole one. Where there is none left, the error comes at once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many attempts beside the first a client may make, all of its calls together. Data, as [`Retry`](super::Retry).
///
/// When a server is down, each call fails, and if each were sent three times, the server would have three times the load
/// at the worst time. With a budget, 1,000 calls are 1,150 attempts at most, and a few calls have all of theirs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryBudget {
    /// How many there are to begin with, and at most.
    pub burst: f64,
    /// What each call brings: 0.1 is one more for every ten calls.
    pub per_call: f64,
    /// What each second brings, for clients with few calls.
    pub per_second: f64,
}

impl Default for RetryBudget {
    /// 50 to begin with, one more for every ten calls and every five seconds.
    fn default() -> RetryBudget {
        RetryBudget {
            burst: 50.0,
            per_call: 0.1,
            per_second: 0.2,
        }
    }
}

impl RetryBudget {
    /// No bound but that of each call.
    pub fn unlimited() -> RetryBudget {
        RetryBudget {
            burst: f64::INFINITY,
            ..RetryBudget::default()
        }
    }
}

/// What is left of a budget.
#[derive(Debug)]
pub(super) struct Bucket {
    budget: RetryBudget,
    /// Calls since the bucket was last looked at: counting one must cost next to nothing.
    calls: AtomicU64,
    left: Mutex<Left>,
}

#[derive(Debug)]
struct Left {
    tokens: f64,
    at: Option<Duration>,
}

impl Bucket {
    pub(super) fn new(budget: RetryBudget) -> Bucket {
        Bucket {
            budget,
            calls: AtomicU64::new(0),
            left: Mutex::new(Left {
                tokens: budget.burst,
                at: None,
            }),
        }
    }

    /// Counts a call.
    pub(super) fn call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes a token for another attempt, if there is one.
    pub(super) fn take(&self, now: Duration) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let since = left
            .at
            .map_or(0.0, |at| now.saturating_sub(at).as_secs_f64());
        let calls = self.calls.swap(0, Ordering::Relaxed) as f64;
        let earned = calls * self.budget.per_call + since * self.budget.per_second;
        left.tokens = (left.tokens + earned).min(self.budget.burst);
        left.at = Some(now);
        let enough = left.tokens >= 1.0;
        if enough {
            left.tokens -= 1.0;
        }
        enough
    }
}
