//! `servers` to [`Server`]s (3.1, 4.8.5). A relative URL is so to the specification's own; where that is not known, since
//! it was read from a file, it stays relative.

use super::DocumentReader;
use crate::diagnostics::Code;
use crate::document::model::{Server, ServerVariable};
use crate::source::{Entry, Node};
use fetchwright_runtime::server_urls::resolve;

impl<'s> DocumentReader<'s, '_> {
    /// The servers under a node's `servers`; empty where it has none.
    pub(super) fn servers_of(&mut self, node: &'s Node) -> Vec<Server<'s>> {
        let items = self.items_of(node, "servers");
        items.iter().filter_map(|item| self.server(item)).collect()
    }

    fn server(&mut self, node: &'s Node) -> Option<Server<'s>> {
        if !self.is_object(node, "a server") {
            return None;
        }
        let Some(url) = self.text_of(node, "url") else {
            self.warn(Code::MissingField, node.span, "a server has no `url`");
            return None;
        };
        let entries = self.entries_of(node, "variables");
        Some(Server {
            url: self.server_url(url, node),
            description: self.text_of(node, "description"),
            variables: entries
                .iter()
                .map(|entry| self.server_variable(entry))
                .collect(),
            span: node.span,
        })
    }

    /// A server's URL, at that of the document that it is in.
    fn server_url(&self, url: &str, node: &'s Node) -> String {
        let url = url.trim();
        // A variable may hold the host.
        match self.document_url(node) {
            Some(base) if !url.starts_with('{') => resolve(url, base),
            _ => url.to_owned(),
        }
    }

    /// The URL that the document of a node was read from.
    pub(crate) fn document_url(&self, node: &'s Node) -> Option<&'s str> {
        let name = self.sources.name(node.span.file);
        (name.starts_with("https://") || name.starts_with("http://")).then_some(name)
    }

    fn server_variable(&mut self, entry: &'s Entry) -> ServerVariable<'s> {
        let node = &entry.node;
        self.is_object(node, "a server variable");
        let values = self.texts_of(node, "enum");
        let default = self
            .text_of(node, "default")
            .or_else(|| values.first().copied());
        if default.is_none() {
            let message = format!("the server variable `{}` has no `default`", entry.key);
            self.warn(Code::MissingField, entry.key_span, message);
        }
        let description = self.text_of(node, "description");
        ServerVariable {
            name: &entry.key,
            default: default.unwrap_or_default(),
            values,
            description,
        }
    }
}
