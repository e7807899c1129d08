use super::super::model::{JsonType, OAuthFlowKind, SecurityKind, Style};
use super::{Outcome, read};

fn read_operation(operation: &str) -> Outcome {
    let head = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n";
    let body: String = operation
        .lines()
        .map(|line| format!("      {line}\n"))
        .collect();
    read(&format!("{head}{body}"))
}

#[test]
fn servers_are_put_together() {
    let servers = |text: &str| {
        let outcome = read(&format!(
            "swagger: '2.0'\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{text}"
        ));
        outcome
            .document()
            .servers
            .iter()
            .map(|server| server.url.clone())
            .collect::<Vec<_>>()
    };
    let both = servers("host: a.io\nbasePath: /v1/\nschemes: [http, https, ws]");
    assert_eq!(both, ["https://a.io/v1", "http://a.io/v1"]);
    assert_eq!(servers("host: a.io"), ["https://a.io"]);
    assert_eq!(servers("basePath: /v1"), ["/v1"]);
    assert!(servers("basePath: /").is_empty());
}

#[test]
fn a_body_parameter_is_the_body() {
    let outcome = read_operation(
        "consumes: [application/json, application/xml]
parameters: [{in: body, name: b, required: true, schema: {type: object}}]",
    );
    let body = outcome.operation(0).body.as_ref().expect("it has a body");
    let names: Vec<_> = body
        .content
        .iter()
        .map(|media_type| media_type.name)
        .collect();
    assert!(body.required && outcome.parameters().is_empty());
    assert_eq!(names, ["application/json", "application/xml"]);
}

#[test]
fn fields_of_a_form_become_one_object() {
    let outcome = read_operation(
        "parameters:
  - {in: formData, name: a, type: integer, format: int64, required: true}
  - {in: formData, name: b, type: array, items: {type: string}, collectionFormat: multi}",
    );
    let media_type = &outcome
        .operation(0)
        .body
        .as_ref()
        .expect("it has a body")
        .content[0];
    assert_eq!(media_type.name, "application/x-www-form-urlencoded");
    assert_eq!(
        (
            media_type.encoding[0].property,
            media_type.encoding[0].explode
        ),
        ("b", Some(true))
    );
    let form = outcome.schema(media_type.schema.expect("it has a schema"));
    assert_eq!(
        (form.types.as_slice(), form.required.as_slice()),
        (&[JsonType::Object][..], &["a"][..])
    );
    assert_eq!(
        outcome.schema(form.properties[0].schema).format,
        Some("int64")
    );
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn a_file_makes_the_form_multipart() {
    let outcome = read_operation("parameters: [{in: formData, name: f, type: file}]");
    let media_type = &outcome
        .operation(0)
        .body
        .as_ref()
        .expect("it has a body")
        .content[0];
    let form = outcome.schema(media_type.schema.expect("it has a schema"));
    assert_eq!(media_type.name, "multipart/form-data");
    assert_eq!(
        outcome.schema(form.properties[0].schema).format,
        Some("binary")
    );
}

#[test]
fn collection_formats_become_styles() {
    let outcome = read_operation(
        "parameters:
  - {in: query, name: a, type: array, items: {type: string}}
  - {in: query, name: b, type: array, items: {type: string}, collectionFormat: multi}
  - {in: query, name: c, type: array, items: {type: string}, collectionFormat: ssv}
  - {in: query, name: d, type: array, items: {type: string}, collectionFormat: pipes}
  - {in: query, name: e, type: array, items: {type: string}, collectionFormat: tsv}
  - {in: header, name: f, type: array, items: {type: string}, collectionFormat: csv}",
    );
    let styles: Vec<_> = outcome
        .parameters()
        .iter()
        .map(|p| (p.style, p.explode))
        .collect();
    let expected = [
        (Style::Form, false),
        (Style::Form, true),
        (Style::SpaceDelimited, false),
        (Style::PipeDelimited, false),
        (Style::TabDelimited, false),
        (Style::Simple, false),
    ];
    assert_eq!(styles, expected);
    assert!(outcome.codes().is_empty(), "{:?}", outcome.codes());
}

#[test]
fn a_parameter_is_its_own_schema() {
    let outcome = read_operation(
        "parameters: [{in: query, name: q, type: string, enum: [a], required: true, description: D, x-nullable: true}]",
    );
    let schema = outcome.schema(outcome.parameters()[0].schema.expect("it has a schema"));
    assert_eq!(
        (schema.types.as_slice(), schema.enumeration.len()),
        (&[JsonType::String, JsonType::Null][..], 1)
    );
    assert!(schema.required.is_empty() && schema.description.is_none());
    assert_eq!(outcome.codes(), [""; 0]);
}

#[test]
fn responses_have_what_is_produced() {
    let outcome = read(
        "swagger: '2.0'
info: {title: T, version: '1'}
produces: [application/json]
paths:
  /a:
    get:
      responses:
        200: {description: '', schema: {$ref: '#/definitions/A'}}
        204: {description: ''}
        default: {$ref: '#/responses/Error'}
  /file: {get: {produces: [image/png], responses: {200: {description: '', schema: {type: file}}}}}
responses: {Error: {description: E, schema: {type: string}}}
definitions: {A: {type: object}}
",
    );
    let contents: Vec<_> = outcome
        .operation(0)
        .responses
        .iter()
        .map(|response| response.content.len())
        .collect();
    assert_eq!(contents, [1, 0, 1]);
    assert_eq!(
        outcome.operation(1).responses[0].content[0].name,
        "image/png"
    );
    assert_eq!(outcome.document().components[0].0, "A");
}

#[test]
fn security_definitions_are_schemes() {
    let outcome = read(
        "swagger: '2.0'
info: {title: T, version: '1'}
paths: {}
securityDefinitions:
  basic: {type: basic}
  oauth: {type: oauth2, flow: accessCode, authorizationUrl: /a, tokenUrl: /t, scopes: {r: Reads}}
security: [{oauth: [r]}]
",
    );
    let schemes = &outcome.document().security_schemes;
    assert!(matches!(schemes[0].kind, SecurityKind::Basic));
    assert_eq!(schemes[1].flows[0].kind, OAuthFlowKind::AuthorizationCode);
    let required = &outcome.document().security.as_ref().unwrap()[0][0];
    assert_eq!((required.name, &*required.scopes), ("oauth", &["r"][..]));
}

#[test]
fn a_discriminator_by_name_has_its_subtypes() {
    let outcome = read(
        "swagger: '2.0'
info: {title: T, version: '1'}
paths: {}
definitions:
  Pet: {type: object, discriminator: petType, properties: {petType: {type: string}}}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object}]}
",
    );
    let discriminator = outcome
        .component("Pet")
        .discriminator
        .as_ref()
        .expect("it has one");
    assert_eq!(
        (discriminator.property, discriminator.mapping[0].0),
        ("petType", "Cat")
    );
}
