//! A server that checks each request against a specification, and responds with values made from it.
//!
//! The check reads the specification's JSON by itself, and an independent validator classifies the values. It knows what the
//! sample APIs use, and refuses what it does not know.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use fetchwright::diagnostics::Diagnostics;
use fetchwright::document::{self, Status};
use fetchwright::resolve;
use fetchwright::samples::{Direction, Fill, Json, Samples};
use fetchwright::settings::Settings;
use fetchwright::source::{Input, Sources};
use serde_json::{Map, Value};

use crate::validator::{Schemas, step};

/// A running server; it ends with the test's process.
pub struct Server {
    address: std::net::SocketAddr,
    operations: usize,
}

/// A status and a body of JSON.
type Canned = (u16, String);

struct Request {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// The operations of the specification, and the response of each.
struct Checks {
    root: Value,
    validator: Schemas,
    /// By method and path template.
    responses: BTreeMap<(String, String), Canned>,
}

impl Server {
    pub fn start(spec: &Path) -> Server {
        let checks = Checks::read(spec);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            operations: checks.responses.len(),
        };
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                serve(&checks, connection.unwrap());
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn operations(&self) -> usize {
        self.operations
    }

    /// The response to the text of a request.
    pub fn ask(&self, request: &str) -> String {
        let mut connection = TcpStream::connect(self.address).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        connection.shutdown(std::net::Shutdown::Write).unwrap();
        let mut response = String::new();
        connection.read_to_string(&mut response).unwrap();
        response
    }
}

fn serve(checks: &Checks, connection: TcpStream) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let Some(request) = read(&mut reader) else {
        return;
    };
    let (status, body) = match checks.check(&request) {
        Ok((status, body)) => (*status, body.clone()),
        Err(reason) => (422, Value::from(reason).to_string()),
    };
    let head = format!(
        "HTTP/1.1 {status} Response\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut connection = connection;
    connection.write_all((head + &body).as_bytes()).unwrap();
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let line = |reader: &mut dyn BufRead| {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        Some(line.trim_end().to_owned())
    };
    let first = line(reader)?;
    let (method, rest) = first.split_once(' ')?;
    let target = rest.strip_suffix(" HTTP/1.1")?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = BTreeMap::new();
    while let Some(header) = line(reader).filter(|line| !line.is_empty()) {
        let (name, value) = header.split_once(':')?;
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body,
    })
}

impl Checks {
    fn read(spec: &Path) -> Checks {
        let mut diagnostics = Diagnostics::default();
        let sources = Sources::load(Input::Path(spec.to_owned()), &mut diagnostics);
        let document = document::read(&sources, &mut diagnostics).unwrap();
        let selection = resolve::select(&document, &Settings::default(), &mut diagnostics).unwrap();
        let samples = Samples::new(&selection, Direction::In, Fill::All);
        let responses = document.operations.iter().map(|operation| {
            let success = operation
                .responses
                .iter()
                .find(|response| matches!(response.status, Status::Exact(200..=299)));
            let media = success.and_then(|response| {
                response
                    .content
                    .iter()
                    .find(|media| media.name.contains("json"))
            });
            let body = media.and_then(|media| {
                Some(samples.like(media.schema?, media.example).json.to_string())
            });
            let status = match success.map(|response| response.status) {
                Some(Status::Exact(status)) => status,
                _ => 200,
            };
            (
                (operation.method.clone(), operation.path.to_owned()),
                (status, body.unwrap_or_default()),
            )
        });
        let responses = responses.collect();
        let root: Value =
            serde_json::from_str(&Json::from(sources.root().unwrap()).to_string()).unwrap();
        Checks {
            validator: Schemas::new(&root, Direction::Out),
            root,
            responses,
        }
    }

    /// The response to a request that matches the specification, or the mismatch.
    fn check(&self, request: &Request) -> Result<&Canned, String> {
        let mut matching =
            self.responses
                .iter()
                .filter_map(|(key @ (method, template), response)| {
                    let values = path_values(template, &request.path)
                        .filter(|_| *method == request.method)?;
                    Some((key, values, response))
                });
        let none = || format!("no operation for {} {}", request.method, request.path);
        let ((method, template), values, response) = matching.next().ok_or_else(none)?;
        let at = format!("/paths/{}/{}", step(template), method.to_lowercase());
        let operation = self.root.pointer(&at).ok_or("the operation is gone")?;
        let shared = &self.root["paths"][template]["parameters"];
        let parameters: Vec<(String, Value)> = self.parameters(operation, &at, shared, template);
        self.check_parameters(request, &parameters, &values)?;
        self.check_body(request, operation, &at)?;
        Ok(response)
    }

