//! A scheme and its secrets, as the command line names them: what verifies and what signs.

use fetchwright_runtime::webhooks::{
    self as runtime, Cause, FieldLocation, Handshake, Headers, Reason, Refusal, Scheme, Secrets,
    Signed, Signer, Unsigned,
};

use super::arguments::{KeyArguments, SchemeArguments, TrustArguments};
use super::delivery::Delivery;
use super::secret::Secret;
use super::show::{Outcome, now};
use super::{Failure, specification};
use crate::cli::say;
use crate::diagnostics::nearest;
use crate::document::schemes;

/// What verifies the deliveries of an endpoint.
pub(super) struct Verifier {
    secrets: Secrets,
    certificate: Option<String>,
}

/// What signs deliveries to an endpoint.
pub(super) struct Signing {
    /// The scheme.
    pub scheme: Scheme,
    signer: Signer,
    url: Option<String>,
}

/// A request as it is checked: borrowed, and whatever its headers look like.
pub(super) struct Checked<'c> {
    pub headers: &'c dyn Headers,
    pub body: &'c [u8],
    pub method: &'c str,
    pub url: Option<&'c str>,
    pub now: i64,
}

/// The built-in scheme of a name, or the one that a specification declares; a name that is near to one is pointed out.
fn named(name: &str) -> Result<Scheme, Failure> {
    if let Some(scheme) = schemes::built_in(name) {
        return Ok(scheme);
    }
    if std::path::Path::new(name).is_file() {
        let sources = specification::load(name, &[])?;
        let scheme = specification::scheme(&specification::read(&sources)?);
        return scheme.ok_or_else(|| {
            Failure::usage(format!(
                "{name} has no signature scheme; declare one under `x-fetchwright: webhooks: scheme`"
            ))
        });
    }
    let near = nearest(name, schemes::built_in_names().into_iter());
    let help = match near.is_empty() {
        true => format!("there are {}", schemes::built_in_names().join(", ")),
        false => format!("did you mean {}?", near.join(" or ")),
    };
    Err(Failure::usage(format!(
        "there is no scheme `{name}`; {help}"
    )))
}

/// The scheme that the arguments name, else the one that something else states.
fn scheme_of(arguments: &SchemeArguments, otherwise: Option<Scheme>) -> Result<Scheme, Failure> {
    match (&arguments.scheme, otherwise) {
        (Some(name), _) => named(name),
        (None, Some(scheme)) => Ok(scheme),
        (None, None) => Err(Failure::usage(
            "which scheme? name it with --scheme, such as --scheme stripe",
        )),
    }
}

fn secrets_of(arguments: &SchemeArguments) -> Result<Vec<String>, Failure> {
    if arguments.secret.is_empty() {
        return Err(Failure::usage(
            "which secret? name it with --secret env:NAME, --secret file:PATH or --secret SECRET",
        ));
    }
    arguments.secret.iter().map(Secret::read).collect()
}

fn pem(path: &std::path::Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))
}

impl Verifier {
    /// Reads the secrets as the scheme declares.
    pub(super) fn open(
        arguments: &SchemeArguments,
        trust: &TrustArguments,
    ) -> Result<Verifier, Failure> {
        let scheme = scheme_of(arguments, None)?;
        let secrets = Secrets::new(
            &scheme,
            runtime::keys(scheme.algorithm),
            secrets_of(arguments)?,
        )
        .map_err(|error| Failure::new(error.to_string()))?;
        if let Some(warning) = secrets.warning() {
            say(&format!("warning: {warning}"));
        }
        let secrets = match (trust.max_age, trust.any_age, trust.accept_future) {
            (_, true, _) => secrets.any_age(),
            (Some(seconds), false, _) => {
                secrets.max_age(std::time::Duration::from_secs(seconds.into()))
            }
            (None, false, _) => secrets,
        };
        let secrets = if trust.accept_future {
            secrets.accept_future()
        } else {
            secrets
        };
        let secrets = match &trust.cert_ca {
            Some(path) => secrets.roots(pem(path)?),
            None => secrets,
        };
        let certificate = trust.cert.as_deref().map(pem).transpose()?;
        Ok(Verifier {
            secrets,
            certificate,
        })
    }

    /// The same, where a scheme is named at all.
    pub(super) fn open_if_named(
        arguments: &SchemeArguments,
        trust: &TrustArguments,
    ) -> Result<Option<Verifier>, Failure> {
        match arguments.scheme.is_none() && arguments.secret.is_empty() {
            true => Ok(None),
            false => Verifier::open(arguments, trust).map(Some),
        }
    }

    fn delivery<'c>(&'c self, checked: &Checked<'c>) -> runtime::Delivery<'c> {
        let delivery = runtime::Delivery::new(checked.headers, checked.body)
            .method(checked.method)
            .at(checked.now);
        let delivery = match checked.url {
            Some(url) => delivery.url(url),
            None => delivery,
        };
        match &self.certificate {
            Some(pem) => delivery.certificate(pem),
            None => delivery,
        }
    }

