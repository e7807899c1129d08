//! Where a provider's errors hold what: data, because no two providers agree.
//!
//! ```text
//! {"error": {"code": "resource_missing", "message": "No such customer", "param": "customer"}}     Stripe
//! {"errors": [{"field": "personalizations", "message": "must not be empty"}]}                     SendGrid
//! {"ok": false, "error": "channel_not_found"}   with status 200                                   Slack
//! ```
//!
//! A pointer (RFC 6901) that finds a text or a number counts; the first that does wins. Empty lists mean
//! the places that most APIs use. A body that is no JSON is read for a message too: HTML, XML and plain text come from
//! gateways in front of an API.

use std::collections::BTreeMap;

use http::HeaderMap;
use serde_json::Value;
use serde_json::value::RawValue;

use super::plain;

/// JSON pointers, in the order in which they are tried.
pub type Pointers = &'static [&'static str];

/// JSON pointers into the body of an error, and names of headers; an empty list is [the usual one](ErrorShape::USUAL).
#[derive(Clone, Copy, Debug)]
pub struct ErrorShape {
    /// Where the code is.
    pub code: Pointers,
    /// Where the message is.
    pub message: Pointers,
    /// Where the name of the parameter is that is wrong.
    pub param: Pointers,
    /// Where the list is, if there are several errors in one.
    pub details: Pointers,
    /// Where one of them holds its code.
    pub detail_code: Pointers,
    /// Where one of them holds its message.
    pub detail_message: Pointers,
    /// Where one of them holds the name of the field that is wrong.
    pub detail_field: Pointers,
    /// The headers that hold the request's id.
    pub request_id: &'static [&'static str],
    /// A response with a success status is an error if one of these is `false`.
    pub success: Pointers,
    /// A response with a success status is an error if one of these is there, and neither null, `false` nor empty.
    pub failure: Pointers,
}

/// One of several errors in a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detail {
    /// The provider's code for it.
    pub code: Option<String>,
    /// What a person reads.
    pub message: Option<String>,
    /// The field or parameter that is wrong.
    pub field: Option<String>,
}

const CODE: Pointers = &[
    "/error/code",
    "/code",
    "/errorCode",
    "/error_code",
    "/errorType",
    "/ErrorNumber",
    "/fault/detail/errorcode",
    "/error/type",
    "/error",
    "/name",
    "/type",
];
const MESSAGE: Pointers = &[
    "/error/message",
    "/message",
    "/error_description",
    "/errors/0/message",
    "/errorSummary",
    "/errorMessage",
    "/error_message",
    "/Message",
    "/fault/faultstring",
    "/error/reason",
    "/status/error",
    "/err",
    "/detail",
    "/title",
    "/error",
    "/msg",
];
const PARAM: Pointers = &["/error/param", "/param", "/field"];
const DETAILS: Pointers = &[
    "/errors",
    "/error/errors",
    "/error/details",
    "/details",
    "/detail",
    "/errorCauses",
    "/Elements/0/ValidationErrors",
];
const DETAIL_CODE: Pointers = &["/code", "/reason", "/type"];
const DETAIL_MESSAGE: Pointers = &[
    "/message",
    "/detail",
    "/description",
    "/title",
    "/msg",
    "/errorSummary",
    "/Message",
];
const DETAIL_FIELD: Pointers = &[
    "/field",
    "/param",
    "/path",
    "/pointer",
    "/source/pointer",
    "/source/parameter",
    "/meta/param_name",
    "/loc",
];
/// Headers, and behind them places in the body.
const REQUEST_ID: &[&str] = &[
    "request-id",
    "x-request-id",
    "x-github-request-id",
    "x-message-id",
    "x-slack-req-id",
    "twilio-request-id",
    "x-amzn-requestid",
    "x-correlation-id",
    "x-trace-id",
    "/request_id",
    "/requestId",
    "/error/request_id",
    "/error/requestId",
    "/meta/request_id",
    "/debug_id",
    "/debugging_request_id",
    "/correlationId",
    "/correlation_id",
    "/trace_id",
    "/traceId",
    "/clerk_trace_id",
    "/errorId",
    "/RequestId",
];

