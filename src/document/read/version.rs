//! The root to its version: `swagger: "2.0"`, `openapi: 3.0.3`.
//!
//! Numbers are taken as well, since YAML without quotes makes them: `swagger: 2.0`.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Value};

/// The versions that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// Swagger 2.0
    V2,
    /// OpenAPI 3.0.x
    V3_0,
    /// OpenAPI 3.1.x
    V3_1,
    /// OpenAPI 3.2.x
    V3_2,
}

impl Version {
    /// The version that the root names; anything else is an error at its place.
    pub(crate) fn detect(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
        let Some(object) = root.as_object() else {
            diagnostics.report(not_a_spec(
                root,
                format!("the input is {}, not an OpenAPI specification", root.kind()),
            ));
            return None;
        };
        let Some((key, node)) = ["openapi", "swagger"]
            .iter()
            .find_map(|key| Some((*key, object.get(key)?)))
        else {
            let message = "the input has neither `openapi` nor `swagger`";
            diagnostics.report(not_a_spec(root, message.to_owned()));
            return None;
        };
        let version = text(node).and_then(|text| Version::parse(key, text));
        if version.is_none() {
            diagnostics.report(unknown(key, node));
        }
        version
    }

    fn parse(key: &str, text: &str) -> Option<Version> {
        let mut parts = text.trim().split('.');
        match (key, parts.next()?, parts.next().unwrap_or("0")) {
            ("swagger", "2", "0") => Some(Version::V2),
            ("openapi", "3", "0") => Some(Version::V3_0),
            ("openapi", "3", "1") => Some(Version::V3_1),
            ("openapi", "3", "2") => Some(Version::V3_2),
            _ => None,
        }
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text),
        _ => None,
    }
}

fn not_a_spec(root: &Node, message: String) -> Diagnostic {
    Diagnostic::error(Code::NotASpec, message)
        .at(root.span)
        .help("an OpenAPI specification starts with `openapi: 3.1.0` or `swagger: \"2.0\"`")
}

fn unknown(key: &str, node: &Node) -> Diagnostic {
    let found = text(node).map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
    Diagnostic::error(
        Code::UnknownVersion,
        format!("`{key}` is {found}, which is not known"),
    )
    .at(node.span)
    .help("known are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2")
}
