//! SendGrid over the wire.

use std::collections::BTreeMap;

use client_tests::{CANARY, Server, TestResponse, Wanted};
use sendgrid::params::*;
use sendgrid::runtime::{ErrorKind, Json, Retry};
use sendgrid::types::*;
use sendgrid::{Client, auth};

const AGENT: &str = "sendgrid";

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

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn address(email: &str, name: Option<&str>) -> EmailAddress {
    EmailAddress {
        email: email.to_owned(),
        name: name.map(str::to_owned),
    }
}

fn mail() -> Mail {
    let to = Personalization {
        dynamic_template_data: Some(BTreeMap::from([(
            "total".to_owned(),
            Json::new(&[1, 2]).unwrap(),
        )])),
        ..Personalization::new(vec![
            address("ada@example.com", Some("Ada")),
            address("bob@example.com", None),
        ])
    };
    Mail {
        subject: some("Your order"),
        content: Some(vec![Content {
            r#type: "text/plain".to_owned(),
            value: "Thanks\n".to_owned(),
        }]),
        attachments: Some(vec![Attachment {
            content: b"%PDF-1.7\xff".to_vec().into(),
            r#type: some("application/pdf"),
            filename: "bill.pdf".to_owned(),
            disposition: Some(AttachmentDisposition::Attachment),
            content_id: None,
        }]),
        ..Mail::new(vec![to], address("shop@example.com", Some("Shop")))
    }
}

#[tokio::test]
async fn mail_is_sent_and_accepted_with_an_empty_response() {
    let (server, client) =
        start(TestResponse::empty(202).header("x-message-id", "14c5d75ce93")).await;
    let mail = Mail {
        custom_args: Some(BTreeMap::from([("order".to_owned(), "7".to_owned())])),
        send_at: Some(1_700_000_000),
        asm: Some(UnsubscribeOptions {
            group_id: 12,
            groups_to_display: Some(vec![12, 13]),
        }),
        mail_settings: Some(MailSettings {
            sandbox_mode: Some(Toggle { enable: Some(true) }),
            ..Default::default()
        }),
        tracking_settings: Some(TrackingSettings {
            click_tracking: Some(ClickTracking {
                enable: Some(false),
                enable_text: Some(false),
            }),
            ..Default::default()
        }),
        ..mail()
    };
    let () = client.send_mail(&mail).await.unwrap();
    let body = r#"{"personalizations":[{"to":[{"email":"ada@example.com","name":"Ada"},{"email":"bob@example.com"}],"dynamic_template_data":{"total":[1,2]}}],"from":{"email":"shop@example.com","name":"Shop"},"asm":{"group_id":12,"groups_to_display":[12,13]},"attachments":[{"content":"JVBERi0xLjf/","filename":"bill.pdf","disposition":"attachment","type":"application/pdf"}],"content":[{"type":"text/plain","value":"Thanks\n"}],"custom_args":{"order":"7"},"mail_settings":{"sandbox_mode":{"enable":true}},"send_at":1700000000,"subject":"Your order","tracking_settings":{"click_tracking":{"enable":false,"enable_text":false}}}"#;
    assert_eq!(server.request(0), wanted("POST /v3/mail/send").json(body));
}

#[tokio::test]
async fn the_message_id_is_in_the_raw_response() {
    let (_server, client) =
        start(TestResponse::empty(202).header("x-message-id", "14c5d75ce93")).await;
    let response = client.send_mail(&mail()).send_raw().await.unwrap();
    assert_eq!(response.status(), 202);
    assert_eq!(response.headers()["X-Message-Id"], "14c5d75ce93");
    assert!(response.body().is_empty());
}

