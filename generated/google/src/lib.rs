//! Client of Google sign-in, version 1.
//!
//! Who signed in with Google, what a Google token stands for, and the calendars of the signed-in user.
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

use self::runtime::*;
pub use self::runtime::{Auth, Call, Error, ErrorKind, Expandable, Json, Nullable, Response};
use self::types::{ErrorValue, OAuthError};

/// Client of Google sign-in. A clone is cheap and shares its connections.
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

static API: Api = Api::new("google", "https://openidconnect.googleapis.com")
    .security(&[&["googleOAuth"]])
    .errors(&[
        (400, error::<OAuthError>),
        (401, error::<ErrorValue>),
        (DEFAULT, error::<ErrorValue>),
    ])
    .shape(ErrorShape {
        code: &["/error/status", "/error"],
        message: &["/error/message", "/error_description"],
        details: &["/error/errors", "/error/details"],
        detail_code: &["/reason"],
        detail_message: &["/message"],
        ..ErrorShape::USUAL
    })
    .retry(runtime::RetryRules {
        statuses: &[408, 429, 5],
        ..runtime::RetryRules::USUAL
    });
