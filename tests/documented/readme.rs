//! The README's example, from an empty folder: a local server has Stripe's own specification, `fetchwright add` downloads it, and
//! the program runs against the same server, which checks each request.
//!
//! The server's responses and the delivery are made of the specification: `fetchwright webhook trigger` sends the objects that the
//! operations respond with. It needs the real specification (`FETCHWRIGHT_CORPUS`) and is skipped without it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::Value;

const SECRET: &str = "whsec_test";

/// A request: method and path, headers in lower case, body.
#[derive(Clone, Debug)]
struct Request {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Request {
    fn read(stream: &TcpStream) -> Request {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let mut headers = BTreeMap::new();
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            let Some((name, value)) = header.trim().split_once(':') else {
                break;
            };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers
            .get("content-length")
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        Request {
            line: line.trim_end_matches("HTTP/1.1\r\n").trim().to_owned(),
            headers,
            body: String::from_utf8(body).unwrap(),
        }
    }

    /// The body as a form, sorted.
    fn form(&self) -> Vec<(String, String)> {
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            percent_encoding::percent_decode_str(&text)
                .decode_utf8_lossy()
                .into_owned()
        };
        let pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        let mut pairs: Vec<_> = pairs
            .map(|(name, value)| (decode(name), decode(value)))
            .collect();
        pairs.sort();
        pairs
    }
}

/// What the server does with a path: a status, further headers, a body.
type Response = (u16, &'static str, Vec<u8>);

/// Serves what is made of each request and all before it, and keeps the requests.
fn serve(
    respond: impl Fn(&Request, &[Request]) -> Response + Send + 'static,
) -> (String, Arc<Mutex<Vec<Request>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let all = Arc::new(Mutex::new(Vec::new()));
    let kept = all.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = Request::read(&stream);
            let mut kept = kept.lock().unwrap();
            let (status, headers, body) = respond(&request, &kept);
            kept.push(request);
            let head = format!(
                "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            // Who asked may have gone.
            drop(stream.write_all(&[head.as_bytes(), &body].concat()));
        }
    });
    (url, all)
}

/// The specification; deliveries; and the object of an event that was delivered for each operation of the example. The first
/// session is a conflict that Stripe wants repeated.
fn stripe(specification: Vec<u8>) -> (String, Arc<Mutex<Vec<Request>>>) {
    serve(move |request, before| {
        let event = match request.line.as_str() {
            "GET /spec3.json" => return (200, "", specification.clone()),
            "POST /webhooks" => return (200, "", Vec::new()),
            "POST /v1/checkout/sessions" => "checkout.session.completed",
            "POST /v1/subscriptions/sub_1" => "customer.subscription.updated",
            "POST /v1/refunds" => "refund.created",
            _ => return (404, "", Vec::new()),
        };
        if event.starts_with("checkout") && !before.iter().any(|it| it.line == request.line) {
            return (409, "stripe-should-retry: true\r\n", b"{}".to_vec());
        }
        let delivered = before.iter().filter(|it| it.line == "POST /webhooks");
        let mut bodies = delivered.map(|it| serde_json::from_str::<Value>(&it.body).unwrap());
        let delivery = bodies.find(|body| body["type"] == event).unwrap();
        let headers = "content-type: application/json\r\n";
        (
            200,
            headers,
            delivery["data"]["object"].to_string().into_bytes(),
        )
    })
}

fn block<'a>(readme: &'a [super::Block], begin: &str) -> &'a str {
    let found = readme.iter().find(|block| block.text.starts_with(begin));
    &found.unwrap_or_else(|| panic!("README.md: {begin}")).text
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}\n{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

/// The dependencies that the client names, with what the program wants of tokio.
fn manifest(module: &str) -> String {
    let lines = module.lines().skip_while(|line| *line != "//! ```toml");
    let dependencies = lines
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.trim_start_matches("//! "))
        .map(|line| match line.starts_with("tokio ") {
            true => line.replace("[\"rt\"", "[\"macros\", \"rt-multi-thread\""),
            false => line.to_owned(),
        });
    let dependencies: Vec<String> = dependencies.collect();
    format!(
        "[package]\nname = \"readme\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}\n",
        dependencies.join("\n")
    )
}

/// The program, with the test's server for Stripe's, and a `main` that also hands the delivery to `receive`, whole and changed.
fn program(readme: &[super::Block]) -> String {
    let program = block(readme, "mod stripe;");
    assert!(program.lines().count() <= 60, "the program is short");
    let client = "stripe::Client::new(stripe::auth::bearer(key))";
    let local = "stripe::Client::builder(stripe::auth::bearer(key)).base_url(std::env::var(\"STRIPE_URL\").unwrap()).build()";
    let end = "    Ok(())\n}\n";
    let received = r#"    let signature = std::env::var("STRIPE_SIGNATURE").unwrap();
    let headers = [(http::HeaderName::from_static("stripe-signature"), signature.parse().unwrap())];
    let headers = http::HeaderMap::from_iter(headers);
    let body = std::env::var("STRIPE_DELIVERY").unwrap();
    let secrets = stripe::webhooks::secrets([std::env::var("STRIPE_WEBHOOK_SECRET").unwrap()]).unwrap();
    println!("status {}", receive(&headers, body.as_bytes(), &secrets));
    println!("status {}", receive(&headers, body.replace("cs_1", "cs_2").as_bytes(), &secrets));
"#;
    for part in [client, end] {
        assert_eq!(program.matches(part).count(), 1, "{part}");
    }
    program
        .replace(client, local)
        .replace(end, &format!("{received}{end}"))
}