#[tokio::test]
async fn a_refused_mail_has_its_list_of_errors() {
    let body = r#"{"errors":[{"message":"The from address does not match a verified Sender Identity.","field":"from","help":"https://sendgrid.com/docs"},{"message":"Bad","field":null,"help":null}],"id":"e1"}"#;
    let (_server, client) = start(TestResponse::json(403, body).header("x-message-id", "m1")).await;
    let error = client.send_mail(&mail()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(error.code(), None);
    assert_eq!(
        error.message(),
        Some("The from address does not match a verified Sender Identity.")
    );
    assert_eq!(error.request_id(), Some("m1"));
    assert_eq!(
        error.to_string(),
        "POST /v3/mail/send: 403: The from address does not match a verified Sender Identity. (request m1)"
    );
    let typed = error.body::<ErrorResponse>().unwrap();
    assert_eq!(typed.id.as_deref(), Some("e1"));
    let errors = typed.errors.as_deref().unwrap();
    assert_eq!(errors.len(), 2);
    assert_eq!(errors[0].field.as_deref(), Some("from"));
    assert_eq!(
        errors[0].help.as_ref().unwrap().as_str(),
        r#""https://sendgrid.com/docs""#
    );
    assert_eq!(errors[1].field, None);
    assert_eq!(errors[1].help, None);
}

#[tokio::test]
async fn contacts_are_put() {
    let (server, client) = start(TestResponse::json(202, r#"{"job_id":"9a0b"}"#)).await;
    let body = UpsertContactsRequest {
        list_ids: Some(vec![
            "ca1a1d2c-0000-4000-8000-00000000000A".parse().unwrap(),
        ]),
        contacts: vec![ContactInput {
            email: some("ada@example.com"),
            first_name: some("Ada"),
            custom_fields: Some(BTreeMap::from([(
                "w1".to_owned(),
                Json::new(&2.5).unwrap(),
            )])),
            ..Default::default()
        }],
    };
    let job = client.upsert_contacts(&body).await.unwrap();
    let body = r#"{"contacts":[{"custom_fields":{"w1":2.5},"email":"ada@example.com","first_name":"Ada"}],"list_ids":["ca1a1d2c-0000-4000-8000-00000000000a"]}"#;
    assert_eq!(
        server.request(0),
        wanted("PUT /v3/marketing/contacts").json(body)
    );
    assert_eq!(job.job_id.as_deref(), Some("9a0b"));
}

#[tokio::test]
async fn a_job_of_contacts_is_read() {
    let response = r#"{"id":"9a0b","status":"completed","job_type":"upsert","results":{"requested_count":2,"created_count":1,"updated_count":1,"errors_url":"https://x"},"started_at":"2024-01-01T00:00:00Z","finished_at":"2024-01-01T00:00:09Z"}"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let job = client.get_contact_import("9a0b").await.unwrap();
    assert_eq!(
        server.request(0),
        wanted("GET /v3/marketing/contacts/imports/9a0b")
    );
    assert_eq!(job.status, Some(ContactImportStatus::Completed));
    assert_eq!(job.job_type, Some(ContactImportJobType::Upsert));
    let results = job.results.unwrap();
    assert_eq!(
        (
            results.requested_count,
            results.created_count,
            results.deleted_count
        ),
        (Some(2), Some(1), None)
    );
}

#[tokio::test]
async fn lists_are_made_and_paged() {
    let server = Server::start([
        TestResponse::json(201, r#"{"id":"l1","name":"News","contact_count":0,"_metadata":{"self":"https://api.sendgrid.com/v3/marketing/lists/l1"}}"#),
        TestResponse::json(200, r#"{"result":[{"id":"l1","name":"News","contact_count":3}],"_metadata":{"self":"s","next":"n","count":1}}"#),
    ])
    .await
    .unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    let list = client
        .create_list(&CreateListRequest {
            name: "News".to_owned(),
        })
        .await
        .unwrap();
    assert_eq!(
        list.metadata.unwrap().self_value.as_deref(),
        Some("https://api.sendgrid.com/v3/marketing/lists/l1")
    );
    let params = ListListsParams {
        page_size: Some(100),
        page_token: some("a/b="),
    };
    let page = client.list_lists().with(&params).await.unwrap();
    let metadata = page.metadata.unwrap();
    assert_eq!(
        (metadata.next.as_deref(), metadata.prev, metadata.count),
        (Some("n"), None, Some(1))
    );
    assert_eq!(page.result.unwrap()[0].contact_count, Some(3));
    assert_eq!(
        server.request(0),
        wanted("POST /v3/marketing/lists").json(r#"{"name":"News"}"#)
    );
    assert_eq!(
        server.request(1),
        wanted("GET /v3/marketing/lists?page_size=100&page_token=a%2Fb%3D")
    );
}

#[tokio::test]
async fn a_list_comes_with_a_sample_of_its_contacts() {
    let response = r#"{"id":"l1","name":"News","contact_count":1,"contact_sample":{"id":"ca1a1d2c-0000-4000-8000-00000000000a","email":"ada@example.com","list_ids":["00000000-0000-4000-8000-000000000001"],"custom_fields":{"age":36},"created_at":"2024-02-29T12:30:00+02:00","updated_at":"2024-03-01T00:00:00.123Z","_metadata":{"self":"s"}}}"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let list = client
        .get_list("l1")
        .with(&GetListParams {
            contact_sample: Some(true),
        })
        .await
        .unwrap();
    assert_eq!(
        server.request(0),
        wanted("GET /v3/marketing/lists/l1?contact_sample=true")
    );
    let contact = list.contact_sample.unwrap();
    assert_eq!(
        contact.id.to_string(),
        "ca1a1d2c-0000-4000-8000-00000000000a"
    );
    assert_eq!(contact.list_ids.len(), 1);
    assert_eq!(contact.created_at.to_rfc3339(), "2024-02-29T10:30:00+00:00");
    assert_eq!(contact.updated_at.timestamp_subsec_millis(), 123);
    assert_eq!(contact.custom_fields.unwrap()["age"].as_str(), "36");
}

#[tokio::test]
async fn a_list_is_deleted_with_or_without_a_job() {
    let server = Server::start([
        TestResponse::empty(204),
        TestResponse::json(200, r#"{"job_id":"j1"}"#),
    ])
    .await
    .unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build();
    assert!(client.delete_list("l1").await.unwrap().is_none());
    let params = DeleteListParams {
        delete_contacts: Some(true),
    };
    let job = client
        .delete_list("l1")
        .with(&params)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(job.job_id.as_deref(), Some("j1"));
    assert_eq!(server.request(0), wanted("DELETE /v3/marketing/lists/l1"));
    assert_eq!(
        server.request(1),
        wanted("DELETE /v3/marketing/lists/l1?delete_contacts=true")
    );
}

#[tokio::test]
async fn statistics_take_a_required_parameter_and_a_header() {
    let response = r#"[{"date":"2024-01-01","stats":[{"metrics":{"blocks":1,"delivered":2,"unique_opens":3}}]},{"date":"2024-01-02","stats":[]}]"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let params = GetStatsParams {
        on_behalf_of: some("the subuser"),
        aggregated_by: Some(GetStatsAggregatedBy::Day),
        end_date: some("2024-01-02"),
        ..GetStatsParams::new("2024-01-01")
    };
    let stats = client.get_stats(&params).await.unwrap();
    let line = "GET /v3/stats?aggregated_by=day&start_date=2024-01-01&end_date=2024-01-02";
    assert_eq!(
        server.request(0),
        wanted(line).header("on-behalf-of", "the subuser")
    );
    assert_eq!(stats.len(), 2);
    let metrics = stats[0].stats[0].metrics.as_ref().unwrap();
    assert_eq!(
        (metrics.blocks, metrics.delivered, metrics.unique_opens),
        (Some(1), Some(2), Some(3))
    );
}

#[tokio::test]
async fn templates_are_listed() {
    let response = r#"{"result":[{"id":"733ba07f-ead1-41fc-933a-3976baa23716","name":"welcome","generation":"dynamic","updated_at":"2020-12-12 12:33:12","versions":[{"id":"8aefe0ee-f12b-4575-b5b7-c97e21cb36f3","template_id":"d-1","active":1,"name":"v1","generate_plain_content":true,"editor":"code","thumbnail_url":"//x"},{"active":7}]}],"_metadata":{"count":1}}"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let params = ListTemplatesParams {
        generations: Some(ListTemplatesGenerations::LegacyDynamic),
        ..ListTemplatesParams::new(18)
    };
    let page = client.list_templates(&params).await.unwrap();
    assert_eq!(
        server.request(0),
        wanted("GET /v3/templates?generations=legacy%2Cdynamic&page_size=18")
    );
    let template = &page.result.unwrap()[0];
    assert_eq!(template.generation, TemplateGeneration::Dynamic);
    let versions = template.versions.as_deref().unwrap();
    assert_eq!(versions[0].active, Some(TemplateVersionActive::Value1));
    assert_eq!(versions[0].editor, Some(TemplateVersionEditor::Code));
    assert_eq!(versions[1].active, Some(TemplateVersionActive::Other(7)));
}
