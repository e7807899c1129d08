//! What the provider sends: verified, and as typed events.

use super::runtime;
pub use super::runtime::webhooks::*;
use super::types;

/// How sendgrid signs its webhooks.
pub static SCHEME: Scheme = Scheme {
    name: literal("sendgrid"),
    signature: Signatures {
        place: FieldLocation::Header(literal("X-Twilio-Email-Event-Webhook-Signature")),
        separator: literal(""),
        prefix: literal(""),
    },
    content: literal("{timestamp}{body}"),
    algorithm: Algorithm::EcdsaP256,
    encoding: Encoding::Base64,
    key: Key {
        form: KeyForm::Base64,
        prefix: literal(""),
    },
    timestamp: Some(Timestamp {
        place: FieldLocation::Header(literal("X-Twilio-Email-Event-Webhook-Timestamp")),
        unit: TimeUnit::Seconds,
        tolerance: None,
        future: false,
    }),
    id: Some(FieldLocation::Pointer(literal("/sg_event_id"))),
    event: Some(FieldLocation::Pointer(literal("/event"))),
    action: None,
    batch: Some(Batch {
        list: literal(""),
        item: literal(""),
        signed: false,
    }),
    url: UrlForm::Exact,
    body_hash: None,
    agreed: None,
    certificate: None,
    empty_body: true,
    handshakes: [None, None],
    hint: literal("the body ends in CR LF, which is signed too"),
};

events! {
    /// What the provider sends.
    pub enum Event {
        /// Events of sent messages
        Processed(types::Event) = "processed",
        /// Events of sent messages
        Dropped(types::Event) = "dropped",
        /// Events of sent messages
        Delivered(types::Event) = "delivered",
        /// Events of sent messages
        Deferred(types::Event) = "deferred",
        /// Events of sent messages
        Bounce(types::Event) = "bounce",
        /// Events of sent messages
        Open(types::Event) = "open",
        /// Events of sent messages
        Click(types::Event) = "click",
        /// Events of sent messages
        Spamreport(types::Event) = "spamreport",
        /// Events of sent messages
        Unsubscribe(types::Event) = "unsubscribe",
        /// Events of sent messages
        GroupUnsubscribe(types::Event) = "group_unsubscribe",
        /// Events of sent messages
        GroupResubscribe(types::Event) = "group_resubscribe",
        /// Events of sent messages
        AccountStatusChange(types::Event) = "account_status_change",
    }
}

/// The secrets of an endpoint; one that fits is enough, so that they can be rotated.
pub fn secrets<S: AsRef<str>>(
    secrets: impl IntoIterator<Item = S>,
) -> Result<Secrets, SecretError> {
    Secrets::new(&SCHEME, ECDSA_P256, secrets)
}

/// Verifies a delivery and reads its events. `body` is the raw bytes, before any parser.
pub fn verify(
    headers: &dyn Headers,
    body: &[u8],
    secrets: &Secrets,
) -> Result<Vec<Verified<Event>>, NotAnEvent> {
    secrets.receive_all(&Delivery::new(headers, body))
}

/// Signs as the provider does, for tests.
pub fn signer(secret: &str) -> Result<Signer, SecretError> {
    Signer::new(&SCHEME, ECDSA_P256, secret)
}
