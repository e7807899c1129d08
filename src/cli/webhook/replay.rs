//! `fetchwright webhook replay`: kept deliveries, sent again byte for byte.

use std::io::{self, IsTerminal};

use fetchwright_runtime::webhooks::Unsigned;

use super::arguments::ReplayArguments;
use super::delivery::{Delivery, Target};
use super::endpoint::{Signing, time};
use super::send::Sender;
use super::show::{Line, Style};
use super::store::{self, Kept};
use super::{Failure, ids};
use crate::cli::{FAILED, print, say};

/// Sends what the arguments choose; 1 where one was not taken.
pub(super) fn run(arguments: &ReplayArguments) -> Result<u8, Failure> {
    let target = Target::parse(&arguments.to)?;
    let sender = Sender::new(target.clone(), &arguments.tls)?;
    let style = match (arguments.json, io::stdout().is_terminal()) {
        (true, _) => Style::Json,
        (false, true) => Style::Terminal,
        (false, false) => Style::Plain,
    };
    let signs = arguments.scheme.scheme.is_some() || !arguments.scheme.secret.is_empty();
    let signing = signs
        .then(|| Signing::open(&arguments.scheme, &arguments.key, None))
        .transpose()?;
    let mut code = 0;
    for mut kept in chosen(arguments)? {
        if let Some(signing) = &signing {
            kept.delivery = signed_again(signing, &kept, &target, time(arguments.key.now))?;
        }
        let sent = sender.send(&kept.delivery);
        let line = Line {
            number: kept.number,
            event: kept.event.as_deref(),
            id: kept.id.as_deref(),
            bytes: kept.delivery.body.len(),
            outcome: None,
            sent: &sent,
        };
        print(&line.text(style));
        if !sent.is_taken() {
            code = FAILED;
        }
    }
    Ok(code)
}

/// The delivery with a signature of now. The id stays, since it is the same event.
fn signed_again(
    signing: &Signing,
    kept: &Kept,
    target: &Target,
    now: i64,
) -> Result<Delivery, Failure> {
    let made_up = ids::delivery();
    let url = kept.delivery.url(target);
    let id = kept.id.as_deref().unwrap_or(&made_up);
    // An event's type in a header is still there.
    signing.signed(
        kept.delivery.clone(),
        &Unsigned {
            id,
            url: Some(&url),
            ..Unsigned::new(&[], now)
        },
    )
}

/// The deliveries that are asked for. Of an event that came several times, the last one.
fn chosen(arguments: &ReplayArguments) -> Result<Vec<Kept>, Failure> {
    let path = arguments.store.display();
    let contents = store::read(&arguments.store)
        .map_err(|error| Failure::new(format!("cannot read deliveries from {path}: {error}")))?;
    for line in &contents.broken {
        say(&format!(
            "warning: line {line} of {path} is torn or no delivery, and is left out"
        ));
    }
    let deliveries = contents.deliveries;
    let Some(id) = &arguments.id else {
        let last = usize::try_from(arguments.last.unwrap_or(1)).unwrap_or(usize::MAX);
        let first = deliveries.len().saturating_sub(last);
        return match deliveries.is_empty() {
            true => Err(Failure::new(format!("there are no deliveries in {path}"))),
            false => Ok(deliveries.into_iter().skip(first).collect()),
        };
    };
    let is_meant = |kept: &Kept| kept.id.as_deref() == Some(id) || kept.number.to_string() == *id;
    let count = deliveries.len();
    match deliveries.into_iter().rfind(is_meant) {
        Some(kept) => Ok(vec![kept]),
        None => Err(Failure::new(format!(
            "none of the {count} deliveries in {path} has the number or the event id `{id}`"
        ))),
    }
}
