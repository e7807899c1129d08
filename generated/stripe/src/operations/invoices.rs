//! Previews of what will be billed.

use super::super::Client;
use super::super::params::PreviewUpcomingInvoiceParams;
use super::super::runtime::*;
use super::super::types::Invoice;

impl Client {
    /// Preview the next invoice. `GET /v1/invoices/upcoming`
    ///
    /// Shows what a customer is going to be billed, optionally as if a subscription had been changed. Nothing is stored.
    pub fn preview_upcoming_invoice(&self) -> Call<Invoice, PreviewUpcomingInvoiceParams> {
        self.call(Operation::new("GET", "/v1/invoices/upcoming", json))
    }
}
