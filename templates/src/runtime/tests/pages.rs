//! Lists that come page by page, against a transport that plays a provider.

use crate as runtime;
use std::sync::{Arc, Mutex};

use http::{Request, Response as HttpResponse};

use super::super::links::{self, LinkLocation, Target};
use super::super::*;

static API: Api = Api::new("test", "https://api.example.com/base");

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: String,
}
object! { Item: Deserialize { required: id; } }

#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    pub data: Option<Vec<Item>>,
}
object! { List: Deserialize { optional: data; } }

/// A provider that responds to each request with the next body and records the requests.
#[derive(Clone, Default)]
struct Provider(Arc<Mutex<Vec<String>>>);

impl Provider {
    fn client(&self, responses: Vec<HttpResponse<Body>>) -> ClientInner {
        let (asked, responses) = (self.0.clone(), Mutex::new(responses.into_iter()));
        let transport = move |request: Request<Body>| {
            asked.lock().unwrap().push(request.uri().to_string());
            responses
                .lock()
                .unwrap()
                .next()
                .ok_or_else(|| "asked once too often".into())
        };
        Builder::new(&API, Auth::none())
            .transport(transport)
            .build()
    }

    fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

fn bodies(bodies: &[&str]) -> Vec<HttpResponse<Body>> {
    bodies
        .iter()
        .map(|body| HttpResponse::new(Body::from((*body).to_owned())))
        .collect()
}

fn call(core: ClientInner, pages: Pages, items: &'static str) -> Call<List, (), Paged<Item>> {
    Call::new(
        core,
        Operation::new("GET", "/items", json).pages(pages, items),
    )
}

async fn ids(core: ClientInner, pages: Pages) -> Result<Vec<String>, Error> {
    let items = call(core, pages, "/data")
        .query("limit", "2")
        .items()
        .to_vec()
        .await?;
    Ok(items.into_iter().map(|item| item.id).collect())
}

const LAST_ID: Pages = Pages::last_id("after", "/id")
    .backwards("before")
    .more("/has_more");
const TOKEN: Pages = Pages::token("pageToken", "/meta/next");

#[tokio::test]
async fn the_last_id_asks_for_the_next_page() {
    let provider = Provider::default();
    let core = provider.client(bodies(&[
        r#"{"data":[{"id":"a"},{"id":"b&"}],"has_more":true}"#,
        r#"{"has_more":true,"data":[{"id":"c"}]}"#,
        r#"{"data":[{"id":"d"}],"has_more":false}"#,
    ]));
    assert_eq!(ids(core, LAST_ID).await.unwrap(), ["a", "b&", "c", "d"]);
    let base = "https://api.example.com/base/items?limit=2";
    assert_eq!(
        provider.asked(),
        [
            base.to_owned(),
            format!("{base}&after=b%26"),
            format!("{base}&after=c")
        ]
    );
}

#[tokio::test]
async fn a_list_is_read_backwards_when_the_call_states_so() {
    let provider = Provider::default();
    let core = provider.client(bodies(&[
        r#"{"data":[{"id":"c"},{"id":"d"}],"has_more":true}"#,
        r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":false}"#,
    ]));
    let items = call(core, LAST_ID, "/data")
        .query("before", "e")
        .items()
        .to_vec()
        .await
        .unwrap();
    assert_eq!(
        items.into_iter().map(|item| item.id).collect::<String>(),
        "dcba"
    );
    assert!(
        provider.asked()[1].ends_with("?before=c"),
        "{:?}",
        provider.asked()
    );
}

#[tokio::test]
async fn an_empty_page_ends_a_list_by_ids_but_not_one_by_tokens() {
    let provider = Provider::default();
    let core = provider.client(bodies(&[r#"{"data":[],"has_more":true}"#]));
    assert_eq!(ids(core, LAST_ID).await.unwrap().len(), 0);
    let core = provider.client(bodies(&[
        r#"{"meta":{"next":7}}"#,
        r#"{"data":null,"meta":{"next":"y"}}"#,
        r#"{"data":[{"id":"a"}],"meta":{"next":""}}"#,
    ]));
    assert_eq!(ids(core, TOKEN).await.unwrap(), ["a"]);
    assert!(
        provider.asked()[2].ends_with("limit=2&pageToken=7"),
        "{:?}",
        provider.asked()
    );
    assert!(
        provider.asked()[3].ends_with("limit=2&pageToken=y"),
        "{:?}",
        provider.asked()
    );
    for end in [r#"{"meta":null}"#, r#"{"meta":{"next":null}}"#, "{}"] {
        assert_eq!(
            ids(provider.client(bodies(&[end])), TOKEN)
                .await
                .unwrap()
                .len(),
            0,
            "{end}"
        );
    }
}

#[tokio::test]
async fn links_in_the_body_and_in_a_header_are_followed() {
    let provider = Provider::default();
    let core = provider.client(bodies(&[
        r#"{"data":[{"id":"a"}],"next":"https://API.example.com:443/base/items?page=2#top"}"#,
        r#"{"data":[{"id":"b"}],"next":"/other?page=3"}"#,
        r#"{"data":[{"id":"c"}],"next":"?page=4"}"#,
        r#"{"data":[{"id":"d"}],"next":null}"#,
    ]));
    assert_eq!(
        ids(core, Pages::url("/next")).await.unwrap(),
        ["a", "b", "c", "d"]
    );
    let host = "https://api.example.com";
    let rest = ["/base/items?page=2", "/other?page=3", "/other?page=4"]
        .map(|path| format!("{host}{path}"));
    assert_eq!(provider.asked()[1..], rest);

    let page = |link: &str, id: &str| {
        let body = Body::from(format!(r#"[{{"id":"{id}"}}]"#));
        HttpResponse::builder()
            .header("link", link)
            .body(body)
            .unwrap()
    };
    let provider = Provider::default();
    let core = provider.client(vec![
        page(
            r#"<https://api.example.com/base/items?page=1>; rel="prev", </x?page=3>; title="a, \"b"; REL="first NEXT""#,
            "a",
        ),
        page(r#"</x?page=1>; rel=first"#, "b"),
    ]);
    let items = call(core, Pages::link(), "")
        .items()
        .to_vec()
        .await
        .unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(provider.asked()[1], "https://api.example.com/x?page=3");
}

#[tokio::test]
async fn no_page_is_asked_for_on_another_origin() {
    let elsewhere = [
        "https://evil.example/items?page=2",
        "http://api.example.com/base/items?page=2",
        "https://api.example.com:8443/items",
        "https://api.example.com@evil.example/items",
        "https://api.example.com.evil.example/items",
        "//evil.example/items",
        "ftp://api.example.com/items",
        "items?page=2",
        "mailto:somebody",
    ];
    for link in elsewhere {
        let provider = Provider::default();
        let core = provider.client(bodies(&[&format!(
            r#"{{"data":[{{"id":"a"}}],"next":"{link}"}}"#
        )]));
        let mut items = call(core, Pages::url("/next"), "/data").items();
        assert_eq!(items.next().await.unwrap().unwrap().id, "a", "{link}");
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Pages, "{link}: {error}");
        assert!(
            !error.to_string().contains("evil"),
            "an error names no URL of the provider's: {error}"
        );
        assert!(items.next().await.is_none(), "an error ends the stream");
        assert_eq!(provider.asked().len(), 1, "{link}");
    }
}

#[tokio::test]
async fn a_credential_in_the_query_goes_along_once() {
    let provider = Provider::default();
    let asked = provider.0.clone();
    let responses =
        Mutex::new(bodies(&[r#"{"next":"/items?api_key=old&page=2"}"#, "{}"]).into_iter());
    let transport = move |request: Request<Body>| {
        asked.lock().unwrap().push(request.uri().to_string());
        Ok(responses.lock().unwrap().next().unwrap())
    };
    let auth = Auth::of("key", auth::CredentialLocation::Query("api_key"), "canary");
    static KEYED: Api = Api::new("test", "https://api.example.com").security(&[&["key"]]);
    let core: ClientInner = Builder::new(&KEYED, auth).transport(transport).build();
    call(core, Pages::url("/next"), "/data")
        .items()
        .to_vec()
        .await
        .unwrap();
    assert_eq!(
        provider.asked()[1],
        "https://api.example.com/items?page=2&api_key=canary"
    );
}

#[tokio::test]
async fn offsets_and_numbers_begin_where_the_call_does() {
    let two = r#"{"data":[{"id":"a"},{"id":"b"}]}"#;
    let one = r#"{"data":[{"id":"c"}]}"#;
    for (pages, start, expected) in [
        (
            Pages::offset("offset"),
            None,
            vec!["/items", "/items?offset=2", "/items?offset=3"],
        ),
        (
            Pages::offset("offset"),
            Some(("offset", "10")),
            vec!["/items?offset=10", "/items?offset=12", "/items?offset=13"],
        ),
        (
            Pages::number("page", 1),
            None,
            vec!["/items", "/items?page=2", "/items?page=3"],
        ),
        (
            Pages::number("page", 0),
            None,
            vec!["/items", "/items?page=1", "/items?page=2"],
        ),
        (
            Pages::number("page", 1),
            Some(("page", "7")),
            vec!["/items?page=7", "/items?page=8", "/items?page=9"],
        ),
    ] {
        let provider = Provider::default();
        let mut call = call(
            provider.client(bodies(&[two, one, r#"{"data":[]}"#])),
            pages,
            "/data",
        );
        if let Some((name, value)) = start {
            call = call.query(name, value);
        }
        assert_eq!(call.items().to_vec().await.unwrap().len(), 3);
        let asked: Vec<String> = provider
            .asked()
            .iter()
            .map(|url| url.split_once("/base").unwrap().1.to_owned())
            .collect();
        assert_eq!(asked, expected);
    }
}

#[tokio::test]
async fn pages_that_go_in_a_circle_are_an_error() {
    let again =
        r#"{"data":[{"id":"a"}],"has_more":true,"meta":{"next":"x"},"next":"/items?page=1"}"#;
    for pages in [
        LAST_ID,
        TOKEN,
        Pages::url("/next"),
        Pages::offset("offset"),
        Pages::number("page", 1),
    ] {
        let provider = Provider::default();
        let mut items = call(provider.client(bodies(&[again; 5])), pages, "/data").items();
        let mut count = 0;
        let error = loop {
            match items.next().await.unwrap() {
                Ok(_) => count += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::Pages, "{pages:?}: {error}");
        assert_eq!(count, 2, "{pages:?}");
        assert_eq!(provider.asked().len(), 2, "{pages:?}");
    }
}

#[tokio::test]
async fn a_list_without_end_is_bounded() {
    let count = Arc::new(Mutex::new(0));
    let counted = count.clone();
    let endless = move |_: Request<Body>| {
        let mut count = counted.lock().unwrap();
        *count += 1;
        Ok(HttpResponse::new(Body::from(format!(
            r#"{{"data":[],"meta":{{"next":"{count}"}}}}"#
        ))))
    };
    let core: ClientInner = Builder::new(&API, Auth::none()).transport(endless).build();
    let error = call(core.clone(), TOKEN, "/data")
        .items()
        .to_vec()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pages);
    assert_eq!(*count.lock().unwrap(), 10_000);
    assert!(
        call(core.clone(), TOKEN, "/data")
            .items()
            .max_pages(3)
            .to_vec()
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(*count.lock().unwrap(), 10_003);
    assert!(
        call(core, TOKEN, "/data")
            .pages()
            .max_pages(0)
            .next()
            .await
            .is_none()
    );
    assert_eq!(*count.lock().unwrap(), 10_003);
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_wanted() {
    let provider = Provider::default();
    let core = provider.client(bodies(&[
        r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#,
    ]));
    let mut items = call(core, LAST_ID, "/data").items();
    assert_eq!(provider.asked().len(), 0);
    items.next().await.unwrap().unwrap();
    items.next().await.unwrap().unwrap();
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test]
async fn an_error_ends_the_stream_and_states_where() {
    let provider = Provider::default();
    let mut responses = bodies(&[
        r#"{"data":[{"id":"a"}],"has_more":true}"#,
        r#"{"message":"no"}"#,
    ]);
    *responses[1].status_mut() = http::StatusCode::FORBIDDEN;
    let mut pages = call(provider.client(responses), LAST_ID, "/data").pages();
    assert_eq!(pages.next().await.unwrap().unwrap().data.unwrap().len(), 1);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Api, Some("no"))
    );
    assert!(pages.next().await.is_none());

    let wrong = r#"{"data":[{"id":"a"},{"id":[]}],"has_more":true}"#;
    let error = ids(provider.client(bodies(&[wrong])), LAST_ID)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("$.data[1].id"), "{error}");
}

#[tokio::test]
async fn a_page_is_asked_for_again_as_any_call() {
    let provider = Provider::default();
    let mut responses = bodies(&[
        r#"{"data":[{"id":"a"}],"has_more":true}"#,
        "{}",
        r#"{"data":[{"id":"b"}],"has_more":false}"#,
    ]);
    *responses[1].status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
    let (asked, responses) = (provider.0.clone(), Mutex::new(responses.into_iter()));
    let transport = move |request: Request<Body>| {
        asked.lock().unwrap().push(request.uri().to_string());
        Ok(responses.lock().unwrap().next().unwrap())
    };
    let core: ClientInner = Builder::new(&API, Auth::none())
        .transport(transport)
        .clock(VirtualClock::new(1))
        .build();
    assert_eq!(ids(core, LAST_ID).await.unwrap(), ["a", "b"]);
    assert_eq!(provider.asked()[1], provider.asked()[2]);
}

#[tokio::test]
async fn a_key_of_one_page_is_not_sent_with_the_next() {
    let keys = Arc::new(Mutex::new(Vec::new()));
    let (seen, responses) = (
        keys.clone(),
        Mutex::new(bodies(&[r#"{"meta":{"next":"x"}}"#, "{}"]).into_iter()),
    );
    let transport = move |request: Request<Body>| {
        seen.lock()
            .unwrap()
            .push(request.headers().get("idempotency-key").cloned());
        Ok(responses.lock().unwrap().next().unwrap())
    };
    let core: ClientInner = Builder::new(&API, Auth::none())
        .transport(transport)
        .build();
    call(core, TOKEN, "/data")
        .idempotency_key("k")
        .items()
        .to_vec()
        .await
        .unwrap();
    let keys = keys.lock().unwrap();
    assert_eq!(keys[0].as_ref().unwrap(), "k");
    assert_ne!(keys[1], keys[0]);
}

#[tokio::test]
async fn what_is_no_page_is_no_empty_page() {
    for body in [
        "<html>",
        "",
        r#"{"data":[{"id":"a"}]"#,
        "\"text\"",
        "7",
        r#"{"data":{"a":1}}"#,
    ] {
        let provider = Provider::default();
        let error = ids(provider.client(bodies(&[body])), LAST_ID)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error}");
    }
    let nothing = HttpResponse::builder()
        .status(204)
        .body(Body::empty())
        .unwrap();
    assert!(
        ids(Provider::default().client(vec![nothing]), LAST_ID)
            .await
            .unwrap()
            .is_empty()
    );
    let invalid = HttpResponse::new(Body::from(b"{\"data\":[{\"id\":\"\xff\"}]}".to_vec()));
    assert_eq!(
        ids(Provider::default().client(vec![invalid]), LAST_ID)
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Decode
    );
}

#[test]
fn a_stream_can_move_between_tasks() {
    fn moves<T: Send + Unpin>(_: &T) {}
    let core = Provider::default().client(Vec::new());
    moves(&call(core.clone(), TOKEN, "").items());
    moves(&call(core, TOKEN, "").pages());
}

#[test]
fn links_are_read_as_rfc_8288_states() {
    let next = |value: &str| {
        let mut headers = http::HeaderMap::new();
        headers.append("link", value.parse().unwrap());
        links::next(&headers, None)
    };
    assert_eq!(next("<a>; rel=next").as_deref(), Some("a"));
    assert_eq!(next("<a,b;c>; rel=\"next\"").as_deref(), Some("a,b;c"));
    assert_eq!(
        next("<a>;rel=prev,<b>; x; rel=\"last next\" ,<c>; rel=next").as_deref(),
        Some("b")
    );
    for none in [
        "",
        "<",
        "a; rel=next",
        "<a>; rel=nextpage",
        "<a>; title=\"; rel=next\"",
        "<a>; rel=\"next",
        "<a",
    ] {
        let found = next(none);
        assert!(
            found.is_none() || none == "<a>; rel=\"next",
            "{none}: {found:?}"
        );
    }
    let mut headers = http::HeaderMap::new();
    headers.append("link", "<a>; rel=prev".parse().unwrap());
    headers.append("link", "<b>; rel=next".parse().unwrap());
    assert_eq!(links::next(&headers, None).as_deref(), Some("b"));
    assert_eq!(
        Target::of("?a=b#c").at("https://h").unwrap(),
        LinkLocation::Here("a=b".to_owned())
    );
}

#[tokio::test]
async fn done_ends_a_list_that_still_has_a_token() {
    let provider = Provider::default();
    let client = provider.client(bodies(&[
        r#"{"data": [{"id": "a"}], "iterator": "x", "done": false}"#,
        r#"{"data": [{"id": "b"}], "iterator": "y", "done": true}"#,
    ]));
    let pages = Pages::token("iterator", "/iterator").done("/done");
    assert_eq!(ids(client, pages).await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn a_total_saves_the_request_for_an_empty_page() {
    let provider = Provider::default();
    let client = provider.client(bodies(&[
        r#"{"data": [{"id": "a"}, {"id": "b"}], "total": 3}"#,
        r#"{"data": [{"id": "c"}], "total": 3}"#,
    ]));
    let pages = Pages::offset("offset").total("/total");
    assert_eq!(ids(client, pages).await.unwrap(), ["a", "b", "c"]);
    let second = "https://api.example.com/base/items?limit=2&offset=2";
    assert_eq!(provider.asked().last().map(String::as_str), Some(second));

    let provider = Provider::default();
    let client = provider.client(bodies(&[
        r#"{"data": [{"id": "a"}], "pages": 2}"#,
        r#"{"data": [{"id": "b"}], "pages": 2}"#,
    ]));
    let pages = Pages::number("page", 0).total("/pages");
    assert_eq!(ids(client, pages).await.unwrap(), ["a", "b"]);
    let second = "https://api.example.com/base/items?limit=2&page=1";
    assert_eq!(provider.asked().last().map(String::as_str), Some(second));
}

#[tokio::test]
async fn a_link_is_found_by_its_rel_in_a_list() {
    let provider = Provider::default();
    let client = provider.client(bodies(&[
        r#"{"data": [{"id": "a"}], "links": [{"rel": "self", "href": "/base/items?page=1"},
            {"rel": "next", "href": "https://api.example.com/base/items?page=2"}]}"#,
        r#"{"data": [{"id": "b"}], "links": [{"rel": "self", "href": "/base/items?page=2"}]}"#,
    ]));
    let pages = Pages::url("/links").rel("next");
    assert_eq!(ids(client, pages).await.unwrap(), ["a", "b"]);
    let second = "https://api.example.com/base/items?page=2";
    assert_eq!(provider.asked().last().map(String::as_str), Some(second));
}

#[tokio::test]
async fn a_parameter_of_the_link_ends_the_list() {
    let link = |results: &str| {
        let target = r#"</base/items?cursor=0:100:0>; rel="next"; results="#;
        let mut response = HttpResponse::new(Body::from(r#"{"data": [{"id": "a"}]}"#.to_owned()));
        let value = format!("{target}\"{results}\"; cursor=\"0:100:0\"");
        response
            .headers_mut()
            .insert("link", value.parse().unwrap());
        response
    };
    let provider = Provider::default();
    let client = provider.client(vec![link("true"), link("false")]);
    let pages = Pages::link().last("results", "false");
    assert_eq!(ids(client, pages).await.unwrap(), ["a", "a"]);
}

#[tokio::test]
async fn a_token_is_put_into_the_request_body() {
    let sent: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = sent.clone();
    let pages = Mutex::new(
        bodies(&[
            r#"{"data": [{"id": "a"}], "cursor": "x\"y"}"#,
            r#"{"data": [{"id": "b"}]}"#,
        ])
        .into_iter(),
    );
    let transport = move |request: Request<Body>| {
        let body = request.body().whole().cloned().unwrap_or_default();
        log.lock()
            .unwrap()
            .push(String::from_utf8_lossy(&body).into_owned());
        pages
            .lock()
            .unwrap()
            .next()
            .ok_or_else(|| "asked once too often".into())
    };
    let client: ClientInner = Builder::new(&API, Auth::none())
        .transport(transport)
        .build();
    let operation = Operation::new("POST", "/items/search", json)
        .pages(Pages::token_in_body("/page/cursor", "/cursor"), "/data");
    let call: Call<List, (), Paged<Item>> = Call::new(client, operation);
    let body = std::collections::BTreeMap::from([("limit", 100.0)]);
    let items = call.json(&body).items().to_vec().await.unwrap();
    let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(
        *sent.lock().unwrap(),
        [
            r#"{"limit":100}"#,
            r#"{"limit":100,"page":{"cursor":"x\"y"}}"#
        ]
    );
}

#[tokio::test]
async fn a_404_behind_the_last_numbered_page_ends_the_list() {
    let gone = || {
        let mut response = HttpResponse::new(Body::from(r#"{"message":"no such page"}"#));
        *response.status_mut() = http::StatusCode::NOT_FOUND;
        response
    };
    let numbers = Pages::number("page", 1);
    let provider = Provider::default();
    let mut responses = bodies(&[r#"{"data":[{"id":"a"},{"id":"b"}]}"#]);
    responses.push(gone());
    let found = ids(provider.client(responses), numbers).await;
    assert_eq!(found.unwrap(), ["a", "b"]);
    // The first page is no end, and a token was given by the server.
    let first = ids(Provider::default().client(vec![gone()]), numbers).await;
    assert_eq!(first.unwrap_err().status().unwrap(), 404);
    let mut responses = bodies(&[r#"{"data":[{"id":"a"}],"meta":{"next":"t"}}"#]);
    responses.push(gone());
    let token = ids(Provider::default().client(responses), TOKEN).await;
    assert_eq!(token.unwrap_err().status().unwrap(), 404);
}
