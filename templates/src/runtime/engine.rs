//! From a call to a response: attempts one after the other, each within its time, until one succeeds or none is left.
//!
//! ```text
//! written → hooks before → sent → read → success or error → hooks after → again?
//! ```
//!
//! Nothing here is generic: whatever a call returns, it takes this one way. A call that is dropped stops its work: there
//! is no task of its own.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tracing::Instrument as _;

use super::attempt::Attempt;
use super::body::Body;
use super::boxed::{BoxError, cause};
use super::client::{ClientInner, Shared};
use super::clock::Clock;
use super::clock::before;
use super::decode::{self, DecodeError};
use super::draft::RequestDraft;
use super::error::{Error, ErrorKind, Timeout};
use super::follow::Redirects;
use super::label::OperationLabel;
#[cfg(feature = "limits")]
use super::limits::Permit;
#[cfg(feature = "log-bodies")]
use super::logged_bodies;
use super::repeat::{self, Repeat};
use super::response::Response;
use super::settings::Settings;
#[cfg(feature = "oauth")]
use super::token_error::{TokenError, TokenErrorKind};
use super::transport_errors::{ConnectTimeout, Stale, is_unsent};
use super::{logs, reading, request};

/// What the engine does with the body of a successful response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Reads it whole, within the limit and the time of the attempt.
    Whole,
    /// Hands it on unread.
    Stream,
}

/// A successful response. `rest` is the body that was not read.
pub(super) struct Received {
    pub(super) response: Response,
    pub(super) rest: Option<Body>,
}

/// Makes a call, in a span of its own.
pub(super) async fn send(
    core: &ClientInner,
    draft: &mut RequestDraft,
    reading: Reading,
) -> Result<Received, Error> {
    let shared = &*core.0;
    if !logs::enabled() {
        return attempts(shared, draft, reading).await;
    }
    let span = logs::span(&shared.settings, draft);
    attempts(shared, draft, reading).instrument(span).await
}

/// Makes the attempts of a call.
async fn attempts(
    shared: &Shared,
    draft: &mut RequestDraft,
    reading: Reading,
) -> Result<Received, Error> {
    let settings = &shared.settings;
    let times = Times::start(settings, draft);
    let repeat = Repeat::begin(settings, draft);
    let mut attempt = Attempt {
        label: draft.label.clone(),
        number: 1,
    };
    #[cfg(feature = "limits")]
    let mut failed = None;
    loop {
        #[cfg(feature = "limits")]
        let permit = match &settings.limiter {
            None => None,
            Some(limiter) => match Box::pin(limiter.enter(times.clock, times.left())).await {
                Ok(permit) => Some(permit),
                // The provider's earlier error is more informative.
                Err(refused) => {
                    return Err(failed.unwrap_or_else(|| repeat::no_turn(&attempt.label, &refused)));
                }
            },
        };
        let log = logs::enabled().then(|| (times.clock.now(), draft.body.whole().map(Bytes::len)));
        let outcome = within(shared, draft, &attempt, reading, &times).await;
        let outcome = outcome.map_err(|error| classified(settings, error));
        #[cfg(feature = "limits")]
        let outcome = observed(settings, permit, outcome);
        let seen = outcome.as_ref().map(|received| &received.response);
        if let Some((started, size)) = log {
            let took = times.clock.now().saturating_sub(started);
            logs::attempted(settings, &attempt, took, size, seen);
        }
        #[cfg(feature = "hooks")]
        for hook in &settings.hooks {
            hook.after(&attempt, seen);
        }
        let error = match outcome {
            Ok(received) => return Ok(received),
            Err(error) => error,
        };
        match repeat.pause(settings, attempt.number, &error, times.left()) {
            Some(pause) => times.clock.sleep(pause).await,
            None => return Err(error),
        }
        #[cfg(feature = "limits")]
        {
            failed = Some(error);
        }
        attempt.number += 1;
    }
}

/// An error with what it means by the rules of the API, and without the client's credentials.
pub(super) fn classified(settings: &Settings, error: Error) -> Error {
    let class = repeat::class(settings, &error);
    error.classified(class).hiding(&settings.auth)
}

/// The outcome, after the limits had a look at it: whether other calls had better slow down.
#[cfg(feature = "limits")]
fn observed(
    settings: &Settings,
    permit: Option<Permit>,
    outcome: Result<Received, Error>,
) -> Result<Received, Error> {
    let Some(permit) = permit else { return outcome };
    let now = settings.clock.now();
    let headers = match &outcome {
        Ok(received) => Some(&received.response.headers),
        Err(error) => error.headers(),
    };
    if let Some(headers) = headers {
        permit.observe_headers(&settings.api.limit, headers, now, settings.clock.calendar());
    }
    match outcome {
        Ok(Received { response, rest }) => Ok(Received {
            response,
            rest: rest.map(|body| permit.hold(body)),
        }),
        Err(error) => {
            permit.refused(&error.class(), now);
            Err(error)
        }
    }
}

