//! Values for tests: for one call of each operation, and for each type that gets a name.

use super::Lowering;
use crate::document::model::{Location, Operation, SchemaId};
use crate::ir::{Constant, OperationSamples, Sample, TypeKind, TypeSamples, Types};
use crate::samples::{Direction, Fill, Json, Samples};
use crate::source::Node;

impl<'s> Lowering<'_, 's> {
    pub(super) fn operation_samples(&self, operation: &Operation<'s>) -> OperationSamples {
        let of_parameters = |in_path: bool| {
            let chosen = operation
                .parameters
                .iter()
                .filter(move |known| (known.location == Location::Path) == in_path);
            chosen
                .map(|parameter| self.sent(parameter.schema, parameter.example))
                .collect()
        };
        let media = operation
            .body
            .as_ref()
            .and_then(|body| self.chosen_media_type(operation, body));
        OperationSamples {
            path: of_parameters(true),
            parameters: of_parameters(false),
            body: media.map(|media| self.sent(media.schema, media.example)),
        }
    }

    /// A value that is sent; a text where the specification does not mention it.
    fn sent(&self, schema: Option<SchemaId>, example: Option<&Node>) -> Sample {
        let value = |fill: Fill| match schema {
            Some(id) => {
                Samples::new(self.selection, Direction::Out, fill)
                    .like(id, example)
                    .json
            }
            None => example.map_or_else(|| Json::String("text".to_owned()), Json::from),
        };
        Sample {
            required: value(Fill::Required).to_string(),
            all: value(Fill::All).to_string(),
        }
    }

    /// Gives the types their values. Constants must be known by now.
    pub(super) fn add_samples(&self, types: &mut Types) {
        for (type_id, schema) in self.described.iter().filter(|_| self.settings.tests) {
            if let Some(def) = types.0.get_mut(type_id.0 as usize) {
                let out = self.type_samples(*schema, &def.kind, Direction::Out);
                let incoming = self.type_samples(*schema, &def.kind, Direction::In);
                def.samples = TypeSamples { out, incoming };
            }
        }
    }

    /// Values of a schema that it allows, each once.
    fn type_samples(&self, id: SchemaId, kind: &TypeKind, direction: Direction) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for fill in [Fill::Required, Fill::All] {
            let samples = Samples::new(self.selection, direction, fill);
            let sample = samples.of(id);
            // A variant by itself allows what its union does not: the values by which this knows the others.
            let as_variant = with_constants(&sample.json, kind);
            let json = if samples.allows(id, &as_variant) {
                as_variant
            } else {
                sample.json
            };
            let text = json.to_string();
            if sample.valid && json != Json::Null && !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }
}

/// An object with the constants of its type, where it has these properties.
fn with_constants(json: &Json, kind: &TypeKind) -> Json {
    let (Json::Object(entries), TypeKind::Object(object)) = (json, kind) else {
        return json.clone();
    };
    let constant = |key: &str| {
        object
            .constants
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    };
    let value_of = |key: &str, value: &Json| match constant(key) {
        Some(Constant::String(text)) => Json::String(text.clone()),
        Some(Constant::Integer(number)) => Json::Number(number.to_string()),
        Some(Constant::Bool(truth)) => Json::Bool(*truth),
        None => value.clone(),
    };
    Json::Object(
        entries
            .iter()
            .map(|(key, value)| (key.clone(), value_of(key, value)))
            .collect(),
    )
}
