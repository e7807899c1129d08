//! What is read out of small specifications, one behaviour each.

use super::model::{Document, Operation, Parameter, Schema, SchemaId};
use crate::diagnostics::{Diagnostics, Severity};
use crate::source::{Input, Sources};

mod operations;
mod parameters;
mod robustness;
mod schemas;
mod security;
mod swagger2;
mod versions;

/// A specification that was read and what was declared about it.
pub(crate) struct Outcome {
    document: Option<Document<'static>>,
    diagnostics: Diagnostics,
}

/// Reads YAML or JSON. The sources live as long as the test run.
pub(crate) fn read(text: &str) -> Outcome {
    let mut diagnostics = Diagnostics::default();
    let input = Input::Text {
        name: "test.yaml".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let sources = Sources::load(input, &mut diagnostics);
    let sources: &'static Sources = Box::leak(Box::new(sources));
    let document = super::read(sources, &mut diagnostics);
    Outcome {
        document,
        diagnostics,
    }
}

/// A 3.1 specification with these paths, each line of `paths` as it is.
fn read_paths(paths: &str) -> Outcome {
    read(&format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{}",
        indented(paths)
    ))
}

/// A 3.0 specification with these component schemas and no operation.
fn read_schemas(schemas: &str) -> Outcome {
    let head =
        "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    read(&format!("{head}{}", indented(&indented(schemas))))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

impl Outcome {
    pub(crate) fn document(&self) -> &Document<'static> {
        self.document.as_ref().expect("the specification is read")
    }

    fn operation(&self, index: usize) -> &Operation<'static> {
        &self.document().operations[index]
    }

    fn parameters(&self) -> &[Parameter<'static>] {
        &self.operation(0).parameters
    }

    fn schema(&self, id: SchemaId) -> &Schema<'static> {
        self.document().schema(id).expect("ids are in the arena")
    }

    fn component(&self, name: &str) -> &Schema<'static> {
        let found = self
            .document()
            .components
            .iter()
            .find(|(key, _)| *key == name);
        self.schema(found.expect("the component is there").1)
    }

    /// The stable names of what was declared, in order.
    fn codes(&self) -> Vec<&'static str> {
        self.diagnostics
            .all()
            .iter()
            .map(|diagnostic| diagnostic.code.as_str())
            .collect()
    }

    fn has_error(&self) -> bool {
        self.diagnostics
            .all()
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// What the first diagnostic states.
    fn message(&self) -> &str {
        &self.diagnostics.all()[0].message
    }
}
