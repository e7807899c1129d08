//! Several events in one delivery: one that cannot be decoded does not affect the others, and what is logged has no body.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use super::super::DecodeError;
use super::super::webhooks::*;

const SECRET: &str = "a secret of sixteen bytes";

/// An event `n` with a number, and others.
enum Event {
    Number(i64),
    Other(UnknownEvent),
}

impl EventSet for Event {
    const NAMES: &'static [&'static str] = &["n"];

    fn read(name: &str, json: &[u8]) -> Result<Self, DecodeError> {
        match name {
            "n" => read_payload::<i64>(json, "/value").map(|number| Event::Number(*number)),
            _ => UnknownEvent::read(name, json).map(Event::Other),
        }
    }

    fn name(&self) -> &str {
        match self {
            Event::Number(_) => "n",
            Event::Other(event) => &event.name,
        }
    }

    fn other(event: UnknownEvent) -> Self {
        Event::Other(event)
    }

    fn unknown(&self) -> Option<&UnknownEvent> {
        match self {
            Event::Number(_) => None,
            Event::Other(event) => Some(event),
        }
    }
}

struct Number;

impl EventKind for Number {
    type Set = Event;
    type Payload = i64;
    const NAME: &'static str = "n";

    fn payload(event: Event) -> Option<i64> {
        match event {
            Event::Number(number) => Some(number),
            Event::Other(_) => None,
        }
    }
}

fn scheme(batch: Option<Batch>) -> Scheme {
    let text = Cow::Borrowed;
    Scheme {
        name: text("acme"),
        signature: Signatures {
            place: FieldLocation::Header(text("x-signature")),
            separator: text(""),
            prefix: text(""),
        },
        content: text("{body}"),
        algorithm: Algorithm::HmacSha256,
        encoding: Encoding::Hex,
        key: Key {
            form: KeyForm::Text,
            prefix: text(""),
        },
        timestamp: None,
        id: Some(FieldLocation::Pointer(text("/id"))),
        event: Some(FieldLocation::Pointer(text("/type"))),
        action: None,
        batch,
        url: UrlForm::Exact,
        body_hash: None,
        agreed: None,
        certificate: None,
        empty_body: true,
        handshakes: [None, None],
        hint: text(""),
    }
}

fn list(item: &'static str) -> Option<Batch> {
    Some(Batch {
        list: Cow::Borrowed(""),
        item: Cow::Borrowed(item),
        signed: false,
    })
}

fn signed(scheme: &Scheme, body: &str) -> Signed {
    let signer = Signer::new(scheme, HMAC_SHA256, SECRET).unwrap();
    signer.sign(&Unsigned::new(body.as_bytes(), 0)).unwrap()
}

fn secrets(scheme: &Scheme) -> Secrets {
    Secrets::new(scheme, HMAC_SHA256, [SECRET]).unwrap()
}

/// The response to a delivery, and what the handlers of `n`, `otherwise` and `problem` got.
async fn handled(
    scheme: Scheme,
    body: &str,
    otherwise: Option<Result<(), &'static str>>,
) -> (u16, Vec<String>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = |seen: &Arc<Mutex<Vec<String>>>| {
        let seen = Arc::clone(seen);
        move |text: String| seen.lock().unwrap().push(text)
    };
    let (on_number, on_other, on_problem) = (note(&seen), note(&seen), note(&seen));
    let mut handlers = Handlers::<Event>::new()
        .on::<Number>(move |number| {
            on_number(format!("n {}", *number));
            Box::pin(async { Ok(()) })
        })
        .problem(move |problem| on_problem(format!("{problem:?}")));
    if let Some(result) = otherwise {
        handlers = handlers.otherwise(move |event| {
            let unknown = event.unknown().unwrap();
            let error = unknown.error.as_ref().map(ToString::to_string);
            let (name, json) = (&unknown.name, unknown.json.as_str());
            on_other(format!("other {name} {json} {}", error.unwrap_or_default()));
            Box::pin(async move { result.map_err(Into::into) })
        });
    }
    let sent = signed(&scheme, body);
    let mut request = http::Request::post("/");
    for (name, value) in &sent.headers {
        request = request.header(name, value);
    }
    let request = request.body(bytes::Bytes::from(sent.body)).unwrap();
    let status = handlers.endpoint(secrets(&scheme))(request).await.status();
    let seen = seen.lock().unwrap().clone();
    (status.as_u16(), seen)
}

const BATCH: &str = r#"[{"type":"n","value":1},{"type":"n","value":{"card":"4242"}},{"type":"new","a":2},{"type":"n","value":3}]"#;