/// How long a call may take, by default.
const CALL: Duration = Duration::from_secs(90);

/// How long an attempt of such a call may take.
const ATTEMPT: Duration = Duration::from_secs(30);

/// The time that a call and each of its attempts have.
struct Times<'a> {
    clock: &'a dyn Clock,
    started: Duration,
    call: Duration,
    attempt: Duration,
}

/// How long an attempt may take. A call that may take long is sent once for long, and not several times for 30 seconds.
pub(super) fn attempt_time(settings: &Settings, draft: &RequestDraft) -> Duration {
    let chosen = draft.attempt_timeout.or(settings.attempt_timeout);
    let call = draft.timeout.or(settings.timeout);
    chosen.or(call).unwrap_or(ATTEMPT)
}

impl Times<'_> {
    fn start<'a>(settings: &'a Settings, draft: &RequestDraft) -> Times<'a> {
        let call = draft.timeout.or(settings.timeout);
        Times {
            clock: &*settings.clock,
            started: settings.clock.now(),
            call: call.unwrap_or(CALL),
            attempt: attempt_time(settings, draft),
        }
    }

    /// What is left of the call's time.
    fn left(&self) -> Duration {
        self.call
            .saturating_sub(self.clock.now().saturating_sub(self.started))
    }

    /// The time of the next attempt, and whose end it is.
    fn next(&self) -> (Duration, Timeout) {
        let left = self.left();
        if self.attempt < left {
            (self.attempt, Timeout::Attempt)
        } else {
            (left, Timeout::Call)
        }
    }
}

/// One attempt, within its time.
async fn within(
    shared: &Shared,
    draft: &mut RequestDraft,
    attempt: &Attempt,
    reading: Reading,
    times: &Times<'_>,
) -> Result<Received, Error> {
    let (limit, whose) = times.next();
    let outcome = before(
        times.clock.alarm(limit),
        try_once(shared, draft, attempt, reading),
    )
    .await;
    outcome.unwrap_or_else(|| {
        let allowed = if whose == Timeout::Call {
            times.call
        } else {
            limit
        };
        Err(attempt
            .label
            .error(
                ErrorKind::Timeout(whose),
                format!("no response within {allowed:?}"),
            )
            .maybe_sent())
    })
}

async fn try_once(
    shared: &Shared,
    draft: &mut RequestDraft,
    attempt: &Attempt,
    reading: Reading,
) -> Result<Received, Error> {
    let settings = &shared.settings;
    let response = fetched(shared, draft, attempt).await?;
    let (head, body) = response.into_parts();
    let mut response = Response {
        status: head.status,
        headers: head.headers,
        body: Default::default(),
    };
    if reading == Reading::Stream && response.status.is_success() {
        return Ok(Received {
            response,
            rest: Some(body),
        });
    }
    let whole = body.collect(settings.body_limit).await;
    response.body = whole.map_err(|error| failed(&attempt.label, error))?;
    let unmarked = response.body.len() - decode::without_mark(&response.body).len();
    response.body = response.body.slice(unmarked..);
    #[cfg(feature = "log-bodies")]
    logged_bodies::received(settings, &response);
    classify(settings, draft, response).map(|response| Received {
        response,
        rest: None,
    })
}

/// So many connections of the pool may be found closed by the server, one after the other.
const MOST_STALE: usize = 10;

/// Writes and sends a request; once more where the server closed an idle connection at this moment.
async fn fetched(
    shared: &Shared,
    draft: &mut RequestDraft,
    attempt: &Attempt,
) -> Result<http::Response<Body>, Error> {
    let is_repeatable = repeat::is_repeatable(draft);
    let is_whole = draft.body.whole().is_some();
    let mut left = if is_whole { MOST_STALE } else { 0 };
    loop {
        let request = request::write(&shared.settings, draft)?;
        let error = match followed(shared, draft, attempt, request).await {
            Err(error) if left > 0 && cause::<Stale>(&error).is_some() => error,
            outcome => return outcome,
        };
        if error.was_sent() && !is_repeatable {
            return Err(error);
        }
        left -= 1;
    }
}

