//! `fetchwright webhook sign`: a body to the headers that its provider would send.

use std::io::Write;

use fetchwright_runtime::webhooks::Unsigned;

use super::Failure;
use super::arguments::SignArguments;
use super::endpoint::{Signing, time};
use super::ids;
use super::verify::read_body;

/// Prints the headers; and the body too, where the scheme writes into it.
pub(super) fn run(arguments: &SignArguments) -> Result<u8, Failure> {
    let signing = Signing::open(&arguments.scheme, &arguments.key, None)?;
    let body = read_body(&arguments.body)?;
    let made_up = ids::delivery();
    let signed = signing.sign(&Unsigned {
        id: arguments.id.as_deref().unwrap_or(&made_up),
        event: arguments.event.as_deref(),
        method: &arguments.method.to_ascii_uppercase(),
        ..Unsigned::new(&body, time(arguments.key.now))
    })?;
    let mut text: Vec<u8> = signed
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect::<String>()
        .into_bytes();
    if signed.body != body {
        text.push(b'\n');
        text.extend(&signed.body);
    }
    // A reader that went away is no error.
    drop(std::io::stdout().write_all(&text));
    Ok(0)
}
