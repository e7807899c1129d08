//! Mistakes of a new user, and their messages.

use crate::program::{Folder, spec};

#[test]
fn wrong_usage_is_2() {
    let folder = Folder::new("usage");
    for arguments in [
        &[][..],
        &["listen"],
        &["listen", "--forward-to", "ftp://example.com"],
        &["listen", "--forward-to", "http://user:pass@localhost"],
        &["replay", "--store", "a", "--to", "localhost"],
        &[
            "replay",
            "1",
            "--last",
            "2",
            "--store",
            "a",
            "--to",
            "localhost",
        ],
        &["replay", "--last", "0", "--store", "a", "--to", "localhost"],
        &["events"],
    ] {
        folder.run(arguments).expect(2);
    }
}

#[test]
fn a_port_in_use_is_reported() {
    let folder = Folder::new("port");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    folder
        .run(&["listen", "--forward-to", "localhost:1", "--port", &port])
        .expect(1)
        .reports(&format!(
            "error: port {port} is in use by another program; choose another with --port"
        ));
}

#[test]
fn it_does_not_forward_to_itself() {
    let folder = Folder::new("itself");
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
        .to_string();
    folder
        .run(&[
            "listen",
            "--forward-to",
            &format!("localhost:{free}/hooks"),
            "--port",
            &free,
        ])
        .expect(2)
        .reports("it would forward to itself");
}

#[test]
fn a_missing_store_is_reported() {
    let folder = Folder::new("store");
    folder
        .run(&["replay", "1", "--store", "none.jsonl", "--to", "localhost"])
        .expect(1)
        .reports("error: cannot read deliveries from none.jsonl: ");
    folder
        .run(&[
            "listen",
            "--forward-to",
            "localhost:1",
            "--store",
            "no/such/folder",
        ])
        .expect(1)
        .reports("error: cannot keep deliveries in no/such/folder: ");
}

#[test]
fn events_are_listed() {
    let folder = Folder::new("events");
    let ran = folder.run(&["events", "--spec", &spec("stripe.yaml")]);
    let first = ran.expect(0).out.lines().next().unwrap();
    assert_eq!(
        first,
        "charge.refunded                          A charge was refunded in part or in full"
    );
    let ran = folder.run(&["events", "--spec", &spec("resend.yaml"), "--json"]);
    assert!(
        ran.expect(0)
            .out
            .starts_with("{\"event\":\"contact.created\",\"summary\":\"A contact was added\"}\n"),
        "{}",
        ran.out
    );
    let ran = folder.run(&["events", "--spec", &spec("google.yaml")]);
    ran.expect(1).reports(
        "knows no events: it has neither `webhooks` nor a component `event` with names of events",
    );
}

#[test]
fn a_scheme_and_a_secret_belong_together() {
    let folder = Folder::new("scheme");
    folder.write("body", "{}");
    folder.write("empty", "\n");
    let verify = |more: &[&str]| folder.run(&[&["verify", "--body", "body"], more].concat());
    verify(&[])
        .expect(2)
        .reports("which scheme? name it with --scheme");
    verify(&["--scheme", "stripe"])
        .expect(2)
        .reports("which secret? name it with --secret env:NAME");
    verify(&["--scheme", "strpe", "--secret", "a"])
        .expect(2)
        .reports("no scheme `strpe`; did you mean `stripe`?");
    verify(&["--scheme", "nothing-like-it", "--secret", "a"])
        .expect(2)
        .reports("there are adyen-header, adyen-payments, anthropic, ");
    verify(&["--scheme", "stripe", "--secret", "env:NO_SUCH"])
        .expect(1)
        .reports("the variable NO_SUCH is not set");
    verify(&["--scheme", "stripe", "--secret", "file:none"])
        .expect(1)
        .reports("cannot read the secret in none: ");
    verify(&["--scheme", "stripe", "--secret", "file:empty"])
        .expect(1)
        .reports("the secret in empty is empty");
    verify(&["--scheme", "stripe", "--secret", "a", "--header", "x"])
        .expect(2)
        .reports("a --header is not 'NAME: VALUE'");
    let ran = folder.run(&[
        "verify", "--scheme", "stripe", "--secret", "a", "--body", "none",
    ]);
    ran.expect(1).reports("cannot read the body from none: ");
    let ran = folder.run(&[
        "verify",
        "--scheme",
        "stripe",
        "--secret",
        "a",
        "--body",
        "{\"a\":1}",
    ]);
    ran.expect(2)
        .reports("--body takes a file with the raw body, or - for standard input");
    folder
        .run(&[
            "listen",
            "--forward-to",
            "localhost:1",
            "--scheme",
            "stripe",
        ])
        .expect(2)
        .reports("which secret?");
    folder
        .run(&["listen", "--forward-to", "localhost:1", "--secret", "a"])
        .expect(2)
        .reports("which scheme?");
    let sign =
        |more: &[&str]| folder.run(&[&["sign", "--body", "body", "--secret", "a"], more].concat());
    sign(&["--scheme", "square"])
        .expect(2)
        .reports("square signs the URL; name it with --url");
    sign(&["--scheme", "paypal"])
        .expect(2)
        .reports("paypal signs with a private key; name it with --key file:PATH");
    sign(&["--scheme", "stripe", "--secret", "b"])
        .expect(2)
        .reports("a delivery is signed with one --secret");
    verify(&[
        "--scheme",
        "square",
        "--secret",
        "a",
        "--header",
        "x-square-hmacsha256-signature: YQ==",
    ])
    .expect(1)
    .reports("its URL is signed, and none was given; name it with --url");
}

#[test]
fn a_secret_is_never_shown() {
    let folder = Folder::new("secret");
    folder.write("body", "{}");
    for scheme in fetchwright::document::schemes::built_in_names() {
        for command in ["verify", "sign"] {
            let ran = folder.run(&[
                command,
                "--scheme",
                &scheme,
                "--secret",
                "5ecret-of-mine",
                "--body",
                "body",
                "--url",
                "http://a",
            ]);
            // A token is the secret itself, and is what is sent.
            let is_token = ["figma", "gitlab-token", "telegram"].contains(&&*scheme);
            let is_sent = is_token && command == "sign";
            assert_eq!(
                (ran.out + &ran.err).contains("5ecret-of-mine"),
                is_sent,
                "{command} {scheme}"
            );
        }
    }
}

#[test]
fn a_secret_comes_from_the_environment_or_a_file() {
    let folder = Folder::new("sources");
    folder.write("body", "{}");
    folder.write("secret", "5ecret\r\n");
    let sign = |secret: &str| {
        let arguments = [
            "sign", "--scheme", "github", "--secret", secret, "--body", "body", "--id", "1",
        ];
        let output = folder
            .command(&arguments)
            .env("SECRET_OF_A_TEST", "5ecret")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let signed = sign("5ecret");
    assert!(signed.contains("X-Hub-Signature-256: sha256="), "{signed}");
    assert_eq!(sign("env:SECRET_OF_A_TEST"), signed);
    assert_eq!(sign("file:secret"), signed);
}
