//! The declarations by macro, tried where their macros are in scope.

use super::*;

object! {
    /// A customer.
    #[flow(in, out)]
    #[constant("object" = "customer")]
    #[additional(Json)]
    pub struct Customer {
        /// Unique.
        pub id: String,
        #[wire("type")]
        pub r#type: Option<Status>,
        #[wire("parent", null)]
        pub parent: Option<String>,
        pub note: Nullable<String>,
        pub boss: Option<Box<Customer>>,
        pub card: Option<Source>,
        pub size: Option<Size>,
    }
}

object! {
    #[flow(out)]
    pub struct Nothing {}
}

open_enum! {
    /// Status.
    pub enum Status {
        Open = "open",
        /// Shut.
        Closed = "closed",
    }
}

integer_enum! {
    pub enum Size {
        Small = 1,
        Minus1 = -1,
    }
}

union! {
    #[flow(in, out)]
    pub enum Source {
        #[tag("object" = "customer", "person")]
        Customer(Box<Customer>),
        #[has("iban")]
        Debit(BTreeMap<String, String>),
        #[json(string)]
        Text(String),
        Draft(Vec<String>),
    }
}

params! {
    /// Parameters.
    pub struct ListParams {
        pub limit: Option<i64>,
        /// When.
        #[query("created", deep_object)]
        pub created: Option<BTreeMap<String, i64>>,
        #[query("ids", form)]
        pub ids: Option<Vec<String>>,
        #[header("Api-Version")]
        pub version: Option<String>,
        #[cookie("session")]
        pub session: String,
    }
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    from_json(json.as_bytes()).unwrap()
}

#[test]
fn an_object_comes_back_as_it_was() {
    let json = r#"{"object":"customer","id":"c","type":"new","parent":null,"boss":{"object":"customer","id":"b","parent":"p"},"size":7,"extra":[1]}"#;
    let customer: Customer = read(json);
    assert_eq!(customer.r#type, Some(Status::Other("new".to_owned())));
    assert_eq!(customer.additional["extra"].as_str(), "[1]");
    assert_eq!(serde_json::to_string(&customer).unwrap(), json);
    assert_eq!(serde_json::to_string(&Nothing {}).unwrap(), "{}");
}

#[test]
fn null_is_sent_where_it_means_something() {
    let customer = Customer { note: Nullable::Null, parent: None, ..Default::default() };
    assert_eq!(serde_json::to_string(&customer).unwrap(), r#"{"object":"customer","id":"","parent":null,"note":null}"#);
}

#[test]
fn a_missing_field_is_named_with_its_place() {
    let error =
        from_json::<Customer>(br#"{"id":"c","parent":null,"boss":{"id":"b","boss":{"parent":""}}}"#).unwrap_err();
    assert_eq!(error.to_string(), "at $.boss.boss of Customer: missing field `id`");
    let error = from_json::<Vec<Customer>>(br#"[{"id":"c"}, {"parent":null, "id":7}]"#).unwrap_err();
    assert_eq!(error.path(), "$[1].id");
}

#[test]
fn a_union_is_known_by_its_marks() {
    assert!(matches!(read(r#"{"id":"1","object":"person"}"#), Source::Customer(customer) if customer.id == "1"));
    assert!(matches!(read(r#"{"iban":"DE"}"#), Source::Debit(_)));
    assert!(matches!(read(r#""tok""#), Source::Text(text) if text == "tok"));
    assert!(matches!(read(r#"{"object":"new"}"#), Source::Other(json) if json.as_str() == r#"{"object":"new"}"#));
    let error = from_json::<Source>(br#"{"object":"person"}"#).unwrap_err();
    assert!(error.to_string().contains("Customer: missing field `id`"), "{error}");
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
    assert_eq!(parts.query, "limit=3&created[gte]=1&ids=a%20b,c");
    assert_eq!(parts.headers, [("Api-Version".to_owned(), "1".to_owned())]);
    assert_eq!(parts.cookies, ["session=s"]);
}
