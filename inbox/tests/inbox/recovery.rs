//! Deliveries that never arrived, recovered from servers that follow the providers' rules of paging.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fetchwright_inbox::recover::{self, Ask, Page};
use fetchwright_inbox::{BoxError, Event, Filter, Outcome, Source, State, raw};
use http::{Request, Response};
use serde_json::{Value, json};

use crate::on_each_store;
use crate::place::{Place, Running, headers, in_state, until, verify};

/// Stripe's list of events: the newest first, `starting_after` an id, `has_more`, at most 100.
fn stripe(
    events: usize,
    asked: Arc<Mutex<Vec<String>>>,
) -> impl Fn(Request<Bytes>) -> Result<Response<Bytes>, BoxError> {
    move |request| {
        asked.lock().unwrap().push(request.uri().to_string());
        let query: HashMap<&str, &str> = request
            .uri()
            .query()
            .unwrap_or_default()
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        assert_eq!(query["delivery_success"], "false");
        let limit: usize = query["limit"].parse()?;
        let newest_first: Vec<usize> = (0..events).rev().collect();
        let start = match query.get("starting_after") {
            Some(id) => {
                newest_first
                    .iter()
                    .position(|number| *id == format!("evt_{number}"))
                    .ok_or("no such event")?
                    + 1
            }
            None => 0,
        };
        let event = |number: &usize| json!({"id": format!("evt_{number}"), "type": "paid", "created": 1_700_000_000 + number, "object": "event"});
        let page: Vec<Value> = newest_first[start..]
            .iter()
            .take(limit)
            .map(event)
            .collect();
        let body = json!({"object": "list", "has_more": start + page.len() < events, "data": page});
        Ok(Response::new(Bytes::from(body.to_string())))
    }
}

/// GitHub's list of deliveries: attempts, the newest first, with a cursor in `Link`.
fn github(failed: usize) -> impl Fn(Request<Bytes>) -> Result<Response<Bytes>, BoxError> {
    move |request| {
        let path = request.uri().path().to_owned();
        if let Some(id) = path.strip_prefix("/repos/o/r/hooks/1/deliveries/") {
            let body = json!({"id": id, "request": {"headers": {}, "payload": {"n": id.parse::<usize>()?}}});
            return Ok(Response::new(Bytes::from(body.to_string())));
        }
        assert_eq!(path, "/repos/o/r/hooks/1/deliveries");
        let query = request.uri().query().unwrap_or_default();
        let start: usize = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("cursor=v1_"))
            .unwrap_or("0")
            .parse()?;
        let attempt = |number: usize| {
            json!({"id": number, "guid": format!("guid-{number}"), "status_code": if number.is_multiple_of(2) { 502 } else { 200 },
            "event": "issues", "action": "opened"})
        };
        let end = (start + 100).min(failed * 2);
        let body = Value::from((start..end).map(attempt).collect::<Vec<_>>());
        let mut response = Response::new(Bytes::from(body.to_string()));
        if end < failed * 2 {
            let link = format!(
                "<https://api.github.com/repos/o/r/hooks/1/deliveries?per_page=100&cursor=v1_{end}>; rel=\"next\""
            );
            response.headers_mut().insert("link", link.parse()?);
        }
        Ok(response)
    }
}

