//! nginx (of Debian): a target with TLS for `fetchwright webhook`, and a proxy in front of a receiver, which changes body, host
//! and scheme. Without the program the tests report that they are skipped.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use fetchwright::document::schemes::built_in;
use fetchwright_runtime::webhooks::{Delivery, Secrets, Signer, Unsigned, keys as runtime_keys};

use crate::program::{Folder, Listening, keys};
use crate::server::{Target, ok, post, send};

/// A server that ends with its test.
pub struct Nginx {
    child: Child,
    pub port: u16,
}

impl Nginx {
    /// Starts nginx with a `server` block, in which `PORT` and `KEYS` are replaced; `None` where there is none.
    pub fn start(folder: &Folder, server: &str) -> Option<Nginx> {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let server = server
            .replace("PORT", &port.to_string())
            .replace("KEYS", &keys(""));
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|kind| format!("{kind}_temp_path {kind};"))
            .collect();
        folder.write(
            "nginx.conf",
            // One process: the workers of a master that is killed go on.
            format!(
                "daemon off; master_process off; pid nginx.pid; error_log stderr; events {{}}\nhttp {{ access_log off; {temporary}\n{server}\n}}"
            ),
        );
        let prefix = folder.path("");
        let started = Command::new("nginx")
            .arg("-p")
            .arg(&prefix)
            .arg("-c")
            .arg(folder.path("nginx.conf"))
            .args(["-e", "stderr"])
            .stdin(Stdio::null())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(_) => {
                println!("skipped: there is no nginx");
                return None;
            }
        };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert_eq!(child.try_wait().unwrap(), None, "nginx ended");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Some(Nginx { child, port })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const TLS: &str = "server {
    listen 127.0.0.1:PORT ssl;
    ssl_certificate KEYS/localhost.certificate.pem;
    ssl_certificate_key KEYS/localhost.private.pem;
    location / { add_header X-Hook-Secret $http_x_hook_secret always; return 202 taken; }
}";

#[test]
fn a_target_with_a_certificate_of_its_own_is_trusted_by_name_or_not_at_all() {
    let folder = Folder::new("tls");
    let Some(nginx) = Nginx::start(&folder, TLS) else {
        return;
    };
    let to = format!("https://localhost:{}/hooks", nginx.port);
    let status = |more: &[&str]| {
        let arguments = [&["--forward-to", &to, "--store", "kept.jsonl"], more].concat();
        let mut listening = Listening::start(&folder, &arguments);
        let response = post(&listening.address, "/", &[("X-Hook-Secret", "b5")], b"{}");
        (response, listening.line())
    };
    let (response, line) = status(&[]);
    assert!(response.starts_with("HTTP/1.1 502 "), "{response}");
    let error = line["error"].as_str().unwrap();
    assert!(
        error.contains("certificate") && error.contains("--ca") && error.contains("--skip-verify"),
        "{error}"
    );
    let root = keys("localhost.root.pem");
    for more in [&["--ca", &*root][..], &["--skip-verify"]] {
        let (response, line) = status(more);
        assert!(response.starts_with("HTTP/1.1 202 "), "{response}");
        assert!(
            response.contains("x-hook-secret: b5\r\n") && response.ends_with("\r\n\r\ntaken"),
            "{response}"
        );
        assert_eq!(line["status"], 202);
        let replay = ["replay", "1", "--store", "kept.jsonl", "--to", &to];
        folder.run(&[&replay, more].concat()).expect(0);
        folder.run(&replay).expect(1);
    }
    // Another root is none of the target's.
    let (response, _) = status(&["--ca", &keys("root.pem")]);
    assert!(response.starts_with("HTTP/1.1 502 "), "{response}");
    folder.write("none.pem", "no certificate");
    folder
        .run(&["listen", "--forward-to", &to, "--ca", "none.pem"])
        .expect(1)
        .reports("error: cannot read none.pem: it holds no certificate in PEM");
}

