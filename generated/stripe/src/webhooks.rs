//! What the provider sends: verified, and as typed events.

use super::runtime;
pub use super::runtime::webhooks::*;
use super::types;

/// How stripe signs its webhooks.
pub static SCHEME: Scheme = Scheme {
    name: literal("stripe"),
    signature: Signatures {
        place: FieldLocation::Header(literal("Stripe-Signature")),
        separator: literal(","),
        prefix: literal("v1="),
    },
    content: literal("{timestamp}.{body}"),
    algorithm: Algorithm::HmacSha256,
    encoding: Encoding::Hex,
    key: Key {
        form: KeyForm::Text,
        prefix: literal("whsec_"),
    },
    timestamp: Some(Timestamp {
        place: FieldLocation::Item(literal("t=")),
        unit: TimeUnit::Seconds,
        tolerance: Some(300),
        future: true,
    }),
    id: Some(FieldLocation::Pointer(literal("/id"))),
    event: Some(FieldLocation::Pointer(literal("/type"))),
    action: None,
    batch: None,
    url: UrlForm::Exact,
    body_hash: None,
    agreed: None,
    certificate: None,
    empty_body: false,
    handshakes: [None, None],
    hint: literal(
        "each endpoint has a `whsec_` secret of its own, test and live mode have different ones, and `stripe listen` prints yet another",
    ),
};

events! {
    /// What the provider sends.
    pub enum Event {
        /// A charge was refunded in part or in full
        ChargeRefunded(types::ChargeRefundedEvent) = "charge.refunded",
        /// A buyer finished a checkout session
        CheckoutSessionCompleted(types::CheckoutSessionCompletedEvent) =
            "checkout.session.completed",
        /// A checkout session was closed without being completed
        CheckoutSessionExpired(types::CheckoutSessionExpiredEvent) = "checkout.session.expired",
        /// A subscription was started
        CustomerSubscriptionCreated(types::CustomerSubscriptionCreatedEvent) =
            "customer.subscription.created",
        /// A subscription ended
        CustomerSubscriptionDeleted(types::CustomerSubscriptionDeletedEvent) =
            "customer.subscription.deleted",
        /// A subscription changed, for example its price or its state
        CustomerSubscriptionUpdated(types::CustomerSubscriptionUpdatedEvent) =
            "customer.subscription.updated",
        /// An invoice was paid or marked as paid
        InvoicePaid(types::InvoicePaidEvent) = "invoice.paid",
        /// An attempt to collect an invoice failed
        InvoicePaymentFailed(types::InvoicePaymentFailedEvent) = "invoice.payment_failed",
        /// An attempt to pay failed
        PaymentIntentPaymentFailed(types::PaymentIntentPaymentFailedEvent) =
            "payment_intent.payment_failed",
        /// A payment went through
        PaymentIntentSucceeded(types::PaymentIntentSucceededEvent) = "payment_intent.succeeded",
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