/// Names of places that contain the kind of an error: the code of one of several errors is more exact.
const GENERAL: &[&str] = &[
    "type", "name", "error", "category", "status", "object", "title",
];

/// A larger body is no error that somebody wrote; it is kept, and not looked into.
const LARGEST: usize = 1 << 20;

/// The maximum number of errors that are read from one response.
const MOST_DETAILS: usize = 100;

/// The content of an error body.
#[derive(Default)]
pub(super) struct ErrorFields {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) param: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) details: Vec<Detail>,
}

impl ErrorShape {
    /// The places that most APIs use.
    pub const USUAL: ErrorShape = ErrorShape {
        code: &[],
        message: &[],
        param: &[],
        details: &[],
        detail_code: &[],
        detail_message: &[],
        detail_field: &[],
        request_id: &[],
        success: &[],
        failure: &[],
    };

    /// Reads an error body. Of one that is no JSON there is the message that a person would see.
    pub(super) fn read(&self, body: &[u8]) -> ErrorFields {
        let Some(body) = body.get(..).filter(|body| body.len() <= LARGEST) else {
            return ErrorFields::default();
        };
        let text = plain::text(body);
        let Some(body) = plain::json(&text) else {
            return ErrorFields {
                code: plain::element(&text, "Code"),
                message: plain::message(&text),
                ..ErrorFields::default()
            };
        };
        let details = self.details(&body);
        let first = details.first();
        // Of a list of errors the first is the error.
        let top = match &body {
            Value::Array(list) => list.first().unwrap_or(&body),
            body => body,
        };
        let message = || {
            texts(top, self.message)
                .or_else(|| texts(top, MESSAGE))
                .or_else(|| first?.message.clone())
                .or_else(|| top.as_str().map(str::to_owned))
        };
        ErrorFields {
            code: self.code(top),
            message: message(),
            param: text_at(top, or(self.param, PARAM)).or_else(|| first?.field.clone()),
            request_id: text_at(top, or(self.request_id, REQUEST_ID))
                .or_else(|| text_at(top, REQUEST_ID)),
            details,
        }
    }

    /// The code. The code of the first detail takes precedence over one that is only the kind of an error.
    fn code(&self, top: &Value) -> Option<String> {
        let is_general = |pointer: &&&str| GENERAL.iter().any(|name| pointer.ends_with(name));
        let pointers = or(self.code, CODE);
        let found = pointers
            .iter()
            .find_map(|pointer| Some((pointer, text_at(top, &[*pointer])?)));
        let of_detail = || {
            let list = self.detail_list(top)?;
            let mut pointers = or(self.detail_code, &["/code"]).iter();
            // A reason or a type is as general as the error's own.
            let pointer =
                pointers.find(|pointer| pointer.to_ascii_lowercase().ends_with("code"))?;
            text_at(list.first()?, &[*pointer])
        };
        match found {
            Some((pointer, code)) if !is_general(&pointer) => Some(code),
            found => of_detail().or(found.map(|(_, code)| code)),
        }
        .filter(|code| code != "about:blank")
    }

