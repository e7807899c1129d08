//! Tax amounts worked out without a payment.

use super::super::params::ListLineItemsParams;
use super::super::runtime::*;
use super::super::types::{
    CreateTaxCalculationParams, TaxCalculation, TaxCalculationLineItem, TaxCalculationLineItemList,
};
use super::super::{Client, PAGES};

impl Client {
    /// Calculate tax. `POST /v1/tax/calculations`
    ///
    /// Works out the tax on a set of items for one customer address.
    pub fn create_tax_calculation(
        &self,
        body: &CreateTaxCalculationParams,
    ) -> Call<TaxCalculation> {
        self.call(Operation::new("POST", "/v1/tax/calculations", json))
            .form(body)
    }

    /// List the line items of a tax calculation. `GET /v1/tax/calculations/{calculation}/line_items`
    ///
    /// Returns the items of a calculation with their tax, one page at a time.
    pub fn list_tax_calculation_line_items(
        &self,
        calculation: &str,
    ) -> Call<TaxCalculationLineItemList, ListLineItemsParams, Paged<TaxCalculationLineItem>> {
        self.call(
            Operation::new("GET", "/v1/tax/calculations/{calculation}/line_items", json)
                .pages(PAGES, "/data"),
        )
        .path(calculation)
    }
}
