//! What a person does: replay, discard, pause, retention, metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fetchwright_inbox::{Delivery, Filter, Handler, Outcome, Replay, State, raw};

use crate::on_each_store;
use crate::place::{Place, Running, in_state, send, until};

on_each_store! {
    async fn dead_letters_are_replayed_after_the_fix(place: Place) {
        let fixed = Arc::new(AtomicBool::new(false));
        let is_fixed = Arc::clone(&fixed);
        let handler = Handler::new("paid", raw, move |_: Delivery, _| {
            let fixed = is_fixed.load(Ordering::SeqCst);
            async move { Ok(if fixed { Outcome::Done } else { Outcome::Dead("a bug".to_owned()) }) }
        });
        let inbox = place.builder().handler("shop", handler).open().await.unwrap();
        for number in 0..5 {
            send(&inbox, &format!("evt_{number}"), "paid", "").await;
        }
        let running = Running::start(&inbox);
        until(&inbox, State::Dead, 5).await;
        fixed.store(true, Ordering::SeqCst);
        let dead = Filter::default().state(State::Dead).source("shop").kind("paid");
        assert_eq!(inbox.replay_all(&dead, Replay::default().dry_run()).await.unwrap(), 5);
        assert_eq!(in_state(&inbox, State::Dead).await, 5);
        assert_eq!(inbox.replay_all(&dead, Replay::default().per_second(100)).await.unwrap(), 5);
        until(&inbox, State::Done, 5).await;
        // What is done can be handled again.
        let id = inbox.list(&Filter::default(), 1).await.unwrap()[0].id;
        assert!(inbox.replay(id).await.unwrap());
        until(&inbox, State::Done, 5).await;
        running.stop().await;
        let history = inbox.show(id).await.unwrap().unwrap().history;
        let outcomes: Vec<_> = history.iter().map(|it| it.outcome).collect();
        assert_eq!(outcomes.iter().filter(|it| **it == "replayed").count(), 2, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|it| **it == "done").count(), 2, "{outcomes:?}");
        assert!(!inbox.replay(i64::MAX).await.unwrap());
    }

    async fn a_rate_spreads_a_replay(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        for number in 0..10 {
            send(&inbox, &format!("evt_{number}"), "paid", "").await;
        }
        inbox.replay_all(&Filter::default(), Replay::default().per_second(2)).await.unwrap();
        let spread = "SELECT max(run_at) - min(run_at) FROM inbox_job";
        assert_eq!(place.count(spread).await, 4_500);
    }

    async fn discarded_deliveries_stay_in_the_list(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        send(&inbox, "evt_1", "paid", "").await;
        let id = inbox.list(&Filter::default(), 1).await.unwrap()[0].id;
        assert!(inbox.discard(id).await.unwrap());
        assert!(!inbox.discard(id).await.unwrap());
        assert_eq!(inbox.show(id).await.unwrap().unwrap().summary.state, State::Discarded);
        assert_eq!(in_state(&inbox, State::Done).await, 0);
        // The provider's duplicate is still one.
        send(&inbox, "evt_1", "paid", "").await;
        assert_eq!(in_state(&inbox, State::Discarded).await, 1);
    }

    async fn a_paused_source_receives_and_does_not_handle(place: Place) {
        let inbox = place.builder().on("shop", "paid", raw, |_, _| async { Ok(Outcome::Done) }).open().await.unwrap();
        inbox.pause("shop").await.unwrap();
        let running = Running::start(&inbox);
        for number in 0..3 {
            assert_eq!(send(&inbox, &format!("evt_{number}"), "paid", "").await, 200);
        }
        until(&inbox, State::Paused, 3).await;
        assert_eq!(inbox.stats().await.unwrap().paused, ["shop"]);
        inbox.resume("shop").await.unwrap();
        until(&inbox, State::Done, 3).await;
        running.stop().await;
        assert_eq!(inbox.list(&Filter::default(), 10).await.unwrap()[0].attempts, 1);
    }

    async fn bodies_go_early_and_keys_late(place: Place) {
        let builder = || place.builder().on("shop", "paid", raw, |_, _| async { Ok(Outcome::Done) });
        let inbox = builder().keep(Duration::ZERO, Duration::from_secs(3600)).open().await.unwrap();
        send(&inbox, "done", "paid", "secret").await;
        send(&inbox, "unknown", "other", "secret").await;
        let running = Running::start(&inbox);
        until(&inbox, State::Done, 1).await;
        until(&inbox, State::NoHandler, 1).await;
        running.stop().await;
        let tidied = inbox.tidy().await.unwrap();
        assert_eq!((tidied.bodies, tidied.deliveries), (1, 0));
        assert_eq!(inbox.tidy().await.unwrap(), fetchwright_inbox::Tidied::default());
        let done = inbox.list(&Filter::default().event_id("done"), 1).await.unwrap().remove(0);
        let details = inbox.show(done.id).await.unwrap().unwrap();
        assert!(details.body.is_none() && details.headers.is_empty());
        assert!(!inbox.replay(done.id).await.unwrap(), "there is nothing to replay");
        send(&inbox, "done", "paid", "secret").await;
        assert_eq!(in_state(&inbox, State::Done).await, 1, "the key is still known");
        drop(inbox);
        let inbox = builder().keep(Duration::ZERO, Duration::ZERO).open().await.unwrap();
        assert_eq!(inbox.tidy().await.unwrap().deliveries, 2);
        for table in ["inbox_delivery", "inbox_job", "inbox_attempt"] {
            assert_eq!(place.count(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
        }
    }

    async fn unfinished_deliveries_are_not_forgotten(place: Place) {
        let inbox = place.builder().keep(Duration::ZERO, Duration::ZERO).open().await.unwrap();
        send(&inbox, "evt_1", "paid", "body").await;
        assert_eq!(inbox.tidy().await.unwrap(), fetchwright_inbox::Tidied::default());
        let id = inbox.list(&Filter::default(), 1).await.unwrap()[0].id;
        assert!(inbox.show(id).await.unwrap().unwrap().body.is_some());
    }

    async fn metrics_are_text_for_prometheus(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        send(&inbox, "evt_1", "paid", "").await;
        send(&inbox, "evt_1", "paid", "").await;
        let text = inbox.prometheus().await.unwrap();
        for line in [
            "fetchwright_inbox_events_total{source=\"shop\",what=\"received\"} 1",
            "fetchwright_inbox_events_total{source=\"shop\",what=\"duplicate\"} 1",
            "fetchwright_inbox_unfinished{source=\"shop\",state=\"waiting\"} 1",
            "# TYPE fetchwright_inbox_oldest_waiting_seconds gauge",
        ] {
            assert!(text.lines().any(|it| it == line), "{line} is missing in\n{text}");
        }
    }
}
