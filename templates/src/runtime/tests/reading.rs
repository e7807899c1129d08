//! What servers really send: values of other JSON types, values that cannot be read, and JSON that is too deep.

use std::sync::{Arc, Mutex};

use tracing::field::{Field as LogField, Visit};
use tracing::span;

use super::super::*;
use crate as runtime;

/// A product, as a specification describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    pub id: String,
    pub price: f64,
    pub count: i64,
    pub live: Option<bool>,
    pub at: Option<DateTime>,
    pub on: Option<NaiveDate>,
    pub tags: Option<Vec<String>>,
    pub owner: Option<Box<Owner>>,
    pub kind: Option<Kind>,
    pub names: BTreeMap<String, String>,
    pub parts: Vec<Owner>,
}
object! {
    Product: Deserialize + Serialize {
        required: id, price, count, names, parts;
        optional: live, at, on, tags, owner, kind;
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owner {
    pub name: String,
    pub size: Option<i32>,
}
object! { Owner: Deserialize + Serialize { required: name; optional: size; } }

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Small,
    Other(String),
}
open_enum! { Kind { Small = "1" } }

/// A union that contains itself in each way.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Node(Box<Node>),
    List(Vec<Tree>),
    Map(BTreeMap<String, Tree>),
    Other(Json),
}
union! {
    Tree: Deserialize + Serialize {
        Node = tag("k": "a"),
        List = json(array),
        Map = json(object),
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    pub u: Option<Tree>,
    pub any: Option<Json>,
    pub own: Option<Box<Node>>,
}
object! { Node: Deserialize + Serialize { optional: u, any, own; constant: "k" = "a"; } }

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Texts(Vec<String>),
    Integers(Vec<i64>),
    Lists(Vec<Vec<i64>>),
    Owners(Vec<Owner>),
    Prices(BTreeMap<String, f64>),
    Names(BTreeMap<String, String>),
    Whole(i64),
    Other(Json),
}
union! {
    Value: Deserialize + Serialize {
        Texts = items(json(string)),
        Integers = items(json(integer)),
        Lists = items(items(json(integer))),
        Owners = items(has("name")),
        Prices = values(json(number)),
        Names = values(json(string)),
        Whole = json(integer),
    }
}

const SOUND: &str = r#"{"id":"17","price":-0.02,"count":3,"names":{},"parts":[]}"#;

fn product(json: &str) -> Result<Product, DecodeError> {
    read_json(json.as_bytes())
}

fn sound() -> Product {
    product(SOUND).unwrap()
}

/// The events of a piece of work, with their fields.
fn events(work: impl FnOnce()) -> Vec<String> {
    let log = Log::default();
    let lines = log.0.clone();
    tracing::subscriber::with_default(log, work);
    let lines = lines.lock().unwrap();
    lines.clone()
}

