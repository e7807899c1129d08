//! An event to the body that its provider would send: made from its schema, examples first.
//!
//! ```text
//! checkout.session.completed, envelope `event` with a `checkout.session` in `/data/object`
//!   →   {"id":"evt_…","object":"event","type":"checkout.session.completed","data":{"object":{"id":"cs_…", …}}, …}
//! ```

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Failure;
use super::catalogue::{self, Envelope, Event, Payload};
use super::change;
use crate::document::{Document, Location, Operation, Parameter, SchemaId};
use crate::resolve::Selection;
use crate::samples::{Direction, Fill, Json, Samples};

/// What is sent of an event, before it is signed.
#[derive(Clone, Debug)]
pub(super) struct Body {
    /// The body's content.
    pub json: Json,
    /// As the specification names it.
    pub media_type: String,
    /// Headers that the specification demands, with sample values.
    pub headers: Vec<(String, String)>,
    /// Properties that hold a time in Unix seconds.
    pub times: Vec<String>,
}

/// The white space of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Indented, with a newline at its end. No JSON library writes it like that, so that a receiver that verifies what it
    /// parsed and wrote again fails here and not at the first delivery of the provider.
    Raw,
    /// Indented by two spaces.
    Pretty,
    /// None.
    Compact,
}

impl Body {
    /// A payload as the media type writes it: JSON, or a form of its fields.
    pub(super) fn written(&self, json: &Json, layout: Layout) -> String {
        let is_form = self
            .media_type
            .to_ascii_lowercase()
            .contains("form-urlencoded");
        match (json, layout) {
            (Json::Object(fields), _) if is_form => form(fields),
            (_, Layout::Compact) => json.to_string(),
            (_, Layout::Pretty) => indented(json, "\n"),
            (_, Layout::Raw) => indented(json, "\n") + "\n",
        }
    }
}

/// JSON indented by two spaces; `newline` ends with the indentation of the line that it is on.
fn indented(json: &Json, newline: &str) -> String {
    let inner = format!("{newline}  ");
    let lines: Vec<String> = match json {
        Json::Array(items) => items.iter().map(|item| indented(item, &inner)).collect(),
        Json::Object(entries) => entries
            .iter()
            .map(|(key, value)| {
                let key = Json::String(key.clone());
                format!("{key}: {}", indented(value, &inner))
            })
            .collect(),
        _ => Vec::new(),
    };
    let (open, close) = match json {
        Json::Array(_) => ("[", "]"),
        _ => ("{", "}"),
    };
    match lines.is_empty() {
        true => json.to_string(),
        false => format!(
            "{open}{inner}{}{newline}{close}",
            lines.join(&format!(",{inner}"))
        ),
    }
}

/// `application/x-www-form-urlencoded`: what is no text is written as JSON.
fn form(fields: &[(String, Json)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let value = |json: &Json| {
        json.as_str()
            .map_or_else(|| encoded(&json.to_string()), encoded)
    };
    fields
        .iter()
        .map(|(key, json)| format!("{}={}", encoded(key), value(json)))
        .collect::<Vec<_>>()
        .join("&")
}

/// Where an event contains its name, as JSON pointers.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Its name.
    pub name: Option<String>,
    /// Its id.
    pub id: Option<String>,
}

/// Makes the body of an event, with its name where the schema leaves it open.
pub(super) fn make(
    selection: &Selection<'_, '_>,
    event: &Event<'_, '_>,
    places: &Places,
) -> Result<Body, Failure> {
    let samples = Samples::new(selection, Direction::In, Fill::All);
    let (schema, mut body) = match &event.payload {
        Payload::Declared(operation) => declared(samples, operation)?,
        Payload::Enveloped(envelope) => (envelope.schema, enveloped(samples, envelope, places)),
    };
    body.times = schema
        .map(|schema| times(selection.document, schema))
        .unwrap_or_default();
    if let Some(pointer) = &places.name {
        let mut named = body.json.clone();
        if let Some(name) = change::at_pointer(&mut named, pointer) {
            *name = Json::String(event.name.to_owned());
        }
        if schema.is_none_or(|schema| samples.allows(schema, &named)) {
            body.json = named;
        }
    }
    Ok(body)
}

fn declared(
    samples: Samples<'_, '_>,
    operation: &Operation<'_>,
) -> Result<(Option<SchemaId>, Body), Failure> {
    let media = catalogue::body(operation).ok_or_else(|| {
        Failure::new(format!(
            "the specification has no schema for `{}`",
            operation.path
        ))
    })?;
    let json = match media.schema {
        Some(schema) => samples.like(schema, media.example).json,
        None => media.example.map_or(Json::Object(Vec::new()), Json::from),
    };
    let headers = operation
        .parameters
        .iter()
        .filter_map(|parameter| header(samples, parameter))
        .collect();
    Ok((
        media.schema,
        Body {
            json,
            media_type: media.name.to_owned(),
            headers,
            times: Vec::new(),
        },
    ))
}

