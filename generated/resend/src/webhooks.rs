//! What the provider sends: verified, and as typed events.

use super::runtime;
pub use super::runtime::webhooks::*;
use super::types;

/// How resend signs its webhooks.
pub static SCHEME: Scheme = Scheme {
    name: literal("resend"),
    signature: Signatures {
        place: FieldLocation::Header(literal("svix-signature")),
        separator: literal(" "),
        prefix: literal("v1,"),
    },
    content: literal("{id}.{timestamp}.{body}"),
    algorithm: Algorithm::HmacSha256,
    encoding: Encoding::Base64,
    key: Key {
        form: KeyForm::Base64,
        prefix: literal("whsec_"),
    },
    timestamp: Some(Timestamp {
        place: FieldLocation::Header(literal("svix-timestamp")),
        unit: TimeUnit::Seconds,
        tolerance: Some(300),
        future: false,
    }),
    id: Some(FieldLocation::Header(literal("svix-id"))),
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

events! {
    /// What the provider sends.
    pub enum Event {
        /// A contact was added
        ContactCreated(types::ContactCreatedEvent) = "contact.created",
        /// A contact was removed
        ContactDeleted(types::ContactDeletedEvent) = "contact.deleted",
        /// A contact was changed
        ContactUpdated(types::ContactUpdatedEvent) = "contact.updated",
        /// A domain was added
        DomainCreated(types::DomainCreatedEvent) = "domain.created",
        /// A domain was removed
        DomainDeleted(types::DomainDeletedEvent) = "domain.deleted",
        /// A domain was changed
        DomainUpdated(types::DomainUpdatedEvent) = "domain.updated",
        /// The receiving server refused the message
        EmailBounced(types::EmailBouncedEvent) = "email.bounced",
        /// The recipient clicked a link
        EmailClicked(types::EmailClickedEvent) = "email.clicked",
        /// The recipient marked the message as spam
        EmailComplained(types::EmailComplainedEvent) = "email.complained",
        /// The receiving server took the message
        EmailDelivered(types::EmailDeliveredEvent) = "email.delivered",
        /// Delivery was put off for now
        EmailDeliveryDelayed(types::EmailDeliveryDelayedEvent) = "email.delivery_delayed",
        /// The message could not be sent
        EmailFailed(types::EmailFailedEvent) = "email.failed",
        /// The recipient opened the message
        EmailOpened(types::EmailOpenedEvent) = "email.opened",
        /// A message came in
        EmailReceived(types::EmailReceivedEvent) = "email.received",
        /// The message waits for its time
        EmailScheduled(types::EmailScheduledEvent) = "email.scheduled",
        /// The message went out
        EmailSent(types::EmailSentEvent) = "email.sent",
        /// The message was held back because the recipient is suppressed
        EmailSuppressed(types::EmailSuppressedEvent) = "email.suppressed",
    }
}

/// The secrets of an endpoint; one that fits is enough, so that they can be rotated.
pub fn secrets<S: AsRef<str>>(
    secrets: impl IntoIterator<Item = S>,
) -> Result<Secrets, SecretError> {
    Secrets::new(&SCHEME, HMAC_SHA256, secrets)
}

/// Verifies a delivery and reads its event. `body` is the raw bytes, before any parser.
pub fn verify(
    headers: &dyn Headers,
    body: &[u8],
    secrets: &Secrets,
) -> Result<Verified<Event>, NotAnEvent> {
    secrets.receive(&Delivery::new(headers, body))
}

/// Signs as the provider does, for tests.
pub fn signer(secret: &str) -> Result<Signer, SecretError> {
    Signer::new(&SCHEME, HMAC_SHA256, secret)
}
