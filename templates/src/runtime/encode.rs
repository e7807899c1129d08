//! Values to the text of a URL or a form, in every style of OpenAPI (3.1, section 4.8.12.2 and "Style Examples").
//!
//! ```text
//! form, exploded     color=blue&color=black        deepObject   created[gte]=1&created[lt]=9
//! spaceDelimited     color=blue%20black            label        .blue.black
//! ```
//!
//! Everything goes through a [`FormValue`], so nothing here is generic: it is compiled once. Everything but the
//! unreserved characters of RFC 3986 is escaped, in names too. Nothing is written for a value that is absent or an empty
//! list; an empty text and null are written as an empty value, which is how form APIs unset one.

use super::form_value::FormValue;
use super::percent::{ESCAPED, escape};
use percent_encoding::{AsciiSet, utf8_percent_encode};

/// How a value is written, wherever it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of OpenAPI")]
pub enum Style {
    Form,
    FormExplode,
    SpaceDelimited,
    PipeDelimited,
    /// `collectionFormat: tsv` of 2.0
    TabDelimited,
    DeepObject,
    /// `content: application/json`
    Json,
}

/// `allowReserved`: what section 2.2 calls reserved stays as well, but for what would end the value.
const RESERVED: &AsciiSet = &ESCAPED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// The name of a cookie is a token (RFC 6265, section 4.1.1).
const COOKIE_NAME: &AsciiSet = &ESCAPED
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+')
    .remove(b'^')
    .remove(b'`')
    .remove(b'|');

/// What of a value is escaped.
#[derive(Clone, Copy)]
enum Escaping {
    /// All but what is unreserved.
    All,
    /// Not what is reserved, and not what is escaped already: `allowReserved`.
    Unsafe,
}

impl Escaping {
    fn write(self, text: &str) -> String {
        match self {
            Escaping::All => escape(text),
            Escaping::Unsafe => escape_unsafe(text),
        }
    }
}

/// RFC 6570, section 3.2.1: where reserved characters stay, a percent sign before two hexadecimal digits does too.
fn escape_unsafe(text: &str) -> String {
    let is_escape = |after: &str| {
        let mut digits = after.bytes();
        let mut is_digit = || digits.next().is_some_and(|byte| byte.is_ascii_hexdigit());
        is_digit() && is_digit()
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.extend(utf8_percent_encode(before, RESERVED));
        out.push_str(if is_escape(after) { "%" } else { "%25" });
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, RESERVED));
    out
}

/// Adds a value to a query or a form.
pub fn append(out: &mut String, name: &str, value: &FormValue, style: Style, reserved: bool) {
    let escaping = if reserved {
        Escaping::Unsafe
    } else {
        Escaping::All
    };
    match (style, value) {
        (_, FormValue::Null) => {}
        (Style::Json, value) => pair(out, name, &escaping.write(&value.to_json())),
        (Style::DeepObject, value) => nested(out, name, value, escaping),
        (Style::FormExplode, FormValue::List(items)) => items
            .iter()
            .for_each(|item| pair(out, name, &inner(item, escaping))),
        (Style::FormExplode, FormValue::Map(entries)) => entries
            .iter()
            .for_each(|(key, value)| exploded(out, key, value, escaping)),
        (style, value) => {
            let items = items(value, style, &|item| escaping.write(item));
            if !items.is_empty() {
                pair(out, name, &items.join(&escape_delimiter(style)));
            }
        }
    }
}

/// The delimiter between the values of a list.
fn delimiter(style: Style) -> &'static str {
    match style {
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        Style::TabDelimited => "\t",
        _ => ",",
    }
}

/// The delimiter in a URL: a comma is reserved (RFC 6570) and stays, the others are escaped.
fn escape_delimiter(style: Style) -> String {
    match delimiter(style) {
        "," => ",".to_owned(),
        other => escape(other),
    }
}

/// A value of a list. 2.0 allows lists in lists, whose values commas separate (Items Object, `collectionFormat`).
fn inner(value: &FormValue, escaping: Escaping) -> String {
    match value {
        FormValue::List(items) if !items.iter().any(is_compound) => items
            .iter()
            .map(|item| escaping.write(&item.scalar()))
            .collect::<Vec<_>>()
            .join(","),
        value => escaping.write(&value.scalar()),
    }
}

