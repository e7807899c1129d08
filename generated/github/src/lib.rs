//! Client of GitHub (selected operations), version 2022-11-28.
//!
//! The signed-in user, issues and their comments, repositories, releases and a few webhook deliveries. Lists are paged with `page` and `per_page`; the `Link` header names the next page.
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
use self::types::{BasicError, ServiceUnavailableError, ValidationError};

/// Client of GitHub (selected operations). A clone is cheap and shares its connections.
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

static API: Api = Api::new("github", "https://api.github.com")
    .security(&[&["bearerAuth"]])
    .errors(&[
        (301, error::<BasicError>),
        (401, error::<BasicError>),
        (403, error::<BasicError>),
        (404, error::<BasicError>),
        (410, error::<BasicError>),
        (422, error::<ValidationError>),
        (503, error::<ServiceUnavailableError>),
    ])
    .shape(ErrorShape {
        code: &["/errors/0/code"],
        message: &["/message"],
        details: &["/errors"],
        request_id: &["x-github-request-id"],
        ..ErrorShape::USUAL
    })
    .retry(runtime::RetryRules {
        statuses: &[429, 5],
        ..runtime::RetryRules::USUAL
    })
    .limit(runtime::LimitRules {
        headers: &[("x-ratelimit-remaining", "x-ratelimit-reset")],
        reset: runtime::Reset::Epoch,
        statuses: &[403],
        messages: &["secondary rate"],
        pause: 60,
    });

/// How most lists are paged.
const PAGES: Pages = Pages::link();
