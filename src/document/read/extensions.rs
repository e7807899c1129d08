//! `x-fetchwright` to [`ApiExtension`].
//!
//! A key that its section does not have is warned about with the nearest one that it has, and left out.

use super::Reader;
use super::fields::present;
use crate::diagnostics::{Code, nearest};
use crate::document::extension::{API, ApiExtension, ERRORS, ErrorRules, Section};
use crate::source::Node;

const KEY: &str = "x-fetchwright";

impl<'s> Reader<'s, '_> {
    /// What the description says of the whole API.
    pub(super) fn api_extension(&mut self, root: &'s Node) -> ApiExtension<'s> {
        let Some(node) = self.section(root, KEY, &API) else { return ApiExtension::default() };
        ApiExtension { errors: self.error_rules(node) }
    }

    fn error_rules(&mut self, node: &'s Node) -> ErrorRules<'s> {
        let Some(errors) = self.section(node, "errors", &ERRORS) else { return ErrorRules::default() };
        ErrorRules {
            code: self.one_or_more(errors, "code"),
            message: self.one_or_more(errors, "message"),
            request_id: self.one_or_more(errors, "request-id"),
        }
    }

    /// The object under a key; what its section does not know is reported.
    pub(super) fn section(&mut self, parent: &'s Node, key: &str, section: &Section) -> Option<&'s Node> {
        let node = present(parent, key)?;
        for entry in self.entries(node, section.name) {
            if section.keys.contains(&&*entry.key) {
                continue;
            }
            let near = nearest(&entry.key, section.keys.iter().map(|known| (*known).to_owned()));
            let message = format!("`{}` is not known under `{}`", entry.key, section.name);
            let help = match near.first() {
                Some(near) => format!("did you mean {near}?"),
                None => format!("known are `{}`", section.keys.join("`, `")),
            };
            self.warn_with_help(Code::Extension, entry.key_place, message, help);
        }
        node.as_object().map(|_| node)
    }

    /// A text, or a list of them.
    pub(super) fn one_or_more(&mut self, node: &'s Node, key: &str) -> Vec<&'s str> {
        match present(node, key) {
            Some(value) if value.as_array().is_some() => self.texts(value, key),
            Some(value) => self.text(value, key).into_iter().collect(),
            None => Vec::new(),
        }
    }
}
