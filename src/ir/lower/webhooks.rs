//! Webhooks to events: each name that a delivery can declare, and what it then holds.
//!
//! ```text
//! email.sent: { post: { body: EmailSentEvent { type: const email.sent } } }   →   "email.sent": EmailSentEvent
//! issues-opened: { post: { body: { action: const opened } } }, X-GitHub-Event →   "issues.opened": WebhookIssuesOpened
//! ```
//!
//! The scheme declares where a delivery contains its name. If that is a field of the body, the values that the schema gives it
//! are the names; if it is a header, the webhook's key is. Without a scheme there is nothing to verify, and no event.

use super::schemas::docs;
use super::{Context, Lowering};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::document::extension::EventRule;
use crate::document::model::{Operation, SchemaId};
use crate::document::schemes;
use crate::ir::{Event, Scheme, Webhooks};
use crate::source::{Node, Span, Value};
use fetchwright_runtime::webhooks::FieldLocation;

impl<'s> Lowering<'_, 's> {
    /// What verifies deliveries, and the events that were selected; `None` where no scheme is known. A selection of operations
    /// leaves it there: whoever calls an API hears from it too.
    pub(super) fn webhooks(&mut self) -> Option<Webhooks> {
        let Some(scheme) = self.webhook_scheme() else {
            self.warn_of_no_scheme();
            return None;
        };
        let mut events: Vec<Event> = Vec::new();
        let selected: Vec<&Operation<'s>> = self.selection.webhooks().collect();
        for webhook in selected {
            self.webhook(webhook, &scheme, &mut events);
        }
        let rules = &self.document.extension.webhooks;
        for rule in self.selection.events() {
            self.event_rule(rule, rules.object.unwrap_or_default(), &mut events);
        }
        if events.is_empty() {
            self.warn_of_no_events(&scheme);
        }
        let others = rules.others.iter();
        Some(Webhooks {
            scheme,
            others: others
                .map(|(purpose, scheme)| ((*purpose).to_owned(), (*scheme).to_owned()))
                .collect(),
            events,
        })
    }

    /// The config's scheme, or the specification's.
    fn webhook_scheme(&mut self) -> Option<Scheme> {
        let Some(name) = &self.settings.webhooks else {
            return self.document.extension.webhooks.scheme.clone();
        };
        let found = schemes::built_in(name);
        if found.is_none() {
            let message = format!("there is no signature scheme `{name}`");
            let near = nearest(name, schemes::built_in_names().into_iter());
            let help = match near.first() {
                Some(near) => format!("did you mean {near}?"),
                None => "docs/webhook-schemes.md lists them".to_owned(),
            };
            self.diagnostics
                .report(Diagnostic::warning(Code::Extension, message).help(help));
        }
        found
    }

    /// Nothing is written for webhooks that cannot be verified, which must not pass in silence.
    fn warn_of_no_scheme(&mut self) {
        let webhooks = self.selection.webhooks().map(|webhook| webhook.span);
        let rules = self.selection.events().map(|rule| rule.span);
        let places: Vec<Span> = webhooks.chain(rules).collect();
        let Some(first) = places.first() else { return };
        let message = match places.len() {
            1 => "it is not known how this webhook is signed, so the client does not have it"
                .to_owned(),
            count => format!(
                "it is not known how the {count} webhooks are signed, so the client has none of them"
            ),
        };
        let name = schemes::like_host(self.document).map_or("NAME".into(), |scheme| scheme.name);
        let help = format!(
            "declare it: `webhooks = \"{name}\"` in the config, or `x-fetchwright: webhooks: scheme`"
        );
        let warning = Diagnostic::warning(Code::UnknownWebhookScheme, message).at(*first);
        self.diagnostics.report(warning.help(help));
    }

    /// Webhooks that give no event: their deliveries are verified, and nobody can tell what they hold.
    fn warn_of_no_events(&mut self, scheme: &Scheme) {
        let Some(first) = self.selection.webhooks().next() else {
            return;
        };
        let message = format!(
            "no webhook has a JSON body, so deliveries are verified by `{}` and have no typed events",
            scheme.name
        );
        let help = "describe the body of each webhook under `content: application/json`";
        let warning = Diagnostic::warning(Code::Extension, message).at(first.span);
        self.diagnostics.report(warning.help(help));
    }

    fn webhook(&mut self, webhook: &Operation<'s>, scheme: &Scheme, events: &mut Vec<Event>) {
        let json = |name: &str| name.to_ascii_lowercase().contains("json");
        let content = webhook.body.iter().flat_map(|body| &body.content);
        let Some(schema) = content
            .filter(|media| json(media.name))
            .find_map(|media| media.schema)
        else {
            return;
        };
        let schema = self.one_event(schema, scheme);
        let ty = self.type_of(schema, &Context::new(webhook.id.unwrap_or(webhook.path)));
        // The first paragraph is enough: many events of one kind have the same long `description`.
        let described = webhook
            .summary
            .or(webhook.description)
            .map(|text| first_paragraph(text).to_owned());
        let docs = described.or_else(|| self.schema(schema).and_then(docs));
        for wire in self.event_names(webhook, schema, scheme) {
            push(
                events,
                Event {
                    wire,
                    ty: ty.clone(),
                    object: String::new(),
                    docs: docs.clone(),
                },
            );
        }
    }

    /// An event that is not described as a webhook.
    fn event_rule(&mut self, rule: &EventRule<'s>, object: &str, events: &mut Vec<Event>) {
        let Some(schema) = self.document.component(rule.component) else {
            let message = format!(
                "the event `{}` holds `{}`, which is no component",
                rule.name, rule.component
            );
            self.diagnostics
                .report(Diagnostic::warning(Code::Extension, message).at(rule.span));
            return;
        };
        let ty = self.type_of(schema, &Context::new(rule.component));
        push(
            events,
            Event {
                wire: rule.name.to_owned(),
                ty,
                object: object.to_owned(),
                docs: None,
            },
        );
    }

    /// The schema of one event: of an item, where the scheme declares that several are sent at once.
    fn one_event(&self, schema: SchemaId, scheme: &Scheme) -> SchemaId {
        let inner = || {
            let batch = scheme.batch.as_ref()?;
            let list = self.at(schema, &batch.list)?;
            self.at(self.schema(list)?.items?, &batch.item)
        };
        inner().unwrap_or(schema)
    }

    /// The schema at a pointer through objects.
    pub(super) fn at(&self, schema: SchemaId, pointer: &str) -> Option<SchemaId> {
        pointer.split('/').skip(1).try_fold(schema, |schema, key| {
            self.merged(schema)
                .properties
                .iter()
                .find(|(name, _)| *name == key)
                .map(|(_, schema)| *schema)
        })
    }

    /// What a delivery of this webhook calls its event.
    fn event_names(
        &self,
        webhook: &Operation<'s>,
        schema: SchemaId,
        scheme: &Scheme,
    ) -> Vec<String> {
        let actions = self.values_at(schema, scheme.action.as_ref());
        let names = match webhook.extension.event {
            Some(event) => vec![event.to_owned()],
            None => self.values_at(schema, scheme.event.as_ref()),
        };
        let names = match (names.is_empty(), &scheme.event) {
            (false, _) => names,
            (true, Some(FieldLocation::Header(_))) => vec![without_action(webhook.path, &actions)],
            (true, _) => vec![webhook.path.to_owned()],
        };
        if actions.is_empty() {
            return names;
        }
        names
            .iter()
            .flat_map(|name| actions.iter().map(move |action| format!("{name}.{action}")))
            .collect()
    }

    /// The values that a field of the body may have, where these are known.
    fn values_at(&self, schema: SchemaId, span: Option<&FieldLocation>) -> Vec<String> {
        let Some(FieldLocation::Pointer(pointer) | FieldLocation::Number(pointer)) = span else {
            return Vec::new();
        };
        let Some(schema) = self.at(schema, pointer).and_then(|id| self.schema(id)) else {
            return Vec::new();
        };
        schema
            .constant
            .iter()
            .chain(&schema.enumeration)
            .filter_map(|value| text(value))
            .collect()
    }
}

/// The first event of a name counts: a second one could not be distinguished from it.
fn push(events: &mut Vec<Event>, event: Event) {
    if !events.iter().any(|known| known.wire == event.wire) {
        events.push(event);
    }
}

/// A webhook's key as a header states it: `pull-request-opened` without `opened` is `pull_request`.
fn without_action(key: &str, actions: &[String]) -> String {
    let key = key.replace('-', "_");
    let shorter = actions
        .iter()
        .find_map(|action| key.strip_suffix(action.as_str())?.strip_suffix('_'));
    shorter
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .unwrap_or(key)
}

fn first_paragraph(text: &str) -> &str {
    text.trim().split("\n\n").next().unwrap_or_default()
}

fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_reported_without_its_action() {
        let actions = |actions: &[&str]| {
            actions
                .iter()
                .map(|action| (*action).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            without_action("pull-request-opened", &actions(&["opened"])),
            "pull_request"
        );
        assert_eq!(
            without_action(
                "check-run-requested-action",
                &actions(&["requested_action"])
            ),
            "check_run"
        );
        assert_eq!(without_action("ping", &[]), "ping");
        assert_eq!(without_action("opened", &actions(&["opened"])), "opened");
    }
}
