//! Every built-in scheme on the command line: what is triggered verifies, and what is changed behind it does not.

use fetchwright::document::schemes::{built_in, built_in_names};
use fetchwright_runtime::webhooks::{Algorithm, Scheme};

use crate::program::{Folder, Ran, keys};
use crate::server::{Request, Target};

const URL: &str = "https://shop.example.test:8443/hooks?id=1%2C2";

/// One event with the fields that schemes sign or look at.
const SPEC: &str = r#"
openapi: 3.1.0
info: {title: All schemes, version: '1'}
webhooks:
  thing.happened:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              example:
                id: evt_1
                type: thing.happened
                webhookTimestamp: 1
                data: {text: 'Zürich / 🦀'}
                signature: {token: aa11, timestamp: '1', signature: ''}
                notificationItems:
                  - NotificationRequestItem: {pspReference: p1, amount: {value: 5, currency: EUR}, additionalData: {}}
"#;

/// The options of a receiver and of a sender.
struct Sides {
    receives: Vec<String>,
    sends: Vec<String>,
}

fn sides(scheme: &Scheme) -> Sides {
    // RFC 8032, section 7.1, test 1.
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let secret = |receives: &str, sends: &str| {
        let options = |secret: &str| {
            vec![
                "--scheme".into(),
                scheme.name.to_string(),
                "--secret".into(),
                secret.to_owned(),
            ]
        };
        Sides {
            receives: options(receives),
            sends: options(sends),
        }
    };
    match (scheme.algorithm, &*scheme.name) {
        (Algorithm::Ed25519, "discord") => secret(public, seed),
        (Algorithm::Ed25519, "telnyx") => secret(
            "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
        ),
        (Algorithm::Ed25519, _) => secret(
            "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
        ),
        (Algorithm::EcdsaP256, _) => secret(
            &format!("file:{}", keys("p256.public.pem")),
            &format!("file:{}", keys("p256.private.pem")),
        ),
        (Algorithm::RsaCertificate, _) => {
            let mut sides = secret("8PT597110X687430L", "8PT597110X687430L");
            sides.receives.extend([
                "--cert".into(),
                keys("rsa.certificate.pem"),
                "--cert-ca".into(),
                keys("root.pem"),
            ]);
            sides
                .sends
                .extend(["--key".into(), format!("file:{}", keys("rsa.private.pem"))]);
            sides
        }
        (_, name) if name.starts_with("adyen") => secret(
            "44782DEF547AAA06C910C43932B1EB0C",
            "44782DEF547AAA06C910C43932B1EB0C",
        ),
        _ => secret(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ),
    }
}

fn with<'a>(fixed: &[&'a str], options: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    fixed
        .iter()
        .copied()
        .chain(options.iter().map(String::as_str))
        .chain(more.iter().copied())
        .collect()
}

/// Triggers the event; the delivery that arrived, or why there is none.
fn trigger(folder: &Folder, target: &Target, sides: &Sides, more: &[&str]) -> Result<Request, Ran> {
    let fixed = [
        "trigger",
        "thing.happened",
        "--spec",
        "spec.yaml",
        "--to",
        &target.url,
        "--url",
        URL,
    ];
    let ran = folder.run(&with(&fixed, &sides.sends, more));
    match ran.code {
        2 => Err(ran),
        _ => Ok(target.next()),
    }
}

fn verify(folder: &Folder, request: &Request, sides: &Sides) -> Ran {
    let headers: Vec<String> = request
        .headers
        .iter()
        .flat_map(|(name, value)| ["--header".into(), format!("{name}: {value}")])
        .collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    folder.run_with(
        &with(
            &["verify", "--url", URL, "--body", "-"],
            &sides.receives,
            &headers,
        ),
        &request.body,
    )
}

fn each(name: &str, check: impl Fn(&Scheme, &Folder, &Target, &Sides)) {
    let folder = Folder::new(name);
    folder.write("spec.yaml", SPEC);
    let target = Target::new();
    for name in built_in_names() {
        let scheme = built_in(&name).unwrap();
        check(&scheme, &folder, &target, &sides(&scheme));
    }
}

#[test]
fn what_is_triggered_verifies() {
    each("triggered", |scheme, folder, target, sides| {
        let request = trigger(folder, target, sides, &[]).unwrap();
        let ran = verify(folder, &request, sides);
        assert_eq!(ran.code, 0, "{}: {}", scheme.name, ran.err);
        assert!(
            ran.out.starts_with(&format!("valid: {}", scheme.name)),
            "{}",
            ran.out
        );
    });
}

#[test]
fn what_is_changed_does_not() {
    const BODY_IS_FREE: &[&str] = &["figma", "gitlab-token", "telegram"];
    each("tampered", |scheme, folder, target, sides| {
        for part in ["body", "signature", "timestamp"] {
            let possible = match part {
                "body" => !BODY_IS_FREE.contains(&&*scheme.name),
                "timestamp" => scheme.timestamp.is_some(),
                _ => true,
            };
            match trigger(folder, target, sides, &["--tamper", part]) {
                Ok(request) => {
                    assert!(possible, "{} {part}", scheme.name);
                    let ran = verify(folder, &request, sides);
                    assert_eq!(ran.code, 1, "{} {part}: {}", scheme.name, ran.out);
                    assert!(ran.err.contains("delivery refused: "), "{}", ran.err);
                }
                Err(ran) => assert!(!possible, "{} {part}: {}", scheme.name, ran.err),
            }
        }
    });
}

