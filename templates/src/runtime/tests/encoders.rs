//! What the encoders write, an independent decoder (the `url` crate's, by the WHATWG's standard; `cookie`'s) reads as it was.

use cookie::Cookie;
use http::HeaderValue;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use url::{Url, form_urlencoded};

use super::super::encode::{self, Style};
use super::super::form_value::FormValue;

/// Any text, and often the signs that mean something in a URL.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ &=+%#?/:;,|.\\[\\]a\u{e9}\u{1f600}]{0,8}"
    ]
}

fn scalar() -> impl Strategy<Value = FormValue> {
    prop_oneof![
        text().prop_map(FormValue::Text),
        any::<i64>().prop_map(|number| FormValue::Bare(number.to_string()))
    ]
}

/// Maps and lists of these, some levels deep.
fn nested() -> impl Strategy<Value = FormValue> {
    scalar().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(FormValue::List),
            btree_map(text(), inner, 0..4)
                .prop_map(|entries| FormValue::Map(entries.into_iter().collect())),
        ]
    })
}

fn plain(value: &FormValue) -> String {
    match value {
        FormValue::Text(text) | FormValue::Bare(text) => text.clone(),
        other => panic!("{other:?} is no scalar"),
    }
}

/// The pairs of a value with brackets, written down a second time.
fn pairs(name: &str, value: &FormValue) -> Vec<(String, String)> {
    match value {
        FormValue::List(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, item)| pairs(&format!("{name}[{index}]"), item))
            .collect(),
        FormValue::Map(entries) => entries
            .iter()
            .flat_map(|(key, value)| pairs(&format!("{name}[{key}]"), value))
            .collect(),
        scalar => vec![(name.to_owned(), plain(scalar))],
    }
}

