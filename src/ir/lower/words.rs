//! OpenAPI's words to the ir's: two sets that are alike today, so that neither side has to know the other.

use crate::document::model;
use crate::ir::{Location, Status, Style};

pub(super) fn location(location: model::Location) -> Location {
    match location {
        model::Location::Path => Location::Path,
        model::Location::Query => Location::Query,
        model::Location::Header => Location::Header,
        model::Location::Cookie => Location::Cookie,
    }
}

pub(super) fn style(style: model::Style) -> Style {
    match style {
        model::Style::Simple => Style::Simple,
        model::Style::Label => Style::Label,
        model::Style::Matrix => Style::Matrix,
        model::Style::Form => Style::Form,
        model::Style::SpaceDelimited => Style::SpaceDelimited,
        model::Style::PipeDelimited => Style::PipeDelimited,
        model::Style::TabDelimited => Style::TabDelimited,
        model::Style::DeepObject => Style::DeepObject,
    }
}

pub(super) fn status(status: model::Status) -> Status {
    match status {
        model::Status::Exact(status) => Status::Exact(status),
        model::Status::Range(digit) => Status::Range(digit),
        model::Status::Default => Status::Default,
    }
}
