//! The tables beside types, and what they make of them.

use super::*;
use crate as runtime;

mod blocking;
mod clock;
mod delays;
mod encoders;
mod engine;
mod errors;
mod limits;
mod networks;
mod oauth;
mod oauth_sign_in;
mod reading;
mod redirects;
mod repeat;
mod retry;
mod secrets;
mod sockets;
mod stage;

/// A customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Unique.
    pub id: String,
    pub r#type: Option<Status>,
    pub parent: Option<String>,
    pub note: Nullable<String>,
    pub boss: Option<Box<Customer>>,
    pub card: Option<Source>,
    pub size: Option<Size>,
    pub additional: BTreeMap<String, Json>,
}
object! {
    Customer: Deserialize + Serialize {
        required: id;
        nullable: parent;
        optional: r#type = "type", note, boss, card, size;
        constant: "object" = "customer";
        additional: Json;
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nothing {}
object! { Nothing: Serialize {} }

/// Status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Open,
    /// Shut.
    Closed,
    Other(String),
}
open_enum! { Status { Open = "open", Closed = "closed" } }

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Small,
    Minus1,
    Other(i64),
}
integer_enum! { Size { Small = 1, Minus1 = -1 } }

#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Customer(Box<Customer>),
    Debit(BTreeMap<String, String>),
    Text(String),
    Draft(Vec<String>),
    Other(Json),
}
union! {
    Source: Deserialize + Serialize {
        Customer = tag("object": "customer", "person"),
        Debit = has("iban"),
        Text = json(string),
        Draft = never(),
    }
    From { Customer(Customer), Debit(BTreeMap<String, String>), Text(String) }
}

#[derive(Clone, Debug, PartialEq)]
pub enum TestResponse {
    Held(BTreeMap<String, Vec<Source>>),
    Denied(BTreeMap<String, String>),
    Failed(BTreeMap<String, Json>),
    Other(Json),
}
union! {
    TestResponse: Deserialize + Serialize {
        Held = has("held"),
        Denied = typed("error": string),
        Failed = typed("error": object),
    }
}

/// Parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListParams {
    pub limit: Option<i64>,
    pub created: Option<BTreeMap<String, i64>>,
    pub ids: Option<Vec<String>>,
    pub version: Option<String>,
    pub session: String,
}
params! {
    ListParams {
        limit,
        created = query("created", deep_object),
        ids = query("ids", form),
        version = header("Api-Version"),
        session = cookie("session"),
    }
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    from_json(json.as_bytes()).unwrap()
}