/// A receiver behind nginx: it verifies what comes, with the URL that it makes of `base` or of the request's `Host`, and
/// responds with the refusal.
fn receiver(scheme: &'static str, base: Option<&'static str>) -> Target {
    let data = built_in(scheme).unwrap();
    let secrets = Secrets::new(&data, runtime_keys(data.algorithm), [SECRET]).unwrap();
    Target::responding(move |request| {
        let path = request.start.split(' ').nth(1).unwrap();
        let url = match base {
            Some(base) => format!("{base}{path}"),
            None => format!("http://{}{path}", request.header("host").unwrap()),
        };
        let delivery = Delivery::new(&request.headers, &request.body).url(&url);
        match secrets.verify(&delivery) {
            Ok(_) => ok("verified"),
            Err(refusal) => ok(&refusal.to_string()),
        }
    })
}

const SECRET: &str = "a secret of these tests";
const PUBLIC: &str = "https://shop.example.com";
const BODY: &str = r#"{"id": "evt_1", "type": "a.b"}"#;

/// What a receiver responds to a right delivery that comes through nginx with a `location`.
fn through_nginx(
    name: &str,
    scheme: &'static str,
    base: Option<&'static str>,
    location: &str,
) -> Option<String> {
    let folder = Folder::new(name);
    let receiver = receiver(scheme, base);
    let location = location.replace("http://127.0.0.1:3000", &receiver.url);
    let server = format!("server {{ listen 127.0.0.1:PORT; {location} }}");
    let nginx = Nginx::start(&folder, &server)?;
    let data = built_in(scheme).unwrap();
    let signer = Signer::new(&data, runtime_keys(data.algorithm), SECRET).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let signed = signer
        .sign(&Unsigned {
            url: Some("https://shop.example.com/webhooks"),
            ..Unsigned::new(BODY.as_bytes(), i64::try_from(now).unwrap())
        })
        .unwrap();
    let headers: String = signed
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let request = format!(
        "POST /webhooks HTTP/1.1\r\nhost: shop.example.com\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let response = send(&format!("127.0.0.1:{}", nginx.port), request.as_bytes());
    Some(response.split("\r\n\r\n").nth(1).unwrap().to_owned())
}

/// The configuration of the documentation.
fn documented() -> String {
    let page = include_str!("../../docs/webhook-signatures-fail.md");
    let (_, behind) = page.split_once("```nginx\n").unwrap();
    behind.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_documented_configuration_of_nginx_passes() {
    for scheme in ["stripe", "github", "slack", "square", "hubspot"] {
        let name = format!("nginx-right-{scheme}");
        let Some(response) = through_nginx(&name, scheme, Some(PUBLIC), &documented()) else {
            return;
        };
        assert_eq!(response, "verified", "{scheme}");
    }
}

#[test]
fn each_change_of_nginx_has_its_refusal_with_its_cause() {
    let location =
        |settings: &str| format!("location / {{ proxy_pass http://127.0.0.1:3000; {settings} }}");
    let host = "proxy_set_header Host $host;";
    let cases = [
        (
            "stripe",
            location("proxy_set_body \"$request_body\\n\";"),
            "the body was changed on its way: its signature fits the body without the white space around it",
        ),
        (
            "github",
            location("proxy_set_body '{\"id\":\"evt_1\",\"type\":\"a.b\"}';"),
            "the body was changed on its way: its signature fits the body with a space behind each `,` and `:`",
        ),
        (
            "stripe",
            location("proxy_pass_request_body off; proxy_set_header Content-Length 0;"),
            "it has no body; did a parser read it before?",
        ),
        (
            "stripe",
            location("proxy_set_header Stripe-Signature '';"),
            "`Stripe-Signature` is missing; does a proxy strip it",
        ),
        (
            "square",
            location(host),
            "the signature fits the URL with `https`: a proxy ends TLS",
        ),
        (
            "square",
            location("proxy_set_header X-Forwarded-Host $host;"),
            "the host in `X-Forwarded-Host`: a proxy changed the host",
        ),
        (
            "square",
            location(""),
            "the URL is one of an internal network: the provider signs the public one",
        ),
    ];
    for (index, (scheme, location, wanted)) in cases.iter().enumerate() {
        let Some(response) = through_nginx(&format!("nginx-{index}"), scheme, None, location)
        else {
            return;
        };
        let beginning = format!("{scheme} delivery refused: ");
        assert!(
            response.starts_with(&beginning) && response.contains(wanted),
            "{location}\n{response}"
        );
    }
}
