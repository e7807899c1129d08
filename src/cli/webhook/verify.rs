//! `fetchwright webhook verify`: a delivery to whether it is the provider's, and why not.

use std::io::Read;

use super::Failure;
use super::arguments::VerifyArguments;
use super::endpoint::{Checked, Verifier, time};
use super::show::{Outcome, printable};
use crate::cli::{FAILED, print, say};

/// More than any provider sends.
const BODY: u64 = 64 << 20;

/// 0 where it is valid, 1 where it is refused.
pub(super) fn run(arguments: &VerifyArguments) -> Result<u8, Failure> {
    let verifier = Verifier::open(&arguments.scheme, &arguments.trust)?;
    let headers = arguments
        .header
        .iter()
        .map(|text| header(text))
        .collect::<Result<Vec<_>, _>>()?;
    let body = read_body(&arguments.body)?;
    let now = time(arguments.now);
    let checked = Checked {
        headers: &headers,
        body: &body,
        method: &arguments.method.to_ascii_uppercase(),
        url: arguments.url.as_deref(),
        now,
    };
    match verifier.outcome(&checked) {
        Outcome::Refused(reason) => {
            say(&printable(&reason));
            Ok(FAILED)
        }
        outcome => {
            print(&valid(
                &verifier,
                &checked,
                &outcome,
                arguments.scheme.secret.len(),
            ));
            Ok(0)
        }
    }
}

/// `valid: stripe, evt_1 (charge.refunded), sent 12 seconds ago, signed with secret 2 of 2`
fn valid(verifier: &Verifier, checked: &Checked<'_>, outcome: &Outcome, secrets: usize) -> String {
    let mut parts = vec![verifier.scheme().to_owned()];
    match verifier.event(checked) {
        (Some(event), Some(id)) => {
            parts.push(format!("{} ({})", printable(&id), printable(&event)))
        }
        (Some(one), None) | (None, Some(one)) => parts.push(printable(&one)),
        (None, None) => {}
    }
    if let Outcome::Valid { secret, sent } = outcome {
        parts.extend(sent.map(|sent| match checked.now.saturating_sub(sent) {
            age @ 0.. => format!("sent {age} seconds ago"),
            age => format!("sent {} seconds in the future", age.unsigned_abs()),
        }));
        parts.extend(
            (secrets > 1).then(|| format!("signed with secret {} of {secrets}", secret + 1)),
        );
    }
    format!("valid: {}\n", parts.join(", "))
}

/// `Name: value`; the verifier checks the characters.
fn header(text: &str) -> Result<(String, String), Failure> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => Ok((
            name.trim().to_owned(),
            value.trim_matches([' ', '\t']).to_owned(),
        )),
        _ => Err(Failure::usage("a --header is not 'NAME: VALUE'")),
    }
}

/// A file, or standard input.
pub(super) fn read_body(name: &str) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    let read = match name {
        "-" => std::io::stdin()
            .lock()
            .take(BODY + 1)
            .read_to_end(&mut body),
        path => {
            std::fs::File::open(path).and_then(|file| file.take(BODY + 1).read_to_end(&mut body))
        }
    };
    match read {
        Err(_) if name.starts_with(['{', '[']) => Err(Failure::usage(
            "--body takes a file with the raw body, or - for standard input; this is a body",
        )),
        Err(error) => Err(Failure::new(format!(
            "cannot read the body from {name}: {error}"
        ))),
        Ok(_) if body.len() as u64 > BODY => Err(Failure::new(format!(
            "the body has more than {} MiB",
            BODY >> 20
        ))),
        Ok(_) => Ok(body),
    }
}
