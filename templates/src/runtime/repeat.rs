//! Between two attempts of a call: is there another one, and when? It joins the policies to the engine.
//!
//! ```text
//! GET, 503, attempt 1 of 3, budget left, 20 s left     →   again in 0.31 s
//! POST without a key, connection reset                 →   no: the server may have acted on it
//! ```

use std::time::Duration;

use super::body::TooLarge;
use super::boxed::cause;
use super::draft::RequestDraft;
use super::error::{Error, ErrorKind};
use super::idempotency::{is_idempotent, new_key};
#[cfg(feature = "limits")]
use super::label::OperationLabel;
#[cfg(feature = "limits")]
use super::limits::Refused;
use super::operation::{Api, OperationData};
use super::retry::{Failure, FailureClass, Retry, classify};
use super::settings::Settings;
use super::transport_errors::Permanent;

/// What of a call decides whether it is sent again.
pub(super) struct Repeat {
    retry: Retry,
    /// Whether the server does the same when it sees the request twice.
    safe: bool,
}

impl Repeat {
    /// Looks at a call before its first attempt, and gives it its idempotency key.
    pub(super) fn begin(settings: &Settings, draft: &mut RequestDraft) -> Repeat {
        settings.budget.call();
        let operation_data = draft.operation_data;
        let method = &*draft.label.method;
        let header = key_header(settings.api, &operation_data);
        let wants_key = operation_data
            .keyed
            .unwrap_or(settings.api.idempotency.methods.contains(&method));
        let idempotent = is_repeatable(draft);
        let headers = &mut draft.parts.headers;
        // Most calls are of neither kind, and need not be searched for a key.
        let mut has_key = (wants_key || !idempotent)
            && headers
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case(header));
        if wants_key && !has_key {
            headers.push((header.to_owned(), new_key(&*settings.clock)));
            has_key = true;
        }
        let retry = draft.retry.unwrap_or(settings.retry);
        // A stream is gone after its first attempt.
        let retry = if draft.body.whole().is_some() {
            retry
        } else {
            Retry {
                attempts: 1,
                ..retry
            }
        };
        Repeat {
            retry,
            safe: idempotent || has_key,
        }
    }

    /// How long to wait before another attempt; `None` if there is none. `left` is what is left of the call's time.
    pub(super) fn pause(
        &self,
        settings: &Settings,
        attempt: u32,
        error: &Error,
        left: Duration,
    ) -> Option<Duration> {
        let class = error.class();
        let may =
            attempt < self.retry.attempts && class.temporary && (self.safe || class.unprocessed);
        // First what costs nothing: a response that asks for too long a pause must not draw on the budget.
        if !may || class.wait.is_some_and(|wait| wait >= left) {
            return None;
        }
        let pause = self.retry.delay(attempt, &class, settings.clock.random());
        // A server that names a time to come back is alive, and knows its load better than the budget does.
        let is_asked = class.limited && class.wait.is_some() && !class.grows;
        (pause < left && (is_asked || settings.budget.take(settings.clock.now()))).then_some(pause)
    }
}

/// Whether the server does the same when it sees a request twice, key or not.
pub(super) fn is_repeatable(draft: &RequestDraft) -> bool {
    let described = draft.operation_data.repeatable;
    described.unwrap_or_else(|| is_idempotent(&draft.label.method))
}

/// The header of a call's idempotency key.
pub(super) fn key_header(api: &Api, operation_data: &OperationData) -> &'static str {
    operation_data.key_header.unwrap_or(api.idempotency.header)
}

/// The error of a call that got no turn: nothing was sent.
#[cfg(feature = "limits")]
pub(super) fn no_turn(label: &OperationLabel, refused: &Refused) -> Error {
    let class = FailureClass {
        temporary: true,
        unprocessed: true,
        limited: true,
        wait: refused.wait,
        grows: false,
    };
    label
        .error(ErrorKind::RateLimited, refused.to_string())
        .classified(class)
}

/// What an error means by the rules of the API.
pub(super) fn class(settings: &Settings, error: &Error) -> FailureClass {
    let failure = match (error.kind(), error.status(), error.headers()) {
        (ErrorKind::Api | ErrorKind::RateLimited, Some(status), Some(headers)) => {
            Failure::Response {
                status: status.as_u16(),
                headers,
                code: error.code(),
                message: error.message(),
            }
        }
        _ if cause::<TooLarge>(error).is_some() || cause::<Permanent>(error).is_some() => {
            return FailureClass::default();
        }
        (ErrorKind::Transport | ErrorKind::Timeout(_), ..) if error.was_sent() => Failure::Unknown,
        (ErrorKind::Transport | ErrorKind::Timeout(_), ..) => Failure::NotSent,
        _ => return FailureClass::default(),
    };
    classify(
        &settings.api.retry,
        &settings.api.limit,
        failure,
        settings.clock.calendar(),
    )
}
