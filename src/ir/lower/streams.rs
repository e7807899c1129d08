//! Responses that can come item by item: server-sent events and JSON lines.
//!
//! ```text
//! 200: {application/json: Completion, text/event-stream: Chunk}, body {stream: boolean}
//!   →   response Completion, and a stream of Chunk that is asked for by `stream`
//! ```

use super::operations::{essence, successes};
use super::{Context, Lowering};
use crate::document::model::{self, MediaType, SchemaId};
use crate::ir::{Body, BodyKind, Framing, Streaming, Type, TypeId, TypeKind};

impl<'s> Lowering<'_, 's> {
    pub(super) fn stream(
        &mut self,
        operation: &model::Operation<'s>,
        body: Option<&Body>,
        at: &Context,
    ) -> Option<Streaming> {
        let content = successes(&operation.responses).flat_map(|response| &response.content);
        let (framing, media) = content
            .filter_map(|media| Some((framing(&essence(media.name))?, media)))
            .next()?;
        let at = at.child("item");
        let item = match (framing, self.item_schema(framing, media)) {
            (_, Some(schema)) => Some(self.type_of(schema, &at)),
            (Framing::Events, None) => None,
            (Framing::Lines, None) => Some(Type::Json),
        };
        // Text is what the data of an event is anyway.
        let item = item
            .filter(|item| framing == Framing::Lines || !matches!(item, Type::String | Type::Json));
        Some(Streaming {
            framing,
            item,
            asked_by: self.asked_by(body),
        })
    }

    /// The schema of an item. Before 3.2 specifications gave it as the schema of the whole, or as that of a list. In 3.2 the
    /// items of an event stream are whole events, and their data is a text whose content has a schema.
    fn item_schema(&self, framing: Framing, media: &MediaType<'s>) -> Option<SchemaId> {
        match (framing, media.item_schema) {
            (Framing::Lines, Some(item)) => Some(item),
            (Framing::Events, Some(event)) => self.data_schema(event),
            (Framing::Events, None) => media.schema,
            (Framing::Lines, None) => {
                let whole = media.schema?;
                self.schema(whole)
                    .and_then(|schema| schema.items)
                    .or(Some(whole))
            }
        }
    }

    /// `data: {type: string, contentSchema: …}` of an event (3.2, 4.14.3). Where events differ in what their data is, none.
    fn data_schema(&self, event: SchemaId) -> Option<SchemaId> {
        let schema = self.schema(event)?;
        let differ = !schema.one_of.is_empty() || !schema.any_of.is_empty();
        let merged = self.merged(event);
        let data = merged
            .properties
            .iter()
            .find(|(name, _)| *name == "data" && !differ)?;
        self.schema(data.1)?.content
    }

    /// `stream: true` in the body asks for a stream, at OpenAI, Anthropic and those who follow them.
    fn asked_by(&self, body: Option<&Body>) -> Option<String> {
        const PROPERTY: &str = "stream";
        let BodyKind::Json(Type::Named(TypeId(id)), _) = &body?.kind else {
            return None;
        };
        let TypeKind::Object(object) = &self.types.get(*id as usize)?.kind else {
            return None;
        };
        let asks = object
            .fields
            .iter()
            .any(|field| field.wire == PROPERTY && field.ty == Type::Bool);
        asks.then(|| PROPERTY.to_owned())
    }
}

/// How the items of a media type are in it, where it is one of streams.
pub(super) fn framing(essence: &str) -> Option<Framing> {
    match essence {
        "text/event-stream" => Some(Framing::Events),
        "application/jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/x-jsonl"
        | "application/ndjson"
        | "application/x-ndjson"
        | "application/json-seq"
        | "application/stream+json" => Some(Framing::Lines),
        _ => None,
    }
}
