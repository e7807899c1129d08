//! Whether a request that failed is sent again, and when.
//!
//! ```text
//! 503                      GET: after a random part of 0.5 s, then of 1 s, 2 s, …; POST: only with an idempotency key
//! 429, Retry-After: 3      any: nothing was done; after 3 s and a bit
//! connection refused       any: nothing was sent
//! 422                      none: it would fail again
//! ```
//!
//! [`classify`] classifies a failure by the API's rules; [`Retry`] is the user's policy; the engine asks both, and
//! the budget. None of them keeps a state or knows the time, so each can be tried without a server.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

#[cfg(feature = "limit-headers")]
use super::allowance::{Reset, allowance};
use super::delays::retry_after;

/// How often and when a request that failed is sent again. Data: set what you like, and take the rest from `default()`.
///
/// ```text
/// Client::builder(auth).retry(Retry { attempts: 5, ..Retry::default() }).build()     for all calls of a client
/// client.create_order(&order).retry(Retry::never()).await?                           for one
/// ```
///
/// A call is one thing that you want, an attempt one request that is sent for it. You see the last attempt's outcome.
///
/// **What is repeated.** A failure that may pass: no connection, a connection that broke, no response in time, and the
/// statuses that the API names, usually 408, 429, 500, 502, 503 and 504. The server's own headers take
/// before that. A response that cannot be read is not asked for again.
///
/// **Whether it is safe.** A request whose method is idempotent (GET, PUT, DELETE: RFC 9110, section 9.2.2), or that
/// carries an idempotency key, is sent again after any such failure. Any other one, a POST mostly, only when it surely did
/// not reach the server, or the server reports that it did nothing, as with 429. If the API takes keys, a call gets one, which
/// its attempts keep; [`Call::idempotency_key`](super::Call::idempotency_key) gives it yours, by which two calls are one
/// as well. A body that is a stream is never sent again.
///
/// **When.** After a random part of `base`, which doubles each time up to `longest`: many clients that failed together do
/// not come back together. When the server sends how long to wait (`Retry-After`, `retry-after-ms`, the reset of its rate
/// limit), not before that.
///
/// **When it ends.** After `attempts`; where the wait would be longer than what is left of the call's time
/// ([`Builder::timeout`](super::Builder::timeout)); and where the client's [`RetryBudget`](super::RetryBudget) is used up.
/// Then there is the error of the last attempt: [`Error::is_retryable`](super::Error::is_retryable) tells whether the same
/// may succeed later, [`Error::retry_after`](super::Error::retry_after) when, and
/// [`Error::was_sent`](super::Error::was_sent) whether the server may have acted on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often it is sent at most, the first time included.
    pub attempts: u32,
    /// The second attempt begins within this time, chosen by chance; the bound doubles with each further one. What a
    /// server asks to wait comes before it.
    pub base: Duration,
    /// What the bound does not grow beyond.
    pub longest: Duration,
}

impl Default for Retry {
    /// Three attempts: the second within half a second, the third within another one.
    fn default() -> Retry {
        Retry {
            attempts: 3,
            base: Duration::from_millis(500),
            longest: Duration::from_secs(8),
        }
    }
}

impl Retry {
    /// One attempt.
    pub fn never() -> Retry {
        Retry {
            attempts: 1,
            ..Retry::default()
        }
    }

    /// How long to wait after this attempt, counted from 1.
    pub(super) fn delay(&self, attempt: u32, class: &FailureClass, random: u64) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        match class.wait {
            None => part(
                self.base.saturating_mul(1 << doublings).min(self.longest),
                random,
            ),
            // Clients that received the same time must not all retry in the same instant.
            Some(wait) => {
                let wait = if class.grows {
                    wait.saturating_mul(1 << doublings)
                } else {
                    wait
                };
                wait.saturating_add(part(self.base, random))
            }
        }
    }
}

/// A random part of a time, each as likely as any other: "full jitter".
fn part(of: Duration, random: u64) -> Duration {
    // The 53 bits that a float holds exactly.
    let part = (random >> 11) as f64 / (1_u64 << 53) as f64;
    Duration::try_from_secs_f64(of.as_secs_f64() * part).unwrap_or(of)
}

/// An API's rules for repeated requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryRules {
    /// Statuses after which another attempt may succeed: `503`, or `5` for 5XX.
    pub statuses: &'static [u16],
    /// Those among them that mean that nothing was done: any request may be repeated.
    pub unprocessed: &'static [u16],
    /// The header that decides, with `true` or `false`.
    pub header: &'static str,
    /// The codes after which no other attempt succeeds.
    pub never: &'static [&'static str],
}

impl RetryRules {
    /// What is usual.
    pub const USUAL: RetryRules = RetryRules {
        statuses: &[
            408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530,
        ],
        unprocessed: &[429],
        header: "x-should-retry",
        never: &[],
    };
}