    /// The parameters of an operation, each with the pointer to it, references followed.
    fn parameters(
        &self,
        operation: &Value,
        at: &str,
        shared: &Value,
        template: &str,
    ) -> Vec<(String, Value)> {
        let of = |list: &Value, at: &str| {
            let items = list.as_array().cloned().unwrap_or_default();
            let pointers = (0..items.len()).map(|index| format!("{at}/parameters/{index}"));
            items
                .into_iter()
                .zip(pointers)
                .map(|(item, at)| self.followed(item, at))
                .collect::<Vec<_>>()
        };
        let mut all = of(&operation["parameters"], at);
        all.extend(of(shared, &format!("/paths/{}", step(template))));
        all
    }

    fn followed(&self, value: Value, at: String) -> (String, Value) {
        match value["$ref"]
            .as_str()
            .map(|text| text.trim_start_matches('#').to_owned())
        {
            Some(pointer) => (
                pointer.clone(),
                self.root.pointer(&pointer).cloned().unwrap_or_default(),
            ),
            None => (at, value),
        }
    }

    fn check_parameters(
        &self,
        request: &Request,
        parameters: &[(String, Value)],
        path: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let mut pairs: Vec<(String, String)> = pairs(&request.query);
        for (at, parameter) in parameters {
            let name = parameter["name"].as_str().unwrap_or_default();
            let media = parameter["content"]
                .as_object()
                .and_then(|content| content.iter().next());
            let schema = match media {
                Some((name, media)) => (
                    media["schema"].clone(),
                    format!("{at}/content/{}/schema", step(name)),
                ),
                None => (parameter["schema"].clone(), format!("{at}/schema")),
            };
            let schema = self.followed(schema.0, schema.1);
            let value = match parameter["in"].as_str() {
                Some("query") => taken(&mut pairs, parameter, &schema.1),
                Some("path") => path
                    .get(name)
                    .map(|text| styled(text, parameter, &schema.1)),
                Some("header") => request
                    .headers
                    .get(&name.to_ascii_lowercase())
                    .map(|text| styled(text, parameter, &schema.1)),
                _ => continue,
            };
            match value {
                Some(Value::Null) => {}
                Some(value) => self
                    .validated(&schema.0, &value)
                    .map_err(|reason| format!("{name}: {reason}"))?,
                None if parameter["required"] == true => return Err(format!("{name} is required")),
                None => {}
            }
        }
        pairs.first().map_or(Ok(()), |(name, _)| {
            Err(format!("the query has {name}, which is not described"))
        })
    }

    fn validated(&self, pointer: &str, value: &Value) -> Result<(), String> {
        let validator = self.validator.of(pointer)?;
        validator
            .validate(value)
            .map_err(|error| format!("{error}: {value}"))
    }

