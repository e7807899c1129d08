//! Deliveries signed by other code (python's `hmac` and `cryptography`), with what goes wrong at the edges: odd bodies,
//! headers in another case or twice, signatures in another encoding, secrets that rotate, clocks and ports.
//!
//! `valid` is what docs/webhook-schemes.md states, which is the official library's result or a stricter one.

use base64::Engine as _;
use fetchwright::document::schemes::built_in;
use fetchwright_runtime::webhooks::{Delivery, Secrets, keys};
use serde_json::Value;

fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect()
}

/// Whether a case is taken, or why not.
fn verify(case: &Value) -> Result<(), String> {
    let scheme = built_in(case["scheme"].as_str().unwrap()).unwrap();
    let secrets = Secrets::new(&scheme, keys(scheme.algorithm), texts(&case["secrets"])).unwrap();
    let headers = serde_json::from_value::<Vec<(String, String)>>(case["headers"].clone()).unwrap();
    let body = base64::engine::general_purpose::STANDARD
        .decode(case["body_base64"].as_str().unwrap())
        .unwrap();
    let delivery = Delivery::new(&headers, &body).at(case["now_unix"].as_i64().unwrap());
    let delivery = delivery.url(case["url"].as_str().unwrap());
    secrets
        .verify(&delivery)
        .map(drop)
        .map_err(|refusal| refusal.to_string())
}

#[test]
fn every_edge_is_as_documented() {
    let path = format!("{}/tests/edge_cases.json", env!("CARGO_MANIFEST_DIR"));
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let found = verify(case);
        if case["valid"].as_bool() != Some(found.is_ok()) {
            wrong.push(format!("{} {}: {found:?}", case["scheme"], case["name"]));
        }
    }
    assert!(cases.len() > 200, "only {} cases", cases.len());
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

/// What is left of `whsec_$SECRET` where the variable is not set, and what is blank: anybody could sign with it.
#[test]
fn a_secret_that_is_blank_or_only_a_prefix_is_refused() {
    for name in ["stripe", "standard-webhooks", "github", "slack"] {
        let scheme = built_in(name).unwrap();
        for blank in ["", " ", "\t\n", "whsec_", " whsec_ ", "whsec_\n"] {
            let secrets = Secrets::new(&scheme, keys(scheme.algorithm), [blank]);
            assert!(secrets.is_err(), "{name} {blank:?}");
        }
    }
}

/// Numbers that are no time are refused before anything is calculated with them: no header value panics.
#[test]
fn no_timestamp_panics() {
    let schemes: Vec<_> = fetchwright::document::schemes::built_in_names()
        .into_iter()
        .filter_map(|name| built_in(&name))
        .filter(|scheme| scheme.timestamp.is_some())
        .collect();
    assert!(schemes.len() > 5);
    let huge = i64::MAX.to_string();
    let numbers = [
        "0",
        "59",
        "60",
        "9999",
        "92233720368547758",
        &huge,
        "-1",
        "",
    ];
    for scheme in &schemes {
        let Ok(secrets) = Secrets::new(scheme, keys(scheme.algorithm), ["c2VjcmV0c2VjcmV0"]) else {
            continue;
        };
        for one in numbers {
            for other in numbers {
                for time in [
                    format!("{one}-01-{other}T00:00:00Z"),
                    format!("2024-{one}-{other}T00:00:00Z"),
                    format!("2024-01-01T{one}:{other}:00Z"),
                    format!("2024-01-01T00:{one}:{other}.{other}Z"),
                    format!("2024-01-01T00:00:00+{one}:{other}"),
                    format!("{one}{other}"),
                ] {
                    // Wherever a scheme looks for its time, it finds this one.
                    let names = [
                        "Stripe-Signature",
                        "webhook-timestamp",
                        "X-Slack-Request-Timestamp",
                        "Paypal-Transmission-Time",
                        "X-Timestamp",
                        "Paddle-Signature",
                    ];
                    let value = |name: &str| match name {
                        "Stripe-Signature" | "Paddle-Signature" => {
                            format!("t={time},ts={time};v1=aa,h1=aa")
                        }
                        _ => time.clone(),
                    };
                    let headers: Vec<(String, String)> = names
                        .iter()
                        .map(|name| ((*name).to_owned(), value(name)))
                        .collect();
                    let body = format!("{{\"timestamp\":\"{time}\"}}");
                    let delivery = Delivery::new(&headers, body.as_bytes()).at(i64::MAX / 2);
                    assert!(secrets.verify(&delivery).is_err(), "{} {time}", scheme.name);
                }
            }
        }
    }
}
