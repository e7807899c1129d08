//! Calls each operation through its method, and prints the result as a line of JSON.
//!
//! ```text
//! {"operationId":"getPet","round":"all","method":"GET","url":"http://127.0.0.1:4010/pets/1","status":200,"outcome":"ok","message":null}
//! ```
//!
//! `outcome` is `ok`, `api-error` (the status is not 2xx), `decode-error`, `encode-error` (nothing was sent) or
//! `transport`. The server is that of `FETCHWRIGHT_BASE_URL`; without it nothing is called.

use std::future::IntoFuture;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::client::runtime::{Auth, DecodeError, Error, ErrorKind, from_json};

/// The placeholder for every credential. URLs are printed without it.
pub const CREDENTIAL: &str = "fetchwright-credential";

/// How much a call is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// What must be there.
    Required,
    /// What may be there too.
    All,
}

#[allow(dead_code, reason = "not every client sends values")]
impl Round {
    /// The value of a round from its JSON.
    pub fn value<T: DeserializeOwned>(self, required: &str, all: &str) -> Result<T, DecodeError> {
        from_json(if self == Round::All { all } else { required }.as_bytes())
    }

    /// A value that only the round with everything has.
    pub fn optional<T: DeserializeOwned>(self, all: &str) -> Result<Option<T>, DecodeError> {
        if self == Round::All {
            from_json(all.as_bytes()).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// What is known of the request that was sent last.
#[derive(Default)]
struct Sent {
    method: String,
    url: String,
    status: Option<u16>,
}

/// Calls and their outcomes.
pub struct WireTests {
    client: Client,
    sent: Arc<Mutex<Sent>>,
    calls: usize,
    failures: usize,
}

impl WireTests {
    fn new(base_url: String, auth: Auth) -> WireTests {
        let sent = Arc::new(Mutex::new(Sent::default()));
        let (before, after) = (sent.clone(), sent.clone());
        let client = Client::builder(auth)
            .base_url(base_url)
            .before(move |attempt, request| {
                let url = request.uri().to_string().replace(CREDENTIAL, "***");
                *lock(&before) = Sent {
                    method: attempt.method().to_owned(),
                    url,
                    status: None,
                };
                Ok(())
            })
            .after(move |_, outcome| {
                let status =
                    outcome.map_or_else(|error| error.status(), |response| Some(response.status()));
                lock(&after).status = status.map(|status| status.as_u16());
            })
            .build();
        WireTests {
            client,
            sent,
            calls: 0,
            failures: 0,
        }
    }

    /// Calls an operation once in each round.
    pub async fn run<C, T>(
        &mut self,
        operation: &str,
        make: impl Fn(&Client, Round) -> Result<C, DecodeError>,
    ) where
        C: IntoFuture<Output = Result<T, Error>>,
    {
        for round in [Round::Required, Round::All] {
            *lock(&self.sent) = Sent::default();
            let outcome = match make(&self.client, round) {
                Ok(call) => call
                    .await
                    .map(drop)
                    .map_err(|error| (outcome(error.kind()), message(&error))),
                Err(error) => Err((
                    "encode-error",
                    format!("a value made from the schema: {error}"),
                )),
            };
            self.print(operation, round, outcome);
        }
    }

    fn print(&mut self, operation: &str, round: Round, outcome: Result<(), (&str, String)>) {
        self.calls += 1;
        self.failures += usize::from(outcome.is_err());
        let sent = lock(&self.sent);
        let text = |text: &str| serde_json::Value::from(text);
        let given = |value: &str| {
            if value.is_empty() {
                serde_json::Value::Null
            } else {
                text(value)
            }
        };
        let round = if round == Round::All {
            "all"
        } else {
            "required"
        };
        let (name, message) = outcome.map_or_else(
            |(name, message)| (name, text(&message)),
            |()| ("ok", given("")),
        );
        println!(
            "{{\"operationId\":{},\"round\":\"{round}\",\"method\":{},\"url\":{},\"status\":{},\"outcome\":\"{name}\",\"message\":{message}}}",
            text(operation),
            given(&sent.method),
            given(&sent.url),
            serde_json::Value::from(sent.status),
        );
    }
}

/// The error, and the beginning of the server's response.
fn message(error: &Error) -> String {
    let body = String::from_utf8_lossy(error.raw_body()).into_owned();
    format!("{error}: {}", body.chars().take(400).collect::<String>())
}

fn outcome(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Api | ErrorKind::RateLimited => "api-error",
        ErrorKind::Decode => "decode-error",
        ErrorKind::Transport | ErrorKind::Timeout(_) => "transport",
        _ => "encode-error",
    }
}

fn lock(sent: &Mutex<Sent>) -> std::sync::MutexGuard<'_, Sent> {
    sent.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs all calls; a failure where one of them was not `ok`.
pub fn main(auth: Auth, all: impl AsyncFnOnce(&mut WireTests)) -> ExitCode {
    let Ok(base_url) = std::env::var("FETCHWRIGHT_BASE_URL") else {
        eprintln!("left out: FETCHWRIGHT_BASE_URL names no server");
        return ExitCode::SUCCESS;
    };
    let mut tests = WireTests::new(base_url, auth);
    match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(all(&mut tests)),
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    }
    eprintln!("{} calls, {} not ok", tests.calls, tests.failures);
    if tests.failures == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
