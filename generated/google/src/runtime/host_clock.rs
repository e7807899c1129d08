//! The time and chance of a wasm module's host: there the standard library's clocks panic, and its chance is none.
//!
//! ```text
//! SystemClock::new().sleep(Duration::from_secs(1)).await     setTimeout(…, 1000)
//! ```
//!
//! A sleep that is dropped clears its timer: node ends only once no timer is left.

use std::time::{Duration, SystemTime};

use js_sys::{Date, Math, Promise, Uint8Array};
use tokio::sync::oneshot;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::boxed::BoxFuture;
use super::clock::{Clock, before};
use super::host;

/// A timer for more than 2^31 milliseconds goes off at once (HTML, section 8.6), so a long sleep has several.
const LONGEST: Duration = Duration::from_secs(86_400);

/// The time and chance of the host.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    /// In milliseconds.
    start: f64,
}

impl SystemClock {
    /// A clock that starts now.
    pub fn new() -> SystemClock {
        SystemClock {
            start: milliseconds(),
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
        duration(milliseconds() - self.start)
    }

    fn calendar(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
            .checked_add(duration(Date::now()))
            .unwrap_or(SystemTime::UNIX_EPOCH)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let until = self.now().saturating_add(duration);
            loop {
                let left = until.saturating_sub(self.now());
                // A host without timers does not wait: that is seen at once, where waiting for ever is not.
                if left.is_zero() || !wait(left.min(LONGEST)).await {
                    return;
                }
            }
        })
    }

    fn random(&self) -> u64 {
        random()
    }
}

/// 64 bits of the host's cryptographic chance; node before 19 does not have it everywhere, and lends what it has.
pub(super) fn random() -> u64 {
    let bytes = Uint8Array::new_with_length(8);
    let crypto = host::get(&host::global(), "crypto");
    if host::call(&crypto, "getRandomValues", &[bytes.clone().into()]).is_err() {
        return u64::from_le_bytes([(); 8].map(|()| (Math::random() * 256.0) as u8));
    }
    let mut random = [0; 8];
    bytes.copy_to(&mut random);
    u64::from_le_bytes(random)
}

/// A time that only goes forward, where the host has one.
fn milliseconds() -> f64 {
    let performance = host::get(&host::global(), "performance");
    host::call(&performance, "now", &[])
        .ok()
        .and_then(|now| now.as_f64())
        .unwrap_or_else(Date::now)
}

fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}

/// Waits for one timer; `false` where the host has none. What belongs to the host cannot move between threads, so a task
/// of the host's holds it.
async fn wait(duration: Duration) -> bool {
    let (ring, rung) = oneshot::channel();
    spawn_local(timer(duration, ring));
    rung.await.is_ok()
}

async fn timer(duration: Duration, mut ring: oneshot::Sender<()>) {
    let global = host::global();
    let after = JsValue::from_f64((duration.as_secs_f64() * 1000.0).ceil());
    let mut set = Err(JsValue::UNDEFINED);
    let rings = Promise::new(&mut |resolve, _| {
        set = host::call(&global, "setTimeout", &[resolve.into(), after.clone()])
    });
    let Ok(timer) = set else { return };
    match before(Box::pin(ring.closed()), JsFuture::from(rings)).await {
        // Nobody waits any more if this fails.
        Some(_) => drop(ring.send(())),
        None => drop(host::call(&global, "clearTimeout", &[timer])),
    }
}
