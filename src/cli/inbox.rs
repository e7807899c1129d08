//! `fetchwright inbox`: what a person does with the webhook inbox of a database.
//!
//! ```text
//! fetchwright inbox replay --state dead --source stripe --dry-run --database shop.db   →   12 deliveries would be replayed
//! ```
//!
//! It changes an inbox that is there, and never makes one: a wrong path or URL is an error.

use std::fmt::Write;
use std::time::UNIX_EPOCH;

use clap::{Args, Subcommand};
use fetchwright_inbox::{Error, Filter, Inbox, Replay, State, Summary};

use super::{FAILED, print, say};

/// Operate a webhook inbox
#[derive(Debug, Subcommand)]
pub(super) enum InboxCommand {
    /// List deliveries, the newest first
    List {
        #[command(flatten)]
        filter: FilterArguments,
        /// So many at most
        #[arg(long, default_value_t = 50)]
        limit: u32,
        #[command(flatten)]
        database: Database,
    },
    /// Show a delivery with its headers, body and history
    Show {
        /// Its number, as in the list
        id: i64,
        #[command(flatten)]
        database: Database,
    },
    /// Let deliveries be handled again: one, or all of a filter
    Replay {
        /// Its number, as in the list; without it, all deliveries of the filter
        id: Option<i64>,
        #[command(flatten)]
        filter: FilterArguments,
        /// Only count them
        #[arg(long)]
        dry_run: bool,
        /// So many a second
        #[arg(long, value_name = "RATE")]
        per_second: Option<u32>,
        #[command(flatten)]
        database: Database,
    },
    /// Count what is unfinished, and what happened in the last 24 hours
    Stats {
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Debug, Args)]
pub(super) struct Database {
    /// A SQLite file or a postgres:// URL [default: the variable DATABASE_URL]
    #[arg(long = "database", value_name = "URL")]
    url: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct FilterArguments {
    /// Of one source
    #[arg(long)]
    source: Option<String>,
    /// Of one event type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Of one event
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// In one state: waiting, running, waits-for-lane, paused, no-handler, dead, done, discarded
    #[arg(long, value_parser = state)]
    state: Option<State>,
}

fn state(name: &str) -> Result<State, String> {
    let names = State::ALL.map(State::name).join(", ");
    State::from_name(name).ok_or(format!("the states are {names}"))
}

impl FilterArguments {
    fn filter(&self) -> Filter {
        let mut filter = Filter::default();
        if let Some(source) = &self.source {
            filter = filter.source(source);
        }
        if let Some(kind) = &self.kind {
            filter = filter.kind(kind);
        }
        if let Some(event) = &self.event {
            filter = filter.event_id(event);
        }
        self.state
            .map_or(filter.clone(), |state| filter.state(state))
    }

    fn is_empty(&self) -> bool {
        self.source.is_none() && self.kind.is_none() && self.event.is_none() && self.state.is_none()
    }
}

pub(super) fn run(command: &InboxCommand) -> u8 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(execute(command)),
        Err(error) => Err(Failure::Failed(error.to_string())),
    };
    match result {
        Ok(text) => {
            print(&text);
            0
        }
        Err(Failure::Usage(text)) => super::usage(&text),
        Err(Failure::Failed(text)) => {
            say(&format!("error: {text}"));
            FAILED
        }
    }
}

enum Failure {
    Usage(String),
    Failed(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Failed(error.to_string())
    }
}