/// Sends a request, follows where the responses lead, and gives the last one.
async fn followed(
    shared: &Shared,
    draft: &mut RequestDraft,
    attempt: &Attempt,
    mut request: http::Request<Body>,
) -> Result<http::Response<Body>, Error> {
    let settings = &shared.settings;
    let mut redirects = Redirects::allowed(settings, draft);
    loop {
        #[cfg(feature = "hooks")]
        {
            request = hooked(settings, attempt, request).await?;
        }
        redirects.hide_secrets(settings, &mut request);
        #[cfg(feature = "log-bodies")]
        logged_bodies::sent(settings, draft);
        let url = redirects.are_left().then(|| request.uri().clone());
        let response = shared.transport.fetch(request).await;
        let response = response.map_err(|error| failed(&attempt.label, error))?;
        let Some(target) = url.and_then(|url| redirects.next(&url, &response)) else {
            return Ok(response);
        };
        logs::redirected(response.status(), &target, redirects.is_foreign);
        request = request::redirected(settings, draft, target, redirects.is_foreign)?;
    }
}

/// The request, after the hooks saw it.
#[cfg(feature = "hooks")]
async fn hooked(
    settings: &Settings,
    attempt: &Attempt,
    mut request: http::Request<Body>,
) -> Result<http::Request<Body>, Error> {
    for hook in &settings.hooks {
        let refused = |error: BoxError| {
            attempt
                .label
                .error(ErrorKind::Hook, reasons(&*error))
                .caused_by(error)
        };
        hook.before(attempt, &mut request).await.map_err(refused)?;
    }
    Ok(request)
}

/// The error of a response without success, or of an error inside a stream.
pub(super) fn refused(settings: &Settings, draft: &RequestDraft, response: Response) -> Error {
    let typed = decoded(settings, || {
        settings.api.typed_error(
            draft.operation_data.errors,
            response.status.as_u16(),
            &response.body,
        )
    });
    // What is not decoded quotes the body.
    let typed = typed.map(|typed| {
        typed.map_err(|error| error.hiding(&settings.auth, settings.secret_names(), &response.body))
    });
    let refused = draft
        .label
        .error(ErrorKind::Api, "")
        .with_response(response, &settings.api.shape);
    #[cfg(feature = "oauth")]
    let refused = refused.needing(draft.operation_data.scopes);
    refused.with_typed(typed)
}

/// The error of a transport. A connection that was not made in time is a timeout, and nothing was sent.
pub(super) fn failed(label: &OperationLabel, error: BoxError) -> Error {
    let unsent = is_unsent(&*error);
    let kind = match cause::<ConnectTimeout>(&*error) {
        Some(_) => ErrorKind::Timeout(Timeout::Connect),
        None => ErrorKind::Transport,
    };
    #[cfg(feature = "oauth")]
    let kind = match cause::<TokenError>(&*error) {
        Some(error) if error.kind() != TokenErrorKind::Unavailable => ErrorKind::Auth,
        _ => kind,
    };
    let failed = label.error(kind, reasons(&*error)).caused_by(error);
    if unsent { failed } else { failed.maybe_sent() }
}

/// An error and its causes in one line, because hyper's own message is only `client error`.
fn reasons(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

/// The response, if it is a success.
fn classify(
    settings: &Settings,
    draft: &RequestDraft,
    response: Response,
) -> Result<Response, Error> {
    if response.status.is_success() && !settings.api.shape.reports_failure(&response.body) {
        return Ok(response);
    }
    // 304 is none: it leads nowhere (RFC 9110, section 15.4).
    if draft.operation_data.redirects
        && response.status.is_redirection()
        && response.status != StatusCode::NOT_MODIFIED
    {
        return Ok(response);
    }
    Err(refused(settings, draft, response))
}

/// Reads JSON as strictly as the client requires, and logs deviations from the specification.
pub(super) fn decoded<T>(settings: &Settings, decode: impl FnOnce() -> T) -> T {
    let Settings { auth, strict, .. } = settings;
    let (value, drifts) = reading::for_client(*strict, decode);
    for drift in &drifts {
        // A provider may send a credential back as a key.
        reading::log(drift, &auth.hide(&drift.path));
    }
    value
}

/// A response that does not match the specification.
pub(super) fn undecoded(
    core: &ClientInner,
    label: OperationLabel,
    response: Response,
    error: DecodeError,
) -> Error {
    let Settings { api, auth, .. } = &core.0.settings;
    let error = error.hiding(auth, core.0.settings.secret_names(), &response.body);
    let message = match response.encoded() {
        Some(encoded) => format!("{error}: {encoded}"),
        None => error.to_string(),
    };
    let undecoded = label.error(ErrorKind::Decode, message).caused_by(error);
    let undecoded = undecoded.with_response(response, &api.shape).hiding(auth);
    logs::undecoded(&undecoded);
    undecoded
}
