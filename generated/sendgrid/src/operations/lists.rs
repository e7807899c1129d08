//! Marketing lists.

use super::super::params::{DeleteListParams, GetListParams, ListListsParams};
use super::super::runtime::*;
use super::super::types::{CreateListRequest, Job, List, ListDetail, ListPage};
use super::super::{Client, PAGES};

impl Client {
    /// List the lists. `GET /v3/marketing/lists`
    ///
    /// Pages through the lists of the account.
    pub fn list_lists(&self) -> Call<ListPage, ListListsParams, Paged<List>> {
        self.call(Operation::new("GET", "/v3/marketing/lists", json).pages(PAGES, "/result"))
    }

    /// Create a list. `POST /v3/marketing/lists`
    ///
    /// Makes an empty list.
    pub fn create_list(&self, body: &CreateListRequest) -> Call<List> {
        self.call(Operation::new("POST", "/v3/marketing/lists", json))
            .json(body)
    }

    /// Read a list. `GET /v3/marketing/lists/{id}`
    ///
    /// Returns one list, on request with a sample of its contacts.
    pub fn get_list(&self, id: &str) -> Call<ListDetail, GetListParams> {
        self.call(Operation::new("GET", "/v3/marketing/lists/{id}", json))
            .path(id)
    }

    /// Delete a list. `DELETE /v3/marketing/lists/{id}`
    ///
    /// Removes the list and, on request, the contacts on it.
    pub fn delete_list(&self, id: &str) -> Call<Option<Job>, DeleteListParams> {
        self.call(Operation::new(
            "DELETE",
            "/v3/marketing/lists/{id}",
            optional_json,
        ))
        .path(id)
    }
}
