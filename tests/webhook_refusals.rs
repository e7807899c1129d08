//! A refusal contains the reason and never a secret; hostile input is refused in bounded work.

use fetchwright::document::schemes::{built_in, built_in_names};
use fetchwright_runtime::webhooks::{
    Cause, Delivery, Headers, Reason, Refusal, Secrets, Signature, Signed, Signer, Unsigned,
    Verified, keys,
};

const NOW: i64 = 1_767_225_822;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn signed(scheme: &str, secret: &str, body: &str) -> Signed {
    let scheme = built_in(scheme).unwrap();
    let signer = Signer::new(&scheme, keys(scheme.algorithm), secret).unwrap();
    signer
        .sign(&Unsigned {
            url: Some("https://a.example/hook"),
            ..Unsigned::new(body.as_bytes(), NOW)
        })
        .unwrap()
}

fn secrets(scheme: &str, secret: &str) -> Secrets {
    let scheme = built_in(scheme).unwrap();
    Secrets::new(&scheme, keys(scheme.algorithm), [secret]).unwrap()
}

fn refused(secrets: &Secrets, headers: &dyn Headers, body: &[u8]) -> Refusal {
    secrets
        .verify(
            &Delivery::new(headers, body)
                .at(NOW)
                .url("https://a.example/hook"),
        )
        .unwrap_err()
}

/// Why a body that was signed in one form and comes in another is refused.
fn changed(scheme: &str, sent: &str, came: &str) -> Cause {
    let signed = signed(scheme, SECRET, sent);
    match refused(&secrets(scheme, SECRET), &signed.headers, came.as_bytes()).reason() {
        Reason::Mismatch(cause) => cause.clone(),
        other => panic!("{other:?}"),
    }
}

mod diagnosis {
    use super::*;

    #[test]
    fn a_body_that_was_parsed_and_written_again_is_named() {
        let compact = r#"{"a":[1,{"b":"c, d: {e}"}],"f":[],"g":{},"u":"Zürich"}"#;
        let spaced = r#"{"a": [1, {"b": "c, d: {e}"}], "f": [], "g": {}, "u": "Zürich"}"#;
        let two = "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"c, d: {e}\"\n    }\n  ],\n  \"f\": [],\n  \"g\": {},\n  \"u\": \"Zürich\"\n}";
        let four = two.replace("  ", "    ");
        let crlf = format!("{}\r\n", two.replace('\n', "\r\n"));
        let ascii = compact.replace('ü', "\\u00fc");
        let newline = format!("{compact}\n");
        let bom = format!("\u{feff}{compact}");
        let payload = format!(
            "payload={}",
            compact.replace('"', "%22").replace('{', "%7B")
        );
        let cases: [(&str, &str, &str); 14] = [
            (compact, spaced, "without white space between"),
            (compact, two, "without white space between"),
            (spaced, compact, "a space behind each"),
            (two, compact, "indented by two"),
            (&four, compact, "indented by four"),
            (&crlf, compact, "with CR LF as its newlines and at its end"),
            (compact, &newline, "without white space between"),
            (&newline, compact, "a newline at its end"),
            (&crlf, &crlf.replace("\r\n", "\n"), "CR LF in place of LF"),
            (two, &two.replace('\n', "\r\n"), "LF in place of CR LF"),
            (&ascii, compact, "escapes in place of"),
            (compact, &ascii, "escapes read"),
            (compact, &bom, "byte order mark"),
            (compact, &payload, "in the form's `payload`"),
        ];
        for (sent, came, wanted) in cases {
            match changed("stripe", sent, came) {
                Cause::Body(how) => assert!(how.contains(wanted), "{how} is not {wanted}"),
                other => panic!("{wanted}: {other:?}"),
            }
        }
    }

