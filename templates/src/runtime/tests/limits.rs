//! Limits: what they promise holds in every span of time, in order, and whoever gives up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Request;

use super::super::allowance::Allowance;
use super::super::window::Window;
use super::stage::{CREATE, LIST, Stage, TestResponse, status};
use super::*;

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn limited(limits: Limits) -> Stage {
    Stage::with([], |builder| {
        builder.limits(limits).timeout(seconds(10_000))
    })
}

/// The most starts in any span of so many milliseconds, its end not included.
fn most_in(times: &[u128], span: u128) -> usize {
    times
        .iter()
        .map(|from| {
            times
                .iter()
                .filter(|at| (*from..from + span).contains(at))
                .count()
        })
        .max()
        .unwrap_or(0)
}

/// Makes calls at once, and gives when they were sent.
async fn rush(stage: &Stage, calls: usize) -> Vec<u128> {
    let calls: Vec<_> = (0..calls)
        .map(|_| tokio::spawn(stage.call(LIST).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    stage.times()
}

#[tokio::test]
async fn never_more_than_so_many_in_any_second() {
    let stage = limited(Limits::per_second(5));
    let times = rush(&stage, 23).await;
    assert_eq!(times.len(), 23);
    assert_eq!(most_in(&times, 1000), 5);
    assert_eq!(times[22], 4000, "and not fewer than there may be");
}

#[tokio::test]
async fn it_holds_in_every_second_however_calls_come() {
    let stage = limited(Limits::per_second(5));
    let mut waits = Vec::new();
    for _ in 0..400 {
        let pause = Duration::from_millis(stage.clock.random() % 400);
        stage.clock.sleep(pause).await;
        let calls = stage.clock.random() % 4;
        waits.extend((0..calls).map(|_| tokio::spawn(stage.call(LIST).into_future())));
    }
    let calls = waits.len();
    for wait in waits {
        wait.await.unwrap().unwrap();
    }
    let times = stage.times();
    assert_eq!(times.len(), calls);
    assert_eq!(most_in(&times, 1000), 5, "{times:?}");
}

#[tokio::test]
async fn a_burst_spreads_or_gathers() {
    let times = rush(&limited(Limits::per_second(10).burst(2)), 24).await;
    assert_eq!((most_in(&times, 200), most_in(&times, 1000)), (2, 10));
    assert_eq!(times[23], 2200);
    let times = rush(&limited(Limits::per_second(5).burst(20)), 60).await;
    assert_eq!((most_in(&times, 1000), most_in(&times, 4000)), (20, 20));
    assert_eq!(times[59], 8000);
}

#[tokio::test]
async fn several_rates_hold_together() {
    let times = rush(&limited(Limits::per_second(5).at_most(20, seconds(60))), 50).await;
    assert_eq!((most_in(&times, 1000), most_in(&times, 60_000)), (5, 20));
    assert_eq!(times[49], 121_000);
}

#[tokio::test]
async fn each_attempt_counts() {
    let stage = Stage::with(vec![status(500); 10], |builder| {
        builder.limits(Limits::per_second(1))
    });
    let _ = stage.call(LIST).await;
    let _ = stage.call(LIST).await;
    assert_eq!(most_in(&stage.times(), 1000), 1, "{:?}", stage.times());
    assert_eq!(stage.attempts(), 6);
}

#[tokio::test]
async fn first_come_first_served_and_who_gives_up_leaves_no_hole() {
    let stage = limited(Limits::per_second(2));
    let calls: Vec<_> = (0..10)
        .map(|number: u64| {
            tokio::spawn(
                stage
                    .call(CREATE)
                    .idempotency_key(&number.to_string())
                    .into_future(),
            )
        })
        .collect();
    tokio::task::yield_now().await;
    for gone in [3, 4, 5, 8] {
        calls[gone].abort();
    }
    for call in calls {
        let _ = call.await;
    }
    let keys: Vec<String> = stage.keys().into_iter().flatten().collect();
    assert_eq!(keys, ["0", "1", "2", "6", "7", "9"]);
    assert_eq!(stage.times(), [0, 0, 1000, 1000, 2000, 2000]);
}

#[tokio::test]
async fn a_full_queue_refuses_and_sends_nothing() {
    let limiter = Limiter::new(Limits::per_second(1).queue(2));
    let stage = Stage::on(VirtualClock::by_hand(1), [], |builder| {
        builder.limits(limiter.clone())
    });
    stage.call(LIST).await.unwrap();
    let waiting = [0, 1].map(|_| tokio::spawn(stage.call(LIST).into_future()));
    tokio::task::yield_now().await;
    assert_eq!(limiter.waiting(), 2);
    let error = stage.call(LIST).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.status(), None);
    assert_eq!(
        error.to_string(),
        "GET /things: 2 calls wait for their turn already"
    );
    assert!(error.is_retryable() && !error.was_sent());
    assert_eq!(stage.attempts(), 1);
    for call in waiting {
        stage.clock.advance(seconds(1));
        call.await.unwrap().unwrap();
    }
    assert_eq!((limiter.waiting(), stage.attempts()), (0, 3));
}

#[tokio::test]
async fn who_would_wait_longer_than_it_may_hears_so_at_once() {
    let stage = Stage::with([], |builder| {
        builder.limits(Limits::default().at_most(1, seconds(60)))
    });
    stage.call(LIST).await.unwrap();
    let error = stage.call(LIST).timeout(seconds(20)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(
        error.message(),
        Some("its turn would come after 60s, and the call may not take so long")
    );
    assert_eq!(error.retry_after(), Some(seconds(60)));
    assert_eq!(
        (stage.attempts(), stage.clock.elapsed()),
        (1, Duration::ZERO)
    );
    stage.call(LIST).timeout(seconds(61)).await.unwrap();
}

#[tokio::test]
async fn who_waits_behind_others_gives_up_in_time() {
    let stage = Stage::with([], |builder| {
        builder.limits(Limits::default().at_most(1, seconds(60)))
    });
    stage.call(LIST).await.unwrap();
    let patient = tokio::spawn(stage.call(LIST).timeout(seconds(100)).into_future());
    tokio::task::yield_now().await;
    let error = stage.call(LIST).timeout(seconds(30)).await.unwrap_err();
    assert_eq!(error.message(), Some("no turn came within 30s"));
    assert_eq!(stage.clock.elapsed(), seconds(30));
    patient.await.unwrap().unwrap();
}

#[tokio::test]
async fn several_clients_share_a_limiter() {
    let limiter = Limiter::new(Limits::per_second(5));
    let clock = VirtualClock::new(1);
    let stages =
        [0, 1, 2].map(|_| Stage::on(clock.clone(), [], |builder| builder.limits(limiter.clone())));
    let calls: Vec<_> = (0..30)
        .map(|number| tokio::spawn(stages[number % 3].call(LIST).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let mut times: Vec<u128> = stages.iter().flat_map(Stage::times).collect();
    times.sort_unstable();
    assert_eq!((times.len(), most_in(&times, 1000)), (30, 5));
}

/// A transport that needs a second for each response, and counts what is on its way.
struct Slow {
    clock: VirtualClock,
    counts: Arc<Mutex<Counts>>,
}

#[derive(Default)]
struct Counts {
    now: usize,
    most: usize,
}

/// A request on its way, also where its call is dropped.
struct OnItsWay(Arc<Mutex<Counts>>);

impl OnItsWay {
    fn new(counts: &Arc<Mutex<Counts>>) -> OnItsWay {
        let mut locked = counts.lock().unwrap();
        locked.now += 1;
        locked.most = locked.most.max(locked.now);
        OnItsWay(counts.clone())
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.0.lock().unwrap().now -= 1;
    }
}

impl Transport for Slow {
    fn fetch(
        &self,
        _request: Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, BoxError>> {
        Box::pin(async move {
            let _request = OnItsWay::new(&self.counts);
            self.clock.sleep(seconds(1)).await;
            Ok(http::Response::new(Body::from("{}")))
        })
    }
}

#[tokio::test]
async fn never_more_than_so_many_at_once() {
    let clock = VirtualClock::new(1);
    let counts = Arc::new(Mutex::new(Counts::default()));
    let slow = Slow {
        clock: clock.clone(),
        counts: counts.clone(),
    };
    let stage = Stage::on(clock, [], |builder| {
        builder
            .transport(slow)
            .limits(Limits::default().concurrent(3))
    });
    let calls: Vec<_> = (0..10)
        .map(|_| tokio::spawn(stage.call(LIST).into_future()))
        .collect();
    tokio::task::yield_now().await;
    calls[1].abort();
    for call in calls {
        let _ = call.await;
    }
    let counts = counts.lock().unwrap();
    assert_eq!((counts.most, counts.now), (3, 0));
    assert_eq!(
        stage.clock.elapsed(),
        seconds(3),
        "the place of one that was dropped is taken by another"
    );
}

#[tokio::test]
async fn a_stream_is_on_its_way_until_it_is_dropped() {
    let stage = Stage::with([], |builder| {
        builder.limits(Limits::default().concurrent(1))
    });
    let streamed = stage.call(LIST).send_streamed().await.unwrap();
    let refused = tokio::spawn(stage.call(LIST).timeout(seconds(1)).into_future());
    tokio::task::yield_now().await;
    stage.clock.advance(seconds(1));
    assert_eq!(
        refused.await.unwrap().unwrap_err().kind(),
        ErrorKind::RateLimited
    );
    assert_eq!(stage.attempts(), 1);
    assert_eq!(streamed.into_body().collect(10).await.unwrap(), "{}");
    stage.call(LIST).await.unwrap();
}

#[tokio::test]
async fn what_the_server_states_is_left_slows_all_calls_down() {
    let response = TestResponse::Status(200, vec![("remaining", "2"), ("reset", "10")]);
    let stage = Stage::with([response], |builder| builder.limits(Limits::default()));
    stage.call(LIST).await.unwrap();
    let times = rush(&stage, 4).await;
    assert_eq!(times, [0, 0, 0, 10_000, 10_000]);
}

#[tokio::test]
async fn a_refusal_of_one_call_holds_the_others_back() {
    let refused = TestResponse::Status(429, vec![("retry-after", "7")]);
    let stage = Stage::with([refused], |builder| builder.limits(Limits::default()));
    let first = tokio::spawn(stage.call(LIST).into_future());
    tokio::task::yield_now().await;
    stage.call(LIST).await.unwrap();
    first.await.unwrap().unwrap();
    let times = stage.times();
    assert_eq!((times[0], times[1]), (0, 7000));
    assert!(times[2] >= 7000 && times[2] <= 7500, "{times:?}");
}

#[tokio::test]
async fn without_limits_nobody_waits() {
    let response = TestResponse::Status(200, vec![("remaining", "0"), ("reset", "10")]);
    let stage = Stage::new([response]);
    assert_eq!(rush(&stage, 100).await, [0; 100]);
}

/// A window after one response to the first of `started` requests.
fn window_after(started: u64, remaining: u64) -> (Window, Duration) {
    let (mut window, now) = (Window::new(Vec::new()), seconds(7));
    for _ in 0..started {
        window.start(now);
    }
    window.observe_headers(
        1,
        Allowance {
            remaining,
            reset: seconds(10),
        },
        now,
    );
    (window, now)
}

#[test]
fn what_is_on_its_way_is_not_left() {
    for (started, remaining, free) in [(1, 2, 2), (2, 2, 1), (3, 2, 0), (9, 2, 0)] {
        let (mut window, now) = window_after(started, remaining);
        let more = (0..10)
            .take_while(|_| window.next(now) == now && window.start(now) > 0)
            .count();
        assert_eq!(more, free, "{started} started, {remaining} left");
        assert_eq!(window.next(now), now + seconds(10));
        assert_eq!(window.next(now + seconds(10)), now + seconds(10));
    }
}

#[test]
fn a_response_to_an_older_request_states_less() {
    let (mut window, now) = (Window::new(Vec::new()), seconds(7));
    let (first, second) = (window.start(now), window.start(now));
    window.observe_headers(
        second,
        Allowance {
            remaining: 0,
            reset: seconds(10),
        },
        now,
    );
    window.observe_headers(
        first,
        Allowance {
            remaining: 50,
            reset: seconds(10),
        },
        now,
    );
    assert_eq!(window.next(now), now + seconds(10));
}

#[test]
fn nobody_waits_for_years_on_one_word() {
    let (mut window, now) = (Window::new(Vec::new()), seconds(7));
    let number = window.start(now);
    window.observe_headers(
        number,
        Allowance {
            remaining: 0,
            reset: Duration::MAX,
        },
        now,
    );
    assert_eq!(window.next(now), now + seconds(3600));
    window.pause(Duration::MAX, now + seconds(5));
    assert_eq!(window.next(now), now + seconds(3605));
    window.pause(seconds(1), now + seconds(6));
    assert_eq!(
        window.next(now),
        now + seconds(3605),
        "a shorter one does not end a longer one"
    );
}