#[derive(Clone, Default)]
pub(super) struct Log(pub(super) Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &LogField, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

#[test]
fn what_can_be_understood_is_read() {
    assert_eq!(Kind::VALUES, [Kind::Small]);
    let drifted = r#"{"id":17,"price":"-0.02","count":3.0,"live":"true","at":"","tags":null,"owner":[],
        "names":{},"parts":[]}"#;
    assert_eq!(
        product(drifted).unwrap(),
        Product {
            live: Some(true),
            ..sound()
        }
    );
    for (key, value, expected) in [
        ("id", "1.5", "\"1.5\""),
        (
            "id",
            "123456789012345678901234567890",
            "\"123456789012345678901234567890\"",
        ),
        ("id", "true", "\"true\""),
        ("price", "\"1e3\"", "1000"),
        ("price", "7", "7"),
        ("count", "3e0", "3"),
        ("count", "1e3", "1000"),
        ("count", "\" 12 \"", "12"),
        ("count", "\"12.0\"", "12"),
        ("live", "1", "true"),
        ("live", "\"False\"", "false"),
        ("names", "null", "{}"),
        ("names", "[]", "{}"),
        ("names", r#"{"a":null,"b":1}"#, r#"{"b":"1"}"#),
        ("parts", "null", "[]"),
        (
            "parts",
            r#"[null,{"name":"a","size":"2"}]"#,
            r#"[{"name":"a","size":2}]"#,
        ),
        ("tags", r#"["a",null,2]"#, r#"["a","2"]"#),
        ("kind", "1", "\"1\""),
        ("kind", "2.5", "\"2.5\""),
        ("at", "\"2020-01-02T03:04:05\"", "\"2020-01-02T03:04:05Z\""),
        (
            "at",
            "\"2020-01-02 03:04:05.6\"",
            "\"2020-01-02T03:04:05.600Z\"",
        ),
        ("at", "\"2020-01-02t03:04:05z\"", "\"2020-01-02T03:04:05Z\""),
        ("at", "\"2020-01-02\"", "\"2020-01-02T00:00:00Z\""),
        ("on", "\"2020-01-02T03:04:05+01:00\"", "\"2020-01-02\""),
        ("on", "\"2020-01-02 03:04:05\"", "\"2020-01-02\""),
    ] {
        let read =
            product(&with(key, value)).unwrap_or_else(|error| panic!("{key} {value}: {error}"));
        let written = serde_json::to_value(&read).unwrap();
        let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
        let same = match (&written[key], &expected) {
            (written, expected) if written.is_number() => written.as_f64() == expected.as_f64(),
            (written, expected) => written == expected,
        };
        assert!(same, "{key} {value}: {written}");
    }
}

/// The sound product, with another value under a key.
fn with(key: &str, value: &str) -> String {
    let mut sound: BTreeMap<String, Box<serde_json::value::RawValue>> =
        serde_json::from_str(SOUND).unwrap();
    let value = serde_json::value::RawValue::from_string(value.to_owned()).unwrap();
    sound.insert(key.to_owned(), value);
    serde_json::to_string(&sound).unwrap()
}

#[test]
fn a_required_value_that_cannot_be_read_is_an_error_and_an_optional_one_is_none() {
    for (key, value, path) in [
        ("id", "null", "$.id"),
        ("id", "[]", "$.id"),
        ("price", "\"dear\"", "$.price"),
        ("price", "\"NaN\"", "$.price"),
        ("count", "1.5", "$.count"),
        ("count", "9223372036854775808", "$.count"),
        ("names", "[1]", "$.names"),
        ("parts", r#"[{"name":"a"},{"size":1}]"#, "$.parts[1]"),
        ("parts", r#"[{"name":[]}]"#, "$.parts[0].name"),
    ] {
        let error = product(&with(key, value)).unwrap_err();
        assert_eq!(error.path(), path, "{key} {value}: {error}");
    }
    for (key, value) in [
        ("live", "2"),
        ("at", "\"soon\""),
        ("at", "12"),
        ("on", "\"T\""),
        ("tags", "{}"),
        ("tags", "[[]]"),
        ("owner", "[]"),
        ("owner", r#"{"name":{}}"#),
        ("kind", "{}"),
    ] {
        assert_eq!(
            product(&with(key, value)).unwrap(),
            sound(),
            "{key} {value}"
        );
    }
    let read = product(&with("parts", r#"[{"name":"a","size":3000000000}]"#)).unwrap();
    assert_eq!(read.parts[0].size, None);
}

#[test]
fn what_is_left_out_is_logged_by_its_place_and_without_its_value() {
    let log = events(|| {
        product(&with("owner", r#"{"name":{"token":"sk_live_1"}}"#)).unwrap();
    });
    assert_eq!(
        log,
        [
            r#"WARN message=left out an optional value that cannot be read json.path="$.owner" json.type="Product" reason="expected a string" more=0"#
        ]
    );
    let log = events(|| {
        product(&with("parts", r#"[{"name":7},{"name":"b"}]"#)).unwrap();
    });
    assert_eq!(
        log,
        [
            r#"DEBUG message=read a value that is not of its type json.path="$.parts[0].name" json.type="Product" more=0"#
        ]
    );
    assert!(events(|| drop(product(SOUND))).is_empty());
}

#[tokio::test]
async fn a_client_reads_strictly_if_it_is_reported_to() {
    static API: Api = Api::new("test", "https://api.example.com");
    let call = |strict: bool, body: String| {
        let respond =
            move |_: http::Request<Body>| Ok(http::Response::new(Body::from(body.clone())));
        let client: ClientInner = Builder::new(&API, Auth::none())
            .strict(strict)
            .transport(respond)
            .build();
        Call::<_>::new(client, Operation::new("GET", "/v1/x", json::<Product>)).into_future()
    };
    for (key, value) in [
        ("id", "17"),
        ("price", "\"-0.02\""),
        ("live", "\"true\""),
        ("names", "null"),
        ("names", r#"{"a":null}"#),
        ("parts", "[null]"),
        ("kind", "1"),
        ("owner", "[]"),
        ("at", "\"2020-01-02T03:04:05\""),
        ("on", "\"2020-01-02T03:04:05Z\""),
    ] {
        assert!(call(false, with(key, value)).await.is_ok(), "{key} {value}");
        let error = call(true, with(key, value)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{key} {value}");
        assert!(error.to_string().contains(&format!("$.{key}")), "{error}");
    }
    assert!(call(true, with("count", "3.0")).await.is_ok());
    // The next client of this thread is not strict.
    assert!(product(&with("id", "17")).is_ok());
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_json() {
    assert_eq!(product(&format!("\u{feff}{SOUND}")).unwrap(), sound());
}

#[test]
fn lists_and_maps_are_known_by_what_they_hold() {
    for (json, is) in [
        (r#"["a"]"#, "Texts"),
        ("[]", "Texts"),
        ("[null]", "Texts"),
        ("[1, 2.0, 1e3]", "Integers"),
        ("[[1], []]", "Lists"),
        (r#"[{"name":"\u0061"}, {"n\u0061me":"b"}]"#, "Owners"),
        (r#"{"a":1.5}"#, "Prices"),
        (r#"{"a":"b", "c":"]}\""}"#, "Names"),
        ("1.0", "Whole"),
        // Nothing fits.
        (r#"["a", 1]"#, "Other"),
        ("[1.5]", "Other"),
        ("[18446744073709551616]", "Other"),
        (r#"[["a"]]"#, "Other"),
        (r#"[{"size":1}]"#, "Other"),
        (r#"{"a":1, "b":"c"}"#, "Other"),
        ("18446744073709551616", "Other"),
        ("1.5", "Other"),
        ("\"a\"", "Other"),
        ("null", "Other"),
    ] {
        let value: Value = read_json(json.as_bytes()).unwrap();
        assert!(format!("{value:?}").starts_with(is), "{json}: {value:?}");
    }
}

/// So much JSON in each other: an opening, many times, then a value, and as many ends.
fn nested(open: &str, close: &str, levels: usize) -> String {
    format!("{}1{}", open.repeat(levels), close.repeat(levels))
}

/// Reads on a stack as small as a thread's may be.
fn on_a_small_stack<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    thread.spawn(read).unwrap().join().unwrap()
}

const WAYS: [(&str, &str); 6] = [
    (r#"{"k":"a","u":"#, "}"),
    (r#"{"k":"a","own":"#, "}"),
    ("[", "]"),
    (r#"{"m":"#, "}"),
    (r#"{"k":"a","u":[{"m":"#, "}]}"),
    (r#"{"k":"a","u":{"k":"a","own":"#, "}}"),
];

#[test]
fn deep_json_is_an_error_and_not_the_end_of_the_process() {
    on_a_small_stack(|| {
        for (open, close) in WAYS {
            for levels in [200, 10_000] {
                let json = nested(open, close, levels);
                let error = read_json::<Tree>(json.as_bytes()).unwrap_err();
                let message = error.to_string();
                let is_depth =
                    message.contains("contain each other") || message.contains("recursion limit");
                assert!(is_depth, "{open}: {message:.300}");
                // What is cut off is cut off everywhere.
                let cut = &json[..json.len() / 2];
                assert!(read_json::<Tree>(cut.as_bytes()).is_err());
            }
            let json = format!(r#"{{"k":"a","any":{}}}"#, nested(open, close, 10_000));
            let error = read_json::<Tree>(json.as_bytes()).unwrap_err();
            assert_eq!(error.path(), "$.any", "{open}");
        }
    });
}

#[test]
fn json_may_be_as_deep_as_serde_json_reads_it() {
    on_a_small_stack(|| {
        for (open, close) in WAYS {
            let brackets = open.matches(['{', '[']).count();
            let json = nested(open, close, 126 / brackets);
            let tree = read_json::<Tree>(json.as_bytes()).unwrap();
            let written = serde_json::to_string(&tree).unwrap();
            let levels = |json: &str| json.matches(['{', '[']).count();
            assert_eq!(levels(&written), levels(&json), "{open}");
        }
    });
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formats {
    pub at: Option<DateTime>,
    pub day: Option<NaiveDate>,
    pub bytes: Option<Base64>,
    pub url: Option<Url>,
    pub id: Option<uuid::Uuid>,
    pub price: Option<rust_decimal::Decimal>,
    pub number: Option<i64>,
}
object! { Formats: Deserialize { optional: at, day, bytes, url, id, price, number; } }

/// The path of what cannot be read, as an item of a list and, read strictly, as a field of an object.
fn paths<T: for<'de> Decode<'de> + std::fmt::Debug>(name: &str, value: &str) -> [String; 2] {
    type Nested<T> = BTreeMap<String, Vec<BTreeMap<String, Vec<T>>>>;
    let list = format!(r#"{{"a":[{{"b":[{value}]}}]}}"#);
    let of_list = read_json::<Nested<T>>(list.as_bytes()).unwrap_err();
    let object = format!(r#"{{"a":[{{"number":7,"{name}": {value} , "z":[1]}}]}}"#);
    let read = |json: &str| read_json::<BTreeMap<String, Vec<Formats>>>(json.as_bytes());
    let (of_object, _) = super::super::reading::for_client(true, || read(&object));
    [
        of_list.path().to_owned(),
        of_object.unwrap_err().path().to_owned(),
    ]
}

#[test]
fn every_type_names_its_place() {
    let found = [
        ("at", paths::<DateTime>("at", r#""soon""#)),
        ("day", paths::<NaiveDate>("day", r#""soon""#)),
        ("bytes", paths::<Base64>("bytes", r#""*""#)),
        ("url", paths::<Url>("url", r#""no url""#)),
        ("id", paths::<uuid::Uuid>("id", r#""x""#)),
        ("price", paths::<rust_decimal::Decimal>("price", r#""x""#)),
        ("number", paths::<i64>("number", r#""x""#)),
    ];
    for (name, [of_list, of_object]) in found {
        assert_eq!(of_list, "$.a[0].b[0]", "{name}");
        assert_eq!(of_object, format!("$.a[0].{name}"), "{name}");
    }
}
