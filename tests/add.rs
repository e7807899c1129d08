//! `fetchwright add`, `update` and `providers` from outside, with a server that serves specifications.
#![cfg(feature = "cli")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// A small specification of a provider that is built in: recognised by its server.
const PAYMENTS: &str = r##"{
  "openapi": "3.0.3",
  "info": {"title": "Stripe API", "version": "2026-10-28"},
  "servers": [{"url": "https://api.stripe.com/"}],
  "paths": {
    "/v1/balance": {"get": {"operationId": "GetBalance", "responses": {"200": {"description": "Done.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/balance"}}}}}}},
    "/v1/refunds": {"post": {"operationId": "PostRefunds", "responses": {"204": {"description": "Done."}}}}
  },
  "components": {"schemas": {"balance": {"type": "object", "properties": {"object": {"type": "string"}}}}}
}"##;

/// A folder of a test's own, gone at its end.
struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Project {
        let path =
            std::env::temp_dir().join(format!("fetchwright-add-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Project(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_fetchwright"))
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Serves one text, which can be changed, to every request.
fn serve(text: &str) -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/spec3.json", listener.local_addr().unwrap());
    let served = Arc::new(Mutex::new(text.to_owned()));
    let text = served.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let body = text.lock().unwrap().clone();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            drop(stream.write_all(format!("{head}{body}").as_bytes()));
        }
    });
    (url, served)
}

fn text(output: &Output) -> String {
    let both = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8(both).unwrap()
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(output));
    text(output)
}

#[track_caller]
fn fails(output: &Output, code: i32, part: &str) {
    assert_eq!(output.status.code(), Some(code), "{}", text(output));
    assert!(text(output).contains(part), "{}", text(output));
}

#[test]
fn add_stores_the_specification_and_writes_config_and_client() {
    let project = Project::new("add");
    let (url, _) = serve(PAYMENTS);
    let output = project.run(&[
        "add",
        "stripe",
        "--spec",
        &url,
        "--include",
        "GET /v1/balance",
    ]);
    let printed = succeeds(&output);
    for part in [
        "provider: stripe; you supply credentials (bearerAuth) and the secret of the webhook endpoint\n",
        "a first call:\n  mod stripe;\n\n",
        "  let client = Client::new(auth::",
        "client.retrieve_balance().await?;",
        "the provider's own tools read the credentials from STRIPE_API_KEY",
    ] {
        assert!(printed.contains(part), "{part}\n{printed}");
    }
    assert_eq!(project.read("specs/stripe.json"), PAYMENTS);
    assert_eq!(
        project.read("fetchwright.toml"),
        format!(
            "[client.stripe]\nspec = \"specs/stripe.json\"\nsource = \"{url}\"\nprovider = \"stripe\"\n\
             out = \"src/stripe\"\nlayout = \"module\"\ninclude = [\"GET /v1/balance\"]\n"
        )
    );
    let client = project.read("src/stripe/mod.rs");
    assert!(client.contains("Stripe-Should-Retry"), "{client}");
    succeeds(&project.run(&["generate", "--check"]));
}

#[test]
fn add_overwrites_nothing() {
    let project = Project::new("twice");
    let (url, _) = serve(PAYMENTS);
    succeeds(&project.run(&["add", "stripe", "--spec", &url]));
    let config = project.read("fetchwright.toml");
    fails(
        &project.run(&["add", "stripe", "--spec", &url]),
        1,
        "already has a client `stripe`",
    );
    let other = project.run(&["add", "stripe", "--spec", &url, "--name", "payments"]);
    fails(&other, 1, "exists, and is not overwritten");
    assert_eq!(project.read("fetchwright.toml"), config);

    let file = [
        "add",
        "stripe",
        "--spec",
        "specs/stripe.json",
        "--name",
        "payments",
    ];
    succeeds(&project.run(&file));
    let both = project.read("fetchwright.toml");
    assert!(both.starts_with(&config), "{both}");
    assert!(project.has("src/payments/mod.rs"));
}

