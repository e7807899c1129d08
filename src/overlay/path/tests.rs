//! Queries of the standard's own examples, and many made ones against another implementation.

use super::{TooMuchWork, parse, select};
use crate::diagnostics::Diagnostics;
use crate::source::{Input, Node, Sources, Value};

fn read(json: &str) -> Sources {
    let input = Input::Text {
        name: "test.json".to_owned(),
        bytes: json.as_bytes().to_vec(),
    };
    Sources::load(input, &mut Diagnostics::default())
}

/// A way of positions as a normalised path: `$['a'][0]`.
fn normal(root: &Node, way: &[u32]) -> String {
    let mut node = root;
    let mut text = "$".to_owned();
    for position in way {
        match &node.value {
            Value::Array(items) => {
                text.push_str(&format!("[{position}]"));
                node = &items[*position as usize];
            }
            Value::Object(object) => {
                let entry = &object.entries()[*position as usize];
                text.push_str(&format!("['{}']", entry.key));
                node = &entry.node;
            }
            other => panic!("a way into {other:?}"),
        }
    }
    text
}

fn found(json: &str, query: &str) -> Vec<String> {
    let sources = read(json);
    let root = sources.root().unwrap();
    let query = parse(query).unwrap_or_else(|error| panic!("{query}: {error:?}"));
    select(&query, root)
        .unwrap()
        .iter()
        .map(|way| normal(root, way))
        .collect()
}

/// The bookstore of RFC 9535, 1.5.
const STORE: &str = r#"{"store": {"book": [
    {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95},
    {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99},
    {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99},
    {"category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8",
     "price": 22.99}
], "bicycle": {"color": "red", "price": 399}}}"#;

#[test]
fn the_bookstore() {
    let books = |numbers: &[usize]| -> Vec<String> {
        numbers
            .iter()
            .map(|number| format!("$['store']['book'][{number}]"))
            .collect()
    };
    assert_eq!(found(STORE, "$..book[2]"), books(&[2]));
    assert_eq!(found(STORE, "$..book[-1]"), books(&[3]));
    assert_eq!(found(STORE, "$..book[0,1]"), books(&[0, 1]));
    assert_eq!(found(STORE, "$..book[:2]"), books(&[0, 1]));
    assert_eq!(found(STORE, "$..book[::-2]"), books(&[1, 3]));
    assert_eq!(found(STORE, "$..book[?@.isbn]"), books(&[2, 3]));
    assert_eq!(found(STORE, "$..book[?(@.price < 10)]"), books(&[0, 2]));
    assert_eq!(
        found(
            STORE,
            "$..book[?@.price<10 && !@.isbn || @.author=='J. R. R. Tolkien']"
        ),
        books(&[0, 3])
    );
    assert_eq!(
        found(STORE, "$..book[?match(@.author, '[A-Z].* Waugh')]"),
        books(&[1])
    );
    assert_eq!(
        found(STORE, "$..book[?search(@.title, 'of the')]"),
        books(&[0, 3])
    );
    assert_eq!(
        found(STORE, "$..book[?search(@.title, '[')]"),
        books(&[]),
        "no valid pattern"
    );
    assert_eq!(found(STORE, "$..book[?length(@.title) == 9]"), books(&[2]));
    assert_eq!(found(STORE, "$..book[?count(@.*) > 4]"), books(&[2, 3]));
    assert_eq!(
        found(STORE, "$..book[?value(@..isbn) == '0-553-21311-3']"),
        books(&[2])
    );
    assert_eq!(found(STORE, "$.store['bicycle', 'book']").len(), 2);
    assert_eq!(found(STORE, "$..*").len(), 27);
    assert_eq!(
        found(STORE, "$.store[?@ == $.store.book]"),
        ["$['store']['book']"],
        "a list is no object"
    );
    assert_eq!(found(STORE, "$"), ["$"]);
}

