//! Sends a delivery: the raw bytes and their headers, with a bound on time and on the response.

use std::time::{Duration, Instant};

use http::{HeaderMap, Method, Request};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::Failure;
use super::arguments::TlsArguments;
use super::delivery::{Delivery, Target};

/// Longer than providers wait.
const TIME: Duration = Duration::from_secs(30);
/// Responses are challenges and short notes.
const RESPONSE: u64 = 1 << 20;

/// The target's response.
#[derive(Debug)]
pub(super) struct TargetResponse {
    /// Its status.
    pub status: http::StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, up to [`RESPONSE`].
    pub body: Vec<u8>,
}

/// A delivery that was tried.
#[derive(Debug)]
pub(super) struct Sent {
    /// The response, or why there is none.
    pub response: Result<TargetResponse, String>,
    /// How long it took.
    pub time: Duration,
}

impl Sent {
    /// Whether the target took it.
    pub(super) fn is_taken(&self) -> bool {
        self.response
            .as_ref()
            .is_ok_and(|response| response.status.is_success())
    }
}

/// Sends deliveries to one target.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    agent: ureq::Agent,
    target: Target,
}

impl Sender {
    /// A sender; fails where the certificates of `--ca` cannot be read.
    pub(super) fn new(target: Target, tls: &TlsArguments) -> Result<Sender, Failure> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            // What the delivery does not declare is not stated for it.
            .user_agent(ureq::config::AutoHeaderValue::None)
            .accept(ureq::config::AutoHeaderValue::None)
            .accept_encoding(ureq::config::AutoHeaderValue::None)
            .tls_config(tls_config(tls)?)
            .timeout_global(Some(TIME));
        let config = if target.is_local() {
            config.proxy(None)
        } else {
            config
        };
        Ok(Sender {
            agent: config.build().into(),
            target,
        })
    }

    /// The target, without what may be a secret.
    pub(super) fn target(&self) -> String {
        self.target.shown()
    }

    /// Whether the target is a port of this machine.
    pub(super) fn is_at(&self, port: u16) -> bool {
        self.target.is_local() && self.target.port() == port
    }

    /// Sends a delivery and waits for the response.
    pub(super) fn send(&self, delivery: &Delivery) -> Sent {
        let start = Instant::now();
        let response = self.exchange(delivery).map_err(|error| reason(&error));
        Sent {
            response,
            time: start.elapsed(),
        }
    }

    fn exchange(&self, delivery: &Delivery) -> Result<TargetResponse, ureq::Error> {
        let mut request = Request::builder()
            .method(&delivery.method)
            .uri(delivery.url(&self.target));
        if let Some(headers) = request.headers_mut() {
            *headers = delivery.forwarded_headers();
        }
        // A handshake comes as GET, which has no body; an empty POST sends `content-length: 0`.
        let has_body = !delivery.body.is_empty()
            || [Method::POST, Method::PUT, Method::PATCH].contains(&delivery.method);
        let mut response = match has_body {
            true => self.agent.run(request.body(&*delivery.body)?)?,
            false => self.agent.run(request.body(())?)?,
        };
        let body = response
            .body_mut()
            .with_config()
            .limit(RESPONSE)
            .read_to_vec()?;
        Ok(TargetResponse {
            status: response.status(),
            headers: response.headers().clone(),
            body,
        })
    }
}

/// The target's roots: those of a file in place of Mozilla's, or none are asked for.
fn tls_config(arguments: &TlsArguments) -> Result<TlsConfig, Failure> {
    let config = TlsConfig::builder().disable_verification(arguments.skip_verify);
    let Some(path) = &arguments.ca else {
        return Ok(config.build());
    };
    let failed = |why: String| Failure::new(format!("cannot read {}: {why}", path.display()));
    let pem = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    let roots = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
            Ok(_) => None,
            Err(error) => Some(Err(failed(error.to_string()))),
        })
        .collect::<Result<Vec<_>, _>>()?;
    match roots.is_empty() {
        true => Err(failed("it holds no certificate in PEM".to_owned())),
        false => Ok(config.root_certs(RootCerts::new_with_certs(&roots)).build()),
    }
}

/// What went wrong, in words; the URL stays out of it.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            "nothing listens there (connection refused)".to_owned()
        }
        ureq::Error::Timeout(_) => format!("no response within {} seconds", TIME.as_secs()),
        ureq::Error::BodyExceedsLimit(_) => {
            format!("the response has more than {} MiB", RESPONSE >> 20)
        }
        ureq::Error::BadUri(_) => "the URL cannot be sent to".to_owned(),
        error if is_untrusted(error) => {
            format!("{error}; name the target's root with --ca, or accept any with --skip-verify")
        }
        error => error.to_string(),
    }
}

/// Whether the target's certificate is the reason.
fn is_untrusted(error: &ureq::Error) -> bool {
    error.to_string().contains("certificate")
}
