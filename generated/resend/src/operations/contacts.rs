//! People to send to.

use super::super::params::ListContactsParams;
use super::super::runtime::*;
use super::super::types::{
    Contact, ContactList, ContactSummary, CreateContactRequest, DeletedObject, ObjectId,
    UpdateContactRequest,
};
use super::super::{Client, PAGES};

impl Client {
    /// List contacts. `GET /contacts`
    ///
    /// Pages through the contacts, on request of one segment.
    pub fn list_contacts(&self) -> Call<ContactList, ListContactsParams, Paged<ContactSummary>> {
        self.call(Operation::new("GET", "/contacts", json).pages(PAGES, "/data"))
    }

    /// Add a contact. `POST /contacts`
    ///
    /// Adds a contact, on request to segments and topics.
    pub fn create_contact(&self, body: &CreateContactRequest) -> Call<ObjectId> {
        self.call(Operation::new("POST", "/contacts", json).keyed(false))
            .json(body)
    }

    /// Read a contact. `GET /contacts/{id}`
    ///
    /// Returns a contact with its properties.
    pub fn get_contact(&self, id: &str) -> Call<Contact> {
        self.call(Operation::new("GET", "/contacts/{id}", json))
            .path(id)
    }

    /// Change a contact. `PATCH /contacts/{id}`
    ///
    /// Changes the fields that are given.
    pub fn update_contact(&self, id: &str, body: &UpdateContactRequest) -> Call<ObjectId> {
        self.call(Operation::new("PATCH", "/contacts/{id}", json))
            .path(id)
            .json(body)
    }

    /// Delete a contact. `DELETE /contacts/{id}`
    ///
    /// Removes a contact.
    pub fn delete_contact(&self, id: &str) -> Call<DeletedObject> {
        self.call(Operation::new("DELETE", "/contacts/{id}", json))
            .path(id)
    }
}
