//! What handlers receive and what their results do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fetchwright_inbox::{Context, Delivery, Filter, Handler, Job, Outcome, State, json, raw};
use serde::Deserialize;

use crate::on_each_store;
use crate::place::{Notes, Place, Running, failed, in_state, send, soon, until};

#[derive(Deserialize)]
struct Paid {
    order: String,
}

on_each_store! {
    async fn a_handler_receives_the_event_and_its_context(place: Place) {
        let notes = Notes::default();
        let noted = notes.clone();
        let handle = move |paid: Paid, cx: Context| {
            let delivery = cx.delivery();
            noted.add(format!("{} {} {} {}", paid.order, cx.event_id(), cx.attempt(), delivery.headers()["kind"].to_str().unwrap()));
            noted.add(String::from_utf8_lossy(delivery.body()));
            async { Ok(Outcome::Done) }
        };
        let inbox = place.builder().on("shop", "paid", json, handle).open().await.unwrap();
        send(&inbox, "evt_1", "paid", "{\"order\": \"o1\"}").await;
        let running = Running::start(&inbox);
        until(&inbox, State::Done, 1).await;
        running.stop().await;
        assert_eq!(notes.all(), ["o1 evt_1 1 paid", "{\"order\": \"o1\"}"]);
    }

    async fn effects_commit_with_done_and_roll_back_with_an_error(place: Place) {
        place.create_effects().await;
        let tries = Arc::new(AtomicU32::new(0));
        let (counted, writes) = (Arc::clone(&tries), place.clone());
        let handler = Handler::new("paid", raw, move |_: Delivery, cx: Context| {
            let (number, place) = (counted.fetch_add(1, Ordering::SeqCst), writes.clone());
            async move {
                let written = place.write(&cx, format!("attempt {number}")).await?;
                match (number, written) {
                    // The first attempt writes and fails.
                    (0, Outcome::Commit(_)) => Ok(fetchwright_inbox::commit(|transaction| {
                        transaction.execute("INSERT INTO effects VALUES ('half')", [])?;
                        Err("a failure after the write".into())
                    })),
                    (0, _) => failed("a failure after the write"),
                    (_, written) => Ok(written),
                }
            }
        });
        let inbox = place.builder().handler("shop", handler.backoff(soon)).open().await.unwrap();
        let running = Running::start(&inbox);
        send(&inbox, "evt_1", "paid", "").await;
        until(&inbox, State::Done, 1).await;
        running.stop().await;
        assert_eq!(place.effects().await, 1);
        assert_eq!(place.count("SELECT count(*) FROM effects WHERE what = 'attempt 1'").await, 1);
        let id = inbox.list(&Filter::default(), 1).await.unwrap()[0].id;
        let history = inbox.show(id).await.unwrap().unwrap().history;
        assert_eq!(history.iter().map(|it| (it.outcome, it.number)).collect::<Vec<_>>(), [("retry", 1), ("done", 2)]);
        assert!(history[0].error.as_ref().unwrap().contains("a failure after the write"));
    }

    async fn panics_timeouts_and_errors_are_retries_and_then_dead(place: Place) {
        let handler = Handler::new("paid", raw, |delivery: Delivery, _| async move {
            match delivery.event_id() {
                "panics" => panic!("on purpose"),
                "hangs" => std::future::pending().await,
                "retries" => Ok(Outcome::Retry("not yet".to_owned())),
                "dies" => Ok(Outcome::Dead("unknown order".to_owned())),
                _ => failed("an error"),
            }
        });
        let handler = handler.backoff(soon).attempts(3).timeout(Duration::from_millis(30));
        let inbox = place.builder().handler("shop", handler).open().await.unwrap();
        let running = Running::start(&inbox);
        let cases = [
            ("panics", "panicked: on purpose", 3),
            ("hangs", "timed out", 3),
            ("retries", "not yet", 3),
            ("errs", "an error", 3),
            ("dies", "unknown order", 1),
        ];
        for (id, ..) in cases {
            send(&inbox, id, "paid", "").await;
        }
        until(&inbox, State::Dead, cases.len()).await;
        running.stop().await;
        for (id, error, attempts) in cases {
            let found = inbox.list(&Filter::default().event_id(id), 1).await.unwrap().remove(0);
            assert!(found.error.as_ref().unwrap().contains(error), "{found:?}");
            assert_eq!(found.attempts, attempts, "{id}");
        }
    }

    async fn a_lane_or_a_verifier_that_panics_fails_no_other_delivery(place: Place) {
        let handler = Handler::new("paid", raw, |_: Delivery, _| async { Ok(Outcome::Done) });
        let handler = handler.lane(|event: &Delivery| -> String { panic!("no lane of {}", event.event_id()) });
        let builder = place.builder().handler("shop", handler);
        let inbox = builder.source("broken", |_, _| panic!("a bug")).open().await.unwrap();
        assert_eq!(send(&inbox, "evt_1", "paid", "").await, 200);
        let broken = inbox.receive("broken", &http::HeaderMap::new(), bytes::Bytes::new()).await;
        assert_eq!(broken.status(), 503);
        let running = Running::start(&inbox);
        until(&inbox, State::Done, 1).await;
        running.stop().await;
        assert_eq!(place.count("SELECT count(*) FROM inbox_delivery").await, 1);
    }

    async fn later_does_not_count(place: Place) {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&tries);
        let handler = Handler::new("paid", raw, move |_: Delivery, cx: Context| {
            let number = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                assert_eq!(cx.attempt(), 1);
                Ok(if number < 5 { Outcome::Later(Duration::from_millis(1)) } else { Outcome::Done })
            }
        });
        let inbox = place.builder().handler("shop", handler.attempts(1)).open().await.unwrap();
        let running = Running::start(&inbox);
        send(&inbox, "evt_1", "paid", "").await;
        until(&inbox, State::Done, 1).await;
        running.stop().await;
        assert_eq!(tries.load(Ordering::SeqCst), 6);
    }

    async fn the_providers_resend_revives_a_dead_letter(place: Place) {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&tries);
        let handler = Handler::new("paid", raw, move |_: Delivery, _| {
            let number = counted.fetch_add(1, Ordering::SeqCst);
            async move { if number == 0 { Ok(Outcome::Dead("first".to_owned())) } else { Ok(Outcome::Done) } }
        });
        let inbox = place.builder().handler("shop", handler).open().await.unwrap();
        let running = Running::start(&inbox);
        send(&inbox, "evt_1", "paid", "").await;
        until(&inbox, State::Dead, 1).await;
        send(&inbox, "evt_1", "paid", "").await;
        until(&inbox, State::Done, 1).await;
        // A duplicate of what is done changes nothing.
        send(&inbox, "evt_1", "paid", "").await;
        running.stop().await;
        assert_eq!(in_state(&inbox, State::Done).await, 1);
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    }

    async fn unknown_events_are_kept_until_a_version_handles_them(place: Place) {
        let old = place.builder().on("shop", "paid", raw, |_, _| async { Ok(Outcome::Done) }).open().await.unwrap();
        let running = Running::start(&old);
        send(&old, "evt_1", "paid", "").await;
        send(&old, "evt_2", "refunded", "").await;
        until(&old, State::NoHandler, 1).await;
        until(&old, State::Done, 1).await;
        running.stop().await;
        let new = place.builder().on_other("shop", |_, _| async { Ok(Outcome::Done) }).open().await.unwrap();
        let running = Running::start(&new);
        until(&new, State::Done, 2).await;
        running.stop().await;
    }

    async fn undecodable_events_are_dead_after_five_attempts(place: Place) {
        let handler = Handler::new("paid", json::<Paid>, |_, _| async { Ok(Outcome::Done) }).backoff(soon);
        let inbox = place.builder().handler("shop", handler).open().await.unwrap();
        let running = Running::start(&inbox);
        send(&inbox, "evt_1", "paid", "{\"other\": 1}").await;
        until(&inbox, State::Dead, 1).await;
        running.stop().await;
        let dead = inbox.list(&Filter::default(), 1).await.unwrap().remove(0);
        assert_eq!(dead.attempts, 5);
        assert!(dead.error.unwrap().contains("missing field `order`"));
        assert_eq!(inbox.show(dead.id).await.unwrap().unwrap().body.unwrap(), b"{\"other\": 1}");
    }

    async fn a_shutdown_gives_claims_back_without_counting(place: Place) {
        let hang = |_: Delivery, _: Context| std::future::pending();
        let inbox = place.builder().grace(Duration::from_millis(10)).on("shop", "paid", raw, hang).open().await.unwrap();
        let running = Running::start(&inbox);
        send(&inbox, "evt_1", "paid", "").await;
        until(&inbox, State::Running, 1).await;
        running.stop().await;
        let found = inbox.list(&Filter::default(), 1).await.unwrap().remove(0);
        assert_eq!((found.state, found.attempts), (State::Waiting, 0));
    }

    async fn an_attempt_whose_lease_has_ended_commits_nothing(place: Place) {
        place.create_effects().await;
        let tries = Arc::new(AtomicU32::new(0));
        let (counted, writes) = (Arc::clone(&tries), place.clone());
        let handler = Handler::new("paid", raw, move |_: Delivery, cx: Context| {
            let (number, place) = (counted.fetch_add(1, Ordering::SeqCst), writes.clone());
            async move {
                if number == 0 {
                    // Longer than the lease, and a thread that blocks cannot be timed out.
                    std::thread::sleep(Duration::from_millis(2_500));
                }
                place.write(&cx, format!("attempt {number}")).await
            }
        });
        let handler = handler.timeout(Duration::from_millis(100));
        let builder = || place.builder().lease_margin(Duration::from_millis(100));
        let slow = builder().handler("shop", handler).open().await.unwrap();
        let running = Running::start(&slow);
        send(&slow, "evt_1", "paid", "").await;
        until(&slow, State::Running, 1).await;
        let writes = place.clone();
        let fast = builder().on("shop", "paid", raw, move |_, cx| {
            let place = writes.clone();
            async move { place.write(&cx, "the other worker".to_owned()).await }
        });
        let fast = fast.open().await.unwrap();
        let other = Running::start(&fast);
        until(&fast, State::Done, 1).await;
        running.stop().await;
        other.stop().await;
        assert_eq!(place.effects().await, 1);
    }

    async fn jobs_of_the_outbox_are_stored_with_done_and_not_with_an_error(place: Place) {
        place.create_effects().await;
        let notes = Notes::default();
        let (mails, writes) = (notes.clone(), place.clone());
        let handler = Handler::new("paid", raw, move |_: Delivery, cx: Context| {
            let place = writes.clone();
            async move {
                cx.enqueue(Job::json("mail", &format!("thanks, attempt {}", cx.attempt()))?);
                cx.enqueue(Job::bytes("mail", "\"later\"").key("reminder").after(Duration::from_secs(3_600)));
                if cx.attempt() == 1 { failed("not yet") } else { place.write(&cx, "paid".to_owned()).await }
            }
        });
        let builder = place.builder().handler("shop", handler.backoff(soon));
        let inbox = builder.on_job("mail", json::<String>, move |text, _| {
            mails.add(text);
            async { Ok(Outcome::Done) }
        });
        let inbox = inbox.open().await.unwrap();
        let running = Running::start(&inbox);
        send(&inbox, "evt_1", "paid", "").await;
        until(&inbox, State::Done, 2).await;
        running.stop().await;
        assert_eq!(place.effects().await, 1);
        assert_eq!(notes.all(), ["thanks, attempt 2"]);
        let later = inbox.list(&Filter::default().state(State::Waiting), 10).await.unwrap();
        assert_eq!(later.len(), 1);
        assert!(later[0].due.unwrap() > later[0].received_at + Duration::from_secs(3_000));
    }

    async fn state_does_not_go_backwards_in_any_order_of_events(place: Place) {
        place.create_effects().await;
        place.execute("CREATE TABLE state (payment TEXT PRIMARY KEY, state TEXT NOT NULL)").await;
        let on_sqlite = matches!(place, Place::Sqlite(_));
        let handle = move |delivery: Delivery, cx: Context| async move {
            let (payment, state) = delivery.event_id().split_once('/').ok_or("no state")?;
            let (payment, state) = (payment.to_owned(), state.to_owned());
            if on_sqlite {
                return Ok(fetchwright_inbox::commit(move |transaction| {
                    if transaction.advance(&payment, steps_of(&payment), &state)? {
                        transaction.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", [&payment, &state])?;
                    }
                    Ok(())
                }));
            }
            let transaction = cx.postgres().await?;
            if transaction.advance(&payment, steps_of(&payment), &state).await? {
                let sql = "INSERT INTO state VALUES ($1, $2) ON CONFLICT (payment) DO UPDATE SET state = excluded.state";
                transaction.execute(sql, &[&payment, &state]).await?;
            }
            Ok(Outcome::Done)
        };
        let inbox = place.builder().on("shop", "payment", raw, handle).open().await.unwrap();
        let running = Running::start(&inbox);
        let mut sent = 0;
        for (name, _, sequence) in SEQUENCES {
            for (number, order) in permutations(sequence).iter().enumerate() {
                for state in order {
                    send(&inbox, &format!("{name} {number}/{state}"), "payment", "").await;
                    sent += 1;
                }
            }
        }
        until(&inbox, State::Done, sent).await;
        running.stop().await;
        for (name, orders, last) in [("payment", 24, "succeeded"), ("workflow", 6, "completed"), ("email", 24, "clicked")] {
            let reached = format!("SELECT count(*) FROM state WHERE payment LIKE '{name} %' AND state = '{last}'");
            assert_eq!(place.count(&reached).await, orders, "{name}");
        }
    }
}