#[test]
fn an_object_comes_back_as_it_was() {
    let json = r#"{"object":"customer","id":"c","parent":null,"type":"new","boss":{"object":"customer","id":"b","parent":"p"},"size":7,"extra":[1]}"#;
    let customer: Customer = read(json);
    assert_eq!(customer.r#type, Some(Status::Other("new".to_owned())));
    assert_eq!(customer.additional["extra"].as_str(), "[1]");
    assert_eq!(serde_json::to_string(&customer).unwrap(), json);
    assert_eq!(serde_json::to_string(&Nothing {}).unwrap(), "{}");
}

#[test]
fn null_is_sent_where_it_means_something() {
    let customer = Customer {
        note: Nullable::Null,
        parent: None,
        ..Customer::empty()
    };
    assert_eq!(
        serde_json::to_string(&customer).unwrap(),
        r#"{"object":"customer","id":"","parent":null,"note":null}"#
    );
}

#[test]
fn a_missing_field_is_named_with_its_place() {
    let json = br#"{"id":"c","parent":null,"boss":{"id":"b","boss":{"parent":""}}}"#;
    let (read, _) = crate::runtime::reading::for_client(true, || from_json::<Customer>(json));
    let error = read.unwrap_err();
    assert_eq!(
        error.to_string(),
        "at $.boss.boss of Customer: missing field `id`"
    );
    let error =
        from_json::<Vec<Customer>>(br#"[{"id":"c"}, {"parent":null, "id":[]}]"#).unwrap_err();
    assert_eq!(error.path(), "$[1].id");
}

#[test]
fn a_union_is_known_by_its_marks() {
    assert!(
        matches!(read(r#"{"id":"1","object":"person"}"#), Source::Customer(customer) if customer.id == "1")
    );
    assert!(matches!(read(r#"{"iban":"DE"}"#), Source::Debit(_)));
    assert!(matches!(read(r#""tok""#), Source::Text(text) if text == "tok"));
    assert!(
        matches!(read(r#"{"object":"new"}"#), Source::Other(json) if json.as_str() == r#"{"object":"new"}"#)
    );
    let error = from_json::<Source>(br#"{"object":"person"}"#).unwrap_err();
    assert!(
        error.to_string().contains("Customer: missing field `id`"),
        "{error}"
    );
}

#[test]
fn parameters_go_where_they_belong() {
    let params = ListParams {
        limit: Some(3),
        created: Some(BTreeMap::from([("gte".to_owned(), 1)])),
        ids: Some(vec!["a b".to_owned(), "c".to_owned()]),
        version: Some("1".to_owned()),
        session: "s".to_owned(),
    };
    let mut parts = Parts::default();
    params.write(&mut parts);
    assert_eq!(parts.query, "limit=3&created%5Bgte%5D=1&ids=a%20b,c");
    assert_eq!(parts.headers, [("Api-Version".to_owned(), "1".to_owned())]);
    assert_eq!(parts.cookies, ["session=s"]);
}

fn failing_path<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
    from_json::<T>(json.as_bytes())
        .unwrap_err()
        .path()
        .to_owned()
}

#[test]
fn a_decode_error_names_the_value_that_is_wrong() {
    assert_eq!(
        failing_path::<BTreeMap<String, String>>(r#"{"a":"s","b":[1]}"#),
        "$.b"
    );
    assert_eq!(
        failing_path::<BTreeMap<String, String>>(r#"{"a":"s","b":1}"#),
        "$.b"
    );
    assert_eq!(failing_path::<Vec<String>>(r#"["s",{"b":1}]"#), "$[1]");
    assert_eq!(failing_path::<Vec<u64>>("[1,\n -1]"), "$[1]");
}

#[test]
fn null_in_a_form_unsets_whatever_the_style() {
    let body = serde_json::json!({"metadata": null, "ids": null});
    assert_eq!(
        form(
            &FormValue::of(&body).unwrap(),
            &[("metadata", Style::DeepObject)]
        ),
        "ids=&metadata="
    );
}

/// The examples of OpenAPI 3.1, "Style Examples": empty, string, array and object.
#[test]
fn every_style_is_written_as_openapi_shows_it() {
    let array = serde_json::json!(["blue", "black", "brown"]);
    let object = serde_json::json!({"B": 150, "G": 200, "R": 100});
    let path = |template: &str, value: &serde_json::Value| {
        super::encode::path(template, &[FormValue::of(value).unwrap()]).unwrap()
    };
    assert_eq!(path("/{color}", &array), "/blue,black,brown");
    assert_eq!(path("/{color}", &object), "/B,150,G,200,R,100");
    assert_eq!(path("/{color*}", &object), "/B=150,G=200,R=100");
    assert_eq!(path("/{.color}", &array), "/.blue,black,brown");
    assert_eq!(path("/{.color*}", &array), "/.blue.black.brown");
    assert_eq!(path("/{.color*}", &object), "/.B=150.G=200.R=100");
    assert_eq!(path("/{;color}", &serde_json::json!("")), "/;color");
    assert_eq!(
        path("/{;color}", &serde_json::json!("blue")),
        "/;color=blue"
    );
    assert_eq!(path("/{;color}", &array), "/;color=blue,black,brown");
    assert_eq!(
        path("/{;color*}", &array),
        "/;color=blue;color=black;color=brown"
    );
    assert_eq!(path("/{;color*}", &object), "/;B=150;G=200;R=100");
    let query = |value: &serde_json::Value, style: Style| {
        let mut out = String::new();
        append(
            &mut out,
            "color",
            &FormValue::of(value).unwrap(),
            style,
            false,
        );
        out
    };
    assert_eq!(query(&serde_json::json!(""), Style::Form), "color=");
    assert_eq!(query(&array, Style::Form), "color=blue,black,brown");
    assert_eq!(
        query(&array, Style::FormExplode),
        "color=blue&color=black&color=brown"
    );
    assert_eq!(query(&object, Style::Form), "color=B,150,G,200,R,100");
    assert_eq!(query(&object, Style::FormExplode), "B=150&G=200&R=100");
    assert_eq!(
        query(&array, Style::SpaceDelimited),
        "color=blue%20black%20brown"
    );
    assert_eq!(
        query(&array, Style::PipeDelimited),
        "color=blue%7Cblack%7Cbrown"
    );
    assert_eq!(
        query(&object, Style::DeepObject),
        "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100"
    );
}

#[test]
fn a_value_that_would_change_the_path_is_refused() {
    for value in ["", ".", ".."] {
        assert!(
            super::encode::path("/x/{id}", &[FormValue::from(value)]).is_err(),
            "{value:?}"
        );
    }
    assert_eq!(
        super::encode::path("/x/{id}", &["a/b?c#d".into()]).unwrap(),
        "/x/a%2Fb%3Fc%23d"
    );
}

#[test]
fn secrets_are_never_shown() {
    let auth = Auth::of("key", CredentialLocation::Query("api_key"), "canary")
        .and(Auth::user("basic", "u", "canary"));
    assert!(!format!("{auth:?}").contains("canary"));
}

#[test]
fn a_union_is_known_by_the_type_of_a_property() {
    let seen = |json: &str| format!("{:?}", read::<TestResponse>(json));
    assert_eq!(
        seen(r#"{"error":"invalid_grant"}"#),
        r#"Denied({"error": "invalid_grant"})"#
    );
    assert_eq!(
        seen(r#"{"error":{"code":404}}"#),
        r#"Failed({"error": {"code":404}})"#
    );
    assert_eq!(seen(r#"{"error":404}"#), r#"Other({"error":404})"#);
}

#[test]
fn an_error_inside_of_a_list_or_a_union_keeps_its_place() {
    let missing = from_json::<Vec<Customer>>(
        br#"[{"id":"a","parent":null},{"parent":null,"boss":{"id":"b"}}]"#,
    );
    assert_eq!(missing.unwrap_err().path(), "$[1]");
    let union = from_json::<Vec<Source>>(br#"["tok",{"object":"person","id":[]}]"#).unwrap_err();
    assert_eq!(union.path(), "$[1].id", "{union}");
    let nested =
        from_json::<Vec<TestResponse>>(br#"[{"held":["tok",{"object":"person","id":[]}]}]"#)
            .unwrap_err();
    assert_eq!(nested.path(), "$[0].held[1].id", "{nested}");
    assert!(
        nested
            .to_string()
            .ends_with("Held: Customer: invalid type: sequence, expected a string"),
        "{nested}"
    );
}

#[test]
fn dates_are_read_as_providers_send_them() {
    for text in [
        "2023-10-06T23:47:56.678Z",
        "2023-10-06 23:47:56.678+00",
        "2023-10-07T01:47:56.678+02:00",
    ] {
        let moment: DateTime = read(&format!("\"{text}\""));
        assert_eq!(
            serde_json::to_string(&moment).unwrap(),
            r#""2023-10-06T23:47:56.678Z""#,
            "{text}"
        );
    }
    for text in ["2023-10-06", "2023-10-06T23", "2023-10-06T23:47:56", "soon"] {
        assert!(text.parse::<DateTime>().is_err(), "{text}");
    }
}

mod choices;
mod forms;
mod pages;
mod streams;
mod webhook_batches;
mod webhook_urls;

#[test]
fn an_enum_is_written_and_parsed() {
    assert_eq!(Status::VALUES, [Status::Open, Status::Closed]);
    assert_eq!("closed".parse(), Ok(Status::Closed));
    assert_eq!("gone".parse(), Ok(Status::Other("gone".to_owned())));
    assert_eq!(
        format!("{}|{:>7}", Status::Open, Status::Closed),
        "open| closed"
    );
    assert_eq!(Size::VALUES, [Size::Small, Size::Minus1]);
    assert_eq!("-1".parse(), Ok(Size::Minus1));
    assert_eq!("7".parse(), Ok(Size::Other(7)));
    assert!("seven".parse::<Size>().is_err());
    assert_eq!(Size::Minus1.to_string(), "-1");
}

#[test]
fn a_variant_is_made_of_its_value() {
    let customer = Customer {
        id: "c".to_owned(),
        ..Customer::empty()
    };
    assert_eq!(
        Source::from(customer.clone()),
        Source::Customer(Box::new(customer))
    );
    assert_eq!(Source::from("x".to_owned()), Source::Text("x".to_owned()));
}
