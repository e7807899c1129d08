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
            (compact, &newline, "without the white space around"),
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

    /// A scheme whose secret is text, one whose secret is base64 where it has a prefix.
    #[test]
    fn a_secret_that_was_copied_with_something_is_named() {
        let body = r#"{"a":1}"#;
        let quoted = format!("\"{SECRET}\"");
        let broken = format!("{}\n{}", &SECRET[..20], &SECRET[20..]);
        let cases = [
            ("github", quoted.clone(), "quotes"),
            ("github", format!("'{SECRET}'"), "quotes"),
            ("github", format!("v1,{SECRET}"), "`v1,`"),
            ("github", broken.clone(), "line breaks"),
            ("github", format!("{SECRET}\\n"), "`\\n`"),
            (
                "github",
                format!("\"v1,{broken}\"\n"),
                "quotes, `v1,` and white space",
            ),
            ("openai", quoted, "quotes"),
            ("openai", format!("v1,{SECRET}"), "`v1,`"),
        ];
        for (scheme, configured, wanted) in cases {
            let sent = signed(scheme, SECRET, body);
            let refusal = refused(
                &secrets(scheme, &configured),
                &sent.headers,
                body.as_bytes(),
            );
            match refusal.reason() {
                Reason::Mismatch(Cause::Secret(how)) => assert!(how.contains(wanted), "{how}"),
                other => panic!("{scheme} {wanted}: {other:?}"),
            }
        }
        // Bytes that the two alphabets of base64 write differently, and that need padding.
        let (raw, url_safe) = ("++//Pj/6AQ==", "--__Pj_6AQ");
        let sent = signed("openai", &format!("whsec_{raw}"), body);
        let refusal = refused(&secrets("openai", url_safe), &sent.headers, body.as_bytes());
        assert!(
            matches!(refusal.reason(), Reason::Mismatch(Cause::Secret(how)) if how.contains("base64")),
            "{refusal}"
        );
    }

    #[test]
    fn a_secret_that_cannot_be_used_names_what_is_wrong_with_it() {
        let error = |scheme: &str, secret: &str| {
            let scheme = built_in(scheme).unwrap();
            Secrets::new(&scheme, keys(scheme.algorithm), [secret])
                .unwrap_err()
                .to_string()
        };
        for (secret, wanted) in [
            (
                "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"",
                "there are quotes around",
            ),
            (
                "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "there is `v1,` before",
            ),
            ("whsec_--__Pj_6AQ==", "it has the alphabet for URLs"),
            ("whsec_++//Pj/6AQ", "its padding is missing"),
            ("whsec_++//Pj/6AQ==\\n", "a `\\n` is written at its"),
            ("whsec_not base64 at all!", "it is no base64"),
        ] {
            let error = error("svix", secret);
            assert!(error.contains(wanted), "{secret}: {error}");
            assert_eq!(
                wanted == "it is no base64",
                error.ends_with(wanted),
                "{error}"
            );
            assert!(!error.contains("Pj"), "{error}");
        }
        // White space in base64 means nothing.
        let broken = "whsec_MfKQ9r8GKYqr\nTwjUPD8ILPZIo2LaLaSw\n";
        let sent = signed("svix", SECRET, "{}");
        let delivery = Delivery::new(&sent.headers, b"{}").at(NOW);
        assert!(secrets("svix", broken).verify(&delivery).is_ok());
        assert!(
            error("adyen-header", "\"44782DEF\"")
                .ends_with("there are quotes, blanks or line breaks in it")
        );
    }

    #[test]
    fn a_body_that_was_encoded_otherwise_is_named() {
        use base64::Engine as _;
        let body = r#"{"name":"Zürich","a":1}"#;
        let engine = base64::engine::general_purpose::STANDARD;
        let latin: Vec<u8> = body.chars().map(|sign| sign as u8).collect();
        let twice: String = body.bytes().map(char::from).collect();
        let string = serde_json::to_string(body).unwrap();
        let cases: [(Vec<u8>, &str); 5] = [
            (engine.encode(body).into_bytes(), "decoded from base64"),
            (latin, "in UTF-8 and not in Latin-1"),
            (twice.into_bytes(), "before UTF-8 was read as Latin-1"),
            (string.into_bytes(), "serialised twice"),
            (body.replace(':', ": ").into_bytes(), "without white space"),
        ];
        let sent = signed("github", SECRET, body);
        for (came, wanted) in cases {
            match refused(&secrets("github", SECRET), &sent.headers, &came).reason() {
                Reason::Mismatch(Cause::Body(how)) => assert!(how.contains(wanted), "{how}"),
                other => panic!("{wanted}: {other:?}"),
            }
        }
        let sorted = r#"{"a":[{"x":1,"y":{}}],"b":"\u00fc","z":[]}"#;
        let came = r#"{"z": [], "b": "\u00fc", "a": [{"y": {}, "x": 1}]}"#;
        match changed("stripe", sorted, came) {
            Cause::Body(how) => assert!(how.contains("keys sorted"), "{how}"),
            other => panic!("{other:?}"),
        }
    }

    /// The signed bytes are lost, so that nothing proves it.
    #[test]
    fn what_cannot_be_proved_is_suspected() {
        let suspected = |headers: &[(&str, &str)], came: &[u8]| {
            let sent = signed(
                "github",
                SECRET,
                r#"{"z":1,"id":2,"b":{"n":1,"k":2},"f":1,"a":1}"#,
            );
            let mut all = sent.headers.clone();
            all.extend(
                headers
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
            );
            match refused(&secrets("github", SECRET), &all, came).reason() {
                Reason::Mismatch(Cause::Suspected(why)) => (*why).to_owned(),
                other => panic!("{other:?}"),
            }
        };
        assert!(suspected(&[], b"\x1f\x8b\x08\0rest").contains("compressed with gzip"));
        assert!(suspected(&[], b"\x28\xb5\x2f\xfdrest").contains("compressed with zstd"));
        assert!(
            suspected(&[("Content-Encoding", "gzip")], br#"{"z":1}"#).contains("was decompressed")
        );
        assert!(suspected(&[], "{\"name\":\"Z\u{fffd}rich\"}".as_bytes()).contains("U+FFFD"));
        let in_order = br#"{"a":1,"b":{"k":2,"n":1},"f":1,"id":2,"z":1}"#;
        assert!(suspected(&[], in_order).contains("alphabetical order"));
        // Neither a few keys nor others prove anything.
        assert_eq!(
            changed("stripe", r#"{"a":1}"#, r#"{"a":1,"b":2,"c":3}"#),
            Cause::Unknown
        );
        let not = r#"{"a":1,"b":{"n":1,"k":2},"f":1,"id":2,"z":1}"#;
        assert_eq!(changed("stripe", r#"{"a":1}"#, not), Cause::Unknown);
    }

    #[test]
    fn blanks_in_a_header_are_named() {
        let body = r#"{"a":1}"#;
        let cases: [(&str, fn(&str) -> String, &str); 5] = [
            (
                "stripe",
                |value| value.replace(',', ", "),
                "without the blanks",
            ),
            ("github", |value| format!(" {value} "), "without the blanks"),
            (
                "svix",
                |value| value.replace("v1,", "v1, "),
                "without the blanks",
            ),
            (
                "paddle",
                |value| value.replace(';', " ; "),
                "without the blanks",
            ),
            (
                "workos",
                |value| value.replace(", ", ","),
                "one blank behind",
            ),
        ];
        for (scheme, change, wanted) in cases {
            let sent = signed(scheme, SECRET, body);
            let headers: Vec<(String, String)> = sent
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), change(value)))
                .collect();
            assert_ne!(headers, sent.headers, "{scheme}");
            match refused(&secrets(scheme, SECRET), &headers, body.as_bytes()).reason() {
                Reason::Mismatch(Cause::Header(how)) => {
                    assert!(how.contains(wanted), "{scheme}: {how}")
                }
                other => panic!("{scheme}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_clock_that_is_wrong_is_distinguished_from_a_forgery() {
        let sent = signed("stripe", SECRET, "{}");
        let reported = |secret: &str, now: i64| {
            let delivery = Delivery::new(&sent.headers, b"{}").at(now);
            let refusal = secrets("stripe", secret).verify(&delivery).unwrap_err();
            assert!(matches!(
                refusal.reason(),
                Reason::TooOld { .. } | Reason::TooNew { .. }
            ));
            refusal.to_string()
        };
        let only_the_time = "; the signature fits, so that only the time is wrong";
        for now in [NOW + 4000, NOW - 4000] {
            assert!(reported(SECRET, now).ends_with(only_the_time));
            assert!(!reported("whsec_another_secret", now).contains("fits"));
        }
    }

    #[test]
    fn a_short_secret_has_a_warning() {
        let warning = |scheme: &str, secret: &str| secrets(scheme, secret).warning();
        let short =
            "a secret of 6 bytes can be guessed from one delivery; use at least 16 random ones";
        assert_eq!(warning("github", "s3cret").as_deref(), Some(short));
        assert_eq!(warning("telegram", "s3cret").as_deref(), Some(short));
        assert_eq!(warning("github", "0123456789abcdef"), None);
        // Its bytes count, not its base64.
        assert!(warning("svix", "whsec_MDEyMzQ1Njc4OWFi").is_some());
        assert_eq!(warning("svix", SECRET), None);
        // A webhook's id is no secret.
        assert_eq!(warning("paypal", "8PT5"), None);
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
        let cause = |headers: &[(String, String)], url: &str| {
            let headers = headers.to_vec();
            let delivery = Delivery::new(&headers, br#"{"a":1}"#).url(url);
            match secrets.verify(&delivery).unwrap_err().reason() {
                Reason::Mismatch(cause) => cause.clone(),
                other => panic!("{other:?}"),
            }
        };
        let mut forwarded = sent.headers.clone();
        forwarded.push(("X-Forwarded-Host".to_owned(), "a.example".to_owned()));
        assert!(
            matches!(cause(&forwarded, "http://10.0.0.7:8080/hook"), Cause::Url(how) if how.contains("X-Forwarded-Host"))
        );
        for url in [
            "http://10.0.0.7:8080/hook",
            "http://app:3000/hook",
            "http://[::1]/hook",
        ] {
            assert!(
                matches!(cause(&sent.headers, url), Cause::Suspected(why) if why.contains("internal network")),
                "{url}"
            );
        }
        assert_eq!(
            cause(&sent.headers, "https://b.example/hook"),
            Cause::Unknown
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
