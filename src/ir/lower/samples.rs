//! Values for tests: for one call of each operation, and for each type that gets a name.

use super::Lowering;
use crate::document::model::{Location, Operation, SchemaId};
use crate::ir::{OperationSamples, Sample, TypeSamples};
use crate::samples::{Direction, Fill, Json, Samples};
use crate::source::Node;

impl<'s> Lowering<'_, 's> {
    pub(super) fn operation_samples(&self, operation: &Operation<'s>) -> OperationSamples {
        let of_parameters = |in_path: bool| {
            let chosen = operation.parameters.iter().filter(move |known| (known.location == Location::Path) == in_path);
            chosen.map(|parameter| self.sent(parameter.schema, parameter.example)).collect()
        };
        let media = operation.body.as_ref().and_then(|body| self.chosen_media_type(body));
        OperationSamples {
            path: of_parameters(true),
            parameters: of_parameters(false),
            body: media.map(|media| self.sent(media.schema, media.example)),
        }
    }

    /// A value that is sent; a text where the description says nothing of it.
    fn sent(&self, schema: Option<SchemaId>, example: Option<&Node>) -> Sample {
        let value = |fill: Fill| match schema {
            Some(id) => Samples::new(self.selection, Direction::Out, fill).like(id, example).json,
            None => example.map_or_else(|| Json::String("text".to_owned()), Json::from),
        };
        Sample { required: value(Fill::Required).to_string(), all: value(Fill::All).to_string() }
    }

    /// Values of a schema that it allows, each once.
    pub(super) fn type_samples(&self, id: SchemaId) -> TypeSamples {
        let values = |direction: Direction| {
            let mut texts: Vec<String> = Vec::new();
            for fill in [Fill::Required, Fill::All] {
                let sample = Samples::new(self.selection, direction, fill).of(id);
                let text = sample.json.to_string();
                if sample.valid && sample.json != Json::Null && !texts.contains(&text) {
                    texts.push(text);
                }
            }
            texts
        };
        match self.settings.tests {
            true => TypeSamples { out: values(Direction::Out), incoming: values(Direction::In) },
            false => TypeSamples::default(),
        }
    }
}
