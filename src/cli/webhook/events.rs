//! `fetchwright webhook events`: the names of a specification's events.

use serde_json::json;

use super::arguments::EventsArguments;
use super::catalogue::{self, Event};
use super::show::printable;
use super::{Failure, specification};
use crate::cli::print;

/// Lists them.
pub(super) fn run(arguments: &EventsArguments) -> Result<u8, Failure> {
    let sources = specification::load(&arguments.spec, &arguments.overlay)?;
    let document = specification::read(&sources)?;
    let events = catalogue::events(&document);
    if events.is_empty() {
        return Err(Failure::new(format!(
            "{} knows no events: it has neither `webhooks` nor a component `event` with names of events",
            arguments.spec
        )));
    }
    let line = if arguments.json { json_line } else { line };
    print(&events.iter().map(line).collect::<String>());
    Ok(0)
}

fn line(event: &Event<'_, '_>) -> String {
    match event.summary {
        Some(summary) => format!("{:<40} {}\n", printable(event.name), printable(summary)),
        None => format!("{}\n", printable(event.name)),
    }
}

fn json_line(event: &Event<'_, '_>) -> String {
    format!(
        "{{\"event\":{},\"summary\":{}}}\n",
        json!(event.name),
        json!(event.summary)
    )
}
