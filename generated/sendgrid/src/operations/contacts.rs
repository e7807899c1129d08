//! Marketing contacts.

use super::super::Client;
use super::super::runtime::*;
use super::super::types::{ContactImport, Job, UpsertContactsRequest};

impl Client {
    /// Add or update contacts. `PUT /v3/marketing/contacts`
    ///
    /// Queues up to 30000 contacts or 6 MB, whichever comes first. Each contact needs an e-mail address, phone number id, external id or anonymous id.
    pub fn upsert_contacts(&self, body: &UpsertContactsRequest) -> Call<Job> {
        self.call(Operation::new("PUT", "/v3/marketing/contacts", json))
            .json(body)
    }

    /// Read the state of a contact job. `GET /v3/marketing/contacts/imports/{id}`
    ///
    /// Takes the job id that an upsert, import or deletion returned.
    pub fn get_contact_import(&self, id: &str) -> Call<ContactImport> {
        self.call(Operation::new(
            "GET",
            "/v3/marketing/contacts/imports/{id}",
            json,
        ))
        .path(id)
    }
}
