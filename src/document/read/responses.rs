//! `responses` to [`Response`]s (3.1, 4.8.16).
//!
//! ```text
//! 200: …, 4XX: …, default: …  →  [Exact(200), Range(4), Default]
//! ```

use super::DocumentReader;
use super::fields::extension_key;
use super::references::Overlaid;
use crate::diagnostics::Code;
use crate::document::model::{Response, Status};
use crate::source::{Entry, Node};

impl<'s> DocumentReader<'s, '_> {
    /// Every response whose key is understood, with what `content` reads from its node.
    pub(in crate::document) fn responses_of(
        &mut self,
        operation: &'s Node,
        content: impl Fn(&mut Self, &Overlaid<'s>) -> Option<Response<'s>>,
    ) -> Vec<Response<'s>> {
        let entries = self.entries_of(operation, "responses");
        let mut responses = Vec::with_capacity(entries.len());
        for entry in entries.iter().filter(|entry| !extension_key(&entry.key)) {
            responses.extend(self.response(entry, &content));
        }
        responses
    }

    fn response(
        &mut self,
        entry: &'s Entry,
        content: &impl Fn(&mut Self, &Overlaid<'s>) -> Option<Response<'s>>,
    ) -> Option<Response<'s>> {
        let Some(status) = Status::parse(&entry.key) else {
            self.warn(
                Code::UnknownValue,
                entry.key_span,
                format!("`{}` is no status of a response", entry.key),
            );
            return None;
        };
        let overlaid = self.overlaid(&entry.node, "a response")?;
        Some(Response {
            status,
            span: entry.key_span,
            ..content(self, &overlaid)?
        })
    }

    /// What a response of 3.x declares beside its status.
    pub(super) fn response_content(&mut self, overlaid: &Overlaid<'s>) -> Option<Response<'s>> {
        let described = overlaid.holder("description")?;
        let headers = overlaid.holder("headers")?;
        let content = overlaid.holder("content")?;
        Some(Response {
            status: Status::Default,
            description: self.text_of(described, "description"),
            content: self.content_of(content),
            headers: self.header_names(headers),
            span: content.span,
        })
    }

    /// The names under `headers`; they are the same in all versions.
    pub(crate) fn header_names(&mut self, node: &'s Node) -> Vec<&'s str> {
        self.entries_of(node, "headers")
            .iter()
            .map(|entry| &*entry.key)
            .collect()
    }
}

impl Status {
    /// The key of a response; `4xx` counts as `4XX`.
    fn parse(key: &str) -> Option<Status> {
        match key.as_bytes() {
            [digit @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Range(digit - b'0')),
            [b'1'..=b'5', _, _] => key.parse().ok().map(Status::Exact),
            _ => key
                .eq_ignore_ascii_case("default")
                .then_some(Status::Default),
        }
    }
}