#[test]
fn an_old_delivery_is_signed_right_and_refused_for_its_age() {
    each("old", |scheme, folder, target, sides| {
        let Some(tolerance) = scheme
            .timestamp
            .as_ref()
            .and_then(|timestamp| timestamp.tolerance)
        else {
            return;
        };
        let request = trigger(folder, target, sides, &["--now", "1767225822"]).unwrap();
        let ran = verify(folder, &request, sides);
        ran.expect(1)
            .reports(&format!("seconds old, and may be {tolerance}"));
        let headers: Vec<String> = request
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let headers: Vec<&str> = headers
            .iter()
            .flat_map(|header| ["--header", header])
            .collect();
        for switch in [
            &["--any-age"][..],
            &["--now", "1767225823"],
            &["--max-age", "4000000000"],
        ] {
            let fixed = [&["verify", "--url", URL, "--body", "-"], switch].concat();
            folder
                .run_with(&with(&fixed, &sides.receives, &headers), &request.body)
                .expect(0);
        }
    });
}

/// A provider that nobody has heard of: a few lines in its specification.
const OWN: &str = r#"
openapi: 3.1.0
info: {title: Acme, version: '1'}
x-fetchwright:
  webhooks:
    scheme:
      name: acme
      signature: {header: X-Acme-Signature, prefix: 'v3='}
      content: 'acme:{header:X-Acme-Nonce}:{timestamp}:{body}'
      algorithm: hmac-sha512
      encoding: base64
      secret: {form: text}
      timestamp: {header: X-Acme-Time, unit: milliseconds, tolerance: 30}
      id: /id
      event: /kind
    object: /object
    events: {boulder.dropped: Boulder}
components:
  schemas:
    # No operation reaches them, and two of them form a cycle.
    Boulder: {type: object, required: [weight], properties: {weight: {type: integer, example: 900}, of: {$ref: '#/components/schemas/One'}}}
    One: {$ref: '#/components/schemas/Other'}
    Other: {$ref: '#/components/schemas/One'}
"#;

#[test]
fn a_specification_brings_its_own_scheme_and_events() {
    let folder = Folder::new("own");
    folder.write("acme.yaml", OWN);
    let target = Target::new();
    folder
        .run(&[
            "trigger",
            "boulder.dropped",
            "--spec",
            "acme.yaml",
            "--secret",
            "s3cret",
            "--to",
            &target.url,
        ])
        .expect(0);
    let request = target.next();
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(
        (body["kind"].as_str(), body["object"]["weight"].as_i64()),
        (Some("boulder.dropped"), Some(900))
    );
    assert!(
        request
            .header("x-acme-signature")
            .unwrap()
            .starts_with("v3=")
    );
    let receives = ["--scheme", "acme.yaml", "--secret", "s3cret"]
        .map(str::to_owned)
        .to_vec();
    let ran = verify(
        &folder,
        &request,
        &Sides {
            receives,
            sends: Vec::new(),
        },
    );
    assert!(
        ran.expect(0).out.starts_with("valid: acme, evt_"),
        "{}",
        ran.out
    );
    folder.write(
        "none.yaml",
        "openapi: 3.1.0\ninfo: {title: None, version: '1'}\npaths: {}\n",
    );
    folder
        .run(&[
            "verify",
            "--scheme",
            "none.yaml",
            "--secret",
            "a",
            "--body",
            "acme.yaml",
        ])
        .expect(2)
        .reports(
            "none.yaml has no signature scheme; declare one under `x-fetchwright: webhooks: scheme`",
        );
}

#[test]
fn an_overlay_brings_the_scheme_too() {
    let folder = Folder::new("overlay");
    folder.write("spec.yaml", SPEC);
    folder.write(
        "overlay.yaml",
        "overlay: 1.0.0\ninfo: {title: Signed, version: '1'}\nactions:\n  - target: $\n    update: {x-fetchwright: {webhooks: {scheme: typeform}}}\n",
    );
    let target = Target::new();
    let fixed = [
        "trigger",
        "thing.happened",
        "--spec",
        "spec.yaml",
        "--secret",
        "s3cret",
        "--to",
        &target.url,
    ];
    folder
        .run(&fixed)
        .expect(2)
        .reports("which scheme? name it with --scheme");
    folder
        .run(&[&fixed[..], &["--overlay", "overlay.yaml"]].concat())
        .expect(0);
    assert!(
        target
            .next()
            .header("typeform-signature")
            .unwrap()
            .starts_with("sha256=")
    );
    folder
        .run(&[&fixed[..], &["--overlay", "none.yaml"]].concat())
        .expect(1)
        .reports("cannot read `none.yaml`");
}