fn parsed(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

fn query(name: &str, value: &FormValue, style: Style, reserved: bool) -> String {
    let mut out = String::new();
    encode::append(&mut out, name, value, style, reserved);
    out
}

proptest! {
    #[test]
    fn a_parameter_is_read_as_it_was(name in text(), value in scalar(), reserved: bool) {
        // What is escaped already stays so where reserved characters do.
        prop_assume!(!reserved || !plain(&value).contains('%'));
        let written = query(&name, &value, Style::FormExplode, reserved);
        prop_assert_eq!(parsed(&written), vec![(name.clone(), plain(&value))]);
        // It ends nowhere but at the end of the query, and a URL takes it as it is.
        let url = Url::parse(&format!("http://h/?{written}")).unwrap();
        prop_assert_eq!(url.query_pairs().into_owned().collect::<Vec<_>>(), vec![(name, plain(&value))]);
        prop_assert_eq!(url.fragment(), None);
    }

    #[test]
    fn an_exploded_list_is_a_pair_for_each_item(items in vec(scalar(), 0..5)) {
        let written = query("a", &FormValue::List(items.clone()), Style::FormExplode, false);
        let wanted: Vec<_> = items.iter().map(|item| ("a".to_owned(), plain(item))).collect();
        prop_assert_eq!(parsed(&written), wanted);
    }

    #[test]
    fn an_exploded_object_is_a_pair_for_each_value(lists in btree_map(text(), vec(scalar(), 1..4), 0..4)) {
        let object = lists.iter().map(|(key, items)| (key.clone(), FormValue::List(items.clone()))).collect();
        let pairs = lists.iter().flat_map(|(key, items)| items.iter().map(|item| (key.clone(), plain(item))));
        prop_assert_eq!(parsed(&query("a", &FormValue::Map(object), Style::FormExplode, false)), pairs.collect::<Vec<_>>());
    }

    #[test]
    fn a_delimited_list_can_be_taken_apart(items in vec(scalar(), 1..5)) {
        for (style, delimiter) in [(Style::Form, ","), (Style::SpaceDelimited, "%20"), (Style::PipeDelimited, "%7C"), (Style::TabDelimited, "%09")] {
            let written = query("a", &FormValue::List(items.clone()), style, false);
            // A space or a pipe of an item cannot be distinguished from a delimiter: the author of the style has to avoid that.
            if delimiter != "," && items.iter().any(|item| plain(item).contains([' ', '|', '\t'])) {
                continue;
            }
            let raw = written.strip_prefix("a=").unwrap();
            let read: Vec<String> = raw.split(delimiter).map(|item| parsed(&format!("a={item}")).remove(0).1).collect();
            prop_assert_eq!(read, items.iter().map(plain).collect::<Vec<_>>());
        }
    }

    #[test]
    fn nested_values_are_pairs_with_brackets(value in nested()) {
        prop_assert_eq!(parsed(&query("a", &value, Style::DeepObject, false)), pairs("a", &value));
    }

    #[test]
    fn a_form_is_read_as_it_was(entries in btree_map(text(), nested(), 0..5)) {
        let wanted: Vec<_> = entries.iter().flat_map(|(name, value)| pairs(name, value)).collect();
        prop_assert_eq!(parsed(&encode::form(&FormValue::Map(entries.into_iter().collect()), &[])), wanted);
    }

    #[test]
    fn cookies_are_read_as_they_were(values in btree_map("[A-Za-z0-9_-]{1,8}", scalar(), 1..5)) {
        let mut cookies = Vec::new();
        values.iter().for_each(|(name, value)| encode::append_cookie(&mut cookies, name, value, Style::Form));
        let header = cookies.join("; ");
        prop_assert!(HeaderValue::from_str(&header).is_ok());
        let read: Vec<(String, String)> = Cookie::split_parse_encoded(header)
            .map(|cookie| cookie.unwrap())
            .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
            .collect();
        let wanted: Vec<_> = values.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        prop_assert_eq!(read, wanted);
    }

    #[test]
    fn a_list_in_a_cookie_can_be_taken_apart(items in vec(scalar(), 1..5)) {
        let mut cookies = Vec::new();
        encode::append_cookie(&mut cookies, "a", &FormValue::List(items.clone()), Style::Form);
        let raw = cookies.concat();
        let read: Vec<String> = raw.strip_prefix("a=").unwrap().split(',')
            .map(|item| percent_encoding::percent_decode_str(item).decode_utf8().unwrap().into_owned())
            .collect();
        prop_assert_eq!(read, items.iter().map(plain).collect::<Vec<_>>());
    }

    #[test]
    fn a_header_is_sent_as_it_is_or_not_at_all(value in scalar(), items in vec("[ -+\\--~]{0,6}", 1..5)) {
        let written = encode::plain(&value, Style::Form);
        prop_assert_eq!(&written, &plain(&value));
        // What would end the header cannot become one: the call is refused (RFC 9110, section 5.5).
        prop_assert!(HeaderValue::from_str(&written).is_err() || !written.contains(['\r', '\n', '\0']));
        let list = encode::plain(&FormValue::List(items.iter().cloned().map(FormValue::Text).collect()), Style::Form);
        let sent = HeaderValue::from_str(&list).unwrap();
        prop_assert_eq!(sent.to_str().unwrap().split(',').collect::<Vec<_>>(), items);
    }

    #[test]
    fn an_exploded_object_in_a_header_keeps_its_pairs(entries in btree_map("[a-z]{1,5}", "[ -+\\--<>-~]{0,6}", 1..4)) {
        let value = FormValue::Map(entries.iter().map(|(key, value)| (key.clone(), FormValue::Text(value.clone()))).collect());
        let written = encode::plain(&value, Style::FormExplode);
        let pairs: Vec<_> = written.split(',').map(|pair| pair.split_once('=').unwrap()).collect();
        prop_assert_eq!(pairs, entries.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<Vec<_>>());
    }

    #[test]
    fn a_path_has_its_segments_and_no_others(first in scalar(), second in scalar()) {
        let goes_elsewhere = |value: &FormValue| ["", ".", ".."].contains(&plain(value).as_str());
        let written = encode::path("/v1/{first}/x/{second}", &[first.clone(), second.clone()]);
        prop_assert_eq!(written.is_err(), goes_elsewhere(&first) || goes_elsewhere(&second));
        if let Ok(path) = written {
            let url = Url::parse(&format!("http://h{path}")).unwrap();
            let segments: Vec<String> = url.path_segments().unwrap().map(|segment| {
                percent_encoding::percent_decode_str(segment).decode_utf8().unwrap().into_owned()
            }).collect();
            prop_assert_eq!(segments, vec!["v1".to_owned(), plain(&first), "x".to_owned(), plain(&second)]);
            prop_assert_eq!((url.query(), url.fragment()), (None, None));
        }
    }
}

fn list(items: &[&str]) -> FormValue {
    FormValue::List(items.iter().map(|item| FormValue::from(*item)).collect())
}

#[test]
fn names_are_escaped_as_values_are_unless_the_server_needs_their_brackets() {
    let map = FormValue::Map(vec![("a&b".to_owned(), list(&["[x]"]))]);
    let nested = query("ids[]", &map, Style::DeepObject, false);
    assert_eq!(nested, "ids%5B%5D%5Ba%26b%5D%5B0%5D=%5Bx%5D");
    assert_eq!(
        encode::with_raw_brackets(&nested),
        "ids[][a%26b][0]=%5Bx%5D"
    );
    let repeated = query("ids[]", &list(&["1", "2"]), Style::FormExplode, false);
    assert_eq!(repeated, "ids%5B%5D=1&ids%5B%5D=2");
    assert_eq!(encode::with_raw_brackets(&repeated), "ids[]=1&ids[]=2");
    assert_eq!(encode::with_raw_brackets(""), "");
}

#[test]
fn what_is_escaped_already_stays_where_reserved_characters_do() {
    for (value, written) in [
        ("List(1,2)", "List(1,2)"),
        ("a%2Fb", "a%2Fb"),
        ("50%", "50%25"),
        ("%zz%4", "%25zz%254"),
        ("%e4%2", "%e4%252"),
        ("a=1&b#c+d e", "a%3D1%26b%23c%2Bd%20e"),
        ("\u{e4}%C3%A4", "%C3%A4%C3%A4"),
    ] {
        let value = FormValue::from(value);
        assert_eq!(
            query("q", &value, Style::FormExplode, true),
            format!("q={written}")
        );
    }
    assert_eq!(
        query("q", &FormValue::from("a%2Fb"), Style::FormExplode, false),
        "q=a%252Fb"
    );
}

#[test]
fn the_collection_formats_of_2_0_have_their_own_delimiters() {
    let items = list(&["a b", "c"]);
    let written = |style| query("q", &items, style, false);
    assert_eq!(written(Style::Form), "q=a%20b,c");
    assert_eq!(written(Style::SpaceDelimited), "q=a%20b%20c");
    assert_eq!(written(Style::TabDelimited), "q=a%20b%09c");
    assert_eq!(written(Style::PipeDelimited), "q=a%20b%7Cc");
    assert_eq!(written(Style::FormExplode), "q=a%20b&q=c");
    let nested = FormValue::List(vec![list(&["1", "2"]), list(&["3"])]);
    assert_eq!(
        query("q", &nested, Style::PipeDelimited, false),
        "q=1,2%7C3"
    );
    assert_eq!(query("q", &nested, Style::FormExplode, false), "q=1,2&q=3");
    assert_eq!(encode::plain(&items, Style::PipeDelimited), "a b|c");
    assert_eq!(encode::plain(&items, Style::TabDelimited), "a b\tc");
    assert_eq!(encode::plain(&nested, Style::PipeDelimited), "1,2|3");
}

#[test]
fn json_fits_into_headers_and_cookies() {
    let value = FormValue::Map(vec![
        (
            "path".to_owned(),
            FormValue::from("/\u{e4}\u{1f600}\n\u{7f}"),
        ),
        ("list".to_owned(), list(&["a"])),
        ("n".to_owned(), FormValue::Bare("3".to_owned())),
    ]);
    assert_eq!(
        encode::plain(&value, Style::Json),
        r#"{"path":"/\u00e4\ud83d\ude00\n\u007f","list":["a"],"n":3}"#
    );
    assert_eq!(encode::plain(&FormValue::from("x"), Style::Json), "\"x\"");
    let mut cookies = Vec::new();
    let short = FormValue::Map(vec![("a".to_owned(), FormValue::from("x;y"))]);
    encode::append_cookie(&mut cookies, "ck", &short, Style::Json);
    encode::append_cookie(&mut cookies, "a b;c", &FormValue::from("1"), Style::Form);
    assert_eq!(cookies, ["ck=%7B%22a%22%3A%22x%3By%22%7D", "a%20b%3Bc=1"]);
}

#[test]
fn a_variable_that_is_twice_is_filled_in_twice() {
    let values = [FormValue::from("a/b"), FormValue::from("c")];
    assert_eq!(
        encode::path("/x/{id}/y/{n}/z/{id}", &values).unwrap(),
        "/x/a%2Fb/y/c/z/a%2Fb"
    );
    assert_eq!(
        encode::path("/x/{id}/{;id}/{n}", &values).unwrap(),
        "/x/a%2Fb/;id=a%2Fb/c"
    );
}
