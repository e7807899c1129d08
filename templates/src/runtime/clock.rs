//! Time and chance, as a client asks for them, so that a test can hold both in its hand.
//!
//! ```text
//! Client::builder(auth).clock(VirtualClock::new(1)).build()
//! ```
//!
//! Whatever in the runtime waits, or asks how late it is, asks its clock. Only the calendar can jump: how long
//! something took is read from `now`, which goes forward.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use super::boxed::BoxFuture;

/// Time and chance.
pub trait Clock: Send + Sync + 'static {
    /// How much time has passed since some moment, always the same one. It never goes backwards, and measures how long things
    /// take.
    fn now(&self) -> Duration;

    /// The calendar, for dates in headers. It may be wrong, and jump.
    fn calendar(&self) -> SystemTime;

    /// Waits on purpose: for a turn, or before another attempt.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Watches over something else that takes time, and is done once that took too long. In production it is a
    /// [`sleep`](Clock::sleep). Virtual time passes for those who sleep, never for an alarm's sake.
    fn alarm(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.sleep(duration)
    }

    /// 64 bits that nobody can foresee: they spread attempts over time, and make idempotency keys unique.
    fn random(&self) -> u64;
}

/// What comes of some work, unless an alarm rings before.
pub(super) async fn before<T>(
    mut alarm: BoxFuture<'_, ()>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
        Poll::Pending => alarm.as_mut().poll(cx).map(|()| None),
    })
    .await
}