    #[test]
    fn another_body_is_no_other_form() {
        assert_eq!(
            changed("stripe", r#"{"a":1}"#, r#"{"a":2}"#),
            Cause::Unknown
        );
        assert_eq!(
            changed("github", r#"{"a":1}"#, "[[[[{\"\\u12"),
            Cause::Unknown
        );
    }

    #[test]
    fn a_secret_in_another_form_is_named() {
        let with_newline = format!("{SECRET}\n");
        let sent = signed("stripe", SECRET, r#"{"a":1}"#);
        let refusal = refused(
            &secrets("stripe", &with_newline),
            &sent.headers,
            br#"{"a":1}"#,
        );
        assert!(
            matches!(refusal.reason(), Reason::Mismatch(Cause::Secret(how)) if how.contains("white space"))
        );
        let sent = signed("openai", "whsec_YWJj", r#"{"a":1}"#);
        let refusal = refused(&secrets("openai", "YWJj"), &sent.headers, br#"{"a":1}"#);
        assert!(
            matches!(refusal.reason(), Reason::Mismatch(Cause::Secret(how)) if how.contains("base64")),
            "{refusal}"
        );
    }

    #[test]
    fn a_url_behind_a_proxy_is_named() {
        let sent = signed("square", SECRET, r#"{"a":1}"#);
        let secrets = secrets("square", SECRET);
        let delivery = Delivery::new(&sent.headers, br#"{"a":1}"#).url("http://a.example/hook");
        let refusal = secrets.verify(&delivery).unwrap_err();
        assert!(
            matches!(refusal.reason(), Reason::Mismatch(Cause::Url(how)) if how.contains("https"))
        );
        let refusal = secrets
            .verify(&Delivery::new(&sent.headers, br#"{"a":1}"#))
            .unwrap_err();
        assert_eq!(refusal.reason(), &Reason::UrlNeeded);
    }

    #[test]
    fn what_is_mixed_up_most_often_is_reported_and_no_secret_is() {
        let sent = signed("stripe", SECRET, r#"{"a":1}"#);
        let refusal = refused(
            &secrets("stripe", "whsec_other"),
            &sent.headers,
            br#"{"a":1}"#,
        )
        .to_string();
        assert!(
            refusal.contains("test and live mode") && refusal.contains("stripe listen"),
            "{refusal}"
        );
        for name in built_in_names() {
            let scheme = built_in(&name).unwrap();
            let Ok(secrets) = Secrets::new(&scheme, keys(scheme.algorithm), [SECRET]) else {
                continue;
            };
            let refusal = refused(&secrets, &sent.headers, br#"{"a":2}"#);
            let reported = format!("{refusal} {refusal:?} {secrets:?}");
            assert!(
                !reported.contains(SECRET) && !reported.contains("MfKQ"),
                "{reported}"
            );
        }
    }
}

mod abuse {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1","type":"a.b"}"#;

    fn header(value: impl Into<Vec<u8>>) -> Vec<(String, Vec<u8>)> {
        vec![("STRIPE-signature".to_owned(), value.into())]
    }

    fn stripe(headers: &dyn Headers) -> Reason {
        refused(&secrets("stripe", SECRET), headers, BODY)
            .reason()
            .clone()
    }

    fn right() -> String {
        signed("stripe", SECRET, std::str::from_utf8(BODY).unwrap()).headers[0]
            .1
            .clone()
    }

    #[test]
    fn ten_megabytes_of_a_header_are_not_read() {
        let long = format!("{},x={}", right(), "a".repeat(10_000_000));
        assert!(
            matches!(stripe(&header(long)), Reason::TooLong { bytes, .. } if bytes > 10_000_000)
        );
    }

    #[test]
    fn a_hundred_thousand_signatures_are_not_tried() {
        let many = format!("{}{}", right(), ",v1=00".repeat(100_000));
        assert!(matches!(stripe(&header(many)), Reason::TooLong { .. }));
        let fewer = format!("{}{}", right(), ",v1=00".repeat(1000));
        assert_eq!(stripe(&header(fewer)), Reason::TooManySignatures(1001));
    }

    #[test]
    fn a_header_that_is_twice_is_refused() {
        let twice = [header(right()), header(right())].concat();
        assert_eq!(
            stripe(&twice),
            Reason::Repeated("Stripe-Signature".to_owned())
        );
        let times = right().replace("t=", "t=5,t=");
        assert_eq!(stripe(&header(times)), Reason::Repeated("t=".to_owned()));
    }

    #[test]
    fn what_no_header_may_hold_is_refused() {
        for bytes in [
            b"t=1\0,v1=00".to_vec(),
            b"t=1\n,v1=00".to_vec(),
            vec![0xff, 0xfe],
        ] {
            assert!(matches!(stripe(&header(bytes)), Reason::Malformed { .. }));
        }
    }

    #[test]
    fn names_have_no_case() {
        let delivery_headers = header(right());
        let delivery = Delivery::new(&delivery_headers, BODY).at(NOW);
        assert!(secrets("stripe", SECRET).verify(&delivery).is_ok());
    }

    #[test]
    fn bad_base64_and_bad_digits_fit_nothing() {
        for scheme in [
            "shopify",
            "standard-webhooks",
            "slack",
            "discord",
            "sendgrid",
            "twilio",
            "docusign",
        ] {
            for value in [
                "",
                "=",
                "====",
                "v1,",
                "v0=zz",
                "sha256=%%%",
                "\u{1F980}",
                "v1,v1,v1",
            ] {
                let secret = match scheme {
                    "discord" => "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
                        .to_owned(),
                    "sendgrid" => std::fs::read_to_string("tests/keys/p256.public.pem").unwrap(),
                    _ => SECRET.to_owned(),
                };
                let scheme = built_in(scheme).unwrap();
                let secrets = Secrets::new(&scheme, keys(scheme.algorithm), [secret]).unwrap();
                let named = every_header(value);
                assert!(
                    secrets
                        .verify(&Delivery::new(&named, BODY).at(NOW).url("https://a.example"))
                        .is_err()
                );
            }
        }
    }

    /// Every header that these schemes read, with one value.
    fn every_header(value: &str) -> Vec<(String, String)> {
        let signer_headers = [
            "X-Shopify-Hmac-Sha256",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "X-Slack-Signature",
            "X-Slack-Request-Timestamp",
            "X-Signature-Ed25519",
            "X-Signature-Timestamp",
            "X-Twilio-Email-Event-Webhook-Signature",
            "X-Twilio-Email-Event-Webhook-Timestamp",
            "X-Twilio-Signature",
            "X-DocuSign-Signature-1",
        ];
        signer_headers
            .iter()
            .map(|name| ((*name).to_owned(), value.to_owned()))
            .collect()
    }

    /// Numbers that are the same in each run (Marsaglia's xorshift).
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self, below: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % below.max(1) as u64) as usize
        }
    }

    /// Right deliveries of every scheme, with bytes of headers and bodies changed, doubled and cut: nothing panics, and
    /// nothing that was changed in what is signed is taken.
    #[test]
    fn changed_deliveries_never_panic_and_are_never_taken() {
        let body = r#"{"id":"evt_1","type":"a.b","signature":{"token":"t"},"notificationItems":[{"NotificationRequestItem":
            {"pspReference":"p","amount":{"value":5,"currency":"EUR"}}}]}"#;
        let mut numbers = Numbers(0x5EED);
        for name in built_in_names() {
            let scheme = built_in(&name).unwrap();
            let secret = if name.starts_with("adyen") {
                "44782DEF"
            } else {
                SECRET
            };
            let Ok(secrets) = Secrets::new(&scheme, keys(scheme.algorithm), [secret]) else {
                continue;
            };
            let Ok(signer) = Signer::new(&scheme, keys(scheme.algorithm), secret) else {
                continue;
            };
            let unsigned = Unsigned {
                url: Some("https://a.example/hook"),
                ..Unsigned::new(body.as_bytes(), NOW)
            };
            let Ok(sent) = signer.sign(&unsigned) else {
                continue;
            };
            for _ in 0..300 {
                let mut headers: Vec<(String, Vec<u8>)> = sent
                    .headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
                    .collect();
                let mut came = sent.body.clone();
                match headers.get_mut(numbers.next(4)) {
                    Some((_, value)) => change(value, &mut numbers),
                    None => change(&mut came, &mut numbers),
                }
                let delivery = Delivery::new(&headers, &came)
                    .at(NOW)
                    .url("https://a.example/hook");
                let taken = secrets.verify(&delivery).is_ok();
                let covered = scheme.content.contains("{body}") && came != sent.body;
                assert!(
                    !(taken && covered),
                    "{name}: {}",
                    String::from_utf8_lossy(&came)
                );
            }
        }
    }

    fn change(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
        let at = numbers.next(bytes.len());
        match numbers.next(4) {
            0 if at < bytes.len() => bytes[at] ^= 1 << numbers.next(8),
            1 => bytes.truncate(at),
            2 => bytes.insert(at, numbers.next(256) as u8),
            _ => bytes.extend_from_within(at..),
        }
    }

    #[test]
    fn deep_and_doubled_fields_are_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(
            secrets("mailgun", SECRET)
                .verify(&Delivery::new(&header(""), deep.as_bytes()))
                .is_err()
        );
        let sent = signed(
            "mailgun",
            SECRET,
            r#"{"signature":{"token":"t"},"event-data":{"id":"a"}}"#,
        );
        let text = String::from_utf8(sent.body.clone()).unwrap();
        let twice = text.replace(
            r#""signature":{"#,
            r#""signature":{"timestamp":"0"},"signature":{"#,
        );
        let refusal = refused(&secrets("mailgun", SECRET), &sent.headers, twice.as_bytes());
        assert!(matches!(refusal.reason(), Reason::NotJson(_)), "{refusal}");
    }
}

/// No `==` exists for what must be compared in constant time: each line below would be ambiguous if it did.
mod constant_time {
    use super::*;

    trait Comparable<A> {
        fn named() {}
    }

    impl<T> Comparable<()> for T {}

    struct HasEq;

    impl<T: PartialEq> Comparable<HasEq> for T {}

    #[test]
    fn nothing_secret_can_be_compared() {
        let _ = <Signature as Comparable<_>>::named;
        let _ = <Secrets as Comparable<_>>::named;
        let _ = <Signer as Comparable<_>>::named;
        let _ = <ring::hmac::Tag as Comparable<_>>::named;
        let _ = <ring::digest::Digest as Comparable<_>>::named;
        let _ = <Verified<&[u8]> as Comparable<_>>::named;
    }
}
