//! The time and chance of this machine, by tokio and the standard library.
//!
//! ```text
//! SystemClock::new().sleep(Duration::from_secs(1)).await
//! ```
//!
//! A test with tokio's `start_paused` pauses this clock too.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use super::boxed::BoxFuture;
use super::clock::Clock;

/// The time of this machine, and of tokio.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: tokio::time::Instant,
}

impl SystemClock {
    /// A clock that starts now.
    pub fn new() -> SystemClock {
        SystemClock {
            start: tokio::time::Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn calendar(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self) -> u64 {
        random()
    }
}

/// SipHash under a key of 128 bits from the operating system, another for each call: what the standard library
/// defends its maps with, so it costs no dependency.
pub(super) fn random() -> u64 {
    RandomState::new().hash_one(())
}
