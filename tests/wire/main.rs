//! `generate --tests`: the tests of the sample APIs' clients pass at a server that checks each request against the
//! specification, and every type survives a round trip.

mod server;
#[path = "../validator/mod.rs"]
mod validator;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use fetchwright::config::Job;
use fetchwright::settings::Settings;
use fetchwright::source::Input;
use serde_json::Value;
use server::Server;

/// Specifications with every kind of parameter and body, and those of the sample clients.
const SPECS: &[&str] = &[
    "features/bodies",
    "features/multipart",
    "features/parameters",
    "github",
    "google",
    "resend",
    "sendgrid",
    "stripe",
];

fn spec(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("specs/{name}.yaml"))
}

fn crate_name(name: &str) -> String {
    format!("wire-{}", name.rsplit('/').next().unwrap())
}

/// One workspace with a client for each specification.
fn write_clients(root: &Path) {
    for name in SPECS {
        let settings = Settings {
            tests: true,
            name: Some(crate_name(name)),
            ..Settings::default()
        };
        for file in Job::new(Input::Path(spec(name)), settings)
            .run()
            .files
            .unwrap()
        {
            let path = root.join(crate_name(name)).join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &file.contents).unwrap();
        }
    }
    let members: Vec<String> = SPECS
        .iter()
        .map(|name| format!("\"{}\"", crate_name(name)))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
        members.join(", ")
    );
    std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
}

/// The lines that a test of a client prints.
fn lines(
    root: &Path,
    name: &str,
    test: &str,
    base_url: Option<&str>,
) -> Vec<BTreeMap<String, Value>> {
    let mut command = Command::new(env!("CARGO"));
    command.args([
        "test",
        "--quiet",
        "--package",
        &crate_name(name),
        "--test",
        test,
    ]);
    command.current_dir(root).env(
        "CARGO_TARGET_DIR",
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("wire"),
    );
    command
        .env_remove("RUSTFLAGS")
        .env_remove("FETCHWRIGHT_BASE_URL");
    command.envs(base_url.map(|url| ("FETCHWRIGHT_BASE_URL", url)));
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    assert!(
        !lines.is_empty(),
        "{name} {test}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines
}

fn refused(lines: &[BTreeMap<String, Value>]) -> Vec<String> {
    let wrong = lines.iter().filter(|line| line["outcome"] != "ok");
    wrong
        .map(|line| serde_json::to_string(line).unwrap())
        .collect()
}

#[test]
fn every_request_is_what_the_specification_states_and_every_response_is_read() {
    let root = std::env::temp_dir().join(format!("fetchwright-wire-{}", std::process::id()));
    write_clients(&root);
    for name in SPECS {
        let server = Server::start(&spec(name));
        let calls = lines(&root, name, "wire", Some(&server.url()));
        assert_eq!(refused(&calls), [""; 0], "{name}");
        assert_eq!(
            calls.len(),
            2 * server.operations(),
            "{name}: two calls of each operation"
        );
        assert!(calls.iter().all(|call| {
            !call["url"]
                .as_str()
                .unwrap()
                .contains("fetchwright-credential")
        }));
        let trips = lines(&root, name, "round_trips", None);
        assert_eq!(refused(&trips), [""; 0], "{name}");
        println!("{name}: {} calls, {} round trips", calls.len(), trips.len());
    }
    std::fs::remove_dir_all(root).unwrap();
}

/// The server would see it if a client sent something else.
#[test]
fn the_server_refuses_what_is_wrong() {
    let server = Server::start(&spec("resend"));
    let mut wrong = Vec::new();
    for (request, reason) in [
        ("GET /nowhere HTTP/1.1\r\n\r\n", "no operation"),
        (
            "POST /emails HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
            "required",
        ),
        (
            "POST /emails HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\n{}",
            "media type",
        ),
        ("GET /emails?limit=many HTTP/1.1\r\n\r\n", "limit"),
        ("GET /emails?stray=1 HTTP/1.1\r\n\r\n", "stray"),
    ] {
        let response = server.ask(request);
        if !(response.starts_with("HTTP/1.1 422") && response.contains(reason)) {
            wrong.push(format!("{request}: {response}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// The client of the tests has no headers of its own, so a header that is usually set for the client is given to each call.
#[test]
fn headers_of_the_client_are_given_to_each_call() {
    let settings = Settings {
        tests: true,
        ..Settings::default()
    };
    let specification = spec("features/parameters-on-the-wire");
    let files = Job::new(Input::Path(specification), settings).run().files;
    let calls: String = files
        .unwrap()
        .into_iter()
        .filter(|file| file.path.starts_with("tests/wire/operations"))
        .map(|file| file.contents)
        .collect();
    assert!(calls.contains("x_shop: Some(round.value("), "{calls}");
}
