//! `listen --ui` in Chromium: deliveries as they arrive, what they hold as text, and sent again. Without `chromedriver` it is
//! skipped; with `SCREENSHOTS` (a folder) it takes a picture.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use fetchwright::document::schemes::built_in;
use fetchwright_runtime::webhooks::{Signer, Unsigned, keys};
use serde_json::{Value, json};

use crate::program::{Folder, Listening};
use crate::server::{Target, ok, post, send};

const SECRET: &str = "a secret of this test";

/// ChromeDriver with one browser, over its JSON (W3C WebDriver).
struct Browser {
    driver: Child,
    session: String,
}

impl Browser {
    fn start() -> Option<Browser> {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let started = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = started else {
            println!("skipped: there is no chromedriver");
            return None;
        };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert_eq!(driver.try_wait().unwrap(), None, "chromedriver ended");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--window-size=1200,900",
        ];
        let capabilities =
            json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}});
        let url = format!("http://127.0.0.1:{port}/session");
        let made = exchange(&url, &capabilities);
        let id = made["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("{made}"));
        let session = format!("{url}/{id}");
        Some(Browser { driver, session })
    }

    fn open(&self, url: &str) {
        exchange(&format!("{}/url", self.session), &json!({ "url": url }));
    }

    /// What a script returns.
    fn run(&self, script: &str) -> Value {
        exchange(
            &format!("{}/execute/sync", self.session),
            &json!({"script": script, "args": []}),
        )
    }

    fn text(&self, selector: &str) -> String {
        let script = format!(
            "return [...document.querySelectorAll({})].map(it => it.innerText).join('\\n')",
            json!(selector)
        );
        self.run(&script).as_str().unwrap().to_owned()
    }

    /// Waits until elements have a text: what is sent to a browser arrives some time.
    fn shows(&self, selector: &str, text: &str) {
        for _ in 0..500 {
            if self.text(selector).contains(text) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("{text:?} is not in {selector}:\n{}", self.text("body"));
    }

    fn element(&self, xpath: &str) -> String {
        let found = exchange(
            &format!("{}/element", self.session),
            &json!({"using": "xpath", "value": xpath}),
        );
        let id = found
            .as_object()
            .and_then(|found| found.values().next()?.as_str());
        format!(
            "{}/element/{}",
            self.session,
            id.unwrap_or_else(|| panic!("{xpath}: {found}"))
        )
    }

    fn click(&self, xpath: &str) {
        let element = self.element(xpath);
        assert_eq!(
            exchange(&format!("{element}/click"), &json!({})),
            Value::Null
        );
    }

    fn write(&self, xpath: &str, text: &str) {
        let element = self.element(xpath);
        exchange(&format!("{element}/clear"), &json!({}));
        exchange(&format!("{element}/value"), &json!({ "text": text }));
    }

    fn picture(&self, name: &str) {
        use base64::Engine as _;
        let Some(folder) = std::env::var_os("SCREENSHOTS") else {
            return;
        };
        let mut response = ureq::get(format!("{}/screenshot", self.session))
            .call()
            .unwrap();
        let text = response
            .body_mut()
            .with_config()
            .limit(50 << 20)
            .read_to_string()
            .unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let png = base64::engine::general_purpose::STANDARD
            .decode(value["value"].as_str().unwrap())
            .unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), png).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(ureq::delete(&self.session).call());
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

/// Posts JSON to the driver; the value of its response.
fn exchange(url: &str, body: &Value) -> Value {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .into();
    let mut response = agent
        .post(url)
        .content_type("application/json")
        .send(body.to_string())
        .unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    value["value"].clone()
}

fn signature(body: &str) -> Vec<(String, String)> {
    let scheme = built_in("github").unwrap();
    let signer = Signer::new(&scheme, keys(scheme.algorithm), SECRET).unwrap();
    let event = Some("issues");
    signer
        .sign(&Unsigned {
            event,
            ..Unsigned::new(body.as_bytes(), 0)
        })
        .unwrap()
        .headers
}

fn deliver(listening: &Listening, body: &str, came: &str) {
    let headers = signature(body);
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    post(&listening.address, "/hooks", &headers, came.as_bytes());
}

fn page(listening: &Listening) -> String {
    let line = listening
        .errors
        .recv_timeout(std::time::Duration::from_secs(60))
        .unwrap();
    line.strip_prefix("the page is at ")
        .unwrap_or_else(|| panic!("{line}"))
        .to_owned()
}

