//! What the provider sends: verified, and as typed events.

use super::runtime;
pub use super::runtime::webhooks::*;
use super::types;

/// How github signs its webhooks.
pub static SCHEME: Scheme = Scheme {
    name: literal("github"),
    signature: Signatures {
        place: FieldLocation::Header(literal("X-Hub-Signature-256")),
        separator: literal(""),
        prefix: literal("sha256="),
    },
    content: literal("{body}"),
    algorithm: Algorithm::HmacSha256,
    encoding: Encoding::Hex,
    key: Key {
        form: KeyForm::Text,
        prefix: literal(""),
    },
    timestamp: None,
    id: Some(FieldLocation::Header(literal("X-GitHub-Delivery"))),
    event: Some(FieldLocation::Header(literal("X-GitHub-Event"))),
    action: Some(FieldLocation::Pointer(literal("/action"))),
    batch: None,
    url: UrlForm::Exact,
    body_hash: None,
    agreed: None,
    certificate: None,
    empty_body: false,
    handshakes: [None, None],
    hint: literal(
        "the secret is the one of this webhook's settings; an organisation's, a repository's and an app's webhooks each have one",
    ),
};

events! {
    /// What the provider sends.
    pub enum Event {
        /// An issue was opened
        IssuesOpened(types::IssuesOpenedEvent) = "issues.opened",
        /// Sent once when a webhook is made
        Ping(types::PingEvent) = "ping",
        /// A pull request was closed
        PullRequestClosed(types::PullRequestClosedEvent) = "pull_request.closed",
        /// A pull request was opened
        PullRequestOpened(types::PullRequestOpenedEvent) = "pull_request.opened",
        /// Commits or a tag were pushed, or a branch or tag was deleted
        Push(types::PushEvent) = "push",
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
