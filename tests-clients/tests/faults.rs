//! What goes wrong: on the way, in a response, before anything is sent. And that no error shows a secret.

use std::error::Error as _;
use std::time::Duration;

use anyhow::Context as _;
use client_tests::{CANARY, Server, TestResponse, Wanted};
use stripe::params::{ExpandParams, RetrievePaymentIntentParams};
use stripe::runtime::{BodyError, DecodeError, ErrorKind, Method, Retry, Timeout};
use stripe::types::*;
use stripe::{Auth, Client, Error, auth};
use tokio::net::{TcpListener, TcpSocket};

const CUSTOMER: &str =
    r#"{"id":"cus_1","object":"customer","created":1700000000,"livemode":false}"#;

/// The version of the specification from which the client was made.
const VERSION: &str = "2022-11-15";

async fn start(response: TestResponse) -> (Server, Client) {
    let server = Server::start([response]).await.unwrap();
    let client = client(&server);
    (server, client)
}

fn client(server: &Server) -> Client {
    // Here each failure is looked at by itself; `policies.rs` looks at what follows from it.
    Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .retry(Retry::never())
        .build()
}

/// A client of a port that is taken and on which nobody listens.
fn refusing() -> (TcpSocket, Client) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (
        socket,
        Client::builder(auth::bearer(CANARY))
            .base_url(url)
            .retry(Retry::never())
            .build(),
    )
}

/// All that a program could log of an error: itself and its causes, for people and for developers.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!("{cause}\n{cause:?}\n{cause:#?}\n"));
        source = cause.source();
    }
    text
}

fn assert_hides_the_canary(error: &Error) {
    let text = shown(error);
    assert!(!text.contains(CANARY), "{text}");
    assert!(!text.contains("c2tfdGVzdF9jYW5hcnk"), "in base64: {text}");
}

#[tokio::test]
async fn a_refused_connection_is_a_transport_error() {
    let (_socket, client) = refusing();
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.status(), None);
    assert_eq!(error.code(), None);
    assert_eq!(error.request_id(), None);
    assert!(error.headers().is_none());
    assert_eq!(error.raw_body(), b"");
    assert!(
        error
            .to_string()
            .starts_with("GET /v1/customers/{customer}: "),
        "{error}"
    );
    assert!(
        shown(&error).to_lowercase().contains("connection refused"),
        "{}",
        shown(&error)
    );
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn a_server_that_accepts_and_never_speaks_tls_is_a_timeout_of_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let builder = Client::builder(auth::bearer(CANARY))
        .base_url(format!("https://{}", listener.local_addr().unwrap()));
    let client = builder
        .connect_timeout(Duration::from_millis(100))
        .retry(Retry::never())
        .build();
    let (accepted, error) = tokio::join!(
        listener.accept(),
        client.retrieve_customer("cus_1").into_future()
    );
    assert!(accepted.is_ok());
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Timeout::Connect));
    assert!(error.is_retryable());
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn an_error_goes_through_anyhow_and_comes_out_again() {
    async fn customer(client: &Client) -> anyhow::Result<RetrieveCustomerResponse> {
        client
            .retrieve_customer("cus_1")
            .await
            .context("the customer of the order")
    }
    let (_server, client) = start(TestResponse::json(
        200,
        r#"{"id":"cus_1","created":"yesterday"}"#,
    ))
    .await;
    let error = customer(&client).await.unwrap_err();
    assert_eq!(
        error.downcast_ref::<Error>().map(Error::kind),
        Some(ErrorKind::Decode)
    );
    assert!(error.chain().any(|cause| cause.is::<DecodeError>()));
    assert!(format!("{error:#}").contains("$.created"), "{error:#}");
}

#[tokio::test]
async fn a_slow_server_is_a_timeout_of_the_call() {
    let (server, client) =
        start(TestResponse::json(200, CUSTOMER).after(Duration::from_secs(20))).await;
    let error = client
        .retrieve_customer("cus_1")
        .timeout(Duration::from_millis(100))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Timeout::Call));
    assert_eq!(
        error.to_string(),
        "GET /v1/customers/{customer}: no response within 100ms"
    );
    assert_eq!(error.status(), None);
    assert_eq!(server.requests().len(), 1);
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn a_slow_server_is_a_timeout_of_the_client() {
    let server = Server::start([TestResponse::json(200, CUSTOMER).after(Duration::from_secs(20))])
        .await
        .unwrap();
    let builder = Client::builder(auth::bearer(CANARY)).base_url(server.url());
    let client = builder.timeout(Duration::from_millis(50)).build();
    let error = client.list_customers().send_raw().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Timeout::Call));
    assert_eq!(error.message(), Some("no response within 50ms"));
}

