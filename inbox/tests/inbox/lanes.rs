//! One event of a lane at a time.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fetchwright_inbox::{Context, Delivery, Filter, Handler, Outcome, Replay, State, raw};
use http::HeaderValue;

use crate::on_each_store;
use crate::place::{Notes, Place, Running, failed, headers, in_state, send, soon, until};

/// `a/1` is in lane `a`.
fn lane(delivery: &Delivery) -> String {
    delivery
        .event_id()
        .split('/')
        .next()
        .unwrap_or_default()
        .to_owned()
}

on_each_store! {
    async fn events_of_a_lane_never_overlap(place: Place) {
        let busy: Arc<Mutex<HashSet<String>>> = Arc::default();
        let overlaps = Notes::default();
        let handler = || handler_of(&busy, &overlaps);
        let one = place.builder().handler("shop", handler()).open().await.unwrap();
        let two = place.builder().handler("shop", handler()).open().await.unwrap();
        let running = [Running::start(&one), Running::start(&two)];
        for number in 0..200 {
            send(if number % 2 == 0 { &one } else { &two }, &format!("{}/{number}", number % 5), "paid", "").await;
        }
        until(&one, State::Done, 200).await;
        for running in running {
            running.stop().await;
        }
        assert_eq!(overlaps.all(), Vec::<String>::new());
        assert_eq!(place.count("SELECT count(*) FROM inbox_lane").await, 0);
    }

    async fn a_dead_letter_does_not_block_its_lane_unless_asked(place: Place) {
        for blocks in [false, true] {
            let kind = if blocks { "strict" } else { "loose" };
            let handler = Handler::new(kind, raw, |delivery: Delivery, cx: Context| async move {
                let is_first = delivery.event_id().ends_with("/1");
                Ok(if is_first && cx.delivery().headers().contains_key("poison") { Outcome::Dead("no".to_owned()) } else { Outcome::Done })
            });
            let handler = handler.lane(lane).backoff(soon);
            let handler = if blocks { handler.block_lane() } else { handler };
            let inbox = place.builder().handler("shop", handler).open().await.unwrap();
            let mut poison = headers(&format!("{kind}/1"), kind);
            poison.insert("poison", HeaderValue::from_static("yes"));
            inbox.receive("shop", &poison, bytes::Bytes::new()).await;
            send(&inbox, &format!("{kind}/2"), kind, "").await;
            let running = Running::start(&inbox);
            until(&inbox, State::Dead, 1).await;
            if blocks {
                until(&inbox, State::WaitsForLane, 1).await;
                let dead = inbox.list(&Filter::default().state(State::Dead), 1).await.unwrap().remove(0);
                assert!(inbox.discard(dead.id).await.unwrap());
            }
            let done = |it: &fetchwright_inbox::Summary| it.event_id == format!("{kind}/2") && it.state == State::Done;
            while !inbox.list(&Filter::default(), 10).await.unwrap().iter().any(done) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let dead = inbox.list(&Filter::default().state(State::Dead), 10).await.unwrap();
            for letter in dead {
                inbox.discard(letter.id).await.unwrap();
            }
            running.stop().await;
        }
        assert_eq!(in_state(&place.builder().open().await.unwrap(), State::Discarded).await, 2);
    }

    async fn a_busy_lane_holds_up_no_other(place: Place) {
        let release = Arc::new(tokio::sync::Semaphore::new(0));
        let waits = Arc::clone(&release);
        let handler = Handler::new("paid", raw, move |delivery: Delivery, _| {
            let waits = Arc::clone(&waits);
            async move {
                if lane(&delivery) == "busy" {
                    drop(waits.acquire().await);
                }
                Ok(Outcome::Done)
            }
        });
        let inbox = place.builder().handler("shop", handler.lane(lane)).open().await.unwrap();
        for number in 0..100 {
            send(&inbox, &format!("busy/{number}"), "paid", "").await;
        }
        send(&inbox, "free/1", "paid", "").await;
        let running = Running::start(&inbox);
        until(&inbox, State::Done, 1).await;
        until(&inbox, State::WaitsForLane, 99).await;
        release.close();
        until(&inbox, State::Done, 101).await;
        running.stop().await;
    }

    async fn a_handler_knows_the_newest_event_of_its_lane(place: Place) {
        let notes = Notes::default();
        let noted = notes.clone();
        let handler = Handler::new("paid", raw, move |delivery: Delivery, cx: Context| {
            noted.add(format!("{} {}", delivery.event_id(), cx.is_newest_in_lane()));
            async { Ok(Outcome::Done) }
        });
        let inbox = place.builder().handler("shop", handler.lane(lane)).open().await.unwrap();
        for (id, time) in [("a/1", "2000"), ("a/2", "1000"), ("b/1", "500")] {
            let mut headers = headers(id, "paid");
            headers.insert("time", HeaderValue::from_static(time));
            inbox.receive("shop", &headers, bytes::Bytes::new()).await;
        }
        let running = Running::start(&inbox);
        until(&inbox, State::Done, 3).await;
        running.stop().await;
        let mut all = notes.all();
        all.sort();
        assert_eq!(all, ["a/1 true", "a/2 false", "b/1 true"]);
    }

    async fn an_intake_without_handlers_leaves_the_lane_to_the_worker(place: Place) {
        let intake = place.builder().open().await.unwrap();
        for number in 0..10 {
            send(&intake, &format!("a/{number}"), "paid", "").await;
        }
        let handler = Handler::new("paid", raw, |_: Delivery, cx: Context| async move {
            assert_eq!(cx.attempt(), 1);
            Ok(Outcome::Done)
        });
        let worker = place.builder().handler("shop", handler.lane(lane)).open().await.unwrap();
        let running = Running::start(&worker);
        until(&worker, State::Done, 10).await;
        running.stop().await;
        assert_eq!(place.count("SELECT count(*) FROM inbox_delivery WHERE lane = 'shop/a'").await, 10);
        assert_eq!(worker.replay_all(&Filter::default(), Replay::default().dry_run()).await.unwrap(), 10);
    }
}

fn handler_of(busy: &Arc<Mutex<HashSet<String>>>, overlaps: &Notes) -> Handler<Delivery> {
    let (busy, overlaps) = (Arc::clone(busy), overlaps.clone());
    let handler = Handler::new("paid", raw, move |delivery: Delivery, cx: Context| {
        let (busy, overlaps) = (Arc::clone(&busy), overlaps.clone());
        async move {
            let lane = lane(&delivery);
            if !busy.lock().unwrap().insert(lane.clone()) {
                overlaps.add(delivery.event_id());
            }
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..3))).await;
            busy.lock().unwrap().remove(&lane);
            if cx.attempt() == 1 && fastrand::bool() {
                failed("again")
            } else {
                Ok(Outcome::Done)
            }
        }
    });
    handler.lane(lane).backoff(soon)
}
