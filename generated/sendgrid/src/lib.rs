//! Client of SendGrid, version v3.
//!
//! Send mail, keep marketing contacts and lists, read statistics and receive mail events.
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

/// Client of SendGrid. A clone is cheap and shares its connections.
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

static API: Api = Api::new("sendgrid", "https://api.sendgrid.com")
    .security(&[&["bearerAuth"]])
    .errors(&[
        (400, error::<ErrorResponse>),
        (401, error::<ErrorResponse>),
        (403, error::<ErrorResponse>),
        (404, error::<ErrorResponse>),
        (405, error::<ErrorResponse>),
        (413, error::<ErrorResponse>),
        (500, error::<ErrorResponse>),
        (DEFAULT, error::<ErrorResponse>),
    ])
    .shape(ErrorShape {
        message: &["/errors/0/message"],
        param: &["/errors/0/field"],
        details: &["/errors"],
        detail_message: &["/message"],
        detail_field: &["/field"],
        request_id: &["x-message-id"],
        ..ErrorShape::USUAL
    })
    .limit(runtime::LimitRules {
        headers: &[("X-RateLimit-Remaining", "X-RateLimit-Reset")],
        reset: runtime::Reset::Epoch,
        ..runtime::LimitRules::USUAL
    });

/// How most lists are paged.
const PAGES: Pages = Pages::url("/_metadata/next");

/// Where the API is served, for [`Builder::base_url`].
pub mod servers {
    /// Global accounts and subusers
    pub fn global_accounts_and_subusers() -> String {
        "https://api.sendgrid.com".to_owned()
    }

    /// Subusers in the EU region
    pub fn subusers_in_the_eu_region() -> String {
        "https://api.eu.sendgrid.com".to_owned()
    }
}