#[test]
fn a_name_behind_a_dot_may_hold_a_hyphen() {
    assert_eq!(found(r#"{"x-topics": 1}"#, "$.x-topics"), ["$['x-topics']"]);
}

#[test]
fn what_is_no_query_is_refused_with_its_place() {
    for (query, at) in [
        ("", 1),
        ("paths", 1),
        ("$.", 3),
        ("$.paths[", 9),
        ("$['a", 5),
        ("$[01]", 3),
        ("$[-0]", 3),
        ("$[9007199254740992]", 3),
        ("$ ", 2),
        ("$[?@.a==]", 9),
        ("$[?@.* == 1]", 4),
        ("$[?length(@.*) == 1]", 11),
        ("$[?count(1) == 1]", 10),
        ("$[?1]", 5),
        ("$['\\ud800']", 10),
        ("$['ä\\x']", 7),
    ] {
        assert_eq!(parse(query).map_err(|error| error.at), Err(at), "{query}");
    }
    let deep = format!("$[?{}@{}]", "(".repeat(100), ")".repeat(100));
    assert!(parse(&deep).unwrap_err().message.contains("deeply"));
}

#[test]
fn work_is_bounded() {
    let wide = format!("[{}]", vec!["[1,2,3,4,5,6,7,8,9]"; 2000].join(","));
    let sources = read(&wide);
    let query = parse("$..[?count($..*) > 1]").unwrap();
    assert_eq!(select(&query, sources.root().unwrap()), Err(TooMuchWork));
}

/// A small generator of numbers (xorshift), so that a failure can be repeated.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn one<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

const KEYS: &[&str] = &["a", "b", "c", "d e"];
const LITERALS: &[&str] = &[
    "1", "2", "1.0", "-3", "'x'", "\"y\"", "true", "null", "1e1", "'10'",
];

fn json(numbers: &mut Numbers, depth: usize) -> String {
    match numbers.below(if depth > 3 { 2 } else { 6 }) {
        0 | 1 => numbers
            .one(&[
                "1", "2", "1.0", "-3", "\"x\"", "\"y\"", "true", "null", "10", "\"10\"", "[]",
            ])
            .to_owned(),
        2 | 3 => {
            let items: Vec<String> = (0..numbers.below(4))
                .map(|_| json(numbers, depth + 1))
                .collect();
            format!("[{}]", items.join(","))
        }
        _ => {
            let keys: Vec<&str> = KEYS
                .iter()
                .copied()
                .filter(|_| numbers.below(3) > 0)
                .collect();
            let entries: Vec<String> = keys
                .into_iter()
                .map(|key| format!("\"{key}\":{}", json(numbers, depth + 1)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

fn segments(numbers: &mut Numbers, most: usize, depth: usize) -> String {
    (0..numbers.below(most + 1))
        .map(|_| segment(numbers, depth))
        .collect()
}

fn segment(numbers: &mut Numbers, depth: usize) -> String {
    let deep = if numbers.below(5) == 0 { ".." } else { "" };
    match numbers.below(3) {
        0 => format!(
            "{}{}",
            if deep.is_empty() { "." } else { deep },
            numbers.one(&["a", "b", "c", "*"])
        ),
        _ => {
            let selectors: Vec<String> = (0..1 + numbers.below(2))
                .map(|_| selector(numbers, depth))
                .collect();
            format!("{deep}[{}]", selectors.join(", "))
        }
    }
}

fn selector(numbers: &mut Numbers, depth: usize) -> String {
    match numbers.below(if depth > 8 { 4 } else { 6 }) {
        0 => format!("'{}'", numbers.one(KEYS)),
        1 => "*".to_owned(),
        2 => numbers.one(&["0", "1", "-1", "-2", "7"]).to_owned(),
        3 => {
            let [start, end, step] =
                [0, 1, 2].map(|_| numbers.one(&["", "", "0", "1", "2", "-1", "-2", "5"]));
            format!("{start}:{end}:{step}")
        }
        _ => format!("?{}", condition(numbers, depth)),
    }
}

fn condition(numbers: &mut Numbers, depth: usize) -> String {
    match numbers.below(if depth > 2 { 3 } else { 7 }) {
        0 => format!("@{}", segments(numbers, 2, depth + 5)),
        1 | 2 => {
            let (left, right) = (operand(numbers), operand(numbers));
            // The other implementation orders lists, and nothing and nothing, which the standard does not.
            let is_literal = !right.contains(['(', '@', '$']);
            let operators = if is_literal {
                &["==", "!=", "<", ">", "<=", ">="][..]
            } else {
                &["==", "!="]
            };
            format!("{left} {} {right}", numbers.one(operators))
        }
        3 => format!("!({})", condition(numbers, depth + 1)),
        4 => format!(
            "{} && {}",
            condition(numbers, depth + 1),
            condition(numbers, depth + 1)
        ),
        5 => format!(
            "({} || {})",
            condition(numbers, depth + 1),
            condition(numbers, depth + 1)
        ),
        _ => format!("match(@{}, '[a-z0-9]')", numbers.one(&["", ".a", "[0]"])),
    }
}

fn operand(numbers: &mut Numbers) -> String {
    let single = numbers.one(&["@", "@.a", "@['b']", "@[0]", "@.c[1]", "$.a", "$[0]"]);
    match numbers.below(6) {
        0 => format!("length({single})"),
        1 => "count(@.*)".to_owned(),
        2 => "value(@..a)".to_owned(),
        3 | 4 => single.to_owned(),
        _ => numbers.one(LITERALS).to_owned(),
    }
}

/// Another implementation of the standard finds the same nodes.
#[test]
fn made_queries_give_what_another_implementation_gives() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut with_nodes = 0;
    for _ in 0..20_000 {
        let (text, query) = (
            json(&mut numbers, 0),
            format!("${}", segments(&mut numbers, 4, 0)),
        );
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let theirs = serde_json_path::JsonPath::parse(&query)
            .unwrap_or_else(|error| panic!("{query}: {error}"));
        let mut expected: Vec<String> = theirs
            .query_located(&value)
            .iter()
            .map(|node| node.location().to_string())
            .collect();
        let mut ours = found(&text, &query);
        expected.sort();
        expected.dedup();
        ours.sort();
        assert_eq!(ours, expected, "{query} in {text}");
        with_nodes += usize::from(!ours.is_empty());
    }
    assert!(
        with_nodes > 5_000,
        "only {with_nodes} queries found something"
    );
}

/// No text makes it panic, and what it reads it can follow.
#[test]
fn any_text_is_read_or_refused() {
    let sources = read(STORE);
    let signs: Vec<char> = "$@.*[]?()'\"\\!&|=<>,:-0123aé\u{1}u ".chars().collect();
    let words = [
        "$.store",
        "[?@.a",
        "length(",
        "match(",
        "count(",
        "..",
        "\\ud83d\\ude00",
        "1e5",
        "true",
        "null",
    ];
    let mut numbers = Numbers(42);
    for _ in 0..50_000 {
        let mut text = "$".to_owned();
        for _ in 0..numbers.below(12) {
            match numbers.below(4) {
                0 => text.push_str(numbers.one(&words)),
                _ => text.push(signs[numbers.below(signs.len())]),
            }
        }
        if let Ok(query) = parse(&text) {
            drop(select(&query, sources.root().unwrap()));
        }
    }
}
