//! What the providers' specifications declare about repeated requests and rate limits, seen from the server.

use std::time::Duration;

use client_tests::CANARY;
use client_tests::misbehaving::{End, Fault, Misbehaving};

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Fault {
    Fault::response(status, headers, body.as_bytes())
}

fn reset() -> Fault {
    Fault::after("", End::Reset)
}

fn email() -> resend::types::SendEmailRequest {
    let to = resend::types::Recipients::from("ada@example.com".to_owned());
    resend::types::SendEmailRequest::new("shop@example.com", to, "Hello")
}

fn mail() -> sendgrid::types::Mail {
    use sendgrid::types::{EmailAddress, Mail, Personalization};
    let to = Personalization::new(vec![EmailAddress::new("ada@example.com")]);
    Mail::new(vec![to], EmailAddress::new("shop@example.com"))
}

/// A server with these faults, and the client of a provider, in virtual time.
macro_rules! stage {
    ($provider:ident, $faults:expr) => {{
        let server = Misbehaving::start($faults).await.unwrap();
        let clock = $provider::runtime::VirtualClock::new(1);
        let auth = $provider::auth::bearer(CANARY);
        let builder = $provider::Client::builder(auth)
            .base_url(server.url())
            .clock(clock.clone());
        (server, builder, clock)
    }};
}

const CUSTOMER: &str =
    r#"{"id":"cus_1","object":"customer","created":1700000000,"livemode":false}"#;

#[tokio::test]
async fn stripe_knows_a_post_by_its_key() {
    let faults = [
        reset(),
        response(409, &[], "{}"),
        response(200, &[], CUSTOMER),
    ];
    let (server, builder, _) = stage!(stripe, faults);
    let client = builder.build();
    client.create_customer(None).await.unwrap();
    client.create_customer(None).await.unwrap();
    client
        .create_customer(None)
        .idempotency_key("order-7")
        .await
        .unwrap();
    let keys = server.keys();
    assert_eq!(keys.len(), 5, "three attempts, and two calls more");
    assert_eq!((&keys[0], &keys[0]), (&keys[1], &keys[2]));
    assert_ne!(keys[2], keys[3]);
    assert_eq!(keys[4], "order-7");
    client.retrieve_customer("cus_1").await.unwrap();
    assert_eq!(
        (server.requests(), server.keys().len()),
        (6, 5),
        "a GET has none"
    );
}

#[tokio::test]
async fn stripe_has_the_last_word() {
    let (server, builder, _) = stage!(
        stripe,
        [response(500, &[("Stripe-Should-Retry", "false")], "{}")]
    );
    let error = builder.build().create_customer(None).await.unwrap_err();
    assert!(!error.is_retryable());
    assert_eq!(server.requests(), 1);
    let wanted = [
        response(402, &[("Stripe-Should-Retry", "true")], "{}"),
        response(200, &[], CUSTOMER),
    ];
    let (server, builder, _) = stage!(stripe, wanted);
    builder.build().create_customer(None).await.unwrap();
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn resend_gets_a_key_for_what_takes_one_and_no_second_attempt_over_its_quota() {
    let limited =
        r#"{"statusCode":429,"name":"rate_limit_exceeded","message":"Too many requests"}"#;
    let faults = [
        response(429, &[("retry-after", "1")], limited),
        reset(),
        response(200, &[], r#"{"id":"e"}"#),
    ];
    let (server, builder, clock) = stage!(resend, faults);
    let client = builder.build();
    client.send_email(&email()).await.unwrap();
    let keys = server.keys();
    assert_eq!((server.requests(), keys.len()), (3, 3));
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    assert!(clock.elapsed() >= Duration::from_secs(1));

    let quota = r#"{"statusCode":429,"name":"daily_quota_exceeded","message":"You have reached your daily quota"}"#;
    let (server, builder, _) = stage!(resend, [response(429, &[("retry-after", "1")], quota)]);
    let error = builder.build().send_email(&email()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.is_retryable()),
        (Some("daily_quota_exceeded"), false)
    );
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn mail_is_sent_once_where_nobody_knows_what_became_of_it() {
    let mail = mail();
    for (fault, requests) in [
        (reset(), 1),
        (response(500, &[], ""), 1),
        (response(429, &[], ""), 2),
    ] {
        let (server, builder, _) = stage!(sendgrid, [fault, response(202, &[], "")]);
        let outcome = builder.build().send_mail(&mail).await;
        assert_eq!(
            (outcome.is_ok(), server.requests()),
            (requests == 2, requests)
        );
        assert_eq!(server.keys().len(), 0, "SendGrid knows none");
    }
}

#[tokio::test]
async fn sendgrid_states_how_many_are_left_until_a_time() {
    // Ten seconds after the first of January 2025, where virtual time begins.
    let left = |count| {
        response(
            202,
            &[
                ("X-RateLimit-Remaining", count),
                ("X-RateLimit-Reset", "1735689610"),
            ],
            "",
        )
    };
    let (server, builder, clock) = stage!(sendgrid, [left("1"), left("0"), left("9")]);
    let client = builder.limits(sendgrid::runtime::Limits::default()).build();
    let mail = mail();
    client.send_mail(&mail).await.unwrap();
    client.send_mail(&mail).await.unwrap();
    assert_eq!(clock.elapsed(), Duration::ZERO);
    client.send_mail(&mail).await.unwrap();
    assert_eq!(
        (clock.elapsed(), server.requests()),
        (Duration::from_secs(10), 3)
    );
}

#[tokio::test]
async fn openai_writes_durations_with_units() {
    let used_up = [
        ("x-ratelimit-remaining-requests", "59"),
        ("x-ratelimit-reset-requests", "1s"),
        ("x-ratelimit-remaining-tokens", "0"),
        ("x-ratelimit-reset-tokens", "1m6.5s"),
    ];
    let (server, builder, clock) = stage!(
        openai,
        [response(429, &used_up, "{}"), response(200, &[], "{}")]
    );
    let client = builder.timeout(Duration::from_secs(600)).build();
    client
        .fetch(openai::runtime::Method::POST, "/chat/completions")
        .await
        .unwrap();
    assert_eq!(server.requests(), 2);
    assert!(
        clock.elapsed() >= Duration::from_millis(66_500),
        "{:?}",
        clock.elapsed()
    );
}

#[tokio::test]
async fn google_is_asked_again_after_any_failure_of_its_own() {
    let faults = [response(599, &[], ""), response(200, &[], r#"{"sub":"1"}"#)];
    let (server, builder, _) = stage!(google, faults);
    builder
        .build()
        .fetch(google::runtime::Method::GET, "/v1/userinfo")
        .await
        .unwrap();
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_is_not_repeated() {
    let (server, builder, clock) = stage!(github, [Fault::after("", End::Stall)]);
    let call = tokio::spawn(
        builder
            .build()
            .list_emails_for_authenticated_user()
            .into_future(),
    );
    server.stalled().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    clock.advance(Duration::from_secs(3600));
    tokio::task::yield_now().await;
    assert_eq!(server.requests(), 1);
}