/// The values of a list between delimiters, each written by `write`.
fn items(value: &FormValue, style: Style, write: &dyn Fn(&str) -> String) -> Vec<String> {
    let has_lists = delimiter(style) != ","
        && matches!(value, FormValue::List(items) if items.iter().any(is_compound));
    match value {
        FormValue::List(lists) if has_lists => lists
            .iter()
            .map(|list| items(list, Style::Form, write).join(","))
            .collect(),
        value => flat(value).iter().map(|item| write(item)).collect(),
    }
}

/// A property of an exploded object. OpenAPI does not mention a list or an object in it; these are written as in a form.
fn exploded(out: &mut String, name: &str, value: &FormValue, escaping: Escaping) {
    match value {
        FormValue::List(items) => items
            .iter()
            .for_each(|item| exploded(out, name, item, escaping)),
        value => nested(out, name, value, escaping),
    }
}

/// `name[key][0]=value`, to any depth: `deepObject`, and what form APIs take as a body.
fn nested(out: &mut String, name: &str, value: &FormValue, escaping: Escaping) {
    each_nested(name, value, &mut |name, value| {
        pair(out, name, &escaping.write(&value.scalar()));
    });
}

/// Every scalar of a value with its name: `name[key][0]`.
pub(super) fn each_nested(name: &str, value: &FormValue, visit: &mut dyn FnMut(&str, &FormValue)) {
    match value {
        FormValue::Map(entries) => entries
            .iter()
            .for_each(|(key, value)| each_nested(&format!("{name}[{key}]"), value, visit)),
        FormValue::List(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| each_nested(&format!("{name}[{index}]"), item, visit)),
        value => visit(name, value),
    }
}

fn pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.extend(utf8_percent_encode(name, ESCAPED));
    out.push('=');
    out.push_str(value);
}

/// A name in a query.
fn key(name: &str) -> String {
    format!("{}=", escape(name))
}

/// A query or a form whose names keep their brackets, for servers that do not decode names.
pub(super) fn with_raw_brackets(pairs: &str) -> String {
    let raw = |name: &str| name.replace("%5B", "[").replace("%5D", "]");
    let pairs = pairs.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) => format!("{}={value}", raw(name)),
        None => raw(pair),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// The value of a name in a query that [`append`] wrote, still escaped.
pub fn value_in<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let key = key(name);
    query.split('&').find_map(|pair| pair.strip_prefix(&*key))
}

/// Sets a name in a query to a value, whatever it was.
pub fn set(query: &mut String, name: &str, value: &str) {
    let key = key(name);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with(&*key))
        .collect();
    *query = kept.join("&");
    pair(query, name, &escape(value));
}

/// Whether a query that [`append`] wrote holds a name.
pub(super) fn has(query: &str, name: &str) -> bool {
    value_in(query, name).is_some()
}

/// A whole body as a form: brackets for what is nested, but for properties with a style of their own.
#[cfg(feature = "forms")]
pub fn form(body: &FormValue, styles: &[(&str, Style)]) -> String {
    let mut out = String::new();
    if let FormValue::Map(entries) = body {
        for (name, value) in entries {
            match styles.iter().find(|(property, _)| property == name) {
                // Null is an empty value in every style, because a form unsets a field with an empty value.
                _ if *value == FormValue::Null => pair(&mut out, name, ""),
                Some((_, style)) => append(&mut out, name, value, *style, false),
                None => nested(&mut out, name, value, Escaping::All),
            }
        }
    }
    out
}

/// The value of a header or of a part: `simple`, not escaped, or another delimiter. JSON has no character beyond ASCII,
/// which a header could not hold.
pub fn plain(value: &FormValue, style: Style) -> String {
    match (style, value) {
        (Style::Json, value) => value.to_ascii_json(),
        (Style::FormExplode, FormValue::Map(entries)) => joined(
            entries
                .iter()
                .map(|(key, value)| format!("{key}={}", value.scalar())),
            ",",
        ),
        (style, value) => items(value, style, &|item| item.to_owned()).join(delimiter(style)),
    }
}

/// Adds a cookie: `form`, each pair by itself (RFC 6265, section 4.2.1).
pub fn append_cookie(cookies: &mut Vec<String>, name: &str, value: &FormValue, style: Style) {
    let value = match style {
        Style::Json => escape(&value.to_json()),
        _ => items(value, Style::Form, &escape).join(","),
    };
    cookies.push(format!(
        "{}={value}",
        utf8_percent_encode(name, COOKIE_NAME)
    ));
}

