//! `trigger`: events as their providers send them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::program::{Folder, Listening, spec};
use crate::server::{Request, Target};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn trigger(
    folder: &Folder,
    target: &Target,
    spec: &str,
    event: &str,
    more: &[&str],
) -> Vec<Request> {
    let fixed = [
        "trigger",
        event,
        "--spec",
        spec,
        "--to",
        &target.url,
        "--secret",
        SECRET,
    ];
    let ran = folder.run(&[&fixed, more].concat());
    ran.expect(0);
    ran.out.lines().map(|_| target.next()).collect()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// The folder of real specifications; `None`, with a message, where there is none.
fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("FETCHWRIGHT_CORPUS").map(PathBuf::from);
    let folder =
        given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "left out: no corpus at {}; FETCHWRIGHT_CORPUS names another folder",
        folder.display()
    );
    None
}

/// An envelope with a session in it, as Stripe's reference shows them.
fn is_a_completed_session(request: &Request) {
    let event = body(request);
    assert_eq!(event["object"], "event");
    assert_eq!(event["type"], "checkout.session.completed");
    assert!(
        event["id"].as_str().unwrap().starts_with("evt_"),
        "{}",
        event["id"]
    );
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    assert!(now - event["created"].as_u64().unwrap() < 60);
    assert!(event["livemode"].is_boolean() && event["pending_webhooks"].is_u64());
    let session = &event["data"]["object"];
    assert_eq!(session["object"], "checkout.session");
    assert!(
        session["id"].is_string()
            && session["amount_total"].is_i64()
            && session["payment_status"].is_string()
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert!(
        request
            .header("stripe-signature")
            .unwrap()
            .starts_with("t=")
    );
}

#[test]
fn a_stripe_event_arrives_as_stripe_sends_it() {
    let (folder, target) = (Folder::new("stripe"), Target::new());
    is_a_completed_session(
        &trigger(
            &folder,
            &target,
            &spec("stripe.yaml"),
            "checkout.session.completed",
            &[],
        )[0],
    );
}

#[test]
fn a_real_specification_without_webhooks_serves_too() {
    let Some(corpus) = corpus() else { return };
    let real = corpus.join("apis-guru/stripe.com.json");
    let (folder, target) = (Folder::new("real"), Target::new());
    is_a_completed_session(
        &trigger(
            &folder,
            &target,
            real.to_str().unwrap(),
            "checkout.session.completed",
            &[],
        )[0],
    );
    let request = &trigger(
        &folder,
        &target,
        real.to_str().unwrap(),
        "customer.subscription.updated",
        &[],
    )[0];
    assert_eq!(body(request)["data"]["object"]["object"], "subscription");
}

/// The specification no longer has the objects of a few old events: `sku.created`.
#[test]
fn nearly_every_event_of_a_real_specification_has_its_object() {
    let Some(corpus) = corpus() else { return };
    let real = corpus.join("apis-guru/stripe.com.json");
    let (folder, target) = (Folder::new("all-real"), Target::new());
    let listed = folder.run(&["events", "--spec", real.to_str().unwrap()]);
    let names: Vec<&str> = listed.expect(0).out.lines().collect();
    assert!(names.len() > 200, "{}", names.len());
    let fixed = [
        "--spec",
        real.to_str().unwrap(),
        "--to",
        &target.url,
        "--secret",
        SECRET,
    ];
    folder
        .run(&[&["trigger"], &names[..], &fixed].concat())
        .expect(0);
    let kinds = names.iter().map(|name| {
        (
            *name,
            body(&target.next())["data"]["object"]["object"].clone(),
        )
    });
    let without: Vec<&str> = kinds
        .filter(|(_, kind)| !kind.is_string())
        .map(|(name, _)| name)
        .collect();
    println!(
        "{} of {} without an object: {without:?}",
        without.len(),
        names.len()
    );
    assert!(without.len() * 20 < names.len(), "{without:?}");
}

#[test]
fn github_states_the_event_and_the_delivery_in_headers() {
    let (folder, target) = (Folder::new("github"), Target::new());
    let request = &trigger(
        &folder,
        &target,
        &spec("github.yaml"),
        "pull-request-opened",
        &[],
    )[0];
    assert_eq!(request.header("x-github-event"), Some("pull_request"));
    assert_eq!(body(request)["action"], "opened");
    assert_eq!(request.header("x-github-delivery").unwrap().len(), 36);
    assert!(
        request
            .header("x-hub-signature-256")
            .unwrap()
            .starts_with("sha256=")
    );
}

/// GitHub's own specification names its operations `check-run/completed`.
#[test]
fn every_event_of_githubs_specification_is_called_as_github_calls_it() {
    let Some(corpus) = corpus() else { return };
    let real = corpus.join("vendor/github-webhooks.json");
    let real = real.to_str().unwrap();
    let (folder, target) = (Folder::new("all-github"), Target::new());
    let read: Value = serde_json::from_slice(&std::fs::read(real).unwrap()).unwrap();
    let hooks = read["webhooks"].as_object().unwrap();
    let names: Vec<&str> = hooks.keys().map(String::as_str).collect();
    let fixed = [
        "--spec",
        real,
        "--to",
        &target.url,
        "--scheme",
        "github",
        "--secret",
        SECRET,
    ];
    folder
        .run(&[&["trigger"], &names[..], &fixed].concat())
        .expect(0);
    for (name, hook) in hooks {
        let event = hook["post"]["operationId"]
            .as_str()
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .replace('-', "_");
        assert_eq!(
            target.next().header("x-github-event"),
            Some(&*event),
            "{name}"
        );
    }
}

#[test]
fn a_batch_is_a_list() {
    let (folder, target) = (Folder::new("batch"), Target::new());
    let key = format!("file:{}", crate::program::keys("p256.private.pem"));
    let spec = spec("sendgrid.yaml");
    let arguments = [
        "trigger",
        "events",
        "--spec",
        &spec,
        "--to",
        &target.url,
        "--secret",
        &key,
        "--set",
        "0.email=a@b.c",
    ];
    folder.run(&arguments).expect(0);
    let events = body(&target.next());
    assert_eq!(events.as_array().unwrap().len(), 1);
    assert_eq!(events[0]["email"], "a@b.c");
    assert!(events[0]["sg_event_id"].as_str().unwrap().len() > 20);
}

#[test]
fn a_payload_states_its_event_where_the_schema_leaves_that_open() {
    let (folder, target) = (Folder::new("open"), Target::new());
    folder.write(
        "spec.yaml",
        "openapi: 3.1.0\ninfo: {title: Open, version: '1'}\nwebhooks:\n  thing.made:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema: {type: object, required: [id, type], properties: {id: {type: string}, type: {type: string}}}\n",
    );
    let request = &trigger(
        &folder,
        &target,
        "spec.yaml",
        "thing.made",
        &["--scheme", "square"],
    )[0];
    assert_eq!(body(request)["type"], "thing.made");
}

#[test]
fn values_are_set_before_it_is_signed() {
    let (folder, target) = (Folder::new("set"), Target::new());
    let set = [
        "--set",
        "data.object.amount_total=4200",
        "--set",
        "data.object.metadata.order=6735",
        "--set",
        "id=evt_own",
    ];
    let requests = trigger(
        &folder,
        &target,
        &spec("stripe.yaml"),
        "checkout.session.completed",
        &set,
    );
    let event = body(&requests[0]);
    assert_eq!(event["data"]["object"]["amount_total"], json!(4200));
    assert_eq!(event["data"]["object"]["metadata"]["order"], json!(6735));
    assert_eq!(event["id"], "evt_own");
    let signature = format!(
        "stripe-signature: {}",
        requests[0].header("stripe-signature").unwrap()
    );
    let verify = [
        "verify", "--scheme", "stripe", "--secret", SECRET, "--header", &signature, "--body", "-",
    ];
    folder.run_with(&verify, &requests[0].body).expect(0);
}

#[test]
fn each_delivery_is_an_event_of_its_own_unless_it_is_reported_otherwise() {
    let (folder, target) = (Folder::new("times"), Target::new());
    let ids = |requests: &[Request]| {
        requests
            .iter()
            .map(|request| body(request)["id"].to_string())
            .collect::<Vec<_>>()
    };
    let created = |requests: &[Request]| {
        requests
            .iter()
            .map(|request| body(request)["created"].as_i64())
            .collect::<Vec<_>>()
    };
    let stripe = spec("stripe.yaml");
    let requests = trigger(
        &folder,
        &target,
        &stripe,
        "charge.refunded",
        &["--times", "5"],
    );
    assert_eq!(ids(&requests).iter().collect::<BTreeSet<_>>().len(), 5);
    assert!(created(&requests).is_sorted(), "{:?}", created(&requests));
    let requests = trigger(
        &folder,
        &target,
        &stripe,
        "charge.refunded",
        &["--times", "5", "--shuffle"],
    );
    assert!(!created(&requests).is_sorted(), "{:?}", created(&requests));
    let requests = trigger(
        &folder,
        &target,
        &stripe,
        "charge.refunded",
        &["--times", "2", "--set", "id=evt_same"],
    );
    assert_eq!(ids(&requests), [r#""evt_same""#; 2]);
}

#[test]
fn a_receiver_that_takes_what_was_changed_is_found() {
    let folder = Folder::new("careless");
    let run = |target: &Target, more: &[&str]| {
        let spec = spec("stripe.yaml");
        let fixed = [
            "trigger",
            "charge.refunded",
            "--spec",
            &spec,
            "--to",
            &target.url,
            "--secret",
            SECRET,
        ];
        folder.run(&[&fixed, more].concat()).code
    };
    let (careless, strict) = (
        Target::new(),
        Target::responding(|_| "400 No\r\ncontent-length: 0\r\n\r\n".to_owned()),
    );
    assert_eq!(run(&careless, &[]), 0);
    assert_eq!(run(&careless, &["--tamper", "body"]), 1);
    assert_eq!(run(&strict, &[]), 1);
    assert_eq!(run(&strict, &["--tamper", "body"]), 0);
}

#[test]
fn what_is_triggered_is_valid_for_listen_and_forwarded() {
    let (folder, target) = (Folder::new("listen"), Target::new());
    let arguments = [
        "--forward-to",
        &*target.url,
        "--scheme",
        "stripe",
        "--secret",
        SECRET,
        "--store",
        "kept.jsonl",
    ];
    let mut listening = Listening::start(&folder, &arguments);
    let to = format!("http://{}", listening.address);
    let spec = spec("stripe.yaml");
    let trigger = [
        "trigger",
        "charge.refunded",
        "--spec",
        &spec,
        "--to",
        &to,
        "--secret",
        SECRET,
        "--json",
    ];
    let sent: Value = serde_json::from_str(&folder.run(&trigger).expect(0).out).unwrap();
    let line = listening.line();
    assert_eq!(
        (&line["outcome"], &line["event"], &line["id"]),
        (&json!("valid"), &json!("charge.refunded"), &sent["id"])
    );
    assert_eq!(body(&target.next())["id"], sent["id"]);

    folder
        .run(&[&trigger[..], &["--tamper", "signature"]].concat())
        .expect(1);
    let line = listening.line();
    assert_eq!(line["outcome"], "refused");
    assert!(
        line["reason"]
            .as_str()
            .unwrap()
            .contains("no signature fits"),
        "{line}"
    );
    target.next();

    // By its event's id, and signed again.
    let id = sent["id"].as_str().unwrap();
    let replay = ["replay", id, "--store", "kept.jsonl", "--to", &to];
    folder.run(&replay).expect(0);
    let first = target.next().header("stripe-signature").unwrap().to_owned();
    let again = [
        "--scheme",
        "stripe",
        "--secret",
        SECRET,
        "--now",
        "1767225822",
    ];
    folder.run(&[&replay[..], &again].concat()).expect(0);
    let second = target.next().header("stripe-signature").unwrap().to_owned();
    assert!(
        first != second && second.starts_with("t=1767225822,"),
        "{first} {second}"
    );
}

#[test]
fn what_is_not_there_is_reported() {
    let folder = Folder::new("mistakes");
    let stripe = spec("stripe.yaml");
    let run = |event: &str, more: &[&str]| {
        let fixed = [
            "trigger",
            event,
            "--spec",
            &stripe,
            "--to",
            "http://127.0.0.1:1",
            "--secret",
            SECRET,
        ];
        folder.run(&[&fixed, more].concat())
    };
    run("checkout.session.complete", &[]).expect(2).reports(
        "no event `checkout.session.complete`; did you mean `checkout.session.completed` or ",
    );
    run("nothing.like.it.at.all", &[])
        .expect(2)
        .reports("see `fetchwright webhook events --spec SPEC`");
    run("charge.refunded", &["--set", "amount"])
        .expect(2)
        .reports("`--set amount` is not PATH=VALUE");
    run(
        "charge.refunded",
        &["--scheme", "github", "--tamper", "timestamp"],
    )
    .expect(2)
    .reports("github sends no time");
    run(
        "charge.refunded",
        &["--scheme", "gitlab", "--tamper", "body"],
    )
    .expect(2)
    .reports("gitlab-token does not sign the body");
    let ran = run("charge.refunded", &["--set", "data.object.amout=1"]);
    ran.expect(1)
        .reports("note: the payload has no `data.object.amout` by itself; it was added");
    assert!(
        ran.out
            .contains("not delivered: nothing listens there (connection refused)"),
        "{}",
        ran.out
    );
}

/// A receiver that verifies a body which it parsed and wrote again fails, whatever library it uses, and the refusal names why.
#[test]
fn a_body_does_not_survive_being_parsed_and_written_again() {
    let (folder, target) = (Folder::new("layout"), Target::new());
    let sent = |more: &[&str]| {
        let requests = trigger(&folder, &target, &spec("resend.yaml"), "email.sent", more);
        requests.into_iter().next().unwrap()
    };
    let verify = |request: &Request, came: &str| {
        let headers: Vec<String> = request
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let mut arguments = vec![
            "verify", "--scheme", "resend", "--secret", SECRET, "--body", "-",
        ];
        headers
            .iter()
            .for_each(|header| arguments.extend(["--header", header]));
        folder.run_with(&arguments, came.as_bytes())
    };
    let text = |request: &Request| String::from_utf8(request.body.clone()).unwrap();
    let without_space = |text: &str| {
        let lines: String = text.lines().map(str::trim_start).collect();
        lines.replace("\": ", "\":")
    };
    let raw = sent(&[]);
    assert!(text(&raw).starts_with("{\n  \"") && text(&raw).ends_with("\n}\n"));
    verify(&raw, &text(&raw)).expect(0);
    let value: Value = serde_json::from_slice(&raw.body).unwrap();
    for written in [
        value.to_string(),
        serde_json::to_string_pretty(&value).unwrap(),
    ] {
        verify(&raw, &written)
            .expect(1)
            .reports("delivery refused: ");
    }
    for came in [without_space(&text(&raw)), text(&raw).trim_end().to_owned()] {
        verify(&raw, &came)
            .expect(1)
            .reports("the body was changed on its way: its signature fits the body");
    }
    let pretty = sent(&["--pretty"]);
    assert!(text(&pretty).starts_with("{\n  \"") && text(&pretty).ends_with("\n}"));
    verify(&pretty, &text(&pretty)).expect(0);
    let compact = sent(&["--compact"]);
    assert!(!text(&compact).contains('\n'));
    assert_eq!(text(&compact), without_space(&text(&compact)));
    verify(&compact, &without_space(&text(&compact))).expect(0);
    folder
        .run(&[
            "trigger",
            "email.sent",
            "--spec",
            "x",
            "--to",
            "1",
            "--pretty",
            "--compact",
        ])
        .expect(2);
}
