//! RSA PKCS #1 v1.5 with SHA-256 (RFC 8017), and the provider's key from a certificate that the delivery names.
//!
//! ```text
//! PAYPAL-CERT-URL: https://api.paypal.com/v1/notifications/certs/CERT-1
//!   →   certificate_url(…) → fetch it → Delivery::certificate(pem) → verify
//! ```
//!
//! The URL must be https and below the provider's domain before anything is fetched, and so must the certificate's name;
//! its chain must end at a root that is trusted, and be valid at the delivery's time of arrival (RFC 5280, section 6).

use std::time::Duration;

use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::content::Content;
use super::delivery::Delivery;
use super::keys::{Attempt, KeyKind, SigningKey, VerifyingKey};
use super::refusal::{Reason, Refusal};
use super::secrets::Secrets;
use super::signature::header;

/// RSA with a certificate. The secret is a part of the content; signing takes the private key as PKCS #8.
pub const RSA_CERTIFICATE: KeyKind = KeyKind {
    verifying: |_| Ok(Box::new(CertificateKey)),
    signing,
};

/// So many certificates are read of a chain or of roots.
const MOST_CERTIFICATES: usize = 16;

impl Secrets {
    /// Where the certificate of a delivery is to be fetched from; its bytes go to [`Delivery::certificate`]. It is the
    /// same for many deliveries, so keep it. An address outside of the provider's domain is refused.
    pub fn certificate_url<'d>(&self, delivery: &Delivery<'d>) -> Result<&'d str, Refusal> {
        let refused = |reason| Refusal {
            scheme: self.scheme.name.clone(),
            reason,
            hint: self.scheme.hint.clone(),
            only_the_time: false,
        };
        match &self.scheme.certificate {
            Some((name, domain)) => trusted_url(delivery, name, domain).map_err(refused),
            None => Err(refused(Reason::Certificate(
                "the scheme has none".to_owned(),
            ))),
        }
    }
}

fn trusted_url<'d>(delivery: &Delivery<'d>, name: &str, domain: &str) -> Result<&'d str, Reason> {
    let url = header(delivery, name)?.ok_or_else(|| Reason::Missing(name.to_owned()))?;
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    match is_below(host, domain) {
        true => Ok(url),
        false => Err(Reason::Certificate(format!(
            "its address is not https below `{domain}`"
        ))),
    }
}

/// Whether a name is a domain or below it. A port or credentials are in no name.
fn is_below(host: &str, domain: &str) -> bool {
    let named = host
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
    let host = host.to_ascii_lowercase();
    named
        && host
            .strip_suffix(domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

struct CertificateKey;

impl VerifyingKey for CertificateKey {
    fn fits(&self, attempt: &Attempt<'_>) -> Result<bool, Reason> {
        let untrusted = |why: &str| Reason::Certificate(why.to_owned());
        let (name, domain) = attempt
            .certificate
            .ok_or_else(|| untrusted("the scheme has none"))?;
        trusted_url(attempt.delivery, name, domain)?;
        let pem = attempt.pem.ok_or_else(|| untrusted("it was not given"))?;
        let chain = certificates(pem)?;
        let (first, between) = chain
            .split_first()
            .ok_or_else(|| untrusted("there is none in it"))?;
        let certificate = EndEntityCert::try_from(first).map_err(refused)?;
        is_trusted(&certificate, between, attempt)?;
        is_named(&certificate, domain)?;
        let content = attempt.content.concat();
        let fits = |signature: &[u8]| {
            certificate
                .verify_signature(RSA_PKCS1_2048_8192_SHA256, &content, signature)
                .is_ok()
        };
        Ok(attempt
            .candidates
            .iter()
            .any(|signature| fits(&signature.0)))
    }
}

fn refused(error: webpki::Error) -> Reason {
    Reason::Certificate(format!("{error:?}"))
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Reason> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .take(MOST_CERTIFICATES)
        .collect();
    read.map_err(|_| Reason::Certificate("it is no PEM".to_owned()))
}

/// Whether its chain ends at a root that is trusted.
fn is_trusted(
    certificate: &EndEntityCert<'_>,
    between: &[CertificateDer<'_>],
    attempt: &Attempt<'_>,
) -> Result<(), Reason> {
    let own = attempt.roots.map(certificates).transpose()?;
    let own: Option<Vec<TrustAnchor<'_>>> = own
        .as_ref()
        .map(|own| {
            own.iter()
                .map(anchor_from_trusted_cert)
                .collect::<Result<_, _>>()
        })
        .transpose()
        .map_err(refused)?;
    let anchors = own.as_deref().unwrap_or(webpki_roots::TLS_SERVER_ROOTS);
    let seconds = u64::try_from(attempt.delivery.now()).unwrap_or_default();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let usage = KeyUsage::server_auth();
    let path = certificate.verify_for_usage(
        ALL_VERIFICATION_ALGS,
        anchors,
        between,
        time,
        usage,
        None,
        None,
    );
    path.map(drop).map_err(refused)
}

/// Whether it is for the provider: by its names, or for an old one without these by its common name.
fn is_named(certificate: &EndEntityCert<'_>, domain: &str) -> Result<(), Reason> {
    let mut names = certificate.valid_dns_names().peekable();
    let named = match names.peek() {
        Some(_) => names.any(|name| is_below(name, domain)),
        None => common_name(certificate.subject()).is_some_and(|name| is_below(name, domain)),
    };
    if named {
        Ok(())
    } else {
        Err(Reason::Certificate(format!(
            "its name is not below `{domain}`"
        )))
    }
}

/// `id-at-commonName` (RFC 5280, appendix A.1) in DER.
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];

/// The common name of a label: sets of pairs of an identifier and a text (RFC 5280, section 4.1.2.4). The first one
/// counts. A parser for all of X.509 would be ten crates for this one field.
fn common_name(mut label: &[u8]) -> Option<&str> {
    while !label.is_empty() {
        let (set, after) = element(label)?;
        let (mut pair, _) = element(set)?;
        if let Some(text) = pair.strip_prefix(COMMON_NAME) {
            pair = text;
            return std::str::from_utf8(element(pair)?.0).ok();
        }
        label = after;
    }
    None
}

/// The content of the first element in DER (X.690, section 8.1), and the bytes after it.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match der.get(1..)? {
        [length, rest @ ..] if *length < 0x80 => (usize::from(*length), rest),
        [0x81, length, rest @ ..] => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] => (usize::from(*high) << 8 | usize::from(*low), rest),
        _ => return None,
    };
    rest.split_at_checked(length)
}

fn signing(key: &[u8]) -> Result<Box<dyn SigningKey>, &'static str> {
    let pair = RsaKeyPair::from_pkcs8(key).or_else(|_| RsaKeyPair::from_der(key));
    let pair = pair.map_err(|_| "it is no private RSA key of 2048 bits or more")?;
    Ok(Box::new(PrivateKey(pair)))
}

struct PrivateKey(RsaKeyPair);

impl SigningKey for PrivateKey {
    fn sign(&self, content: &Content<'_>) -> Result<Vec<u8>, &'static str> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        let signed = self.0.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            &content.concat(),
            &mut signature,
        );
        signed
            .map(|()| signature)
            .map_err(|_| "the system gives no random numbers")
    }
}