    fn check_body(&self, request: &Request, operation: &Value, at: &str) -> Result<(), String> {
        let (at, body) = self.followed(
            operation["requestBody"].clone(),
            format!("{at}/requestBody"),
        );
        let sent = request.headers.get("content-type");
        let (Some(content), Some(sent)) = (body["content"].as_object(), sent) else {
            return match (body["required"] == true, sent) {
                (true, None) => Err("a body is required".to_owned()),
                (false, Some(_)) if body.is_null() => Err("a body is not described".to_owned()),
                _ => Ok(()),
            };
        };
        let essence = sent.split(';').next().unwrap_or_default();
        let media = content
            .get(essence)
            .ok_or_else(|| format!("the media type {essence} is not described"))?;
        let (at, schema) = self.followed(
            media["schema"].clone(),
            format!("{at}/content/{}/schema", step(essence)),
        );
        match essence {
            // Bytes are bytes, whatever they are called.
            _ if schema["format"] == "binary" => Ok(()),
            json if json.ends_with("json") => {
                let value =
                    serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
                self.validated(&at, &value)
            }
            "application/x-www-form-urlencoded" => {
                let text = std::str::from_utf8(&request.body).map_err(|error| error.to_string())?;
                self.named(&schema, pairs(text).into_iter().map(|(name, _)| name))
            }
            form if form.starts_with("multipart/") => {
                let text = String::from_utf8_lossy(&request.body).into_owned();
                let names = text
                    .split("name=\"")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next());
                let names: Vec<String> = names
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect();
                if form == "multipart/form-data" {
                    self.named(&schema, names.into_iter())
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    /// All names are described, and those that must be there are.
    fn named(&self, schema: &Value, names: impl Iterator<Item = String>) -> Result<(), String> {
        let names: Vec<String> = names
            .map(|name| name.split('[').next().unwrap_or_default().to_owned())
            .collect();
        let described = |name: &&String| schema["properties"].get(name.as_str()).is_none();
        if let Some(name) = names.iter().find(described) {
            return Err(format!("{name} is not described"));
        }
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let missing = required
            .iter()
            .filter_map(Value::as_str)
            .find(|name| !names.iter().any(|there| there == name));
        missing.map_or(Ok(()), |name| Err(format!("{name} is required")))
    }
}

/// The decoded values of a template's parameters, where a path fits it.
fn path_values(template: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let Some((before, rest)) = template.split_once('{') else {
        return (template == path).then(BTreeMap::new);
    };
    let (name, rest) = rest.split_once('}')?;
    let path = path.strip_prefix(before)?;
    // A value ends with its segment, or where the next one in the same segment begins, in the style label or matrix.
    let next = if rest.starts_with('{') {
        path.get(1..)?.find(['.', ';']).map(|at| at + 1)
    } else {
        path.find('/')
    };
    let end = next.unwrap_or(path.len());
    (0..=end).rev().find_map(|end| {
        let mut values = path_values(rest, path.get(end..)?)?;
        values.insert(name.to_owned(), decoded(path.get(..end)?));
        Some(values)
    })
}

/// The pairs of a query or a form, decoded (WHATWG URL, 5.1).
fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let hex = others
            .get(..2)
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            _ => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = others;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Takes a query parameter's pairs out of all, and puts its value together by its style.
fn taken(pairs: &mut Vec<(String, String)>, parameter: &Value, schema: &Value) -> Option<Value> {
    let name = parameter["name"].as_str()?;
    let explode = parameter["explode"]
        .as_bool()
        .unwrap_or(parameter["style"].as_str().unwrap_or("form") == "form");
    let as_json = parameter["content"].is_object();
    let is_mine = |key: &str| match (
        parameter["style"].as_str(),
        schema["properties"].as_object(),
    ) {
        (Some("deepObject"), _) => key == name || key.starts_with(&format!("{name}[")),
        (_, Some(properties)) if explode && !as_json => properties.contains_key(key),
        _ => key == name,
    };
    let (mine, others): (Vec<_>, Vec<_>) = std::mem::take(pairs)
        .into_iter()
        .partition(|(key, _)| is_mine(key));
    *pairs = others;
    let of = |property: &str| {
        schema["properties"]
            .get(property)
            .cloned()
            .unwrap_or_default()
    };
    let object = || {
        let entries = mine.iter().map(|(key, text)| {
            let key = key
                .rsplit_once('[')
                .map_or(key.as_str(), |(_, inner)| inner.trim_end_matches(']'));
            (key.to_owned(), typed(text, &of(key)))
        });
        Value::Object(entries.collect::<Map<_, _>>())
    };
    // OpenAPI 3.1, "Style Values", does not define deepObject beyond one level; null marks that.
    let nests = |(key, _): &(String, String)| key.matches('[').count() > 1;
    match mine.as_slice() {
        [] => None,
        many if many.iter().any(nests) => Some(Value::Null),
        [(key, _), ..] if parameter["style"] == "deepObject" && key.ends_with("[0]") => Some(
            mine.iter()
                .map(|(_, text)| typed(text, &schema["items"]))
                .collect(),
        ),
        [(key, _), ..] if parameter["style"] == "deepObject" && key != name => Some(object()),
        _ if explode && !as_json && schema["properties"].is_object() => Some(object()),
        _ if explode && schema["type"] == "array" => Some(
            mine.iter()
                .map(|(_, text)| typed(text, &schema["items"]))
                .collect(),
        ),
        [(_, text), ..] => Some(styled(text, parameter, schema)),
    }
}

/// A value that is in one text.
fn styled(text: &str, parameter: &Value, schema: &Value) -> Value {
    let style = parameter["style"].as_str().unwrap_or_default();
    let text = match style {
        "label" => text.trim_start_matches('.'),
        "matrix" => text.split_once('=').map_or(text, |(_, value)| value),
        _ => text,
    };
    let delimiter = match style {
        "spaceDelimited" => ' ',
        "pipeDelimited" => '|',
        "label" if parameter["explode"] == true => '.',
        _ => ',',
    };
    if parameter["content"].is_object() {
        return serde_json::from_str(text).unwrap_or_default();
    }
    match schema["type"].as_str() {
        Some("array") => text
            .split(delimiter)
            .map(|item| typed(item, &schema["items"]))
            .collect(),
        Some("object") if parameter["explode"] == true => {
            let pairs = text
                .split(delimiter)
                .filter_map(|pair| pair.split_once('='));
            pairs
                .map(|(key, value)| (key.to_owned(), typed(value, &schema["properties"][key])))
                .collect()
        }
        Some("object") => {
            let parts: Vec<&str> = text.split(delimiter).collect();
            parts
                .chunks(2)
                .map(|pair| {
                    (
                        pair[0].to_owned(),
                        typed(pair[1], &schema["properties"][pair[0]]),
                    )
                })
                .collect()
        }
        _ => typed(text, schema),
    }
}

fn typed(text: &str, schema: &Value) -> Value {
    match schema["type"].as_str() {
        // One of several, or undeclared.
        None | Some("integer" | "number" | "boolean") => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        _ => Value::from(text),
    }
}
