//! Deep and broken JSON, decoded by types that contain themselves in every way, on a small stack: a value or an error, and what
//! was read is read again from what is written.
#![no_main]

use std::fmt::Write as _;

use fetchwright_runtime::{self as runtime, BTreeMap, DateTime, Json, from_json, read_json};
use libfuzzer_sys::fuzz_target;

#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Node(Box<Node>),
    Texts(Vec<String>),
    List(Vec<Tree>),
    Map(BTreeMap<String, Tree>),
    Whole(i64),
    Text(String),
    Other(Json),
}
fetchwright_runtime::union! {
    Tree: Deserialize + Serialize {
        Node = tag("k": "a"),
        Texts = items(json(string)),
        List = json(array),
        Map = values(json(object)),
        Whole = json(integer),
        Text = json(string),
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    pub u: Option<Tree>,
    pub any: Option<Json>,
    pub own: Option<Box<Node>>,
    pub list: Option<Vec<Vec<Node>>>,
    pub map: Option<BTreeMap<String, Node>>,
    pub at: Option<DateTime>,
    pub wide: Option<i128>,
    pub price: Option<f64>,
    pub live: Option<bool>,
    pub additional: BTreeMap<String, Tree>,
}
fetchwright_runtime::object! {
    Node: Deserialize + Serialize {
        optional: u, any, own, list, map, at, wide, price, live;
        constant: "k" = "a";
        additional: Tree;
    }
}

/// Ways into a value, and out of it.
const WAYS: [(&str, &str); 10] = [
    (r#"{"k":"a","u":"#, "}"),
    (r#"{"k":"a","own":"#, "}"),
    (r#"{"u":1,"k":"a","x":"#, "}"),
    (r#"{"k":"a","any":"#, "}"),
    (r#"{"k":"a","list":[["#, "]]}"),
    (r#"{"k":"a","map":{"m":"#, "}}"),
    (r#"{"m":"#, "}"),
    ("[", "]"),
    ("[null,", ",\"a\"]"),
    (r#"{"k":"a","at":1,"price":"2","u":[{"m":"#, "}]}"),
];

const LEAVES: [&str; 12] = [
    "1",
    "1.0",
    "1e3",
    "18446744073709551616",
    "\"2020-01-02\"",
    "null",
    "\"\"",
    "true",
    "{}",
    "[]",
    "\"\\u0061\"",
    "-",
];

fuzz_target!(|input: &[u8]| {
    // Also as it is.
    check(&String::from_utf8_lossy(input));
    check(&made(input));
});

/// JSON of the ways that the bytes choose, each as often as its byte states.
fn made(input: &[u8]) -> String {
    let (mut json, mut ends) = (String::new(), Vec::new());
    for pair in input.chunks(2) {
        let [way, times] = pair else { break };
        let Some((open, close)) = WAYS.get(usize::from(*way) % WAYS.len()) else {
            break;
        };
        // A few, or as many as no stack holds.
        let times = if *times < 200 {
            usize::from(*times) % 6
        } else {
            3_000
        };
        for _ in 0..times {
            json.push_str(open);
            ends.push(*close);
        }
        if json.len() > 200_000 {
            break;
        }
    }
    let leaf = usize::from(input.last().copied().unwrap_or_default());
    let _ = write!(json, "{}", LEAVES[leaf % LEAVES.len()]);
    json.extend(ends.iter().rev().copied());
    json
}

fn check(json: &str) {
    let json = json.to_owned();
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let read = small.spawn(move || {
        let Ok(tree) = read_json::<Tree>(json.as_bytes()) else {
            return;
        };
        let written = serde_json::to_string(&tree).expect("what was read can be written");
        let again: Tree = from_json(written.as_bytes()).expect("what was written can be read");
        let twice = serde_json::to_string(&again).expect("it can be written again");
        assert_eq!(written, twice);
    });
    read.expect("a thread starts").join().expect("no panic");
}
