//! A page of a list as it came, and the items in it.
//!
//! ```text
//! {data: [{id: a}, {id: b}], has_more: true}   →   [a, b]
//! ```

use http::StatusCode;

use super::client::ClientInner;
use super::decode::DecodeError;
use super::engine;
use super::error::Error;
use super::label::OperationLabel;
use super::pointer;
use super::response::Response;

/// A page as it came.
pub(super) struct Page {
    pub(super) core: ClientInner,
    pub(super) label: OperationLabel,
    pub(super) response: Response,
    pub(super) items: &'static str,
    pub(super) backwards: bool,
}

impl Page {
    pub(super) fn items<I>(
        &self,
        read: fn(&str) -> Result<Vec<I>, DecodeError>,
    ) -> Result<Vec<I>, DecodeError> {
        if self.response.status == StatusCode::NO_CONTENT {
            return Ok(Vec::new());
        }
        // Where a page is empty, some providers leave its list out.
        let Some(list) =
            pointer::find(&self.response.body, self.items)?.filter(|list| *list != "null")
        else {
            return Ok(Vec::new());
        };
        let mut items = engine::decoded(&self.core.0.settings, || read(list))
            .map_err(|error| error.below(self.items))?;
        if self.backwards {
            items.reverse();
        }
        Ok(items)
    }

    pub(super) fn undecoded(self, error: DecodeError) -> Error {
        engine::undecoded(&self.core, self.label, self.response, error)
    }
}
