//! What is signed here verifies, for every built-in scheme, and what is changed behind it does not.

use fetchwright::document::schemes::{built_in, built_in_names};
use fetchwright_runtime::webhooks::{
    Algorithm, Cause, Delivery, Piece, Reason, Scheme, Secrets, Signed, Signer, Unsigned, keys,
    pieces,
};

const NOW: i64 = 1_767_225_822;
const URL: &str = "https://shop.example.test:8443/hooks?id=1%2C2";
const BODY: &str = r#"{"id":"evt_1","type":"a.b","data":{"name":"Zürich / 🦀"},"signature":{"token":"aa"},
  "notificationItems":[{"NotificationRequestItem":{"pspReference":"p","amount":{"value":5,"currency":"EUR"}}}]}"#;

fn key(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What a receiver and what a sender configures.
fn pair(scheme: &Scheme) -> (String, String) {
    // RFC 8032, section 7.1, test 1.
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let symmetric = |secret: &str| (secret.to_owned(), secret.to_owned());
    match (scheme.algorithm, &*scheme.name) {
        (Algorithm::Ed25519, "discord") => (public.to_owned(), seed.to_owned()),
        (Algorithm::Ed25519, "telnyx") => (
            "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=".to_owned(),
            "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=".to_owned(),
        ),
        (Algorithm::Ed25519, _) => (
            "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=".to_owned(),
            "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=".to_owned(),
        ),
        (Algorithm::EcdsaP256, _) => (key("p256.public.pem"), key("p256.private.pem")),
        (_, name) if name.starts_with("adyen") => symmetric("44782DEF547AAA06C910C43932B1EB0C"),
        _ => symmetric("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    }
}

fn signed(scheme: &Scheme, secret: &str) -> Signed {
    let signer = match scheme.algorithm {
        Algorithm::RsaCertificate => Signer::with_private_key(
            scheme,
            keys(scheme.algorithm),
            secret,
            &key("rsa.private.pem"),
        ),
        _ => Signer::new(scheme, keys(scheme.algorithm), secret),
    };
    let unsigned = Unsigned {
        url: Some(URL),
        ..Unsigned::new(BODY.as_bytes(), NOW)
    };
    signer
        .unwrap()
        .sign(&unsigned)
        .unwrap_or_else(|error| panic!("{}: {error}", scheme.name))
}

fn secrets(scheme: &Scheme, secret: &str) -> Secrets {
    Secrets::new(scheme, keys(scheme.algorithm), [secret])
        .unwrap()
        .roots(key("root.pem"))
}

fn verified(scheme: &Scheme, secrets: &Secrets, sent: &Signed, at: i64) -> Result<(), Reason> {
    let certificate = key("rsa.certificate.pem");
    let mut delivery = Delivery::new(&sent.headers, &sent.body).url(URL).at(at);
    if scheme.algorithm == Algorithm::RsaCertificate {
        delivery = delivery.certificate(&certificate);
    }
    secrets
        .verify(&delivery)
        .map(drop)
        .map_err(|refusal| refusal.reason().clone())
}

fn each_scheme(check: impl Fn(&Scheme, &Secrets, &Signed)) {
    for name in built_in_names() {
        let scheme = built_in(&name).unwrap();
        let (receives, sends) = pair(&scheme);
        check(
            &scheme,
            &secrets(&scheme, &receives),
            &signed(&scheme, &sends),
        );
    }
}

fn signs(scheme: &Scheme, wanted: &[Piece<'_>]) -> bool {
    pieces(&scheme.content)
        .flatten()
        .any(|piece| wanted.contains(&piece))
}

/// A certificate is valid for some time only, which is not that of the other keys.
fn time_of(scheme: &Scheme) -> i64 {
    if scheme.algorithm == Algorithm::RsaCertificate {
        NOW + 365 * 86_400
    } else {
        NOW
    }
}

#[test]
fn what_is_signed_verifies() {
    each_scheme(|scheme, secrets, sent| {
        assert_eq!(
            verified(scheme, secrets, sent, time_of(scheme)),
            Ok(()),
            "{}: {:?}",
            scheme.name,
            sent.headers
        );
    });
}

#[test]
fn what_is_changed_does_not() {
    each_scheme(|scheme, secrets, sent| {
        if !signs(scheme, &[Piece::Body, Piece::Crc32, Piece::Form]) {
            return;
        }
        let mut changed = sent.clone();
        let at = changed.body.iter().position(|byte| *byte == b'Z').unwrap();
        changed.body[at] = b'S';
        let refused = verified(scheme, secrets, &changed, time_of(scheme));
        // What the signer had to add a time to has sorted keys, which is suspected then.
        assert!(
            matches!(
                refused,
                Err(Reason::Mismatch(Cause::Unknown | Cause::Suspected(_)))
            ),
            "{}: {refused:?}",
            scheme.name
        );
    });
}

#[test]
fn what_is_late_does_not() {
    each_scheme(|scheme, secrets, sent| {
        let Some(tolerance) = scheme
            .timestamp
            .as_ref()
            .and_then(|timestamp| timestamp.tolerance)
        else {
            return;
        };
        let late = verified(scheme, secrets, sent, NOW + i64::from(tolerance) + 1);
        let expected = Reason::TooOld {
            seconds: u64::from(tolerance) + 1,
            tolerance: u64::from(tolerance),
        };
        assert_eq!(late, Err(expected), "{}", scheme.name);
        let early = verified(scheme, secrets, sent, NOW - i64::from(tolerance) - 1);
        let expected = Reason::TooNew {
            seconds: u64::from(tolerance) + 1,
            tolerance: u64::from(tolerance),
        };
        assert_eq!(early, Err(expected), "{}", scheme.name);
    });
}

#[test]
fn an_old_secret_and_a_new_one_both_fit() {
    each_scheme(|scheme, _, sent| {
        if matches!(
            scheme.algorithm,
            Algorithm::Ed25519 | Algorithm::EcdsaP256 | Algorithm::RsaCertificate
        ) {
            return;
        }
        let (secret, _) = pair(scheme);
        let new = secret.replace(['4', 'M'], "8");
        let both = Secrets::new(scheme, keys(scheme.algorithm), [&new, &secret]).unwrap();
        let delivery = Delivery::new(&sent.headers, &sent.body).url(URL).at(NOW);
        assert_eq!(
            both.verify(&delivery).unwrap().secret(),
            1,
            "{}",
            scheme.name
        );
    });
}

/// The time that a scheme signs in the body takes the place of the one that is there, and nothing else changes.
#[test]
fn a_time_in_the_body_leaves_the_other_bytes() {
    let scheme = built_in("linear").unwrap();
    let (secret, _) = pair(&scheme);
    let signer = Signer::new(&scheme, keys(scheme.algorithm), &secret).unwrap();
    let body = "{\n  \"z\": 1.0,\n  \"webhookTimestamp\" : 7,\n  \"a\": [ ]\n}\n";
    let sent = signer.sign(&Unsigned::new(body.as_bytes(), NOW)).unwrap();
    let wanted = body.replace(": 7,", &format!(": {NOW}000,"));
    assert_eq!(String::from_utf8(sent.body.clone()).unwrap(), wanted);
    assert_eq!(
        verified(&scheme, &secrets(&scheme, &secret), &sent, NOW),
        Ok(())
    );
}
