//! Deliveries as providers send them, verified and typed by the sample clients, and handled by a server.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::FromRef;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode};
use axum::routing::post;
use bytes::Bytes;
use tower_service::Service as _;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const SESSION: &str = r#"{"id": "evt_1", "object": "event", "created": 1767225822, "livemode": false, "pending_webhooks": 1,
    "type": "checkout.session.completed", "api_version": "2022-11-15", "request": null, "data": {"object": {
        "id": "cs_1", "object": "checkout.session", "automatic_tax": {"enabled": false, "status": null},
        "created": 1767225822, "currency": "eur", "custom_fields": [], "custom_text": {}, "expires_at": 1767225822,
        "livemode": false, "mode": "payment", "payment_method_types": ["card"], "payment_status": "paid",
        "shipping_options": [], "status": "complete", "success_url": "https://example.com/ok"}}}"#;

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs() as i64
}

fn header_map(headers: &[(String, String)]) -> HeaderMap {
    let pair = |(name, value): &(String, String)| {
        (
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    headers.iter().map(pair).collect()
}

/// A delivery of Stripe's, signed now.
fn stripe_delivery(body: &str) -> (HeaderMap, Vec<u8>) {
    let signer = stripe::webhooks::signer(SECRET).unwrap();
    let signed = signer
        .sign(&stripe::webhooks::Unsigned::new(body.as_bytes(), now()))
        .unwrap();
    (header_map(&signed.headers), signed.body)
}

fn stripe_secrets() -> stripe::webhooks::Secrets {
    stripe::webhooks::secrets([SECRET]).unwrap()
}

mod typed {
    use super::*;
    use stripe::webhooks::{Cause, Event, NotAnEvent, Reason, verify};

    #[test]
    fn an_event_is_what_its_type_states() {
        let (headers, body) = stripe_delivery(SESSION);
        let event = verify(&headers, &body, &stripe_secrets()).unwrap();
        assert_eq!(event.id(), Some("evt_1"));
        assert!(event.sent().is_some_and(|sent| (sent - now()).abs() < 60));
        match event.into_inner() {
            Event::CheckoutSessionCompleted(event) => assert_eq!(event.data.object.id, "cs_1"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_unknown_event_is_kept_whole() {
        let body =
            r#"{"id":"evt_2","type":"treasury.outbound.failed","data":{"object":{"amount":5}}}"#;
        let (headers, body) = stripe_delivery(body);
        match verify(&headers, &body, &stripe_secrets())
            .unwrap()
            .into_inner()
        {
            Event::Other(event) => {
                assert_eq!(event.name, "treasury.outbound.failed");
                assert_eq!(event.json.as_str().as_bytes(), body);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn another_shape_is_an_error_with_the_event() {
        let body = SESSION.replace(r#""id": "cs_1""#, r#""id": [17]"#);
        let (headers, body) = stripe_delivery(&body);
        match verify(&headers, &body, &stripe_secrets()).unwrap_err() {
            NotAnEvent::Unreadable(unreadable) => {
                assert_eq!(unreadable.id.as_deref(), Some("evt_1"));
                assert_eq!(unreadable.name, "checkout.session.completed");
                assert_eq!(unreadable.error.path(), "$.data.object.id");
                assert_eq!(unreadable.body, body);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_parsed_body_is_reported_from_a_wrong_secret() {
        let (headers, body) = stripe_delivery(r#"{"id":"evt_1","type":"a.b"}"#);
        let reason = |secret: &str, body: &[u8]| match verify(
            &headers,
            body,
            &stripe::webhooks::secrets([secret]).unwrap(),
        ) {
            Err(NotAnEvent::Refused(refusal)) => refusal.reason().clone(),
            other => panic!("{other:?}"),
        };
        let parsed = br#"{"id": "evt_1", "type": "a.b"}"#;
        assert!(matches!(
            reason(SECRET, parsed),
            Reason::Mismatch(Cause::Body(_))
        ));
        assert_eq!(
            reason("whsec_other", &body),
            Reason::Mismatch(Cause::Unknown)
        );
    }

    #[test]
    fn the_event_of_github_is_its_header_and_its_action() {
        let sent = |event: &str, body: &str| {
            let unsigned = github::webhooks::Unsigned {
                event: Some(event),
                ..github::webhooks::Unsigned::new(body.as_bytes(), 0)
            };
            let signed = github::webhooks::signer("s")
                .unwrap()
                .sign(&unsigned)
                .unwrap();
            let secrets = github::webhooks::secrets(["s"]).unwrap();
            github::webhooks::verify(&header_map(&signed.headers), &signed.body, &secrets).unwrap()
        };
        let ping = sent(
            "ping",
            r#"{"zen":"Keep it logically awesome.","hook_id":7}"#,
        );
        assert_eq!(ping.id(), Some("msg_1"));
        match ping.into_inner() {
            github::webhooks::Event::Ping(ping) => assert_eq!(ping.hook_id, Some(7)),
            other => panic!("{other:?}"),
        }
        match sent("issues", r#"{"action":"pinned"}"#).into_inner() {
            github::webhooks::Event::Other(event) => assert_eq!(event.name, "issues.pinned"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sendgrid_sends_several_events_at_once() {
        let key = |name: &str| {
            std::fs::read_to_string(format!(
                "{}/../tests/keys/{name}",
                env!("CARGO_MANIFEST_DIR")
            ))
            .unwrap()
        };
        let body = concat!(
            r#"[{"event":"delivered","timestamp":1767225822,"sg_event_id":"a","email":"a@example.com"},"#,
            r#"{"event":"bounce","timestamp":1767225823,"sg_event_id":"b","email":"b@example.com"},"#,
            r#"{"event":"new_kind","timestamp":1767225824,"sg_event_id":"c"}]"#,
            "\r\n"
        );
        let signer = sendgrid::webhooks::signer(&key("p256.private.pem")).unwrap();
        let signed = signer
            .sign(&sendgrid::webhooks::Unsigned::new(body.as_bytes(), now()))
            .unwrap();
        let secrets = sendgrid::webhooks::secrets([key("p256.public.pem")]).unwrap();
        let events =
            sendgrid::webhooks::verify(&header_map(&signed.headers), &signed.body, &secrets)
                .unwrap();
        let ids: Vec<Option<&str>> = events.iter().map(|event| event.id()).collect();
        assert_eq!(ids, [Some("a"), Some("b"), Some("c")]);
        assert!(
            matches!(&*events[0], sendgrid::webhooks::Event::Delivered(event) if event.sg_event_id == "a")
        );
        assert!(matches!(&*events[1], sendgrid::webhooks::Event::Bounce(_)));
        assert!(
            matches!(&*events[2], sendgrid::webhooks::Event::Other(event) if event.name == "new_kind")
        );
    }

    #[test]
    fn resend_signs_as_standard_webhooks_do() {
        let body = r#"{"type":"email.sent","created_at":"2026-01-01T00:00:00Z","data":{"email_id":"e","from":"a@b.c",
            "to":["d@e.f"],"subject":"Hi","created_at":"2026-01-01T00:00:00Z"}}"#;
        let signed = resend::webhooks::signer(SECRET).unwrap();
        let signed = signed
            .sign(&resend::webhooks::Unsigned::new(body.as_bytes(), now()))
            .unwrap();
        let secrets = resend::webhooks::secrets([SECRET]).unwrap();
        let event =
            resend::webhooks::verify(&header_map(&signed.headers), &signed.body, &secrets).unwrap();
        assert_eq!(event.id(), Some("msg_1"));
        assert!(
            matches!(&*event, resend::webhooks::Event::EmailSent(event) if event.data.email_id == "e")
        );
    }
}

mod handled {
    use super::*;
    use stripe::webhooks::events::CheckoutSessionCompleted;
    use stripe::webhooks::{
        Endpoint, EndpointService, Event, Handlers, NotAnEvent, Problem, Providers,
    };

    /// What was handled and what was reported, in order.
    type Seen = Arc<Mutex<Vec<String>>>;

    fn see(seen: &Seen, what: impl Into<String>) {
        seen.lock().unwrap().push(what.into());
    }

    fn endpoint(seen: &Seen) -> Endpoint {
        let (sessions, others, problems) = (seen.clone(), seen.clone(), seen.clone());
        Handlers::<Event>::new()
            .on::<CheckoutSessionCompleted>(move |event| {
                see(&sessions, format!("paid {}", event.data.object.id));
                Box::pin(async { Ok(()) })
            })
            .otherwise(move |event| {
                see(&others, format!("other {}", event.id().unwrap_or_default()));
                Box::pin(async { Err("cannot".into()) })
            })
            .problem(move |problem| match problem {
                Problem::NotAnEvent(NotAnEvent::Refused(refusal)) => {
                    see(&problems, refusal.to_string())
                }
                Problem::NotAnEvent(other) => see(&problems, other.to_string()),
                Problem::Handler { name, error, .. } => see(&problems, format!("{name}: {error}")),
            })
            .endpoint(stripe_secrets())
    }

    fn request(path: &str, (headers, body): (HeaderMap, Vec<u8>)) -> Request<Bytes> {
        let mut request = Request::post(path).body(Bytes::from(body)).unwrap();
        *request.headers_mut() = headers;
        request
    }

    #[tokio::test]
    async fn each_event_goes_to_its_handler() {
        let seen = Seen::default();
        let providers = Providers::new().provider("stripe", endpoint(&seen));
        let status = async |path: &str, delivery| {
            let response = providers.respond(request(path, delivery)).await;
            assert!(response.body().is_empty(), "a sender learns nothing");
            response.status().as_u16()
        };
        let unknown = r#"{"id":"evt_2","type":"a.b"}"#;
        assert_eq!(
            status("/webhooks/stripe", stripe_delivery(SESSION)).await,
            200
        );
        assert_eq!(
            status("/webhooks/stripe/", stripe_delivery(unknown)).await,
            500
        );
        assert_eq!(
            status("/webhooks/nobody", stripe_delivery(unknown)).await,
            404
        );
        let (headers, _) = stripe_delivery(SESSION);
        assert_eq!(
            status("/webhooks/stripe", (headers, b"{}".to_vec())).await,
            401
        );
        let seen = seen.lock().unwrap();
        assert_eq!(seen[..3], ["paid cs_1", "other evt_2", "a.b: cannot"]);
        assert!(
            seen[3].starts_with("stripe delivery refused: no signature fits"),
            "{}",
            seen[3]
        );
    }

    #[tokio::test]
    async fn endpoints_of_several_clients_are_behind_one_path() {
        let zen = Arc::new(Mutex::new(None));
        let github = {
            let zen = zen.clone();
            github::webhooks::Handlers::new()
                .on::<github::webhooks::events::Ping>(move |event| {
                    *zen.lock().unwrap() = event.zen.clone();
                    Box::pin(async { Ok(()) })
                })
                .endpoint(github::webhooks::secrets(["s"]).unwrap())
        };
        let providers = Providers::new()
            .provider("stripe", endpoint(&Seen::default()))
            .provider("github", github);
        let unsigned = github::webhooks::Unsigned {
            event: Some("ping"),
            ..github::webhooks::Unsigned::new(br#"{"zen":"z"}"#, 0)
        };
        let signed = github::webhooks::signer("s")
            .unwrap()
            .sign(&unsigned)
            .unwrap();
        let response = providers
            .respond(request(
                "/webhooks/github",
                (header_map(&signed.headers), signed.body),
            ))
            .await;
        assert_eq!(response.status(), 200);
        assert_eq!(zen.lock().unwrap().as_deref(), Some("z"));
    }

    #[tokio::test]
    async fn a_service_reads_no_more_than_its_limit() {
        let mut service = EndpointService::new(endpoint(&Seen::default()), SESSION.len());
        let status = async |service: &mut EndpointService, body: String| {
            let (headers, body) = stripe_delivery(&body);
            let (parts, body) = request("/", (headers, body)).into_parts();
            let body = axum::body::Body::from(body);
            service
                .call(Request::from_parts(parts, body))
                .await
                .unwrap()
                .status()
                .as_u16()
        };
        assert_eq!(status(&mut service, SESSION.to_owned()).await, 200);
        assert_eq!(status(&mut service, format!("{SESSION} ")).await, 413);
    }
}

mod axum_server {
    use super::*;
    use stripe::webhooks::{Event, Incoming, Secrets};

    #[derive(Clone)]
    struct App {
        stripe: Arc<Secrets>,
    }

    impl FromRef<App> for Arc<Secrets> {
        fn from_ref(app: &App) -> Self {
            app.stripe.clone()
        }
    }

    async fn hook(Incoming(event): Incoming<Event>) -> String {
        event.id().unwrap_or_default().to_owned()
    }

    async fn response(
        secrets: Secrets,
        (headers, body): (HeaderMap, Vec<u8>),
    ) -> (StatusCode, Bytes) {
        let mut router = Router::new().route("/hook", post(hook)).with_state(App {
            stripe: Arc::new(secrets),
        });
        let mut request = Request::post("/hook")
            .body(axum::body::Body::from(body))
            .unwrap();
        *request.headers_mut() = headers;
        let response = router.call(request).await.unwrap();
        let status = response.status();
        (
            status,
            axum::body::to_bytes(response.into_body(), 1024)
                .await
                .unwrap(),
        )
    }

    #[tokio::test]
    async fn a_handler_takes_a_verified_event() {
        let (status, body) = response(stripe_secrets(), stripe_delivery(SESSION)).await;
        assert_eq!((status, &*body), (StatusCode::OK, b"evt_1".as_slice()));
    }

    #[tokio::test]
    async fn a_refusal_has_nothing_to_its_sender() {
        let (headers, _) = stripe_delivery(SESSION);
        let changed = response(stripe_secrets(), (headers, b"{}".to_vec())).await;
        assert_eq!(changed, (StatusCode::UNAUTHORIZED, Bytes::new()));
        let unsigned = response(stripe_secrets(), (HeaderMap::new(), SESSION.into())).await;
        assert_eq!(unsigned, (StatusCode::UNAUTHORIZED, Bytes::new()));
        let (mut headers, body) = stripe_delivery(SESSION);
        headers.insert("stripe-signature", HeaderValue::from_static("t=soon,v1=00"));
        assert_eq!(
            response(stripe_secrets(), (headers, body)).await,
            (StatusCode::BAD_REQUEST, Bytes::new())
        );
        let large = response(stripe_secrets().body_limit(10), stripe_delivery(SESSION)).await;
        assert_eq!(large, (StatusCode::PAYLOAD_TOO_LARGE, Bytes::new()));
    }
}
