//! OpenAI over the wire: streams of events, files up and down.

use client_tests::{CANARY, Server, TestResponse, Wanted};
use futures_util::{StreamExt, TryStreamExt, stream};
use openai::runtime::{Body, File};
use openai::types::{
    ChatMessage, CreateChatCompletionRequest, CreateFileRequest, FilePurpose, Role,
};
use openai::{Client, ErrorKind, auth};

async fn start(response: TestResponse) -> (Server, Client) {
    let server = Server::start([response]).await.unwrap();
    let client = Client::builder(auth::bearer(CANARY))
        .base_url(server.url())
        .build();
    (server, client)
}

fn question() -> CreateChatCompletionRequest {
    let message = ChatMessage {
        role: Role::User,
        content: Some("Say hi".to_owned()),
    };
    CreateChatCompletionRequest::new("m", vec![message])
}

fn events(text: &str) -> TestResponse {
    TestResponse::new(200, "text/event-stream", text)
}

#[tokio::test]
async fn a_completion_comes_whole() {
    let response = r#"{"id":"c","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let completion = client.create_chat_completion(&question()).await.unwrap();
    assert_eq!(completion.choices[0].message.content.as_deref(), Some("hi"));
    let body = r#"{"model":"m","messages":[{"role":"user","content":"Say hi"}]}"#;
    assert_eq!(
        server.request(0),
        Wanted::new("openai", "POST /chat/completions")
            .replace("accept", "application/json, text/event-stream;q=0.5")
            .bearer()
            .json(body)
    );
}

#[tokio::test]
async fn a_completion_comes_in_chunks_until_it_is_done() {
    let chunk = |text: &str| {
        format!(
            "data: {{\"id\":\"c\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n"
        )
    };
    let (server, client) = start(events(&format!(
        ": hello\n\n{}{}data: [DONE]\n\n",
        chunk("h€"),
        chunk("llo")
    )))
    .await;
    let mut chunks = client.create_chat_completion(&question()).stream();
    let mut text = String::new();
    while let Some(chunk) = chunks.next().await {
        text.push_str(
            chunk.unwrap().choices[0]
                .delta
                .content
                .as_deref()
                .unwrap_or_default(),
        );
    }
    assert_eq!(text, "h€llo");
    let request = server.request(0);
    assert_eq!(request.header("accept"), Some("text/event-stream"));
    assert_eq!(
        request.text(),
        r#"{"stream":true,"model":"m","messages":[{"role":"user","content":"Say hi"}]}"#
    );
}

#[tokio::test]
async fn a_stream_is_a_stream_to_the_crates_for_them() {
    let (_server, client) = start(events(
        "data: {\"error\":{\"message\":\"busy\",\"code\":\"overloaded\"}}\n\n",
    ))
    .await;
    let error = client
        .create_chat_completion(&question())
        .stream()
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Api, Some("overloaded"))
    );
    let (_server, client) = start(TestResponse::json(
        401,
        r#"{"error":{"message":"no key","code":"invalid_api_key"}}"#,
    ))
    .await;
    let outcomes: Vec<_> = client
        .create_chat_completion(&question())
        .stream()
        .collect()
        .await;
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].as_ref().unwrap_err().status().unwrap(), 401);
}

#[tokio::test]
async fn a_file_goes_up_from_a_stream_of_known_length() {
    let response = r#"{"id":"f","bytes":6,"created_at":1,"filename":"a.jsonl","purpose":"batch"}"#;
    let (server, client) = start(TestResponse::json(200, response)).await;
    let chunks = stream::iter(["abc", "def"].map(Ok::<_, std::io::Error>));
    let file = File::new(
        "a.jsonl",
        "application/jsonl",
        Body::from_stream(chunks, Some(6)),
    );
    let body = CreateFileRequest {
        file,
        purpose: FilePurpose::Batch,
    };
    assert_eq!(client.create_file(&body).await.unwrap().bytes, 6);
    let request = server.request(0);
    let media_type = request.header("content-type").unwrap();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    assert_eq!(
        request.header("content-length"),
        Some(request.body.len().to_string().as_str())
    );
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\nabcdef\r\n--{boundary}--\r\n"
    );
    assert_eq!(request.text(), expected);
    let error = client.create_file(&body).await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Encode,
        "the stream is gone: {error}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_of_another_length_than_it_reported_is_an_error() {
    for length in [5, 7] {
        let (_server, client) = start(TestResponse::empty(500)).await;
        let chunks = stream::iter(["abc", "def"].map(Ok::<_, std::io::Error>));
        let file = File::new("a", "", Body::from_stream(chunks, Some(length)));
        let error = client
            .create_file(&CreateFileRequest {
                file,
                purpose: FilePurpose::Batch,
            })
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert!(
            error
                .to_string()
                .contains("the stream's length differs from its announced length"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_download_comes_whole_or_in_chunks() {
    let (_server, client) = start(TestResponse::new(
        200,
        "application/octet-stream",
        vec![7; 100_000],
    ))
    .await;
    assert_eq!(client.download_file("f").await.unwrap().len(), 100_000);
    let (server, client) = start(TestResponse::new(
        200,
        "application/octet-stream",
        vec![7; 100_000],
    ))
    .await;
    let content = client.download_file("f").download().await.unwrap();
    assert_eq!(
        (content.status().as_u16(), content.left()),
        (200, Some(100_000))
    );
    let size = content
        .try_fold(0, |size, chunk| async move { Ok(size + chunk.len()) })
        .await
        .unwrap();
    assert_eq!(size, 100_000);
    assert_eq!(
        server.request(0),
        Wanted::new("openai", "GET /files/f/content")
            .replace("accept", "application/octet-stream, application/json;q=0.5")
            .bearer()
    );
}

#[tokio::test]
async fn a_download_that_breaks_off_is_an_error() {
    let (_server, client) =
        start(TestResponse::new(200, "application/octet-stream", vec![7; 10]).claiming(11)).await;
    let mut content = client.download_file("f").download().await.unwrap();
    let mut size = 0;
    let error = loop {
        match content.next().await.unwrap() {
            Ok(chunk) => size += chunk.len(),
            Err(error) => break error,
        }
    };
    assert_eq!((size, error.kind()), (10, ErrorKind::Transport));
    assert!(content.next().await.is_none());
    let (_server, client) = start(TestResponse::json(
        404,
        r#"{"error":{"message":"gone","code":"not_found"}}"#,
    ))
    .await;
    let error = client.download_file("f").download().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Api, Some("not_found"))
    );
}
