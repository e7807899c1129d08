//! Calls through the whole engine, over a transport that plays a script, in virtual time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::stage::{CHANGE, CREATE, LIST, Stage, TestResponse, status};
use super::*;

use TestResponse::{Reset, Status, Unsent};

#[tokio::test]
async fn a_call_that_fails_for_a_while_succeeds() {
    let stage = Stage::new([status(503), Reset]);
    stage.call(LIST).await.unwrap();
    assert_eq!(stage.attempts(), 3);
    assert!(
        stage.clock.elapsed() > Duration::ZERO
            && stage.clock.elapsed() < Duration::from_millis(1500)
    );
}

#[tokio::test]
async fn the_same_seed_waits_the_same_time() {
    let run = || async {
        let stage = Stage::new([status(500), status(502)]);
        stage.call(LIST).await.unwrap();
        stage.clock.elapsed()
    };
    assert_eq!(run().await, run().await);
}

#[tokio::test]
async fn attempts_are_bounded_and_the_last_error_is_given() {
    let stage = Stage::new([status(500), status(502), status(503), status(504)]);
    let error = stage.call(LIST).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert!(error.is_retryable());
    assert_eq!(stage.attempts(), 3);

    let stage = Stage::new(vec![status(500); 9]);
    stage
        .call(LIST)
        .retry(Retry {
            attempts: 8,
            ..Retry::default()
        })
        .await
        .unwrap_err();
    assert_eq!(stage.attempts(), 8);

    let stage = Stage::with([status(500)], |builder| builder.retry(Retry::never()));
    stage.call(LIST).await.unwrap_err();
    assert_eq!(stage.attempts(), 1);
}

#[tokio::test]
async fn what_would_fail_again_is_not_repeated() {
    for refused in [400, 401, 403, 404, 422, 304] {
        let stage = Stage::new([status(refused)]);
        let error = stage.call(LIST).await.unwrap_err();
        assert!(!error.is_retryable());
        assert_eq!(stage.attempts(), 1, "{refused}");
    }
}

#[tokio::test]
async fn a_call_keeps_its_key_and_another_has_its_own() {
    let stage = Stage::new([status(500), Reset]);
    stage.call(CREATE).await.unwrap();
    stage.call(CREATE).await.unwrap();
    let keys = stage.keys();
    assert_eq!(keys.len(), 4);
    assert!(
        keys.iter()
            .all(|key| key.as_ref().is_some_and(|key| key.len() == 36)),
        "{keys:?}"
    );
    assert_eq!((&keys[0], &keys[0]), (&keys[1], &keys[2]));
    assert_ne!(keys[2], keys[3]);
    stage.call(LIST).await.unwrap();
    assert_eq!(stage.keys()[4], None, "a GET has no use for one");
}

#[tokio::test]
async fn the_callers_key_is_kept_however_it_was_given() {
    let stage = Stage::new([status(500)]);
    stage.call(CREATE).idempotency_key("order-1").await.unwrap();
    stage
        .call(CREATE)
        .header("IDEMPOTENCY-KEY", "order-2")
        .await
        .unwrap();
    let key = |text: &str| Some(text.to_owned());
    assert_eq!(
        stage.keys(),
        [key("order-1"), key("order-1"), key("order-2")]
    );
}

#[tokio::test]
async fn without_a_key_a_patch_is_repeated_only_if_nothing_was_done() {
    for (response, attempts) in [
        (Reset, 1),
        (status(503), 1),
        (status(409), 1),
        (Unsent, 2),
        (status(429), 2),
    ] {
        let stage = Stage::new([response]);
        assert_eq!(stage.call(CHANGE).await.is_ok(), attempts == 2);
        assert_eq!(stage.attempts(), attempts);
    }
    let stage = Stage::new([Reset]);
    stage
        .call(CHANGE)
        .idempotency_key("change-1")
        .await
        .unwrap();
    assert_eq!(stage.attempts(), 2);
}

#[tokio::test]
async fn an_operation_can_be_safer_or_not_than_its_method() {
    let stage = Stage::new([Reset]);
    stage.call(CHANGE.repeatable(true)).await.unwrap();
    assert_eq!(stage.attempts(), 2);

    let stage = Stage::new([Reset]);
    assert!(
        stage
            .call(LIST.repeatable(false))
            .await
            .unwrap_err()
            .was_sent()
    );
    assert_eq!(stage.attempts(), 1);

    let stage = Stage::new([Reset]);
    stage.call(CREATE.keyed(false)).await.unwrap_err();
    assert_eq!(stage.keys(), [None]);

    let stage = Stage::new([]);
    stage
        .call(CHANGE.key_header("PayPal-Request-Id").keyed(true))
        .await
        .unwrap();
    stage
        .call(CHANGE.key_header("PayPal-Request-Id").keyed(true))
        .idempotency_key("mine")
        .await
        .unwrap();
    let sent = stage.sent();
    assert_eq!(sent[0].headers["paypal-request-id"].len(), 36);
    assert_eq!(sent[1].headers["paypal-request-id"], "mine");
}

