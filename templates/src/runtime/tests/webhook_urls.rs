//! The URL that a provider signs, as an endpoint finds it in a request.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use super::super::DecodeError;
use super::super::webhooks::*;

/// Any event.
struct Any(UnknownEvent);

impl EventSet for Any {
    const NAMES: &'static [&'static str] = &[];

    fn read(name: &str, json: &[u8]) -> Result<Self, DecodeError> {
        UnknownEvent::read(name, json).map(Any)
    }

    fn other(event: UnknownEvent) -> Self {
        Any(event)
    }

    fn unknown(&self) -> Option<&UnknownEvent> {
        Some(&self.0)
    }

    fn name(&self) -> &str {
        &self.0.name
    }
}

/// Signs the URL and the body, as Square does.
fn scheme() -> Scheme {
    let text = Cow::Borrowed;
    Scheme {
        name: text("square"),
        signature: Signatures {
            place: FieldLocation::Header(text("x-signature")),
            separator: text(""),
            prefix: text(""),
        },
        content: text("{url}{body}"),
        algorithm: Algorithm::HmacSha256,
        encoding: Encoding::Base64,
        key: Key {
            form: KeyForm::Text,
            prefix: text(""),
        },
        timestamp: None,
        id: None,
        event: None,
        action: None,
        batch: None,
        url: UrlForm::Exact,
        body_hash: None,
        agreed: None,
        certificate: None,
        empty_body: true,
        handshakes: [None, None],
        hint: text(""),
    }
}

/// The response of an endpoint to a delivery that was signed for a URL.
async fn status(request: http::request::Builder, base: Option<&str>, signed_url: &str) -> u16 {
    let refusals = Arc::new(Mutex::new(0));
    let secrets = Secrets::new(&scheme(), HMAC_SHA256, ["s"]).unwrap();
    let signer = Signer::new(&scheme(), HMAC_SHA256, "s").unwrap();
    let signed = signer
        .sign(&Unsigned {
            url: Some(signed_url),
            ..Unsigned::new(b"{}", 0)
        })
        .unwrap();
    let counted = Arc::clone(&refusals);
    let handlers = Handlers::<Any>::new().problem(move |_| *counted.lock().unwrap() += 1);
    let handlers = match base {
        Some(base) => handlers.base_url(base),
        None => handlers,
    };
    let request = signed
        .headers
        .iter()
        .fold(request, |request, (name, value)| {
            request.header(name, value)
        });
    let response = handlers.endpoint(secrets)(request.body(signed.body.into()).unwrap()).await;
    let status = response.status().as_u16();
    assert_eq!(
        *refusals.lock().unwrap(),
        u16::from(status != 200),
        "each refusal is reported once"
    );
    status
}

#[tokio::test]
async fn it_is_the_base_and_else_the_host_that_was_asked() {
    let shop = "https://shop.example/hooks?a=1";
    let http_1 = || http::Request::post("/hooks?a=1").header("host", "shop.example");
    let http_2 = || http::Request::post("https://shop.example/hooks?a=1");
    let proxied = || http::Request::post("/hooks?a=1").header("host", "10.0.0.7:8080");
    assert_eq!(status(http_1(), None, shop).await, 200);
    assert_eq!(status(http_2(), None, shop).await, 200);
    assert_eq!(status(proxied(), None, shop).await, 401);
    assert_eq!(
        status(proxied(), Some("https://shop.example/"), shop).await,
        200
    );
    assert_eq!(
        status(http_1(), None, "https://other.example/hooks?a=1").await,
        401
    );
}
