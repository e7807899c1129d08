//! A path item's entry to an [`Operation`] (3.1, 4.8.10).
//!
//! An operation is built completely or, with a `left-out` warning, not at all.

use super::fields::present;
use super::parameters::is_of_protocol;
use super::paths::PathItem;
use super::{DocumentReader, FirstUse, Version};
use crate::diagnostics::Code;
use crate::document::model::{Body, Operation, Parameter, Response};
use crate::source::{Entry, Node};

/// What of an operation the versions write differently.
struct Exchange<'s> {
    parameters: Vec<Parameter<'s>>,
    body: Option<Body<'s>>,
    responses: Vec<Response<'s>>,
}

impl<'s> DocumentReader<'s, '_> {
    /// The operation of a method's entry; `None`, with a warning, where it cannot be called.
    pub(super) fn operation(
        &mut self,
        method: &str,
        entry: &'s Entry,
        item: &PathItem<'s>,
    ) -> Option<Operation<'s>> {
        // Not in the standard, but split specifications write `get: { $ref: "get.yml" }`.
        let node = self
            .followed(&entry.node)
            .filter(|node| self.is_object(node, "an operation"));
        let Some(node) = node else {
            self.left_out(method, entry, item);
            return None;
        };
        let exchange = self.exchange(method, node, entry, item)?;
        if item.called {
            let callbacks = self.callbacks(node);
            self.callbacks.extend(callbacks);
        }
        let own_servers = self.servers_of(node);
        let (protocol_headers, parameters) = exchange
            .parameters
            .into_iter()
            .partition(|parameter| is_of_protocol(parameter));
        let operation = Operation {
            id: self.operation_id(method, node, item),
            method: method.to_owned(),
            path: item.path,
            summary: self.text_of(node, "summary"),
            description: self.text_of(node, "description"),
            tags: self.texts_of(node, "tags"),
            deprecated: self.flag_of(node, "deprecated"),
            parameters,
            protocol_headers,
            body: exchange.body,
            responses: exchange.responses,
            security: self.security_of(node),
            servers: if own_servers.is_empty() {
                item.servers.clone()
            } else {
                own_servers
            },
            extension: self.operation_extension(node),
            span: entry.key_span,
        };
        if item.called {
            self.fitted(operation)
        } else {
            Some(operation)
        }
    }

    fn exchange(
        &mut self,
        method: &str,
        node: &'s Node,
        entry: &'s Entry,
        item: &PathItem<'s>,
    ) -> Option<Exchange<'s>> {
        if self.version == Version::V2 {
            let (parameters, body) =
                self.swagger2_parameters(node, item.parameters, entry.key_span)?;
            return Some(Exchange {
                parameters,
                body,
                responses: self.swagger2_responses(node),
            });
        }
        let parameters = self.parameters_of(node, item.parameters, entry.key_span)?;
        let Ok(body) = self.body_of(node) else {
            self.left_out(method, entry, item);
            return None;
        };
        Some(Exchange {
            parameters,
            body,
            responses: self.responses_of(node, Self::response_content),
        })
    }

    fn left_out(&mut self, method: &str, entry: &'s Entry, item: &PathItem<'s>) {
        let message = format!("`{method} {}` is left out", item.path);
        self.warn(Code::LeftOut, entry.key_span, message);
    }

    /// The `operationId`, where no operation before has it: ids are unique (3.1, 4.8.10).
    fn operation_id(
        &mut self,
        method: &str,
        node: &'s Node,
        item: &PathItem<'s>,
    ) -> Option<&'s str> {
        let written = present(node, "operationId")?;
        let id = self
            .text(written, "operationId")
            .map(str::trim)
            .filter(|id| !id.is_empty())?;
        let Some(first) = self.operation_ids.get(id) else {
            let first = FirstUse {
                method: method.to_owned(),
                path: item.path,
                span: written.span,
            };
            self.operation_ids.insert(id, first);
            return Some(id);
        };
        let operation = format!("{} {}", first.method, first.path);
        let line = self.line_of(first.span);
        let message =
            format!("the operationId `{id}` is used twice, first by `{operation}` on line {line}");
        let help = "this operation is named after its method and path";
        self.warn_with_help(Code::DuplicateOperationId, written.span, message, help);
        None
    }
}