    /// Whether it is the provider's.
    pub(super) fn outcome(&self, checked: &Checked<'_>) -> Outcome {
        let asks = |handshake: &Handshake| matches!(handshake, Handshake::Query { .. });
        // CloudEvents ask so whether an endpoint takes their deliveries; no provider delivers so.
        if checked.method == "OPTIONS" {
            return Outcome::Handshake;
        }
        if checked.method == "GET" && self.secrets.scheme().handshakes.iter().flatten().any(asks) {
            return Outcome::Handshake;
        }
        match self.secrets.verify(&self.delivery(checked)) {
            Ok(verified) => Outcome::Valid {
                secret: verified.secret(),
                sent: verified.sent(),
            },
            Err(refusal) => Outcome::Refused(self.explained(&refusal)),
        }
    }

    /// The refusal, and which argument is missing where that is the reason.
    fn explained(&self, refusal: &Refusal) -> String {
        match refusal.reason() {
            Reason::UrlNeeded => format!("{refusal}; name it with --url"),
            Reason::Certificate(_) if self.certificate.is_none() => {
                format!("{refusal}; name it with --cert")
            }
            Reason::Mismatch(Cause::Unknown) if self.certificate.is_some() => {
                format!("{refusal} (or another --cert)")
            }
            _ => refusal.to_string(),
        }
    }

    /// The event's type and id, whether verified or not.
    pub(super) fn event(&self, checked: &Checked<'_>) -> (Option<String>, Option<String>) {
        let delivery = self.delivery(checked);
        let owned = |text: std::borrow::Cow<'_, str>| text.into_owned();
        (
            self.secrets.event(&delivery).map(owned),
            self.secrets.id(&delivery).map(owned),
        )
    }

    /// What the scheme is called.
    pub(super) fn scheme(&self) -> &str {
        &self.secrets.scheme().name
    }
}

impl Signing {
    /// Reads the secret, or the private key, as the scheme declares.
    pub(super) fn open(
        arguments: &SchemeArguments,
        key: &KeyArguments,
        otherwise: Option<Scheme>,
    ) -> Result<Signing, Failure> {
        let scheme = scheme_of(arguments, otherwise)?;
        let secrets = secrets_of(arguments)?;
        let [secret] = secrets.as_slice() else {
            return Err(Failure::usage("a delivery is signed with one --secret"));
        };
        let kind = runtime::keys(scheme.algorithm);
        let signer = match (&scheme.certificate, &key.key) {
            (Some(_), Some(key)) => Signer::with_private_key(&scheme, kind, secret, &key.read()?),
            (Some(_), None) => {
                let message = format!(
                    "{} signs with a private key; name it with --key file:PATH",
                    scheme.name
                );
                return Err(Failure::usage(message));
            }
            (None, Some(_)) => {
                let message = format!("{} signs with its --secret and has no --key", scheme.name);
                return Err(Failure::usage(message));
            }
            (None, None) => Signer::new(&scheme, kind, secret),
        };
        let signer = signer.map_err(|error| Failure::new(error.to_string()))?;
        Ok(Signing {
            scheme,
            signer,
            url: key.url.clone(),
        })
    }

    /// Signs a body.
    pub(super) fn sign(&self, unsigned: &Unsigned<'_>) -> Result<Signed, Failure> {
        let unsigned = Unsigned {
            url: self.url.as_deref().or(unsigned.url),
            ..*unsigned
        };
        self.signer.sign(&unsigned).map_err(|error| match error {
            runtime::SignError::Content(Reason::UrlNeeded) => Failure::usage(format!(
                "{} signs the URL; name it with --url",
                self.scheme.name
            )),
            error => Failure::new(error.to_string()),
        })
    }

    /// A delivery with its signature: the headers that the scheme adds take the place of others with their names.
    pub(super) fn signed(
        &self,
        delivery: Delivery,
        unsigned: &Unsigned<'_>,
    ) -> Result<Delivery, Failure> {
        let method = delivery.method.as_str().to_owned();
        let signed = self.sign(&Unsigned {
            body: &delivery.body,
            method: &method,
            ..*unsigned
        })?;
        let mut headers = delivery.headers;
        for (name, value) in &signed.headers {
            super::delivery::set_header(&mut headers, name, value)?;
        }
        Ok(Delivery {
            headers,
            body: signed.body,
            ..delivery
        })
    }

    /// The header in which the scheme sends the event's type.
    pub(super) fn event_header(&self) -> Option<&str> {
        match &self.scheme.event {
            Some(FieldLocation::Header(names)) => names.split(' ').next(),
            _ => None,
        }
    }
}

/// The time that was named, else now.
pub(super) fn time(named: Option<i64>) -> i64 {
    named.unwrap_or_else(|| i64::try_from(now()).unwrap_or(i64::MAX))
}