/// Resend's list of a webhook's events: the newest first, `after` an id, `has_more`, at most 100; and each event's payload,
/// which is kept for a while only.
fn resend(events: usize) -> impl Fn(Request<Bytes>) -> Result<Response<Bytes>, BoxError> {
    const LIST: &str = "/webhooks/hook_1/events";
    move |request| {
        let id = |number: usize| format!("msg_{number}");
        let path = request.uri().path();
        let body = if let Some(event) = path.strip_prefix("/webhooks/hook_1/events/") {
            let number: usize = event.strip_prefix("msg_").ok_or("no such event")?.parse()?;
            let payload = json!({"type": "email.sent", "created_at": "2026-08-22T15:27:42.000Z", "data": {"email_id": number}});
            let payload = if number == 0 { Value::Null } else { payload };
            json!({"object": "webhook_event", "id": event, "type": "email.sent", "status": "failed", "payload": payload})
        } else {
            assert_eq!(path, LIST);
            let query = request.uri().query().unwrap_or_default();
            let value = |name: &str| {
                query
                    .split('&')
                    .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
            };
            let limit: usize = value("limit").unwrap_or("20").parse()?;
            assert!(limit <= 100);
            let newest_first: Vec<usize> = (0..events).rev().collect();
            let start = match value("after") {
                Some(after) => {
                    let position = newest_first.iter().position(|number| id(*number) == after);
                    position.ok_or("no such event")? + 1
                }
                None => 0,
            };
            let event = |number: &usize| {
                let status = ["failed", "success", "attempting", "pending"][number % 4];
                json!({"id": id(*number), "type": "email.sent", "created_at": "2026-08-22T15:27:42.000Z", "status": status})
            };
            let page: Vec<Value> = newest_first[start..]
                .iter()
                .take(limit)
                .map(event)
                .collect();
            json!({"object": "list", "has_more": start + page.len() < events, "data": page})
        };
        Ok(Response::new(Bytes::from(body.to_string())))
    }
}

