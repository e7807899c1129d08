//! What a value is of several: unions that numbers or several keys decide, and success types by status.

use super::super::*;
use super::read;
use crate as runtime;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub cells: Option<i64>,
}
object! { Row: Deserialize + Serialize { optional: cells; constant: "kind" = 1; } }

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flag {}
object! { Flag: Deserialize + Serialize { constant: "kind" = true; } }

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Row(Box<Row>),
    Flag(Box<Flag>),
    Region(BTreeMap<String, i64>),
    Point(BTreeMap<String, i64>),
    Other(Json),
}
union! {
    Part: Deserialize + Serialize {
        Row = tag("kind": "1"),
        Flag = tag("kind": "true"),
        Region = has("x", "width"),
        Point = has("x"),
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Consent {
    Ok(String),
    Accepted,
    Success(BTreeMap<String, i64>),
    Other(Response),
}
responses! { Consent { 200 => Ok(text), 202 => Accepted, 2 => Success(json) } }

#[test]
fn numbers_and_truth_values_are_compared_as_they_are_written() {
    for (json, is) in [
        (r#"{"kind":1,"cells":3}"#, "Row"),
        (r#"{"kind":true}"#, "Flag"),
        (r#"{"x":1,"width":2}"#, "Region"),
        (r#"{"x":1}"#, "Point"),
        (r#"{"kind":1.0}"#, "Other"),
        (r#"{"kind":[1]}"#, "Other"),
        (r#"{"width":2}"#, "Other"),
    ] {
        let part: Part = read(json);
        assert!(format!("{part:?}").starts_with(is), "{json}: {part:?}");
        let written: Box<serde_json::value::RawValue> =
            read(&serde_json::to_string(&part).unwrap());
        let keys =
            |json: &str| serde_json::from_str::<BTreeMap<String, serde_json::Value>>(json).unwrap();
        assert_eq!(keys(written.get()), keys(json));
    }
}

#[tokio::test]
async fn a_status_goes_before_the_digit_that_it_begins_with() {
    static API: Api = Api::new("test", "https://api.example.com");
    for (status, body, is) in [
        (200, "a", "a"),
        (202, "", "accepted"),
        (201, r#"{"a":1}"#, "{\"a\": 1}"),
        (299, "{}", "{}"),
    ] {
        let response = move |_: http::Request<Body>| {
            let mut response = http::Response::new(Body::from(body));
            *response.status_mut() = http::StatusCode::from_u16(status)?;
            Ok(response)
        };
        let core = Builder::<ClientInner>::new(&API, Auth::none())
            .transport(response)
            .build();
        let response: Consent = Call::<_>::new(core, Operation::new("GET", "/", by_status))
            .await
            .unwrap();
        let outcome = match response {
            Consent::Ok(text) => text,
            Consent::Accepted => "accepted".to_owned(),
            Consent::Success(values) => format!("{values:?}"),
            Consent::Other(response) => response.status().to_string(),
        };
        assert_eq!(outcome, is);
    }
}
