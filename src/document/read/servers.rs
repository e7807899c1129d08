//! `servers` to [`Server`]s (3.1, 4.8.5). Relative URLs stay relative: what they are relative to is known to the user.

use super::DocumentReader;
use crate::diagnostics::Code;
use crate::document::model::{Server, ServerVariable};
use crate::source::{Entry, Node};

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
            url: url.to_owned(),
            description: self.text_of(node, "description"),
            variables: entries
                .iter()
                .map(|entry| self.server_variable(entry))
                .collect(),
            span: node.span,
        })
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