/// Puts values into a path template; the operators are those of RFC 6570: `{id}`, `{.id}`, `{;id}`, and `*` to explode.
/// A repeated name has the same value.
///
/// Errors with the parameter whose value would be an empty segment, `.` or `..`: the request would go elsewhere.
pub fn path(template: &str, values: &[FormValue]) -> Result<String, String> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    let mut values = values.iter();
    let mut known: Vec<(&str, &FormValue)> = Vec::with_capacity(values.len());
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((expression, after)) = tail.split_once('}') else {
            break;
        };
        out.push_str(before);
        let name = expression.trim_matches(['.', ';', '*']);
        let value = match known.iter().find(|(seen, _)| *seen == name) {
            Some((_, value)) => *value,
            None => {
                let value = values.next().unwrap_or(&FormValue::Null);
                known.push((name, value));
                value
            }
        };
        let written = expand(expression, name, value);
        if written.is_empty() || written == "." || written == ".." {
            return Err(name.to_owned());
        }
        out.push_str(&written);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn expand(expression: &str, name: &str, value: &FormValue) -> String {
    // Nearly all of them: a name and one value.
    if !matches!(value, FormValue::List(_) | FormValue::Map(_))
        && !expression.starts_with(['.', ';'])
    {
        return escape(&value.scalar());
    }
    let explode = expression.ends_with('*');
    let pairs = |value: &FormValue| match value {
        FormValue::Map(entries) => entries
            .iter()
            .map(|(key, value)| format!("{}={}", escape(key), escape(&value.scalar())))
            .collect(),
        _ => Vec::new(),
    };
    let items: Vec<String> = flat(value).iter().map(|item| escape(item)).collect();
    let exploded = if explode && is_map(value) {
        pairs(value)
    } else {
        Vec::new()
    };
    match (expression.chars().next(), explode) {
        (Some('.'), true) if is_map(value) => format!(".{}", exploded.join(".")),
        (Some('.'), true) => format!(".{}", items.join(".")),
        (Some('.'), false) => format!(".{}", items.join(",")),
        (Some(';'), true) if is_map(value) => format!(";{}", exploded.join(";")),
        (Some(';'), true) => joined(items.iter().map(|item| format!(";{name}={item}")), ""),
        // "Style Examples": an empty value is its name alone.
        (Some(';'), false) if items.iter().all(String::is_empty) => format!(";{name}"),
        (Some(';'), false) => format!(";{name}={}", items.join(",")),
        _ if is_map(value) && explode => exploded.join(","),
        _ => items.join(","),
    }
}

/// The values of a list; keys and values of an object in turn; a lone value.
fn flat(value: &FormValue) -> Vec<String> {
    match value {
        FormValue::List(items) => items
            .iter()
            .map(|item| item.scalar().into_owned())
            .collect(),
        FormValue::Map(entries) => entries
            .iter()
            .flat_map(|(key, value)| [key.clone(), value.scalar().into_owned()])
            .collect(),
        value => vec![value.scalar().into_owned()],
    }
}

fn is_map(value: &FormValue) -> bool {
    matches!(value, FormValue::Map(_))
}

fn is_compound(value: &FormValue) -> bool {
    matches!(value, FormValue::List(_) | FormValue::Map(_))
}

fn joined(items: impl Iterator<Item = String>, delimiter: &str) -> String {
    items.collect::<Vec<_>>().join(delimiter)
}

/// What a value of a server's variable must not hold within a host: whatever ends one (RFC 3986, section 3.2).
const HOST: &AsciiSet = &ESCAPED.remove(b':').remove(b'[').remove(b']');

/// The same within the path of a server.
const BASE_PATH: &AsciiSet = &HOST
    .remove(b'/')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// A server's URL with the values of its variables. A value cannot lead to another host, but for a variable with which the
/// URL begins: that one is the server.
pub fn server_url(template: &str, values: &[(&str, &str)]) -> String {
    let mut url = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('{') {
        url.push_str(before);
        let (name, behind) = tail.split_once('}').unwrap_or((tail, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        let value = value.map_or("", |(_, value)| value);
        let host = url.find("://").map(|at| at + 3);
        match host.and_then(|host| url.get(host..)) {
            None => url.push_str(value),
            Some(authority) if authority.contains('/') => {
                url.extend(utf8_percent_encode(value, BASE_PATH))
            }
            Some(_) => url.extend(utf8_percent_encode(value, HOST)),
        }
        rest = behind;
    }
    url.push_str(rest);
    url
}
