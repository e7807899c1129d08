//! A program with a client of Twilio's own specification, against a server that follows Twilio's rules: pages at a URL without a host,
//! requests that are refused because of too many others, errors with code and message, and a delivery that Twilio's library
//! signed.
//!
//! It needs the real specification (`FETCHWRIGHT_CORPUS`) and is skipped without it.
#![cfg(feature = "cli")]

mod loopback;

use std::path::{Path, PathBuf};
use std::process::Command;

use loopback::{Request, Response, manifest, run, serve};
use serde_json::{Value, json};

const PROGRAM: &str = r#"
mod twilio;

use twilio::types::CreateMessage;

#[tokio::main]
async fn main() -> Result<(), twilio::Error> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let auth = twilio::auth::basic("AC1", "secret");
    let twilio = twilio::Client::builder(auth).base_url(variable("TWILIO_URL")).build();

    let mut accounts = twilio.list_account().items();
    while let Some(account) = accounts.next().await {
        println!("{:?}", account?.sid);
    }

    let mut message = CreateMessage::new("+15551234567");
    message.body = Some("Hello".to_owned());
    println!("{:?}", twilio.create_message("AC1", &message).await?.sid);
    message.to = "nobody".to_owned();
    if let Err(error) = twilio.create_message("AC1", &message).await {
        println!("{:?} {:?} {:?}", error.code(), error.message(), error.request_id());
        println!("retryable: {}", error.is_retryable());
    }

    let headers = [("x-twilio-signature", variable("SIGNATURE"))];
    let headers = headers.map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()));
    let headers = http::HeaderMap::from_iter(headers);
    let secrets = twilio::webhooks::secrets([variable("SECRET")]).unwrap();
    let url = variable("SIGNED_URL");
    for body in [variable("BODY"), variable("BODY") + "0"] {
        let verified = twilio::webhooks::verify(&headers, body.as_bytes(), &url, &secrets);
        println!("verified: {}", verified.is_ok());
    }
    Ok(())
}
"#;

fn respond(request: &Request, before: &[Request]) -> Response {
    let json = |status, headers, body: Value| (status, headers, body.to_string().into_bytes());
    let first = "GET /2010-04-01/Accounts.json";
    let second = "/2010-04-01/Accounts.json?PageSize=1&Page=1&PageToken=PA1";
    let page =
        |sid: &str, next: Option<&str>| json!({"accounts": [{"sid": sid}], "next_page_uri": next});
    let attempts = before.iter().filter(|it| it.line == request.line).count();
    match request.line.as_str() {
        line if line == first => json(200, "", page("AC1", Some(second))),
        line if line == format!("GET {second}") => json(200, "", page("AC2", None)),
        "POST /2010-04-01/Accounts/AC1/Messages.json" => match attempts {
            0 => {
                let body = json!({"code": 20429, "message": "Too Many Requests", "status": 429});
                json(429, "retry-after: 0\r\n", body)
            }
            1 => json(201, "", json!({"sid": "SM1"})),
            _ => {
                let body =
                    json!({"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400});
                json(400, "twilio-request-id: RQ1\r\n", body)
            }
        },
        _ => (404, "", Vec::new()),
    }
}

/// A delivery that Twilio's own library signs alike.
fn delivery() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/twilio.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    vectors["cases"][0].clone()
}

#[test]
fn a_client_of_twilios_own_specification_follows_its_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::var_os("FETCHWRIGHT_CORPUS")
        .map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    let specification = corpus.join("apis-guru/twilio.com__api.json");
    if !specification.exists() {
        return eprintln!("skipped: there is no {}", specification.display());
    }
    let project = std::env::temp_dir().join(format!("fetchwright-twilio-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&project));
    std::fs::create_dir_all(project.join("src")).unwrap();
    run(Command::new(env!("CARGO_BIN_EXE_fetchwright"))
        .args(["add", "twilio", "--spec"])
        .arg(&specification)
        .args(["--include", "GET /2010-04-01/Accounts.json"])
        .args([
            "--include",
            "POST /2010-04-01/Accounts/{AccountSid}/Messages.json",
        ])
        .current_dir(&project));
    let module = std::fs::read_to_string(project.join("src/twilio/mod.rs")).unwrap();
    std::fs::write(project.join("Cargo.toml"), manifest(&module)).unwrap();
    std::fs::write(project.join("src/main.rs"), PROGRAM).unwrap();

    let (url, requests) = serve(respond);
    let delivery = delivery();
    let body = "AccountSid=ACpublic1&From=%2B14155550001&To=%2B14155552671&Body=Hi+Ada&MessageSid=SMpublic1";
    let printed = run(Command::new(env!("CARGO"))
        .args(["run", "--quiet"])
        .current_dir(&project)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("wire"),
        )
        .env_remove("RUSTFLAGS")
        .env("TWILIO_URL", url)
        .env(
            "SIGNATURE",
            delivery["headers"]["X-Twilio-Signature"].as_str().unwrap(),
        )
        .env("SECRET", delivery["secret"].as_str().unwrap())
        .env("SIGNED_URL", delivery["url"].as_str().unwrap())
        .env("BODY", body));
    std::fs::remove_dir_all(project).unwrap();

    let lines: Vec<&str> = printed.lines().collect();
    let expected = [
        r#"Some("AC1")"#,
        r#"Some("AC2")"#,
        r#"Some("SM1")"#,
        r#"Some("21211") Some("Invalid 'To' Phone Number") Some("RQ1")"#,
        "retryable: false",
        "verified: true",
        "verified: false",
    ];
    assert_eq!(lines, expected, "{printed}");
    let requests = requests.lock().unwrap();
    let sent: Vec<&str> = requests.iter().map(|it| it.line.as_str()).collect();
    let message = "POST /2010-04-01/Accounts/AC1/Messages.json";
    assert_eq!(sent[2..], [message, message, message]);
    // `AC1:secret`, on the second page too.
    assert!(
        requests
            .iter()
            .all(|it| it.headers["authorization"] == "Basic QUMxOnNlY3JldA==")
    );
    assert!(
        requests
            .iter()
            .all(|it| !it.headers.contains_key("idempotency-key"))
    );
    let form = [("Body", "Hello"), ("To", "+15551234567")];
    let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(requests[2].form(), form);
    assert_eq!(requests[3].form(), form);
}
