//! The README's example, from an empty folder: a local server has Stripe's own specification, `fetchwright add` downloads it, and
//! the program runs against the same server, which checks each request.
//!
//! The server's responses and the delivery are made of the specification: `fetchwright webhook trigger` sends the objects that the
//! operations respond with. It needs the real specification (`FETCHWRIGHT_CORPUS`) and is skipped without it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::loopback::{Request, manifest, run, serve};

const SECRET: &str = "whsec_test";

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
