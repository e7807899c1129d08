//! What `fetchwright webhook` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::secret::Secret;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum WebhookCommand {
    /// Check the signature of a delivery, and explain a refusal
    Verify(VerifyArguments),
    /// Sign a body as the provider does, and print the headers
    Sign(SignArguments),
    /// Send a signed event, made from its schema
    Trigger(TriggerArguments),
    /// Receive deliveries on this machine: verify, show, forward and store them
    Listen(ListenArguments),
    /// Send a stored delivery again, byte for byte
    Replay(ReplayArguments),
    /// List the events of a specification
    Events(EventsArguments),
}

/// The scheme and the secrets of an endpoint.
#[derive(Debug, Args)]
pub(in crate::cli) struct SchemeArguments {
    /// The provider's signature scheme, such as stripe or github, or a specification with its own scheme
    #[arg(long, value_name = "NAME|SPEC")]
    pub scheme: Option<String>,
    /// The secret: the text, env:NAME or file:PATH; repeatable during rotation
    #[arg(long, value_name = "SECRET|env:NAME|file:PATH")]
    pub secret: Vec<Secret>,
}

/// What else decides whether a delivery is valid.
#[derive(Debug, Args)]
pub(in crate::cli) struct TrustArguments {
    /// The provider's certificate and its chain, as PEM (schemes with a certificate)
    #[arg(long, value_name = "FILE")]
    pub cert: Option<PathBuf>,
    /// The root certificate of --cert, as PEM [default: Mozilla's list]
    #[arg(long, value_name = "FILE")]
    pub cert_ca: Option<PathBuf>,
    /// The maximum age of a delivery in seconds [default: the scheme's]
    #[arg(long, value_name = "SECONDS", conflicts_with = "any_age")]
    pub max_age: Option<u32>,
    /// Ignore the delivery's time
    #[arg(long)]
    pub any_age: bool,
    /// Accept times in the future, if the provider's own library does
    #[arg(long, conflicts_with = "any_age")]
    pub accept_future: bool,
}

/// How a target with https is trusted.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct TlsArguments {
    /// The root certificates of the target, as PEM, in place of Mozilla's list (https)
    #[arg(long, value_name = "FILE", conflicts_with = "skip_verify")]
    pub ca: Option<PathBuf>,
    /// Accept any certificate of the target (https)
    #[arg(long)]
    pub skip_verify: bool,
}

