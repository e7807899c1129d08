//! The routers, over sockets: bounded bodies, slow senders, CSRF, hostile text, and the dashboard in a real browser.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use fetchwright_inbox::{Event, Filter, Inbox, Outcome, Source, State};
use http::Response;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::place::{Place, Running, send, until, verify};

/// Serves an inbox and its dashboard, and returns the port.
async fn serve(inbox: &Inbox) -> u16 {
    let dashboard = inbox.dashboard(|request| {
        request
            .headers
            .get("x-user")
            .is_none_or(|user| user != "nobody")
    });
    let router = Router::new()
        .nest("/webhooks", inbox.router())
        .nest("/admin/inbox", dashboard)
        .nest("/metrics", inbox.metrics());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

/// Sends the bytes of a request, and returns the whole response.
pub async fn exchange(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    // ChromeDriver keeps the connection open whatever it is asked. A server that has responded may close with bytes
    // unread.
    while !is_whole(&response)
        && stream
            .read_buf(&mut response)
            .await
            .is_ok_and(|length| length > 0)
    {}
    String::from_utf8_lossy(&response).into_owned()
}

/// Whether a response has the body that its length announces.
fn is_whole(response: &[u8]) -> bool {
    let text = String::from_utf8_lossy(response).to_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .split("content-length:")
        .nth(1)
        .and_then(|rest| rest.lines().next()?.trim().parse::<usize>().ok());
    let start = response
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or(0)
        + 4;
    length.is_some_and(|length| response.len() >= start + length)
}

pub fn status(response: &str) -> u16 {
    response
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_else(|| panic!("no status: {response}"))
}

pub fn request(method: &str, path: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
}

const SIGNED: &str = "signature: right\r\nid: evt_1\r\nkind: paid\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_are_received_over_http() {
    let place = Place::sqlite();
    let handshake = |uri: &http::Uri| {
        Ok(Response::new(Bytes::from(
            uri.query().unwrap_or_default().to_owned(),
        )))
    };
    let inbox = place
        .builder()
        .source_with("meta", Source::new(verify).handshake(handshake))
        .open()
        .await
        .unwrap();
    let port = serve(&inbox).await;
    for (request, expected) in [
        (request("POST", "/webhooks/shop", SIGNED, "{}"), 200),
        (request("POST", "/webhooks/shop", "", "{}"), 401),
        (request("POST", "/webhooks/nobody", SIGNED, "{}"), 404),
        (request("GET", "/webhooks/shop", "", ""), 405),
        (request("PUT", "/webhooks/shop", "", ""), 405),
        (request("GET", "/webhooks/meta?challenge=1", "", ""), 200),
    ] {
        let response = exchange(port, &request).await;
        assert_eq!(status(&response), expected, "{request}\n{response}");
    }
    assert_eq!(inbox.list(&Filter::default(), 10).await.unwrap().len(), 1);
    let metrics = exchange(port, &request("GET", "/metrics", "", "")).await;
    assert!(
        metrics.contains("fetchwright_inbox_events_total{source=\"shop\",what=\"received\"} 1"),
        "{metrics}"
    );
    place.remove();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_huge_body_is_refused_before_it_is_read() {
    let place = Place::sqlite();
    let inbox = place.builder().open().await.unwrap();
    let port = serve(&inbox).await;
    let announced =
        "POST /webhooks/shop HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000000\r\n\r\n";
    assert_eq!(status(&first_line(port, announced, &[]).await), 413);
    // Without an announced length the server stops after 2 MiB; the client would send a gigabyte.
    let chunked =
        "POST /webhooks/shop HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    assert_eq!(
        status(&first_line(port, chunked, &vec![chunk; 16_000]).await),
        413
    );
    assert_eq!(place.count("SELECT count(*) FROM inbox_delivery").await, 0);
    place.remove();
}

