//! Client of OpenAI, version 1.
//!
//! Chat completions, whole or as a stream of server-sent events, and files: uploaded, listed and read. A completion is streamed when the request says `stream: true`; the stream ends with the data `[DONE]`.
//!
//! Written by fetchwright from the API's description; a change belongs there or into its config.
//!
//! A call that fails is sent again where that is safe: [`Retry`] says when and how often. How many requests are sent is
//! bounded by [`Limits`], if you set some. What went wrong, [`Error`] tells.

#![cfg_attr(
    not(feature = "default"),
    allow(
        dead_code,
        unused_imports,
        reason = "some operations use only some of it"
    )
)]

#[macro_use]
pub mod runtime;

pub mod auth;
mod operations;
pub mod params;
pub mod types;
pub mod webhooks;

use self::runtime::*;
pub use self::runtime::{Auth, Call, Error, ErrorKind, Expandable, Json, Nullable, Response};
use self::types::ErrorResponse;

/// Client of OpenAI. A clone is cheap and shares its connections.
#[derive(Clone, Debug)]
pub struct Client {
    core: ClientInner,
}

impl Client {
    /// A client with the usual settings.
    pub fn new(auth: Auth) -> Client {
        Client::builder(auth).build()
    }

    /// A client whose server, timeout, headers or transport are chosen.
    pub fn builder(auth: Auth) -> Builder<Client> {
        Builder::new(&API, auth)
    }

    /// A request that the description does not have; the path begins with `/`.
    pub fn fetch(&self, method: Method, path: &str) -> Call<Response> {
        self.call(Operation::new("", "", whole)).to(method, path)
    }

    fn call<T, P, X>(&self, operation: Operation<T, X>) -> Call<T, P, X> {
        Call::new(self.core.clone(), operation)
    }
}

impl From<ClientInner> for Client {
    fn from(core: ClientInner) -> Client {
        Client { core }
    }
}

static API: Api = Api::new("openai", "https://api.openai.com/v1")
    .security(&[&["apiKey"]])
    .errors(&[(DEFAULT, error::<ErrorResponse>)])
    .shape(ErrorShape {
        code: &["/error/code", "/error/type"],
        message: &["/error/message"],
        param: &["/error/param"],
        request_id: &["x-request-id"],
        ..ErrorShape::USUAL
    })
    .retry(runtime::RetryRules {
        statuses: &[408, 409, 429, 5],
        header: "x-should-retry",
        never: &[
            "insufficient_quota",
            "credit_balance_exhausted",
            "organization_spend_limit_exceeded",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded",
        ],
        ..runtime::RetryRules::USUAL
    })
    .limit(runtime::LimitRules {
        headers: &[
            (
                "x-ratelimit-remaining-requests",
                "x-ratelimit-reset-requests",
            ),
            ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
        ],
        reset: runtime::Reset::Duration,
        ..runtime::LimitRules::USUAL
    })
    .secrets(&["client_secret"]);
