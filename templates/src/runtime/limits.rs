//! Limits: how many requests a client sends in a time, and at once.
//!
//! ```text
//! Client::builder(auth).limits(Limits::per_second(5).concurrent(10)).build()
//! ```
//!
//! Calls wait in one queue and start in the order in which they came. A call that is dropped while it waits leaves the
//! queue without a trace. The server's rate limit headers slow all calls down. Each attempt is a request, and
//! counts. A client without limits has none of this.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tokio::sync::{Mutex as QueueLock, OwnedSemaphorePermit, Semaphore};

use super::allowance::allowance;
use super::body::Body;
use super::boxed::BoxError;
use super::clock::{Clock, before};
use super::retry::{FailureClass, LimitRules};
use super::window::{Rate, Window};

/// How many requests are sent in a time, and at once, for [`Builder::limits`](super::Builder::limits).
///
/// ```text
/// Limits::per_second(5)                                             never more than 5 in any second
/// Limits::per_second(10).burst(2).concurrent(4)                     spread out, and no more than 4 at once
/// Limits::per_second(5).at_most(1_000, Duration::from_secs(3600))   and no more than 1,000 in any hour
/// Limits::default()                                                 only the server's headers
/// ```
///
/// Just make your calls, as many at once as you like. Each waits for its turn, in the order in which they were awaited, and
/// one that is dropped leaves the queue. The promise holds for every span of time, as this side sees it when a request
/// starts. Each attempt of a call is a request of its own.
///
/// Waiting is part of the call's time ([`Builder::timeout`](super::Builder::timeout)): a call whose turn would come later
/// fails at once, and so does one that finds the queue full. Then [`Error::kind`](super::Error::kind) is
/// [`ErrorKind::RateLimited`](super::ErrorKind::RateLimited) without a status, nothing was sent, and
/// [`Error::retry_after`](super::Error::retry_after) may contain how long the wait would have been.
///
/// If the API's headers contain how many requests are left, calls slow down before the server refuses one. If it refuses one
/// nevertheless, all calls wait as long as the server asks, at most one hour. All clones of a client share its limits; several
/// clients share a [`Limiter`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    rates: Vec<Rate>,
    concurrent: Option<usize>,
    queue: usize,
}

impl Default for Limits {
    /// None but those that the server tells, and a queue of 1,000 calls.
    fn default() -> Limits {
        Limits {
            rates: Vec::new(),
            concurrent: None,
            queue: 1000,
        }
    }
}

impl Limits {
    /// Never more than so many requests in any second.
    pub fn per_second(count: u32) -> Limits {
        Limits::default().at_most(count, Duration::from_secs(1))
    }

    /// Never more than so many requests in any span of so long, in addition to earlier limits. It keeps 16 bytes for each
    /// request that counts. A count of zero is taken as one.
    #[must_use]
    pub fn at_most(mut self, count: u32, per: Duration) -> Limits {
        self.rates.push((count.max(1), per));
        self
    }

    /// How many requests may start at once, for the last rate. Fewer than its count spread them out: 10 a
    /// second with a burst of 2 are never more than 2 in any fifth of a second. More than its count take its place: 5 a
    /// second with a burst of 20 are never more than 20 in any 4 seconds.
    #[must_use]
    pub fn burst(mut self, count: u32) -> Limits {
        let count = count.max(1);
        if let Some((whole, per)) = self.rates.last().copied() {
            if count > whole {
                self.rates.pop();
            }
            let share = f64::from(count) / f64::from(whole);
            self.rates.push((
                count,
                Duration::try_from_secs_f64(per.as_secs_f64() * share).unwrap_or(per),
            ));
        }
        self
    }

    /// Never more than so many requests at once, from their start to the end of their response. Zero is taken as one.
    #[must_use]
    pub fn concurrent(mut self, count: usize) -> Limits {
        self.concurrent = Some(count.clamp(1, Semaphore::MAX_PERMITS));
        self
    }

    /// How many calls may wait. One more fails at once with [`ErrorKind::RateLimited`](super::ErrorKind::RateLimited), and nothing
    /// is sent.
    #[must_use]
    pub fn queue(mut self, calls: usize) -> Limits {
        self.queue = calls;
        self
    }
}

/// Limits at work. Clones are the same limiter: give one to several clients that the provider counts together.
#[derive(Clone)]
pub struct Limiter(Arc<Inner>);

struct Inner {
    queue: usize,
    waiting: AtomicUsize,
    /// Who holds it is next; tokio hands it on in the order in which it was asked for.
    queue_lock: QueueLock<()>,
    slots: Option<Arc<Semaphore>>,
    window: Mutex<Window>,
}

