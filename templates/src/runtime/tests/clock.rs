//! Virtual time: it passes for sleepers in order, never for alarms, and is the same in each run.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use super::{BoxFuture, Clock, SystemClock, VirtualClock};

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[tokio::test]
async fn sleepers_wake_in_the_order_of_their_time() {
    let clock = VirtualClock::new(1);
    let woken = Arc::new(Mutex::new(Vec::new()));
    let sleepers = [30, 10, 20, 10].map(|count| {
        let (clock, woken) = (clock.clone(), woken.clone());
        tokio::spawn(async move {
            clock.sleep(seconds(count)).await;
            woken
                .lock()
                .unwrap()
                .push((count, clock.elapsed().as_secs()));
        })
    });
    for sleeper in sleepers {
        sleeper.await.unwrap();
    }
    assert_eq!(
        *woken.lock().unwrap(),
        [(10, 10), (10, 10), (20, 20), (30, 30)]
    );
}

#[tokio::test]
async fn a_sleeper_who_gives_up_leaves_the_others_their_time() {
    let clock = VirtualClock::new(1);
    let (first, second) = (clock.clone(), clock.clone());
    let first = tokio::spawn(async move { first.sleep(seconds(5)).await });
    let second = tokio::spawn(async move { second.sleep(seconds(9)).await });
    tokio::task::yield_now().await;
    assert_eq!(clock.sleepers(), 2);
    first.abort();
    second.await.unwrap();
    assert_eq!(clock.elapsed(), seconds(9));
    assert_eq!(clock.sleepers(), 0);
}

/// Which of two is done first.
async fn first(one: BoxFuture<'_, ()>, other: BoxFuture<'_, ()>) -> usize {
    let mut both = [one, other];
    std::future::poll_fn(|cx| {
        match both
            .iter_mut()
            .position(|future| future.as_mut().poll(cx).is_ready())
        {
            Some(index) => std::task::Poll::Ready(index),
            None => std::task::Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn an_alarm_goes_off_when_time_passes_it() {
    let clock = VirtualClock::new(1);
    assert_eq!(
        first(clock.sleep(seconds(60)), clock.alarm(seconds(7))).await,
        1
    );
    assert_eq!(clock.elapsed(), seconds(7));
    assert_eq!(
        first(clock.sleep(seconds(7)), clock.alarm(seconds(60))).await,
        0
    );
    assert_eq!(clock.elapsed(), seconds(14));
}

#[tokio::test]
async fn time_does_not_pass_for_an_alarm() {
    let clock = VirtualClock::new(1);
    let work = Box::pin(async {
        for _ in 0..100_000 {
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(first(clock.alarm(seconds(1)), work).await, 1);
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn by_hand_time_passes_in_advance_only() {
    let clock = VirtualClock::by_hand(1);
    let sleeping = clock.clone();
    let sleeper = tokio::spawn(async move { sleeping.sleep(seconds(10)).await });
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert_eq!((clock.sleepers(), clock.elapsed()), (1, Duration::ZERO));
    clock.advance(seconds(9));
    tokio::task::yield_now().await;
    assert!(!sleeper.is_finished());
    clock.advance(seconds(1));
    sleeper.await.unwrap();
}

#[test]
fn the_calendar_jumps_and_time_does_not() {
    let clock = VirtualClock::new(1);
    let before = clock.now();
    clock.advance(seconds(10));
    clock.set_calendar(SystemTime::UNIX_EPOCH + seconds(1_000_000));
    assert_eq!(clock.now() - before, seconds(10));
    assert_eq!(
        clock.calendar(),
        SystemTime::UNIX_EPOCH + seconds(1_000_000)
    );
    clock.advance(seconds(5));
    assert_eq!(
        clock.calendar(),
        SystemTime::UNIX_EPOCH + seconds(1_000_005)
    );
    clock.advance(Duration::MAX);
    let _ = (clock.now(), clock.calendar());
}

#[test]
fn a_seed_decides_chance_and_the_machine_does_not_repeat_itself() {
    let three = |clock: &dyn Clock| [clock.random(), clock.random(), clock.random()];
    assert_eq!(three(&VirtualClock::new(7)), three(&VirtualClock::new(7)));
    assert_ne!(three(&VirtualClock::new(7)), three(&VirtualClock::new(8)));
    let mut many: Vec<u64> = (0..10_000).map(|_| SystemClock::new().random()).collect();
    many.sort_unstable();
    many.dedup();
    assert_eq!(many.len(), 10_000);
}

#[tokio::test(start_paused = true)]
async fn tokios_paused_time_is_the_clocks_too() {
    let clock = SystemClock::new();
    clock.sleep(seconds(3600)).await;
    assert!(clock.now() >= seconds(3600));
}
