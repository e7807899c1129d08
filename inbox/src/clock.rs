//! The time of a store, in milliseconds since 1970. It never goes backwards.
//!
//! ```text
//! wall clock   12:00:00  12:00:01  11:00:02 (set back)  11:00:03
//! this clock   12:00:00  12:00:01  12:00:02             12:00:03
//! ```
//!
//! Leases and due times are compared with it. If they were compared with the wall clock, a clock that is set back an hour
//! would delay every waiting event by an hour. A new process starts from the newest time that the database holds.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Milliseconds since 1970.
pub(crate) type Millis = i64;

pub(crate) struct Clock {
    started: Instant,
    base: AtomicI64,
}

impl Clock {
    pub(crate) fn starting_at(now: Millis) -> Clock {
        Clock {
            started: Instant::now(),
            base: AtomicI64::new(now),
        }
    }

    pub(crate) fn now(&self) -> Millis {
        self.base
            .load(Ordering::Relaxed)
            .saturating_add(millis(self.started.elapsed()))
    }

    /// Goes forward to what another clock shows, and never back.
    pub(crate) fn advance_to(&self, other: Millis) {
        self.base.fetch_max(
            other.saturating_sub(millis(self.started.elapsed())),
            Ordering::Relaxed,
        );
    }
}

pub(crate) fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

pub(crate) fn wall_clock() -> Millis {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_forward_and_never_back() {
        let clock = Clock::starting_at(10_000);
        clock.advance_to(50_000);
        assert!((50_000..60_000).contains(&clock.now()));
        clock.advance_to(20_000);
        assert!((50_000..60_000).contains(&clock.now()));
    }
}
