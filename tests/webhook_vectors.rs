//! Signed deliveries whose outcome the providers' own libraries decided (`vectors`, one file for each provider).
//!
//! `expect` is the result of the official library, `recommended` the safe one where that library has a quirk; `either`
//! means that it does not matter. What is stricter here by default is in `STRICTER`, with its switch.

use std::collections::BTreeSet;

use base64::Engine as _;
use fetchwright::document::schemes::{built_in, built_in_names};
use fetchwright_runtime::webhooks::{Delivery, Refusal, Secrets, keys};
use serde_json::Value;

/// Cases that are refused by default and taken as the official library does with [`Secrets::accept_future`].
const STRICTER: &[(&str, &str)] = &[("stripe", "future_timestamp_beyond")];

/// A case of a provider's file.
struct Case {
    provider: String,
    name: String,
    expected: String,
    value: Value,
}

impl Case {
    fn text(&self, key: &str) -> Option<&str> {
        self.value[key].as_str()
    }

    fn secrets(&self) -> Secrets {
        let scheme =
            built_in(&self.provider).unwrap_or_else(|| panic!("no scheme for {}", self.provider));
        let secrets = Secrets::new(
            &scheme,
            keys(scheme.algorithm),
            [self.text("secret").unwrap()],
        )
        .unwrap();
        match self.text("ca_pem") {
            Some(roots) => secrets.roots(roots),
            None => secrets,
        }
    }

    fn verify(&self, secrets: &Secrets) -> Result<(), Refusal> {
        let headers: Vec<(String, String)> = self.value["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        let body = base64::engine::general_purpose::STANDARD
            .decode(self.text("body_base64").unwrap())
            .unwrap();
        let mut delivery = Delivery::new(&headers, &body)
            .at(self.value["now_unix"].as_i64().unwrap())
            .method(self.text("method").unwrap())
            .url(self.text("url").unwrap());
        if let Some(pem) = self.text("cert_pem") {
            delivery = delivery.certificate(pem);
        }
        secrets.verify(&delivery).map(drop)
    }

    fn is_stricter(&self) -> bool {
        STRICTER.contains(&(&*self.provider, &*self.name))
    }
}

fn file(name: &str) -> Value {
    let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn files() -> Vec<String> {
    let folder = format!("{}/tests/vectors", env!("CARGO_MANIFEST_DIR"));
    let names = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "known_answers.json").collect();
    names.sort();
    names
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for name in files() {
        let mut provider = file(&name);
        for value in provider["cases"].as_array_mut().unwrap().drain(..) {
            let expected = value["recommended"]
                .as_str()
                .or(value["expect"].as_str())
                .unwrap()
                .to_owned();
            let provider = name.trim_end_matches(".json").to_owned();
            all.push(Case {
                provider,
                name: value["name"].as_str().unwrap().to_owned(),
                expected,
                value,
            });
        }
    }
    all
}

#[test]
fn every_case_ends_as_with_the_official_library() {
    let cases = cases();
    let mut wrong = Vec::new();
    for case in cases.iter().filter(|case| case.expected != "either") {
        let found = case.verify(&case.secrets().accept_future());
        if found.is_ok() != (case.expected == "valid") {
            wrong.push(format!(
                "{} {}: {} expected, {found:?}",
                case.provider, case.name, case.expected
            ));
        }
    }
    assert!(cases.len() > 550, "only {} cases", cases.len());
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn by_default_only_the_known_cases_are_stricter() {
    let mut stricter = BTreeSet::new();
    for case in cases().iter().filter(|case| case.expected == "valid") {
        if let Err(refusal) = case.verify(&case.secrets()) {
            assert!(
                case.is_stricter(),
                "{} {}: {refusal}",
                case.provider,
                case.name
            );
            stricter.insert((case.provider.clone(), case.name.clone()));
        }
    }
    assert_eq!(stricter.len(), STRICTER.len());
}

#[test]
fn every_scheme_has_cases_or_a_reason() {
    // No library that signs so was at hand; `webhook_sign` tries them.
    const WITHOUT: &[&str] = &["hubspot-v1", "hubspot-v2", "standard-webhooks-v1a"];
    let with: BTreeSet<String> = files()
        .iter()
        .map(|name| name.trim_end_matches(".json").replace('_', "-"))
        .collect();
    let missing: Vec<String> = built_in_names()
        .into_iter()
        .filter(|name| !with.contains(name))
        .collect();
    assert_eq!(missing, WITHOUT);
}

#[test]
fn published_responses_fit() {
    let known = file("known_answers.json");
    for case in known["cases"].as_array().unwrap() {
        let provider = case["provider"].as_str().unwrap();
        let name = if provider.starts_with("svix") {
            "standard-webhooks"
        } else {
            provider
        };
        let scheme = built_in(name).unwrap();
        let secrets = Secrets::new(
            &scheme,
            keys(scheme.algorithm),
            [case["secret"].as_str().unwrap()],
        )
        .unwrap();
        let headers: Vec<(String, String)> = case["headers"]
            .as_object()
            .map(|headers| {
                headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                    .collect()
            })
            .unwrap_or_default();
        let body = published_body(case);
        let delivery = Delivery::new(&headers, body.as_bytes())
            .at(case["now_unix"].as_i64().unwrap_or_default());
        let delivery = case["url"]
            .as_str()
            .map_or(delivery, |url| delivery.url(url));
        secrets
            .verify(&delivery)
            .unwrap_or_else(|refusal| panic!("{provider}: {refusal}"));
    }
}

/// A body, form parameters, or an item of Adyen's.
fn published_body(case: &Value) -> String {
    if let Some(item) = case.get("item") {
        return serde_json::json!({"notificationItems": [{"NotificationRequestItem": item}]})
            .to_string();
    }
    match case.get("params").and_then(Value::as_object) {
        Some(params) => {
            let pair = |(name, value): (&String, &Value)| {
                format!("{name}={}", value.as_str().unwrap().replace('+', "%2B"))
            };
            params.iter().map(pair).collect::<Vec<_>>().join("&")
        }
        None => case["body"].as_str().unwrap().to_owned(),
    }
}
