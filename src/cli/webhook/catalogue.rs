//! A specification to the events that it knows, and to the schema of each.
//!
//! ```text
//! webhooks: { email.sent: { post: { requestBody: … EmailSentEvent … } } }   →   email.sent: body of EmailSentEvent
//! components: { event: {… data: { object: any object } }, charge: …,        →   charge.refunded: an `event` with a
//!   enabled_events: { enum: [charge.refunded, …] } }                              `charge` in `/data/object`
//! ```
//!
//! Most specifications declare their webhooks. Some (Stripe's own) only have an envelope, a list of names, and the objects
//! that the names begin with: then an event's object is the component that its name is made of.

use crate::document::{Document, JsonType, MediaType, Operation, Schema, SchemaId};
use crate::source::Node;

/// An event.
#[derive(Clone, Debug)]
pub(super) struct Event<'d, 's> {
    /// How the provider calls it: `checkout.session.completed`.
    pub name: &'d str,
    /// What it means.
    pub summary: Option<&'d str>,
    /// What is delivered.
    pub payload: Payload<'d, 's>,
}

/// What an event's delivery holds.
#[derive(Clone, Debug)]
pub(super) enum Payload<'d, 's> {
    /// The body of a webhook.
    Declared(&'d Operation<'s>),
    /// An envelope.
    Enveloped(Envelope<'d>),
}

/// A schema that all events share, with room for an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Envelope<'d> {
    /// Its schema, where the specification has it.
    pub schema: Option<SchemaId>,
    /// Where the object is: the properties on the way to it. Empty: it is the whole body.
    pub room: Vec<&'d str>,
    /// The object's schema, where its component was found.
    pub object: Option<SchemaId>,
}

/// All events in the order of their names: the webhooks, then those that `x-fetchwright` names; where there are
/// neither, those that its envelope is for.
pub(super) fn events<'d, 's>(document: &'d Document<'s>) -> Vec<Event<'d, 's>> {
    let webhooks = document.webhooks.iter().map(declared);
    let events: Vec<Event<'_, '_>> = webhooks.chain(ruled(document)).collect();
    match events.is_empty() {
        false => events,
        true => enveloped(document),
    }
}

/// `x-fetchwright: webhooks: events`.
fn ruled<'d, 's>(document: &'d Document<'s>) -> impl Iterator<Item = Event<'d, 's>> {
    let rules = &document.extension.webhooks;
    let room: Vec<&str> = rules
        .object
        .unwrap_or_default()
        .split('/')
        .skip(1)
        .collect();
    let envelope = envelope(document)
        .filter(|envelope| envelope.room == room)
        .and_then(|envelope| envelope.schema);
    rules.events.iter().map(move |rule| {
        let object = component(document, rule.component);
        Event {
            name: rule.name,
            summary: None,
            payload: Payload::Enveloped(Envelope {
                schema: envelope,
                room: room.clone(),
                object,
            }),
        }
    })
}

fn enveloped<'d, 's>(document: &'d Document<'s>) -> Vec<Event<'d, 's>> {
    let Some(envelope) = envelope(document) else {
        return Vec::new();
    };
    let names = names(document)
        .iter()
        .filter_map(|name| name.as_str())
        .filter(|name| *name != "*");
    let named = names.map(|name| Event {
        name,
        summary: None,
        payload: Payload::Enveloped(Envelope {
            object: object(document, name),
            ..envelope.clone()
        }),
    });
    named.collect()
}

fn declared<'d, 's>(operation: &'d Operation<'s>) -> Event<'d, 's> {
    let summary = operation
        .summary
        .or(operation.description)
        .and_then(|text| text.lines().next());
    Event {
        name: operation.extension.event.unwrap_or(operation.path),
        summary,
        payload: Payload::Declared(operation),
    }
}

/// The body of a webhook: JSON before a form before anything else.
pub(super) fn body<'d, 's>(operation: &'d Operation<'s>) -> Option<&'d MediaType<'s>> {
    let content = &operation.body.as_ref()?.content;
    let named = |wanted: &str| {
        content
            .iter()
            .find(|media| media.name.to_ascii_lowercase().contains(wanted))
    };
    named("json").or_else(|| named("form")).or(content.first())
}

/// The component `event` whose data may be any object: `data.object`.
fn envelope<'d>(document: &'d Document<'_>) -> Option<Envelope<'d>> {
    let is_event = |key: &str| key.eq_ignore_ascii_case("event");
    let (_, id) = document.components.iter().find(|(key, _)| is_event(key))?;
    let room = document.schema(*id)?.properties.iter().find_map(|outer| {
        let inner = resolved(document, outer.schema)?;
        let room = inner.properties.iter().find(|inner_property| {
            inner.required.contains(&inner_property.name)
                && resolved(document, inner_property.schema).is_some_and(is_any_object)
        })?;
        Some(vec![outer.name, room.name])
    })?;
    Some(Envelope {
        schema: Some(*id),
        room,
        object: None,
    })
}

fn is_any_object(schema: &Schema<'_>) -> bool {
    schema.types == [JsonType::Object]
        && schema.properties.is_empty()
        && [&schema.all_of, &schema.any_of, &schema.one_of]
            .iter()
            .all(|list| list.is_empty())
}