on_each_store! {
    async fn resends_failed_events_are_recovered(place: Place) {
        let server = Arc::new(resend(240));
        let list = recover::resend("https://api.resend.com", "hook_1", move |request| {
            let server = Arc::clone(&server);
            async move { server(request) }
        });
        let inbox = place.builder().source_with("resend", Source::new(verify).recover(list)).open().await.unwrap();
        assert_eq!(inbox.receive("resend", &headers("msg_4", "email.sent"), Bytes::new()).await.status(), 200);
        let recovery = inbox.recover("resend").await.unwrap();
        // Half of them was not delivered; one has no payload any more, and one has arrived.
        assert_eq!((recovery.listed, recovery.missing), (119, 118));
        let found = inbox.list(&Filter::default().event_id("msg_2"), 1).await.unwrap().remove(0);
        assert_eq!((found.kind.as_str(), found.is_recovered), ("email.sent", true));
        let body: Value = serde_json::from_slice(&inbox.show(found.id).await.unwrap().unwrap().body.unwrap()).unwrap();
        assert_eq!(body["data"]["email_id"], 2);
    }

    async fn a_schedule_recovers_and_a_list_that_fails_is_asked_again(place: Place) {
        let asked = Arc::new(Mutex::new(0));
        let list = move |_: Ask| {
            let mut asked = asked.lock().unwrap();
            *asked += 1;
            let number = *asked;
            async move {
                match number {
                    1 => Err("the provider is down".into()),
                    2 => panic!("a bug of the list"),
                    _ => Ok(Page { events: vec![Event::new(format!("evt_{number}"), "paid").body("{}")], ..Page::default() }),
                }
            }
        };
        let source = Source::new(verify).recover(list).recover_every(Duration::from_millis(40));
        let inbox = place.builder().source_with("own", source);
        let inbox = inbox.on("own", "paid", raw, |_, _| async { Ok(Outcome::Done) }).open().await.unwrap();
        let running = Running::start(&inbox);
        while inbox.list(&Filter::default().state(State::Done), 10).await.unwrap().len() < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        running.stop().await;
        let without = place.builder().source_with("own", Source::new(verify).recover_every(Duration::from_secs(1)));
        let Err(error) = without.open().await else { panic!("it was opened") };
        assert!(error.to_string().contains("no list to recover from"), "{error}");
    }

    // A provider lists an event as long as another endpoint fails.
    async fn recovery_leaves_dead_letters_dead(place: Place) {
        let list = |_: Ask| async { Ok(Page { events: vec![Event::new("evt_1", "paid").body("{}")], ..Page::default() }) };
        let inbox = place.builder().source_with("own", Source::new(verify).recover(list));
        let dead = |_, _| async { Ok(Outcome::Dead("no".to_owned())) };
        let inbox = inbox.on("own", "paid", raw, dead).open().await.unwrap();
        let running = Running::start(&inbox);
        assert_eq!(inbox.recover("own").await.unwrap().missing, 1);
        until(&inbox, State::Dead, 1).await;
        assert_eq!(inbox.recover("own").await.unwrap().missing, 0);
        assert_eq!(in_state(&inbox, State::Dead).await, 1);
        running.stop().await;
    }

    async fn stripes_undelivered_events_are_recovered(place: Place) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let server = Arc::new(stripe(250, Arc::clone(&asked)));
        let list = recover::stripe("https://api.stripe.com/", move |request| {
            let server = Arc::clone(&server);
            async move { server(request) }
        });
        let inbox = place.builder().source_with("stripe", Source::new(verify).recover(list)).open().await.unwrap();
        // Every third has arrived.
        for number in (0..250).step_by(3) {
            let headers = headers(&format!("evt_{number}"), "paid");
            assert_eq!(inbox.receive("stripe", &headers, Bytes::new()).await.status(), 200);
        }
        let recovery = inbox.recover("stripe").await.unwrap();
        assert_eq!((recovery.listed, recovery.missing), (250, 250 - 84));
        assert_eq!(asked.lock().unwrap().len(), 3);
        assert_eq!(inbox.recover("stripe").await.unwrap().missing, 0);
        let found = inbox.list(&Filter::default().event_id("evt_1"), 1).await.unwrap().remove(0);
        assert!(found.is_recovered && found.event_time.is_some());
        let body: Value = serde_json::from_slice(&inbox.show(found.id).await.unwrap().unwrap().body.unwrap()).unwrap();
        assert_eq!(body["object"], "event");
        assert_eq!(inbox.stats().await.unwrap().last_day[&("stripe".to_owned(), "recovered")], 166);
    }

    async fn githubs_failed_deliveries_are_recovered(place: Place) {
        let server = Arc::new(github(120));
        let list = recover::github("https://api.github.com/repos/o/r/hooks/1", move |request| {
            let server = Arc::clone(&server);
            async move { server(request) }
        });
        let inbox = place.builder().source_with("github", Source::new(verify).recover(list)).open().await.unwrap();
        let recovery = inbox.recover("github").await.unwrap();
        assert_eq!((recovery.listed, recovery.missing), (120, 120));
        let found = inbox.list(&Filter::default().event_id("guid-2"), 1).await.unwrap().remove(0);
        assert_eq!(found.kind, "issues.opened");
        assert_eq!(inbox.show(found.id).await.unwrap().unwrap().body.unwrap(), b"{\"n\":2}");
    }

    async fn a_users_own_list_goes_on_where_it_ended(place: Place) {
        let asks = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asks);
        let list = move |ask: Ask| {
            seen.lock().unwrap().push((ask.since.clone(), ask.page.clone()));
            async move {
                let event = |id: &str| Event::new(id, "paid").body(id.to_owned());
                Ok(match ask.page.as_deref() {
                    None => Page { events: vec![event("a")], next: Some("2".to_owned()), mark: Some("a".to_owned()) },
                    // A list that runs in a circle ends.
                    Some(_) => Page { events: vec![event("b")], next: Some("2".to_owned()), mark: None },
                })
            }
        };
        let inbox = place.builder().source_with("own", Source::new(verify).recover(list)).open().await.unwrap();
        assert_eq!(inbox.recover("own").await.unwrap().missing, 2);
        assert_eq!(inbox.recover("own").await.unwrap().missing, 0);
        let asks = asks.lock().unwrap().clone();
        assert_eq!(asks.first(), Some(&(None, None)));
        assert_eq!(asks[asks.len() / 2], (Some("a".to_owned()), None));
        assert!(inbox.recover("shop").await.unwrap_err().to_string().contains("no list"));
    }
}
