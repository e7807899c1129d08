//! Handshakes get a response as each provider's page contains, and only for who has the secret.

use fetchwright::document::schemes::built_in;
use fetchwright_runtime::webhooks::{
    Delivery, Refusal, Secrets, Signer, Unsigned, WebhookResponse, keys,
};

const NOW: i64 = 1_767_225_822;
/// A seed of Ed25519 and its public key (RFC 8032, 7.1, test 1).
const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

fn secrets(scheme: &str, secret: &str) -> Secrets {
    let scheme = built_in(scheme).unwrap();
    Secrets::new(&scheme, keys(scheme.algorithm), [secret]).unwrap()
}

/// The response to a body that is signed with one secret and verified with another, or the same.
fn response(
    scheme: &str,
    (private, public): (&str, &str),
    body: &str,
) -> Result<Option<WebhookResponse>, Refusal> {
    let described = built_in(scheme).unwrap();
    let signer = Signer::new(&described, keys(described.algorithm), private).unwrap();
    let signed = signer.sign(&Unsigned::new(body.as_bytes(), NOW)).unwrap();
    let secrets = secrets(scheme, public);
    let verified = secrets.verify(&Delivery::new(&signed.headers, &signed.body).at(NOW))?;
    Ok(secrets.handshake(&verified))
}

fn expected(status: u16, content_type: &'static str, body: &str) -> WebhookResponse {
    WebhookResponse {
        status,
        content_type,
        body: body.to_owned(),
    }
}

#[test]
fn slack_gets_its_challenge() {
    let body = r#"{"token":"t","challenge":"3eZb\"rA","type":"url_verification"}"#;
    let found = response("slack", ("s", "s"), body).unwrap();
    assert_eq!(found, Some(expected(200, "text/plain", "3eZb\"rA")));
    let event = r#"{"type":"event_callback","challenge":"c","event":{"type":"url_verification"}}"#;
    assert_eq!(response("slack", ("s", "s"), event).unwrap(), None);
    let without = r#"{"type":"url_verification"}"#;
    assert_eq!(response("slack", ("s", "s"), without).unwrap(), None);
}

#[test]
fn zoom_gets_its_token_signed() {
    // The signature is `printf qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac s3`.
    let body =
        r#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event":"endpoint.url_validation"}"#;
    let found = response("zoom", ("s3", "s3"), body).unwrap().unwrap();
    assert_eq!(
        (found.status, found.content_type),
        (200, "application/json")
    );
    let json: serde_json::Value = serde_json::from_str(&found.body).unwrap();
    let signed = "21dd15c04fd13b94feb5c77ddb973a30988c231b4f1838c7a088000cab1192be";
    assert_eq!(
        json,
        serde_json::json!({"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": signed})
    );
    assert_eq!(
        response(
            "zoom",
            ("s3", "s3"),
            r#"{"event":"meeting.started","payload":{}}"#
        )
        .unwrap(),
        None
    );
}

#[test]
fn zoom_is_signed_with_the_secret_that_fitted() {
    let body = r#"{"payload":{"plainToken":"a"},"event":"endpoint.url_validation"}"#;
    let zoom = built_in("zoom").unwrap();
    let signed = Signer::new(&zoom, keys(zoom.algorithm), "new").unwrap();
    let signed = signed.sign(&Unsigned::new(body.as_bytes(), NOW)).unwrap();
    let both = Secrets::new(&zoom, keys(zoom.algorithm), ["old", "new"]).unwrap();
    let verified = both
        .verify(&Delivery::new(&signed.headers, &signed.body).at(NOW))
        .unwrap();
    let found = both.handshake(&verified).unwrap().body;
    assert_eq!(
        found,
        response("zoom", ("new", "new"), body)
            .unwrap()
            .unwrap()
            .body
    );
}

#[test]
fn discord_gets_a_pong_or_nothing() {
    let found = |body| response("discord", (SEED, PUBLIC), body).unwrap();
    assert_eq!(
        found(r#"{"type":1}"#),
        Some(expected(200, "application/json", r#"{"type":1}"#))
    );
    assert_eq!(
        found(r#"{"type":0,"version":1}"#),
        Some(WebhookResponse::empty(204))
    );
    assert_eq!(found(r#"{"type":2,"data":{"type":1}}"#), None);
}

#[test]
fn nobody_else_gets_a_response() {
    let other = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    let refused = |scheme, secrets, body| {
        assert_eq!(response(scheme, secrets, body).unwrap_err().status(), 401)
    };
    refused(
        "slack",
        ("s", "other"),
        r#"{"type":"url_verification","challenge":"c"}"#,
    );
    refused(
        "zoom",
        ("s", "other"),
        r#"{"event":"endpoint.url_validation","payload":{"plainToken":"p"}}"#,
    );
    refused("discord", (other, PUBLIC), r#"{"type":1}"#);
}

#[test]
fn meta_subscribes_with_the_agreed_token() {
    let asked = |method: &str, query: &str, token: &str| {
        let headers: Vec<(&str, &str)> = Vec::new();
        let url = format!("https://shop.example/hooks?{query}");
        let delivery = Delivery::new(&headers, b"").method(method).url(&url);
        secrets("meta", "s").subscription(&delivery, token)
    };
    let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meat%20and+more";
    let found = asked("GET", query, "meat and more");
    assert_eq!(found, Some(expected(200, "text/plain", "1158201444")));
    let forbidden = Some(WebhookResponse::empty(403));
    assert_eq!(asked("GET", query, "another"), forbidden);
    assert_eq!(
        asked("GET", "hub.mode=subscribe&hub.challenge=1", "t"),
        forbidden
    );
    assert_eq!(
        asked("GET", "hub.mode=subscribe&hub.verify_token=t", "t"),
        forbidden
    );
    assert_eq!(
        asked("GET", "hub.challenge=1&hub.verify_token=", ""),
        forbidden,
        "an empty token is none"
    );
    assert_eq!(
        asked("GET", "hub.challenge=%FF&hub.verify_token=t", "t"),
        forbidden
    );
    assert_eq!(asked("POST", query, "meat and more"), None);
}

#[test]
fn a_scheme_without_a_subscription_has_no_response() {
    let headers: Vec<(&str, &str)> = Vec::new();
    let delivery = Delivery::new(&headers, b"")
        .method("GET")
        .url("https://a.example/?hub.challenge=1&hub.verify_token=t");
    assert_eq!(
        secrets("stripe", "whsec_a").subscription(&delivery, "t"),
        None
    );
}
