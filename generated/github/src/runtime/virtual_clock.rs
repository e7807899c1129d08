//! A clock for tests: minutes of waiting pass at once, always in the same way.
//!
//! ```text
//! let clock = VirtualClock::new(1);
//! let client = Client::builder(auth).clock(clock.clone()).transport(mock).build();
//! client.retrieve_customer("cus_1").await?;                  // 429 with `Retry-After: 30`, then 200
//! assert_eq!(clock.elapsed(), Duration::from_secs(30));
//! ```
//!
//! Time passes for those who sleep, from one to the next, in order. It passes only after everything else had its turn
//! many times over and still nobody wants to wake earlier. An alarm goes off when time passes it, and does not make it
//! pass: to try a timeout, call `advance`. With [`VirtualClock::by_hand`] time passes in `advance` only.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use super::boxed::BoxFuture;
use super::clock::Clock;

/// How often everything else has its turn before time passes: a sleeper yields so many times. An executor runs what is
/// ready in between, and looks at its sockets.
const TURNS: u32 = 128;

/// A clock that a test sets. Clones are the same clock.
#[derive(Clone)]
pub struct VirtualClock {
    by_hand: bool,
    state: Arc<Mutex<State>>,
}

struct State {
    elapsed: Duration,
    calendar: SystemTime,
    random: u64,
    sleeps: BTreeMap<Ticket, Waker>,
    alarms: BTreeMap<Ticket, Waker>,
    tickets: u64,
    /// How often the next sleeper has yielded.
    turns: u32,
}

/// When it is over, and the number that tells equals apart: first come, first woken.
type Ticket = (Duration, u64);

impl VirtualClock {
    /// A clock whose time passes for those who sleep. The same seed gives the same random numbers.
    pub fn new(seed: u64) -> VirtualClock {
        let state = State {
            elapsed: Duration::ZERO,
            // Any day will do, but it must be the same in each run: 2025-01-01.
            calendar: SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600),
            random: seed,
            sleeps: BTreeMap::new(),
            alarms: BTreeMap::new(),
            tickets: 0,
            turns: 0,
        };
        VirtualClock {
            by_hand: false,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// A clock whose time passes in [`advance`](VirtualClock::advance) only.
    pub fn by_hand(seed: u64) -> VirtualClock {
        VirtualClock {
            by_hand: true,
            ..VirtualClock::new(seed)
        }
    }

    /// How much time has passed since the clock was made.
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// How many are asleep.
    pub fn sleepers(&self) -> usize {
        self.state().sleeps.len()
    }

    /// Lets time pass, and wakes whose time has come, in order.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state();
        let until = state.elapsed.saturating_add(duration);
        state.pass(until);
    }

    /// Sets the calendar, as if somebody corrected the machine's: no time passes.
    pub fn set_calendar(&self, to: SystemTime) {
        let mut state = self.state();
        state.calendar = to
            .checked_sub(state.elapsed)
            .unwrap_or(SystemTime::UNIX_EPOCH);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, duration: Duration, is_sleep: bool) -> BoxFuture<'_, ()> {
        let until = self.state().elapsed.saturating_add(duration);
        Box::pin(Wait {
            clock: self,
            until,
            is_sleep,
            ticket: None,
        })
    }
}

impl State {
    fn pass(&mut self, until: Duration) {
        self.elapsed = until;
        let later = (until, u64::MAX);
        for waiting in [&mut self.alarms, &mut self.sleeps] {
            let still = waiting.split_off(&later);
            std::mem::replace(waiting, still)
                .into_values()
                .for_each(Waker::wake);
        }
        self.wake_next();
    }

    /// Who is next in line now begins to yield.
    fn wake_next(&mut self) {
        self.turns = 0;
        if let Some(next) = self.sleeps.values().next() {
            next.wake_by_ref();
        }
    }

    /// When something happens next.
    fn next(&self) -> Option<Duration> {
        self.sleeps
            .keys()
            .next()
            .into_iter()
            .chain(self.alarms.keys().next())
            .map(|(until, _)| *until)
            .min()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        self.elapsed()
    }

    fn calendar(&self) -> SystemTime {
        let state = self.state();
        state
            .calendar
            .checked_add(state.elapsed)
            .unwrap_or(state.calendar)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.wait(duration, true)
    }

    fn alarm(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.wait(duration, false)
    }

    /// SplitMix64.
    fn random(&self) -> u64 {
        let mut state = self.state();
        state.random = state.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state.random ^ (state.random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl fmt::Debug for VirtualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VirtualClock")
            .field("elapsed", &self.elapsed())
            .finish_non_exhaustive()
    }
}

/// A sleep or an alarm.
struct Wait<'a> {
    clock: &'a VirtualClock,
    until: Duration,
    is_sleep: bool,
    ticket: Option<Ticket>,
}

impl Future for Wait<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (clock, until) = (self.clock, self.until);
        let mut state = clock.state();
        if until <= state.elapsed {
            return Poll::Ready(());
        }
        let ticket = *self.ticket.get_or_insert_with(|| {
            state.tickets += 1;
            state.turns = 0;
            (until, state.tickets)
        });
        let waiting = if self.is_sleep {
            &mut state.sleeps
        } else {
            &mut state.alarms
        };
        waiting.insert(ticket, cx.waker().clone());
        if self.is_sleep && !clock.by_hand && state.sleeps.keys().next() == Some(&ticket) {
            state.turns += 1;
            if state.turns > TURNS {
                let next = state.next().unwrap_or(until);
                state.pass(next);
            } else {
                cx.waker().wake_by_ref();
            }
        }
        Poll::Pending
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket.take() else {
            return;
        };
        let mut state = self.clock.state();
        state.alarms.remove(&ticket);
        if state.sleeps.remove(&ticket).is_some() {
            state.wake_next();
        }
    }
}
