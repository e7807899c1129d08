//! Spans with OpenTelemetry's messaging names.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use fetchwright_inbox::{Delivery, Outcome, State, raw};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::place::{Place, Running, failed, headers, until, verify};

/// The fields of every span, with its name as `span`.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<BTreeMap<String, String>>>>);

struct Fields<'f>(&'f mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        self.0
            .insert(field.name().to_owned(), text.trim_matches('"').to_owned());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("fetchwright_inbox")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::from([("span".to_owned(), span.metadata().name().to_owned())]);
        span.record(&mut Fields(&mut fields));
        let mut spans = self.0.lock().unwrap();
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut spans = self.0.lock().unwrap();
        values.record(&mut Fields(&mut spans[span.into_u64() as usize - 1]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn spans_have_the_names_of_opentelemetry() {
    // For the whole process: a span that another test enters first without a subscriber would stay off.
    let spans = Spans::default();
    tracing::subscriber::set_global_default(spans.clone()).unwrap();
    let place = Place::sqlite();
    let builder = place.builder().source("traced", verify).on(
        "traced",
        "paid",
        raw,
        |event: Delivery, _| async move {
            if event.event_id() == "evt_2" {
                failed("no")
            } else {
                Ok(Outcome::Done)
            }
        },
    );
    let inbox = builder.open().await.unwrap();
    let running = Running::start(&inbox);
    let send = async |id| {
        inbox
            .receive(
                "traced",
                &headers(id, "paid"),
                bytes::Bytes::from_static(b"{}"),
            )
            .await
    };
    send("evt_1").await;
    until(&inbox, State::Done, 1).await;
    send("evt_2").await;
    while inbox.list(&Default::default(), 1).await.unwrap()[0]
        .error
        .is_none()
    {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let without = http::HeaderMap::new();
    assert_eq!(
        inbox
            .receive("traced", &without, bytes::Bytes::new())
            .await
            .status(),
        401
    );
    running.stop().await;
    let mut spans = spans.0.lock().unwrap().clone();
    spans.retain(|span| {
        span.get("messaging.destination.name")
            .is_some_and(|name| name == "traced")
    });
    for expected in [
        "span=send otel.name=send traced otel.kind=producer messaging.system=fetchwright_inbox messaging.operation.name=send \
         messaging.operation.type=send messaging.destination.name=traced messaging.message.id=evt_1 messaging.message.body.size=2",
        "span=process otel.name=process traced otel.kind=consumer messaging.operation.name=process \
         messaging.operation.type=process messaging.destination.name=traced messaging.message.id=evt_1 inbox.attempt=1",
        "span=process messaging.message.id=evt_2 error.type=retry otel.status_code=ERROR",
        "span=send messaging.destination.name=traced error.type=401",
    ] {
        let fits = |span: &BTreeMap<String, String>| {
            // Values hold spaces: what has no `=` belongs to the value before.
            let mut wanted: Vec<(String, String)> = Vec::new();
            for word in expected.split_whitespace() {
                match word.split_once('=') {
                    Some((key, value)) => {
                        wanted.push((key.to_owned(), value.to_owned()));
                    }
                    None => {
                        let (_, value) = wanted.last_mut().unwrap();
                        *value = format!("{value} {word}");
                    }
                }
            }
            wanted
                .iter()
                .all(|(key, value)| span.get(key) == Some(value))
        };
        assert!(spans.iter().any(fits), "{expected} is not in\n{spans:#?}");
    }
    let succeeded = |span: &&BTreeMap<String, String>| {
        span.get("messaging.message.id")
            .is_some_and(|id| id == "evt_1")
    };
    assert!(
        spans
            .iter()
            .filter(succeeded)
            .all(|span| !span.contains_key("error.type"))
    );
    place.remove();
}