async fn execute(command: &InboxCommand) -> Result<String, Failure> {
    match command {
        InboxCommand::List {
            filter,
            limit,
            database,
        } => {
            let inbox = open(database).await?;
            Ok(table(&inbox.list(&filter.filter(), *limit).await?))
        }
        InboxCommand::Show { id, database } => show(&open(database).await?, *id).await,
        InboxCommand::Replay {
            id: Some(id),
            filter,
            dry_run,
            database,
            ..
        } => {
            if !filter.is_empty() || *dry_run {
                let text = "a number and a filter exclude each other".to_owned();
                return Err(Failure::Usage(text));
            }
            match open(database).await?.replay(*id).await? {
                true => Ok(format!("delivery {id} waits to be handled again\n")),
                false => Err(Failure::Failed(format!(
                    "delivery {id} cannot be replayed: it runs, its body is gone, or there is none"
                ))),
            }
        }
        InboxCommand::Replay {
            id: None,
            filter,
            dry_run,
            per_second,
            database,
        } => {
            if filter.is_empty() {
                let text =
                    "replay needs the number of a delivery, or a filter such as --state dead";
                return Err(Failure::Usage(text.to_owned()));
            }
            let how = if *dry_run {
                Replay::default().dry_run()
            } else {
                Replay::default()
            };
            let how = per_second.map_or(how, |rate| how.per_second(rate));
            let count = open(database)
                .await?
                .replay_all(&filter.filter(), how)
                .await?;
            let done = if *dry_run {
                "would be replayed"
            } else {
                "wait to be handled again"
            };
            Ok(format!("{count} deliveries {done}\n"))
        }
        InboxCommand::Stats { database } => stats(&open(database).await?).await,
    }
}

async fn open(database: &Database) -> Result<Inbox, Failure> {
    let url = database
        .url
        .clone()
        .or_else(|| std::env::var("DATABASE_URL").ok());
    let missing = || Failure::Usage("--database or the variable DATABASE_URL is needed".to_owned());
    let url = url.ok_or_else(missing)?;
    let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let builder = match is_postgres {
        true => Inbox::postgres(&url).listen(false),
        false => Inbox::sqlite(url.strip_prefix("sqlite://").unwrap_or(&url)),
    };
    Ok(builder.existing().open().await?)
}

fn table(list: &[Summary]) -> String {
    let mut text = String::new();
    for delivery in list {
        let _ = writeln!(
            text,
            "{:>8}  {:14}  {:12}  {}  {}  attempts {}{}",
            delivery.id,
            delivery.state.name(),
            delivery.source,
            delivery.kind,
            delivery.event_id,
            delivery.attempts,
            delivery
                .error
                .as_ref()
                .map_or(String::new(), |error| format!("  {error}")),
        );
    }
    text
}

async fn show(inbox: &Inbox, id: i64) -> Result<String, Failure> {
    let missing = || Failure::Failed(format!("there is no delivery {id}"));
    let details = inbox.show(id).await?.ok_or_else(missing)?;
    let mut text = table(std::slice::from_ref(&details.summary));
    for attempt in &details.history {
        let at = attempt
            .at
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let error = attempt.error.as_deref().unwrap_or_default();
        let (number, outcome, took) = (attempt.number, attempt.outcome, attempt.took);
        let _ = writeln!(
            text,
            "attempt {number} at {at}: {outcome} after {took:?}  {error}"
        );
    }
    for (name, value) in &details.headers {
        let _ = writeln!(
            text,
            "{name}: {}",
            String::from_utf8_lossy(value.as_bytes())
        );
    }
    let body = details.body.as_deref().map(String::from_utf8_lossy);
    let _ = writeln!(
        text,
        "\n{}",
        body.unwrap_or("(removed by retention)".into())
    );
    Ok(text)
}

async fn stats(inbox: &Inbox) -> Result<String, Failure> {
    let stats = inbox.stats().await?;
    let mut text = String::new();
    for ((source, state), count) in &stats.unfinished {
        let _ = writeln!(text, "{source:12}  {:14}  {count}", state.name());
    }
    for ((source, what), count) in &stats.last_day {
        let _ = writeln!(text, "{source:12}  {what:14}  {count}  in 24 hours");
    }
    let _ = match stats.oldest_waiting {
        Some(age) => writeln!(
            text,
            "the oldest due delivery waits for {} s",
            age.as_secs()
        ),
        None => writeln!(text, "nothing waits"),
    };
    for source in &stats.paused {
        let _ = writeln!(text, "{source} is paused");
    }
    Ok(text)
}