#[tokio::test]
async fn the_server_decides_where_it_states_so() {
    let stage = Stage::new([Status(400, vec![("stripe-should-retry", "true")])]);
    stage.call(CHANGE).await.unwrap();
    assert_eq!(stage.attempts(), 2);
    let stage = Stage::new([Status(503, vec![("stripe-should-retry", "false")])]);
    assert!(!stage.call(LIST).await.unwrap_err().is_retryable());
    assert_eq!(stage.attempts(), 1);
}

#[tokio::test]
async fn the_server_is_given_the_time_that_it_asks_for() {
    let later = "Wed, 01 Jan 2025 00:00:20 GMT";
    let forms = [
        ("retry-after", "20"),
        ("retry-after", later),
        ("retry-after-ms", "20000"),
    ];
    for header in forms {
        let stage = Stage::new([Status(429, vec![header])]);
        stage.call(CREATE).await.unwrap();
        let waited = stage.clock.elapsed();
        assert!(
            waited >= Duration::from_secs(20) && waited <= Duration::from_millis(20_500),
            "{header:?}: {waited:?}"
        );
    }
}

#[tokio::test]
async fn an_error_comes_at_once_where_waiting_would_take_too_long() {
    let stage = Stage::new([Status(429, vec![("retry-after", "3600")])]);
    let error = stage.call(LIST).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_retryable());
    assert_eq!(
        (stage.attempts(), stage.clock.elapsed()),
        (1, Duration::ZERO)
    );

    let stage = Stage::new([Status(503, vec![("retry-after", "18446744073709551615")])]);
    assert!(stage.call(LIST).await.is_err());
    assert_eq!(stage.attempts(), 1);

    let stage = Stage::new([Status(429, vec![("retry-after", "3600")])]);
    stage
        .call(LIST)
        .timeout(Duration::from_secs(4000))
        .await
        .unwrap();
    assert!(stage.clock.elapsed() >= Duration::from_secs(3600));
}

#[tokio::test]
async fn the_time_of_a_call_bounds_its_attempts() {
    let stage = Stage::new(vec![status(500); 1000]);
    let retry = Retry {
        attempts: 1000,
        base: Duration::from_secs(4),
        longest: Duration::from_secs(4),
    };
    let error = stage
        .call(LIST)
        .retry(retry)
        .timeout(Duration::from_secs(30))
        .await
        .unwrap_err();
    assert_eq!(
        error.status().unwrap(),
        500,
        "the provider's error is more informative than a timeout"
    );
    assert!(stage.clock.elapsed() < Duration::from_secs(30));
    assert!(
        stage.attempts() > 5 && stage.attempts() < 60,
        "{}",
        stage.attempts()
    );
}

#[tokio::test]
async fn a_stream_is_not_repeated() {
    let stage = Stage::new([Unsent]);
    let body = Body::streamed(Body::from("once"));
    let error = stage
        .call(CREATE)
        .body("text/plain", body)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(stage.attempts(), 1);
}

#[tokio::test]
async fn the_clones_of_a_client_share_a_budget() {
    let budget = RetryBudget {
        burst: 3.0,
        per_call: 0.0,
        per_second: 0.0,
    };
    let stage = Stage::with(vec![status(500); 100], |builder| {
        builder.retry_budget(budget)
    });
    for _ in 0..10 {
        stage.call(LIST).await.unwrap_err();
    }
    assert_eq!(stage.attempts(), 13);

    let unlimited = RetryBudget::unlimited();
    let stage = Stage::with(vec![status(500); 100], |builder| {
        builder.retry_budget(unlimited)
    });
    for _ in 0..10 {
        stage.call(LIST).await.unwrap_err();
    }
    assert_eq!(stage.attempts(), 30);
}

#[tokio::test]
async fn hooks_and_raw_responses_see_every_attempt() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let stage = Stage::with([status(429), status(503)], move |builder| {
        builder.after(move |attempt, outcome| {
            let outcome = outcome.map_or_else(
                |error| (error.kind(), error.is_retryable()),
                |_| (ErrorKind::Decode, false),
            );
            log.lock().unwrap().push((attempt.number(), outcome));
        })
    });
    let response = stage.call(LIST).send_raw().await.unwrap();
    assert_eq!(response.status(), 200);
    let wanted = [
        (1, (ErrorKind::RateLimited, true)),
        (2, (ErrorKind::Api, true)),
        (3, (ErrorKind::Decode, false)),
    ];
    assert_eq!(*seen.lock().unwrap(), wanted);
}
