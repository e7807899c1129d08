//! Payment pages hosted by Stripe.

use super::super::params::{ExpandParams, ListCheckoutSessionsParams, ListLineItemsParams};
use super::super::runtime::*;
use super::super::types::{
    CheckoutLineItem, CheckoutLineItemList, CheckoutSession, CheckoutSessionList,
    CreateCheckoutSessionParams, ExpireCheckoutSessionParams,
};
use super::super::{Client, PAGES};

impl Client {
    /// List checkout sessions. `GET /v1/checkout/sessions`
    ///
    /// Returns checkout sessions one page at a time.
    pub fn list_checkout_sessions(
        &self,
    ) -> Call<CheckoutSessionList, ListCheckoutSessionsParams, Paged<CheckoutSession>> {
        self.call(Operation::new("GET", "/v1/checkout/sessions", json).pages(PAGES, "/data"))
    }

    /// Create a checkout session. `POST /v1/checkout/sessions`
    ///
    /// Starts a hosted payment page. Send the buyer to the `url` of the answer.
    pub fn create_checkout_session(
        &self,
        body: &CreateCheckoutSessionParams,
    ) -> Call<CheckoutSession> {
        self.call(Operation::new("POST", "/v1/checkout/sessions", json))
            .form(body)
    }

    /// Retrieve a checkout session. `GET /v1/checkout/sessions/{session}`
    ///
    /// Looks up one checkout session.
    pub fn retrieve_checkout_session(&self, session: &str) -> Call<CheckoutSession, ExpandParams> {
        self.call(Operation::new(
            "GET",
            "/v1/checkout/sessions/{session}",
            json,
        ))
        .path(session)
    }

    /// Expire a checkout session. `POST /v1/checkout/sessions/{session}/expire`
    ///
    /// Closes an open session so that nobody can pay through it any more.
    pub fn expire_checkout_session(
        &self,
        session: &str,
        body: &ExpireCheckoutSessionParams,
    ) -> Call<CheckoutSession> {
        self.call(Operation::new(
            "POST",
            "/v1/checkout/sessions/{session}/expire",
            json,
        ))
        .path(session)
        .form(body)
    }

    /// List the line items of a checkout session. `GET /v1/checkout/sessions/{session}/line_items`
    ///
    /// Returns what is being bought in a session, one page at a time.
    pub fn list_checkout_session_line_items(
        &self,
        session: &str,
    ) -> Call<CheckoutLineItemList, ListLineItemsParams, Paged<CheckoutLineItem>> {
        self.call(
            Operation::new("GET", "/v1/checkout/sessions/{session}/line_items", json)
                .pages(PAGES, "/data"),
        )
        .path(session)
    }
}