/// The properties with the format `unix-time`.
fn times(document: &Document<'_>, id: SchemaId) -> Vec<String> {
    let Some(schema) = catalogue::resolved(document, id) else {
        return Vec::new();
    };
    let is_time = |id: SchemaId| {
        document
            .schema(id)
            .is_some_and(|schema| schema.format == Some("unix-time"))
    };
    schema
        .properties
        .iter()
        .filter(|property| is_time(property.schema))
        .map(|property| property.name.to_owned())
        .collect()
}

fn header(samples: Samples<'_, '_>, parameter: &Parameter<'_>) -> Option<(String, String)> {
    if parameter.location != Location::Header || !parameter.required {
        return None;
    }
    let value = match parameter.schema {
        Some(schema) => samples.like(schema, parameter.example).json,
        None => parameter.example.map(Json::from)?,
    };
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    Some((parameter.name.to_owned(), text))
}

fn enveloped(samples: Samples<'_, '_>, envelope: &Envelope<'_>, places: &Places) -> Body {
    let mut json = envelope
        .schema
        .map_or(Json::Object(Vec::new()), |schema| samples.of(schema).json);
    if envelope.schema.is_none() && !envelope.room.is_empty() {
        for pointer in [&places.id, &places.name].into_iter().flatten() {
            put(
                &mut json,
                &pointer.split('/').skip(1).collect::<Vec<_>>(),
                Json::String(String::new()),
            );
        }
    }
    if let Some(object) = envelope.object {
        put(&mut json, &envelope.room, samples.of(object).json);
    }
    Body {
        json,
        media_type: "application/json".to_owned(),
        headers: Vec::new(),
        times: Vec::new(),
    }
}

/// Puts a value into objects, which are made where they are missing.
fn put(json: &mut Json, path: &[&str], value: Json) {
    let Some((first, rest)) = path.split_first() else {
        *json = value;
        return;
    };
    if !matches!(json, Json::Object(_)) {
        *json = Json::Object(Vec::new());
    }
    if let Json::Object(entries) = json {
        match entries.iter_mut().find(|(key, _)| key == first) {
            Some((_, inner)) => put(inner, rest, value),
            None => {
                let mut inner = Json::Null;
                put(&mut inner, rest, value);
                entries.push(((*first).to_owned(), inner));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_its_fields_encoded() {
        let text = |text: &str| Json::String(text.to_owned());
        let fields = [
            ("Body".to_owned(), text("a b&c=ü")),
            ("NumMedia".to_owned(), Json::Number("0".to_owned())),
        ];
        assert_eq!(form(&fields), "Body=a%20b%26c%3D%C3%BC&NumMedia=0");
    }

    #[test]
    fn a_layout_is_the_white_space_of_json() {
        let body = |media_type: &str| Body {
            json: Json::Null,
            media_type: media_type.to_owned(),
            headers: Vec::new(),
            times: Vec::new(),
        };
        let list = Json::Array(vec![
            Json::Number("1.0".to_owned()),
            Json::Array(Vec::new()),
        ]);
        let json = Json::Object(vec![
            ("a\"".to_owned(), list),
            ("b".to_owned(), Json::Object(Vec::new())),
        ]);
        let written = |layout| body("application/json").written(&json, layout);
        let pretty = "{\n  \"a\\\"\": [\n    1.0,\n    []\n  ],\n  \"b\": {}\n}";
        assert_eq!(written(Layout::Pretty), pretty);
        assert_eq!(written(Layout::Raw), format!("{pretty}\n"));
        assert_eq!(written(Layout::Compact), r#"{"a\"":[1.0,[]],"b":{}}"#);
        let form = body("application/x-www-form-urlencoded");
        assert_eq!(
            form.written(&json, Layout::Raw),
            "a%22=%5B1%2E0%2C%5B%5D%5D&b=%7B%7D"
        );
    }

    #[test]
    fn a_value_is_put_where_nothing_was() {
        let mut json = Json::Object(vec![("a".to_owned(), Json::Null)]);
        put(&mut json, &["a", "b"], Json::Bool(true));
        put(&mut json, &["c"], Json::Bool(false));
        assert_eq!(json.to_string(), r#"{"a":{"b":true},"c":false}"#);
    }
}
