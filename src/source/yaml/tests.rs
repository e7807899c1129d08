use super::*;
use crate::source::Limits;

fn read_with_defaults(text: &str) -> Reading {
    read(text, FileId(0), &mut Budget::of(&Limits::default()))
}

fn root(text: &str) -> Node {
    let reading = read_with_defaults(text);
    assert!(reading.faults.is_empty(), "{text}: {:?}", reading.faults);
    reading.root.unwrap()
}

fn fault(text: &str) -> (Code, u32, String) {
    let reading = read_with_defaults(text);
    let first = reading
        .faults
        .first()
        .unwrap_or_else(|| panic!("{text} was taken"));
    (first.code, first.span.unwrap().start, first.message.clone())
}

/// The tree as JSON text.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(text) => text.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(shown).collect::<Vec<_>>().join(",")
        ),
        Value::Object(object) => {
            let entries = object
                .entries()
                .iter()
                .map(|entry| format!("{:?}:{}", entry.key, shown(&entry.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

#[test]
fn values() {
    let cases = [
        (
            "a: 1\nb: 'x'\nc: [true, ~, 1.50]\n",
            r#"{"a":1,"b":"x","c":[true,null,1.50]}"#,
        ),
        ("200: ok\ntrue: 1\n~: 2\n", r#"{"200":"ok","true":1,"~":2}"#),
        (
            "a: |\n  one\n  two\nb: >-\n  one\n  two\n",
            r#"{"a":"one\ntwo\n","b":"one two"}"#,
        ),
        (
            "a: \"\\u00e4\\n\"\nb: 'it''s'\n",
            "{\"a\":\"ä\\n\",\"b\":\"it's\"}",
        ),
        (
            "a: !!str 1\nb: ! 2\nc: !Ref 3\n",
            r#"{"a":"1","b":"2","c":3}"#,
        ),
        (
            "a:\nb: no\nc: 2024-01-01\n",
            r#"{"a":null,"b":"no","c":"2024-01-01"}"#,
        ),
        ("- - 1\n  - 2\n- {}\n", "[[1,2],{}]"),
        ("--- # one\na: 1\n...\n", r#"{"a":1}"#),
        ("%YAML 1.1\n---\na: 1\n", r#"{"a":1}"#),
        ("{\"a\": 1, b: [x, y]}", r#"{"a":1,"b":["x","y"]}"#),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&root(text)), expected, "{text}");
    }
}

#[test]
fn aliases_and_merge_keys() {
    let cases = [
        ("a: &x [1]\nb: *x\n", r#"{"a":[1],"b":[1]}"#),
        ("&k a: 1\nb: *k\n", r#"{"a":1,"b":"a"}"#),
        ("a: &k x\n*k : 1\n", r#"{"a":"x","x":1}"#),
        (
            "b: &b {a: 1, c: 2}\nd: {<<: *b, c: 3}\n",
            r#"{"b":{"a":1,"c":2},"d":{"a":1,"c":3}}"#,
        ),
        (
            "d: {c: 3, <<: [{a: 1}, {a: 2, e: 4}]}\n",
            r#"{"d":{"a":1,"c":3,"e":4}}"#,
        ),
        ("'<<': 1\n", r#"{"<<":1}"#),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&root(text)), expected, "{text}");
    }
}

#[test]
fn places_count_bytes() {
    let text = "ä€: '😀'\nb:\n  - ö: x y  # c\n  - {k: v}\nlast: 1\n";
    let root = root(text);
    let slice = |span: Span| &text[span.start as usize..span.end as usize];
    let object = root.as_object().unwrap();
    let first = object.entry("ä€").unwrap();
    assert_eq!(
        (slice(first.key_span), slice(first.node.span)),
        ("ä€", "'😀'")
    );
    let items = object.get("b").unwrap();
    assert_eq!(slice(items.span), "- ö: x y  # c\n  - {k: v}");
    let items = items.as_array().unwrap();
    assert_eq!(slice(items[0].get("ö").unwrap().span), "x y");
    assert_eq!(slice(items[1].span), "{k: v}");
    assert_eq!(slice(object.entry("last").unwrap().key_span), "last");
}

/// What a tree states, and what is at the places of its entries.
fn read_and_placed(text: &str) -> (String, Vec<&str>) {
    let root = root(text);
    let entries = root.as_object().unwrap().entries().iter();
    let placed =
        entries.map(|entry| &text[entry.node.span.start as usize..entry.node.span.end as usize]);
    (shown(&root), placed.collect())
}

#[test]
fn places_end_with_the_closing_bracket() {
    let cases = [
        ("a: {} # c\nb: [ 1 ]\n", vec!["{}", "[ 1 ]"]),
        (
            "a: {b: [1] , c: 2\n  }\nd: []",
            vec!["{b: [1] , c: 2\n  }", "[]"],
        ),
        ("a: [b: [1] , c: {d: 1}]\n", vec!["[b: [1] , c: {d: 1}]"]),
        ("a: &x {b: 1}\nc: !!map\n  d: 1\n", vec!["{b: 1}", "d: 1"]),
    ];
    for (text, expected) in cases {
        assert_eq!(read_and_placed(text).1, expected, "{text}");
    }
}

#[test]
fn flow_collections_may_are_too_far_left() {
    let nested = root("r:\n  - s: {\n      t: 1\n}\n  - [\nu\n]\nv: 1\n");
    assert_eq!(shown(&nested), r#"{"r":[{"s":{"t":1}},["u"]],"v":1}"#);
    let cases = [
        (
            "r: {\n    '200': {d: ok}\n}\ns: 1\n",
            r#"{"r":{"200":{"d":"ok"}},"s":1}"#,
            "{\n    '200': {d: ok}\n}",
        ),
        (
            "r: [\n1,\n2\n]\ns: 1\n",
            r#"{"r":[1,2],"s":1}"#,
            "[\n1,\n2\n]",
        ),
        (
            "r: {\n\"a\": [\n1\n]\n}\ns: 1\n",
            r#"{"r":{"a":[1]},"s":1}"#,
            "{\n\"a\": [\n1\n]\n}",
        ),
        ("r: [é\n]\ns: 1\n", r#"{"r":["é"],"s":1}"#, "[é\n]"),
    ];
    for (text, expected, placed) in cases {
        assert_eq!(
            read_and_placed(text),
            (expected.to_owned(), vec![placed, "1"]),
            "{text}"
        );
    }
}

#[test]
fn scalars_may_go_on_too_far_left() {
    let cases = [
        (
            "r: \"one\ntwo\"\ns: 1\n",
            r#"{"r":"one two","s":1}"#,
            "\"one\ntwo\"",
        ),
        (
            "r: 'one\n\ntwo'\ns: 1\n",
            r#"{"r":"one\ntwo","s":1}"#,
            "'one\n\ntwo'",
        ),
        (
            "r: \"one\\\ntwo\"\ns: 1\n",
            r#"{"r":"onetwo","s":1}"#,
            "\"one\\\ntwo\"",
        ),
        (
            "r: \"one\n\ttwo\"\ns: 1\n",
            r#"{"r":"one two","s":1}"#,
            "\"one\n\ttwo\"",
        ),
        (
            "r: [one\ntwo]\ns: 1\n",
            r#"{"r":["one two"],"s":1}"#,
            "[one\ntwo]",
        ),
        (
            "r: {a: 'one\ntwo'}\ns: 1\n",
            r#"{"r":{"a":"one two"},"s":1}"#,
            "{a: 'one\ntwo'}",
        ),
    ];
    for (text, expected, placed) in cases {
        assert_eq!(
            read_and_placed(text),
            (expected.to_owned(), vec![placed, "1"]),
            "{text}"
        );
    }
}

#[test]
fn tabs_separate() {
    let cases = [
        (
            "a:\t1\t# c\nb:\t\n  c: 2\t\n",
            r#"{"a":1,"b":{"c":2}}"#,
            vec!["1", "c: 2"],
        ),
        (
            "200: {d:\tok}\t# c\n",
            r#"{"200":{"d":"ok"}}"#,
            vec!["{d:\tok}"],
        ),
        (
            "a: [1,\t2\t]\nb: {\tc:\t3\t,\td: 4}\n",
            r#"{"a":[1,2],"b":{"c":3,"d":4}}"#,
            vec!["[1,\t2\t]", "{\tc:\t3\t,\td: 4}"],
        ),
        (
            "a\t: 1\nb:\n  -\tx\n",
            r#"{"a":1,"b":["x"]}"#,
            vec!["1", "-\tx"],
        ),
        (
            "a:\n  b: {\n\t\"c\": [\n\t\t1, # d\n\t\"e\n\tf\",\n\tg\n\th]\n\t}\ni: é\n",
            r#"{"a":{"b":{"c":[1,"e f","g h"]}},"i":"é"}"#,
            vec![
                "b: {\n\t\"c\": [\n\t\t1, # d\n\t\"e\n\tf\",\n\tg\n\th]\n\t}",
                "é",
            ],
        ),
        (
            "a: &x\t!!str\t1\nb: |\t# c\n  x\n",
            r#"{"a":"1","b":"x\n"}"#,
            vec!["1", "x"],
        ),
    ];
    for (text, expected, placed) in cases {
        assert_eq!(
            read_and_placed(text),
            (expected.to_owned(), placed),
            "{text}"
        );
    }
}

#[test]
fn what_is_refused() {
    for text in [
        "",
        "# only a comment\n",
        "a: 1\n---\nb: 2\n",
        "a: [1\n",
        "a: *x\n",
        "a: &x [*x]\n",
        "? [a]\n: 1\n",
        "<<: 1\n",
        "a: b: c\n",
        "a: \"x\n",
        "a:\n\tb: 1\n",
        "-\t- 1\n",
        "a: {\n  b: 1\nc: 2\n",
        "a: [1\n}\n",
        "a: [1]]\n",
        "a: {}\n}\n",
        "a:\n  b: one\ntwo\n",
    ] {
        assert_eq!(fault(text).0, Code::Syntax, "{text:?}");
    }
    assert!(read_with_defaults("a:\n\tb: 1\n").faults[0].help.is_some());
    assert_eq!(
        fault("é: \"x\u{80}\"\n"),
        (
            Code::Syntax,
            6,
            "the control character U+0080 cannot be here".into()
        )
    );
    assert_eq!(
        fault("ä: 1\nb: 2\nä: 3\n"),
        (
            Code::DuplicateKey,
            11,
            "the key `ä` occurs twice in one object".into()
        )
    );
    assert_eq!(fault("a: {200: 1, '200': 2}").0, Code::DuplicateKey);
}

#[test]
fn nesting_is_bounded() {
    for levels in [300, 2_000, 100_000] {
        let flow = fault(&"[".repeat(levels));
        assert!(flow.0 == Code::TooLarge, "{flow:?}");
        let block = fault(&"- ".repeat(levels));
        assert!(block.0 == Code::TooLarge, "{block:?}");
    }
    let chained: String = (1..400)
        .map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1))
        .collect();
    assert_eq!(fault(&format!("a0: &a0 [1]\n{chained}")).0, Code::TooLarge);
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let many = vec![format!("*a{}", n - 1); 9].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{many}]\n"));
    }
    assert_eq!(fault(&text).0, Code::TooLarge);
    let long = "x".repeat(1_000_000);
    let many = "*a, ".repeat(2_000);
    assert_eq!(
        fault(&format!("a: &a {long}\nb: [{many}]\n")).0,
        Code::TooLarge
    );
}