#[test]
fn the_example_of_the_readme_runs() {
    let corpus = std::env::var_os("FETCHWRIGHT_CORPUS")
        .map_or_else(|| super::root().join("../shared/corpus"), PathBuf::from);
    let Ok(specification) = std::fs::read(corpus.join("apis-guru/stripe.com.json")) else {
        return eprintln!(
            "skipped: there is no stripe.com.json in {}",
            corpus.display()
        );
    };
    let readme = super::blocks(&super::read("README.md"));
    let (url, requests) = stripe(specification);
    let project = std::env::temp_dir().join(format!("fetchwright-readme-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&project));
    std::fs::create_dir_all(project.join("src")).unwrap();
    let fetchwright = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fetchwright"));
        command.current_dir(&project);
        command
    };

    // Arguments in single quotes contain a space.
    let command = block(&readme, "fetchwright add stripe ");
    let includes = command.split('\'').skip(1).step_by(2);
    let from = format!("{url}/spec3.json");
    let added = ["add", "stripe", "--spec", &from].into_iter();
    run(fetchwright().args(added.chain(includes.flat_map(|selector| ["--include", selector]))));

    let hooks = format!("{url}/webhooks");
    let events = [
        "checkout.session.completed",
        "customer.subscription.updated",
        "refund.created",
    ];
    let sent = [
        "webhook",
        "trigger",
        "--spec",
        "specs/stripe.json",
        "--to",
        &hooks,
        "--secret",
        SECRET,
    ];
    let ids = ["--set", "data.object.id=cs_1"];
    run(fetchwright().args(sent).args(events).args(ids));
    let delivery = requests.lock().unwrap()[1].clone();

    let module = std::fs::read_to_string(project.join("src/stripe/mod.rs")).unwrap();
    std::fs::write(project.join("Cargo.toml"), manifest(&module)).unwrap();
    std::fs::write(project.join("src/main.rs"), program(&readme)).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wire");
    let printed = run(Command::new(env!("CARGO"))
        .args(["run", "--quiet"])
        .current_dir(&project)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .env("STRIPE_SECRET_KEY", "sk_test_1")
        .env("STRIPE_URL", &url)
        .env("STRIPE_WEBHOOK_SECRET", SECRET)
        .env("STRIPE_SIGNATURE", &delivery.headers["stripe-signature"])
        .env("STRIPE_DELIVERY", &delivery.body));
    std::fs::remove_dir_all(project).unwrap();

    let lines: Vec<&str> = printed.lines().skip(1).collect();
    let expected = [
        "changed cs_1",
        "refunded cs_1",
        "paid cs_1",
        "status 200",
        "status 401",
    ];
    assert_eq!(lines, expected, "{printed}");
    checks(&requests.lock().unwrap()[4..]);
}

/// What Stripe would have seen.
fn checks(calls: &[Request]) {
    let lines: Vec<&str> = calls.iter().map(|call| call.line.as_str()).collect();
    let expected = [
        "POST /v1/checkout/sessions",
        "POST /v1/checkout/sessions",
        "POST /v1/subscriptions/sub_1",
        "POST /v1/refunds",
    ];
    assert_eq!(lines, expected);
    for call in calls {
        assert_eq!(call.headers["authorization"], "Bearer sk_test_1");
        assert_eq!(
            call.headers["content-type"],
            "application/x-www-form-urlencoded"
        );
    }
    let keys: Vec<&str> = calls
        .iter()
        .map(|call| &*call.headers["idempotency-key"])
        .collect();
    assert_eq!(
        keys[..2],
        ["order-6735"; 2],
        "the attempts of a call share its key"
    );
    assert!(
        keys[2].len() == 36 && keys[3].len() == 36 && keys[2] != keys[3],
        "{keys:?}"
    );
    let pairs = |call: &Request| {
        let pairs = call
            .form()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(
        pairs(&calls[0]),
        [
            "automatic_tax[enabled]=true",
            "line_items[0][price]=price_1",
            "line_items[0][quantity]=2",
            "metadata[order]=6735",
            "mode=payment",
            "success_url=https://example.com/thanks",
        ]
    );
    assert_eq!(pairs(&calls[0]), pairs(&calls[1]));
    assert_eq!(
        pairs(&calls[2]),
        [
            "items[0][id]=si_1",
            "items[0][price]=price_yearly",
            "proration_behavior=always_invoice"
        ]
    );
    assert_eq!(pairs(&calls[3]), ["payment_intent=pi_1"]);
}
