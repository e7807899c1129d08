//! Resend over the wire.

use std::collections::BTreeMap;

use client_tests::{CANARY, Request, Server, TestResponse, Wanted};
use resend::params::{IdempotencyKeyParams, ListContactsParams, ListParams};
use resend::runtime::{ErrorKind, Json, Retry};
use resend::types::*;
use resend::{Client, auth};

const AGENT: &str = "resend";

async fn start(response: TestResponse) -> (Server, Client) {
    let server = Server::start([response]).await.unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    (server, client)
}

fn wanted(line: &str) -> Wanted {
    Wanted::new(AGENT, line).bearer()
}

/// A POST without a body, whether or not it states that its length is 0.
fn assert_has_no_body(mut request: Request, line: &str) {
    request
        .headers
        .retain(|(name, value)| (name.as_str(), value.as_str()) != ("content-length", "0"));
    assert_eq!(request, wanted(line));
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn hello(to: Recipients) -> SendEmailRequest {
    SendEmailRequest::new("Acme <onboarding@resend.dev>", to, "Grüße \"you\"")
}

#[tokio::test]
async fn an_email_is_sent_with_all_that_it_can_have() {
    let (server, client) = start(TestResponse::json(
        200,
        r#"{"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}"#,
    ))
    .await;
    let email = SendEmailRequest {
        bcc: Some(AddressList::Text("boss@example.com".to_owned())),
        cc: Some(AddressList::TextList(vec![
            "a@example.com".to_owned(),
            "b@example.com".to_owned(),
        ])),
        html: some("<p>it works!</p>"),
        headers: Some(BTreeMap::from([(
            "X-Entity-Ref-ID".to_owned(),
            "123".to_owned(),
        )])),
        scheduled_at: some("2026-08-05T11:52:01.858Z"),
        attachments: Some(vec![Attachment {
            content: Some(vec![0, 255, 254, b'h', b'i'].into()),
            filename: some("a.bin"),
            ..Default::default()
        }]),
        tags: Some(vec![Tag {
            name: some("category"),
            value: some("confirm_email"),
        }]),
        ..hello(Recipients::TextList(vec![
            "delivered@resend.dev".to_owned(),
        ]))
    };
    let params = IdempotencyKeyParams {
        idempotency_key: some("welcome-user/123456789"),
    };
    let sent = client.send_email(&email).with(&params).await.unwrap();
    let body = r#"{"from":"Acme <onboarding@resend.dev>","to":["delivered@resend.dev"],"subject":"Grüße \"you\"","attachments":[{"content":"AP/+aGk=","filename":"a.bin"}],"bcc":"boss@example.com","cc":["a@example.com","b@example.com"],"headers":{"X-Entity-Ref-ID":"123"},"html":"<p>it works!</p>","scheduled_at":"2026-08-05T11:52:01.858Z","tags":[{"name":"category","value":"confirm_email"}]}"#;
    let wanted = wanted("POST /emails")
        .header("idempotency-key", "welcome-user/123456789")
        .json(body);
    assert_eq!(server.request(0), wanted);
    assert_eq!(
        sent.id.as_deref(),
        Some("49a3999c-0ce1-4ea6-ab68-afcd6dc2e794")
    );
}

#[tokio::test]
async fn an_email_by_template_and_a_key_given_on_the_call() {
    let (server, client) = start(TestResponse::json(200, r#"{"id":"1"}"#)).await;
    let variables = BTreeMap::from([
        ("PRICE".to_owned(), TemplateInputVariable::Number(12.5)),
        (
            "PRODUCT".to_owned(),
            TemplateInputVariable::Text("Tea".to_owned()),
        ),
    ]);
    let template = TemplateInput {
        id: "order".to_owned(),
        variables: Some(variables),
    };
    let email = SendEmailRequest {
        template: Some(template),
        ..hello(Recipients::Text("d@resend.dev".to_owned()))
    };
    client
        .send_email(&email)
        .idempotency_key("k1")
        .await
        .unwrap();
    let body = r#"{"from":"Acme <onboarding@resend.dev>","to":"d@resend.dev","subject":"Grüße \"you\"","template":{"id":"order","variables":{"PRICE":12.5,"PRODUCT":"Tea"}}}"#;
    assert_eq!(
        server.request(0),
        wanted("POST /emails")
            .header("idempotency-key", "k1")
            .json(body)
    );
}

#[tokio::test]
async fn a_batch_is_a_list() {
    let response = r#"{"data":[{"id":"ae2014de-c168-4c61-8267-70d2662a1ce1"},{"id":"faccb7a5-8a28-4e9a-ac64-8da1cc3bc1cb"}]}"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let emails = [
        hello(Recipients::Text("a@b.c".to_owned())),
        hello(Recipients::TextList(vec!["d@e.f".to_owned()])),
    ];
    let params = IdempotencyKeyParams {
        idempotency_key: some("batch/1"),
    };
    let sent = client.send_batch(&emails).with(&params).await.unwrap();
    let body = r#"[{"from":"Acme <onboarding@resend.dev>","to":"a@b.c","subject":"Grüße \"you\""},{"from":"Acme <onboarding@resend.dev>","to":["d@e.f"],"subject":"Grüße \"you\""}]"#;
    assert_eq!(
        server.request(0),
        wanted("POST /emails/batch")
            .header("idempotency-key", "batch/1")
            .json(body)
    );
    let ids: Vec<_> = sent
        .data
        .unwrap()
        .into_iter()
        .filter_map(|email| email.id)
        .collect();
    assert_eq!(
        ids,
        [
            "ae2014de-c168-4c61-8267-70d2662a1ce1",
            "faccb7a5-8a28-4e9a-ac64-8da1cc3bc1cb"
        ]
    );
}

#[tokio::test]
async fn emails_are_read() {
    let response = r#"{"object":"email","id":"4ef9a417","to":["delivered@resend.dev"],"from":"Acme <onboarding@resend.dev>","created_at":"2023-04-03 22:13:42.674981+00","subject":"Hello World","html":"<p/>","text":null,"bcc":[null],"cc":null,"reply_to":[],"last_event":"delivered"}"#;
    let (server, client) = start(TestResponse::json(200, response.replace("[null]", "[]"))).await;
    let email = client.get_email("4ef9a417/..").await.unwrap();
    assert_eq!(server.request(0), wanted("GET /emails/4ef9a417%2F.."));
    assert_eq!(email.to, Some(vec!["delivered@resend.dev".to_owned()]));
    assert_eq!(email.text, None);
    assert_eq!(
        email.created_at.as_deref(),
        Some("2023-04-03 22:13:42.674981+00")
    );
    assert_eq!(email.last_event, Some(EmailLastEvent::Delivered));
}

#[tokio::test]
async fn emails_are_listed() {
    let response = r#"{"object":"list","has_more":true,"data":[{"id":"1","last_event":"opened"},{"id":"2","last_event":"teleported"}]}"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let params = ListParams {
        limit: Some(2),
        after: some("a b&c"),
        before: None,
    };
    let page = client.list_emails().with(&params).await.unwrap();
    assert_eq!(
        server.request(0),
        wanted("GET /emails?limit=2&after=a%20b%26c")
    );
    assert_eq!(page.has_more, Some(true));
    let events: Vec<_> = page
        .data
        .unwrap()
        .into_iter()
        .filter_map(|email| email.last_event)
        .collect();
    assert_eq!(
        events,
        [
            EmailLastEvent::Opened,
            EmailLastEvent::Other("teleported".to_owned())
        ]
    );
}

#[tokio::test]
async fn an_email_is_rescheduled() {
    let (server, client) = start(TestResponse::json(200, r#"{"object":"email","id":"1"}"#)).await;
    let body = UpdateEmailRequest {
        scheduled_at: some("2026-08-05T11:52:01Z"),
    };
    let done = client.update_email("1", &body).await.unwrap();
    assert_eq!(
        server.request(0),
        wanted("PATCH /emails/1").json(r#"{"scheduled_at":"2026-08-05T11:52:01Z"}"#)
    );
    assert_eq!(
        (done.object.as_deref(), done.id.as_deref()),
        (Some("email"), Some("1"))
    );
}

#[tokio::test]
async fn an_email_is_cancelled_with_a_post_that_has_no_body() {
    let (server, client) = start(TestResponse::json(200, r#"{"object":"email","id":"1"}"#)).await;
    let done = client.cancel_email("1").await.unwrap();
    assert_has_no_body(server.request(0), "POST /emails/1/cancel");
    assert_eq!(done.id.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_domain_is_added() {
    let response = r#"{"id":"d1","name":"example.com","created_at":"2023-03-28T17:12:02.059593+00:00","status":"not_started","records":[{"record":"SPF","name":"send","type":"MX","ttl":"Auto","status":"not_started","value":"feedback-smtp.us-east-1.amazonses.com","priority":10},{"record":"DKIM","name":"x._domainkey","value":"v","type":"CNAME","status":"not_started","ttl":"Auto"}],"region":"eu-west-1"}"#;
    let (server, client) = start(TestResponse::json(201, response)).await;
    let body = CreateDomainRequest {
        region: Some(Region::EuWest1),
        open_tracking: Some(false),
        tls: Some(CreateDomainRequestTls::Enforced),
        capabilities: Some(DomainCapabilities {
            sending: Some("enabled".into()),
            receiving: Some("disabled".into()),
        }),
        ..CreateDomainRequest::new("example.com")
    };
    let domain = client.create_domain(&body).await.unwrap();
    let body = r#"{"name":"example.com","capabilities":{"receiving":"disabled","sending":"enabled"},"open_tracking":false,"region":"eu-west-1","tls":"enforced"}"#;
    assert_eq!(server.request(0), wanted("POST /domains").json(body));
    assert_eq!(domain.status, Some(DomainStatus::NotStarted));
    let records = domain.records.unwrap();
    assert_eq!(records[0].record, Some(DomainRecordRecord::Spf));
    assert_eq!(records[0].r#type, Some(DomainRecordType::Mx));
    assert_eq!(records[0].priority, Some(10));
    assert_eq!(records[1].priority, None);
}

#[tokio::test]
async fn domains_are_listed_read_changed_verified_and_deleted() {
    let server = Server::start([
        TestResponse::json(
            200,
            r#"{"object":"list","has_more":false,"data":[{"id":"d1","name":"example.com","status":"verified"}]}"#,
        ),
        TestResponse::json(200, r#"{"object":"domain","id":"d1","status":"partially_failed","click_tracking":true}"#),
        TestResponse::json(200, r#"{"object":"domain","id":"d1"}"#),
        TestResponse::json(200, r#"{"object":"domain","id":"d1"}"#),
        TestResponse::json(200, r#"{"object":"domain","id":"d1","deleted":true}"#),
    ])
    .await
    .unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url() + "/")
        .build();
    let list = client.list_domains().await.unwrap();
    assert_eq!(list.data.unwrap()[0].status, Some(DomainStatus::Verified));
    assert_eq!(
        client.get_domain("d1").await.unwrap().status,
        Some(DomainStatus::PartiallyFailed)
    );
    let change = UpdateDomainRequest {
        click_tracking: Some(true),
        tls: some("opportunistic"),
        ..Default::default()
    };
    assert_eq!(
        client
            .update_domain("d1", &change)
            .await
            .unwrap()
            .id
            .as_deref(),
        Some("d1")
    );
    assert_eq!(
        client.verify_domain("d1").await.unwrap().id.as_deref(),
        Some("d1")
    );
    assert_eq!(
        client.delete_domain("d1").await.unwrap().deleted,
        Some(true)
    );
    assert_eq!(server.request(0), wanted("GET /domains"));
    assert_eq!(server.request(1), wanted("GET /domains/d1"));
    let body = r#"{"click_tracking":true,"tls":"opportunistic"}"#;
    assert_eq!(server.request(2), wanted("PATCH /domains/d1").json(body));
    assert_has_no_body(server.request(3), "POST /domains/d1/verify");
    assert_eq!(server.request(4), wanted("DELETE /domains/d1"));
}

#[tokio::test]
async fn contacts_are_added_listed_read_changed_and_deleted() {
    let server = Server::start([
        TestResponse::json(201, r#"{"object":"contact","id":"c1"}"#),
        TestResponse::json(
            200,
            r#"{"object":"list","data":[{"id":"c1","email":"a@b.c","unsubscribed":false}],"has_more":false}"#,
        ),
        TestResponse::json(
            200,
            r#"{"object":"contact","id":"c1","email":"a@b.c","properties":{"age":{"type":"number","value":36}}}"#,
        ),
        TestResponse::json(200, r#"{"object":"contact","id":"c1"}"#),
        TestResponse::json(200, r#"{"object":"contact","contact":"c1","deleted":true}"#),
    ])
    .await
    .unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    let body = CreateContactRequest {
        unsubscribed: Some(false),
        properties: Some(BTreeMap::from([(
            "age".to_owned(),
            Json::new(&36).unwrap(),
        )])),
        segments: Some(vec!["s1".to_owned()]),
        topics: Some(vec![TopicChoice {
            id: some("t1"),
            subscription: Some(TopicChoiceSubscription::OptIn),
        }]),
        ..CreateContactRequest::new("a@b.c")
    };
    assert_eq!(
        client.create_contact(&body).await.unwrap().id.as_deref(),
        Some("c1")
    );
    let params = ListContactsParams {
        segment_id: some("s1"),
        limit: Some(1),
        ..Default::default()
    };
    let page = client.list_contacts().with(&params).await.unwrap();
    assert_eq!(page.data.unwrap()[0].unsubscribed, Some(false));
    let contact = client.get_contact("a@b.c").await.unwrap();
    assert_eq!(
        contact.properties.unwrap()["age"].as_str(),
        r#"{"type":"number","value":36}"#
    );
    let change = UpdateContactRequest {
        first_name: some(""),
        unsubscribed: Some(true),
        ..Default::default()
    };
    client.update_contact("c1", &change).await.unwrap();
    assert_eq!(
        client.delete_contact("c1").await.unwrap().deleted,
        Some(true)
    );
    let body = r#"{"email":"a@b.c","properties":{"age":36},"segments":["s1"],"topics":[{"id":"t1","subscription":"opt_in"}],"unsubscribed":false}"#;
    assert_eq!(server.request(0), wanted("POST /contacts").json(body));
    assert_eq!(
        server.request(1),
        wanted("GET /contacts?segment_id=s1&limit=1")
    );
    assert_eq!(server.request(2), wanted("GET /contacts/a%40b.c"));
    assert_eq!(
        server.request(3),
        wanted("PATCH /contacts/c1").json(r#"{"first_name":"","unsubscribed":true}"#)
    );
    assert_eq!(server.request(4), wanted("DELETE /contacts/c1"));
}

#[tokio::test]
async fn an_error_has_its_name_and_message() {
    let body =
        r#"{"statusCode":422,"name":"missing_required_field","message":"Missing `to` field."}"#;
    let (server, client) = start(TestResponse::json(422, body)).await;
    let error = client
        .send_email(&hello(Recipients::TextList(Vec::new())))
        .await
        .unwrap_err();
    let sent = r#"{"from":"Acme <onboarding@resend.dev>","to":[],"subject":"Grüße \"you\""}"#;
    assert_eq!(
        server.request(0),
        wanted("POST /emails").new_key().json(sent)
    );
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 422);
    assert_eq!(error.code(), Some("missing_required_field"));
    assert_eq!(error.message(), Some("Missing `to` field."));
    assert_eq!(
        error.to_string(),
        "POST /emails: 422 missing_required_field: Missing `to` field."
    );
    let typed = error.body::<ErrorValue>().unwrap();
    assert_eq!(typed.status_code, 422);
    assert_eq!(typed.name, ErrorName::MissingRequiredField);
    assert_eq!(typed.message, "Missing `to` field.");
}

#[tokio::test]
async fn an_error_with_a_new_name_is_kept() {
    let body = r#"{"statusCode":429,"name":"weekly_quota_exceeded","message":"Too many."}"#;
    let (_server, client) = start(TestResponse::json(429, body).header("retry-after", "7")).await;
    let error = client.list_domains().await.unwrap_err();
    assert_eq!(error.code(), Some("weekly_quota_exceeded"));
    assert_eq!(
        error.body::<ErrorValue>().unwrap().name,
        ErrorName::Other("weekly_quota_exceeded".to_owned())
    );
    assert_eq!(error.headers().unwrap()["retry-after"], "7");
}
