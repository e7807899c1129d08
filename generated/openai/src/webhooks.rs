//! What the provider sends: verified, and as typed events.

pub use super::runtime::webhooks::*;

/// How openai signs its webhooks.
pub static SCHEME: Scheme = Scheme {
    name: literal("openai"),
    signature: Signatures {
        place: FieldLocation::Header(literal("webhook-signature")),
        separator: literal(" "),
        prefix: literal("v1,"),
    },
    content: literal("{id}.{timestamp}.{body}"),
    algorithm: Algorithm::HmacSha256,
    encoding: Encoding::Base64,
    key: Key {
        form: KeyForm::Base64IfPrefixed,
        prefix: literal("whsec_"),
    },
    timestamp: Some(Timestamp {
        place: FieldLocation::Header(literal("webhook-timestamp")),
        unit: TimeUnit::Seconds,
        tolerance: Some(300),
        future: false,
    }),
    id: Some(FieldLocation::Header(literal("webhook-id"))),
    event: Some(FieldLocation::Pointer(literal("/type"))),
    action: None,
    batch: None,
    url: UrlForm::Exact,
    body_hash: None,
    agreed: None,
    certificate: None,
    empty_body: true,
    handshakes: [None, None],
    hint: literal("each endpoint has a secret of its own"),
};

/// The secrets of an endpoint; one that fits is enough, so that they can be rotated.
pub fn secrets<S: AsRef<str>>(
    secrets: impl IntoIterator<Item = S>,
) -> Result<Secrets, SecretError> {
    Secrets::new(&SCHEME, HMAC_SHA256, secrets)
}

/// Verifies a delivery; what comes out is its body.
pub fn verify<'b>(
    headers: &'b dyn Headers,
    body: &'b [u8],
    secrets: &Secrets,
) -> Result<Verified<&'b [u8]>, Refusal> {
    secrets.verify(&Delivery::new(headers, body))
}

/// Signs as the provider does, for tests.
pub fn signer(secret: &str) -> Result<Signer, SecretError> {
    Signer::new(&SCHEME, HMAC_SHA256, secret)
}