#[test]
fn add_without_a_network_explains_how_to_pass_a_file() {
    let project = Project::new("offline");
    // Nothing listens here.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/spec3.json", listener.local_addr().unwrap());
    drop(listener);
    let output = project.run(&["add", "stripe", "--spec", &url]);
    fails(&output, 1, "fetchwright add stripe --spec FILE");
    assert!(!project.has("fetchwright.toml"));
    assert!(!project.has("specs/stripe.json"));
}

#[test]
fn add_states_what_a_provider_is_called_and_which_specification_to_choose() {
    let project = Project::new("names");
    fails(&project.run(&["add", "strip"]), 1, "did you mean `stripe`?");
    fails(&project.run(&["add", "paypal"]), 1, "choose one");
    fails(
        &project.run(&["add", "linear"]),
        1,
        "publishes no OpenAPI specification",
    );
}

#[test]
fn update_shows_what_changes_and_writes_only_with_yes() {
    let project = Project::new("update");
    let (url, served) = serve(PAYMENTS);
    succeeds(&project.run(&["add", "stripe", "--spec", &url]));
    assert!(succeeds(&project.run(&["update", "stripe"])).contains("is current"));

    let newer = PAYMENTS
        .replace("\"/v1/refunds\"", "\"/v1/payouts\"")
        .replace("PostRefunds", "PostPayouts");
    served.lock().unwrap().clone_from(&newer);
    let output = project.run(&["update", "stripe"]);
    fails(&output, 3, "1 operation added, 1 removed");
    assert!(
        text(&output).contains("+ POST /v1/payouts"),
        "{}",
        text(&output)
    );
    assert!(
        text(&output).contains("- POST /v1/refunds"),
        "{}",
        text(&output)
    );
    // What that does to the user's code.
    assert!(
        text(&output).contains("does not compile [operation-removed] Client::create_refund"),
        "{}",
        text(&output)
    );
    assert_eq!(project.read("specs/stripe.json"), PAYMENTS);

    succeeds(&project.run(&["update", "--yes"]));
    assert_eq!(project.read("specs/stripe.json"), newer);
    succeeds(&project.run(&["generate", "--check"]));
}

#[test]
fn update_keeps_the_specification_if_the_new_one_is_none() {
    let project = Project::new("broken");
    let (url, served) = serve(PAYMENTS);
    succeeds(&project.run(&["add", "stripe", "--spec", &url]));
    "<html>Service unavailable</html>".clone_into(&mut served.lock().unwrap());
    fails(
        &project.run(&["update", "--yes"]),
        1,
        "is not an OpenAPI specification",
    );
    assert_eq!(project.read("specs/stripe.json"), PAYMENTS);
}

#[test]
fn update_needs_a_client_with_a_source() {
    let project = Project::new("source");
    std::fs::write(project.0.join("api.json"), PAYMENTS).unwrap();
    let config = "[client.own]\nspec = \"api.json\"\nout = \"src/own\"\n";
    std::fs::write(project.0.join("fetchwright.toml"), config).unwrap();
    fails(&project.run(&["update"]), 2, "no client has a `source`");
    fails(
        &project.run(&["update", "other"]),
        2,
        "has no client `other`; it has own",
    );
}

#[test]
fn providers_lists_all_and_shows_one_with_its_sources() {
    let project = Project::new("providers");
    let list = succeeds(&project.run(&["providers"]));
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    for name in ["github", "linear", "paypal", "stripe"] {
        assert!(names.contains(&name), "{name}");
    }
    let stripe = succeeds(&project.run(&["providers", "stripe"]));
    for part in [
        "specification   https://raw.githubusercontent.com/stripe/openapi/",
        "Stripe-Should-Retry",
        "from https://docs.stripe.com/idempotency",
    ] {
        assert!(stripe.contains(part), "{part}\n{stripe}");
    }
    fails(
        &project.run(&["providers", "strip"]),
        1,
        "did you mean `stripe`?",
    );
    let json = succeeds(&project.run(&["providers", "stripe", "--json"]));
    let facts: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(facts["retry"]["header"], "Stripe-Should-Retry");
}