impl Limiter {
    /// A limiter with nothing on its way.
    pub fn new(limits: Limits) -> Limiter {
        let slots = limits
            .concurrent
            .map(|count| Arc::new(Semaphore::new(count)));
        let window = Mutex::new(Window::new(limits.rates));
        let (waiting, queue_lock) = (AtomicUsize::new(0), QueueLock::new(()));
        Limiter(Arc::new(Inner {
            queue: limits.queue,
            waiting,
            queue_lock,
            slots,
            window,
        }))
    }

    /// How many calls wait for their turn.
    pub fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::Relaxed)
    }

    /// Waits for a turn, not longer than `left`.
    pub(super) async fn enter(&self, clock: &dyn Clock, left: Duration) -> Result<Permit, Refused> {
        if let Some(permit) = self.enter_at_once(clock.now()) {
            return Ok(permit);
        }
        let _place = QueueEntry::take(&self.0)?;
        let by = clock.now().checked_add(left);
        let turn = before(clock.alarm(left), self.turn(clock, by)).await;
        turn.unwrap_or(Err(Refused {
            why: Why::TooLong(left),
            wait: None,
        }))
    }

    fn enter_at_once(&self, now: Duration) -> Option<Permit> {
        // While others wait the queue_lock is taken.
        let _turn = self.0.queue_lock.try_lock().ok()?;
        let slot = match &self.0.slots {
            Some(slots) => Some(slots.clone().try_acquire_owned().ok()?),
            None => None,
        };
        let mut window = self.window();
        (window.next(now) <= now).then(|| Permit {
            limiter: self.clone(),
            number: window.start(now),
            _slot: slot,
        })
    }

    async fn turn(&self, clock: &dyn Clock, by: Option<Duration>) -> Result<Permit, Refused> {
        let _turn = self.0.queue_lock.lock().await;
        let slot = match &self.0.slots {
            // It is never closed, so there is a slot at the end.
            Some(slots) => slots.clone().acquire_owned().await.ok(),
            None => None,
        };
        loop {
            let now = clock.now();
            let next = {
                let mut window = self.window();
                let next = window.next(now);
                if next <= now {
                    return Ok(Permit {
                        limiter: self.clone(),
                        number: window.start(now),
                        _slot: slot,
                    });
                }
                next
            };
            let wait = next.saturating_sub(now);
            if by.is_some_and(|by| next >= by) {
                return Err(Refused {
                    why: Why::TooLong(wait),
                    wait: Some(wait),
                });
            }
            clock.sleep(wait).await;
        }
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.0.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Limits> for Limiter {
    fn from(limits: Limits) -> Limiter {
        Limiter::new(limits)
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter")
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}

/// A place in the queue; it is free again when this is dropped.
struct QueueEntry<'a>(&'a Inner);

impl QueueEntry<'_> {
    fn take(limiter: &Inner) -> Result<QueueEntry<'_>, Refused> {
        let place = QueueEntry(limiter);
        if limiter.waiting.fetch_add(1, Ordering::Relaxed) < limiter.queue {
            return Ok(place);
        }
        Err(Refused {
            why: Why::Full(limiter.queue),
            wait: None,
        })
    }
}

impl Drop for QueueEntry<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// No turn for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    why: Why,
    /// After how long it may ask again, where that is known.
    pub(super) wait: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Full(usize),
    TooLong(Duration),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.why, self.wait) {
            (Why::Full(calls), _) => write!(f, "{calls} calls wait for their turn already"),
            (Why::TooLong(wait), Some(_)) => {
                write!(
                    f,
                    "its turn would come after {wait:?}, and the call may not take so long"
                )
            }
            (Why::TooLong(left), None) => write!(f, "no turn came within {left:?}"),
        }
    }
}

/// The right to send one request. While it lives the request is on its way.
pub(super) struct Permit {
    limiter: Limiter,
    number: u64,
    _slot: Option<OwnedSemaphorePermit>,
}

impl Permit {
    /// Applies the response's rate limit headers.
    pub(super) fn observe_headers(
        &self,
        rules: &LimitRules,
        headers: &HeaderMap,
        now: Duration,
        calendar: SystemTime,
    ) {
        let allowances = rules
            .headers
            .iter()
            .filter_map(|names| allowance(headers, *names, rules.reset, calendar));
        // Of several limits the tightest; of those that are used up, the one that takes longest.
        let tightest = allowances
            .min_by_key(|allowance| (allowance.remaining, std::cmp::Reverse(allowance.reset)));
        if let Some(tightest) = tightest {
            self.limiter
                .window()
                .observe_headers(self.number, tightest, now);
        }
    }

    /// Applies a refusal: others would be refused too.
    pub(super) fn refused(&self, class: &FailureClass, now: Duration) {
        if let Some(wait) = class.wait.filter(|_| class.limited) {
            self.limiter.window().pause(wait, now);
        }
    }

    /// A body whose request is on its way until it is read or dropped.
    pub(super) fn hold(self, body: Body) -> Body {
        Body::streamed(Held {
            body,
            _permit: self,
        })
    }
}

struct Held {
    body: Body,
    _permit: Permit,
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
