//! What is sold.

use super::super::params::{ExpandParams, ListProductsParams};
use super::super::runtime::*;
use super::super::types::{CreateProductParams, Product, ProductList, UpdateProductParams};
use super::super::{Client, PAGES};

impl Client {
    /// List products. `GET /v1/products`
    ///
    /// Returns products, newest first, one page at a time.
    pub fn list_products(&self) -> Call<ProductList, ListProductsParams, Paged<Product>> {
        self.call(Operation::new("GET", "/v1/products", json).pages(PAGES, "/data"))
    }

    /// Create a product. `POST /v1/products`
    ///
    /// Adds a product, on request together with its default price.
    pub fn create_product(&self, body: &CreateProductParams) -> Call<Product> {
        self.call(Operation::new("POST", "/v1/products", json))
            .form(body)
    }

    /// Retrieve a product. `GET /v1/products/{id}`
    ///
    /// Looks up one product.
    pub fn retrieve_product(&self, id: &str) -> Call<Product, ExpandParams> {
        self.call(Operation::new("GET", "/v1/products/{id}", json))
            .path(id)
    }

    /// Update a product. `POST /v1/products/{id}`
    ///
    /// Changes the fields that are sent and leaves the others alone.
    pub fn update_product(&self, id: &str, body: &UpdateProductParams) -> Call<Product> {
        self.call(Operation::new("POST", "/v1/products/{id}", json))
            .path(id)
            .form(body)
    }
}