    /// The list of several errors in one.
    fn detail_list<'v>(&self, top: &'v Value) -> Option<&'v Vec<Value>> {
        let mut found = or(self.details, DETAILS)
            .iter()
            .filter_map(|pointer| top.pointer(pointer));
        found.find_map(Value::as_array)
    }

    fn details(&self, body: &Value) -> Vec<Detail> {
        if let Value::Array(list) = body {
            let objects = list.iter().filter(|item| item.is_object());
            return objects
                .take(MOST_DETAILS)
                .map(|item| self.detail(item))
                .collect();
        }
        let found = or(self.details, DETAILS)
            .iter()
            .filter_map(|pointer| body.pointer(pointer));
        let mut lists = found.filter(|found| matches!(found, Value::Array(_) | Value::Object(_)));
        match lists.next() {
            Some(Value::Array(list)) => list
                .iter()
                .take(MOST_DETAILS)
                .map(|item| self.detail(item))
                .collect(),
            Some(Value::Object(fields)) => {
                let by_field = fields
                    .iter()
                    .flat_map(|(field, messages)| of_field(field, messages));
                by_field.take(MOST_DETAILS).collect()
            }
            _ => Vec::new(),
        }
    }

    /// An item of a list: an object, or the message itself.
    fn detail(&self, item: &Value) -> Detail {
        match item {
            Value::String(message) => Detail {
                message: Some(message.clone()),
                ..Detail::default()
            },
            item => Detail {
                code: text_at(item, or(self.detail_code, DETAIL_CODE)),
                message: texts(item, or(self.detail_message, DETAIL_MESSAGE)),
                field: text_at(item, or(self.detail_field, DETAIL_FIELD))
                    .or_else(|| joined(item.get("loc")?, ".")),
            },
        }
    }

    /// The id of the request that a response is of, as its headers have it.
    pub(super) fn request_id(&self, headers: &HeaderMap) -> Option<String> {
        let mut names = or(self.request_id, REQUEST_ID)
            .iter()
            .filter(|name| !name.starts_with('/'));
        let found = names.find_map(|name| headers.get(*name));
        found
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    }

    /// Whether the body reports a failure although the status is a success.
    pub(super) fn reports_failure(&self, body: &[u8]) -> bool {
        if self.success.is_empty() && self.failure.is_empty() {
            return false;
        }
        // Only the top level is read, not the whole of a large list.
        let Ok(top) = serde_json::from_slice::<BTreeMap<String, &RawValue>>(body) else {
            return false;
        };
        self.success
            .iter()
            .any(|pointer| below(&top, pointer) == Some(Value::Bool(false)))
            || self
                .failure
                .iter()
                .any(|pointer| below(&top, pointer).is_some_and(|value| !is_nothing(&value)))
    }
}

/// `{"field": ["message", …]}`, as ASP.NET and Laravel write it.
fn of_field<'v>(field: &'v str, messages: &'v Value) -> impl Iterator<Item = Detail> + 'v {
    let messages = messages
        .as_array()
        .map_or(std::slice::from_ref(messages), Vec::as_slice);
    messages
        .iter()
        .filter_map(Value::as_str)
        .map(|message| Detail {
            code: None,
            message: Some(message.to_owned()),
            field: Some(field.to_owned()),
        })
}

fn below(top: &BTreeMap<String, &RawValue>, pointer: &str) -> Option<Value> {
    let path = pointer.strip_prefix('/')?;
    let (name, rest) = path.find('/').map_or((path, ""), |at| path.split_at(at));
    let value: Value =
        serde_json::from_str(top.get(&name.replace("~1", "/").replace("~0", "~"))?.get()).ok()?;
    value.pointer(rest).cloned()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

fn or<T>(own: &'static [T], usual: &'static [T]) -> &'static [T] {
    if own.is_empty() { usual } else { own }
}

fn text_at(body: &Value, pointers: &[&str]) -> Option<String> {
    pointers
        .iter()
        .find_map(|pointer| scalar(body.pointer(pointer)?))
}

/// Like [`text_at`]; several texts in a list, as NestJS sends them, are one.
fn texts(body: &Value, pointers: &[&str]) -> Option<String> {
    pointers.iter().find_map(|pointer| {
        let value = body.pointer(pointer)?;
        scalar(value).or_else(|| joined(value, "; "))
    })
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A list of texts and numbers as one text; `None` where it has anything else.
fn joined(value: &Value, with: &str) -> Option<String> {
    let list = value.as_array().filter(|list| !list.is_empty())?;
    let parts: Option<Vec<String>> = list.iter().take(MOST_DETAILS).map(scalar).collect();
    parts.map(|parts| parts.join(with))
}
