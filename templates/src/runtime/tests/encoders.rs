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
        for (style, delimiter) in [(Style::Form, ","), (Style::SpaceDelimited, "%20"), (Style::PipeDelimited, "%7C")] {
            let written = query("a", &FormValue::List(items.clone()), style, false);
            // A space or a pipe of an item cannot be told from a delimiter: OpenAPI leaves that to who chooses the style.
            if delimiter != "," && items.iter().any(|item| plain(item).contains([' ', '|'])) {
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
        values.iter().for_each(|(name, value)| encode::append_cookie(&mut cookies, name, value));
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
        encode::append_cookie(&mut cookies, "a", &FormValue::List(items.clone()));
        let raw = cookies.concat();
        let read: Vec<String> = raw.strip_prefix("a=").unwrap().split(',')
            .map(|item| percent_encoding::percent_decode_str(item).decode_utf8().unwrap().into_owned())
            .collect();
        prop_assert_eq!(read, items.iter().map(plain).collect::<Vec<_>>());
    }

    #[test]
    fn a_header_is_sent_as_it_is_or_not_at_all(value in scalar(), items in vec("[ -+\\--~]{0,6}", 1..5)) {
        let written = encode::simple(&value, false);
        prop_assert_eq!(&written, &plain(&value));
        // What would end the header cannot become one: the call is refused (RFC 9110, section 5.5).
        prop_assert!(HeaderValue::from_str(&written).is_err() || !written.contains(['\r', '\n', '\0']));
        let list = encode::simple(&FormValue::List(items.iter().cloned().map(FormValue::Text).collect()), false);
        let sent = HeaderValue::from_str(&list).unwrap();
        prop_assert_eq!(sent.to_str().unwrap().split(',').collect::<Vec<_>>(), items);
    }

    #[test]
    fn an_exploded_object_in_a_header_keeps_its_pairs(entries in btree_map("[a-z]{1,5}", "[ -+\\--<>-~]{0,6}", 1..4)) {
        let value = FormValue::Map(entries.iter().map(|(key, value)| (key.clone(), FormValue::Text(value.clone()))).collect());
        let written = encode::simple(&value, true);
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
