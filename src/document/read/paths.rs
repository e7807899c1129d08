//! `paths` and `webhooks` to [`Operation`]s, in the order of the alphabet (3.1, 4.8.8 and 4.8.9).
//!
//! ```text
//! /pets: { get: …, post: … }, /pets/{id}: { get: … }   →   [GET /pets, POST /pets, GET /pets/{id}]
//! ```

use super::fields::{extension_key, present};
use super::{DocumentReader, PathItemParameters, Version};
use crate::diagnostics::Code;
use crate::document::model::{Operation, Server};
use crate::source::{Entry, Node, Object, Value};

/// The methods of a path item, in the order in which their operations follow each other.
const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

/// What a path item gives to its operations.
pub(crate) struct PathItem<'s> {
    /// The path template, or a webhook's name.
    pub(crate) path: &'s str,
    /// Whether it is requested; a webhook's name is no template.
    pub(crate) called: bool,
    /// `parameters`
    pub(crate) parameters: PathItemParameters<'s>,
    /// `servers`
    pub(crate) servers: Vec<Server<'s>>,
}

impl<'s> DocumentReader<'s, '_> {
    /// The operations under `paths`.
    pub(crate) fn paths(&mut self, root: &'s Node) -> Vec<Operation<'s>> {
        let entries = self.entries_of(root, "paths");
        let mut operations = Vec::with_capacity(entries.len());
        for entry in entries.iter().filter(|entry| !extension_key(&entry.key)) {
            if !entry.key.starts_with('/') {
                let message = format!(
                    "the path `{}` does not begin with a slash; it is requested with one",
                    entry.key
                );
                self.warn(Code::UnknownValue, entry.key_span, message);
            }
            self.path_item(&entry.key, &entry.node, true, &mut operations);
        }
        operations
    }

    /// What the provider sends: `webhooks`, or `x-webhooks` from before 3.1.
    pub(crate) fn webhooks(&mut self, root: &'s Node) -> Vec<Operation<'s>> {
        let mut webhooks = Vec::new();
        for key in ["webhooks", "x-webhooks"] {
            for entry in self
                .entries_of(root, key)
                .iter()
                .filter(|entry| !extension_key(&entry.key))
            {
                self.path_item(&entry.key, &entry.node, false, &mut webhooks);
            }
        }
        webhooks
    }

    /// What the provider sends because of an operation: `callbacks` (3.1, 4.8.18), by their names. Where they are sent
    /// to is the user's affair.
    pub(super) fn callbacks(&mut self, operation: &'s Node) -> Vec<Operation<'s>> {
        let mut callbacks = Vec::new();
        for callback in self.entries_of(operation, "callbacks") {
            let Some(node) = self.followed(&callback.node) else {
                continue;
            };
            for item in self
                .entries(node, "a callback")
                .iter()
                .filter(|item| !extension_key(&item.key))
            {
                self.path_item(&callback.key, &item.node, false, &mut callbacks);
            }
        }
        callbacks
    }

    /// Reads one path item; with a `$ref` its own fields go before those of what the `$ref` leads to.
    fn path_item(
        &mut self,
        path: &'s str,
        node: &'s Node,
        called: bool,
        operations: &mut Vec<Operation<'s>>,
    ) {
        let chain = self.chain(node);
        if !chain
            .iter()
            .all(|node| matches!(node.value, Value::Null) || self.is_object(node, "a path item"))
        {
            return;
        }
        let first = |key: &str| {
            chain
                .iter()
                .find(|node| present(node, key).is_some())
                .copied()
        };
        let item = PathItem {
            path,
            called,
            parameters: PathItemParameters(
                first("parameters").map_or(&[], |node| self.parameter_items(node)),
            ),
            servers: first("servers")
                .map(|node| self.servers_of(node))
                .unwrap_or_default(),
        };
        let objects: Vec<&Object> = chain.iter().filter_map(|node| node.as_object()).collect();
        let is_3_2 = self.version == Version::V3_2;
        for method in METHODS.into_iter().chain(is_3_2.then_some("query")) {
            if let Some(entry) = objects.iter().find_map(|object| object.entry(method)) {
                operations.extend(self.operation(&method.to_ascii_uppercase(), entry, &item));
            }
        }
        let additional = first("additionalOperations").filter(|_| is_3_2);
        for entry in additional.map_or(&[][..], |node| {
            self.entries_of(node, "additionalOperations")
        }) {
            self.additional_operation(entry, &item, operations);
        }
    }

    /// An entry of `additionalOperations` (3.2, 4.9): its key is the method as it is sent.
    fn additional_operation(
        &mut self,
        entry: &'s Entry,
        item: &PathItem<'s>,
        operations: &mut Vec<Operation<'s>>,
    ) {
        if extension_key(&entry.key) {
            return;
        }
        let fixed = METHODS
            .iter()
            .chain(&["query"])
            .any(|method| method.eq_ignore_ascii_case(&entry.key));
        if fixed || !is_token(&entry.key) {
            let reason = if fixed {
                "has a key of its own beside it"
            } else {
                "is no method of HTTP"
            };
            let message = format!("the operation is left out: `{}` {reason}", entry.key);
            self.warn(Code::LeftOut, entry.key_span, message);
            return;
        }
        operations.extend(self.operation(&entry.key, entry, item));
    }
}

/// RFC 9110, sections 5.6.2 and 9.1.
fn is_token(method: &str) -> bool {
    !method.is_empty()
        && method
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
