//! Client of Stripe (selected operations), version 2022-11-15.
//!
//! Customers, Checkout, the billing portal, products, prices, subscriptions, payment intents, refunds, tax calculations, events and webhook deliveries. Request bodies are form encoded with bracketed keys, responses are JSON. Shapes are those of API version 2022-11-15. Amounts are whole numbers in the smallest unit of the currency.
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

/// Client of Stripe (selected operations). A clone is cheap and shares its connections.
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

static API: Api = Api::new("stripe", "https://api.stripe.com")
    .security(&[&["basicAuth"], &["bearerAuth"]])
    .errors(&[(DEFAULT, error::<ErrorResponse>)])
    .shape(ErrorShape {
        code: &["/error/code"],
        message: &["/error/message"],
        param: &["/error/param"],
        request_id: &["request-id"],
        ..ErrorShape::USUAL
    })
    .retry(runtime::RetryRules {
        statuses: &[409, 429, 5],
        header: "Stripe-Should-Retry",
        ..runtime::RetryRules::USUAL
    })
    .idempotency(runtime::Idempotency {
        header: "Idempotency-Key",
        methods: &["POST"],
    })
    .secrets(&["client_secret"]);

/// How most lists are paged.
const PAGES: Pages = Pages::last_id("starting_after", "/id")
    .backwards("ending_before")
    .more("/has_more");
