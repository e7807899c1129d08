//! OpenAPI's words to the ir's: two sets that are alike today, so that neither side has to know the other.

use crate::document::model;
use crate::ir::{Location, Status};

pub(super) fn location(location: model::Location) -> Location {
    match location {
        model::Location::Path => Location::Path,
        model::Location::Query => Location::Query,
        model::Location::Header => Location::Header,
        model::Location::Cookie => Location::Cookie,
    }
}

pub(super) fn status(status: model::Status) -> Status {
    match status {
        model::Status::Exact(status) => Status::Exact(status),
        model::Status::Range(digit) => Status::Range(digit),
        model::Status::Default => Status::Default,
    }
}