#[tokio::test]
async fn a_call_may_take_longer_than_the_client_states() {
    let server =
        Server::start([TestResponse::json(200, CUSTOMER).after(Duration::from_millis(200))])
            .await
            .unwrap();
    let builder = Client::builder(auth::bearer(CANARY)).base_url(server.url());
    let client = builder.timeout(Duration::from_millis(20)).build();
    client
        .retrieve_customer("cus_1")
        .timeout(Duration::from_secs(20))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_response_that_breaks_off_is_a_transport_error() {
    let (server, client) = start(TestResponse::json(200, CUSTOMER).claiming(1000)).await;
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.status(), None);
    assert_eq!(server.requests().len(), 1);
    assert!(error.source().is_some());
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn html_with_500_is_kept_as_it_came() {
    let html = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    let (_server, client) =
        start(TestResponse::new(500, "text/html", html).header("request-id", "req_9")).await;
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(error.code(), None);
    assert_eq!(error.message(), Some("502 Bad Gateway"));
    assert_eq!(error.request_id(), Some("req_9"));
    assert_eq!(error.raw_body(), html.as_bytes());
    assert!(matches!(
        error.body::<ErrorResponse>(),
        Err(BodyError::Undecoded(_))
    ));
    assert_eq!(error.headers().unwrap()["content-type"], "text/html");
    assert_eq!(
        error.to_string(),
        "GET /v1/customers/{customer}: 500: 502 Bad Gateway (request req_9)"
    );
    assert!(
        !shown(&error).contains("<h1>"),
        "a body may hold what nobody should log: {error:?}"
    );
}

#[tokio::test]
async fn an_error_with_no_body_at_all() {
    let (_server, client) = start(TestResponse::empty(503)).await;
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.raw_body(), b"");
    assert_eq!(
        error.to_string(),
        "GET /v1/customers/{customer}: 503 Service Unavailable"
    );
}

/// Sends a list whose text is this, and gives the error.
async fn undecoded(json: &str) -> Error {
    let (_server, client) =
        start(TestResponse::json(200, json).header("request-id", "req_3")).await;
    let error = client.list_customers().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.request_id(), Some("req_3"));
    assert_eq!(error.code(), None);
    assert_eq!(error.raw_body(), json.as_bytes());
    assert_hides_the_canary(&error);
    error
}

#[tokio::test]
async fn json_that_is_not_as_described_names_its_place() {
    let json = r#"{"object":"list","data":[{"id":"a","created":1,"livemode":true},{"id":"b","created":"yesterday","livemode":true}],"has_more":false,"url":"/v1/customers"}"#;
    let error = undecoded(json).await;
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<DecodeError>())
        .unwrap();
    assert_eq!(cause.path(), "$.data[1].created");
    assert_eq!(cause.expected(), "CustomerList");
    assert!(
        cause.excerpt().contains("\"yesterday\""),
        "{}",
        cause.excerpt()
    );
    let message =
        r#"at $.data[1].created of CustomerList: invalid type: string "yesterday", expected i64"#;
    assert_eq!(error.message(), Some(message));
    assert_eq!(
        error.to_string(),
        format!("GET /v1/customers: 200: {message} (request req_3)")
    );
}

