//! Client of Resend, version 1.5.0.
//!
//! Send mail, keep domains and contacts, and receive mail events.
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
use self::types::ErrorValue;

/// Client of Resend. A clone is cheap and shares its connections.
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

static API: Api = Api::new("resend", "https://api.resend.com")
    .security(&[&["bearerAuth"]])
    .errors(&[(DEFAULT, error::<ErrorValue>)])
    .shape(ErrorShape {
        code: &["/name"],
        message: &["/message"],
        ..ErrorShape::USUAL
    })
    .retry(runtime::RetryRules {
        statuses: &[408, 409, 429, 500, 502, 503, 504],
        never: &[
            "daily_quota_exceeded",
            "monthly_quota_exceeded",
            "invalid_idempotent_request",
        ],
        ..runtime::RetryRules::USUAL
    })
    .limit(runtime::LimitRules {
        headers: &[("ratelimit-remaining", "ratelimit-reset")],
        ..runtime::LimitRules::USUAL
    })
    .idempotency(runtime::Idempotency {
        header: "Idempotency-Key",
        methods: &["POST"],
    });

/// How most lists are paged.
const PAGES: Pages = Pages::last_id("after", "/id")
    .backwards("before")
    .more("/has_more");
