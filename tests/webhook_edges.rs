//! Deliveries signed by other code (python's `hmac` and `cryptography`), with what goes wrong at the edges: odd bodies,
//! headers in another case or twice, signatures in another encoding, secrets that rotate, clocks and ports.
//!
//! `valid` is what docs/webhook-schemes.md says, which is the official library's answer or a stricter one.

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