/// What providers send about one object, as name, steps, and the states that arrive: Stripe's payment that needs a second
/// try, GitHub's workflow run, and Resend's email.
const SEQUENCES: &[(&str, &[&str], &[&str])] = &[
    (
        "payment",
        &[
            "requires_payment_method",
            "requires_action",
            "processing",
            "succeeded|canceled",
        ],
        &[
            "requires_payment_method",
            "requires_action",
            "processing",
            "succeeded",
        ],
    ),
    (
        "workflow",
        &["requested", "in_progress", "completed"],
        &["requested", "in_progress", "completed"],
    ),
    (
        "email",
        &[
            "sent",
            "delivery_delayed",
            "delivered|bounced|failed",
            "opened",
            "clicked",
        ],
        &["sent", "delivered", "opened", "clicked"],
    ),
];

fn steps_of(object: &str) -> &'static [&'static str] {
    let found = SEQUENCES.iter().find(|(name, ..)| object.starts_with(name));
    found.map_or(&[], |(_, steps, _)| steps)
}

fn permutations<'s>(items: &[&'s str]) -> Vec<Vec<&'s str>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let with = |at: usize| {
        let mut rest = items.to_vec();
        let first = rest.remove(at);
        permutations(&rest)
            .into_iter()
            .map(move |rest| [vec![first], rest].concat())
    };
    (0..items.len()).flat_map(with).collect()
}