#[test]
fn one_event_of_a_batch_that_cannot_be_decoded_is_kept_beside_the_others() {
    let scheme = scheme(list(""));
    let sent = signed(&scheme, BATCH);
    let delivery = Delivery::new(&sent.headers, &sent.body);
    let events = secrets(&scheme).receive_all::<Event>(&delivery).unwrap();
    let numbers: Vec<Option<i64>> = events
        .iter()
        .map(|event| match &**event {
            Event::Number(number) => Some(*number),
            Event::Other(_) => None,
        })
        .collect();
    assert_eq!(numbers, [Some(1), None, None, Some(3)]);
    let undecoded = events[1].unknown().unwrap();
    assert_eq!(undecoded.name, "n");
    assert_eq!(
        undecoded.json.as_str(),
        r#"{"type":"n","value":{"card":"4242"}}"#
    );
    assert!(undecoded.error.is_some());
    let unknown = events[2].unknown().unwrap();
    assert_eq!((&*unknown.name, &unknown.error), ("new", &None));
}

#[test]
fn an_item_without_its_event_costs_only_itself() {
    let scheme = scheme(list("/event"));
    let sent = signed(
        &scheme,
        r#"[{"event":{"type":"n","value":1}},{"none":1},7]"#,
    );
    let delivery = Delivery::new(&sent.headers, &sent.body);
    let events = secrets(&scheme).receive_all::<Event>(&delivery).unwrap();
    assert!(matches!(*events[0], Event::Number(1)));
    let kept: Vec<&str> = events[1..]
        .iter()
        .map(|event| event.unknown().unwrap().json.as_str())
        .collect();
    assert_eq!(kept, [r#"{"none":1}"#, "7"]);
}

#[tokio::test]
async fn otherwise_receives_what_cannot_be_decoded_and_decides_the_response() {
    let undecoded = r#"other n {"type":"n","value":{"card":"4242"}} "#;
    for (result, wanted) in [(Ok(()), 200), (Err("not stored"), 500)] {
        let (status, seen) = handled(scheme(list("")), BATCH, Some(result)).await;
        assert_eq!(status, wanted);
        let of = |beginning: &str| {
            seen.iter()
                .filter(|line| line.starts_with(beginning))
                .count()
        };
        // The failure of one keeps no other from its handler.
        assert_eq!((of("n 1"), of("n 3"), of(undecoded)), (1, 1, 1), "{seen:?}");
        assert_eq!(of(r#"other new {"type":"new","a":2} "#), 1, "{seen:?}");
    }
    // A delivery of one event too, also if it is no JSON at all.
    let (status, seen) = handled(scheme(None), r#"{"type":"n"}"#, Some(Ok(()))).await;
    assert_eq!(status, 200);
    assert!(seen[0].starts_with(r#"other n {"type":"n"} "#), "{seen:?}");
    let (status, seen) = handled(scheme(None), "no \"JSON\"", Some(Ok(()))).await;
    assert_eq!(status, 200);
    assert!(seen[0].starts_with(r#"other  "no \"JSON\"" "#), "{seen:?}");
}

#[tokio::test]
async fn without_otherwise_it_is_a_problem_and_sent_again() {
    let (status, seen) = handled(scheme(list("")), BATCH, None).await;
    assert_eq!(status, 500);
    let [first, problem, last] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!([&**first, last], ["n 1", "n 3"]);
    assert!(
        problem.contains("Unreadable") && problem.contains("\"n\""),
        "{problem}"
    );
    assert!(problem.contains("bytes: 36"), "{problem}");
}

#[test]
fn what_is_logged_has_no_body() {
    let scheme = scheme(None);
    let body = r#"{"id":"evt_1","type":"n","value":7,"card":"4242424242424242"}"#;
    let sent = signed(&scheme, body);
    let delivery = Delivery::new(&sent.headers, &sent.body);
    let secrets = secrets(&scheme);
    let verified = secrets.verify(&delivery).unwrap();
    let event = secrets.receive::<Event>(&delivery).unwrap();
    let other = body.replace(r#""value":7"#, r#""value":[]"#);
    let unreadable = signed(&scheme, &other);
    let unreadable = secrets
        .receive::<Event>(&Delivery::new(&unreadable.headers, &unreadable.body))
        .map(drop)
        .unwrap_err();
    let unknown = UnknownEvent::read("new", body.as_bytes()).unwrap();
    let response = WebhookResponse {
        status: 200,
        content_type: "text/plain",
        body: body.to_owned(),
    };
    let unsigned = Unsigned::new(body.as_bytes(), 0);
    let logged = [
        format!("{verified:?}"),
        format!("{event:?}"),
        format!("{:?}", Problem::NotAnEvent(unreadable.clone())),
        format!("{unreadable:?} {unreadable}"),
        format!("{unknown:?}"),
        format!("{response:?}"),
        format!("{sent:?} {unsigned:?}"),
    ];
    for line in &logged {
        assert!(!line.contains("4242"), "{line}");
    }
    assert_eq!(
        logged[1],
        r#"Verified { id: Some("evt_1"), sent: None, secret: 0, .. }"#
    );
    assert!(
        logged[4].contains("name: \"new\", bytes: 61, error: None"),
        "{}",
        logged[4]
    );
}
