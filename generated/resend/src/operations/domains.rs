//! Domains to send from.

use super::super::params::ListParams;
use super::super::runtime::*;
use super::super::types::{
    CreateDomainRequest, CreatedDomain, DeletedObject, Domain, DomainList, DomainSummary, ObjectId,
    UpdateDomainRequest,
};
use super::super::{Client, PAGES};

impl Client {
    /// List domains. `GET /domains`
    ///
    /// Pages through the domains of the account.
    pub fn list_domains(&self) -> Call<DomainList, ListParams, Paged<DomainSummary>> {
        self.call(Operation::new("GET", "/domains", json).pages(PAGES, "/data"))
    }

    /// Add a domain. `POST /domains`
    ///
    /// Adds a domain and returns the DNS records to set.
    pub fn create_domain(&self, body: &CreateDomainRequest) -> Call<CreatedDomain> {
        self.call(Operation::new("POST", "/domains", json).keyed(false))
            .json(body)
    }

    /// Read a domain. `GET /domains/{domain_id}`
    ///
    /// Returns a domain with its DNS records.
    pub fn get_domain(&self, domain_id: &str) -> Call<Domain> {
        self.call(Operation::new("GET", "/domains/{domain_id}", json))
            .path(domain_id)
    }

    /// Change a domain. `PATCH /domains/{domain_id}`
    ///
    /// Changes tracking, TLS and capabilities.
    pub fn update_domain(&self, domain_id: &str, body: &UpdateDomainRequest) -> Call<ObjectId> {
        self.call(Operation::new("PATCH", "/domains/{domain_id}", json))
            .path(domain_id)
            .json(body)
    }

    /// Delete a domain. `DELETE /domains/{domain_id}`
    ///
    /// Removes a domain.
    pub fn delete_domain(&self, domain_id: &str) -> Call<DeletedObject> {
        self.call(Operation::new("DELETE", "/domains/{domain_id}", json))
            .path(domain_id)
    }

    /// Verify a domain. `POST /domains/{domain_id}/verify`
    ///
    /// Starts a check of the DNS records; read the domain for the outcome.
    pub fn verify_domain(&self, domain_id: &str) -> Call<ObjectId> {
        self.call(Operation::new("POST", "/domains/{domain_id}/verify", json).keyed(false))
            .path(domain_id)
    }
}
