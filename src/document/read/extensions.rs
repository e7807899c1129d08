//! `x-fetchwright` to [`ApiExtension`].
//!
//! A key that its section does not have is warned about with the nearest one that it has, and left out.

use super::DocumentReader;
use super::fields::present;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::document::extension::{
    API, ApiExtension, ERRORS, ErrorRules, EventRule, EventSelection, NAMES, NameRules, OPERATION,
    OperationExtension, PAGINATION, PaginationRule, PaginationStyle, Section, WEBHOOKS,
    WebhookRules,
};
use crate::document::schemes;
use crate::source::Node;

const KEY: &str = "x-fetchwright";

impl<'s> DocumentReader<'s, '_> {
    /// What the specification declares about the whole API.
    pub(super) fn api_extension(&mut self, root: &'s Node) -> ApiExtension<'s> {
        let Some(node) = self.section(root, KEY, &API) else {
            return ApiExtension::default();
        };
        ApiExtension {
            errors: self.error_rules(node),
            pagination: self.pagination_rules(node),
            policies: self.policies(node),
            secrets: self.one_or_more(node, "secrets"),
            headers: self.texts_by_key(node, "headers"),
            webhooks: self.webhook_rules(node),
            oauth: self.oauth_rules(node),
            names: self.name_rules(node),
        }
    }

    /// What the specification declares about an operation.
    pub(super) fn operation_extension(&mut self, operation: &'s Node) -> OperationExtension<'s> {
        let Some(node) = self.section(operation, KEY, &OPERATION) else {
            return OperationExtension::default();
        };
        OperationExtension {
            pagination: present(node, "pagination").and_then(|rule| self.pagination_rule(rule)),
            policies: self.operation_policies(node),
            event: present(node, "event").and_then(|event| self.text(event, "event")),
        }
    }

    /// The texts of an object, by their keys.
    fn texts_by_key(&mut self, node: &'s Node, key: &str) -> Vec<(&'s str, &'s str)> {
        let entries = self.entries_of(node, key).iter();
        let pairs = entries.map(|entry| (&*entry.key, self.text(&entry.node, &entry.key)));
        pairs
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    fn name_rules(&mut self, node: &'s Node) -> NameRules<'s> {
        let Some(names) = self.section(node, "names", &NAMES) else {
            return NameRules::default();
        };
        let ids = self.text_of(names, "operation-ids");
        if let Some(other) = ids.filter(|ids| !matches!(*ids, "ignore" | "use")) {
            let message =
                format!("`operation-ids` is `{other}`, where `ignore` or `use` is expected");
            self.diagnostics
                .report(Diagnostic::warning(Code::Extension, message).at(names.span));
        }
        NameRules {
            ignores_ids: ids == Some("ignore"),
            strip: self.one_or_more(names, "strip"),
        }
    }

    fn webhook_rules(&mut self, node: &'s Node) -> WebhookRules<'s> {
        let Some(webhooks) = self.section(node, "webhooks", &WEBHOOKS) else {
            return WebhookRules::default();
        };
        let mut events = Vec::new();
        for entry in self.entries_of(webhooks, "events") {
            let component = self.text(&entry.node, &entry.key);
            events.extend(component.map(|component| EventRule {
                name: &entry.key,
                component,
                span: entry.key_span,
            }));
        }
        WebhookRules {
            scheme: present(webhooks, "scheme")
                .and_then(|scheme| schemes::scheme(scheme, self.diagnostics)),
            events,
            select: self.event_selection(webhooks),
            others: self.texts_by_key(webhooks, "schemes"),
            object: self.text_of(webhooks, "object"),
        }
    }

    fn event_selection(&mut self, webhooks: &'s Node) -> EventSelection {
        match self.text_of(webhooks, "select") {
            None | Some("all") => EventSelection::All,
            Some("reached") => EventSelection::Reached,
            Some(other) => {
                let message =
                    format!("`select` is `{other}`, where `all` or `reached` is expected");
                self.diagnostics
                    .report(Diagnostic::warning(Code::Extension, message).at(webhooks.span));
                EventSelection::All
            }
        }
    }

    /// One rule, or a list of them.
    fn pagination_rules(&mut self, node: &'s Node) -> Vec<PaginationRule<'s>> {
        match present(node, "pagination") {
            Some(rules) => match rules.as_array() {
                Some(rules) => rules
                    .iter()
                    .filter_map(|rule| self.pagination_rule(rule))
                    .collect(),
                None => self.pagination_rule(rules).into_iter().collect(),
            },
            None => Vec::new(),
        }
    }

    fn pagination_rule(&mut self, node: &'s Node) -> Option<PaginationRule<'s>> {
        self.known_keys(node, &PAGINATION);
        let style = self.pagination_style(node)?;
        let parameters = self.one_or_more(node, "parameter");
        let (items, methods) = (
            self.one_or_more(node, "items"),
            self.one_or_more(node, "methods"),
        );
        let in_body = self.choice(node, "in", &["query", "body"]) == Some("body");
        let counts_pages = self.choice(node, "step", &["items", "pages"]) == Some("pages");
        let mut text = |key: &str| present(node, key).and_then(|value| self.text(value, key));
        Some(PaginationRule {
            style,
            parameters,
            in_body,
            methods,
            backwards: text("backwards"),
            id: text("id"),
            items,
            next: text("next"),
            more: text("more"),
            done: text("done"),
            rel: text("rel"),
            last: text("last"),
            pages: text("pages"),
            total: text("total"),
            counts_pages,
            first: present(node, "first")
                .and_then(Node::as_i64)
                .and_then(|first| u64::try_from(first).ok()),
            span: node.span,
        })
    }

    /// One of several words.
    pub(super) fn choice(
        &mut self,
        node: &'s Node,
        key: &str,
        words: &[&'static str],
    ) -> Option<&'static str> {
        let value = present(node, key)?;
        let text = self.text(value, key)?;
        let known = words.iter().find(|word| **word == text).copied();
        if known.is_none() {
            let message = format!("`{key}` cannot be `{text}`");
            let help = format!("it is `{}`", words.join("` or `"));
            self.warn_with_help(Code::Extension, value.span, message, help);
        }
        known
    }

    fn pagination_style(&mut self, node: &'s Node) -> Option<PaginationStyle> {
        let Some(style) = node.get("style") else {
            self.warn(Code::Extension, node.span, "`pagination` has no `style`");
            return None;
        };
        let text = self.text(style, "style")?;
        let known = PaginationStyle::ALL.iter().find(|(name, _)| *name == text);
        if known.is_none() {
            let names: Vec<&str> = PaginationStyle::ALL.iter().map(|(name, _)| *name).collect();
            let message = format!("the style of pagination `{text}` is not known");
            let help = format!("known are `{}`", names.join("`, `"));
            self.warn_with_help(Code::Extension, style.span, message, help);
        }
        known.map(|(_, style)| *style)
    }

    fn error_rules(&mut self, node: &'s Node) -> ErrorRules<'s> {
        let Some(errors) = self.section(node, "errors", &ERRORS) else {
            return ErrorRules::default();
        };
        let mut pointers = |key: &str| self.one_or_more(errors, key);
        ErrorRules {
            code: pointers("code"),
            message: pointers("message"),
            param: pointers("param"),
            details: pointers("details"),
            detail_code: pointers("detail-code"),
            detail_message: pointers("detail-message"),
            detail_field: pointers("detail-field"),
            request_id: pointers("request-id"),
            success: pointers("success"),
            failure: pointers("failure"),
        }
    }

    /// The object under a key; what its section does not know is reported.
    pub(super) fn section(
        &mut self,
        parent: &'s Node,
        key: &str,
        section: &Section,
    ) -> Option<&'s Node> {
        let node = present(parent, key)?;
        self.known_keys(node, section);
        node.as_object().map(|_| node)
    }

    fn known_keys(&mut self, node: &'s Node, section: &Section) {
        for entry in self.entries(node, section.name) {
            if section.keys.contains(&&*entry.key) {
                continue;
            }
            let near = nearest(
                &entry.key,
                section.keys.iter().map(|known| (*known).to_owned()),
            );
            let message = format!("`{}` is not known under `{}`", entry.key, section.name);
            let help = match near.first() {
                Some(near) => format!("did you mean {near}?"),
                None => format!("known are `{}`", section.keys.join("`, `")),
            };
            self.warn_with_help(Code::Extension, entry.key_span, message, help);
        }
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
