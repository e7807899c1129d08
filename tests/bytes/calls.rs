use bytes_on_the_wire::*;
use server::{TestResponse, Request, Server};

/// A server that responds to each of a number of calls in the same way, with the requests that it saw.
async fn at(response: TestResponse, times: usize) -> Server {
    Server::start(vec![response; times]).await.unwrap()
}

async fn quiet(times: usize) -> Server {
    at(TestResponse::empty(204), times).await
}

/// A header as it was sent; each occurs once.
fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let count = request
        .headers
        .iter()
        .filter(|(known, _)| known == name)
        .count();
    assert!(count < 2, "`{name}` occurs {count} times: {request}");
    request.header(name)
}

mod parameters {
    use super::parameters_on_the_wire as api;
    use super::*;
    use api::params::*;
    use api::runtime::BTreeMap;
    use api::types::*;

    fn client(server: &Server) -> api::Client {
        api::Client::builder(api::auth::api_key("a;b c=%41"))
            .base_url(server.url())
            .header("X-Shop", "s1")
            .build()
    }

    fn filter() -> Filter {
        Filter {
            path: "/ä?\"".to_owned(),
            modes: Some(vec!["a,b".to_owned()]),
        }
    }

    #[tokio::test]
    async fn json_is_sent_wherever_a_parameter_has_content() {
        let server = quiet(1).await;
        let params = SendJsonParams {
            x_filter: filter(),
            x_names: Some(vec!["ü".to_owned()]),
            x_text: Some("plain".to_owned()),
            choice: Some(filter()),
            name: Some("x".to_owned()),
            sizes: Some(vec![3.0, 2.5, -0.0]),
            x_shop: None,
        };
        client(&server).send_json(&filter(), &params).await.unwrap();
        let request = server.request(0);
        assert_eq!(
            request.target,
            "/json/%7B%22path%22%3A%22%2F%C3%A4%3F%5C%22%22%2C%22modes%22%3A%5B%22a%2Cb%22%5D%7D?name=%22x%22&sizes=%5B3%2C2.5%2C0%5D"
        );
        assert_eq!(
            header(&request, "x-filter"),
            Some(r#"{"path":"/\u00e4?\"","modes":["a,b"]}"#)
        );
        assert_eq!(header(&request, "x-names"), Some(r#"["\u00fc"]"#));
        assert_eq!(header(&request, "x-text"), Some("plain"));
        assert_eq!(
            header(&request, "cookie"),
            Some(
                "choice=%7B%22path%22%3A%22%2F%C3%A4%3F%5C%22%22%2C%22modes%22%3A%5B%22a%2Cb%22%5D%7D; sid=a%3Bb%20c%3D%2541"
            )
        );
    }

    #[tokio::test]
    async fn names_are_escaped_and_reserved_characters_stay_where_they_may() {
        let server = quiet(2).await;
        let params = SendQueriesParams {
            ids: Some(vec![1, 2]),
            created: Some(BTreeMap::from([
                ("gte".to_owned(), 1e3),
                ("[".to_owned(), 0.5),
            ])),
            next: Some("/a?b=%2F&c+d e#%".to_owned()),
            list: Some(vec!["List(1,2)".to_owned(), "a:b".to_owned()]),
            ratio: Some(4.0),
            mood: Some("gut, ja; \"ü\"".to_owned()),
            x_shop: Some("s2".to_owned()),
        };
        client(&server).send_queries().with(&params).await.unwrap();
        let request = server.request(0);
        assert_eq!(
            request.target,
            "/queries?ids%5B%5D=1&ids%5B%5D=2&created%5B%5B%5D=0.5&created%5Bgte%5D=1000&next=/a?b%3D%2F%26c%2Bd%20e%23%25&list=List(1,2),a:b&ratio=4"
        );
        assert_eq!(header(&request, "x-shop"), Some("s2"));
        assert_eq!(
            header(&request, "cookie"),
            Some("mood=gut%2C%20ja%3B%20%22%C3%BC%22; sid=a%3Bb%20c%3D%2541")
        );

        let raw = super::raw_brackets::Client::builder(super::raw_brackets::auth::api_key("k"))
            .base_url(server.url())
            .header("X-Shop", "s1")
            .build();
        let params = super::raw_brackets::params::SendQueriesParams {
            ids: Some(vec![1, 2]),
            mood: Some("[x]".to_owned()),
            next: Some("[x]%5D".to_owned()),
            ..Default::default()
        };
        raw.send_queries()
            .with(&params)
            .query("a[b]", "[c]")
            .await
            .unwrap();
        assert_eq!(
            server.request(1).target,
            "/queries?ids[]=1&ids[]=2&next=[x]%5D&a[b]=%5Bc%5D"
        );
    }

    #[tokio::test]
    async fn a_variable_that_is_twice_is_filled_in_twice() {
        let server = quiet(1).await;
        client(&server).get_twice("a/b", "ü").await.unwrap();
        assert_eq!(
            server.request(0).target,
            "/shops/a%2Fb/items/%C3%BC/copies/a%2Fb"
        );
    }

    #[tokio::test]
    async fn a_default_is_sent_unless_somebody_gives_another_value() {
        let server = quiet(4).await;
        client(&server).create_event().await.unwrap();
        let request = server.request(0);
        assert_eq!(request.target, "/events?version=7");
        assert_eq!(header(&request, "revision"), Some("2026-07-15"));
        assert_eq!(header(&request, "x-shop"), Some("s1"));
        assert_eq!(
            header(&request, "cookie"),
            Some("mode=true; sid=a%3Bb%20c%3D%2541")
        );
        // The runtime makes the key that the operation requires, under the operation's own name.
        assert_eq!(
            header(&request, "x-idempotency-key").map(str::len),
            Some(36)
        );
        assert_eq!(header(&request, "idempotency-key"), None);

        let of_client = api::Client::builder(api::Auth::none())
            .base_url(server.url())
            .header("X-Shop", "s1")
            .header("Revision", "mine")
            .build();
        let error = of_client.create_event().await.unwrap_err();
        assert!(error.to_string().contains("no credentials"), "{error}");
        let of_client = api::Client::builder(api::auth::api_key("k"))
            .base_url(server.url())
            .header("X-Shop", "s1")
            .header("Revision", "mine")
            .build();
        of_client.list_events().await.unwrap();
        let request = server.request(1);
        assert_eq!(header(&request, "revision"), Some("mine"));
        // Nothing is made for a GET.
        assert_eq!(header(&request, "idempotency-key"), None);

        let params = CreateEventParams {
            revision: Some("call".to_owned()),
            version: Some(CreateEventVersion::Other(8)),
            mode: Some(false),
            x_idempotency_key: Some("own".to_owned()),
            x_shop: None,
        };
        of_client.create_event().with(&params).await.unwrap();
        let request = server.request(2);
        assert_eq!(request.target, "/events?version=8");
        assert_eq!(header(&request, "revision"), Some("call"));
        assert_eq!(header(&request, "cookie"), Some("mode=false; sid=k"));
        assert_eq!(header(&request, "x-idempotency-key"), Some("own"));

        of_client.pay().idempotency_key("k1").await.unwrap();
        assert_eq!(header(&server.request(3), "paypal-request-id"), Some("k1"));
    }

    #[tokio::test]
    async fn a_header_that_all_operations_need_is_missed_before_anything_is_sent() {
        let server = quiet(1).await;
        let client = api::Client::builder(api::auth::api_key("k"))
            .base_url(server.url())
            .build();
        let error = client.pay().await.unwrap_err();
        assert!(error.to_string().contains("`X-Shop`"), "{error}");
        assert!(server.requests().is_empty());
    }
}

mod bodies {
    use super::bodies_on_the_wire as api;
    use super::*;
    use api::runtime::{Body, File};
    use api::types::*;

    fn client(server: &Server) -> api::Client {
        api::Client::builder(api::Auth::none())
            .base_url(server.url())
            .build()
    }

    fn texts(items: &[&str]) -> Option<Vec<String>> {
        Some(items.iter().map(|item| (*item).to_owned()).collect())
    }

    #[tokio::test]
    async fn parts_have_their_styles() {
        let server = quiet(1).await;
        let body = SendParts {
            csv: texts(&["a", "b&c"]),
            deep: Some(SendPartsDeep {
                a: Some("x".to_owned()),
            }),
            file: Some(File::new("f.txt", "text/plain", "F")),
            multi: texts(&["a", "b"]),
            pipes: texts(&["a", "b"]),
            usual: texts(&["c", "d"]),
        };
        client(&server).send_parts(&body).await.unwrap();
        let request = server.request(0);
        let content_type = header(&request, "content-type").unwrap();
        let boundary = content_type
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        let part = |name: &str, value: &str| {
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let wanted = [
            part("csv", "a,b&c"),
            part("deep[a]", "x"),
            part("multi", "a"),
            part("multi", "b"),
            part("pipes", "a|b"),
            part("usual", "c"),
            part("usual", "d"),
            "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\nF\r\n--X--\r\n".to_owned(),
        ];
        assert_eq!(request.text().replace(boundary, "X"), wanted.concat());
    }

    #[tokio::test]
    async fn media_types_keep_their_parameters_and_the_caller_chooses_among_several() {
        let server = quiet(6).await;
        let client = client(&server);
        let point = Point {
            x: 3.0,
            y: Some(0.25),
        };
        client.send_versioned(&point).await.unwrap();
        client.send_form(&point).await.unwrap();
        client.send_text("t").await.unwrap();
        client.send_image("image/jpeg", "J").await.unwrap();
        client
            .send_sound("audio/mpeg", Some(Body::from("S")))
            .await
            .unwrap();
        client
            .send_table("text/tab-separated-values", "a\tb")
            .await
            .unwrap();
        let sent: Vec<(String, String)> = server
            .requests()
            .iter()
            .map(|request| {
                (
                    header(request, "content-type").unwrap().to_owned(),
                    request.text(),
                )
            })
            .collect();
        let wanted = [
            ("application/json; version=1.0", r#"{"x":3,"y":0.25}"#),
            (
                "application/x-www-form-urlencoded; charset=utf-8",
                "x=3&y=0.25",
            ),
            ("text/plain; charset=us-ascii", "t"),
            ("image/jpeg", "J"),
            ("audio/mpeg", "S"),
            ("text/tab-separated-values; charset=utf-8", "a\tb"),
        ];
        let wanted = wanted.map(|(media, body)| (media.to_owned(), body.to_owned()));
        assert_eq!(sent, wanted);
    }

    #[tokio::test]
    async fn what_is_empty_has_a_length_of_zero_and_what_holds_nothing_is_not_sent() {
        let server = quiet(8).await;
        let client = client(&server);
        client.send_bytes("").await.unwrap();
        client
            .send_optional(Some(&SendOptional { a: None }))
            .await
            .unwrap();
        client.send_optional(None).await.unwrap();
        client.get_without_body("1").await.unwrap();
        client.post_read_only("1").await.unwrap();
        client.put_nothing("1").await.unwrap();
        client.delete_with_body("1").await.unwrap();
        client.send_point(&Point { x: 1.0, y: None }).await.unwrap();
        let sent: Vec<_> = server
            .requests()
            .iter()
            .map(|request| {
                let media = header(request, "content-type").map(str::to_owned);
                let length = header(request, "content-length").map(str::to_owned);
                (request.method.clone(), media, length, request.text())
            })
            .collect();
        let wanted = [
            ("PUT", Some("application/octet-stream"), Some("0"), ""),
            (
                "POST",
                Some("application/x-www-form-urlencoded"),
                Some("0"),
                "",
            ),
            ("POST", None, Some("0"), ""),
            ("GET", None, None, ""),
            ("POST", None, Some("0"), ""),
            ("PUT", Some("application/json"), Some("2"), "{}"),
            ("DELETE", None, None, ""),
            ("POST", Some("application/json"), Some("7"), r#"{"x":1}"#),
        ];
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let wanted = wanted.map(|(method, media, length, body)| {
            (
                method.to_owned(),
                owned(media),
                owned(length),
                body.to_owned(),
            )
        });
        assert_eq!(sent, wanted);
    }
}

mod responses {
    use super::responses_on_the_wire as api;
    use super::*;
    use api::runtime::ErrorKind;
    use api::types::*;

    fn client(server: &Server) -> api::Client {
        api::Client::builder(api::auth::bearer("t"))
            .base_url(server.url())
            .build()
    }

    #[tokio::test]
    async fn accept_names_what_is_declared() {
        let server = at(TestResponse::json(200, "{}"), 8).await;
        let client = client(&server);
        client.get_image().await.unwrap();
        client.get_version().await.unwrap();
        client.get_charset().await.unwrap();
        client.get_csv().await.unwrap();
        client.get_any().await.unwrap();
        client.get_known().await.unwrap();
        client.patch_nothing().await.unwrap();
        client
            .get_known()
            .header("accept", "text/html")
            .await
            .unwrap();
        let sent: Vec<String> = server
            .requests()
            .iter()
            .map(|request| header(request, "accept").unwrap().to_owned())
            .collect();
        assert_eq!(
            sent,
            [
                "application/json, image/png;q=0.5, application/problem+json;q=0.5",
                "application/vnd.a.v1+json, application/vnd.a.v2+json;q=0.5",
                "application/json, application/vnd.a+json; charset=utf-8",
                "text/csv, application/json;q=0.5",
                "*/*",
                "application/json",
                "*/*",
                "text/html",
            ]
        );
        // Without a security scheme, a credential of the client goes with every request.
        assert!(
            server
                .requests()
                .iter()
                .all(|request| header(request, "authorization") == Some("Bearer t"))
        );
    }

    #[tokio::test]
    async fn a_body_is_read_where_there_can_be_one() {
        let server = quiet(2).await;
        client(&server).patch_nothing().await.unwrap();
        assert!(client(&server).delete_maybe().await.unwrap().is_none());
        let server = at(TestResponse::json(200, r#"{"id":"7"}"#), 3).await;
        assert_eq!(
            client(&server)
                .delete_maybe()
                .await
                .unwrap()
                .unwrap()
                .id
                .as_deref(),
            Some("7")
        );
        client(&server).get_any().await.unwrap();
        client(&server).patch_nothing().await.unwrap();
        // A text is a success too where no body is declared.
        let server = at(TestResponse::new(202, "text/plain", "queued"), 1).await;
        client(&server).get_any().await.unwrap();
        // No body where JSON is declared: an object without properties, if that is one.
        let server = at(TestResponse::empty(200), 3).await;
        assert!(client(&server).get_known().await.unwrap().id.is_none());
        let error = client(&server).get_required().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(
            error.to_string().contains("the response has no body"),
            "{error}"
        );
        client(&server).head_done().await.unwrap();
    }

    #[tokio::test]
    async fn redirects_are_returned_and_never_followed() {
        let there = "/there?signature=secret";
        let server = at(TestResponse::empty(302).header("location", there), 1).await;
        let redirect = client(&server).get_found().await.unwrap();
        assert_eq!((redirect.status, redirect.location.as_str()), (302, there));
        assert!(!format!("{redirect:?}").contains("secret"));
        assert_eq!(server.requests().len(), 1);

        let server = at(TestResponse::empty(308).header("location", there), 1).await;
        assert_eq!(client(&server).get_moved().await.unwrap().status, 308);

        let responses = [
            TestResponse::json(201, r#"{"id":"7"}"#),
            TestResponse::empty(303).header("location", there),
            TestResponse::empty(303),
        ];
        let server = Server::start(responses).await.unwrap();
        assert!(
            matches!(client(&server).make().await.unwrap(), MakeResponse::Created(done) if done.id.as_deref() == Some("7"))
        );
        assert!(
            matches!(client(&server).make().await.unwrap(), MakeResponse::SeeOther(redirect) if redirect.location == there)
        );
        let error = client(&server).make().await.unwrap_err();
        assert!(
            error.to_string().contains("no header `location`"),
            "{error}"
        );

        // What is declared as an error with a body stays one, and so does a status that nobody declared.
        let moved = TestResponse::json(301, r#"{"id":"gone"}"#).header("location", there);
        let server = Server::start([moved, TestResponse::empty(304)]).await.unwrap();
        let error = client(&server).get_known().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(301));
        let error = client(&server).get_moved().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(304));
    }

    #[tokio::test]
    async fn a_reference_for_content_is_followed() {
        let server = at(TestResponse::json(200, r#"{"id":"7"}"#), 1).await;
        let card = Card { id: "c".to_owned() };
        assert_eq!(client(&server).create_card(&card).await.unwrap().id, "7");
        assert_eq!(server.request(0).text(), r#"{"id":"c"}"#);
    }
}

mod swagger_2 {
    use super::swagger_2_collections as api;
    use super::*;
    use api::params::SendListsParams;
    use api::runtime::File;
    use api::types::*;

    fn texts(items: &[&str]) -> Option<Vec<String>> {
        Some(items.iter().map(|item| (*item).to_owned()).collect())
    }

    #[tokio::test]
    async fn every_collection_format_has_its_delimiter_in_every_place() {
        let server = quiet(3).await;
        let client = api::Client::builder(api::Auth::none())
            .base_url(server.url())
            .build();
        let params = SendListsParams {
            csv: texts(&["a b", "c,d"]),
            multi: texts(&["a", "b"]),
            nested: Some(vec![vec![1, 2], vec![3]]),
            ssv: texts(&["a", "b"]),
            tsv: texts(&["a", "b"]),
            x_pipes: texts(&["a b", "c"]),
        };
        client.send_lists(&[1, 2]).with(&params).await.unwrap();
        let request = server.request(0);
        // The path of `basePath` is kept.
        assert_eq!(
            request.target,
            "/v9/lists/1%7C2?csv=a%20b,c%2Cd&multi=a&multi=b&nested=1,2%7C3&ssv=a%20b&tsv=a%09b"
        );
        assert_eq!(header(&request, "x-pipes"), Some("a b|c"));

        let form = SendForm {
            csv: texts(&["a", "b"]),
            pipes: texts(&["a", "b"]),
            to: texts(&["x@y", "z"]),
            tsv: texts(&["a", "b"]),
        };
        client.send_form(Some(&form)).await.unwrap();
        assert_eq!(
            server.request(1).text(),
            "csv=a,b&pipes=a%7Cb&to%5B%5D=x%40y&to%5B%5D=z&tsv=a%09b"
        );

        let files = SendFiles {
            csv: Some(vec![1, 2]),
            files: Some(vec![File::new("a", "", "A"), File::new("b", "", "B")]),
            multi: Some(vec![3, 4]),
            ssv: texts(&["a", "b"]),
        };
        client.send_files(Some(&files)).await.unwrap();
        let text = server.request(2).text();
        let parts: Vec<&str> = text
            .split("form-data; ")
            .skip(1)
            .map(|part| part.split("\r\n--").next().unwrap())
            .collect();
        assert_eq!(
            parts,
            [
                "name=\"csv\"\r\n\r\n1,2",
                "name=\"multi\"\r\n\r\n3",
                "name=\"multi\"\r\n\r\n4",
                "name=\"ssv\"\r\n\r\na b",
                "name=\"files\"; filename=\"a\"\r\nContent-Type: application/octet-stream\r\n\r\nA",
                "name=\"files\"; filename=\"b\"\r\nContent-Type: application/octet-stream\r\n\r\nB",
            ]
        );
    }
}

mod protocol {
    use super::protocol_headers as api;
    use super::*;

    #[tokio::test]
    async fn parameters_that_are_headers_of_http_state_what_is_sent() {
        let server = at(TestResponse::json(200, "{}"), 3).await;
        let client = |auth| api::Client::builder(auth).base_url(server.url()).build();
        client(api::auth::authorization("Key k"))
            .list_things()
            .await
            .unwrap();
        client(api::auth::bearer("b"))
            .create_thing(&api::types::CreateThing { x: None })
            .await
            .unwrap();
        client(api::auth::basic("u", "p"))
            .list_things()
            .await
            .unwrap();
        let sent: Vec<_> = server
            .requests()
            .iter()
            .map(|request| {
                ["authorization", "accept", "content-type"]
                    .map(|name| header(request, name).unwrap_or_default().to_owned())
            })
            .collect();
        let accept = "application/vnd.acme+json;version=2";
        assert_eq!(
            sent,
            [
                ["Key k", accept, "application/json"],
                // The operation's own parameter names several, and no default.
                [
                    "Bearer b",
                    "application/json, application/xml;q=0.5",
                    "application/vnd.acme+json;version=3"
                ],
                ["Basic dTpw", accept, "application/json"],
            ]
        );
    }
}

mod security {
    use super::security_kinds as api;
    use super::*;
    use api::{Auth, auth};

    #[tokio::test]
    async fn schemes_that_are_not_sent_count_as_met() {
        let server = quiet(7).await;
        let client = |auth| api::Client::builder(auth).base_url(server.url()).build();
        let without = client(Auth::none());
        without.without_any().await.unwrap();
        without.with_certificate().await.unwrap();
        without
            .with_hmac()
            .header("authorization", "HMAC x")
            .await
            .unwrap();
        assert!(without.with_both().await.is_err());
        assert!(without.with_key().await.is_err());
        client(auth::key("k")).with_both().await.unwrap();
        client(auth::prefixed("p")).with_prefix().await.unwrap();
        client(auth::prefixed("SSWS p"))
            .with_prefix()
            .await
            .unwrap();
        client(auth::token("t")).with_prefix().await.unwrap();
        let sent: Vec<_> = server
            .requests()
            .iter()
            .map(|request| {
                ["x-key", "authorization"]
                    .map(|name| header(request, name).unwrap_or_default().to_owned())
            })
            .collect();
        assert_eq!(
            sent,
            [
                ["", ""],
                ["", ""],
                ["", "HMAC x"],
                ["k", ""],
                ["", "SSWS p"],
                ["", "SSWS p"],
                ["", "Token t"],
            ]
        );
    }
}

mod servers {
    use super::relative_servers as api;
    use super::*;

    #[tokio::test]
    async fn a_relative_server_is_at_the_url_that_the_user_gives() {
        let server = quiet(6).await;
        let client = |base: &str| {
            api::Client::builder(api::Auth::none())
                .base_url(format!("{}{base}", server.url()))
                .build()
        };
        client("").list_things().await.unwrap();
        client("/docs/openapi.json").list_things().await.unwrap();
        client("").list_files().await.unwrap();
        client("/docs/openapi.json").list_files().await.unwrap();
        client("/docs/").get_root().await.unwrap();
        let chosen = api::servers::server_2(&format!("{}/a/b/c.json", server.url()), "live");
        assert_eq!(chosen, format!("{}/a/live", server.url()));
        let targets: Vec<String> = server
            .requests()
            .into_iter()
            .map(|request| request.target)
            .collect();
        assert_eq!(
            targets,
            [
                "/api/v3/things",
                "/api/v3/things",
                "/files/v1/files",
                "/docs/files/v1/files",
                "/root",
            ]
        );
        let error = api::Client::new(api::Auth::none())
            .list_things()
            .await
            .unwrap_err();
        assert!(error.to_string().contains("base_url"), "{error}");
    }
}

mod references {
    use super::beside_references as api;
    use super::*;
    use api::types::*;

    #[tokio::test]
    async fn what_is_beside_a_reference_counts() {
        let server = at(TestResponse::json(200, r#"{"id":"7"}"#), 1).await;
        let client = api::Client::builder(api::Auth::none())
            .base_url(server.url())
            .build();
        let params = api::params::CreateThingParams {
            embed: Some(vec![
                CreateThingEmbedItem::Payment,
                CreateThingEmbedItem::Other("x".to_owned()),
            ]),
            size: 3,
        };
        let thing = client
            .create_thing(&params, &Thing { name: None })
            .await
            .unwrap();
        assert_eq!(thing.id, "7");
        assert_eq!(server.request(0).target, "/things?embed=payment,x&size=3");
    }
}
