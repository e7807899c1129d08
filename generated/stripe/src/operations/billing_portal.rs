//! Self-service pages for paying customers.

use super::super::Client;
use super::super::runtime::*;
use super::super::types::{BillingPortalSession, CreateBillingPortalSessionParams};

impl Client {
    /// Create a billing portal session. `POST /v1/billing_portal/sessions`
    ///
    /// Makes a short-lived link that lets a customer manage subscriptions and payment methods.
    pub fn create_billing_portal_session(
        &self,
        body: &CreateBillingPortalSessionParams,
    ) -> Call<BillingPortalSession> {
        self.call(Operation::new("POST", "/v1/billing_portal/sessions", json))
            .form(body)
    }
}