/// Sends chunks until the server responds.
async fn first_line(port: u16, head: &str, chunks: &[String]) -> String {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    writer.write_all(head.as_bytes()).await.unwrap();
    let sending = async {
        for chunk in chunks {
            if writer.write_all(chunk.as_bytes()).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let mut response = vec![0; 1024];
    let length = tokio::select! {
        () = sending => 0,
        length = reader.read(&mut response) => length.unwrap_or(0),
    };
    String::from_utf8_lossy(&response[..length]).into_owned()
}

/// As many connections as the process may open, up to 10,000, that send half a body and then nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_senders_hold_up_nobody() {
    let place = Place::sqlite();
    let inbox = place
        .builder()
        .body_time(Duration::from_secs(3))
        .open()
        .await
        .unwrap();
    let port = serve(&inbox).await;
    // Each connection has two ends here. Root may raise the limit.
    let pid = format!("--pid={}", std::process::id());
    let _ = Command::new("prlimit")
        .args([&pid, "--nofile=21000:21000"])
        .output();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find_map(|line| {
        line.strip_prefix("Max open files")?
            .split_whitespace()
            .next()?
            .parse()
            .ok()
    });
    let connections = files
        .unwrap_or(1_024usize)
        .saturating_sub(700)
        .div_euclid(2)
        .clamp(50, 10_000);
    let mut slow = Vec::new();
    for _ in 0..connections {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let head = format!(
            "POST /webhooks/shop HTTP/1.1\r\nhost: localhost\r\n{SIGNED}content-length: 1000\r\n\r\nhalf"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    eprintln!("{connections} slow connections");
    assert_eq!(
        status(&exchange(port, &request("POST", "/webhooks/shop", SIGNED, "{}")).await),
        200
    );
    let mut response = vec![0; 100];
    let length = slow[0].read(&mut response).await.unwrap();
    assert_eq!(status(&String::from_utf8_lossy(&response[..length])), 408);
    assert_eq!(inbox.list(&Filter::default(), 10).await.unwrap().len(), 1);
    place.remove();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_share_a_bounded_memory() {
    let place = Place::sqlite();
    let inbox = place
        .builder()
        .memory(64 << 10)
        .body_limit(1 << 20)
        .open()
        .await
        .unwrap();
    let port = serve(&inbox).await;
    let response = exchange(
        port,
        &request("POST", "/webhooks/shop", SIGNED, &"x".repeat(200 << 10)),
    )
    .await;
    assert_eq!(status(&response), 503);
    assert!(
        response.to_lowercase().contains("retry-after: 10"),
        "{response}"
    );
    // What was used is free again.
    assert_eq!(
        status(
            &exchange(
                port,
                &request("POST", "/webhooks/shop", SIGNED, &"x".repeat(20 << 10))
            )
            .await
        ),
        200
    );
    place.remove();
}

const HOSTILE: &str = "<script>document.title='owned'</script>\"'><img src=x onerror=alert(1)>";

async fn with_hostile_events(place: &Place) -> Inbox {
    let event =
        |_: &http::HeaderMap, _: &[u8]| Ok(Event::new(HOSTILE, HOSTILE).body(HOSTILE).into());
    let handler = |_, _| async { Ok(Outcome::Dead(HOSTILE.to_owned())) };
    let inbox = place.builder().source("hostile", event).on(
        "hostile",
        HOSTILE,
        fetchwright_inbox::raw,
        handler,
    );
    let inbox = inbox.open().await.unwrap();
    let mut headers = http::HeaderMap::new();
    headers.insert(
        "x-hostile",
        http::HeaderValue::from_bytes(HOSTILE.as_bytes()).unwrap(),
    );
    assert_eq!(
        inbox
            .receive("hostile", &headers, Bytes::new())
            .await
            .status(),
        200
    );
    let running = Running::start(&inbox);
    until(&inbox, State::Dead, 1).await;
    running.stop().await;
    inbox
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_of_events_is_not_html() {
    let place = Place::sqlite();
    let inbox = with_hostile_events(&place).await;
    let port = serve(&inbox).await;
    let hostile = "%3Cscript%3E%22'";
    let list = format!("/admin/inbox/deliveries?source=hostile&kind={hostile}&event_id={hostile}");
    for path in [
        "/admin/inbox",
        "/admin/inbox/deliveries",
        &list,
        "/admin/inbox/deliveries/1",
    ] {
        let page = exchange(port, &request("GET", path, "", "")).await;
        assert_eq!(status(&page), 200, "{path}");
        for text in ["<script", "<img", "onerror=alert(1)>"] {
            assert!(!page.contains(text), "{path} contains {text}");
        }
        assert!(
            page.contains("content-security-policy: default-src 'none'"),
            "{path}"
        );
    }
    for path in [
        "/admin/inbox/deliveries?state=nonsense",
        "/admin/inbox/deliveries?before=x",
    ] {
        assert_eq!(
            status(&exchange(port, &request("GET", path, "", "")).await),
            400,
            "{path}"
        );
    }
    assert_eq!(
        status(&exchange(port, &request("GET", "/admin/inbox/deliveries/99", "", "")).await),
        404
    );
    place.remove();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_of_others_change_nothing() {
    let place = Place::sqlite();
    let inbox = place.builder().open().await.unwrap();
    send(&inbox, "evt_1", "paid", "{}").await;
    let port = serve(&inbox).await;
    assert_eq!(
        status(
            &exchange(
                port,
                &request("GET", "/admin/inbox", "x-user: nobody\r\n", "")
            )
            .await
        ),
        403
    );
    let page = exchange(port, &request("GET", "/admin/inbox/deliveries/1", "", "")).await;
    let token = page
        .split("fetchwright_inbox_csrf=")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    assert!(page.contains(&format!("name=\"token\" value=\"{token}\"")) && token.len() == 64);
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let cookie = format!("cookie: a=b; fetchwright_inbox_csrf={token}\r\n");
    let (own, other) = (
        format!("token={token}"),
        format!("token={}", "0".repeat(64)),
    );
    for (headers, body) in [
        (form.to_owned(), own.as_str()),
        (format!("{form}{cookie}"), ""),
        (format!("{form}{cookie}"), &other),
        (
            format!("{form}cookie: fetchwright_inbox_csrf=\r\n"),
            "token=",
        ),
        (
            format!("{form}{cookie}origin: https://evil.example\r\n"),
            &own,
        ),
        (
            format!("{form}{cookie}sec-fetch-site: cross-site\r\n"),
            &own,
        ),
        (format!("{form}{cookie}x-user: nobody\r\n"), &own),
    ] {
        for path in [
            "/deliveries/1/discard",
            "/deliveries/1/replay",
            "/replay",
            "/pause",
            "/resume",
        ] {
            let sent = request("POST", &format!("/admin/inbox{path}"), &headers, body);
            assert_eq!(status(&exchange(port, &sent).await), 403, "{sent}");
        }
    }
    assert_eq!(
        inbox.show(1).await.unwrap().unwrap().summary.state,
        State::Waiting
    );
    let sent = request(
        "POST",
        "/admin/inbox/deliveries/1/discard",
        &format!("{form}{cookie}origin: http://localhost\r\n"),
        &own,
    );
    let response = exchange(port, &sent).await;
    assert_eq!(status(&response), 303);
    assert!(
        response.contains("location: /admin/inbox/deliveries/1"),
        "{response}"
    );
    assert_eq!(
        inbox.show(1).await.unwrap().unwrap().summary.state,
        State::Discarded
    );
    // What is finished is replayed only on request.
    for (fields, expected, state) in [
        ("", 400, State::Discarded),
        ("&state=dead", 303, State::Discarded),
        ("&state=discarded", 303, State::Waiting),
    ] {
        let body = format!("{own}{fields}");
        let sent = request(
            "POST",
            "/admin/inbox/replay",
            &format!("{form}{cookie}"),
            &body,
        );
        assert_eq!(status(&exchange(port, &sent).await), expected, "{fields}");
        let found = inbox.show(1).await.unwrap().unwrap().summary.state;
        assert_eq!(found, state, "{fields}");
    }
    place.remove();
}

/// Chromium, driven through ChromeDriver's HTTP interface.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// None, with the reason on stderr, if there is no ChromeDriver or no browser that it can start.
    async fn start() -> Option<Browser> {
        let mut command = Command::new("chromedriver");
        // ChromeDriver chooses a free port and prints it.
        command
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let Ok(mut driver) = command.spawn() else {
            eprintln!("skipped: there is no chromedriver");
            return None;
        };
        let mut lines = BufReader::new(driver.stdout.take()?).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            line.split_once("successfully on port ")?
                .1
                .trim_end_matches('.')
                .parse()
                .ok()
        });
        // Whatever else it prints must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let mut browser = Browser {
            driver,
            port: port.unwrap_or(0),
            session: String::new(),
        };
        if port.is_none() {
            eprintln!("skipped: chromedriver does not start");
            return None;
        }
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--disable-sync",
        ];
        let options =
            json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": flags}}}});
        let created = browser.command("POST", "/session", options).await;
        let Some(session) = created["sessionId"].as_str() else {
            eprintln!(
                "skipped: chromedriver starts no browser: {}",
                created["message"]
            );
            return None;
        };
        browser.session = session.to_owned();
        Some(browser)
    }

    async fn command(&self, method: &str, path: &str, body: Value) -> Value {
        let body = if method == "GET" {
            String::new()
        } else {
            body.to_string()
        };
        let response = exchange(
            self.port,
            &request(method, path, "content-type: application/json\r\n", &body),
        )
        .await;
        let body = response.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str::<Value>(body)
            .unwrap_or_else(|_| panic!("{method} {path}: {response}"))["value"]
            .take()
    }

    async fn in_session(&self, method: &str, path: &str, body: Value) -> Value {
        self.command(method, &format!("/session/{}/{path}", self.session), body)
            .await
    }

    async fn open(&self, url: &str) {
        self.in_session("POST", "url", json!({"url": url})).await;
    }

    async fn text(&self) -> String {
        let script = json!({"script": "return document.title + '\\n' + document.body.innerText", "args": []});
        self.in_session("POST", "execute/sync", script)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the page shows all of these; the test's runner has the last word about how long.
    async fn shows(&self, wanted: &[&str]) {
        for tries in 1.. {
            let text = self.text().await;
            if wanted.iter().all(|it| text.contains(it)) {
                return;
            }
            if tries % 100 == 0 {
                eprintln!("still no {wanted:?} in\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn click(&self, xpath: &str) {
        let found = self
            .in_session("POST", "element", json!({"using": "xpath", "value": xpath}))
            .await;
        let element = found.as_object().filter(|it| !it.contains_key("error"));
        let Some(element) = element.and_then(|it| it.values().next()?.as_str()) else {
            panic!("there is no {xpath} in\n{}", self.text().await);
        };
        self.in_session("POST", &format!("element/{element}/click"), json!({}))
            .await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Unlike SIGKILL this ends the browser too.
        let pid = self.driver.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.driver.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_replays_and_discards_in_a_browser() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let place = Place::sqlite();
    let inbox = with_hostile_events(&place).await;
    send(&inbox, "evt_1", "paid", "{\"order\":\"o1\"}").await;
    let port = serve(&inbox).await;
    browser
        .open(&format!("http://localhost:{port}/admin/inbox"))
        .await;
    browser.shows(&["Overview · inbox", "received 2"]).await;
    browser.click("//a[text()='Dead letters']").await;
    // The event's name is shown as it is.
    browser.shows(&[HOSTILE]).await;
    browser.click("//td/a").await;
    browser.shows(&["Delivery 1 · inbox", "dead"]).await;
    browser.click("//button[text()='Replay']").await;
    browser.shows(&["replayed", "waiting"]).await;
    browser.click("//button[text()='Discard']").await;
    browser.shows(&["discarded"]).await;
    assert!(!browser.text().await.contains("owned\n"));
    browser.click("//a[text()='Overview']").await;
    browser.shows(&["Overview · inbox"]).await;
    browser
        .click("//tr[td[text()='shop']]//button[text()='pause']")
        .await;
    browser.shows(&["paused"]).await;
    assert_eq!(inbox.stats().await.unwrap().paused, ["shop"]);
    if let Ok(file) = std::env::var("FETCHWRIGHT_SCREENSHOT") {
        let picture = browser.in_session("GET", "screenshot", Value::Null).await;
        std::fs::write(file, picture.as_str().unwrap_or_default()).unwrap();
    }
    browser.in_session("DELETE", "", Value::Null).await;
    place.remove();
}
