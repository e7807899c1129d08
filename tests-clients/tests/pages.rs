//! Lists that come page by page, in each provider's style, over the wire.

use client_tests::{CANARY, Server, TestResponse, Wanted};

fn wanted(agent: &str, target: &str) -> Wanted {
    Wanted::new(agent, &format!("GET {target}")).bearer()
}

#[tokio::test]
async fn stripe_goes_on_after_the_last_id() {
    let page = |ids: [&str; 2], more: bool| {
        let customer = |id: &str| {
            format!(
                r#"{{"id":"{id}","object":"customer","created":1,"livemode":false,"email":null,"default_source":null,"description":null,"shipping":null}}"#
            )
        };
        let data = ids.map(customer).join(",");
        TestResponse::json(
            200,
            format!(
                r#"{{"object":"list","url":"/v1/customers","data":[{data}],"has_more":{more}}}"#
            ),
        )
    };
    let server = Server::start([page(["c1", "c2"], true), page(["c3", "c4"], false)])
        .await
        .unwrap();
    let client = stripe::Client::builder(stripe::auth::bearer(CANARY))
        .base_url(server.url())
        .build();
    let params = stripe::params::ListCustomersParams {
        limit: Some(2),
        ..Default::default()
    };
    let mut customers = client.list_customers().with(&params).items();
    let mut ids = Vec::new();
    while let Some(customer) = customers.next().await {
        ids.push(customer.unwrap().id);
    }
    assert_eq!(ids, ["c1", "c2", "c3", "c4"]);
    let wanted = |target: &str| wanted("stripe", target).header("stripe-version", "2022-11-15");
    assert_eq!(server.request(0), wanted("/v1/customers?limit=2"));
    assert_eq!(
        server.request(1),
        wanted("/v1/customers?limit=2&starting_after=c2")
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn github_follows_the_link_header_on_its_own_server_only() {
    let email = |address: &str| {
        TestResponse::json(
            200,
            format!(
                r#"[{{"email":"{address}","primary":true,"verified":true,"visibility":null}}]"#
            ),
        )
    };
    let server = Server::start([
        email("a@b.c").header(
            "Link",
            r#"</user/emails?page=1>; rel="prev", </user/emails?page=2>; rel="next""#,
        ),
        email("d@e.f").header(
            "Link",
            r#"<https://api.github.com/user/emails?page=3>; rel="next""#,
        ),
    ])
    .await
    .unwrap();
    let client = github::Client::builder(github::auth::bearer(CANARY))
        .base_url(server.url())
        .build();
    let mut emails = client.list_emails_for_authenticated_user().items();
    assert_eq!(emails.next().await.unwrap().unwrap().email, "a@b.c");
    assert_eq!(emails.next().await.unwrap().unwrap().email, "d@e.f");
    let error = emails.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), github::ErrorKind::Pages);
    assert!(!format!("{error:?}").contains(CANARY));
    assert!(emails.next().await.is_none());
    assert_eq!(
        server.request(1),
        wanted("github", "/user/emails?page=2")
            .replace("accept", "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28")
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn sendgrid_follows_the_url_in_its_metadata() {
    let server = Server::start([
        TestResponse::json(200, r#"{"result":[{"id":"l1","name":"News"}],"_metadata":{"next":"/v3/marketing/lists?page_token=t&page_size=1"}}"#),
        TestResponse::json(200, r#"{"result":[{"id":"l2","name":"More"}],"_metadata":{"self":"s"}}"#),
    ])
    .await
    .unwrap();
    let client = sendgrid::Client::builder(sendgrid::auth::bearer(CANARY))
        .base_url(server.url())
        .build();
    let params = sendgrid::params::ListListsParams {
        page_size: Some(1),
        ..Default::default()
    };
    let lists = client
        .list_lists()
        .with(&params)
        .items()
        .to_vec()
        .await
        .unwrap();
    assert_eq!(
        lists
            .iter()
            .filter_map(|list| list.name.as_deref())
            .collect::<Vec<_>>(),
        ["News", "More"]
    );
    assert_eq!(
        server.request(0),
        wanted("sendgrid", "/v3/marketing/lists?page_size=1")
    );
    assert_eq!(
        server.request(1),
        wanted("sendgrid", "/v3/marketing/lists?page_token=t&page_size=1")
    );
}

#[tokio::test]
async fn google_sends_the_token_of_the_page_before() {
    let server = Server::start([
        TestResponse::json(200, r#"{"nextPageToken":"a/b="}"#),
        TestResponse::json(
            200,
            r#"{"items":[{"id":"primary","summary":"Ada"}],"nextPageToken":"c"}"#,
        ),
        TestResponse::json(200, r#"{"items":[{"id":"second"}]}"#),
    ])
    .await
    .unwrap();
    let client = google::Client::builder(google::auth::bearer(CANARY))
        .base_url(server.url())
        .build();
    let calendars = client.list_calendars().items().to_vec().await.unwrap();
    assert_eq!(
        calendars
            .iter()
            .map(|calendar| calendar.id.as_str())
            .collect::<Vec<_>>(),
        ["primary", "second"]
    );
    let path = "/calendar/v3/users/me/calendarList";
    assert_eq!(server.request(0), wanted("google", path));
    assert_eq!(
        server.request(1),
        wanted("google", &format!("{path}?pageToken=a%2Fb%3D"))
    );
    assert_eq!(
        server.request(2),
        wanted("google", &format!("{path}?pageToken=c"))
    );
}

#[tokio::test]
async fn resend_gives_whole_pages_too() {
    let page = |id: &str, more: bool| {
        TestResponse::json(
            200,
            format!(r#"{{"object":"list","has_more":{more},"data":[{{"id":"{id}"}}]}}"#),
        )
    };
    let server = Server::start([page("d1", true), page("d2", true)])
        .await
        .unwrap();
    let client = resend::Client::builder(resend::auth::bearer(CANARY))
        .base_url(server.url())
        .build();
    let mut pages = client.list_domains().pages().max_pages(2);
    let mut seen = 0;
    while let Some(page) = pages.next().await {
        seen += page.unwrap().data.unwrap_or_default().len();
    }
    assert_eq!(seen, 2);
    assert_eq!(server.request(1), wanted("resend", "/domains?after=d1"));
    assert_eq!(server.requests().len(), 2, "no more than the call allows");
}
