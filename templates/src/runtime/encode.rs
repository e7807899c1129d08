//! Values to the text of a URL or a form, in every style of OpenAPI (3.1, section 4.8.12.2 and "Style Examples").
//!
//! ```text
//! form, exploded     color=blue&color=black        deepObject   created[gte]=1&created[lt]=9
//! spaceDelimited     color=blue%20black            label        .blue.black
//! ```
//!
//! Everything goes through a [`FormValue`], so nothing here is generic: it is compiled once. Everything but the
//! unreserved characters of RFC 3986 is escaped. Nothing is written for a value that is absent or an empty list; an empty
//! text and null are written as an empty value, which is how form APIs unset one.

use super::form_value::FormValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// How a value is written in a query, a form or a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of OpenAPI")]
pub enum Style {
    Form,
    FormExplode,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// `content: application/json`
    Json,
}

/// What RFC 3986, section 2.3, calls unreserved stays.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

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

/// Keys keep the brackets that they are made of.
const KEY: &AsciiSet = &ESCAPED.remove(b'[').remove(b']');

/// Adds a value to a query or a form.
pub fn append(out: &mut String, name: &str, value: &FormValue, style: Style, reserved: bool) {
    let set = if reserved { RESERVED } else { ESCAPED };
    match (style, value) {
        (_, FormValue::Null) => {}
        (Style::Json, value) => pair(out, name, &escape(&value.to_json(), set)),
        (Style::DeepObject, value) => nested(out, name, value, set),
        (Style::FormExplode, FormValue::List(items)) => items
            .iter()
            .for_each(|item| pair(out, name, &escape(&item.scalar(), set))),
        (Style::FormExplode, FormValue::Map(entries)) => entries
            .iter()
            .for_each(|(key, value)| exploded(out, key, value, set)),
        (Style::SpaceDelimited, value) => delimited(out, name, value, "%20", set),
        (Style::PipeDelimited, value) => delimited(out, name, value, "%7C", set),
        (Style::Form | Style::FormExplode, value) => delimited(out, name, value, ",", set),
    }
}

/// A property of an exploded object. OpenAPI says nothing of a list or an object in it; these are written as in a form.
fn exploded(out: &mut String, name: &str, value: &FormValue, set: &'static AsciiSet) {
    match value {
        FormValue::List(items) => items.iter().for_each(|item| exploded(out, name, item, set)),
        value => nested(out, name, value, set),
    }
}

/// `name[key][0]=value`, to any depth: `deepObject`, and what form APIs take as a body.
fn nested(out: &mut String, name: &str, value: &FormValue, set: &'static AsciiSet) {
    match value {
        FormValue::Map(entries) => entries
            .iter()
            .for_each(|(key, value)| nested(out, &format!("{name}[{key}]"), value, set)),
        FormValue::List(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| nested(out, &format!("{name}[{index}]"), item, set)),
        value => pair(out, name, &escape(&value.scalar(), set)),
    }
}

/// One pair with all values in it; nothing for an empty list.
fn delimited(
    out: &mut String,
    name: &str,
    value: &FormValue,
    delimiter: &str,
    set: &'static AsciiSet,
) {
    let items: Vec<String> = flat(value).iter().map(|item| escape(item, set)).collect();
    if !items.is_empty() {
        pair(out, name, &items.join(delimiter));
    }
}

fn pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.extend(utf8_percent_encode(name, KEY));
    out.push('=');
    out.push_str(value);
}

/// A name as it stands in a query.
fn key(name: &str) -> String {
    format!("{}=", utf8_percent_encode(name, KEY))
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
    pair(query, name, &escape(value, ESCAPED));
}

/// A whole body as a form: brackets for what is nested, but for properties with a style of their own.
pub fn form(body: &FormValue, styles: &[(&str, Style)]) -> String {
    let mut out = String::new();
    if let FormValue::Map(entries) = body {
        for (name, value) in entries {
            match styles.iter().find(|(property, _)| property == name) {
                // Null is said with an empty value in every style: that is how a form unsets something.
                _ if *value == FormValue::Null => pair(&mut out, name, ""),
                Some((_, style)) => append(&mut out, name, value, *style, false),
                None => nested(&mut out, name, value, ESCAPED),
            }
        }
    }
    out
}

/// A header or a cookie: `simple`, not escaped.
pub fn simple(value: &FormValue, explode: bool) -> String {
    match value {
        FormValue::Map(entries) if explode => joined(
            entries
                .iter()
                .map(|(key, value)| format!("{key}={}", value.scalar())),
            ",",
        ),
        value => flat(value).join(","),
    }
}

/// Adds a cookie: `form`, each pair by itself (RFC 6265, section 4.2.1).
pub fn append_cookie(cookies: &mut Vec<String>, name: &str, value: &FormValue) {
    let items: Vec<String> = flat(value)
        .iter()
        .map(|item| escape(item, ESCAPED))
        .collect();
    cookies.push(format!("{name}={}", items.join(",")));
}

/// Puts values into a path template; the operators are those of RFC 6570: `{id}`, `{.id}`, `{;id}`, and `*` to explode.
///
/// Errors with the parameter whose value would be an empty segment, `.` or `..`: the request would go elsewhere.
pub fn path(template: &str, values: &[FormValue]) -> Result<String, String> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    let mut values = values.iter();
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((expression, after)) = tail.split_once('}') else {
            break;
        };
        out.push_str(before);
        let written = expand(expression, values.next().unwrap_or(&FormValue::Null));
        if written.is_empty() || written == "." || written == ".." {
            return Err(expression.trim_matches(['.', ';', '*']).to_owned());
        }
        out.push_str(&written);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn expand(expression: &str, value: &FormValue) -> String {
    // Nearly all of them: a name and one value.
    if !matches!(value, FormValue::List(_) | FormValue::Map(_))
        && !expression.starts_with(['.', ';'])
    {
        return escape(&value.scalar(), ESCAPED);
    }
    let explode = expression.ends_with('*');
    let name = expression.trim_matches(['.', ';', '*']);
    let write = |text: &str| escape(text, ESCAPED);
    let pairs = |value: &FormValue| match value {
        FormValue::Map(entries) => entries
            .iter()
            .map(|(key, value)| format!("{}={}", write(key), write(&value.scalar())))
            .collect(),
        _ => Vec::new(),
    };
    let items: Vec<String> = flat(value).iter().map(|item| write(item)).collect();
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

fn joined(items: impl Iterator<Item = String>, delimiter: &str) -> String {
    items.collect::<Vec<_>>().join(delimiter)
}

fn escape(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
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