/// The schema behind a `$ref`.
pub(super) fn resolved<'d, 's>(document: &'d Document<'s>, id: SchemaId) -> Option<&'d Schema<'s>> {
    let schema = document.schema(id)?;
    match &schema.reference {
        Some(reference) => document.schema(reference.target?),
        None => Some(schema),
    }
}

/// The longest list of names with dots of which most begin with a component.
fn names<'d>(document: &'d Document<'_>) -> &'d [&'d Node] {
    let lists = document
        .schemas
        .iter()
        .map(|schema| schema.enumeration.as_slice());
    let is_event = |name: &str| name.contains('.') && object(document, name).is_some();
    let are_events = |list: &&[&Node]| {
        let events = list
            .iter()
            .filter(|name| name.as_str().is_some_and(is_event))
            .count();
        list.len() > 1 && events * 2 > list.len()
    };
    lists
        .filter(are_events)
        .max_by_key(|list| list.len())
        .unwrap_or_default()
}

/// The component that an event's name is made of, its last word (what happened) aside: `checkout.session` of
/// `checkout.session.completed`, `subscription` of `customer.subscription.created`, `charge` of `charge.refunded`.
fn object(document: &Document<'_>, name: &str) -> Option<SchemaId> {
    let words: Vec<&str> = name.split('.').collect();
    let (_, words) = words.split_last()?;
    let ends = (0..words.len()).filter_map(|from| words.get(from..));
    let beginnings = (1..words.len()).rev().filter_map(|to| words.get(..to));
    ends.chain(beginnings).find_map(|words| {
        let name = words.join(".");
        component(document, &name).or_else(|| component(document, &name.replacen('_', ".", 1)))
    })
}

fn component(document: &Document<'_>, name: &str) -> Option<SchemaId> {
    document
        .components
        .iter()
        .find(|(key, _)| *key == name)
        .map(|(_, id)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::{Input, Sources};

    const ENVELOPED: &str = r##"{
        "openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": {
            "event": {"type": "object", "required": ["data"], "properties": {
                "type": {"type": "string"}, "data": {"$ref": "#/components/schemas/event_data"}}},
            "event_data": {"type": "object", "required": ["object"], "properties": {
                "previous": {"type": "object"}, "object": {"type": "object"}}},
            "charge": {"type": "object"}, "checkout.session": {"type": "object"}, "customer": {"type": "object"},
            "issuing.card": {"type": "object"}, "subscription": {"type": "object"},
            "other": {"type": "string", "enum": ["a.b", "c.d", "e", "f", "g", "h", "i", "j", "k"]},
            "enabled": {"type": "string", "enum": ["*", "charge.refunded", "checkout.session.completed",
                "customer.subscription.created", "customer.created", "issuing_card.created"]}
        }}}"##;

    fn with<R>(text: &str, check: impl FnOnce(&Document<'_>) -> R) -> R {
        let mut found = Diagnostics::default();
        let input = Input::Text {
            name: "api.json".to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let sources = Sources::load(input, &mut found);
        check(&crate::document::read(&sources, &mut found).unwrap())
    }

    #[test]
    fn an_objects_component_is_found_by_the_events_name() {
        with(ENVELOPED, |document| {
            let of = |name: &str| {
                object(document, name).map(|id| document.schema(id).unwrap().component.unwrap())
            };
            assert_eq!(of("charge.refunded"), Some("charge"));
            assert_eq!(of("charge.refund.updated"), Some("charge"));
            assert_eq!(of("checkout.session.completed"), Some("checkout.session"));
            assert_eq!(of("customer.subscription.created"), Some("subscription"));
            assert_eq!(of("customer.created"), Some("customer"));
            assert_eq!(of("issuing_card.created"), Some("issuing.card"));
            assert_eq!(of("nothing.created"), None);
            assert_eq!(of("charge"), None);
            assert_eq!(of(""), None);
        });
    }

    #[test]
    fn an_envelope_has_room_for_the_object() {
        with(ENVELOPED, |document| {
            let events = events(document);
            let names: Vec<&str> = events.iter().map(|event| event.name).collect();
            assert_eq!(
                names,
                [
                    "charge.refunded",
                    "checkout.session.completed",
                    "customer.subscription.created",
                    "customer.created",
                    "issuing_card.created"
                ]
            );
            let Payload::Enveloped(envelope) = &events[0].payload else {
                panic!("declared")
            };
            assert_eq!(envelope.room, ["data", "object"]);
        });
    }

    #[test]
    fn events_of_the_extension_are_known() {
        let rules = r#""x-fetchwright": {"webhooks": {"object": "/data/object", "events": {"refund.made": "charge"}}}, "paths""#;
        with(&ENVELOPED.replacen("\"paths\"", rules, 1), |document| {
            let events = events(document);
            assert_eq!(
                events.iter().map(|event| event.name).collect::<Vec<_>>(),
                ["refund.made"]
            );
            let Payload::Enveloped(envelope) = &events[0].payload else {
                panic!("declared")
            };
            let key =
                |id: Option<SchemaId>| document.schema(id.unwrap()).unwrap().component.unwrap();
            assert_eq!(
                (key(envelope.schema), key(envelope.object)),
                ("event", "charge")
            );
        });
    }

    #[test]
    fn a_specification_without_events_has_none() {
        with(
            r#"{"openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#,
            |document| {
                assert!(events(document).is_empty());
            },
        );
    }
}
