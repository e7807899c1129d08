//! Money sent back.

use super::super::params::{ExpandParams, ListRefundsParams};
use super::super::runtime::*;
use super::super::types::{CreateRefundParams, Refund, RefundList};
use super::super::{Client, PAGES};

impl Client {
    /// List refunds. `GET /v1/refunds`
    ///
    /// Returns refunds, newest first, one page at a time.
    pub fn list_refunds(&self) -> Call<RefundList, ListRefundsParams, Paged<Refund>> {
        self.call(Operation::new("GET", "/v1/refunds", json).pages(PAGES, "/data"))
    }

    /// Create a refund. `POST /v1/refunds`
    ///
    /// Returns all or part of a payment. Name either the charge or the payment intent.
    pub fn create_refund(&self, body: &CreateRefundParams) -> Call<Refund> {
        self.call(Operation::new("POST", "/v1/refunds", json))
            .form(body)
    }

    /// Retrieve a refund. `GET /v1/refunds/{refund}`
    ///
    /// Looks up one refund.
    pub fn retrieve_refund(&self, refund: &str) -> Call<Refund, ExpandParams> {
        self.call(Operation::new("GET", "/v1/refunds/{refund}", json))
            .path(refund)
    }
}