#[test]
fn deliveries_are_seen_filtered_and_sent_again_in_a_browser() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let folder = Folder::new("ui");
    let target = Target::responding(|request| match request.body.starts_with(b"{\"a") {
        true => ok("<b id=response>taken</b>"),
        false => "422 No\r\nx-why: shape\r\ncontent-length: 3\r\n\r\nbad".to_owned(),
    });
    let listening = Listening::start(
        &folder,
        &[
            "--forward-to",
            &target.url,
            "--scheme",
            "github",
            "--secret",
            SECRET,
            "--ui=0",
        ],
    );
    let url = page(&listening);
    let markup = r#"{"a":"<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>","action":"opened"}"#;
    // One before the page is opened, the others while it is looked at.
    deliver(&listening, markup, markup);
    browser.open(&url);
    browser.shows("#state", "connected");
    browser.shows("#list", "issues.opened");
    deliver(&listening, r#"{"n":1}"#, r#"{ "n": 1 }"#);
    browser.shows("#list", "refused");
    browser.shows("#list", "422 in");
    browser.click("//tr[td='refused']//button");
    browser.shows("#details .reason", "without white space between its tokens");
    browser.shows("#details .body", r#"{ "n": 1 }"#);
    browser.shows("#details", "x-hub-signature-256: sha256=");
    browser.shows("#details", "x-why: shape");
    browser.shows("#details .response", "bad");
    browser.picture("deliveries.png");
    // What was sent is text, also where it is markup.
    browser.click("//tr[td='valid']//button");
    browser.shows("#details .body", markup);
    browser.shows("#details .response", "<b id=response>taken</b>");
    let hacked = browser.run("return [window.hacked, document.images.length, document.scripts.length, document.querySelector('#response')]");
    assert_eq!(hacked, json!([null, 0, 1, null]));
    // The filter and the outcome select.
    let rows = || browser.run("return document.querySelectorAll('#list tr').length");
    assert_eq!(rows(), 2);
    browser.write("//input[@id='filter']", "onerror");
    assert_eq!(
        (rows(), browser.text("#list").contains("valid")),
        (json!(1), true)
    );
    browser.write("//input[@id='filter']", "X-HUB-SIGNATURE");
    assert_eq!(rows(), 2);
    browser.write("//input[@id='filter']", "no such thing");
    assert_eq!(rows(), 0);
    browser.write("//input[@id='filter']", "/hooks");
    browser.click("//select[@id='outcome']/option[.='refused']");
    assert_eq!(
        (rows(), browser.text("#list").contains("refused")),
        (json!(1), true)
    );
    browser.click("//select[@id='outcome']/option[.='all']");
    // Sent again, byte for byte.
    let (first, second) = (target.next(), target.next());
    browser.click("//tr[td='refused']//button");
    browser.click("//section[@id='details']/button");
    browser.shows("#list", "3 (again 2)");
    browser.shows("#details button", "it was sent");
    assert_eq!(target.next(), second);
    assert_ne!(first, second);
    // A page of another origin can neither look nor send.
    let stranger = Target::responding(|_| {
        "200 OK\r\ncontent-type: text/html\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            .to_owned()
    });
    browser.open(&stranger.url);
    let asynchronous = format!("{}/execute/async", browser.session);
    for (path, method) in [("events", "GET"), ("resend/1", "POST")] {
        let script = format!(
            "const done = arguments[0]; fetch('{url}{path}', {{method: '{method}'}}).then(() => done('read'), () => done('blocked'))"
        );
        let found = exchange(&asynchronous, &json!({"script": script, "args": []}));
        assert_eq!(found, "blocked", "{path}");
    }
    assert!(target.is_quiet());
}

/// Without a browser: what protects the page, byte for byte.
#[test]
fn the_page_is_for_who_knows_its_url_on_this_machine() {
    let folder = Folder::new("ui-closed");
    let target = Target::new();
    let listening = Listening::start(&folder, &["--forward-to", &target.url, "--ui=0"]);
    let url = page(&listening);
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let asked = |line: &str, headers: &str| {
        let request = format!("{line} HTTP/1.1\r\nconnection: close\r\n{headers}\r\n");
        send(host, request.as_bytes())
    };
    let own = format!("host: {host}\r\n");
    let served = asked(&format!("GET /{path}"), &own);
    assert!(served.starts_with("HTTP/1.1 200 "), "{served}");
    for line in [
        "content-security-policy: default-src 'none'; script-src 'self';",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
        "cross-origin-resource-policy: same-origin",
    ] {
        assert!(served.contains(line), "{line}: {served}");
    }
    assert!(asked("GET /", &own).starts_with("HTTP/1.1 404 "));
    let rebound = asked(&format!("GET /{path}"), "host: evil.example\r\n");
    assert!(rebound.starts_with("HTTP/1.1 403 "), "{rebound}");
    let foreign = asked(
        &format!("POST /{path}resend/1"),
        &format!("{own}origin: http://evil.example\r\ncontent-length: 0\r\n"),
    );
    assert!(foreign.starts_with("HTTP/1.1 403 "), "{foreign}");
    let gone = asked(
        &format!("POST /{path}resend/1"),
        &format!("{own}origin: http://{host}\r\ncontent-length: 0\r\n"),
    );
    assert!(gone.starts_with("HTTP/1.1 410 "), "{gone}");
    // What a tunnel leads to does not have it.
    let through = send(
        &listening.address,
        format!("GET /{path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").as_bytes(),
    );
    assert!(through.ends_with("ok"), "{through}");
    assert!(target.next().start.starts_with("GET /"));
    let same = listening.address.rsplit(':').next().unwrap();
    folder
        .run(&[
            "listen",
            "--forward-to",
            "1",
            "--port",
            "0",
            &format!("--ui={same}"),
        ])
        .expect(1)
        .reports("is in use by another program");
}