/// What else a delivery is signed with.
#[derive(Debug, Args)]
pub(in crate::cli) struct KeyArguments {
    /// The private key, for schemes with certificates
    #[arg(long, value_name = "KEY|env:NAME|file:PATH")]
    pub key: Option<Secret>,
    /// The signed URL (schemes that sign it)
    #[arg(long)]
    pub url: Option<String>,
    /// The time of the delivery, in Unix seconds [default: now]
    #[arg(long, value_name = "UNIX")]
    pub now: Option<i64>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright webhook verify --scheme stripe --secret env:STRIPE_WEBHOOK_SECRET --body delivery.json \\
      --header 'Stripe-Signature: t=1700000000,v1=5257a8…' --now 1700000000
  fetchwright webhook verify --scheme github --secret file:secret.txt --body - \\
      --header \"X-Hub-Signature-256: $SIGNATURE\" < delivery.json
  fetchwright webhook verify --scheme square --secret env:SQUARE_KEY --url https://example.com/hook --body delivery.json \\
      --header \"x-square-hmacsha256-signature: $SIGNATURE\"

A secret on the command line is seen by everyone who may list processes: prefer env: and file:. Schemes with key pairs
(discord, sendgrid) take the public key as the secret; paypal takes the webhook's id, and the certificate with --cert.

Exit codes: 0 valid, 1 refused (the reason is on standard error), 2 wrong usage.")]
pub(in crate::cli) struct VerifyArguments {
    #[command(flatten)]
    pub scheme: SchemeArguments,
    #[command(flatten)]
    pub trust: TrustArguments,
    /// The current time, in Unix seconds [default: now]
    #[arg(long, value_name = "UNIX")]
    pub now: Option<i64>,
    /// The method of the request
    #[arg(long, default_value = "POST")]
    pub method: String,
    /// The complete URL as the provider calls it (schemes that sign it)
    #[arg(long)]
    pub url: Option<String>,
    /// A header of the request; repeatable
    #[arg(long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// The raw body: a file, or - for standard input
    #[arg(long, value_name = "FILE|-")]
    pub body: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright webhook sign --scheme stripe --secret env:STRIPE_WEBHOOK_SECRET --body event.json
  fetchwright webhook sign --scheme square --secret file:key.txt --url https://example.com/hook --body event.json
  fetchwright webhook sign --scheme discord --secret file:private.pem --body interaction.json
  fetchwright webhook sign --scheme paypal --secret 8PT597110X687430L --key file:private.pem --body event.json

The headers go to standard output, one a line. Where a scheme writes into the body (mailgun, adyen, linear), an empty line
and the body to send follow. Schemes with key pairs take the private key as the secret; paypal takes it with --key.

Exit codes: 0 signed, 1 not, 2 wrong usage.")]
pub(in crate::cli) struct SignArguments {
    #[command(flatten)]
    pub scheme: SchemeArguments,
    #[command(flatten)]
    pub key: KeyArguments,
    /// The method of the request
    #[arg(long, default_value = "POST")]
    pub method: String,
    /// The delivery's id, for schemes that send it in a header [default: generated]
    #[arg(long)]
    pub id: Option<String>,
    /// The event's type, for schemes that send it in a header
    #[arg(long)]
    pub event: Option<String>,
    /// The raw body: a file, or - for standard input
    #[arg(long, value_name = "FILE|-")]
    pub body: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright webhook trigger checkout.session.completed --spec stripe.yaml --to http://localhost:3000/webhooks \\
      --secret env:STRIPE_WEBHOOK_SECRET
  fetchwright webhook trigger checkout.session.completed --spec stripe.yaml --to http://localhost:3000/webhooks \\
      --secret whsec_test --set data.object.amount_total=4200 --set data.object.metadata.order=6735
  fetchwright webhook trigger email.sent email.delivered --spec resend.yaml --to http://localhost:3000/webhooks \\
      --secret env:RESEND_SECRET --times 3 --shuffle
  fetchwright webhook trigger push --spec github.yaml --to http://localhost:3000/webhooks --secret x --tamper body

Each delivery is an event of its own, with its own id and time; `--set id=evt_1 --times 2` sends one event twice. The
scheme is the one that the specification names, unless --scheme overrides it. The JSON is indented and ends in a newline, so
that a receiver that verifies a body which it parsed and wrote again refuses it; --pretty and --compact write it otherwise.

Exit codes: 0 every response was 2xx (with --tamper: none was), 1 otherwise, 2 wrong usage.")]
pub(in crate::cli) struct TriggerArguments {
    /// The events, as `fetchwright webhook events` names them
    #[arg(required = true, value_name = "EVENT")]
    pub events: Vec<String>,
    /// The specification: a path, an http(s) URL, or - for standard input
    #[arg(long, value_name = "SPEC|URL|-")]
    pub spec: String,
    /// An overlay for the specification; repeatable
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// Where to send the deliveries: a URL, or a port of this machine
    #[arg(long, value_name = "URL|PORT")]
    pub to: String,
    #[command(flatten)]
    pub tls: TlsArguments,
    #[command(flatten)]
    pub scheme: SchemeArguments,
    #[command(flatten)]
    pub key: KeyArguments,
    /// Change the payload: a path with dots, and JSON or text; repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// The number of deliveries of each event
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub times: u32,
    /// Send them in a random order
    #[arg(long)]
    pub shuffle: bool,
    /// Change a part after signing: the receiver must refuse it
    #[arg(long)]
    pub tamper: Option<Tamper>,
    /// Indent the JSON by two spaces
    #[arg(long, conflicts_with = "compact")]
    pub pretty: bool,
    /// Write the JSON without white space
    #[arg(long)]
    pub compact: bool,
    /// Print JSON, one object per line
    #[arg(long)]
    pub json: bool,
}

/// What `--tamper` changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Tamper {
    /// A byte of the body
    Body,
    /// A character of the signature
    Signature,
    /// The signed time
    Timestamp,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright webhook listen --forward-to http://localhost:3000/webhooks --scheme stripe --secret env:WEBHOOK_SECRET
  fetchwright webhook listen --forward-to 3000 --port 8080 --store deliveries.jsonl
  fetchwright webhook listen --forward-to https://localhost:8443 --ca dev-root.pem
  fetchwright webhook listen --forward-to 3000 --scheme stripe --secret env:WEBHOOK_SECRET --ui
  fetchwright webhook listen --forward-to 3000 | jq .outcome

It listens on this machine only; a tunnel brings deliveries from outside. Every delivery is forwarded, the refused ones
too, and the sender gets the target's response. A target without a path takes on the delivery's. On a terminal, deliveries
are shown for people; piped, as lines of JSON. The store holds whole deliveries with their headers, so treat it as a
secret. Ctrl-C ends it.

Exit codes: 0 ended by Ctrl-C, 1 it could not listen, 2 wrong usage.")]
pub(in crate::cli) struct ListenArguments {
    /// Where to forward deliveries: a URL, or a port of this machine
    #[arg(long, value_name = "URL|PORT")]
    pub forward_to: String,
    #[command(flatten)]
    pub tls: TlsArguments,
    /// The port on this machine; 0 selects a free one
    #[arg(long, value_name = "P", default_value_t = 4242)]
    pub port: u16,
    #[command(flatten)]
    pub scheme: SchemeArguments,
    #[command(flatten)]
    pub trust: TrustArguments,
    /// The URL that the provider calls (schemes that sign it) [default: from the request's headers]
    #[arg(long)]
    pub url: Option<String>,
    /// Store the deliveries in this file, for replay
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Show the deliveries in a browser, on another port of this machine; 0 selects a free one
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true, default_missing_value = "4243")]
    pub ui: Option<u16>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright webhook replay 7 --store deliveries.jsonl --to http://localhost:3000/webhooks
  fetchwright webhook replay evt_1NG8Du2eZvKYlo2CUI79vXWy --store deliveries.jsonl --to http://localhost:3000/webhooks
  fetchwright webhook replay --last 5 --store deliveries.jsonl --to http://localhost:3000/webhooks
  fetchwright webhook replay 7 --store deliveries.jsonl --to http://localhost:3000 --scheme stripe --secret env:SECRET

A delivery is sent as it came, with its old signature, which a receiver that checks the time refuses after some minutes.
With --scheme and --secret it is signed again.

Exit codes: 0 every response was 2xx, 1 otherwise, 2 wrong usage.")]
pub(in crate::cli) struct ReplayArguments {
    /// The delivery's number, or the event's id
    #[arg(
        value_name = "ID",
        required_unless_present = "last",
        conflicts_with = "last"
    )]
    pub id: Option<String>,
    /// The last N deliveries, in the order of arrival
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub last: Option<u32>,
    /// The file of `listen --store`
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// The target: a URL, or a port of this machine; without a path it uses the delivery's path
    #[arg(long, value_name = "URL|PORT")]
    pub to: String,
    #[command(flatten)]
    pub tls: TlsArguments,
    #[command(flatten)]
    pub scheme: SchemeArguments,
    #[command(flatten)]
    pub key: KeyArguments,
    /// Print JSON, one object per line
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  fetchwright webhook events --spec stripe.yaml
  fetchwright webhook events --spec github.yaml --json | jq -r .event

Exit codes: 0 listed, 1 the specification could not be read or has no events, 2 wrong usage.")]
pub(in crate::cli) struct EventsArguments {
    /// The specification: a path, an http(s) URL, or - for standard input
    #[arg(long, value_name = "SPEC|URL|-")]
    pub spec: String,
    /// An overlay for the specification; repeatable
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// Print JSON, one object per line
    #[arg(long)]
    pub json: bool,
}