#[tokio::test]
async fn a_missing_field_is_named_with_its_object() {
    let error = undecoded(r#"{"data":[{"id":"a","created":1}],"has_more":false,"url":""}"#).await;
    assert_eq!(
        error.message(),
        Some("at $.data[0] of CustomerList: missing field `livemode`")
    );
}

#[tokio::test]
async fn an_item_of_a_list_is_named_with_its_index() {
    let json = r#"{"data":[{"id":"a","created":1,"livemode":true},7],"has_more":false,"url":""}"#;
    let error = undecoded(json).await;
    let message = "at $.data[1] of CustomerList: invalid type: integer `7`, expected an object";
    assert_eq!(error.message(), Some(message));
}

#[tokio::test]
async fn what_is_optional_and_cannot_be_read_is_left_out() {
    let json = r#"{"data":[{"id":7,"created":"1","livemode":"true","preferred_locales":["a",[]],"address":[]}],"has_more":false,"url":""}"#;
    let (_server, client) = start(TestResponse::json(200, json)).await;
    let list = client.list_customers().await.unwrap();
    let customer = &list.data[0];
    assert_eq!(
        (&*customer.id, customer.created, customer.livemode),
        ("7", 1, true)
    );
    assert_eq!(customer.preferred_locales, None);
    assert_eq!(customer.address, None);
}

#[tokio::test]
async fn json_that_ends_too_early_names_its_place() {
    let error = undecoded(r#"{"data":[{"id":"a","created":1"#).await;
    let message = error.message().unwrap();
    assert!(
        message.starts_with("at $.data[0].created of CustomerList: EOF while parsing"),
        "{message}"
    );
}

#[tokio::test]
async fn what_is_no_json_is_a_decode_error() {
    let error = undecoded("<html>Welcome to the hotel's network</html>").await;
    assert_eq!(
        error.message(),
        Some("at $ of CustomerList: expected value")
    );
    let error = undecoded("").await;
    assert_eq!(
        error.message(),
        Some("at $ of CustomerList: the response has no body")
    );
}

#[tokio::test]
async fn an_empty_path_argument_sends_nothing() {
    let (server, client) = start(TestResponse::json(200, CUSTOMER)).await;
    for argument in ["", ".", ".."] {
        let error = client.delete_customer(argument).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
        let message = "path parameter `customer` would leave no path segment of its own";
        assert_eq!(
            error.to_string(),
            format!("DELETE /v1/customers/{{customer}}: {message}")
        );
        assert_eq!(error.status(), None);
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn path_arguments_stay_in_their_segment() {
    let (server, client) = start(TestResponse::json(200, CUSTOMER)).await;
    client
        .retrieve_customer("../a/b?c=d#e%2F ü;")
        .await
        .unwrap();
    let line = "GET /v1/customers/..%2Fa%2Fb%3Fc%3Dd%23e%252F%20%C3%BC%3B";
    let wanted = Wanted::new("stripe", line).bearer();
    assert_eq!(server.request(0), wanted.header("stripe-version", VERSION));
}

#[tokio::test]
async fn no_credentials_send_nothing() {
    let server = Server::start([TestResponse::json(200, CUSTOMER)])
        .await
        .unwrap();
    let client = Client::builder(Auth::none()).base_url(server.url()).build();
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    let message = "the client has no credentials for it; it takes basicAuth, or bearerAuth";
    assert_eq!(error.message(), Some(message));
    assert_eq!(
        error.to_string(),
        format!("GET /v1/customers/{{customer}}: {message}")
    );
    let raw = client
        .retrieve_customer("cus_1")
        .send_raw()
        .await
        .unwrap_err();
    assert_eq!(raw.kind(), ErrorKind::Auth);
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn credentials_of_another_scheme_send_nothing() {
    let server = Server::start([TestResponse::json(200, CUSTOMER)])
        .await
        .unwrap();
    let auth = Auth::of(
        "apiKey",
        stripe::runtime::CredentialLocation::Header("x-api-key"),
        CANARY,
    );
    let client = Client::builder(auth).base_url(server.url()).build();
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_hides_the_canary(&error);
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn basic_credentials_are_a_user_and_a_password() {
    let server = Server::start([TestResponse::json(200, CUSTOMER)])
        .await
        .unwrap();
    let client = Client::builder(auth::basic(CANARY, ""))
        .base_url(server.url())
        .build();
    client.retrieve_customer("cus_1").await.unwrap();
    // base64 of `sk_test_canary:`
    let wanted = Wanted::new("stripe", "GET /v1/customers/cus_1").header("stripe-version", VERSION);
    assert_eq!(
        server.request(0),
        wanted.header("authorization", "Basic c2tfdGVzdF9jYW5hcnk6")
    );
    assert!(
        !format!("{client:?}").contains("c2tfdGVzdF9jYW5hcnk"),
        "{client:?}"
    );
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_sends_nothing() {
    let (server, client) = start(TestResponse::json(200, CUSTOMER)).await;
    let error = client
        .retrieve_customer("cus_1")
        .header("x-note", "a\r\nx-injected: b")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(
        error.message(),
        Some("header `x-note` holds what no header can hold")
    );
    let error = client
        .retrieve_customer("cus_1")
        .header("x note", "a")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(error.message(), Some("`x note` is no name of a header"));
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_secret_that_no_header_can_hold_is_not_shown() {
    let server = Server::start([]).await.unwrap();
    let client = Client::builder(auth::bearer(format!("{CANARY}\n")))
        .base_url(server.url())
        .build();
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_hides_the_canary(&error);
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_server_address_that_is_none_is_an_error() {
    let client = Client::builder(auth::bearer(CANARY))
        .base_url("http://exa mple")
        .build();
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn an_unknown_enum_value_survives() {
    let json = r#"{"id":"cus_1","created":1,"livemode":false,"tax_exempt":"martian"}"#;
    let (_server, client) = start(TestResponse::json(200, json)).await;
    let RetrieveCustomerResponse::Customer(customer) =
        client.retrieve_customer("cus_1").await.unwrap()
    else {
        panic!()
    };
    assert_eq!(customer.tax_exempt.as_ref().unwrap().as_str(), "martian");
    assert_eq!(
        customer.tax_exempt,
        Some(CustomerTaxExempt::Other("martian".to_owned()))
    );
}

#[tokio::test]
async fn an_unknown_enum_value_is_sent_as_it_is() {
    let (server, client) = start(TestResponse::json(200, CUSTOMER)).await;
    let body = UpdateCustomerParams {
        tax_exempt: Some("martian".into()),
        ..Default::default()
    };
    client.update_customer("cus_1", Some(&body)).await.unwrap();
    assert_eq!(server.request(0).text(), "tax_exempt=martian");
}

#[tokio::test]
async fn an_unknown_union_member_survives() {
    let json = r#"{"id": "cus_1", "object": "customer", "merged_into": {"id": "cus_2"}}"#;
    let (_server, client) = start(TestResponse::json(200, json)).await;
    let RetrieveCustomerResponse::Other(other) = client.retrieve_customer("cus_1").await.unwrap()
    else {
        panic!()
    };
    assert_eq!(other.as_str(), json);
    let fields: std::collections::BTreeMap<String, serde_json::Value> = other.decode().unwrap();
    assert_eq!(fields["merged_into"]["id"], "cus_2");
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_followed_without_credentials() {
    let elsewhere = Server::start([TestResponse::json(200, CUSTOMER)])
        .await
        .unwrap();
    let location = format!("{}/files/cus_1?signature=1", elsewhere.url());
    let responses = [
        TestResponse::empty(307).header("location", "/v2/customers/cus_1"),
        TestResponse::empty(302).header("location", &location),
    ];
    let server = Server::start(responses).await.unwrap();
    let client = client(&server);
    client.retrieve_customer("cus_1").await.unwrap();
    let bearer = format!("Bearer {CANARY}");
    for (index, target) in ["/v1/customers/cus_1", "/v2/customers/cus_1"]
        .iter()
        .enumerate()
    {
        let request = server.request(index);
        assert_eq!(request.target, *target);
        assert_eq!(request.header("authorization"), Some(&*bearer));
    }
    let followed = elsewhere.request(0);
    assert_eq!(followed.target, "/files/cus_1?signature=1");
    assert_eq!(followed.header("authorization"), None);
    assert_eq!(followed.header("stripe-version"), Some(VERSION));
}

#[tokio::test]
async fn a_redirect_of_a_post_or_one_too_many_is_an_error_with_its_headers() {
    let elsewhere = Server::start([TestResponse::json(200, CUSTOMER)])
        .await
        .unwrap();
    let location = format!("{}/v1/customers/cus_1", elsewhere.url());
    let redirect = || TestResponse::empty(302).header("location", &location);
    let server = Server::start([redirect(), redirect()]).await.unwrap();
    let client = client(&server);
    let post = client.fetch(Method::POST, "/v1/customers").await;
    assert_eq!(post.unwrap_err().status().unwrap(), 302);
    let call = client.retrieve_customer("cus_1").max_redirects(0);
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 302);
    assert_eq!(error.headers().unwrap()["location"], location.as_str());
    assert_eq!(server.requests().len(), 2);
    assert_eq!(elsewhere.requests().len(), 0);
}

#[tokio::test]
async fn a_response_larger_than_its_limit_is_an_error() {
    let server = Server::start([
        TestResponse::json(200, CUSTOMER),
        TestResponse::json(200, CUSTOMER),
    ])
    .await
    .unwrap();
    let limited = |bytes| {
        Client::builder(auth::bearer(CANARY))
            .base_url(server.url())
            .body_limit(bytes)
            .build()
    };
    limited(CUSTOMER.len())
        .retrieve_customer("cus_1")
        .await
        .unwrap();
    let error = limited(CUSTOMER.len() - 1)
        .retrieve_customer("cus_1")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.message(),
        Some(&*format!(
            "the response is larger than {} bytes",
            CUSTOMER.len() - 1
        ))
    );
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn an_error_body_larger_than_the_limit_is_an_error_too() {
    let server = Server::start([TestResponse::new(500, "text/plain", vec![b'x'; 4096])])
        .await
        .unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .body_limit(1024)
        .build();
    let error = client.retrieve_customer("cus_1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.is_retryable(), "another attempt would bring as much");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_canary_is_in_no_debug_of_a_client() {
    let client = Client::new(auth::bearer(CANARY).and(auth::basic(CANARY, CANARY)));
    for text in [format!("{client:?}"), format!("{client:#?}")] {
        assert!(!text.contains(CANARY), "{text}");
        assert!(text.contains("[redacted]"), "{text}");
        assert!(text.contains("bearerAuth"), "{text}");
    }
    let auth = auth::bearer(CANARY);
    assert!(!format!("{auth:?} {auth:#?}").contains(CANARY), "{auth:?}");
}

#[tokio::test]
async fn values_of_a_request_are_in_no_error() {
    let error = r#"{"error":{"type":"invalid_request_error","message":"No such payment_intent"}}"#;
    let (server, client) = start(TestResponse::json(404, error)).await;
    let params = RetrievePaymentIntentParams {
        client_secret: Some(CANARY.into()),
        ..Default::default()
    };
    let error = client
        .retrieve_payment_intent(CANARY)
        .with(&params)
        .header("x-secret", CANARY)
        .await
        .unwrap_err();
    assert_eq!(
        server.request(0).target,
        "/v1/payment_intents/sk_test_canary?client_secret=sk_test_canary"
    );
    assert_eq!(
        error.to_string(),
        "GET /v1/payment_intents/{intent}: 404 invalid_request_error: No such payment_intent"
    );
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn values_of_a_request_are_in_no_error_of_its_transport() {
    let (_socket, client) = refusing();
    let params = RetrievePaymentIntentParams {
        client_secret: Some(CANARY.into()),
        ..Default::default()
    };
    let error = client
        .retrieve_payment_intent(CANARY)
        .with(&params)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_hides_the_canary(&error);
    let error = client
        .fetch(Method::GET, &format!("/v1/x?key={CANARY}"))
        .await
        .unwrap_err();
    assert!(error.to_string().starts_with("GET /v1/x: "), "{error}");
    assert_hides_the_canary(&error);
}

#[tokio::test]
async fn a_clone_is_the_same_client_and_calls_run_side_by_side() {
    let server = Server::start([
        TestResponse::json(200, CUSTOMER),
        TestResponse::json(200, CUSTOMER),
    ])
    .await
    .unwrap();
    let client = client(&server);
    let other = client.clone();
    let params = ExpandParams { expand: None };
    let call =
        tokio::spawn(async move { other.retrieve_customer("a").with(&params).await.is_ok() });
    client.retrieve_customer("b").await.unwrap();
    assert!(call.await.unwrap());
    let mut targets: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.target)
        .collect();
    targets.sort();
    assert_eq!(targets, ["/v1/customers/a", "/v1/customers/b"]);
}
