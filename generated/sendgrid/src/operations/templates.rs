//! Stored templates.

use super::super::params::ListTemplatesParams;
use super::super::runtime::*;
use super::super::types::{Template, TemplatePage};
use super::super::{Client, PAGES};

impl Client {
    /// List templates. `GET /v3/templates`
    ///
    /// Pages through the templates of the account.
    pub fn list_templates(
        &self,
        params: &ListTemplatesParams,
    ) -> Call<TemplatePage, (), Paged<Template>> {
        self.call(Operation::new("GET", "/v3/templates", json).pages(PAGES, "/result"))
            .params(params)
    }
}
