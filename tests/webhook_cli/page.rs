//! `docs/webhook-signatures-fail.md` shows the real messages: every refusal in it is provoked here, and all that is
//! provoked is in it.

use fetchwright::document::schemes::built_in;
use fetchwright_runtime::webhooks::{Signer, Unsigned, keys};

use crate::program::Folder;

const NOW: i64 = 1_767_225_822;
const STRIPE: &str = "whsec_5ecret_of_this_page";
const RESEND: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const URL: &str = "https://shop.example.com/hooks/";

/// A delivery that somebody signed, and how it arrives.
struct Delivery {
    scheme: &'static str,
    secret: String,
    now: i64,
    url: Option<&'static str>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn signed(scheme: &'static str, secret: &str, body: &str) -> Delivery {
    let data = built_in(scheme).unwrap();
    let signer = Signer::new(&data, keys(data.algorithm), secret).unwrap();
    let signed = signer
        .sign(&Unsigned {
            url: Some(URL),
            ..Unsigned::new(body.as_bytes(), NOW)
        })
        .unwrap();
    Delivery {
        scheme,
        secret: secret.to_owned(),
        now: NOW,
        url: None,
        headers: signed.headers,
        body: signed.body,
    }
}

impl Delivery {
    fn arrives(mut self, body: &str) -> Delivery {
        self.body = body.into();
        self
    }

    fn compressed(mut self) -> Delivery {
        self.body = b"\x1f\x8b\x08\0compressed".to_vec();
        self
    }

    fn configured(mut self, secret: &str) -> Delivery {
        self.secret = secret.to_owned();
        self
    }

    fn at(mut self, now: i64) -> Delivery {
        self.now = now;
        self
    }

    fn url(mut self, url: &'static str) -> Delivery {
        self.url = Some(url);
        self
    }

    fn without(mut self, header: &str) -> Delivery {
        self.headers.retain(|(name, _)| name != header);
        self
    }

    fn twice(mut self, header: &str) -> Delivery {
        let again: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| name == header)
            .cloned()
            .collect();
        self.headers.extend(again);
        self
    }

    fn replaced(mut self, from: &str, to: &str) -> Delivery {
        self.headers
            .iter_mut()
            .for_each(|(_, value)| *value = value.replace(from, to));
        self
    }

    fn upper(mut self) -> Delivery {
        for (_, value) in &mut self.headers {
            *value = value.to_ascii_uppercase().replace("SHA256=", "sha256=");
        }
        self
    }

    /// The message of `webhook verify`.
    fn reported(&self, folder: &Folder) -> String {
        folder.write("secret", &self.secret);
        let mut arguments: Vec<String> = [
            "verify",
            "--scheme",
            self.scheme,
            "--secret",
            "file:secret",
            "--body",
            "-",
            "--now",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(self.now.to_string());
        arguments.extend(
            self.url
                .into_iter()
                .flat_map(|url| ["--url".to_owned(), url.to_owned()]),
        );
        arguments.extend(
            self.headers
                .iter()
                .flat_map(|(name, value)| ["--header".to_owned(), format!("{name}: {value}")]),
        );
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        folder
            .run_with(&arguments, &self.body)
            .expect(1)
            .err
            .trim_end()
            .to_owned()
    }
}

fn stories() -> Vec<Delivery> {
    let stripe = |body: &str| signed("stripe", STRIPE, body);
    let github = |body: &str| signed("github", "s3cret_of_this_page", body);
    vec![
        // The body was changed.
        stripe("{\n  \"id\": \"evt_1\"\n}").arrives(r#"{"id":"evt_1"}"#),
        github(r#"{"zen":"a"}"#).arrives(r#"{ "zen": "a" }"#),
        stripe("{\"id\":\"evt_1\"}\n").arrives(r#"{"id":"evt_1"}"#),
        github("{\"zen\":\r\n\"a\"}").arrives("{\"zen\":\n\"a\"}"),
        signed("meta", "s3cret_of_this_page", r#"{"text":"\u00fc"}"#).arrives(r#"{"text":"ü"}"#),
        github("payload=%7B%22zen%22%3A%22a%22%7D").arrives(r#"{"zen":"a"}"#),
        stripe("{}").arrives(""),
        github(r#"{"zen":"a"}"#).arrives("eyJ6ZW4iOiJhIn0="),
        github(r#"{"zen":"ü"}"#).arrives(r#"{"zen":"Ã¼"}"#),
        github("{}").compressed(),
        github(r#"{"z":1,"y":2,"x":3,"w":4,"v":5,"u":6}"#)
            .arrives(r#"{"u":6,"v":5,"w":4,"x":3,"y":2,"z":1}"#),
        // The secret is another one.
        stripe("{}").configured("whsec_0ther_of_this_page"),
        github("{}").configured("s3cret_of_this_page \n"),
        signed("resend", RESEND, "{}").configured("whsec_of the dashboard"),
        signed("stripe", "5ecret_of_this_page", "{}").configured(STRIPE),
        github("{}").configured("\"s3cret_of_this_page\""),
        github("{}").configured("v1,s3cret_of_this_page"),
        github("{}").configured("s3cret_of\n_this_page"),
        signed("resend", RESEND, "{}").configured("\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\""),
        signed("resend", RESEND, "{}").configured("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS_"),
        // The time is another one.
        stripe("{}").at(NOW + 4000),
        stripe("{}").at(NOW - 4000),
        // A header is not there, or not as it was.
        stripe("{}").without("Stripe-Signature"),
        signed("slack", "s3cret_of_this_page", "{}").without("X-Slack-Request-Timestamp"),
        github("{}").twice("X-Hub-Signature-256"),
        stripe("{}").replaced("v1=", "v0="),
        github("{}").upper(),
        stripe("{}").replaced(",v1", ", v1"),
        // The URL is another one.
        signed("square", "s3cret_of_this_page", "{}"),
        signed("square", "s3cret_of_this_page", "{}").url("http://shop.example.com/hooks/"),
        signed("square", "s3cret_of_this_page", "{}").url("https://shop.example.com/hooks"),
        signed("square", "s3cret_of_this_page", "{}").url("http://10.0.0.7:8080/hooks/"),
    ]
}

#[test]
fn the_page_shows_what_is_reported() {
    let folder = Folder::new("page");
    let page = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/webhook-signatures-fail.md"
    ))
    .unwrap();
    let reported: Vec<String> = stories()
        .iter()
        .map(|story| story.reported(&folder))
        .collect();
    let missing: Vec<&String> = reported
        .iter()
        .filter(|reported| !page.contains(&format!("\n{reported}\n")))
        .collect();
    assert!(missing.is_empty(), "the page does not have\n{missing:#?}");
    let shown = page
        .lines()
        .filter(|line| line.contains(" delivery refused: ") || line.starts_with("error: "));
    let invented: Vec<&str> = shown
        .filter(|line| !reported.iter().any(|reported| reported == line))
        .collect();
    assert!(invented.is_empty(), "no command prints\n{invented:#?}");
}
