//! People and companies that buy.

use super::super::params::{ExpandParams, ListCustomersParams};
use super::super::runtime::*;
use super::super::types::{
    CreateCustomerParams, Customer, CustomerList, DeletedCustomer, RetrieveCustomerResponse,
    UpdateCustomerParams,
};
use super::super::{Client, PAGES};

impl Client {
    /// List customers. `GET /v1/customers`
    ///
    /// Returns customers, newest first, one page at a time.
    pub fn list_customers(&self) -> Call<CustomerList, ListCustomersParams, Paged<Customer>> {
        self.call(Operation::new("GET", "/v1/customers", json).pages(PAGES, "/data"))
    }

    /// Create a customer. `POST /v1/customers`
    ///
    /// Stores a new customer. Every field is optional.
    pub fn create_customer(&self, body: &CreateCustomerParams) -> Call<Customer> {
        self.call(Operation::new("POST", "/v1/customers", json))
            .form(body)
    }

    /// Retrieve a customer. `GET /v1/customers/{customer}`
    ///
    /// Looks up one customer. A deleted customer is answered with a short stub.
    pub fn retrieve_customer(
        &self,
        customer: &str,
    ) -> Call<RetrieveCustomerResponse, ExpandParams> {
        self.call(Operation::new("GET", "/v1/customers/{customer}", json))
            .path(customer)
    }

    /// Update a customer. `POST /v1/customers/{customer}`
    ///
    /// Changes the fields that are sent and leaves the others alone. An empty string clears a field that allows it.
    pub fn update_customer(&self, customer: &str, body: &UpdateCustomerParams) -> Call<Customer> {
        self.call(Operation::new("POST", "/v1/customers/{customer}", json))
            .path(customer)
            .form(body)
    }

    /// Delete a customer. `DELETE /v1/customers/{customer}`
    ///
    /// Deletes a customer for good and ends its subscriptions at once.
    pub fn delete_customer(&self, customer: &str) -> Call<DeletedCustomer> {
        self.call(Operation::new("DELETE", "/v1/customers/{customer}", json))
            .path(customer)
    }
}