/// How an API reports too many requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRules {
    /// The headers with the number of remaining requests and the time of the reset, in pairs.
    #[cfg(feature = "limit-headers")]
    pub headers: &'static [(&'static str, &'static str)],
    /// What the latter is counted in.
    #[cfg(feature = "limit-headers")]
    pub reset: Reset,
    /// Statuses besides 429 that mean it, if no request is left or the message is one of `messages`.
    pub statuses: &'static [u16],
    /// Parts of such messages.
    pub messages: &'static [&'static str],
    /// How many seconds to wait at least after such a message, if the server does not send it.
    pub pause: u32,
}

impl LimitRules {
    /// Only 429 means it, and `Retry-After` contains when to retry.
    pub const USUAL: LimitRules = LimitRules {
        #[cfg(feature = "limit-headers")]
        headers: &[],
        #[cfg(feature = "limit-headers")]
        reset: Reset::Seconds,
        statuses: &[],
        messages: &[],
        pause: 0,
    };
}

/// How an attempt failed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failure<'a> {
    /// The server surely saw nothing of it.
    NotSent,
    /// The server may have seen it, and nobody knows what it did.
    Unknown,
    /// The server asked for it.
    Response {
        status: u16,
        headers: &'a HeaderMap,
        code: Option<&'a str>,
        message: Option<&'a str>,
    },
}

/// What a failure means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FailureClass {
    /// Whether another attempt may succeed.
    pub(super) temporary: bool,
    /// Whether the server surely did nothing.
    pub(super) unprocessed: bool,
    /// Whether there were too many requests: others of this client had better wait too.
    pub(super) limited: bool,
    /// How long the server asks to wait.
    pub(super) wait: Option<Duration>,
    /// Whether that is only where to begin, and each further attempt waits twice as long.
    pub(super) grows: bool,
}

/// What a failure means by the rules of the API.
pub(super) fn classify(
    retry: &RetryRules,
    limit: &LimitRules,
    failure: Failure<'_>,
    calendar: SystemTime,
) -> FailureClass {
    match failure {
        Failure::NotSent => FailureClass {
            temporary: true,
            unprocessed: true,
            ..FailureClass::default()
        },
        Failure::Unknown => FailureClass {
            temporary: true,
            ..FailureClass::default()
        },
        Failure::Response {
            status,
            headers,
            code,
            message,
        } => {
            let limit_class = limit_class(limit, status, headers, message, calendar);
            let temporary = limit_class.limited || has(retry.statuses, status);
            let unprocessed = limit_class.limited || has(retry.unprocessed, status);
            match advice(retry, headers, code) {
                Some(true) => FailureClass {
                    temporary: true,
                    unprocessed: true,
                    ..limit_class
                },
                Some(false) => FailureClass {
                    temporary: false,
                    unprocessed,
                    ..limit_class
                },
                None => FailureClass {
                    temporary,
                    unprocessed,
                    ..limit_class
                },
            }
        }
    }
}

/// 501 and 505 mean that the server does not support the request: only an exact rule matches them.
fn has(statuses: &[u16], status: u16) -> bool {
    let by_class = !matches!(status, 501 | 505) && statuses.contains(&(status / 100));
    by_class || statuses.contains(&status)
}

/// Whether the server itself asks for another attempt, or forbids it.
fn advice(retry: &RetryRules, headers: &HeaderMap, code: Option<&str>) -> Option<bool> {
    if code.is_some_and(|code| retry.never.contains(&code)) {
        return Some(false);
    }
    match headers.get(retry.header)?.as_bytes() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// Whether there were too many requests, and how long to wait.
fn limit_class(
    limit: &LimitRules,
    status: u16,
    headers: &HeaderMap,
    message: Option<&str>,
    calendar: SystemTime,
) -> FailureClass {
    let could_be = status == 429 || limit.statuses.contains(&status);
    // The longest of those that are used up.
    #[cfg(feature = "limit-headers")]
    let used_up = limit
        .headers
        .iter()
        .filter_map(|names| allowance(headers, *names, limit.reset, calendar))
        .filter(|allowance| could_be && allowance.remaining == 0)
        .map(|allowance| allowance.reset)
        .max();
    #[cfg(not(feature = "limit-headers"))]
    let used_up: Option<Duration> = None;
    let by_message =
        could_be && message.is_some_and(|message| contains_any(message, limit.messages));
    let asked = retry_after(headers, calendar).or(used_up);
    let pause = (by_message && asked.is_none()).then(|| Duration::from_secs(limit.pause.into()));
    FailureClass {
        limited: status == 429 || used_up.is_some() || by_message,
        wait: asked.or(pause),
        grows: pause.is_some(),
        ..FailureClass::default()
    }
}

fn contains_any(text: &str, parts: &[&str]) -> bool {
    let text = text.to_ascii_lowercase();
    parts
        .iter()
        .any(|part| text.contains(&part.to_ascii_lowercase()))
}
