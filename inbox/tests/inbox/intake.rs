//! Which deliveries are stored, and which response the provider gets.

use bytes::Bytes;
use fetchwright_inbox::{Filter, State};
use http::{HeaderMap, HeaderValue};

use crate::on_each_store;
use crate::place::{Place, headers, in_state, send};

on_each_store! {
    async fn a_delivery_is_stored_once(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        assert_eq!(send(&inbox, "evt_1", "paid", "{}").await, 200);
        assert_eq!(send(&inbox, "evt_1", "paid", "{}").await, 200);
        assert_eq!(send(&inbox, "evt_2", "paid", "{}").await, 200);
        let list = inbox.list(&Filter::default(), 10).await.unwrap();
        assert_eq!(list.iter().map(|it| &*it.event_id).collect::<Vec<_>>(), ["evt_2", "evt_1"]);
        let stats = inbox.stats().await.unwrap();
        assert_eq!(stats.last_day[&("shop".to_owned(), "received")], 2);
        assert_eq!(stats.last_day[&("shop".to_owned(), "duplicate")], 1);
    }

    async fn concurrent_duplicates_are_stored_once(place: Place) {
        let (one, two) = (place.builder().open().await.unwrap(), place.builder().open().await.unwrap());
        let sends = (0..200).map(|number| {
            let (inbox, id) = (if number % 2 == 0 { &one } else { &two }, format!("evt_{}", number * 7 % 50));
            async move { send(inbox, &id, "paid", "{}").await }
        });
        let statuses = futures_util::future::join_all(sends).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        assert_eq!(place.count("SELECT count(*) FROM inbox_delivery").await, 50);
        assert_eq!(place.count("SELECT count(*) FROM inbox_job").await, 50);
    }

    async fn nothing_unverified_is_stored(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        let mut wrong = headers("evt_1", "paid");
        wrong.insert("signature", HeaderValue::from_static("wrong"));
        let response = inbox.receive("shop", &wrong, Bytes::from_static(b"{}")).await;
        assert_eq!((response.status().as_u16(), response.body().len()), (401, 0));
        assert_eq!(inbox.receive("other", &HeaderMap::new(), Bytes::new()).await.status(), 404);
        assert_eq!(place.count("SELECT count(*) FROM inbox_delivery").await, 0);
        assert_eq!(inbox.stats().await.unwrap().last_day[&("shop".to_owned(), "refused")], 1);
    }

    async fn a_handshake_is_responded_and_not_stored(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        let response = inbox.receive("shop", &headers("", "handshake"), Bytes::new()).await;
        assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"challenge"[..]));
        assert_eq!(place.count("SELECT count(*) FROM inbox_delivery").await, 0);
    }

    async fn a_captured_delivery_under_a_new_id_is_a_duplicate(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        for (id, body) in [("guid-1", "{\"n\":1}"), ("guid-2", "{\"n\":1}"), ("guid-3", "{\"n\":2}"), ("guid-1", "{\"n\":1}")] {
            let mut unsigned = headers(id, "push");
            unsigned.insert("id-is", HeaderValue::from_static("unsigned"));
            assert_eq!(inbox.receive("shop", &unsigned, Bytes::from(body)).await.status(), 200);
        }
        let list = inbox.list(&Filter::default(), 10).await.unwrap();
        assert_eq!(list.iter().map(|it| &*it.event_id).collect::<Vec<_>>(), ["guid-3", "guid-1"]);
        // A signed id alone decides, whatever the bytes are.
        assert_eq!(send(&inbox, "evt_1", "paid", "{\"n\":1}").await, 200);
        assert_eq!(send(&inbox, "evt_2", "paid", "{\"n\":1}").await, 200);
        assert_eq!(place.count("SELECT count(*) FROM inbox_delivery").await, 4);
    }

    async fn hostile_text_is_only_text(place: Place) {
        let inbox = place.builder().open().await.unwrap();
        let hostile = ["'; DROP TABLE inbox_job; --", "$1", "?1", "%s{}", "\\", "\"", "<script>alert(1)</script>", "é\u{202e}"];
        for text in hostile {
            let event = fetchwright_inbox::Event::new(text, text).body(text.as_bytes().to_vec());
            let source = place.builder().source("hostile", move |_, _| Ok(event.clone().into())).open().await.unwrap();
            let mut headers = HeaderMap::new();
            headers.insert("x-text", HeaderValue::from_bytes(text.as_bytes()).unwrap());
            assert_eq!(source.receive("hostile", &headers, Bytes::new()).await.status(), 200, "{text}");
            let filter = Filter::default().source("hostile").kind(text).event_id(text);
            let found = inbox.list(&filter, 10).await.unwrap();
            assert_eq!(found.len(), 1, "{text}");
            let details = inbox.show(found[0].id).await.unwrap().unwrap();
            assert_eq!(details.headers, headers);
            assert_eq!(details.body.as_deref(), Some(text.as_bytes()));
            inbox.pause(text).await.unwrap();
        }
        let nul = place.builder().source("nul", |_, _| Ok(fetchwright_inbox::Event::new("a\0b", "c\0d").into()));
        let nul = nul.open().await.unwrap();
        assert_eq!(nul.receive("nul", &HeaderMap::new(), Bytes::from_static(b"\0")).await.status(), 200);
        assert_eq!(in_state(&inbox, State::Waiting).await, hostile.len() + 1);
        assert_eq!(inbox.stats().await.unwrap().paused.len(), hostile.len());
    }

    async fn a_delivery_of_many_events_is_stored_event_by_event(place: Place) {
        let events = |_: &HeaderMap, body: &[u8]| {
            let ids: Vec<String> = serde_json::from_slice(body)?;
            let event = |id: String| fetchwright_inbox::Event::new(id.clone(), "open").body(id);
            Ok(fetchwright_inbox::Verified::Events(ids.into_iter().map(event).collect()))
        };
        let inbox = place.builder().source("mail", events).open().await.unwrap();
        let send = async |body: String| inbox.receive("mail", &HeaderMap::new(), Bytes::from(body)).await.status().as_u16();
        assert_eq!(send("[\"a\",\"b\",\"a\"]".to_owned()).await, 200);
        assert_eq!(send("[\"b\",\"c\"]".to_owned()).await, 200);
        assert_eq!(inbox.list(&Filter::default().source("mail"), 10).await.unwrap().len(), 3);
        assert_eq!(send(serde_json::to_string(&vec!["x"; 1001]).unwrap()).await, 413);
        assert_eq!(send("no json".to_owned()).await, 401);
    }
}
