//! Overlays: their reader, their JSONPaths, and what they make of a specification.
#![no_main]

use fetchwright::diagnostics::Diagnostics;
use fetchwright_fuzz::{generate, text};
use libfuzzer_sys::fuzz_target;

const SPECIFICATION: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      tags: [pets]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components: {schemas: {Pet: {type: object, required: [id], properties: {id: {type: integer}, tag: {type: string}}}}}
";

fuzz_target!(|bytes: &[u8]| {
    let mut diagnostics = Diagnostics::default();
    let sources = fetchwright::overlay::load(
        text("base.yaml", SPECIFICATION),
        &[text("fuzz.yaml", bytes)],
        &mut diagnostics,
    );
    generate(&sources, &mut diagnostics);
});
