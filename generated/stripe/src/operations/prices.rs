//! How much a product costs and how often.

use super::super::params::{ExpandParams, ListPricesParams};
use super::super::runtime::*;
use super::super::types::{CreatePriceParams, Price, PriceList};
use super::super::{Client, PAGES};

impl Client {
    /// List prices. `GET /v1/prices`
    ///
    /// Returns prices one page at a time.
    pub fn list_prices(&self) -> Call<PriceList, ListPricesParams, Paged<Price>> {
        self.call(Operation::new("GET", "/v1/prices", json).pages(PAGES, "/data"))
    }

    /// Create a price. `POST /v1/prices`
    ///
    /// Adds a price to a product that exists, or to one made in the same call.
    pub fn create_price(&self, body: &CreatePriceParams) -> Call<Price> {
        self.call(Operation::new("POST", "/v1/prices", json))
            .form(body)
    }

    /// Retrieve a price. `GET /v1/prices/{price}`
    ///
    /// Looks up one price.
    pub fn retrieve_price(&self, price: &str) -> Call<Price, ExpandParams> {
        self.call(Operation::new("GET", "/v1/prices/{price}", json))
            .path(price)
    }
}
